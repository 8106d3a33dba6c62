"""Cross-validation put together: decodings fitted across folds, means over folds, losses from style to style.

Knows arrays and names only; nothing of models, files or printing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spritedex.evaluation.scorecard import HEADLINES, Answers, Estimate, Row
from spritedex.metrics import multilabel
from spritedex.metrics.bootstrap import basic_interval, centred_interval, family_resamples
from spritedex.metrics.calibration import Decoding, fit_decoding
from spritedex.metrics.multilabel import Matrix

CLIP: Final = 1e-3


def logits_of(chances: Matrix) -> NDArray[np.float64]:
    """Chances in [0, 1] -> logits, the surest being those of 0.001 and 0.999.

    >>> logits_of(np.array([0.5, 1.0])).round(2).tolist()
    [0.0, 6.91]
    """
    clipped = np.clip(np.asarray(chances, np.float64), CLIP, 1 - CLIP)
    return np.log(clipped) - np.log1p(-clipped)


def cross_fit(logits: Matrix, labels: Matrix, folds: NDArray[np.intp]) -> dict[int, Decoding]:
    """For each fold the decoding fitted on the rows of all others; `folds` [N] says whose each row is.

    Raises ValueError if there is one fold alone.
    """
    numbers = [int(fold) for fold in np.unique(folds)]
    if len(numbers) < 2:
        raise ValueError("one fold alone: nothing to fit its decoding on")
    return {fold: fit_decoding(logits[folds != fold], labels[folds != fold]) for fold in numbers}


def decode(name: str, logits: Matrix, folds: NDArray[np.intp], decodings: Mapping[int, Decoding]) -> Answers:
    """Each row decoded as its fold is: what the classifier of this name said."""
    scores, decided = np.zeros(logits.shape), np.zeros(logits.shape, np.float32)
    for fold, decoding in decodings.items():
        rows = folds == fold
        scores[rows] = decoding.probabilities(logits[rows])
        decided[rows] = decoding.decide(logits[rows])
    return Answers(name, scores, decided)


def fold_means(
    labels: Matrix, families: Sequence[int], folds: NDArray[np.intp], answer: Answers, *, resamples: int, seed: int
) -> Row:
    """The headline metrics as means over folds, each fold's own counting alike; families are drawn within folds."""
    members = [np.flatnonzero(folds == fold) for fold in np.unique(folds)]
    whole = np.mean([_headlines(labels, answer, rows) for rows in members], axis=0)
    draws = [
        family_resamples(
            lambda index, rows=rows: _headlines(labels, answer, rows[index]),  # type: ignore[misc]
            np.asarray(families)[rows],
            resamples=resamples,
            seed=seed + place,
        )
        for place, rows in enumerate(members)
    ]
    low, high = centred_interval(whole, np.mean(draws, axis=0))
    return _row(answer.name, whole, np.clip(low, 0, 1), np.clip(high, 0, 1))


def style_loss(
    labels: tuple[Matrix, Matrix],
    families: tuple[Sequence[int], Sequence[int]],
    answers: tuple[Answers, Answers],
    *,
    resamples: int,
    seed: int,
) -> tuple[Row, Row]:
    """The headline metrics on the second set of pictures, and their loss: those of the first minus the second's.

    Both sets are of the same creatures, and a draw takes both sets of a family or none. Loss intervals are turned
    round (`basic_interval`).
    """
    count = len(labels[0])

    def statistic(index: NDArray[np.intp]) -> ArrayLike:
        first = _headlines(labels[0], answers[0], index[index < count])
        second = _headlines(labels[1], answers[1], index[index >= count] - count)
        return np.concatenate([second, first - second])

    together = [*families[0], *families[1]]
    whole = np.asarray(statistic(np.arange(len(together))))
    samples = family_resamples(statistic, together, resamples=resamples, seed=seed)
    size = len(HEADLINES)
    low, high = centred_interval(whole[:size], samples[:, :size])
    metrics = _row(answers[1].name, whole[:size], np.clip(low, 0, 1), np.clip(high, 0, 1))
    return metrics, _row(answers[1].name, whole[size:], *basic_interval(whole[size:], samples[:, size:]))


def apart(first: Row, second: Row) -> dict[str, bool]:
    """For each headline whether the first row's interval lies wholly above the second's."""
    verdicts = {}
    for name in HEADLINES:
        ours, theirs = first.metrics.get(name), second.metrics.get(name)
        known = ours and theirs and ours.low is not None and theirs.high is not None
        verdicts[name] = bool(known and ours.low > theirs.high)  # type: ignore[union-attr,operator]
    return verdicts


def _headlines(labels: Matrix, answer: Answers, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    truth = labels[rows]
    return np.array(
        [
            multilabel.top1_in_set(truth, answer.scores[rows]),
            multilabel.mean_average_precision(truth, answer.scores[rows]),
            multilabel.f1_micro(truth, answer.predictions[rows]),
        ]
    )


def _row(name: str, values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> Row:
    ends = zip(HEADLINES, values.tolist(), low.tolist(), high.tolist(), strict=True)
    return Row(name, {metric: Estimate(value, start, end) for metric, value, start, end in ends})
