"""Sprites for a generator's exam: drawn fronts and backs, and whether their files are valid. Scores nothing."""

import io
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from PIL import Image

from spritedex.runtime.options import DEFAULT_OPTIONS, PIXEL, SIDE, GenerationOptions
from spritedex.runtime.pipeline import Pipeline, Sample
from spritedex.sprites.palette import MAX_COLORS, indexed_png
from spritedex.workflows.generate.creature import back_of
from spritedex.workflows.provenance.public_names import public_word

T = TypeVar("T")

ARTWORK = "artwork"


class Track(Protocol):
    """Shows how far a loop is."""

    def __call__(self, items: Iterable[T], total: int | None, label: str) -> Iterable[T]: ...


def untracked(items: Iterable[T], total: int | None, label: str) -> Iterable[T]:
    """Shows nothing."""
    return items


def styles_of(generator: Pipeline) -> tuple[str, ...]:
    """The styles of a generator; one without styles was trained on artwork."""
    return generator.styles or (ARTWORK,)


def names_of(generators: Sequence[Pipeline], given: Sequence[str | None]) -> list[str]:
    """The names of generators, each once: where a later one is called as one before, what was given is added."""
    names: list[str] = []
    for generator, word in zip(generators, given, strict=True):
        name = generator.bundle.manifest.name
        while name in names:
            name += f" ({public_word(word or 'packaged')})"
        names.append(name)
    return names


def options_for(generator: Pipeline, style: str) -> GenerationOptions:
    """The options for one of `styles_of` a generator."""
    return GenerationOptions(style=style) if generator.styles else DEFAULT_OPTIONS


def draw(
    generator: Pipeline, options: GenerationOptions, jobs: Sequence[tuple[str, int]], track: Track, label: str
) -> list[Sample]:
    """A sprite for each sentence and seed."""
    return [
        next(sample for sample in generator.generate(sentence, 1, seed, options))
        for sentence, seed in track(jobs, len(jobs), label)
    ]


def draw_backs(generator: Pipeline, fronts: Sequence[Sample], track: Track) -> list[Sample]:
    """The creature of each front from behind, as a format with front and back draws it."""
    backs = []
    for front in track(fronts, len(fronts), "Drawing backs"):
        prompt, options = back_of(front)
        backs.append(next(sample for sample in generator.generate(prompt, 1, front.seed, options)))
    return backs


def valid_file(generator: Pipeline, sample: Sample) -> float:
    """Whether the file of a pixel sprite is one, 1 or 0; NaN in any other style."""
    if PIXEL not in generator.styles or sample.options.style != PIXEL:
        return float("nan")
    return float(sample.indexed is not None and is_pixel_file(indexed_png(sample.indexed)))


def is_pixel_file(data: bytes) -> bool:
    """Whether a PNG is a valid pixel sprite: indexed, 64x64, no partly transparent pixel, 1 to 15 colors."""
    with Image.open(io.BytesIO(data)) as image:
        indexed = image.mode == "P" and image.size == (SIDE, SIDE)
        rgba = np.asarray(image.convert("RGBA"))
    opaque = rgba[..., 3] == 255
    colors = np.unique(rgba[opaque], axis=0)
    return bool(indexed and (opaque | (rgba[..., 3] == 0)).all() and 1 <= len(colors) <= MAX_COLORS)
