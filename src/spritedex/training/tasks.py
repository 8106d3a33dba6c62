"""Lightning tasks: what one training step of each architecture does. Know no files and no data source."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import lightning as L
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import LambdaLR, ReduceLROnPlateau
from torchmetrics.classification import MultilabelAveragePrecision

from spritedex.config.sections import TrainingSection
from spritedex.errors import TrainingError
from spritedex.models.losses import attention_regularization, reconstruction_loss
from spritedex.training.optimizers import Muon, hidden_weights, with_matrices
from spritedex.vocabulary import TYPES

_NEVER = 10**9
_COOLING = 0.2


class Task(L.LightningModule):
    """Common ground: optimizer, schedule, one random state a step, and the guard against a loss that is not finite.

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

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """Seed dropout and noise from (seed, step, process), so that a resumed run draws the same, and from the epochs
        before, so that one that begins at trained weights does not.
        """
        step = self.training_options.seed * 1_000_003 + self.epochs_before * 100_003 + self.global_step
        torch.manual_seed(step * 4_099 + self.global_rank)

    def on_train_epoch_end(self) -> None:
        """Step a plateau schedule before the epoch's checkpoint is written; Lightning would do so after it."""
        schedule = self.lr_schedulers()
        if isinstance(schedule, ReduceLROnPlateau):
            schedule.step(self.trainer.callback_metrics[self.monitor])

    def finite(self, loss: Tensor, batch: dict[str, Any], batch_idx: int) -> Tensor:
        """`loss`, or a TrainingError that names the step, the batch and its pictures."""
        if not torch.isfinite(loss):
            pictures = ", ".join(self.names[int(i)] for i in batch["index"][:4])
            raise TrainingError(
                f"the loss became {loss.item()} at step {self.global_step} (epoch {self.current_epoch}, batch "
                f"{batch_idx}: {pictures}, ...); lower training.learning_rate or set training.precision=fp32, "
                "then --resume auto"
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


class TypeTask(Task):
    """Himantes' objective: binary cross-entropy with one computed `pos_weight` [18] a type."""

    monitor, mode = "val/map", "max"

    def __init__(
        self,
        network: nn.Module,
        training: TrainingSection,
        names: Sequence[str],
        validated: bool,
        pos_weight: Tensor,
    ) -> None:
        super().__init__(training, names, validated)
        self.network, self.pos_weight = network, pos_weight
        self.average_precision = MultilabelAveragePrecision(num_labels=len(TYPES))

    def _loss(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        pixels = batch["pixels"].to(memory_format=torch.channels_last)
        logits = self.network(pixels).float()
        weight = self.pos_weight.to(logits.device)
        return F.binary_cross_entropy_with_logits(logits, batch["labels"], pos_weight=weight), logits

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step; logs the loss."""
        loss, _ = self._loss(batch)
        self.log("train/loss", loss, on_epoch=True, prog_bar=True, batch_size=len(batch["labels"]), sync_dist=True)
        return self.finite(loss, batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """Logs the loss, the share of first guesses in the set, and mean average precision."""
        loss, logits = self._loss(batch)
        labels = batch["labels"]
        hit = labels.gather(1, logits.argmax(1, keepdim=True)).mean()
        self.average_precision.update(logits.sigmoid(), labels.int())
        self.log("val/loss", loss, prog_bar=True, batch_size=len(labels), sync_dist=True)
        self.log("val/top1_in_set", hit, prog_bar=True, batch_size=len(labels), sync_dist=True)
        self.log("val/map", self.average_precision, prog_bar=True, on_epoch=True)


class SpriteTask(Task):
    """The seed's objective: L1 + MSE against the true sprite, and attention that covers every word."""

    monitor, mode = "val/loss", "min"

    def __init__(
        self,
        network: nn.Module,
        training: TrainingSection,
        names: Sequence[str],
        validated: bool,
        noise_dim: int,
    ) -> None:
        super().__init__(training, names, validated)
        self.network, self.noise_dim = network, noise_dim

    def paint(self, batch: dict[str, Tensor], noise: Tensor) -> tuple[Tensor, Tensor]:
        """Batch and noise [B, N] -> sprites [B, 4, S, S], attention [B, T, h, w], both float32."""
        sprite, attention = self.network(batch["token_states"], batch["mask"], noise)
        return sprite.float(), attention.float()

    def _log_parts(self, stage: str, batch: dict[str, Tensor], noise: Tensor) -> Tensor:
        sprite, attention = self.paint(batch, noise)
        l1, mse = reconstruction_loss(sprite, batch["sprite"])
        coverage = attention_regularization(attention.flatten(2).transpose(1, 2), batch["mask"])
        o = self.training_options
        loss = o.reconstruction_weight * (l1 + mse) + o.attention_weight * coverage
        parts = {"loss": loss, "l1": l1, "mse": mse, "attention": coverage}
        for name, value in parts.items():
            shown = {"prog_bar": name == "loss", "batch_size": len(noise), "sync_dist": True}
            self.log(f"{stage}/{name}", value, on_epoch=True, **shown)
        return loss

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step with fresh noise; logs the loss and its parts."""
        noise = torch.randn(len(batch["sprite"]), self.noise_dim).to(batch["sprite"])
        return self.finite(self._log_parts("train", batch, noise), batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """The same loss with noise fixed by the batch."""
        generator = torch.Generator().manual_seed(batch_idx)
        noise = torch.randn(len(batch["sprite"]), self.noise_dim, generator=generator)
        self._log_parts("val", batch, noise.to(batch["sprite"]))
