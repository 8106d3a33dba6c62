"""painter: network, statistics, task, data and export from its configuration."""

from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import nn

from spritedex.architectures.record import Statistics
from spritedex.config.painter import PainterConfig
from spritedex.data.records import Record, portraits
from spritedex.models.backbones import make_backbone
from spritedex.models.efficientnet import EfficientNetLite
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.models.text import load_text_encoder
from spritedex.training.export_plan import BATCH_TOKENS, ExportPlan, fixed_noise
from spritedex.training.painter_data import (
    Captions,
    PaintingDataset,
    PlainPaintings,
    Sprites,
    collate_paintings,
    picture_weights,
)
from spritedex.training.painter_samples import PaintingSamples
from spritedex.training.painter_task import GUIDED, PainterTask
from spritedex.training.recipe import Recipe, picture_module, sample_rows, shown_styles
from spritedex.vocabulary import STYLES

PERCEPTUAL_BACKBONE: Final = "efficientnet-lite0"
NUM_STEPS: Final = 24
GUIDANCE_SCALE: Final = 5.0


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


def export_plan(config: PainterConfig, statistics: Statistics, network: nn.Module, state_width: int) -> ExportPlan:
    """A noisy sprite, its time and its conditioning to the clean sprite."""
    inputs = {
        "noisy": fixed_noise(2, 4, 64, 64),
        "time": torch.tensor([0.2, 0.7]),
        "token_states": fixed_noise(2, 9, state_width),
        "mask": torch.tensor([[1] * 9, [0] * 9]),
        "class_ids": torch.tensor([[0, 0, 0, 0], [3, 1, 1, 1]]),
    }
    dynamic = {name: BATCH_TOKENS if name in ("token_states", "mask") else {0: "batch"} for name in inputs}
    values = {
        "architecture": config.model.name,
        "image_size": config.data.image_size,
        "max_tokens": config.model.max_tokens,
        "styles": {style: number for number, style in enumerate(STYLES) if statistics["styles"][number]},
        "any_style": len(STYLES),
        "num_steps": NUM_STEPS,
        "guidance_scale": GUIDANCE_SCALE,
        "guided_from": GUIDED[0],
        "guided_to": GUIDED[1],
        "model": config.model.model_dump(mode="json"),
    }
    return ExportPlan(network, inputs, ["clean"], dynamic, values)
