"""`config.json` of a bundle: what a network needs around it at run time. Knows no network and no file."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from spritedex.vocabulary import TYPES

Triple = tuple[float, float, float]
Share = Annotated[float, Field(ge=0, le=1)]
AboveZero = Annotated[float, Field(gt=0)]


class Checked(BaseModel):
    """Frozen; an unknown key, NaN or an infinity is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=(), allow_inf_nan=False)


class ClassifierConfig(Checked):
    """`config.json` of a classifier: what to do before and after the network, and how the network was made.

    A first type whose probability is below `sure_from` is called unsure. `embedding` is the width of the network's
    second output, 0 where it has none: unit vectors in which creatures that look alike lie close. Where it is set,
    `gallery.safetensors` and `gallery.json` hold those of the known species, and `words.safetensors` and `words.json`
    say which words fit a vector.
    """

    architecture: str
    types: tuple[str, ...]
    image_size: Annotated[int, Field(ge=8, le=2048)]
    mean: Triple
    std: tuple[AboveZero, AboveZero, AboveZero]
    thresholds: Annotated[tuple[Share, ...], Field(min_length=len(TYPES), max_length=len(TYPES))]
    temperature: AboveZero
    sure_from: Share = 0.35
    embedding: Annotated[int, Field(ge=0, le=4096)] = 0
    model: dict[str, JsonValue]

    @field_validator("types")
    @classmethod
    def _our_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if types != TYPES:
            raise ValueError(f"the types are not the 18 known ones in their order, {', '.join(TYPES)}")
        return types


class GeneratorConfig(Checked):
    """`config.json` of a generator: the most word pieces that it takes, and how the network was made."""

    architecture: str
    image_size: Literal[64]
    max_tokens: Annotated[int, Field(ge=4)]
    model: dict[str, JsonValue]
