"""A packaged bundle as a folder of its own, which needs no other file: to publish it or to change it."""

from pathlib import Path

from spritedex.bundle.format import Manifest
from spritedex.bundle.locate import packaged_bundles
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import copy_bundle
from spritedex.errors import BundleError
from spritedex.workflows.export.partial import partial_folder


def is_packaged(source: Path) -> bool:
    """Whether `source` is the name of a packaged bundle and no folder in the working directory."""
    return str(source) in {folder.name for folder in packaged_bundles()} and not source.exists()


def export_packaged(name: str, out: Path) -> Manifest:
    """Copy the packaged bundle of that name to the new folder `out`, with the text encoder that it shares.

    Raises BundleError if the bundle is damaged, or `out` exists or cannot be written.
    """
    (folder,) = (each for each in packaged_bundles() if each.name == name)
    if out.exists():
        raise BundleError(f"{out} already exists; remove it or choose another folder")
    try:
        with partial_folder(out) as beside:
            manifest = copy_bundle(load_bundle(folder), beside / "bundle")
            (beside / "bundle").replace(out)
            return manifest
    except OSError as error:
        raise BundleError(f"cannot write {out}: {error.strerror or error}; choose another folder") from None
