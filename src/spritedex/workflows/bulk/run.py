"""A bulk run: shards through workers on Ray into a folder of tables. Knows no kind of work and no printing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from spritedex.errors import MissingExtraError, Problem
from spritedex.runtime.session import allowed_cores
from spritedex.workflows.bulk.shards import key_of


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, by whom: `worker(*arguments)` is made in each process, and its method `work(task)` takes a
    `Task` and returns a `Made`.

    `shards` have the properties `where` and `has_pictures`. `kind` and `asked` are those of the folder, see
    `OutFolder`.
    """

    kind: str
    asked: Mapping[str, Any]
    shards: Iterator[Any]
    worker: type
    arguments: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A shard with its number, and the key that its rows are marked with."""

    number: int
    key: str
    shard: Any


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that is in the folder; `found` if it was there before. `named` are the first of its problems."""

    rows: int
    problems: int
    found: bool = False
    named: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a run: what the manifest says."""

    manifest: Mapping[str, Any]


def check_extra() -> None:
    """Raises MissingExtraError without what tables and clusters need."""
    # Ray reads its settings when it is imported, so it is only looked for here.
    if any(find_spec(name) is None for name in ("fsspec", "pyarrow", "ray")):
        raise MissingExtraError("work on Ray", "ray")


def whole_name(model: str | None) -> str | None:
    """A bundle's folder as a whole path, for processes that stand elsewhere; any other name as it is."""
    return str(Path(model).resolve()) if model and Path(model).is_dir() else model


def run(job: Job, out: Path, on: str, threads: int | None = None) -> Iterator[Done | Problem | Finished | None]:
    """Do the shards that are missing in the folder `out`; each as it is done, or the problem of one that failed.

    `on` is ray or ray://HOST:PORT; `threads` is the number of processes on this machine, all cores if None. None is
    yielded now and then while nothing happens.

    Raises UsageError if the folder cannot be written or has other rows, OptionError if no cluster answers.
    """
    from spritedex.workflows.bulk.folder import OutFolder
    from spritedex.workflows.bulk.ray_pool import Failed, cluster, work_off

    folder = OutFolder(out, job.kind, job.asked)
    folder.begin()
    failed: dict[int, Problem] = {}
    found: list[Done] = []
    total = 0

    def missing() -> Iterator[Task]:
        nonlocal total
        for number, shard in enumerate(job.shards):
            total = number + 1
            key = key_of(shard, repr(sorted(job.asked.items())))
            if part := folder.has(number, key):
                found.append(Done(part.rows, part.problems, found=True, named=folder.first_problems(number)))
            else:
                yield Task(number, key, shard)

    tasks = missing()
    first, second = next(tasks, None), next(tasks, None)
    if first and not second and not first.shard.has_pictures:  # of a wrong path, say; no cluster is needed to name it
        part = folder.write(first.number, job.worker(*job.arguments).work(first))
        yield Done(part.rows, part.problems, named=folder.first_problems(first.number))
    elif first:
        with cluster(on, threads or allowed_cores()) as cores:
            import ray

            remote: Any = ray.remote(num_cpus=1, max_restarts=0)(job.worker)

            def start() -> Any:
                return remote.remote(*job.arguments)

            for answer in work_off(chain([first], [second] if second else [], tasks), start, cores):
                while found:
                    yield found.pop()
                if answer is None:
                    yield None
                    continue
                task, made = answer
                if isinstance(made, Failed):
                    problem = failed[task.number] = Problem(f"shard {task.number} ({task.shard.where})", str(made))
                    yield problem
                else:
                    part = folder.write(task.number, made)
                    yield Done(part.rows, part.problems, named=folder.first_problems(task.number))
    while found:
        yield found.pop()
    yield Finished(folder.finish(total, failed))
