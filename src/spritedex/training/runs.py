"""Run folders: what a run keeps, where, and how its files are written. Knows no network.

RUN/config.yaml     the whole configuration, defaults spelled out
    split.json      the families (or pictures) of each part
    lexicon.json    the words that the captions of a painter have
    run.json        architecture, seed, versions, statistics of the training pictures, data source
    metrics.csv     one row an epoch
    progress.png    the same as plots
    checkpoints/    last.ckpt and best.ckpt
    samples/        sprites and attention maps generated during training
    tensorboard/    event files

A training in stages has the last five in a folder for each stage, such as RUN/flow.
"""

import errno
import io
import json
import math
import platform
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import torch
import yaml
from lightning.fabric.plugins.io.torch_io import TorchCheckpointIO
from pydantic import ConfigDict, TypeAdapter, ValidationError

from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.config.base import RunConfig
from spritedex.config.files import read_yaml
from spritedex.config.load import updated
from spritedex.data.splits import Split
from spritedex.errors import FULL, TrainingError
from spritedex.sprites.codec import write_whole

_LONGEST_INFO: Final = 2**20
_LONGEST_SPLIT: Final = 64 * 2**20
_LONGEST_REASON: Final = 200
_VERSIONS_OF = ("spritedex", "torch", "lightning", "transformers", "numpy", "pillow")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """`run.json`. `statistics` holds what was computed from the training part (mean, std, pos_weight).

    `precision` is what "auto" became; `split` is "family" or "random"; `machine` is the processor and the number of its
    cores. `before` are the "epochs" and "minutes" that the initial weights had been trained for, where known; `sprites`
    those that the stages before the newest have shown. `parent` is the bundle or file of the initial weights,
    `licenses` how many training pictures have each license, by "source: license".
    """

    __pydantic_config__ = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)

    architecture: str
    seed: int
    source: str
    pictures: dict[str, int]
    split: str = "family"
    precision: str = ""
    machine: str = ""
    statistics: dict[str, list[float]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    sprites: dict[str, int] = field(default_factory=dict)
    parent: dict[str, str] = field(default_factory=dict)
    licenses: dict[str, int] = field(default_factory=dict)


_INFO: Final = TypeAdapter(RunInfo)


class Trained(NamedTuple):
    """A checkpoint's weights of the network, averaged ones where there are such.

    `epoch` counts from 0; `seconds` are those of all stages until then; `sprites` are those that a stage of a painter
    has shown. Both are None where they are not known.
    """

    weights: dict[str, torch.Tensor]
    epoch: int
    seconds: float | None
    sprites: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder on disk, or one stage of it."""

    folder: Path
    stage: str = ""

    @property
    def name(self) -> str:
        """The name of the run, with that of its stage."""
        return f"{self.folder.name}-{self.stage}" if self.stage else self.folder.name

    @property
    def place(self) -> Path:
        """The folder of the stage."""
        return self.folder / self.stage

    @property
    def checkpoints(self) -> Path:
        return self.place / "checkpoints"

    @property
    def last(self) -> Path:
        return self.checkpoints / "last.ckpt"

    @property
    def best(self) -> Path:
        return self.checkpoints / "best.ckpt"

    def write_start(self, config: RunConfig, split: Split, info: RunInfo, more: Mapping[str, bytes]) -> None:
        """Write what is known before the first step, with `more` files; remove what a killed process left unfinished.

        Raises TrainingError if the folder cannot be written.
        """
        files = {
            "config.yaml": yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False).encode(),
            "split.json": split.to_json().encode(),
            "run.json": json.dumps(asdict(info), indent=2).encode(),
            **more,
        }
        try:
            for left in self.checkpoints.glob(".*.ckpt.*"):
                left.unlink()
            for name, data in files.items():
                write_whole(self.folder / name, data)
        except OSError as error:
            raise TrainingError(write_failure(self.folder, error)) from None

    def config(self) -> RunConfig:
        """The configuration of the run, as an earlier version may have written it."""
        architecture = self.info().architecture
        return load_config(
            architecture, updated(ARCHITECTURES[architecture].config, read_yaml(self.folder / "config.yaml"))
        )

    def info(self) -> RunInfo:
        """`run.json`. Raises TrainingError if the folder is not a run, or of an architecture that is not known."""
        try:
            info = _INFO.validate_json(_content(self.folder / "run.json", _LONGEST_INFO))
        except OSError:
            reason = "no readable run.json"
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"run.json: {'.'.join(map(str, first['loc']))}: {first['msg']}"[:_LONGEST_REASON]
        except ValueError as error:
            reason = f"run.json: {error}"
        else:
            if info.architecture in ARCHITECTURES:
                return info
            known = ", ".join(ARCHITECTURES)
            reason = f"run.json: the architecture {info.architecture[:40]!r} is none of {known}"
        raise TrainingError(
            f"{self.folder} is not a run folder ({reason}); name a folder that `spritedex train` wrote, such as "
            "runs/NAME"
        )

    def split(self) -> Split:
        """The split of the run. Raises TrainingError if it is missing, DataError if it is none."""
        try:
            text = _content(self.folder / "split.json", _LONGEST_SPLIT).decode()
        except (OSError, ValueError):
            raise TrainingError(f"{self.folder} has no readable split.json; start a new run") from None
        return Split.from_json(text)

    def latest(self) -> "Run":
        """The run at the stage of its newest checkpoint; the same one if it is at a stage, has none, or is no run."""
        if self.stage or not (self.folder / "run.json").is_file():
            return self
        names = reversed(ARCHITECTURES[self.info().architecture].stage_names)
        stages = (replace(self, stage=name) for name in names)
        return next((stage for stage in stages if stage.last.is_file()), self)

    def trained(self, which: Literal["best", "last"]) -> Trained:
        """What the best or last checkpoint holds; a stage that looks for no best one has the last one only.

        Raises TrainingError if there is no checkpoint.
        """
        path = self.best if which == "best" and self.best.is_file() else self.last
        if not path.is_file():
            raise TrainingError(f"{self.place} has no checkpoint yet; train at least one epoch")
        checkpoint = read_checkpoint(path)
        state, prefix = checkpoint["state_dict"], "network."
        weights = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        watch = checkpoint["callbacks"].get("Stopwatch", {})
        seconds = watch["seconds"] + watch.get("earlier", 0.0) if watch else None
        return Trained(weights, checkpoint["epoch"], seconds, checkpoint.get("sprites"))


def open_run(path: Path) -> Run:
    """The run in a folder, at the stage that was begun last, or the stage whose folder it is."""
    if not (path / "run.json").is_file() and (path.parent / "run.json").is_file():
        run = Run(path.parent)
        if path.name in ARCHITECTURES[run.info().architecture].stage_names:
            return replace(run, stage=path.name)
    return Run(path).latest()


def read_checkpoint(path: Path) -> dict[str, Any]:
    """A checkpoint's dictionary, loaded without running any code that it may hold. "state_dict" has tensors by name,
    "epoch" counts from 0, "callbacks" has dictionaries by name.

    Raises TrainingError if it is damaged, or none of these.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
                raise ValueError("its parts are compressed")
        loaded: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        _check_checkpoint(loaded)
    except Exception as error:
        reason = str(error).splitlines()[0][:_LONGEST_REASON] if str(error) else type(error).__name__
        raise TrainingError(f"{path}: not a readable checkpoint ({reason}); resume from another one") from None
    return loaded


def _check_checkpoint(loaded: Any) -> None:
    """Raises ValueError that says what is wrong with it."""
    if not isinstance(loaded, dict):
        raise ValueError(f"a {type(loaded).__name__}")
    state, epoch, callbacks = (loaded.get(key) for key in ("state_dict", "epoch", "callbacks"))
    if not isinstance(state, dict) or not all(isinstance(each, torch.Tensor) for each in state.values()):
        raise ValueError("no weights")
    if not all(isinstance(name, str) for name in state):
        raise ValueError("weights without a name")
    if not isinstance(epoch, int) or epoch < 0:
        raise ValueError("no epoch")
    if not isinstance(callbacks, dict) or not all(isinstance(each, dict) for each in callbacks.values()):
        raise ValueError("no callbacks")
    watch = callbacks.get("Stopwatch", {})
    times = [watch["seconds"], watch.get("earlier", 0.0)] if watch else []
    if not all(isinstance(seconds, int | float) and math.isfinite(seconds) for seconds in times):
        raise ValueError("no number of seconds")
    if not isinstance(loaded.get("sprites"), int | None):
        raise ValueError("no number of sprites")


def _content(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises OSError if it cannot be read, ValueError if there are more than `most`."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"larger than {most:,} bytes")
    return data


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that decide what weights come out."""
    found = {"python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _VERSIONS_OF}


def write_failure(path: Path, error: OSError) -> str:
    """One line for a write that failed: full disk, no permission, read-only."""
    reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error))
    room = "free some space or " if error.errno in FULL else ""
    return f"cannot write {path}: {reason}; {room}choose another folder"


class WholeCheckpoints(TorchCheckpointIO):
    """Writes each checkpoint beside its place and renames it: the last good one is never lost."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: Any, storage_options: Any = None) -> None:
        """Raises TrainingError if the file cannot be written; what was there before stays."""
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        try:
            write_whole(Path(path), buffer.getvalue())
        except OSError as error:
            kept = "; the last good checkpoint is kept" if Path(path).is_file() else ""
            raise TrainingError(write_failure(Path(path), error) + kept) from None
