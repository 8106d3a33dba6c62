"""The Lightning task of the reader: types, facts and likeness together. Knows no files and no data source."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torchmetrics.classification import MultilabelAveragePrecision

from spritedex.config.reader import ReaderTraining
from spritedex.models.losses import likeness_loss
from spritedex.models.probe import ProbeTargets, fit_embedding, fit_probe, standardize
from spritedex.models.reader import Reader
from spritedex.training.augmentation import apply_augmentations
from spritedex.training.pictures import Sample
from spritedex.training.reader_data import UNKNOWN, FactTargets
from spritedex.training.tasks import Task
from spritedex.vocabulary import TYPES

_TYPES_WEIGHT = 5.0
_GROUPS_WEIGHT = 5.0


class ReaderTask(Task):
    """Binary cross-entropy over types, plus facts and likeness by the weights of the configuration.

    A new run starts at a linear probe on the plain pictures `probed`, which is fitted to `targets` in their order. With
    `frozen_norms`, batch norm keeps the statistics of the pretrained backbone. With a `backbone_rate` of 0, backbone
    and types stay as the probe leaves them, and likeness alone is trained.

    The means over 18 types and over the egg groups are multiplied by 5: then they weigh about as much as the
    cross-entropy of one class among ten.
    """

    monitor, mode = "val/map", "max"

    def __init__(
        self,
        network: Reader,
        training: ReaderTraining,
        names: Sequence[str],
        validated: bool,
        facts: FactTargets,
        size: int,
        mean: Sequence[float],
        std: Sequence[float],
        probed: Iterable[Sample],
        targets: ProbeTargets,
        frozen_norms: bool,
        backbone_rate: float,
    ) -> None:
        super().__init__(training, names, validated and backbone_rate > 0)
        self.network, self.facts, self.size, self.section = network, facts, size, training
        self.probed: Iterable[Sample] = probed
        self.targets: ProbeTargets | None = targets
        self.frozen_norms, self.backbone_rate = frozen_norms, backbone_rate
        if not backbone_rate:
            network.requires_grad_(False)
            network.likeness.requires_grad_(True)
        elif not training.likeness_weight:  # several processes wait for the gradient of each weight that has one
            network.likeness.requires_grad_(False)
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(3, 1, 1), persistent=False)
        self.average_precision = MultilabelAveragePrecision(num_labels=len(TYPES))

    def pixels(self, batch: dict[str, Tensor]) -> Tensor:
        """The pictures of a batch, augmented and normalized, float32 [B, 3, S, S]."""
        with torch.autocast(self.device.type, enabled=False):
            seen = apply_augmentations(batch["rgba"], batch["augmentations"], self.size)
            normalized: Tensor = (seen - self.mean) / self.std
        return normalized.to(memory_format=torch.channels_last)

    @torch.no_grad()
    def on_fit_start(self) -> None:
        """Set the standardization and the first weights of the heads, unless they come from a checkpoint.

        Of several processes the first does it, and the others get what it found.
        """
        if self.trainer.ckpt_path is None:
            if self.trainer.is_global_zero:
                self._begin_at_probe()
            if self.trainer.world_size > 1:
                for tensor in self.network.state_dict().values():
                    torch.distributed.broadcast(tensor, 0)
        self.probed, self.targets = (), None

    def _begin_at_probe(self) -> None:
        if not self.frozen_norms:
            self._measure_norms()
        self.network.eval()
        described = []
        for pixels in self._plain():
            with self.trainer.precision_plugin.forward_context():
                both = self.network.measure(pixels) + self.network.measure(pixels.flip(3))
            described.append(both.cpu() / 2)
        self._init_from_probe(torch.cat(described))
        self.network.train()

    def _plain(self) -> Iterator[Tensor]:
        for sample in self.probed:
            yield self.pixels({key: value.to(self.device) for key, value in sample.items()})

    def _measure_norms(self) -> None:
        """Give an untrained batch norm the statistics of the plain pictures."""
        norms = [module for module in self.network.modules() if isinstance(module, nn.BatchNorm2d)]
        momenta = [norm.momentum for norm in norms]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None
        self.network.train()
        for pixels in self._plain():
            if len(pixels) > 1:  # one picture alone has no spread where a feature map is a single pixel
                self.network.measure(pixels)
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum

    def _init_from_probe(self, features: Tensor) -> None:
        assert self.targets is not None
        standard = standardize(features[: len(self.targets.labels)], self.network.groups, self.network.shares)
        described = F.normalize((features - standard.centre) * standard.scale, dim=1)
        probe = fit_probe(described, self.targets, self.section.seed)
        self.network.centre.copy_(standard.centre)
        self.network.scale.copy_(standard.scale)
        self.network.types.weight.copy_(probe.weight)
        self.network.types.bias.copy_(probe.bias)
        likeness = self.network.likeness
        weight, bias = fit_embedding(described[: len(self.targets.labels)], self.targets, likeness.out_features)
        likeness.weight.copy_(weight)
        likeness.bias.copy_(bias)

    def on_train_epoch_start(self) -> None:
        """Keep what is frozen in evaluation mode."""
        if not self.backbone_rate:
            self.network.backbone.eval()
        elif self.frozen_norms:
            for module in self.network.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def parameter_groups(self) -> list[dict[str, Any]]:
        """The backbone, at `backbone_rate` times the learning rate, and the heads; or the embedding alone."""
        if not self.backbone_rate:
            return super().parameter_groups()
        backbone = list(self.network.backbone.parameters())
        heads = [p for name, p in self.network.named_parameters() if not name.startswith("backbone.")]
        rate = self.section.learning_rate
        return [{"params": backbone, "lr": rate * self.backbone_rate}, {"params": heads, "lr": rate}]

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step; logs the loss and its parts."""
        read = self.network.read(self.pixels(batch))
        parts = {}
        if self.backbone_rate:
            parts["types"] = _TYPES_WEIGHT * F.binary_cross_entropy_with_logits(read.logits, batch["labels"])
        targets = self.facts.of(batch["index"].cpu())
        for name, logits in read.sides.items():
            parts[name] = self.section.facts_weight * _fact_loss(logits, targets[name].to(logits.device))
        if self.section.likeness_weight:
            contrast = likeness_loss(read.embedding, batch["species"], self.section.likeness_temperature)
            parts["likeness"] = self.section.likeness_weight * contrast
        loss = torch.stack(list(parts.values())).sum()
        for name, value in (parts | {"loss": loss}).items():
            shown = {"prog_bar": name == "loss", "batch_size": len(batch["labels"]), "sync_dist": True}
            self.log(f"train/{name}", value, on_epoch=True, **shown)
        return self.finite(loss, batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """Logs the types' loss, the share of first guesses in the set, and mean average precision."""
        logits, _ = self.network(self.pixels(batch))
        labels = batch["labels"]
        hit = labels.gather(1, logits.argmax(1, keepdim=True)).mean()
        self.average_precision.update(logits.sigmoid(), labels.int())
        loss = F.binary_cross_entropy_with_logits(logits, labels)
        self.log("val/loss", loss, prog_bar=True, batch_size=len(labels), sync_dist=True)
        self.log("val/top1_in_set", hit, prog_bar=True, batch_size=len(labels), sync_dist=True)
        self.log("val/map", self.average_precision, prog_bar=True, on_epoch=True)


def _fact_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy for a class, binary cross-entropy for a set of groups; zero where nothing is known."""
    if target.ndim == 2:
        return _GROUPS_WEIGHT * F.binary_cross_entropy_with_logits(logits, target)
    known = (target != UNKNOWN).sum().clamp(min=1)
    return F.cross_entropy(logits, target, ignore_index=UNKNOWN, reduction="sum") / known
