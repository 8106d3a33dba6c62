"""Records: what every reader makes of its source. Knows no file format, no model and no torch."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from spritedex.errors import DataError, Problem
from spritedex.vocabulary import Style

Field = Literal["types", "text"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one species; an empty string or None where the source does not say."""

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


@dataclass(frozen=True, slots=True)
class Record:
    """One picture of one species.

    `image` is a file, or the bytes of one where the source embeds them. `family` is the evolution chain;
    where a source knows none, each species is a family of its own. `key` names the picture within its source.
    `types` and `text` are empty where the source gives none and the caller did not need them.
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


@dataclass(frozen=True, slots=True)
class Bestiary:
    """The records of a source, with what was skipped. `families_known` is False where the source has none."""

    source: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
    families_known: bool = True

    def require(self, strict: bool) -> "Bestiary":
        """Itself. Raises DataError if there is no record, or in strict mode if anything was skipped."""
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


def portraits(records: Iterable[Record]) -> list[Record]:
    """One picture of each species and style, in their order: front, not shiny, first frame, where there is one."""
    best: dict[tuple[int, str], Record] = {}
    for record in records:
        key = (record.number, record.style)
        if key not in best or _plainness(record) < _plainness(best[key]):
            best[key] = record
    return list(best.values())


def _plainness(record: Record) -> tuple[bool, bool, int]:
    return record.pose != "front", record.shiny, record.frame
