"""How long a server takes to end after SIGTERM, by what it does at that moment. Knows no model.

python -m benchmarks.ending
"""

import argparse
import base64
import json
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Final

import psutil  # type: ignore[import-untyped]

from benchmarks.flood import export_body, large_jpeg
from benchmarks.load import FORM, draw_body, form_of, request_of
from benchmarks.served import Server, serving

MOST_SECONDS: Final = 30
PATIENCE: Final = 200
STARTED: Final = 3.0
"""Seconds for the work to begin."""

_LONG: Final = json.dumps({"prompt": "a blue fish", "count": 4, "best_of": 40, "num_steps": 100}).encode()
_KEPT: Final = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def _asking(*requests: bytes) -> Callable[[Server, ExitStack], None]:
    """A connection for each request, kept open without reading the answer."""

    def ask(server: Server, stack: ExitStack) -> None:
        for request in requests:
            connection = stack.enter_context(socket.create_connection(server.address, PATIENCE))
            with suppress(ConnectionError):  # refused before all of it was sent
                connection.sendall(request)

    return ask


def _dripping(server: Server, stack: ExitStack) -> None:
    """Sixteen clients that send a byte a second of their bodies, and read a byte a second of their answers."""
    body = request_of("/v1/sprites", draw_body(1))
    open_ones = [stack.enter_context(socket.create_connection(server.address, PATIENCE)) for _ in range(16)]
    over = threading.Event()
    stack.callback(over.set)

    def drip() -> None:
        for connection in open_ones:
            connection.sendall(body[:-60])
        for place in range(len(body) - 60, len(body)):
            for connection in open_ones:
                with suppress(OSError):
                    connection.sendall(body[place : place + 1])
            if over.wait(1):
                return

    threading.Thread(target=drip, daemon=True).start()


def loads() -> dict[str, Callable[[Server, ExitStack], None]]:
    """What a server can be doing when it is told to end."""
    pictures = form_of([large_jpeg()] * 3)
    batch, stream = request_of("/v1/sprites", _LONG), request_of("/v1/sprites/stream", _LONG)
    export = request_of("/v1/sprites/export", export_body())
    read = request_of("/v1/types?explain=true", pictures, FORM)
    one = base64.b64encode(large_jpeg()).decode()
    begun = request_of("/v1/sprites", json.dumps({"prompt": "a blue fish", "init": one}).encode())
    kinds = {
        "nothing": _asking(),
        "idle connections, kept alive": _asking(*[_KEPT] * 32),
        "4 batches of 40 drawings of 100 steps": _asking(*[batch] * 4),
        "8 event streams of the same": _asking(*[stream] * 8),
        "8 exports of four JPEGs of 16 megapixels": _asking(*[export] * 8),
        "6 requests to read and explain three such JPEGs; 4 that begin with one": _asking(*[read] * 6, *[begun] * 4),
        "16 clients that send a byte a second": _dripping,
        "half of a request, 16 times": _asking(*[batch[:40]] * 16),
    }

    def everything(server: Server, stack: ExitStack) -> None:
        for kind in list(kinds.values())[:-1]:
            kind(server, stack)

    return {**kinds, "all of these at once": everything}


def ending(begin: Callable[[Server, ExitStack], None], signals: int = 1) -> tuple[float, int | None, int]:
    """Seconds from the last of so many signals to the end, the exit status, and how many processes are left."""
    with serving() as server, ExitStack() as stack:
        begin(server, stack)
        time.sleep(STARTED)
        children = server.process.children(recursive=True)
        for number in range(signals):
            time.sleep(number)
            server.process.send_signal(signal.SIGTERM if signals == 1 else signal.SIGINT)
        started = time.perf_counter()
        code = server.process.wait(PATIENCE)
        seconds = time.perf_counter() - started
        return seconds, code, len(psutil.wait_procs(children, 5)[1])


def main() -> int:
    """Run it; 1 if one took more than 30 seconds or left a process behind."""
    parser = argparse.ArgumentParser(description="Measure how `spritedex serve` ends.")
    parser.add_argument("--only", default="", help="loads whose name this regular expression finds")
    asked = parser.parse_args()
    failed = False
    print("| what it does | signal | ended after | exit status | processes left |\n| --- | --- | --- | --- | --- |")
    for name, begin in loads().items():
        if not re.search(asked.only, name):
            continue
        for signals, title in ((1, "SIGTERM"), (2, "Ctrl+C twice")):
            if signals == 2 and name != "all of these at once":
                continue
            seconds, code, left = ending(begin, signals)
            failed |= seconds > MOST_SECONDS or left > 0
            print(f"| {name} | {title} | {seconds:.1f} s | {code} | {left} |", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
