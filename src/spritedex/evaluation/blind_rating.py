"""Blind rating: numbered sheets for somebody who knows neither sentences nor sources, and what comes of the marks.

Knows no model and no data set. A rater first writes a line `n;whole;noun;quality` for each number of the sheets, then
sees the sentences and writes `n;match`:

- whole: 1 if it reads as one whole creature or thing, else 0
- noun: what a stranger would call it, "nothing" if unclear
- quality: 1 garbage ... 3 a sprite with faults ... 5 a game could ship it
- match: 0 not the thing, 1 its kind or half of it, 2 the thing asked for with its main color
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from PIL import Image

from spritedex.errors import DataError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Section, contact_sheet

T = TypeVar("T")

PER_SHEET: Final = 24
COLUMNS: Final = 6
FACTOR: Final = 3
GOOD: Final = 3
"""The least quality that counts as good."""
REAL: Final = "real"
"""The source of pictures that no model drew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under one number: where it is from, its sentence and seed; a real picture has no seed."""

    source: str
    sentence: str
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A rater's marks of one number; `match` is None before the sentences are shown."""

    whole: int
    noun: str
    quality: int
    match: int | None = None


@dataclass(frozen=True, slots=True)
class SourceScore:
    """Means of one source: shares in [0, 1], `quality` in [1, 5]; shares of matches are NaN without any match."""

    source: str
    rated: int
    match_2: float
    match_1: float
    whole: float
    quality: float
    good: float


def shuffled(count: int, seed: int) -> list[int]:
    """The order in which `count` sprites are numbered, the same for the same seed."""
    return [int(index) for index in np.random.default_rng(seed).permutation(count)]


def rating_sheets(sprites: Sequence[RGBA]) -> list[Image.Image]:
    """Sprites uint8 [64, 64, 4] in the order of their numbers, from 1 -> sheets that show nothing but numbers."""
    numbered = [(rgba, str(number)) for number, rgba in enumerate(sprites, 1)]
    parts = [numbered[start : start + PER_SHEET] for start in range(0, len(numbered), PER_SHEET)]
    return [
        contact_sheet([Section(f"Sheet {place} of {len(parts)}", part)], COLUMNS, FACTOR)
        for place, part in enumerate(parts, 1)
    ]


def read_ratings(text: str, count: int) -> dict[int, Rating]:
    """Lines `n;whole;noun;quality` -> marks by number. Raises DataError that names a wrong or missing line."""

    def parse(cells: Sequence[str]) -> Rating:
        whole, noun, quality = cells
        return Rating(within(whole, 0, 1, "whole"), noun.strip().lower(), within(quality, 1, 5, "quality"))

    return read_lines(text, count, 3, parse)


def read_matches(text: str, count: int) -> dict[int, int]:
    """Lines `n;match` -> 0, 1 or 2 by number. Raises DataError that names a wrong or missing line."""
    return read_lines(text, count, 1, lambda cells: within(cells[0], 0, 2, "match"))


def score_sources(entries: Sequence[Entry], ratings: Mapping[int, Rating]) -> list[SourceScore]:
    """The means of each source, in the order in which sources first occur in `entries`, whose numbers begin at 1."""
    scores = []
    for source in dict.fromkeys(entry.source for entry in entries):
        marks = [ratings[number] for number, entry in enumerate(entries, 1) if entry.source == source]
        matches = [mark.match for mark in marks if mark.match is not None]
        scores.append(
            SourceScore(
                source,
                len(marks),
                float(np.mean([match == 2 for match in matches])) if matches else float("nan"),
                float(np.mean([match >= 1 for match in matches])) if matches else float("nan"),
                float(np.mean([mark.whole for mark in marks])),
                float(np.mean([mark.quality for mark in marks])),
                float(np.mean([mark.quality >= GOOD for mark in marks])),
            )
        )
    return scores


def read_lines(text: str, count: int, width: int, parse: Callable[[Sequence[str]], T]) -> dict[int, T]:
    """Lines `n;...` with `width` fields after the number -> what `parse` makes of them, by number from 1 to `count`.

    A heading that begins with n, and empty lines, are left out. Raises DataError that names a wrong or missing line.
    """
    found: dict[int, T] = {}
    for line, cells in enumerate(csv.reader(io.StringIO(text), delimiter=";"), 1):
        if not cells or cells[0].strip().lower() in ("", "n"):
            continue
        try:
            if len(cells) != width + 1:
                raise ValueError(f"{len(cells)} fields; it needs {width + 1}, separated by ;")
            number = within(cells[0], 1, count, "n")
            if number in found:
                raise ValueError(f"number {number} comes twice")
            found[number] = parse(cells[1:])
        except ValueError as error:
            raise DataError(f"line {line}: {error}") from None
    if missing := [number for number in range(1, count + 1) if number not in found]:
        raise DataError(f"no line for number {missing[0]} ({len(missing)} missing)")
    return found


def within(cell: str, least: int, most: int, name: str) -> int:
    """The whole number in a cell. Raises ValueError that says the range."""
    text = cell.strip()
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most} (got {text[:20]!r})")
    return int(text)
