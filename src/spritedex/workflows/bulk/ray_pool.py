"""Tasks through processes on a Ray cluster, one a core. Knows nothing of what a task is.

A process has one task at a time, and the next task is taken from the list when a process is free: nothing piles up. The
task of a process that died is given to another one; a task whose processes keep dying is given up and named.
"""

import logging
import os
import socket
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from spritedex.errors import MissingExtraError, OptionError, SpritedexError

TRIES: Final = 3
"""So many processes may die of a task."""

OBJECT_STORE: Final = 200 * 2**20
"""Bytes of shared memory on a cluster that we start; results are small."""

_LOOK_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 10
_RAY: Final = "ray"
_ADDRESS: Final = "RAY_ADDRESS"
_LOCAL: Final = "local"
_NO_CLUSTER: Final = (
    "no cluster answers ({}); start one with `ray start`, or check the address, also that in RAY_ADDRESS"
)

T = TypeVar("T")


class Failed(SpritedexError):
    """A task that gave no result."""


@contextmanager
def cluster(on: str, cores: int) -> Iterator[int]:
    """A connection to Ray while inside; gives the number of processes to use.

    `on` is ray for the cluster that RAY_ADDRESS names, or one on this machine with so many `cores`, which ends with the
    connection; or ray://HOST:PORT for a cluster elsewhere. Raises OptionError if it cannot be reached,
    MissingExtraError without Ray.
    """
    if on != _RAY and not on.startswith(f"{_RAY}://"):
        raise OptionError("on", "write ray, or ray://HOST:PORT for a cluster that runs", on)
    address = on if on != _RAY else os.environ.get(_ADDRESS, _LOCAL)
    _check_answers(address.removeprefix(f"{_RAY}://"), on)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read on import: nothing is sent anywhere
    os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".*")  # else Ray prints the death of a worker on our stdout
    os.environ.setdefault("RAY_worker_niceness", "0")  # else all else on the machine comes first
    logging.getLogger("ray").setLevel(logging.ERROR)
    try:
        import ray
    except ModuleNotFoundError:
        raise MissingExtraError("work on Ray", "ray") from None

    more: dict[str, Any] = {}
    if address == _LOCAL:
        more = {"num_cpus": cores, "object_store_memory": OBJECT_STORE, "include_dashboard": False}
    try:
        ray.init(address, log_to_driver=False, logging_level="error", configure_logging=False, **more)
    except Exception as error:  # each transport has errors of its own
        raise OptionError("on", _NO_CLUSTER.format(_first_line(error)), on) from None
    try:
        yield max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def _check_answers(address: str, on: str) -> None:
    """Raises OptionError if nobody listens at HOST:PORT: Ray itself would go on asking for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OptionError("on", _NO_CLUSTER.format(f"{address}: {reason}"), on) from None


def work_off(tasks: Iterable[T], start: Callable[[], Any], processes: int) -> Iterator[tuple[T, Any] | None]:
    """Each task with its result, or with a `Failed`, as they come; None now and then while nothing does.

    `start` makes an actor whose method `work` takes a task. Inside `cluster`.
    """
    import ray

    source = enumerate(tasks)
    again: deque[tuple[int, T]] = deque()
    died: Counter[int] = Counter()
    busy: dict[Any, tuple[Any, int, T]] = {}

    def give(actor: Any | None) -> bool:
        """The next task to an actor, or to a new one; whether there was a task."""
        number, task = again.popleft() if again else next(source, (-1, None))
        if task is None:
            return False
        actor = actor or start()
        busy[actor.work.remote(task)] = actor, number, task
        return True

    try:
        while len(busy) < processes and give(None):
            pass
        while busy:
            ready, _ = ray.wait(list(busy), num_returns=1, timeout=_LOOK_SECONDS)
            if not ready:
                yield None
                continue
            actor, number, task = busy.pop(ready[0])
            result: Any
            try:
                result = ray.get(ready[0])
            except ray.exceptions.RayTaskError as error:
                result = Failed(_first_line(error.cause if isinstance(error.cause, Exception) else error))
            except ray.exceptions.RayError as error:  # the process, or the machine with it
                died[number] += 1
                actor = None
                if died[number] < TRIES:
                    again.append((number, task))
                    give(None)
                    continue
                result = Failed(f"{TRIES} processes died of it ({_first_line(error)})")
            give(actor)
            yield task, result
    finally:
        for actor, _, _ in busy.values():
            ray.kill(actor)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:200]
