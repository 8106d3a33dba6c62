"""Signs that a generated sprite copies a known picture. Know arrays only; no generator, record or file.

A sprite counts as a copy if its nearest known picture is less than `COPY` times as far away as the nearest known
picture of any other family: a new creature lies about as far from one known family as from the next.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spritedex.metrics.distances import between
from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab

COPY: Final = 1 / 3

Rows = NDArray[np.float64]

_CELL: Final = 4
_CHUNK: Final = 256


def color_features(rgba: RGBA) -> Rows:
    """uint8 [64, 64, 4] -> float64 [1024]: 16x16 cells of OKLab, weighted by alpha, and alpha.

    The picture is first moved, by whole pixels, so that its centre of mass lies in the middle: a shift changes nothing.

    >>> rgba = np.zeros((64, 64, 4), np.uint8)
    >>> rgba[8:24, 8:24] = 200, 30, 30, 255
    >>> bool(np.allclose(color_features(rgba), color_features(np.roll(rgba, 20, axis=1))))
    True
    """
    alpha, lab = _centred(rgba)
    return _cells(np.concatenate([lab * alpha, alpha], axis=-1))


def form_features(rgba: RGBA) -> Rows:
    """uint8 [64, 64, 4] -> float64 [512]: as `color_features`, without hue: standardized lightness, and alpha.

    Other colors with the same shading, as in a shiny variant or after a hue rotation, change little.
    """
    alpha, lab = _centred(rgba)
    lightness = lab[..., :1]
    total = max(float(alpha.sum()), 1e-6)
    mean = float((lightness * alpha).sum()) / total
    deviation = float(np.sqrt(((lightness - mean) ** 2 * alpha).sum() / total))
    return _cells(np.concatenate([(lightness - mean) / max(deviation, 0.02) * 0.25 * alpha, alpha], axis=-1))


def neighbour_ratios(
    rows: NDArray[np.floating], mirrored: NDArray[np.floating], known: NDArray[np.floating], families: ArrayLike
) -> Rows:
    """Distance to the nearest known picture over that to the nearest of any other family: float64 [M] in [0, 1].

    `rows` [M, F] and `mirrored` [M, F] are the sprites and their mirror images, of which the nearer one counts;
    `known` [N, F] are the pictures of `families` [N]. 1 where only one family is known.

    >>> known = np.array([[0.0], [10.0]])
    >>> neighbour_ratios(np.array([[2.0]]), np.array([[2.0]]), known, [1, 2]).tolist()
    [0.25]
    """
    groups = np.asarray(families)
    ratios = np.ones(len(rows))
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        apart = np.minimum(between(rows[part], known), between(mirrored[part], known))
        nearest = apart.argmin(axis=1)
        others = np.where(groups[nearest][:, None] == groups, np.inf, apart).min(axis=1)
        found = np.isfinite(others)
        ratios[part][found] = apart.min(axis=1)[found] / np.maximum(others[found], 1e-9)
    return ratios


def _centred(rgba: RGBA) -> tuple[Rows, Rows]:
    """Alpha [64, 64, 1] in [0, 1] and OKLab [64, 64, 3], the centre of mass in the middle."""
    alpha = rgba[..., 3].astype(np.float64) / 255
    total = float(alpha.sum())
    if total:
        middle = (np.array(alpha.shape) - 1) / 2
        centre = [float((alpha.sum(axis=1 - axis) * np.arange(alpha.shape[axis])).sum()) / total for axis in (0, 1)]
        down, right = np.rint(middle - centre).astype(int)
        rgba = _moved(rgba, down, right)
        alpha = rgba[..., 3].astype(np.float64) / 255
    return alpha[..., None], to_lab(rgba[..., :3]).astype(np.float64)


def _moved(rgba: RGBA, down: int, right: int) -> RGBA:
    """Shifted on a larger clear canvas, so that nothing wraps around; cropped to the same size."""
    height, width = rgba.shape[:2]
    padded = np.pad(rgba, ((height, height), (width, width), (0, 0)))
    return padded[height - down : 2 * height - down, width - right : 2 * width - right]


def _cells(values: Rows) -> Rows:
    height, width, channels = values.shape
    cells = values.reshape(height // _CELL, _CELL, width // _CELL, _CELL, channels)
    return np.asarray(cells.mean(axis=(1, 3)).ravel())
