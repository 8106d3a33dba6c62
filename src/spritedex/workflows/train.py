"""Train an architecture: configuration and data in, a run folder out."""

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import lightning as L
import torch
import yaml
from lightning.pytorch.callbacks import (
    Callback,
    EarlyStopping,
    EMAWeightAveraging,
    LearningRateMonitor,
    ModelCheckpoint,
    RichProgressBar,
)
from lightning.pytorch.loggers import Logger, TensorBoardLogger

from spritedex.config import RunConfig, load_config
from spritedex.data.readers import read_bestiary
from spritedex.data.records import Bestiary
from spritedex.data.splits import Split, make_split
from spritedex.errors import ConfigError, DataError, MissingExtraError, Problem, TrainingError
from spritedex.training.callbacks import MetricsFile, SpriteSamples, epoch_figures
from spritedex.training.figures import draw_progress
from spritedex.training.recipes import Recipe, make_recipe, needs, statistics_of
from spritedex.training.runs import (
    Run,
    RunInfo,
    WholeCheckpoints,
    read_checkpoint,
    read_yaml,
    run_of,
    versions,
)
from spritedex.workflows.public import public_data

_RUN_NAME = "SPRITEDEX_RUN_NAME"


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """`resume` is None, "auto" or a path; the trainer's own words go through `devices` ... `accelerator`."""

    architecture: str
    config: Path | None = None
    data: str | None = None
    overrides: Sequence[str] = ()
    out: Path = Path("runs")
    experiment_name: str | None = None
    resume: str | None = None
    wandb: bool = False
    accelerator: str = "auto"
    devices: str = "auto"
    num_nodes: int = 1
    strategy: str = "auto"


@dataclass(frozen=True, slots=True)
class TrainResult:
    """`figures` are the last epoch's; `resumed_from` is the epoch that the run went on from, if any."""

    run: str
    epochs: int
    best_checkpoint: str
    monitor: str
    best: float | None
    figures: dict[str, float]
    resumed_from: int | None
    problems: tuple[Problem, ...] = field(default=())


def train(request: TrainRequest) -> TrainResult:
    """Train and return what the run reached.

    Raises ConfigError for a wrong configuration, DataError for unusable data, TrainingError where training cannot
    start or go on.
    """
    run, checkpoint = _find_run(request)
    config = _read_config(request, run if checkpoint else None)
    bestiary = _read_data(request, config)
    split = run.split() if checkpoint else _new_split(config, bestiary)
    split.check(bestiary.records)
    parts = {part: split.select(bestiary.records, part) for part in ("train", "val", "test")}
    if not parts["train"]:
        raise DataError(f"{bestiary.source}: no picture falls into the training part; raise data.train_split")
    if checkpoint:
        statistics = run.info().statistics
    else:
        statistics = statistics_of(config, parts["train"])
        counts = {part: len(records) for part, records in parts.items()}
        info = RunInfo(
            request.architecture,
            config.training.seed,
            public_data(bestiary.source),
            counts,
            statistics,
            versions(),
        )
        if is_first_process():
            run.write_start(config, split, info)
    recipe = make_recipe(config, parts["train"], parts["val"], statistics)
    start = None if checkpoint is None else int(read_checkpoint(checkpoint)["epoch"]) + 1
    with quiet():
        trainer = make_trainer(request, config, run, recipe)
        trainer.fit(recipe.task, recipe.module, ckpt_path=checkpoint, weights_only=True)
    best = next(c for c in trainer.callbacks if isinstance(c, ModelCheckpoint) and c.monitor)
    if request.wandb and trainer.is_global_zero:
        _log_artifact(trainer, run, best)
    return TrainResult(
        run=str(run.folder),
        epochs=trainer.current_epoch,
        best_checkpoint=best.best_model_path or str(run.last),
        monitor=recipe.task.monitor,
        best=None if best.best_model_score is None else float(best.best_model_score),
        figures=epoch_figures(trainer),
        resumed_from=start,
        problems=bestiary.problems,
    )


def _find_run(request: TrainRequest) -> tuple[Run, Path | None]:
    """The run folder, and the checkpoint to go on from."""
    if request.resume and request.resume != "auto":
        path = Path(request.resume)
        run = run_of(path)
        checkpoint = path if path.is_file() else run.last
        if not checkpoint.is_file():
            raise TrainingError(f"--resume {path}: no checkpoint there; name a run folder or a .ckpt file")
        return run, checkpoint
    if request.experiment_name is None:
        # Processes that Lightning starts for the same run must find the same name.
        os.environ.setdefault(_RUN_NAME, f"{request.architecture}-{datetime.now():%Y%m%d-%H%M%S}")
    run = Run(request.out / (request.experiment_name or os.environ[_RUN_NAME]))
    if request.resume == "auto":
        if not request.experiment_name:
            raise ConfigError("--resume auto goes on with a named run: add --experiment-name NAME")
        return run, run.last if run.last.is_file() else None
    if run.last.is_file():
        raise TrainingError(
            f"{run.folder} already holds a run: add --resume auto to go on with it, or choose another --experiment-name"
        )
    return run, None


def _read_config(request: TrainRequest, resumed: Run | None) -> RunConfig:
    values: dict[str, Any] = {}
    if request.config:
        values = read_yaml(request.config)
    elif resumed:
        values = read_yaml(resumed.folder / "config.yaml")
    config = load_config(request.architecture, values, request.overrides, yaml.safe_load)
    if resumed and resumed.config().model != config.model:
        raise ConfigError(
            f"the model section differs from that of {resumed.folder}: resume without --config, or start a new run"
        )
    return config


def _read_data(request: TrainRequest, config: RunConfig) -> Bestiary:
    d = config.data
    given: dict[str, Path] = {}
    source = request.data
    if source is None:
        if not d.csv_path or not d.image_dir:
            raise ConfigError("no data: add --data DIR, or data.csv_path and data.image_dir to the configuration")
        given = {"csv_path": Path(d.csv_path), "image_dir": Path(d.image_dir)}
        source = str(given["csv_path"].parent)
    return read_bestiary(source, need=needs(config), styles=d.styles, strict=d.strict, **given)


def _new_split(config: RunConfig, bestiary: Bestiary) -> Split:
    d = config.data
    return make_split(bestiary.records, seed=config.training.seed, train=d.train_split, val=d.val_split, by=d.split)


def make_trainer(request: TrainRequest, config: RunConfig, run: Run, recipe: Recipe) -> L.Trainer:
    o, task = config.training, recipe.task
    validated = recipe.module.make_val is not None
    keep: dict[str, Any] = {"dirpath": run.checkpoints, "enable_version_counter": False}
    best = ModelCheckpoint(filename="best", monitor=task.monitor, mode=task.mode, save_top_k=1, **keep)
    last = ModelCheckpoint(filename="last", save_on_train_epoch_end=True, **keep)
    callbacks: list[Callback] = [MetricsFile(run.folder, draw_progress, o.sample_every)]
    callbacks.append(LearningRateMonitor(logging_interval="step"))
    if o.ema_decay:
        callbacks.append(EMAWeightAveraging(decay=o.ema_decay))
    if o.early_stop_patience:
        callbacks.append(EarlyStopping(task.monitor, mode=task.mode, patience=o.early_stop_patience))
    if recipe.samples is not None:
        callbacks.append(SpriteSamples(run.folder / "samples", recipe.samples, o.sample_every))
    terminal = os.isatty(2)
    if terminal:
        callbacks.append(RichProgressBar())
    callbacks += [best, last]
    loggers: list[Logger] = [TensorBoardLogger(run.folder, name="tensorboard", version="")]
    if request.wandb:
        loggers.append(_wandb_logger(run, config))
    return L.Trainer(
        accelerator=request.accelerator,
        devices=int(request.devices) if request.devices.isdigit() else request.devices,
        num_nodes=request.num_nodes,
        strategy=request.strategy,
        precision=_precision(o.precision),
        max_epochs=o.num_epochs,
        gradient_clip_val=o.gradient_clip or None,
        callbacks=callbacks,
        logger=loggers,
        plugins=[WholeCheckpoints()],
        default_root_dir=run.folder,
        reload_dataloaders_every_n_epochs=1,
        num_sanity_val_steps=0,
        limit_val_batches=None if validated else 0,
        log_every_n_steps=10,
        enable_model_summary=False,
        enable_progress_bar=terminal,
    )


def _precision(wanted: str) -> Any:
    """Lightning's name for the precision; "auto" is bf16 where the machine computes in it."""
    if wanted == "auto":
        cuda = torch.cuda.is_available() and torch.cuda.is_bf16_supported()
        wanted = "bf16" if cuda or torch.ops.mkldnn._is_mkldnn_bf16_supported() else "fp32"
    return {"fp32": "32-true", "bf16": "bf16-mixed"}[wanted]


def _wandb_logger(run: Run, config: RunConfig) -> Logger:
    try:
        from lightning.pytorch.loggers import WandbLogger

        return WandbLogger(
            project="spritedex",
            name=run.folder.name,
            save_dir=run.folder,
            offline=os.environ.get("WANDB_MODE") == "offline",
            config=config.model_dump(mode="json"),
        )
    except ModuleNotFoundError:
        raise MissingExtraError("--wandb", "wandb") from None


def _log_artifact(trainer: L.Trainer, run: Run, best: ModelCheckpoint) -> None:
    """Store the best checkpoint as a model artifact; works offline too."""
    import wandb

    artifact = wandb.Artifact(run.folder.name, type="model")
    artifact.add_file(best.best_model_path or str(run.last))
    experiment = trainer.loggers[-1].experiment
    experiment.log_artifact(artifact)
    experiment.finish()


def is_first_process() -> bool:
    """Whether this process speaks for the run; Lightning starts the others."""
    return os.environ.get("LOCAL_RANK", "0") == "0" and os.environ.get("NODE_RANK", "0") == "0"


class quiet(warnings.catch_warnings):
    """Silences hints of Lightning that a user cannot act on."""

    def __enter__(self) -> Any:
        entered = super().__enter__()
        warnings.filterwarnings("ignore", module="lightning")
        warnings.filterwarnings("ignore", module="torch")
        warnings.filterwarnings("ignore", message=".*(num_workers|log_every_n_steps|LeafSpec|Checkpoint directory).*")
        for name in ("lightning.pytorch", "lightning.fabric", "lightning.pytorch.utilities.rank_zero"):
            logging.getLogger(name).setLevel(logging.ERROR)
        return entered
