"""Readers: every kind of source gives the same records, and what cannot be used is skipped and named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spritedex.data.loaders import read_bestiary
from spritedex.data.splits import make_split
from spritedex.errors import DataError
from tests.commands import fresh
from tests.sources import SPECIES, as_it_is, picture, pictures_folder


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
    near = {"posion": "poison", "big": "bug"}[word]
    known = f"did you mean '{near}'? Choose from normal, fire"
    assert str(bestiary.problems[0]).startswith(f"a.png: unknown type '{word}'; {known}")


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
