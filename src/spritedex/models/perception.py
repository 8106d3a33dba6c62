"""How different two sprites look to a network that knows photographs. Knows no noise, no captions and no files.

Its first blocks see edges and texture, its later ones parts (Zhang et al. 2018, "LPIPS"). As a loss on what a flow
predicts to be the clean picture it asks for outlines and parts, which squared pixels alone blur (Ma et al. 2026,
"PixelGen").
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
    """Frozen: compares premultiplied sprites in [-1, 1] by what the blocks `LEVELS` of `network` see of them."""

    def __init__(self, network: EfficientNetLite) -> None:
        super().__init__()
        self.stem = network.stem
        self.blocks = nn.Sequential(*list(network.blocks)[: max(LEVELS) + 1])
        self.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "Perception":
        """Stays in evaluation: its batch norms must not learn."""
        return super().train(False)

    def forward(self, painted: Tensor, true: Tensor, ground: Tensor) -> Tensor:
        """Sprites [B, 4, 64, 64] twice, on grounds [B, 3] in [0, 1] -> how different they look [B], from 0 to 4.

        The mean over levels and places of the squared distance between features of length 1.
        """
        with torch.no_grad():
            wanted = self._see(true, ground)
        apart = [_apart(a, b).mean((1, 2)) for a, b in zip(self._see(painted, ground), wanted, strict=True)]
        return torch.stack(apart).mean(0)

    def _see(self, sprites: Tensor, ground: Tensor) -> list[Tensor]:
        clear = (1 - sprites[:, 3:]) / 2
        shown = (sprites[:, :3] + 1) / 2 + clear * ground[..., None, None]
        x = F.interpolate(2 * shown - 1, scale_factor=ENLARGED, mode="bilinear")
        x = F.relu6(self.stem(x.contiguous(memory_format=torch.channels_last)))
        seen = []
        for index, block in enumerate(self.blocks):
            x, wide = block(x)
            if index in LEVELS:
                seen.append(wide.float())
        return seen


def _apart(a: Tensor, b: Tensor) -> Tensor:
    """Features [B, C, H, W] twice -> the squared distance [B, H, W] between them, scaled to length 1 at each place.

    By products alone: on CPUs, scaling every feature first takes half of a training step's time of this loss.
    """
    a2, ab, b2 = (a * a).sum(1), (a * b).sum(1), (b * b).sum(1)
    to_a, to_b = (square.clamp(min=LEAST_LENGTH**2).rsqrt() for square in (a2, b2))
    return a2 * to_a**2 + b2 * to_b**2 - 2 * ab * to_a * to_b
