"""The generator of the Pokemon Sprite Generator: text and noise through a convolutional decoder that attends to words.

A regression network: its sprite is the average of all creatures that fit the words. Knows no files and no tokenizer.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class SelfAttentionBlock(nn.Module):
    """A pre-norm transformer encoder layer on [B, T, D]; padding is masked by `mask` [B, 1, 1, T], True on words.

    Both branches start at zero, so the stack starts as the identity and the words reach the decoder from the first
    step (Bachlechner et al. 2020, ReZero, with the weights themselves at zero).
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        shrink = nn.Linear(2 * width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), shrink)
        for last in (self.out, shrink):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        q, k, v = (_split_heads(part, self.heads) for part in self.qkv(self.norm1(x)).chunk(3, dim=-1))
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.out(_join_heads(attended))
        mixed: Tensor = x + self.mlp(self.norm2(x))
        return mixed


class CrossAttention(nn.Module):
    """Every position of a feature map attends to every word: [B, C, H, W], [B, T, D] -> [B, C, H, W], [B, H*W, T]."""

    def __init__(self, channels: int, text_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(8, channels)
        self.query = nn.Linear(channels, channels)
        self.key_value = nn.Linear(text_width, 2 * channels)
        self.out = nn.Linear(channels, channels)

    def forward(self, features: Tensor, text: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        batch, channels, height, width = features.shape
        positions = self.norm(features).flatten(2).transpose(1, 2)
        q = _split_heads(self.query(positions), self.heads)
        k, v = (_split_heads(part, self.heads) for part in self.key_value(text).chunk(2, dim=-1))
        scores = q @ k.transpose(-1, -2) * (channels // self.heads) ** -0.5
        weights = scores.masked_fill(~mask, float("-inf")).softmax(-1)
        attended = self.out(_join_heads(weights @ v)).transpose(1, 2).reshape(batch, channels, height, width)
        return features + attended, weights.mean(1)


class UpBlock(nn.Module):
    """[B, before, H, W] -> [B, after, 2H, 2W]: nearest-neighbour doubling, convolution, batch norm, SiLU.

    Batch norm, not a norm over each picture: the strength of a color can differ from picture to picture.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, padding=1)
        self.norm = nn.BatchNorm2d(after)

    def forward(self, x: Tensor) -> Tensor:
        return F.silu(self.norm(self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))))


class Decoder(nn.Module):
    """token_states [B, T, S], mask [B, T], noise [B, N] -> sprite [B, 4, 64, 64] in [-1, 1], attention [B, T, 16, 16].

    A projection and a transformer encoder of `num_encoder_layers` adapt the token states of a BERT.
    The mean of the words and the noise become a 4x4 map of `base_channels`, doubled four times; the maps at 8x8
    and 16x16 attend to the words. The attention returned is that at 16x16, averaged over heads; it sums to 1 over T.
    """

    def __init__(
        self,
        state_width: int,
        hidden_dim: int = 256,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        noise_dim: int = 100,
        base_channels: int = 512,
    ) -> None:
        super().__init__()
        base = base_channels
        self.base_channels = base
        self.adapt = nn.Linear(state_width, hidden_dim)
        self.encoder = nn.ModuleList(SelfAttentionBlock(hidden_dim, nhead) for _ in range(num_encoder_layers))
        self.text_norm = nn.LayerNorm(hidden_dim)
        self.seed = nn.Linear(hidden_dim + noise_dim, base * 16)
        self.up8, self.attend8 = UpBlock(base, base // 2), CrossAttention(base // 2, hidden_dim, nhead)
        self.up16, self.attend16 = UpBlock(base // 2, base // 4), CrossAttention(base // 4, hidden_dim, nhead)
        self.up32, self.up64 = UpBlock(base // 4, base // 8), UpBlock(base // 8, max(base // 16, 16))
        self.paint = nn.Conv2d(max(base // 16, 16), 4, 3, padding=1)

    def forward(self, token_states: Tensor, mask: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        words = mask.bool()[:, None, None, :]
        text = self.adapt(token_states)
        for block in self.encoder:
            text = block(text, words)
        text = self.text_norm(text)
        real = mask.to(text.dtype)[..., None]
        pooled = (text * real).sum(1) / real.sum(1)
        x = self.seed(torch.cat([pooled, noise], dim=1)).reshape(-1, self.base_channels, 4, 4)
        x, _ = self.attend8(self.up8(x), text, words)
        x, attention = self.attend16(self.up16(x), text, words)
        sprite: Tensor = torch.tanh(self.paint(self.up64(self.up32(x))))
        maps: Tensor = attention.transpose(1, 2).unflatten(2, (16, 16))
        return sprite, maps


def _split_heads(x: Tensor, heads: int) -> Tensor:
    split: Tensor = x.unflatten(-1, (heads, -1))
    return split.transpose(1, 2)


def _join_heads(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)
