"""What lies in examples/ runs: the scripts, the notebook, and the command that the sweep makes."""

import csv
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from spritedex.config.sweep import parse_sweep
from tests.shells import shell_path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def test_the_scripts_draw_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    draw = runpy.run_path(str(EXAMPLES / "draw.py"))["main"]
    written = draw("a small red fox", count=2)
    assert {path.suffix for path in written} >= {".png", ".pal"}
    read = runpy.run_path(str(EXAMPLES / "read.py"))["main"]
    with read([str(path) for path in written[:2]]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [str(path) for path in written[:2]]
    assert all(row["types"] and 0 <= float(row["fire"]) <= 1 for row in rows)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the command is a script for a shell")
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = json.loads((EXAMPLES / "first-steps.ipynb").read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    with shell_path() as path:
        monkeypatch.setenv("PATH", path)
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [], "the notebook is kept without outputs"
                exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert set(names["own"].classify_one(names["sprite"].image).row) >= {"types", "fire"}


def test_the_sweep_makes_a_command_that_trains(spritedex: Callable[..., Any]) -> None:
    sweep = yaml.safe_load((EXAMPLES / "sweep.yaml").read_text(encoding="utf-8"))
    values = {
        name: each.get("value", each.get("min", (each.get("values") or [0])[0]))
        for name, each in sweep["parameters"].items()
    }
    program, *words = sweep["command"]
    assert (program, words.pop()) == ("spritedex", "${args_no_hyphens}")
    done = spritedex(*words, *(f"{name}={value}" for name, value in values.items()), "--print-config")
    assert done.returncode == 0, done.stderr
    config = yaml.safe_load(done.stdout)
    assert config["training"]["learning_rate"] == values["training.learning_rate"]
    assert config["model"]["dropout"] == values["model.dropout"]
    assert sweep["metric"]["name"] == "val/map"  # what `--wandb` logs
    trials = parse_sweep(sweep).trials()
    assert len(trials) == 16
    assert all(0.001 <= trial["training.learning_rate"] <= 0.03 for trial in trials)
