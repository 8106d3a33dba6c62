"""Workers: threads that do the work of turns piece by piece, and stop when its client leaves. Know no kind of work."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from spritedex.server.line import STOPPING, Line, Turn
from spritedex.server.problems import Busy

T = TypeVar("T")

_AHEAD: Final = 64
_SLICE_SECONDS: Final = 0.1
_END_SECONDS: Final = 5


class Stop:
    """Says that nobody waits for some work any more. Used by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waited: Future[Any] | None = None
        self.is_set = False

    def set(self) -> None:
        """Stop; what a thread waits for in `result_of` is cancelled."""
        with self._lock:
            self.is_set = True
            if self._waited is not None:
                self._waited.cancel()

    def result_of(self, future: "Future[T]") -> T:
        """The result of a future. Raises CancelledError if the work is stopped first."""
        with self._lock:
            self._waited = future
            if self.is_set:
                future.cancel()
        try:
            return future.result()
        finally:
            with self._lock:
                self._waited = None


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


class Pool:
    """`workers` requests run at the same time, each in a thread, `most` of them of one client; `queue` more may wait.

    All methods must be called in the event loop.
    """

    def __init__(self, workers: int, queue: int, most: int | None = None) -> None:
        self.line = Line(workers, queue, most)
        self._threads = ThreadPoolExecutor(workers, "spritedex")
        self._tasks: set[asyncio.Task[None]] = set()
        self._stops: set[Stop] = set()
        self._watched: set[_Task[Any]] = set()

    def refuse(self) -> None:
        """Take no more work, and end what somebody watches; what nobody watches may finish."""
        self.line.refuse()
        for task in self._watched:
            task.end(_End(Busy(STOPPING)))

    async def close(self) -> bool:
        """Stop all work, and wait for the threads for a moment; whether they have come to an end."""
        self.refuse()
        for stop in list(self._stops):
            stop.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_END_SECONDS)
        self._threads.shutdown(wait=not self._tasks)
        return not self._tasks

    async def items(
        self,
        turn: Turn,
        work: Generator[T | None, None, None],
        stop: Stop,
        seconds: float,
        idle: float | None = None,
        spare: type | None = None,
    ) -> AsyncGenerator[T | None, None]:
        """What `work` yields in a thread, without None; if watched, also None after `idle` seconds without an item.

        The work is done in pieces that end at a yield, even of None, so that other clients come between. If the
        consumer stops early, `stop` is set and the work is stopped at its next yield. Items of the class `spare` are
        dropped while the consumer is far behind. Raises Busy if the pool closes before the work starts or `seconds`
        have passed since then, and any error of the work.
        """
        try:
            while not await turn.come(idle):
                yield None
        except BaseException:
            work.close()
            turn.leave()
            raise
        task = _Task(work, spare, stop)
        driver = asyncio.get_running_loop().create_task(self._drive(task, turn, seconds))
        self._tasks.add(driver)
        self._stops.add(stop)
        driver.add_done_callback(self._tasks.discard)
        driver.add_done_callback(lambda _: self._stops.discard(stop))
        if idle is not None:
            self._watched.add(task)
        try:
            while not isinstance(item := await task.next(idle), _End):
                yield item
        finally:
            stop.set()
            self._watched.discard(task)
        if item.error:
            raise item.error

    async def _drive(self, task: "_Task[Any]", turn: Turn, seconds: float) -> None:
        """Do the work piece by piece; it keeps its place until a thread is done with it, whoever has left."""
        loop, end, until = asyncio.get_running_loop(), _End(), time.monotonic() + seconds
        try:
            while await turn.come() and await loop.run_in_executor(self._threads, task.piece, turn, until):
                if time.monotonic() > until:
                    raise Busy(f"the request took more than {seconds:g} seconds; ask for less at a time")
                turn.rest()
        except BaseException as error:
            end = _End(error)
            if not isinstance(error, Exception):
                raise
        finally:
            task.end(end)
            turn.leave()


class _Task(Generic[T]):
    """Work that threads do piece by piece, and what it has yielded."""

    def __init__(self, work: Generator[T | None, None, None], spare: type | None, stop: Stop) -> None:
        self._found: asyncio.Queue[T | _End] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._work = work
        self._spare = spare
        self._stop = stop

    async def next(self, idle: float | None) -> T | _End | None:
        """What comes next; None after `idle` seconds without it."""
        try:
            async with asyncio.timeout(idle):
                return await self._found.get()
        except TimeoutError:
            return None

    def piece(self, turn: Turn, last: float) -> bool:
        """Work on in a thread, until another client is due or `last`; whether there is more to do.

        Raises any error of the work.
        """
        least = time.monotonic() + _SLICE_SECONDS
        while not self._stop.is_set:
            try:
                item = next(self._work)
            except StopIteration:
                return False
            if item is not None and not self._is_spare(item):
                self._loop.call_soon_threadsafe(self._found.put_nowait, item)
            now = time.monotonic()
            if now > last or (now >= least and turn.is_due()):
                return True
        return False

    def end(self, end: _End) -> None:
        """Nothing more is to come; in the event loop."""
        self._found.put_nowait(end)
        with suppress(ValueError):  # it still runs, where the server ends before its thread does
            self._work.close()

    def _is_spare(self, item: T) -> bool:
        return self._spare is not None and isinstance(item, self._spare) and self._found.qsize() > _AHEAD
