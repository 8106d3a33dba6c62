"""Bundles: a folder with a trained model and a manifest of its hashes, read once and checked before it is opened.

Knows the files and their names; knows neither where a bundle comes from nor how a model runs. A bundle inside the
package may share the packaged text encoder; every other bundle holds all of its files.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field, JsonValue, ValidationError, field_validator

from spritedex.architectures.bundle_config import Checked, ClassifierConfig, GeneratorConfig
from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Architecture, Kind
from spritedex.bundle.contents import Contents, StoredFile
from spritedex.errors import BundleError, plain_reason

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
TEXT_ENCODER: Final = "text_encoder.onnx"
TOKENIZER: Final = "tokenizer.json"

SHARED: Final = Path(__file__).resolve().parent.parent / "bundles" / "text-encoder"
"""The folder of the text encoder that packaged bundles share. It has a manifest and is no bundle."""

NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    "classifier": ("classifier.onnx", WEIGHTS, CONFIG),
    "generator": (TEXT_ENCODER, TOKENIZER, "generator.onnx", WEIGHTS, CONFIG),
}
"""The files without which a bundle of that kind cannot run."""

READ: Final = (
    CONFIG, WEIGHTS, TEXT_ENCODER, TOKENIZER, "classifier.onnx", "generator.onnx", "gallery.safetensors",
    "gallery.json", "words.safetensors", "words.json", "lexicon.json", "split.json",
)  # fmt: skip
"""The files that Spritedex reads; all others are only checked."""

MOST_BYTES: Final = 2**30
"""Of the files that are read together."""

AGAIN: Final = "export or download the bundle again"

M = TypeVar("M", bound=Checked)


class FileEntry(Checked):
    """What a file of the bundle must be: its SHA-256 as hex, and its size in bytes."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


class Manifest(Checked):
    """`manifest.json`: what the bundle is, what it was trained on, what was measured, and the hash of each file.

    `files` lie in the bundle's folder, `shared` in `SHARED`.
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
    shared: dict[str, FileEntry] = Field(default_factory=dict)

    @field_validator("files", "shared")
    @classmethod
    def _plain_names(cls, files: dict[str, FileEntry]) -> dict[str, FileEntry]:
        for name in files:
            plain = PurePosixPath(name).name == name and PureWindowsPath(name).name == name
            if not plain or name in {"", ".", "..", MANIFEST}:
                raise ValueError(f"{name!r} is not a plain file name")
        return files

    @property
    def all_files(self) -> dict[str, FileEntry]:
        """The bundle's own files and those it shares, by name."""
        return self.shared | self.files

    @property
    def size(self) -> int:
        """Bytes of all files together, shared ones too, without the manifest."""
        return sum(entry.bytes for entry in self.all_files.values())


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files have been checked, with its `config.json`; `sha256` is that of its manifest. What happens to
    the folder at `path` later changes nothing.
    """

    path: Path
    manifest: Manifest
    config: ClassifierConfig | GeneratorConfig
    contents: Contents
    sha256: str

    @property
    def architecture(self) -> Architecture:
        """The record of its architecture."""
        return ARCHITECTURES[self.config.architecture]

    @property
    def identity(self) -> dict[str, str]:
        """Its name and the SHA-256 of its manifest, which holds the hash of each of its files."""
        return {"name": self.manifest.name, "sha256": self.sha256}

    def file(self, name: str) -> StoredFile:
        """One of its files, as it was checked. Raises FileNotFoundError if Spritedex reads no such file."""
        return self.contents / name


@dataclass(frozen=True, slots=True)
class ClassifierBundle(Bundle):
    """A checked bundle of a classifier."""

    config: ClassifierConfig


@dataclass(frozen=True, slots=True)
class GeneratorBundle(Bundle):
    """A checked bundle of a generator."""

    config: GeneratorConfig


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as hex. Raises BundleError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None


def parse_model(model: type[M], values: dict[str, Any], folder: Path, name: str) -> M:
    """`values` of the file `name` of a bundle, checked. Raises BundleError that names the wrong fields."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, detail['loc']))}: {plain_reason(detail['msg'])}" for detail in error.errors()[:3]
        )
        raise BundleError(f"bundle {folder}: {name} is not valid ({wrong}); {AGAIN}") from None
