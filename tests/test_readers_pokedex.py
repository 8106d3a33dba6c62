"""Readers of a Pokédex: the real data, and folders of the Pokemon Sprite Generator, as they are and as documented."""

from collections import Counter
from pathlib import Path

import pytest

from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary
from spritedex.errors import DataError
from spritedex.vocabulary import STYLES
from tests.sources import SPECIES, as_it_is, generator_folder, picture


@pytest.fixture(scope="module")
def whole(real_data: Path) -> Bestiary:
    return read_bestiary(real_data, need=("types", "text"), styles=STYLES)


@pytest.fixture(scope="module")
def alone(real_data: Path) -> Bestiary:
    return read_bestiary(real_data / "pokedex", need=("types", "text"))


@pytest.mark.realdata
def test_root_folder_joins_artworks_facts_and_sprites(whole: Bestiary) -> None:
    assert Counter(r.style for r in whole.records) == {"artwork": 898, "menu": 1076, "pixel": 4598}
    assert whole.problems == ()
    assert whole.families_known
    assert len({r.family for r in whole.records}) == 468
    by_number = {r.number: r for r in whole.records}
    assert by_number[19].types == ("normal",), "the facts know the species, the CSV mixes in a regional form"
    assert by_number[1].facts.color == "green"
    assert "light green skin" in by_number[1].text, "the visual description is part of the text"
    assert "seed on its back" in by_number[1].text, "and so is the description"
    pixels = [r for r in whole.records if r.style == "pixel" and r.number == 1]
    assert {(r.pose, r.shiny) for r in pixels} == {("front", False), ("front", True), ("back", False), ("back", True)}
    assert {r.family for r in pixels} == {by_number[2].family}


@pytest.mark.realdata
def test_no_text_names_its_creature(alone: Bestiary) -> None:
    for record in alone.records:
        words = record.text.casefold().replace("'", " ").replace(".", " ").replace(",", " ").split()
        assert record.name.casefold() not in words
        assert "pokémon" not in record.text.casefold()


@pytest.mark.realdata
def test_pokedex_folder_alone_takes_families_from_the_evolution_columns(alone: Bestiary, whole: Bestiary) -> None:
    chain = {r.number: r.family for r in whole.records}
    assert len(alone.records) == 898
    assert alone.families_known
    chains: dict[int, set[int]] = {}
    for record in alone.records:
        chains.setdefault(chain[record.number], set()).add(record.family)
    assert all(len(families) == 1 for families in chains.values()), "no family is torn apart"


def test_generator_folder_as_it_really_is(tmp_path: Path) -> None:
    bestiary = read_bestiary(as_it_is(tmp_path / "data"), need=("types", "text"))
    first, _, third = bestiary.records
    assert (first.number, first.name, first.types) == (1, "Leafling", ("grass", "poison"))
    assert first.text == "Its seed grows. This creature likes a nap."
    assert third.types == ("electric",)
    assert first.key == "small_images/001.png"


def test_generator_folder_as_its_document_says(tmp_path: Path) -> None:
    rows = [(f"{int(number):03}", name, text) for number, name, _, _, text in SPECIES]
    columns = ("national_number", "english_name", "description")
    folder = generator_folder(tmp_path / "data", columns=columns, rows=rows, delimiter=",", encoding="utf-8")
    bestiary = read_bestiary(folder, need={"text"})
    assert [r.number for r in bestiary.records] == [1, 2, 3]
    assert not bestiary.families_known
    assert bestiary.records[0].types == ()
    with pytest.raises(DataError, match="primary_type"):
        read_bestiary(folder, need={"types"})


def test_table_and_pictures_may_lie_elsewhere(tmp_path: Path) -> None:
    folder = as_it_is(tmp_path / "data")
    table_file = (folder / "pokemon.csv").rename(tmp_path / "elsewhere.csv")
    images = (folder / "small_images").rename(tmp_path / "pictures")
    bestiary = read_bestiary(tmp_path, csv_path=table_file, image_dir=images, need={"types"})
    assert len(bestiary.records) == 3


def test_what_cannot_be_used_is_skipped_and_named(tmp_path: Path) -> None:
    rows = [
        *SPECIES,
        ("4", "Nopicture", "ice", "", "It is cold."),
        ("5", "Oddtype", "plasma", "", "It glows."),
        ("6", "Silent", "rock", "", ""),
        ("7", "Broken", "rock", "", "It broke."),
        ("x", "Numberless", "rock", "", "It is lost."),
        ("1", "Again", "rock", "", "It comes twice."),
    ]
    folder = as_it_is(tmp_path / "data", rows)
    images = folder / "small_images"
    (images / "006.png").write_bytes(picture(9))
    (images / "007.png").write_bytes(picture(9)[:120])
    bestiary = read_bestiary(folder, need=("types", "text"))
    assert [r.number for r in bestiary.records] == [1, 2, 3]
    found = "\n".join(map(str, bestiary.problems))
    for sign in ("picture missing", "unknown type 'plasma'", "empty description", "broken picture", "'x'", "twice"):
        assert sign in found
    assert len(bestiary.problems) == 6
    with pytest.raises(DataError, match=r"strict mode: 6 records have problems; first: "):
        read_bestiary(folder, need=("types", "text"), strict=True)


def test_wrong_encoding_names_the_cure(tmp_path: Path) -> None:
    columns = ("national_number", "english_name", "description")
    rows = [("1", "Leafling", "This Pokémon naps.")]
    folder = generator_folder(tmp_path / "data", columns=columns, rows=rows, delimiter=",", encoding="cp1252")
    with pytest.raises(DataError, match=r"pokemon.csv: not UTF-8 .*save it again as UTF-8"):
        read_bestiary(folder)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_other_honest_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    columns = ("national_number", "english_name", "primary_type", "secondary_type", "description")
    folder = generator_folder(tmp_path / "d", columns=columns, rows=SPECIES, delimiter=";", encoding=encoding)
    assert len(read_bestiary(folder, need=("types", "text")).records) == 3
