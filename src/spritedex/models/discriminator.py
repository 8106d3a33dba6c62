"""The discriminator of adversarial training: real or drawn, and does it fit the words. Knows no noise and no files.

Small heads on frozen features of a network trained on photographs (Sauer et al. 2021, "Projected GANs"; Sauer et al.
2023, "StyleGAN-T"), of the whole sprite and of a crop of its upper part, where faces are; one head on the pixels alone,
and one on pairs of sprites of one sentence, so that these do not come out alike (Lin et al. 2018, "PacGAN").
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from spritedex.class_ids import COUNTS
from spritedex.models.efficientnet import EfficientNetLite

LEVELS: Final = {2: 24, 4: 40, 7: 80, 10: 112}
"""Block of the frozen network -> channels of its output, at 32, 16, 8 and 8 pixels of a picture of 128."""
ENLARGED: Final = 128
CROP: Final = 32
LOWEST_CROP: Final = 24
"""The last row at which a crop begins, of 64: crops show the upper part."""
REACH: Final = 6
"""Sprites are shown shifted by up to so many pixels."""
_FIRST_OF_PAIRS: Final = 4
_WIDTH: Final = 64
_LENGTH: Final = 12.0
_SLOPE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Views:
    """What the heads look at: `whole` and `crops` are features by level, `pixels` the sprites [B, 4, 64, 64].

    The crops are those of every second sprite, from the first on.
    """

    whole: dict[int, Tensor]
    crops: dict[int, Tensor]
    pixels: Tensor

    def detached(self) -> "Views":
        """The same without gradients."""
        whole, crops = ({level: x.detach() for level, x in part.items()} for part in (self.whole, self.crops))
        return Views(whole, crops, self.pixels.detach())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Logits of the heads, high for real: each [N, places] with the fit of the words added.

    `fits` and `wrong_fits` [B, heads] say how well the words fit, and how well the wrong words do.
    """

    logits: tuple[Tensor, ...]
    fits: Tensor
    wrong_fits: Tensor | None


class FrozenFeatures(nn.Module):
    """Sprites as the frozen network sees them: its first blocks, in evaluation mode whatever is asked."""

    def __init__(self, network: EfficientNetLite) -> None:
        super().__init__()
        self.stem = network.stem
        self.blocks = nn.Sequential(*list(network.blocks)[: max(LEVELS) + 1])
        self.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "FrozenFeatures":
        """Stays in evaluation mode: its batch norms must not change."""
        return super().train(False)

    def forward(self, sprites: Tensor, ground: Tensor, shift: tuple[int, int], corners: Tensor) -> Views:
        """Premultiplied sprites [B, 4, 64, 64] in [-1, 1] on plain backgrounds [B, 3] in [0, 1].

        `shift` is (down, right) in pixels, at most `REACH`; what comes in is clear. `corners` int64 [(B + 1) // 2, 2]
        are the row and column at which the crop of every second sprite begins.
        """
        shown = cropped(sprites[::2], corners)
        return Views(self._levels(shifted(sprites, shift), ground), self._levels(shown, ground[::2]), sprites)

    def _levels(self, sprites: Tensor, ground: Tensor) -> dict[int, Tensor]:
        clear = (1 - sprites[:, 3:]) / 2
        shown = (sprites[:, :3] + 1) / 2 + clear * ground[..., None, None]
        x = F.interpolate(2 * shown - 1, size=(ENLARGED, ENLARGED), mode="bilinear")
        x = F.relu6(self.stem(x.contiguous(memory_format=torch.channels_last)))
        found = {}
        for index, block in enumerate(self.blocks):
            x, _ = block(x)
            if index in LEVELS:
                found[index] = x
        return found


def shifted(sprites: Tensor, shift: tuple[int, int]) -> Tensor:
    """[B, 4, H, W] -> the same size, moved (down, right) by up to `REACH` pixels; clear (-1) comes in."""
    height, width = sprites.shape[2:]
    top, left = REACH - shift[0], REACH - shift[1]
    return F.pad(sprites, (REACH,) * 4, value=-1.0)[:, :, top : top + height, left : left + width]


def cropped(sprites: Tensor, corners: Tensor) -> Tensor:
    """[N, 4, H, W] and corners int64 [N, 2] (row, column) -> [N, 4, CROP, CROP]."""
    reach = torch.arange(CROP, device=sprites.device)
    rows, columns = (corners[:, axis, None] + reach for axis in (0, 1))
    band = sprites.gather(2, rows[:, None, :, None].expand(-1, sprites.shape[1], -1, sprites.shape[3]))
    return band.gather(3, columns[:, None, None, :].expand(-1, sprites.shape[1], CROP, -1))


class Head(nn.Module):
    """Features [B, C, H, W] and conditioning [B, D] -> logits [B, H * W], fit [B], what the fit is taken of [B, W]."""

    def __init__(self, channels: int, cond: int) -> None:
        super().__init__()
        self.reduce = spectral_norm(nn.Conv2d(channels, _WIDTH, 1))
        self.mix = spectral_norm(nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1))
        self.out = spectral_norm(nn.Conv2d(_WIDTH, 1, 1))
        self.cond_proj = spectral_norm(nn.Linear(cond, _WIDTH, bias=False))

    def forward(self, x: Tensor, cond: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = F.leaky_relu(self.mix(F.leaky_relu(self.reduce(x), _SLOPE)), _SLOPE)
        pooled = x.mean((2, 3))
        return self.out(x).flatten(1), self.fit(pooled, cond), pooled

    def fit(self, pooled: Tensor, cond: Tensor) -> Tensor:
        """Inner product of pooled features and conditioning (Miyato & Koyama 2018, "projection discriminator")."""
        fit: Tensor = (pooled * self.cond_proj(cond)).sum(1)
        return fit


class PairHead(nn.Module):
    """Features [2 * P, C, H, W] of pairs, one after the other -> logits [P, 1]: do they differ as real ones do?"""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.reduce = spectral_norm(nn.Conv2d(channels, _WIDTH, 1))
        self.fc1, self.fc2 = spectral_norm(nn.Linear(3 * _WIDTH, _WIDTH)), spectral_norm(nn.Linear(_WIDTH, 1))

    def forward(self, x: Tensor) -> Tensor:
        x = F.leaky_relu(self.reduce(x), _SLOPE)
        one, other = x[0::2], x[1::2]
        means = one.mean((2, 3)), other.mean((2, 3))
        parts = (one - other).abs().mean((2, 3)), (means[0] - means[1]).abs(), (means[0] + means[1]) / 2
        logits: Tensor = self.fc2(F.leaky_relu(self.fc1(torch.cat(parts, 1)), _SLOPE))
        return logits


class Discriminator(nn.Module):
    """The heads; all weights are trained, with spectral norms (Miyato et al. 2018)."""

    def __init__(self, state_width: int, cond: int = 256) -> None:
        super().__init__()
        self.text_proj, self.subject_proj = nn.Linear(state_width, cond), nn.Linear(state_width, cond, bias=False)
        self.class_embed = nn.ModuleList(nn.Embedding(count, cond) for count in COUNTS)
        for table in self.class_embed:
            nn.init.normal_(table.weight, std=0.3)  # type: ignore[arg-type]
        self.whole, self.crop = (
            nn.ModuleDict({str(level): Head(channels, cond) for level, channels in LEVELS.items()}) for _ in range(2)
        )
        self.pixels = nn.ModuleList(
            spectral_norm(conv)
            for conv in (nn.Conv2d(4, 32, 3, padding=1), nn.Conv2d(32, 64, 4, 2, 1), nn.Conv2d(64, 64, 4, 2, 1))
        )
        self.pixel_head = Head(64, cond)
        self.pairs = nn.ModuleDict(
            {str(level): PairHead(channels) for level, channels in LEVELS.items() if level >= _FIRST_OF_PAIRS}
        )

    def cond(self, token_states: Tensor, mask: Tensor, class_ids: Tensor, subject: Tensor) -> Tensor:
        """Token states [B, T, S], mask [B, T], class ids [B, F] and subject [B, S] -> conditioning [B, D].

        Mean states and subjects have a fixed length, so that they weigh as much as the class ids do. So has the answer:
        else the fit of the words outgrows everything.
        """
        real = mask.to(token_states.dtype)[..., None]
        mean = (token_states * real).sum(1) / real.sum(1).clamp(min=1)
        said = mask.sum(1, keepdim=True) > 0
        cond = self.text_proj(_LENGTH * F.normalize(mean, dim=1) * said)
        cond = cond + self.subject_proj(_LENGTH * F.normalize(subject, dim=1))
        for index, table in enumerate(self.class_embed):
            cond = cond + table(class_ids[:, index])
        return _LENGTH * F.normalize(F.leaky_relu(cond, _SLOPE), dim=1)

    def forward(self, views: Views, cond: Tensor, pairs: int, wrong: Tensor | None = None) -> Verdict:
        """`cond` [B, D] is what was asked for, `wrong` [B, D] what was not; the first `pairs` sprites are pairs."""
        x = views.pixels
        for conv in self.pixels:
            x = F.leaky_relu(conv(x), _SLOPE)
        seen = [(self.whole[str(level)], features) for level, features in views.whole.items()]
        logits, fits, wrong_fits = [], [], []
        for head, features in [*seen, (self.pixel_head, x)]:
            places, fit, pooled = head(features, cond)
            logits.append(places + fit[:, None])
            fits.append(fit)
            if wrong is not None:
                wrong_fits.append(head.fit(pooled, wrong))  # type: ignore[operator]
        for level, features in views.crops.items():
            places, fit, _ = self.crop[str(level)](features, cond[::2])
            logits.append(places + fit[:, None])
        if pairs:
            logits += [head(views.whole[int(level)][:pairs]) for level, head in self.pairs.items()]
        return Verdict(tuple(logits), torch.stack(fits, 1), torch.stack(wrong_fits, 1) if wrong_fits else None)


def hinge(verdict: Verdict, real: bool) -> Tensor:
    """The discriminator's loss on sprites that are all real or all drawn: the mean over its heads."""
    sign = -1.0 if real else 1.0
    return torch.stack([F.relu(1 + sign * logits.float()).mean() for logits in verdict.logits]).mean()


def realism(verdict: Verdict) -> Tensor:
    """The mean logit over the heads: what a student wants to raise."""
    return torch.stack([logits.float().mean() for logits in verdict.logits]).mean()


def mismatch(verdict: Verdict, rows: Tensor) -> tuple[Tensor, Tensor]:
    """Hinge losses of wrong words, which should not fit, and of right ones, over the sprites where `rows` bool [B]."""
    assert verdict.wrong_fits is not None
    weight = rows.float()[:, None]
    count = weight.sum().clamp(min=1) * verdict.fits.shape[1]
    wrong = (F.relu(1 + verdict.wrong_fits.float()) * weight).sum() / count
    return wrong, (F.relu(1 - verdict.fits.float()) * weight).sum() / count


def accuracy(real: Verdict, drawn: Verdict) -> Tensor:
    """The share of logits on the right side of 0, in [0, 1]: 0.5 if drawn sprites cannot be separated from real."""
    right = [(logits > 0).float().mean() for logits in real.logits]
    right += [(logits <= 0).float().mean() for logits in drawn.logits]
    return torch.stack(right).mean().detach()
