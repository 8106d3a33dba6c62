"""A thing where a part of a sketch was: horns, ears, a head, hands, pincers, legs, wings, a tail,
eyes. Knows no sentence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import above, box_of, solid_around
from spritedex.sketches.shapes.changed import with_edge_of, with_tail_like, without_eyes
from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.items import around_middle, stood, turned
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.locks import with_locks
from spritedex.sketches.shapes.many_legs import side_legs_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.outfit import runs_of, with_feet, with_hands
from spritedex.sketches.shapes.pincers import has_pincers, with_pincers_like
from spritedex.sketches.shapes.places import all_of_eye, face_of, is_all_face, is_frontal, outline_of
from spritedex.sketches.shapes.regions import ears_of
from spritedex.sketches.shapes.shades import without_own
from spritedex.sketches.shapes.shaping import with_horn_like
from spritedex.sprites.sketch import FACE, Points, Shape, Sketch

_HORN: Final = 1.7
_EAR: Final = 1.9
_WING: Final = 2.6
"""How long each of two is, in radii of their anchor."""
_SPIKE: Final = 3.6
_AS_HIGH: Final = 1.5
"""How many times as wide as high, or as high as wide, what is upright in place of a head is at most."""
_SPIKES_APART: Final = 9.0
_LEG: Final = 0.36
"""How much of the height of a body a leg is at most."""
_BAR: Final = 7.0
"""How far behind its eyes the bar ends that a hammerhead has for a head."""
_ASTRIDE: Final = 3.5
_SHORT: Final = 15.0
_WIDE_LEG: Final = (7.0, 13.0)
_SOLE: Final = 3
_LEAST: Final = 0.34
_MOST: Final = 0.8
"""How much of a sketch a head of its own is at least and at most."""

_SNOUT: Final = 7.0
"""How far behind the tip of a snout what stands for a nose begins, in pixels."""
_SNOUT_LONG: Final = 19.0


def with_swapped(sketch: Sketch, item: Sketch, part: str, one: bool) -> Sketch:
    """With an item in place of a part, of horns `one` alone; as it is, where it has no place for it."""
    upright = stood(item)
    if part == "horns" and one:
        return with_horn_like(sketch, upright, None)
    if part in ("hands", "pincers") and has_pincers(sketch):
        return with_pincers_like(sketch, upright, one)
    if part in ("hands", "pincers", "feet"):
        on_four = part == "feet" or not (is_frontal(sketch) or face_of(sketch) is None)
        return (with_feet if on_four else with_hands)(sketch, around_middle(item))
    return _legs(sketch, upright, one) if part == "legs" else _WAYS[part](sketch, upright)


def _horns(sketch: Sketch, item: Sketch) -> Sketch:
    head = sketch.anchors.get("head")
    if head is None:
        return sketch
    own = [shape.points for shape in sketch.shapes if shape.part == "horns"]
    middle = float(np.concatenate(own)[:, 0].mean()) if own else head.x
    put = []
    for side in (-1, 1):
        base = np.array([head.x + 0.5 * side * head.radius, head.y + 3])
        up = _HORN * head.radius * np.array([0.5 * side, -0.9])
        mine = [points for points in own if (points[:, 0].mean() > middle) == (side > 0)]
        if mine:
            points = np.concatenate(mine)
            base = points[np.hypot(*(points - (head.x, head.y + head.radius)).T).argmin()]
            along = points[np.hypot(*(points - base).T).argmax()] - base
            base = base - 0.15 * along
            up = along * max(1.0, _HORN * head.radius / max(float(np.hypot(*along)), 1e-6))
        put += turned(item, base, up)
    bare = without_own(sketch, "horns")
    return replace(bare, shapes=(*put, *bare.shapes) if is_frontal(sketch) else (*bare.shapes, *put))


def with_new_ears(sketch: Sketch, item: Sketch) -> Sketch:
    """With ears of another kind, both behind its head."""
    return _ears(sketch, item, behind=True)


def _ears(sketch: Sketch, item: Sketch, behind: bool = False) -> Sketch:
    head, face = sketch.anchors.get("head"), face_of(sketch)
    if head is None or face is None:
        return sketch
    mine = ears_of(sketch)
    bare = replace(sketch, shapes=tuple(shape for place, shape in enumerate(sketch.shapes) if place not in mine))
    put: tuple[list[Shape], list[Shape]] = ([], [])
    middle = np.array([head.x, float(face.eyes[1])])
    for side in (-1, 1):
        of = [sketch.shapes[place].points for place in mine]
        own = [points for points in of if (points[:, 0].mean() > head.x) == (side > 0)]
        if not own and (mine or not is_frontal(sketch)):
            continue
        ends = np.concatenate(own) if own else middle + head.radius * np.array([[0.5 * side, -0.5], [side, -1.0]])
        up = (ends.min(0) + ends.max(0)) / 2 - middle
        long = max(1.25 * float(np.ptp(ends, axis=0).max()), _EAR * head.radius)
        up *= long / max(float(np.hypot(*up)), 1e-6)
        near = not behind and not is_frontal(sketch) and side != front_of(sketch)
        put[near].extend(turned(item, (ends.min(0) + ends.max(0)) / 2 - 0.5 * up, up))
    return replace(bare, shapes=(*put[0], *bare.shapes, *put[1]))


def _wings(sketch: Sketch, item: Sketch) -> Sketch:
    back = sketch.anchors.get("back")
    if back is None:
        return sketch
    bare = without_own(sketch, "wings")
    long, base = _WING * back.radius, np.array([back.x, back.y + 0.4 * back.radius])
    if not is_frontal(sketch):
        far = turned(item, base, 0.9 * long * np.array([-0.2 * front_of(sketch), -1.0]))
        near = turned(item, base, long * np.array([-0.75 * front_of(sketch), -0.66]))
        return replace(bare, shapes=(*far, *bare.shapes, *near))
    put = [shape for side in (-1, 1) for shape in turned(item, base, long * np.array([0.85 * side, -0.5]))]
    return replace(bare, shapes=(*put, *bare.shapes))


def _head(sketch: Sketch, item: Sketch) -> Sketch:
    face = face_of(sketch)
    if face is None or "head" not in sketch.anchors:
        return sketch
    seeing = face_of(item) is not None
    mine = [] if is_all_face(sketch) else head_of(sketch)
    eyes = {place for eye in eyes_of(sketch) for place in all_of_eye(sketch, eye.shapes[0])}
    solid = solid_around([sketch.shapes[place] for place in mine if place not in eyes], face.eyes)
    box = box_of(Sketch(tuple(solid), {})) if solid else box_of(sketch)
    if not solid or not _LEAST < box.side / box_of(sketch).side < _MOST or _is_bar(sketch):
        return _at_front(sketch, item)
    own = box_of(item)
    long = 1.3 * box.side * item.anchors["at"].y / own.side
    put = turned(item, np.array([box.middle, box.low + 1]), np.array([0.0, -long]))
    rest = [shape for place, shape in enumerate(sketch.shapes) if place not in mine and place not in eyes]
    looks = [] if seeing else [replace(sketch.shapes[place], kept=True, part=FACE) for place in sorted(eyes)]
    return replace(sketch, shapes=(*rest, *put, *looks))


def _at_front(sketch: Sketch, item: Sketch) -> Sketch:
    """In place of all that is before its eyes, if its head is not of shapes of its own."""
    face, box = face_of(sketch), box_of(sketch)
    if face is None:
        return sketch
    if is_frontal(sketch):
        at = np.array([box.middle, float(face.eyes[1]) + 0.3 * (box.low - box.top)])
        return replace(sketch, shapes=(*sketch.shapes, *turned(item, at, np.array([0.0, box.top - at[1]]))))
    side = front_of(sketch)
    x = float(face.eyes[0]) + side * (-_BAR if _is_bar(sketch) else 1.5)
    window = np.array([[x, -99.0], [x - 200 * side, -99.0], [x - 200 * side, 199.0], [x, 199.0]])
    looks = {place for eye in eyes_of(sketch) for place in all_of_eye(sketch, eye.shapes[0])}
    cut = [
        replace(shape, points=clipped(shape.points, window)) if not shape.width else shape
        for place, shape in enumerate(sketch.shapes)
        if place not in looks and (not shape.width or side * (shape.points[:, 0].mean() - x) < 0)
    ]
    long, y = 0.62 * (box.right - box.left), float(face.eyes[1])
    shape = box_of(item)
    if 1 / _AS_HIGH < (shape.right - shape.left) / (shape.low - shape.top) < _AS_HIGH and not _is_bar(sketch):
        upright = turned(item, np.array([x + 0.1 * side * long, y + 0.5 * long]), np.array([0.0, -long]))
        return replace(sketch, shapes=(*(each for each in cut if len(each.points) > 2 or each.width), *upright))
    put = turned(item, np.array([x - 0.25 * side * long, y + 2]), np.array([side * long, 0.0]))
    first = eyes_of(sketch)[0].shapes[0] if _is_bar(sketch) else None
    seen = sorted(looks if first is None else all_of_eye(sketch, first))
    to = (0.0, 0.0) if first is None else np.array([x - 6 * side, y - 3]) - sketch.shapes[first].points.mean(0)
    eyes = [replace(sketch.shapes[place], kept=True).moved(*to) for place in seen]
    return replace(sketch, shapes=(*(shape for shape in cut if len(shape.points) > 2 or shape.width), *put, *eyes))


def _is_bar(sketch: Sketch) -> bool:
    """Whether its eyes are one above the other."""
    wide, high = np.ptp([sketch.shapes[eye.shapes[0]].points.mean(0) for eye in eyes_of(sketch)], axis=0)
    return bool(high > 2 * wide)


def _stalks(sketch: Sketch, item: Sketch) -> Sketch:
    lines = [shape.points for shape in sketch.shapes if shape.part == "stalks" and shape.width]
    bare = without_own(sketch, "stalks")
    put = [shape for line in lines for shape in turned(item, line[0], 1.6 * (line[-1] - line[0]))]
    return replace(bare, shapes=(*put, *bare.shapes)) if lines else sketch


def _nose(sketch: Sketch, item: Sketch) -> Sketch:
    face = face_of(sketch)
    if face is None:
        return sketch
    side = front_of(sketch)
    base = np.array([face.mouth.x, 0.5 * (face.mouth.y + float(face.eyes[1]))])
    up = 1.3 * face.half * (np.array([0.85 * side, -0.1]) if face.profile else np.array([0.5 * side, -0.5]))
    if face.profile:
        rows, columns = np.nonzero(outline_of(sketch))
        near = (rows > face.eyes[1]) & (rows < face.mouth.y + face.mouth.radius)
        if near.any():
            tip = np.flatnonzero(near)[int((side * columns[near]).argmax())]
            base, up = np.array([columns[tip] - _SNOUT * side, rows[tip]]), np.array([_SNOUT_LONG * side, 1.0])
    put = (replace(shape, part=FACE) for shape in turned(item, base, up))
    return replace(sketch, shapes=(*sketch.shapes, *put))


def _spikes(sketch: Sketch, item: Sketch) -> Sketch:
    at = item.anchors["at"]
    small = replace(item, anchors={"at": replace(at, radius=at.y / _SPIKE)})
    return with_edge_of(sketch, "spikes", small, _SPIKES_APART)


def _eyes(sketch: Sketch, item: Sketch) -> Sketch:
    put = []
    for eye in eyes_of(sketch):
        points = sketch.shapes[eye.shapes[0]].points
        low, high = points.min(0), points.max(0)
        long = 1.3 * float((high - low).max())
        put += turned(item, np.array([(low[0] + high[0]) / 2, (low[1] + high[1] + long) / 2]), np.array([0.0, -long]))
    bare = without_eyes(sketch)
    return replace(bare, shapes=(*bare.shapes, *(replace(shape, part=FACE) for shape in put)))


def _legs(sketch: Sketch, item: Sketch, one: bool) -> Sketch:
    """With its own legs cut off where they part from the body, and for each of them, or for all `one`, an item."""
    if sides := side_legs_of(sketch):
        return _beside(sketch, item, sides)
    outline, face = outline_of(sketch), face_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    low, high = int(rows[-1]), int(rows[0])
    runs = _long_runs(outline[low - _SOLE])
    cut = low
    if len(runs) > 1:
        least = max(low - _LEG * (low - high), face.mouth.y + 3 if face else 0)
        cut = low - _SOLE
        while cut > least and len(_long_runs(outline[cut])) > 1:
            cut -= 1
        shapes = tuple(each for shape in sketch.shapes if (each := above(shape, cut + 1.5)))
        middles = [(left + right + 1) / 2 for left, right in runs]
    else:
        shapes, (left, right) = sketch.shapes, runs[0] if runs else (20, 44)
        away = float(np.clip(0.26 * (right - left), 4.5, 10.0))
        middles = [(left + right) / 2 - away, (left + right) / 2 + away]
    long = max(low - cut + 5.0, 0.24 * (low - high))
    if one:
        middles = [float(np.mean(middles))]
    put = [
        shape
        for x in middles
        for shape in turned(_as_wide(item, long), np.array([x, cut + long]), np.array([0.0, -long - 3]))
    ]
    return replace(sketch, shapes=(*put, *shapes))


def _beside(sketch: Sketch, item: Sketch, places: Sequence[int]) -> Sketch:
    """With an item for each of its legs to both sides, from where that joins the body to its foot."""
    middle = sketch.anchors["back"].x if "back" in sketch.anchors else box_of(sketch).middle
    put: list[Shape] = []
    feet: list[Points] = []
    for place in places:
        ends = sketch.shapes[place].points[[0, -1]]
        joint, foot = ends[np.argsort(abs(ends[:, 0] - middle))]
        if all(np.hypot(*(foot - other)) > _ASTRIDE for other in feet):
            feet.append(foot)
            long = max(float(np.hypot(*(foot - joint))), 1e-6)
            put += turned(item, joint, max(1.0, _SHORT / long) * (foot - joint))
    rest = (shape for place, shape in enumerate(sketch.shapes) if place not in places)
    return replace(sketch, shapes=(*put, *rest))


def _long_runs(row: Sequence[bool] | Points) -> list[tuple[int, int]]:
    return [run for run in runs_of(np.asarray(row, bool)) if run[1] - run[0] >= 2]


def _as_wide(item: Sketch, long: float) -> Sketch:
    """An item that is neither too narrow nor too wide for a leg that is so long."""
    box = box_of(item)
    wide = (box.right - box.left) * long / item.anchors["at"].y
    share = float(np.clip(wide, *_WIDE_LEG)) / wide
    at = item.anchors["at"]
    return replace(
        item,
        shapes=tuple(
            replace(shape, points=(shape.points - (at.x, 0)) * (share, 1) + (at.x, 0)) for shape in item.shapes
        ),
    )


_WAYS: Final[dict[str, Callable[[Sketch, Sketch], Sketch]]] = {
    "horns": _horns,
    "ears": _ears,
    "wings": _wings,
    "hair": with_locks,
    "head": _head,
    "stalks": _stalks,
    "nose": _nose,
    "eyes": _eyes,
    "spikes": _spikes,
    "tail": with_tail_like,
}
