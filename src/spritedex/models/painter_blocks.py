"""Blocks of the painter: convolutions, attention at 16x16, a transformer at 8x8. Know no noise and no captions.

All that attends adds nothing at first, so that a painter can begin at the weights of one without it.
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SHARPNESS: Final = 1.5
"""Queries and keys have this root mean square, so that logits stay bounded however long training goes on."""
_MASKED: Final = -1e4


class ConvBlock(nn.Module):
    """Two 3x3 convolutions with a residual connection; `cond` [B, D] scales and shifts between them."""

    def __init__(self, channels: int, cond: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = group_norm(channels), group_norm(channels)
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


class Attention(nn.Module):
    """Places attend to places, then to words: x [B, C, H, W], token_states [B, T, S], mask [B, T] -> [B, C, H, W].

    A sentence without words is one empty word.
    """

    def __init__(self, channels: int, state_width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.out = nn.Linear(channels, 3 * channels, bias=False), nn.Linear(channels, channels, bias=False)
        self.q, self.cross_out = nn.Linear(channels, channels, bias=False), nn.Linear(channels, channels, bias=False)
        self.text_proj = nn.Sequential(nn.Linear(state_width, channels), nn.LayerNorm(channels))
        self.kv = nn.Linear(channels, 2 * channels, bias=False)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.cross_out.weight)

    def forward(self, x: Tensor, token_states: Tensor, mask: Tensor) -> Tensor:
        height, width = x.shape[2:]
        y = x.flatten(2).transpose(1, 2)
        q, k, v = (_split(part, self.heads) for part in self.qkv(self.norm1(y)).chunk(3, -1))
        y = y + self.out(_merge(F.scaled_dot_product_attention(q, k, v)))
        # Without words all states are masked, and so all count alike: the states of an empty sentence.
        words = token_states * mask[..., None].to(token_states.dtype)
        seen = torch.maximum(mask, 1 - mask.amax(1, keepdim=True))
        k, v = (_split(part, self.heads) for part in self.kv(self.text_proj(words)).chunk(2, -1))
        q = _split(self.q(self.norm2(y)), self.heads)
        y = y + self.cross_out(_merge(F.scaled_dot_product_attention(q, k, v, attn_mask=_bias(seen, k))))
        places: Tensor = y.transpose(1, 2).unflatten(2, (height, width))
        return places


class Bottleneck(nn.Module):
    """A transformer whose sequence is the places at half size, the conditioning and the words.

    x [B, C, H, W], cond [B, D], token_states [B, T, S], mask [B, T] -> [B, C, H, W], H = W = `side` (Bao et al. 2023,
    "U-ViT").
    """

    def __init__(self, channels: int, state_width: int, cond: int, side: int, blocks: int, width: int) -> None:
        super().__init__()
        self.side = side // 2
        self.fold = nn.Linear(4 * channels, width)
        self.pos_embed = nn.Parameter(torch.randn(1, self.side**2, width) * 0.02)
        self.cond_proj = nn.Linear(cond, width)
        self.text_proj = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.blocks = nn.ModuleList(TransformerBlock(width) for _ in range(blocks))
        self.norm, self.unfold = nn.LayerNorm(width), nn.Linear(width, 4 * channels)
        nn.init.zeros_(self.unfold.weight)
        nn.init.zeros_(self.unfold.bias)

    def forward(self, x: Tensor, cond: Tensor, token_states: Tensor, mask: Tensor) -> Tensor:
        places = self.fold(F.pixel_unshuffle(x, 2).flatten(2).transpose(1, 2)) + self.pos_embed
        parts = (places, self.cond_proj(cond)[:, None], self.text_proj(token_states))
        y = torch.cat([part.to(x.dtype) for part in parts], 1)
        bias = _bias(F.pad(mask, (self.side**2 + 1, 0), value=1), y)
        for block in self.blocks:
            y = block(y, bias)
        y = self.unfold(self.norm(y[:, : self.side**2])).transpose(1, 2).unflatten(2, (self.side, self.side))
        return x + F.pixel_shuffle(y, 2)


class TransformerBlock(nn.Module):
    """Self-attention and a perceptron, each after its norm, on [B, N, D]; `bias` [B, 1, 1, N] is added to logits."""

    def __init__(self, width: int, heads: int = 4, expand: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width, bias=False)
        self.fc1, self.fc2 = nn.Linear(width, expand * width), nn.Linear(expand * width, width)

    def forward(self, y: Tensor, bias: Tensor) -> Tensor:
        q, k, v = (_split(part, self.heads) for part in self.qkv(self.norm1(y)).chunk(3, -1))
        y = y + self.out(_merge(F.scaled_dot_product_attention(_unit(q), _unit(k), v, attn_mask=bias.to(v.dtype))))
        added: Tensor = y + self.fc2(F.gelu(self.fc1(self.norm2(y)), approximate="tanh"))
        return added


def group_norm(channels: int) -> nn.GroupNorm:
    """Groups of 16 channels where they fit: on CPUs, groups of 4 train seven times slower."""
    return nn.GroupNorm(channels // (8 if channels % 16 else 16), channels)


def _split(x: Tensor, heads: int) -> Tensor:
    """[B, N, H * D] -> [B, H, N, D]."""
    parts: Tensor = x.unflatten(-1, (heads, -1))
    return parts.transpose(1, 2)


def _merge(x: Tensor) -> Tensor:
    """[B, H, N, D] -> [B, N, H * D]."""
    return x.transpose(1, 2).flatten(2)


def _bias(mask: Tensor, like: Tensor) -> Tensor:
    """A mask [B, N] of ones and zeros -> what is added to logits, [B, 1, 1, N]."""
    return ((1 - mask.to(like.dtype)) * _MASKED)[:, None, None]


def _unit(x: Tensor) -> Tensor:
    """The same directions with root mean square `SHARPNESS` over the last axis."""
    return x * ((x.float().square().mean(-1, keepdim=True) + 1e-6).rsqrt() * SHARPNESS).to(x.dtype)
