"""Finding the caption of a picture: a linear map from pictures to texts, and who ranks first. Knows arrays only."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vectors = NDArray[np.float64]

FOLDS: Final = 4
PENALTIES: Final = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True, slots=True, eq=False)
class TextMap:
    """Ridge regression from a picture's features [F] to the features [D] of its text, both minus their means.

    `weights` is [F, D]; `penalty` > 0 was chosen by cross-validation.
    """

    picture_mean: Vectors
    text_mean: Vectors
    weights: Vectors
    penalty: float

    def likeness(self, pictures: Vectors, texts: Vectors) -> Vectors:
        """Pictures [M, F] and texts [C, D] -> cosines [M, C] of the text predicted from each picture and each text."""
        predicted = (pictures - self.picture_mean) @ self.weights
        return np.asarray(_unit(predicted) @ _unit(texts - self.text_mean).T)


def fit_text_map(pictures: Vectors, texts: Vectors, families: ArrayLike, seed: int = 0) -> TextMap:
    """Fit on rows of pictures [N, F], their texts [N, D] and families [N].

    The penalty is the one of `PENALTIES` with the highest mean cosine on families left out of the fit.
    Raises ValueError if there are fewer than two families.
    """
    groups = np.asarray(families)
    names = np.random.default_rng(seed).permutation(np.unique(groups))
    if len(names) < 2:
        raise ValueError(f"{len(names)} families: there must be at least 2")
    scores = np.zeros(len(PENALTIES))
    for fold in range(min(FOLDS, len(names))):
        held = np.isin(groups, names[fold::FOLDS])
        for index, penalty in enumerate(PENALTIES):
            fitted = _ridge(pictures[~held], texts[~held], penalty)
            predicted = (pictures[held] - fitted.picture_mean) @ fitted.weights
            scores[index] += float((_unit(predicted) * _unit(texts[held] - fitted.text_mean)).sum())
    return _ridge(pictures, texts, PENALTIES[int(scores.argmax())])


def hit_chances(likeness: Vectors, right: ArrayLike, families: ArrayLike, among: int) -> Vectors:
    """The probability [M] that the right text is the most similar of `among`, the others being of other families.

    `likeness` is [M, C], `right` [M] the index of the right text, `families` [C] those of the texts. All choices of
    `among` - 1 other texts are counted, so the value is exact. NaN where there are too few others.

    >>> hit_chances(np.array([[0.5, 0.4, 0.3, 0.9]]), [0], [1, 2, 3, 4], among=3).round(3).tolist()
    [0.333]
    """
    groups, chances = np.asarray(families), np.full(len(likeness), np.nan)
    for row, own in enumerate(np.asarray(right)):
        others = likeness[row, groups != groups[own]]
        if len(others) >= among - 1:
            behind = int((others <= likeness[row, own]).sum())
            chances[row] = math.comb(behind, among - 1) / math.comb(len(others), among - 1)
    return chances


def _ridge(pictures: Vectors, texts: Vectors, penalty: float) -> TextMap:
    picture_mean, text_mean = pictures.mean(axis=0), texts.mean(axis=0)
    x, y = pictures - picture_mean, texts - text_mean
    weights = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    return TextMap(picture_mean, text_mean, weights, penalty)


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
