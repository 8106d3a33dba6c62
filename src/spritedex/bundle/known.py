"""Which bundles this machine has written or tried out before: by the SHA-256 of their manifest, in the user's cache.

A manifest has the hash of each file, so the same manifest is the same bundle. Knows no network.
"""

import contextlib
from pathlib import Path
from typing import Final

from spritedex._version import __version__
from spritedex.bundle.format import Bundle
from spritedex.bundle.locate import PACKAGED, cache_folder

_FOLDER: Final = "known"


def is_known(bundle: Bundle) -> bool:
    """Whether it need not be tried out: it came with the package, or this version has written or tried it here."""
    with contextlib.suppress(OSError):
        return bundle.path.resolve().parent == PACKAGED or _mark(bundle.sha256).is_file()
    return False


def remember(sha256: str) -> None:
    """A bundle with this manifest need not be tried out again. Where nothing can be written, it will be."""
    with contextlib.suppress(OSError):
        mark = _mark(sha256)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def _mark(sha256: str) -> Path:
    return cache_folder() / _FOLDER / f"{__version__}-{sha256}"
