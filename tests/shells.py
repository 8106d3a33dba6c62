"""`spritedex` for real shells: a small program on PATH that has it forked by this process (see tests/commands.py)."""

import json
import os
import shlex
import shutil
import socket
import socketserver
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from tests.commands import FORKS, LOCK, forked

_CLIENT = Path(__file__).with_name("shell_client.py")


@contextmanager
def started_at_once() -> Iterator[Path]:
    """The path of a program `spritedex`; for `-c CODE` it does what Python does."""
    folder = Path(tempfile.mkdtemp(prefix="path-"))  # short: the name of a socket has at most 107 bytes
    python, door = shlex.quote(sys.executable), folder / "door"
    start = f"-IS {shlex.quote(str(_CLIENT))} {shlex.quote(str(door))}" if FORKS else "-m spritedex"
    command = folder / "spritedex"
    command.write_text(f'#!/bin/sh\nexec {python} {start} "$@"\n')
    command.chmod(0o755)
    try:
        if not FORKS:
            yield command
            return
        with socketserver.ThreadingUnixStreamServer(str(door), _Command) as server:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
            try:
                yield command
            finally:
                server.shutdown()
    finally:
        shutil.rmtree(folder)


@contextmanager
def shell_path() -> Iterator[str]:
    """A PATH on which `spritedex` and `python` are the tests' own."""
    with started_at_once() as command:
        yield os.pathsep.join([str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]])


class _Command(socketserver.BaseRequestHandler):
    """One command, from its start to its exit code; it gets its client's signals, and ends with it."""

    def handle(self) -> None:
        client: socket.socket = self.request
        sent, streams, *_ = socket.recv_fds(client, 2**16, 3)
        while not sent.endswith(b"\n"):
            sent += client.recv(2**16)
        words, cwd, environment = json.loads(sent)
        process = forked(words, streams, Path(cwd), environment)
        for stream in streams:
            os.close(stream)
        assert process.pid
        while process.sentinel not in wait([client, process.sentinel]):
            signals = client.recv(16)
            for number in signals:
                os.kill(process.pid, number)
            if not signals:
                process.kill()
                break
        with LOCK:
            process.join()
        client.sendall(str(process.exitcode).encode())
