"""Callbacks of every run: first files, resuming, clock, metrics and plots; writing of sample pictures."""

import csv
import io
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import lightning as L
import numpy as np
import torch
from lightning.pytorch.callbacks import Callback, Checkpoint
from PIL import Image

from spritedex.errors import TrainingError
from spritedex.sprites.canvas import unpremultiply
from spritedex.sprites.codec import RGBA, png_bytes, write_whole
from spritedex.training.runs import write_failure

SECONDS_BETWEEN: Final = 10.0
SECONDS_BETWEEN_PLOTS: Final = 30.0
SHOWN_METRICS: Final = ("train/loss", "train/teacher", "val/loss", "val/map", "val/top1_in_set")


def epoch_metrics(trainer: L.Trainer) -> dict[str, float]:
    """The epoch's metrics by name, such as "train/loss"; a metric logged at each step has its epoch's mean."""
    kept = {k: float(v) for k, v in trainer.callback_metrics.items() if "/" in k and not k.endswith("_step")}
    means = {k.removesuffix("_epoch"): v for k, v in kept.items() if k.endswith("_epoch")}
    return dict(sorted({k: v for k, v in (kept | means).items() if not k.endswith("_epoch")}.items()))


class StartFiles(Callback):
    """Writes the first files of the run, in the main process; `begun` is whether training itself has started."""

    def __init__(self, write: Callable[[], None]) -> None:
        self.write = write
        self.begun = False

    def on_train_start(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """All that a checkpoint holds has been taken."""
        self.begun = True

    def setup(self, trainer: L.Trainer, pl_module: L.LightningModule, stage: str) -> None:
        """Write before anything else."""
        if trainer.is_global_zero:
            self.write()


class Interruption(Callback):
    """Lets Ctrl+C end a training between two batches; a second one ends it at once.

    In the middle of one, Python can lose it (in a destructor) or turn it into another error (in a call from C).
    """

    def __init__(self) -> None:
        self.asked = False

    def on_train_start(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Listen, unless the program has its own way."""
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._ask)

    def on_train_batch_end(self, *_: object) -> None:
        """End here if asked to."""
        if self.asked:
            raise KeyboardInterrupt

    def on_validation_batch_end(self, *_: object) -> None:
        """End here if asked to."""
        self.on_train_batch_end()

    def on_fit_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """No stage begins after Ctrl+C at the end of this one."""
        self.on_exception()
        self.on_train_batch_end()

    def on_exception(self, *_: object) -> None:
        """Listen no longer."""
        if signal.getsignal(signal.SIGINT) == self._ask:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _ask(self, number: int, frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


class EpochLines(Callback):
    """Says in a line what an epoch reached, where no progress bar does: the first, the last, and others at least
    `SECONDS_BETWEEN` apart."""

    def __init__(self, say: Callable[[str], object], num_epochs: int | None) -> None:
        self.say, self.num_epochs = say, num_epochs
        self.start = self.said = time.monotonic()
        self.first = True

    def on_train_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Say it, in the main process."""
        number, now = trainer.current_epoch + 1, time.monotonic()
        due = self.first or number == self.num_epochs or now - self.said >= SECONDS_BETWEEN
        if not (due and trainer.is_global_zero):
            return
        self.first, self.said = False, now
        rate = max(float(group["lr"]) for group in trainer.optimizers[0].param_groups)
        shown = {name: value for name, value in epoch_metrics(trainer).items() if name in SHOWN_METRICS}
        parts = [*(f"{name} {value:.4f}" for name, value in shown.items()), f"learning rate {rate:.2g}"]
        of = f" of {self.num_epochs}" if self.num_epochs else ""
        self.say(f"epoch {number}{of}, {now - self.start:.0f} s: {', '.join(parts)}")


class EpochEnds(Checkpoint):
    """Tells the metrics of each epoch to a caller, in the main process.

    Lightning calls what it takes for checkpoint callbacks last, in their order: the epoch's checkpoint is there.
    """

    def __init__(self, tell: Callable[[dict[str, float]], object]) -> None:
        self.tell = tell

    def on_train_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Tell them."""
        if trainer.is_global_zero:
            self.tell(epoch_metrics(trainer))


class Resumption(Callback):
    """Lets a checkpoint continue in another folder and with another learning rate."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def state_dict(self) -> dict[str, Any]:
        """The learning rate that the optimizer's state belongs to."""
        return {"learning_rate": self.learning_rate}

    def on_load_checkpoint(self, trainer: L.Trainer, pl_module: L.LightningModule, checkpoint: dict[str, Any]) -> None:
        """In the loaded dictionary, replace folders by this run's, and rates by this configuration's."""
        for callback in trainer.checkpoint_callbacks:
            state = checkpoint["callbacks"].get(callback.state_key)
            if state and callback.dirpath:
                state["dirpath"] = callback.dirpath
                for key in ("best_model_path", "last_model_path", "kth_best_model_path"):
                    state[key] = _moved(state.get(key), callback.dirpath)
                best = state.get("best_k_models", {})
                state["best_k_models"] = {_moved(path, callback.dirpath): score for path, score in best.items()}
        factor = self.learning_rate / checkpoint["callbacks"][self.state_key]["learning_rate"]
        for group in (group for state in checkpoint["optimizer_states"] for group in state["param_groups"]):
            group |= {key: group[key] * factor for key in ("lr", "initial_lr") if key in group}
        for schedule in checkpoint["lr_schedulers"]:
            schedule |= {
                key: [rate * factor for rate in schedule[key]] for key in ("base_lrs", "_last_lr") if key in schedule
            }


def _moved(path: str | None, folder: str) -> str | None:
    return str(Path(folder) / Path(path).name) if path else path


class Stopwatch(Callback):
    """Counts the seconds of training, those before a resumption too, and keeps them in the checkpoints.

    `earlier` are the seconds of the stages before.
    """

    def __init__(self, earlier: float = 0.0) -> None:
        self.before, self.start, self.earlier = 0.0, time.monotonic(), earlier

    @property
    def seconds(self) -> float:
        """The seconds of this stage so far."""
        return self.before + time.monotonic() - self.start

    def state_dict(self) -> dict[str, Any]:
        """The seconds so far, of this stage and of those before it."""
        return {"seconds": self.seconds, "earlier": self.earlier}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue to count."""
        self.before, self.earlier = float(state_dict["seconds"]), float(state_dict.get("earlier", 0.0))


class MetricsFile(Callback):
    """Keeps one row for each epoch in `metrics.csv`, and draws `progress.png` every `draw_every` epochs, or after half
    a minute.

    The rows are in the checkpoint, so a resumed run continues the same table.
    """

    def __init__(self, folder: Path, draw: Callable[[Sequence[dict[str, float]]], bytes], draw_every: int) -> None:
        self.folder, self.draw, self.draw_every = folder, draw, draw_every
        self.rows: list[dict[str, float]] = []
        self.drawn = time.monotonic()

    def state_dict(self) -> dict[str, Any]:
        """The rows so far."""
        return {"rows": self.rows}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue with the rows of the checkpoint."""
        self.rows = [dict(row) for row in state_dict["rows"]]

    def on_train_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Add the epoch's row and write the table whole."""
        metrics = epoch_metrics(trainer)
        rate = max(float(group["lr"]) for group in trainer.optimizers[0].param_groups)
        row = {"epoch": trainer.current_epoch, "step": pl_module.steps, "learning_rate": rate}
        self.rows.append(row | metrics)
        if trainer.is_global_zero:
            for logger in trainer.loggers:  # at each epoch: a run of few steps logs none of them
                logger.log_metrics({"learning_rate": rate}, step=trainer.global_step)
            now = time.monotonic()
            due = len(self.rows) % self.draw_every == 0 or now - self.drawn >= SECONDS_BETWEEN_PLOTS
            self.drawn = now if due else self.drawn
            self._write(draw=due)

    def on_train_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Draw the plots of the whole run."""
        if trainer.is_global_zero and self.rows:
            self._write(draw=True)

    def _write(self, draw: bool) -> None:
        text = io.StringIO()
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        try:
            write_whole(self.folder / "metrics.csv", text.getvalue().encode())
            if draw:
                write_whole(self.folder / "progress.png", self.draw(self.rows))
        except OSError as error:
            raise TrainingError(write_failure(self.folder, error)) from None


def straight(sprites: torch.Tensor) -> list[RGBA]:
    """float [B, 4, S, S] premultiplied -> uint8 [S, S, 4] each, straight alpha."""
    return list(unpremultiply(sprites.detach().cpu().float().numpy().transpose(0, 2, 3, 1)))


def write_samples(trainer: L.Trainer, folder: Path, pictures: Mapping[str, Image.Image]) -> None:
    """Write pictures by name, with the epoch, and show them in TensorBoard and Weights & Biases."""
    for name, picture in pictures.items():
        rgb = np.asarray(picture.convert("RGB"))
        path = folder / f"{name}_epoch_{trainer.current_epoch:04d}.png"
        try:
            write_whole(path, png_bytes(rgb))
        except OSError as error:
            raise TrainingError(write_failure(path, error)) from None
        _log_picture(trainer, f"samples/{name}", rgb)


def _log_picture(trainer: L.Trainer, name: str, rgb: Any) -> None:
    """Show uint8 [H, W, 3] in TensorBoard and Weights & Biases."""
    from lightning.pytorch.loggers import TensorBoardLogger, WandbLogger

    for logger in trainer.loggers:
        if isinstance(logger, TensorBoardLogger):
            logger.experiment.add_image(name, rgb, trainer.global_step, dataformats="HWC")
        elif isinstance(logger, WandbLogger):
            logger.log_image(name, [rgb], step=trainer.global_step)
