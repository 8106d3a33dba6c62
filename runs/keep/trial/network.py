"""The painter: predicts a clean RGBA sprite from a noisy one, told by words, attributes and a known view."""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

GRID: Final = 16
FREQUENCIES: Final = 64
# number of values of each class id; see CLASS_FIELDS
CLASS_FIELDS: Final = ("style", "pose", "coloring", "side", "color", "second_color", "shape", "size", "type", "second_type",
                       "stage", "relation", "recolored")
CLASS_COUNTS: Final = (8, 2, 2, 2, 12, 12, 15, 6, 19, 19, 4, 5, 2)


class Painter(nn.Module):
    def __init__(self, state_width=384, channels=(32, 64, 128), blocks=(2, 2, 2), width=256):
        super().__init__()
        *_, deepest = channels
        self.text_proj = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.class_embed = nn.ModuleList(nn.Embedding(count, width) for count in CLASS_COUNTS)
        self.pooled_proj = nn.Linear(width, width)
        self.subject_proj = nn.Linear(state_width, width, bias=False)
        self.time_embed = nn.Sequential(nn.Linear(2 * FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))
        self.stem = nn.Conv2d(8, channels[0], 3, padding=1)
        levels = list(zip(channels[:-1], channels[1:], blocks[:-1], strict=True))
        self.down = nn.ModuleList(Down(*sizes, width) for sizes in levels)
        self.up = nn.ModuleList(Up(*sizes, width) for sizes in levels)
        self.pos_embed = nn.Parameter(torch.randn(1, GRID * GRID, deepest) * 0.02)
        self.mid_in = nn.ModuleList(ConvBlock(deepest, width) for _ in range(blocks[-1]))
        self.mid = nn.ModuleList(ConvBlock(deepest, width) for _ in range(blocks[-1]))
        self.attention = nn.ModuleList(Attention(deepest, state_width) for _ in range(blocks[-1]))
        self.bottleneck = Bottleneck(deepest, state_width, width)
        self.mid_out = nn.ModuleList(ConvBlock(deepest, width) for _ in range(blocks[-1]))
        self.merge = nn.Conv2d(2 * deepest, deepest, 1)
        self.out_norm = _norm(channels[0])
        self.out_conv = nn.Conv2d(channels[0], 4, 3, padding=1)
        nn.init.zeros_(self.subject_proj.weight)
        for table in self.class_embed[4:]:
            nn.init.zeros_(table.weight)

    def cond(self, time, token_states, mask, class_ids, subject):
        real = mask.to(token_states.dtype)[..., None]
        mean = (self.text_proj(token_states) * real).sum(1) / real.sum(1).clamp(min=1)
        cond = self.time_embed(_waves(time)) + self.pooled_proj(mean) + self.subject_proj(subject)
        for index, table in enumerate(self.class_embed):
            cond = cond + table(class_ids[:, index])
        return F.silu(cond)

    def forward(self, noisy, time, token_states, mask, class_ids, subject, known):
        cond = self.cond(time, token_states, mask, class_ids, subject)
        x, skips = self.stem(torch.cat([noisy, known], 1)), []
        for level in self.down:
            skip, x = level(x, cond)
            skips.append(skip)
        for block in self.mid_in:
            x = block(x, cond)
        skip, x = x, x + self.pos_embed.transpose(1, 2).unflatten(2, (GRID, GRID)).to(x.dtype)
        x = self.bottleneck(x, cond, token_states, mask)
        for block, attention in zip(self.mid, self.attention, strict=True):
            x = attention(block(x, cond), token_states, mask)
        x = self.merge(torch.cat([x, skip], 1))
        for block in self.mid_out:
            x = block(x, cond)
        for level in reversed(self.up):
            x = level(x, skips.pop(), cond)
        return self.out_conv(F.silu(self.out_norm(x)))


class ConvBlock(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.norm1, self.norm2 = _norm(channels), _norm(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.cond = nn.Linear(width, 2 * channels)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x, cond):
        scale, shift = self.cond(cond)[..., None, None].chunk(2, 1)
        inner = self.conv1(F.silu(self.norm1(x)))
        inner = F.silu(self.norm2(inner) * (1 + scale) + shift)
        return x + self.conv2(inner)


class Attention(nn.Module):
    """Places attend to places, then to words; adds nothing at first. Without words every place sees the same."""

    def __init__(self, channels, state_width, heads=4):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.qkv, self.out = nn.Linear(channels, 3 * channels, bias=False), nn.Linear(channels, channels, bias=False)
        self.q, self.cross_out = nn.Linear(channels, channels, bias=False), nn.Linear(channels, channels, bias=False)
        self.text_proj = nn.Sequential(nn.Linear(state_width, channels), nn.LayerNorm(channels))
        self.kv = nn.Linear(channels, 2 * channels, bias=False)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.cross_out.weight)

    def forward(self, x, token_states, mask):
        height, width = x.shape[2:]
        y = x.flatten(2).transpose(1, 2)
        q, k, v = (_split(a, self.heads) for a in self.qkv(self.norm1(y)).chunk(3, -1))
        y = y + self.out(_merge(F.scaled_dot_product_attention(q, k, v)))
        k, v = (_split(a, self.heads) for a in self.kv(self.text_proj(token_states)).chunk(2, -1))
        bias = (torch.where(mask > 0, 0.0, -1e4) * (mask.sum(1, keepdim=True) > 0))[:, None, None].to(k.dtype)
        q = _split(self.q(self.norm2(y)), self.heads)
        y = y + self.cross_out(_merge(F.scaled_dot_product_attention(q, k, v, attn_mask=bias)))
        return y.transpose(1, 2).unflatten(2, (height, width))


class Bottleneck(nn.Module):
    """A transformer on 8x8 places, the condition and the words as one sequence (Bao et al. 2023, U-ViT); adds nothing at first.

    x [B, C, 16, 16], cond [B, D], token states [B, T, S], mask [B, T] -> [B, C, 16, 16].
    """

    def __init__(self, channels, state_width, cond_width, width=256, blocks=3):
        super().__init__()
        self.fold = nn.Linear(4 * channels, width)
        self.pos_embed = nn.Parameter(torch.randn(1, (GRID // 2) ** 2, width) * 0.02)
        self.cond_proj = nn.Linear(cond_width, width)
        self.text_proj = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.blocks = nn.ModuleList(TransformerBlock(width) for _ in range(blocks))
        self.norm, self.unfold = nn.LayerNorm(width), nn.Linear(width, 4 * channels)
        nn.init.zeros_(self.unfold.weight)
        nn.init.zeros_(self.unfold.bias)

    def forward(self, x, cond, token_states, mask):
        side = GRID // 2
        places = self.fold(F.pixel_unshuffle(x, 2).flatten(2).transpose(1, 2)) + self.pos_embed
        y = torch.cat([places.to(x.dtype), self.cond_proj(cond)[:, None].to(x.dtype), self.text_proj(token_states).to(x.dtype)], 1)
        seen = F.pad(mask, (side * side + 1, 0), value=1)
        bias = torch.where(seen > 0, 0.0, -1e4).to(x.dtype)[:, None, None]
        for block in self.blocks:
            y = block(y, bias)
        y = self.unfold(self.norm(y[:, : side * side])).transpose(1, 2).unflatten(2, (side, side))
        return x + F.pixel_shuffle(y, 2)


class TransformerBlock(nn.Module):
    """Pre-norm self-attention and MLP on [B, N, D]; bias [B, 1, 1, N] is added to the logits."""

    def __init__(self, width, heads=4, expand=4):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width, bias=False)
        self.fc1, self.fc2 = nn.Linear(width, expand * width), nn.Linear(expand * width, width)

    def forward(self, y, bias):
        q, k, v = (_split(a, self.heads) for a in self.qkv(self.norm1(y)).chunk(3, -1))
        y = y + self.out(_merge(F.scaled_dot_product_attention(_unit(q), _unit(k), v, attn_mask=bias.to(v.dtype))))
        return y + self.fc2(F.gelu(self.fc1(self.norm2(y)), approximate="tanh"))


def _split(a, heads):
    return a.unflatten(-1, (heads, -1)).transpose(1, 2)


def _merge(a):
    return a.transpose(1, 2).flatten(2)


def _unit(a):
    """Root mean square 1 over the head's width; times a fixed 1.5, so that attention can be sharp."""
    return a * (a.float().square().mean(-1, keepdim=True) + 1e-6).rsqrt().to(a.dtype) * 1.5


class Down(nn.Module):
    def __init__(self, channels, wider, blocks, width):
        super().__init__()
        self.blocks = nn.ModuleList(ConvBlock(channels, width) for _ in range(blocks))
        self.mix = nn.Conv2d(4 * channels, wider, 1)

    def forward(self, x, cond):
        for block in self.blocks:
            x = block(x, cond)
        return x, self.mix(F.pixel_unshuffle(x, 2))


class Up(nn.Module):
    def __init__(self, channels, wider, blocks, width):
        super().__init__()
        self.mix = nn.Conv2d(wider, 4 * channels, 1)
        self.merge = nn.Conv2d(2 * channels, channels, 1)
        self.blocks = nn.ModuleList(ConvBlock(channels, width) for _ in range(blocks))

    def forward(self, x, skip, cond):
        x = self.merge(torch.cat([F.pixel_shuffle(self.mix(x), 2), skip], 1))
        for block in self.blocks:
            x = block(x, cond)
        return x


def _norm(channels):
    return nn.GroupNorm(channels // (8 if channels % 16 else 16), channels)


def _waves(time):
    rates = torch.exp(torch.arange(FREQUENCIES, device=time.device) * (math.log(1000.0) / (FREQUENCIES - 1)))
    angles = time[:, None].float() * rates * (math.pi / 2)
    return torch.cat([angles.cos(), angles.sin()], 1)


def load_first_release(network, path):
    """Weights of the first release's painter (flow-a); what is new adds nothing at first."""
    from safetensors.torch import load_file
    old = {k: v.float() for k, v in load_file(path).items()}
    names = {"words.": "text_proj.", "looks.": "class_embed.", "summary.": "pooled_proj.", "clock.": "time_embed.",
             "places": "pos_embed", "before.": "mid_in.", "between.": "mid.", "after.": "mid_out.",
             "last_norm.": "out_norm.", "paint.": "out_conv.", "att.": "attention."}
    inner = {".n1.": ".norm1.", ".n2.": ".norm2.", ".o.": ".out.", ".co.": ".cross_out.", ".tx.": ".text_proj."}
    own = network.state_dict()
    for key, value in old.items():
        new = next((n + key[len(o):] for o, n in names.items() if key.startswith(o)), key).replace(".told.", ".cond.")
        if new.startswith("attention."):
            for short, full in inner.items():
                new = new.replace(short, full)
        if new == "stem.weight":
            own[new].zero_()
            own[new][:, :4] = value
        elif new.startswith("class_embed.") and own[new].shape != value.shape:
            own[new][: len(value)] = value
            own[new][len(value):] = value.mean(0)
        else:
            assert own[new].shape == value.shape, (new, own[new].shape, value.shape)
            own[new].copy_(value)
    network.load_state_dict(own)


def load_weights(network, path):
    """Weights of this network, or of the first release's."""
    from safetensors.torch import load_file
    weights = load_file(path)
    if "stem.weight" in weights and "text_proj.0.weight" in weights:
        network.load_state_dict({key: value.float() for key, value in weights.items()})
    else:
        load_first_release(network, path)
