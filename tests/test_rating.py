"""Blind rating: sheets that tell nothing, a key apart from them, and the table of the marks."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import DataError
from spritedex.evaluation.blind_rating import Entry, Rating, rating_sheets, read_matches, read_ratings, score_sources
from tests.commands import spritedex

PROMPTS = "# what people type\nbat | a black bat\na red fox\n"


def test_sprites_are_drawn_numbered_rated_and_scored(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text(PROMPTS, encoding="utf-8")
    done = spritedex(
        "evaluate",
        "sheets",
        "prompts.txt",
        "--model",
        "decoder",
        "-n",
        "2",
        "--real",
        "0",
        "--out",
        "sheets",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "sheets").iterdir()] == ["sheet-01.png"]
    with Image.open(tmp_path / "sheets" / "sheet-01.png") as sheet:
        assert not any("bat" in str(value) for value in sheet.info.values())
    entries = json.loads((tmp_path / "sheets-key.json").read_text())["entries"]
    assert sorted((entry["sentence"], entry["seed"]) for entry in entries) == [
        ("a black bat", 0), ("a black bat", 1), ("a red fox", 0), ("a red fox", 1),
    ]  # fmt: skip
    (tmp_path / "marks.csv").write_text("n;whole;noun;quality\n1;1;bat;3\n2;0;nothing;1\n3;1;fox;4\n4;1;dog;2\n")
    (tmp_path / "matches.csv").write_text("1;2\n2;0\n3;1\n4;1\n")
    scored = spritedex("evaluate", "ratings", "sheets-key.json", "marks.csv", "matches.csv", "--json", cwd=tmp_path)
    assert json.loads(scored.stdout) == [
        {
            "source": "decoder", "rated": 4, "match_2": 0.25, "match_1": 0.75, "whole": 0.75, "quality": 2.5,
            "good": 0.5,
        }
    ]  # fmt: skip
    assert "decoder" in spritedex("evaluate", "ratings", "sheets-key.json", "marks.csv", cwd=tmp_path).stdout


@pytest.mark.parametrize("command", [("sheets", "--real", "0"), ("pairs", "--model", "decoder")])
def test_sheets_without_their_key_are_not_written(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "prompts.txt").write_text(PROMPTS, encoding="utf-8")
    name, *more = command
    key = tmp_path / f"{'k' * 245}.json"  # a name that fits, and does not while the file is being written
    sheets = [tmp_path / "out" / name for name in ("sheet-01.png", "sheet-100.png", "pairs-01.png")]
    (tmp_path / "out").mkdir()
    for path in (key, *sheets):
        path.write_text("of an earlier rating")
    words = ("evaluate", name, "prompts.txt", "--model", "decoder", *more, "--out", "out", "--key", key.name)
    done = spritedex(*words, "--force", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"cannot write {key.name}" in done.stderr
    assert {path.read_text() for path in (key, *sheets)} == {"of an earlier rating"}
    assert sorted((tmp_path / "out").iterdir()) == sorted(sheets)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sheets", "no.txt"), "no.txt: cannot be read"),
        (("sheets", "empty.txt", "--real", "0"), "0 sentences"),
        (("sheets", "prompts.txt", "--key", "sheets/key.json"), "must lie outside --out"),
        (("ratings", "prompts.txt", "prompts.txt"), "not a key"),
    ],
)
def test_a_wrong_input_is_named(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "prompts.txt").write_text(PROMPTS, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("# nothing\n", encoding="utf-8")
    done = spritedex("evaluate", *arguments, cwd=tmp_path)
    assert done.returncode != 0
    assert message in done.stderr
    assert not (tmp_path / "sheets").exists()


def test_many_sprites_fill_several_sheets() -> None:
    sheets = rating_sheets([np.zeros((64, 64, 4), np.uint8)] * 25)
    assert len(sheets) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1;1;bat;3", "no line for number 2"),
        ("1;1;bat;3\n1;1;bat;3", "comes twice"),
        ("1;2;bat;3", "whole must be a whole number from 0 to 1"),
        ("1;1;bat;9", "quality must be"),
        ("1;1;bat", "3 fields"),
        ("7;1;bat;3", "n must be"),
    ],
)
def test_a_wrong_line_of_marks_is_named(text: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read_ratings(text, 2)


def test_sources_are_scored_by_themselves() -> None:
    entries = [Entry("painter", "a fox", 0), Entry("real", "x"), Entry("painter", "a fox", 1)]
    ratings = {1: Rating(1, "fox", 4, 2), 2: Rating(1, "dog", 5, 1), 3: Rating(0, "nothing", 1, 0)}
    painter, real = score_sources(entries, ratings)
    assert (painter.match_2, painter.match_1, painter.whole, painter.quality, painter.good) == (0.5, 0.5, 0.5, 2.5, 0.5)
    assert real.rated == 1
    assert math.isnan(score_sources(entries, {n: Rating(1, "fox", 4) for n in (1, 2, 3)})[0].match_2)
    assert read_matches("1;2\n2;0\n3;1\n", 3) == {1: 2, 2: 0, 3: 1}


def test_pairs_are_drawn_on_sides_by_chance_rated_and_scored(tmp_path: Path) -> None:
    (tmp_path / "prompts.txt").write_text(PROMPTS, encoding="utf-8")
    done = spritedex(
        "evaluate",
        "pairs",
        "prompts.txt",
        "--model",
        "decoder",
        "--model",
        "decoder",
        "-n",
        "3",
        "--out",
        "pairs",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "pairs").iterdir()] == ["pairs-01.png"]
    pairs = json.loads((tmp_path / "pairs-key.json").read_text())["pairs"]
    assert len(pairs) == 6
    assert {(pair["a"], pair["b"]) for pair in pairs} == {
        ("decoder", "decoder (decoder)"), ("decoder (decoder)", "decoder"),
    }  # fmt: skip
    lines = [f"{n};{side};a;1;0;-;-" for n, side in enumerate("abaaba", 1)]
    (tmp_path / "pairs.csv").write_text("\n".join(["n;nicer;closer;whole_a;whole_b;face_a;face_b", *lines]))
    scored = spritedex("evaluate", "ratings", "pairs-key.json", "pairs.csv", "--json", cwd=tmp_path)
    scores = json.loads(scored.stdout)
    left = [pair["a"] for pair in pairs]
    nicer = [pair[side] for pair, side in zip(pairs, "abaaba", strict=True)]
    for score in scores:
        assert score["pairs"] == 6
        assert score["closer"] == score["whole"] == left.count(score["source"]) / 6
        assert score["nicer"] == nicer.count(score["source"]) / 6
        assert score["face"] is None
    assert "nicer" in spritedex("evaluate", "ratings", "pairs-key.json", "pairs.csv", cwd=tmp_path).stdout
    (tmp_path / "pairs.csv").write_text("1;c;a;1;0;-;-\n")
    wrong = spritedex("evaluate", "ratings", "pairs-key.json", "pairs.csv", cwd=tmp_path)
    assert "pairs.csv: line 1: nicer must be a or b (got 'c')" in wrong.stderr
    alone = spritedex("evaluate", "pairs", "prompts.txt", "--model", "decoder", cwd=tmp_path)
    assert "--model 1: give two generators to compare" in alone.stderr
