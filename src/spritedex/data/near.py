"""Pictures that look alike, wherever they come from: copies of a drawing, at another size or in another place. Knows no
record."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sprites.codec import RGBA

Looks = NDArray[np.float32]

_SIDE: Final = 12
_OPAQUE: Final = 128
_NEAR: Final = 4.0
_ROWS: Final = 512


def looks_of(rgba: RGBA) -> Looks:
    """uint8 [H, W, 4] -> float32 [576] in [0, 1]: what is drawn, cut out, premultiplied and shrunk to 12x12.

    Raises ValueError if no pixel is at least half opaque.
    """
    rows, columns = np.nonzero(rgba[..., 3] >= _OPAQUE)
    if not len(rows):
        raise ValueError("no pixel is at least half opaque")
    cut = rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    small = Image.fromarray(np.ascontiguousarray(cut)).convert("RGBa").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float32).ravel() / np.float32(255)


def near_pairs(looks: Looks, first: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs (i, j) of rows of `looks` [N, 576] whose squared distance is below 4: i of `first`, j any other.

    A pair of two rows of `first` comes once, with i < j.
    """
    squares = np.square(looks).sum(1)
    inside = np.zeros(len(looks), bool)
    inside[list(first)] = True
    for start in range(0, len(first), _ROWS):
        rows = np.asarray(first[start : start + _ROWS])
        apart = squares[rows, None] + squares[None] - 2 * looks[rows] @ looks.T
        for row, other in zip(*np.nonzero(apart < _NEAR), strict=True):
            i, j = int(rows[row]), int(other)
            if i != j and (i < j or not inside[j]):
                yield i, j
