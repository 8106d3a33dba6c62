"""Perceptual distance of sprites, by a network trained on photographs. Knows no noise, no captions and no files.

Its first blocks respond to edges and texture, its later ones to parts (Zhang et al. 2018, "LPIPS"). As a loss on the
clean picture that a flow predicts, it rewards outlines and parts, which squared pixel errors alone blur (Ma et al.
2026, "PixelGen").
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.models.efficientnet import EfficientNetLite

LEVELS: Final = (0, 1, 2, 3, 4, 5, 7)
ENLARGED: Final = 2
LEAST_LENGTH: Final = 1e-3


class Perception(nn.Module):
    """Frozen: compares premultiplied sprites in [-1, 1] by the features of the blocks `LEVELS` of `network`."""

    def __init__(self, network: EfficientNetLite) -> None:
        super().__init__()
        self.stem = network.stem
        self.blocks = nn.Sequential(*list(network.blocks)[: max(LEVELS) + 1])
        self.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "Perception":
        """Stays in evaluation mode: its batch norms must not change."""
        return super().train(False)

    def forward(self, generated: Tensor, true: Tensor, ground: Tensor) -> Tensor:
        """Sprites [B, 4, 64, 64] twice, on backgrounds [B, 3] in [0, 1] -> their distance [B], from 0 to 4.

        The mean over levels and positions of the squared distance between features of length 1.
        """
        with torch.no_grad():
            target = self._features(true, ground)
        apart = [_apart(a, b).mean((1, 2)) for a, b in zip(self._features(generated, ground), target, strict=True)]
        return torch.stack(apart).mean(0)

    def _features(self, sprites: Tensor, ground: Tensor) -> list[Tensor]:
        clear = (1 - sprites[:, 3:]) / 2
        shown = (sprites[:, :3] + 1) / 2 + clear * ground[..., None, None]
        x = F.interpolate(2 * shown - 1, scale_factor=ENLARGED, mode="bilinear")
        x = F.relu6(self.stem(x.contiguous(memory_format=torch.channels_last)))
        features = []
        for index, block in enumerate(self.blocks):
            x, wide = block(x)
            if index in LEVELS:
                features.append(wide.float())
        return features


def _apart(a: Tensor, b: Tensor) -> Tensor:
    """Features [B, C, H, W] twice -> the squared distance [B, H, W] between them, scaled to length 1 at each position.

    Computed from products alone: on CPUs, scaling every feature first takes half of the time of this loss.
    """
    a2, ab, b2 = (a * a).sum(1), (a * b).sum(1), (b * b).sum(1)
    to_a, to_b = (square.clamp(min=LEAST_LENGTH**2).rsqrt() for square in (a2, b2))
    return a2 * to_a**2 + b2 * to_b**2 - 2 * ab * to_a * to_b
