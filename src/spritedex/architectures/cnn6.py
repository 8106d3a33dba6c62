"""cnn6: the classifier of Himantes, as its document describes it. The baseline."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from spritedex.architectures.origins import trained_here
from spritedex.architectures.record import CLASSIFIER_LIMITS, Architecture, Parts, Statistics
from spritedex.config.cnn6 import Cnn6Config
from spritedex.data.records import Record

if TYPE_CHECKING:
    from torch import nn

    from spritedex.training.export_plan import ExportPlan
    from spritedex.training.recipe import Stages


def _network(config: Cnn6Config, state_width: int) -> "nn.Module":
    from spritedex.training.cnn6_recipe import network

    return network(config)


def _statistics(config: Cnn6Config, train: Sequence[Record]) -> Statistics:
    from spritedex.training.cnn6_recipe import statistics

    return statistics(config, train)


def _stages(config: Cnn6Config, parts: Parts, statistics: Statistics) -> "Stages":
    from spritedex.training.cnn6_recipe import recipe

    return {"": lambda: recipe(config, parts.train, parts.val, statistics)}


def _export(
    config: Cnn6Config, statistics: Statistics, network: "nn.Module", state_width: int, stage: str
) -> "ExportPlan":
    from spritedex.training.cnn6_recipe import export_plan

    return export_plan(config, statistics, network)


CNN6: Final = Architecture(
    name="cnn6",
    summary="Himantes' classifier: a 6-layer CNN with class weights.",
    kind="classifier",
    config=Cnn6Config,
    bundle_config=None,
    needs=("types",),
    network=_network,
    statistics=_statistics,
    stages=_stages,
    export=_export,
    engine=None,
    origin=trained_here,
    limits=CLASSIFIER_LIMITS,
    mantissa_bits=7,
)
