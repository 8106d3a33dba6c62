"""The server's log: one JSON document per line on stderr. Knows no request."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any


def write(kind: str, values: dict[str, Any]) -> None:
    """Write a line: the time in UTC, the kind, the values."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, **values}
    sys.stderr.write(json.dumps(line) + "\n")  # one call, because threads may write at the same time
    sys.stderr.flush()


def write_error(message: str, error: BaseException | None = None) -> None:
    """Write what failed, and where; without the error's message, which may contain what a client sent."""
    trace = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ if error else None
    write("error", {"message": message, **({"trace": trace} if trace else {})})


class Handler(logging.Handler):
    """Writes log records of libraries in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        write_error(record.getMessage().strip(), record.exc_info[1] if record.exc_info else None)
