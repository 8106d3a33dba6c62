"""reader: network, statistics, task, data and export from its configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from spritedex.architectures.record import Parts, Statistics
from spritedex.config.base import OFFLINE_TEXT_ENCODER
from spritedex.config.reader import NUM_AUGMENTED, ReaderConfig
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.data.known_sources import ANIMALS
from spritedex.data.records import Record, portraits
from spritedex.models.backbones import make_backbone
from spritedex.models.probe import ProbeTargets
from spritedex.models.reader import Mirrored, Reader
from spritedex.runtime.classifier import prepare
from spritedex.training.export_plan import ExportPlan, classifier_config
from spritedex.training.inferred_types import inferred_types
from spritedex.training.pictures import Canvases, PictureModule
from spritedex.training.reader_data import (
    AugmentedDataset,
    NamedDataset,
    PlainDataset,
    collate_augmented,
    fact_targets,
    named_phrases,
)
from spritedex.training.reader_task import ReaderTask
from spritedex.training.recipe import Recipe, Stages, epoch_recipe, labels_of, picture_module, shown_styles
from spritedex.training.teacher_features import load_teacher, teacher_features_of
from spritedex.training.words_task import WordsTask
from spritedex.vocabulary import TYPES

ARTWORK_WEIGHT: Final = 2.0
EXAMPLES: Final = 8
_UNCHANGED: Final = (
    "the types are fitted before the first epoch and stay as they are (training.backbone_rate 0), so the val/ metrics "
    "are the same in all epochs; the epochs train what looks alike, and the best one is chosen by train/loss"
)


def network(config: ReaderConfig, side_tasks: Mapping[str, int], pretrained: bool) -> Reader:
    """The network that the configuration describes; with `pretrained`, its backbone has its published weights."""
    m = config.model
    backbone = make_backbone(m.backbone, pretrained and m.pretrained, m.drop_path)
    return Reader(backbone, m.embedding, m.dropout, side_tasks)


def statistics(config: ReaderConfig) -> Statistics:
    """Mean and deviation of the pixels, in [0, 1], that the backbone was trained with."""
    backbone = make_backbone(config.model.backbone, False, 0.0)
    return {"mean": list(backbone.mean), "std": list(backbone.std)}


def stages(config: ReaderConfig, parts: Parts, statistics: Statistics) -> Stages:
    """What is seen is called first, where there are pictures with words beside the data; then the types."""
    typed = [*parts.train, *(record for record in parts.more if record.types)]
    named = [record for record in parts.more if record.words] if config.words.num_epochs else []
    types = {"": lambda: _types_recipe(config, typed, parts, statistics)}
    return {"words": lambda: _words_recipe(config, typed, named, statistics)} | types if named else types


def _named_creatures(more: Sequence[Record]) -> list[Record]:
    """The pictures of creatures that have a name and no types."""
    creatures = (record for record in more if record.medium != "emoji" or record.group == ANIMALS)
    return [record for record in creatures if record.words and not record.types]


def _words_recipe(
    config: ReaderConfig, typed: Sequence[Record], named: Sequence[Record], statistics: Statistics
) -> Recipe:
    section, size = config.words, config.data.image_size
    values = {name: getattr(section, name) for name in type(section).model_fields}
    training = config.training.model_copy(update={**values, "ema_decay": 0.0, "early_stop_patience": 0})
    built = _built(config, typed)
    canvases = Canvases(named, size)
    encoder = load_teacher(training.teacher_encoder or OFFLINE_TEXT_ENCODER)
    assert encoder is not None
    names = [record.key for record in named]
    mean, std = statistics["mean"], statistics["std"]
    task = WordsTask(built, training, names, size, mean, std, named_phrases(named), encoder)
    module = picture_module(training, lambda rng_for: NamedDataset(canvases, rng_for), None, collate_augmented)
    return epoch_recipe(training, task, module)


def _built(config: ReaderConfig, typed: Sequence[Record]) -> Reader:
    widths = fact_targets(typed).widths if config.training.facts_weight and config.backbone_rate else {}
    built = network(config, widths, pretrained=True)
    built.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return built


def _types_recipe(config: ReaderConfig, train: Sequence[Record], parts: Parts, statistics: Statistics) -> Recipe:
    val = parts.val
    size, weights, training = config.data.image_size, config.data.style_weights.of(), config.training
    seen, unseen = Canvases(train, size), Canvases(portraits(val), size)
    shown_styles(train, weights)
    facts = fact_targets(train)
    built = _built(config, train)
    plain = portraits(train)
    named = _named_creatures(parts.more) if any(record.words for record in plain) else []
    probed = PlainDataset(Canvases([*plain, *named], size))
    task = ReaderTask(
        built,
        training,
        [record.key for record in train],
        bool(val),
        facts,
        size,
        statistics["mean"],
        statistics["std"],
        DataLoader(probed, training.batch_size, collate_fn=collate_augmented),
        _probe_targets(plain, named, training.teacher_encoder),
        frozen_norms=bool(config.model.pretrained_backbone),
        backbone_rate=config.backbone_rate,
    )
    module = PictureModule(
        lambda rng_for: AugmentedDataset(seen, weights, rng_for, training.augment),
        (lambda: PlainDataset(unseen)) if val else None,
        batch_size=training.batch_size // NUM_AUGMENTED,
        seed=training.seed,
        num_workers=training.num_workers,
        collate=collate_augmented,
    )
    recipe = epoch_recipe(training, task, module)
    return recipe if config.backbone_rate or not val else replace(recipe, unchanged=_UNCHANGED)


def _probe_targets(plain: Sequence[Record], named: Sequence[Record], teacher_encoder: str) -> ProbeTargets:
    """What the linear probe is fitted to: types, and of `named` creatures likely ones.

    A text encoder is loaded only where there is a text to read.
    """
    encoder = load_teacher(teacher_encoder if any(record.text for record in plain) else "")
    inferred = torch.zeros(0, len(TYPES))
    if named:
        names_encoder = encoder or load_teacher(OFFLINE_TEXT_ENCODER)
        assert names_encoder is not None
        inferred = inferred_types(named, plain, names_encoder)
    return ProbeTargets(
        labels_of(plain),
        [record.family for record in plain],
        [record.number for record in plain],
        torch.tensor([ARTWORK_WEIGHT if record.style == "artwork" else 1.0 for record in plain]),
        teacher_features_of(plain, encoder),
        inferred,
    )


def export_plan(config: ReaderConfig, statistics: Statistics, network: nn.Module) -> ExportPlan:
    """Pixels to logits and embedding."""
    module = Mirrored(network).eval() if config.model.mirrored else network
    pixels = _drawn_pixels(config.data.image_size, statistics["mean"], statistics["std"])
    values = classifier_config(config, statistics, embedding=config.model.embedding)
    return ExportPlan(module, {"pixels": pixels}, ["logits", "embedding"], {"pixels": {0: "batch"}}, values)


def _drawn_pixels(size: int, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Creatures of our own drawing as the network sees them, float32 [8, 3, size, size]: noise is unlike any creature,
    and the differences it gives would say little."""
    drawn = [draw_creature(creature.appearance, size) for creature in creatures(EXAMPLES, seed=0)]
    return torch.from_numpy(np.stack([prepare(rgba, size, mean, std) for rgba in drawn]))
