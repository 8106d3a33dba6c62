"""The metrics of generators on the same prompts, beside those of real pictures. Know arrays; no generator and no file.

Three kinds of rows are measured alike: generated sprites, real pictures of the species that the prompts describe, and
(for distances) real pictures of the species that the generator was trained on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.pictures import Pictures, SpriteScorer
from spritedex.evaluation.prompts import Prompt, is_color_right
from spritedex.evaluation.scorecard import Estimate, Row
from spritedex.metrics.bootstrap import Means, centered_interval, family_means
from spritedex.metrics.copying import COPY, neighbour_ratios
from spritedex.metrics.distances import between, spread
from spritedex.metrics.halving import Sample, compare_halves
from spritedex.metrics.retrieval import hit_chances
from spritedex.vocabulary import COLORS, TYPES

METRICS: Final[dict[str, str]] = {
    "frechet": "Fréchet domain distance ↓",
    "kernel": "kernel domain distance ↓",
    "precision": "precision",
    "recall": "recall",
    "density": "density",
    "coverage": "coverage",
    "color": "color agreement",
    "type_first": "type agreement, first guess",
    "type_probability": "type agreement, mean probability",
    "retrieval_10": "own caption found among 10",
    "retrieval_100": "own caption found among 100",
    "copies": "copies, by any sign ↓",
    "copies_features": "copies by features ↓",
    "copies_pixels": "copies by pixels ↓",
    "copies_recolored": "copies in other colors ↓",
    "diversity": "distance between seeds",
    "valid": "valid pixel-style files",
}
"""Name -> title of every metric of a row, in order."""

DISTANCE_METRICS: Final = tuple(METRICS)[:6]
SHARE_METRICS: Final = tuple(METRICS)[6:]
GRID_METRICS: Final = ("color", "type_first", "type_probability", "copies")
COUNTED: Final = ("color", "type_first", *(name for name in METRICS if name.startswith("copies")), "valid")
"""The metrics that are shares of sprites: each sprite counts as 0 or 1."""

AMONG: Final = (10, 100)
REAL: Final = "real, held out"
TRAINING: Final = "real, training"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StyleResult:
    """The rows of one style: generators first, then real pictures.

    `ratios` are of the first row: `color` and `type_first` over those of the real pictures, `copies` minus theirs.
    """

    style: str
    prompts: int
    families: int
    per_prompt: int
    rows: tuple[Row, ...]
    ratios: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One generator in one style on the grid of prompts.

    `confusion` counts the dominant colors (columns; the last: none) of the sprites for each prompted color (rows), in
    the order of `COLORS`.
    """

    name: str
    style: str
    prompts: int
    metrics: dict[str, Estimate]
    confusion: tuple[tuple[int, ...], ...]


def measure_style(
    style: str,
    prompts: Sequence[Prompt],
    generated: Mapping[str, Pictures],
    real: Pictures,
    training: Pictures,
    scorer: SpriteScorer,
    *,
    resamples: int,
    seed: int,
) -> StyleResult:
    """All rows of one style.

    `real` [P] are pictures of the species of the prompts [P]; `generated` has the sprites [P * count] of each generator
    by name, those of one prompt next to each other; `training` are training pictures of the style.

    Raises ValueError if there are fewer than two families.
    """
    shares = {name: _shares(prompts, pictures, scorer) for name, pictures in {**generated, REAL: real}.items()}
    shares[REAL][SHARE_METRICS.index("diversity")] = spread(real.plain.embedding, real.families)
    means = {
        name: family_means(values, real.families, resamples=resamples, seed=seed) for name, values in shares.items()
    }
    distances = compare_halves(
        _sample(real), [pictures.plain.embedding for pictures in generated.values()], _sample(training), seed
    )
    rows = []
    for name, distance in zip((*generated, REAL, TRAINING), distances, strict=True):
        metrics = dict(zip(DISTANCE_METRICS, map(_estimate, *distance), strict=True))
        if name in means:
            metrics |= _estimates(SHARE_METRICS, means[name])
        rows.append(Row(name, metrics))
    first = next(iter(generated))
    ratios, count = _ratios(means[first], means[REAL]), len(generated[first]) // len(prompts)
    rows = [_without_generated(row) if row.name == REAL else row for row in rows]
    return StyleResult(style, len(prompts), len(np.unique(real.families)), count, tuple(rows), ratios)


def measure_grid(
    name: str, style: str, prompts: Sequence[Prompt], sprites: Pictures, known: Pictures, *, resamples: int, seed: int
) -> GridRow:
    """Color and type agreement of one of `sprites` [P] for each prompt [P], and the share that copies one of `known`.

    Each prompt counts as a family. Raises ValueError if there is no prompt.
    """
    copies = np.max(_copies(sprites, known), axis=0)
    values = np.stack([_color(prompts, sprites), *_types(prompts, sprites), copies])[..., None]
    metrics = _estimates(GRID_METRICS, family_means(values, np.arange(len(prompts)), resamples=resamples, seed=seed))
    dominant = [*COLORS, ""]
    confusion = np.zeros((len(COLORS), len(dominant)), int)
    for prompt, color in zip(prompts, sprites.colors, strict=True):
        confusion[COLORS.index(prompt.color), dominant.index(str(color))] += 1
    return GridRow(name, style, len(prompts), metrics, tuple(map(tuple, confusion.tolist())))


def _sample(pictures: Pictures) -> Sample:
    return Sample(pictures.plain.embedding, pictures.families)


def _shares(prompts: Sequence[Prompt], pictures: Pictures, scorer: SpriteScorer) -> Floats:
    """The metrics of `SHARE_METRICS` for each sprite, [K, P, count]; NaN where one does not apply."""
    count = len(pictures) // len(prompts)
    repeated = [prompt for prompt in prompts for _ in range(count)]
    own = np.array([int(np.flatnonzero(scorer.numbers == prompt.number)[0]) for prompt in repeated])
    likeness = scorer.text_map.likeness(pictures.plain.embedding, scorer.texts)
    copies = _copies(pictures, scorer.known)
    values = [
        _color(repeated, pictures),
        *_types(repeated, pictures),
        *(hit_chances(likeness, own, scorer.families, among) for among in AMONG),
        np.max(copies, axis=0),
        *copies,
        _between_seeds(pictures.plain.embedding, count),
        pictures.valid,
    ]
    return np.stack(values).reshape(len(values), len(prompts), count)


def _copies(pictures: Pictures, known: Pictures) -> list[Floats]:
    """Whether each picture is a copy by its features, its pixels and its form: three arrays [N] of 0 or 1."""
    return [
        (neighbour_ratios(rows, mirrored, others, known.families) < COPY).astype(np.float64)
        for rows, mirrored, others in (
            (getattr(pictures.plain, name), getattr(pictures.mirrored, name), getattr(known.plain, name))
            for name in ("embedding", "color", "form")
        )
    ]


def _color(prompts: Sequence[Prompt], pictures: Pictures) -> Floats:
    return np.array(
        [
            float(is_color_right(prompt.color, str(color))) if prompt.color else np.nan
            for prompt, color in zip(prompts, pictures.colors, strict=True)
        ]
    )


def _types(prompts: Sequence[Prompt], pictures: Pictures) -> tuple[Floats, Floats]:
    """Whether the first guess is a prompted type, and the mean probability of the prompted types."""
    first, mean = np.full(len(prompts), np.nan), np.full(len(prompts), np.nan)
    for row, (prompt, probabilities) in enumerate(zip(prompts, pictures.probabilities, strict=True)):
        if prompt.types:
            prompted = [TYPES.index(name) for name in prompt.types]
            first[row], mean[row] = int(probabilities.argmax()) in prompted, probabilities[prompted].mean()
    return first, mean


def _between_seeds(embedding: Floats, count: int) -> Floats:
    """The mean distance of each sprite to the others of its prompt, [N]; NaN where there are no others."""
    if count < 2:
        return np.full(len(embedding), np.nan)
    groups = embedding.reshape(-1, count, embedding.shape[1])
    return np.concatenate([between(group, group).sum(axis=1) / (count - 1) for group in groups])


def _ratios(generated: Means, real: Means) -> dict[str, Estimate]:
    """Each interval reaches as far as if either share were its `unseen` one."""
    found = {}
    for name in ("color", "type_first", "copies"):
        k = SHARE_METRICS.index(name)
        against = np.subtract if name == "copies" else _over
        value = against(generated.values[k], real.values[k])
        samples = against(generated.samples[:, k], real.samples[:, k])
        low, high = centered_interval(np.atleast_1d(value), samples[:, None])
        bottom = min(low[0], against(generated.values[k], real.unseen[k]))
        top = max(high[0], against(generated.unseen[k], real.values[k]))
        found[name] = _estimate(float(value), bottom if name == "copies" else max(bottom, 0), top)
    return found


def _over(one: Floats, other: Floats) -> Floats:
    """Their quotient, NaN where `other` is 0."""
    return np.asarray(np.divide(one, other, out=np.full(np.shape(one), np.nan), where=np.asarray(other) > 0))


def _without_generated(row: Row) -> Row:
    """A row of real pictures without the metrics that only generated sprites have.

    There is no generated file; and the distance, of species of different families, is one number without an interval.
    """
    metrics = {name: estimate for name, estimate in row.metrics.items() if name != "valid"}
    return replace(row, metrics=metrics | {"diversity": replace(metrics["diversity"], low=None, high=None)})


def _estimates(names: Sequence[str], means: Means) -> dict[str, Estimate]:
    """The metrics by name with their intervals, limited to [0, 1], or [0, 2] for a distance.

    The interval of a `COUNTED` metric includes its `unseen` share, and 1 minus that.
    """
    low, high = centered_interval(means.values, means.samples)
    counted = np.array([name in COUNTED for name in names])
    low = np.where(counted, np.minimum(low, 1 - means.unseen), low)
    high = np.where(counted, np.maximum(high, means.unseen), high)
    tops = np.array([2.0 if name == "diversity" else 1.0 for name in names])
    ends = np.clip(low, 0, tops), np.clip(high, 0, tops)
    return dict(zip(names, map(_estimate, means.values, *ends), strict=True))


def _estimate(value: float, low: float, high: float) -> Estimate:
    if np.isnan(value):
        return Estimate(None, None, None)
    return Estimate(float(value), None if np.isnan(low) else float(low), None if np.isnan(high) else float(high))
