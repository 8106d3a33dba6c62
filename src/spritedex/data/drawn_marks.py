"""The mark of each of the 18 types on a drawn creature. Knows no bodies and no files."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from spritedex.data.raster import WHITE, Color, Point, Raster, mixed


@dataclass(frozen=True, slots=True)
class Anchors:
    """The places of the marks: the head (center and radius), the trunk (center and radii), the root of the tail."""

    head: Point
    radius: float
    trunk: Point
    girth: Point
    tail: Point

    def on_head(self, x: float, y: float) -> Point:
        """A point given in head radii from the middle of the head."""
        return self.head[0] + x * self.radius, self.head[1] + y * self.radius

    def on_trunk(self, x: float, y: float) -> Point:
        """A point given in trunk radii from the middle of the trunk."""
        return self.trunk[0] + x * self.girth[0], self.trunk[1] + y * self.girth[1]

    def off_tail(self, x: float, y: float) -> Point:
        """A point beside the root of the tail."""
        return self.tail[0] + x, self.tail[1] + y


Mark = Callable[[Raster, Anchors, Color], None]


def _round_ears(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        raster.ellipse(at.on_head(side * 0.72, -0.85), (at.radius * 0.42, at.radius * 0.42), body)
        inner = (at.radius * 0.2, at.radius * 0.2)
        raster.ellipse(at.on_head(side * 0.72, -0.85), inner, (244, 214, 186), flat=True)


def _flame_tail(raster: Raster, at: Anchors, body: Color) -> None:
    raster.line([at.off_tail(-0.08, 0.02), at.off_tail(0.03, -0.04), at.off_tail(0.08, -0.14)], 0.05, body)
    outer = (
        (0.01, -0.14),
        (-0.01, -0.26),
        (0.06, -0.21),
        (0.1, -0.36),
        (0.15, -0.22),
        (0.18, -0.15),
        (0.1, -0.08),
    )
    raster.polygon([at.off_tail(*point) for point in outer], (255, 122, 30))
    inner = ((0.05, -0.13), (0.06, -0.2), (0.1, -0.26), (0.14, -0.15), (0.1, -0.1))
    raster.polygon([at.off_tail(*point) for point in inner], (255, 226, 84), flat=True)


def _back_fin(raster: Raster, at: Anchors, body: Color) -> None:
    points = [at.on_head(*point) for point in ((-0.35, -0.75), (0.1, -1.75), (0.85, -1.5), (0.6, -0.6))]
    raster.polygon(points, (36, 104, 214))
    for x in (0.1, 0.4):
        raster.line([at.on_head(x, -0.9), at.on_head(x + 0.15, -1.4)], 0.015, (160, 208, 255), flat=True)


def _jagged_tail(raster: Raster, at: Anchors, body: Color) -> None:
    bolt = (
        (-0.04, 0.0),
        (0.08, -0.1),
        (0.03, -0.14),
        (0.14, -0.36),
        (0.17, -0.18),
        (0.12, -0.17),
        (0.15, -0.06),
    )
    raster.polygon([at.off_tail(*point) for point in bolt], (255, 222, 40))


def _leaves(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        radii = (at.radius * 0.22, at.radius * 0.5)
        raster.ellipse(at.on_head(side * 0.4, -1.3), radii, (54, 160, 48), tilt=side * 42)
        raster.line([at.on_head(0, -1), at.on_head(side * 0.6, -1.5)], 0.012, (190, 232, 130), flat=True)


def _crystals(raster: Raster, at: Anchors, body: Color) -> None:
    for x, height, lean in ((-0.6, 0.55, -0.3), (0.6, 0.55, 0.3), (0, 0.85, 0)):
        base, half = at.on_head(x, -0.7), at.radius * 0.24
        tip = (base[0] + lean * at.radius, base[1] - (0.3 + height) * at.radius)
        shoulder = base[1] - height * 0.55 * at.radius
        middle = base[0] + lean * at.radius * 0.5
        points = [(base[0] - half, base[1]), (middle - half, shoulder), tip, (middle + half, shoulder)]
        raster.polygon([*points, (base[0] + half, base[1])], (132, 222, 250))


def _headband(raster: Raster, at: Anchors, body: Color) -> None:
    for y in (-0.75, -0.25):
        raster.line([at.on_head(0.85, -0.5), at.on_head(1.45, y)], 0.04, (206, 32, 44))
    band = [at.on_head(0.98 * math.cos(a), -0.42 - 0.14 * math.sin(a)) for a in (math.pi, 2.36, 1.57, 0.79, 0)]
    raster.line(band, 0.055, (230, 46, 50))


def _drips(raster: Raster, at: Anchors, body: Color) -> None:
    for x, y, size in ((-0.6, -0.5, 0.2), (-0.15, -0.72, 0.15), (0.5, -0.55, 0.24)):
        spot, radius = at.on_head(x, y), at.radius * size
        raster.line([spot, (spot[0], spot[1] + radius * 1.3)], radius, (112, 28, 158), flat=True)
        raster.ellipse(spot, (radius, radius * 0.85), (112, 28, 158), flat=True)
        raster.ellipse((spot[0] - radius * 0.3, spot[1] - radius * 0.3), (0.012, 0.012), (226, 170, 255), flat=True)


def _bands(raster: Raster, at: Anchors, body: Color) -> None:
    dark = (84, 48, 18)

    def paint() -> None:
        for y in (0.1, 0.6):
            raster.line([at.on_trunk(-1.3, y), at.on_trunk(0, y + 0.16), at.on_trunk(1.3, y)], 0.035, dark, flat=True)
        raster.polygon([at.on_head(*point) for point in ((-0.35, -1.1), (0.35, -1.1), (0, -0.35))], dark, flat=True)

    raster.on_body(paint)


def _crest(raster: Raster, at: Anchors, body: Color) -> None:
    for x, y, tilt in ((-0.35, -1.2, -30), (0.35, -1.2, 30), (0, -1.35, 0)):
        raster.ellipse(at.on_head(x, y), (at.radius * 0.18, at.radius * 0.5), (120, 160, 224), tilt=tilt)


def _gem(raster: Raster, at: Anchors, body: Color) -> None:
    points = [at.on_head(*point) for point in ((0, -0.82), (0.26, -0.5), (0, -0.18), (-0.26, -0.5))]
    raster.polygon(points, (236, 34, 110))
    raster.ellipse(at.on_head(-0.06, -0.58), (0.014, 0.018), WHITE, flat=True)


def _feelers(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        raster.line([at.on_head(side * 0.3, -0.8), at.on_head(side * 0.55, -1.5)], 0.022, (88, 104, 20))
        raster.ellipse(at.on_head(side * 0.62, -1.6), (at.radius * 0.17, at.radius * 0.17), (226, 238, 60))


def _plates(raster: Raster, at: Anchors, body: Color) -> None:
    for x, y, size in ((-0.62, -0.72, 0.3), (0.05, -0.98, 0.36), (0.68, -0.66, 0.3)):
        angles = (0.2, 1.3, 2.5, 3.5, 4.6, 5.5)
        plate = [at.on_head(x + size * math.cos(a), y + size * math.sin(a)) for a in angles]
        raster.polygon(plate, (134, 122, 92))


def _wisps(raster: Raster, at: Anchors, body: Color) -> None:
    for x, y in ((-1.45, -0.55), (1.45, -0.75)):
        tail = [at.on_head(x - 0.22, y), at.on_head(x + 0.05, y - 0.75), at.on_head(x + 0.22, y)]
        raster.polygon(tail, (168, 110, 240))
        raster.ellipse(at.on_head(x, y + 0.08), (at.radius * 0.25, at.radius * 0.25), (168, 110, 240))
        raster.ellipse(at.on_head(x, y + 0.1), (at.radius * 0.12, at.radius * 0.12), (236, 216, 255), flat=True)


def _horns(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        horn = ((0.3, -0.8), (0.45, -1.25), (0.95, -1.65), (0.88, -1.1), (0.72, -0.6))
        raster.polygon([at.on_head(side * x, y) for x, y in horn], (250, 226, 140))


def _crescent(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        ear = ((0.25, -0.85), (0.75, -1.6), (0.95, -0.45))
        raster.polygon([at.on_head(side * x, y) for x, y in ear], mixed((60, 52, 66), body, 0.3))
    raster.ellipse(at.on_head(0, -0.5), (at.radius * 0.27, at.radius * 0.27), (255, 214, 70), flat=True)
    raster.ellipse(at.on_head(0.12, -0.58), (at.radius * 0.22, at.radius * 0.22), (52, 44, 58), flat=True)


def _bolts(raster: Raster, at: Anchors, body: Color) -> None:
    band = [at.on_head(0.95 * math.cos(a), -0.5 - 0.2 * math.sin(a)) for a in (math.pi, 2.36, 1.57, 0.79, 0)]
    raster.line(band, at.radius * 0.26, (150, 170, 188))
    for side in (-1, 1):
        raster.line([at.on_head(side * 0.95, -0.55), at.on_head(side * 1.3, -0.75)], at.radius * 0.2, (104, 122, 140))
        raster.line([at.on_head(side * 1.2, -0.98), at.on_head(side * 1.42, -0.55)], at.radius * 0.22, (186, 204, 218))


def _bow(raster: Raster, at: Anchors, body: Color) -> None:
    for side in (-1, 1):
        loop = ((0.45, -0.85), (0.45 + side * 0.55, -1.2), (0.45 + side * 0.55, -0.5))
        raster.polygon([at.on_head(*point) for point in loop], (255, 74, 164))
    raster.ellipse(at.on_head(0.45, -0.85), (at.radius * 0.16, at.radius * 0.16), (255, 214, 236))


BEHIND: Final[dict[str, Mark]] = {
    "normal": _round_ears,
    "fire": _flame_tail,
    "water": _back_fin,
    "electric": _jagged_tail,
    "grass": _leaves,
    "ice": _crystals,
    "flying": _crest,
    "bug": _feelers,
    "ghost": _wisps,
    "dragon": _horns,
}
"""Type -> its mark, for marks that the body partly covers."""

BEFORE: Final[dict[str, Mark]] = {
    "fighting": _headband,
    "poison": _drips,
    "ground": _bands,
    "psychic": _gem,
    "rock": _plates,
    "dark": _crescent,
    "steel": _bolts,
    "fairy": _bow,
}
"""Type -> its mark, for marks on top of the body."""
