"""The logistic curve that turns a regression's answers into probabilities. Knows arrays only."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SWEEPS: Final = 30
HALVINGS: Final = 30

Array = NDArray[np.float64]


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
