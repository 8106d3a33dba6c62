"""The results of a generator's exam as data, and what it must show. Know no files and measure nothing."""

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from spritedex.errors import DataError, Problem
from spritedex.evaluation.blind_pairs import PairScore
from spritedex.evaluation.blind_rating import REAL, SourceScore
from spritedex.evaluation.scorecard import Estimate

SCHEMA: Final = 2
State = Literal["held", "missed", "open"]

SUBJECT_OF_REAL: Final = 0.70
COLOR: Final = 0.85
WHOLE_OF_REAL: Final = 0.95
KERNEL_OF_FIRST: Final = 0.6
DIVERSITY_OF_REAL: Final = 0.7
COPIES_ABOVE: Final = 0.02
OWN_FRONT: Final = 0.6
MEGABYTES: Final = 60.0
MATCH_2: Final = 0.50
MATCH_1: Final = 0.92
WHOLE_TO_EYES: Final = 0.92
QUALITY: Final = 3.0
GOOD: Final = 0.60
PREFERRED: Final = 0.90
FACES: Final = 0.75

_FREE: Final = frozenset({"source", "resamples", "split_origin"})


@dataclass(frozen=True, slots=True)
class ExamSetup:
    """What the exam was: two painters may stand side by side where all of it but `source`, `resamples` and
    `split_origin` is the same.

    `sentences_sha256` is of the sentences and their subjects, `classes` counts what the probe tells apart.
    """

    source: str
    part: str
    style: str
    sentences: int
    sentences_sha256: str
    seeds: int
    seed: int
    held_out: int
    held_out_families: int
    known: int
    classes: int
    probe_pictures: int
    probe_penalty: float
    pairs: int
    resamples: int
    split_by: str
    split_origin: str


@dataclass(frozen=True, slots=True)
class PainterRow:
    """One painter: its marks by the names of `exam.METRICS`, and by name some of them over those of real pictures."""

    name: str
    architecture: str
    weights_sha256: str
    spritedex_version: str
    megabytes: float
    metrics: dict[str, Estimate]
    against_real: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class SentenceMarks:
    """The shares of one sentence's sprites: None where a mark does not apply. `real_subject_five` is that of real
    pictures of the subject, where the probe knew another drawing of each."""

    text: str
    subject: str
    subject_five: float | None
    color: float | None
    whole: float
    real_subject_five: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that a painter which ships must show: `bound` with what it was `reached`.

    `certain` says whether the whole interval is on the same side of the bound; None without an interval.
    """

    what: str
    bound: str
    reached: Estimate
    state: State
    certain: bool | None


@dataclass(frozen=True, slots=True)
class GeneratorExam:
    """A painter's exam, with the rows of others `beside` it, the first of which is the first release."""

    spritedex_version: str
    command: str
    setup: ExamSetup
    painter: PainterRow
    beside: tuple[PainterRow, ...]
    real: dict[str, Estimate]
    sentences: tuple[SentenceMarks, ...]
    ratings: tuple[SourceScore, ...] = ()
    pairs: tuple[PairScore, ...] = ()
    left_out: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()
    schema_version: int = SCHEMA

    @property
    def rows(self) -> dict[str, Mapping[str, Estimate]]:
        """Name -> marks: the painter, those beside it, and real pictures. A name that comes twice gets its hash."""
        rows: dict[str, Mapping[str, Estimate]] = {}
        for row in (self.painter, *self.beside):
            rows[row.name if row.name not in rows else f"{row.name} {row.weights_sha256[:6]}"] = row.metrics
        return {**rows, REAL: self.real}

    def warnings(self) -> list[str]:
        """Why the marks may not hold; empty if there is no reason."""
        return list(_warnings(self.setup))

    def bars(self) -> list[Bar]:
        """What a painter that ships must show."""
        first = self.beside[0] if self.beside else None
        return [
            *_bars(self.painter, first),
            *_rated(self.painter.name, self.ratings, self.pairs),
            *_bundle(self.painter),
        ]


def read_exam(text: str) -> GeneratorExam:
    """The exam in a `generator.json`. Raises DataError if it is none of this schema."""
    try:
        values = TypeAdapter(dict[str, Any]).validate_json(text)
        if values.get("schema_version") != SCHEMA:
            raise DataError(f"not an exam of schema {SCHEMA}; measure the generator again")
        known = {field.name for field in fields(GeneratorExam)}
        return TypeAdapter(GeneratorExam).validate_python({k: v for k, v in values.items() if k in known})
    except ValidationError as error:
        found = error.errors()[0]
        raise DataError(f"not an exam ({'.'.join(map(str, found['loc']))}: {found['msg']})") from None


def beside(stored: GeneratorExam, setup: ExamSetup) -> list[PainterRow]:
    """The rows of a stored exam, oldest first. Raises DataError if it was another exam, saying in what."""
    for field in fields(ExamSetup):
        mine, theirs = getattr(setup, field.name), getattr(stored.setup, field.name)
        if field.name not in _FREE and mine != theirs:
            name = field.name.replace("_", " ")
            raise DataError(f"another exam: {name} {theirs}, and here {mine}; measure that generator again")
    return [*stored.beside, stored.painter]


def _bars(row: PainterRow, first: PainterRow | None) -> Iterator[Bar]:
    marks, real = row.metrics, row.against_real
    accuracy, kernel = _value(first, "told_apart"), _value(first, "kernel")
    half_way = None if accuracy is None else (accuracy + 0.5) / 2
    closer = None if kernel is None else KERNEL_OF_FIRST * kernel
    yield _bar("subject among five, over that of real held-out pictures", real.get("subject_five"), SUBJECT_OF_REAL)
    yield _bar("the same, of real pictures of which another drawing is known", real.get("known_five"), SUBJECT_OF_REAL)
    yield _bar("colors asked for", marks.get("color"), COLOR)
    yield _bar("one creature, over the share of real sprites", real.get("whole"), WHOLE_OF_REAL)
    yield _bar(
        "separated from real ones (half-way from the first release to 0.5)",
        marks.get("told_apart"),
        half_way,
        most=True,
    )
    yield _bar(f"kernel distance ({KERNEL_OF_FIRST:g} of the first release's)", marks.get("kernel"), closer, most=True)
    yield _bar(
        "distance between sprites of one sentence, over that of real pictures of one subject",
        real.get("diversity"), DIVERSITY_OF_REAL,
    )  # fmt: skip
    yield _bar("copies, minus those among real pictures", real.get("copies"), COPIES_ABOVE, most=True)
    yield _bar("own front found from the back", marks.get("own_front"), OWN_FRONT)


def _rated(name: str, ratings: tuple[SourceScore, ...], pairs: tuple[PairScore, ...]) -> Iterator[Bar]:
    """What people who looked must say of the painter."""
    mine = next((score for score in ratings if score.source == name), None)
    for what, field, bound in (
        ("fresh eyes: the thing with its color (match 2)", "match_2", MATCH_2),
        ("fresh eyes: its kind at least (match 1 or 2)", "match_1", MATCH_1),
        ("fresh eyes: one whole thing", "whole", WHOLE_TO_EYES),
        ("fresh eyes: mean quality, 1 to 5", "quality", QUALITY),
        ("fresh eyes: quality 3 or more", "good", GOOD),
    ):
        yield _bar(what, _alone(getattr(mine, field, None)), bound)
    pair = next((score for score in pairs if score.source == name), None)
    for what, field, bound in (
        ("pairs: nicer than the first release", "nicer", PREFERRED),
        ("pairs: closer to the sentence", "closer", PREFERRED),
        ("pairs: a face, where the subject has one", "face", FACES),
    ):
        yield _bar(what, _alone(getattr(pair, field, None)), bound)


def _bundle(row: PainterRow) -> Iterator[Bar]:
    yield _bar("megabytes of the bundle with its text encoder", _alone(row.megabytes), MEGABYTES, most=True)


def _value(row: PainterRow | None, name: str) -> float | None:
    found = row.metrics.get(name) if row else None
    return found.value if found else None


def _alone(value: float | None) -> Estimate | None:
    """A value without an interval; None where it is not known."""
    return None if value is None or value != value else Estimate(value, None, None)


def _bar(what: str, reached: Estimate | None, bound: float | None, *, most: bool = False) -> Bar:
    found = reached or Estimate(None, None, None)
    shown = "–" if bound is None else f"{'≤' if most else '≥'} {bound:.3f}".rstrip("0").rstrip(".")
    if found.value is None or bound is None:
        return Bar(what, shown, found, "open", None)
    passes = operator.le if most else operator.ge
    held = passes(found.value, bound)
    certain = None
    if found.low is not None and found.high is not None:
        certain = passes(found.low, bound) == passes(found.high, bound) == held
    return Bar(what, shown, found, "held" if held else "missed", certain)


def _warnings(setup: ExamSetup) -> Iterator[str]:
    if setup.split_by == "random":
        yield (
            "this is a random split by picture: relatives, and pictures of the same creature, are in both parts, so "
            "the marks are too good."
        )
    if setup.split_origin == "new":
        yield "neither bundle nor data has a split, so a new one was made: the painter may know the held-out creatures."
    if not setup.classes:
        yield "the data's pictures have no words, so nothing could be learnt of what subjects look like."
