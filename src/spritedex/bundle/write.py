"""Writing a bundle's manifest, with the hash of each file. Knows no network."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spritedex._version import __version__
from spritedex.bundle.format import MANIFEST, SCHEMA_VERSION, Kind, Manifest, parse_model, sha256_of
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
        files[path.name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
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
    }
    manifest = parse_model(Manifest, values, folder, MANIFEST)
    text = json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / MANIFEST, (text + "\n").encode())
    return manifest
