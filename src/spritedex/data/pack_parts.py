"""The part of each picture of a pack: families and pictures that look alike stay together. Knows no file and no pixel.

Families that have a part already keep it. The part of all others follows from a hash of their name, so that it stays
the same when a source is added.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spritedex.data.records import Record
from spritedex.data.splits import PARTS, Part, Split

NAMED: Final = "named "
"""How the names of families begin that are no families of creatures, but pictures called by one word."""
_HELD_OUT: Final = {True: (0.04, 0.06), False: (0.10, 0.15)}
"""Of named pictures, and of families of creatures: the share of the test part, and of test and validation together."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`split` has every family that is kept. `left_out` are the places of pictures that look like creatures of a part
    that cannot be theirs."""

    split: Split
    left_out: frozenset[int]


def divide(
    records: Sequence[Record],
    pairs: Iterable[tuple[int, int]],
    given: Mapping[int, Part],
    names: Mapping[int, str],
) -> Parts:
    """The parts of all records. `pairs` are places of records that look alike, `given` the parts that families have
    already; `names` say what the others are called."""
    groups = _Groups()
    for families in families_of_numbers(records):
        groups.join(families)
    across: list[tuple[int, int]] = []
    for pair in pairs:
        families = {records[place].family for place in pair}
        if given.keys().isdisjoint(families):
            groups.join(families)
        else:
            across.append(pair)
    wanted: dict[int, set[Part]] = defaultdict(set)
    for family, part in given.items():
        wanted[groups.top(family)].add(part)
    for pair in across:
        families = {records[place].family for place in pair}
        for family in families - given.keys():
            wanted[groups.top(family)] |= {given[other] for other in families & given.keys()}
    members: dict[int, set[int]] = defaultdict(set)
    for record in records:
        members[groups.top(record.family)].add(record.family)
    part_of: dict[int, Part] = {}
    for top, families in members.items():
        parts = wanted[top]
        part = min(parts) if len(parts) == 1 else "train" if parts else _chance(families, names)
        part_of |= {family: given.get(family, part) for family in families}
    left_out = {
        place
        for pair in across
        if len({part_of[records[place].family] for place in pair}) > 1
        for place in pair
        if records[place].family not in given
    }
    kept = {record.family for place, record in enumerate(records) if place not in left_out}
    divided: dict[Part, tuple[int | str, ...]]
    divided = {part: tuple(sorted(family for family in kept if part_of[family] == part)) for part in PARTS}
    fractions: dict[Part, float] = {part: round(len(divided[part]) / max(len(kept), 1), 4) for part in PARTS}
    return Parts(Split(seed=0, by="family", fractions=fractions, parts=divided), frozenset(left_out))


def families_of_numbers(records: Iterable[Record]) -> list[set[int]]:
    """The families in which one creature occurs, of each creature."""
    found: dict[int, set[int]] = defaultdict(set)
    for record in records:
        found[record.number].add(record.family)
    return [families for families in found.values() if len(families) > 1]


def _chance(families: Iterable[int], names: Mapping[int, str]) -> Part:
    name = min(names.get(family, str(family)) for family in families)
    value = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
    test, held_out = _HELD_OUT[name.startswith(NAMED)]
    return "test" if value < test else "val" if value < held_out else "train"


class _Groups:
    """Families that must be in one part (union-find)."""

    def __init__(self) -> None:
        self._up: dict[int, int] = {}

    def top(self, family: int) -> int:
        """The family that stands for a group."""
        while (up := self._up.get(family, family)) != family:
            self._up[family] = self._up.get(up, up)
            family = up
        return family

    def join(self, families: Iterable[int]) -> None:
        """Make one group of families."""
        first, *others = (self.top(family) for family in families)
        for other in others:
            if self.top(other) != self.top(first):
                self._up[self.top(other)] = self.top(first)
