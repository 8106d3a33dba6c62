"""Callbacks of a painter's stages: their end, checkpoints by the clock, sheets of sentences, the teacher's file."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import lightning as L
import torch
from lightning.pytorch.callbacks import Callback, Checkpoint
from safetensors.torch import load_file, save

from spritedex.class_ids import class_ids
from spritedex.errors import TrainingError
from spritedex.sentence import Lexicon, understand
from spritedex.sprites.codec import write_whole
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.training.adversarial_task import AdversarialTask
from spritedex.training.callbacks import Stopwatch, straight, write_samples
from spritedex.training.painter_stage import Asked, PainterStage
from spritedex.training.runs import write_failure

SEEDS: Final = (1, 2)
TEACHER: Final = "teacher.safetensors"
_COLUMNS: Final = 8


class Pace(Callback):
    """Tells a stage how long it is and how much of it is done, by its sprites or by the clock, and ends it.

    `sprites` None or `minutes` 0 is no limit.
    """

    def __init__(self, sprites: int | None, minutes: float, stopwatch: Stopwatch) -> None:
        self.sprites, self.seconds, self.stopwatch = sprites, 60 * minutes, stopwatch

    def setup(self, trainer: L.Trainer, pl_module: L.LightningModule, stage: str) -> None:
        """Set the number of epochs: as many as it takes to show all sprites."""
        assert isinstance(pl_module, PainterStage)
        if self.sprites is not None:
            steps = trainer.datamodule.epoch_steps
            epochs = -(-self.sprites // (steps * pl_module.rates.batch_size * trainer.world_size))
            trainer.fit_loop.max_epochs, pl_module.num_steps = epochs, epochs * steps

    def on_load_checkpoint(self, trainer: L.Trainer, pl_module: L.LightningModule, checkpoint: dict[str, Any]) -> None:
        """A stage that has already been trained for longer is over."""
        if trainer.max_epochs != -1:
            trainer.fit_loop.max_epochs = max(trainer.max_epochs, checkpoint["epoch"] + 1)

    def on_train_start(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Do not begin where nothing is left."""
        trainer.should_stop = trainer.should_stop or self._passed(trainer) >= 1

    def on_train_batch_start(
        self, trainer: L.Trainer, pl_module: L.LightningModule, batch: object, batch_idx: int
    ) -> None:
        """Set the progress."""
        assert isinstance(pl_module, PainterStage)
        shown = pl_module.steps / pl_module.num_steps if pl_module.num_steps else 0.0
        pl_module.progress = min(max(shown, self._passed(trainer)), 1.0)
        trainer.should_stop = trainer.should_stop or pl_module.progress >= 1

    def _passed(self, trainer: L.Trainer) -> float:
        """The share of the minutes that has passed, the same in all processes; 0 without a limit."""
        passed = self.stopwatch.seconds / self.seconds if self.seconds else 0.0
        return float(trainer.strategy.broadcast(passed)) if self.seconds and trainer.world_size > 1 else passed


class Clocked(Callback):
    """Does something at the end of an epoch if the last time is `minutes` ago, and at the end of the training."""

    def __init__(self, minutes: float) -> None:
        self.between, self.last = 60 * minutes, time.monotonic()

    def on_train_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Do it if it is time."""
        ends = trainer.should_stop or trainer.current_epoch + 1 == trainer.max_epochs
        due = ends or time.monotonic() - self.last >= self.between
        if trainer.world_size > 1:
            due = bool(trainer.strategy.broadcast(due))
        if due:
            self.last = time.monotonic()
            self.do(trainer, pl_module)

    def do(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """What is done, in every process."""


class ClockedCheckpoint(Clocked, Checkpoint):
    """Writes the checkpoint `path`."""

    def __init__(self, path: Path, minutes: float) -> None:
        super().__init__(minutes)
        self.path = path

    def do(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Write it."""
        trainer.save_checkpoint(self.path)


class SentenceSheets(Clocked):
    """Draws sheets of sentences, each from `SEEDS`, by the averaged weights, into `folder`."""

    def __init__(self, folder: Path, sentences: Sequence[str], lexicon: Lexicon, style: str, minutes: float) -> None:
        super().__init__(minutes)
        self.folder, self.sentences, self.lexicon, self.style = folder, sentences, lexicon, style

    def do(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Draw, write and log a sheet in the main process."""
        assert isinstance(pl_module, PainterStage)
        if not trainer.is_global_zero:
            return
        with trainer.precision_plugin.forward_context():
            asked, rows = self._asked(pl_module), []
            for seed in SEEDS:
                generator = torch.Generator(pl_module.device).manual_seed(seed)
                rows.append(straight(pl_module.draw(asked, generator)))
        drawn = list(zip(*rows, strict=True))
        entries = [(rgba, text) for pair, text in zip(drawn, self.sentences, strict=True) for rgba in pair]
        title = f"{pl_module.sprites:,} sprites"
        picture = contact_sheet([Section(title, entries)], columns=_COLUMNS, factor=2)
        write_samples(trainer, self.folder, {"sentences": picture})

    def _asked(self, stage: PainterStage) -> Asked:
        requests = [understand(sentence, self.lexicon) for sentence in self.sentences]
        ids = [
            class_ids(
                style=self.style,
                pose="back" if request.back else "front",
                coloring="shiny" if request.shiny else "usual",
                **request.class_values(),
            )
            for request in requests
        ]
        known = torch.zeros(len(ids), 4, 64, 64)
        batch = {"caption": self.sentences, "subject": [request.subject for request in requests]}
        return stage.asked(
            batch | {"class_ids": torch.tensor(ids, device=stage.device), "known": known.to(stage.device)}
        )


class TeacherFile(Callback):
    """Keeps the teacher of an adversarial stage in the file `path`, in half precision; a resumed run reads it."""

    def __init__(self, path: Path, resumed: bool) -> None:
        self.path, self.resumed = path, resumed

    def setup(self, trainer: L.Trainer, pl_module: L.LightningModule, stage: str) -> None:
        """Write the teacher of a new run, and use it as it was written; read that of a resumed one.

        Raises TrainingError if the file is missing or cannot be written.
        """
        assert isinstance(pl_module, AdversarialTask)
        if not self.resumed:
            weights = {name: value.half().contiguous() for name, value in pl_module.teacher.state_dict().items()}
            try:
                if trainer.is_global_zero:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(self.path, save(weights))
            except OSError as error:
                raise TrainingError(write_failure(self.path, error)) from None
        elif self.path.is_file():
            weights = load_file(self.path)
        else:
            raise TrainingError(f"{self.path} is missing: a resumed run needs its teacher; start the stage again")
        pl_module.teacher.load_state_dict({name: value.float() for name, value in weights.items()})
