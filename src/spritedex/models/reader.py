"""The reader: a backbone with heads for types, facts and likeness. Knows no files and no training."""

from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.models.backbones import Backbone


class Readout(NamedTuple):
    """All that the reader says of a batch: `logits` [B, 18], `embedding` [B, E] of length 1, `sides` name -> [B, D]."""

    logits: Tensor
    embedding: Tensor
    sides: dict[str, Tensor]


class Reader(nn.Module):
    """pixels [B, 3, S, S], normalised -> logits [B, num_classes], embedding [B, E] of length 1.

    `side_tasks` names further linear heads, with their widths, that only `read` answers: facts which share the
    features with the types while training, and are left out of what ships.
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
        self.dropout = nn.Dropout(dropout)
        self.types = nn.Linear(backbone.channels, num_classes)
        self.likeness = nn.Linear(backbone.channels, embedding)
        self.sides = nn.ModuleDict({k: nn.Linear(backbone.channels, n) for k, n in (side_tasks or {}).items()})
        nn.init.zeros_(self.types.weight)
        nn.init.constant_(self.types.bias, -2.0)

    def read(self, pixels: Tensor) -> Readout:
        """Everything, in float32 whatever the backbone computes in."""
        features = self.dropout(_pooled(self.backbone(pixels)))
        sides = {name: head(features).float() for name, head in self.sides.items()}
        return Readout(self.types(features).float(), _unit(self.likeness(features)), sides)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(_pooled(self.backbone(pixels)))
        return self.types(features).float(), _unit(self.likeness(features))


class Mirrored(nn.Module):
    """A reader asked about the picture and its mirror image: mean logits, mean embedding of length 1."""

    def __init__(self, reader: nn.Module) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        plain, mirrored = self.reader(pixels), self.reader(pixels.flip(3))
        return (plain[0] + mirrored[0]) / 2, _unit(plain[1] + mirrored[1])


def _pooled(features: Tensor) -> Tensor:
    return features.mean((2, 3)) if features.ndim == 4 else features


def _unit(vectors: Tensor) -> Tensor:
    return F.normalize(vectors.float(), dim=1)
