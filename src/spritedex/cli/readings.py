"""Prints readings as they come: lines for people, CSV and JSON for machines."""

import csv
import io
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from spritedex.cli.output import console, escaped, json_text, note
from spritedex.errors import Problem
from spritedex.vocabulary import TYPE_COLORS, TYPES

if TYPE_CHECKING:
    from spritedex.workflows.classify.read import Read
    from spritedex.workflows.classify.run import Comparison

Types = tuple[str, ...]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class LinePrinter:
    """One line per picture, with colored badges."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._started = False

    def add(self, read: "Read", truth: Types | None) -> None:
        from rich.text import Text

        if not self._started:
            console.print(f"[bold]{'file'.ljust(self._width)}   types")
            self._started = True
        line = Text(escaped(read.picture))
        line.pad_right(self._width - line.cell_len)
        for name in read.reading.types:
            line.append("  ")
            line.append(f" {name} ", f"bold white on {TYPE_COLORS[name]}")
            line.append(f" {read.reading.probabilities[name]:.0%}")
        if read.reading.unsure:
            line.append("  unsure", "dim")
        if truth:
            right = [name in truth for name in read.reading.types]
            line.append(f"  truth {escaped(', '.join(truth))}", "green" if right[0] else "red")
        if read.reading.likeness:
            line.append(f"  nearest known: {escaped(read.reading.likeness)}", "dim")
        if read.explained:
            line.append(f"  plot: {escaped(str(read.explained))}", "dim")
        console.print(line, soft_wrap=True)
        _print_notes(read)

    def skip(self, problem: Problem) -> None:
        """Prints nothing: the problem is on stderr."""

    def end(self, comparison: "Comparison | None") -> None:
        """Prints nothing."""


class CsvPrinter:
    """One row per picture, with the probabilities of all types; each row is written whole before the next.

    The columns nearest and similarity exist if the bundle has a gallery.
    """

    def __init__(self, with_truth: bool, with_nearest: bool, explained: bool) -> None:
        self._with_truth = with_truth
        self._with_nearest = with_nearest
        self._explained = explained
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        optional = (
            *(("truth",) if with_truth else ()),
            *(("nearest", "similarity") if with_nearest else ()),
            *(("explained",) if explained else ()),
        )
        self._writer.writerow(("file", "types", *optional, *TYPES))

    def add(self, read: "Read", truth: Types | None) -> None:
        reading = read.reading
        row = [_cell(read.picture), "/".join(reading.types)]
        if self._with_truth:
            row.append("/".join(truth or ()))
        if self._with_nearest:
            row.append(_cell("; ".join(like.name for like in reading.nearest)))
            row.append("; ".join(f"{like.similarity:.4f}" for like in reading.nearest))
        if self._explained:
            row.append(_cell(str(read.explained)))
        self._writer.writerow((*row, *(f"{chance:.6f}" for chance in reading.probabilities.values())))
        _print_notes(read)

    def skip(self, problem: Problem) -> None:
        """Prints nothing: the problem is on stderr."""

    def end(self, comparison: "Comparison | None") -> None:
        """Prints nothing."""


class JsonPrinter:
    """One document, written as the readings come."""

    def __init__(self) -> None:
        self._out = sys.stdout
        self._problems: list[dict[str, str]] = []
        self._between = ""
        self._out.write('{"readings": [')

    def add(self, read: "Read", truth: Types | None) -> None:
        value: dict[str, Any] = {"file": read.picture, "types": read.reading.types}
        if truth is not None:
            value["truth"] = truth
        value["unsure"] = read.reading.unsure
        value["probabilities"] = read.reading.probabilities
        value["nearest"] = [asdict(like) for like in read.reading.nearest]
        if read.explained:
            value["explained"] = str(read.explained)
        value["notes"] = read.notes
        self._out.write(f"{self._between}\n  {json_text(value)}")
        self._between = ","

    def skip(self, problem: Problem) -> None:
        self._problems.append({"where": problem.where, "what": problem.what})

    def end(self, comparison: "Comparison | None") -> None:
        counts: dict[str, Any] = {}
        if comparison:
            names = ("known", "first_right", "all_right")
            totals = {name: getattr(comparison, name) for name in names}
            parts = {part: asdict(counted) for part, counted in comparison.counts.items()}
            counts = {"comparison": {**totals, "parts": parts}}
        rest = json_text({"problems": self._problems, **counts})
        self._out.write(f"\n], {rest[1:]}\n")


def _cell(text: str) -> str:
    """A text for a table program: one that would be a formula, as `=cmd|…`, begins with an apostrophe."""
    return escaped(f"'{text}" if text.startswith(_FORMULA) else text)


def _print_notes(read: "Read") -> None:
    for text in read.notes:
        note(f"{read.picture}: {text}")
