"""The real server as a subprocess, for tests of the API and of the page, and ways to speak to it."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from tests.commands import COMMAND
from tests.shells import started_at_once

PATIENCE = 60
"""Seconds after which a test gives up waiting for what takes milliseconds on a machine that does nothing else."""

SOON = 20
"""Seconds within which what ends at once has ended, however much else the machine does."""

_DIRECT = (
    "import json, sys; from spritedex.server.run import serve; from spritedex.server.settings import ServeSettings; "
)
_DIRECT += "serve(ServeSettings(**json.loads(sys.argv[1])), lambda address: print(f'Spritedex: {address}', flush=True))"


@dataclass(frozen=True)
class Server:
    """A server that runs: its address without a slash at the end, its process, and the file that takes its stderr."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """What it has written to stderr, a JSON document a line."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def serving(
    folder: Path,
    *options: object,
    model: str | Path | None = None,
    env: dict[str, str] | None = None,
    fresh: bool = False,
    **settings: Any,
) -> Iterator[Server]:
    """Run `spritedex serve OPTIONS...` on a free port with its stderr in `folder`; stopped when left.

    `settings` are fields of ServeSettings that no option sets; then it is started from Python, without options. It is a
    fork behind a process that passes signals on, which takes a second less than a `fresh` one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if settings:
        values = {"port": 0, "model": None if model is None else str(model), **settings}
        words = ["-c", _DIRECT, json.dumps(values)]
    else:
        free = () if "--port" in options else ("--port", "0")
        words = ["serve", *free, *map(str, options), *(("--model", str(model)) if model is not None else ())]
    log = folder / "stderr.txt"
    with (
        started_at_once() as forked,
        log.open("wb") as stderr,
        subprocess.Popen(
            [*(COMMAND if fresh and not settings else [sys.executable] if fresh else [forked]), *words],
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, **(env or {})},
        ) as process,
    ):
        assert process.stdout
        try:
            yield Server(_address(process.stdout, log), process, log)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(stdout: IO[bytes], log: Path) -> str:
    """The address in the one line that the server prints when it is ready."""
    line = stdout.readline().decode()
    if "http://" not in line:
        raise RuntimeError(f"the server did not start: {line}{log.read_text()}")
    return "http://" + line.split("http://")[1].split()[0].rstrip("/")


def connected(server: Server) -> socket.socket:
    """A connection to a server, for raw bytes."""
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), PATIENCE)


def encoded(data: bytes) -> str:
    """Bytes as a JSON field takes them."""
    return base64.b64encode(data).decode()


def exchange(server: Server, sent: bytes) -> bytes:
    """What a server answers to raw bytes until it closes the connection."""
    with connected(server) as connection:
        connection.sendall(sent)
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return answer


def metric(client: httpx.Client, name: str) -> float:
    """One of the server's metrics, as /metrics has it."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.M)
    assert found
    return float(found[1])


def wait_until(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Ask until it is so; fails after so long."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@contextmanager
def drawing(client: httpx.Client, until: str = "step", **asked: Any) -> Iterator[Iterator[str]]:
    """A stream that has come to the event `until`; gives the names of the events that follow."""
    with client.stream("POST", "/v1/sprites/stream", json=asked) as answer:
        assert answer.status_code == 200
        names = (line.removeprefix("event: ") for line in answer.iter_lines() if line.startswith("event: "))
        assert until in names
        yield names
