"""Reading a bundle: its manifest, then every file against it, once, before anything is opened. Knows no network."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final, Literal, overload

from spritedex._version import __version__
from spritedex.architectures.bundle_config import ClassifierConfig
from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Kind
from spritedex.bundle.contents import Contents
from spritedex.bundle.format import (
    AGAIN,
    CONFIG,
    MANIFEST,
    MOST_BYTES,
    NEEDED,
    READ,
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
from spritedex.errors import BundleError, missing

_LONGEST_MANIFEST: Final = 4 * 2**20


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
    manifest, sha256 = _read_manifest(folder)
    if kind is not None and manifest.kind != kind:
        raise BundleError(
            f"bundle {folder}: it is a {manifest.kind}, and a {kind} is needed; `spritedex models` lists what there is"
        )
    for name in NEEDED[manifest.kind]:
        if name not in manifest.all_files:
            raise BundleError(f"bundle {folder}: its manifest names no {name}; {AGAIN}")
    if (size := sum(entry.bytes for name, entry in manifest.all_files.items() if name in READ)) > MOST_BYTES:
        raise BundleError(f"bundle {folder}: its files are {size:,} bytes, and {MOST_BYTES:,} are allowed")
    files = {name: _checked_file(folder, name, entry) for name, entry in manifest.files.items()}
    files |= {name: _checked_shared(folder, name, entry) for name, entry in manifest.shared.items()}
    paths = {name: (SHARED if name in manifest.shared else folder) / name for name in manifest.all_files}
    sha256s = {name: entry.sha256 for name, entry in manifest.all_files.items()}
    contents = Contents(folder, {name: data for name, data in files.items() if data is not None}, paths, sha256s)
    values = _parse_json(folder, CONFIG, (contents / CONFIG).read_bytes())
    architecture = ARCHITECTURES.get(str(values.get("architecture")))
    if architecture is None or architecture.kind != manifest.kind:
        known = [each.name for each in ARCHITECTURES.values() if each.kind == manifest.kind]
        raise BundleError(
            f"bundle {folder}: {CONFIG} names the architecture {values.get('architecture')!r}, and this Spritedex "
            f"({__version__}) knows the {manifest.kind}s {' and '.join(known)}; update Spritedex or {AGAIN}"
        )
    if manifest.kind == "classifier":
        read = parse_model(ClassifierConfig, values, folder, CONFIG)
        return ClassifierBundle(folder, manifest, read, contents, sha256)
    assert architecture.bundle_config
    config = parse_model(architecture.bundle_config, values, folder, CONFIG)
    return GeneratorBundle(folder, manifest, config, contents, sha256)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the bundle in `folder`; the files it names are not looked at.

    Raises BundleError if there is none, it is of another schema version, or one of its fields is wrong.
    """
    return _read_manifest(folder)[0]


def _read_manifest(folder: Path) -> tuple[Manifest, str]:
    """The manifest and its SHA-256."""
    try:
        if not folder.is_dir():
            raise missing(BundleError(f"bundle {folder}: no such folder; check the path"))
        if not (folder / MANIFEST).is_file():
            raise BundleError(f"bundle {folder}: no {MANIFEST} in it; name a folder that `spritedex export` wrote")
    except OSError as error:
        raise BundleError(f"bundle {folder}: cannot be read ({error.strerror}); check the path") from None
    data = _read(folder, MANIFEST, _LONGEST_MANIFEST)
    if len(data) > _LONGEST_MANIFEST:
        raise BundleError(f"bundle {folder}: {MANIFEST} is larger than {_LONGEST_MANIFEST:,} bytes; {AGAIN}")
    values = _parse_json(folder, MANIFEST, data)
    version = values.get("schema_version")
    if version != SCHEMA_VERSION:
        raise BundleError(
            f"bundle {folder}: its schema version is {version!r} and this Spritedex ({__version__}) reads "
            f"{SCHEMA_VERSION}; update Spritedex or export the bundle again"
        )
    return parse_model(Manifest, values, folder, MANIFEST), hashlib.sha256(data).hexdigest()


def _checked_file(folder: Path, name: str, entry: FileEntry) -> bytes | None:
    """Check a file; its bytes, if it is one that is read."""
    path = folder / name
    if not path.is_file():
        raise BundleError(f"bundle {folder}: {name} is missing; {AGAIN}")
    if path.resolve().parent != folder.resolve():
        raise BundleError(f"bundle {folder}: {name} is a link out of the folder; put the file itself there")
    size = path.stat().st_size
    data = _read(folder, name, entry.bytes) if name in READ and size == entry.bytes else None
    if (size := size if data is None else len(data)) != entry.bytes:
        raise BundleError(
            f"bundle {folder}: {name} has {size:,} bytes where the manifest says {entry.bytes:,}: "
            f"the file is cut short or was changed; {AGAIN}"
        )
    if (sha256_of(path) if data is None else hashlib.sha256(data).hexdigest()) != entry.sha256:
        raise BundleError(
            f"bundle {folder}: {name} does not match its sha256: the file is damaged or was changed; {AGAIN}"
        )
    return data


def _checked_shared(folder: Path, name: str, entry: FileEntry) -> bytes:
    data = _read(SHARED, name, entry.bytes) if (SHARED / name).is_file() else b""
    if len(data) != entry.bytes or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise BundleError(
            f"bundle {folder}: it shares {name} of the packaged text encoder, and this Spritedex ({__version__}) has "
            f"another one; install the version that wrote it ({entry.sha256[:12]}…) or {AGAIN}"
        )
    return data


def _read(folder: Path, name: str, most: int) -> bytes:
    """At most one byte more than `most`."""
    try:
        with (folder / name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BundleError(f"bundle {folder}: {name} cannot be read ({error.strerror}); check its permissions") from None


def _parse_json(folder: Path, name: str, data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"bundle {folder}: {name} is not JSON ({str(error)[:100]}); {AGAIN}") from None
    if not isinstance(values, dict):
        raise BundleError(f"bundle {folder}: {name} is not a JSON object; {AGAIN}")
    return values
