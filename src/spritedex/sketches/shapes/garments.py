"""Garments by their names, and what they are drawn of: cloth, lines, buttons, plates. Knows no sketch."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.sketch import Color, Points, Shape

CLOTHES: Final = "clothes"
"""What a shape of clothes is called: it is no body."""
WHITE: Final[Color] = (244, 244, 248)
_FLARE: Final = 5.0
_BELL: Final = (12.0, 3.4, 4.6)
_FOLDS: Final = 5
"""How long a skirt around a lying body is, how far its hem is above and below that, and how many waves it has."""
_PLATE: Final = 8.0
_SASH: Final[tuple[Color, Color]] = ((236, 190, 72), (58, 52, 84))
"""Colors of a belt around dark and around light cloth."""
_PETALS: Final = ((255, 240, 200), (252, 208, 70))

Bools = NDArray[np.bool_]


class Garment(NamedTuple):
    """From which share of the way from the neck to the floor a garment reaches to which, its color, and how it is made:
    what is `open` shows the middle below it, a `skirt` is wider at its hem, an `apron` only covers the middle, `plates`
    have seams and rivets, a `sash` is tied around what closes like a kimono; its `cut` is that of its collar, and its
    sleeves cover a share `sleeves` of arms."""

    top: float
    bottom: float
    fill: Color
    open: bool = False
    skirt: bool = False
    apron: bool = False
    shirt: bool = False
    buttons: bool = False
    plates: bool = False
    sash: bool = False
    cut: str = ""
    sleeves: float = 1.0


GARMENTS: Final = {
    "shirt": Garment(0.0, 0.62, (78, 134, 212), cut="collar"),
    "t-shirt": Garment(0.0, 0.62, (78, 134, 212), cut="crew", sleeves=0.45),
    "tank-top": Garment(0.06, 0.62, (236, 238, 244), cut="straps", sleeves=0.0),
    "lab-coat": Garment(0.0, 0.88, (240, 242, 246), cut="collar"),
    "raincoat": Garment(0.0, 0.84, (248, 206, 62), cut="hood", buttons=True),
    "sweater": Garment(0.0, 0.66, (206, 66, 62), cut="crew"),
    "hoodie": Garment(0.0, 0.68, (126, 134, 152), cut="hood"),
    "jacket": Garment(0.0, 0.7, (108, 70, 46), cut="zip"),
    "trench-coat": Garment(0.0, 0.88, (190, 152, 98), cut="coat"),
    "vest": Garment(0.0, 0.6, (122, 78, 48), open=True, sleeves=0.0),
    "suit": Garment(0.0, 0.94, (52, 58, 82), shirt=True, buttons=True),
    "pajamas": Garment(0.0, 0.92, (122, 172, 226), cut="collar"),
    "robe": Garment(0.0, 0.97, (112, 76, 168), cut="crew"),
    "judge-robe": Garment(0.0, 0.97, (48, 46, 60), cut="crew"),
    "kimono": Garment(0.0, 0.96, (196, 60, 84), sash=True),
    "gi": Garment(0.0, 0.96, (240, 240, 246), sash=True),
    "outfit": Garment(0.0, 0.92, (60, 62, 78), cut="zip"),
    "swimsuit": Garment(0.12, 0.8, (214, 62, 96), cut="straps", sleeves=0.0),
    "diaper": Garment(0.58, 0.84, (240, 242, 248)),
    "trousers": Garment(0.56, 0.92, (64, 92, 158)),
    "overalls": Garment(0.5, 0.92, (64, 92, 158), cut="bib"),
    "shorts": Garment(0.56, 0.78, (64, 92, 158)),
    "dress": Garment(0.0, 0.86, (236, 110, 160), skirt=True, sleeves=0.4),
    "gown": Garment(0.0, 0.99, (236, 110, 160), skirt=True, sleeves=0.5),
    "skirt": Garment(0.5, 0.84, (236, 110, 160), skirt=True),
    "barding": Garment(0.0, 0.88, (150, 164, 188), plates=True),
    "apron": Garment(0.08, 0.84, (240, 236, 226), apron=True),
}


def apron_of(waist: tuple[float, float] | None, x: float, top: float, bottom: float, fill: Color) -> list[Shape]:
    left, right = waist or (x - 8, x + 8)
    middle, half = (left + right) / 2, max(5.0, 0.42 * (right - left))
    belt = top + 0.38 * (bottom - top)
    side = [(0.55, top), (0.62, belt), (1.0, belt + 1), (0.94, bottom - 1.5)]
    right_side = [(middle + share * half, y) for share, y in side]
    left_side = [(middle - share * half, y) for share, y in reversed(side)]
    bib = np.array([*right_side, (middle, bottom), *left_side])
    pocket = belt + 0.4 * (bottom - belt)
    dark = darker(fill)
    return [
        line([(middle - 0.5 * half, top - 2.4), (middle - 0.5 * half, top + 1)], dark, 1.6),
        line([(middle + 0.5 * half, top - 2.4), (middle + 0.5 * half, top + 1)], dark, 1.6),
        cloth(bib + 0.9 * np.sign(bib - bib.mean(0)), dark),
        cloth(bib, fill),
        line([(left + 1, belt), (right - 1, belt)], dark, 1.4),
        *(line([(middle + near * half, pocket), (middle + far * half, pocket + 2.6)], dark, 1.1)
          for near, far in ((-0.4, -0.36), (0.4, 0.36))),
        line([(middle - 0.4 * half, pocket), (middle + 0.4 * half, pocket)], dark, 1.1),
    ]  # fmt: skip


def skirt_of(waist: tuple[float, float], top: float, bottom: float, fill: Color) -> list[Shape]:
    left, right = waist
    hem = [(x, bottom - 1.4 * (number % 2)) for number, x in enumerate(np.linspace(right + _FLARE, left - _FLARE, 9))]
    points = np.array([(left + 1, top), (right - 1, top), *hem])
    middle, apart = (left + right) / 2, 0.3 * (right - left)
    folds = [
        line([(middle + 0.4 * side, top + 2), (middle + side, bottom - 3)], darker(fill), 1.3)
        for side in (-apart, apart)
    ]
    rim = points + np.sign(points - points.mean(0)) * 1.0
    return [cloth(rim, darker(fill)), cloth(points, fill), *folds]


def shirt_front(x: float, top: float, high: float) -> list[Shape]:
    """A white shirt between two lapels."""
    white = np.array([[x - 5, top - 0.6], [x + 5, top - 0.6], [x, top + high]])
    lapels = [line([(x + side * 5.4, top), (x, top + high)], (30, 34, 52), 1.6) for side in (-1, 1)]
    return [cloth(white, WHITE), *lapels]


def sash_of(waist: tuple[float, float], x: float, top: float, bottom: float, fill: Color) -> list[Shape]:
    """The two edges of a kimono, one over the other, and the wide belt around it."""
    left, right = waist
    belt, high = top + 0.42 * (bottom - top), max(3.0, 0.2 * (bottom - top))
    wide = min(8.0, 0.4 * (right - left))
    light = WHITE if max(fill) < 235 or min(fill) < 180 else (60, 60, 76)
    sash = darker(fill) if light != WHITE else _SASH[sum(fill) > 3 * 140]
    box = np.array([[left + 0.5, belt], [right - 0.5, belt], [right - 0.5, belt + high], [left + 0.5, belt + high]])
    return [
        line([(x - wide, top - 0.5), (x + 2, belt)], light, 2.2),
        line([(x + wide, top - 0.5), (x - 2, belt)], light, 2.2),
        cloth(box + np.array([[0, -1.0], [0, -1.0], [0, 1.0], [0, 1.0]]), darker(sash)),
        cloth(box, sash),
    ]


def shirt_aside(x: float, front: int, ends: tuple[float, float]) -> list[Shape]:
    """The collar of a white shirt along the edge of a suit that is seen from the side, between `ends`."""
    top, low = ends
    middle = x + front * 1.2
    return [
        line([(middle, top + 1.5), (middle, low - 1)], WHITE, 3.0),
        line([(x - front * 0.8, top + 1.2), (x - front * 0.8, low - 1)], (30, 34, 52), 1.6),
    ]


def cloth(points: Points, fill: Color) -> Shape:
    return Shape(points, fill, "", 0.0, True, CLOTHES)


def line(points: Sequence[tuple[float, float]], fill: Color, width: float) -> Shape:
    return replace(cloth(np.array(points), fill), width=width)


def dot(x: float, y: float, radius: float, fill: Color) -> Shape:
    angle = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    return cloth(np.array([x, y]) + radius * np.stack([np.cos(angle), np.sin(angle)], 1), fill)


def darker(fill: Color) -> Color:
    red, green, blue = (round(0.68 * each) for each in fill)
    return red, green, blue


def lighter(fill: Color) -> Color:
    red, green, blue = (round(0.72 * each + 0.28 * 255) for each in fill)
    return red, green, blue


def skirt_around(x: float, ends: tuple[float, float], front: int, fill: Color) -> list[Shape]:
    """A skirt around a body that is seen from the side: narrow around its waist, and wide behind that."""
    top, low = ends
    hem = x - front * _BELL[0]
    rows = np.linspace(top - _BELL[1], low + _BELL[2], 2 * _FOLDS + 1)
    waves = np.where(np.arange(len(rows)) % 2, 2.4, 0.0)
    edge = [(hem - front * wave, y) for wave, y in zip(waves, rows, strict=True)]
    bell = np.array([(x, top + 0.6), *edge, (x, low - 0.6)])
    folds = [
        line([(x - front, top + share * (low - top)), (hem, rows[0] + share * (rows[-1] - rows[0]))], darker(fill), 1.2)
        for share in (0.18, 0.4, 0.62, 0.84)
    ]
    return [
        cloth(bell + 1.0 * np.sign(bell - bell.mean(0)), darker(darker(fill))),
        cloth(bell, fill),
        *folds,
        line(edge, lighter(fill), 1.6),
        line([(x, top + 0.4), (x, low - 0.4)], darker(fill), 2.4),
    ]


def plates_on(seen: Bools, fill: Color, lying: bool) -> list[Shape]:
    """The seams and rivets of armor where its cloth is seen, bool [64, 64]."""
    dark, light = darker(fill), lighter(fill)
    shapes: list[Shape] = []
    places = np.flatnonzero(seen.any(0 if lying else 1))
    for place in np.arange(*_ends(places), _PLATE)[1:]:
        across = np.flatnonzero(seen[:, int(place)] if lying else seen[int(place)])
        if across.size < _PLATE:
            continue
        first, last = float(across[0]), float(across[-1])
        ends = np.array([[place, first], [place + 1.2, (first + last) / 2], [place, last]])
        along, down = place - 0.5 * _PLATE, first + 0.3 * (last - first)
        shapes.append(replace(cloth(ends if lying else ends[:, ::-1], dark), width=1.6))
        shapes.append(dot(along, down, 1.2, light) if lying else dot(down, along, 1.2, light))
    return shapes


def flowers_on(seen: Bools, petals: Color = _PETALS[0]) -> list[Shape]:
    """Flowers all over a cloth where that is seen, bool [64, 64]."""
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    middle = _PETALS[1]
    shapes: list[Shape] = []
    for row, y in enumerate(np.arange(*_ends(rows), 5.0) + 2.5):
        for x in np.arange(*_ends(columns), 6.8) + 2.4 + 3.4 * (row % 2):
            near = seen[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2]
            if near.size and near.all():
                beside = ((-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2))
                shapes += (dot(x + 0.5 + right, y + 0.5 + down, 1.2, petals) for right, down in beside)
                shapes.append(dot(x + 0.5, y + 0.5, 0.9, middle))
    return shapes


def _ends(places: NDArray[np.intp]) -> tuple[float, float]:
    return (float(places[0]), float(places[-1])) if places.size else (0.0, 0.0)
