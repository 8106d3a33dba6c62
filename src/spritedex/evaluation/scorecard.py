"""Scorecards: the metrics of several classifiers on the same pictures, with intervals and paired differences.

Know arrays and names only; nothing of models, files or printing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics import multilabel
from spritedex.metrics.bootstrap import basic_interval, centered_interval, family_resamples, unseen_share
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
HEADLINES: Final = ("top1_in_set", "mean_average_precision", "f1_micro")
PERMUTATIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric with the ends of its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One classifier: its metrics by the names of `METRICS`."""

    name: str
    metrics: dict[str, Estimate]


PEOPLE: Final = Row(
    "people",
    {
        name: Estimate(value, None, None)
        for name, value in (("top1_in_set", 0.585), ("f1_micro", 0.497), ("exact_match", 0.25))
    },
)
"""200 answers of people who had never seen the creature, published by ProjectOAK; not on the same pictures."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first row's metrics minus those of the row `against`, by the names of `HEADLINES`.

    Their intervals are `basic_interval`s over the same resamples, with room for what no family shows, so one that holds
    zero proves no difference.
    """

    against: str
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """The first row's metrics on one type; `prior` is the average precision of constant scores."""

    type: str
    support: int
    predicted: int
    precision: float | None
    recall: float | None
    f1: Estimate
    average_precision: Estimate
    prior: float


@dataclass(frozen=True, slots=True)
class Output:
    """The output of one classifier: `scores` [N, 18] in [0, 1] and `predictions` [N, 18] of zeros and ones."""

    name: str
    scores: Matrix
    predictions: Matrix


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Rows in the order of the outputs, the first row's differences from the others, and its types.

    `chance_map` is the mean mAP of the first row's scores, shuffled among the pictures. It is above the prior's, since
    among few pictures some random scores fit.
    """

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    types: tuple[TypeRow, ...]
    chance_map: float


def make_scorecard(
    labels: Matrix, families: Sequence[int], outputs: Sequence[Output], *, resamples: int, seed: int
) -> Scorecard:
    """Score all outputs on the same rows: `labels` [N, 18], `families` [N]; 95 % intervals over families.

    Raises ValueError if shapes differ or there is no row.
    """
    values, samples = [], []
    for output in outputs:
        values.append(_metrics(labels, output.scores, output.predictions))
        samples.append(_samples(labels, families, output, resamples, seed))
    room = unseen_share(len(set(families)))
    rows = [
        Row(output.name, dict(zip(METRICS, _estimates(value, *_shares(value, drawn, room)), strict=True)))
        for output, value, drawn in zip(outputs, values, samples, strict=True)
    ]
    headlines = [list(METRICS).index(name) for name in HEADLINES]
    differences = []
    for output, value, drawn in zip(outputs[1:], values[1:], samples[1:], strict=True):
        gap = (values[0] - value)[headlines]
        low, high = basic_interval(gap, (samples[0] - drawn)[:, headlines])
        # What no family shows may still be there in a share `room` of all, in the second row or in the first; where all
        # families say the same, in both.
        alike = np.where(high - low < 1e-9, 2 * room, 0.0)
        ends = (
            np.minimum(low - alike, values[0][headlines] - room),
            np.maximum(high + alike, room - value[headlines]),
        )
        differences.append(Difference(output.name, dict(zip(HEADLINES, _estimates(gap, *ends), strict=True))))
    types = _type_rows(labels, families, outputs[0], resamples, seed)
    return Scorecard(tuple(rows), tuple(differences), types, _chance_map(labels, outputs[0].scores, seed))


def _samples(labels: Matrix, families: Sequence[int], output: Output, resamples: int, seed: int) -> NDArray[np.float64]:
    """The metrics of one row in every resample, [R, K]."""

    def statistic(index: NDArray[np.intp]) -> NDArray[np.float64]:
        return _metrics(labels[index], output.scores[index], output.predictions[index])

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
    labels: Matrix, families: Sequence[int], output: Output, resamples: int, seed: int
) -> tuple[TypeRow, ...]:
    scores, predictions = output.scores, output.predictions

    def metrics(index: NDArray[np.intp]) -> NDArray[np.float64]:
        f1 = multilabel.precision_recall_f1(labels[index], predictions[index])[2]
        return np.concatenate([f1, multilabel.average_precision(labels[index], scores[index])])

    samples = family_resamples(metrics, families, resamples=resamples, seed=seed)
    values = metrics(np.arange(len(labels)))
    shown = (labels != 0) | (predictions != 0)
    groups = np.asarray(families)
    room = np.array([unseen_share(len(np.unique(groups[column]))) for column in shown.T])
    estimates = _estimates(values, *_shares(values, samples, np.concatenate([room, room])))
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
    shuffled = (generator.permutation(scores) for _ in range(PERMUTATIONS))
    return float(np.mean([multilabel.mean_average_precision(labels, some) for some in shuffled]))


def _shares(
    values: NDArray[np.float64], samples: NDArray[np.float64], room: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends of intervals of shares, limited to [0, 1], with `room` for what no family shows (`unseen_share`)."""
    low, high = centered_interval(values, samples)
    return np.clip(np.minimum(low, 1 - room), 0, 1), np.clip(np.maximum(high, room), 0, 1)


def _estimates(values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> list[Estimate]:
    """Values and the ends of their intervals, each [K]; all None where the value is NaN."""
    return [
        Estimate(_known(v), _known(a), _known(b)) if not np.isnan(v) else Estimate(None, None, None)
        for v, a, b in zip(values, low, high, strict=True)
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
