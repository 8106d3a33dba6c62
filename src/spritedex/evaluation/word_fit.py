"""Word heads in closed form: ridge regression from embeddings to words, scaled to logits. Knows arrays only.

The penalty, and the curve that turns answers into probabilities, are chosen across families.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.regression import fit_curve

PENALTIES: Final = (3e-3, 1e-2, 3e-2)
FOLDS: Final = 5

Array = NDArray[np.float64]


def fit_heads(
    embeddings: NDArray[np.floating],
    labels: NDArray[np.floating],
    softened: NDArray[np.floating],
    families: Sequence[int],
    weights: Sequence[float],
) -> NDArray[np.float32]:
    """Embeddings [N, E] and labels [N, W] of zeros and ones -> weights and offsets [W, E + 1] of the words' logits.

    The regression is to `softened` [N, W], the curve to the labels; both can be the same. `weights` [N] is how much a
    row counts. No family of `families` [N] is both fitted to and answered when the penalty
    (a share of the mean square length of a row) and the curve are chosen.
    """
    x = np.column_stack([np.asarray(embeddings, np.float64), np.ones(len(embeddings))])
    y, soft = np.asarray(labels, np.float64), np.asarray(softened, np.float64)
    share = np.asarray(weights, np.float64) / np.sum(weights)
    known = {family: place % FOLDS for place, family in enumerate(dict.fromkeys(families))}
    folds = np.array([known[family] for family in families])
    fits = []
    for penalty in PENALTIES:
        answers = np.zeros_like(y)
        for fold in np.unique(folds):
            kept = folds != fold
            if kept.any():
                answers[~kept] = x[~kept] @ _ridge(x[kept], soft[kept], share[kept], penalty)
        loss, slope, offset = fit_curve(answers, y, share)
        fits.append((loss, slope, offset, penalty))
    _, slope, offset, penalty = min(fits)
    head = slope * _ridge(x, soft, share, penalty)
    head[-1] += offset
    return head.T.astype(np.float32)


def _ridge(x: Array, y: Array, share: Array, penalty: float) -> Array:
    """Coefficients [E + 1, W]; the last, of the ones, is not penalized."""
    damped = (x * share[:, None]).T @ x / share.sum()
    length = np.trace(damped[:-1, :-1]) / max(len(damped) - 1, 1)
    damped[range(len(damped) - 1), range(len(damped) - 1)] += penalty * length * (len(damped) - 1)
    solved: Array = np.linalg.solve(damped, (x * share[:, None]).T @ y / share.sum())
    return solved
