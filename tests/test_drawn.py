"""The drawn bestiary: the same for a seed, clean sprites, and types that can be learnt from the pixels."""

from pathlib import Path

import numpy as np
import pytest

from spritedex.data.drawn import TYPE_DESIGNS, creatures, write_drawn_bestiary
from spritedex.data.drawn_marks import BEFORE, BEHIND
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record
from spritedex.data.splits import make_split
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import open_picture
from spritedex.vocabulary import TYPES, multi_hot


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, ...]:
    folder = tmp_path_factory.mktemp("bestiary")
    write_drawn_bestiary(folder, species=72, seed=1, size=32)
    bestiary = read_bestiary(folder, need=("types", "text"), strict=True)
    assert bestiary.families_known
    return bestiary.records


def test_the_same_seed_draws_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_drawn_bestiary(tmp_path / name, species=5, seed=7)
    write_drawn_bestiary(tmp_path / "other", species=5, seed=8)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) >= 6
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
    assert (tmp_path / "one/metadata.csv").read_bytes() != (tmp_path / "other/metadata.csv").read_bytes()


def test_every_type_has_traits_and_a_mark() -> None:
    assert set(TYPE_DESIGNS) == set(BEFORE) | set(BEHIND) == set(TYPES)


def test_species_are_counted_and_families_share_types() -> None:
    made = creatures(40, seed=3)
    assert [creature.number for creature in made] == list(range(1, 41))
    by_family: dict[int, list[tuple[str, ...]]] = {}
    for creature in made:
        by_family.setdefault(creature.family, []).append(creature.types)
    assert all(len(set(types)) == 1 and len(types) <= 3 for types in by_family.values())
    assert {len(creature.types) for creature in made} == {1, 2}


@pytest.mark.parametrize("seed", [0, 5])
def test_every_creature_has_a_name_of_its_own(seed: int) -> None:
    names = [creature.name.casefold() for creature in creatures(2000, seed)]
    assert len(set(names)) == len(names)


def test_sprites_are_clean(records: tuple[Record, ...]) -> None:
    for record in records:
        rgba = open_picture(record.image).rgba
        assert rgba.shape == (32, 32, 4)
        assert set(np.unique(rgba[..., 3])) == {0, 255}
        assert 0.1 < (rgba[..., 3] > 0).mean() < 0.7
        assert not rgba[rgba[..., 3] == 0].any(), "clear pixels hide no color"


def test_some_are_shiny_and_no_text_names_its_creature(records: tuple[Record, ...]) -> None:
    shiny = [record for record in records if record.shiny]
    assert 0.1 < len(shiny) / len(records) < 0.5
    assert all(record.name.lower() not in record.text.lower() for record in records)
    assert all(all(name in record.text for name in record.types) for record in records)


def test_types_can_be_learnt_from_the_pixels(records: tuple[Record, ...]) -> None:
    """Ridge regression on 16x16 pixels, tried on families it has not seen."""
    split = make_split(records, train=0.75, val=0.0)
    train, test = split.select(records, "train"), split.select(records, "test")

    def design(part: list[Record]) -> np.ndarray:
        pixels = [premultiply(fit_square(open_picture(record.image).rgba, 16)).ravel() for record in part]
        return np.column_stack([np.stack(pixels), np.ones(len(part))])

    inputs, targets = design(train), np.stack([multi_hot(record.types) for record in train])
    weights = inputs.T @ np.linalg.solve(inputs @ inputs.T + 3 * np.eye(len(train)), targets)
    guesses = (design(test) @ weights).argmax(axis=1)
    right = np.mean([TYPES[guess] in record.types for guess, record in zip(guesses, test, strict=True)])
    assert right > 0.5
