"""The YAML file of `spritedex train painter`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from spritedex.config.base import (
    OFFLINE_TEXT_ENCODER,
    BelowOne,
    Fraction,
    ModelSection,
    NotNegative,
    Positive,
    RunConfig,
    Schedule,
    StyledData,
    StyleWeights,
    TrainingSection,
)

Eighth = Annotated[int, Field(ge=8, multiple_of=8)]


class PainterModel(ModelSection):
    """The generator that ships: an hourglass of convolutions at 64, 32 and 16 pixels.

    `channels` and `blocks` are those of the three levels, `width` that of the conditioning. `attention` blocks at
    16x16 attend to places and words, `bottleneck` blocks are a transformer at 8x8; 0 leaves them out. `text_encoder` is
    all-MiniLM-L6-v2 (offline, from PyPI), a Hub name or a folder; captions are cut after `max_tokens` word pieces.
    """

    name: Literal["painter"] = "painter"
    text_encoder: str = OFFLINE_TEXT_ENCODER
    max_tokens: Annotated[int, Field(ge=4, le=512)] = 64
    channels: tuple[Eighth, Eighth, Eighth] = (32, 64, 128)
    blocks: tuple[Positive, Positive, Positive] = (2, 2, 2)
    width: Eighth = 256
    attention: Annotated[int, Field(ge=0)] = 2
    bottleneck: Annotated[int, Field(ge=0, le=12)] = 3

    @model_validator(mode="after")
    def _attention_follows_blocks(self) -> "PainterModel":
        if self.attention > self.blocks[-1]:
            raise ValueError(f"attention {self.attention} must be at most the last of blocks ({self.blocks[-1]})")
        return self


class PainterTraining(TrainingSection):
    """How to train the painter. An epoch shows as many sprites as there are training pictures.

    `text_dropout` and `style_dropout` are the shares of sprites that are shown without caption or style, which
    classifier-free guidance needs. `recolor` is the share of sprites whose hues are turned, with a caption that names
    the new color. `perception_weight` weighs the perceptual loss; 0 switches it off.
    """

    batch_size: Positive = 64
    num_epochs: Positive = 210
    learning_rate: Annotated[float, Field(gt=0)] = 6e-4
    weight_decay: NotNegative = 0.01
    lr_schedule: Schedule = "trapezoid"
    warmup_steps: Annotated[int, Field(ge=0)] = 300
    ema_decay: BelowOne = 0.999
    sample_every: Positive = 10
    text_dropout: Fraction = 0.1
    style_dropout: Fraction = 0.1
    recolor: Fraction = 0.25
    perception_weight: NotNegative = 0.0


class PainterData(StyledData):
    """What to train the painter on: all styles, each as often as `style_weights` says.

    `back_share` is the share shown from behind where a style has front and back, `shiny_share` the share shown in rare
    colors where it has both colorings.
    """

    image_size: Literal[64] = 64
    style_weights: StyleWeights = StyleWeights(artwork=0.2, menu=0.2, pixel=0.6)
    back_share: Fraction = 0.25
    shiny_share: Fraction = 0.15


class PainterConfig(RunConfig):
    """`model`, `training` and `data` of a painter."""

    model: PainterModel = PainterModel()
    training: PainterTraining = PainterTraining()
    data: PainterData = PainterData()
