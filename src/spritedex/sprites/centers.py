"""Few colors for many pixels, in OKLab: weighted k-means, and k-medoids. Knows no picture and no file."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.oklab import Lab, to_lab

STRETCH: Final = np.array([1.0, 3.0, 3.0])
"""What each axis of OKLab counts: hue three times, so that a red eye stays red and brown fur has no grey patch; a step
of lightness less is not missed."""

Points = NDArray[np.float64]
"""float64 [N, 3]: OKLab, stretched."""

_NEAR: Final = 0.04  # OKLab: two colors nearer than this become one
_FEW: Final = 4
_RARITY: Final = 0.5  # the exponent of a color's count: 1 would drown the light in an eye, 0 would listen to noise
_ROUNDS: Final = 8
_EXCHANGES: Final = 6
_BETTER: Final = 0.999
"""The share of the error that is left, at most, after an exchange that is worth it."""


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """uint8 [..., 3] -> uint32 [...]: each color as one number."""
    wide = rgb.astype(np.uint32)
    return np.asarray(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2])


def unpack(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """uint32 [...] -> uint8 [..., 3]: what `pack` made one number of."""
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)


def medoids(packed: NDArray[np.uint32], colors: int) -> NDArray[np.uint8]:
    """The packed pixels of few colors -> so many of these colors, such that the others are as near to them as can be;
    a rare color counts for more than its pixels.

    Exchanges one after the other, the best one first (PAM; Kaufman and Rousseeuw, 1990).
    """
    found, counts = np.unique(packed, return_counts=True)
    points = to_lab(unpack(found)).astype(np.float64) * STRETCH
    weights = counts.astype(np.float64) ** _RARITY
    if len(found) <= colors:
        return unpack(found)
    apart = squared_distances(points, points)
    none = np.full((len(found), 1), np.inf)
    kept = _far_apart(points, weights, colors)
    while True:
        nearest = apart[:, kept].argmin(1)
        first, second = np.sort(np.append(apart[:, kept], none, axis=1), axis=1)[:, :2].T
        without = np.where(nearest == np.arange(len(kept))[:, None], second, first)  # [K, N]: if that one went
        errors = (weights[:, None] * np.minimum(without[..., None], apart)).sum(1)
        goes, comes = divmod(int(errors.argmin()), len(found))
        if errors[goes, comes] >= _BETTER * (weights * first).sum():
            return unpack(found[np.sort(kept)])
        kept[goes] = comes


def chosen_colors(pixels: NDArray[np.uint8], colors: int) -> Lab:
    """uint8 [P, 3] -> at most `colors` OKLab colors: weighted k-means from a start of far-apart colors, improved by
    moving centres from where they are missed least to where they are missed most; near ones become one.
    """
    bins, place, counts = np.unique(pack(pixels & np.uint8(0xFC)), return_inverse=True, return_counts=True)
    lab = to_lab(pixels).astype(np.float64) * STRETCH
    points = np.stack([np.bincount(place, lab[:, i], len(bins)) for i in range(3)], axis=-1) / counts[:, None]
    weights = counts.astype(np.float64) ** _RARITY
    centres = _lloyd(points, weights, points[_far_apart(points, weights, colors)], _ROUNDS)
    for _ in range(_EXCHANGES):
        moved = _lloyd(points, weights, _exchange(points, weights, centres), _ROUNDS // 2)
        if _error(points, weights, moved) >= _BETTER * _error(points, weights, centres):
            break
        centres = moved
    return np.asarray(_merge(points, counts.astype(np.float64), centres) / STRETCH, np.float32)


def squared_distances(points: NDArray[np.floating], centres: NDArray[np.floating]) -> Points:
    """float [M, C] and [K, C] -> their squared distances, float [M, K]."""
    return np.asarray((points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)[None, :]).clip(0)


def _far_apart(points: Points, weights: Points, count: int) -> NDArray[np.intp]:
    """The place of the heaviest color, then again and again of the one that is missed most."""
    chosen = [int(weights.argmax())]
    missed = weights * squared_distances(points, points[chosen])[:, 0]
    while len(chosen) < min(count, len(points)):
        chosen.append(int(missed.argmax()))
        missed = np.minimum(missed, weights * squared_distances(points, points[chosen[-1:]])[:, 0])
    return np.array(chosen)


def _lloyd(points: Points, weights: Points, centres: Points, rounds: int) -> Points:
    for _ in range(rounds):
        nearest = squared_distances(points, centres).argmin(1)
        share = np.bincount(nearest, weights, len(centres))
        sums = np.stack([np.bincount(nearest, weights * points[:, i], len(centres)) for i in range(3)], axis=-1)
        centres = np.where(share[:, None] > 0, sums / np.maximum(share, 1e-12)[:, None], centres)
    return centres


def _error(points: Points, weights: Points, centres: Points) -> float:
    return float((weights * squared_distances(points, centres).min(1)).sum())


def _exchange(points: Points, weights: Points, centres: Points) -> Points:
    """Drop the centre that is missed least; put one on the color that is missed most."""
    distances = squared_distances(points, centres)
    nearest = distances.argmin(1)
    ordered = np.sort(distances, axis=1)
    if len(centres) < 2:
        return centres
    loss = np.bincount(nearest, weights * (ordered[:, 1] - ordered[:, 0]), len(centres))
    kept = np.delete(centres, loss.argmin(), axis=0)
    missed = weights * squared_distances(points, kept).min(1)
    return np.concatenate([kept, points[missed.argmax()][None]])


def _merge(points: Points, counts: Points, centres: Points) -> Points:
    """Join the nearest two centres, weighted by their pixels, until none are near; of few pixels, twice as far is."""
    shares = np.bincount(squared_distances(points, centres).argmin(1), counts, len(centres))
    centres, shares = centres[shares > 0], shares[shares > 0]
    while len(centres) > 1:
        near = np.where(np.minimum(shares[:, None], shares[None]) <= _FEW, 2 * _NEAR, _NEAR)
        apart = squared_distances(centres, centres) / near**2 + np.diag(np.full(len(centres), np.inf))
        one, other = sorted(divmod(int(apart.argmin()), len(centres)))
        if apart[one, other] >= 1:
            break
        total = shares[one] + shares[other]
        centres[one] = (centres[one] * shares[one] + centres[other] * shares[other]) / total
        shares[one] = total
        centres, shares = np.delete(centres, other, axis=0), np.delete(shares, other)
    return centres
