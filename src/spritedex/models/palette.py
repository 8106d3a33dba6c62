"""A soft color histogram as a layer. Knows no labels and no training."""

from typing import Final

import torch
from torch import Tensor, nn

LEVELS: Final = 6
WIDTH: Final = LEVELS**3
_FLOOR: Final = 1e-4


class ColorHistogram(nn.Module):
    """pixels [B, 3, S, S] over white, normalized by `mean` and `std` -> float32 [B, 216].

    The share of the creature in each of 6x6x6 colors, each pixel split among the neighbouring ones; then the square
    root, so that a small spot counts. Pixels as white as the background do not count. Every second pixel is used.
    """

    def __init__(self, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        super().__init__()
        self.mean: Tensor
        self.std: Tensor
        self.register_buffer("mean", torch.tensor(mean).view(3, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(3, 1), persistent=False)
        self.levels: Tensor
        self.register_buffer("levels", torch.arange(LEVELS, dtype=torch.float32).view(LEVELS, 1), persistent=False)

    @torch.no_grad()
    def forward(self, pixels: Tensor) -> Tensor:
        colors = pixels[:, :, ::2, ::2].float().flatten(2) * self.std + self.mean
        shown = (colors.amin(1, keepdim=True) < 0.985).to(colors)
        position = colors.clamp(0, 1) * (LEVELS - 1)
        red, green, blue = ((1 - (position[:, i : i + 1] - self.levels).abs()).clamp(min=0) for i in range(3))
        pairs = (red[:, :, None] * (green * shown)[:, None]).flatten(1, 2)
        with torch.autocast(pixels.device.type, enabled=False):
            counts = torch.bmm(pairs, blue.transpose(1, 2)).flatten(1)
        return (counts / shown.sum(2).clamp(min=1) + _FLOOR).sqrt()
