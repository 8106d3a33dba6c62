"""Several in one picture: a creature with what it sits in, holds or has beside it. Knows no sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import above, box_of, facing, neckline, outlined, put, top_of
from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.held import IN_HAND, with_held
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of, places_of
from spritedex.sketches.shapes.shades import dyed
from spritedex.sprites.sketch import EYE, SIZE, Anchor, Color, Points, Shape, Sketch

_BODY: Final = ("main", "dark", "light")
FRONT: Final = "front"
"""What the shapes of a prop are called that hide a creature."""
THING: Final = {"back": 0.56, "head": 0.42, "shoulder": 0.36, "feet": 0.4}
"""How large a thing in such a place is, beside its own sketch."""
_SHOULDER: Final = 1.2
_SUNK: Final = 4.0
_ON_THING: Final = (0.8, 0.54)
"""How large a creature is that is on a thing, and how large that is."""
_ON_PROP: Final = (0.64, 1.2)
_IN_PROP: Final = (0.62, 1.1)
"""How large a creature is at least and at most on a prop and in one."""
_OVERLAP: Final = 3.0
_THIRD: Final = 2
_SLOPE: Final = 0.2
_FRUIT: Final = 9.0
_THIN: Final = 5
_STEM: Final = 0.12
_UNDER: Final = 0.62
_BEFORE: Final = 0.84
_UNSHRUNK: Final = 50.0
"""How large, in pixels, a creature before what is larger would be at least by itself."""


def with_thing(sketch: Sketch, thing: Sketch, where: str, large: float = 0.0) -> Sketch:
    """With a thing in a place of `THING`; as large as usual, or as `large` says in its size."""
    anchor, box, body = sketch.anchors.get(where) or sketch.anchors.get("head"), box_of(thing), box_of(sketch)
    scale, hidden = (large or THING[where]) * SIZE / box.side, where == "back" and is_frontal(sketch)
    x = anchor.x if anchor else SIZE / 2
    if where == "feet":
        to = np.array([body.middle, body.low + 1])
    elif where == "shoulder" and sketch.from_the_front and (neck := places_of(sketch).get("neck")):
        face = face_of(sketch)
        beside = face.eyes[0] + face.half + 0.4 * scale * (box.right - box.left) if face else neck.x
        to = np.array([max(neck.x + _SHOULDER * neck.radius, beside), neck.y + 2])
    elif where == "shoulder" and "back" in sketch.anchors:
        x = _beside_head(sketch, sketch.anchors["back"].x, 0.4 * scale * (box.right - box.left))
        to = np.array([x, top_of(sketch, x) + _SUNK])
    elif anchor is None:
        return sketch
    else:
        sunk = 0.3 * scale * (box.low - box.top) if hidden else _SUNK
        if where == "back" and not hidden:
            x = _beside_head(sketch, x, 0.5 * scale * (box.right - box.left))
        to = np.array([x, (_crown_at(sketch, x) if where == "head" else top_of(sketch, x)) + sunk])
    placed = put(thing.shapes, scale, np.array([box.middle, box.low]), to)
    if where == "shoulder":
        placed = outlined(placed)
    behind = where == "back" and (hidden or face_of(sketch) is None or anchor is None or x == anchor.x)
    return Sketch((*placed, *sketch.shapes) if behind else (*sketch.shapes, *placed), sketch.anchors)


def _beside_head(sketch: Sketch, x: float, half: float) -> float:
    """Where on its back something so wide does not lie over its face."""
    face, box = face_of(sketch), box_of(sketch)
    head = sketch.anchors.get("head")
    reach = face.half + 0.3 * head.radius if face and head else 0.0
    if face is None or abs(x - face.eyes[0]) > reach + half:
        return x
    side = -front_of(sketch)
    return float(np.clip(face.eyes[0] + side * (reach + half), box.left + half, box.right - half))


def _crown_at(sketch: Sketch, x: float) -> float:
    """The row of the top of a head, or of the hat on it; what is thin, such as a feeler, does not count."""
    top, near = top_of(sketch, x), outline_of(sketch)[:, max(0, int(x) - 6) : int(x) + 7].sum(1)
    wide = int((near > _THIN).argmax())
    worn = [each.points for each in sketch.shapes if each.kept and each.role != EYE and each.part != IN_HAND]
    rows = [float(points[:, 1].min()) for points in worn if np.ptp(points[:, 0]) > _THIN]
    rows = [row for row in rows if row < top]
    return min(rows) + 6 if rows else wide if wide - top > _THIN else top


def on_thing(sketch: Sketch, thing: Sketch) -> Sketch:
    """On a thing that is no vehicle, such as a pumpkin."""
    own, other = _ON_THING
    box, below = box_of(sketch), box_of(thing)
    scale = other * SIZE / below.side
    placed = Sketch(put(thing.shapes, scale, np.array([below.middle, below.low]), np.array([SIZE / 2, SIZE])), {})
    to = np.array([SIZE / 2, top_of(placed, SIZE / 2) + _OVERLAP])
    return Sketch((*placed.shapes, *put(sketch.shapes, own, np.array([box.middle, box.low]), to)), sketch.anchors)


def on_prop(sketch: Sketch, prop: Sketch) -> Sketch:
    """On a prop, such as a skateboard, between what is behind the creature and what is in front of it."""
    seat, box = prop.anchors["seat"], box_of(sketch)
    feet = np.flatnonzero(outline_of(sketch)[max(0, int(box.low) - 8) : int(box.low) + 1].any(0))
    least, most = _ON_PROP
    wide = max(box.right - box.left, 0.9 * float(np.ptp(feet)) if feet.size else 0.0)
    scale = float(np.clip(2.0 * seat.radius / wide, least, most))
    middle = (feet[0] + feet[-1]) / 2 if feet.size else box.middle
    sketch, at = facing(sketch, np.array([middle, box.low]), 1)
    return _between(prop, put(sketch.shapes, scale, at, np.array([seat.x, seat.y + 2])), sketch.anchors)


def in_prop(sketch: Sketch, prop: Sketch) -> Sketch:
    """In a prop, such as a teacup, whose front hides the lower part of the creature."""
    rim, box, cut = prop.anchors["rim"], box_of(sketch), neckline(sketch)
    rows = outline_of(sketch)[max(0, int(cut) - 5) : int(cut) + 1].any(0)
    wide = np.flatnonzero(rows)
    least, most = _IN_PROP
    scale = float(np.clip(1.9 * rim.radius / max(1, np.ptp(wide) if wide.size else SIZE), least, most))
    middle = (wide[0] + wide[-1]) / 2 if wide.size else box.middle
    deep = (rim.y + 5 - box_of(prop).low + 3) / scale  # nothing of it is seen below the prop
    shapes = _lifted(sketch.shapes, cut)
    upper = [cut_shape for shape in shapes if (cut_shape := above(shape, cut + max(4.0, -0.4 * deep)))]
    return _between(
        prop, put(tuple(upper), scale, np.array([middle, cut]), np.array([rim.x, rim.y + 2])), sketch.anchors
    )


def _lifted(shapes: tuple[Shape, ...], row: float) -> tuple[Shape, ...]:
    """Shapes with what is held so high that its middle is above a row."""
    held = [shape.points for shape in shapes if shape.part == IN_HAND]
    if not held:
        return shapes
    rows = np.concatenate(held)[:, 1]
    up = max(0.0, float(rows.min() + rows.max()) / 2 - row)
    return tuple(shape.moved(0, -up) if shape.part == IN_HAND else shape for shape in shapes)


def hidden_by(sketch: Sketch, thing: Sketch) -> Sketch:
    """Behind the lower part of a thing, such as a barrel."""
    below, cut, box = box_of(thing), neckline(sketch), box_of(sketch)
    scale, own = 0.7 * SIZE / below.side, _ON_THING[0]
    thing = _without_stem(thing)
    below = box_of(thing)
    placed = Sketch(put(thing.shapes, scale, np.array([below.middle, below.low]), np.array([SIZE / 2, SIZE])), {})
    upper = [cut_shape for shape in sketch.shapes if (cut_shape := above(shape, cut + 8 / own))]
    to = np.array([SIZE / 2, top_of(placed, SIZE / 2) + 3])
    creature = put(tuple(upper), own, np.array([box.middle, cut]), to)
    return Sketch((*creature, *placed.shapes), sketch.anchors)


def _without_stem(thing: Sketch) -> Sketch:
    """Without what sticks up from it and is no part of its largest form, such as a stem and leaves."""
    largest = max(thing.shapes, key=lambda each: float(np.prod(np.ptp(each.points, axis=0))))
    (left, rim), (right, low) = largest.bounds

    def is_stem(shape: Shape) -> bool:
        return bool(shape.center[1] < rim + _STEM * (low - rim) and np.ptp(shape.points[:, 0]) < 0.5 * (right - left))

    rest = tuple(each for each in thing.shapes if not is_stem(each))
    return Sketch(rest, thing.anchors)


def beside(sketch: Sketch, other: Sketch, scale: float, number: int = 0) -> Sketch:
    """With another that stands beside it, first where it looks to; a second on the other side, a third before it."""
    box, theirs = box_of(sketch), box_of(other)
    side = front_of(sketch) if not is_frontal(sketch) else 1
    side = -side if number % 2 else side
    wide, tall = scale * (theirs.right - theirs.left), scale * (theirs.low - theirs.top)
    near = np.flatnonzero(outline_of(sketch)[max(0, int(box.low - 0.9 * tall)) : int(box.low) + 1].any(0))
    left, right = (float(near[0]), float(near[-1])) if near.size else (box.left, box.right)
    over = (0.4 if number else _SLOPE if wide > 2 * tall else 0.0) * wide + _OVERLAP
    x = (right - over + wide / 2) if side > 0 else (left + over - wide / 2)
    x = (left + right) / 2 if number == _THIRD else x
    at = np.array([theirs.middle, theirs.low])
    other, at = facing(other, at, -side)
    placed = put(other.shapes, scale, at, np.array([x, box.low + (3 if number == _THIRD else 1)]))
    placed = outlined(placed) if number == _THIRD else placed
    return Sketch((*sketch.shapes, *placed), sketch.anchors)


def before(sketch: Sketch, large: Sketch, under: bool) -> Sketch:
    """In front of something large, or `under` it, such as an umbrella."""
    box, theirs = box_of(sketch), box_of(large)
    scale = (SIZE if under else 1.1 * SIZE) / theirs.side
    floor = np.array([SIZE / 2, SIZE])
    back = put(large.shapes, scale, np.array([theirs.middle, theirs.low]), floor)
    own = (_UNDER if under else _BEFORE) * max(1.0, _UNSHRUNK / (box.low - box.top if under else box.side))
    return Sketch(
        (*back, *put(sketch.shapes, own, np.array([box.middle, box.low]), floor + np.array([0, 1]))), sketch.anchors
    )


def with_fruit(sketch: Sketch, thing: Sketch, count: int, rng: np.random.Generator) -> Sketch:
    """With small things on the upper part of it, as apples on a tree."""
    box, theirs, face = box_of(sketch), box_of(thing), face_of(sketch)
    y, x = np.nonzero(outline_of(sketch)[: int(box.top + 0.6 * (box.low - box.top))])
    places: list[Points] = []
    for place in rng.permutation(len(x)):
        at = np.array([x[place], y[place]], np.float64)
        away = face is None or abs(at - (face.eyes[0], (face.eyes[1] + face.mouth.y) / 2)).max() > face.half + _FRUIT
        if away and all(np.hypot(*(at - other)) > 1.3 * _FRUIT for other in places):
            places.append(at)
    scale, middle = _FRUIT / theirs.side, np.array([theirs.middle, (theirs.top + theirs.low) / 2])
    placed = [shape for at in places[:count] for shape in put(thing.shapes, scale, middle, at)]
    return Sketch((*sketch.shapes, *placed), sketch.anchors)


def holding(sketch: Sketch, thing: Sketch) -> Sketch:
    """With a thing in a hand."""
    box = box_of(thing)
    at = Anchor(box.middle, (box.top + box.low) / 2, 0.45 * box.side)
    return with_held(sketch, Sketch(thing.shapes, {"at": at}), upright=True)


def upside_down(sketch: Sketch, branch: Sketch | None) -> Sketch:
    """With its head below, hanging from a `branch` if there is one."""
    box = box_of(sketch)
    turned = tuple(replace(shape, points=shape.points * (1, -1) + (0, box.top + box.low)) for shape in sketch.shapes)
    if branch is None:
        return Sketch(turned, sketch.anchors)
    seat, top = branch.anchors["seat"], np.array([box.middle, box.top])
    placed = put(branch.shapes, 1.0, np.array([seat.x, seat.y + 4]), top)
    return Sketch((*turned, *placed), sketch.anchors)


def painted(sketch: Sketch, colors: Mapping[str, Color]) -> Sketch:
    """With the colors of its roles as its own."""
    return replace(sketch, shapes=tuple(replace(each, fill=colors.get(each.role, each.fill)) for each in sketch.shapes))


def as_thing(sketch: Sketch, color: Color | None = None, faced: bool = False) -> Sketch:
    """Without a face, if it is not to be `faced`, in a color, and kept as it is drawn."""
    bare = sketch if faced else faceless(sketch)
    if color:
        whole = not any(shape.role for shape in bare.shapes)
        main = [shape for shape in bare.shapes if whole or shape.role in _BODY]
        fills = iter(dyed(Sketch(tuple(main), {}), color).shapes)
        shapes = tuple(next(fills) if whole or shape.role in _BODY else shape for shape in bare.shapes)
        bare = replace(bare, shapes=shapes)
    return replace(bare, shapes=tuple(replace(shape, role="", kept=True) for shape in bare.shapes))


def _between(prop: Sketch, creature: tuple[Shape, ...], anchors: Mapping[str, Anchor]) -> Sketch:
    behind = (shape for shape in prop.shapes if shape.part != FRONT)
    return Sketch((*behind, *creature, *(shape for shape in prop.shapes if shape.part == FRONT)), anchors)


def faceless(sketch: Sketch) -> Sketch:
    """Without its eyes and mouth, and what is between them."""
    face = face_of(sketch)
    if face is None:
        return sketch
    around = [shape for eye in eyes_of(sketch) for shape in (sketch.shapes[eye.shapes[0]],)]
    low = face.eyes - np.array([face.half + 5, 2.6 * face.radii[1]])
    high = np.array([face.eyes[0] + face.half + 5, face.mouth.y + face.mouth.radius + 2])

    def is_face(shape: Shape) -> bool:
        inside = bool((shape.points >= low).all() and (shape.points <= high).all())
        return (
            shape.role == EYE
            or (inside and not shape.role and not shape.part)
            or any(shape.rims(eye) for eye in around)
        )

    return replace(sketch, shapes=tuple(shape for shape in sketch.shapes if not is_face(shape)))
