"""Where a sprite has eyes, as far as contrast tells. Knows no model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import RGBA

_OPAQUE: Final = 128
_CONTRAST: Final = 56
"""Levels of 255 from the median around it, from which a pixel stands out."""


def find_eyes(picture: RGBA) -> NDArray[np.bool_]:
    """Where lightness stands out inside the outline, as in eyes, and next to it: uint8 [H, W, 4] -> bool [H, W]."""
    inside = Image.fromarray(picture[..., 3] >= _OPAQUE).convert("L").filter(ImageFilter.MinFilter(5))
    gray = Image.fromarray(picture).convert("L")
    apart = np.abs(np.asarray(gray, np.int16) - np.asarray(gray.filter(ImageFilter.MedianFilter(9)), np.int16))
    found = (apart >= _CONTRAST) & (np.asarray(inside) > 0)
    return np.asarray(Image.fromarray(found).convert("L").filter(ImageFilter.MaxFilter(3))) > 0
