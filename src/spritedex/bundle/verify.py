"""Reading a bundle: its manifest, then every file against it, before anything is opened. Knows no network."""

import json
from pathlib import Path
from typing import Any

from spritedex._version import __version__
from spritedex.bundle.format import (
    AGAIN,
    CONFIG,
    GENERATOR_CONFIGS,
    MANIFEST,
    NEEDED,
    SCHEMA_VERSION,
    Bundle,
    ClassifierConfig,
    FileEntry,
    GeneratorConfig,
    Kind,
    Manifest,
    parse_model,
    sha256_of,
)
from spritedex.errors import BundleError


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
            raise BundleError(f"bundle {folder}: its manifest names no {name}; {AGAIN}")
    for name, entry in manifest.files.items():
        _check_file(folder, name, entry)
    values = _read_json(folder, CONFIG)
    config: ClassifierConfig | GeneratorConfig
    if manifest.kind == "classifier":
        config = parse_model(ClassifierConfig, values, folder, CONFIG)
    else:
        kind_of = GENERATOR_CONFIGS.get(str(values.get("architecture")))
        if kind_of is None:
            raise BundleError(
                f"bundle {folder}: {CONFIG} names the architecture {values.get('architecture')!r}, and this Spritedex "
                f"({__version__}) knows {' and '.join(GENERATOR_CONFIGS)}; update Spritedex or {AGAIN}"
            )
        config = parse_model(kind_of, values, folder, CONFIG)
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
