"""Other colors for a palette: turned in hue, swapped one by one, or taken from another palette. Knows no file."""

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import UsageError
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.palette import Colors, Indexed

Color = tuple[int, int, int]

_FAR: Final = 0.12  # OKLab: further than this from every entry, a color is not in the palette
_AREA: Final = 0.3  # what a difference in area counts beside one in lightness


def parse_color(text: str) -> Color:
    """ "#ff8000" or "ff8000" -> (255, 128, 0). Raises UsageError for anything else.

    >>> parse_color("#ff8000")
    (255, 128, 0)
    """
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", text):
        raise UsageError(f"{text!r} is not a color; write six hex digits such as '#ff8000'")
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def read_colors(names: Iterable[str]) -> Colors:
    """Colors such as "#ff8000" -> uint8 [N, 3]. Raises UsageError for anything else.

    >>> read_colors(["#ff8000"]).tolist()
    [[255, 128, 0]]
    """
    return np.array([parse_color(name) for name in names], np.uint8).reshape(-1, 3)


def name_colors(palette: Colors) -> list[str]:
    """uint8 [N, 3] -> #rrggbb of each.

    >>> name_colors(np.array([[255, 128, 0]], np.uint8))
    ['#ff8000']
    """
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in palette.tolist()]


def shifted(palette: Colors, hue: float = 0, saturation: float = 1, lightness: float = 1) -> Colors:
    """uint8 [..., 3] with the hue turned by degrees, chroma and lightness multiplied, all in OKLab.

    So shades stay in order. Greys have no hue to turn. A color that sRGB cannot show loses chroma until it can.
    """
    lab = to_lab(palette)
    turn = np.deg2rad(hue)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]], np.float32)
    lab[..., 1:] = lab[..., 1:] @ rotation.T * saturation
    lab[..., 0] *= lightness
    return to_rgb(lab)


def swapped(palette: Colors, swaps: Iterable[tuple[Color, Color]]) -> Colors:
    """uint8 [N, 3] with the entry nearest to the first color of each pair replaced by the second.

    Raises UsageError if no entry is near, or if two pairs mean the same entry.
    """
    result = palette.copy()
    taken: dict[int, str] = {}
    for old, new in swaps:
        given = np.array([old], np.uint8)
        apart = np.linalg.norm(to_lab(palette) - to_lab(given), axis=1)
        entry, name = int(apart.argmin()), name_colors(given)[0]
        if apart[entry] > _FAR:
            raise UsageError(f"no color near {name} to swap; the palette is {' '.join(name_colors(palette))}")
        if entry in taken:
            raise UsageError(f"{taken[entry]} and {name} both mean {name_colors(palette)[entry]}; swap it once")
        taken[entry] = name
        result[entry] = new
    return result


def nearest_of(palette: Colors, allowed: Colors) -> Colors:
    """uint8 [N, 3] with every color replaced by the nearest one that is allowed, uint8 [M, 3]."""
    apart = np.linalg.norm(to_lab(palette)[:, None] - to_lab(allowed)[None], axis=-1)
    return np.asarray(allowed[apart.argmin(axis=1)])


def dressed_as(indexed: Indexed, other: Indexed) -> Colors:
    """The colors of another picture for this one's palette, uint8 [N, 3], whatever the two show.

    Shades keep their order from dark to bright; among the ways to do so, the one in which lightness and the area
    covered agree best. A color is used twice only where the other picture has fewer.
    """
    mine, theirs = _ranked(indexed), _ranked(other)
    count, choices = len(mine), len(theirs)
    strict = count <= choices
    lightness = _spread(to_lab(indexed.palette)[mine, 0])[:, None] - _spread(to_lab(other.palette)[theirs, 0])[None]
    areas = np.sqrt(_areas(indexed)[mine])[:, None] - np.sqrt(_areas(other)[theirs])[None]
    cost = (lightness**2 + _AREA * areas**2) * (0.01 + _areas(indexed)[mine])[:, None]
    best = cost.copy()
    came = np.zeros((count, choices), np.intp)
    for row in range(1, count):
        for column in range(choices):
            reachable = best[row - 1, : column + (0 if strict else 1)]
            came[row, column] = reachable.argmin() if len(reachable) else 0
            best[row, column] += reachable.min() if len(reachable) else np.inf
    result = indexed.palette.copy()
    column = int(best[-1].argmin())
    for row in range(count - 1, -1, -1):
        result[mine[row]] = other.palette[theirs[column]]
        column = int(came[row, column])
    return result


def _ranked(indexed: Indexed) -> NDArray[np.intp]:
    """The palette's places from dark to bright."""
    return np.argsort(to_lab(indexed.palette)[:, 0], kind="stable")


def _spread(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values stretched over [0, 1], so that a dark picture can lend to a bright one."""
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / max(high - low, 1e-6))


def _areas(indexed: Indexed) -> NDArray[np.float64]:
    """Which share of the creature has each color."""
    counts = np.bincount(indexed.indices.ravel(), minlength=len(indexed.palette) + 1)[1:]
    return np.asarray(counts / max(int(counts.sum()), 1))
