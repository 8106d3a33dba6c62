"""The Lightning task of the painter: one step of a rectified flow. Knows no files and no data source."""

from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import Tensor

from spritedex.models.painter import Painted, Painter
from spritedex.runtime.sampler import even_times, solve
from spritedex.settings import PainterTraining
from spritedex.training.painting_data import ANY_STYLE
from spritedex.training.tasks import Task

TIME_MEAN: Final = -0.8
TIME_SPREAD: Final = 0.8
LEAST_NOISE: Final = 0.05
GUIDED_FROM: Final = 0.1


class PainterTask(Task):
    """Velocity loss on the painter's clean sprite: mean of (clean - sprite)^2 / max(1 - time, 0.05)^2.

    Times are logit-normal (Esser et al. 2024, section 3.1), one from each even part of the distribution, so that a
    batch covers them all.
    """

    monitor, mode = "val/loss", "min"

    def __init__(self, network: Painter, training: PainterTraining, names: Sequence[str], validated: bool) -> None:
        super().__init__(training, names, validated)
        self.network, self.options = network, training

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step with fresh times and noise; logs the loss."""
        count = len(batch["sprite"])
        chances = torch.rand(2, count)
        mask = torch.where((chances[0] < self.options.text_dropout)[:, None].to(self.device), 0, batch["mask"])
        look = batch["look"].clone()
        look[(chances[1] < self.options.style_dropout).to(self.device), 0] = ANY_STYLE
        noise = torch.randn(batch["sprite"].shape)
        loss = self._loss(batch | {"mask": mask, "look": look}, _times(torch.rand(count)), noise)
        self.log("train/loss", loss, on_epoch=True, prog_bar=True, batch_size=count, sync_dist=True)
        return self.finite(loss, batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """The same loss with times and noise fixed by the batch."""
        count = len(batch["sprite"])
        generator = torch.Generator().manual_seed(batch_idx)
        noise = torch.randn(batch["sprite"].shape, generator=generator)
        loss = self._loss(batch, _times(torch.rand(count, generator=generator)), noise)
        self.log("val/loss", loss, on_epoch=True, prog_bar=True, batch_size=count, sync_dist=True)

    def _loss(self, batch: dict[str, Tensor], time: Tensor, noise: Tensor) -> Tensor:
        sprite = batch["sprite"]
        time, noise = time.to(sprite), noise.to(sprite)
        at = time[:, None, None, None]
        noisy = at * sprite + (1 - at) * noise
        painted = self._paint(noisy, time, batch)
        weight = (1 - time).clamp(min=LEAST_NOISE) ** -2
        return ((painted.clean.float() - sprite).square().mean((1, 2, 3)) * weight).mean()

    def _paint(self, noisy: Tensor, time: Tensor, batch: dict[str, Any]) -> Painted:
        noisy = noisy.contiguous(memory_format=torch.channels_last)
        painted: Painted = self.network(noisy, time, batch["states"], batch["mask"], batch["look"])
        return painted

    @torch.no_grad()
    def paint(self, batch: dict[str, Any], noise: Tensor, steps: int, guidance: float) -> Tensor:
        """Noise [B, 4, 64, 64] -> sprites float32 [B, 4, 64, 64] of the batch's captions and looks."""
        nothing = batch | {"mask": torch.zeros_like(batch["mask"])}

        def denoise(noisy: Tensor, time: float) -> Tensor:
            times = torch.full((len(noisy),), time, device=noisy.device)
            told = self._paint(noisy, times, batch).clean.float()
            if time < GUIDED_FROM:
                return told
            untold = self._paint(noisy, times, nothing).clean.float()
            return untold + guidance * (told - untold)

        *_, last = solve(denoise, noise, even_times(steps))
        sprites: Tensor = last.noisy
        return sprites


def _times(even: Tensor) -> Tensor:
    """Numbers [B] in [0, 1) -> times [B]: quantiles of the logit-normal, one in each B-th of it."""
    count = len(even)
    share = (torch.arange(count) + even).clamp(1e-4, count - 1e-4) / count
    return torch.sigmoid(TIME_MEAN + TIME_SPREAD * torch.special.ndtri(share))
