"""The first stage of a painter's training: a rectified flow. Knows no files and no data source."""

import math
from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import Tensor, nn

from spritedex.config.painter import FlowSection
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.sampling import solve, step_times
from spritedex.training.caption_encoder import CaptionEncoder
from spritedex.training.painter_stage import Asked, PainterStage, channels_last, mixed
from spritedex.training.wrong_sentences import without_request

TIME_MEAN: Final = -1.2
TIME_SPREAD: Final = 1.0
LEAST_NOISE: Final = 0.05
PERCEPTION_FROM: Final = 0.3
GUIDED: Final = (0.1, 0.65)
"""The times at which guidance starts and ends (Kynkäänniemi et al. 2024)."""
GUIDANCE_SCALE: Final = 4.0
NUM_STEPS: Final = 24


class FlowTask(PainterStage):
    """Velocity loss on the painter's clean sprite: mean of (clean - sprite)^2 / max(1 - time, 0.05)^2.

    Times are logit-normal (Esser et al. 2024, section 3.1), one from each even part of the distribution, so that a
    batch covers them all. From time 0.3 on, a perceptual loss compares every second clean sprite with the true one (Ma
    et al. 2026, "PixelGen"); earlier the sprite is not decided yet, and the loss would make sprites alike.
    """

    def __init__(
        self,
        network: Painter,
        text: CaptionEncoder,
        section: FlowSection,
        seed: int,
        names: Sequence[str],
        perception: Perception | None,
    ) -> None:
        super().__init__(network, text, section, seed, names)
        self.section = section
        # In a tuple, so that frozen weights stay out of checkpoints and averages.
        self._perception = (perception,) if perception else ()

    def frozen(self) -> Sequence[nn.Module]:
        """The perceptual network."""
        return self._perception

    def configure_optimizers(self) -> Any:
        """Muon for the student."""
        return self.muon(self.student, (0.9, 0.95), self.section.weight_decay)

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> None:
        """One step with random times and noise."""
        sprite, count = channels_last(batch["sprite"]), len(batch["sprite"])
        generator, _ = self.randomness()
        time = flow_times(torch.rand(count, generator=generator, device=sprite.device))
        noise = torch.randn(sprite.shape, generator=generator, device=sprite.device)
        loss, clean = self._loss(self.student, batch, time, noise)
        total, figures = loss, {"train/loss": loss.detach()}
        for perception in self._perception:
            first = int(count * _share_before(PERCEPTION_FROM))
            rows = slice(min(first + self.steps % 2, count - 1), None, 2)
            seen = (time[rows] >= PERCEPTION_FROM).float()
            ground = torch.rand(len(seen), 3, generator=generator, device=sprite.device)
            apart = perception(clean[rows], sprite[rows], ground)
            apart = (apart * seen).sum() / seen.sum().clamp(min=1) * (time >= PERCEPTION_FROM).float().mean()
            figures["train/perception"] = apart.detach()
            total = total + self.section.perception_weight * apart
        figures["train/gradient"] = self.update(self.optimizers(), total, batch)
        self.average()
        self.note(figures, count)

    def validation_step(self, batch: dict[str, Any], batch_idx: int) -> None:
        """The same loss of the averaged weights, with times and noise fixed by the batch."""
        count, generator = len(batch["sprite"]), torch.Generator(self.device).manual_seed(batch_idx)
        noise = torch.randn(batch["sprite"].shape, generator=generator, device=self.device)
        time = flow_times(torch.rand(count, generator=generator, device=self.device))
        self.note({"val/loss": self._loss(self.network, batch, time, noise)[0]}, count)

    def _loss(self, network: nn.Module, batch: dict[str, Any], time: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """The velocity loss, and the clean sprites float32 [B, 4, 64, 64] that it was taken of."""
        sprite = batch["sprite"]
        clean = predict(network, mixed(sprite, noise, time), time, self.asked(batch))
        weight = (1 - time).clamp(min=LEAST_NOISE) ** -2
        return ((clean - sprite).square().mean((1, 2, 3)) * weight).mean(), clean

    @torch.no_grad()
    def draw(self, asked: Asked, generator: torch.Generator) -> Tensor:
        """In `NUM_STEPS` steps with guidance."""
        shape = asked.known.shape

        def fresh_noise() -> Tensor:
            return torch.randn(shape, generator=generator, device=asked.known.device)

        def denoise(noisy: Tensor, time: float) -> Tensor:
            times = torch.full((shape[0],), time, device=noisy.device)
            if not GUIDED[0] <= time < GUIDED[1]:
                return predict(self.network, noisy, times, asked)
            return guided(self.network, noisy, times, asked, GUIDANCE_SCALE)

        *_, last = solve(denoise, fresh_noise(), step_times(NUM_STEPS), fresh_noise)
        sprites: Tensor = last.noisy
        return sprites


def predict(network: nn.Module, noisy: Tensor, time: Tensor, asked: Asked) -> Tensor:
    """Noisy sprites [B, 4, 64, 64] at times [B] -> clean ones, float32."""
    words = asked.token_states, asked.mask, asked.class_ids, asked.subject
    clean: Tensor = network(channels_last(noisy), time, *words, asked.known)
    return clean.float()


def guided(network: nn.Module, noisy: Tensor, time: Tensor, asked: Asked, scale: float) -> Tensor:
    """The clean sprites of a network, pushed `scale` times from what is drawn without words towards what is asked for
    (Ho & Salimans 2022)."""
    both = Asked(
        torch.cat([asked.token_states, asked.token_states]),
        torch.cat([asked.mask, torch.zeros_like(asked.mask)]),
        torch.cat([asked.class_ids, without_request(asked.class_ids)]),
        torch.cat([asked.subject, torch.zeros_like(asked.subject)]),
        channels_last(torch.cat([asked.known, asked.known])),
    )
    cond, uncond = predict(network, torch.cat([noisy, noisy]), torch.cat([time, time]), both).chunk(2)
    return uncond + scale * (cond - uncond)


def flow_times(even: Tensor) -> Tensor:
    """Numbers [B] in [0, 1) -> rising times [B]: quantiles of the logit-normal, one in each B-th of it."""
    count = len(even)
    share = (torch.arange(count, device=even.device) + even).clamp(1e-4, count - 1e-4) / count
    return torch.sigmoid(TIME_MEAN + TIME_SPREAD * torch.special.ndtri(share))


def _share_before(time: float) -> float:
    """The share of training times below `time`."""
    normal = (math.log(time / (1 - time)) - TIME_MEAN) / TIME_SPREAD
    return 0.5 * (1 + math.erf(normal / math.sqrt(2)))
