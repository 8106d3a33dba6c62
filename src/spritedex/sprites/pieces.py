"""The pieces of a silhouette: pixels that touch, also at a corner, are one piece. Knows no color."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA

OPAQUE: Final = 128
CRUMB: Final = 0.04
"""A piece with a smaller share of the opaque pixels is a crumb."""
_KEPT: Final = 0.5


def label_pieces(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """bool [H, W] -> the number of each pixel's piece, int64 [H, W], 0 where it is not set, and the pixels of each
    piece, int64 [N], of piece 1 first.

    >>> label_pieces(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 0]], bool))[1].tolist()
    [2, 1]
    """
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8))
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    runs = list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
    first = list(range(len(runs)))  # of each run, an earlier one of its piece, or itself

    def root(run: int) -> int:
        while first[run] != run:
            first[run] = run = first[first[run]]
        return run

    above = 0
    for run, (row, start, end) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < start):
            above += 1
        touching = above
        while runs[touching][0] == row - 1 and runs[touching][1] <= end:
            one, other = sorted((root(touching), root(run)))
            first[other] = one
            touching += 1
    _, numbers = np.unique([root(run) for run in range(len(runs))], return_inverse=True)
    labels = np.zeros(mask.shape, np.int64)
    labels[mask] = np.repeat(numbers + 1, ends - starts)
    return labels, np.bincount(labels[mask])[1:]


def largest_piece(mask: NDArray[np.bool_]) -> int:
    """bool [H, W] -> the pixels of its largest piece; 0 if none is set."""
    return int(label_pieces(mask)[1].max(initial=0))


def without_crumbs(rgba: RGBA, kept: NDArray[np.bool_] | None = None) -> RGBA:
    """uint8 [H, W, 4] -> the same, pieces with less than a share of `CRUMB` of the opaque pixels made clear.

    What is mostly `kept`, bool [H, W], is no crumb.
    """
    labels, sizes = label_pieces(rgba[..., 3] >= OPAQUE)
    small = sizes < CRUMB * sizes.sum()
    if kept is not None:
        small &= np.bincount(labels[kept], minlength=len(sizes) + 1)[1:] < _KEPT * sizes
    crumbs = np.concatenate([[False], small])[labels]
    if not crumbs.any():
        return rgba
    clean = rgba.copy()
    clean[crumbs] = 0
    return clean
