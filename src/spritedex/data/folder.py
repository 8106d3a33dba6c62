"""Rows of any table -> records: a folder of pictures with `metadata.csv` or `metadata.jsonl`.

The Hub loader uses the rows too. Optional columns beside the picture: number, name, types (or type1 and type2, or a
label such as "grass and poison type pokemon"), text, family, style, pose, shiny, sex, frame, group, source, license,
author, and the facts. Any other column is left alone. A file `words.jsonl` beside the table holds what a person would
say of each creature, by its number, slug or name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from spritedex.data.collect import Collector, outside, stable_id
from spritedex.data.facts import facts_of
from spritedex.data.records import Bestiary, Record
from spritedex.data.tables import Row, read_csv, read_json_lines
from spritedex.data.texts import without_names
from spritedex.data.words import WORDS, Words, read_words
from spritedex.errors import DataError, PictureError, UsageError
from spritedex.sprites.codec import picture_bytes
from spritedex.vocabulary import STYLES, TYPES, Style, parse_types

METADATA: Final = ("metadata.csv", "metadata.jsonl")
FILE: Final = ("file_name", "file", "image")
_NUMBER: Final = ("national_number", "number")
_NAME: Final = ("english_name", "name", "species")
_KEYS: Final = (*_NUMBER, "slug", *_NAME)
_GROUP: Final = ("group", "category")
_FAMILY: Final = ("evolution_chain", "family")
_TEXT: Final = ("text", "description", "caption")
_LABEL: Final = ("label", "labels")
_FIRST: Final = ("types", "type", "primary_type", "type1")
_SECOND: Final = ("secondary_type", "type2")
_WORDS = re.compile(r"\w+")
_LABEL_ALONE = re.compile(
    r"\W*(?:(?:an?|the)\s+)?\w+(?:(?:\s+and\s+|\s*[/&,]\s*)\w+){0,3}[\s-]+types?(?:\s+(?:pok[eé]mon|creature))?\W*",
    re.I,
)
_TYPE_PHRASE = re.compile(
    rf"\b((?:(?:{'|'.join(TYPES)})[\s,-]+){{0,3}}\w+(?:(?:\s+and\s+|\s*[/&]\s*)\w+){{0,3}})[\s-]+types?\b", re.I
)


@dataclass
class Rows:
    """Turns rows with their pictures into records, and remembers the family of each species.

    `words` are those of creatures by their key, `family_names` what the table calls the families.
    Raises DataError if there is no column for a needed field."""

    collector: Collector
    columns: frozenset[str]
    words: Mapping[str, Words] = field(default_factory=dict)
    family_names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._family_of: dict[int, int] = {}
        if "types" in self.collector.need and not self._have(*_LABEL, *_FIRST, *_TEXT):
            raise DataError(f"{self.collector.source}: no types; add a column types, primary_type or label")
        if "text" in self.collector.need and not self._have(*_TEXT) and not self.words:
            raise DataError(f"{self.collector.source}: no text; add a column text, description or caption")

    @property
    def families_known(self) -> bool:
        """Whether the source has a column that names families."""
        return self._have(*_FAMILY)

    def add(self, row: Row, key: str, image: Path | bytes) -> None:
        """Add the record of a row, or the problem with it."""
        try:
            record = self._record(row, key, image)
        except UsageError as error:
            self.collector.skip(key, str(error))
        else:
            self.collector.add(record)

    def _have(self, *columns: str) -> bool:
        return not self.columns.isdisjoint(columns)

    def _record(self, row: Row, key: str, image: Path | bytes) -> Record:
        number = self._number(row, image)
        name = row.text(*_NAME)
        return Record(
            key=key,
            number=number,
            name=name,
            image=image,
            types=self._types(row),
            text=without_names(row.text(*_TEXT), name),
            family=self._family(row, number),
            facts=facts_of(row),
            style=_style(row.text("style")),
            pose=_pose(row.text("pose", "view")),
            shiny=row.flag("shiny"),
            sex=row.text("sex"),
            frame=int(row.number("frame") or 0),
            source=row.text("source", "set"),
            license=row.text("license", "licence"),
            author=row.text("author"),
            group=row.text(*_GROUP),
            words=next((self.words[key] for column in _KEYS if (key := row.text(column)) in self.words), None),
        )

    def _number(self, row: Row, image: Path | bytes) -> int:
        if named := row.text(*_NUMBER) or row.text(*_NAME):
            return stable_id(named)
        try:
            return stable_id(picture_bytes(image))
        except PictureError:  # the collector says why
            return stable_id(str(image))

    def _types(self, row: Row) -> tuple[str, ...]:
        if label := row.text(*_LABEL):
            return parse_types(label)
        if self._have(*_FIRST):
            return parse_types(row.text(*_FIRST), row.text(*_SECOND))
        return _types_in(row.text(*_TEXT))

    def _family(self, row: Row, number: int) -> int:
        if chain := row.text("evolution_chain"):
            family = stable_id(chain)
        else:
            named = row.text("family")
            family = stable_id(f"family {named}" if named else f"alone {number}")
            if named:
                self.family_names[family] = named
        if family != self._family_of.setdefault(number, family):
            raise UsageError("the same creature is in two families; give it one")
        return family


def find_metadata(folder: Path) -> Path | None:
    """The metadata file of a folder of pictures, None if there is no such file."""
    return next((folder / name for name in METADATA if (folder / name).is_file()), None)


def read_folder(metadata: Path, collector: Collector, strict: bool) -> Bestiary:
    """The records of a folder of pictures.

    Raises DataError if the table cannot be read, names no pictures, or has no usable record."""
    rows = read_rows(metadata, collector, words_beside(metadata))
    return collector.bestiary(strict, rows.families_known)


def read_rows(metadata: Path, collector: Collector, words: Mapping[str, Words]) -> Rows:
    """Add the records of a table to a collector. Raises DataError if it cannot be read or names no pictures."""
    table = read_json_lines(metadata) if metadata.suffix == ".jsonl" else read_csv(metadata)
    if set(table.columns).isdisjoint(FILE):
        raise DataError(f"{metadata}: no column file_name; it must name the picture of each row")
    rows = Rows(collector, frozenset(table.columns), words)
    collector.problems.extend(table.problems)
    seen: set[str] = set()
    for row in table.rows:
        file = row.text(*FILE)
        if wrong := _refusal(file, seen):
            collector.skip(row.where, wrong)
        else:
            rows.add(row, file, metadata.parent / file)
        seen.add(file)
    return rows


def words_beside(metadata: Path) -> dict[str, Words]:
    """The words in a file `words.jsonl` beside a table, by key; none if there is no such file. Raises DataError."""
    path = metadata.with_name(WORDS)
    return read_words(path) if path.is_file() else {}


def _refusal(file: str, seen: set[str]) -> str:
    if not file:
        return "no picture named; fill in file_name"
    if outside(file):
        return f"{file!r} lies outside the folder; only pictures inside it are read"
    return f"{file!r} appears twice; remove one row" if file in seen else ""


def _types_in(text: str) -> tuple[str, ...]:
    """The types in a text: of the whole text if it is only a label, else of its first "grass and poison type".

    Raises UsageError for an unknown word where a type is expected: in a label, or joined to a type by "and", "/", "&".

    >>> _types_in("It naps. A small fire-type creature of a rare type."), _types_in("Grass, poison type pokemon")
    (('fire',), ('grass', 'poison'))
    """
    if _LABEL_ALONE.fullmatch(text):
        return parse_types(text)
    found = (match.group(1) for match in _TYPE_PHRASE.finditer(text))
    return next((parse_types(words) for words in found if not set(TYPES).isdisjoint(_WORDS.findall(words.lower()))), ())


def _style(text: str) -> Style:
    for style in STYLES:
        if (text.lower() or "artwork") == style:
            return style
    raise UsageError(f"unknown style {text!r}; choose from {', '.join(STYLES)}")


def _pose(text: str) -> Literal["front", "back"]:
    if text.lower() in {"", "front"}:
        return "front"
    if text.lower() == "back":
        return "back"
    raise UsageError(f"unknown pose {text!r}; choose from front, back")
