"""Regression in closed form: softened labels, and the curve that makes answers probabilities. Knows arrays only."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

TEACHER_PENALTY: Final = 2.0
TEACHER_SHARE: Final = 2 / 3
SWEEPS: Final = 30
HALVINGS: Final = 30
LEAST_SPREAD: Final = 0.01

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


def fit_curve(
    answers: Array, labels: Array, share: Array, otherwise: float | None = None
) -> tuple[float, float, float]:
    """Cross-entropy, slope and offset of the best logistic curve through answers [N, C] (Platt 1999), of those that
    rise.

    `labels` [N, C] are zeros and ones; `share` [N], how much a row counts, sums to 1. Where the best curve falls, the
    slope is `otherwise`, and the offset alone is fitted: with very few families, a type is left out with the only
    family that has it, and whoever never saw it answers the least for it; that says nothing against the answers.
    Without a number, `otherwise` is that of log odds at the mean label, for answers that are labels by linear
    regression.
    """
    loss, slope, offset = _newton(answers, labels, share, np.array([1.0, 0.0]), fixed=False)
    if slope > 0:
        return loss, slope, offset
    if otherwise is None:
        mean = float((labels.mean(1) * share).sum())
        otherwise = 1 / max(mean * (1 - mean), LEAST_SPREAD)
    return _newton(answers, labels, share, np.array([otherwise, 0.0]), fixed=True)


def _newton(answers: Array, labels: Array, share: Array, at: Array, fixed: bool) -> tuple[float, float, float]:
    """Newton's method from (slope, offset) `at`, whose step is halved until it gains; `fixed` keeps the slope."""
    x = np.stack([answers, np.ones_like(answers)])

    def loss_at(at: Array) -> float:
        logits = answers * at[0] + at[1]
        return float(((np.logaddexp(0, logits) - labels * logits) * share[:, None]).sum())

    loss = loss_at(at)
    for _ in range(SWEEPS):
        chance = np.exp(-np.logaddexp(0, -(answers * at[0] + at[1])))
        gradient = (x * (chance - labels) * share[:, None]).sum((1, 2))
        bent = x * chance * (1 - chance) * share[:, None]
        curvature = np.tensordot(bent, x, ((1, 2), (1, 2))) + 1e-9 * np.eye(2)
        step = np.array([0.0, gradient[1] / curvature[1, 1]]) if fixed else np.linalg.solve(curvature, gradient)
        for _ in range(HALVINGS):
            if (less := loss_at(at - step)) < loss:
                at, loss = at - step, less
                break
            step = step / 2
        else:
            break
    return loss, float(at[0]), float(at[1])
