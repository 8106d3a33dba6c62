"""Run folders that are damaged or made to harm: one line that names the file, and no bundle beside."""

import io
import json
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.data.splits import Split
from spritedex.errors import SpritedexError, TrainingError
from spritedex.training.runs import Run, RunInfo
from spritedex.workflows.export.run import export_run
from spritedex.workflows.train.run import TrainRequest, train


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a small cnn6, as a training of one epoch leaves it."""
    run = Run(tmp_path_factory.mktemp("runs") / "run")
    config = load_config("cnn6", {"data": {"image_size": 64}})
    statistics = {"mean": [0.5] * 3, "std": [0.2] * 3}
    info = RunInfo("cnn6", 0, "nothing", {"train": 1, "val": 0, "test": 0}, statistics=statistics)
    split = Split(seed=0, by="family", fractions={"train": 1.0}, parts={"train": (1,)})
    run.write_start(config, split, info, {})
    run.checkpoints.mkdir()
    torch.manual_seed(0)
    network = ARCHITECTURES["cnn6"].network(config, 0)
    weights = {f"network.{name}": value for name, value in network.state_dict().items()}
    torch.save({"state_dict": weights, "epoch": 0, "callbacks": {}}, run.last)
    (run.folder / "metrics.csv").write_text("epoch,val/map\n0,0.25\n1,nan\n")
    return run.folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sound, tmp_path / "run")


def written(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def changed_info(**values: Any) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        info = json.loads((folder / "run.json").read_text())
        (folder / "run.json").write_text(json.dumps(info | values))

    return change


def checkpoint(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        path = Run(folder).last
        loaded = torch.load(path, weights_only=True)
        change(loaded)
        torch.save(loaded, path)

    return spoil


def first(loaded: dict[str, Any], value: Any) -> None:
    loaded["state_dict"][next(iter(loaded["state_dict"]))] = value


class Harm:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("harm",)


def compressed() -> bytes:
    """A billion zeros in a megabyte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(2**20))
    return buffer.getvalue()


LAST = "checkpoints/last.ckpt"
SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "info empty": (written("run.json", b""), "run.json"),
    "info list": (written("run.json", b"[]"), "run.json"),
    "info deep": (written("run.json", b"[" * 100_000), "run.json"),
    "info long": (written("run.json", b" " * 2**21), "larger than 1,048,576 bytes"),
    "info bytes": (written("run.json", b"\xff\xfe\x00"), "run.json"),
    "info architecture": (changed_info(architecture="x" * 1000), "is none of cnn6"),
    "info seed": (changed_info(seed="many"), "run.json: seed"),
    "info unknown": (changed_info(color="red"), "run.json: color"),
    "info statistics": (changed_info(statistics={"mean": 5}), "run.json: statistics"),
    "split bytes": (written("split.json", b"\xff"), "no readable split.json"),
    "split list": (written("split.json", b"[1]"), "not a split"),
    "config list": (written("config.yaml", b"- 1"), "config.yaml"),
    "config deep": (written("config.yaml", b"[" * 1000), "config.yaml"),
    "checkpoint text": (written(LAST, b"no checkpoint"), "not a readable checkpoint"),
    "checkpoint bomb": (written(LAST, compressed()), "its parts are compressed"),
    "checkpoint code": (written(LAST, pickle.dumps(Harm())), "not a readable checkpoint"),
    "checkpoint code within": (checkpoint(lambda c: c.update(more=Harm())), "not a readable checkpoint"),
    "checkpoint empty": (checkpoint(dict.clear), "no weights"),
    "checkpoint epoch": (checkpoint(lambda c: c.update(epoch=-1)), "no epoch"),
    "checkpoint callbacks": (checkpoint(lambda c: c.update(callbacks={"Stopwatch": 5})), "no callbacks"),
    "checkpoint seconds": (checkpoint(lambda c: c.update(callbacks={"Stopwatch": {"seconds": "x"}})), "seconds"),
    "checkpoint shape": (checkpoint(lambda c: first(c, torch.zeros(3))), "do not fit the run's configuration"),
    "checkpoint vast": (checkpoint(lambda c: first(c, torch.zeros(1).expand(2**40))), "do not fit"),
    "checkpoint missing": (checkpoint(lambda c: c["state_dict"].popitem()), "do not fit"),
    "metrics words": (written("metrics.csv", b"epoch,val/map\nfirst,0.5\n"), "not a table of metrics"),
    "metrics other": (written("metrics.csv", b"time\n3\n"), "not a table of metrics"),
    "metrics bytes": (written("metrics.csv", b"\xff\xfe\x00"), "not a table of metrics"),
    "metrics field": (written("metrics.csv", b"epoch\n" + b"9" * 200_000), "not a table of metrics"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_run_folder_is_named_and_nothing_is_written(folder: Path, tmp_path: Path, kind: str) -> None:
    spoil, message = SPOILT[kind]
    spoil(folder)
    with pytest.raises(SpritedexError, match=message) as error:
        export_run(folder, tmp_path / "bundle")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]
    assert not Path("harm").exists()


def test_a_sound_one_is_exported_and_what_cannot_be_used_is_not(folder: Path, tmp_path: Path) -> None:
    result = export_run(folder, tmp_path / "bundle")
    assert result.manifest.metrics == {"val/map": 0.25}
    # Numbers that the network can hold, and a picture cannot be read with.
    changed_info(statistics={"mean": [0.5] * 3, "std": [1e-45] * 3})(folder)
    with pytest.raises(TrainingError, match="the exported bundle cannot be used: it does not work"):
        export_run(folder, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_checkpoint_that_cannot_be_continued_is_named(folder: Path, drawn_bestiary: Path) -> None:
    request = TrainRequest("cnn6", data=str(drawn_bestiary), resume=str(folder))
    with pytest.raises(SpritedexError) as error:
        train(request)
    assert "\n" not in str(error.value)
