"""decoder: the generator of the Pokemon Sprite Generator, as its document describes it. The baseline."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from spritedex.architectures.bundle_config import GeneratorConfig
from spritedex.architectures.origins import with_text_encoder
from spritedex.architectures.record import Architecture, Origin, Parts, Statistics
from spritedex.config.decoder import DecoderConfig
from spritedex.data.records import Record

if TYPE_CHECKING:
    from torch import nn

    from spritedex.runtime.engine import Engine
    from spritedex.training.export_plan import ExportPlan
    from spritedex.training.recipe import Stages

_LIMITS: Final = (
    "A regression decoder generates the average of all creatures that fit the words: expect soft blobs, nearly the "
    "same for every seed, and look at its sprites before trusting it with a color. It knows only the words of the "
    "creatures that it saw."
)


class DecoderBundleConfig(GeneratorConfig):
    """`config.json`: a network that generates a sprite in one step from a vector of `noise_dim` noise values."""

    architecture: Literal["decoder"]
    noise_dim: Annotated[int, Field(ge=1)]


def _network(config: DecoderConfig, state_width: int) -> "nn.Module":
    from spritedex.training.decoder_recipe import network

    return network(config, state_width)


def _statistics(config: DecoderConfig, train: Sequence[Record]) -> Statistics:
    return {}


def _stages(config: DecoderConfig, parts: Parts, statistics: Statistics) -> "Stages":
    from spritedex.training.decoder_recipe import recipe

    return {"": lambda: recipe(config, parts.train, parts.val)}


def _export(
    config: DecoderConfig, statistics: Statistics, network: "nn.Module", state_width: int, stage: str
) -> "ExportPlan":
    from spritedex.training.decoder_recipe import export_plan

    return export_plan(config, network, state_width)


def _engine(folder: Any, config: DecoderBundleConfig) -> "Engine":
    from spritedex.runtime.decoder import DecoderEngine

    return DecoderEngine(folder, config)


def _origin(model: Mapping[str, Any]) -> Origin:
    return with_text_encoder(model["text_encoder"]["model_name"])


DECODER: Final = Architecture(
    name="decoder",
    summary="The Pokemon Sprite Generator's text-to-sprite decoder.",
    kind="generator",
    config=DecoderConfig,
    bundle_config=DecoderBundleConfig,
    needs=("text",),
    network=_network,
    statistics=_statistics,
    stages=_stages,
    export=_export,
    engine=_engine,
    origin=_origin,
    limits=_LIMITS,
    text_encoder="model.text_encoder.model_name",
    mantissa_bits=5,
)
