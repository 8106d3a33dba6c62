"""What training an architecture takes, ready for the trainer, and what several architectures build alike."""

from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from lightning.pytorch.callbacks import Callback
from torch import Tensor

from spritedex.architectures.catalogue import architecture_of
from spritedex.architectures.record import Statistics
from spritedex.config.base import RunConfig, TrainingSection
from spritedex.data.records import Record
from spritedex.errors import DataError
from spritedex.training.pictures import PictureModule
from spritedex.training.tasks import Task
from spritedex.vocabulary import Style, multi_hot

SAMPLE_SPRITES: Final = 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """A task and its data. `samples`, given a folder, is the callback of a generator that draws sprites on the way."""

    task: Task
    module: PictureModule
    samples: Callable[[Path], Callback] | None = None


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


def make_recipe(config: RunConfig, train: Sequence[Record], val: Sequence[Record], statistics: Statistics) -> Recipe:
    """Network, task and data module of a run; the weights start from `training.seed`."""
    torch.manual_seed(config.training.seed)
    return architecture_of(config).recipe(config, train, val, statistics)
