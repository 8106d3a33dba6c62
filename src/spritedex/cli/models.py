"""`spritedex models`: the packaged bundles, or one bundle in detail."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spritedex.cli.output import note, print_json, print_table, say
from spritedex.counted import counted
from spritedex.errors import BundleError

if TYPE_CHECKING:
    from spritedex.bundle.format import Manifest


def models(
    bundle: Annotated[str | None, typer.Argument(help="Show this one in detail: a packaged name or a folder.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every file against its sha256, and run the model once.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the trained models that come with Spritedex, or show one bundle in detail.

    A bundle is a folder with a model as ONNX and safetensors files, and a
    manifest: its training data, its metrics and the hash of each file.
    Every option --model takes a packaged name or such a folder.

        spritedex models

        spritedex models my-bundle --verify
    """
    from spritedex.bundle.locate import find_named, packaged_bundles
    from spritedex.bundle.verify import read_manifest
    from spritedex.runtime.session import cores, providers

    found: list[tuple[Path, Manifest]] = []
    failed = False
    for folder in (find_named(bundle),) if bundle else packaged_bundles():
        try:
            found.append((folder, _verified(folder) if verify else read_manifest(folder)))
        except BundleError as error:
            failed = True
            note(str(error), "error")
    if as_json:
        print_json([_as_json(folder, manifest) for folder, manifest in found])
    elif bundle and found:
        _print_one(*found[0])
    elif not failed and not found:
        note("this installation contains no model")
    elif found:
        print_table("Packaged models", ("name", "kind", "size", "trained on", "metrics"), map(_row, found))
        say(f"Networks run on {providers()[0].removesuffix('ExecutionProvider')}, with {counted(cores(), 'thread')}.")
    if verify and found and not as_json:
        files = "All other files match their" if failed else "Every file matches its"
        say(f"{files} sha256, and the model runs." if bundle else f"{files} sha256, and every model runs.")
    if failed:
        raise typer.Exit(1)


def _verified(folder: Path) -> "Manifest":
    """The manifest of a bundle that is whole, and works. Raises BundleError."""
    from spritedex.bundle.verify import load_bundle
    from spritedex.runtime.probe import probe

    bundle = load_bundle(folder)
    probe(bundle)
    return bundle.manifest


def _row(bundle: "tuple[Path, Manifest]") -> tuple[str, ...]:
    folder, manifest = bundle
    kind = f"{manifest.kind}, default" if _is_default(folder, manifest) else manifest.kind
    source = _value(manifest.trained_on.get("source", ""))
    metrics = list(manifest.metrics.items())[:3]
    return (folder.name, kind, _size(manifest.size), source, _value(dict(metrics)))


def _print_one(folder: Path, manifest: "Manifest") -> None:
    plain = manifest.model_dump(exclude={"files", "shared", "trained_on", "metrics", "schema_version"})
    rows = [("folder", str(folder)), *plain.items(), ("size", _size(manifest.size))]
    rows += [(f"trained on: {key}", _value(value)) for key, value in manifest.trained_on.items()]
    rows += [(f"metric: {key}", _value(value)) for key, value in manifest.metrics.items()]
    rows += [
        (f"file: {name}", f"{_size(entry.bytes)}, sha256 {entry.sha256[:12]}…")
        for name, entry in manifest.all_files.items()
    ]
    print_table(manifest.name, ("what", "value"), rows)


def _as_json(folder: Path, manifest: "Manifest") -> dict[str, Any]:
    extra = {"folder": str(folder), "default": _is_default(folder, manifest), "bytes": manifest.size}
    return extra | manifest.model_dump(mode="json")


def _is_default(folder: Path, manifest: "Manifest") -> bool:
    from spritedex.bundle.locate import DEFAULTS, PACKAGED

    return folder == PACKAGED / DEFAULTS[manifest.kind]


def _size(size: int) -> str:
    if size < 2**20:
        return f"{size:,} bytes"
    return f"{size / 2**20:.1f} MiB"


def _value(value: Any) -> str:
    """A value of the manifest for people: `{"map": 0.31}` -> "map 0.31"."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(each)}" for key, each in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)
