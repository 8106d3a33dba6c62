"""Processes that read pictures, and can be ended: when a picture takes too long, or its client leaves. Know no picture.

What a client sends is opened here, in a process of its own with a bounded memory, and nowhere else. Both ends of the
pipes are ours and run as the same user, so what they send each other is pickled.
"""

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from typing import Any, Final

LENGTH: Final = struct.Struct("<Q")
READY, RESULT, ERROR, ASK = "ready", "result", "error", "ask"

OUT_OF_TIME: Final = getattr(signal, "SIGPROF", None)
"""What a process ends with that has used up its processor time; None where the system cannot measure it."""

_BUSY_MACHINE: Final = 3
"""So many times its processor time a task may take on the clock, for other processes want the processor too."""

_GRACE_SECONDS: Final = 1.0
"""So long may a process finish what nobody waits for any more: to start another one takes longer."""

_THREADS: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Asks = Mapping[str, Callable[..., Any]]
"""What a task may ask of the server, by name; called in a thread."""


class ProcessEnded(Exception):
    """The process ended before it answered: it asked for too much memory, or crashed."""


class OutOfTime(ProcessEnded, TimeoutError):
    """The process ended because its task took too long."""


class Processes:
    """At most `count` processes that do tasks of `tasks.TASKS`, one at a time each; one more than are busy is there.

    All methods but `submit` must be called in the event loop.
    """

    def __init__(self, count: int) -> None:
        self._permits = asyncio.Semaphore(count)
        self._count = count
        self._starting = asyncio.Lock()
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = True

    async def start(self) -> None:
        """Start one, so that the first request does not wait."""
        self._loop = asyncio.get_running_loop()
        await self._keep_one_idle()

    async def close(self) -> None:
        """End them all, whatever they do."""
        self._open = False
        for process in list(self._all):
            await process.kill()
        self._all.clear()
        for task in list(self._background):
            task.cancel()

    def submit(self, task: str, *args: Any, seconds: float, asks: Asks | None = None) -> "Future[Any]":
        """`run` from another thread."""
        assert self._loop
        return asyncio.run_coroutine_threadsafe(self.run(task, *args, seconds=seconds, asks=asks), self._loop)

    async def run(self, task: str, *args: Any, seconds: float, asks: Asks | None = None) -> Any:
        """The result of a task. If it takes too long, or the caller is cancelled, its process is ended.

        It may take `seconds` of processor time, and three times as long on the clock.
        Raises TimeoutError, ProcessEnded, and any error of the task.
        """
        await self._permits.acquire()
        try:
            async with self._starting:
                process = self._idle.pop() if self._idle else await self._started()
            self._in_background(self._keep_one_idle())
            work = asyncio.ensure_future(process.do(task, args, seconds, asks or {}))
            work.add_done_callback(lambda done: done.cancelled() or done.exception())  # looked at, though nobody waits
        except BaseException:
            self._permits.release()
            raise
        try:
            await process.awake.wait()  # to import what it needs is no part of its first task
            async with asyncio.timeout(_BUSY_MACHINE * seconds):
                return await asyncio.shield(work)
        finally:
            self._in_background(self._settle(process, work))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _keep_one_idle(self) -> None:
        """Start a process for the next task while the others are busy: to import what it needs takes a second."""
        async with self._starting:
            if self._open and not self._idle and len(self._all) < self._count:
                self._idle.append(await self._started())

    async def _settle(self, process: "_Process", work: "asyncio.Future[Any]") -> None:
        """Make a process ready for the next task, or put a new one in its place."""
        try:
            await process.awake.wait()
            if not work.done():
                await asyncio.wait({work}, timeout=_GRACE_SECONDS)
            whole = work.done() and not isinstance(work.exception(), ProcessEnded)
            if not whole:
                work.cancel()
                self._all.discard(process)
                await process.kill()
                await self._keep_one_idle()
            elif self._open:
                self._idle.append(process)
        finally:
            self._permits.release()

    async def _started(self) -> "_Process":
        process = await _Process.start()
        self._all.add(process)
        return process


class _Process:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._to, self._from = process, process.stdin, process.stdout
        self.awake = asyncio.Event()
        """Set when it does its first task, or cannot."""

    @classmethod
    async def start(cls) -> "_Process":
        command = (sys.executable, "-P", "-m", "spritedex.server.worker")
        pipe = asyncio.subprocess.PIPE
        return cls(
            await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env={**os.environ, **_THREADS})
        )

    async def do(self, task: str, args: tuple[Any, ...], seconds: float, asks: Asks) -> Any:
        """The result of a task. Raises ProcessEnded, and any error of the task."""
        try:
            if not self.awake.is_set():
                await self._receive()  # READY
                self.awake.set()
            await self._send((task, args, seconds))
            while True:
                kind, value = pickle.loads(await self._receive())
                if kind == ASK:
                    name, given = value
                    value = await asyncio.to_thread(asks[name], *given)
                    await self._send(value)
                else:
                    break
        except (OSError, EOFError) as error:  # IncompleteReadError is an EOFError
            if OUT_OF_TIME and await self._process.wait() == -OUT_OF_TIME:
                raise OutOfTime from None
            raise ProcessEnded(type(error).__name__) from None
        finally:
            self.awake.set()
        if kind == ERROR:
            raise value
        return value

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _send(self, value: Any) -> None:
        data = pickle.dumps(value)
        self._to.write(LENGTH.pack(len(data)) + data)
        await self._to.drain()

    async def _receive(self) -> bytes:
        (length,) = LENGTH.unpack(await self._from.readexactly(LENGTH.size))
        return await self._from.readexactly(length)
