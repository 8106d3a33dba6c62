"""painter: network, statistics, task, data and export from its configuration."""

from collections.abc import Sequence
from typing import Any, Final

import torch

from spritedex.architectures.record import Statistics
from spritedex.config.painter import PainterConfig
from spritedex.data.records import Record, portraits
from spritedex.models.backbones import make_backbone
from spritedex.models.efficientnet import EfficientNetLite
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.models.text import load_text_encoder
from spritedex.training.painter_data import (
    Captions,
    PaintingDataset,
    PlainPaintings,
    Sprites,
    collate_paintings,
    picture_weights,
)
from spritedex.training.painter_samples import PaintingSamples
from spritedex.training.painter_task import PainterTask
from spritedex.training.recipe import Recipe, picture_module, sample_rows, shown_styles
from spritedex.vocabulary import STYLES

PERCEPTUAL_BACKBONE: Final = "efficientnet-lite0"


def network(config: PainterConfig, state_width: int) -> Painter:
    """The network that the configuration describes, for token states of `state_width`."""
    m = config.model
    return Painter(state_width, m.channels, m.blocks, m.width, m.attention, m.bottleneck)


def statistics(config: PainterConfig, train: Sequence[Record]) -> Statistics:
    """For each style, in the order of `STYLES`, 1 if training shows it, else 0."""
    shown = shown_styles(train, config.data.style_weights.of())
    return {"styles": [float(style in shown) for style in STYLES]}


def recipe(config: PainterConfig, train: Sequence[Record], val: Sequence[Record]) -> Recipe:
    """Task and data of a run; validation uses one picture of each style of a species, of the styles trained on."""
    training, data = config.training, config.data
    encoder = load_text_encoder(config.model.text_encoder, "model.text_encoder")
    captions, weights = Captions(encoder, config.model.max_tokens), data.style_weights.of()

    def paintings(sprites: Sprites, rng_for: Any) -> PaintingDataset:
        shown = picture_weights(sprites.records, weights, data.back_share, data.shiny_share)
        return PaintingDataset(sprites, captions, shown, rng_for, training.recolor, training.augment)

    styles = shown_styles(train, weights)
    val = [record for record in portraits(val) if record.style in styles]
    seen, unseen = Sprites(train), Sprites(val)
    built = network(config, encoder.width)
    built.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    perception = _perception() if training.perception_weight else None
    task = PainterTask(built, training, [record.key for record in train], bool(val), perception)
    module = picture_module(
        training,
        lambda rng_for: paintings(seen, rng_for),
        (lambda: PlainPaintings(paintings(unseen, None))) if val else None,
        collate_paintings,
    )
    if not val:
        return Recipe(task, module)
    shown = PlainPaintings(paintings(unseen, None))
    samples = collate_paintings([shown[row] for row in sample_rows(shown)])
    return Recipe(task, module, lambda folder: PaintingSamples(folder, samples, seen, training.sample_every))


def _perception() -> Perception:
    backbone = make_backbone(PERCEPTUAL_BACKBONE, True, 0.0).network
    assert isinstance(backbone, EfficientNetLite)
    return Perception(backbone)
