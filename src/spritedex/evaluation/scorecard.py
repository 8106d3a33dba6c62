"""Scorecards: the metrics of several classifiers on the same pictures, with intervals and paired differences.

Know arrays and names only; nothing of models, files or printing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics import multilabel
from spritedex.metrics.bootstrap import basic_interval, centred_interval, family_resamples
from spritedex.metrics.multilabel import Matrix
from spritedex.vocabulary import TYPES

METRICS: Final[dict[str, str]] = {
    "top1_in_set": "first guess in set",
    "mean_average_precision": "mAP",
    "f1_micro": "micro F1",
    "f1_macro": "macro F1",
    "exact_match": "exact match",
    "jaccard": "Jaccard",
    "lrap": "LRAP",
    "hamming_loss": "Hamming loss",
    "expected_calibration_error": "calibration error",
}
"""Name -> title of every metric of a row, in order."""

LOWER_IS_BETTER: Final = ("hamming_loss", "expected_calibration_error")
DEALS: Final = 200
HEADLINES: Final = ("top1_in_set", "mean_average_precision", "f1_micro")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric with the ends of its interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One classifier: its metrics by the names of `METRICS`."""

    name: str
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first row's metrics minus those of the row named, draw by draw; by the names of `HEADLINES`.

    Their intervals are turned round (`basic_interval`), so one that holds zero proves no difference.
    """

    against: str
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """The first row's metrics on one type; `prior` is the average precision of a score without any skill."""

    type: str
    support: int
    predicted: int
    precision: float | None
    recall: float | None
    f1: Estimate
    average_precision: Estimate
    prior: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What one classifier said: `scores` [N, 18] in [0, 1] and `predictions` [N, 18] of zeros and ones."""

    name: str
    scores: Matrix
    predictions: Matrix


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Rows in the order of the answers, the first row's differences from the others, and its types.

    `chance_map` is the mAP that the first row's scores reach on average when dealt to the pictures at random:
    more than the prior's, for among few pictures some luck is always found.
    """

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    types: tuple[TypeRow, ...]
    chance_map: float


def make_scorecard(
    labels: Matrix, families: Sequence[int], answers: Sequence[Answers], *, resamples: int, seed: int
) -> Scorecard:
    """Score all answers on the same rows: `labels` [N, 18], `families` [N]; 95 % intervals over families.

    Raises ValueError if shapes differ or there is no row.
    """
    wholes, samples = [], []
    for answer in answers:
        wholes.append(_metrics(labels, answer.scores, answer.predictions))
        samples.append(_draws(labels, families, answer, resamples, seed))
    rows = [
        Row(answer.name, dict(zip(METRICS, _estimates(whole, *_within(centred_interval(whole, draws))), strict=True)))
        for answer, whole, draws in zip(answers, wholes, samples, strict=True)
    ]
    headlines = [list(METRICS).index(name) for name in HEADLINES]
    differences = []
    for answer, whole, draws in zip(answers[1:], wholes[1:], samples[1:], strict=True):
        gap = (wholes[0] - whole)[headlines]
        ends = basic_interval(gap, (samples[0] - draws)[:, headlines])
        differences.append(Difference(answer.name, dict(zip(HEADLINES, _estimates(gap, *ends), strict=True))))
    types = _type_rows(labels, families, answers[0], resamples, seed)
    return Scorecard(tuple(rows), tuple(differences), types, _chance_map(labels, answers[0].scores, seed))


def _draws(labels: Matrix, families: Sequence[int], answer: Answers, resamples: int, seed: int) -> NDArray[np.float64]:
    """The metrics of one row in every draw, [R, K]."""

    def statistic(index: NDArray[np.intp]) -> NDArray[np.float64]:
        return _metrics(labels[index], answer.scores[index], answer.predictions[index])

    return family_resamples(statistic, families, resamples=resamples, seed=seed)


def _metrics(labels: Matrix, scores: Matrix, predictions: Matrix) -> NDArray[np.float64]:
    """All metrics of a row, in the order of `METRICS`."""
    return np.array(
        [
            multilabel.top1_in_set(labels, scores),
            multilabel.mean_average_precision(labels, scores),
            multilabel.f1_micro(labels, predictions),
            multilabel.f1_macro(labels, predictions),
            multilabel.exact_match(labels, predictions),
            multilabel.jaccard(labels, predictions),
            multilabel.lrap(labels, scores),
            multilabel.hamming_loss(labels, predictions),
            multilabel.expected_calibration_error(labels, scores),
        ]
    )


def _type_rows(
    labels: Matrix, families: Sequence[int], answer: Answers, resamples: int, seed: int
) -> tuple[TypeRow, ...]:
    scores, predictions = answer.scores, answer.predictions

    def metrics(index: NDArray[np.intp]) -> NDArray[np.float64]:
        f1 = multilabel.precision_recall_f1(labels[index], predictions[index])[2]
        return np.concatenate([f1, multilabel.average_precision(labels[index], scores[index])])

    samples = family_resamples(metrics, families, resamples=resamples, seed=seed)
    whole = metrics(np.arange(len(labels)))
    estimates = _estimates(whole, *_within(centred_interval(whole, samples)))
    table = multilabel.per_type_table(labels, scores, predictions)
    shares = (labels != 0).mean(axis=0)
    return tuple(
        TypeRow(
            type=line.type,
            support=line.support,
            predicted=line.predicted,
            precision=_known(line.precision),
            recall=_known(line.recall),
            f1=estimates[k],
            average_precision=estimates[len(TYPES) + k],
            prior=float(shares[k]),
        )
        for k, line in enumerate(table)
    )


def _chance_map(labels: Matrix, scores: Matrix, seed: int) -> float:
    generator = np.random.default_rng(seed)
    deals = [multilabel.mean_average_precision(labels, generator.permutation(scores)) for _ in range(DEALS)]
    return float(np.mean(deals))


def _within(ends: tuple[NDArray[np.float64], NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """The ends of intervals of shares, none beyond [0, 1]."""
    return [np.clip(end, 0, 1) for end in ends]


def _estimates(values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> list[Estimate]:
    """Values and the ends of their intervals, each [K]; no interval where there is no value."""
    return [
        Estimate(_known(v), _known(a), _known(b)) if not np.isnan(v) else Estimate(None, None, None)
        for v, a, b in zip(values, low, high, strict=True)
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
