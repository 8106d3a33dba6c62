"""Baselines that a classifier has to beat. Know records and their pictures; no bundle and no torch.

Each is fitted on training records, may use validation records to choose its settings, and never sees a test
record before it predicts. `decide` turns its scores into types as a bundle does, so all rows compare.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from spritedex.bestiary import TYPES, decide_types, multi_hot
from spritedex.data.records import Record
from spritedex.errors import DataError, MissingExtraError, PictureError
from spritedex.evaluation.multilabel import lrap
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA, open_picture

Scores = NDArray[np.float64]

THRESHOLD: Final = 0.5
HISTOGRAM_SIDE: Final = 64
LEVELS: Final = 6
INVERSE_PENALTIES: Final = (0.1, 1.0, 10.0)
CLASS_WEIGHTS: Final = (None, "balanced")


class Baseline(Protocol):
    """Something that scores the types of a picture with little or no thought."""

    name: str

    @property
    def settings(self) -> str:
        """What `fit` chose, in words; empty where there is nothing to choose."""

    def fit(self, train: Sequence[Record], validation: Sequence[Record]) -> None:
        """Learn from records that have types."""

    def predict(self, records: Sequence[Record]) -> Scores:
        """Probabilities [N, 18] in [0, 1], after `fit`."""


class Prior:
    """Every picture gets the share of training pictures that have each type."""

    name = "prior"
    settings = ""

    def fit(self, train: Sequence[Record], validation: Sequence[Record]) -> None:
        self.shares = labels_of(train).mean(axis=0, dtype=np.float64)

    def predict(self, records: Sequence[Record]) -> Scores:
        return np.tile(self.shares, (len(records), 1))


class AlwaysWater:
    """Every picture is water, for sure: the commonest type of the creatures this was made for."""

    name = "always water"
    settings = ""

    def fit(self, train: Sequence[Record], validation: Sequence[Record]) -> None:
        """Nothing to learn."""

    def predict(self, records: Sequence[Record]) -> Scores:
        return np.tile(multi_hot(["water"]).astype(np.float64), (len(records), 1))


class ColourHistogram:
    """A logistic regression a type on how much of the creature has which colour, and nothing of its shape.

    The penalty and the class weights are those with the best label ranking (LRAP) on the validation records;
    where there are none, a penalty of 1 without weights.
    """

    name = "colour histogram"

    def fit(self, train: Sequence[Record], validation: Sequence[Record]) -> None:
        """Raises DataError if no training picture can be read, MissingExtraError without scikit-learn."""
        regression = _regression()
        features, labels = _readable(train)
        if not len(features):
            raise DataError("no readable picture in the train part: the colour baseline cannot be fitted")
        held_features, held_labels = _readable(validation)
        settings = list(product(INVERSE_PENALTIES, CLASS_WEIGHTS)) if len(held_features) else [(1.0, None)]
        fits = [_fit_types(regression, features, labels, *setting) for setting in settings]
        best = 0
        if len(settings) > 1:
            best = int(np.argmax([lrap(held_labels, _probabilities(m, held_features)) for m in fits]))
        self.inverse_penalty, self.class_weight = settings[best]
        self.models = fits[best]

    @property
    def settings(self) -> str:
        """The penalty and class weights chosen on the validation records."""
        return f"C = {self.inverse_penalty:g}, class weights: {self.class_weight or 'none'}"

    def predict(self, records: Sequence[Record]) -> Scores:
        """Raises PictureError if a picture cannot be read."""
        return _probabilities(self.models, np.stack([colour_histogram(open_picture(r.image).rgba) for r in records]))


def baselines() -> list[Baseline]:
    """Fresh ones, the hardest to beat first."""
    return [ColourHistogram(), AlwaysWater(), Prior()]


def labels_of(records: Iterable[Record]) -> NDArray[np.float32]:
    """The types of records as zeros and ones, [N, 18]."""
    rows = [multi_hot(record.types) for record in records]
    return np.array(rows, np.float32).reshape(len(rows), len(TYPES))


def decide(scores: Scores, threshold: float = THRESHOLD) -> NDArray[np.float32]:
    """Scores [N, 18] -> zeros and ones [N, 18]: the first guess, and the second from the threshold on."""
    thresholds = [threshold] * len(TYPES)
    return np.stack([multi_hot(decide_types(row, thresholds)) for row in scores])


def colour_histogram(rgba: RGBA) -> Scores:
    """uint8 [H, W, 4] -> float64 [216]: how much of the creature lies in each of 6x6x6 cells of RGB.

    It is the square root of the share of visible pixels, which keeps small spots of colour from drowning.
    The picture is first fitted into 64x64; a pixel is visible from half opacity on. All zeros if none is.
    """
    fitted = fit_square(rgba, HISTOGRAM_SIDE)
    level = fitted[..., :3][fitted[..., 3] >= 128].astype(np.intp) * LEVELS // 256
    cell = (level[:, 0] * LEVELS + level[:, 1]) * LEVELS + level[:, 2]
    return np.sqrt(np.bincount(cell, minlength=LEVELS**3) / max(len(cell), 1))


def _readable(records: Sequence[Record]) -> tuple[Scores, NDArray[np.float32]]:
    """Features [N, 216] and labels [N, 18] of the records whose pictures can be read."""
    features, kept = [], []
    for record in records:
        try:
            features.append(colour_histogram(open_picture(record.image).rgba))
        except PictureError:
            continue
        kept.append(record)
    return np.array(features), labels_of(kept)


def _regression() -> Any:
    """scikit-learn's class, or what to install."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise MissingExtraError("Evaluating beside the colour baseline", "train") from None
    return LogisticRegression


def _fit_types(
    regression: Any, features: Scores, labels: NDArray[np.float32], inverse_penalty: float, weights: str | None
) -> list[Any | float]:
    """For each type a fitted regression, or the plain share where all training records agree."""
    return [
        regression(C=inverse_penalty, class_weight=weights, max_iter=1000).fit(features, truth)
        if 0 < truth.mean() < 1
        else float(truth.mean())
        for truth in labels.T
    ]


def _probabilities(models: Sequence[Any | float], features: Scores) -> Scores:
    columns = [
        np.full(len(features), model) if isinstance(model, float) else model.predict_proba(features)[:, 1]
        for model in models
    ]
    return np.stack(columns, axis=1)
