"""The Lightning trainer of a run: callbacks, loggers, precision, checkpoints. Knows no data source."""

import logging
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import lightning as L
import torch
from lightning.pytorch.callbacks import RichProgressBar
from lightning.pytorch.loggers import Logger, TensorBoardLogger
from lightning.pytorch.utilities.exceptions import MisconfigurationException

from spritedex.config.base import RunConfig
from spritedex.errors import MissingExtraError, OptionError, TrainingError
from spritedex.models.precision import has_bf16
from spritedex.training.callbacks import Interruption, Stopwatch
from spritedex.training.memory import keep_freed_memory
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


def make_trainer(config: RunConfig, run: Run, recipe: Recipe, launch: Launch, earlier: float = 0.0) -> L.Trainer:
    """A trainer that writes into the folder of the run's stage; `earlier` are the seconds of the stages before.

    Raises OptionError for a launch that Lightning refuses, MissingExtraError or TrainingError where Weights &
    Biases cannot start.
    """
    keep_freed_memory()
    stopwatch = Stopwatch(earlier)
    callbacks = [stopwatch, Interruption(), *recipe.callbacks(run, stopwatch)]
    try:
        return L.Trainer(
            accelerator=launch.accelerator,
            devices=int(launch.devices) if launch.devices.isdigit() else launch.devices,
            num_nodes=launch.num_nodes,
            strategy=_strategy(recipe, launch),
            precision=_LIGHTNING_PRECISION[precision_of(config.training.precision, launch.accelerator)],
            max_epochs=-1 if recipe.num_epochs is None else recipe.num_epochs,
            callbacks=[*callbacks, RichProgressBar()] if launch.progress else callbacks,
            logger=_loggers(config, run, launch),
            plugins=[WholeCheckpoints()],
            default_root_dir=run.folder,
            benchmark=on_cuda(launch.accelerator) or None,
            num_sanity_val_steps=0,
            log_every_n_steps=10,
            enable_model_summary=False,
            enable_progress_bar=launch.progress,
            **recipe.options,
        )
    except (MisconfigurationException, ValueError, RuntimeError) as error:
        raise OptionError(
            "accelerator",
            f"Lightning cannot train with it, {{devices}} {launch.devices}, {{num_nodes}} {launch.num_nodes} and "
            f"{{strategy}} {launch.strategy}: {error}",
            launch.accelerator,
        ) from None


def _strategy(recipe: Recipe, launch: Launch) -> str:
    """The strategy, for a task that trains its networks in turn one that allows it."""
    several = launch.devices not in ("auto", "1") or (launch.devices == "auto" and torch.cuda.device_count() > 1)
    in_turn = recipe.in_turn and several and launch.strategy in ("auto", "ddp")
    return "ddp_find_unused_parameters_true" if in_turn else launch.strategy


def _loggers(config: RunConfig, run: Run, launch: Launch) -> list[Logger]:
    loggers: list[Logger] = [TensorBoardLogger(run.place, name="tensorboard", version="")]
    return [*loggers, _wandb_logger(run, config)] if launch.wandb else loggers


def on_cuda(accelerator: str) -> bool:
    """Whether a training with this accelerator runs on a CUDA device."""
    return accelerator != "cpu" and torch.cuda.is_available()


def precision_of(asked: Literal["auto", "fp32", "bf16"], accelerator: str) -> Literal["fp32", "bf16"]:
    """The precision to train in; "auto" is bf16 where the machine computes in it."""
    if asked != "auto":
        return asked
    return "bf16" if has_bf16("cuda" if on_cuda(accelerator) else "cpu") else "fp32"


def _wandb_logger(run: Run, config: RunConfig) -> Logger:
    try:
        import wandb
        from lightning.pytorch.loggers import WandbLogger
    except ModuleNotFoundError:
        raise MissingExtraError("Weights & Biases", "wandb") from None
    logger = WandbLogger(
        project="spritedex",
        name=run.name,
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
