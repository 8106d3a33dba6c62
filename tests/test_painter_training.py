"""Both stages of a painter's training as a user meets them: run folder, SIGKILL, time limits, first weights, export."""

import csv
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import torch

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.class_ids import FIELDS
from spritedex.config.painter import PainterConfig
from spritedex.errors import OptionError, TrainingError
from spritedex.training.painter_module import Items
from spritedex.training.painter_stage import rate_factor
from spritedex.training.runs import open_run
from spritedex.training.trainer import Launch
from spritedex.workflows.export.run import export_run
from spritedex.workflows.train.run import TrainRequest, TrainResult, train
from tests.commands import killed_at, spritedex

pytestmark = pytest.mark.slow

STAGES = ("flow", "adversarial")
SETTINGS = (
    "model.channels=[8,8,8]",
    "model.blocks=[1,1,1]",
    "model.width=16",
    "model.attention=1",
    "model.bottleneck=1",
    "training.epoch_steps=2",
    "training.checkpoint_minutes=0",
    "training.sentences=[a red bird]",
    "flow.batch_size=4",
    "flow.sprites=24",
    "adversarial.batch_size=4",
    "adversarial.sprites=24",
)


@pytest.fixture(scope="module")
def settings(bert: Path) -> tuple[str, ...]:
    return (*SETTINGS, f"model.text_encoder={bert}")


@pytest.fixture(scope="module")
def command(drawn_bestiary: Path, settings: tuple[str, ...]) -> Callable[..., list[str]]:
    def made(out: Path, name: str, *more: str) -> list[str]:
        sets = [part for setting in settings for part in ("--set", setting)]
        base = ["train", "painter", "--data", str(drawn_bestiary)]
        return [*base, "--out", str(out), "--experiment-name", name, "--accelerator", "cpu", *sets, *more]

    return made


@pytest.fixture(scope="module")
def trained(drawn_bestiary: Path, settings: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Trains here, not in a process of its own: trained("name", "flow.sprites=0", init_from=...)."""
    out = tmp_path_factory.mktemp("runs")

    def run(name: str, *overrides: str, **more: Any) -> TrainResult:
        given = {"data": str(drawn_bestiary), "out": out, "experiment_name": name, "launch": Launch("cpu"), **more}
        return train(TrainRequest("painter", overrides=(*settings, *overrides), **given))

    return run


@pytest.fixture(scope="module")
def whole(trained: Callable[..., TrainResult]) -> Path:
    """A run that was never stopped."""
    lines: list[str] = []
    result = trained("whole", report=lines.append)
    told = [line for line in lines if line.startswith("stage")]
    assert (result.stage, result.epochs, told) == ("adversarial", 3, ["stage flow", "stage adversarial"])
    return Path(result.run)


def checkpoint(run: Path, stage: str) -> dict[str, Any]:
    loaded: dict[str, Any] = torch.load(run / stage / "checkpoints" / "last.ckpt", weights_only=True)
    return loaded


def rows(run: Path, stage: str) -> list[dict[str, str]]:
    return list(csv.DictReader((run / stage / "metrics.csv").read_text().splitlines()))


def network(run: Path, stage: str) -> dict[str, torch.Tensor]:
    return {key: value for key, value in checkpoint(run, stage)["state_dict"].items() if key.startswith("network.")}


def test_killed_in_each_stage_and_resumed_it_ends_with_the_same_weights(
    whole: Path, command: Callable[..., list[str]], tmp_path: Path
) -> None:
    again = command(tmp_path, "killed", "--resume", "auto")
    for stage in STAGES:
        killed_at(tmp_path / "killed" / stage / "checkpoints" / "last.ckpt", *again)
    done = checkpoint(tmp_path / "killed", stage)["epoch"] + 1
    resumed = spritedex(*again)
    assert resumed.returncode == 0, resumed.stderr
    assert "stage adversarial" in resumed.stderr
    if done < 3:  # a busy machine may have let it come to its end
        assert f"continued from epoch {done}" in resumed.stderr
    for each in STAGES:
        expected, found = (checkpoint(run, each)["state_dict"] for run in (whole, tmp_path / "killed"))
        assert expected.keys() == found.keys()
        assert all(torch.equal(expected[name], found[name]) for name in expected)
        assert rows(whole, each) == rows(tmp_path / "killed", each)


def test_each_stage_has_its_figures_sheets_and_checkpoint(whole: Path) -> None:
    assert {"train/loss", "train/perception", "train/gradient", "val/loss"} <= rows(whole, "flow")[0].keys()
    judged = {f"discriminator/{name}" for name in ("accuracy", "drawn", "real", "wrong_words", "gradient")}
    taught = {f"train/{name}" for name in ("opinion", "push", "teacher", "true", "gradient")}
    assert judged | taught <= rows(whole, "adversarial")[0].keys()
    for stage in STAGES:
        assert [int(row["step"]) for row in rows(whole, stage)] == [2, 4, 6]
        assert [path.name for path in (whole / stage / "samples").iterdir()] == ["sentences_epoch_0002.png"]
        assert (whole / stage / "progress.png").is_file()
        assert checkpoint(whole, stage)["sprites"] == 24
    assert (whole / "config.yaml").is_file()
    assert json.loads((whole / "run.json").read_text())["sprites"] == {"flow": 24}
    flow, adversarial = (network(whole, stage) for stage in STAGES)
    assert any(not torch.equal(flow[name], adversarial[name]) for name in flow)


def test_a_stage_alone_begins_at_given_weights(
    trained: Callable[..., TrainResult], whole: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    flow = {name.removeprefix("network."): value for name, value in network(whole, "flow").items()}
    source = tmp_path / "flow.safetensors"
    save_file({name: value.half().contiguous() for name, value in flow.items()}, source)
    still = ("adversarial.learning_rate=1e-12", "adversarial.sprites=8", "flow.sprites=0")
    run = Path(trained("alone", *still, init_from=str(source)).run)
    assert not (run / "flow").exists()
    for name, value in network(run, "adversarial").items():
        assert torch.allclose(value, flow[name.removeprefix("network.")], atol=2e-3, rtol=2e-3)
    teacher = load_file(run / "adversarial" / "teacher.safetensors")
    assert all(torch.equal(teacher[name].float(), flow[name].half().float()) for name in flow)
    other = {name: value + 1 for name, value in flow.items()}
    save_file({name: value.half().contiguous() for name, value in other.items()}, tmp_path / "other.safetensors")
    taught = (*still, f"adversarial.teacher={tmp_path / 'other.safetensors'}")
    teacher = load_file(Path(trained("taught", *taught, init_from=str(source)).run) / "adversarial/teacher.safetensors")
    assert all(torch.allclose(teacher[name].float(), other[name], atol=2e-3, rtol=2e-3) for name in flow)
    with pytest.raises(OptionError, match="begins at a flow"):
        trained("nowhere", "flow.sprites=0")
    with pytest.raises(OptionError, match=r"does not fit the configured network \(after\.0\.cond_proj\.weight"):
        trained("narrow", "model.width=8", init_from=str(source))
    with pytest.raises(TrainingError, match=r"set model\.text_encoder=all-MiniLM-L6-v2"):
        trained("mute", "model.text_encoder=no/such-model")


def test_a_stage_is_exported_as_it_draws(whole: Path, tmp_path: Path) -> None:
    assert not (whole / "CREDITS.md").exists()  # nobody is named
    (whole / "CREDITS.md").write_text("- 2 pictures by Ann, CC-BY-4.0\n")
    result = export_run(whole, tmp_path / "bundle")
    assert (tmp_path / "bundle" / "CREDITS.md").read_text() == "- 2 pictures by Ann, CC-BY-4.0\n"
    assert "CREDITS.md" in result.manifest.files
    config = json.loads((tmp_path / "bundle" / "config.json").read_text())
    assert (config["sampler"], config["num_steps"], config["guidance_scale"]) == ("multistep", 4, 1.0)
    assert "red" in json.loads((tmp_path / "bundle" / "lexicon.json").read_text())["words"]
    assert result.manifest.trained_on["sprites"] == {"flow": 24, "adversarial": 24}
    assert "24 (flow), 24 (adversarial)" in (tmp_path / "bundle" / "README.md").read_text()
    run = open_run(whole / "flow")
    assert run.trained("best").sprites == 24
    plan = ARCHITECTURES["painter"].export(run.config(), run.info().statistics, torch.nn.Identity(), 32, run.stage)
    assert (plan.config["sampler"], plan.config["num_steps"], plan.config["guidance_scale"]) == ("solve", 24, 4.0)
    assert plan.config["sketch_strength"] <= 1 - plan.config["guided_to"]  # a sketch is redrawn without guidance
    shown = {"styles": [float(style == "tile") for style in FIELDS["style"]]}
    plan = ARCHITECTURES["painter"].export(run.config(), shown, torch.nn.Identity(), 32, run.stage)
    assert plan.config["styles"] == {"pixel": "tile", "tile": "tile"}


def test_a_stage_ends_in_its_time_with_its_rate_at_zero_and_credits_are_kept(
    trained: Callable[..., TrainResult], drawn_bestiary: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(drawn_bestiary, tmp_path / "mine")
    head, *lines = (data / "metadata.csv").read_text().splitlines()
    table = [f"{head},license,author", *(f"{line},CC-BY-4.0,Ann" for line in lines)]
    (data / "metadata.csv").write_text("\n".join(table))
    start = time.monotonic()
    given = {"data": str(data), "out": tmp_path}
    result = trained("timed", "flow.sprites=null", "flow.minutes=0.05", "adversarial.sprites=0", **given)
    assert result.stage == "flow"
    assert "pictures by Ann, CC-BY-4.0" in (tmp_path / "timed" / "CREDITS.md").read_text()
    assert result.epochs > 1
    assert time.monotonic() - start < 60
    steps = rows(Path(result.run), "flow")
    assert float(steps[-1]["learning_rate"]) < 0.2 * max(float(row["learning_rate"]) for row in steps)
    assert trained(
        "timed", "flow.sprites=null", "flow.minutes=0.05", "adversarial.sprites=0", resume="auto", **given
    ).resumed_from


def test_rates_rise_then_stay_then_fall_to_zero() -> None:
    factors = [rate_factor(step, 10, step / 100) for step in range(100)]
    assert factors[0] == pytest.approx(0.1)
    assert factors[9:81] == pytest.approx([1.0] * 72)
    assert factors[99] == pytest.approx(0.05)
    assert rate_factor(4, 300, 0.1) == 1
    assert rate_factor(7, 300, 1.0) == 0


def test_no_item_comes_twice_whatever_the_number_of_processes() -> None:
    seen = []
    for rank in range(2):
        items = Items(3, 8, 2, rank, 2)
        for epoch in range(2):
            items.set_epoch(epoch)
            seen += list(items)
            assert len(items) == 24
    assert len(seen) == len(set(seen)) == 96
    batches = [seen[start : start + 8] for start in range(0, 96, 8)]
    assert all([item < 0 for item in batch] == [True] * 2 + [False] * 6 for batch in batches)
    assert all((-1 - batch[0]) % 2 == 0 and batch[1] == batch[0] - 1 for batch in batches)


@pytest.mark.parametrize(
    ("pictures", "given", "lengths"),
    [
        (150, {}, (9_000, 8_000)),
        (60, {}, (8_000, 8_000)),
        (40_000, {}, (1_500_000, 400_000)),
        (150, {"flow": {"sprites": 0}, "adversarial": {"minutes": 5}}, (0, None)),
    ],
)
def test_the_length_of_a_stage_follows_from_the_number_of_pictures(
    pictures: int, given: dict[str, Any], lengths: tuple[int | None, int | None]
) -> None:
    settled = PainterConfig.model_validate(given).settled(pictures, accelerated=False)
    assert (settled.flow.sprites, settled.adversarial.sprites) == lengths
    assert settled.training.epoch_steps == 50
    assert settled.settled(10 * pictures, accelerated=True) == settled
