"""How a body looks as a whole: seen through, glowing, fat or thin, in bands of colors. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sprites.sketch import MESH, Color, Points, Shape, Sketch

_LARGE: Final = 150
"""Square pixels of the box of a form that is seen through, at least."""
_RIM: Final = 0.72
"""How large the lighter inside of it is."""
_WHITE: Final[Color] = (250, 252, 255)


def with_clear_inside(sketch: Sketch) -> Sketch:
    """Lighter inside than at its rim, where light is seen on it."""
    forms = [shape for shape in sketch.shapes if _is_form(shape)]
    if not forms:
        return sketch
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        shapes.append(shape)
        if _is_form(shape):
            fill = tuple(round(0.45 * each + 0.55 * 255) for each in shape.fill)
            inside = _scaled(shape.points, _RIM)
            shapes.append(replace(shape, points=inside, fill=fill, role="light", part=MESH))
    largest = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    rim = _scaled(largest.points, 0.84)
    apart = rim - (rim.min(0) + rim.max(0)) / 2
    angle = np.degrees(np.arctan2(-apart[:, 1], apart[:, 0])) % 360
    lit = rim[(angle > 112) & (angle < 170)]
    order = np.argsort(np.degrees(np.arctan2(-(lit - rim.mean(0))[:, 1], (lit - rim.mean(0))[:, 0])) % 360)
    if len(lit) > 2:
        shapes.append(Shape(lit[order], _WHITE, "", 2.0, True))
    return replace(sketch, shapes=tuple(shapes))


def _is_form(shape: Shape) -> bool:
    return (
        shape.role in ("main", "dark")
        and not shape.width
        and not shape.kept
        and shape.is_body
        and float(np.prod(np.ptp(shape.points, axis=0))) >= _LARGE
    )


def _scaled(points: Points, scale: float) -> Points:
    middle = (points.min(0) + points.max(0)) / 2
    return np.asarray(middle + scale * (points - middle))
