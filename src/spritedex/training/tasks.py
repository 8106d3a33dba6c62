"""The common ground of all Lightning tasks. Knows no architecture, no files and no data source."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import lightning as L
import torch
from torch import Tensor
from torch.optim.lr_scheduler import LambdaLR, ReduceLROnPlateau

from spritedex.config.base import TrainingSection
from spritedex.errors import TrainingError
from spritedex.training.optimizers import Muon, hidden_weights, with_matrices

_NEVER = 10**9
_COOLING = 0.2


class Task(L.LightningModule):
    """Optimizer, schedule, one random state for each step, and the guard against a loss that is not finite.

    `monitor` names the metric that picks the best checkpoint, `mode` whether it should be "min" or "max".
    """

    monitor: str
    mode: Literal["min", "max"]

    def __init__(self, training: TrainingSection, names: Sequence[str], validated: bool) -> None:
        super().__init__()
        self.training_options, self.names = training, list(names)
        self.epochs_before = 0
        if not validated:
            self.monitor, self.mode = "train/loss", "min"

    def begin_at(self, weights: Mapping[str, Tensor]) -> None:
        """Start from trained weights of the network."""
        self.network.load_state_dict(weights)

    @property
    def steps(self) -> int:
        """The steps so far."""
        return int(self.global_step)

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """Seed dropout and noise from (seed, step, process): those of a resumed run are those of the whole run.

        The epochs that the initial weights had been trained for count too: a run from trained weights has other ones.
        """
        step = self.training_options.seed * 1_000_003 + self.epochs_before * 100_003 + self.global_step
        torch.manual_seed(step * 4_099 + self.global_rank)

    def on_train_epoch_end(self) -> None:
        """Step a plateau schedule before the epoch's checkpoint is written; Lightning would do so after it."""
        schedule = self.lr_schedulers()
        if isinstance(schedule, ReduceLROnPlateau):
            schedule.step(self.trainer.callback_metrics[self.monitor])

    def finite(self, loss: Tensor, batch: dict[str, Any], batch_idx: int) -> Tensor:
        """`loss` itself. Raises TrainingError, with step, batch and pictures, if it is not finite."""
        if not torch.isfinite(loss):
            pictures = ", ".join(self.names[int(i)] for i in batch["index"][:4])
            raise TrainingError(
                f"the loss became {loss.item()} at step {self.global_step} (epoch {self.current_epoch}, batch "
                f"{batch_idx}: {pictures}, ...); lower training.learning_rate or set training.precision=fp32, then "
                "resume the run"
            )
        return loss

    def parameter_groups(self) -> list[dict[str, Any]]:
        """What the optimizer trains, as PyTorch's parameter groups."""
        return [{"params": [p for p in self.parameters() if p.requires_grad]}]

    def configure_optimizers(self) -> Any:
        """The optimizer and schedule that the configuration asks for."""
        o = self.training_options
        parameters = self.parameter_groups()
        optimizer: torch.optim.Optimizer
        if o.optimizer == "sgd":
            optimizer = torch.optim.SGD(parameters, o.learning_rate, momentum=o.momentum, weight_decay=o.weight_decay)
        elif o.optimizer == "muon":
            parameters = with_matrices(parameters, hidden_weights(self))
            optimizer = Muon(parameters, o.learning_rate, betas=(0.9, 0.95), weight_decay=o.weight_decay)
        else:
            optimizer = torch.optim.AdamW(parameters, o.learning_rate, betas=(0.9, 0.95), weight_decay=o.weight_decay)
        if o.lr_schedule == "plateau":
            plateau = ReduceLROnPlateau(optimizer, mode=self.mode, factor=0.5, patience=5)
            kept_only = {"scheduler": plateau, "monitor": self.monitor, "frequency": _NEVER}
            return {"optimizer": optimizer, "lr_scheduler": kept_only}
        total = max(int(self.trainer.estimated_stepping_batches), 1)
        factor = _warmup_then(o.lr_schedule, o.warmup_steps, total)
        steps = LambdaLR(optimizer, factor)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": steps, "interval": "step"}}


def _warmup_then(schedule: str, warmup: int, total: int) -> Callable[[int], float]:
    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        if schedule == "constant":
            return 1.0
        done = min((step - warmup) / max(total - warmup, 1), 1.0)
        if schedule == "trapezoid":
            return min(1.0, (1 - done) / _COOLING)
        return float(0.5 * (1 + torch.cos(torch.tensor(done * torch.pi)))) * 0.99 + 0.01

    return factor
