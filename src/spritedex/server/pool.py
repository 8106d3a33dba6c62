"""A bounded pool of workers: requests take turns, and stop when their client leaves. Knows no kind of work."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from spritedex.server.problems import Busy

T = TypeVar("T")

_AHEAD: Final = 64


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


class Pool:
    """`workers` requests run at the same time, each in a thread; `queue` more may wait, first come, first served.

    All methods must be called in the event loop.
    """

    def __init__(self, workers: int, queue: int) -> None:
        self._threads = ThreadPoolExecutor(workers, "spritedex")
        self._workers = workers
        self._free = workers
        self._queue = queue
        self._line: deque[asyncio.Future[None]] = deque()
        self._open = True

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._line)

    @property
    def working(self) -> int:
        """Requests that have a worker."""
        return self._workers - self._free

    def enter(self) -> "Turn":
        """A turn at a worker; it must be used or left. Raises Busy if the queue is full or the pool is closing."""
        if not self._open:
            raise Busy("the server is stopping; try again later")
        if not self._free and len(self._line) >= self._queue:
            raise Busy("all workers are busy and the queue is full; try again later")
        started = asyncio.get_running_loop().create_future()
        ahead = 0 if self._free else self._workers + len(self._line)
        if self._free:
            self._free -= 1
            started.set_result(None)
        else:
            self._line.append(started)
        return Turn(self, started, ahead)

    def refuse(self) -> None:
        """Refuse new requests and those that wait."""
        self._open = False
        while self._line:
            self._line.popleft().set_exception(Busy("the server is stopping; try again later"))

    async def close(self) -> None:
        """Refuse new and waiting requests, and wait for the workers to finish."""
        self.refuse()
        await asyncio.to_thread(self._threads.shutdown)

    def _leave(self, started: asyncio.Future[None]) -> None:
        with suppress(ValueError):
            self._line.remove(started)
        started.cancel()

    def _release(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._free += 1


class Turn:
    """A place at a worker or in the queue; `ahead` requests come before it."""

    def __init__(self, pool: Pool, started: asyncio.Future[None], ahead: int) -> None:
        self.ahead = ahead
        self._pool = pool
        self._started = started
        self._over = False

    def leave(self) -> None:
        """Give up the place; does nothing once the work has started."""
        if self._over:
            return
        self._over = True
        if self._started.done() and not self._started.exception():
            self._pool._release()
        else:
            self._pool._leave(self._started)

    async def items(
        self, work: Generator[T | None, None, None], idle: float | None = None, spare: type | None = None
    ) -> AsyncGenerator[T | None, None]:
        """What `work` yields in its thread, without None; and None after each `idle` seconds without an item.

        If the consumer stops early, the work is stopped at its next yield, even of None. Items of the class `spare` are
        dropped while the consumer is far behind. Raises Busy if the pool closes before the work starts, and any error
        of the work.
        """
        try:
            while not (await asyncio.wait({self._started}, timeout=idle))[0]:
                yield None
            self._started.result()
            task = _Task(work, spare)
            self._over = True
            done = asyncio.get_running_loop().run_in_executor(self._pool._threads, task.run)
            done.add_done_callback(lambda _: self._pool._release())
        finally:
            self.leave()
        try:
            while True:
                try:
                    async with asyncio.timeout(idle):
                        item = await task.found.get()
                except TimeoutError:
                    yield None
                    continue
                if isinstance(item, _End):
                    break
                yield item
        finally:
            task.stopped.set()
        if item.error:
            raise item.error


class _Task(Generic[T]):
    """Work that runs in a thread and puts what it yields into a queue."""

    def __init__(self, work: Generator[T | None, None, None], spare: type | None) -> None:
        self.found: asyncio.Queue[T | _End] = asyncio.Queue()
        self.stopped = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._work = work
        self._spare = spare

    def run(self) -> None:
        end = _End()
        try:
            with closing(self._work):
                for item in self._work:
                    if self.stopped.is_set():
                        break
                    if item is not None and not self._is_spare(item):
                        self._put(item)
        except Exception as error:
            end = _End(error)
        self._put(end)

    def _is_spare(self, item: T) -> bool:
        return self._spare is not None and isinstance(item, self._spare) and self.found.qsize() > _AHEAD

    def _put(self, item: T | _End) -> None:
        self._loop.call_soon_threadsafe(self.found.put_nowait, item)
