"""A server that runs, for what is measured on it."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: tuple[str, int]
    process: psutil.Process
    log: Path

    def failures(self) -> int:
        """The lines of its log that tell of anything but a request."""
        return sum('"kind": "access"' not in line for line in self.log.read_text().splitlines())


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """`spritedex serve` on a free port, with the packaged models and default settings but for `options`.

    Raises RuntimeError with its last words if it does not start.
    """
    command = [sys.executable, "-m", "spritedex.cli.app", "serve", "--port", "0", *options]
    with tempfile.TemporaryDirectory(prefix="spritedex-load-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stderr, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr) as process:
            assert process.stdout
            try:
                line = process.stdout.readline().decode()
                if (found := re.search(r"http://\S+", line)) is None:
                    raise RuntimeError(f"the server did not start: {line}{log.read_text()}")
                url = urlsplit(found[0])
                yield Server((str(url.hostname), int(url.port or 0)), psutil.Process(process.pid), log)
            finally:
                process.terminate()
