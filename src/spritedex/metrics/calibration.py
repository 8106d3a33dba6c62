"""Decoding: from logits to calibrated probabilities and decided types. Knows arrays only; no model and no file.

It is fitted on predictions for creatures that the model was not trained on: a model is too sure of its own training
pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics.multilabel import Matrix
from spritedex.vocabulary import TYPES

TEMPERATURES: Final = np.geomspace(0.25, 8, 201)
THRESHOLDS: Final = np.linspace(0.05, 0.95, 91)
SHRINKAGE: Final = 30.0
ROUNDS: Final = 3
SURE: Final = 0.6
"""What is called sure is right at least so often, on creatures that a model was not trained on."""
LEAST_SURE: Final = 20
"""From fewer guesses nothing is fitted."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """`temperature` > 0 divides the logits; `thresholds` [18] in (0, 1) are what a second guess must reach."""

    temperature: float
    thresholds: tuple[float, ...]

    def probabilities(self, logits: Matrix) -> NDArray[np.float64]:
        """Logits [N, 18] -> probabilities [N, 18] in (0, 1)."""
        return sigmoid(logits / self.temperature)

    def decide(self, logits: Matrix) -> NDArray[np.float32]:
        """Logits [N, 18] -> zeros and ones [N, 18]: the first guess always, the second if it reaches its threshold."""
        return decide_all(self.probabilities(logits), self.thresholds)


def fit_decoding(logits: Matrix, labels: Matrix) -> Decoding:
    """The temperature with the least cross-entropy (Guo et al. 2017), then thresholds with the highest micro F1.

    First one threshold for all types, then each type's own in turn, shrunk towards the common one as if `SHRINKAGE`
    more pictures had that threshold, since few creatures have each type. `logits` [N, 18]; `labels` [N, 18] of zeros
    and ones.

    Raises ValueError if the shapes differ or there is no row.
    """
    if logits.shape != labels.shape or logits.ndim != 2 or not len(logits):
        raise ValueError(f"logits {logits.shape} and labels {labels.shape}: must have one shape, with at least one row")
    losses = [_cross_entropy(logits / temperature, labels) for temperature in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    return Decoding(temperature, _fit_thresholds(sigmoid(logits / temperature), labels))


def sure_from(probabilities: NDArray[np.floating], right: NDArray[np.floating], share_right: float = SURE) -> float:
    """The least probability from which at least `share_right` of the guesses are right, as a whole; 1 if there is none.

    `probabilities` [N] are those of the guesses, `right` [N] is 1 where they are right. At least `LEAST_SURE` guesses
    must reach it.

    >>> sure_from(np.linspace(0, 1, 101), (np.arange(101) >= 50).astype(float))
    0.16
    """
    order = np.argsort(-probabilities, kind="stable")
    counts = np.arange(1, len(order) + 1)
    share = np.cumsum(np.asarray(right, np.float64)[order]) / counts
    enough = np.flatnonzero((share >= share_right) & (counts >= LEAST_SURE))
    return round(float(probabilities[order[enough[-1]]]), 4) if len(enough) else 1.0


def sigmoid(logits: Matrix) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)) of logits of any shape, in [0, 1]; a large negative logit does not overflow.

    >>> sigmoid(np.array([-1000.0, 0.0])).tolist()
    [0.0, 0.5]
    """
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(logits, np.float64) / 2)))


def decide_all(probabilities: Matrix, thresholds: Sequence[float] | NDArray[np.floating]) -> NDArray[np.float32]:
    """`vocabulary.decide_types` for all rows at once: probabilities [N, C] -> zeros and ones [N, C].

    `thresholds` [C] are what a second guess must reach.

    >>> decide_all(np.array([[0.9, 0.4, 0.1], [0.2, 0.3, 0.1]]), [0.4, 0.4, 0.4]).tolist()
    [[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]]
    """
    rows = np.arange(len(probabilities))
    order = np.argsort(-probabilities, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    decided = np.zeros(probabilities.shape, np.float32)
    decided[rows, first] = 1
    decided[rows, second] = probabilities[rows, second] >= np.asarray(thresholds)[second]
    return decided


def _fit_thresholds(probabilities: Matrix, labels: Matrix) -> tuple[float, ...]:
    rows = np.arange(len(labels))
    first, second = np.argsort(-probabilities, axis=1, kind="stable")[:, :2].T
    probability, right = probabilities[rows, second], labels[rows, second]
    hits, total = float(labels[rows, first].sum()), float(len(labels) + labels.sum())
    decided = probability[:, None] >= THRESHOLDS
    gained, given = right[:, None] * decided, decided.astype(np.float64)
    common = int(np.argmax(_micro_f1(hits + gained.sum(0), total + given.sum(0))))
    chosen = np.full(len(TYPES), common)
    of_type = [second == index for index in range(len(TYPES))]
    gains = np.stack([gained[mine].sum(0) for mine in of_type])
    counts = np.stack([given[mine].sum(0) for mine in of_type])
    for _ in range(ROUNDS):
        for index in range(len(TYPES)):
            others = np.arange(len(TYPES)) != index
            here = hits + gains[others, chosen[others]].sum() + gains[index]
            scores = _micro_f1(here, total + counts[others, chosen[others]].sum() + counts[index])
            nearest = -np.abs(np.arange(len(THRESHOLDS)) - chosen[index])
            chosen[index] = int(np.lexsort((nearest, scores))[-1])
    support = labels.sum(axis=0)
    shrunk = (support * THRESHOLDS[chosen] + SHRINKAGE * THRESHOLDS[common]) / (support + SHRINKAGE)
    return tuple(round(float(value), 4) for value in shrunk)


def _micro_f1(hits: NDArray[np.float64], predicted_and_true: NDArray[np.float64]) -> NDArray[np.float64]:
    return 2 * hits / predicted_and_true


def _cross_entropy(logits: Matrix, labels: Matrix) -> float:
    return float((np.logaddexp(0, logits) - labels * logits).mean())
