"""The pieces of a silhouette: pixels that touch, also at a corner, are one piece. Knows no color."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA

OPAQUE: Final = 128
CRUMB: Final = 0.04
"""A piece with a smaller share of the opaque pixels is a crumb."""


def label_pieces(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """bool [H, W] -> the number of each pixel's piece, int64 [H, W], 0 where it is not set, and the pixels of each
    piece, int64 [N], of piece 1 first.

    >>> label_pieces(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 0]], bool))[1].tolist()
    [2, 1]
    """
    labels, sizes = np.zeros(mask.shape, np.int64), []
    left = {divmod(int(place), mask.shape[1]) for place in np.flatnonzero(mask)}
    for start in sorted(left):
        if start not in left:
            continue
        left.remove(start)
        piece, edge = [], [start]
        while edge:
            y, x = edge.pop()
            piece.append((y, x))
            beside = {(y + i, x + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
            left -= beside
            edge += beside
        labels[tuple(np.transpose(piece))] = len(sizes) + 1
        sizes.append(len(piece))
    return labels, np.array(sizes, np.int64)


def largest_piece(mask: NDArray[np.bool_]) -> int:
    """bool [H, W] -> the pixels of its largest piece; 0 if none is set."""
    return int(label_pieces(mask)[1].max(initial=0))


def without_crumbs(rgba: RGBA) -> RGBA:
    """uint8 [H, W, 4] -> the same, pieces with less than a share of `CRUMB` of the opaque pixels made clear."""
    labels, sizes = label_pieces(rgba[..., 3] >= OPAQUE)
    crumbs = np.concatenate([[False], sizes < CRUMB * sizes.sum()])[labels]
    if not crumbs.any():
        return rgba
    kept = rgba.copy()
    kept[crumbs] = 0
    return kept
