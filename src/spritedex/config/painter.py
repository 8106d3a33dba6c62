"""The YAML file of `spritedex train painter`."""

from typing import Annotated, Final, Literal

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

SHARES: Final = {
    "pixel": 0.43,
    "pixel-back": 0.06,
    "tuxemon": 0.12,
    "artwork": 0.09,
    "menu": 0.06,
    "tile": 0.11,
    "emoji": 0.025,
    "emoji-animals": 0.08,
    "gbc": 0.025,
}
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
    """What to train the painter on, and what of it is varied, told or kept back.

    `shares` says how often each group of pictures is shown beside the other groups that there are; with 0, never. Own
    ones can be added. A picture's group is the first of these that is named: its style with "-back" if it is seen from
    behind; its source; its style with its own group of kinds, such as "emoji-animals"; its style: artwork, menu, pixel,
    gbc, tile or emoji. A shiny picture counts `shiny_weight` of another.

    Shares of the sprites: `recolor` get other colors, with a caption that names them; `known` are shown with another
    view of the creature, where there is one; `attribute_dropout`, `style_dropout` and `text_dropout` come without an
    attribute, without their style, and without any words and attributes, as guidance needs. `never` is a file of
    sentences, one a line (or "subject | sentence"), of which none is ever a caption.
    """

    image_size: Literal[64] = 64
    style_weights: StyleWeights = StyleWeights(artwork=0.2, menu=0.2, pixel=0.6)
    back_share: Fraction = 0.25
    shiny_share: Fraction = 0.15
    shares: dict[str, NotNegative] = Field(default_factory=lambda: dict(SHARES))
    shiny_weight: NotNegative = 0.3
    recolor: Fraction = 0.2
    known: Fraction = 0.35
    attribute_dropout: Fraction = 0.3
    style_dropout: Fraction = 0.1
    text_dropout: Fraction = 0.1
    never: str | None = None


class PainterConfig(RunConfig):
    """`model`, `training` and `data` of a painter."""

    model: PainterModel = PainterModel()
    training: PainterTraining = PainterTraining()
    data: PainterData = PainterData()
