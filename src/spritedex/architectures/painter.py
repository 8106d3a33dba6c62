"""painter: the generator that ships. A rectified flow on RGBA pixels, guided by text, style, pose and coloring."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, field_validator

from spritedex.architectures.bundle_config import GeneratorConfig, Share
from spritedex.architectures.origins import with_text_encoder
from spritedex.architectures.record import Architecture, Origin, Parts, Statistics
from spritedex.class_ids import FIELDS
from spritedex.config.painter import PainterConfig
from spritedex.data.records import Record

if TYPE_CHECKING:
    from torch import nn

    from spritedex.runtime.engine import Engine
    from spritedex.training.export_plan import ExportPlan
    from spritedex.training.recipe import Stages

_LIMITS: Final = (
    "It learnt from a few hundred families of creatures, so it knows only the words, shapes and colors that these "
    "have, and may come near one of them: look at the nearest known creature before you use a sprite. It is no "
    "guarantee that a sprite is free of others' rights."
)


class PainterBundleConfig(GeneratorConfig):
    """`config.json`: a flow that generates in `num_steps` steps of `sampler`, a function of `spritedex.sampling`.

    Guidance by `guidance_scale` (1: none) applies from time `guided_from` to just before `guided_to`. `styles` are
    those that it draws, a style of `spritedex.class_ids` for each name. A sprite whose subject has a sketch begins at
    it, of which `sketch_strength` is redrawn; with 0, all begin at noise. Of a model that draws little `from_noise`, a
    monster stands in for a subject that no sketch shows.
    """

    architecture: Literal["painter"]
    styles: Annotated[dict[str, str], Field(min_length=1)]
    sampler: Literal["solve", "multistep"] = "solve"
    num_steps: Annotated[int, Field(ge=1, le=200)]
    guidance_scale: Annotated[float, Field(ge=0, le=20)]
    guided_from: Share
    guided_to: Share = 1.0
    sketch_strength: Share = 0.0
    from_noise: bool = True

    @field_validator("styles")
    @classmethod
    def _known_styles(cls, styles: dict[str, str]) -> dict[str, str]:
        if unknown := [style for style in styles.values() if style not in FIELDS["style"]]:
            raise ValueError(f"unknown style {unknown[0]!r}")
        return styles


def _network(config: PainterConfig, state_width: int) -> "nn.Module":
    from spritedex.training.painter_recipe import network

    return network(config, state_width)


def _statistics(config: PainterConfig, train: Sequence[Record]) -> Statistics:
    from spritedex.training.painter_recipe import statistics

    return statistics(config, train)


def _settle(config: PainterConfig, pictures: int, accelerated: bool) -> tuple[PainterConfig, str]:
    settled = config.settled(pictures, accelerated)
    pairs = (("flow", config.flow, settled.flow), ("adversarial", config.adversarial, settled.adversarial))
    chosen = [f"{name}.sprites {new.sprites:,}" for name, old, new in pairs if new.sprites != old.sprites]
    return settled, f"for {pictures:,} training pictures: {', '.join(chosen)}" if chosen else ""


def _stages(config: PainterConfig, parts: Parts, statistics: Statistics) -> "Stages":
    from spritedex.training.painter_recipe import stages

    return stages(config, parts.train, parts.val)


def _export(
    config: PainterConfig, statistics: Statistics, network: "nn.Module", state_width: int, stage: str
) -> "ExportPlan":
    from spritedex.training.painter_export import export_plan

    return export_plan(config, statistics, network, state_width, stage)


def _engine(folder: Any, config: PainterBundleConfig) -> "Engine":
    from spritedex.runtime.painter import PainterEngine

    return PainterEngine(folder, config)


def _origin(model: Mapping[str, Any]) -> Origin:
    return with_text_encoder(model["text_encoder"])


PAINTER: Final = Architecture(
    name="painter",
    summary="The generator that ships: a rectified flow on RGBA pixels, conditioned on text, style, pose and coloring.",
    kind="generator",
    config=PainterConfig,
    bundle_config=PainterBundleConfig,
    needs=("text",),
    network=_network,
    statistics=_statistics,
    stages=_stages,
    stage_names=("flow", "adversarial"),
    settle=_settle,
    run_files=("lexicon.json",),
    export=_export,
    mantissa_bits=5,
    engine=_engine,
    origin=_origin,
    limits=_LIMITS,
    text_encoder="model.text_encoder",
    accepts_options=True,
)
