"""All of a sketch made of one material, such as metal or glass. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sketches.shapes.markings import clipped, with_seams
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.sketch import EYE, FACE, LID, MARK, MOUTH, Color, Points, Shape, Sketch

_BODY: Final = ("main", "dark", "light", EYE)
_KEPT: Final = frozenset({FACE, LID, MARK, MOUTH})
_BLACK: Final = 0.32  # OKLab lightness: what is darker is a nose or a line
_LINE: Final = 60
"""Square pixels of the box of one of these at most."""
_SMOOTH: Final = frozenset({"metal", "clear"})
"""What shows no hair and no stripes of what is made of it."""
_THIN: Final = 2.2
_COAT: Final = frozenset({"spots", "stripes"})
_SPREAD: Final = 0.55
"""How much of the difference in lightness of its parts is left."""
_LARGE: Final = 150
"""Square pixels of the box of a form with a sheen, at least."""
_SHEEN: Final = ((0.3, 3.2), (0.52, 1.5))
"""Where the stripes of a sheen cross a form, in its width, and how wide they are, in pixels."""
_SLOPE: Final = 0.45
_PANEL: Final[Color] = (18, 20, 30)
_LAMP: Final[Color] = (112, 240, 255)
_BRIGHT: Final = 200
"""How bright what shines of an eye is at least: its white or its iris."""


def made_of(sketch: Sketch, color: Color, kind: str) -> Sketch:
    """With all parts of its body in shades of one color, but its eyes, mouth and nose.

    What is "clear" or "metal" has a sheen, and metal has seams. Of a person what is not "solid" is the clothes alone.
    """
    is_person = any(eye.below is not None and not eye.below.role for eye in eyes_of(sketch))
    if is_person and kind not in ("metal", "solid"):
        return sketch
    base, face, eyes = to_lab(np.array([color], np.uint8))[0], face_of(sketch), eyes_of(sketch)
    in_eyes = {place for eye in eyes for place in eye.shapes}
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        middle = shape.points.mean(0)
        lab = to_lab(np.array([shape.fill], np.uint8))[0]
        in_mouth = face is not None and np.hypot(*(middle - (face.mouth.x, face.mouth.y))) < 1.2 * face.mouth.radius
        own = shape.kept or shape.part in _KEPT or place in in_eyes
        is_coat = 0 < shape.width < _THIN or shape.part in _COAT
        if is_coat and kind in _SMOOTH and not (own or in_mouth):
            continue
        stays = own or shape.role in _BODY
        if stays or (lab[0] < _BLACK and _size(shape) < _LINE) or (in_mouth and not shape.role):
            shapes.append(shape)
        else:
            light = float(np.clip(base[0] + _SPREAD * (lab[0] - base[0]), 0.2, 0.97))
            fill = to_rgb(np.array([[light, base[1], base[2]]], np.float32))[0].tolist()
            shapes.append(replace(shape, fill=tuple(fill), role=""))
        if kind not in ("soft", "solid") and shape.role == "main" and not shape.kept and not shape.width:
            shapes += _sheen(shape, color)
    whole = replace(sketch, shapes=tuple(shapes))
    return with_seams(whole) if kind == "metal" else whole


def with_visor(sketch: Sketch) -> Sketch:
    """With eyes that shine from a dark panel, as those of a machine do."""
    face, eyes = face_of(sketch), eyes_of(sketch)
    if face is None:
        return sketch
    first, lamps = eyes[0].shapes[0], {eye.shapes[0] for eye in eyes}
    wide, high = face.half + 2.4, 1.35 * float(face.radii[1])
    x, y = face.eyes
    corner = 0.5 * high
    panel = np.array([
        [x - wide, y - high + corner], [x - wide + corner, y - high], [x + wide - corner, y - high],
        [x + wide, y - high + corner], [x + wide, y + high - corner], [x + wide - corner, y + high],
        [x - wide + corner, y + high], [x - wide, y + high - corner],
    ])  # fmt: skip
    lit = [
        replace(shape, fill=_LAMP) if place in lamps and max(shape.fill) > _BRIGHT else shape
        for place, shape in enumerate(sketch.shapes)
    ]
    return replace(sketch, shapes=(*lit[:first], Shape(panel, _PANEL, "", 0.0, True, FACE), *lit[first:]))


def _size(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0)))


def _sheen(shape: Shape, color: Color) -> list[Shape]:
    """Lighter stripes across a form."""
    if _size(shape) < _LARGE:
        return []
    (left, top), (right, bottom) = shape.bounds
    light: Color = tuple(round(0.3 * each + 0.7 * 255) for each in color)  # type: ignore[assignment]
    found: list[Shape] = []
    for share, wide in _SHEEN:
        x, lean = left + share * (right - left), _SLOPE * (bottom - top) / 2
        above, below = x + lean, x - lean
        band: Points = np.array([[above, top], [above + wide, top], [below + wide, bottom], [below, bottom]])
        points = clipped(shape.points, band)
        if len(points) > 2:
            found.append(replace(shape, points=points, fill=light, role="light", part=""))
    return found
