"""Eyes that shine without a pupil, and eyes that look at each other. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sketches.shapes.limbs import closed_ellipse
from spritedex.sketches.shapes.places import all_of_eye, face_of
from spritedex.sprites.sketch import FACE, Color, Shape, Sketch

_GLOW: Final[Color] = (255, 226, 84)
_RINGS: Final = ((1.75, 0.45), (1.25, 1.0), (0.6, 0.0))
"""Of each ring of a shining eye, how wide it is in the radii of the eye, and how much of the color it has; the rest is
dark outside and white in the middle."""
_LEAST: Final = 2.2
_CROSSED: Final = 0.55
"""How far a pupil is from the middle of its eye, in the radius of that."""
_PUPIL: Final = 0.5


def glowing(sketch: Sketch, color: Color | None, one: bool = False) -> Sketch:
    """With eyes of light, in a color, or with the largest alone of them."""
    fill = np.array(color or _GLOW)
    gone: set[int] = set()
    put: list[Shape] = []
    eyes = sorted(eyes_of(sketch), key=lambda eye: -float(eye.radii.max()))
    for eye in eyes[: 1 if one else None]:
        gone.update(all_of_eye(sketch, eye.shapes[0]))
        radii = np.maximum(eye.radii, _LEAST)
        for size, share in _RINGS:
            rest = np.array([255, 255, 255]) if size < 1 else np.array([30, 16, 30])
            red, green, blue = (int(each) for each in share * fill + (1 - share) * rest)
            ring = closed_ellipse(np.array(eye.middle), size * radii)
            put.append(Shape(ring, (red, green, blue), "", 0.0, True, FACE))
    rest_of = (shape for place, shape in enumerate(sketch.shapes) if place not in gone)
    return replace(sketch, shapes=(*rest_of, *put)) if put else sketch


def crossed(sketch: Sketch) -> Sketch:
    """With the pupils of both eyes at the nose."""
    face, eyes = face_of(sketch), eyes_of(sketch)
    if face is None or len(eyes) < 2:
        return sketch
    gone: set[int] = set()
    put: list[Shape] = []
    for eye in eyes:
        side = 1 if eye.middle[0] < face.eyes[0] else -1
        gone.update(eye.shapes[1:])
        radius = float(max(eye.radii.min(), _LEAST))
        at = np.array(eye.middle) + np.array([side * _CROSSED, 0.15]) * radius
        white = closed_ellipse(np.array(eye.middle), 1.15 * np.array([radius, radius]))
        dot = closed_ellipse(at, np.array([_PUPIL, _PUPIL]) * radius)
        put += [Shape(white, (255, 255, 255), "", 0.0, True, FACE), Shape(dot, (16, 16, 24), "", 0.0, True, FACE)]
    rest_of = (shape for place, shape in enumerate(sketch.shapes) if place not in gone)
    return replace(sketch, shapes=(*rest_of, *put))
