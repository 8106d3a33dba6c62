"""The marks of a painter's sprites and of real pictures, with intervals. Know arrays; no painter and no file.

A mark of each picture is averaged over pictures; its interval comes from resamples of whole groups: the sprites of one
sentence, or the pictures of one family.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spritedex.evaluation.exam_prompts import AskedColors
from spritedex.evaluation.features import color_histogram
from spritedex.evaluation.scorecard import Estimate
from spritedex.metrics.bootstrap import Means, centered_interval, family_means
from spritedex.metrics.copying import COPY, color_features, form_features, neighbour_ratios
from spritedex.metrics.distances import between
from spritedex.metrics.halving import Sample, compare_halves
from spritedex.metrics.kernel_probe import AMONG, Floats
from spritedex.metrics.named_colors import named_color_shares
from spritedex.metrics.wholeness import wholeness
from spritedex.sprites.codec import RGBA

METRICS: Final[dict[str, str]] = {
    "subject_first": "subject, first guess",
    "subject_five": "subject among five",
    "known_first": "another drawing known: first guess",
    "known_five": "another drawing known: among five",
    "color": "colors asked for",
    "two_colors": "both, where two are asked",
    "whole": "one creature",
    "largest": "share in the largest piece",
    "pieces": "pieces ↓",
    "empty": "empty canvases ↓",
    "overfull": "overfull canvases ↓",
    "told_apart": "separated from real ones ↓",
    "own_front": "own front found from the back",
    "diversity": "distance between sprites of one sentence",
    "copies": "copies, by any sign ↓",
    "copies_features": "copies by features ↓",
    "copies_pixels": "copies by pixels ↓",
    "copies_recolored": "copies in other colors ↓",
    "kernel": "kernel distance ↓",
    "frechet": "Fréchet distance ↓",
    "precision": "precision",
    "recall": "recall",
    "density": "density",
    "coverage": "coverage",
    "valid": "valid pixel files",
}
"""Name -> title of every mark, in order."""
COUNTED: Final = frozenset({
    "subject_first", "subject_five", "known_first", "known_five", "color", "two_colors", "whole", "empty", "overfull",
    "told_apart", "own_front", "copies", "copies_features", "copies_pixels", "copies_recolored", "valid",
})  # fmt: skip
"""The marks that are shares of pictures: each counts as 0 or 1."""
WHOLE_FROM: Final = 0.9
"""The least share of the opaque pixels that one creature has in one piece."""
HISTOGRAM_LEVELS: Final = 8
COLOR_SHARE: Final = 0.6
"""What a histogram of colors counts when a back looks for its front; the frozen features count the rest. So 98 % of
real backs find their front among 100; with the features alone 47 %.
"""
_DISTANCES: Final = ("frechet", "kernel", "precision", "recall", "density", "coverage")
_MOST: Final[Mapping[str, float]] = {"pieces": np.inf, "diversity": 2.0}

Values = NDArray[np.float64]
Marks = dict[str, Values]
"""Name -> a mark of each picture [N], NaN where it does not apply."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made."""

    resamples: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """N pictures as numbers: unit rows of frozen `features` [N, D], and `color` [N, 1024] and `form` [N, 512] of
    `metrics.copying`."""

    features: Floats
    color: Floats
    form: Floats

    @classmethod
    def of(cls, features: Floats, sprites: Sequence[RGBA]) -> "Described":
        """Measure sprites uint8 [64, 64, 4] whose features are known."""
        color = np.array([color_features(rgba) for rgba in sprites], np.float32).reshape(len(sprites), -1)
        form = np.array([form_features(rgba) for rgba in sprites], np.float32).reshape(len(sprites), -1)
        return cls(features, color, form)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """N creatures from front and back, uint8 [64, 64, 4], with unit rows of frozen features [N, D]."""

    fronts: Sequence[RGBA]
    backs: Sequence[RGBA]
    front_features: Floats
    back_features: Floats


def body_marks(sprites: Sequence[RGBA]) -> Marks:
    """Whether each sprite is one creature, and how its pixels hang together."""
    found = [wholeness(rgba) for rgba in sprites]
    whole = [not one.empty and not one.overfull and one.largest >= WHOLE_FROM for one in found]
    marks = {
        "whole": whole,
        "largest": [one.largest for one in found],
        "pieces": [one.pieces for one in found],
        "empty": [one.empty for one in found],
        "overfull": [one.overfull for one in found],
    }
    return {name: np.array(values, np.float64) for name, values in marks.items()}


def color_marks(sprites: Sequence[RGBA], asked: Sequence[AskedColors]) -> Marks:
    """Whether each sprite shows the colors that its sentence asks for."""
    color, both = np.full(len(sprites), np.nan), np.full(len(sprites), np.nan)
    for row, (rgba, colors) in enumerate(zip(sprites, asked, strict=True)):
        if colors.names:
            color[row] = colors.shown(named_color_shares(rgba))
        if len(colors.names) > 1:
            both[row] = color[row]
    return {"color": color, "two_colors": both}


def subject_marks(ranks: NDArray[np.intp], known: NDArray[np.bool_]) -> Marks:
    """Whether the subject comes first and among five: `ranks` [N] from 0, `known` [N] where it is a class."""
    return {
        "subject_first": np.where(known, ranks < 1, np.nan),
        "subject_five": np.where(known, ranks < AMONG, np.nan),
    }


def copy_marks(drawn: Described, mirrored: Described, known: Described, families: ArrayLike) -> Marks:
    """Whether each sprite copies one of the `known` pictures of `families` [K], by its features, pixels or form."""
    signs = {}
    for sign, part in (("features", "features"), ("pixels", "color"), ("recolored", "form")):
        rows, turned, others = (getattr(each, part) for each in (drawn, mirrored, known))
        signs[f"copies_{sign}"] = np.asarray(neighbour_ratios(rows, turned, others, families) < COPY, np.float64)
    return {"copies": np.max(list(signs.values()), axis=0), **signs}


def spread_marks(features: Floats, groups: ArrayLike) -> Values:
    """The mean distance of each row to the others of its group, [N]; NaN where it is alone."""
    found, names = np.full(len(features), np.nan), np.asarray(groups)
    for name in np.unique(names):
        rows = np.flatnonzero(names == name)
        if len(rows) > 1:
            own = features[rows].astype(np.float64)
            found[rows] = between(own, own).sum(axis=1) / (len(rows) - 1)
    return found


def subject_spread(features: Floats, subjects: Sequence[str], creatures: Sequence[int]) -> dict[str, float]:
    """Subject -> the mean distance of pictures of two creatures of it, where there are two."""
    members: dict[str, list[int]] = defaultdict(list)
    for row, subject in enumerate(subjects):
        if subject:
            members[subject].append(row)
    found, numbers = {}, np.asarray(creatures)
    for subject, rows in members.items():
        others = numbers[rows][:, None] != numbers[rows]
        if others.any():
            found[subject] = float(between(features[rows], features[rows])[others].mean())
    return found


def front_marks(views: Views) -> Values:
    """Whether the front of each creature is the one most like its back, [N]."""
    if not views.fronts:
        return np.zeros(0)
    front_colors, back_colors = (
        np.stack([color_histogram(rgba, HISTOGRAM_LEVELS) for rgba in sprites])
        for sprites in (views.fronts, views.backs)
    )
    cosines = COLOR_SHARE * back_colors @ front_colors.T
    cosines += (1 - COLOR_SHARE) * views.back_features @ views.front_features.T
    return np.asarray(cosines.argmax(axis=1) == np.arange(len(cosines)), np.float64)


def estimates(marks: Marks, groups: ArrayLike, bootstrap: Bootstrap) -> dict[str, Estimate]:
    """The mean of each mark with its interval."""
    means = means_of(marks, groups, bootstrap)
    low, high = centered_interval(means.values, means.samples)
    found = {}
    for k, name in enumerate(marks):
        ends = [float(low[k]), float(high[k])]
        if name in COUNTED:
            ends = [min(ends[0], 1 - means.unseen[k]), max(ends[1], means.unseen[k])]
        found[name] = _estimate(float(means.values[k]), *np.clip(ends, 0, _MOST.get(name, 1.0)))
    return found


def means_of(marks: Marks, groups: ArrayLike, bootstrap: Bootstrap) -> Means:
    """The means of marks over all pictures and over resamples of `groups` [N]."""
    values = np.stack(list(marks.values()))[..., None]
    return family_means(values, np.asarray(groups, np.int64), resamples=bootstrap.resamples, seed=bootstrap.seed)


def ratio(one: Means, other: Means) -> Estimate:
    """The first mean of `one` over that of `other`, whose groups are not the same."""
    value, base = float(one.values[0]), float(other.values[0])
    if not base > 0 or np.isnan(value):
        return Estimate(None, None, None)
    samples = np.divide(
        one.samples[:, 0],
        other.samples[::-1, 0],
        out=np.full(len(one.samples), np.nan),
        where=other.samples[::-1, 0] > 0,
    )
    low, high = centered_interval(np.array([value / base]), samples[:, None])
    return _estimate(value / base, max(0.0, float(low[0])), float(high[0]))


def difference(one: Means, other: Means) -> Estimate:
    """The first mean of `one` minus that of `other`, two shares whose groups are not the same."""
    value = one.values[0] - other.values[0]
    low, high = centered_interval(np.array([value]), (one.samples[:, 0] - other.samples[::-1, 0])[:, None])
    return _estimate(
        float(value),
        float(min(low[0], one.values[0] - other.unseen[0])),
        float(max(high[0], one.unseen[0] - other.values[0])),
    )


def distances(real: Sample, drawn: Floats, training: Sample, seed: int) -> tuple[dict[str, Estimate], ...]:
    """The distances of drawn sprites, of the real pictures and of training pictures from real ones, half by half.

    `drawn` has a row for each row of `real`. Raises ValueError if there are fewer than two families.
    """
    compared = compare_halves(real, [np.asarray(drawn, np.float64)], training, seed)
    return tuple(
        {name: _estimate(*map(float, ends)) for name, *ends in zip(_DISTANCES, *found, strict=True)}
        for found in compared
    )


def _estimate(value: float, low: float, high: float) -> Estimate:
    """Without what is NaN."""
    if np.isnan(value):
        return Estimate(None, None, None)
    return Estimate(value, None if np.isnan(low) else float(low), None if np.isnan(high) else float(high))
