"""EfficientNet-Lite without its classifier. Knows no files, no labels and no training.

The EfficientNet of Tan & Le (2019) as its authors reduced it for small devices: ReLU6 instead of swish, no squeeze
and excitation, stem and head not scaled.
"""

import math
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.models.depthwise import DepthwiseConv


class _Stage(NamedTuple):
    expand: int
    channels: int
    repeats: int
    stride: int
    kernel: int


_STAGES: Final = (
    _Stage(1, 16, 1, 1, 3),
    _Stage(6, 24, 2, 2, 3),
    _Stage(6, 40, 2, 2, 5),
    _Stage(6, 80, 3, 2, 3),
    _Stage(6, 112, 3, 1, 5),
    _Stage(6, 192, 4, 2, 5),
    _Stage(6, 320, 1, 1, 3),
)
_STEM: Final = 32
_LATE: Final = 4
_ROWS_SHARE: Final = 0.1875
ROWS: Final = 3


class EfficientNetLite(nn.Module):
    """pixels [B, 3, S, S] in [-1, 1], S a multiple of 32 -> a list of features.

    First, of every block, the output of its depthwise convolution before the projection, [B, C, s, s]: it is wider than
    the output of the block and says more about the picture. Then the output of the last four stages in `ROWS` bands
    from top to bottom, [B, ROWS * C]. `widths` are those of all features once pooled, `shares` the weight of each; they
    sum to 1.

    `width` and `depth` scale channels and repeats: 1.0, 1.0 is Lite0; 1.0, 1.1 is Lite1; 1.1, 1.2 is Lite2.
    `drop_path` in [0, 1) is the chance of skipping the last block (stochastic depth, Huang et al. 2016), less for those
    before it.
    """

    def __init__(self, width: float = 1.0, depth: float = 1.0, drop_path: float = 0.0) -> None:
        super().__init__()
        plan: list[tuple[int, int, int, int, int]] = []
        before, starts = _STEM, list[int]()
        for number, stage in enumerate(_STAGES):
            ends = number in (0, len(_STAGES) - 1)
            after = _round_channels(stage.channels * width)
            starts.append(len(plan))
            for repeat in range(stage.repeats if ends else math.ceil(stage.repeats * depth)):
                plan.append((before, after, stage.expand, stage.stride if repeat == 0 else 1, stage.kernel))
                before = after
        self.stem = _ConvNorm(3, _STEM, 3, stride=2)
        self.blocks = nn.Sequential(
            *(_Block(*block, drop_path=drop_path * index / len(plan)) for index, block in enumerate(plan))
        )
        self.late = [*(index - 1 for index in starts[1:]), len(plan) - 1][-_LATE:]
        wide = tuple(inside * expand for inside, _, expand, _, _ in plan)
        self.widths = (*wide, *(ROWS * plan[index][1] for index in self.late))
        self.shares = (*[(1 - _ROWS_SHARE) / len(plan)] * len(plan), *[_ROWS_SHARE / _LATE] * _LATE)

    def forward(self, pixels: Tensor) -> list[Tensor]:
        x = F.relu6(self.stem(pixels))
        wide, rows = [], []
        for index, block in enumerate(self.blocks):
            x, seen = block(x)
            wide.append(seen)
            if index in self.late:
                rows.append(_rows(x))
        return [*wide, *rows]


def _rows(x: Tensor) -> Tensor:
    """[B, C, h, w] -> [B, ROWS * C]: means of `ROWS` horizontal bands, which overlap as in adaptive pooling."""
    height = x.shape[2]
    bands = torch.zeros(height, ROWS)
    for row in range(ROWS):
        start, end = row * height // ROWS, -(-(row + 1) * height // ROWS)
        bands[start:end, row] = 1 / (end - start)
    return (x.float().mean(3) @ bands.to(x.device)).flatten(1)


class _ConvNorm(nn.Module):
    """Convolution and batch norm; at stride 2 padded as TensorFlow does, one more on the far sides."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.pad = ((kernel - 2) // 2, (kernel - 1) // 2) * 2 if stride == 2 else (0, 0, 0, 0)
        padding = kernel // 2 if stride == 1 else 0
        self.conv = (
            DepthwiseConv(after, kernel, stride, padding)
            if groups > 1
            else nn.Conv2d(before, after, kernel, stride, padding, bias=False)
        )
        self.norm = nn.BatchNorm2d(after, eps=1e-3, momentum=0.01)

    def forward(self, x: Tensor) -> Tensor:
        normed: Tensor = self.norm(self.conv(F.pad(x, self.pad) if any(self.pad) else x))
        return normed


class _Block(nn.Module):
    """Inverted residual (Sandler et al. 2018): widen, depthwise convolution, project."""

    def __init__(self, before: int, after: int, expand: int, stride: int, kernel: int, drop_path: float = 0.0) -> None:
        super().__init__()
        wide = before * expand
        self.widen = _ConvNorm(before, wide, 1) if expand > 1 else None
        self.depthwise = _ConvNorm(wide, wide, kernel, stride, groups=wide)
        self.project = _ConvNorm(wide, after, 1)
        self.residual, self.drop_path = stride == 1 and before == after, drop_path

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The output of the block, and the input of its projection."""
        wide = F.relu6(self.widen(x)) if self.widen is not None else x
        seen = F.relu6(self.depthwise(wide))
        out: Tensor = self.project(seen)
        if not self.residual:
            return out, seen
        if self.training and self.drop_path:
            kept = torch.rand(len(out), 1, 1, 1, device=out.device) >= self.drop_path
            out = out * (kept / (1 - self.drop_path)).to(out)
        return x + out, seen


def _round_channels(channels: float) -> int:
    """To a multiple of 8 that is not below 0.9 of the number."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded
