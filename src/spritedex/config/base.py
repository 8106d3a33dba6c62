"""Sections that all architectures share, and the base of their configurations. Knows no architecture.

The keys of a YAML file are the names of these fields.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

OFFLINE_TEXT_ENCODER: Final = "all-MiniLM-L6-v2"
"""The text encoder that is installed from PyPI and needs no network."""

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[int, Field(ge=1)]
NotNegative = Annotated[float, Field(ge=0)]
BelowOne = Annotated[float, Field(ge=0, lt=1)]
StyleName = Literal["artwork", "menu", "pixel"]
Styles = Annotated[tuple[StyleName, ...], Field(min_length=1)]
Schedule = Literal["plateau", "cosine", "constant", "trapezoid"]
"""`trapezoid` is constant, then falls to zero over the last fifth of the steps: a run can be made longer or shorter."""


class Section(BaseModel):
    """Frozen; an unknown key is an error, and so is a number that is not finite."""

    # Built when it is first used, for commands that use a bundle load these classes too.
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, protected_namespaces=(), defer_build=True
    )


class ModelSection(Section):
    """`model`: the network. `name` is the architecture."""

    name: str


class OptimizerSection(Section):
    """How weights are updated: the part of `training` that every optimizer reads.

    `optimizer` "muon" is Muon for matrices between hidden layers and AdamW for everything else. `momentum` is that of
    "sgd"; the other optimizers do not read it. `learning_rate` rises linearly over `warmup_steps` steps, then follows
    `lr_schedule`. `weight_decay` draws weights towards zero. `gradient_clip` is the greatest length of a gradient,
    `ema_decay` the decay of the averages that are exported; 0 switches these off.
    """

    optimizer: Literal["sgd", "adamw", "muon"] = "adamw"
    learning_rate: Annotated[float, Field(gt=0)] = 2e-4
    momentum: BelowOne = 0.9
    weight_decay: NotNegative = 1e-4
    lr_schedule: Schedule = "plateau"
    warmup_steps: Annotated[int, Field(ge=0)] = 0
    gradient_clip: NotNegative = 1.0
    ema_decay: BelowOne = 0.0


class TrainingBase(Section):
    """`training` of every architecture. `precision` "auto" is bf16 where the machine computes in it.

    `seed` is that of the first weights, of the order of the pictures and of the split.
    """

    precision: Literal["auto", "fp32", "bf16"] = "auto"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class TrainingSection(OptimizerSection, TrainingBase):
    """`training` in one stage. An epoch is one pass over the training pictures; its end writes a checkpoint.

    `batch_size` pictures make a step, `num_epochs` epochs a run. `augment` varies the pictures, and `num_workers`
    processes prepare them; with 0, the training itself does. `early_stop_patience` is in epochs, 0 never stops early.
    `sample_every` is the number of epochs between two plots of the progress and, of a generator, between two sheets of
    sample sprites.
    """

    batch_size: Positive = 16
    num_epochs: Positive = 100
    early_stop_patience: Annotated[int, Field(ge=0)] = 0
    augment: bool = True
    num_workers: Annotated[int, Field(ge=0)] = 0
    sample_every: Positive = 5


class DataSection(Section):
    """`data`: what to train on. `csv_path` and `image_dir` are read where no data source is given on the command line.

    `image_size` is the side in pixels to which pictures are fitted. `split` parts whole families, or single pictures
    (random), which makes metrics too good; `train_split` and `val_split` are fractions of them; the rest is the test
    part. `split_file`, such as a fold that `spritedex data split` wrote, replaces all three. `styles` null is artwork,
    or all that the data has where it has no artwork. `strict` makes a record that cannot be used an error.
    """

    csv_path: str | None = None
    image_dir: str | None = None
    image_size: Annotated[int, Field(ge=16, le=1024)] = 64
    styles: Styles | None = None
    split: Literal["family", "random"] = "family"
    train_split: Fraction = 0.75
    val_split: Fraction = 0.10
    split_file: str | None = None
    strict: bool = False

    @model_validator(mode="after")
    def _fractions_fit(self) -> "DataSection":
        if not 0 < self.train_split + self.val_split <= 1 + 1e-9 or self.train_split == 0:
            raise ValueError(
                f"data.train_split {self.train_split} must be above 0, and with data.val_split {self.val_split} at "
                f"most 1"
            )
        return self


class StyleWeights(Section):
    """How often each style of picture, `artwork`, `menu` and `pixel`, is shown beside the others of its species."""

    artwork: NotNegative = 0.45
    menu: NotNegative = 0.2
    pixel: NotNegative = 0.35

    def of(self) -> dict[StyleName, float]:
        """Style -> weight."""
        return {"artwork": self.artwork, "menu": self.menu, "pixel": self.pixel}


class StyledData(DataSection):
    """`data` of an architecture that is shown several styles of picture, each as often as `style_weights` says."""

    styles: Styles = ("artwork", "menu", "pixel")
    style_weights: StyleWeights = StyleWeights()

    @model_validator(mode="after")
    def _some_style_shown(self) -> "StyledData":
        weights = self.style_weights.of()
        if not any(weights[style] for style in self.styles):
            raise ValueError("data.style_weights: at least one style of data.styles must have a weight above 0")
        return self


class RunConfig(Section):
    """The whole YAML file of a training run; each architecture has its own, with its own sections."""

    model: ModelSection
    training: TrainingBase
    data: DataSection
