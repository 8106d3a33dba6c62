"""The options of work in bulk, and what is printed of it."""

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from spritedex.cli.output import note, print_json, say, settings, stderr
from spritedex.counted import counted
from spritedex.errors import OptionError, Problem

if TYPE_CHECKING:
    from spritedex.workflows.bulk.run import Done, Finished

On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="ray[://HOST:PORT]",
        help="Work in bulk on a Ray cluster, or on all cores of this machine: tables of rows in the folder --out.",
    ),
]
Shard = Annotated[
    int | None,
    typer.Option(
        "--shard", min=1, max=1_000_000, help="With --on: rows of a table, which is done whole or not at all."
    ),
]


_NAMED: Final = 10
"""So many rows that could not be done are printed."""


def check_bulk(on: str | None, shard: int | None, **alone: Any) -> None:
    """Raises OptionError for one of the options `alone` beside --on, and for --shard without it."""
    for field, value in alone.items():
        if value and on:
            raise OptionError(field, "is for work on this machine; leave out {on}")
    if shard and not on:
        raise OptionError("shard", "is the size of a table of work in bulk; give {on} too", shard)


def print_bulk(items: "Iterable[Done | Problem | Finished | None]", out: Path, label: str, as_json: bool) -> bool:
    """Print what fails as it does, and at the end what is in the folder; whether nothing failed."""
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from spritedex.workflows.bulk.run import Done, Finished

    rows = problems = shards = found = named = 0
    manifest: dict[str, Any] = {}
    shown = stderr.is_terminal and not settings.quiet
    columns = (TextColumn("{task.description}"), TextColumn("{task.fields[at]}"), TimeElapsedColumn())
    bar = Progress(*columns, console=stderr, transient=True, redirect_stdout=False) if shown else None
    with bar or nullcontext():
        line = bar.add_task(label, total=None, at="the first shard") if bar else None
        for item in items:
            match item:
                case Done():
                    rows, problems, shards = rows + item.rows, problems + item.problems, shards + 1
                    found += item.found
                    for problem in item.named[: _NAMED - named]:
                        note(str(problem), "error")
                        named += 1
                case Problem():
                    note(str(item), "error")
                case Finished():
                    manifest = dict(item.manifest)
            if bar and line is not None:
                bar.update(line, at=f"{counted(rows, 'row')} in {counted(shards, 'shard')}")
    if as_json:
        print_json(manifest)
    else:
        before = f" ({found:,} from before)" if found else ""
        say(f"{counted(rows, 'row')} in {counted(shards, 'shard')}{before}: {out}")
    if problems:
        note(f"not done: {counted(problems, 'row')}; see {out / 'problems'}", "warning")
    if manifest["failed"]:
        note(
            f"failed: {len(manifest['failed'])} of {manifest['shards']} shards; the same command tries them again",
            "error",
        )
    return not manifest["failed"] and not problems
