"""`spritedex classify`: what it finds, prints and writes, and how it ends."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.runtime.classifier import Classifier
from spritedex.sentence import Lexicon, understand
from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import TYPES
from spritedex.workflows.classify.find import find_pictures
from tests.pictures import TYPE_COLORS, plain
from tests.toy_bundles import toy_generator


def test_folders_and_patterns_are_searched_in_order(folder: Path) -> None:
    art = folder / "art"
    expected = [str(art / place) for place in ("a.PNG", "b.png", "deep/c.png")]
    assert list(find_pictures([str(art)])) == expected
    assert list(find_pictures([str(art / "**" / "*.png")])) == expected[1:]
    (art / "odd[1].png").write_bytes(b"")
    assert list(find_pictures([str(art / "odd[1].png")])) == [str(art / "odd[1].png")]


def test_command_prints_lines_json_and_csv(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    lines = spritedex("classify", "art", "--model", bundle, cwd=folder)
    assert lines.returncode == 0
    assert lines.stderr == ""
    assert len({next(re.finditer("types|grass|fire|water", line)).start() for line in lines.stdout.splitlines()}) == 1
    assert [line.split()[:2] for line in lines.stdout.splitlines()[1:]] == [
        ["art/a.PNG", "grass"],
        ["art/b.png", "fire"],
        ["art/deep/c.png", "water"],
    ]
    document = json.loads(spritedex("classify", "art", "--model", bundle, "--json", cwd=folder).stdout)
    assert [reading["types"] for reading in document["readings"]] == [["grass"], ["fire"], ["water"]]
    assert list(document["readings"][0]["probabilities"]) == list(TYPES)
    assert document["problems"] == []
    printed = spritedex("classify", "art", "--model", bundle, "--csv", "--threshold", 0, cwd=folder).stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [row["file"] for row in rows] == ["art/a.PNG", "art/b.png", "art/deep/c.png"]
    assert rows[1]["types"].startswith("fire/")
    assert float(rows[1]["fire"]) == pytest.approx(document["readings"][1]["probabilities"]["fire"], abs=1e-6)


def test_generate_and_classify_name_the_same_nearest_species(tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    drawn = spritedex("generate", "a red fox", "a blue fish", "--out", "drawn", "--no-sheet", cwd=tmp_path).stdout
    read = spritedex("classify", "drawn", cwd=tmp_path).stdout
    for name in ("a-red-fox-0.png", "a-blue-fish-0.png"):
        (line,) = [line for line in read.splitlines() if name in line]
        (row,) = [line for line in drawn.splitlines() if name in line]
        assert line.partition("nearest known: ")[2] in row
        assert re.search(r"nearest known: (very like |like )?[A-Z]\S+ 0\.\d\d$", line)


def test_command_names_the_nearest_known_species(reader: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    lines = spritedex("classify", "art/b.png", "--model", reader, cwd=folder).stdout
    assert "very like Ember 1.00" in lines
    (folder / "white.png").write_bytes(png_bytes(np.full((16, 16, 4), 255, np.uint8)))
    far = spritedex("classify", "white.png", "--model", reader, cwd=folder).stdout
    assert re.search(r"nearest known: Drop -?0\.[0-6]\d$", far, re.MULTILINE)
    printed = spritedex("classify", "art", "--model", reader, "--csv", "--nearest", 2, cwd=folder).stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0])[:5] == ["file", "types", "nearest", "similarity", "normal"]
    assert [row["nearest"].split("; ")[0] for row in rows] == ["Sprout", "Ember", "Drop"]
    assert [len(row["similarity"].split("; ")) for row in rows] == [2, 2, 2]
    (folder / "empty").mkdir()
    empty = spritedex("classify", "empty", "--model", reader, "--csv", cwd=folder).stdout
    assert empty == printed.partition("\n")[0] + "\n"
    document = json.loads(spritedex("classify", "art", "--model", reader, "--json", cwd=folder).stdout)
    (like,) = document["readings"][0]["nearest"]
    assert (like["number"], like["name"], like["types"]) == (2, "Sprout", ["grass", "poison"])
    assert -1 <= like["similarity"] <= 1


def test_a_weak_first_guess_is_marked(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    (folder / "grey.png").write_bytes(png_bytes(np.full((16, 16, 4), (127, 127, 127, 255), np.uint8)))
    done = spritedex("classify", "grey.png", "art/b.png", "--model", bundle, cwd=folder)
    grey, red = done.stdout.splitlines()[1:]
    assert "unsure" in grey
    assert "unsure" not in red
    document = json.loads(
        spritedex("classify", "grey.png", "art/b.png", "--model", bundle, "--json", cwd=folder).stdout
    )
    assert [reading["unsure"] for reading in document["readings"]] == [True, False]


def test_pictures_are_described_in_words_that_generate_takes(
    reader: Path, bundle: Path, folder: Path, spritedex: Callable[..., Any]
) -> None:
    (folder / "art" / "grey.png").write_bytes(png_bytes(np.full((16, 16, 4), (127, 120, 120, 255), np.uint8)))
    done = spritedex("describe", "art", "--model", reader, "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    green, red, grey, blue = json.loads(done.stdout)["descriptions"]
    assert green["text"] == "a small green frog with leaves, grass type"
    assert red["text"] == "a small red ember, fire type"
    assert blue["text"] == "a small blue fish with fins, water type"
    assert grey["text"] == "a small grey creature"
    assert (green["subject"], grey["subject"], grey["unsure"]) == ("frog", "", True)
    assert next(iter(green["subjects"])) == "frog"
    assert green["colors"] == {"green": 1.0}
    assert understand(green["text"], Lexicon(frozenset({"frog"}))).colors == ("green",)
    shown = spritedex("describe", "art/grey.png", "art/b.png", "--model", reader, cwd=folder).stdout
    assert "I do not know what it is; perhaps" in shown
    assert "ember 93%" in shown
    (folder / "thin.png").write_bytes(png_bytes(np.full((9000, 8, 4), (0, 0, 255, 255), np.uint8)))
    some = spritedex("describe", "thin.png", "art/notes.txt", "art/b.png", "--model", reader, "--json", cwd=folder)
    document = json.loads(some.stdout)
    assert (some.returncode, [each["file"] for each in document["descriptions"]]) == (1, ["thin.png", "art/b.png"])
    assert [each["where"] for each in document["problems"]] == ["art/notes.txt"]
    quiet = spritedex("describe", "art/b.png", "--model", reader, "--quiet", cwd=folder).stdout
    assert quiet == "a small red ember, fire type\n"
    none = spritedex("describe", "art/b.png", "art/notes.txt", "--model", bundle, cwd=folder)
    assert none.returncode != 0
    assert "no words to describe pictures with" in none.stderr


def test_many_pictures_keep_their_order_and_their_errors(
    bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]
) -> None:
    (tmp_path / "art").mkdir()
    kinds = [*TYPE_COLORS, "broken"]
    for index in range(120):
        kind = kinds[index % 4]
        data = b"broken" if kind == "broken" else png_bytes(plain(kind, 8 + index % 5 * 40))
        (tmp_path / "art" / f"{index:03d}.png").write_bytes(data)
    done = spritedex("classify", "art", "--model", bundle, "--csv", cwd=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 1
    expected = [(f"art/{i:03d}.png", kinds[i % 4]) for i in range(120) if i % 4 != 3]
    assert [(row["file"], row["types"]) for row in rows] == expected
    named = re.findall(r"error: (art/\d+\.png): not a picture", done.stderr)
    assert named == [f"art/{i:03d}.png" for i in range(3, 120, 4)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_stopped_half_way_it_leaves_whole_rows(bundle: Path, tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "0.png").write_bytes(png_bytes(plain("fire", 600, 600)))
    for index in range(1, 2000):
        (tmp_path / "art" / f"{index}.png").hardlink_to(tmp_path / "art" / "0.png")
    command = [sys.executable, "-m", "spritedex.cli.app", "classify", "art", "--model", str(bundle), "--csv"]
    table = tmp_path / "types.csv"

    with (
        table.open("wb") as out,
        subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=subprocess.PIPE) as run,
    ):
        while table.stat().st_size < 3000:
            assert run.poll() is None
        run.send_signal(stop)
        assert run.stderr
        words = run.stderr.read().decode()
    assert run.returncode == (130 if stop == signal.SIGINT else -stop)
    assert "Traceback" not in words
    text = table.read_text()
    assert text.endswith("\n")
    rows = list(csv.reader(io.StringIO(text)))
    assert 10 < len(rows) < 2000
    assert {len(row) for row in rows} == {2 + len(TYPES)}


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_how_far_it_is_and_csv_stays_clean(bundle: Path, folder: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "spritedex.cli.app", "classify", "art", "--model", str(bundle), "--csv"]
    places = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(command, cwd=folder, env=places, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = ""
    while "3/3" not in shown:  # it comes in pieces, and fails at its end
        shown += os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Reading" in shown
    assert [row["types"] for row in csv.DictReader(io.StringIO(done.stdout.decode()))] == ["grass", "fire", "water"]


def test_command_reads_a_picture_from_standard_input(bundle: Path, spritedex: Callable[..., Any]) -> None:
    done = spritedex("classify", "-", "--model", bundle, "--json", input=png_bytes(plain("water")))
    assert done.returncode == 0
    (reading,) = json.loads(done.stdout)["readings"]
    assert (reading["file"], reading["types"]) == ("-", ["water"])


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--threshold", "2"), 2, "--threshold"),
        (("--plot", "t.png"), 2, "--plot needs --truth"),
        (("--json", "--csv"), 2, "choose one"),
        (("--truth", "nowhere.csv"), 2, "no such file or folder"),
        (("--model", "nowhere", "--json"), 2, "no bundle 'nowhere'"),
        (("--device", "gpu"), 2, "--device 'gpu': unknown; choose from auto, cpu, cuda"),
        (("--threads", "0"), 2, "--threads 0: must be at least 1"),
    ],
)
def test_wrong_options_are_explained_in_one_line(
    bundle: Path, folder: Path, spritedex: Callable[..., Any], options: tuple[str, ...], code: int, message: str
) -> None:
    model = () if "--model" in options else ("--model", bundle)
    done = spritedex("classify", "art", *model, *options, cwd=folder)
    assert done.returncode == code
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_figures_in_a_folder_are_left_out(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    painter = toy_generator(folder / "bundles" / "painter")
    drawn = spritedex("generate", "a fox", "-n", 2, "--model", painter, "--out", "drawn", "--json", cwd=folder)
    sheet = json.loads(drawn.stdout)["sheet"]
    assert (folder / sheet).is_file()
    done = spritedex("classify", "drawn", "--model", bundle, "--json", cwd=folder)
    read = [reading["file"] for reading in json.loads(done.stdout)["readings"]]
    assert read == ["drawn/a-fox-0.png", "drawn/a-fox-1.png"]
    (folder / "truth.csv").write_text("file,types\ndrawn/a-fox-0.png,fire\n")
    truth = ("--truth", "truth.csv", "--plot", "drawn/truth.png", "--force")
    for _ in range(2):
        done = spritedex("classify", "drawn", "--model", bundle, *truth, "--json", cwd=folder)
        assert len(json.loads(done.stdout)["readings"]) == 2
    (folder / "drawn" / "mine-sheet.png").write_bytes(png_bytes(plain("fire")))
    done = spritedex("classify", "drawn", "--model", bundle, "--csv", cwd=folder)
    assert "drawn/mine-sheet.png,fire" in done.stdout, "a name alone makes no sheet"
    named = spritedex("classify", sheet, "--model", bundle, "--json", cwd=folder)
    assert [reading["file"] for reading in json.loads(named.stdout)["readings"]] == [sheet]


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_a_reader_who_leaves_early_ends_it_quietly(bundle: Path, folder: Path, form: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "spritedex.cli.app", "classify", "art", "--model", str(bundle), *form]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_nothing_is_left_in_the_home_of_who_runs_it(bundle: Path, folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    places = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    command = [sys.executable, "-m", "spritedex.cli.app", "classify", "art", "--model", str(bundle)]
    subprocess.run(command, cwd=folder, env={**places, "HOME": str(home)}, check=True, capture_output=True)
    left = [path.relative_to(home).parts[:3] for path in home.rglob("*") if path.is_file()]
    assert left == [(".cache", "spritedex", "known")]  # that the bundle works need not be tried again


@pytest.mark.realdata
def test_real_pictures_of_all_kinds_go_through(bundle: Path, real_data: Path) -> None:
    classifier = Classifier.load(bundle)
    sources = [
        real_data / "pokedex" / "small_images" / "004.png",
        next((real_data / "sprites" / "platinum").glob("004_*.png")),
        next((real_data / "sprites" / "home").glob("*.png")),
    ]
    for source in sources:
        assert classifier.classify_one(source).types[0] in TYPES
