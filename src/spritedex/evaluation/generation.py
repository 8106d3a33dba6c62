"""The metrics of generators on the same prompts, beside those of real pictures. Know arrays; no generator and no file.

Three kinds of rows are measured alike: what was drawn, real pictures of the species that the prompts describe, and
(where it makes sense) real pictures of the species that the generator was trained on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.prompts import Prompt, is_color_right
from spritedex.evaluation.scorecard import Estimate, Row
from spritedex.metrics.bootstrap import Means, centred_interval, family_means
from spritedex.metrics.copying import COPY, neighbour_ratios
from spritedex.metrics.distances import between, spread
from spritedex.metrics.halving import Sample, compare_halves
from spritedex.metrics.retrieval import TextMap, hit_chances
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
    "type_chance": "type agreement, mean probability",
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
GRID_METRICS: Final = ("color", "type_first", "type_chance", "copies")
COUNTED: Final = ("color", "type_first", *(name for name in METRICS if name.startswith("copies")), "valid")
"""The metrics that count sprites: each has the thing or lacks it."""

AMONG: Final = (10, 100)
REAL: Final = "real, held out"
TRAINING: Final = "real, training"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PictureFeatures:
    """Pictures as numbers: the reader's `embedding` [N, E], `color` [N, 1024] and `form` [N, 512] of `copying`."""

    embedding: Floats
    color: Floats
    form: Floats

    def take(self, rows: NDArray[np.intp]) -> "PictureFeatures":
        """These rows, in their order."""
        return PictureFeatures(self.embedding[rows], self.color[rows], self.form[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """N pictures, read: `plain` and in the mirror, `chances` [N, 18] of the types, and `colors` [N] by their words.

    `families` [N] and `numbers` [N] are those of the species that they show, or were drawn for; `valid` [N] is whether
    the file of a drawn one is as a pixel sprite must be, NaN where that is not asked.
    """

    families: NDArray[np.int64]
    numbers: NDArray[np.int64]
    plain: PictureFeatures
    mirrored: PictureFeatures
    chances: Floats
    colors: NDArray[np.str_]
    valid: Floats

    def __len__(self) -> int:
        return len(self.families)

    def take(self, rows: NDArray[np.intp]) -> "Pictures":
        """These rows, in their order."""
        return Pictures(
            self.families[rows], self.numbers[rows], self.plain.take(rows), self.mirrored.take(rows),
            self.chances[rows], self.colors[rows], self.valid[rows],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SpriteScorer:
    """What all rows are held against: the training pictures `known`, and captions as `texts` [C, D] with the `numbers`
    and `families` [C] of their species, which `text_map` leads to."""

    known: Pictures
    text_map: TextMap
    texts: Floats
    numbers: NDArray[np.int64]
    families: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StyleResult:
    """The rows of one style: drawn ones first, then real ones.

    `ratios` are those of the first row: `color` and `type_first` over those of the real pictures, `copies` minus
    theirs.
    """

    style: str
    prompts: int
    families: int
    per_prompt: int
    rows: tuple[Row, ...]
    ratios: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One generator in one style on the grid of words; `confusion` counts what was seen (column; the last: nothing)
    for each color asked for (row), in the order of `COLORS`."""

    name: str
    style: str
    prompts: int
    metrics: dict[str, Estimate]
    confusion: tuple[tuple[int, ...], ...]


def measure_style(
    style: str,
    prompts: Sequence[Prompt],
    drawn: Mapping[str, Pictures],
    real: Pictures,
    training: Pictures,
    scorer: SpriteScorer,
    *,
    resamples: int,
    seed: int,
) -> StyleResult:
    """All rows of one style. `real` [P] are pictures of the species of the prompts [P], `drawn` name -> [P * count]
    sprites, those of one prompt next to each other; `training` are pictures of the style that were trained on.

    Raises ValueError if there are fewer than two families.
    """
    samples = {name: _shares(prompts, pictures, scorer) for name, pictures in {**drawn, REAL: real}.items()}
    samples[REAL][SHARE_METRICS.index("diversity")] = spread(real.plain.embedding, real.families)
    means = {
        name: family_means(values, real.families, resamples=resamples, seed=seed) for name, values in samples.items()
    }
    distances = compare_halves(
        _sample(real), [pictures.plain.embedding for pictures in drawn.values()], _sample(training), seed
    )
    rows = []
    for name, distance in zip((*drawn, REAL, TRAINING), distances, strict=True):
        metrics = dict(zip(DISTANCE_METRICS, map(_estimate, *distance), strict=True))
        if name in means:
            metrics |= _estimates(SHARE_METRICS, means[name])
        rows.append(Row(name, metrics))
    first = next(iter(drawn))
    ratios, count = _ratios(means[first], means[REAL]), len(drawn[first]) // len(prompts)
    return StyleResult(style, len(prompts), len(np.unique(real.families)), count, tuple(map(_as_known, rows)), ratios)


def measure_grid(
    name: str, style: str, prompts: Sequence[Prompt], drawn: Pictures, known: Pictures, *, resamples: int, seed: int
) -> GridRow:
    """Color and type agreement of one sprite for each prompt of the grid, and the share that copies one of `known`.

    Each prompt counts as a family of its own.
    """
    copies = np.max(_copies(drawn, known), axis=0)
    values = np.stack([_color(prompts, drawn), *_types(prompts, drawn), copies])[..., None]
    metrics = _estimates(GRID_METRICS, family_means(values, np.arange(len(prompts)), resamples=resamples, seed=seed))
    seen = [*COLORS, ""]
    confusion = np.zeros((len(COLORS), len(seen)), int)
    for prompt, color in zip(prompts, drawn.colors, strict=True):
        confusion[COLORS.index(prompt.color), seen.index(str(color))] += 1
    return GridRow(name, style, len(prompts), metrics, tuple(map(tuple, confusion.tolist())))


def _sample(pictures: Pictures) -> Sample:
    return Sample(pictures.plain.embedding, pictures.families)


def _shares(prompts: Sequence[Prompt], pictures: Pictures, scorer: SpriteScorer) -> Floats:
    """The metrics of `SHARE_METRICS` for each sprite, [K, P, count]; NaN where one is not asked."""
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
    """Whether each is a copy by its features, its pixels and its form: three of [N], 0 or 1."""
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
            float(is_color_right(prompt.color, str(seen))) if prompt.color else np.nan
            for prompt, seen in zip(prompts, pictures.colors, strict=True)
        ]
    )


def _types(prompts: Sequence[Prompt], pictures: Pictures) -> tuple[Floats, Floats]:
    """Whether the first guess is a type asked for, and the mean probability of those."""
    first, chance = np.full(len(prompts), np.nan), np.full(len(prompts), np.nan)
    for row, (prompt, chances) in enumerate(zip(prompts, pictures.chances, strict=True)):
        if prompt.types:
            asked = [TYPES.index(name) for name in prompt.types]
            first[row], chance[row] = int(chances.argmax()) in asked, chances[asked].mean()
    return first, chance


def _between_seeds(embedding: Floats, count: int) -> Floats:
    """The mean distance of each sprite to the others of its prompt, [N]; NaN where it is alone."""
    if count < 2:
        return np.full(len(embedding), np.nan)
    groups = embedding.reshape(-1, count, embedding.shape[1])
    return np.concatenate([between(group, group).sum(axis=1) / (count - 1) for group in groups])


def _ratios(drawn: Means, real: Means) -> dict[str, Estimate]:
    """Intervals reach as far as if either share were the largest that may be unseen."""
    found = {}
    for name in ("color", "type_first", "copies"):
        k = SHARE_METRICS.index(name)
        against = np.subtract if name == "copies" else _over
        value, samples = against(drawn.whole[k], real.whole[k]), against(drawn.draws[:, k], real.draws[:, k])
        low, high = centred_interval(np.atleast_1d(value), samples[:, None])
        bottom = min(low[0], against(drawn.whole[k], real.unseen[k]))
        top = max(high[0], against(drawn.unseen[k], real.whole[k]))
        found[name] = _estimate(float(value), bottom if name == "copies" else max(bottom, 0), top)
    return found


def _over(one: Floats, other: Floats) -> Floats:
    """Their quotient, NaN where `other` is 0."""
    return np.asarray(np.divide(one, other, out=np.full(np.shape(one), np.nan), where=np.asarray(other) > 0))


def _as_known(row: Row) -> Row:
    """A row of real pictures without what means nothing for them: no file was drawn, and there are no seeds. In place
    of those the distance is that of species of different families, as it is."""
    if row.name != REAL:
        return row
    metrics = {name: estimate for name, estimate in row.metrics.items() if name != "valid"}
    return replace(row, metrics=metrics | {"diversity": replace(metrics["diversity"], low=None, high=None)})


def _estimates(names: Sequence[str], means: Means) -> dict[str, Estimate]:
    """The metrics by name with their intervals, none below 0, and none above 1 but that of a distance, which may reach
    2. Those of what is counted leave room for what may be unseen, or lacking unseen."""
    low, high = centred_interval(means.whole, means.draws)
    counted = np.array([name in COUNTED for name in names])
    low = np.where(counted, np.minimum(low, 1 - means.unseen), low)
    high = np.where(counted, np.maximum(high, means.unseen), high)
    tops = np.array([2.0 if name == "diversity" else 1.0 for name in names])
    ends = np.clip(low, 0, tops), np.clip(high, 0, tops)
    return dict(zip(names, map(_estimate, means.whole, *ends), strict=True))


def _estimate(value: float, low: float, high: float) -> Estimate:
    if np.isnan(value):
        return Estimate(None, None, None)
    return Estimate(float(value), None if np.isnan(low) else float(low), None if np.isnan(high) else float(high))
