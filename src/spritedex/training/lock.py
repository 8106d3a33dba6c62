"""A run folder belongs to one training at a time. Knows no run."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spritedex.errors import OptionError, TrainingError

LOCK: Final = "training.lock"
"""The file in a run folder that its training holds. It is removed at the end."""

_RANKS: Final = ("RANK", "LOCAL_RANK", "SLURM_PROCID", "NODE_RANK", "GROUP_RANK")


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a run folder, which is made if it is missing and removed at the end if nothing came into it.

    The system releases the lock of a process that ends in any way, so a file that a killed training left is no lock.
    Processes that help the first one, as with several devices, hold none. Raises OptionError if another process trains
    in the folder, TrainingError if it cannot be written.
    """
    if any(os.environ.get(name, "0") != "0" for name in _RANKS):
        yield
        return
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _locked(path)
    except OSError as error:
        from spritedex.training.runs import write_failure  # it needs torch, which a sweep's lock does not

        raise TrainingError(write_failure(folder, error)) from None
    try:
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(handle)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _locked(path: Path) -> int:
    """The handle of the locked file. Raises OptionError if another process holds it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            who = _holder(path)
            raise OptionError(
                "experiment_name",
                f"{path.parent} is being trained by another process{who}; wait for its end, or choose another name",
            ) from None
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):  # else the other training has just removed it
                os.truncate(handle, 0)
                os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file without waiting. Raises OSError if another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")[:100].strip()
    except (OSError, ValueError):
        return ""
    return f" ({text})" if text else ""
