"""A round belly before a body that is seen from the front. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.limbs import closed_ellipse
from spritedex.sketches.shapes.looks import swollen
from spritedex.sketches.shapes.places import face_of, outline_of
from spritedex.sprites.sketch import Shape, Sketch

_ASIDE: Final = (1.5, 1.2)
"""How many times as wide and as high the body is of what is not seen from the front."""
_ROOM: Final = 0.35
"""How much of its height is below a mouth at least, so that a belly has room there."""
_HIGH: Final = 0.62
"""How much of the way from the mouth to the floor a belly is high."""
_LOW: Final = 0.14
_WIDE: Final = 0.4
_MOST: Final = 1.25
"""How wide a belly is, in the width of all, and at most in its height."""


def with_round_belly(sketch: Sketch) -> Sketch:
    """With a large belly that lies before its body."""
    face = face_of(sketch)
    outline, box = outline_of(sketch), box_of(sketch)
    floor = float(np.flatnonzero(outline.any(1))[-1])
    if face is None or not sketch.from_the_front or face.mouth.y > floor - _ROOM * (floor - box.top):
        return swollen(sketch, *_ASIDE)
    mouth = face.mouth.y + face.mouth.radius
    high = _HIGH * (floor - mouth) / 2
    wide = min(_WIDE * (box.right - box.left), 2 * _MOST * high) / 2 + high / 2
    row = np.flatnonzero(outline[int(floor - _LOW * (floor - mouth) - high)])
    middle = np.array([float(row.mean() + face.eyes[0]) / 2, floor - _LOW * (floor - mouth) - high])
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.part}
    main = fills.get("main", (160, 150, 140))
    dark, light = (fills.get(role, main) for role in ("dark", "light"))
    radii = np.array([wide, high])
    put = (
        Shape(closed_ellipse(middle, radii + 1.2), dark, "dark"),
        Shape(closed_ellipse(middle, radii), main, "main"),
        Shape(closed_ellipse(middle - 0.22 * radii, 0.55 * radii), light, "light"),
        Shape(closed_ellipse(middle + np.array([0.0, 0.45 * high]), np.array([1.2, 1.0])), dark, "dark"),
    )
    return replace(sketch, shapes=(*sketch.shapes, *put))
