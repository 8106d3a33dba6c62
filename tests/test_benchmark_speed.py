"""The speed benchmark measures what it says and shows nothing of the machine but its parts. No speed is asserted."""

import json
import platform
import sys
from pathlib import Path

import pytest
import yaml

import spritedex as package
from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.cli.benchmark import speed_commands
from spritedex.config.base import TrainingSection
from spritedex.config.painter import PainterConfig
from spritedex.errors import DataError, SpritedexError
from spritedex.evaluation.speed_report import Measurement, limit_text, metrics_text, render_markdown
from spritedex.workflows.evaluate.speed import TRAINING, SpeedRequest, measure_speed, write_speed
from spritedex.workflows.evaluate.speed_worker import peak_memory
from tests.shells import started_at_once
from tests.toy_bundles import toy_classifier, toy_generator


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundles")
    return {
        "classifier": str(toy_classifier(folder / "reader")),
        "generator": str(toy_generator(folder / "painter")),
    }


@pytest.fixture(scope="module")
def small(bundles):
    return {
        **bundles, "commands": speed_commands(**bundles), "command": "spritedex benchmark speed",
        "runs": 1, "pictures": 5, "many": 23, "sprites_per_prompt": 1, "training": {},
    }  # fmt: skip


@pytest.fixture(scope="module")
def benchmark(small):
    return measure_speed(SpeedRequest(**small))


def test_every_line_of_the_runtime_is_there(benchmark):
    found = {m.name: m for m in benchmark.measurements}
    assert set(found) >= {
        "import", "wheel_size", "package_size", "cold_help", "cold_classify", "cold_generate", "picture",
        "picture_batch", "folder", "sprite", "sprite_eight", "sprite_batch",
    }  # fmt: skip
    for measurement in found.values():
        assert all(value > 0 for value in measurement.metrics.values())
    assert found["picture"].metrics["p50"] <= found["picture"].metrics["p95"]
    assert found["sprite_eight"].metrics["median"] > found["sprite"].metrics["p50"] / 1000
    assert found["cold_classify"].metrics["min"] <= found["cold_classify"].metrics["median"]
    assert found["cold_classify"].metrics["min"] > found["picture"].metrics["p50"] / 1000, "a start costs more"
    assert benchmark.problems == ()


def test_import_help_and_size_have_limits(benchmark):
    limits = {m.name: (m.at_most, m.unit) for m in benchmark.measurements if m.at_most is not None}
    assert limits == {"import": (50, "ms"), "cold_help": (0.2, "s"), "wheel_size": (50, "MB")}
    found = {m.name: m for m in benchmark.measurements}
    assert found["import"].metrics["min"] / 1000 < found["cold_help"].metrics["min"], (
        "help imports it and starts Python"
    )
    bundle = max(Path(package.__file__).parent.rglob("*.onnx"), key=lambda path: path.stat().st_size)
    assert found["package_size"].metrics["size"] > bundle.stat().st_size / 1e6
    assert found["wheel_size"].kept
    assert "kept" in limit_text(found["import"]) or "missed" in limit_text(found["import"])


def test_the_long_run_is_as_long_as_asked(benchmark):
    (folder,) = (m for m in benchmark.measurements if m.name == "folder")
    assert folder.title == "a folder of 23 pictures"
    assert "`spritedex classify FOLDER --csv`" in folder.how


def test_training_of_every_architecture_is_measured():
    assert set(TRAINING) == set(ARCHITECTURES)
    for architecture, overrides in TRAINING.items():
        config = load_config(architecture, {}, overrides, yaml.safe_load)
        if isinstance(config, PainterConfig):
            assert config.training.epoch_steps
            assert config.flow.sprites == 2 * config.training.epoch_steps * config.flow.batch_size
        else:
            assert isinstance(config.training, TrainingSection)
            assert config.training.num_epochs == 2


def test_peak_memory_is_measured_where_the_system_reports_it(benchmark):
    if peak_memory() is None:
        pytest.skip("this system does not report a process its peak memory")
    found = {m.name: m.metrics["peak"] for m in benchmark.measurements if m.name.endswith("_memory")}
    assert set(found) == {"picture_memory", "folder_memory", "sprite_memory"}
    assert all(10 < peak < 4000 for peak in found.values())


def test_report_and_json_hold_the_lines_and_no_machine(benchmark, small, tmp_path):
    path = write_speed(benchmark, tmp_path / "benchmarks")
    assert path.name == "speed.md"
    text, document = path.read_text(), (tmp_path / "benchmarks" / "speed.json").read_text()
    assert "Made by `spritedex benchmark speed`" in text
    for measurement in benchmark.measurements:
        assert f"| {measurement.title} | {metrics_text(measurement)} | {limit_text(measurement)} |" in text
    assert len(json.loads(document)["measurements"]) == len(benchmark.measurements)
    for secret in (platform.node(), str(Path.home()), small["classifier"], str(Path.cwd())):
        assert len(secret) < 4 or secret not in text + document
    assert benchmark.machine["python"] == platform.python_version()
    assert "onnxruntime" in benchmark.machine


def test_metrics_read_well():
    def text(unit, **metrics):
        return metrics_text(Measurement("name", "title", unit, metrics, "how"))

    assert text("s", median=0.9312, min=0.904) == "median 0.93 s, min 0.90 s"
    assert text("ms", p50=12.34, p95=123.4) == "p50 12.3 ms, p95 123 ms"
    assert text("pictures/s", rate=43.21) == "43 pictures/s"
    assert text("pictures/s", rate=7.26) == "7.3 pictures/s"
    line = Measurement("name", "title", "MB", {"size": 49.96}, "how", at_most=50)
    assert (metrics_text(line), limit_text(line)) == ("50.0 MB", "50 MB: kept")
    assert limit_text(Measurement("name", "title", "MB", {"size": 49.96}, "how")) == "–"


def test_wrong_requests_say_what_is_wrong(small, tmp_path, spritedex):
    with pytest.raises(DataError, match="no such folder"):
        measure_speed(SpeedRequest(**(small | {"data": str(tmp_path / "nothing")})))
    wrong = {"classifier": "nowhere", "commands": speed_commands(classifier="nowhere")}
    with pytest.raises(SpritedexError, match=r"run spritedex classify PICTURE: .*no bundle 'nowhere'"):
        measure_speed(SpeedRequest(**(small | wrong)))
    done = spritedex("benchmark", "speed", "--data", tmp_path / "nothing")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no such folder" in done.stderr


def test_the_old_name_runs_and_names_the_new_one(spritedex, tmp_path):
    done = spritedex("bench", "--data", tmp_path / "nothing")
    assert done.returncode == 2
    warning, error = done.stderr.splitlines()
    assert warning == "warning: deprecated: `spritedex bench` is now `spritedex benchmark speed`; use that name"
    assert "no such folder" in error
    listed = spritedex("--help").stdout.split()
    assert "benchmark" in listed
    assert "bench" not in listed


def test_help_says_how_long_it_takes(spritedex):
    done = spritedex("benchmark", "speed", "--help")
    assert done.returncode == 0
    assert "minute" in done.stdout


@pytest.mark.slow
def test_given_pictures_are_used_and_training_is_measured_or_said_why_not(small, drawn_bestiary, monkeypatch):
    tiny = (
        "training.num_epochs=2",
        "training.batch_size=4",
        "data.image_size=64",
        "model.channels=[4, 4, 4, 4, 4, 4]",
        "model.hidden=8",
    )
    training = {"cnn6": tiny, "decoder": ("training.epochs=2",)}
    changed = {"data": str(drawn_bestiary), "training": training, "commands": None, "command": ""}
    with started_at_once() as python:  # six processes, which would mostly import libraries
        monkeypatch.setattr(sys, "executable", str(python))
        result = measure_speed(SpeedRequest(**(small | changed)))
    found = {m.name: m for m in result.measurements}
    assert [problem.where for problem in result.problems] == ["training decoder"], result.problems
    assert "training.epochs: unknown key" in result.problems[0].what
    assert found["train_cnn6"].metrics["rate"] > 0
    assert "64x64, batches of 4" in found["train_cnn6"].how
    assert "cold_help" not in found
    assert result.pictures == "$SPRITEDEX_DATA"
    text = render_markdown(result)
    assert "Pictures: $SPRITEDEX_DATA." in text
    assert "Every line was measured" in text
