"""The painter: a rectified flow on RGBA pixels. Knows no files, no tokenizer and no sampler.

An hourglass of convolutions at 64, 32 and 16 pixels with attention in its waist (Hoogeboom et al. 2023, "simple
diffusion"; Bao et al. 2023, U-ViT), which predicts the clean sprite (Li & He 2025, "Back to basics").
"""

import math
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIDE: Final = 64
GRID: Final = 16
DENSE: Final = 2
FREQUENCIES: Final = 64
LOOKS: Final = (4, 2, 2, 2)
"""How many styles (the last one: any), views, colourings and sides to face there are."""


class Painted(NamedTuple):
    """`clean` [B, 4, 64, 64]: the sprite as the painter now sees it, premultiplied, in about [-1, 1].

    `attention` [B, T, 16, 16]: how much each region looked at each word, mean over layers and heads. What it gave to no
    word is missing, so it sums to at most 1 over T.
    """

    clean: Tensor
    attention: Tensor


class Painter(nn.Module):
    """noisy [B, 4, 64, 64], time [B] in [0, 1], states [B, T, S], mask [B, T], look [B, 4] -> `Painted`.

    `noisy` is time * sprite + (1 - time) * noise. `states` are a BERT's token states, `mask` 1 on tokens; a row without
    any asks for no particular text. `look` holds numbers: style 0..2 or 3 for any, view 0..1 (front, back), colouring
    0..1 (usual, shiny), side 0..1 (as drawn, mirrored).
    """

    def __init__(
        self,
        state_width: int,
        channels: tuple[int, int, int] = (32, 64, 128),
        blocks: tuple[int, int, int] = (1, 2, 2),
        width: int = 256,
        layers: int = 2,
        heads: int = 4,
    ) -> None:
        super().__init__()
        *_, waist = channels
        self.waist = waist
        self.words = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.no_word = nn.Parameter(torch.zeros(1, 1, width))
        self.looks = nn.ModuleList(nn.Embedding(count, width) for count in LOOKS)
        self.summary = nn.Linear(width, width)
        self.clock = nn.Sequential(nn.Linear(2 * FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))
        self.stem = nn.Conv2d(4, channels[0], 3, padding=1)
        levels = list(zip(channels[:-1], channels[1:], blocks[:-1], strict=True))
        self.down = nn.ModuleList(Down(*sizes, width) for sizes in levels)
        self.up = nn.ModuleList(Up(*sizes, width) for sizes in levels)
        self.before = nn.ModuleList(ConvBlock(waist, width) for _ in range(blocks[-1]))
        self.places = nn.Parameter(torch.randn(1, GRID * GRID, waist) * 0.02)
        self.modulation = nn.Linear(width, 6 * waist)
        self.middle = nn.ModuleList(MiddleBlock(waist, width, heads) for _ in range(layers))
        self.between = nn.ModuleList(ConvBlock(waist, width) for _ in range(layers))
        self.merge = nn.Conv2d(2 * waist, waist, 1)
        self.after = nn.ModuleList(ConvBlock(waist, width) for _ in range(blocks[-1]))
        self.last_norm = _norm(channels[0])
        self.paint = nn.Conv2d(channels[0], 4, 3, padding=1)
        for quiet in (*self.modulation.parameters(), *self.paint.parameters()):
            nn.init.zeros_(quiet)

    def forward(self, noisy: Tensor, time: Tensor, states: Tensor, mask: Tensor, look: Tensor) -> Painted:
        real = mask.to(states.dtype)[..., None]
        words = self.words(states)
        mean = (words * real).sum(1) / real.sum(1).clamp(min=1)
        told = self.clock(_waves(time)) + self.summary(mean)
        for index, table in enumerate(self.looks):
            told = told + table(look[:, index])
        told = F.silu(told)
        words = torch.cat([words, self.no_word.expand(words.shape[0], -1, -1)], 1)
        heard = torch.cat([mask, torch.ones_like(mask[:, :1])], 1).bool()

        x, skips = self.stem(noisy), []
        for level in self.down:
            skip, x = level(x, told)
            skips.append(skip)
        x, attention = self._think(x, told, words, heard)
        for level in reversed(self.up):
            x = level(x, skips.pop(), told)
        clean = self.paint(F.silu(self.last_norm(x)))
        maps = attention[..., :-1].transpose(1, 2).unflatten(2, (GRID, GRID))
        return Painted(clean, maps)

    def _think(self, x: Tensor, told: Tensor, words: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
        for block in self.before:
            x = block(x, told)
        skip, attention = x, torch.zeros(1)
        shared = self.modulation(told).unflatten(1, (6, self.waist))
        places = self.places.transpose(1, 2).unflatten(2, (GRID, GRID))
        x = x + places.to(x.dtype)
        for index, (middle, between) in enumerate(zip(self.middle, self.between, strict=True)):
            tokens, looked = middle(x.flatten(2).transpose(1, 2), shared, words, heard)
            attention = looked if index == 0 else attention + looked
            x = between(tokens.transpose(1, 2).unflatten(2, (GRID, GRID)), told)
        x = self.merge(torch.cat([x, skip], 1))
        for block in self.after:
            x = block(x, told)
        return x, attention / len(self.middle)


class ConvBlock(nn.Module):
    """Two convolutions 3x3 with a way around; `told` [B, D] scales and shifts between them."""

    def __init__(self, channels: int, told: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = _norm(channels), _norm(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.told = nn.Linear(told, 2 * channels)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        scale, shift = self.told(told)[..., None, None].chunk(2, 1)
        inner = self.conv1(F.silu(self.norm1(x)))
        inner = F.silu(self.norm2(inner) * (1 + scale) + shift)
        added: Tensor = x + self.conv2(inner)
        return added


class Down(nn.Module):
    """[B, C, H, W] -> a skip [B, C, H, W], and [B, wider, H/2, W/2]: each 2x2 pixels become channels, mixed."""

    def __init__(self, channels: int, wider: int, blocks: int, told: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(ConvBlock(channels, told) for _ in range(blocks))
        self.mix = nn.Conv2d(4 * channels, wider, 1)

    def forward(self, x: Tensor, told: Tensor) -> tuple[Tensor, Tensor]:
        for block in self.blocks:
            x = block(x, told)
        return x, self.mix(F.pixel_unshuffle(x, 2))


class Up(nn.Module):
    """[B, wider, H/2, W/2] and a skip [B, C, H, W] -> [B, C, H, W]: mixed channels become 2x2 pixels."""

    def __init__(self, channels: int, wider: int, blocks: int, told: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(wider, 4 * channels, 1)
        self.merge = nn.Conv2d(2 * channels, channels, 1)
        self.blocks = nn.ModuleList(ConvBlock(channels, told) for _ in range(blocks))

    def forward(self, x: Tensor, skip: Tensor, told: Tensor) -> Tensor:
        x = self.merge(torch.cat([F.pixel_shuffle(self.mix(x), 2), skip], 1))
        for block in self.blocks:
            x = block(x, told)
        return x


class MiddleBlock(nn.Module):
    """Self-attention, a look at the words, and a dense part, each scaled and shifted by what was told.

    One projection of what was told serves all blocks; each has its own offsets (Chen et al. 2023, PixArt). What a part
    adds is normalised (Liu et al. 2022, "Swin Transformer V2"), and so are queries and keys (Henry et al. 2020): else
    early parts grow until nothing later can be heard beside them.
    """

    def __init__(self, width: int, told: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList(nn.LayerNorm(width, elementwise_affine=False) for _ in range(3))
        self.added_norms = nn.ModuleList(_added_norm(width) for _ in range(3))
        self.sharpness = nn.ModuleList(nn.LayerNorm(width // heads, bias=False) for _ in range(4))
        self.offsets = nn.Parameter(torch.zeros(6, width))
        self.qkv, self.join = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.query, self.key_value = nn.Linear(width, width), nn.Linear(told, 2 * width)
        self.tell = nn.Linear(width, width)
        wide = DENSE * width
        self.dense = nn.Sequential(nn.Linear(width, wide), nn.GELU("tanh"), nn.Linear(wide, width))

    def forward(self, x: Tensor, shared: Tensor, words: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
        told = (shared + self.offsets)[:, :, None]
        x = x + self.added_norms[0](self._mix(self._prepare(0, x, told)))
        looked, weights = self._look(self._prepare(1, x, told), words, heard)
        x = x + self.added_norms[1](looked)
        return x + self.added_norms[2](self.dense(self._prepare(2, x, told))), weights

    def _prepare(self, part: int, x: Tensor, told: Tensor) -> Tensor:
        normed: Tensor = self.norms[part](x)
        return normed * (1 + told[:, 2 * part]) + told[:, 2 * part + 1]

    def _mix(self, x: Tensor) -> Tensor:
        q, k, v = (self._split(part) for part in self.qkv(x).chunk(3, -1))
        mixed: Tensor = self.join(_merge(_weights(self.sharpness[0](q), self.sharpness[1](k)).to(v.dtype) @ v))
        return mixed

    def _look(self, x: Tensor, words: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
        q = self._split(self.query(x))
        k, v = (self._split(part) for part in self.key_value(words).chunk(2, -1))
        weights = _weights(self.sharpness[2](q), self.sharpness[3](k), heard[:, None, None]).to(v.dtype)
        return self.tell(_merge(weights @ v)), weights.float().mean(1)

    def _split(self, x: Tensor) -> Tensor:
        split: Tensor = x.unflatten(-1, (self.heads, -1))
        return split.transpose(1, 2)


def _norm(channels: int) -> nn.GroupNorm:
    """Groups of 16 channels where they fit: on CPUs, groups of 4 train seven times slower."""
    return nn.GroupNorm(channels // (8 if channels % 16 else 16), channels)


def _added_norm(width: int) -> nn.LayerNorm:
    """What a part adds begins with a spread of 0.2."""
    norm = nn.LayerNorm(width)
    nn.init.constant_(norm.weight, 0.2)
    return norm


def _weights(q: Tensor, k: Tensor, heard: Tensor | None = None) -> Tensor:
    """Attention [B, H, N, M]. On CPUs, plain products train faster here than the fused kernel."""
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if heard is not None:
        scores = scores.masked_fill(~heard, -math.inf)
    weights: Tensor = scores.softmax(-1)
    return weights


def _merge(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


def _waves(time: Tensor) -> Tensor:
    """Times [B] in [0, 1] -> sines and cosines [B, 2 * FREQUENCIES] of falling wavelength."""
    rates = torch.exp(torch.arange(FREQUENCIES, device=time.device) * (math.log(1000.0) / (FREQUENCIES - 1)))
    angles = time[:, None].float() * rates * (math.pi / 2)
    return torch.cat([angles.cos(), angles.sin()], 1)
