"""The Lightning trainer of a run: callbacks, loggers, precision, checkpoints. Knows no data source."""

import logging
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import lightning as L
import torch
from lightning.pytorch.callbacks import (
    Callback,
    EarlyStopping,
    EMAWeightAveraging,
    LearningRateMonitor,
    ModelCheckpoint,
    RichProgressBar,
)
from lightning.pytorch.loggers import Logger, TensorBoardLogger
from lightning.pytorch.utilities.exceptions import MisconfigurationException

from spritedex.config.base import RunConfig
from spritedex.errors import MissingExtraError, OptionError, TrainingError
from spritedex.training.callbacks import MetricsFile, Resumption, Stopwatch
from spritedex.training.memory import keep_freed_memory
from spritedex.training.plots import draw_progress
from spritedex.training.recipe import Recipe
from spritedex.training.runs import Run, WholeCheckpoints, write_failure

_LIGHTNING_PRECISION: Final = {"fp32": "32-true", "bf16": "bf16-mixed"}


@dataclass(frozen=True, slots=True)
class Launch:
    """Where and how to train, by the names of Lightning's Trainer; `progress` shows a bar on the terminal."""

    accelerator: str = "auto"
    devices: str = "auto"
    num_nodes: int = 1
    strategy: str = "auto"
    progress: bool = False
    wandb: bool = False


def make_trainer(config: RunConfig, run: Run, recipe: Recipe, launch: Launch) -> L.Trainer:
    """A trainer that writes into the run's folder.

    Raises OptionError for a launch that Lightning refuses, MissingExtraError or TrainingError where Weights &
    Biases cannot start.
    """
    keep_freed_memory()
    o = config.training
    validated = recipe.module.make_val is not None
    try:
        return L.Trainer(
            accelerator=launch.accelerator,
            devices=int(launch.devices) if launch.devices.isdigit() else launch.devices,
            num_nodes=launch.num_nodes,
            strategy=launch.strategy,
            precision=_LIGHTNING_PRECISION[precision_of(o.precision, launch.accelerator)],
            max_epochs=o.num_epochs,
            gradient_clip_val=o.gradient_clip or None,
            callbacks=_callbacks(config, run, recipe, launch),
            logger=_loggers(config, run, launch),
            plugins=[WholeCheckpoints()],
            default_root_dir=run.folder,
            reload_dataloaders_every_n_epochs=1,
            num_sanity_val_steps=0,
            limit_val_batches=None if validated else 0,
            log_every_n_steps=10,
            enable_model_summary=False,
            enable_progress_bar=launch.progress,
        )
    except (MisconfigurationException, ValueError, RuntimeError) as error:
        raise OptionError(
            "accelerator",
            f"Lightning cannot train with it, {{devices}} {launch.devices}, {{num_nodes}} {launch.num_nodes} and "
            f"{{strategy}} {launch.strategy}: {error}",
            launch.accelerator,
        ) from None


def _callbacks(config: RunConfig, run: Run, recipe: Recipe, launch: Launch) -> list[Callback]:
    o, task = config.training, recipe.task
    callbacks: list[Callback] = [
        Stopwatch(),
        Resumption(o.learning_rate),
        MetricsFile(run.folder, draw_progress, o.sample_every),
    ]
    callbacks.append(LearningRateMonitor(logging_interval="step"))
    if recipe.samples is not None:
        callbacks.append(recipe.samples(run.folder / "samples"))
    if o.ema_decay:
        callbacks.append(EMAWeightAveraging(decay=o.ema_decay))
    if o.early_stop_patience:
        callbacks.append(EarlyStopping(task.monitor, mode=task.mode, patience=o.early_stop_patience))
    if launch.progress:
        callbacks.append(RichProgressBar())
    keep: dict[str, Any] = {"dirpath": run.checkpoints, "enable_version_counter": False}
    best = ModelCheckpoint(filename="best", monitor=task.monitor, mode=task.mode, save_top_k=1, **keep)
    last = ModelCheckpoint(filename="last", save_on_train_epoch_end=True, **keep)
    return [*callbacks, best, last]


def _loggers(config: RunConfig, run: Run, launch: Launch) -> list[Logger]:
    loggers: list[Logger] = [TensorBoardLogger(run.folder, name="tensorboard", version="")]
    return [*loggers, _wandb_logger(run, config)] if launch.wandb else loggers


def precision_of(asked: Literal["auto", "fp32", "bf16"], accelerator: str) -> Literal["fp32", "bf16"]:
    """The precision to train in; "auto" is bf16 where the machine computes in it."""
    if asked != "auto":
        return asked
    on_cuda = accelerator != "cpu" and torch.cuda.is_available()
    has_bf16 = torch.cuda.is_bf16_supported() if on_cuda else torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return "bf16" if has_bf16 else "fp32"


def _wandb_logger(run: Run, config: RunConfig) -> Logger:
    try:
        import wandb
        from lightning.pytorch.loggers import WandbLogger
    except ModuleNotFoundError:
        raise MissingExtraError("Weights & Biases", "wandb") from None
    logger = WandbLogger(
        project="spritedex",
        name=run.folder.name,
        save_dir=run.folder,
        offline=os.environ.get("WANDB_MODE") == "offline",
        config=config.model_dump(mode="json"),
    )
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        _ = logger.experiment
    except OSError as error:
        raise TrainingError(write_failure(run.folder, error)) from None
    except wandb.errors.Error as error:
        raise TrainingError(
            f"Weights & Biases cannot start ({error}); run `wandb login`, or set WANDB_MODE=offline"
        ) from None
    return logger


def log_artifact(trainer: L.Trainer, name: str, checkpoint: Path) -> None:
    """Store a checkpoint as a model artifact of Weights & Biases; this works offline too."""
    import wandb

    artifact = wandb.Artifact(name, type="model")
    artifact.add_file(str(checkpoint))
    experiment = trainer.loggers[-1].experiment
    experiment.log_artifact(artifact)
    experiment.finish()


class quiet(warnings.catch_warnings):
    """Hides hints of Lightning that a user cannot act on."""

    def __enter__(self) -> Any:
        entered = super().__enter__()
        warnings.filterwarnings("ignore", module="lightning")
        warnings.filterwarnings("ignore", module="torch")
        warnings.filterwarnings("ignore", message=".*(num_workers|log_every_n_steps|LeafSpec|Checkpoint directory).*")
        for name in ("lightning.pytorch", "lightning.fabric", "lightning.pytorch.utilities.rank_zero"):
            logging.getLogger(name).setLevel(logging.ERROR)
        return entered
