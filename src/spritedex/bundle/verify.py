"""Reading a bundle: its manifest, then every file against it, before anything is opened. Knows no network."""

import json
from pathlib import Path
from typing import Any, Literal, overload

from spritedex._version import __version__
from spritedex.architectures.bundle_config import ClassifierConfig
from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Kind
from spritedex.bundle.format import (
    AGAIN,
    CONFIG,
    MANIFEST,
    NEEDED,
    SCHEMA_VERSION,
    SHARED,
    Bundle,
    ClassifierBundle,
    FileEntry,
    GeneratorBundle,
    Manifest,
    parse_model,
    sha256_of,
)
from spritedex.errors import BundleError


@overload
def load_bundle(folder: Path, kind: Literal["classifier"]) -> ClassifierBundle: ...
@overload
def load_bundle(folder: Path, kind: Literal["generator"]) -> GeneratorBundle: ...
@overload
def load_bundle(folder: Path, kind: Kind | None = None) -> Bundle: ...
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
        if name not in manifest.all_files:
            raise BundleError(f"bundle {folder}: its manifest names no {name}; {AGAIN}")
    for name, entry in manifest.files.items():
        _check_file(folder, name, entry)
    for name, entry in manifest.shared.items():
        _check_shared(folder, name, entry)
    values = _read_json(folder, CONFIG)
    architecture = ARCHITECTURES.get(str(values.get("architecture")))
    if architecture is None or architecture.kind != manifest.kind:
        known = [each.name for each in ARCHITECTURES.values() if each.kind == manifest.kind]
        raise BundleError(
            f"bundle {folder}: {CONFIG} names the architecture {values.get('architecture')!r}, and this Spritedex "
            f"({__version__}) knows the {manifest.kind}s {' and '.join(known)}; update Spritedex or {AGAIN}"
        )
    if manifest.kind == "classifier":
        return ClassifierBundle(folder, manifest, parse_model(ClassifierConfig, values, folder, CONFIG))
    assert architecture.bundle_config
    return GeneratorBundle(folder, manifest, parse_model(architecture.bundle_config, values, folder, CONFIG))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the bundle in `folder`; the files it names are not looked at.

    Raises BundleError if there is none, it is of another schema version, or one of its fields is wrong.
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
    return parse_model(Manifest, values, folder, MANIFEST)


def _check_file(folder: Path, name: str, entry: FileEntry) -> None:
    path = folder / name
    if not path.is_file():
        raise BundleError(f"bundle {folder}: {name} is missing; {AGAIN}")
    if path.resolve().parent != folder.resolve():
        raise BundleError(f"bundle {folder}: {name} is a link out of the folder; put the file itself there")
    if (size := path.stat().st_size) != entry.bytes:
        raise BundleError(
            f"bundle {folder}: {name} has {size:,} bytes where the manifest says {entry.bytes:,}: "
            f"the file is cut short or was changed; {AGAIN}"
        )
    if sha256_of(path) != entry.sha256:
        raise BundleError(
            f"bundle {folder}: {name} does not match its sha256: the file is damaged or was changed; {AGAIN}"
        )


def _check_shared(folder: Path, name: str, entry: FileEntry) -> None:
    path = SHARED / name
    if not path.is_file() or path.stat().st_size != entry.bytes or sha256_of(path) != entry.sha256:
        raise BundleError(
            f"bundle {folder}: it shares {name} of the packaged text encoder, and this Spritedex ({__version__}) has "
            f"another one; install the version that wrote it ({entry.sha256[:12]}…) or {AGAIN}"
        )


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        values = json.loads((folder / name).read_bytes())
    except OSError as error:
        raise BundleError(f"bundle {folder}: {name} cannot be read ({error.strerror}); check its permissions") from None
    except (ValueError, RecursionError) as error:
        raise BundleError(f"bundle {folder}: {name} is not JSON ({error}); {AGAIN}") from None
    if not isinstance(values, dict):
        raise BundleError(f"bundle {folder}: {name} is not a JSON object; {AGAIN}")
    return values
