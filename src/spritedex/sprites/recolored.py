"""A picture in the colors of what was painted over it: its pixels, its shades and its outline stay. Knows no model."""

from typing import Final

import numpy as np

from spritedex.sprites.codec import RGBA
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.palette import quantize, recolor

_WHOLE: Final = 0.6
"""From which strength on its colors are wholly those that were painted."""
_LIGHT: Final = 0.35
"""The share of a change of lightness that counts: what is painted over a picture has less contrast."""
_CHROMA: Final = 1.25  # it is paler, too
_OUTLINE: Final = 0.25  # OKLab lightness: what is darker stays
_WHITE: Final = (0.85, 0.03)  # OKLab lightness and chroma of the whites of eyes, which stay
_MOSTLY: Final = 0.6
"""The share of a color's pixels that lie in eyes where it is of eyes."""


def recolored(picture: RGBA, painted: RGBA, strength: float, smooth: bool = False) -> RGBA:
    """A picture, uint8 [64, 64, 4], in 15 colors at most, each of which has the hue of what was painted in its place;
    the more so, the higher the `strength` in (0, 1] is; or if `smooth`, in all its shades and with its soft edges. What
    has nothing opaque stays as it is."""
    if not (picture[..., 3] >= 128).any():
        return picture
    indexed = quantize(picture)
    own, painted_lab = to_lab(indexed.palette), to_lab(recolor(indexed, painted))
    share = min(1.0, strength / _WHOLE)
    mixed = own.copy()
    mixed[:, 0] += _LIGHT * share * (painted_lab[:, 0] - own[:, 0])
    mixed[:, 1:] = (1 - share) * own[:, 1:] + _CHROMA * share * painted_lab[:, 1:]
    counts = np.bincount(indexed.indices.ravel(), minlength=len(own) + 1)[1:]
    in_eyes = np.bincount(indexed.indices[find_eyes(picture)], minlength=len(own) + 1)[1:] > _MOSTLY * counts
    whites = in_eyes & (own[:, 0] >= _WHITE[0]) & (np.hypot(own[:, 1], own[:, 2]) <= _WHITE[1])
    mixed = np.where((whites | (own[:, 0] < _OUTLINE))[:, None], own, mixed)
    if not smooth:
        return indexed.with_palette(to_rgb(mixed)).rgba
    change = np.concatenate([np.zeros((1, 3), np.float32), mixed - own])[indexed.indices]
    return np.concatenate([to_rgb(to_lab(picture[..., :3]) + change), picture[..., 3:]], axis=-1)
