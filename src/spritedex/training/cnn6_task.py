"""The Lightning task of cnn6. Knows no files and no data source."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F
from torchmetrics.classification import MultilabelAveragePrecision

from spritedex.config.base import TrainingSection
from spritedex.models.cnn6 import Cnn6
from spritedex.training.tasks import Task
from spritedex.vocabulary import TYPES


class TypeTask(Task):
    """Himantes' objective: binary cross-entropy with one computed `pos_weight` [18] a type."""

    monitor, mode = "val/map", "max"

    def __init__(
        self,
        network: Cnn6,
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
