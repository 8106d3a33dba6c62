"""One leg, arm or horn, or the ends of tails, wings and ears, in a color of its own. Knows no sentence."""

import itertools
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.changed import bushy_tail
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import is_frontal, outline_of
from spritedex.sketches.shapes.postures import arm_of
from spritedex.sketches.shapes.regions import ears_of, tail_places
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sketches.shapes.trunks import in_color
from spritedex.sprites.sketch import Color, Shape, Sketch

_PAW: Final = 6.0
"""How high a paw is, in pixels."""
_LEG: Final = 0.3
"""How much of the height of a body its legs are."""
_STANDS: Final = 4
"""How many rows of pixels above the floor tell one leg from another."""
_ONE_OF: Final = 0.3
"""How much of the width of a body one leg has at most."""

_TIP: Final = 0.62
"""Where the tip of a tail begins, in its length."""
_END: Final = 0.64
"""Where the end of a wing or an ear begins, in its length."""
_WIDE: Final = 0.15
"""How wide one is that is not apart from the other, in the same."""


def with_arms_in(sketch: Sketch, color: Color) -> Sketch:
    """With both arms in a color, but not their claws."""
    arms = [*arm_of(sketch, -1), *arm_of(sketch, 1)]
    return in_color(sketch, [place for place in arms if sketch.shapes[place].role] or arms, color)


def with_one_arm(sketch: Sketch, color: Color) -> Sketch:
    """With one arm in a color; one of its legs, if it is seen from the side and stands on four."""
    own = arm_of(sketch, 1) or arm_of(sketch, -1)
    if not own and not is_frontal(sketch):
        box = box_of(sketch)
        on_four = box.right - box.left > box.low - box.top
        return with_one_leg(sketch, True, color) if on_four else sketch
    return in_color(sketch, own, color)


def with_one_leg(sketch: Sketch, whole: bool, color: Color) -> Sketch:
    """What of one leg in front is at the floor, its paw or the `whole` of it."""
    outline, front = outline_of(sketch), front_of(sketch)
    rows, columns = np.flatnonzero(outline.any(1)), np.flatnonzero(outline.any(0))
    if not rows.size:
        return sketch
    low, wide = int(rows[-1]), float(np.ptp(columns)) + 1
    standing = np.flatnonzero(outline[low - _STANDS : low + 1].any(0))
    legs = np.split(standing, np.flatnonzero(np.diff(standing) > 1) + 1)
    mine = max((leg for leg in legs if leg.size > 1), key=lambda leg: front * float(leg.mean()), default=standing)
    if mine.size > _ONE_OF * wide:  # both stand close to each other
        mine = np.arange(*np.sort([edge := int(mine[-1 if front > 0 else 0]), edge - front * round(_WIDE * wide)]))
    top = low + 1 - (_LEG * (low - int(rows[0])) if whole else _PAW)
    left, right = float(mine[0]) - 0.5, float(mine[-1]) + 1.5
    window = np.array([[left, top], [right, top], [right, 104.0], [left, 104.0]])
    dark: Color = tuple(round(0.7 * each) for each in color)  # type: ignore[assignment]
    shapes: list[Shape] = []
    tail = tail_places(sketch)
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if place in tail or not shape.is_body or shape.kept or shape.role == "eye":
            continue
        fill = dark if shape.role == "dark" else color
        if shape.width:
            line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
            below = line[(line[:, 1] > top) & (line[:, 0] > left) & (line[:, 0] < right)]
            if len(below) > 1 and shape.width > 1.5:
                shapes.append(replace(shape, points=below, fill=fill, role=""))
        elif len(part := clipped(shape.points, window)) > 2:
            shapes.append(replace(shape, points=part, fill=fill, role=""))
    return replace(sketch, shapes=tuple(shapes))


def with_one_horn_in(sketch: Sketch, color: Color) -> Sketch:
    """With its horn in front, or to the left, in a color; with all of them, if it has no two."""
    places = [place for place, shape in enumerate(sketch.shapes) if shape.part == "horns"]
    middles = {place: float(sketch.shapes[place].points[:, 0].mean()) for place in places}
    middle, front = (min(middles.values()) + max(middles.values())) / 2, front_of(sketch)
    mine = [place for place in places if front * (middles[place] - middle) > 0] or places
    return in_color(sketch, mine, color)


def with_tail_tip(sketch: Sketch, color: Color) -> Sketch:
    """With the outer third of its tail in a color."""
    found = (tail_of_shapes(sketch) or bushy_tail(sketch)) if "tail" in sketch.anchors else None
    if found is None:
        return sketch
    places, joint, tip = found
    points = np.concatenate([sketch.shapes[place].points for place in places])
    along = (tip - joint) / max(float(np.hypot(*(tip - joint))), 1e-6)
    start = joint + _TIP * float(((points - joint) @ along).max()) * along
    across = 90 * np.array([-along[1], along[0]])
    window = np.array([start - across, start + across, start + across + 90 * along, start - across + 90 * along])
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if place not in places:
            continue
        if shape.width:
            line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
            part = line[(line - start) @ along > 0]
        else:
            part = clipped(shape.points, window)
        if len(part) > (1 if shape.width else 2):
            shapes.append(replace(shape, points=part, fill=color, role=""))
    return replace(sketch, shapes=tuple(shapes))


def with_ends_in(sketch: Sketch, part: str, color: Color) -> Sketch:
    """With the ends of its wings or ears, away from the middle of its body, in a color."""
    mine = ears_of(sketch) if part == "ears" else [at for at, each in enumerate(sketch.shapes) if each.part == part]
    base = sketch.anchors.get("head" if part == "ears" else "back")
    if base is None or not mine:
        return sketch
    middle = np.array([base.x, base.y + base.radius])
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if place not in mine or shape.width:
            continue
        far = np.hypot(*(shape.points - middle).T)
        joint, tip = shape.points[far.argmin()], shape.points[far.argmax()]
        long = max(float(np.hypot(*(tip - joint))), 1e-6)
        along = (tip - joint) / long
        across, start = 90 * np.array([-along[1], along[0]]), joint + _END * long * along
        end = clipped(
            shape.points, np.array([start - across, start + across, tip + across + along, tip - across + along])
        )
        if len(end) > 2:
            shapes.append(replace(shape, points=end, fill=color, role=""))
    return replace(sketch, shapes=tuple(shapes))
