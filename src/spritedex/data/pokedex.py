"""The folder of the Pokemon Sprite Generator, and the root folder that adds facts and sprites to it.

`pokemon.csv` is read in both forms: as published (UTF-16, tabs, numbers as 1) and as documented (UTF-8, commas, 001).
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from spritedex.data.collect import Collector, outside, stable_id
from spritedex.data.facts import Species, facts_of, read_species
from spritedex.data.records import Bestiary, Facts, Record
from spritedex.data.tables import Row, Table, read_csv, read_text
from spritedex.data.texts import name_pattern, without_names
from spritedex.data.words import Words, read_words
from spritedex.errors import DataError, UsageError
from spritedex.vocabulary import parse_types

_NEEDED: Final = ("national_number", "english_name", "description")
_EVOLUTION: Final = tuple(f"evochain_{i}" for i in range(7))
_WORDS: Final = "words/species.jsonl"
_VISUAL: Final = "text_description_concat.csv"
_AFTER_VISUAL = re.compile(r"\b(?:english name|primary type) is ")
_MIN_VISUAL_WORDS: Final = 4
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the folder's parts; `facts` and `words` are None if they do not exist. `sprites` are tables."""

    root: Path
    csv: Path
    images: Path
    facts: Path | None = None
    words: Path | None = None
    sprites: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields that all pictures of one species share."""

    number: int
    name: str
    types: tuple[str, ...]
    text: str
    family: int
    facts: Facts
    words: Words | None

    def record(self, key: str, image: Path) -> Record:
        """The record of its artwork."""
        return Record(
            key=key,
            number=self.number,
            name=self.name,
            image=image,
            types=self.types,
            text=self.text,
            family=self.family,
            facts=self.facts,
            words=self.words,
        )


def find_layout(path: Path, csv_path: Path | None = None, image_dir: Path | None = None) -> Layout | None:
    """The layout of a folder or of a CSV with `small_images/` beside it; None if it is another kind of source."""
    root = path.parent if path.is_file() else path
    if csv_path is None and path.is_file():
        csv_path = path
    inside = root / "pokedex" if (root / "pokedex").is_dir() else root
    csv = csv_path or inside / "pokemon.csv"
    if not (csv_path or image_dir or csv.is_file() or inside != root):
        return None
    facts, words, sprites = (root / part for part in ("facts/species.csv", _WORDS, "sprites/metadata.csv"))
    return Layout(
        root=root,
        csv=csv,
        images=image_dir or csv.parent / "small_images",
        facts=facts if facts.is_file() else None,
        words=words if words.is_file() else None,
        sprites=(sprites,) if sprites.is_file() else (),
    )


def read_pokedex(layout: Layout, collector: Collector, strict: bool) -> Bestiary:
    """The artworks, and the pixel and menu sprites if the layout has them, as records.

    Raises DataError if a table cannot be read or lacks a column, or if there is no usable record."""
    table = read_csv(layout.csv)
    needed = _NEEDED if "text" in collector.need else _NEEDED[:2]
    if missing := [column for column in needed if column not in table.columns]:
        raise DataError(f"{layout.csv}: no column {missing[0]}; it needs {', '.join(_NEEDED)}")
    species = read_species(layout.facts) if layout.facts else {}
    if "types" in collector.need and not species and "primary_type" not in table.columns:
        raise DataError(f"{layout.csv}: no column primary_type; add it, or facts/species.csv")
    if not layout.images.is_dir():
        raise DataError(f"{layout.images}: no such folder; put the pictures 001.png, 002.png … there")
    collector.problems.extend(table.problems)
    entries = _entries(layout, table, species, collector)
    for entry in entries.values():
        path = _picture(layout.images, entry.number)
        collector.add(entry.record(_key(path, layout.root), path))
    for sprites in layout.sprites:
        _add_sprites(sprites, entries, collector)
    return collector.bestiary(strict, families_known=bool(species) or _EVOLUTION[0] in table.columns)


def _entries(layout: Layout, table: Table, species: dict[int, Species], collector: Collector) -> dict[int, Entry]:
    families = _families(table)
    visual = Visual(layout.csv.with_name(_VISUAL))
    names = name_pattern(row.text("english_name") for row in table.rows)
    words = read_words(layout.words) if layout.words else {}
    entries: dict[int, Entry] = {}
    for row in table.rows:
        try:
            number, name = _number(row), row.text("english_name")
            if number in entries:
                raise UsageError(f"number {number} appears twice; remove one row")
            known = species.get(number)
            if species and known is None:
                raise UsageError(f"number {number} is not in {layout.facts}; add it, or remove the row")
            types = known.types if known else parse_types(row.text("primary_type"), row.text("secondary_type"))
            facts = known.facts if known else facts_of(row)
            text = without_names(f"{visual.of(number, name)} {row.text('description')}", name, names)
        except UsageError as error:
            collector.skip(row.where, str(error))
            continue
        family = known.family if known else families[name]
        entries[number] = Entry(number, name, types, text, family, facts, words.get(str(number)))
    return entries


def _number(row: Row) -> int:
    text = row.text("national_number")
    if not _whole(text):
        raise UsageError(f"national_number {text!r} is not a number; write 1, 2, 3 … or 001, 002, 003 …")
    return int(text)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def _families(table: Table) -> dict[str, int]:
    """Name -> the family that the evolution columns give."""
    numbers = {row.text("english_name"): int(text) for row in table.rows if _whole(text := row.text("national_number"))}
    parent = {name: name for name in numbers}

    def top(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for row in table.rows:
        joined = [name for column in _EVOLUTION if (name := row.text(column)) in parent]
        if (own := row.text("english_name")) in parent:
            tops = sorted({top(name) for name in (own, *joined)}, key=numbers.__getitem__)
            parent.update(dict.fromkeys(tops, tops[0]))
    kind = "line" if _EVOLUTION[0] in table.columns else "alone"
    return {name: stable_id(f"{kind} {numbers[top(name)]}") for name in numbers}


class Visual:
    """The visual descriptions in `text_description_concat.csv`, if the file exists: line N belongs to species N."""

    def __init__(self, path: Path) -> None:
        self._lines = read_text(path).splitlines() if path.is_file() else []

    def of(self, number: int, name: str) -> str:
        """The visual description of a species; empty if there is none.

        Raises UsageError if the line belongs to another name."""
        if not 1 <= number <= len(self._lines):
            return ""
        head, _, rest = self._lines[number - 1].partition(";")
        if not _letters(name).startswith(_letters(head)):
            raise UsageError(f"line {number} of {_VISUAL} is about {head!r}, not {name!r}; correct the order")
        visual = _AFTER_VISUAL.split(rest)[0].strip()
        return visual if len(visual.split()) >= _MIN_VISUAL_WORDS else ""


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _picture(images: Path, number: int) -> Path:
    padded, plain = images / f"{number:03}.png", images / f"{number}.png"
    return plain if plain.is_file() and not padded.is_file() else padded


def _key(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _add_sprites(metadata: Path, entries: dict[int, Entry], collector: Collector) -> None:
    table = read_csv(metadata)
    collector.problems.extend(table.problems)
    for row in table.rows:
        try:
            collector.add(_sprite(metadata.parent, row, entries))
        except UsageError as error:
            collector.skip(row.where, str(error))


def _sprite(folder: Path, row: Row, entries: dict[int, Entry]) -> Record:
    file = row.text("file")
    if not file or outside(file):
        raise UsageError(f"{file!r} is not a picture inside the folder; correct the column file")
    if (entry := entries.get(_number(row))) is None:
        raise UsageError(f"number {row.text('national_number')} is not a known species; add it, or remove the row")
    path = folder / file
    return replace(
        entry.record(_key(path, folder.parent), path),
        style="menu" if row.text("game") == "home" else "pixel",
        pose="back" if row.text("view") == "back" else "front",
        shiny=row.flag("shiny"),
        sex=row.text("sex"),
        frame=int(row.number("frame") or 0),
        source=row.text("game"),
    )
