"""What a creature carries: along its back, at its mouth, on its arms, shoulders or feet, in many hands. Knows no
sentence.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.boxes import box_of, facing, outlined, put, top_of
from spritedex.sketches.shapes.company import holding
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.held import hands_of
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sketches.shapes.slung import in_beak, is_long
from spritedex.sprites.sketch import SIZE, Points, Shape, Sketch

_AT_MOUTH: Final = 19.0
_IN_BEAK: Final = 4.0
"""How much of a thing is within a beak, in pixels."""
_ON_ARM: Final = 22.0
_ON_FOOT: Final = 14.0
_ON_BACK: Final = 24.0
_ONE: Final = 20.0
"""How large a thing in such a place is, in pixels; on a back one of two, and one of more."""
_HIGH: Final = 0.55
"""How far down its outline is its back, as a share of its height."""
_MOST_FEET: Final = 4
_BOWL: Final = 27.0
_IN_CLAWS: Final = 24.0
_HELD: Final = 8.0
_NOODLE: Final = (250, 226, 160)
_NOODLE_EDGE: Final = (190, 140, 70)


def on_back(sketch: Sketch, others: Sequence[Sketch], small: bool = False) -> Sketch:
    """With several along its back, or of what is seen from the front, behind its shoulders."""
    own, face = box_of(sketch), face_of(sketch)
    side = _ON_FOOT if small else _ONE if len(others) > 2 else _ON_BACK
    front = 0 if is_frontal(sketch) else front_of(sketch)
    near = own.middle if face is None else float(face.eyes[0]) - front * (face.half + 0.3 * side)
    if front and (head := sketch.anchors.get("head")):
        near = front * min(front * near, front * (head.x - front * (head.radius + 0.2 * side)))
    far = own.left + 0.35 * side if front > 0 else own.right - 0.35 * side
    if not front:
        near, far = own.left + 0.3 * side, own.right - 0.3 * side
    tops = [top_of(sketch, x) for x in range(int(own.left) + 4, int(own.right) - 4)]
    high = [x for x, top in enumerate(tops, int(own.left) + 4) if top < own.top + _HIGH * (own.low - own.top)]
    far = float(np.clip(far, high[0], high[-1])) if high else far
    far = near - front * max(0.55 * side * (len(others) - 1), front * (near - far)) if front else far
    shapes: list[Shape] = []
    for x, other in zip(np.linspace(near, far, len(others)), others, strict=True):
        box = box_of(other)
        turned, at = facing(other, np.array([box.middle, box.low]), front or 1)
        y = top_of(sketch, float(np.clip(x, own.left + 4, own.right - 5)))
        to = np.array([x, y + (0.35 * side if not front else 4.0)])
        shapes += outlined(put(turned.shapes, side / box.side, at, to))
    return replace(sketch, shapes=(*sketch.shapes, *shapes) if front else (*shapes, *sketch.shapes))


def at_mouth(sketch: Sketch, thing: Sketch, on: bool = False) -> Sketch:
    """With a thing in its mouth or at the end of its beak; `on` has it stand there."""
    face, box = face_of(sketch), box_of(thing)
    if face is None:
        return sketch
    scale, (x, y) = _AT_MOUTH / box.side, (face.mouth.x, face.mouth.y)
    beaked = any(shape.part == "beak" for shape in sketch.shapes)
    aside = not is_frontal(sketch) and (on or beaked or face.profile)
    if aside:
        front = front_of(sketch)
        tip, y = _tip_of(sketch, y)
        if beaked and not on and is_long(thing):
            return in_beak(sketch, thing, np.array([tip, y]))
        beyond = 0.5 * scale * (box.right - box.left) - _IN_BEAK if beaked else 0.2 * scale * (box.right - box.left)
        x = float(tip) + front * (-3 if on else beyond)
    at = np.array([box.middle, box.low if on else 0.65 * box.top + 0.35 * box.low])
    if on and abs(x - face.eyes[0]) < face.half + 0.5 * scale * (box.right - box.left):
        y = max(y, face.eyes[1] + face.radii[1] + scale * (box.low - box.top))
    to = np.array([x, y + 1 if on else y + 2 + (0 if aside else 0.15 * _AT_MOUTH)])
    return Sketch((*sketch.shapes, *outlined(put(thing.shapes, scale, at, to))), sketch.anchors)


def on_arms(sketch: Sketch, things: Sequence[Sketch]) -> Sketch:
    """With a thing standing on each arm, or with one on an arm."""
    face = face_of(sketch)
    top = int(face.mouth.y + 2) if face else SIZE // 3
    shapes = list(sketch.shapes)
    outline, theirs = outline_of(sketch), [box_of(thing) for thing in things]
    for (hand, side), thing, box in zip(hands_of(outline, top), things, theirs, strict=False):
        turned, at = facing(thing, np.array([box.middle, box.low]), side)
        x = float(np.clip(hand[0] - 1.0 * side, 2, SIZE - 3))
        to = np.array([x + 3 * side, top_of(sketch, x) + 2])
        shapes += outlined(put(turned.shapes, _ON_ARM / box.side, at, to))
    return Sketch(tuple(shapes), sketch.anchors)


def on_shoulders(sketch: Sketch, things: Sequence[Sketch]) -> Sketch:
    """With a thing on each shoulder, beside its face."""
    face, own = face_of(sketch), box_of(sketch)
    if face is None:
        return sketch
    shapes = list(sketch.shapes)
    for thing, side in zip(things, (1, -1), strict=False):
        box = box_of(thing)
        turned, at = facing(thing, np.array([box.middle, box.low]), -side)
        x = float(np.clip(face.eyes[0] + side * (face.half + 0.4 * _ON_ARM), own.left + 3, own.right - 4))
        y = max(top_of(sketch, x), float(face.eyes[1] + face.radii[1]))
        shapes += outlined(put(turned.shapes, _ON_ARM / box.side, at, np.array([x, y + 2])))
    return Sketch(tuple(shapes), sketch.anchors)


def on_feet(sketch: Sketch, thing: Sketch) -> Sketch:
    """With a thing on each of its feet."""
    outline, box = outline_of(sketch), box_of(thing)
    low = int(np.flatnonzero(outline.any(1))[-1])
    row = np.r_[False, outline[low - 4 : low + 1].any(0), False]
    edges = np.flatnonzero(row[1:] != row[:-1]).reshape(-1, 2)
    feet = [(start + end) / 2 for start, end in edges if end - start > 2][:_MOST_FEET]
    if len(feet) == 1:
        feet = [edges[0][0] + 4.0, edges[0][1] - 4.0]
    shapes = list(sketch.shapes)
    for x in feet:
        at, to = np.array([box.middle, box.low]), np.array([x, low + 3.0])
        shapes += put(thing.shapes, _ON_FOOT / box.side, at, to)
    return Sketch(tuple(shapes), sketch.anchors)


def in_claws(sketch: Sketch, thing: Sketch) -> Sketch:
    """With a thing in the claws of a bird; in a hand, if it is none."""
    if not any(shape.part == "beak" for shape in sketch.shapes):
        return holding(sketch, thing)
    own, box = box_of(sketch), box_of(thing)
    scale, middle = _IN_CLAWS / box.side, np.array([box.middle, (box.top + box.low) / 2])
    feet = np.flatnonzero(outline_of(sketch)[int(own.low) - 5 : int(own.low) + 1].any(0))
    to = np.array([(feet[0] + feet[-1]) / 2 if feet.size else own.middle, own.low + 0.3 * scale * (box.low - box.top)])
    return replace(sketch, shapes=(*sketch.shapes, *outlined(put(thing.shapes, scale, middle, to))))


def with_meal(sketch: Sketch, bowl: Sketch) -> Sketch:
    """With a bowl before its feet, and noodles from there to its mouth."""
    face, box, theirs = face_of(sketch), box_of(sketch), box_of(bowl)
    front = 0 if is_frontal(sketch) else front_of(sketch)
    scale = _BOWL / theirs.side
    tip = _tip_of(sketch, face.mouth.y) if face and front else np.array([box.middle, 0.0])
    mouth = np.array([face.mouth.x, face.mouth.y + 1]) if face else tip
    mouth = mouth if not front else tip - (3.0 * front, 0)
    to = np.array([mouth[0] + 2.0 * front, max(box.low + 2, mouth[1] + 0.9 * _BOWL)])
    top = to[1] - scale * (theirs.low - theirs.top) + 0.3 * _BOWL
    noodles = [
        Shape(np.array([[mouth[0] + 0.8 * right, mouth[1]], [mouth[0] + right, top]]), fill, width=wide, kept=True)
        for right in (-2.6, 0.0, 2.6)
        for fill, wide in ((_NOODLE_EDGE, 2.6), (_NOODLE, 1.5))
        if face
    ]
    placed = put(bowl.shapes, scale, np.array([theirs.middle, theirs.low]), to)
    return Sketch((*sketch.shapes, *placed, *noodles), sketch.anchors)


def holding_many(sketch: Sketch, item: Sketch, count: int) -> Sketch:
    """With up to four of a thing at the ends of its arms, turned outward."""
    outline, at, face = outline_of(sketch), item.anchors["at"], face_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    middle = int(face.mouth.y + 2) if face else int(rows.mean())
    shapes = list(sketch.shapes)
    places = [
        (*_end_of(outline, first, last, side), side)
        for first, last in ((middle, int(rows[-1]) + 1), (int(rows[0]), middle))
        for side in (-1, 1)
    ]
    for x, y, side in places[:count]:
        turn = np.radians(28 * side)
        matrix = (_HELD / at.radius) * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        shapes += [
            replace(
                each,
                points=(each.points - (at.x, at.y)) @ matrix + (x, y),
                width=each.width * _HELD / at.radius,
                kept=True,
            )
            for each in item.shapes
        ]
    return Sketch(tuple(shapes), sketch.anchors)


def _end_of(outline: NDArray[np.bool_], first: int, last: int, side: int) -> tuple[float, float]:
    """Where between two rows an outline reaches farthest to a side."""
    band = outline[first:last]
    columns = np.flatnonzero(band.any(0))
    x = columns[0] if side < 0 else columns[-1]
    return float(x), first + float(np.flatnonzero(band[:, x]).mean())


def _tip_of(sketch: Sketch, y: float) -> Points:
    """The end of what of a head seen from the side is near a row: that of its muzzle or beak."""
    first = max(0, int(y) - 5)
    return np.array(_end_of(outline_of(sketch), first, int(y) + 6, front_of(sketch)))
