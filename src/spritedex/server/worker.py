"""A worker process of the server: does the tasks that come through its standard input, until that ends."""

import os
import pickle
import signal
import sys
from typing import Any, BinaryIO, Final

from spritedex.errors import PictureError
from spritedex.server.processes import ASK, ERROR, LENGTH, OUT_OF_TIME, READY, RESULT
from spritedex.server.tasks import TASKS

_PR_SET_PDEATHSIG: Final = 1
_MOST_MEMORY: Final = 768 * 2**20
"""Bytes that the process may hold beside its code."""


def main() -> None:
    """Answer each task with its result or its error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    _end_with_server()
    _limit_memory()
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def ask(name: str, *args: Any) -> Any:
        _send(sink, (ASK, (name, args)))
        return pickle.loads(_receive(source))

    _send(sink, (READY, None))
    while data := _receive(source):
        name, args, seconds = pickle.loads(data)
        try:
            _end_after(seconds)
            answer = (RESULT, TASKS[name](ask, *args))
        except MemoryError:
            answer = (ERROR, PictureError("too large for the memory; shrink it first"))
        except Exception as error:
            answer = (ERROR, error)
        _end_after(0)
        _send(sink, answer)


def _end_after(seconds: float) -> None:
    """Where the system can: end after so many seconds of processor time, whatever happens; 0 is never."""
    if OUT_OF_TIME:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _end_with_server() -> None:
    """Where the system can: in the middle of a task too, however the server ended."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory() -> None:
    """Where the system can: a picture that asks for more is refused, and nobody else has less."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


def _send(sink: BinaryIO, value: Any) -> None:
    data = pickle.dumps(value)
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


def _receive(source: BinaryIO) -> bytes:
    """The next message; empty at the end of the input."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    (length,) = LENGTH.unpack(head)
    return source.read(int(length))


if __name__ == "__main__":
    main()
