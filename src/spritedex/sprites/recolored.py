"""A picture in the colors of what was painted over it: its pixels, its shades and its outline stay. Knows no model."""

from typing import Final

import numpy as np

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.palette import quantize, recolor

_WHOLE: Final = 0.6
"""From which strength on its colors are wholly those that were painted."""
_LIGHT: Final = 0.35
"""The share of a change of lightness that counts: what is painted over a picture has less contrast."""
_CHROMA: Final = 1.25  # it is paler, too
_OUTLINE: Final = 0.25  # OKLab lightness: what is darker stays


def recolored(picture: RGBA, painted: RGBA, strength: float) -> RGBA:
    """A picture, uint8 [64, 64, 4], in 15 colors at most, each of which has the hue of what was painted in its place;
    the more so, the higher the `strength` in (0, 1] is. Nothing opaque stays as it is."""
    if not (picture[..., 3] >= 128).any():
        return picture
    indexed = quantize(picture)
    own, painted_lab = to_lab(indexed.palette), to_lab(recolor(indexed, painted))
    share = min(1.0, strength / _WHOLE)
    mixed = own.copy()
    mixed[:, 0] += _LIGHT * share * (painted_lab[:, 0] - own[:, 0])
    mixed[:, 1:] = (1 - share) * own[:, 1:] + _CHROMA * share * painted_lab[:, 1:]
    return indexed.with_palette(to_rgb(np.where(own[:, :1] < _OUTLINE, own, mixed))).rgba
