"""Splits: no family in two parts, types balanced, the same for a seed whatever the order."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spritedex.data.audit import class_counts
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record
from spritedex.data.splits import PARTS, Split, make_folds, make_split
from spritedex.errors import DataError, UsageError
from spritedex.vocabulary import STYLES, TYPES


def creature(number: int, family: int, *types: str) -> Record:
    return Record(key=f"{number}.png", number=number, name="", image=b"", types=types, text="", family=family)


@pytest.fixture(scope="module")
def made_up() -> list[Record]:
    """200 species in 80 families with types as unequal as real ones."""
    rng = np.random.default_rng(0)
    chance = 1 / np.arange(2, 20)
    records = []
    for number in range(1, 201):
        family = int(rng.integers(1, 81))
        of_family = np.random.default_rng(family)
        types = of_family.choice(TYPES, size=of_family.integers(1, 3), replace=False, p=chance / chance.sum())
        records.append(creature(number, family, *map(str, types)))
    return records


def families(records: Sequence[Record]) -> set[int]:
    return {record.family for record in records}


def test_no_family_stands_in_two_parts(made_up: list[Record]) -> None:
    split = make_split(made_up)
    split.check(made_up)
    train, val, test = (families(split.select(made_up, part)) for part in PARTS)
    assert not train & val
    assert not train & test
    assert not val & test
    assert train | val | test == families(made_up)


def test_parts_have_their_fractions_of_families(made_up: list[Record]) -> None:
    split = make_split(made_up)
    count = len(families(made_up))
    for part, fraction in split.fractions.items():
        assert abs(len(split.parts[part]) - fraction * count) <= 1


def test_the_order_of_records_and_their_number_change_nothing(made_up: list[Record]) -> None:
    twice = [*reversed(made_up), *(replace(r, key=f"shiny {r.key}", shiny=True) for r in made_up)]
    assert make_split(twice, seed=3) == make_split(made_up, seed=3)
    assert make_split(made_up, seed=4) != make_split(made_up, seed=3)


def test_folds_cover_every_family_once(made_up: list[Record]) -> None:
    folds = make_folds(made_up, k=5, seed=1)
    validated = [family for fold in folds for family in fold.parts["val"]]
    assert sorted(validated) == sorted(families(made_up))
    for fold in folds:
        fold.check(made_up)
        assert fold.parts["test"] == ()
        assert set(fold.parts["train"]) == families(made_up) - set(fold.parts["val"])


def test_random_parts_single_pictures_and_says_so(made_up: list[Record]) -> None:
    split = make_split(made_up, by="random")
    split.check(made_up)
    assert split.by == "random"
    assert len(split.select(made_up, "train")) == 150
    assert families(split.select(made_up, "train")) & families(split.select(made_up, "test"))


def test_json_brings_back_the_same_split(made_up: list[Record]) -> None:
    for split in (make_split(made_up, seed=5), make_split(made_up, by="random"), *make_folds(made_up)):
        again = Split.from_json(split.to_json())
        assert again == split
        assert [again.part_of(r) for r in made_up] == [split.part_of(r) for r in made_up]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 2}', '{"schema_version": 1}'])
def test_what_is_no_split_is_one_clear_error(text: str) -> None:
    with pytest.raises(DataError, match=r"not a split of schema 1 .*spritedex data split"):
        Split.from_json(text)


def test_a_leak_is_an_error(made_up: list[Record]) -> None:
    split = make_split(made_up)
    member = split.parts["test"][0]
    values = json.loads(split.to_json())
    values["parts"]["train"].append(member)
    with pytest.raises(DataError, match=f"leaks: family {member}"):
        Split.from_json(json.dumps(values)).check(made_up)
    train, test = (split.select(made_up, part)[0] for part in ("train", "test"))
    with pytest.raises(DataError, match=f"leaks: species {train.number}"):
        split.check([train, replace(test, number=train.number)])


def test_an_unknown_family_is_an_error(made_up: list[Record]) -> None:
    with pytest.raises(DataError, match="family 999 is in no part"):
        make_split(made_up).part_of(creature(1, 999, "fire"))


def test_fractions_that_do_not_fit_are_refused(made_up: list[Record]) -> None:
    for train, val in ((0.0, 0.1), (0.8, 0.3), (0.5, -0.1)):
        with pytest.raises(UsageError, match="at most 1"):
            make_split(made_up, train=train, val=val)
    with pytest.raises(UsageError, match="at least 2"):
        make_folds(made_up, k=1)


def test_too_few_families_are_refused_and_few_are_enough() -> None:
    three = [creature(n, n, "fire") for n in range(1, 4)]
    assert [len(make_split(three).parts[part]) for part in PARTS] == [1, 1, 1]
    with pytest.raises(DataError, match="2 families are too few for 3 parts"):
        make_split(three[:2])


def test_no_test_part_where_train_and_val_take_all(made_up: list[Record]) -> None:
    split = make_split(made_up, train=0.8, val=0.2)
    assert split.parts["test"] == ()
    split.check(made_up)


def test_records_without_types_are_parted_too() -> None:
    plain = [creature(n, n) for n in range(1, 41)]
    assert [len(make_split(plain).parts[part]) for part in PARTS] == [30, 4, 6]


def test_every_type_has_its_share_in_every_part(made_up: list[Record]) -> None:
    split = make_split(made_up)
    whole = class_counts(made_up)
    for part, fraction in split.fractions.items():
        counts = class_counts(split.select(made_up, part))
        assert np.abs(counts - fraction * whole).max() <= 3


@pytest.fixture(scope="module")
def everything(real_data: Path) -> tuple[Record, ...]:
    return read_bestiary(real_data, need={"types"}, styles=STYLES).records


@pytest.mark.realdata
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_real_families_are_parted_evenly(everything: tuple[Record, ...], seed: int) -> None:
    records = [record for record in everything if record.style == "artwork"]
    split = make_split(records, seed=seed)
    split.check(records)
    assert [len(split.parts[part]) for part in PARTS] == [351, 47, 70]
    whole = class_counts(records)
    for part, fraction in split.fractions.items():
        shares = class_counts(split.select(records, part)) / whole
        assert np.abs(shares - fraction).max() < 0.03


@pytest.mark.realdata
def test_all_pictures_of_a_real_family_fall_into_one_part(everything: tuple[Record, ...]) -> None:
    artworks = [record for record in everything if record.style == "artwork"]
    split = make_split(artworks)
    assert make_split(everything) == split
    split.check(everything)
    for fold in make_folds(everything):
        fold.check(everything)
