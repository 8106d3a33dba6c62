"""What training an architecture takes, ready for the trainer, and what several architectures build alike."""

from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import lightning as L
import numpy as np
import torch
from lightning.pytorch.callbacks import (
    Callback,
    EarlyStopping,
    EMAWeightAveraging,
    LearningRateMonitor,
    ModelCheckpoint,
)
from torch import Tensor, nn

from spritedex.architectures.catalogue import architecture_of
from spritedex.architectures.record import Parts, Statistics
from spritedex.config.base import RunConfig, TrainingSection
from spritedex.data.records import Record
from spritedex.errors import DataError
from spritedex.training.callbacks import MetricsFile, Resumption, Stopwatch
from spritedex.training.pictures import PictureModule
from spritedex.training.plots import draw_progress
from spritedex.training.runs import Run
from spritedex.vocabulary import Style, multi_hot

SAMPLE_SPRITES: Final = 8


class Trainee(Protocol):
    """A Lightning task. `network` is what is exported, `monitor` the metric that picks the best checkpoint, if any.

    `epochs_before` are the epochs that the initial weights had been trained for.
    """

    network: nn.Module
    monitor: str | None
    epochs_before: int

    def begin_at(self, weights: Mapping[str, Tensor]) -> None:
        """Start from trained weights of the network."""
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """One stage of a training: a task, its data, and how Lightning's trainer is made for them.

    `callbacks`, given the run and the watch of the stage, are its own; `options` are further options of the trainer.
    `num_epochs` None: a callback ends it. `batch_size` is the key of the configuration that sets it. `needs_weights`
    says why it cannot begin at random ones, if so, `in_turn` that a step trains several networks, one after the other.
    `files` are kept in the run's folder. `unchanged` says why its validation metrics are the same in all epochs, if so.
    """

    task: Trainee
    module: L.LightningDataModule
    callbacks: Callable[[Run, Stopwatch], list[Callback]]
    num_epochs: int | None
    batch_size: str
    options: Mapping[str, Any]
    needs_weights: str = ""
    in_turn: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    unchanged: str = ""


Stages = Mapping[str, Callable[[], Recipe]]
"""The stages of a training in their order; what one takes is built when it begins."""


def epoch_recipe(
    training: TrainingSection,
    task: Any,
    module: PictureModule,
    samples: Callable[[Path], Callback] | None = None,
) -> Recipe:
    """A training in epochs over all pictures, with best and last checkpoint.

    `samples`, given a folder, is the callback of a generator that draws sprites on the way.
    """

    def callbacks(run: Run, stopwatch: Stopwatch) -> list[Callback]:
        made: list[Callback] = [
            Resumption(training.learning_rate),
            MetricsFile(run.place, draw_progress, training.sample_every),
            LearningRateMonitor(logging_interval="step"),
        ]
        if samples is not None:
            made.append(samples(run.place / "samples"))
        if training.ema_decay:
            made.append(EMAWeightAveraging(decay=training.ema_decay))
        if training.early_stop_patience:
            made.append(EarlyStopping(task.monitor, mode=task.mode, patience=training.early_stop_patience))
        keep: dict[str, Any] = {"dirpath": run.checkpoints, "enable_version_counter": False}
        best = ModelCheckpoint(filename="best", monitor=task.monitor, mode=task.mode, save_top_k=1, **keep)
        return [*made, best, ModelCheckpoint(filename="last", save_on_train_epoch_end=True, **keep)]

    validated = module.make_val is not None
    options = {
        "gradient_clip_val": training.gradient_clip or None,
        "reload_dataloaders_every_n_epochs": 1,
        "limit_val_batches": None if validated else 0,
    }
    return Recipe(task, module, callbacks, training.num_epochs, "training.batch_size", options)


def picture_module(training: TrainingSection, make_train: Any, make_val: Any, collate: Any = None) -> PictureModule:
    """The data module of two data set factories, with the batch size, seed and workers of the configuration."""
    return PictureModule(
        make_train,
        make_val,
        batch_size=training.batch_size,
        seed=training.seed,
        num_workers=training.num_workers,
        collate=collate,
    )


def labels_of(records: Sequence[Record]) -> Tensor:
    """Records -> multi-hot types, float32 [N, 18]."""
    return torch.from_numpy(np.stack([multi_hot(record.types) for record in records]))


def shown_styles(train: Sequence[Record], weights: Mapping[Style, float]) -> set[Style]:
    """The styles that training shows. Raises DataError if there is none."""
    shown = {record.style for record in train if weights[record.style]}
    if not shown:
        raise DataError("no training picture is of a style with a weight above 0; raise one of data.style_weights")
    return shown


def sample_rows(dataset: Sized) -> list[int]:
    """Indices of at most `SAMPLE_SPRITES` items, spread evenly over a data set."""
    count = len(dataset)
    return list(range(0, count, max(count // SAMPLE_SPRITES, 1)))[:SAMPLE_SPRITES]


def make_stages(config: RunConfig, parts: Parts, statistics: Statistics) -> Stages:
    """The stages of a run; the weights of each start from `training.seed`."""
    stages = architecture_of(config).stages(config, parts, statistics)

    def seeded(build: Callable[[], Recipe]) -> Callable[[], Recipe]:
        def built() -> Recipe:
            torch.manual_seed(config.training.seed)
            return build()

        return built

    return {name: seeded(build) for name, build in stages.items()}
