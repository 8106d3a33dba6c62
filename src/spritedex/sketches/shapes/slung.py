"""What is carried without a hand: over a shoulder, in a beak, or by a tail. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, outlined, top_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import Points, Shape, Sketch, covered

_HELD: Final = 10.0
_IN_BEAK: Final = 8.0
_IN_TAIL: Final = 8.0
"""How large the radius of what is gripped becomes, in pixels."""
_LEAN: Final = (38, 58)
"""How far it leans over a shoulder that is seen from the front and from the side, in degrees."""
_HIDDEN: Final = 0.5
_STEP: Final = 3.0
_STEPS: Final = 8
"""How much of it is hidden at most, and by how many pixels, how often, it is moved out for that."""
_BITTEN: Final = 66
"""How far forward a long thing in a beak points, in degrees."""


def slung(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item over its shoulder, or across its back: behind it, and above it at the far end."""
    face, own = face_of(sketch), box_of(sketch)
    frontal = is_frontal(sketch)
    back = 1 if frontal else -front_of(sketch)
    if face is None:
        x = own.middle
        hand = np.array([x, top_of(sketch, x) + 8])
    elif frontal:
        hand = np.array([face.eyes[0] + 0.3 * face.half * back, face.mouth.y + 8])
    else:
        x = float(face.eyes[0]) + back * (face.half + 2)
        hand = np.array([x, top_of(sketch, x) + 6])
    lean, outline = _LEAN[not frontal], outline_of(sketch)
    far = _STEP * np.array([back * np.sin(np.radians(lean)), -np.cos(np.radians(lean))])
    for step in range(_STEPS):
        behind = _gripped(item, hand + step * far, back * lean, _HELD)
        cover = covered(behind)
        if (cover & outline).sum() < _HIDDEN * cover.sum():
            break
    return replace(sketch, shapes=(*behind, *sketch.shapes))


def in_beak(sketch: Sketch, item: Sketch, tip: Points) -> Sketch:
    """With a long item across its beak, so that the beak is around its grip."""
    first = next(at for at, shape in enumerate(sketch.shapes) if shape.part == "beak")
    front = front_of(sketch)
    held = outlined(tuple(_gripped(item, tip - (3.0 * front, 0), front * _BITTEN, _IN_BEAK)))
    return replace(sketch, shapes=(*sketch.shapes[:first], *held, *sketch.shapes[first:]))


def by_end(sketch: Sketch, item: Sketch, part: str) -> Sketch:
    """With an item at the end of a part such as its tail; as it is, if it has none."""
    own, tail = box_of(sketch), [shape.points for shape in sketch.shapes if shape.part == part]
    root = np.array([own.middle, (own.top + own.low) / 2])
    if tail:
        points = np.concatenate(tail)
        end = points[np.hypot(*(points - root).T).argmax()]
    elif anchor := sketch.anchors.get(part):
        end = np.array([anchor.x, anchor.y])
    else:
        return sketch
    side = 1 if end[0] > own.middle else -1
    return replace(sketch, shapes=(*sketch.shapes, *outlined(tuple(_gripped(item, end, 20.0 * side, _IN_TAIL)))))


def is_long(item: Sketch) -> bool:
    """Whether an item is much longer than it is wide."""
    box = box_of(item)
    return "at" in item.anchors and box.low - box.top > 2 * (box.right - box.left)


def _gripped(item: Sketch, hand: Points, lean: float, radius: float) -> list[Shape]:
    """An item with its grip at a place, leaning to the right by an angle in degrees."""
    at, turn = item.anchors["at"], np.radians(lean)
    scale = radius / at.radius
    matrix = scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return [
        replace(
            shape, points=(shape.points - (at.x, at.y)) @ matrix + hand, width=scale * shape.width, kept=True, role=""
        )
        for shape in item.shapes
    ]
