"""Metrics of multi-label classification: pure functions on arrays. Know no model, no picture and no file.

`labels` are [N, C] of zeros and ones, `scores` [N, C] where larger means more probable, `probabilities` the same in
[0, 1], `predictions` [N, C] of zeros and ones: the types decided on. All functions are vectorized over types, since a
bootstrap calls them thousands of times; the tests check that they agree with scikit-learn. Every function raises
ValueError if the shapes differ or there is no row.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.vocabulary import TYPES

Matrix = NDArray[Any]
Vector = NDArray[np.float64]

CALIBRATION_BINS: Final = 15


def top1_in_set(labels: Matrix, scores: Matrix) -> float:
    """Share of rows in [0, 1] whose highest score (the first of equals) belongs to a true type.

    >>> top1_in_set(np.array([[1, 1, 0], [0, 0, 1]]), np.array([[0.1, 0.9, 0.2], [0.5, 0.4, 0.3]]))
    0.5
    """
    truth = _pair(labels, scores)
    return float(truth[np.arange(len(truth)), np.argmax(scores, axis=1)].mean())


def average_precision(labels: Matrix, scores: Matrix) -> Vector:
    """Average precision of each type, [C] in [0, 1]; NaN for a type that no row has.

    The area under the precision-recall steps, equal scores taken together (as in scikit-learn). Constant scores get
    the share of rows with the type.

    >>> average_precision(np.array([[1, 0], [0, 0]]), np.array([[0.2, 0.1], [0.8, 0.3]])).tolist()
    [0.5, nan]
    """
    truth = _pair(labels, scores)
    order = np.argsort(-scores, axis=0, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=0)
    hits = np.take_along_axis(truth, order, axis=0)
    rows = np.arange(len(truth))[:, None]
    last = np.ones_like(hits)
    last[:-1] = ranked[:-1] != ranked[1:]
    tie_end = np.minimum.accumulate(np.where(last, rows, len(truth))[::-1], axis=0)[::-1]
    precision = np.take_along_axis(np.cumsum(hits, axis=0) / (rows + 1), tie_end, axis=0)
    return _ratio((precision * hits).sum(axis=0), hits.sum(axis=0))


def mean_average_precision(labels: Matrix, scores: Matrix) -> float:
    """Mean over the types that occur of their average precision, in [0, 1]; NaN if no type occurs."""
    return _mean(average_precision(labels, scores))


def precision_recall_f1(labels: Matrix, predictions: Matrix) -> tuple[Vector, Vector, Vector]:
    """Precision, recall and F1 of each type, [C] in [0, 1]; NaN where the divisor is zero.

    So precision is NaN for a type that is never predicted, recall for one that never occurs, F1 where both hold.
    """
    hits, predicted, support = _counts(labels, predictions)
    return _ratio(hits, predicted), _ratio(hits, support), _ratio(2 * hits, predicted + support)


def f1_micro(labels: Matrix, predictions: Matrix) -> float:
    """F1 over all decisions of all types together, in [0, 1]; zero where nothing is true or predicted.

    >>> f1_micro(np.array([[1, 0], [1, 1]]), np.array([[1, 1], [0, 1]])).__round__(3)
    0.667
    """
    hits, predicted, support = (counts.sum() for counts in _counts(labels, predictions))
    return float(2 * hits / (predicted + support)) if predicted + support else 0.0


def f1_macro(labels: Matrix, predictions: Matrix) -> float:
    """Mean of the types' F1, in [0, 1], over the types that occur or are predicted."""
    return _mean(precision_recall_f1(labels, predictions)[2])


def exact_match(labels: Matrix, predictions: Matrix) -> float:
    """Share of rows in [0, 1] whose predicted types are exactly the true ones.

    >>> exact_match(np.array([[1, 0], [1, 1]]), np.array([[1, 1], [1, 1]]))
    0.5
    """
    truth = _pair(labels, predictions)
    return float((truth == (predictions != 0)).all(axis=1).mean())


def hamming_loss(labels: Matrix, predictions: Matrix) -> float:
    """Share of the N x C decisions that are wrong, in [0, 1]; lower is better.

    >>> hamming_loss(np.array([[1, 0], [1, 1]]), np.array([[1, 1], [1, 1]]))
    0.25
    """
    return float((_pair(labels, predictions) != (predictions != 0)).mean())


def jaccard(labels: Matrix, predictions: Matrix) -> float:
    """Mean over rows of the types shared by truth and prediction over the types in either, in [0, 1].

    A row that has no type and gets none counts as 1.
    """
    truth, decided = _pair(labels, predictions), predictions != 0
    union = (truth | decided).sum(axis=1)
    return float(np.where(union, (truth & decided).sum(axis=1) / np.maximum(union, 1), 1.0).mean())


def lrap(labels: Matrix, scores: Matrix) -> float:
    """Label ranking average precision, in (0, 1]: how near the top of a row's ranking its true types are.

    For each true type, the share of true ones among the types with at least its score; the mean over a row's true
    types, then over rows. A row with no true type, or with all, counts as 1.

    >>> lrap(np.array([[0, 1, 0]]), np.array([[0.9, 0.5, 0.1]]))
    0.5
    """
    truth = _pair(labels, scores)
    at_least = scores[:, None, :] >= scores[:, :, None]
    share = (at_least & truth[:, None, :]).sum(axis=2) / at_least.sum(axis=2)
    support = truth.sum(axis=1)
    row = np.where(support, (share * truth).sum(axis=1) / np.maximum(support, 1), 1.0)
    return float(row.mean())


def expected_calibration_error(labels: Matrix, probabilities: Matrix, bins: int = CALIBRATION_BINS) -> float:
    """How far predicted probabilities are from true frequencies, in [0, 1]; lower is better.

    All N x C pairs of probability and truth are put into `bins` bins of equal width by probability; the error
    is the mean over bins, weighted by their pairs, of |mean probability - share of true| (Guo et al. 2017,
    here over all labels rather than the first guesses only).

    Raises ValueError too if a probability is outside [0, 1].
    """
    truth = _pair(labels, probabilities).ravel()
    stated = probabilities.ravel().astype(np.float64)
    if stated.min() < 0 or stated.max() > 1:
        raise ValueError(f"probabilities from {stated.min():g} to {stated.max():g}; they must be in [0, 1]")
    index = np.minimum((stated * bins).astype(np.intp), bins - 1)
    gap = np.bincount(index, weights=stated, minlength=bins) - np.bincount(index, weights=truth, minlength=bins)
    return float(np.abs(gap).sum() / len(stated))


def reliability(labels: Matrix, probabilities: Matrix, bins: int = CALIBRATION_BINS) -> tuple[Vector, Vector, Vector]:
    """Mean probability, share of true and number of pairs of each bin of equal width that is not empty, each [B].

    All N x C pairs of probability and truth are counted.

    >>> mean, true, pairs = reliability(np.array([[0, 1], [0, 0]]), np.array([[0.1, 0.9], [0.9, 0.1]]))
    >>> mean.tolist(), true.tolist(), pairs.tolist()
    ([0.1, 0.9], [0.0, 0.5], [2.0, 2.0])
    """
    truth, stated = _pair(labels, probabilities).ravel().astype(np.float64), probabilities.ravel().astype(np.float64)
    index = np.minimum((stated * bins).astype(np.intp), bins - 1)
    counts = np.bincount(index, minlength=bins).astype(np.float64)
    kept = counts > 0
    sums = [np.bincount(index, weights=values, minlength=bins)[kept] for values in (stated, truth)]
    return sums[0] / counts[kept], sums[1] / counts[kept], counts[kept]


def confusion(labels: Matrix, predictions: Matrix) -> NDArray[np.float64]:
    """[C, C]: of the rows with a type (row), the share for which a type (column) is predicted; NaN without any.

    Off the diagonal, a prediction that is true too does not count.

    >>> confusion(np.array([[1, 0], [1, 1]]), np.array([[0, 1], [1, 1]])).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    truth, predicted = _pair(labels, predictions), predictions != 0
    wrong = truth.T.astype(np.float64) @ (predicted & ~truth)
    right = (truth & predicted).sum(axis=0).astype(np.float64)
    counts = wrong + np.diag(right)
    support = truth.sum(axis=0)[:, None]
    shares: NDArray[np.float64] = np.divide(counts, support, out=np.full(counts.shape, np.nan), where=support > 0)
    return shares


@dataclass(frozen=True, slots=True)
class TypeMetrics:
    """The metrics of one type: counts of rows, and shares in [0, 1] or NaN where they are not defined."""

    type: str
    support: int
    predicted: int
    precision: float
    recall: float
    f1: float
    average_precision: float


def per_type_table(labels: Matrix, scores: Matrix, predictions: Matrix) -> list[TypeMetrics]:
    """The metrics of each type, in the order of `TYPES`; all arrays are [N, 18]."""
    _, predicted, support = _counts(labels, predictions)
    precision, recall, f1 = precision_recall_f1(labels, predictions)
    ranking = average_precision(labels, scores)
    columns = zip(TYPES, support, predicted, precision, recall, f1, ranking, strict=True)
    return [TypeMetrics(name, int(n), int(m), *map(float, shares)) for name, n, m, *shares in columns]


def _pair(labels: Matrix, other: Matrix) -> NDArray[np.bool_]:
    """The labels as booleans, after a check that they fit `other`."""
    if labels.shape != other.shape or labels.ndim != 2:
        raise ValueError(f"labels {labels.shape} and scores or predictions {other.shape}: both must be [N, C]")
    if not labels.size:
        raise ValueError("no rows: nothing to measure")
    return np.asarray(labels != 0)


def _counts(labels: Matrix, predictions: Matrix) -> tuple[Vector, Vector, Vector]:
    """Rows of each type, [C]: truly predicted, predicted, true."""
    truth, decided = _pair(labels, predictions), predictions != 0
    return (
        (truth & decided).sum(axis=0).astype(np.float64),
        decided.sum(axis=0).astype(np.float64),
        truth.sum(axis=0).astype(np.float64),
    )


def _ratio(above: Matrix, below: Matrix) -> Vector:
    ratio: Vector = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return ratio


def _mean(values: Vector) -> float:
    """The mean of the values that are not NaN; NaN if all are."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
