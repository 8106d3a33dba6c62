"""The reader's first stage: pictures are brought near their words. Knows no files and no data source."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.config.base import TrainingSection
from spritedex.models.backbones import pool
from spritedex.models.losses import words_loss
from spritedex.models.reader import Reader
from spritedex.models.text import TextEncoder
from spritedex.training.augmentation import apply_augmentations
from spritedex.training.tasks import Task

FIRST_SCALE: Final = 14.0
MOST_SCALE: Final = 60.0
HEAD_RATE: Final = 6.0
"""The head's learning rate, in times that of the backbone: it begins at random weights."""
DROPOUT: Final = 0.2
KEPT_LAYERS: Final = 1 / 3
"""The share of the backbone's layers, from the first on, that stay as they are: edges and colors are the same for all
pictures, and their gradients cost the most."""
MOST_TOKENS: Final = 64


class WordsTask(Task):
    """Contrastive loss between the backbone's last levels, by a linear head, and the mean token states of `phrases`.

    A batch is that of `NamedDataset`. While the rate rises, only the head is trained.
    """

    def __init__(
        self,
        network: Reader,
        training: TrainingSection,
        names: Sequence[str],
        size: int,
        mean: Sequence[float],
        std: Sequence[float],
        phrases: Sequence[str],
        encoder: TextEncoder,
    ) -> None:
        super().__init__(training, names, validated=False)
        self.network, self.size, self.phrases = network, size, list(phrases)
        self.unkept: dict[str, TextEncoder] = {"encoder": encoder}  # a dict: its weights are not the checkpoint's
        network.requires_grad_(False)
        layers = list(network.backbone.parameters())
        self.trained = layers[round(len(layers) * KEPT_LAYERS) :]
        for weights in self.trained:
            weights.requires_grad_(True)
        network.eval()
        with torch.no_grad():
            width = self._last_levels(torch.zeros(1, 3, size, size)).shape[1]
        self.head = nn.Sequential(nn.LayerNorm(width), nn.Dropout(DROPOUT), nn.Linear(width, encoder.width))
        self.log_scale = nn.Parameter(torch.tensor(FIRST_SCALE).log())
        self.mean: Tensor
        self.std: Tensor
        self.texts: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(3, 1, 1), persistent=False)
        self.register_buffer("texts", torch.zeros(0, encoder.width), persistent=False)

    def begin_at(self, weights: Mapping[str, Tensor]) -> None:
        """Start from trained weights of the network."""
        self.network.load_state_dict(weights)

    def on_fit_start(self) -> None:
        """Encode all phrases, once."""
        self.texts = self.unkept.pop("encoder").encode_means(self.phrases, MOST_TOKENS).to(self.device)

    def on_train_epoch_start(self) -> None:
        """Keep the statistics of batch norm, and all of the network's dropout off: the pictures are varied enough."""
        self.network.eval()

    def parameter_groups(self) -> list[dict[str, Any]]:
        """The backbone's late layers; the head, at `HEAD_RATE` times the learning rate."""
        rate = self.training_options.learning_rate
        new = [*self.head.parameters(), self.log_scale]
        return [{"params": self.trained, "lr": rate, "weight_decay": 0.0}, {"params": new, "lr": rate * HEAD_RATE}]

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step; logs the loss, and how often a picture's own words are the nearest of the batch."""
        with torch.autocast(self.device.type, enabled=False):
            seen = apply_augmentations(batch["rgba"], batch["augmentations"], self.size)
            pixels = ((seen - self.mean) / self.std).to(memory_format=torch.channels_last)
        with torch.set_grad_enabled(self.global_step >= self.training_options.warmup_steps):
            levels = self._last_levels(pixels)
        with torch.autocast(self.device.type, enabled=False):
            pictures = F.normalize(self.head(levels.float()), dim=1)
            texts = self.texts[batch["phrase"]]
            loss = words_loss(pictures, texts, self.log_scale.exp().clamp(max=MOST_SCALE))
            nearest = (pictures @ texts.T).argmax(1)
        hit = (texts[nearest] * texts).sum(1).gt(1 - 1e-4).float().mean()
        for name, value in {"loss": loss, "nearest": hit}.items():
            shown = {"prog_bar": True, "batch_size": len(texts), "sync_dist": True}
            self.log(f"train/{name}", value, on_epoch=True, **shown)
        return self.finite(loss, batch, batch_idx)

    def _last_levels(self, pixels: Tensor) -> Tensor:
        """The last feature map of the backbone, pooled, and its last level, if that is another one."""
        levels = self.network.backbone(pixels)
        maps = next(level for level in reversed(levels) if level.ndim == 4)
        return torch.cat([pool(maps), *([] if levels[-1] is maps else [pool(levels[-1])])], 1)
