"""The YAML file of `spritedex train decoder`; `train_config.yaml` of the Pokemon Sprite Generator loads unchanged."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from spritedex.config.base import (
    OFFLINE_TEXT_ENCODER,
    DataSection,
    ModelSection,
    NotNegative,
    Positive,
    RunConfig,
    Schedule,
    Section,
    TrainingSection,
)

_SPRITE_SIZE = 64


class TextEncoderSection(Section):
    """A pretrained BERT, frozen, and a small transformer on its token states.

    `hidden_dim` is the transformer's width, `nhead` its heads and `num_encoder_layers` its layers; texts are cut after
    `max_tokens` word pieces. `model_name` is all-MiniLM-L6-v2 (offline, from PyPI), a Hub name or a folder.
    """

    model_name: str = OFFLINE_TEXT_ENCODER
    hidden_dim: Positive = 256
    nhead: Positive = 8
    num_encoder_layers: Annotated[int, Field(ge=0)] = 1
    max_tokens: Annotated[int, Field(ge=4, le=512)] = 48

    @model_validator(mode="after")
    def _heads_divide(self) -> "TextEncoderSection":
        if self.hidden_dim % self.nhead:
            raise ValueError(
                f"model.text_encoder.hidden_dim {self.hidden_dim} must be a multiple of nhead ({self.nhead})"
            )
        return self


class DecoderSection(Section):
    """The convolutional decoder: noise and pooled text to a 4x4 map, doubled four times to the sprite.

    `noise_dim` is the length of the noise, `text_embedding_dim` that of the text (the encoder's `hidden_dim`), and
    `base_channels` the width at 4x4.
    """

    noise_dim: Positive = 100
    text_embedding_dim: Positive = 256
    base_channels: Annotated[int, Field(ge=64, multiple_of=64)] = 256


class DecoderModel(ModelSection):
    """The generator of the Pokemon Sprite Generator."""

    name: Literal["decoder"] = "decoder"
    text_encoder: TextEncoderSection = TextEncoderSection()
    decoder: DecoderSection = DecoderSection()

    @model_validator(mode="after")
    def _widths_agree(self) -> "DecoderModel":
        text, decoder = self.text_encoder, self.decoder
        if text.hidden_dim != decoder.text_embedding_dim:
            raise ValueError(
                f"model.text_encoder.hidden_dim {text.hidden_dim} and model.decoder.text_embedding_dim "
                f"{decoder.text_embedding_dim} must be equal"
            )
        if decoder.base_channels // 4 % text.nhead:
            raise ValueError(
                f"model.text_encoder.nhead {text.nhead} must divide a quarter of model.decoder.base_channels "
                f"({decoder.base_channels})"
            )
        return self


class DecoderTraining(TrainingSection):
    """How to train the decoder. The loss is `reconstruction_weight` x (L1 + MSE) + `attention_weight` x the attention
    regularization."""

    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    lr_schedule: Schedule = "cosine"
    warmup_steps: Annotated[int, Field(ge=0)] = 200
    num_epochs: Positive = 120
    sample_every: Positive = 10
    reconstruction_weight: NotNegative = 1.0
    attention_weight: NotNegative = 0.1


class DecoderConfig(RunConfig):
    """`model`, `training` and `data` of a decoder."""

    model: DecoderModel = DecoderModel()
    training: DecoderTraining = DecoderTraining()
    data: DataSection = DataSection()

    @model_validator(mode="after")
    def _sprite_size(self) -> "DecoderConfig":
        if self.data.image_size != _SPRITE_SIZE:
            raise ValueError(
                f"data.image_size {self.data.image_size} must be {_SPRITE_SIZE}: the decoder generates 64x64 only"
            )
        return self
