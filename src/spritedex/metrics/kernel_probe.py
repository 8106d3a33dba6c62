"""A linear probe on many features of few pictures: ridge regression, solved among the pictures. Knows arrays only.

Its penalty is chosen by cross-validation over whole groups, so that no relative of a picture is among those it was
fitted on. Rare classes count as much as frequent ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]

FOLDS: Final = 5
PENALTIES: Final = (0.1, 0.3, 1.0, 3.0)
AMONG: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """How features [D] are standardized: (x - mean) * scale, then each row to length 1."""

    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, features: Floats) -> "Standard":
        """From features [N, D]; one that never changes counts for nothing."""
        deviation = features.std(axis=0)
        scale = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 1e-6)
        return cls(features.mean(axis=0), scale)

    def units(self, features: Floats) -> Floats:
        """Features [N, D] -> standardized rows of length 1."""
        rows = features - self.mean
        rows *= self.scale
        rows /= np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), 1e-9)[:, None]
        return rows


@dataclass(frozen=True, slots=True, eq=False)
class KernelProbe:
    """Scores of pictures are their cosines [M, N] with the N pictures that it was fitted on, times `weights` [N, C].

    `held_out` [N, C] are the scores of those pictures by probes that were fitted without their groups; `penalty` is
    the one of `PENALTIES` with the best of these.
    """

    weights: Floats
    held_out: Floats
    penalty: float

    def scores(self, cosines: Floats) -> Floats:
        """[M, N] -> [M, C]."""
        return np.asarray(cosines @ self.weights)


def fit_probe(cosines: Floats, labels: Floats, groups: ArrayLike, *, seed: int = 0) -> KernelProbe:
    """Fit on the cosines [N, N] of unit rows, `labels` [N, C] in [0, 1] and `groups` [N].

    A row's class is its highest label; lower ones, such as a second name, count as they say. The penalty is the one
    whose held-out scores have the class among the first `AMONG` most often, each class counting alike.
    Raises ValueError if there are fewer than two groups.
    """
    classes = labels.argmax(axis=1)
    best: tuple[float, float, Floats] | None = None
    for penalty in PENALTIES:
        held_out = held_out_scores(cosines, labels, groups, penalty, seed)
        hits = ranks(held_out, classes) < AMONG
        value = float(np.average(hits, weights=_balance(classes)))
        if best is None or value > best[0]:
            best = value, penalty, held_out
    assert best
    _, penalty, held_out = best
    return KernelProbe(_solve(cosines, labels, _balance(classes), penalty), held_out, penalty)


def held_out_scores(cosines: Floats, labels: Floats, groups: ArrayLike, penalty: float, seed: int) -> Floats:
    """The scores [N, C] of each row by a probe with this penalty that was fitted without its group.

    Raises ValueError if there are fewer than two groups.
    """
    weights, scores = _balance(labels.argmax(axis=1)), np.zeros_like(labels)
    for held in group_folds(groups, seed):
        fitted = _solve(cosines[np.ix_(~held, ~held)], labels[~held], weights[~held], penalty)
        scores[held] = cosines[np.ix_(held, ~held)] @ fitted
    return scores


def ranks(scores: Floats, classes: ArrayLike) -> Rows:
    """Scores [N, C] and the class of each row -> how many classes score higher than it: 0 is first.

    >>> ranks(np.array([[0.1, 0.9, 0.5]], np.float32), [2]).tolist()
    [1]
    """
    own = np.take_along_axis(scores, np.asarray(classes)[:, None], axis=1)
    return np.asarray((scores > own).sum(axis=1), np.intp)


def group_folds(groups: ArrayLike, seed: int) -> Iterator[NDArray[np.bool_]]:
    """At most `FOLDS` masks [N] of rows to hold out; together they hold out each row once, groups whole.

    The folds follow from the groups and the seed. Raises ValueError if there are fewer than two groups.
    """
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:
        raise ValueError(f"{len(names)} groups: there must be at least 2")
    fold = np.random.default_rng(seed).permutation(len(names)) % min(FOLDS, len(names))
    return (fold[place] == number for number in range(min(FOLDS, len(names))))


def _balance(classes: Rows) -> Floats:
    """Weights [N] with which every class that occurs counts alike, their mean 1."""
    counts = np.bincount(classes)
    weights = 1 / counts[classes]
    return np.asarray(weights / weights.mean(), np.float32)


def _solve(cosines: Floats, labels: Floats, weights: Floats, penalty: float) -> Floats:
    """The weights [N, C] of ridge regression whose rows count as `weights` [N] say."""
    root = np.sqrt(weights)[:, None]
    matrix = root * cosines * root.T
    matrix[np.diag_indices_from(matrix)] += penalty
    return np.asarray(root * np.linalg.solve(matrix, root * labels), np.float32)
