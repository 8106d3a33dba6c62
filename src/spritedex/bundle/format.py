"""Bundles: a folder with a trained model and a manifest of its hashes, checked before anything is opened.

Knows the files and their names; knows neither where a bundle comes from nor how a model runs.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, NonNegativeInt, ValidationError, field_validator

from spritedex.errors import BundleError
from spritedex.vocabulary import TYPES

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"

Kind = Literal["classifier", "generator"]

NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    "classifier": ("classifier.onnx", "model.safetensors", CONFIG),
    "generator": ("text_encoder.onnx", "tokenizer.json", "generator.onnx", "model.safetensors", CONFIG),
}
"""The files without which a bundle of that kind cannot run."""

AGAIN: Final = "export or download the bundle again"

Triple = tuple[float, float, float]
Chance = Annotated[float, Field(ge=0, le=1)]


class _Checked(BaseModel):
    """Frozen; an unknown key, NaN or an infinity is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=(), allow_inf_nan=False)


M = TypeVar("M", bound=_Checked)


class FileEntry(_Checked):
    """What a file of the bundle must be: its SHA-256 as hex, and its size in bytes."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class Manifest(_Checked):
    """`manifest.json`: what the bundle is, what it was trained on, what was measured, and the hash of each
    file.
    """

    schema_version: Literal[1]
    kind: Kind
    name: Annotated[str, Field(min_length=1)]
    architecture: str
    license: str
    spritedex_version: str
    created: str
    trained_on: dict[str, JsonValue]
    metrics: dict[str, float | str]
    files: dict[str, FileEntry]

    @field_validator("files")
    @classmethod
    def _plain_names(cls, files: dict[str, FileEntry]) -> dict[str, FileEntry]:
        for name in files:
            plain = PurePosixPath(name).name == name and PureWindowsPath(name).name == name
            if not plain or name in {"", ".", "..", MANIFEST}:
                raise ValueError(f"{name!r} is not a plain file name")
        return files

    @property
    def size(self) -> int:
        """Bytes of all files together, without the manifest."""
        return sum(entry.bytes for entry in self.files.values())


class ClassifierConfig(_Checked):
    """`config.json` of a classifier: what to do before and after the network, and how the network was
    made.

    `embedding` is the width of the network's second output, 0 where it has none: unit vectors in which creatures that
    look alike lie close. Where it is set, `gallery.safetensors` and `gallery.json` hold those of the known species.
    """

    architecture: str
    types: tuple[str, ...]
    image_size: Annotated[int, Field(ge=8, le=2048)]
    mean: Triple
    std: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]
    thresholds: Annotated[tuple[Chance, ...], Field(min_length=len(TYPES), max_length=len(TYPES))]
    temperature: Annotated[float, Field(gt=0)]
    embedding: Annotated[int, Field(ge=0, le=4096)] = 0
    model: dict[str, JsonValue]

    @field_validator("types")
    @classmethod
    def _our_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if types != TYPES:
            raise ValueError(f"the types are not the 18 known ones in their order, {', '.join(TYPES)}")
        return types


class GeneratorConfig(_Checked):
    """`config.json` of a generator: the most word pieces that it takes, and how the network was made."""

    architecture: str
    image_size: Literal[64]
    max_tokens: Annotated[int, Field(ge=4)]
    model: dict[str, JsonValue]


class DecoderBundle(GeneratorConfig):
    """A network that paints in one step from a vector of noise."""

    architecture: Literal["decoder"]
    noise_dim: Annotated[int, Field(ge=1)]


class PainterBundle(GeneratorConfig):
    """A flow that paints in `num_steps`; from time `guided_from` and before `guided_to` guidance by
    `guidance_scale` applies (1: none). `styles` are the numbers of those that it paints, `any_style` that of
    no style in particular."""

    architecture: Literal["painter"]
    styles: Annotated[dict[str, NonNegativeInt], Field(min_length=1)]
    any_style: NonNegativeInt
    num_steps: Annotated[int, Field(ge=1, le=200)]
    guidance_scale: Annotated[float, Field(ge=0, le=20)]
    guided_from: Chance
    guided_to: Chance = 1.0


GENERATOR_CONFIGS: Final[dict[str, type[DecoderBundle] | type[PainterBundle]]] = {
    "decoder": DecoderBundle,
    "painter": PainterBundle,
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files have been checked."""

    path: Path
    manifest: Manifest
    config: ClassifierConfig | GeneratorConfig


def sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None


def parse_model(model: type[M], values: dict[str, Any], folder: Path, name: str) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()[:3])
        raise BundleError(f"bundle {folder}: {name} is not as it must be ({wrong}); {AGAIN}") from None
