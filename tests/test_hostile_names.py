"""Names and texts that are meant to do harm to a terminal or a table program, through the real command."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.cli.output import escaped, json_text
from spritedex.sprites.codec import png_bytes
from spritedex.workflows.generate.plan import plan
from spritedex.workflows.generate.request import GenerateRequest
from tests.toy_bundles import toy_classifier

Run = Callable[..., Any]

SQUARE = png_bytes(np.full((16, 16, 4), 255, np.uint8))
HOSTILE = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp.\x7f"
SHOWN = r"\x1b]0;owned\x07\x1b[31m\x9b2J\u202egnp.\x7f"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_classifier(tmp_path_factory.mktemp("bundles") / "reader")


def written(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True)
    try:
        for name in names:
            (folder / name).write_bytes(SQUARE)
    except OSError:
        pytest.skip("this disk does not take such names")
    return folder


def test_a_terminal_sees_no_control_characters(reader: Path, tmp_path: Path, spritedex: Run) -> None:
    art = written(tmp_path / "art", f"{HOSTILE}.png", "two\nlines.png")
    (art / f"bad{HOSTILE}.png").write_bytes(b"no picture")
    for form in ((), ("--csv",), ("--json",)):
        done = spritedex("classify", "art", "--model", reader, *form, cwd=tmp_path)
        assert done.returncode == 1
        assert escaped(done.stdout.replace("\n", "")) == done.stdout.replace("\n", "")
        assert escaped(done.stderr.replace("\n", "")) == done.stderr.replace("\n", "")
        assert done.stderr == f"error: art/bad{SHOWN}.png: not a picture; expected PNG, JPEG, GIF, WebP, BMP or TIFF\n"
        if form == ("--json",):
            read = [reading["file"] for reading in json.loads(done.stdout)["readings"]]
            assert read == [f"art/{HOSTILE}.png", "art/two\nlines.png"]
        else:
            assert f"art/{SHOWN}.png" in done.stdout
            assert r"art/two\nlines.png" in done.stdout
    done = spritedex("classify", f"no{HOSTILE}", "--model", f"no{HOSTILE}", cwd=tmp_path)
    assert done.stderr.startswith("error: ")
    assert escaped(done.stderr.rstrip("\n")) == done.stderr.rstrip("\n")


def test_a_cell_of_csv_is_never_a_formula(reader: Path, tmp_path: Path, spritedex: Run) -> None:
    names = ("=cmd|' calc'!A0.png", "+1.png", "-1.png", "@SUM(1).png", "plain.png")
    art = written(tmp_path / "art", *names)
    done = spritedex("classify", "--csv", "--model", reader, "--", *names, cwd=art)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["file"] for row in rows] == ["'" + name for name in names[:-1]] + ["plain.png"]


def test_a_message_is_bounded(reader: Path, tmp_path: Path, spritedex: Run) -> None:
    rows = "\n".join(json.dumps({"file_name": f"{n}.png", "types": "x" * 100_000}) for n in range(2))
    (tmp_path / "metadata.jsonl").write_text(rows, encoding="utf-8")
    done = spritedex("data", "stats", "-d", tmp_path)
    assert done.returncode == 1
    assert max(map(len, done.stderr.splitlines())) <= 2100


def test_escaping_keeps_ordinary_texts() -> None:
    text = "Flabébé 🦊 👩‍👩‍👧 é ‘x’ [bold]\\"
    assert escaped(text) == text
    assert json.loads(json_text({"a": [text, HOSTILE]}, indent=2)) == {"a": [text, HOSTILE]}


def test_a_name_that_windows_keeps_for_a_device_is_changed() -> None:
    assert [plan(GenerateRequest(("fox",), name=name)).prompts[0].stem(0, 0) for name in ("con", "cone")] == [
        "con_",
        "cone",
    ]
