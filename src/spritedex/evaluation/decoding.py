"""Decoding: from logits to honest probabilities and decided types. Knows arrays only; no model and no file.

Fitted on predictions for creatures that the model was not trained on; fitted on its own training pictures, it would
take memory for knowledge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bestiary import TYPES
from spritedex.evaluation.multilabel import Matrix

TEMPERATURES: Final = np.geomspace(0.25, 8, 201)
THRESHOLDS: Final = np.linspace(0.05, 0.6, 56)
SHRINKAGE: Final = 30.0
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Decoding:
    """`temperature` divides the logits; `thresholds` [18] are what a second guess must reach."""

    temperature: float
    thresholds: tuple[float, ...]

    def probabilities(self, logits: Matrix) -> NDArray[np.float64]:
        """Logits [N, 18] -> probabilities [N, 18] in (0, 1)."""
        return sigmoid(logits / self.temperature)

    def decide(self, logits: Matrix) -> NDArray[np.float32]:
        """Logits [N, 18] -> zeros and ones [N, 18]: the first guess always, the second from its threshold on."""
        return decide_all(self.probabilities(logits), self.thresholds)


def fit_decoding(logits: Matrix, labels: Matrix) -> Decoding:
    """The temperature with the least cross-entropy (Guo et al. 2017), then thresholds with the highest micro F1.

    First one threshold for all types, then each type's own in turn, drawn towards the common one as if
    `SHRINKAGE` more pictures had that: few creatures have each type. `logits` and `labels` are [N, 18].

    Raises ValueError if the shapes differ or there is no row.
    """
    if logits.shape != labels.shape or logits.ndim != 2 or not len(logits):
        raise ValueError(f"logits {logits.shape} and labels {labels.shape} must be alike, with at least one row")
    losses = [_cross_entropy(logits / temperature, labels) for temperature in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    probabilities = sigmoid(logits / temperature)
    common = max(THRESHOLDS, key=lambda value: _micro_f1(labels, decide_all(probabilities, [value] * len(TYPES))))
    thresholds = np.full(len(TYPES), float(common))
    for _ in range(ROUNDS):
        for index in range(len(TYPES)):
            thresholds[index] = _best_for_type(index, probabilities, labels, thresholds)
    support = labels.sum(axis=0)
    shrunk = (support * thresholds + SHRINKAGE * common) / (support + SHRINKAGE)
    return Decoding(temperature, tuple(round(float(value), 4) for value in shrunk))


def sigmoid(logits: Matrix) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)), written so that a large negative logit does not overflow."""
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(logits, np.float64) / 2)))


def decide_all(probabilities: Matrix, thresholds: Sequence[float] | NDArray[np.floating]) -> NDArray[np.float32]:
    """`bestiary.decide_types` for all rows at once: probabilities [N, 18] -> zeros and ones [N, 18]."""
    rows = np.arange(len(probabilities))
    order = np.argsort(-probabilities, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    decided = np.zeros(probabilities.shape, np.float32)
    decided[rows, first] = 1
    decided[rows, second] = probabilities[rows, second] >= np.asarray(thresholds)[second]
    return decided


def _best_for_type(index: int, probabilities: Matrix, labels: Matrix, thresholds: NDArray[np.float64]) -> float:
    def score(value: float) -> float:
        tried = thresholds.copy()
        tried[index] = value
        return _micro_f1(labels, decide_all(probabilities, tried))

    return float(max(THRESHOLDS, key=lambda value: (score(float(value)), -abs(value - thresholds[index]))))


def _micro_f1(labels: Matrix, decided: Matrix) -> float:
    return float(2 * (labels * decided).sum() / (labels.sum() + decided.sum()))


def _cross_entropy(logits: Matrix, labels: Matrix) -> float:
    return float((np.logaddexp(0, logits) - labels * logits).mean())
