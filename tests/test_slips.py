"""Small slips of a command, and names that say too little: what is told instead."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex import Generator, UsageError
from spritedex.sprites.codec import png_bytes
from tests.pictures import png_text


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["genrate"], "error: No such command 'genrate'. Did you mean 'generate'? (spritedex --help shows how)"),
        (["data", "chek"], "Did you mean 'check'? (spritedex data --help shows how)"),
        (["generate", "--between", "cat"], "requires 2 arguments. (spritedex generate --help shows how)"),
        (["generate", "a fox", "--sketch", "qqqq"], "such as elephant, owl"),
        (["generate", "a fox", "--sketch", "elefant"], "such as elephant"),
        (["generate", "a fox", "--out", "/proc/nowhere"], "(No such file or directory); choose another place"),
    ],
)
def test_a_slip_is_told_its_cure(command: list[str], said: str, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    done = spritedex(*command, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert said in done.stderr.splitlines()[-1]


def test_a_sheet_of_several_prompts_counts_them(tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    spritedex("generate", "a fox", "a fish", "a bird", cwd=tmp_path)
    assert (tmp_path / "sprites" / "a-fox-and-2-more-sheet.png").is_file()


def test_a_sprite_saves_as_png_only(tmp_path: Path) -> None:
    sprite = next(Generator.load().generate("a fox"))
    for name in ("x.gif", "x.jpg"):
        with pytest.raises(UsageError, match=r"end the name in \.png"):
            sprite.save(tmp_path / name)
    assert sprite.save(tmp_path / "x.PNG").read_bytes() == sprite.png
    assert [path.name for path in tmp_path.iterdir()] == ["x.PNG"]


def test_what_a_png_tells_too_little_of_is_not_written_in_its_name(
    tmp_path: Path, spritedex: Callable[..., Any]
) -> None:
    spritedex("generate", "a fox", cwd=tmp_path)
    spritedex("generate", "--evolve", "sprites/a-fox-0.png", "--out", "evolved", cwd=tmp_path)
    done = spritedex("generate", "--recipe", "evolved/a-fox-0-evolved-0.png", "--out", "again", cwd=tmp_path)
    assert done.returncode == 1
    assert "its .json would, so this is not written" in done.stderr
    assert not list(tmp_path.glob("again/*"))


def test_words_that_are_no_text_are_left_out(painter: Path, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    name = "bad\udcff.png"
    try:
        (tmp_path / name).write_bytes(png_bytes(np.full((64, 64, 4), 255, np.uint8)))
    except OSError:
        pytest.skip("this disk takes names that are text only")
    options = ("--negative", "blue\udcff tail", "--init", name, "-n", 2, "--model", painter, "--json")
    done = spritedex("generate", "a small \udcff fox", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for sprite in json.loads(done.stdout)["sprites"]:
        assert (sprite["prompt"], sprite["options"]["negative_prompt"]) == ("a small fox", "blue tail")
        record = (tmp_path / sprite["file"]).with_suffix(".json")
        assert json.loads(record.read_bytes()) == {**sprite, "file": Path(sprite["file"]).name}
        with Image.open(tmp_path / sprite["file"]) as image:
            assert png_text(image)["prompt"] == "a small fox"
