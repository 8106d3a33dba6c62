"""Regression in closed form: softened labels, and the curve that makes answers probabilities. Knows arrays only."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TEACHER_PENALTY: Final = 2.0
TEACHER_SHARE: Final = 2 / 3
SWEEPS: Final = 30
HALVINGS: Final = 30

Array = NDArray[np.float64]


def soften(labels: Array, teacher_features: Array) -> Array:
    """Labels [N, C] moved two thirds of the way to their prediction from `teacher_features` [N, H] by ridge regression.

    A type that cannot be inferred from the description and the facts cannot be seen either, and one that fits them but
    is not in the label is half right (a teacher with privileged information: Lopez-Paz et al. 2016). H can be 0.
    """
    if not teacher_features.shape[1]:
        return labels
    x, mean = teacher_features - teacher_features.mean(0), labels.mean(0)
    length = (x * x).sum(1).mean() + 1e-12
    penalty = TEACHER_PENALTY * np.eye(x.shape[1])
    predicted = x @ np.linalg.solve(x.T @ x / length + penalty, x.T @ (labels - mean)) / length
    softened: Array = mean + (labels - mean) * (1 - TEACHER_SHARE) + predicted * TEACHER_SHARE
    return softened


def fit_curve(answers: Array, labels: Array, share: Array) -> tuple[float, float, float]:
    """Cross-entropy, slope and offset of the best logistic curve through answers [N, C] (Platt 1999).

    By Newton's method, whose step is halved until it gains. `labels` [N, C] are zeros and ones; `share` [N], how much a
    row counts, sums to 1.
    """
    x = np.stack([answers, np.ones_like(answers)])

    def loss_at(at: Array) -> float:
        logits = answers * at[0] + at[1]
        return float(((np.logaddexp(0, logits) - labels * logits) * share[:, None]).sum())

    at = np.array([1.0, 0.0])
    loss = loss_at(at)
    for _ in range(SWEEPS):
        chance = np.exp(-np.logaddexp(0, -(answers * at[0] + at[1])))
        gradient = (x * (chance - labels) * share[:, None]).sum((1, 2))
        bent = x * chance * (1 - chance) * share[:, None]
        curvature = np.tensordot(bent, x, ((1, 2), (1, 2))) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        for _ in range(HALVINGS):
            if (less := loss_at(at - step)) < loss:
                at, loss = at - step, less
                break
            step = step / 2
        else:
            break
    return loss, float(at[0]), float(at[1])
