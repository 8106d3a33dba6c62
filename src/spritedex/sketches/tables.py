"""The tables beside this file, such as which nouns mean a sketch. Knows no shape."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def table(name: str) -> Any:
    """What is in `name`.json; the one who reads it keeps it."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))


@functools.cache
def sketches_of_nouns() -> Mapping[str, tuple[str, ...]]:
    """Noun -> the sketches that it means."""
    return {noun: tuple(found) for noun, found in table("names").items()}


def nouns_of_sketches() -> dict[str, tuple[str, ...]]:
    """Each sketch, sorted by name -> the nouns that mean it."""
    named: dict[str, list[str]] = {}
    for noun, found in sketches_of_nouns().items():
        for name in dict.fromkeys(found):
            named.setdefault(name, []).append(noun)
    return {name: tuple(named[name]) for name in sorted(named)}


@functools.cache
def with_coats() -> frozenset[str]:
    """The sketches of animals with fur, feathers or scales."""
    return frozenset(name for kind in ("fur", "feathers", "scales") for name in table("coats")[kind])
