"""Writing a bundle's manifest, with the hash of each file; copying a bundle whole. Knows no network."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spritedex._version import __version__
from spritedex.architectures.record import Kind
from spritedex.bundle.format import (
    AGAIN,
    MANIFEST,
    READ,
    SCHEMA_VERSION,
    SHARED,
    TEXT_ENCODER,
    TOKENIZER,
    Bundle,
    Manifest,
    parse_model,
    sha256_of,
)
from spritedex.bundle.known import remember
from spritedex.errors import BundleError
from spritedex.sprites.codec import write_whole


def write_manifest(
    folder: Path,
    *,
    kind: Kind,
    name: str,
    architecture: str,
    trained_on: Mapping[str, Any],
    metrics: Mapping[str, float | str],
    license: str = "MIT",
    shared: bool = False,
) -> Manifest:
    """Hash every file in `folder`, hidden ones aside, and write its manifest, last, with the day (UTC).

    With `shared`, the bundle uses the packaged text encoder, and `folder` holds none.
    Raises BundleError if the folder holds a subfolder or a value is not valid in a manifest.
    """
    files = {}
    for path in sorted(folder.iterdir()):
        if path.name == MANIFEST or path.name.startswith("."):
            continue
        if not path.is_file():
            raise BundleError(f"bundle {folder}: {path.name} is not a file; a bundle holds plain files only")
        files[path.name] = _entry(path)
    values = {
        "schema_version": SCHEMA_VERSION,
        "kind": kind,
        "name": name,
        "architecture": architecture,
        "license": license,
        "spritedex_version": __version__,
        "created": datetime.now(UTC).date().isoformat(),
        "trained_on": dict(trained_on),
        "metrics": dict(metrics),
        "files": files,
        "shared": {name: _entry(SHARED / name) for name in (TEXT_ENCODER, TOKENIZER)} if shared else {},
    }
    manifest = parse_model(Manifest, values, folder, MANIFEST)
    _write(folder, manifest)
    return manifest


def copy_bundle(bundle: Bundle, out: Path) -> Manifest:
    """Copy a bundle with all of its files, shared ones too, into the new folder `out`; it needs no other file there.

    Raises BundleError if `out` exists, OSError if it cannot be written.
    """
    if out.exists():
        raise BundleError(f"{out} already exists; remove it or choose another folder")
    out.mkdir(parents=True)
    for name in bundle.manifest.all_files:
        write_whole(out / name, _content(bundle, name))
    files = dict(sorted(bundle.manifest.all_files.items()))
    manifest = bundle.manifest.model_copy(update={"files": files, "shared": {}})
    _write(out, manifest)
    return manifest


def _content(bundle: Bundle, name: str) -> bytes:
    """The bytes of a file. Raises BundleError if it is one that is only checked, and has changed since then."""
    if name in READ:
        return bundle.file(name).read_bytes()
    data = (bundle.path / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != bundle.manifest.all_files[name].sha256:
        raise BundleError(f"bundle {bundle.path}: {name} was changed while it was copied; {AGAIN}")
    return data


def _entry(path: Path) -> dict[str, Any]:
    return {"sha256": sha256_of(path), "bytes": path.stat().st_size}


def _write(folder: Path, manifest: Manifest) -> None:
    values = manifest.model_dump(mode="json", exclude=None if manifest.shared else {"shared"})
    data = (json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
    write_whole(folder / MANIFEST, data)
    remember(hashlib.sha256(data).hexdigest())  # what we write need not be tried out
