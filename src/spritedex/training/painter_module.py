"""Batches of a painter's training, in epochs of a fixed number of steps. Knows no network and no loss."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import lightning as L
import numpy as np
from torch.utils.data import DataLoader, Dataset, Sampler, Subset

from spritedex.training.painter_data import Paintings, collate
from spritedex.training.pictures import Sample

MOST_VALIDATED: Final = 256
_MOST_WORKERS: Final = 16
_AHEAD: Final = 4


class Items(Sampler[int]):
    """The items of one process in one epoch, `steps` batches of `batch_size`; twins, which are below 0, come first.

    No item comes twice in a training, whatever the number of processes: they follow from step and process alone.
    """

    def __init__(self, steps: int, batch_size: int, twins: int, rank: int, world_size: int) -> None:
        self.steps, self.batch_size, self.twins = steps, batch_size, twins
        self.rank, self.world_size, self.epoch = rank, world_size, 0

    def set_epoch(self, epoch: int) -> None:
        """Go to an epoch; Lightning calls this."""
        self.epoch = epoch

    def __len__(self) -> int:
        return self.steps * self.batch_size

    def __iter__(self) -> Iterator[int]:
        for step in range(self.epoch * self.steps, (self.epoch + 1) * self.steps):
            number = step * self.world_size + self.rank
            yield from (-1 - number * self.twins - row for row in range(self.twins))
            yield from (number * self.batch_size + row for row in range(self.twins, self.batch_size))


class PaintingModule(L.LightningDataModule):
    """Loaders of samples, which follow from (seed, stage, item).

    `make_train(rng_for)` and `val` are the data sets; `num_workers` None is none on a processor, and as many as there
    are cores, up to 16, on an accelerator.
    """

    def __init__(
        self,
        make_train: Callable[[Callable[[int], np.random.Generator]], Paintings],
        val: Dataset[Sample] | None,
        *,
        batch_size: int,
        epoch_steps: int,
        twins: int,
        seed: tuple[int, int],
        num_workers: int | None,
    ) -> None:
        super().__init__()
        self.make_train, self.val, self.seed, self.num_workers = make_train, val, seed, num_workers
        self.batch_size, self.epoch_steps, self.twins, self.epochs_before = batch_size, epoch_steps, twins, 0

    def train_dataloader(self) -> DataLoader[Sample]:
        """One loader for all epochs: its workers live on."""
        dataset = self.make_train(partial(_rng, (*self.seed, self.epochs_before)))
        trainer = self.trainer
        rank, world_size = (trainer.global_rank, trainer.world_size) if trainer else (0, 1)
        items = Items(self.epoch_steps, self.batch_size, self.twins, rank, world_size)
        return DataLoader(dataset, sampler=items, drop_last=True, **self._loading())

    def val_dataloader(self) -> DataLoader[Sample] | list[Any]:
        """At most `MOST_VALIDATED` validation pictures, spread evenly; an empty list where there are none."""
        count = len(self.val) if self.val is not None else 0  # type: ignore[arg-type]
        if self.val is None or not count:
            return []
        rows = np.linspace(0, count - 1, min(count, MOST_VALIDATED)).astype(int).tolist()
        return DataLoader(Subset(self.val, rows), shuffle=False, batch_size=self.batch_size, collate_fn=collate)

    def _loading(self) -> dict[str, Any]:
        on_cpu = self.trainer is None or self.trainer.strategy.root_device.type == "cpu"
        workers = self.num_workers
        if workers is None:
            workers = 0 if on_cpu else min(os.cpu_count() or 1, _MOST_WORKERS)
        ahead = {"prefetch_factor": _AHEAD, "persistent_workers": True} if workers else {}
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")  # or each worker prints that it cannot have it
        return {
            "batch_size": self.batch_size,
            "num_workers": workers,
            "collate_fn": collate,
            "pin_memory": not on_cpu,
            **ahead,
        }


def _rng(seeds: tuple[int, ...], item: int) -> np.random.Generator:
    return np.random.default_rng([*seeds, item])
