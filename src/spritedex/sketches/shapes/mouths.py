"""Mouths: those of moods on heads that are seen from the side, how large one may be, and whether it is seen. Knows no
sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.places import Face, eyes_span, is_all_face, mouth_shape_of, outline_of
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import FACE, MOUTH, SIZE, Anchor, Color, Shape, Sketch

_INK: Final[Color] = (36, 26, 38)
_RED: Final[Color] = (176, 44, 66)
_LINE: Final = 1.5
_LONG: Final = (0.95, 6.0, 11.0)
"""How long a mouth seen from the side is, in the radius of its head, and at least and at most, in pixels."""
_LONGEST: Final = 14.0
_CHEEK: Final = 2.0
"""How long the mouth of a beak is at most, and how far it goes into the cheek."""
_WIDEST: Final = 0.36
_ROOM: Final = 1.9
"""How large a mouth is at most, in the radius of its head, on a head that is seen neither from the front nor from the
side; and how far it is from the edge of that, in its own."""
_CURVES: Final = {
    "smile": ((0.0, 0.0), (0.4, 0.12), (0.75, 0.0), (1.0, -0.32)),
    "smirk": ((0.0, 0.0), (0.5, 0.04), (0.8, -0.06), (1.0, -0.4)),
    "frown": ((0.0, 0.05), (0.4, -0.12), (0.75, 0.0), (1.0, 0.36)),
    "gasp": ((0.0, -0.05), (0.75, 0.0)),
    "flat": ((0.0, 0.0), (1.0, 0.0)),
    "wobble": ((0.0, 0.0), (0.25, -0.2), (0.5, 0.12), (0.75, -0.2), (1.0, 0.1)),
}
"""From the front of a head to the corner of the mouth: how far back and how far down, in its length."""
_OPEN: Final = {
    "smile": (((0.85, 0.25), (0.5, 0.42), (0.15, 0.3)), _RED),
    "gasp": (((0.45, 0.42), (0.0, 0.62)), _RED),
}
"""From the corner of a mouth that is open to its front along its lower edge, and what is seen in it."""
_UNSEEN: Final = 0.21
"""How far apart in OKLab a mouth and what it lies on are at least."""
_LIGHTEST: Final = 0.5
_DARK: Final = 0.4
_TOOTH: Final = 0.75
"""How light in OKLab a mouth is at most that is no cheek and no beak, what is dark, and teeth at least."""
_OF_FACE: Final = 2.2
"""How wide a mouth is at most, in half of the width of both eyes; a wider one is the edge of a jaw."""
_GREY: Final = 0.03
"""The OKLab chroma of an open mouth at least that is no nose."""
_LIGHTER: Final = 0.38
"""How much white there is in a line on what is dark; a red one would be the seam of a mask."""
_DEEP: Final[Color] = (34, 18, 28)
_BRIGHT: Final[Color] = (232, 104, 122)
CURVED: Final = frozenset(_CURVES)


def with_mouth_aside(sketch: Sketch, face: Face, kind: str) -> Sketch:
    """With a mouth from the front of a head that is seen from the side to its cheek."""
    front = front_of(sketch)
    head = sketch.anchors.get("head", face.mouth)
    row = np.flatnonzero(outline_of(sketch)[int(np.clip(face.mouth.y, 0, SIZE - 1))])
    if not row.size:
        return sketch
    start = np.array([row[-1] if front > 0 else row[0] + 1.0, face.mouth.y])
    beak = [shape for shape in sketch.shapes if shape.part == "beak" and not shape.width]
    if beak:
        (left, top), (right, low) = beak[0].bounds
        start = np.array([right - 1.0 if front > 0 else left + 1.0, 0.4 * top + 0.6 * low])
    share, least, most = _LONG
    length = float(np.clip(share * head.radius, least, most))
    if beak:
        length = float(max(length, min(_LONGEST, np.ptp(beak[0].points[:, 0]) + _CHEEK)))
    aside = length * np.array([-front, 1.0])
    upper = start + np.array(_CURVES[kind]) * aside
    put = [Shape(upper, _INK, "", _LINE, True, FACE)]
    if kind in _OPEN:
        lower, inside = _OPEN[kind]
        low = start + np.array(lower) * aside
        around = np.concatenate([upper, low])
        lips = np.vstack([around, around[:1]])
        put = [Shape(around, inside, "", 0.0, True, MOUTH), Shape(lips, _INK, "", _LINE, True, FACE)]
        if beak:
            bill = np.vstack([upper[-1:], low])
            layers = ((_INK, 4.2), (beak[0].fill, 2.2))
            put = [*(Shape(bill, color, "", width, True, FACE) for color, width in layers), *put]
    mouth = mouth_shape_of(sketch)
    shapes = (shape for shape in sketch.shapes if shape is not mouth or shape.role)
    return replace(sketch, shapes=(*shapes, *put))


def with_clear_mouth(sketch: Sketch, colors: Mapping[str, Color]) -> Sketch:
    """With a mouth of nearly the color of what it lies on darker than that; on what is dark red, or a lighter line."""
    mouth, span = mouth_shape_of(sketch), eyes_span(sketch)
    if mouth is None or mouth.role or span is None or np.ptp(mouth.points[:, 0]) > _OF_FACE * span[2]:
        return sketch
    place = sketch.shapes.index(mouth)
    own = to_lab(np.array([mouth.fill], np.uint8))[0]
    if own[0] > _LIGHTEST or (not mouth.width and np.hypot(*own[1:]) < _GREY):
        return sketch
    clear = replace(mouth, part="" if mouth.width else MOUTH)
    below = next((shape for shape in reversed(sketch.shapes[:place]) if is_in(mouth.center, shape)), None)
    if below is not None and not _shows_teeth(sketch, place):
        paint = colors.get(below.role, below.fill)
        ground = to_lab(np.array([paint], np.uint8))[0]
        if np.linalg.norm(own - ground) < _UNSEEN:
            red, green, blue = (round(each + _LIGHTER * (255 - each)) for each in paint)
            clear = replace(clear, fill=_DEEP if ground[0] > _DARK else (red, green, blue) if mouth.width else _BRIGHT)
    return replace(sketch, shapes=(*sketch.shapes[:place], clear, *sketch.shapes[place + 1 :]))


def _shows_teeth(sketch: Sketch, place: int) -> bool:
    """Whether something light, such as teeth, lies in a mouth."""
    low, high = sketch.shapes[place].bounds
    inside = (each for each in sketch.shapes[place + 1 :] if (low < each.center).all() and (each.center < high).all())
    return any(to_lab(np.array([each.fill], np.uint8))[0, 0] > _TOOTH for each in inside)


def at_most(sketch: Sketch, mouth: Anchor) -> Anchor:
    """The place of a mouth, smaller on a head that is seen neither from the front nor from the side."""
    head = sketch.anchors.get("head")
    if head is None or sketch.from_the_front or is_all_face(sketch):
        return mouth
    radius = min(mouth.radius, _WIDEST * head.radius)
    row = np.flatnonzero(outline_of(sketch)[int(np.clip(mouth.y, 0, SIZE - 1))])
    if not row.size:
        return replace(mouth, radius=radius)
    edge = row[0] + _ROOM * radius if front_of(sketch) < 0 else row[-1] + 1 - _ROOM * radius
    x = max(mouth.x, edge) if front_of(sketch) < 0 else min(mouth.x, edge)
    return Anchor(float(x), mouth.y, radius)
