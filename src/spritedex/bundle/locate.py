"""Where bundles come from: the package, a folder, a Hub repository. Does not know what is inside one."""

import os
import re
from pathlib import Path
from typing import Final

from spritedex.architectures.record import Kind
from spritedex.bundle.format import MANIFEST, SHARED
from spritedex.errors import BundleError, MissingExtraError, UsageError, check_kind, missing

PACKAGED: Final = Path(__file__).resolve().parent.parent / "bundles"
"""The folder of the bundles that travel inside the package."""

DEFAULTS: Final[dict[Kind, str]] = {"classifier": "reader", "generator": "painter"}
"""Kind -> the name of the packaged bundle that is used where none is named."""

_HUB: Final = "hub:"
_REPOSITORY = re.compile(r"([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:@([A-Za-z0-9][\w./-]{0,199}))?", re.ASCII)
_PATTERNS: Final = ("*.json", "*.onnx", "*.safetensors", "*.md")


def packaged_bundles() -> tuple[Path, ...]:
    """The folders of all packaged bundles, by name."""
    folders = {path.parent for path in PACKAGED.glob(f"*/{MANIFEST}")}
    return tuple(sorted(folder for folder in folders if folder.name != SHARED.name))


def find_bundle(source: str | Path | None, kind: Kind) -> Path:
    """The folder of a bundle: that of `find_named`, or the packaged default of its kind where `source` is None.

    Raises what `find_named` raises.
    """
    if source is not None:
        return find_named(source)
    if (folder := PACKAGED / DEFAULTS[kind]) not in packaged_bundles():
        raise BundleError(f"no {kind} is packaged with this installation; name a bundle, or install Spritedex again")
    return folder


def find_named(source: str | Path) -> Path:
    """The folder of a bundle given as a packaged name, a path, `hub:owner/name` or `hub:owner/name@revision`.

    A revision is a branch, a tag or a commit; what a commit names never changes. A packaged name comes before a folder
    of that name in the working directory (write `./name` for that one).
    Raises BundleError if there is no such bundle or the Hub cannot be reached, UsageError for a wrong Hub name,
    MissingExtraError if huggingface_hub is not installed.
    """
    if isinstance(source, Path):
        return source
    check_kind(str, bundle=source)
    if source.startswith(_HUB):
        return _from_hub(source.removeprefix(_HUB))
    packaged = {path.name: path for path in packaged_bundles()}
    if source in packaged:
        return packaged[source]
    try:
        if Path(source).is_dir():
            return Path(source)
    except OSError as error:
        raise BundleError(f"bundle {source}: cannot be read ({error.strerror}); check the path") from None
    known = ", ".join(packaged) or "there are none"
    raise missing(
        BundleError(
            f"no bundle {source!r}: give a packaged name ({known}), a folder that `spritedex export` wrote, "
            f"{_HUB}owner/name or {_HUB}owner/name@revision"
        )
    )


def cache_folder() -> Path:
    """The folder for what can be fetched or found out again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "spritedex"


def _from_hub(name: str) -> Path:
    found = _REPOSITORY.fullmatch(name)
    if found is None or ".." in name:
        raise UsageError(
            f"{_HUB}{name[:80]} is not a Hub repository; write {_HUB}owner/name or {_HUB}owner/name@revision"
        )
    repository, revision = found.groups()
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError:
        raise MissingExtraError(f"{_HUB}{name}", "hub") from None
    disable_progress_bars()
    folder = cache_folder() / "hub" / name.replace("/", "--")
    try:
        # A folder of plain files: the Hub's own cache is made of links that lead out of the snapshot.
        snapshot_download(repository, revision=revision, local_dir=folder, allow_patterns=list(_PATTERNS))
    except Exception as error:
        raise BundleError(
            f"{_HUB}{name} cannot be downloaded from the Hub ({type(error).__name__}); check the name and the "
            f"connection, or give a packaged name or a path"
        ) from None
    return folder
