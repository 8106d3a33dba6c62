"""Pictures of any source -> the 64x64 sprites that a painter is trained on. Knows no file, record or model."""

from typing import Final

import numpy as np

from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.fit import fit_sprite
from spritedex.vocabulary import Style

SIDE: Final = 64
_OPAQUE: Final = 128
_TILE: Final = 40  # a tile of at most so many pixels is enlarged
_LEAST: Final = 0.01  # of the canvas: less is no creature


def fit_drawing(rgba: RGBA, style: Style, medium: str = "") -> RGBA:
    """uint8 [H, W, 4] -> uint8 [64, 64, 4]: small tiles enlarged and set in the middle, smooth drawings resampled,
    pixel art on its grid.

    Raises ValueError if less than a hundredth of the canvas is drawn on.
    """
    if medium == "tile":
        fitted = _centred(fit_sprite(_enlarged(rgba), SIDE))
    elif style == "artwork":
        fitted = fit_square(rgba, SIDE)
    else:
        fitted = fit_sprite(rgba, SIDE)
    if (fitted[..., 3] >= _OPAQUE).mean() < _LEAST:
        raise ValueError("nearly blank")
    return fitted


def scale2x(rgba: RGBA) -> RGBA:
    """uint8 [H, W, 4] -> uint8 [2 H, 2 W, 4] in the same colors, diagonal lines smooth (Mazzoleni 2001, Scale2x)."""
    pixels = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
    padded = np.pad(pixels, 1, mode="edge")
    up, down, left, right = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
    large = pixels.repeat(2, 0).repeat(2, 1)
    corner = (up != down) & (left != right)
    large[0::2, 0::2] = np.where(corner & (left == up), left, pixels)
    large[0::2, 1::2] = np.where(corner & (up == right), right, pixels)
    large[1::2, 0::2] = np.where(corner & (left == down), left, pixels)
    large[1::2, 1::2] = np.where(corner & (down == right), right, pixels)
    return np.ascontiguousarray(large).view(np.uint8).reshape(*large.shape, 4)


def _enlarged(rgba: RGBA) -> RGBA:
    """A small tile, cut to what is drawn, at twice its size; a larger one as it is."""
    if max(rgba.shape[:2]) > _TILE:
        return rgba
    rows, columns = np.nonzero(rgba[..., 3] >= _OPAQUE)
    if not len(rows):
        raise ValueError("no pixel is at least half opaque")
    solid = np.where(rgba[..., 3:] >= _OPAQUE, rgba, 0).astype(np.uint8)
    return scale2x(solid[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])


def _centred(rgba: RGBA) -> RGBA:
    rows, columns = np.nonzero(rgba[..., 3] >= _OPAQUE)
    shifts = tuple((SIDE - int(places.min()) - int(places.max()) - 1) // 2 for places in (rows, columns))
    return np.roll(rgba, shifts, (0, 1))
