"""What a training needs before it begins: the run folder, its configuration, data, split and stages."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.architectures.record import Parts
from spritedex.config.base import RunConfig, TrainingSection
from spritedex.config.files import parse_value, read_yaml
from spritedex.config.load import MAY_CHANGE, changed, updated
from spritedex.counted import counted
from spritedex.data.audit import drop_unreadable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, species_of
from spritedex.data.splits import Split, make_split
from spritedex.errors import ConfigError, DataError, OptionError
from spritedex.training.recipe import Stages, make_stages
from spritedex.training.runs import Run, RunInfo, open_run, read_checkpoint, versions
from spritedex.training.trainer import Launch, on_cuda, precision_of
from spritedex.workflows.files import check_folder
from spritedex.workflows.provenance.machine import machine_line
from spritedex.workflows.train.checks import checked_data, checked_name

RUN_NAME: Final = "SPRITEDEX_RUN_NAME"
"""The variable of the environment with the name of a run that has none from its user."""
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What to train, on what and how.

    `resume` is None, "auto" or a path; `init_from` a bundle or weights that a new run starts from; `launch` is what
    Lightning's trainer is given. `report` gets a line when something was chosen or a stage begins.
    """

    architecture: str
    config: Path | None = None
    data: str | None = None
    overrides: Sequence[str] = ()
    out: Path = Path("runs")
    experiment_name: str | None = None
    resume: str | None = None
    init_from: str | None = None
    launch: Launch = field(default_factory=Launch)
    report: Callable[[str], object] = lambda line: None
    on_epoch: Callable[[dict[str, float]], object] | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked request with its data; `chosen` says what followed from their number, if anything."""

    run: Run
    checkpoint: Path | None
    resumed_from: int | None
    config: RunConfig
    chosen: str
    bestiary: Bestiary
    split: Split
    stages: Stages
    info: RunInfo


def prepare(request: TrainRequest) -> Prepared:
    """Find the run, read its configuration and data, and split them. Raises as `train` does."""
    run, checkpoint = find_run(request)
    check_folder(run.folder)
    resumed_from = None if checkpoint is None else int(read_checkpoint(checkpoint)["epoch"]) + 1
    config, chosen = _read_config(request, run if checkpoint else None), ""
    architecture = ARCHITECTURES[request.architecture]
    last = run.stage == architecture.stage_names[-1]
    if isinstance(config.training, TrainingSection) and last and (resumed_from or 0) > config.training.num_epochs:
        raise ConfigError(
            f"training.num_epochs {config.training.num_epochs}: {run.folder} has been trained for {resumed_from} "
            "epochs; set more"
        )
    if isinstance(config.training, TrainingSection) and last and resumed_from == config.training.num_epochs:
        request.report(
            f"{run.folder} has been trained for all of its {counted(resumed_from, 'epoch')}; for more, raise "
            "training.num_epochs"
        )
    bestiary = drop_unreadable(_read_data(request, config), config.data.strict)
    split = run.split() if checkpoint else _new_split(config, bestiary)
    split.check(bestiary.records)
    parts = {part: split.select(bestiary.records, part) for part in ("train", "val", "test")}
    if not parts["train"]:
        raise DataError(f"{bestiary.source}: no picture falls into the training part; raise data.train_split")
    more = architecture.more(config, bestiary.source) if architecture.more else ()
    if more:
        more = drop_unreadable(Bestiary(bestiary.source, tuple(more)), strict=False).records
    if architecture.settle:
        config, chosen = architecture.settle(config, len(parts["train"]), on_cuda(request.launch.accelerator))
    earlier = run.info() if checkpoint else None
    statistics = earlier.statistics if earlier else architecture.statistics(config, parts["train"])
    stages = make_stages(config, Parts(parts["train"], parts["val"], more), statistics)
    if checkpoint and run.stage not in stages:
        raise ConfigError(f"the configuration leaves out the stage {run.stage}, in which {run.folder} is; let it last")
    info = RunInfo(
        request.architecture,
        config.training.seed,
        _what(bestiary, more),
        {part: len(records) for part, records in parts.items()} | ({"more": len(more)} if more else {}),
        split.by,
        precision_of(config.training.precision, request.launch.accelerator),
        machine_line(),
        statistics,
        versions(),
        earlier.before if earlier else {},
        earlier.sprites if earlier else {},
        earlier.parent if earlier else {},
        licenses_of([*parts["train"], *more]),
    )
    return Prepared(run, checkpoint, resumed_from, config, chosen, bestiary, split, stages, info)


def find_run(request: TrainRequest) -> tuple[Run, Path | None]:
    """The run folder, and the checkpoint to continue from."""
    if request.resume and request.resume != "auto":
        return _named_run(Path(request.resume))
    if request.experiment_name is None:
        if request.resume:
            raise OptionError("resume", "it continues a run by its name; give {experiment_name} too", request.resume)
        # Processes that Lightning starts for the same run must find the same name.
        os.environ.setdefault(RUN_NAME, f"{request.architecture}-{datetime.now():%Y%m%d-%H%M%S}")
    run = Run(request.out / (request.experiment_name or os.environ[RUN_NAME])).latest()
    if request.resume:
        return run, run.last if run.last.is_file() else None
    if run.last.is_file():
        checked_name(request.out, run.folder.name)
    return run, None


def _named_run(path: Path) -> tuple[Run, Path]:
    """The run and checkpoint that a path names: a run folder, or a checkpoint inside one."""
    if path.is_file():
        if path.parent.name != "checkpoints":
            raise OptionError("resume", "a checkpoint must lie in the folder `checkpoints` of its run", path)
        return open_run(path.parent.parent), path
    run = open_run(path)
    if not run.last.is_file():
        raise OptionError("resume", "no checkpoint there; name a run folder or a .ckpt file in it", path)
    return run, run.last


def _read_config(request: TrainRequest, resumed: Run | None) -> RunConfig:
    values: dict[str, Any] = {}
    if request.config:
        values = read_yaml(request.config)
    elif resumed:
        values = updated(ARCHITECTURES[request.architecture].config, read_yaml(resumed.folder / "config.yaml"))
    config = load_config(request.architecture, values, request.overrides, parse_value)
    if resumed and (other := [key for key in changed(resumed.config(), config) if key not in MAY_CHANGE]):
        raise ConfigError(
            f"{', '.join(other)}: not as in {resumed.folder}; a resumed run can change only "
            f"{', '.join(sorted(MAY_CHANGE))}: resume without a configuration file, or start a new run"
        )
    return config


def _read_data(request: TrainRequest, config: RunConfig) -> Bestiary:
    d = config.data
    given: dict[str, Path] = {}
    source = request.data
    if source is None:
        checked_data(source, config)
        assert d.csv_path
        assert d.image_dir
        given = {"csv_path": Path(d.csv_path), "image_dir": Path(d.image_dir)}
        source = str(given["csv_path"].parent)
    needs = ARCHITECTURES[request.architecture].needs
    return read_bestiary(source, need=needs, styles=d.styles, strict=d.strict, **given)


def licenses_of(records: Sequence[Record]) -> dict[str, int]:
    """How many pictures have each license: "tuxemon: CC-BY-SA-4.0" -> 12. Empty where none states one."""
    counts = Counter(f"{record.source or 'data'}: {record.license or 'not stated'}" for record in records)
    return dict(sorted(counts.items())) if any(record.license for record in records) else {}


def _what(bestiary: Bestiary, more: Sequence[Record]) -> str:
    """What is trained on, without a folder's path: "898 species, artwork"."""
    styles = sorted({record.style for record in bestiary.records})
    text = f"{counted(len(species_of(bestiary.records)), 'species')}, {' and '.join(styles)}"
    if more:
        text += f"; and {counted(len(more), 'picture')} of {', '.join(sorted({record.source for record in more}))}"
    return text if Path(bestiary.source).exists() else f"{bestiary.source}: {text}"


def _new_split(config: RunConfig, bestiary: Bestiary) -> Split:
    d = config.data
    if d.split_file:
        try:
            return Split.from_json(Path(d.split_file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            name, reason = str(d.split_file)[:_LONGEST_NAME], getattr(error, "strerror", None) or type(error).__name__
            raise ConfigError(f"data.split_file {name}: cannot be read ({reason}); check the path") from None
    if bestiary.split:
        return bestiary.split
    return make_split(bestiary.records, seed=config.training.seed, train=d.train_split, val=d.val_split, by=d.split)
