"""What both stages of a painter's training share: averaged weights, rates, seeds. Knows no loss and no files."""

import copy
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import lightning as L
import numpy as np
import torch
from torch import Tensor, nn

from spritedex.config.painter import StageSection
from spritedex.errors import TrainingError
from spritedex.models.painter import Painter
from spritedex.training.caption_encoder import CaptionEncoder
from spritedex.training.optimizers import Muon, hidden_weights, with_matrices

_COOLING: Final = 0.2
_LONGEST_WARMUP: Final = 0.1
_YOUNG: Final = 5
_CHECK_EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a painter is asked for: token states [B, T, S] and their mask [B, T], class ids [B, F], subject [B, S] and
    a known sprite [B, 4, 64, 64]."""

    token_states: Tensor
    mask: Tensor
    class_ids: Tensor
    subject: Tensor
    known: Tensor


class PainterStage(L.LightningModule):
    """Trains `student`; `network` is the average of its weights, which is exported.

    `progress` in [0, 1], set from outside, is how much of the stage is done. Noise and times follow from (seed, epochs
    before, step, process) and are drawn on the device.
    """

    monitor: str | None = None

    def __init__(
        self, network: Painter, text: CaptionEncoder, section: StageSection, seed: int, names: Sequence[str]
    ) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.student = copy.deepcopy(network)
        self.network = network.requires_grad_(False)
        self.text, self.rates, self.seed, self.names = text, section, seed, list(names)
        self.epochs_before, self.num_steps, self.progress = 0, 0, 0.0
        self._generator: torch.Generator | None = None

    def begin_at(self, weights: Mapping[str, Tensor]) -> None:
        """Start from trained weights of the network."""
        self.network.load_state_dict(weights)
        self.student.load_state_dict(weights)

    def frozen(self) -> Sequence[nn.Module]:
        """Networks that are used and not trained; they are moved to the device at the start."""
        return ()

    @abstractmethod
    def draw(self, asked: Asked, generator: torch.Generator) -> Tensor:
        """Sprites float32 [B, 4, 64, 64] by the averaged weights, as a painter of this stage draws them."""

    def peaks(self) -> Sequence[float]:
        """The highest learning rate of each optimizer."""
        return (self.rates.learning_rate,)

    @property
    def steps(self) -> int:
        """The steps so far; Lightning counts each optimizer's."""
        return int(self.global_step) // len(self.trainer.optimizers)

    @property
    def sprites(self) -> int:
        """The sprites shown so far, by all processes."""
        return self.steps * self.rates.batch_size * int(self.trainer.world_size)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say how many sprites have been shown."""
        checkpoint["sprites"] = self.sprites

    def on_fit_start(self) -> None:
        """Move what is frozen to the device of the stage."""
        self.text.to(self.device)
        for network in self.frozen():
            network.to(self.device)
        self._generator = torch.Generator(self.device)

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """Set the learning rates of this step."""
        factor = rate_factor(self.steps, self.rates.warmup_steps, self.progress)
        for optimizer, peak in zip(self.trainer.optimizers, self.peaks(), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = peak * factor

    def randomness(self) -> tuple[torch.Generator, np.random.Generator]:
        """The generators of this step, on the device and on the host."""
        assert self._generator is not None
        seeds = np.random.SeedSequence([self.seed, self.epochs_before, self.steps, self.global_rank])
        self._generator.manual_seed(int(seeds.generate_state(1, np.uint64)[0] >> np.uint64(1)))
        return self._generator, np.random.default_rng(seeds)

    def asked(self, batch: Mapping[str, Any]) -> Asked:
        """What the samples of a batch ask for."""
        words = self.text.captions(batch["caption"])
        known = channels_last(batch["known"])
        return Asked(*words, batch["class_ids"], self.text.subjects(batch["subject"]), known)

    def update(self, optimizer: Any, loss: Tensor, batch: Mapping[str, Any]) -> Tensor:
        """One step of an optimizer down a loss; the length of its gradient.

        Raises TrainingError, with step and pictures, if that is not finite. On an accelerator this is looked at only
        now and then, since looking waits for it.
        """
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        with torch.autocast(self.device.type, enabled=False):
            self.manual_backward(loss)
        length = torch.nn.utils.clip_grad_norm_(parameters, self.rates.gradient_clip)
        if self._looks() and not torch.isfinite(length):
            pictures = ", ".join(self.names[int(i)] for i in batch["index"][:4])
            raise TrainingError(
                f"the gradient became {length.item()} at step {self.steps} (epoch {self.current_epoch}: {pictures}, "
                "...); lower the stage's learning_rate or set training.precision=fp32, then resume the run"
            )
        optimizer.step()
        optimizer.zero_grad()
        torch.clear_autocast_cache()  # it holds the weights as they were before the step
        return length

    def average(self) -> None:
        """Move the averaged weights towards the student's; at first faster, so that they leave their beginning."""
        decay = min(self.rates.ema_decay, self.steps / (self.steps + _YOUNG))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.network.parameters()), list(self.student.parameters()), 1 - decay)

    def note(self, figures: Mapping[str, Tensor], count: int) -> None:
        """Log figures of a step of `count` sprites; a row of `metrics.csv` has their means over the epoch."""
        self.log_dict(dict(figures), on_step=False, on_epoch=True, batch_size=count, sync_dist=True)

    def muon(self, network: nn.Module, betas: tuple[float, float], weight_decay: float) -> Muon:
        """The optimizer of a network, for the stage's learning rate."""
        groups = with_matrices([{"params": list(network.parameters())}], hidden_weights(network))
        return Muon(groups, self.rates.learning_rate, betas=betas, weight_decay=weight_decay)

    def _looks(self) -> bool:
        ends = self.trainer.is_last_batch or self.trainer.should_stop
        return self.device.type == "cpu" or bool(ends) or self.steps % _CHECK_EVERY == 0


def rate_factor(step: int, warmup_steps: int, progress: float) -> float:
    """What learning rates are multiplied with: a rise over the first steps, at most a tenth of the stage, and a fall to
    0 over its last fifth. `progress` in [0, 1] is how much of the stage is done."""
    rise = max((step + 1) / max(warmup_steps, 1), progress / _LONGEST_WARMUP)
    return min(1.0, rise, (1 - progress) / _COOLING)


def channels_last(x: Tensor) -> Tensor:
    """The same picture in the layout that convolutions are fast in."""
    return x.contiguous(memory_format=torch.channels_last)


def mixed(sprites: Tensor, noise: Tensor, time: Tensor) -> Tensor:
    """Sprites and noise [B, 4, H, W] at times [B] -> what stands between: time * sprite + (1 - time) * noise."""
    at = time[:, None, None, None]
    return channels_last(at * sprites + (1 - at) * noise)
