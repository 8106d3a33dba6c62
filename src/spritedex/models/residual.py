"""A residual network without pretrained weights (He et al. 2016). Knows no files, no labels and no training."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ResidualNet(nn.Module):
    """pixels [B, 3, S, S] -> features of all levels, [B, C, s, s] each.

    A stem of stride 2, then two blocks for each width, the first of stride 2. `channels` are those of the levels."""

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 256), drop_path: float = 0.0) -> None:
        super().__init__()
        self.channels = (widths[0], *widths)
        self.stem = nn.Sequential(nn.Conv2d(3, widths[0], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[0]))
        pairs = zip((widths[0], *widths[:-1]), widths, strict=True)
        shapes = [shape for before, after in pairs for shape in ((before, after, 2), (after, after, 1))]
        self.blocks = nn.Sequential(
            *(_Block(*shape, drop_path=drop_path * index / len(shapes)) for index, shape in enumerate(shapes))
        )

    def forward(self, pixels: Tensor) -> list[Tensor]:
        x = F.relu(self.stem(pixels))
        levels = [x]
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index % 2:
                levels.append(x)
        return levels


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int, drop_path: float) -> None:
        super().__init__()
        self.drop_path = drop_path if stride == 1 else 0.0
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.shortcut = (
            nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
            if stride != 1 or before != after
            else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        out = self.body(x)
        if self.training and self.drop_path:
            kept = torch.rand(len(out), 1, 1, 1, device=out.device) >= self.drop_path
            out = out * (kept / (1 - self.drop_path)).to(out)
        return F.relu(self.shortcut(x) + out)
