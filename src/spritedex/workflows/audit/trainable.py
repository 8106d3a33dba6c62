"""Which models a bestiary can train, and what is too few in it. Knows no command line and no network."""

from collections.abc import Iterator, Sequence
from typing import Final

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.counted import counted
from spritedex.data.records import Bestiary, Field, Record, has_field
from spritedex.data.splits import make_split
from spritedex.errors import DataError
from spritedex.vocabulary import TYPES
from spritedex.workflows.audit.results import Trainable

_CURES: Final[dict[Field, str]] = {
    "types": "no picture has types; fill in a column types",
    "text": "no picture has a description; fill in a column text",
}


def trainable(bestiary: Bestiary) -> Iterator[Trainable]:
    """What each architecture can learn from the records."""
    for name, architecture in ARCHITECTURES.items():
        needs = architecture.needs
        usable = [record for record in bestiary.records if all(has_field(record, field) for field in needs)]
        why = _why_not(bestiary, needs, usable)
        lacking = missing_types(usable) if "types" in needs and not why else ()
        yield Trainable(name, len(usable), why, lacking)


def _why_not(bestiary: Bestiary, needs: Sequence[Field], usable: Sequence[Record]) -> str:
    for field in needs:
        if not any(has_field(record, field) for record in bestiary.records):
            return _CURES[field]
    try:
        if not bestiary.split:
            make_split(usable)
    except DataError as error:
        return str(error)
    return ""


def missing_types(records: Sequence[Record]) -> tuple[str, ...]:
    """The types that no record has."""
    there = {name for record in records for name in record.types}
    return tuple(name for name in TYPES if name not in there)


def too_few(records: Sequence[Record]) -> str:
    """What a training on so few records cannot learn or measure, in a line; empty if they are enough."""
    said = []
    if lacking := missing_types(records):
        said.append(f"no species has the type {', '.join(lacking)}")
    try:
        validated = make_split(records).select(records, "val")
    except DataError as error:
        said.append(str(error))
    else:
        if len({record.family for record in validated}) < 2:
            said.append(f"a training validates on {counted(len(validated), 'picture')}, of one family")
    return "; ".join(said)
