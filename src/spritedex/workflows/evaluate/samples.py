"""Sprites and real pictures as numbers, for a generator's evaluation: generating and classifying. Scores nothing."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.data.records import Record
from spritedex.errors import PictureError, Problem
from spritedex.evaluation.pictures import PictureFeatures, Pictures
from spritedex.evaluation.prompts import SHEET, SHEET_SEEDS, Prompt, spaced
from spritedex.metrics.copying import color_features, form_features
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.options import DEFAULT_OPTIONS, SIDE, GenerationOptions
from spritedex.runtime.pipeline import PIXEL, Pipeline
from spritedex.runtime.text import TextEncoder
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.colors import dominant_color
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.palette import MAX_COLORS, indexed_png
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.vocabulary import TYPES

T = TypeVar("T")

_NOT_CHECKED: Final = float("nan")
_WITHOUT_STYLES: Final = ("artwork",)
_COMPARED: Final = 10


class Track(Protocol):
    """Shows how far a loop is."""

    def __call__(self, items: Iterable[T], total: int | None, label: str) -> Iterable[T]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A sprite or a real picture, uint8 [64, 64, 4], of a species and its family.

    `valid` is 1 if its file is a valid pixel sprite, 0 if not, NaN if that was not checked.
    """

    rgba: RGBA
    number: int
    family: int
    valid: float = _NOT_CHECKED


def untracked(items: Iterable[T], total: int | None, label: str) -> Iterable[T]:
    """Shows nothing."""
    return items


def styles_of(generator: Pipeline) -> tuple[str, ...]:
    """The styles of a generator; one without styles was trained on artwork."""
    return generator.styles or _WITHOUT_STYLES


def options_for(generator: Pipeline, style: str) -> GenerationOptions:
    """The options for one of `styles_of` a generator."""
    return GenerationOptions(style=style) if generator.styles else DEFAULT_OPTIONS


def generate_sprites(
    generator: Pipeline,
    options: GenerationOptions,
    prompts: Sequence[Prompt],
    first: Sequence[int],
    count: int,
    track: Track,
) -> list[Picture]:
    """`count` sprites of each prompt, next to each other; the seeds of each prompt start at its value in `first`."""
    sprites = (
        (prompt, sprite)
        for prompt, seed in zip(prompts, first, strict=True)
        for sprite in generator.generate(prompt.text, count, seed, options)
    )
    generated = []
    for prompt, sprite in track(sprites, count * len(prompts), f"Drawing with {generator.bundle.manifest.name}"):
        valid = _NOT_CHECKED
        if PIXEL in generator.styles and options.style == PIXEL:
            valid = float(sprite.indexed is not None and is_pixel_file(indexed_png(sprite.indexed)))
        generated.append(Picture(sprite.rgba, prompt.number, prompt.family, valid))
    return generated


def is_pixel_file(data: bytes) -> bool:
    """Whether a PNG is a valid pixel sprite: indexed, 64x64, no partly transparent pixel, 1 to 15 colors."""
    with Image.open(io.BytesIO(data)) as image:
        indexed = image.mode == "P" and image.size == (SIDE, SIDE)
        rgba = np.asarray(image.convert("RGBA"))
    opaque = rgba[..., 3] == 255
    colors = np.unique(rgba[opaque], axis=0)
    return bool(indexed and (opaque | (rgba[..., 3] == 0)).all() and 1 <= len(colors) <= MAX_COLORS)


def open_pictures(records: Iterable[Record], problems: list[Problem]) -> dict[str, Picture]:
    """Key -> the picture as the painter is trained on it; those that cannot be read are added to `problems`."""
    pictures = {}
    for record in records:
        try:
            rgba = open_picture(record.image).rgba
            fitted = fit_square(rgba, SIDE) if record.style == "artwork" else fit_sprite(rgba, SIDE)
        except PictureError as error:
            problems.append(Problem(record.key, str(error)))
        except ValueError as error:
            problems.append(Problem(record.key, f"{error}; make it less transparent"))
        else:
            pictures[record.key] = Picture(fitted, record.number, record.family)
    return pictures


def measure_pictures(
    classifier: Classifier, pictures: Sequence[Picture], track: Track, label: str, *, mirror: bool = True
) -> Pictures:
    """Features, types and colors of at least one picture; without `mirror` the mirror images are taken as equal."""
    arrays = [picture.rgba for picture in pictures]
    if mirror:
        arrays += [picture.rgba[:, ::-1] for picture in pictures]
    readings = list(track(classifier.classify(arrays), len(arrays), label))
    embedding = np.array([reading.embedding for reading in readings], np.float64)
    every = PictureFeatures(
        embedding,
        np.stack([color_features(rgba) for rgba in arrays]),
        np.stack([form_features(rgba) for rgba in arrays]),
    )
    count = len(pictures)
    plain = every.take(np.arange(count))
    return Pictures(
        families=np.array([picture.family for picture in pictures], np.int64),
        numbers=np.array([picture.number for picture in pictures], np.int64),
        plain=plain,
        mirrored=every.take(np.arange(count, 2 * count)) if mirror else plain,
        probabilities=np.array([[reading.probabilities[name] for name in TYPES] for reading in readings[:count]]),
        colors=np.array([dominant_color(picture.rgba) for picture in pictures]),
        valid=np.array([picture.valid for picture in pictures], np.float64),
    )


def text_features(encoder: TextEncoder, texts: Sequence[str]) -> NDArray[np.float64]:
    """Sentences -> rows [N, D] of length 1: the means of their token states."""
    rows = np.array([encoder.states(encoder.pieces(text))[0].mean(axis=0) for text in texts], np.float64)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def generate_sheet(generator: Pipeline, limit: int | None, track: Track) -> Image.Image:
    """The contact sheet: prompts and seeds that are the same at each release, at most `limit` of the prompts.

    The sprites are pixel sprites if the generator has that style, else of its first style.
    """
    prompts = spaced([Prompt(text) for text in SHEET], limit)
    styles = styles_of(generator)
    options = options_for(generator, PIXEL if PIXEL in styles else styles[0])
    sprites = generate_sprites(generator, options, prompts, [0] * len(prompts), SHEET_SEEDS, track)
    sections = [
        Section(prompt.text, [(sprites[row * SHEET_SEEDS + seed].rgba, f"seed {seed}") for seed in range(SHEET_SEEDS)])
        for row, prompt in enumerate(prompts)
    ]
    return contact_sheet(sections, columns=SHEET_SEEDS, factor=2)


def compare(
    style: str, prompts: Sequence[Prompt], real: Sequence[Picture], generated: Sequence[Picture], count: int
) -> list[Section]:
    """The real picture and the `count` sprites of some of the prompts, side by side."""
    kept = {prompt.number for prompt in spaced(prompts, _COMPARED)}
    return [
        Section(
            f"{style}: {prompt.text}",
            [
                (real[row].rgba, "real"),
                *((sprite.rgba, "generated") for sprite in generated[row * count : (row + 1) * count]),
            ],
        )
        for row, prompt in enumerate(prompts)
        if prompt.number in kept
    ]
