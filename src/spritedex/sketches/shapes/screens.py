"""Mouths of moods on a dark screen for a face, in the light of its eyes. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import Eye, eyes_of
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import FACE, Shape, Sketch

_DARK: Final = 0.35
_HUE: Final = 0.05
"""How light in OKLab a screen is at most, and how much chroma its eyes have at least."""
_ROOM: Final = 3.5
"""How many pixels it goes on below its eyes at least."""
_LINE: Final = 1.5
_WIDE: Final = 0.62
_TALL: Final = 0.36
_DOWN: Final = 0.52
"""Half of the width of a mouth, in half of that of both eyes; half of its height and how far it is below the eyes, in
the room that is there."""
_MOUTHS: Final = {
    "smile": ((-1.0, -0.8), (-0.5, 0.8), (0.5, 0.8), (1.0, -0.8)),
    "smirk": ((-0.8, 0.5), (0.2, 0.5), (1.0, -1.0)),
    "frown": ((-1.0, 0.9), (-0.5, -0.7), (0.5, -0.7), (1.0, 0.9)),
    "grin": ((-1.0, -0.8), (1.0, -0.8), (0.5, 0.8), (-0.5, 0.8), (-1.0, -0.8)),
    "gasp": ((-0.3, -0.8), (0.3, -0.8), (0.3, 0.8), (-0.3, 0.8), (-0.3, -0.8)),
    "flat": ((-0.8, 0.0), (0.8, 0.0)),
    "wobble": ((-1.0, 0.5), (-0.5, -0.7), (0.0, 0.5), (0.5, -0.7), (1.0, 0.5)),
}
"""The line of a mouth; one that is closed is filled."""


def with_mouth_on_screen(sketch: Sketch, kind: str) -> Sketch | None:
    """With a mouth below the eyes of a face that is a screen; None without one."""
    eyes = eyes_of(sketch)
    screen = _screen(sketch, eyes)
    if screen is None or kind not in _MOUTHS:
        return None
    low = max(float(eye.middle[1] + eye.radii[1]) for eye in eyes)
    left, right = (eye.middle for eye in sorted(eyes, key=lambda eye: float(eye.middle[0])))
    room = float(screen.bounds[1][1]) - low
    half = float(right[0] - left[0]) / 2 + float(eyes[0].radii[0])
    middle = np.array([(left[0] + right[0]) / 2, low + _DOWN * room])
    slant = np.array([[1, float((right - left)[1] / (right - left)[0])], [0, 1]])
    points = np.array(_MOUTHS[kind]) * (_WIDE * half, _TALL * room) @ slant + middle
    fill = sketch.shapes[eyes[0].shapes[0]].fill
    line = Shape(points, fill, "", _LINE, True, FACE)
    whole = [replace(line, width=0.0)] if (points[0] == points[-1]).all() else []
    rest = (shape for shape in sketch.shapes if not _is_mouth(shape, screen, low))
    return replace(sketch, shapes=(*rest, *whole, line))


def _screen(sketch: Sketch, eyes: tuple[Eye, ...]) -> Shape | None:
    """The dark shape on which two eyes of a bright color lie with room below them."""
    if len(eyes) != 2 or (screen := eyes[0].below) is None or screen is not eyes[1].below or screen.role:
        return None
    ground, eye = to_lab(np.array([screen.fill, sketch.shapes[eyes[0].shapes[0]].fill], np.uint8))
    low = max(float(each.middle[1] + each.radii[1]) for each in eyes)
    is_lit = ground[0] < _DARK and np.hypot(*eye[1:]) > _HUE
    return screen if is_lit and screen.bounds[1][1] - low > _ROOM else None


def _is_mouth(shape: Shape, screen: Shape, low: float) -> bool:
    """Whether a line lies on a screen below the eyes, which end at `low`."""
    (left, _), (right, end) = screen.bounds
    x, y = shape.center
    return bool(shape.width) and bool(left < x < right and low < y < end + 1)
