"""The bodies and faces of the drawn creatures, and the drawing of one creature. Know no file and no data set."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from spritedex.data.drawn_marks import BEFORE, BEHIND, Anchors
from spritedex.data.raster import INK, WHITE, Color, Point, Raster, mixed
from spritedex.sprites.codec import RGBA

_STAGE_SCALES: Final = (0.78, 0.9, 1.0)
_EYE_SIZES: Final = (0.3, 0.27, 0.24)
_BLUSH: Final[Color] = (255, 96, 96)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Everything that decides how a creature is drawn.

    `marks` are type names, `stage` is 0 to 2, `plump` and `eyes` are sizes around 1."""

    shape: str
    marks: tuple[str, ...]
    body: Color
    accent: Color
    stage: int
    plump: float
    eyes: float
    spots: int


def draw_creature(appearance: Appearance, size: int) -> RGBA:
    """One creature as uint8 [size, size, 4]: every pixel is clear or opaque."""
    raster = Raster(_STAGE_SCALES[appearance.stage])
    anchors = ANCHORS[appearance.shape]
    for mark in appearance.marks:
        if mark in BEHIND:
            BEHIND[mark](raster, anchors, appearance.body)
    BODIES[appearance.shape](raster, appearance)
    _face(raster, appearance, anchors)
    for mark in appearance.marks:
        if mark in BEFORE:
            BEFORE[mark](raster, anchors, appearance.body)
    return raster.shrunk(size)


def _face(raster: Raster, appearance: Appearance, anchors: Anchors) -> None:
    (x, y), radius = anchors.head, anchors.radius
    size = radius * _EYE_SIZES[appearance.stage] * appearance.eyes
    for side in (-1, 1):
        eye = (x + side * radius * 0.42, y + radius * 0.1)
        raster.ellipse(eye, (size, size * 1.25), INK, flat=True)
        raster.ellipse((eye[0] - size * 0.25, eye[1] - size * 0.45), (size * 0.45, size * 0.5), WHITE, flat=True)
        cheek = (x + side * radius * 0.74, y + radius * 0.5)
        raster.ellipse(cheek, (radius * 0.14, radius * 0.1), mixed(appearance.body, _BLUSH, 0.5), flat=True)
    smile = [(x + radius * dx, y + radius * dy) for dx, dy in ((-0.14, 0.5), (0, 0.58), (0.14, 0.5))]
    raster.line(smile, 0.014, INK, flat=True)


def _ball(raster: Raster, appearance: Appearance) -> None:
    radius = 0.27 * appearance.plump
    for side in (-1, 1):
        raster.ellipse((0.5 + side * 0.13, 0.88), (0.085, 0.05), appearance.accent)
        raster.ellipse((0.5 + side * (radius + 0.02), 0.68), (0.05, 0.085), appearance.body, tilt=side * -30)
    raster.ellipse((0.5, 0.6), (radius, radius), appearance.body)
    _belly(raster, appearance, (0.5, 0.8), (radius * 0.6, radius * 0.36))


def _quadruped(raster: Raster, appearance: Appearance) -> None:
    for x in (0.42, 0.76):
        raster.line([(x, 0.72), (x, 0.87)], 0.085, mixed(appearance.body, INK, 0.25))
    raster.ellipse((0.58, 0.67), (0.26, 0.155 * appearance.plump), appearance.body)
    for x in (0.5, 0.68):
        raster.line([(x, 0.76), (x, 0.88)], 0.09, appearance.body)
        raster.ellipse((x - 0.01, 0.9), (0.055, 0.03), appearance.accent)
    _spots(raster, appearance, (0.68, 0.63), 0.1)
    raster.ellipse((0.36, 0.48), (0.2 * appearance.plump, 0.19), appearance.body)


def _upright(raster: Raster, appearance: Appearance) -> None:
    width = 0.165 * appearance.plump
    for side in (-1, 1):
        raster.ellipse((0.5 + side * 0.1, 0.89), (0.085, 0.045), appearance.body)
        raster.line([(0.5 + side * 0.13, 0.66), (0.5 + side * 0.23, 0.75)], 0.075, appearance.body)
    raster.ellipse((0.5, 0.71), (width, 0.18), appearance.body)
    _belly(raster, appearance, (0.5, 0.76), (width * 0.62, 0.11))
    raster.ellipse((0.5, 0.43), (0.2, 0.19 * appearance.plump), appearance.body)


def _fish(raster: Raster, appearance: Appearance) -> None:
    raster.polygon([(0.7, 0.6), (0.94, 0.42), (0.88, 0.6), (0.94, 0.8)], appearance.accent)
    raster.ellipse((0.46, 0.6), (0.3, 0.2 * appearance.plump), appearance.body)
    _belly(raster, appearance, (0.44, 0.75), (0.2, 0.08))
    _spots(raster, appearance, (0.64, 0.56), 0.08)
    raster.polygon([(0.5, 0.68), (0.63, 0.88), (0.42, 0.82)], appearance.accent)


def _blob(raster: Raster, appearance: Appearance) -> None:
    width = 0.27 * appearance.plump
    dome = [(0.5 + width * math.cos(a), 0.57 - 0.25 * math.sin(a)) for a in np.linspace(0, math.pi, 32)]
    turns = np.linspace(0, 1, 32)
    hem = [(0.5 - width + 2 * width * t, 0.86 + 0.04 * math.cos(t * 6 * math.pi)) for t in turns]
    for side in (-1, 1):
        raster.ellipse((0.5 + side * (width + 0.01), 0.7), (0.045, 0.075), appearance.body, tilt=side * -40)
    raster.polygon([*dome, *hem], appearance.body)
    _spots(raster, appearance, (0.5, 0.8), 0.16)


def _wings(raster: Raster, appearance: Appearance) -> None:
    width = 0.17 * appearance.plump
    feathers = (
        (0, 0.6),
        (0.3, 0.4),
        (0.34, 0.52),
        (0.27, 0.58),
        (0.31, 0.66),
        (0.22, 0.7),
        (0.2, 0.78),
        (0, 0.76),
    )
    for side in (-1, 1):
        raster.polygon([(0.5 + side * (0.1 + dx), y) for dx, y in feathers], appearance.accent)
        raster.line([(0.5 + side * 0.07, 0.82), (0.5 + side * 0.08, 0.91)], 0.045, appearance.accent)
    raster.ellipse((0.5, 0.69), (width, 0.17), appearance.body)
    _belly(raster, appearance, (0.5, 0.75), (width * 0.62, 0.1))
    raster.ellipse((0.5, 0.45), (0.18, 0.17 * appearance.plump), appearance.body)


def _squiggle(raster: Raster, appearance: Appearance) -> None:
    spine = ((0.88, 0.62), (0.84, 0.77), (0.72, 0.84), (0.58, 0.82), (0.47, 0.73), (0.4, 0.6))
    for index, (point, girth) in enumerate(zip(spine, (0.05, 0.07, 0.09, 0.1, 0.11, 0.11), strict=True)):
        radius = girth * appearance.plump
        raster.ellipse(point, (radius, radius), appearance.body if index % 2 else appearance.accent)
    raster.ellipse((0.37, 0.44), (0.2, 0.18 * appearance.plump), appearance.body)


def _belly(raster: Raster, appearance: Appearance, centre: Point, radii: Point) -> None:
    pale = mixed(appearance.accent, WHITE, 0.3)
    raster.on_body(lambda: raster.ellipse(centre, radii, pale, flat=True))


def _spots(raster: Raster, appearance: Appearance, centre: Point, spread: float) -> None:
    def paint() -> None:
        for index in range(appearance.spots):
            turn = 2.4 * index + 0.5
            spot = (centre[0] + spread * math.cos(turn), centre[1] + spread * math.sin(turn) * 0.5)
            raster.ellipse(spot, (0.042, 0.036), appearance.accent, flat=True)

    raster.on_body(paint)


BODIES: Final[dict[str, Callable[[Raster, Appearance], None]]] = {
    "ball": _ball,
    "quadruped": _quadruped,
    "upright": _upright,
    "fish": _fish,
    "blob": _blob,
    "wings": _wings,
    "squiggle": _squiggle,
}

ANCHORS: Final[dict[str, Anchors]] = {
    "ball": Anchors(head=(0.5, 0.57), radius=0.24, trunk=(0.5, 0.62), girth=(0.27, 0.27), tail=(0.74, 0.74)),
    "quadruped": Anchors(head=(0.36, 0.48), radius=0.19, trunk=(0.64, 0.66), girth=(0.2, 0.15), tail=(0.82, 0.62)),
    "upright": Anchors(head=(0.5, 0.43), radius=0.19, trunk=(0.5, 0.72), girth=(0.16, 0.18), tail=(0.7, 0.86)),
    "fish": Anchors(head=(0.36, 0.57), radius=0.18, trunk=(0.52, 0.6), girth=(0.26, 0.19), tail=(0.88, 0.6)),
    "blob": Anchors(head=(0.5, 0.56), radius=0.22, trunk=(0.5, 0.66), girth=(0.26, 0.24), tail=(0.74, 0.8)),
    "wings": Anchors(head=(0.5, 0.45), radius=0.17, trunk=(0.5, 0.69), girth=(0.17, 0.17), tail=(0.58, 0.85)),
    "squiggle": Anchors(head=(0.37, 0.44), radius=0.18, trunk=(0.6, 0.8), girth=(0.16, 0.1), tail=(0.88, 0.6)),
}
