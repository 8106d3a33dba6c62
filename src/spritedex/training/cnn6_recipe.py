"""cnn6: network, statistics, task, data and export from its configuration."""

from collections.abc import Sequence

import torch
from torch import nn

from spritedex.architectures.record import Statistics
from spritedex.config.cnn6 import Cnn6Config
from spritedex.data.audit import pixel_statistics
from spritedex.data.records import Record
from spritedex.models.cnn6 import Cnn6
from spritedex.models.losses import positive_weights
from spritedex.training.cnn6_task import TypeTask
from spritedex.training.export_plan import ExportPlan, classifier_config, fixed_noise
from spritedex.training.pictures import Canvases, TypeDataset
from spritedex.training.recipe import Recipe, epoch_recipe, labels_of, picture_module


def network(config: Cnn6Config) -> Cnn6:
    """The network that the configuration describes."""
    m = config.model
    return Cnn6(m.channels, hidden=m.hidden, dropout=m.dropout)


def statistics(config: Cnn6Config, train: Sequence[Record]) -> Statistics:
    """Mean and deviation of the training pixels, in [0, 1], and the weight of each type's positives."""
    pixels = pixel_statistics(train, config.data.image_size)
    return {
        "mean": [float(v) for v in pixels.mean],
        "std": [float(v) for v in pixels.std],
        "pos_weight": positive_weights(labels_of(train)).tolist(),
    }


def recipe(config: Cnn6Config, train: Sequence[Record], val: Sequence[Record], statistics: Statistics) -> Recipe:
    """Task and data of a run."""
    mean, std, training = statistics["mean"], statistics["std"], config.training
    seen, unseen = (Canvases(records, config.data.image_size) for records in (train, val))
    built = network(config)
    built.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    pos_weight = torch.tensor(statistics["pos_weight"])
    task = TypeTask(built, training, [record.key for record in train], bool(val), pos_weight)
    module = picture_module(
        training,
        lambda rng_for: TypeDataset(seen, mean, std, rng_for if training.augment else None),
        (lambda: TypeDataset(unseen, mean, std)) if val else None,
    )
    return epoch_recipe(training, task, module)


def export_plan(config: Cnn6Config, statistics: Statistics, network: nn.Module) -> ExportPlan:
    """Pixels to logits."""
    size = config.data.image_size
    inputs = {"pixels": fixed_noise(2, 3, size, size)}
    return ExportPlan(network, inputs, ["logits"], {"pixels": {0: "batch"}}, classifier_config(config, statistics))
