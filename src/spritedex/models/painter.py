"""The painter: a rectified flow on RGBA pixels. Knows no files, no tokenizer and no sampler.

An hourglass of convolutions at 64, 32 and 16 pixels (Ronneberger et al. 2015, U-Net; Hoogeboom et al. 2023, "simple
diffusion"), with attention at 16x16 and a transformer at 8x8 if configured, which predicts the clean sprite (Li & He
2025, "Back to basics").
"""

import math
from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from spritedex.class_ids import ASKED, COUNTS, FIELDS
from spritedex.models.painter_blocks import Attention, Bottleneck, ConvBlock, Down, Up, group_norm
from spritedex.models.painter_names import present_names

GRID: Final = 16
FREQUENCIES: Final = 64
_LAST_OF_BLOCK: Final = ("conv2.weight", "conv2.bias")
_ADDED: Final = (*ASKED, "relation", "recolored")
"""Fields that say nothing until they have been trained."""


class Painter(nn.Module):
    """A noisy sprite, its time and its conditioning -> the clean sprite [B, 4, 64, 64].

    noisy [B, 4, 64, 64], time [B] in [0, 1], token_states [B, T, S], mask [B, T], class_ids [B, 13], subject [B, S],
    known [B, 4, 64, 64].

    `noisy` is time * sprite + (1 - time) * noise, `clean` the predicted sprite, premultiplied, in about [-1, 1]. `mask`
    is 1 on the tokens of a BERT; blocks attend to their states, and their mean is a condition as well. A row without
    any is unconditional. `class_ids` are those of `spritedex.class_ids`, `subject` the mean state of the noun that the
    sentence is about, and `known` another sprite of the same creature; both zeros where there is none. `attention` and
    `bottleneck` are how many blocks attend to single words and to other places, at 16x16 and at 8x8.
    """

    def __init__(
        self,
        state_width: int,
        channels: tuple[int, int, int] = (32, 64, 128),
        blocks: tuple[int, int, int] = (2, 2, 2),
        width: int = 256,
        attention: int = 2,
        bottleneck: int = 3,
    ) -> None:
        super().__init__()
        *_, mid = channels
        self.text_proj = nn.Sequential(nn.Linear(state_width, width), nn.LayerNorm(width))
        self.class_embeds = nn.ModuleList(nn.Embedding(count, width) for count in COUNTS)
        self.summary = nn.Linear(width, width)
        self.subject_proj = nn.Linear(state_width, width, bias=False)
        self.time_embed = nn.Sequential(nn.Linear(2 * FREQUENCIES, width), nn.SiLU(), nn.Linear(width, width))
        self.stem = nn.Conv2d(8, channels[0], 3, padding=1)
        levels = list(zip(channels[:-1], channels[1:], blocks[:-1], strict=True))
        self.down = nn.ModuleList(Down(*sizes, width) for sizes in levels)
        self.up = nn.ModuleList(Up(*sizes, width) for sizes in levels)
        self.pos_embed = nn.Parameter(torch.randn(1, GRID * GRID, mid) * 0.02)
        self.before, self.between, self.after = (
            nn.ModuleList(ConvBlock(mid, width) for _ in range(blocks[-1])) for _ in range(3)
        )
        self.bottleneck = Bottleneck(mid, state_width, width, GRID, bottleneck, width) if bottleneck else None
        self.attention = nn.ModuleList(Attention(mid, state_width) for _ in range(attention))
        self.merge = nn.Conv2d(2 * mid, mid, 1)
        self.last_norm = group_norm(channels[0])
        self.out = nn.Conv2d(channels[0], 4, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.subject_proj.weight)
        if self.out.bias is not None:
            nn.init.zeros_(self.out.bias)
        for index, field in enumerate(FIELDS):
            if field in _ADDED:
                nn.init.zeros_(self.class_embeds[index].get_parameter("weight"))

    def forward(
        self,
        noisy: Tensor,
        time: Tensor,
        token_states: Tensor,
        mask: Tensor,
        class_ids: Tensor,
        subject: Tensor,
        known: Tensor,
    ) -> Tensor:
        real = mask.to(token_states.dtype)[..., None]
        mean = (self.text_proj(token_states) * real).sum(1) / real.sum(1).clamp(min=1)
        cond = self.time_embed(_time_features(time)) + self.summary(mean) + self.subject_proj(subject)
        for index, table in enumerate(self.class_embeds):
            cond = cond + table(class_ids[:, index])
        cond = F.silu(cond)

        x, skips = self.stem(torch.cat([noisy, known], 1)), []
        for level in self.down:
            skip, x = level(x, cond)
            skips.append(skip)
        x = self._mid(x, cond, token_states, mask)
        for level in reversed(self.up):
            x = level(x, skips.pop(), cond)
        clean: Tensor = self.out(F.silu(self.last_norm(x)))
        return clean

    def _mid(self, x: Tensor, cond: Tensor, token_states: Tensor, mask: Tensor) -> Tensor:
        for block in self.before:
            x = block(x, cond)
        skip, x = x, x + self.pos_embed.transpose(1, 2).unflatten(2, (GRID, GRID)).to(x.dtype)
        if self.bottleneck is not None:
            x = self.bottleneck(x, cond, token_states, mask)
        for index, block in enumerate(self.between):
            x = block(x, cond)
            if index < len(self.attention):
                x = self.attention[index](x, token_states, mask)
        x = self.merge(torch.cat([x, skip], 1))
        for block in self.after:
            x = block(x, cond)
        return x

    def complete(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Weights of a painter with fewer parts -> weights for this one: what is new changes nothing at first.

        A smaller stem or table of class ids fills the first rows; new styles begin as the mean of the known ones.
        Names that they had earlier are those of now. Weights that have no place here stay, and those of another shape
        too, for the caller to refuse.
        """
        own, weights = self.state_dict(), present_names(weights)
        new = {name: torch.zeros_like(value) if name.endswith(_LAST_OF_BLOCK) else value for name, value in own.items()}
        return new | {
            name: _widened(name, value, own[name]) if name in own else value for name, value in weights.items()
        }


def _widened(name: str, value: Tensor, like: Tensor) -> Tensor:
    """A table of class ids with new rows, or a stem with new input channels; other tensors as they are."""
    if name.startswith("class_embeds.") and value.shape[1:] == like.shape[1:]:
        more = max(len(like) - len(value), 0)
        return torch.cat([value, value.mean(0, keepdim=True).expand(more, -1)])
    if name == "stem.weight" and value.shape[0] == like.shape[0]:
        more = max(like.shape[1] - value.shape[1], 0)
        return torch.cat([value, value.new_zeros(len(value), more, *value.shape[2:])], 1)
    return value


def _time_features(time: Tensor) -> Tensor:
    """Times [B] in [0, 1] -> sines and cosines [B, 2 * FREQUENCIES] of falling wavelength."""
    rates = torch.exp(torch.arange(FREQUENCIES, device=time.device) * (math.log(1000.0) / (FREQUENCIES - 1)))
    angles = time[:, None].float() * rates * (math.pi / 2)
    return torch.cat([angles.cos(), angles.sin()], 1)
