"""What cloth is cut and closed by: collars, lapels, buttons, zips, belts, straps. Knows no sketch."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.garments import WHITE, cloth, darker, dot, lighter, line
from spritedex.sprites.sketch import Color, Shape

_LEATHER: Final[tuple[Color, Color]] = ((92, 58, 34), (44, 30, 26))
"""Colors of a belt around light and around dark cloth."""
_GOLD: Final[Color] = (246, 206, 84)
_STEEL: Final[Color] = (206, 212, 222)
_DARK: Final = 240
"""The sum of red, green and blue of cloth that is dark, at most."""
_HALF: Final = 6.4
"""Half of the width of a collar at most, in pixels."""
_LYING: Final = 3.0
_NECK: Final = 0.8
"""How wide a collar is that is seen from the side, in pixels, and how much of the height of a trunk it is around."""

Run = tuple[float, float]


def front_of_cloth(cut: str, fill: Color, x: float, waist: Run | None, top: float, bottom: float) -> list[Shape]:
    """What is seen of a cut on a chest around `x`, from `top` to `bottom`."""
    half = _HALF if waist is None else min(_HALF, 0.34 * (waist[1] - waist[0]))
    high = bottom - top
    if cut == "crew":
        return [
            line([(x - half, top + 0.4), (x, top + 2.0), (x + half, top + 0.4)], darker(fill), 3.0),
            line([(x - half + 0.6, top), (x, top + 1.4), (x + half - 0.6, top)], lighter(fill), 1.4),
        ]
    if cut == "collar":
        return [
            line([(x, top + 2), (x, bottom - 1)], darker(fill), 1.2),
            *(dot(x + 0.1, top + share * high, 0.9, _button(fill)) for share in (0.42, 0.66, 0.9)),
            *_points(fill, x, top, half, 4.4),
        ]
    if cut == "coat":
        rows = np.array([0.42, 0.72]) * high + top
        put = [line([(x + 0.8, top + 2), (x + 0.8, bottom - 0.5)], darker(fill), 1.3)]
        put += [dot(x + side * 3.2, y, 1.05, _button(fill)) for side in (-1, 1) for y in rows]
        return [*put, *belt_of(fill, waist, top + 0.57 * high), *_lapels(fill, x, top, half, 0.34 * high)]
    if cut == "zip":
        put = [
            line([(x, top), (x, bottom - 0.5)], darker(fill), 2.4),
            line([(x, top + 1), (x, bottom - 1)], _STEEL, 1.0),
        ]
        return [*put, *_lapels(fill, x, top, half, min(7.0, 0.4 * high))]
    if cut == "hood":
        rim = [
            (x - half - 2.4, top - 1.6),
            (x - 3, top + 2.6),
            (x, top + 3.4),
            (x + 3, top + 2.6),
            (x + half + 2.4, top - 1.6),
        ]
        low = top + 0.62 * high
        pocket = [(x - 4.6, bottom - 1.5), (x - 3.4, low), (x + 3.4, low), (x + 4.6, bottom - 1.5)]
        strings = [line([(x + side * 1.8, top + 3), (x + side * 2.2, top + 7)], WHITE, 1.1) for side in (-1, 1)]
        return [line(rim, darker(fill), 5.0), line(rim, lighter(fill), 3.0), *strings, line(pocket, darker(fill), 1.2)]
    if cut == "bib":
        up, wide = top - 0.72 * high, min(5.6, half)
        bib = np.array([(x - wide, up), (x + wide, up), (x + wide + 0.6, top + 2), (x - wide - 0.6, top + 2)])
        straps = [
            line([(x + side * (wide - 0.8), up + 1), (x + side * (wide + 2.2), up - 7)], fill, 2.2) for side in (-1, 1)
        ]
        knobs = [dot(x + side * (wide - 1.2), up + 1.4, 1.1, _GOLD) for side in (-1, 1)]
        edge = cloth(bib + 0.9 * np.sign(bib - bib.mean(0)), darker(fill))
        pocket = [(x - 2, up + 3.4), (x - 2, up + 6), (x + 2, up + 6), (x + 2, up + 3.4)]
        return [*straps, edge, cloth(bib, fill), line(pocket, darker(fill), 1.0), *knobs]
    if cut == "straps":
        return [line([(x + side * 3.6, top + 0.5), (x + side * 4.6, top - 4)], fill, 2.0) for side in (-1, 1)]
    return []


def side_of_cloth(cut: str, fill: Color, near: float, far: float, ends: Run, front: int) -> list[Shape]:
    """What is seen of a cut from the side, on what reaches from a column `near` its head to one `far` from it; its
    collar is between `ends`."""
    if cut in ("", "straps", "bib"):
        return []
    top, low = ends
    edge = near - front * 0.4
    put: list[Shape] = []
    if cut == "coat":
        x = near + 0.55 * (far - near)
        put.append(line([(x, top + 1.5), (x - front, low)], _leather(fill), 2.4))
    if cut in ("coat", "collar"):
        columns = np.linspace(near + 0.16 * (far - near), near + 0.8 * (far - near), 3)
        put += [dot(x, low - 1.6, 1.0, _button(fill)) for x in columns]
    if cut == "zip":
        put.append(line([(near, low - 1.2), (far, low - 1.2)], _STEEL, 1.1))
    wide, low = 1.7 * _LYING if cut == "hood" else _LYING, top + _NECK * (low - top)
    return [
        *put,
        line([(edge, top + 0.5), (edge + front * 1.2, (top + low) / 2), (edge, low - 0.5)], darker(fill), wide + 1.6),
        line([(edge, top + 0.7), (edge + front * 1.2, (top + low) / 2), (edge, low - 0.7)], lighter(fill), wide),
    ]


def belt_of(fill: Color, waist: Run | None, y: float) -> list[Shape]:
    """A belt with a buckle around cloth."""
    if waist is None:
        return []
    left, right = waist
    middle = (left + right) / 2
    square = np.array([[-1.7, -1.6], [1.7, -1.6], [1.7, 1.6], [-1.7, 1.6]])
    return [
        line([(left + 0.6, y), (middle, y + 0.8), (right - 0.6, y)], _leather(fill), 2.6),
        cloth(square + np.array([middle, y + 0.8]), _GOLD),
        cloth(0.45 * square + np.array([middle, y + 0.8]), _leather(fill)),
    ]


def _leather(fill: Color) -> Color:
    return _LEATHER[sum(fill) < 3 * 150]


def _button(fill: Color) -> Color:
    return (250, 240, 206) if sum(fill) < 3 * 190 else (96, 84, 96)


def _points(fill: Color, x: float, top: float, half: float, deep: float) -> list[Shape]:
    """The two points of a collar."""
    put: list[Shape] = []
    for side in (-1, 1):
        point = np.array([(x, top - 0.4), (x + side * half, top - 1.2), (x + side * (half - 1.0), top + deep - 1.6),
                          (x + side * 2.6, top + deep)])  # fmt: skip
        put += [cloth(point + 0.8 * np.sign(point - point.mean(0)), darker(fill)), cloth(point, lighter(fill))]
    return put


def _lapels(fill: Color, x: float, top: float, half: float, deep: float) -> list[Shape]:
    """Two lapels that lie open, and what is dark between them."""
    put = [cloth(np.array([(x - half, top - 1), (x + half, top - 1), (x, top + deep)]), darker(darker(fill)))]
    light = lighter(fill) if sum(fill) > _DARK else lighter(lighter(fill))
    for side in (-1, 1):
        lapel = np.array([(x + side * (half - 2.2), top - 1.2), (x + side * (half + 0.8), top - 0.6),
                          (x + side * (half + 0.2), top + 0.5 * deep), (x + side * (half - 2.0), top + 0.6 * deep),
                          (x, top + deep)])  # fmt: skip
        put += [cloth(lapel + 0.7 * np.sign(lapel - lapel.mean(0)), darker(darker(fill))), cloth(lapel, light)]
    return put
