"""Blind pairs: two painters' sprites of one sentence side by side, left and right by chance. Knows no model.

A rater who knows neither painter writes a line `n;nicer;closer;whole_a;whole_b;face_a;face_b` for each pair:

- nicer, closer: a or b: which a game maker would rather have, which is closer to the sentence
- whole_a, whole_b: 1 if it is one whole thing, else 0
- face_a, face_b: 1 if a face or an eye can be made out, 0 if not, - if the thing has none
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from PIL import Image

from spritedex.evaluation.blind_rating import read_lines, within
from spritedex.sprites.codec import RGBA
from spritedex.sprites.layout import arrange, caption, frame, headline, on_checkerboard, stack

PER_SHEET: Final = 12
COLUMNS: Final = 3
FACTOR: Final = 3

Side = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands under one number: a sentence, a seed, and the painters on the left (a) and on the right (b)."""

    sentence: str
    seed: int
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class PairMarks:
    """A rater's marks of one pair; a face is None where the thing has none."""

    nicer: Side
    closer: Side
    whole: Mapping[Side, int]
    face: Mapping[Side, int | None]


@dataclass(frozen=True, slots=True)
class PairScore:
    """Shares of one painter in [0, 1]: of the pairs in which it is nicer and closer, of its sprites that are whole, and
    of those with a face among the things that have one (NaN without such things).
    """

    source: str
    pairs: int
    nicer: float
    closer: float
    whole: float
    face: float


def pair_sheets(pairs: Sequence[Pair], sprites: Sequence[tuple[RGBA, RGBA]]) -> list[Image.Image]:
    """Pairs in the order of their numbers, from 1 -> sheets that show numbers and sentences, and no painter."""
    tiles = []
    for number, (pair, sides) in enumerate(zip(pairs, sprites, strict=True), 1):
        both = arrange(
            [caption(on_checkerboard(rgba, FACTOR), (side,)) for side, rgba in zip("ab", sides, strict=True)], 2
        )
        tiles.append(stack([headline(f"{number}: {pair.sentence}", both.width, size=15), both]))
    parts = [tiles[start : start + PER_SHEET] for start in range(0, len(tiles), PER_SHEET)]
    return [
        frame(stack([headline(f"Sheet {place} of {len(parts)}", 400), arrange(part, COLUMNS, 24)]))
        for place, part in enumerate(parts, 1)
    ]


def read_pair_marks(text: str, count: int) -> dict[int, PairMarks]:
    """Lines `n;nicer;closer;whole_a;whole_b;face_a;face_b` -> marks by number.

    Raises DataError that names a wrong or missing line.
    """

    def parse(cells: Sequence[str]) -> PairMarks:
        nicer, closer, *marks = (cell.strip().lower() for cell in cells)
        whole_a, whole_b = (within(mark, 0, 1, "whole") for mark in marks[:2])
        face_a, face_b = (None if mark in ("-", "") else within(mark, 0, 1, "face") for mark in marks[2:])
        return PairMarks(
            _side(nicer, "nicer"), _side(closer, "closer"), {"a": whole_a, "b": whole_b}, {"a": face_a, "b": face_b}
        )

    return read_lines(text, count, 6, parse)


def score_pairs(pairs: Sequence[Pair], marks: Mapping[int, PairMarks]) -> list[PairScore]:
    """The shares of each painter, in the order in which painters first occur in `pairs`, whose numbers begin at 1."""
    scores = []
    for source in dict.fromkeys(name for pair in pairs for name in (pair.a, pair.b)):
        sides: list[tuple[PairMarks, Side]] = []
        for number, pair in enumerate(pairs, 1):
            if source in (pair.a, pair.b):
                sides.append((marks[number], "a" if pair.a == source else "b"))
        faces = [face for mark, side in sides if (face := mark.face[side]) is not None]
        scores.append(
            PairScore(
                source,
                len(sides),
                float(np.mean([mark.nicer == side for mark, side in sides])),
                float(np.mean([mark.closer == side for mark, side in sides])),
                float(np.mean([mark.whole[side] for mark, side in sides])),
                float(np.mean(faces)) if faces else float("nan"),
            )
        )
    return scores


def _side(cell: str, name: str) -> Side:
    """Raises ValueError that says what is allowed."""
    if cell == "a":
        return "a"
    if cell == "b":
        return "b"
    raise ValueError(f"{name} must be a or b (got {cell[:20]!r})")
