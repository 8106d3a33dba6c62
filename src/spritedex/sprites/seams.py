"""A drawing put into a picture that was made of one like it, without a seam. Knows no model and no sketch."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import Colors

_OPAQUE: Final = 128
_OTHER: Final = 0.2
"""OKLab: what is painted farther from its drawing was not made of that."""
_SOLID: Final = 6  # of the nine pixels around one, for it to be more than an edge

Bools = NDArray[np.bool_]


def in_colors_of(drawing: RGBA, was: RGBA, picture: RGBA) -> RGBA:
    """A drawing uint8 [H, W, 4] with each color as the picture has it where that `was` a drawing with the same one; a
    color of its own stays."""
    seen = (was[..., 3] == 255) & (picture[..., 3] == 255)
    old, places = np.unique(_numbers(was[seen]), return_inverse=True)
    own, shades = np.unique(_numbers(picture[seen]), return_inverse=True)
    if not len(old):
        return drawing
    counts = np.zeros((len(old), len(own)), np.int64)
    np.add.at(counts, (places.ravel(), shades.ravel()), 1)
    result = drawing.copy()
    numbers = _numbers(drawing)
    at = np.searchsorted(old, numbers).clip(0, len(old) - 1)
    known = (old[at] == numbers) & (drawing[..., 3] == 255)
    result[known, :3] = _colors(own[counts.argmax(1)])[at[known]]
    return result


def unexplained(picture: RGBA, was: RGBA) -> Bools:
    """Where a picture shows something else than the drawing that it was made of, bool [H, W]."""
    like = in_colors_of(was, was, picture)
    shown, drawn = picture[..., 3] >= _OPAQUE, was[..., 3] >= _OPAQUE
    apart = np.linalg.norm(to_lab(picture[..., :3]) - to_lab(like[..., :3]), axis=-1)
    other = (shown != drawn) | (shown & drawn & (apart > _OTHER))
    padded = np.pad(other, 1).astype(np.uint8)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(other & (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] >= _SOLID))


def shares(mask: Bools, places: Sequence[Bools]) -> list[float]:
    """The share of each place that is marked; 0 of one without pixels."""
    return [float((mask & place).sum() / max(1, int(place.sum()))) for place in places]


def _numbers(rgba: RGBA) -> NDArray[np.int64]:
    return np.asarray(rgba[..., 0].astype(np.int64) * 65536 + rgba[..., 1].astype(np.int64) * 256 + rgba[..., 2])


def _colors(numbers: NDArray[np.int64]) -> Colors:
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1).astype(np.uint8)
