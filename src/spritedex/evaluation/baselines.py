"""Baselines that a classifier has to beat. Know examples; no record, no bundle and no torch.

Each chooses its settings by cross-validation over the families of its training examples, and never sees a test example
before it predicts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import MissingExtraError
from spritedex.evaluation.features import LEVELS, Examples, Features
from spritedex.metrics.multilabel import lrap
from spritedex.vocabulary import TYPES

Scores = NDArray[np.float64]
Setting = Mapping[str, float]
Settings = Sequence[Setting]
Predict = Callable[[Examples, Examples, Settings], list[Scores]]
"""Training examples [N], test examples [M] and settings -> for each setting the probabilities [M, 18] of the types."""

INNER_FOLDS: Final = 3
LEAST_SHARE: Final = 0.02
"""The trees leave out a color that fewer than this share of the training pictures have."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A name, the settings to choose from, and how to predict with several of them at once."""

    name: str
    grid: tuple[Setting, ...]
    predict: Predict


@dataclass(frozen=True, slots=True)
class Fitted:
    """Probabilities of a fitted baseline, and `setting`, what it chose, in words.

    `scores` [M, 18] are of the test examples; `out_of_fold` [N, 18] of the training examples, each from a fit without
    its family, to fit a decoding on.
    """

    scores: Scores
    out_of_fold: Scores
    setting: str


def fit_baseline(baseline: Baseline, train: Examples, test: Examples, seed: int = 0) -> Fitted:
    """Choose the setting with the best label ranking (LRAP) on inner folds of the training families, fit and predict.

    Raises MissingExtraError where a baseline needs scikit-learn and it is not installed.
    """
    out_of_fold = [np.zeros(train.labels.shape) for _ in baseline.grid]
    for rest, held in _inner_folds(train.families, seed):
        parts = baseline.predict(train.take(rest), train.take(held), baseline.grid)
        for scores, part in zip(out_of_fold, parts, strict=True):
            scores[held] = part
    best = int(np.argmax([lrap(train.labels, scores) for scores in out_of_fold]))
    chosen = baseline.grid[best]
    (scores,) = baseline.predict(train, test, [chosen])
    words = ", ".join(f"{key} {value:g}" for key, value in chosen.items())
    return Fitted(scores, out_of_fold[best], words)


def _inner_folds(families: NDArray[np.int64], seed: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The rows to fit on and the rows held out of each fold, by whole families; a single family is both."""
    names = np.random.default_rng(seed).permutation(np.unique(families))
    if len(names) < 2:
        return [(np.arange(len(families)), np.arange(len(families)))]
    count = min(INNER_FOLDS, len(names))
    held = [np.isin(families, names[fold::count]) for fold in range(count)]
    return [(np.flatnonzero(~rows), np.flatnonzero(rows)) for rows in held]


def _prior(train: Examples, test: Examples, settings: Settings) -> list[Scores]:
    """Every picture gets the share of training pictures that have each type."""
    return [np.tile(train.labels.mean(axis=0, dtype=np.float64), (len(test), 1)) for _ in settings]


def _water(train: Examples, test: Examples, settings: Settings) -> list[Scores]:
    """Every picture is water, the commonest type of the creatures this was made for, with probability 1."""
    water = np.array([name == "water" for name in TYPES], np.float64)
    return [np.tile(water, (len(test), 1)) for _ in settings]


def _regression(train: Examples, test: Examples, settings: Settings) -> list[Scores]:
    """A logistic regression on the colors for each type."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise MissingExtraError("The color baseline", "train") from None
    scores = []
    for setting in settings:
        colors = train.colors[int(setting["levels"])], test.colors[int(setting["levels"])]
        make = partial(LogisticRegression, C=setting["C"], max_iter=1000)
        scores.append(_by_type(make, train, *colors, lambda model, x: model.predict_proba(x)[:, 1]))
    return scores


def _boosting(train: Examples, test: Examples, settings: Settings) -> list[Scores]:
    """Boosted trees on the colors for each type, fitted once for each depth and rate and read after several rounds."""
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier
    except ImportError:
        raise MissingExtraError("The boosting baseline", "train") from None
    levels = LEVELS[-1]
    common = (train.colors[levels] > 0).mean(axis=0) >= LEAST_SHARE
    seen, unseen = train.colors[levels][:, common], test.colors[levels][:, common]
    grown: dict[tuple[float, float], Scores] = {}
    for depth, rate in dict.fromkeys((setting["depth"], setting["learning rate"]) for setting in settings):
        rounds = max(s["rounds"] for s in settings if (s["depth"], s["learning rate"]) == (depth, rate))
        options: dict[str, Any] = {
            "max_iter": int(rounds), "max_depth": int(depth), "learning_rate": rate, "max_bins": 32,
            "min_samples_leaf": 10, "early_stopping": False, "random_state": 0,
        }  # fmt: skip
        grown[depth, rate] = _by_type(
            partial(HistGradientBoostingClassifier, **options),
            train, seen, unseen,
            lambda model, x: np.stack([stage[:, 1] for stage in model.staged_predict_proba(x)]),
            stages=int(rounds),
        )  # fmt: skip
    return [grown[s["depth"], s["learning rate"]][int(s["rounds"]) - 1] for s in settings]


def _by_type(
    make: Callable[[], Any],
    train: Examples,
    seen: Features,
    unseen: Features,
    read: Callable[[Any, Features], Scores],
    stages: int | None = None,
) -> Scores:
    """Probabilities [M, 18], or [stages, M, 18], by one model for each type; the share where all examples agree."""
    columns = []
    for truth in train.labels.T:
        share = float(truth.mean())
        if 0 < share < 1:
            columns.append(read(make().fit(seen, truth), unseen))
        else:
            columns.append(np.full((stages, len(unseen)) if stages else len(unseen), share))
    return np.stack(columns, axis=-1)


def _neighbours(train: Examples, test: Examples, settings: Settings) -> list[Scores]:
    """The mean types of the nearest pictures and of one more neighbour that has the prior.

    `color share` mixes two squared distances, each over its mean: between standardized thumbnails (0) and between
    colors (1). A neighbour's weight is its distance to the power of minus `weight`.
    """
    mean, spread = train.thumbnails.mean(axis=0), train.thumbnails.std(axis=0)
    scale = 1 / np.maximum(spread, np.median(spread) / 4 + 1e-6)
    by_shape = _squared_distances((test.thumbnails - mean) * scale, (train.thumbnails - mean) * scale)
    by_color = _squared_distances(test.colors[LEVELS[-1]], train.colors[LEVELS[-1]])
    prior = train.labels.mean(axis=0, dtype=np.float64)
    scores = []
    for setting in settings:
        share = setting["color share"]
        distances = np.sqrt((1 - share) * by_shape + share * by_color + 1e-6)
        near = np.argsort(distances, axis=1, kind="stable")[:, : int(setting["k"])]
        weights = np.take_along_axis(distances, near, axis=1) ** -setting["weight"]
        weights /= weights.mean(axis=1, keepdims=True)
        votes = np.einsum("mk,mkt->mt", weights, train.labels[near], dtype=np.float64)
        scores.append((votes + prior) / (near.shape[1] + 1))
    return scores


def _squared_distances(rows: Features, others: Features) -> Features:
    """[M, F] and [N, F] -> [M, N], with a mean of 1."""
    squares = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * rows @ others.T
    return np.asarray(np.maximum(squares, 0) / max(float(squares.mean()), 1e-12))


def _grid(**values: Sequence[float]) -> tuple[Setting, ...]:
    names = [name.replace("_", " ") for name in values]
    return tuple(dict(zip(names, choice, strict=True)) for choice in product(*values.values()))


BOOSTING: Final = Baseline("color boosting", _grid(depth=(1, 3), learning_rate=(0.1,), rounds=(20, 40, 80)), _boosting)
REGRESSION: Final = Baseline("color histogram", _grid(levels=LEVELS, C=(0.3, 1, 3)), _regression)
NEIGHBOURS: Final = Baseline(
    "nearest neighbours", _grid(k=(5, 10, 20, 40, 80), weight=(0, 2), color_share=(0, 0.5, 0.8, 1)), _neighbours
)
ALWAYS_WATER: Final = Baseline("always water", ({},), _water)
PRIOR: Final = Baseline("prior", ({},), _prior)

BASELINES: Final = (BOOSTING, REGRESSION, NEIGHBOURS, ALWAYS_WATER, PRIOR)
"""All, the hardest to beat first."""

QUICK: Final = (REGRESSION, ALWAYS_WATER, PRIOR)
"""Those that are fitted within seconds."""
