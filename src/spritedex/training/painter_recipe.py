"""painter: network, statistics, and the stages of its training from its configuration."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

import torch
from lightning.pytorch.callbacks import Callback

from spritedex.architectures.record import Statistics
from spritedex.bundle.lexicon import LEXICON
from spritedex.class_ids import FIELDS
from spritedex.config.painter import PainterConfig, StageSection
from spritedex.data.credits import CREDITS, credits_of
from spritedex.data.records import Record
from spritedex.models.backbones import make_backbone
from spritedex.models.discriminator import FrozenFeatures
from spritedex.models.efficientnet import EfficientNetLite
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.models.text import load_text_encoder
from spritedex.sentence import Lexicon
from spritedex.training.adversarial_task import AdversarialTask
from spritedex.training.callbacks import MetricsFile, Stopwatch
from spritedex.training.caption_encoder import CaptionEncoder
from spritedex.training.initial_weights import initial_weights
from spritedex.training.painter_callbacks import TEACHER, ClockedCheckpoint, Pace, SentenceSheets, TeacherFile
from spritedex.training.painter_data import Paintings, Portraits, lexicon_of
from spritedex.training.painter_module import PaintingModule
from spritedex.training.painter_pictures import Pictures, group_of, style_of
from spritedex.training.painter_stage import PainterStage
from spritedex.training.painter_task import FlowTask
from spritedex.training.plots import draw_progress
from spritedex.training.recipe import Recipe, Stages
from spritedex.training.runs import Run

BACKBONE: Final = "efficientnet-lite0"
_DRAW_EVERY: Final = 10
_NEEDS: Final = "the stage begins at a flow; give {init_from}, or set flow.sprites above 0"
_TWINS_SHARE: Final = 8


def network(config: PainterConfig, state_width: int) -> Painter:
    """The network that the configuration describes, for token states of `state_width`."""
    m = config.model
    return Painter(state_width, m.channels, m.blocks, m.width, m.attention, m.bottleneck)


def statistics(config: PainterConfig, train: Sequence[Record]) -> Statistics:
    """For each style, in the order of the class ids, 1 if training shows it, else 0."""
    shares = config.data.shares
    shown = {style_of(record) for record in train if shares.get(group_of(record, shares))}
    return {"styles": [float(style in shown) for style in FIELDS["style"]]}


def stages(config: PainterConfig, train: Sequence[Record], val: Sequence[Record]) -> Stages:
    """The stages that the configuration does not leave out; they share pictures and text encoder."""
    studio = _Studio(config, train, val)
    built = {
        "flow": (config.flow, studio.flow),
        "adversarial": (config.adversarial, studio.adversarial),
    }
    return {name: build for name, (section, build) in built.items() if section.sprites != 0}


class _Studio:
    """What the stages share, made when the first needs it."""

    def __init__(self, config: PainterConfig, train: Sequence[Record], val: Sequence[Record]) -> None:
        self.config, self.train, self.val = config, train, val

    @cached_property
    def pictures(self) -> Pictures:
        return Pictures(self.train, self.config.data)

    @cached_property
    def text(self) -> CaptionEncoder:
        model = self.config.model
        return CaptionEncoder(load_text_encoder(model.text_encoder, "model.text_encoder"), model.max_tokens)

    @cached_property
    def lexicon(self) -> Lexicon:
        return lexicon_of(self.train)

    def flow(self) -> Recipe:
        section, seed = self.config.flow, self.config.training.seed
        perception = Perception(_backbone()) if section.perception_weight else None
        task = FlowTask(self._network(), self.text, section, seed, self._names(), perception)
        val = Portraits(Pictures(self.val, self.config.data)) if self.val else None
        return self._recipe("flow", section, task, self._module(0, section, 0, val), [])

    def adversarial(self) -> Recipe:
        section, seed = self.config.adversarial, self.config.training.seed
        twins = section.batch_size // _TWINS_SHARE * 2 if self.pictures.twins else 0
        features = FrozenFeatures(_backbone())
        built, source = self._network(), section.teacher
        teacher = (lambda: initial_weights(built, source).weights) if source else None
        task = AdversarialTask(built, self.text, section, seed, self._names(), features, twins, teacher)
        recipe = self._recipe("adversarial", section, task, self._module(1, section, twins, None), [_teacher_file])
        return replace(recipe, needs_weights=_NEEDS, in_turn=True)

    def _network(self) -> Painter:
        built = network(self.config, self.text.encoder.width)
        built.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return built

    def _names(self) -> list[str]:
        return [record.key for record in self.train]

    def _module(self, stage: int, section: StageSection, twins: int, val: Portraits | None) -> PaintingModule:
        training = self.config.training
        assert training.epoch_steps
        return PaintingModule(
            partial(Paintings, self.pictures),
            val,
            batch_size=section.batch_size,
            epoch_steps=training.epoch_steps,
            twins=twins,
            seed=(training.seed, stage),
            num_workers=training.num_workers,
        )

    def _recipe(
        self,
        name: str,
        section: StageSection,
        task: PainterStage,
        module: PaintingModule,
        more: Sequence[Callable[[Run], Callback]],
    ) -> Recipe:
        training, styles = self.config.training, self.pictures.styles
        style = "pixel" if "pixel" in styles else min(styles)

        def callbacks(run: Run, stopwatch: Stopwatch) -> list[Callback]:
            sheets = SentenceSheets(
                run.place / "samples", training.sentences, self.lexicon, style, training.sheet_minutes
            )
            return [
                Pace(section.sprites, section.minutes, stopwatch),
                MetricsFile(run.place, draw_progress, _DRAW_EVERY),
                sheets,
                *(make(run) for make in more),
                ClockedCheckpoint(run.last, training.checkpoint_minutes),
            ]

        files = {LEXICON: json.dumps(self.lexicon.to_json()).encode()}
        if any(record.author for record in self.train):
            files[CREDITS] = credits_of(self.train).encode()
        options = {"use_distributed_sampler": False, "limit_val_batches": None if module.val is not None else 0}
        return Recipe(task, module, callbacks, None, f"{name}.batch_size", options, files=files)


def _teacher_file(run: Run) -> Callback:
    return TeacherFile(run.place / TEACHER, resumed=run.last.is_file())


def _backbone() -> EfficientNetLite:
    network = make_backbone(BACKBONE, True, 0.0).network
    assert isinstance(network, EfficientNetLite)
    return network
