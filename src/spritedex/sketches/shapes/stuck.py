"""Things that stick in a back, such as arrows, or on spines, such as apples. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.items import stood, turned
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, Shape, Sketch

_SIDE: Final = (0.08, 0.36, 0.64)
_FRONT: Final = (0.1, 0.5, 0.9)
"""Where things stick, from the end behind the head to the tail, or from the left to the right."""
_THIN: Final = 0.5
"""How wide what has its point below is at most, beside its length."""
_LONG: Final = 19.0
_ROUND: Final = 12.0
"""How long what is thin is, and what is not."""
_DEEP: Final = {True: 4.0, False: 6.0}
"""How far it is in the body."""
_TILT: Final = (0.25, -0.05, 0.3)
"""How far each leans away from the head."""
_HEAD: Final = 4.0
_LARGER: Final = 1.5
"""How much longer one alone is."""


def with_stuck(sketch: Sketch, item: Sketch, alone: bool = False) -> Sketch:
    """With three of an item along its back, or one `alone`; those that are long and thin with their points in it."""
    outline, face, front = outline_of(sketch), face_of(sketch), front_of(sketch)
    columns = np.flatnonzero(outline.any(0))
    if not columns.size:
        return sketch
    box, frontal = box_of(item), is_frontal(sketch)
    is_thin = box.right - box.left < _THIN * (box.low - box.top)
    first, last = float(columns[0]), float(columns[-1])
    if face and not frontal:
        head = float(face.eyes[0]) - front * (face.half + _HEAD)
        first, last = (first, head) if front > 0 else (last, head)
        first, last = last, first
    upright = stood(_on_its_head(item) if is_thin else item)
    long = (_LONG if is_thin else _ROUND) * (_LARGER if alone else 1)
    places = list(zip(_FRONT if frontal else _SIDE, _TILT, strict=True))
    put: list[Shape] = []
    for share, tilt in places[1:2] if alone else places:
        x = first + share * (last - first)
        column = outline[:, int(np.clip(x, 0, SIZE - 1))]
        if not column.any():
            continue
        aside = (share - 0.5) * 1.6 if frontal else -front * tilt
        y = float(column.argmax()) + _DEEP[is_thin]
        put += turned(upright, np.array([x, y]), long * np.array([aside, -1.0]) / np.hypot(aside, 1.0))
    shapes = (*put, *sketch.shapes) if frontal and is_thin else (*sketch.shapes, *put)
    return replace(sketch, shapes=shapes)


def _on_its_head(item: Sketch) -> Sketch:
    """Upside down."""
    shapes = tuple(replace(shape, points=shape.points * (1, -1)) for shape in item.shapes)
    return replace(item, shapes=shapes)
