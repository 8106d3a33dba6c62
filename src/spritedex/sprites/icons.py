"""The small pictures of menus: a front shrunk to the size of a game's icons, and the same breathing. Knows no file."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.creature import box_of, lowered
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import Colors, Indexed, nearest_colors

ICON: Final = 32

_GROWTH: Final = (7.1, 0.307)
"""An icon's longer side in pixels: offset, and share of the front's longer side. Fitted to the icons of 811 species of
pokeemerald-expansion (correlation 0.80; their median is 23)."""
_GAP: Final = 2  # clear rows below an icon, their median


def icon_frames(front: Indexed, palette: Colors, side: int = ICON) -> tuple[Indexed, Indexed]:
    """Two frames of `side` pixels in the given palette, uint8 [N, 3]: a small front, and the same with all above its
    feet one pixel lower. The size grows with the front's as it does in games, for icons of 32 pixels.
    """
    rgba = front.rgba
    top, bottom, left, right = box_of(rgba[..., 3] > 0)
    longer = round((_GROWTH[0] + _GROWTH[1] * max(bottom - top, right - left)) * side / ICON)
    small = fit_sprite(rgba[top:bottom, left:right], min(max(longer, 8), side))
    indices = nearest_colors(small, palette)
    canvas = np.zeros((side, side), np.uint8)
    height, width = indices.shape
    gap = min(_GAP, side - height)
    canvas[side - gap - height : side - gap, (side - width) // 2 :][:, :width] = indices
    return Indexed(canvas, palette), Indexed(lowered(canvas), palette)


def best_palette(front: Indexed, palettes: Sequence[Colors]) -> int:
    """Which of the palettes, uint8 [N, 3] each, changes a picture's colors least."""
    picture = front.rgba
    shown = picture[..., 3] > 0
    target = to_lab(picture[shown][:, :3])
    misses = []
    for palette in palettes:
        drawn = Indexed(nearest_colors(picture, palette), palette).rgba[shown][:, :3]
        misses.append(float(((to_lab(drawn) - target) ** 2).sum()))
    return int(np.argmin(misses))


def footprint(front: Indexed) -> NDArray[np.uint8]:
    """The footprint of a picture's creature, uint8 [16, 16] of 0 and 1: a pad where it has no feet, two prints for two
    feet, a paw for more. Feet are the runs along its lowest tenth.
    """
    shown = front.indices > 0
    top, bottom, _, _ = box_of(shown)
    low = shown[bottom - max(2, (bottom - top) // 10) : bottom].any(axis=0)
    feet = int((np.diff(np.pad(low, 1).astype(np.int8)) > 0).sum())
    rows = _PRINTS[min(feet, len(_PRINTS)) - 1]
    print_ = np.array([[mark == "#" for mark in row] for row in rows], np.uint8)
    return np.pad(print_, ((4, 12 - len(print_)), (2, 14 - print_.shape[1])))


_PRINTS: Final = (
    (
        "............",
        "...######...",
        ".##########.",
        "############",
        "############",
        ".##########.",
        "...######...",
        "............",
    ),
    (
        "............",
        ".##......##.",
        "####....####",
        "####....####",
        "####....####",
        "####....####",
        ".##......##.",
        "............",
    ),
    (
        "....#..#....",
        "..#.#..#.#..",
        "..#......#..",
        "....####....",
        "...######...",
        "..########..",
        "..########..",
        "...##..##...",
    ),
)
"""A pad, two feet, a paw."""
