"""The YAML file of `spritedex train cnn6`."""

from typing import Literal

from pydantic import model_validator

from spritedex.config.base import BelowOne, DataSection, ModelSection, Positive, RunConfig, TrainingSection

_SMALLEST = 64


class Cnn6Model(ModelSection):
    """The classifier of Himantes: six convolutions, adaptive pooling to 4x4, two dense layers with dropout.

    `channels` are those of the convolutions, `hidden` is the width of the first dense layer, and `dropout` the share of
    its values that training leaves out.
    """

    name: Literal["cnn6"] = "cnn6"
    channels: tuple[Positive, Positive, Positive, Positive, Positive, Positive] = (16, 32, 64, 128, 256, 256)
    hidden: Positive = 256
    dropout: BelowOne = 0.5


class Cnn6Config(RunConfig):
    """`model`, `training` and `data` of a cnn6. Stochastic gradient descent, as Himantes describes it."""

    model: Cnn6Model = Cnn6Model()
    training: TrainingSection = TrainingSection(
        optimizer="sgd", learning_rate=0.01, weight_decay=5e-4, lr_schedule="cosine", warmup_steps=43, num_epochs=24
    )
    data: DataSection = DataSection(image_size=512)

    @model_validator(mode="after")
    def _large_enough(self) -> "Cnn6Config":
        if self.data.image_size < _SMALLEST:
            raise ValueError(
                f"data.image_size {self.data.image_size} must be at least {_SMALLEST}: six layers halve it six times"
            )
        return self
