"""A creature with its arms around a thing. Knows no sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, outlined, put
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import Face, face_of, is_frontal
from spritedex.sprites.sketch import Shape, Sketch

_HUGGED: Final = (27.0, 36.0)
"""How large what a creature hugs is at least and at most, in pixels."""
_TALL: Final = 1.8
"""How much higher than wide a post is."""


def hugging(sketch: Sketch, thing: Sketch) -> Sketch:
    """With its arms around a thing that stands before it."""
    box, theirs = box_of(sketch), box_of(thing)
    chin = face.mouth.y + 3 if (face := face_of(sketch)) else (box.top + box.low) / 2
    if face and theirs.low - theirs.top > _TALL * (theirs.right - theirs.left):
        return _hugging_post(sketch, thing, face, chin)
    scale = float(np.clip(box.low + 3 - chin, *_HUGGED)) / theirs.side
    x = box.middle + (0 if is_frontal(sketch) else front_of(sketch) * 0.3 * (box.right - box.left))
    placed = outlined(put(thing.shapes, scale, np.array([theirs.middle, theirs.low]), np.array([x, box.low + 3])))
    held = box_of(Sketch(placed, {}))
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes)}
    y, arms = held.top + 0.45 * (held.low - held.top), []
    for side, edge in ((-1, held.left), (1, held.right)):
        path = np.array([[edge + 1.5 * side, y - 3], [edge - 4.0 * side, y + 1]])
        arms += [
            Shape(path, fills.get("dark", (60, 50, 50)), "dark", 7.0),
            Shape(path - (0, 0.6), fills.get("main", (120, 110, 110)), "main", 5.2),
        ]
    return Sketch((*sketch.shapes, *placed, *arms), sketch.anchors)


def _hugging_post(sketch: Sketch, post: Sketch, face: Face, chin: float) -> Sketch:
    """With its arms and legs around what is tall, beside its face."""
    box, theirs = box_of(sketch), box_of(post)
    side = 1 if is_frontal(sketch) else front_of(sketch)
    scale = (box.low - box.top + 8) / (theirs.low - theirs.top)
    half = 0.3 * scale * (theirs.right - theirs.left)
    x = float(face.eyes[0]) + side * (face.half + 3 + half)
    placed = put(post.shapes, scale, np.array([theirs.middle, theirs.low]), np.array([x, box.low + 3]))
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes)}
    limbs = []
    for y in (chin + 5, min(chin + 16, box.low - 5)):
        path = np.array([[x - side * (half + 8), y + 2], [x, y], [x + side * half, y - 1]])
        limbs += [
            Shape(path, fills.get("dark", (60, 50, 50)), "dark", 7.0),
            Shape(path - (0, 0.6), fills.get("main", (120, 110, 110)), "main", 5.2),
        ]
    return Sketch((*sketch.shapes, *placed, *limbs), sketch.anchors)
