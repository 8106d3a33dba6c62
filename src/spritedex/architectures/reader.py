"""reader: the classifier that ships. Features of a pretrained backbone, a color histogram, linear heads."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from spritedex.architectures.origins import from_backbone, from_efficientnet, trained_here
from spritedex.architectures.record import CLASSIFIER_LIMITS, Architecture, Origin, Parts, Statistics
from spritedex.config.reader import OFFLINE_BACKBONES, ReaderConfig, ReaderModel
from spritedex.data.records import Record

if TYPE_CHECKING:
    from torch import nn

    from spritedex.training.export_plan import ExportPlan
    from spritedex.training.recipe import Stages


def _network(config: ReaderConfig, state_width: int) -> "nn.Module":
    from spritedex.training.reader_recipe import network

    return network(config, {}, pretrained=False)


def _statistics(config: ReaderConfig, train: Sequence[Record]) -> Statistics:
    from spritedex.training.reader_recipe import statistics

    return statistics(config)


def _stages(config: ReaderConfig, parts: Parts, statistics: Statistics) -> "Stages":
    from spritedex.training.reader_recipe import stages

    return stages(config, parts, statistics)


def _more(config: ReaderConfig, source: str) -> Sequence[Record]:
    from spritedex.data.gather import beside

    return beside(source) if config.data.more else ()


def _export(
    config: ReaderConfig, statistics: Statistics, network: "nn.Module", state_width: int, stage: str
) -> "ExportPlan":
    from spritedex.training.reader_recipe import export_plan

    return export_plan(config, statistics, network)


def _origin(model: Mapping[str, Any]) -> Origin:
    backbone = ReaderModel(**model).pretrained_backbone
    if not backbone:
        return trained_here(model)
    return from_efficientnet(backbone) if backbone in OFFLINE_BACKBONES else from_backbone(backbone)


READER: Final = Architecture(
    name="reader",
    summary="The classifier that ships: pretrained features, all styles of picture, facts as side tasks.",
    kind="classifier",
    config=ReaderConfig,
    bundle_config=None,
    needs=("types",),
    network=_network,
    statistics=_statistics,
    stages=_stages,
    export=_export,
    engine=None,
    origin=_origin,
    limits=CLASSIFIER_LIMITS,
    training_only="sides.",
    stage_names=("words", ""),
    shared_stage="words",
    more=_more,
    recipe_version=5,
    mantissa_bits=6,
    has_gallery=True,
)
