"""Nothing that is there is replaced, by any command, unless it is told to."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from spritedex.cli.app import app
from spritedex.errors import OptionError
from spritedex.sprites.codec import png_bytes
from tests.pictures import FRONT

Run = Callable[..., Any]


def test_other_commands_replace_nothing_in_silence_either(tmp_path: Path, spritedex: Run) -> None:
    for folder, color in (("a", 200), ("b", 90)):
        picture = np.zeros((64, 64, 4), np.uint8)
        picture[8:56, 8:56] = (color, 30, 30, 255)
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "fox.png").write_bytes(png_bytes(picture))
    assert spritedex("sprite", "quantize", "a/fox.png", "--out", "new", cwd=tmp_path).returncode == 0
    before = (tmp_path / "new" / "fox.png").read_bytes()
    (tmp_path / "b" / "cat.png").write_bytes((tmp_path / "b" / "fox.png").read_bytes())
    done = spritedex("sprite", "quantize", "b/fox.png", "b/cat.png", "--out", "new", "--json", cwd=tmp_path)
    assert (done.returncode, "is there already, with other content" in done.stderr) == (1, True)
    assert "or give --force" in done.stderr
    document = json.loads(done.stdout)
    assert [sprite["file"] for sprite in document["sprites"]] == ["new/cat.png"]
    assert [problem["where"] for problem in document["problems"]] == ["b/fox.png"]
    assert (tmp_path / "new" / "fox.png").read_bytes() == before
    assert spritedex("sprite", "quantize", "b/fox.png", "--out", "new", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "new" / "fox.png").read_bytes() != before


def test_no_command_replaces_what_is_there_unless_it_is_told_to(
    tmp_path: Path, drawn_bestiary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    taken = (
        *("classifier.md", "generator.json", "speed.md", "key.json", "old/sheet-01.png", "plot.png"),
        *("a/classifier-rows.png", "b/classifier-confusion.png", "c/generator-sheet.png", "o.pack.credits.md"),
        *("runs/s/best.yaml", "drawn/images/001.png"),
    )
    for name in taken:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("of earlier work")
    values = {"training.learning_rate": {"values": [0.1, 0.2]}}
    sweep = {"method": "grid", "metric": {"name": "val/loss", "goal": "minimize"}, "parameters": values}
    (tmp_path / "s.yaml").write_text(json.dumps(sweep))
    (tmp_path / "prompts.txt").write_text("a red fox")
    data = ("--data", drawn_bestiary)
    rated = ("prompts.txt", "--model", "decoder", "--model", "decoder", "--key", "key.json")
    for command in (
        ("evaluate", "generator", *data, "--out", "."),
        ("evaluate", "generator", *data, "--pictures", "plot.png"),
        ("evaluate", "sheets", "prompts.txt", "--out", "old"),
        ("evaluate", "sheets", *rated, "--out", "new"),
        ("evaluate", "pairs", *rated, "--out", "new"),
        ("benchmark", "speed", "--out", "."),
        ("data", "stats", *data, "--plot", "plot.png"),
        ("data", "split", *data, "--out", "key.json"),
        ("classify", "--truth", drawn_bestiary, "--plot", "plot.png"),
        ("evaluate", "classifier", *data, "--out", "a"),
        ("benchmark", "classifier", *data, "--out", "b"),
        ("evaluate", "generator", *data, "--out", "c"),
        ("data", "pack", drawn_bestiary, "--out", "o.pack"),
        ("data", "sample", "drawn", "--species", 1),
        ("sketches", "--picture", "plot.png"),
        ("train", "cnn6", *data, "--sweep", "s.yaml", "--name", "s"),
    ):
        with pytest.raises(OptionError, match=r"is there already.*(or give force|choose another name)"):
            CliRunner().invoke(app, [str(word) for word in command], catch_exceptions=False)
    assert {(tmp_path / name).read_text() for name in taken} == {"of earlier work"}


def test_a_suffix_of_another_kind_is_refused_and_case_is_forgiven(tmp_path: Path, drawn_bestiary: Path) -> None:
    data = ("--data", str(drawn_bestiary))
    for command, end in (
        (("data", "split", *data, "--out", "s.csv"), ".json"),
        (("data", "suspects", *data, "--csv", "s.json"), ".csv"),
        (("data", "stats", *data, "--plot", "s.svg"), ".png"),
    ):
        with pytest.raises(OptionError, match=rf"is not written; end the name in \{end}"):
            CliRunner().invoke(app, command, catch_exceptions=False)
    (tmp_path / "fox.png").write_bytes(png_bytes(FRONT))
    export = ("sprite", "export", str(tmp_path / "fox.png"), "--out", str(tmp_path / "game"), "--format", " APNG")
    assert CliRunner().invoke(app, export).exit_code == 0
    assert list((tmp_path / "game").iterdir())


def test_each_command_that_writes_can_be_told_to_replace() -> None:
    """But those that write into a new folder, and refuse one that is there."""
    new = {"export", "train cnn6", "train reader", "train decoder", "train painter"}
    writes = {"out", "plot", "picture", "pictures", "key"}
    without = {name for name, options in options_of_commands() if options & writes and "force" not in options}
    assert without == new


def options_of_commands() -> Iterator[tuple[str, set[str]]]:
    groups: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while groups:
        name, command = groups.pop()
        if hasattr(command, "list_commands"):
            context = command.context_class(command)
            inner = {each: command.get_command(context, each) for each in command.list_commands(context)}
            groups += [(f"{name} {each}".strip(), found) for each, found in inner.items() if found]
        else:
            yield name, {each.name for each in command.params if each.param_type_name == "option"}
