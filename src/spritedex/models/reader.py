"""The reader: features of all levels of a backbone, colors, and linear heads. Knows no files and no training."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.models.backbones import Backbone, pool
from spritedex.models.palette import WIDTH, ColorHistogram

COLOR_SHARE: Final = 0.2
"""The weight of the color histogram in a description; the levels of the backbone share the rest."""


class Readout(NamedTuple):
    """The outputs of the reader: `logits` [B, 18], `embedding` [B, E] of length 1, `sides` name -> [B, D]."""

    logits: Tensor
    embedding: Tensor
    sides: dict[str, Tensor]


class Reader(nn.Module):
    """pixels [B, 3, S, S], normalized -> logits [B, num_classes], embedding [B, E] of length 1.

    The description of a picture is the pooled features of every level and the color histogram, standardized by the
    buffers `centre` and `scale` to their shares, and scaled to length 1: a picture unlike all others, such as a shiny
    recolor, does not count more. `side_tasks` names further linear heads with their widths, for facts; only `read`
    returns them, for training.
    """

    def __init__(
        self,
        backbone: Backbone,
        embedding: int,
        dropout: float = 0.0,
        side_tasks: Mapping[str, int] | None = None,
        num_classes: int = 18,
    ) -> None:
        super().__init__()
        self.backbone = backbone.network
        self.colors = ColorHistogram(backbone.mean, backbone.std)
        self.groups = (*backbone.widths, WIDTH)
        self.shares = (*((1 - COLOR_SHARE) * share for share in backbone.shares), COLOR_SHARE)
        width = sum(self.groups)
        self.centre: Tensor
        self.scale: Tensor
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        self.dropout = nn.Dropout(dropout)
        self.types = nn.Linear(width, num_classes)
        self.likeness = nn.Linear(width, embedding)
        self.sides = nn.ModuleDict({name: nn.Linear(width, count) for name, count in (side_tasks or {}).items()})

    def measure(self, pixels: Tensor) -> Tensor:
        """Pixels -> the raw description [B, D], float32."""
        levels = [pool(level) for level in self.backbone(pixels)]
        return torch.cat([*levels, self.colors(pixels)], 1)

    def describe(self, pixels: Tensor) -> Tensor:
        """Pixels -> the standardized description [B, D] of length 1, float32."""
        return _unit((self.measure(pixels) - self.centre) * self.scale)

    def read(self, pixels: Tensor) -> Readout:
        """The outputs of all heads, in float32."""
        features = self.dropout(self.describe(pixels))
        with torch.autocast(features.device.type, enabled=False):
            sides = {name: head(features) for name, head in self.sides.items()}
            return Readout(self.types(features), _unit(self.likeness(features)), sides)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        logits, embedding, _ = self.read(pixels)
        return logits, embedding


class Mirrored(nn.Module):
    """A reader on the picture and on its mirror image: mean logits, mean embedding of length 1."""

    def __init__(self, reader: nn.Module) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        plain, mirrored = self.reader(pixels), self.reader(pixels.flip(3))
        return (plain[0] + mirrored[0]) / 2, _unit(plain[1] + mirrored[1])


def _unit(vectors: Tensor) -> Tensor:
    return F.normalize(vectors.float(), dim=1)
