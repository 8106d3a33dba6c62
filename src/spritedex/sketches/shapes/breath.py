"""What comes out of the mouth of a sketch, such as fire or bubbles. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import Face, face_of, is_frontal
from spritedex.sprites.sketch import FACE, Points, Sketch

_DOWN: Final = (12.0, 42.0)
"""How far below the horizontal it goes, in degrees: from a face that looks aside, and from one seen from the front."""
_MOUTH: Final = (2.6, 3.8)
"""The radius of its narrow end, in pixels, of a small face and of a large one."""
_LARGE: Final = 12.0


def with_breath(sketch: Sketch, drawn: Sketch) -> Sketch:
    """With what is drawn to the right of its anchor "at" coming out of the mouth, to the side that the face looks to.

    A sketch without a face stays as it is.
    """
    face = face_of(sketch)
    if face is None:
        return sketch
    aside, at = face.profile or not is_frontal(sketch), drawn.anchors["at"]
    front = front_of(sketch) if aside else _freer_side(sketch, face)
    scale = float(np.interp(face.half, (3.0, _LARGE), _MOUTH)) / at.radius
    turn = np.radians(_DOWN[0 if aside else 1])
    matrix = scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * (front, 1)
    shapes = (
        replace(
            shape,
            points=(shape.points - (at.x, at.y)) @ matrix + _start(face, front, aside),
            width=shape.width * scale,
            kept=True,
            part=FACE,
        )
        for shape in drawn.shapes
    )
    return Sketch((*sketch.shapes, *shapes), sketch.anchors)


def _start(face: Face, front: int, aside: bool) -> Points:
    """The mouth; of a face that looks aside, its front end."""
    return np.array([face.mouth.x + (front * 0.5 * face.mouth.radius if aside else 0.0), face.mouth.y])


def _freer_side(sketch: Sketch, face: Face) -> int:
    """The side of the mouth with less of the body, -1 for the left."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    middle = float(points[:, 0].min() + points[:, 0].max()) / 2
    return 1 if face.mouth.x > middle + 1 else -1
