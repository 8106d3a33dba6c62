"""Sweeps: what a file describes, and trials one after the other. On Ray: tests/test_bulk.py."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from spritedex.config.sweep import parse_sweep
from spritedex.errors import ConfigError
from tests.commands import spritedex


def space(method: str = "random", **parameters: dict[str, Any]) -> Any:
    return parse_sweep({"method": method, "metric": {"name": "val/map"}, "parameters": parameters, "run_cap": 400})


def test_trials_are_drawn_as_the_file_says() -> None:
    found = space(
        whole={"min": 1, "max": 3},
        share={"min": 0.25, "max": 0.75},
        rate={"distribution": "log_uniform_values", "min": 1e-5, "max": 1e-1},
        step={"distribution": "q_uniform", "min": 8, "max": 64, "q": 8},
        kind={"values": ["a", "b"], "probabilities": [0.9, 0.1]},
        near={"distribution": "normal", "mu": 5, "sigma": 0.1},
        fixed={"value": None},
    )
    trials = found.trials()
    assert trials == found.trials()
    assert trials[:10] == found.model_copy(update={"run_cap": 10}).trials()
    assert {trial["whole"] for trial in trials} == {1, 2, 3}
    assert all(0.25 <= trial["share"] <= 0.75 for trial in trials)
    small = sum(trial["rate"] < 1e-3 for trial in trials)
    assert 150 < small < 250  # half of the decades
    assert {trial["step"] for trial in trials} == set(range(8, 65, 8))
    assert 330 < Counter(trial["kind"] for trial in trials)["a"] < 390
    assert 4.9 < sum(trial["near"] for trial in trials) / 400 < 5.1
    assert {trial["fixed"] for trial in trials} == {None}
    grid = space("grid", one={"values": [1, 2]}, two={"values": ["x", "y"]}, three={"value": 0}).trials()
    assert [(each["one"], each["two"]) for each in grid] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ({"min": 3}, "give min and max"),
        ({"distribution": "log_uniform_values", "min": 0, "max": 1}, "above 0"),
        ({"values": [1, 2], "probabilities": [1]}, "one of each value"),
        ({"distribution": "beta"}, "parameters.x.distribution: must be"),
        ({}, "give value, values, or min and max"),
        ({"parameters": {}}, "parameters.x.parameters"),
    ],
)
def test_what_cannot_be_drawn_is_named(parameter: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        space(x=parameter)
    with pytest.raises(ConfigError, match="a grid needs values"):
        space("grid", x={"min": 0, "max": 1})


@pytest.mark.slow
def test_what_a_sweep_cannot_do_is_said(drawn_bestiary: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    file = tmp_path / "rates.yaml"
    values = {"method": "random", "run_cap": 1, "parameters": {"model.hidden": {"value": 16}}}
    file.write_text(yaml.safe_dump(values | {"metric": {"name": "val/nothing"}}))
    small = ("model.channels=[8,8,8,8,8,8]", "data.image_size=64", "training.num_epochs=1")
    words = (
        "train",
        "cnn6",
        "--data",
        drawn_bestiary,
        "--out",
        tmp_path,
        "--accelerator",
        "cpu",
        "--sweep",
        file,
        *small,
    )
    unknown = spritedex(*words)
    assert unknown.returncode == 1
    assert "metric.name val/nothing: an epoch has val/" in unknown.stderr
    file.write_text(yaml.safe_dump(values | {"metric": {"name": "val/loss"}}))
    other = spritedex(*words)
    assert other.returncode == 2
    assert "has a sweep of other settings" in other.stderr
    wrong = spritedex(*words, "--resume", "auto")
    assert wrong.returncode == 2
    assert "--resume" in wrong.stderr
