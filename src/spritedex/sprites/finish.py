"""Clean surfaces: what a painter leaves mottled is smoothed between edges, and light falls from the upper left.

Tomasi & Manduchi, "Bilateral filtering for gray and color images" (1998), in OKLab.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import Lab, to_lab, to_rgb

_OPAQUE: Final = 128
_PASSES: Final = 2
_REACH: Final = 2
_SPREAD: Final = 1.5  # pixels
_ALIKE: Final = 0.06  # in OKLab
_ROUND: Final = 5.0  # pixels from the outline to where a body is flat
_LIGHT: Final = (0.5, 0.85)
_HIGHLIGHT: Final = 0.03
_SHADOW: Final = 0.07


def finish(picture: RGBA, lit: bool = True) -> RGBA:
    """uint8 [H, W, 4] to the same; alpha stays, and so do edges and small features of strong contrast. Without `lit`,
    only surfaces are smoothed, as for a picture that has its light.
    """
    mask = picture[..., 3] >= _OPAQUE
    lab = to_lab(picture[..., :3])
    for _ in range(_PASSES):
        lab = np.where(mask[..., None], _smoothed(lab, mask), lab)
    if lit:
        lab[..., 0] = np.clip(lab[..., 0] + _shading(mask), 0, 1)
    finished = picture.copy()
    finished[mask, :3] = to_rgb(lab[mask])
    return finished


def _smoothed(lab: Lab, mask: NDArray[np.bool_]) -> Lab:
    height, width = mask.shape
    around = np.pad(lab, ((_REACH, _REACH), (_REACH, _REACH), (0, 0)))
    inside = np.pad(mask, _REACH).astype(np.float32)
    total, weights = np.zeros_like(lab), np.full((height, width, 1), 1e-6, np.float32)
    for dy in range(-_REACH, _REACH + 1):
        for dx in range(-_REACH, _REACH + 1):
            rows, columns = (slice(_REACH + d, _REACH + d + side) for d, side in ((dy, height), (dx, width)))
            near = around[rows, columns]
            apart = np.square(near - lab).sum(-1) / _ALIKE**2 + (dx * dx + dy * dy) / _SPREAD**2
            weight = (np.exp(-apart / 2) * inside[rows, columns])[..., None]
            total += weight * near
            weights += weight
    return np.asarray(total / weights)


def _shading(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much lighter each pixel is, as if the outline were that of a rounded body."""
    outline = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.GaussianBlur(_ROUND))
    down, right = np.gradient(np.asarray(outline, np.float32) / 255)
    slope = np.clip((_LIGHT[0] * right + _LIGHT[1] * down) * _ROUND * 2.2, -1, 1)
    return np.asarray(np.where(slope > 0, _HIGHLIGHT, _SHADOW) * slope, np.float32)
