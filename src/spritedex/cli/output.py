"""Printing for all commands: tables for people, JSON for machines, one-line notes and errors on stderr."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spritedex.cli.commands import flag
from spritedex.errors import Problem, Refused

T = TypeVar("T")

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that move the cursor, color, rename or ring a terminal, or turn the direction of a text."""

_LONGEST_LINE: Final = 2000
_NAMES_FILES: Final = ("file", "picture")


@dataclass
class Settings:
    """How much commands print; `quiet` leaves errors, and documents for machines."""

    quiet: bool = False


settings = Settings()

# Without emoji codes: a file may be called :fire:.png.
console = Console(highlight=False, emoji=False)
stderr = Console(stderr=True, highlight=False, emoji=False)


def escaped(text: str) -> str:
    """The text for a terminal: control characters as `\\x1b` or `\\u202e`, everything else as it is."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def fail(message: str, code: int) -> NoReturn:
    """Print `error: message` as one line on stderr and leave with the exit code."""
    stderr.print("[bold red]error:[/] ", end="")
    stderr.print(_one_line(message), markup=False, soft_wrap=True)
    sys.exit(code)


def note(message: str, kind: str = "note") -> None:
    """Print one line on stderr that does not stop the command; `kind` is note, warning or error."""
    if settings.quiet and kind != "error":
        return
    stderr.print(f"[yellow]{kind}:[/] ", end="")
    stderr.print(_one_line(message), markup=False, soft_wrap=True)


def report(problem: Problem) -> Problem:
    """Print a problem as an error that does not stop the command; the same, with options as the command calls them."""
    if isinstance(problem, Refused):
        problem = problem.worded(flag)
    note(str(problem), "error")
    return problem


def _one_line(message: str) -> str:
    """The message without line breaks and control characters, at most `_LONGEST_LINE` characters of it."""
    line = escaped(" ".join(message[: 2 * _LONGEST_LINE].split()))
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def say(message: str) -> None:
    """Print one line on stdout as it is: square brackets, as in a path, are not markup."""
    if not settings.quiet:
        console.print(escaped(message), markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print a JSON document on stdout, for machines."""
    print(json_text(value, indent=2))


def json_text(value: Any, indent: int | None = None) -> str:
    """A JSON document in UTF-8, its control characters as `\\u001b`."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _CONTROL.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table, its texts as they are; columns whose cells are all numbers are set right.

    No word and no name of a file is broken: where stdout is no terminal, or one that is too narrow, each row is a line.
    """
    if settings.quiet:
        return
    lines = [[escaped(str(cell)) for cell in row] for row in (columns, *rows)]
    right = [all(map(_is_number, cells)) for cells in zip(*lines[1:], strict=True)] or [False] * len(columns)
    widths = _widths(lines, console.width - 3 * len(columns) - 1) if console.is_terminal else None
    if widths is None:
        _print_lines(title, lines, right)
        return
    table = Table(title=Text(escaped(title), "bold"), title_justify="left", header_style="bold")
    for column, to_right, width in zip(columns, right, widths, strict=True):
        table.add_column(Text(column), justify="right" if to_right else "left", overflow="fold", width=width)
    for row in lines[1:]:
        table.add_row(*map(Text, row))
    console.print(table)


def _widths(lines: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide to print each column so that all fit into `room`, the widest made narrower first; None where a word or
    the name of a file would be broken. The first line has the names of the columns.
    """
    widths, least = [], []
    for name, *cells in zip(*lines, strict=True):
        words = [word for cell in (name, *cells) for word in ([cell] if name in _NAMES_FILES else cell.split())]
        least.append(max(map(cell_len, words), default=0))
        widths.append(min(max(map(cell_len, (name, *cells))), max(room, least[-1])))
    if sum(least) > room:
        return None
    while sum(widths) > room:
        spare = [width if width > most else 0 for width, most in zip(widths, least, strict=True)]
        widths[spare.index(max(spare))] -= 1
    return widths


def _print_lines(title: str, lines: Sequence[Sequence[str]], right: Sequence[bool]) -> None:
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    console.print(Text(escaped(title), "bold"), soft_wrap=True)
    for number, line in enumerate(lines):
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        parts = [space + cell if each else cell + space for cell, space, each in zip(line, spaces, right, strict=True)]
        console.print(Text("  ".join(parts).rstrip(), "" if number else "bold"), soft_wrap=True)


def _is_number(text: str) -> bool:
    try:
        float(text.rstrip("%").replace(",", "") or "x")
    except ValueError:
        return text in {"", "-"}
    return True


def progress(items: Iterable[T], total: int | None, label: str) -> Iterator[T]:
    """Go through `items` under a progress bar on stderr; no bar where stderr is not a terminal."""
    if not stderr.is_terminal or settings.quiet:
        yield from items
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(label, total=total)
        for item in items:
            yield item
            bar.advance(task)
