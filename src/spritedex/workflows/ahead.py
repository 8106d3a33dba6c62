"""What comes next, made in threads while what came before is used. Knows no picture."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import takewhile
from typing import TypeVar

R = TypeVar("R")
T = TypeVar("T")


def in_order(tasks: Iterable[Callable[[], R]], workers: int, ahead: int) -> Iterator[R]:
    """The results of tasks in order; so many threads work so many tasks ahead of the consumer."""
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for task in tasks:
            waiting.append(pool.submit(task))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def made_ahead(series: Iterable[Iterator[T]], workers: int) -> Iterator[Iterator[T]]:
    """The same iterators in the same order, so many of them gone through side by side, each by one thread.

    Closed early, it waits only until each thread has its next item.
    """
    closed = threading.Event()

    def whole(items: Iterator[T]) -> list[T]:
        return list(takewhile(lambda _: not closed.is_set(), items))

    try:
        yield from map(iter, in_order((partial(whole, items) for items in series), workers, workers))
    finally:
        closed.set()
