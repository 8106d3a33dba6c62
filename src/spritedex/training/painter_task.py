"""The Lightning task of the painter: one step of a rectified flow. Knows no files and no data source."""

from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import Tensor

from spritedex.config.painter import PainterTraining
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.sampling import solve, step_times
from spritedex.training.painter_data import ANY_STYLE
from spritedex.training.tasks import Task

TIME_MEAN: Final = -1.2
TIME_SPREAD: Final = 1.0
LEAST_NOISE: Final = 0.05
PERCEPTION_FROM: Final = 0.3
GUIDED: Final = (0.1, 0.65)
"""The times at which guidance starts and ends (Kynkäänniemi et al. 2024)."""


class PainterTask(Task):
    """Velocity loss on the painter's clean sprite: mean of (clean - sprite)^2 / max(1 - time, 0.05)^2.

    Times are logit-normal (Esser et al. 2024, section 3.1), one from each even part of the distribution, so that a
    batch covers them all. From time 0.3 on, a perceptual loss compares the clean sprite with the true one (Ma et al.
    2026, "PixelGen"); earlier the sprite is not decided yet, and the loss would make sprites alike.
    """

    monitor, mode = "val/loss", "min"

    def __init__(
        self,
        network: Painter,
        training: PainterTraining,
        names: Sequence[str],
        validated: bool,
        perception: Perception | None,
    ) -> None:
        super().__init__(training, names, validated)
        self.network, self.section = network, training
        # In a tuple, so that frozen weights stay out of checkpoints and averages.
        self._perception = (perception,) if perception else ()

    def on_fit_start(self) -> None:
        """Move the frozen perceptual network to the device of the task."""
        for perception in self._perception:
            perception.to(self.device)

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step with random times and noise; logs the loss."""
        count = len(batch["sprite"])
        chances = torch.rand(2, count)
        mask = torch.where((chances[0] < self.section.text_dropout)[:, None].to(self.device), 0, batch["mask"])
        class_ids = batch["class_ids"].clone()
        class_ids[(chances[1] < self.section.style_dropout).to(self.device), 0] = ANY_STYLE
        time, noise = _times(torch.rand(count)), torch.randn(batch["sprite"].shape)
        loss, clean = self._loss(batch | {"mask": mask, "class_ids": class_ids}, time, noise)
        self.log("train/loss", loss, on_epoch=True, prog_bar=True, batch_size=count, sync_dist=True)
        for perception in self._perception:
            seen = (time >= PERCEPTION_FROM).to(self.device)
            ground = torch.rand(int(seen.sum()), 3).to(clean)
            apart = perception(clean[seen], batch["sprite"][seen], ground).sum() / count
            self.log("train/perception", apart, on_epoch=True, batch_size=count, sync_dist=True)
            loss = loss + self.section.perception_weight * apart
        return self.finite(loss, batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """The same loss with times and noise fixed by the batch."""
        count = len(batch["sprite"])
        generator = torch.Generator().manual_seed(batch_idx)
        noise = torch.randn(batch["sprite"].shape, generator=generator)
        loss, _ = self._loss(batch, _times(torch.rand(count, generator=generator)), noise)
        self.log("val/loss", loss, on_epoch=True, prog_bar=True, batch_size=count, sync_dist=True)

    def _loss(self, batch: dict[str, Tensor], time: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """The velocity loss, and the clean sprites [B, 4, 64, 64] that it was taken of."""
        sprite = batch["sprite"]
        time, noise = time.to(sprite), noise.to(sprite)
        at = time[:, None, None, None]
        noisy = at * sprite + (1 - at) * noise
        clean = self._predict(noisy, time, batch).float()
        weight = (1 - time).clamp(min=LEAST_NOISE) ** -2
        return ((clean - sprite).square().mean((1, 2, 3)) * weight).mean(), clean

    def _predict(self, noisy: Tensor, time: Tensor, batch: dict[str, Any]) -> Tensor:
        noisy = noisy.contiguous(memory_format=torch.channels_last)
        states = batch["token_states"]
        nothing, unknown = states.new_zeros(len(states), states.shape[2]), torch.zeros_like(noisy)
        clean: Tensor = self.network(noisy, time, states, batch["mask"], batch["class_ids"], nothing, unknown)
        return clean

    @torch.no_grad()
    def generate(self, batch: dict[str, Any], noise: Tensor, num_steps: int, guidance_scale: float) -> Tensor:
        """Noise [B, 4, 64, 64] -> sprites float32 [B, 4, 64, 64] of the batch's captions and class ids.

        The noise added between the steps is the same at each call.
        """
        generator = torch.Generator().manual_seed(0)
        uncond = batch | {"mask": torch.zeros_like(batch["mask"])}

        def denoise(noisy: Tensor, time: float) -> Tensor:
            times = torch.full((len(noisy),), time, device=noisy.device)
            cond_clean = self._predict(noisy, times, batch).float()
            if not GUIDED[0] <= time < GUIDED[1]:
                return cond_clean
            uncond_clean = self._predict(noisy, times, uncond).float()
            return uncond_clean + guidance_scale * (cond_clean - uncond_clean)

        def noise_sampler() -> Tensor:
            return torch.randn(noise.shape, generator=generator).to(noise)

        *_, last = solve(denoise, noise, step_times(num_steps), noise_sampler)
        sprites: Tensor = last.noisy
        return sprites


def _times(even: Tensor) -> Tensor:
    """Numbers [B] in [0, 1) -> times [B]: quantiles of the logit-normal, one in each B-th of it."""
    count = len(even)
    share = (torch.arange(count) + even).clamp(1e-4, count - 1e-4) / count
    return torch.sigmoid(TIME_MEAN + TIME_SPREAD * torch.special.ndtri(share))
