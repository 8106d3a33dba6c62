"""The server's log: one JSON document per line on stderr, whatever libraries print there. Knows no request."""

import contextlib
import io
import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, TextIO

_STDERR: Final = 2
_LONGEST_LINE: Final = 1000
_PIECE: Final = 64 * 1024
_END_SECONDS: Final = 2

_log: TextIO | None = None


def write(kind: str, values: dict[str, Any]) -> None:
    """Write a line: the time in UTC, the kind, the values. A log that nobody takes stops no request."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, **values}
    out = _log or sys.stderr
    if out is not None:
        with contextlib.suppress(OSError, ValueError):
            out.write(json.dumps(line) + "\n")  # one call, because threads may write at the same time
            out.flush()


def write_error(message: str, error: BaseException | None = None) -> None:
    """Write what failed, and where; without the error's message, which may contain what a client sent."""
    trace = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ if error else None
    write("error", {"message": message[:_LONGEST_LINE], **({"trace": trace} if trace else {})})


class Handler(logging.Handler):
    """Writes log records of libraries in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        write_error(record.getMessage().strip(), record.exc_info[1] if record.exc_info else None)


class Lines(io.TextIOBase):
    """A text stream that writes each line into the log; for what Python code prints on `sys.stderr`."""

    def __init__(self) -> None:
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        self._rest = self._rest[:_LONGEST_LINE]
        for line in filter(str.strip, lines):
            write("output", {"message": line[:_LONGEST_LINE]})
        return len(text)


@contextlib.contextmanager
def only_json() -> Iterator[None]:
    """Inside, what C libraries print on stderr comes into the log as lines of the kind `output`.

    Such a library may print while no Python code can run, so its output is dropped rather than waited for when 64 KiB
    have not been read yet. Does nothing on Windows, and where stderr is closed.
    """
    global _log
    try:
        if sys.platform == "win32" or sys.stderr is None or sys.stderr.fileno() != _STDERR:
            raise OSError
        kept = os.dup(_STDERR)
    except (OSError, ValueError):
        yield
        return
    taken, given = os.pipe()
    os.set_blocking(given, False)
    _log = log = os.fdopen(kept, "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(given, _STDERR)
    os.close(given)
    reader = threading.Thread(target=_read, args=(taken,), name="spritedex-stderr", daemon=True)
    reader.start()
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)  # the pipe ends here, and so does its reader
        reader.join(_END_SECONDS)
        _log = None
        with contextlib.suppress(OSError):
            log.close()


def _read(pipe: int) -> None:
    """Write each line that comes through the pipe into the log, until it ends."""
    lines = Lines()
    while data := os.read(pipe, _PIECE):
        lines.write(data.decode(errors="replace"))
    lines.write("\n")
    os.close(pipe)
