"""The painter: a rectified flow on RGBA pixels. Knows no files, no tokenizer and no sampler.

An hourglass of convolutions at 64, 32 and 16 pixels (Ronneberger et al. 2015, U-Net; Hoogeboom et al. 2023, "simple
diffusion"), which predicts the clean sprite (Li & He 2025, "Back to basics").
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

GRID: Final = 16
FREQUENCIES: Final = 64
NUM_CLASSES: Final = (4, 2, 2, 2)
"""The number of styles (the last one: any), poses, colorings and sides to face."""


class Painter(nn.Module):
    """A noisy sprite and its time and conditioning -> the clean sprite [B, 4, 64, 64].

    noisy [B, 4, 64, 64], time [B] in [0, 1], token_states [B, T, S], mask [B, T], class_ids [B, 4].

    `noisy` is time * sprite + (1 - time) * noise, `clean` the predicted sprite, premultiplied, in about [-1, 1]. `mask`
    is 1 on the tokens of a BERT; the mean of their states is the condition. A row without any is unconditional.
    `class_ids` holds numbers: style 0..2 or 3 for any, pose 0..1 (front, back), coloring 0..1 (usual, shiny), side 0..1
    (as drawn, mirrored).
    """

    def __init__(
        self,
        state_width: int,
        channels: tuple[int, int, int] = (32, 64, 128),
        blocks: tuple[int, int, int] = (1, 2, 2),
        width: int = 256,
    ) -> None:
        super().__init__()
        *_, mid = channels
        self.text_proj = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.class_embeds = nn.ModuleList(nn.Embedding(count, width) for count in NUM_CLASSES)
        self.summary = nn.Linear(width, width)
        self.time_embed = nn.Sequential(nn.Linear(2 * FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))
        self.stem = nn.Conv2d(4, channels[0], 3, padding=1)
        levels = list(zip(channels[:-1], channels[1:], blocks[:-1], strict=True))
        self.down = nn.ModuleList(Down(*sizes, width) for sizes in levels)
        self.up = nn.ModuleList(Up(*sizes, width) for sizes in levels)
        self.pos_embed = nn.Parameter(torch.randn(1, GRID * GRID, mid) * 0.02)
        self.before, self.between, self.after = (
            nn.ModuleList(ConvBlock(mid, width) for _ in range(blocks[-1])) for _ in range(3)
        )
        self.merge = nn.Conv2d(2 * mid, mid, 1)
        self.last_norm = _norm(channels[0])
        self.out = nn.Conv2d(channels[0], 4, 3, padding=1)
        for parameter in self.out.parameters():
            nn.init.zeros_(parameter)

    def forward(self, noisy: Tensor, time: Tensor, token_states: Tensor, mask: Tensor, class_ids: Tensor) -> Tensor:
        real = mask.to(token_states.dtype)[..., None]
        mean = (self.text_proj(token_states) * real).sum(1) / real.sum(1).clamp(min=1)
        cond = self.time_embed(_time_features(time)) + self.summary(mean)
        for index, table in enumerate(self.class_embeds):
            cond = cond + table(class_ids[:, index])
        cond = F.silu(cond)

        x, skips = self.stem(noisy), []
        for level in self.down:
            skip, x = level(x, cond)
            skips.append(skip)
        x = self._mid(x, cond)
        for level in reversed(self.up):
            x = level(x, skips.pop(), cond)
        clean: Tensor = self.out(F.silu(self.last_norm(x)))
        return clean

    def _mid(self, x: Tensor, cond: Tensor) -> Tensor:
        for block in self.before:
            x = block(x, cond)
        skip, x = x, x + self.pos_embed.transpose(1, 2).unflatten(2, (GRID, GRID)).to(x.dtype)
        for block in self.between:
            x = block(x, cond)
        x = self.merge(torch.cat([x, skip], 1))
        for block in self.after:
            x = block(x, cond)
        return x


class ConvBlock(nn.Module):
    """Two 3x3 convolutions with a residual connection; `cond` [B, D] scales and shifts between them."""

    def __init__(self, channels: int, cond: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = _norm(channels), _norm(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.cond_proj = nn.Linear(cond, 2 * channels)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, cond: Tensor) -> Tensor:
        scale, shift = self.cond_proj(cond)[..., None, None].chunk(2, 1)
        inner = self.conv1(F.silu(self.norm1(x)))
        inner = F.silu(self.norm2(inner) * (1 + scale) + shift)
        added: Tensor = x + self.conv2(inner)
        return added


class Down(nn.Module):
    """[B, C, H, W] -> a skip [B, C, H, W], and [B, wider, H/2, W/2]: every 2x2 pixels become channels, mixed."""

    def __init__(self, channels: int, wider: int, blocks: int, cond: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(ConvBlock(channels, cond) for _ in range(blocks))
        self.mix = nn.Conv2d(4 * channels, wider, 1)

    def forward(self, x: Tensor, cond: Tensor) -> tuple[Tensor, Tensor]:
        for block in self.blocks:
            x = block(x, cond)
        return x, self.mix(F.pixel_unshuffle(x, 2))


class Up(nn.Module):
    """[B, wider, H/2, W/2] and a skip [B, C, H, W] -> [B, C, H, W]: mixed channels become 2x2 pixels."""

    def __init__(self, channels: int, wider: int, blocks: int, cond: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(wider, 4 * channels, 1)
        self.merge = nn.Conv2d(2 * channels, channels, 1)
        self.blocks = nn.ModuleList(ConvBlock(channels, cond) for _ in range(blocks))

    def forward(self, x: Tensor, skip: Tensor, cond: Tensor) -> Tensor:
        x = self.merge(torch.cat([F.pixel_shuffle(self.mix(x), 2), skip], 1))
        for block in self.blocks:
            x = block(x, cond)
        return x


def _norm(channels: int) -> nn.GroupNorm:
    """Groups of 16 channels where they fit: on CPUs, groups of 4 train seven times slower."""
    return nn.GroupNorm(channels // (8 if channels % 16 else 16), channels)


def _time_features(time: Tensor) -> Tensor:
    """Times [B] in [0, 1] -> sines and cosines [B, 2 * FREQUENCIES] of falling wavelength."""
    rates = torch.exp(torch.arange(FREQUENCIES, device=time.device) * (math.log(1000.0) / (FREQUENCIES - 1)))
    angles = time[:, None].float() * rates * (math.pi / 2)
    return torch.cat([angles.cos(), angles.sin()], 1)
