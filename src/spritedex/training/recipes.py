"""What each architecture needs to train: network, task and data module from a configuration and records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from lightning.pytorch.callbacks import Callback
from torch.utils.data import DataLoader

from spritedex.config.load import RunConfig
from spritedex.config.sections import Cnn6Config, DecoderConfig, PainterConfig, ReaderConfig
from spritedex.data.audit import pixel_statistics
from spritedex.data.records import Field, Record, portraits
from spritedex.errors import DataError
from spritedex.models.backbones import make_backbone
from spritedex.models.cnn6 import Cnn6
from spritedex.models.decoder import Decoder
from spritedex.models.efficientnet import EfficientNetLite
from spritedex.models.losses import positive_weights
from spritedex.models.painter import Painter
from spritedex.models.perception import Perception
from spritedex.models.probe import ProbeTargets
from spritedex.models.reader import Reader
from spritedex.models.text import load_text_encoder
from spritedex.training.callbacks import SpriteSamples
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
from spritedex.training.pictures import (
    Canvases,
    CaptionStates,
    PictureModule,
    SpriteDataset,
    TypeDataset,
    collate_sprites,
)
from spritedex.training.reader_data import (
    NUM_AUGMENTED,
    AugmentedDataset,
    PlainDataset,
    collate_augmented,
    fact_targets,
)
from spritedex.training.reader_task import ReaderTask
from spritedex.training.tasks import SpriteTask, Task, TypeTask
from spritedex.training.teacher_features import load_teacher, teacher_features_of
from spritedex.vocabulary import STYLES, Style, multi_hot

SAMPLE_SPRITES: Final = 8
ARTWORK_WEIGHT: Final = 2.0
PERCEPTUAL_BACKBONE: Final = "efficientnet-lite0"
Statistics = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A task ready for the trainer; `samples`, given a folder, paints on the way."""

    task: Task
    module: PictureModule
    samples: Callable[[Path], Callback] | None = None


def needs(config: RunConfig) -> tuple[Field, ...]:
    """The fields that every record must have."""
    return ("text",) if isinstance(config, DecoderConfig | PainterConfig) else ("types",)


def cnn6_network(config: Cnn6Config) -> Cnn6:
    """The network that the configuration describes."""
    m = config.model
    return Cnn6(m.channels, hidden=m.hidden, dropout=m.dropout)


def reader_network(config: ReaderConfig, side_tasks: Mapping[str, int], pretrained: bool) -> Reader:
    """The network that the configuration describes, with or without the published weights of its backbone."""
    m = config.model
    backbone = make_backbone(m.backbone, pretrained and m.pretrained, m.drop_path)
    return Reader(backbone, m.embedding, m.dropout, side_tasks)


def decoder_network(config: DecoderConfig, state_width: int) -> Decoder:
    """The network that the configuration describes, for token states of `state_width`."""
    text, decoder = config.model.text_encoder, config.model.decoder
    return Decoder(
        state_width,
        hidden_dim=text.hidden_dim,
        nhead=text.nhead,
        num_encoder_layers=text.num_encoder_layers,
        noise_dim=decoder.noise_dim,
        base_channels=decoder.base_channels,
    )


def statistics_of(config: RunConfig, train: Sequence[Record]) -> Statistics:
    """What is computed from the training part once and stored with the run."""
    if isinstance(config, DecoderConfig):
        return {}
    if isinstance(config, PainterConfig):
        shown = _shown_styles(train, config.data.style_weights.of())
        return {"styles": [float(style in shown) for style in STYLES]}
    if isinstance(config, ReaderConfig):
        backbone = make_backbone(config.model.backbone, False, 0.0)
        return {"mean": list(backbone.mean), "std": list(backbone.std)}
    pixels = pixel_statistics(train, config.data.image_size)
    labels = torch.from_numpy(np.stack([multi_hot(record.types) for record in train]))
    return {
        "mean": [float(v) for v in pixels.mean],
        "std": [float(v) for v in pixels.std],
        "pos_weight": positive_weights(labels).tolist(),
    }


def _cnn6_recipe(config: Cnn6Config, train: Sequence[Record], val: Sequence[Record], statistics: Statistics) -> Recipe:
    mean, std = statistics["mean"], statistics["std"]
    seen, unseen = (Canvases(records, config.data.image_size) for records in (train, val))
    network = cnn6_network(config)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    task = TypeTask(
        network,
        config.training,
        [record.key for record in train],
        bool(val),
        torch.tensor(statistics["pos_weight"]),
    )
    module = _module(
        config,
        lambda rng_for: TypeDataset(seen, mean, std, rng_for if config.training.augment else None),
        (lambda: TypeDataset(unseen, mean, std)) if val else None,
    )
    return Recipe(task, module)


def _shown_styles(train: Sequence[Record], weights: Mapping[Style, float]) -> set[Style]:
    """The styles that training shows. Raises DataError if there is none."""
    shown = {record.style for record in train if weights[record.style]}
    if not shown:
        raise DataError("no training picture is of a style with a weight above 0; mend data.style_weights")
    return shown


def _reader_recipe(
    config: ReaderConfig, train: Sequence[Record], val: Sequence[Record], statistics: Statistics
) -> Recipe:
    size, weights = config.data.image_size, config.data.style_weights.of()
    seen, unseen = Canvases(train, size), Canvases(portraits(val), size)
    _shown_styles(train, weights)
    facts = fact_targets(train)
    network = reader_network(config, facts.widths if config.training.facts_weight else {}, pretrained=True)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    names = [record.key for record in train]
    mean, std = statistics["mean"], statistics["std"]
    o = config.training
    plain = portraits(train)
    probed = DataLoader(PlainDataset(Canvases(plain, size)), o.batch_size, collate_fn=collate_augmented)
    targets = ProbeTargets(
        torch.from_numpy(np.stack([multi_hot(record.types) for record in plain])),
        [record.family for record in plain],
        torch.tensor([ARTWORK_WEIGHT if record.style == "artwork" else 1.0 for record in plain]),
        teacher_features_of(plain, load_teacher(o.teacher_encoder if any(record.text for record in plain) else "")),
    )
    frozen = config.model.pretrained and config.model.backbone != "residual"
    task = ReaderTask(network, o, names, bool(val), facts, size, mean, std, probed, targets, frozen)
    module = PictureModule(
        lambda rng_for: AugmentedDataset(seen, weights, rng_for, o.augment),
        (lambda: PlainDataset(unseen)) if val else None,
        batch_size=o.batch_size // NUM_AUGMENTED,
        seed=o.seed,
        num_workers=o.num_workers,
        collate=collate_augmented,
    )
    return Recipe(task, module)


def _decoder_recipe(
    config: DecoderConfig, train: Sequence[Record], val: Sequence[Record], statistics: Statistics
) -> Recipe:
    encoder = load_text_encoder(config.model.text_encoder.model_name)
    train_states, val_states = (CaptionStates(r, encoder, config.model.text_encoder.max_tokens) for r in (train, val))
    if config.training.num_workers:
        train_states.encode_all()
    seen, unseen = (Canvases(records, config.data.image_size) for records in (train, val))
    task = SpriteTask(
        decoder_network(config, encoder.width),
        config.training,
        [record.key for record in train],
        bool(val),
        config.model.decoder.noise_dim,
    )
    module = _module(
        config,
        lambda rng_for: SpriteDataset(seen, train_states, rng_for if config.training.augment else None),
        (lambda: SpriteDataset(unseen, val_states)) if val else None,
        collate_sprites,
    )
    shown = SpriteDataset(unseen, val_states) if val else SpriteDataset(seen, train_states)
    every = max(len(shown) // SAMPLE_SPRITES, 1)
    samples = collate_sprites([shown.shortest(i) for i in range(0, len(shown), every)][:SAMPLE_SPRITES])
    tokens = [encoding.tokens for encoding in encoder.tokenizer.encode_batch(samples["caption"])]
    every_epochs = config.training.sample_every
    return Recipe(task, module, lambda folder: SpriteSamples(folder, samples | {"tokens": tokens}, every_epochs))


def painter_network(config: PainterConfig, state_width: int) -> Painter:
    """The network that the configuration describes, for token states of `state_width`."""
    m = config.model
    return Painter(state_width, m.channels, m.blocks, m.width)


def _painter_recipe(
    config: PainterConfig, train: Sequence[Record], val: Sequence[Record], statistics: Statistics
) -> Recipe:
    encoder = load_text_encoder(config.model.text_encoder, "model.text_encoder")
    o, captions = config.training, Captions(encoder, config.model.max_tokens)
    weights = config.data.style_weights.of()

    def paintings(sprites: Sprites, rng_for: Any) -> PaintingDataset:
        shown = picture_weights(sprites.records, weights, config.data.back_share, config.data.shiny_share)
        return PaintingDataset(sprites, captions, shown, rng_for, o.recolor, o.augment)

    shown_styles = _shown_styles(train, weights)
    val = [record for record in portraits(val) if record.style in shown_styles]
    seen, unseen = Sprites(train), Sprites(val)
    network = painter_network(config, encoder.width)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    perception = _perception() if o.perception_weight else None
    task = PainterTask(network, o, [record.key for record in train], bool(val), perception)
    module = _module(
        config,
        lambda rng_for: paintings(seen, rng_for),
        (lambda: PlainPaintings(paintings(unseen, None))) if val else None,
        collate_paintings,
    )
    if not val:
        return Recipe(task, module)
    shown = PlainPaintings(paintings(unseen, None))
    every = max(len(shown) // SAMPLE_SPRITES, 1)
    samples = collate_paintings([shown[i] for i in range(0, len(shown), every)][:SAMPLE_SPRITES])
    return Recipe(task, module, lambda folder: PaintingSamples(folder, samples, seen, o.sample_every))


def _perception() -> Perception:
    network = make_backbone(PERCEPTUAL_BACKBONE, True, 0.0).network
    assert isinstance(network, EfficientNetLite)
    return Perception(network)


def _module(config: RunConfig, make_train: Any, make_val: Any, collate: Any = None) -> PictureModule:
    o = config.training
    return PictureModule(
        make_train,
        make_val,
        batch_size=o.batch_size,
        seed=o.seed,
        num_workers=o.num_workers,
        collate=collate,
    )


_RECIPES: Final[dict[str, Callable[..., Recipe]]] = {
    "cnn6": _cnn6_recipe,
    "reader": _reader_recipe,
    "decoder": _decoder_recipe,
    "painter": _painter_recipe,
}


def make_recipe(config: RunConfig, train: Sequence[Record], val: Sequence[Record], statistics: Statistics) -> Recipe:
    """Network, task and data module; the weights start from `training.seed`."""
    torch.manual_seed(config.training.seed)
    return _RECIPES[config.model.name](config, train, val, statistics)
