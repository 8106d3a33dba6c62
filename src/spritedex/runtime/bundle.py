"""Bundles: a folder with a trained model and a manifest of its hashes, checked before anything is opened.

Knows the files and their names; knows neither where a bundle comes from nor how a model runs.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, NonNegativeInt, ValidationError, field_validator

from spritedex import __version__
from spritedex.bestiary import TYPES
from spritedex.errors import BundleError
from spritedex.sprites.codec import write_whole

SCHEMA_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"

Kind = Literal["classifier", "generator"]

NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    "classifier": ("classifier.onnx", "model.safetensors", CONFIG),
    "generator": ("text_encoder.onnx", "tokenizer.json", "generator.onnx", "model.safetensors", CONFIG),
}
"""The files without which a bundle of that kind cannot run."""

_AGAIN: Final = "export or download the bundle again"

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
    figures: dict[str, float | str]
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
    """A flow that paints in `steps`; from time `guided_from` and before `guided_to` it goes `guidance` times as far
    from what it would paint untold. `styles` are the numbers of those that it paints, `any_style` that of no style in
    particular."""

    architecture: Literal["painter"]
    styles: Annotated[dict[str, NonNegativeInt], Field(min_length=1)]
    any_style: NonNegativeInt
    steps: Annotated[int, Field(ge=1, le=200)]
    guidance: Annotated[float, Field(ge=0, le=20)]
    guided_from: Chance
    guided_to: Chance = 1.0


_GENERATORS: Final[dict[str, type[DecoderBundle] | type[PainterBundle]]] = {
    "decoder": DecoderBundle,
    "painter": PainterBundle,
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files have been checked."""

    path: Path
    manifest: Manifest
    config: ClassifierConfig | GeneratorConfig


def load_bundle(folder: Path, kind: Kind | None = None) -> Bundle:
    """The bundle in `folder`, every file checked against the manifest; `kind` None takes either kind.

    Raises BundleError that says what is wrong with it and what to do.
    """
    manifest = read_manifest(folder)
    if kind is not None and manifest.kind != kind:
        raise BundleError(
            f"bundle {folder}: it is a {manifest.kind}, and a {kind} is needed; `spritedex models` lists what there is"
        )
    for name in NEEDED[manifest.kind]:
        if name not in manifest.files:
            raise BundleError(f"bundle {folder}: its manifest names no {name}; {_AGAIN}")
    for name, entry in manifest.files.items():
        _check_file(folder, name, entry)
    values = _read_json(folder, CONFIG)
    config: ClassifierConfig | GeneratorConfig
    if manifest.kind == "classifier":
        config = _parse(ClassifierConfig, values, folder, CONFIG)
    else:
        kind_of = _GENERATORS.get(str(values.get("architecture")))
        if kind_of is None:
            raise BundleError(
                f"bundle {folder}: {CONFIG} names the architecture {values.get('architecture')!r}, and this Spritedex "
                f"({__version__}) knows {' and '.join(_GENERATORS)}; update Spritedex or {_AGAIN}"
            )
        config = _parse(kind_of, values, folder, CONFIG)
    return Bundle(folder, manifest, config)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the bundle in `folder`; the files it names are not looked at.

    Raises BundleError if there is none, it is of another schema version, or it is not as it must be.
    """
    try:
        if not folder.is_dir():
            raise BundleError(f"bundle {folder}: no such folder; check the path")
        if not (folder / MANIFEST).is_file():
            raise BundleError(f"bundle {folder}: no {MANIFEST} in it; name a folder that `spritedex export` wrote")
    except OSError as error:
        raise BundleError(f"bundle {folder}: cannot be read ({error.strerror}); check the path") from None
    values = _read_json(folder, MANIFEST)
    version = values.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BundleError(
            f"bundle {folder}: its schema version is {version!r} and this Spritedex ({__version__}) reads "
            f"{SCHEMA_VERSION}; update Spritedex or export the bundle again"
        )
    return _parse(Manifest, values, folder, MANIFEST)


def write_manifest(
    folder: Path,
    *,
    kind: Kind,
    name: str,
    architecture: str,
    trained_on: Mapping[str, Any],
    figures: Mapping[str, float | str],
    license: str = "MIT",
) -> Manifest:
    """Hash every file in `folder`, hidden ones aside, and write its manifest, last, with the day (UTC).

    Raises BundleError if the folder holds a subfolder or a value is not as a manifest must have it.
    """
    files = {}
    for path in sorted(folder.iterdir()):
        if path.name == MANIFEST or path.name.startswith("."):
            continue
        if not path.is_file():
            raise BundleError(f"bundle {folder}: {path.name} is not a file; a bundle holds plain files only")
        files[path.name] = {"sha256": _sha256(path), "bytes": path.stat().st_size}
    values = {
        "schema_version": SCHEMA_VERSION,
        "kind": kind,
        "name": name,
        "architecture": architecture,
        "license": license,
        "spritedex_version": __version__,
        "created": datetime.now(UTC).date().isoformat(),
        "trained_on": dict(trained_on),
        "figures": dict(figures),
        "files": files,
    }
    manifest = _parse(Manifest, values, folder, MANIFEST)
    text = json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / MANIFEST, (text + "\n").encode())
    return manifest


def _check_file(folder: Path, name: str, entry: FileEntry) -> None:
    path = folder / name
    if not path.is_file():
        raise BundleError(f"bundle {folder}: {name} is missing; {_AGAIN}")
    if path.resolve().parent != folder.resolve():
        raise BundleError(f"bundle {folder}: {name} is a link out of the folder; put the file itself there")
    if (size := path.stat().st_size) != entry.bytes:
        raise BundleError(
            f"bundle {folder}: {name} has {size:,} bytes where the manifest says {entry.bytes:,}: "
            f"the file is cut short or was changed; {_AGAIN}"
        )
    if _sha256(path) != entry.sha256:
        raise BundleError(
            f"bundle {folder}: {name} does not match its sha256: the file is damaged or was changed; {_AGAIN}"
        )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        values = json.loads((folder / name).read_bytes())
    except OSError as error:
        raise BundleError(f"bundle {folder}: {name} cannot be read ({error.strerror}); check its permissions") from None
    except (ValueError, RecursionError) as error:
        raise BundleError(f"bundle {folder}: {name} is not JSON ({error}); {_AGAIN}") from None
    if not isinstance(values, dict):
        raise BundleError(f"bundle {folder}: {name} is not a JSON object; {_AGAIN}")
    return values


def _parse(model: type[M], values: dict[str, Any], folder: Path, name: str) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()[:3])
        raise BundleError(f"bundle {folder}: {name} is not as it must be ({wrong}); {_AGAIN}") from None
