"""Readers: every kind of source gives the same records, and what cannot be used is skipped and named."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary
from spritedex.data.splits import make_split
from spritedex.errors import DataError
from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import STYLES
from tests.commands import fresh

SPECIES = (
    ("1", "Leafling", "grass", "poison", "Leafling’s seed grows. This Pokémon likes a nap."),
    ("2", "Embertail", "fire", "", "A warm creature with a burning tail."),
    ("3", "Zappet", "electric", "electric", "It sparks."),
)


def picture(shade: int) -> bytes:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[16:48, 16:48] = (shade, 200 - shade, 90, 255)
    return png_bytes(rgba)


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def generator_folder(
    folder: Path, *, columns: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str, encoding: str
) -> Path:
    """A Pokemon-Sprite-Generator folder with three 64x64 pictures."""
    images = folder / "small_images"
    images.mkdir(parents=True)
    for number in range(1, 4):
        (images / f"{number:03}.png").write_bytes(picture(number * 40))
    (folder / "pokemon.csv").write_bytes(table([columns, *rows], delimiter).encode(encoding))
    return folder


def as_it_is(folder: Path, rows: Sequence[Sequence[str]] = SPECIES) -> Path:
    columns = ("national_number", "english_name", "primary_type", "secondary_type", "description")
    return generator_folder(folder, columns=columns, rows=rows, delimiter="\t", encoding="utf-16")


def pictures_folder(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A folder with a.png, b.png, c.png and the rows as metadata.csv."""
    folder.mkdir(exist_ok=True)
    for index, name in enumerate("abc"):
        (folder / f"{name}.png").write_bytes(picture(index * 40))
    (folder / "metadata.csv").write_text(table(rows), encoding="utf-8")
    return folder


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


def test_folder_of_pictures_with_metadata_csv(tmp_path: Path) -> None:
    rows = [
        ("file_name", "name", "types", "text", "family", "shiny", "color"),
        ("a.png", "Leafling", "grass/poison", "Leafling naps.", "leaf", "0", "Green"),
        ("b.png", "Leafling", "grass and poison", "", "leaf", "1", ""),
        ("c.png", "Embertail", "Fire", "It burns.", "ember", "", "red"),
    ]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows), need={"types"})
    first, second, third = bestiary.records
    assert first.types == second.types == ("grass", "poison")
    assert first.text == "It naps."
    assert first.number == second.number != third.number
    assert first.family == second.family != third.family
    assert (second.shiny, first.facts.color, bestiary.families_known) == (True, "green", True)


def test_folder_of_pictures_with_json_lines(tmp_path: Path) -> None:
    pictures_folder(tmp_path, [("file_name",)])
    (tmp_path / "metadata.csv").unlink()
    lines = [
        json.dumps({"file_name": "a.png", "types": ["grass", "poison"], "number": 7}),
        json.dumps({"file_name": "b.png", "primary_type": "fire", "secondary_type": None, "number": 8.0}),
        "{not json",
        json.dumps({"file_name": "c.png", "types": "fire, water, grass", "number": 9}),
    ]
    (tmp_path / "metadata.jsonl").write_text("\n".join(lines), encoding="utf-8")
    bestiary = read_bestiary(tmp_path, need={"types"})
    assert [(r.number, r.types) for r in bestiary.records] == [(7, ("grass", "poison")), (8, ("fire",))]
    assert "line 3: not JSON" in str(bestiary.problems[0])
    assert "3 types" in str(bestiary.problems[1])


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [
        ("label", "grass and posion type pokemon", "posion"),
        ("types", "grass/posion", "posion"),
        ("types", "a big fire type", "big"),
        ("text", "posion and grass type pokemon", "posion"),
        ("text", "posion, grass type pokemon", "posion"),
        ("text", "A small creature with horns. It is of the grass and posion type and naps.", "posion"),
    ],
)
def test_a_misspelt_type_is_a_problem_that_names_the_word(tmp_path: Path, column: str, cell: str, word: str) -> None:
    rows = [("file_name", column), ("a.png", cell), ("b.png", "grass and poison type pokemon")]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows), need={"types"})
    assert [(r.key, r.types) for r in bestiary.records] == [("b.png", ("grass", "poison"))]
    assert str(bestiary.problems[0]).startswith(f"a.png: unknown type '{word}'; choose from normal, fire")


def test_types_are_found_in_a_description(tmp_path: Path) -> None:
    texts = ("A big red fire-type creature, fond of naps and berries.", "It is of the ice and water type.")
    rows = [("file_name", "text"), *zip(("a.png", "b.png"), texts, strict=True), ("c.png", "A rare type of bird.")]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows), need={"types"})
    assert [r.types for r in bestiary.records] == [("fire",), ("ice", "water")]
    assert "c.png: no types" in str(bestiary.problems[0])


@pytest.mark.parametrize("column", ["frame", "generation", "height_m"])
def test_a_number_without_end_is_a_problem(tmp_path: Path, column: str) -> None:
    rows = [("file_name", column), ("a.png", "inf"), ("b.png", "1e999"), ("c.png", "1")]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows))
    assert [r.key for r in bestiary.records] == ["c.png"]
    assert f"a.png: {column} 'inf' is not a number" in str(bestiary.problems[0])


def test_an_endless_national_number_is_a_problem(tmp_path: Path) -> None:
    rows = [*SPECIES, ("9" * 5000, "Endless", "ice", "", "It goes on.")]
    bestiary = read_bestiary(as_it_is(tmp_path / "data", rows))
    assert len(bestiary.records) == 3
    assert "is not a number" in str(bestiary.problems[0])


def test_json_that_python_reads_and_nobody_can_use_is_a_problem_of_its_line(tmp_path: Path) -> None:
    pictures_folder(tmp_path, [("file_name",)])
    (tmp_path / "metadata.csv").unlink()
    deep = ['{"file_name": "a.png", "text": ' + "[" * depth + "]" * depth + "}" for depth in (100_000, 900)]
    (tmp_path / "metadata.jsonl").write_text(
        "\n".join([*deep, '{"name": "\\ud83d"}', '{"file_name": "b.png"}']), encoding="utf-8"
    )
    bestiary = read_bestiary(tmp_path)
    assert bestiary.records[-1].key == "b.png"
    assert "line 1: nested too deeply" in str(bestiary.problems[0])
    assert "line 3: half a character" in str(bestiary.problems[1])


def test_names_too_long_for_a_file_are_named(tmp_path: Path) -> None:
    rows = [("file_name",), ("x" * 300 + ".png",), ("a.png",)]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows))
    assert [r.key for r in bestiary.records] == ["a.png"]
    assert "picture cannot be read (File name too long)" in str(bestiary.problems[0])
    places: list[dict[str, Path]] = [{}, {"csv_path": tmp_path / ("y" * 300)}, {"image_dir": tmp_path / ("y" * 300)}]
    for elsewhere in places:
        with pytest.raises(DataError, match=r"cannot be read \(File name too long\); check the path"):
            read_bestiary("x" * 300, **elsewhere)  # type: ignore[arg-type]


def test_files_outside_the_folder_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture(1))
    rows = [("file_name",), ("../secret.png",), (str(secret),), ("C:\\secret.png",), ("a.png",), ("a.png",)]
    bestiary = read_bestiary(pictures_folder(tmp_path / "in", rows))
    assert [r.key for r in bestiary.records] == ["a.png"]
    assert ["lies outside" in str(problem) for problem in bestiary.problems] == [True, True, True, False]


def test_one_creature_in_two_families_is_a_problem(tmp_path: Path) -> None:
    rows = [("file_name", "name", "family"), ("a.png", "Zed", "one"), ("b.png", "Zed", "two")]
    bestiary = read_bestiary(pictures_folder(tmp_path, rows))
    assert len(bestiary.records) == 1
    assert "two families" in str(bestiary.problems[0])


def test_a_row_with_too_many_cells_is_a_problem(tmp_path: Path) -> None:
    folder = pictures_folder(tmp_path, [("file_name", "text")])
    (folder / "metadata.csv").write_text("file_name,text\na.png,red, and green\nb.png,blue\n", encoding="utf-8")
    bestiary = read_bestiary(folder)
    assert [r.key for r in bestiary.records] == ["b.png"]
    assert "3 cells under 2 columns" in str(bestiary.problems[0])


def test_without_names_the_same_picture_is_the_same_creature(tmp_path: Path) -> None:
    folder = pictures_folder(tmp_path, [("file_name",), ("a.png",), ("b.png",), ("c.png",)])
    (folder / "c.png").write_bytes((folder / "a.png").read_bytes())
    bestiary = read_bestiary(folder)
    first, second, third = bestiary.records
    assert first.family == third.family != second.family
    assert not bestiary.families_known


def test_a_split_of_one_source_is_not_taken_for_a_split_of_another(tmp_path: Path, drawn_bestiary: Path) -> None:
    split = make_split(read_bestiary(drawn_bestiary).records)
    other = read_bestiary(as_it_is(tmp_path / "data"))
    with pytest.raises(DataError, match="in no part of the split"):
        split.check(other.records)


def test_a_style_that_is_not_there_is_named(drawn_bestiary: Path) -> None:
    with pytest.raises(DataError, match=r"no picture of style artwork; its styles are pixel"):
        read_bestiary(drawn_bestiary, styles=["artwork"])
    assert {record.style for record in read_bestiary(drawn_bestiary).records} == {"pixel"}  # without artwork, all


@pytest.mark.parametrize("name", ["nowhere", "./nowhere", "/no/such/folder"])
def test_no_such_folder(name: str) -> None:
    with pytest.raises(DataError, match="no such folder"):
        read_bestiary(name)


def test_a_folder_with_no_table_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"write a metadata\.csv"):
        read_bestiary(tmp_path)


def test_hugging_face_data_set_saved_to_disk(tmp_path: Path, bundle: Path, spritedex: Callable[..., Any]) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    folder = pictures_folder(tmp_path / "in", [("file_name",)])
    rows = {
        "image": [str(folder / f"{name}.png") for name in "abc"],
        "text": ["grass and poison type pokemon", "fire type pokemon", "an odd thing"],
    }
    whole = datasets.Dataset.from_dict(rows).cast_column("image", datasets.Image())
    parts = datasets.DatasetDict({"train": whole.select([0, 1]), "test": whole.select([2])})
    parts.save_to_disk(tmp_path / "saved")
    bestiary = read_bestiary(tmp_path / "saved", need={"types"})
    assert [r.types for r in bestiary.records] == [("grass", "poison"), ("fire",)]
    assert [r.key for r in bestiary.records] == ["train/00000", "train/00001"]
    assert bestiary.records[0].image == picture(0), "the bytes are untouched"
    assert "test/00000: no types" in str(bestiary.problems[0])
    assert not bestiary.families_known
    assert len(read_bestiary(tmp_path / "saved").records) == 3
    done = spritedex("classify", "--truth", "saved", "--model", bundle, "--json", cwd=tmp_path)
    readings = json.loads(done.stdout)["readings"]
    assert [(reading["file"], reading["truth"]) for reading in readings] == [
        ("train/00000", ["grass", "poison"]), ("train/00001", ["fire"]),
    ]  # fmt: skip
    assert "2 pictures with known types: first guess right in" in done.stderr


def test_an_unreachable_hub_is_one_line_that_names_the_offline_choice() -> None:
    pytest.importorskip("datasets")
    done = fresh("data", "stats", "--data", "somebody/creatures", env={"HF_ENDPOINT": "http://127.0.0.1:9"})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "cannot be reached" in done.stderr
    assert "save_to_disk" in done.stderr
