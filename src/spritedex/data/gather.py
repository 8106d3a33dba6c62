"""Sources of any kind -> the records that a painter can be trained on, with words where they are known.

Knows no pixels: every picture is still a file, or bytes that were not decoded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from spritedex.data.collect import Collector, stable_id
from spritedex.data.folder import FILE, METADATA, find_metadata, read_rows, words_beside
from spritedex.data.importers.base import NOT_STATED
from spritedex.data.known_sources import ANIMALS, KNOWN, Known, is_copyleft, is_open, plain_noun, tidy_license
from spritedex.data.loaders import read_bestiary
from spritedex.data.pack import is_pack
from spritedex.data.pokedex import Layout, find_layout, read_pokedex
from spritedex.data.records import Record
from spritedex.data.tables import read_csv
from spritedex.data.words import Words, read_words
from spritedex.errors import Problem
from spritedex.vocabulary import STYLES

NO_CREATURE: Final = "no creature or thing"
NO_NAME: Final = "a name without words"
NOT_OPEN: Final = "license {}"
COPYLEFT: Final = "license {}, unless its folder is named"
_LICENSE: Final = {"license", "licence"}
_FACE: Final = " face"


@dataclass
class Gathered:
    """`anchored` are the families of a Pokédex, `names` what tables call the other families, by their source.

    `left_out` are the keys of pictures by the reason, `problems` what could not be read.
    """

    only_open: bool
    records: list[Record] = field(default_factory=list)
    anchored: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def leave_out(self, reason: str, key: str) -> None:
        """Note that a picture is not used."""
        self.left_out.setdefault(reason, []).append(key)

    def keep(self, records: Iterable[Record], copyleft: bool) -> None:
        """Add the records whose license allows it."""
        for record in records:
            license_name = tidy_license(record.license) or NOT_STATED
            if self.only_open and not is_open(license_name):
                self.leave_out(NOT_OPEN.format(license_name), record.key)
            elif is_copyleft(license_name) and not copyleft:
                self.leave_out(COPYLEFT.format(license_name), record.key)
            else:
                self.records.append(replace(record, license=license_name))


def gather(sources: Sequence[str], only_open: bool = False) -> Gathered:
    """The records of all sources, in order; with `only_open`, those of open licenses alone.

    The folders in `more/` of a root folder are read too, except files under the GPL. Raises DataError if a source
    cannot be read or has no usable record.
    """
    found = Gathered(only_open)
    species: dict[int, Record] = {}
    words: dict[str, Words] = {}
    for source in sources:
        path = Path(source).expanduser()
        layout = find_layout(path) if path.exists() and not is_pack(path) else None
        if layout:
            words |= _words(layout.root / "words")
            _pokedex(found, source, layout, species, words)
        elif metadata := find_metadata(path):
            found.keep(_folder(found, metadata, species, words), copyleft=True)
        else:
            bestiary = read_bestiary(source, styles=STYLES)
            found.problems += bestiary.problems
            found.keep(bestiary.records, copyleft=True)
    return found


def beside(source: str) -> tuple[Record, ...]:
    """Pictures in the folders of `more/` of a root folder that have types or words and show no species of its Pokédex.

    From in front, in plain colors. Empty for a source without such a folder; files under the GPL are left out, and rows
    that cannot be read.
    """
    path = Path(source).expanduser()
    layout = find_layout(path) if path.exists() and not is_pack(path) else None
    if not layout:
        return ()
    found, words = Gathered(only_open=False), _words(layout.root / "words")
    for table in sorted(layout.root.glob(f"more/*/{METADATA[0]}")):
        if "game" not in read_csv(table).columns:
            found.keep(_folder(found, table, {}, words), copyleft=False)
    seen = (record for record in found.records if record.pose == "front" and not record.shiny)
    return tuple(record for record in seen if record.types or record.words)


def _pokedex(
    found: Gathered, source: str, layout: Layout, species: dict[int, Record], words: Mapping[str, Words]
) -> None:
    """Add the records of a root folder: its Pokédex, the sprites of games, then what else is in `more/`."""
    tables = sorted(layout.root.glob(f"more/*/{METADATA[0]}"))
    games = tuple(table for table in tables if "game" in read_csv(table).columns)
    collector = Collector(source, frozenset(), frozenset(STYLES))
    bestiary = read_pokedex(replace(layout, sprites=layout.sprites + games), collector, strict=False)
    found.problems += bestiary.problems
    found.anchored |= {record.family for record in bestiary.records}
    species |= {record.number: record for record in bestiary.records}
    found.keep(map(_of_game, bestiary.records), copyleft=False)
    for table in tables:
        known = KNOWN.get(table.parent.name)
        if known and is_copyleft(known.license) and not _LICENSE & set(read_csv(table).columns):
            for row in read_csv(table).rows:
                found.leave_out(COPYLEFT.format(known.license), f"{table.parent.name}/{row.text(*FILE)}")
        elif table not in games:
            found.keep(_folder(found, table, species, words), copyleft=False)


def _of_game(record: Record) -> Record:
    known = KNOWN.get(record.source)
    # The backs of this game lie in its shiny palette, the fronts in the usual one.
    shiny = record.shiny or (record.source == "heartgold" and record.pose == "back")
    return replace(record, shiny=shiny, medium=known.medium if known else "")


def _words(folder: Path) -> dict[str, Words]:
    """The words of creatures that are no species of the Pokédex, by slug."""
    found: dict[str, Words] = {}
    for path in sorted(folder.glob("*.jsonl")):
        found |= {key: words for key, words in read_words(path).items() if not key.isdigit()}
    return found


def _folder(found: Gathered, metadata: Path, species: Mapping[int, Record], words: Mapping[str, Words]) -> list[Record]:
    folder = metadata.parent.name
    collector = Collector(str(metadata.parent), frozenset(), frozenset(STYLES))
    rows = read_rows(metadata, collector, {**words, **words_beside(metadata)})
    found.problems += [replace(problem, where=f"{folder}/{problem.where}") for problem in collector.problems]
    made = []
    for record in collector.records:
        known = KNOWN.get((record.source or folder).lower())
        record = replace(record, key=f"{folder}/{record.key}", source=known.name if known else record.source or folder)
        taken = _of_known(found, record, known) if known else _of_species(record, species)
        if taken:
            family = rows.family_names.get(taken.family, taken.family)
            found.names.setdefault(taken.family, f"{taken.source} t{family}")
            made.append(taken)
    return made


def _of_known(found: Gathered, record: Record, known: Known) -> Record | None:
    """The record with what is known of its source; None, with the reason noted, if it is left out."""
    if known.without and (known.without.search(record.group) or known.without.search(record.name)):
        found.leave_out(NO_CREATURE, record.key)
        return None
    animal = known.animals is not None and known.animals.search(record.group) is not None
    record = replace(
        record,
        style="artwork" if known.medium == "emoji" else "pixel",
        medium=known.medium,
        license=record.license or known.license,
        author=record.author or known.author,
        group=ANIMALS if animal else record.group,
    )
    if not known.named:
        return record
    noun = plain_noun(record.name)
    if not noun:
        found.leave_out(NO_NAME, record.key)
        return None
    family = stable_id(f"named {noun}")
    found.names[family] = f"named {noun}"
    also = (noun.removesuffix(_FACE),) if animal and noun.endswith(_FACE) else ()
    words = record.words or Words(noun, also)
    return replace(record, number=family, family=family, name="", text="", words=words)


def _of_species(record: Record, species: Mapping[int, Record]) -> Record:
    """A picture of a species that the Pokédex has, with what that says of it; any other as it is.

    Another creature of the same number, as in a game of its own, gets a number of its own.
    """
    known = species.get(record.number)
    if known is None:
        return record
    if _letters(record.name) in ("", _letters(known.name)):
        shared = {name: getattr(known, name) for name in ("name", "types", "text", "family", "facts", "words")}
        return replace(record, **shared)
    return replace(record, number=stable_id(f"{record.source} {record.name}"))


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
