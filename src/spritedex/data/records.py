"""Records: the form into which every loader brings its source. Knows no file format, no model and no torch."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from spritedex.data.words import Words
from spritedex.errors import DataError, Problem
from spritedex.vocabulary import STYLES, Style

if TYPE_CHECKING:
    from spritedex.data.splits import Split

Field = Literal["types", "text"]
Medium = Literal["", "gbc", "tile", "emoji"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one species; an empty string or None where the source has no value.

    `evolves_from` is the number of the species before it in its family.
    """

    genus: str = ""
    color: str = ""
    shape: str = ""
    habitat: str = ""
    egg_groups: tuple[str, ...] = ()
    generation: int | None = None
    height_m: float | None = None
    weight_kg: float | None = None
    is_baby: bool = False
    is_legendary: bool = False
    is_mythical: bool = False
    evolves_from: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One picture of one species.

    `image` is a file, or its bytes if the source embeds them. `family` is the evolution chain; in a source without
    families, each species is its own family. `key` names the picture within its source. `types` and `text` are empty
    if the source has none and the caller did not need them. `source`, `license` and `author` are what the table says
    of the picture's origin. `medium` is how it is drawn, where that is a way of its own within its style: in four
    colors, as a small tile, as an emoji. `group` is the source's own word for its kind, `words` what a person would say
    of the picture.
    """

    key: str
    number: int
    name: str
    image: Path | bytes
    types: tuple[str, ...]
    text: str
    family: int
    facts: Facts = Facts()
    style: Style = "artwork"
    pose: Literal["front", "back"] = "front"
    shiny: bool = False
    sex: str = ""
    frame: int = 0
    source: str = ""
    license: str = ""
    author: str = ""
    medium: Medium = ""
    group: str = ""
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Bestiary:
    """The records of a source, and the skipped rows. `families_known` is False if the source names no families.

    `split` is that of a pack, which every training on it must keep.
    """

    source: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
    families_known: bool = True
    split: "Split | None" = None

    def require(self, strict: bool) -> "Bestiary":
        """Returns itself. Raises DataError if there is no record, or in strict mode if anything was skipped."""
        if not self.records:
            first = f"; first: {self.problems[0]}" if self.problems else ""
            raise DataError(f"{self.source}: no usable record ({len(self.problems)} skipped{first})")
        if strict and self.problems:
            count = (
                "1 record has a problem" if len(self.problems) == 1 else f"{len(self.problems)} records have problems"
            )
            raise DataError(f"{self.source}: strict mode: {count}; first: {self.problems[0]}")
        return self


def species_of(records: Iterable[Record]) -> dict[int, Record]:
    """National number -> the first record of that species."""
    species: dict[int, Record] = {}
    for record in records:
        species.setdefault(record.number, record)
    return species


def has_field(record: Record, field: Field) -> bool:
    """Whether a record has what a training may need: types, or a text or words."""
    return bool(record.types) if field == "types" else bool(record.text or record.words)


def portraits(records: Iterable[Record]) -> list[Record]:
    """One picture of each species and style, in order: if possible front, not shiny, first frame."""
    best: dict[tuple[int, str], Record] = {}
    for record in records:
        key = (record.number, record.style)
        if key not in best or _plainness(record) < _plainness(best[key]):
            best[key] = record
    return list(best.values())


def main_style(records: Iterable[Record]) -> Style:
    """The style that models are compared on: artwork where there is any, else the first that there is."""
    there = {record.style for record in records}
    return next((style for style in STYLES if style in there), STYLES[0])


def _plainness(record: Record) -> tuple[bool, bool, int]:
    return record.pose != "front", record.shiny, record.frame
