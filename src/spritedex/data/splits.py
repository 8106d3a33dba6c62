"""Splits that never divide an evolution family, and folds; stratified by type. Know no files: a split is JSON text.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas, "On the stratification of multi-label data", 2011), then
swaps of whole families, because a family may have several species of a type.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from spritedex.data.records import Record
from spritedex.errors import DataError, OptionError, first_fault
from spritedex.vocabulary import multi_hot

SCHEMA: Final = 1
Part = Literal["train", "val", "test"]
By = Literal["family", "random"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
_SHOWN: Final = 3
_LEAST_GAIN: Final = 1e-6


class Split(BaseModel):
    """The families (by="family": ids) or pictures (by="random": keys) of each part.

    A random split puts pictures of one family into several parts: metrics on it are too good.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = SCHEMA
    seed: int
    by: By
    fractions: dict[Part, float]
    parts: dict[Part, tuple[int | str, ...]]

    _where: dict[int | str, Part] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: object, /) -> None:
        self._where.update((member, part) for part in PARTS for member in self.parts.get(part, ()))

    def part_of(self, record: Record) -> Part:
        """The part of a record.

        Raises DataError if its family (or its key, in a random split) is in no part."""
        member = self._member(record)
        if member not in self._where:
            raise DataError(f"{record.key}: {self._kind} {member} is in no part of the split; make it from this data")
        return self._where[member]

    def select(self, records: Iterable[Record], part: Part) -> list[Record]:
        """The records of one part, in their order. Raises DataError as `part_of` does."""
        return [record for record in records if self.part_of(record) == part]

    def check(self, records: Iterable[Record]) -> None:
        """Raises DataError if a record is in no part, or a family or species is in two parts."""
        listed = [member for part in PARTS for member in self.parts.get(part, ())]
        if len(listed) > len(self._where):
            twice = sorted({str(member) for member in listed if listed.count(member) > 1})
            raise DataError(f"the split leaks: {self._kind} {twice[0]} is in two parts; make the split again")
        parts_of: dict[str, set[Part]] = defaultdict(set)
        for record in records:
            part = self.part_of(record)
            if self.by == "family":
                parts_of[f"species {record.number}"].add(part)
                parts_of[f"family {record.family}"].add(part)
        if leaks := [name for name, parts in parts_of.items() if len(parts) > 1]:
            shown = ", ".join(leaks[:_SHOWN])
            raise DataError(f"the split leaks: {shown} in two parts ({len(leaks)} in all); make the split again")

    def to_json(self) -> str:
        """The split as JSON that `from_json` reads."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Split":
        """The split from its JSON. Raises DataError if the text is not a split of this schema version."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            where, reason = first_fault(error)
            raise DataError(
                f"not a split of schema {SCHEMA} ({where + ': ' if where else ''}{reason}); "
                "make one with: spritedex data split"
            ) from None

    @property
    def _kind(self) -> str:
        return "family" if self.by == "family" else "picture"

    def _member(self, record: Record) -> int | str:
        return record.family if self.by == "family" else record.key


def make_split(
    records: Sequence[Record], *, seed: int = 0, train: float = 0.75, val: float = 0.10, by: By = "family"
) -> Split:
    """Divide the families (or with by="random" the pictures) into train, val and test; test gets the rest.

    With one seed, a family always gets the same part: the order and number of its pictures do not matter.
    Raises OptionError if the fractions do not fit, DataError if there are too few families.
    """
    if not (0 < train <= 1 and 0 <= val <= 1 and train + val <= 1 + 1e-9):
        raise OptionError("train", f"must be above 0 and, with {{val}} ({val:g}, at least 0), at most 1", train)
    fractions: dict[Part, float] = {"train": train, "val": val, "test": max(0.0, round(1 - train - val, 9))}
    labels = _labels(records, by)
    groups = _stratify(labels, list(fractions.values()), seed)
    parts = dict(zip(PARTS, groups, strict=True))
    return Split(seed=seed, by=by, fractions=fractions, parts=parts)


def make_folds(records: Sequence[Record], *, k: int = 5, seed: int = 0) -> list[Split]:
    """K splits of the families: fold i validates on group i and trains on the others; test is empty.

    Raises OptionError if `k` is below 2, DataError if there are fewer than `k` families.
    """
    if k < 2:
        raise OptionError("folds", "must be at least 2", k)
    groups = _stratify(_labels(records, "family"), [1 / k] * k, seed)
    fractions: dict[Part, float] = {"train": 1 - 1 / k, "val": 1 / k, "test": 0.0}
    folds = []
    for index, group in enumerate(groups):
        rest = tuple(sorted(member for other in groups if other is not group for member in other))
        parts: dict[Part, tuple[int | str, ...]] = {"train": rest, "val": groups[index], "test": ()}
        folds.append(Split(seed=seed, by="family", fractions=fractions, parts=parts))
    return folds


def _labels(records: Iterable[Record], by: By) -> dict[int | str, NDArray[np.float64]]:
    """Member -> how many of its species have each type, float64 [18]; in a random split a picture is a species."""
    types: dict[int | str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for record in records:
        types[record.family if by == "family" else record.key].setdefault(record.number, record.types)
    return {
        member: np.sum([multi_hot(named) for named in species.values()], axis=0, dtype=np.float64)
        for member, species in sorted(types.items())
    }


def _stratify(
    labels: Mapping[int | str, NDArray[np.float64]], fractions: Sequence[float], seed: int
) -> list[tuple[int | str, ...]]:
    """Divide the members into parts of exact sizes, each with its share of the species of every type."""
    sizes = _sizes(len(labels), fractions)
    members = list(labels)
    counts = np.stack([labels[member] for member in members])
    part_of = _deal(counts > 0, sizes, np.random.default_rng(seed))
    pairs = list(itertools.combinations([part for part, size in enumerate(sizes) if size], 2))
    features = np.column_stack([counts, counts.sum(axis=1)])
    while any(_swap_best(features, part_of, first, second) for first, second in pairs):
        pass
    return [tuple(members[i] for i in np.flatnonzero(part_of == part)) for part in range(len(sizes))]


def _deal(has: NDArray[np.bool_], sizes: Sequence[int], rng: np.random.Generator) -> NDArray[np.int64]:
    """Iterative stratification: bool [N, 18] -> the part of each member, int [N].

    The type with the fewest members left comes first. Each member goes to the part that still needs most of that type,
    then to the part with most room; a full part takes no more."""
    size = np.array(sizes)
    needed = np.outer(size / len(has), has.sum(axis=0))
    room = size.copy()
    part_of = np.full(len(has), -1)
    shuffled = rng.permutation(len(has))
    while (waiting := shuffled[part_of[shuffled] < 0]).size:
        left = has[waiting].sum(axis=0)
        label = int(np.argmin(np.where(left > 0, left, np.inf)))
        for member in waiting[has[waiting, label]] if left.any() else waiting:
            part = max(np.flatnonzero(room), key=lambda part: (needed[part, label], room[part] / size[part]))
            part_of[member] = part
            needed[part] -= has[member]
            room[part] -= 1
    return part_of


def _swap_best(counts: NDArray[np.float64], part_of: NDArray[np.int64], first: int, second: int) -> bool:
    """Swap, in place, the two members of two parts that bring `counts` [N, F] closest to each part's share.

    The distance is chi-squared: squared differences from the share, over the share. False if no swap helps."""
    here, there = np.flatnonzero(part_of == first), np.flatnonzero(part_of == second)
    total = np.maximum(counts.sum(axis=0), 1e-9)
    target_a, target_b = total * (len(here) / len(part_of)), total * (len(there) / len(part_of))
    a, b = counts[here], counts[there]
    weight = 1 / target_a + 1 / target_b
    pull = 2 * (a.sum(axis=0) - target_a) / target_a - 2 * (b.sum(axis=0) - target_b) / target_b
    change = (a**2 @ weight - a @ pull)[:, None] + (b**2 @ weight + b @ pull)[None] - 2 * (a * weight) @ b.T
    i, j = np.unravel_index(int(np.argmin(change)), change.shape)
    if change[i, j] > -_LEAST_GAIN:
        return False
    part_of[here[i]], part_of[there[j]] = second, first
    return True


def _sizes(count: int, fractions: Sequence[float]) -> list[int]:
    """How many members each part gets: by largest remainder, at least one where the fraction is above 0."""
    used = [fraction > 0 for fraction in fractions]
    if count < sum(used):
        raise DataError(f"{count} families are too few for {sum(used)} parts; give more data or fewer parts")
    exact = np.asarray(fractions) * count
    sizes = np.maximum(np.floor(exact), np.asarray(used)).astype(int)
    while sizes.sum() != count:
        step = 1 if sizes.sum() < count else -1
        gap = np.where(np.asarray(used) & ((step > 0) | (sizes > 1)), (exact - sizes) * step, -np.inf)
        sizes[int(np.argmax(gap))] += step
    return [int(size) for size in sizes]
