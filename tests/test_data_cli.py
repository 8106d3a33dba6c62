"""`spritedex data …` as a user meets it: tables, JSON, plots, files and exit codes."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.data.audit import check_pictures, co_occurrence, drop_unreadable, pixel_statistics
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record
from spritedex.data.splits import Split
from spritedex.errors import DataError
from spritedex.sprites.codec import png_bytes

Spritedex = Callable[..., CompletedProcess[str]]


def result(done: CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    assert isinstance(values, dict)
    return values


def plain(key: str, color: tuple[int, int, int, int], number: int, *types: str, side: int = 8) -> Record:
    rgba = np.full((side, side, 4), color, np.uint8)
    return Record(key=key, number=number, name="", image=png_bytes(rgba), types=types, text="", family=number)


def test_sample_stats_and_split_from_nothing(spritedex: Spritedex, tmp_path: Path) -> None:
    folder, file = tmp_path / "creatures", tmp_path / "parts" / "split.json"
    assert "metadata.csv" in spritedex("data", "sample", folder, "--species", 30).stdout
    stats = result(spritedex("data", "stats", "--data", folder, "--json"))
    assert stats["species"] == stats["described"] == 30
    assert stats["families_known"] is True
    done = spritedex("data", "split", "--data", folder, "--out", file)
    assert done.returncode == 0
    records = read_bestiary(folder).records
    split = Split.from_json(file.read_text(encoding="utf-8"))
    split.check(records)
    assert str(file) in done.stdout
    again = spritedex("data", "sample", folder)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "is there already, with other content; choose another place, or give --force" in again.stderr
    (folder / "metadata.csv").unlink()
    mine = folder / "images" / "003.png"
    mine.write_bytes(b"mine")
    assert spritedex("data", "sample", folder, "--species", 30).returncode == 2
    assert (mine.read_bytes(), (folder / "metadata.csv").exists()) == (b"mine", False)
    assert spritedex("data", "sample", folder, "--species", 30, "--force").returncode == 0
    assert mine.read_bytes() != b"mine"


def test_a_sample_that_does_not_fit_on_the_disk_leaves_nothing(spritedex: Spritedex, tmp_path: Path) -> None:
    done = spritedex("data", "sample", tmp_path / "creatures", "--species", 4, largest_file=1000)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "(File too large); free some space, or choose another place" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_folds_are_a_file_each(spritedex: Spritedex, drawn_bestiary: Path, tmp_path: Path) -> None:
    command = ("data", "split", "--data", drawn_bestiary, "--folds", 3, "--out", tmp_path / "fold.json", "--json")
    made = result(spritedex(*command))
    assert made["files"] == [str(tmp_path / f"fold-{i}.json") for i in (1, 2, 3)]
    for file in made["files"]:
        Split.from_json(Path(file).read_text(encoding="utf-8")).check(read_bestiary(drawn_bestiary).records)


def test_a_random_split_says_that_it_leaks(spritedex: Spritedex, drawn_bestiary: Path) -> None:
    done = spritedex("data", "split", "--data", drawn_bestiary, "--by", "random")
    assert done.returncode == 0
    assert "in several parts: " in done.stderr


@pytest.mark.parametrize("command", ["stats", "distribution", "normalization", "split"])
def test_figures_are_drawn(spritedex: Spritedex, drawn_bestiary: Path, tmp_path: Path, command: str) -> None:
    plot = tmp_path / f"{command}.png"
    done = spritedex("data", command, "--data", drawn_bestiary, "--plot", plot)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert str(plot) in done.stdout
    with Image.open(plot) as image:
        assert min(image.size) > 500


def test_distribution_counts_what_is_there(spritedex: Spritedex, drawn_bestiary: Path) -> None:
    values = result(spritedex("data", "distribution", "--data", drawn_bestiary, "--json"))
    records = read_bestiary(drawn_bestiary).records
    assert values["pictures"]["fire"] == sum("fire" in record.types for record in records)
    assert sum(map(sum, values["co_occurrence"])) >= values["species"]["fire"]


def test_check_finds_nothing_wrong_with_drawn_creatures(spritedex: Spritedex, drawn_bestiary: Path) -> None:
    done = spritedex("data", "check", "--data", drawn_bestiary)
    assert done.returncode == 0
    assert "nothing is wrong" in done.stdout


def test_check_says_which_models_a_folder_can_train(spritedex: Spritedex, tmp_path: Path) -> None:
    done = spritedex("data", "sample", tmp_path / "few", "--species", 5, "--size", 16)
    assert "few species to train on: no species has the type" in done.stderr
    table = tmp_path / "few" / "metadata.csv"
    with table.open(newline="") as file:
        rows = [row | {"primary_type": "", "secondary_type": "", "style": ""} for row in csv.DictReader(file)]
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = spritedex("data", "check", tmp_path / "few")
    assert done.returncode == 0, done.stderr
    said = {line.split()[0]: " ".join(line.split()[1:]) for line in done.stdout.splitlines() if line.strip()}
    assert said["reader"] == said["cnn6"] == "0 no: no picture has types; fill in a column types"
    assert said["painter"] == f"{len(rows)} yes"
    assert f"{len(rows)} pictures of the style artwork may be pixel art; write pixel into a column" in done.stdout


def test_check_names_every_problem_and_exits_with_1(spritedex: Spritedex, tmp_path: Path) -> None:
    good = png_bytes(np.full((16, 16, 4), 200, np.uint8))
    (tmp_path / "a.png").write_bytes(good)
    (tmp_path / "b.png").write_bytes(good)
    (tmp_path / "clear.png").write_bytes(png_bytes(np.zeros((16, 16, 4), np.uint8)))
    (tmp_path / "cut.png").write_bytes(good[:50])
    rows = ["file_name,name,types", "a.png,A,fire", "b.png,B,water", "clear.png,C,ice", "cut.png,D,ice"]
    rows += ["gone.png,E,ice", "a2.png,F,plasma", "../x.png,G,ice"]
    (tmp_path / "metadata.csv").write_text("\n".join(rows), encoding="utf-8")
    done = spritedex("data", "check", "--data", tmp_path, "--json")
    assert done.returncode == 1
    found = [f"{problem['where']}: {problem['what']}" for problem in json.loads(done.stdout)["problems"]]
    for sign in ("clear.png: fully transparent", "cut.png: broken", "gone.png: picture missing", "plasma", "outside"):
        assert any(sign in line for line in found), sign
    assert any(line.startswith("b.png: the same picture as a.png in another family") for line in found)
    assert len(found) == 6
    table = spritedex("data", "check", "--data", tmp_path)
    assert table.returncode == 1
    assert "gone.png" in table.stdout
    assert spritedex("data", "stats", "--data", tmp_path, "--strict").returncode == 1


def test_wrong_options_are_one_line_and_exit_code_2(spritedex: Spritedex, drawn_bestiary: Path, tmp_path: Path) -> None:
    for words, sign in (
        (("split", "--data", drawn_bestiary, "--train", 0.9, "--val", 0.3), "at most 1"),
        (
            ("split", "--data", drawn_bestiary, "--folds", 3, "--by", "random"),
            "--folds 3: cannot be combined with --by",
        ),
        (
            ("stats", "--data", drawn_bestiary, "--style", "oil"),
            "--style 'oil': unknown; choose from artwork",
        ),
        (("stats", "--data", drawn_bestiary, "--plot", tmp_path), "is a folder; choose another place"),
    ):
        done = spritedex("data", *words)
        assert done.returncode == 2, done.stderr
        assert sign in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


def test_no_data_names_the_way_out(spritedex: Spritedex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPRITEDEX_DATA", raising=False)
    done = spritedex("data", "stats")
    assert done.returncode == 2
    assert "spritedex data sample DIR" in done.stderr


def test_statistics_of_hand_made_pictures() -> None:
    """One red and one clear picture at different sizes: each counts the same, and clear is white."""
    red = plain("red", (255, 0, 0, 255), 1, "fire")
    half = np.zeros((16, 16, 4), np.uint8)
    half[:, :8] = (0, 0, 0, 255)
    dark = Record(key="half", number=2, name="", image=png_bytes(half), types=("dark",), text="", family=2)
    pixels = pixel_statistics([red, dark], 16)
    assert pixels.mean == pytest.approx([0.75, 0.25, 0.25])
    assert pixels.std == pytest.approx([0.75**0.5 / 2] * 3)
    assert pixels.pictures == 2


def test_pairs_of_types_are_counted_on_both_sides() -> None:
    color = (1, 2, 3, 255)
    pairs = co_occurrence([plain("a", color, 1, "normal"), plain("b", color, 2, "normal", "fire")])
    assert (pairs[0, 0], pairs[0, 1], pairs[1, 0], pairs[1, 1]) == (1, 1, 1, 0)


def test_the_same_pixels_within_a_species_are_harmless_and_across_families_a_leak() -> None:
    color = (9, 9, 9, 255)
    first, twin, other = plain("a", color, 1, "rock"), plain("b", color, 1, "rock"), plain("c", color, 2, "rock")
    assert check_pictures([first, twin]).problems == ()
    assert check_pictures([first, twin]).twins == (("a", "b"),)
    assert "would leak" in str(check_pictures([first, other]).problems[0])
    bigger = plain("d", color, 2, "rock", side=16)
    assert check_pictures([first, bigger]).problems == ()


def test_pictures_broken_behind_a_sound_header_are_dropped_and_named(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    for name in ("good.jpg", "cut.jpg"):
        Image.fromarray(noise).save(tmp_path / name)
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes()[:1500])
    (tmp_path / "clear.png").write_bytes(png_bytes(np.zeros((16, 16, 4), np.uint8)))
    rows = ["file_name,name", "gone.png,A", "cut.jpg,B", "good.jpg,C", "clear.png,D"]
    (tmp_path / "metadata.csv").write_text("\n".join(rows), encoding="utf-8")
    bestiary = drop_unreadable(read_bestiary(tmp_path), strict=False)
    assert [record.key for record in bestiary.records] == ["good.jpg"]
    assert [problem.where for problem in bestiary.problems] == ["gone.png", "cut.jpg", "clear.png"]
    assert "cut short" in bestiary.problems[1].what
    assert "fully transparent" in bestiary.problems[2].what
    with pytest.raises(DataError, match=r"strict mode: 3 records have problems; first: gone\.png: picture missing"):
        drop_unreadable(read_bestiary(tmp_path), strict=True)
    (tmp_path / "good.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes())
    with pytest.raises(DataError, match="no usable record"):
        drop_unreadable(read_bestiary(tmp_path), strict=False)


@pytest.mark.realdata
def test_real_data_has_no_problem(real_data: Path) -> None:
    found = check_pictures(read_bestiary(real_data, styles=["menu"]).records)
    assert found.problems == ()
    assert found.sizes == {"68x56": 1076}
