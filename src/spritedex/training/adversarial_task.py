"""The second stage of a painter's training: adversarial post-training. Knows no files and no data source.

A flow needs many steps and paints averages of what a sprite could be. Its copy, the student, learns to give a whole
sprite in one pass that a discriminator takes for a real one, while the flow, now the teacher, says what belongs in it
(Sauer et al. 2023, "Adversarial diffusion distillation").
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from spritedex.class_ids import FIELDS
from spritedex.config.painter import AdversarialSection
from spritedex.models.discriminator import (
    CROP,
    LOWEST_CROP,
    REACH,
    Discriminator,
    FrozenFeatures,
    Verdict,
    Views,
    accuracy,
    hinge,
    mismatch,
    realism,
)
from spritedex.models.painter import Painter
from spritedex.sampling import multistep, multistep_times
from spritedex.training.caption_encoder import CaptionEncoder
from spritedex.training.painter_stage import Asked, PainterStage, channels_last, mixed
from spritedex.training.painter_task import guided, predict
from spritedex.training.wrong_sentences import wrong_class_ids, wrong_sentences

DRAWING_STEPS: Final = 4
GUIDANCE_SCALE: Final = 4.0
TEACHER_TIMES: Final = (0.05, 0.55)
TEACHER_SHARE: Final = 4
"""The teacher looks at one of so many sprites."""
KNOWN_FROM: Final = 0.35
"""From this time on, a noisy sprite says which true one it was."""
_LIMIT: Final = 1.05
_DRAWN_WEIGHT, _WRONG_WEIGHT, _RIGHT_WEIGHT = 0.5, 0.5, 0.1
_RELATION: Final = tuple(FIELDS).index("relation")
_TIMES: Final = ((0.4, 0.0, 0.0), (0.25, 0.04, 0.24), (0.2, 0.24, 0.5), (0.15, 0.5, 0.9))
"""Share of the sprites, and the range that their times are drawn from."""


class AdversarialTask(PainterStage):
    """One step of the discriminator, then one of the student, on the same sprites.

    The first `twins` sprites of a batch are pairs of one sentence, drawn from pure noise. Words that do not fit are
    shown with real sprites only. `teacher` gives the weights of a teacher that is not what the stage begins at.
    """

    def __init__(
        self,
        network: Painter,
        text: CaptionEncoder,
        section: AdversarialSection,
        seed: int,
        names: Sequence[str],
        features: FrozenFeatures,
        twins: int,
        teacher: Callable[[], Mapping[str, Tensor]] | None = None,
    ) -> None:
        super().__init__(network, text, section, seed, names)
        self.section, self.twins, self._other_teacher = section, twins, teacher
        self.discriminator = Discriminator(text.encoder.width)
        # In tuples, so that frozen weights stay out of checkpoints.
        self._features, self._teacher = (features,), (copy.deepcopy(self.network),)

    @property
    def teacher(self) -> nn.Module:
        """The flow that says what belongs in a sprite."""
        return self._teacher[0]

    def begin_at(self, weights: Mapping[str, Tensor]) -> None:
        """Start from trained weights, which are the teacher's too where it has no other ones."""
        super().begin_at(weights)
        self.teacher.load_state_dict(self._other_teacher() if self._other_teacher else weights)

    def frozen(self) -> Sequence[nn.Module]:
        """The features and the teacher."""
        return *self._features, *self._teacher

    def peaks(self) -> Sequence[float]:
        """The highest learning rates of student and discriminator."""
        return self.section.learning_rate, self.section.discriminator_rate

    def configure_optimizers(self) -> Any:
        """Muon for the student, AdamW for the discriminator, both with short memories."""
        heads = torch.optim.AdamW(
            self.discriminator.parameters(), self.section.discriminator_rate, betas=(0.0, 0.99), weight_decay=0.0
        )
        return [self.muon(self.student, (0.5, 0.99), 0.0), heads]

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> None:
        """Both steps, with random times, noise, backgrounds, crops and wrong sentences."""
        real, count = channels_last(batch["sprite"]), len(batch["sprite"])
        generator, rng = self.randomness()
        asked, wrong = self._right_and_wrong(batch, rng)
        time = adversarial_times(count, generator, real.device)
        time[: self.twins] = 0
        noise = torch.randn(real.shape, generator=generator, device=real.device)
        drawn = predict(self.student, mixed(real, noise, time), time, asked)

        ground = torch.rand(count, 3, generator=generator, device=real.device)
        shift = tuple(int(step) for step in rng.integers(-REACH, REACH + 1, size=2))
        shape, limits = ((count + 1) // 2,), (LOWEST_CROP + 1, real.shape[3] - CROP + 1)
        corners = torch.stack(
            [torch.randint(limit, shape, generator=generator, device=real.device) for limit in limits], 1
        )
        (features,) = self._features
        views = features(drawn, ground, shift, corners)
        with torch.no_grad():
            real_views = features(real, ground, shift, corners)
        figures = self._teach_discriminator(batch, asked, wrong, real_views, views.detached())
        figures |= self._teach_student(batch, asked, time, drawn, views, generator)
        self.average()
        self.note(figures, count)

    def _right_and_wrong(self, batch: dict[str, Any], rng: np.random.Generator) -> tuple[Asked, Asked]:
        """What the batch asks for, and what it does not; encoded together."""
        wrong = wrong_sentences(batch["caption"], batch["subject"], rng)
        states, mask = (part.chunk(2) for part in self.text.captions([*batch["caption"], *wrong.captions]))
        subjects = self.text.subjects([*batch["subject"], *wrong.subjects]).chunk(2)
        ids, known = batch["class_ids"], channels_last(batch["known"])
        right = Asked(states[0], mask[0], ids, subjects[0], known)
        return right, Asked(states[1], mask[1], wrong_class_ids(ids, wrong), subjects[1], known)

    def _teach_discriminator(
        self, batch: dict[str, Any], asked: Asked, wrong: Asked, real: Views, drawn: Views
    ) -> dict[str, Tensor]:
        judge = self.discriminator
        with parametrize.cached():
            cond, wrong_cond = (_cond(judge, words) for words in (asked, wrong))
            of_real, of_drawn = judge(real, cond, self.twins, wrong_cond), judge(drawn, cond, self.twins)
        said = (asked.mask.sum(1) > 0) & (wrong.mask.sum(1) > 0)
        on_real, on_drawn, (on_wrong, on_right) = hinge(of_real, True), hinge(of_drawn, False), mismatch(of_real, said)
        loss = on_real + _DRAWN_WEIGHT * on_drawn + _WRONG_WEIGHT * on_wrong + _RIGHT_WEIGHT * on_right
        _, optimizer = self.optimizers()
        length = self.update(optimizer, loss, batch)
        parts = {"real": on_real, "drawn": on_drawn, "wrong_words": on_wrong, "right_words": on_right}
        figures = {f"discriminator/{name}": value.detach() for name, value in parts.items()}
        return figures | {"discriminator/accuracy": accuracy(of_real, of_drawn), "discriminator/gradient": length}

    def _teach_student(
        self,
        batch: dict[str, Any],
        asked: Asked,
        time: Tensor,
        drawn: Tensor,
        views: Views,
        generator: torch.Generator,
    ) -> dict[str, Tensor]:
        section, real = self.section, batch["sprite"]
        self.discriminator.requires_grad_(False)
        with parametrize.cached():
            verdict: Verdict = self.discriminator(views, _cond(self.discriminator, asked), self.twins)
        opinion = -realism(verdict)
        apart = self._from_teacher(asked, drawn, generator)
        known = ((time >= KNOWN_FROM) | (asked.class_ids[:, _RELATION] > 0)).float()
        from_true = ((drawn - real).square().mean((1, 2, 3)) * known).mean()
        loss = section.adversarial_weight * opinion + section.teacher_weight * apart + section.true_weight * from_true
        optimizer, _ = self.optimizers()
        length = self.update(optimizer, loss, batch)
        self.discriminator.requires_grad_(True)
        parts = {"loss": loss, "opinion": opinion, "teacher": apart, "true": from_true, "gradient": length}
        return {f"train/{name}": value.detach() for name, value in parts.items()}

    def _from_teacher(self, asked: Asked, drawn: Tensor, generator: torch.Generator) -> Tensor:
        """The squared distance of some drawn sprites to what the guided teacher makes of them from noise."""
        rows = torch.randperm(len(drawn), generator=generator, device=drawn.device)[
            : max(len(drawn) // TEACHER_SHARE, 1)
        ]
        chosen = drawn[rows]
        low, high = TEACHER_TIMES
        time = low + (high - low) * torch.rand(len(chosen), generator=generator, device=drawn.device)
        noise = torch.randn(chosen.shape, generator=generator, device=drawn.device)
        parts = asked.token_states, asked.mask, asked.class_ids, asked.subject, asked.known
        with torch.no_grad():
            noisy = mixed(chosen, noise, time)
            better = guided(self.teacher, noisy, time, Asked(*(part[rows] for part in parts)), GUIDANCE_SCALE)
        return (chosen - better.clamp(-_LIMIT, _LIMIT)).square().mean()

    @torch.no_grad()
    def draw(self, asked: Asked, generator: torch.Generator) -> Tensor:
        """In `DRAWING_STEPS` steps: at each, a whole sprite, mixed with fresh noise for the next."""

        def fresh_noise() -> Tensor:
            return torch.randn(asked.known.shape, generator=generator, device=asked.known.device)

        def denoise(noisy: Tensor, time: float) -> Tensor:
            return predict(self.network, noisy, torch.full((len(noisy),), time, device=noisy.device), asked)

        *_, last = multistep(denoise, fresh_noise(), multistep_times(DRAWING_STEPS), fresh_noise)
        sprites: Tensor = last.noisy
        return sprites


def adversarial_times(count: int, generator: torch.Generator, device: torch.device) -> Tensor:
    """Random times [count]: zero, or in one of the ranges of `_TIMES`, as often as it says."""
    which, within = torch.rand(2, count, generator=generator, device=device)
    time, share = torch.zeros_like(which), 0.0
    for part, low, high in _TIMES:
        time = torch.where(which >= share, low + (high - low) * within, time)
        share += part
    return time


def _cond(discriminator: Discriminator, asked: Asked) -> Tensor:
    return discriminator.cond(asked.token_states, asked.mask, asked.class_ids, asked.subject)
