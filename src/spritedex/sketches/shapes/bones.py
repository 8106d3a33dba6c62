"""A skeleton's chest, so that clothes cover more than its ribs. Knows no sentence."""

from dataclasses import replace
from typing import Final

from spritedex.sketches.shapes.expressions import is_in
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.sketch import Shape, Sketch

_RIBS: Final = 4
"""How many bones lie on what is a chest, at least."""


def with_chest(sketch: Sketch) -> Sketch:
    """With what is behind its ribs before them, in their color, if it has ribs."""
    face = face_of(sketch)
    for place, chest in enumerate(sketch.shapes):
        if chest.role == "main" or chest.width or chest.kept or chest.part or (face and is_in(face.eyes, chest)):
            continue
        ribs = [at for at, shape in enumerate(sketch.shapes) if at > place and _is_bone_on(shape, chest)]
        if len(ribs) >= _RIBS:
            bone = sketch.shapes[ribs[0]]
            covered = replace(chest, fill=bone.fill, role=bone.role)
            last = max(ribs) + 1
            return replace(sketch, shapes=(*sketch.shapes[:last], covered, *sketch.shapes[last:]))
    return sketch


def _is_bone_on(shape: Shape, chest: Shape) -> bool:
    return shape.role == "main" and bool(shape.width) and not shape.part and is_in(shape.points.mean(0), chest)
