"""Facts of species from `facts/species.csv` (PokeAPI's columns). Know no pictures."""

from dataclasses import dataclass
from pathlib import Path

from spritedex.data.records import Facts
from spritedex.data.tables import Row, read_csv
from spritedex.errors import DataError, UsageError
from spritedex.vocabulary import parse_types

_COLUMNS = ("national_number", "name", "primary_type", "evolution_chain")


@dataclass(frozen=True, slots=True)
class Species:
    """The facts of one species; `family` is its evolution chain."""

    name: str
    types: tuple[str, ...]
    family: int
    facts: Facts


def read_species(path: Path) -> dict[int, Species]:
    """National number -> the facts of the species.

    Raises DataError if the file cannot be read, lacks a column, or has a wrong row.
    """
    table = read_csv(path)
    if missing := [column for column in _COLUMNS if column not in table.columns]:
        raise DataError(f"{path}: no column {missing[0]}; it needs {', '.join(_COLUMNS)}")
    if table.problems:
        raise DataError(f"{path}: {table.problems[0]}")
    species = {}
    for row in table.rows:
        try:
            number, family = int(row.text("national_number")), int(row.text("evolution_chain"))
            types = parse_types(row.text("primary_type"), row.text("secondary_type"))
            species[number] = Species(row.text("name"), types, family, facts_of(row))
        except (ValueError, UsageError) as error:
            raise DataError(f"{path}: {row.where}: {error}; correct the row") from None
    return species


def facts_of(row: Row) -> Facts:
    """The facts in a row of any table; a missing column gives an empty value.

    Raises UsageError if a cell that needs a number holds something else."""
    generation, parent = row.number("generation"), row.number("evolves_from")
    return Facts(
        genus=row.text("genus", "classification"),
        color=row.text("color", "colour").lower(),
        shape=row.text("shape").lower(),
        habitat=row.text("habitat").lower(),
        egg_groups=tuple(row.text("egg_groups").lower().split()),
        generation=int(generation) if generation is not None else None,
        height_m=row.number("height_m"),
        weight_kg=row.number("weight_kg"),
        is_baby=row.flag("is_baby"),
        is_legendary=row.flag("is_legendary"),
        is_mythical=row.flag("is_mythical"),
        evolves_from=int(parent) if parent is not None else None,
    )
