"""Strokes of what covers a body, such as fur and scales, which its shading is broken with. Knows no sketch."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SIDE: Final = 64
_FACETS: Final = 28
_OPEN: Final = 0.6  # the share of facets with a crack around them

Floats = NDArray[np.float32]
Stamp = Mapping[tuple[int, int], float]


def _stamped(rng: np.random.Generator, step: tuple[int, int], shake: int, share: float, stamp: Stamp) -> Floats:
    """A stamp again and again, in rows of which every second is shifted, each shaken and some left out."""
    field = np.zeros((_SIDE, _SIDE), np.float32)
    wide, high = step
    tops = np.arange(int(rng.integers(high)), _SIDE, high)
    lefts = np.arange(0, _SIDE, wide)
    y = np.repeat(tops, len(lefts))
    x = np.tile(lefts, len(tops)) + np.repeat(np.arange(len(tops)) % 2 * (wide // 2), len(lefts))
    kept = rng.random(len(x)) < share
    x, y = (each[kept] + rng.integers(-shake, shake + 1, int(kept.sum())) for each in (x, y))
    for (right, down), value in stamp.items():
        fits = (x + right >= 0) & (x + right < _SIDE) & (y + down >= 0) & (y + down < _SIDE)
        field[y[fits] + down, x[fits] + right] = value
    return field


def _fur(rng: np.random.Generator) -> Floats:
    return _stamped(rng, (7, 5), 1, 0.7, {(0, 0): -1, (0, 1): -1, (1, 2): -1, (-1, 0): 0.5, (-1, 1): 0.5})


def _feathers(rng: np.random.Generator) -> Floats:
    scallop = {(0, 0): -1.0, (1, 1): -1.0, (2, 1): -1.0, (3, 0): -1.0, (1, 0): 0.5, (2, 0): 0.5}
    return _stamped(rng, (6, 4), 0, 0.8, scallop)


def _scales(rng: np.random.Generator) -> Floats:
    return _stamped(rng, (5, 4), 0, 0.7, {(0, 0): -1, (1, 1): -1, (2, 0): -1, (1, 0): 0.3})


def _cracks(rng: np.random.Generator) -> Floats:
    """Facets of a stone, some lighter or darker, and cracks between them."""
    middles = rng.uniform(0, _SIDE, (_FACETS, 2))
    y, x = np.mgrid[:_SIDE, :_SIDE]
    facet = np.hypot(x[..., None] - middles[:, 0], 0.8 * (y[..., None] - middles[:, 1])).argmin(-1)
    edge = np.zeros((_SIDE, _SIDE), np.bool_)
    edge[:, 1:] |= facet[:, 1:] != facet[:, :-1]
    edge[1:] |= facet[1:] != facet[:-1]
    cracked = edge & (rng.random(_FACETS)[facet] < _OPEN)
    return np.where(cracked, -1.4, 0.6 * rng.choice((-1, 0, 0, 1), _FACETS)[facet]).astype(np.float32)


def _bark(rng: np.random.Generator) -> Floats:
    grain = {(0, 0): -1.0, (0, 1): -1.0, (0, 2): -1.0, (1, 3): -1.0, (1, 4): -1.0, (-1, 0): 0.5, (-1, 1): 0.5}
    return _stamped(rng, (6, 7), 1, 0.8, grain)


def _warts(rng: np.random.Generator) -> Floats:
    return _stamped(rng, (8, 6), 2, 0.5, {(0, 0): 0.9, (1, 0): 0.5, (1, 1): -1, (0, 1): -0.7})


STROKES: Final[Mapping[str, Callable[[np.random.Generator], Floats]]] = {
    "fur": _fur, "feathers": _feathers, "scales": _scales, "cracks": _cracks, "bark": _bark, "warts": _warts,
}  # fmt: skip
"""Kind -> strokes float32 [64, 64], where below 0 it is darker than the body and above 0 lighter; a seed's generator
says where they are."""
