"""Cross-validation: decodings fitted across folds, means over folds, drops from style to style.

Knows arrays and names only; nothing of models, files or printing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spritedex.evaluation.scorecard import HEADLINES, Estimate, Output, Row
from spritedex.metrics import multilabel
from spritedex.metrics.bootstrap import basic_interval, centered_interval, family_resamples
from spritedex.metrics.calibration import Decoding, fit_decoding
from spritedex.metrics.multilabel import Matrix

CLIP: Final = 1e-3


def logits_of(probabilities: Matrix) -> NDArray[np.float64]:
    """Probabilities in [0, 1], clipped to [0.001, 0.999] -> logits of the same shape.

    >>> logits_of(np.array([0.5, 1.0])).round(2).tolist()
    [0.0, 6.91]
    """
    clipped = np.clip(np.asarray(probabilities, np.float64), CLIP, 1 - CLIP)
    return np.log(clipped) - np.log1p(-clipped)


def cross_fit(logits: Matrix, labels: Matrix, folds: NDArray[np.intp]) -> dict[int, Decoding]:
    """For each fold the decoding fitted on the rows of all other folds.

    `logits` and `labels` are [N, 18], `folds` [N] has the fold of each row.
    Raises ValueError if there is only one fold.
    """
    numbers = [int(fold) for fold in np.unique(folds)]
    if len(numbers) < 2:
        raise ValueError("only one fold: there are no others to fit its decoding on")
    return {fold: fit_decoding(logits[folds != fold], labels[folds != fold]) for fold in numbers}


def decode(name: str, logits: Matrix, folds: NDArray[np.intp], decodings: Mapping[int, Decoding]) -> Output:
    """The output called `name`: logits [N, 18], each row decoded by the decoding of its fold, `folds` [N]."""
    scores, decided = np.zeros(logits.shape), np.zeros(logits.shape, np.float32)
    for fold, decoding in decodings.items():
        rows = folds == fold
        scores[rows] = decoding.probabilities(logits[rows])
        decided[rows] = decoding.decide(logits[rows])
    return Output(name, scores, decided)


def fold_means(
    labels: Matrix, families: Sequence[int], folds: NDArray[np.intp], output: Output, *, resamples: int, seed: int
) -> Row:
    """The headline metrics as unweighted means over folds; families are resampled within folds.

    `labels` are [N, 18], `families` and `folds` [N]. Raises ValueError if shapes differ or there is no row.
    """
    members = [np.flatnonzero(folds == fold) for fold in np.unique(folds)]
    values = np.mean([headlines(labels, output, rows) for rows in members], axis=0)
    samples = [
        family_resamples(
            lambda index, rows=rows: headlines(labels, output, rows[index]),  # type: ignore[misc]
            np.asarray(families)[rows],
            resamples=resamples,
            seed=seed + place,
        )
        for place, rows in enumerate(members)
    ]
    low, high = centered_interval(values, np.mean(samples, axis=0))
    return _row(output.name, values, np.clip(low, 0, 1), np.clip(high, 0, 1))


def style_drop(
    labels: tuple[Matrix, Matrix],
    families: tuple[Sequence[int], Sequence[int]],
    outputs: tuple[Output, Output],
    *,
    resamples: int,
    seed: int,
) -> tuple[Row, Row]:
    """The headline metrics on the second set of pictures, and their drop: those of the first set minus these.

    Both sets, [N, 18] and [M, 18], are of the same species, and both sets of a family are drawn together. The intervals
    of drops are `basic_interval`s. Raises ValueError if shapes differ or there is no row.
    """
    count = len(labels[0])

    def statistic(index: NDArray[np.intp]) -> ArrayLike:
        first = headlines(labels[0], outputs[0], index[index < count])
        second = headlines(labels[1], outputs[1], index[index >= count] - count)
        return np.concatenate([second, first - second])

    together = [*families[0], *families[1]]
    values = np.asarray(statistic(np.arange(len(together))))
    samples = family_resamples(statistic, together, resamples=resamples, seed=seed)
    size = len(HEADLINES)
    low, high = centered_interval(values[:size], samples[:, :size])
    metrics = _row(outputs[1].name, values[:size], np.clip(low, 0, 1), np.clip(high, 0, 1))
    return metrics, _row(outputs[1].name, values[size:], *basic_interval(values[size:], samples[:, size:]))


def clearly_above(first: Row, second: Row) -> dict[str, bool]:
    """For each headline metric whether the first row's whole interval lies above the second's."""
    verdicts = {}
    for name in HEADLINES:
        ours, theirs = first.metrics.get(name), second.metrics.get(name)
        known = ours and theirs and ours.low is not None and theirs.high is not None
        verdicts[name] = bool(known and ours.low > theirs.high)  # type: ignore[union-attr,operator]
    return verdicts


def headlines(labels: Matrix, output: Output, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """The metrics of `HEADLINES` on some rows."""
    truth = labels[rows]
    return np.array(
        [
            multilabel.top1_in_set(truth, output.scores[rows]),
            multilabel.mean_average_precision(truth, output.scores[rows]),
            multilabel.f1_micro(truth, output.predictions[rows]),
        ]
    )


def _row(name: str, values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> Row:
    ends = zip(HEADLINES, values.tolist(), low.tolist(), high.tolist(), strict=True)
    return Row(name, {metric: Estimate(value, start, end) for metric, value, start, end in ends})
