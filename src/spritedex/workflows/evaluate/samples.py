"""Drawing and reading for a generator's evaluation_set: sprites and real pictures become numbers. Knows no metric of
merit.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.bundle.format import PainterBundle
from spritedex.data.records import Record
from spritedex.errors import PictureError, Problem
from spritedex.evaluation.generation import PictureFeatures, Pictures
from spritedex.evaluation.prompts import SHEET, SHEET_SEEDS, Prompt, spaced
from spritedex.metrics.copying import color_features, form_features
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.generator import PIXEL, Generator
from spritedex.runtime.options import DEFAULT_OPTIONS, SIDE, GenerationOptions
from spritedex.runtime.text import TextEncoder
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.colors import dominant_color
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.palette import MAX_COLORS, indexed_png
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.vocabulary import TYPES

T = TypeVar("T")

_NO_RULE: Final = float("nan")
_DECODER_STYLES: Final = ("artwork",)
_COMPARED: Final = 10


class Track(Protocol):
    """Shows how far a loop is."""

    def __call__(self, items: Iterable[T], total: int | None, label: str) -> Iterable[T]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A sprite, uint8 [64, 64, 4], of a species of a family; `valid` is whether its file is as it must be, or NaN."""

    rgba: RGBA
    number: int
    family: int
    valid: float = _NO_RULE


def untracked(items: Iterable[T], total: int | None, label: str) -> Iterable[T]:
    """Shows nothing."""
    return items


def styles_of(generator: Generator) -> tuple[str, ...]:
    """The styles that it draws; a decoder knows none, and was taught artwork."""
    return tuple(generator.config.styles) if isinstance(generator.config, PainterBundle) else _DECODER_STYLES


def options_for(generator: Generator, style: str) -> GenerationOptions:
    """One of its styles, else as the bundle has it."""
    return GenerationOptions(style=style) if isinstance(generator.config, PainterBundle) else DEFAULT_OPTIONS


def draw(
    generator: Generator,
    options: GenerationOptions,
    prompts: Sequence[Prompt],
    first: Sequence[int],
    count: int,
    track: Track,
) -> list[Shown]:
    """`count` sprites of each prompt, next to each other, with the seeds from `first` up."""
    sprites = (
        (prompt, sprite)
        for prompt, seed in zip(prompts, first, strict=True)
        for sprite in generator.generate(prompt.text, count, seed, options)
    )
    shown = []
    for prompt, sprite in track(sprites, count * len(prompts), f"Drawing with {generator.bundle.manifest.name}"):
        valid = _NO_RULE
        if isinstance(generator.config, PainterBundle) and options.style == PIXEL:
            valid = float(sprite.indexed is not None and is_pixel_file(indexed_png(sprite.indexed)))
        shown.append(Shown(sprite.rgba, prompt.number, prompt.family, valid))
    return shown


def is_pixel_file(data: bytes) -> bool:
    """Whether a PNG is a pixel sprite that a game can load: indexed, 64x64, no half-clear pixel, at most 15 colors."""
    with Image.open(io.BytesIO(data)) as image:
        indexed = image.mode == "P" and image.size == (SIDE, SIDE)
        rgba = np.asarray(image.convert("RGBA"))
    opaque = rgba[..., 3] == 255
    colors = np.unique(rgba[opaque], axis=0)
    return bool(indexed and (opaque | (rgba[..., 3] == 0)).all() and 1 <= len(colors) <= MAX_COLORS)


def open_sprites(records: Iterable[Record], problems: list[Problem]) -> dict[str, Shown]:
    """Key -> the picture as the painter sees it while training; those that cannot be read become problems."""
    sprites = {}
    for record in records:
        try:
            rgba = open_picture(record.image).rgba
            fitted = fit_square(rgba, SIDE) if record.style == "artwork" else fit_sprite(rgba, SIDE)
        except PictureError as error:
            problems.append(Problem(record.key, str(error)))
        except ValueError as error:
            problems.append(Problem(record.key, f"{error}; make it less transparent"))
        else:
            sprites[record.key] = Shown(fitted, record.number, record.family)
    return sprites


def measure_pictures(
    reader: Classifier, shown: Sequence[Shown], track: Track, label: str, *, mirror: bool = True
) -> Pictures:
    """Read pictures, at least one; without `mirror` their mirror images are not read, and count as themselves."""
    pictures = [one.rgba for one in shown]
    if mirror:
        pictures += [one.rgba[:, ::-1] for one in shown]
    readings = list(track(reader.classify(pictures), len(pictures), label))
    embedding = np.array([reading.embedding for reading in readings], np.float64)
    every = PictureFeatures(
        embedding,
        np.stack([color_features(rgba) for rgba in pictures]),
        np.stack([form_features(rgba) for rgba in pictures]),
    )
    count = len(shown)
    plain = every.take(np.arange(count))
    return Pictures(
        families=np.array([one.family for one in shown], np.int64),
        numbers=np.array([one.number for one in shown], np.int64),
        plain=plain,
        mirrored=every.take(np.arange(count, 2 * count)) if mirror else plain,
        chances=np.array([[reading.probabilities[name] for name in TYPES] for reading in readings[:count]]),
        colors=np.array([dominant_color(one.rgba) for one in shown]),
        valid=np.array([one.valid for one in shown], np.float64),
    )


def text_vectors(encoder: TextEncoder, texts: Sequence[str]) -> NDArray[np.float64]:
    """Sentences -> their meaning as rows [N, D] of length 1: the mean of their token states."""
    rows = np.array([encoder.states(encoder.pieces(text))[0].mean(axis=0) for text in texts], np.float64)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def draw_sheet(generator: Generator, limit: int | None, track: Track) -> Image.Image:
    """The same prompts and seeds at each release, as pixel sprites or else in its first style; at most `limit` of the
    prompts."""
    prompts = spaced([Prompt(text) for text in SHEET], limit)
    styles = styles_of(generator)
    options = options_for(generator, PIXEL if PIXEL in styles else styles[0])
    shown = draw(generator, options, prompts, [0] * len(prompts), SHEET_SEEDS, track)
    sections = [
        Section(prompt.text, [(shown[row * SHEET_SEEDS + seed].rgba, f"seed {seed}") for seed in range(SHEET_SEEDS)])
        for row, prompt in enumerate(prompts)
    ]
    return contact_sheet(sections, columns=SHEET_SEEDS, factor=2)


def compare(
    style: str, prompts: Sequence[Prompt], real: Sequence[Shown], drawn: Sequence[Shown], count: int
) -> list[Section]:
    """For some of the prompts the real picture and what was drawn."""
    kept = {prompt.number for prompt in spaced(prompts, _COMPARED)}
    return [
        Section(
            f"{style}: {prompt.text}",
            [(real[row].rgba, "real"), *((one.rgba, "drawn") for one in drawn[row * count : (row + 1) * count])],
        )
        for row, prompt in enumerate(prompts)
        if prompt.number in kept
    ]
