"""The process whose forks are the commands of tests, and pytest's workers: it imports what they need once.

A client connects to its door, a Unix socket, and sends a line of JSON with words, working directory and environment,
beside it three open files: the fork's streams. It is answered with the number of the process and, later, with its exit
code. Each byte that it sends then is a signal for the fork, which does not outlive its client.
"""

import contextlib
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from multiprocessing import util
from typing import NoReturn

NUMBER = 4
"""Bytes of a number that a client is sent."""

_LISTENER, _OWNER, _CHILDREN = "listener", "owner", "children"


def serve(listener: int, modules: Iterable[str]) -> None:
    """Fork for the clients of a listening socket until standard input ends, which its owner holds open."""
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _Server(socket.socket(fileno=listener)).run()


class _Server:
    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._clients: dict[int, socket.socket] = {}
        self._select = selectors.DefaultSelector()
        self._ended, self._wakes = os.pipe()
        for end in (self._ended, self._wakes):
            os.set_blocking(end, False)

    def run(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        for source, kind in ((self._listener, _LISTENER), (0, _OWNER), (self._ended, _CHILDREN)):
            self._select.register(source, selectors.EVENT_READ, kind)
        while True:
            for key, _ in self._select.select():
                if key.data == _OWNER:
                    for pid in self._clients:
                        os.kill(pid, signal.SIGKILL)
                    return
                if key.data == _LISTENER:
                    self._accept()
                elif key.data == _CHILDREN:
                    self._reap()
                else:
                    self._forward(key.data)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        sent, streams = b"", list[int]()
        with contextlib.suppress(ConnectionError):
            sent, streams, *_ = socket.recv_fds(client, 2**16, 3)
            while sent and not sent.endswith(b"\n"):
                more = client.recv(2**16)
                sent = sent + more if more else b""
        if not sent.endswith(b"\n"):  # the client is gone
            for held in streams:
                os.close(held)
            client.close()
            return
        pid = os.fork()
        if pid == 0:
            self._leave(client)
            _become(streams, *json.loads(sent))
        for stream in streams:
            os.close(stream)
        self._clients[pid] = client
        self._select.register(client, selectors.EVENT_READ, pid)
        _tell(client, pid)

    def _leave(self, client: socket.socket) -> None:
        """Close what is the server's, in a fork."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._select.close()
        for held in (self._listener, client, *self._clients.values()):
            held.close()
        os.close(self._ended)
        os.close(self._wakes)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._ended, 2**16)
        while self._clients:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            client = self._clients.pop(pid)
            with contextlib.suppress(KeyError):  # gone before
                self._select.unregister(client)
            _tell(client, os.waitstatus_to_exitcode(status))
            client.close()

    def _forward(self, pid: int) -> None:
        """Signals of a client, for its fork."""
        client = self._clients.get(pid)
        if client is None:  # the fork ended in this very moment
            return
        try:
            signals = client.recv(16)
        except ConnectionError:
            signals = b""
        if not signals:  # the client is gone
            self._select.unregister(client)
        for number in signals or [signal.SIGKILL]:
            os.kill(pid, number)


def _tell(client: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):
        client.sendall(number.to_bytes(NUMBER, "little", signed=True))


def _become(streams: list[int], words: list[str], cwd: str, environment: dict[str, str]) -> NoReturn:
    """Be the command, in a fork, until it ends."""
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        for stream in {*streams} - {0, 1, 2}:
            os.close(stream)
        sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(cwd)
        code = _exit_code(words)
        threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as the end of an interpreter does
    finally:
        for shown in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                shown.flush()
        os._exit(code)


def _exit_code(words: list[str]) -> int:
    try:
        _run(words)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        util._exit_function()  # type: ignore[attr-defined]  # ends and waits for what multiprocessing has started
    return 0


def _run(words: list[str]) -> None:
    """`spritedex WORDS...`, or `-c CODE ...` or `-m MODULE ...` as Python takes them."""
    words = words[words[:1] == ["-u"] :]
    if words[:1] == ["-c"]:
        sys.argv = ["-c", *words[2:]]
        exec(words[1], {"__name__": "__main__"})
        return
    if words[:1] == ["-m"]:
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return
    sys.argv = ["spritedex", *words]
    from spritedex.cli.app import main

    main()
