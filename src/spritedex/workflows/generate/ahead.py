"""What comes next, made in threads while what came before is used. Knows no sprite."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import takewhile
from typing import TypeVar

T = TypeVar("T")


def made_ahead(series: Iterable[Iterator[T]], threads: int) -> Iterator[Iterator[T]]:
    """The same iterators in the same order, so many of them gone through side by side, each by one thread.

    An error is raised in place of the iterator that has it. Closed early, this waits until each thread has its next
    item.
    """
    closed = threading.Event()

    def whole(items: Iterator[T]) -> list[T]:
        return list(takewhile(lambda _: not closed.is_set(), items))

    waiting: deque[Future[list[T]]] = deque()
    pool = ThreadPoolExecutor(threads, "ahead")
    try:
        for items in series:
            waiting.append(pool.submit(whole, items))
            if len(waiting) > threads:
                yield iter(waiting.popleft().result())
        while waiting:
            yield iter(waiting.popleft().result())
    finally:
        closed.set()
        pool.shutdown(cancel_futures=True)
