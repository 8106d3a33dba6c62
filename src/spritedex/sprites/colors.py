"""Color words: what a picture's colors are called, and turning them. Knows no model and no data set."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.dye import shifted
from spritedex.sprites.oklab import to_lab
from spritedex.vocabulary import COLORS

_HUES: Final = ((12, "pink"), (42, "red"), (76, "orange"), (114, "yellow"), (190, "green"), (287, "blue"),
                (332, "purple"), (361, "pink"))  # fmt: skip
_GREYISH: Final = 0.03
_DARK: Final = 0.3
_BRIGHT: Final = 0.84
_OPAQUE: Final = 128
_LEAST_COLOR: Final = 0.14
_MOST_COLORS: Final = 3


def color_shares(rgba: RGBA) -> dict[str, float]:
    """uint8 [H, W, 4] -> the share of each of `COLORS` in what can be seen, in [0, 1].

    A pixel counts the more the more colorful it is, so that an outline, a shadow or a highlight does not name a
    creature. All shares are 0 where nothing can be seen.
    """
    seen = rgba[..., 3] >= _OPAQUE
    lab = to_lab(rgba[..., :3][seen])
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    weight = np.where(lab[:, 0] < _DARK, 0.15, 0.3) + 4 * chroma
    names = _names(lab, chroma)
    total = float(weight.sum())
    return {name: float(weight[names == place].sum()) / total if total else 0.0 for place, name in enumerate(COLORS)}


def dominant_color(rgba: RGBA) -> str:
    """The color word with the largest share of a picture; empty where nothing can be seen."""
    shares = color_shares(rgba)
    best = max(COLORS, key=lambda name: shares[name])
    return best if shares[best] else ""


def main_colors(rgba: RGBA) -> tuple[str, ...]:
    """The names of up to three colors of a picture, the largest share first; none of less than a seventh."""
    shares = color_shares(rgba)
    best = sorted(shares, key=lambda name: -shares[name])[:_MOST_COLORS]
    return tuple(name for name in best if shares[name] > _LEAST_COLOR)


def turn_hue(rgba: RGBA, degrees: float) -> RGBA:
    """The same picture with every hue turned in OKLab; lightness stays, and chroma as far as sRGB has it."""
    return np.concatenate([shifted(rgba[..., :3], degrees), rgba[..., 3:]], axis=-1)


def _names(lab: NDArray[np.float32], chroma: NDArray[np.float32]) -> NDArray[np.intp]:
    """Index into `COLORS` of each pixel."""
    lightness, hue = lab[:, 0], np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    limits = np.array([limit for limit, _ in _HUES])
    words = np.array([COLORS.index(word) for _, word in _HUES])
    names = words[np.searchsorted(limits, hue, side="right")]
    warm = (hue >= 30) & (hue < 110)
    names[warm & (lightness < 0.72 - 1.2 * (chroma - 0.08).clip(0))] = COLORS.index("brown")
    names[(hue >= 332) & (lightness < 0.55)] = COLORS.index("purple")
    names[((hue < 30) | (hue >= 350)) & (lightness > 0.76)] = COLORS.index("pink")
    grey = chroma < _GREYISH
    names[grey] = COLORS.index("grey")
    names[grey & (lightness > _BRIGHT)] = COLORS.index("white")
    names[(lightness < 0.42) & (chroma < 0.05)] = COLORS.index("black")
    return names
