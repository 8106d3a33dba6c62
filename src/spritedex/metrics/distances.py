"""Distances between two sets of pictures, on rows of features. Know no picture, no network and no file.

Features are float [N, F] with rows of length 1, so the product of two rows is their cosine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Features = NDArray[np.floating]
Rows = NDArray[np.intp]

NEIGHBOURS: Final = 5
"""k of `overlap`, as Naeem et al. recommend."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """`precision` and `recall` (Kynkäänniemi et al. 2019), `density` and `coverage` (Naeem et al. 2020).

    The reach of a picture is the distance to its k-th neighbour in its own set. Precision is the share of generated
    pictures within reach of a real one; recall the share of real ones within reach of a generated one. Density counts
    how many real ones reach each generated one, over k, and may exceed 1; coverage is the share of real ones that
    reach a generated one.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def frechet_distance(one: Features, other: Features) -> float:
    """The Fréchet distance, >= 0, of Gaussians fitted to two sets [N, F] and [M, F] (Heusel et al. 2017).

    It is biased upwards, more so for smaller sets: compare only where N and M are the same.
    Raises ValueError if a set has fewer than two rows.

    >>> frechet_distance(np.array([[-1.0], [1.0]]), np.array([[2.0], [4.0]]))
    9.0
    """
    if min(len(one), len(other)) < 2:
        raise ValueError(f"sets of {len(one)} and {len(other)} rows: each must have at least 2")
    gap = one.mean(axis=0) - other.mean(axis=0)
    spreads = [(rows - rows.mean(axis=0)) / np.sqrt(len(rows) - 1) for rows in (one, other)]
    # The trace of sqrt(C D), with C = A'A and D = B'B, is the sum of the singular values of A B'.
    shared = np.linalg.svd(spreads[0] @ spreads[1].T, compute_uv=False).sum()
    return max(0.0, float(gap @ gap + sum((spread**2).sum() for spread in spreads) - 2 * shared))


def kernel_distance(one: Features, other: Features) -> float:
    """The squared maximum mean discrepancy of two sets [N, F] and [M, F] with the kernel (x·y + 1)³.

    That is the kernel of Bińkowski et al. 2018 on rows of length √F. The estimate is unbiased for all N and M, so it
    may be below 0. Raises ValueError if a set has fewer than two rows.

    >>> kernel_distance(np.ones((3, 1)), -np.ones((2, 1)))
    16.0
    """
    if min(len(one), len(other)) < 2:
        raise ValueError(f"sets of {len(one)} and {len(other)} rows: each must have at least 2")
    return _among(one) + _among(other) - 2 * float(((one @ other.T + 1) ** 3).mean())


def _among(rows: Features) -> float:
    """The mean kernel of pairs of different rows."""
    kernel = (rows @ rows.T + 1) ** 3
    return float((kernel.sum() - np.trace(kernel)) / (len(rows) * (len(rows) - 1)))


def overlap(real: Features, generated: Features, k: int = NEIGHBOURS) -> Overlap:
    """Precision, recall, density and coverage of generated rows [M, F] against real rows [N, F].

    Raises ValueError unless both sets have more than `k` rows.
    """
    if min(len(real), len(generated)) <= k:
        raise ValueError(f"sets of {len(real)} and {len(generated)} rows: each must have more than {k}")
    apart = between(real, generated)
    real_reach, generated_reach = _reach(real, k), _reach(generated, k)
    held = apart <= real_reach[:, None]
    return Overlap(
        precision=float(held.any(axis=0).mean()),
        recall=float((apart <= generated_reach).any(axis=1).mean()),
        density=float(held.sum() / (k * len(generated))),
        coverage=float(held.any(axis=1).mean()),
    )


def between(one: Features, other: Features) -> Features:
    """[N, F] and [M, F] -> Euclidean distances [N, M]; the rows may have any length.

    >>> between(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]])).tolist()
    [[5.0, 1.0]]
    """
    lengths = (np.einsum("ij,ij->i", rows, rows) for rows in (one, other))  # without a copy of all squares
    squares = next(lengths)[:, None] + next(lengths) - 2 * (one @ other.T)
    return np.asarray(np.sqrt(np.maximum(squares, 0)))


def spread(rows: Features, groups: ArrayLike) -> float:
    """The mean distance of pairs of rows [N, F] of different `groups` [N]; NaN where there is no such pair.

    >>> spread(np.array([[0.0], [0.0], [4.0]]), [1, 1, 2])
    4.0
    """
    names = np.asarray(groups)
    apart = names[:, None] != names
    return float(between(rows, rows)[apart].mean()) if apart.any() else float("nan")


def halves(families: ArrayLike, *, rounds: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """`rounds` random divisions of rows [N] into two halves of the families, whose sizes differ by one family at most.

    Yields the row indices of both halves. The standard deviation of a metric of one half over the rounds estimates the
    standard error of the metric of all rows (half-sample replication: McCarthy 1969). No family is in both halves.
    Raises ValueError if there are fewer than two families.
    """
    groups = np.asarray(families)
    names = np.unique(groups)
    if len(names) < 2:
        raise ValueError(f"{len(names)} families: there must be at least 2")
    generator = np.random.default_rng(seed)
    for _ in range(rounds):
        first = np.isin(groups, generator.permutation(names)[: len(names) // 2])
        yield np.flatnonzero(first), np.flatnonzero(~first)


def _reach(rows: Features, k: int) -> Features:
    """The distance of each row to its k-th neighbour."""
    apart = between(rows, rows)
    np.fill_diagonal(apart, 0)
    return np.asarray(np.partition(apart, k, axis=1)[:, k])
