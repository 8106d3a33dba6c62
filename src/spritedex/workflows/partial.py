"""A folder that is written beside its place and renamed when it is whole. Knows nothing of what is in it."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spritedex.errors import WriteError

_MARK: Final = "partial-"
_YOUNG_SECONDS: Final = 60
_DAY_SECONDS: Final = 24 * 3600


@contextlib.contextmanager
def partial_folder(out: Path) -> Iterator[Path]:
    """A new folder `.NAME.partial-…` beside `out`, removed at the end unless it was renamed.

    Those that killed processes left for the same `out` are removed first; one that a process still writes is locked by
    it and stays. Raises WriteError if no folder can be made there.
    """
    prefix = f".{out.name}.{_MARK}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for left in list(out.parent.iterdir()):
            if left.name.startswith(prefix) and _abandoned(left):
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=prefix))
    except OSError as error:
        raise WriteError(f"cannot write {out} ({error.strerror or error}); choose another folder") from None
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _abandoned(folder: Path) -> bool:
    """Whether no process writes into the folder: it is not locked, and not so young that it may be locked soon.

    Windows has no locks on folders; there it is abandoned after a day.
    """
    try:
        age = time.time() - folder.lstat().st_mtime
        if sys.platform == "win32":
            return age > _DAY_SECONDS
        with _locked(folder):
            return age > _YOUNG_SECONDS
    except OSError:
        return False


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder; the system releases it when the process ends. Raises OSError if another holds it."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
