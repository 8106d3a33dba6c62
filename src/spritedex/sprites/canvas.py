"""Canvas: fit, composite, premultiply. Training and runtime share it, so both see the same pixels."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sprites.codec import RGBA

WHITE: Final = (255, 255, 255)

_LARGEST_SQUARE: Final = 2048


def fit_square(rgba: RGBA, size: int) -> RGBA:
    """uint8 [H, W, 4] -> uint8 [size, size, 4]: padded with clear pixels to a square, then resized.

    A side of more than 2,048 pixels, and of more than `size`, is shrunk to that first: the square of a thin picture
    would be huge. The resampling works on premultiplied color, so no fringe of the hidden color appears at the outline.
    """
    most = max(_LARGEST_SQUARE, size)
    if max(rgba.shape[:2]) > most:
        rgba = _resized(rgba, *(max(1, round(side * most / max(rgba.shape[:2]))) for side in rgba.shape[:2]))
    height, width = rgba.shape[:2]
    side = max(height, width)
    if height != width:
        square = np.zeros((side, side, 4), np.uint8)
        top, left = (side - height) // 2, (side - width) // 2
        square[top : top + height, left : left + width] = rgba
        rgba = square
    return rgba.copy() if side == size else _resized(rgba, size, size)


def _resized(rgba: RGBA, height: int, width: int) -> RGBA:
    resample = Image.Resampling.LANCZOS if height < rgba.shape[0] else Image.Resampling.BICUBIC
    premultiplied = Image.fromarray(rgba).convert("RGBa").resize((width, height), resample)
    return np.asarray(premultiplied.convert("RGBA"))


def composite(rgba: RGBA, background: tuple[int, int, int] = WHITE) -> NDArray[np.uint8]:
    """uint8 [..., 4] -> uint8 [..., 3] over a plain background."""
    alpha = rgba[..., 3:].astype(np.uint16)
    color = rgba[..., :3].astype(np.uint16) * alpha + np.array(background, np.uint16) * (255 - alpha)
    return ((color + 127) // 255).astype(np.uint8)


def premultiply(rgba: RGBA) -> NDArray[np.float32]:
    """uint8 [..., 4] straight -> float32 [..., 4] premultiplied, in [-1, 1]."""
    values = rgba.astype(np.float32) / np.float32(255)
    values[..., :3] *= values[..., 3:]
    return (values * 2 - 1).astype(np.float32)


def unpremultiply(values: NDArray[np.floating]) -> RGBA:
    """float [..., 4] premultiplied, in [-1, 1] (clipped) -> uint8 [..., 4] straight; clear pixels are zero.

    >>> unpremultiply(premultiply(np.array([[10, 200, 30, 255]], np.uint8))).tolist()
    [[10, 200, 30, 255]]
    """
    scaled = np.clip(values.astype(np.float32) / 2 + 0.5, 0, 1)
    alpha = scaled[..., 3:]
    visible = alpha >= 0.5 / 255
    color = np.where(visible, scaled[..., :3] / np.maximum(alpha, 0.5 / 255), 0)
    straight = np.concatenate([np.clip(color, 0, 1), np.where(visible, alpha, 0)], axis=-1)
    return (straight * 255 + 0.5).astype(np.uint8)
