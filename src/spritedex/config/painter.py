"""The YAML file of `spritedex train painter`."""

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from spritedex.config.base import (
    OFFLINE_TEXT_ENCODER,
    BelowOne,
    DataSection,
    Fraction,
    ModelSection,
    NotNegative,
    Positive,
    RunConfig,
    Section,
    Styles,
    TrainingBase,
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
SENTENCES: Final = (
    "a black cat with green eyes",
    "a white horse with wings",
    "a red bull with big horns",
    "a green frog on a lily pad",
    "a blue dragon with ice on its back",
    "an orange fox with three tails",
    "a purple ghost with a big mouth",
    "a yellow chick",
    "a grey wolf",
    "a pink flower with a face",
    "a brown owl with big eyes",
    "a small red crab",
    "a stone golem",
    "a green snake",
    "a blue penguin with a scarf",
    "a tiny brown mouse, electric type",
)
"""What is drawn on the sheets of a training."""
SPRITES: Final = {"flow": (60, 8_000, 1_500_000), "adversarial": (40, 8_000, 400_000)}
"""Stage -> the sprites that it shows of each training picture, and the fewest and most in all."""
EPOCH_STEPS: Final = {False: 50, True: 400}
"""The steps of an epoch, on a processor and on an accelerator."""
Eighth = Annotated[int, Field(ge=8, multiple_of=8)]
PositiveNumber = Annotated[float, Field(gt=0)]


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


class StageSection(Section):
    """One stage of a training.

    It shows `sprites`, batch by batch, or trains for `minutes` where they are above 0, whichever ends first. Without
    `sprites` (null), their number follows from that of the pictures, or from `minutes`; with 0 the stage is left out.
    `batch_size` is that of each device. `learning_rate` and all other rates rise over `warmup_steps` steps and fall to
    zero over the last fifth of the stage. `gradient_clip` is the greatest length of a gradient; the weights that are
    exported are averages with the decay `ema_decay`.
    """

    sprites: Annotated[int, Field(ge=0)] | None = None
    minutes: NotNegative = 0.0
    batch_size: Annotated[int, Field(ge=2)]
    learning_rate: PositiveNumber
    warmup_steps: Annotated[int, Field(ge=0)]
    gradient_clip: PositiveNumber
    ema_decay: BelowOne


class FlowSection(StageSection):
    """`flow`: the first stage. Muon with `weight_decay`; `perception_weight` weighs the perceptual loss."""

    batch_size: Annotated[int, Field(ge=2)] = 64
    learning_rate: PositiveNumber = 7e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 300
    gradient_clip: PositiveNumber = 1.0
    ema_decay: BelowOne = 0.9985
    weight_decay: NotNegative = 0.01
    perception_weight: NotNegative = 0.1


class AdversarialSection(StageSection):
    """`adversarial`: the second stage, in which the flow becomes a painter of few steps.

    Its loss weighs the discriminator's opinion by `adversarial_weight`, the distance to what the flow makes of the
    sprite by `teacher_weight`, and that to the true sprite, where that can be known, by `true_weight`. The teacher is
    the flow that the stage begins at, or the one that `teacher` names: a bundle or its weights.
    `discriminator_rate` is the learning rate of the discriminator.
    """

    batch_size: Annotated[int, Field(ge=4)] = 32
    learning_rate: PositiveNumber = 3e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 100
    gradient_clip: PositiveNumber = 2.0
    ema_decay: BelowOne = 0.998
    discriminator_rate: PositiveNumber = 3e-4
    adversarial_weight: NotNegative = 0.08
    teacher_weight: NotNegative = 1.5
    true_weight: NotNegative = 1.0
    teacher: str | None = None


class PainterTraining(TrainingBase):
    """`training`: what both stages of a painter share.

    An epoch is `epoch_steps` steps; without a number, 50 on a processor and 400 on an accelerator. At the end of an
    epoch a checkpoint is written if the last one is `checkpoint_minutes` old, and a sheet of `sentences`, drawn as the
    stage draws, if the last one is `sheet_minutes` old; both are written at the end. `num_workers` processes prepare
    the pictures; without a number, none on a processor and up to 16 on an accelerator.
    """

    epoch_steps: Positive | None = None
    checkpoint_minutes: NotNegative = 5.0
    sheet_minutes: NotNegative = 30.0
    sentences: Annotated[tuple[str, ...], Field(min_length=1, max_length=64)] = SENTENCES
    num_workers: Annotated[int, Field(ge=0)] | None = None


class PainterData(DataSection):
    """What to train the painter on, and what of it is varied, described or kept back.

    `shares` says how often each group of pictures is shown beside the other groups that there are; with 0, never. Own
    ones can be added. A picture's group is the first of these that is named: its style with "-back" if it is seen from
    behind; its source; its style with its own group of kinds, such as "emoji-animals"; its style: artwork, menu, pixel,
    gbc, tile or emoji. A shiny picture counts `shiny_weight` of another.

    `image_size` is always 64. `split` parts whole families, or single pictures (random).

    Shares of the sprites: `recolor` get other colors, with a caption that names them; `known` are shown with another
    view of the creature, where there is one; `attribute_dropout`, `style_dropout` and `text_dropout` come without an
    attribute, without their style, and without any words and attributes, as guidance needs. `never` is a file of
    sentences, one a line (or "subject | sentence"), of which none is ever a caption.
    """

    image_size: Literal[64] = 64
    styles: Styles = ("artwork", "menu", "pixel")
    shares: dict[str, NotNegative] = Field(default_factory=lambda: dict(SHARES))
    shiny_weight: NotNegative = 0.3
    recolor: Fraction = 0.2
    known: Fraction = 0.35
    attribute_dropout: Fraction = 0.3
    style_dropout: Fraction = 0.1
    text_dropout: Fraction = 0.1
    never: str | None = None


class PainterConfig(RunConfig):
    """`model`, `training`, the stages `flow` and `adversarial`, and `data` of a painter."""

    model: PainterModel = PainterModel()
    training: PainterTraining = PainterTraining()
    flow: FlowSection = FlowSection()
    adversarial: AdversarialSection = AdversarialSection()
    data: PainterData = PainterData()

    def settled(self, pictures: int, accelerated: bool) -> "PainterConfig":
        """With a number for everything that follows from that of the training pictures and from the machine."""
        flow, adversarial = (
            section
            if section.sprites is not None or section.minutes
            else section.model_copy(update={"sprites": _length(pictures, *SPRITES[name])})
            for name, section in (("flow", self.flow), ("adversarial", self.adversarial))
        )
        steps = self.training.epoch_steps or EPOCH_STEPS[accelerated]
        training = self.training.model_copy(update={"epoch_steps": steps})
        return self.model_copy(update={"training": training, "flow": flow, "adversarial": adversarial})

    @model_validator(mode="after")
    def _some_stage(self) -> "PainterConfig":
        if self.flow.sprites == self.adversarial.sprites == 0:
            raise ValueError("flow.sprites and adversarial.sprites are both 0: one of them must be above it")
        return self


def _length(pictures: int, per_picture: int, least: int, most: int) -> int:
    return min(max(pictures * per_picture, least), most)
