"""`spritedex classify`: types from pictures."""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spritedex.bestiary import TYPE_COLOURS, TYPES
from spritedex.cli.output import console, note, progress
from spritedex.errors import Problem, UsageError

if TYPE_CHECKING:
    from spritedex.workflows.classify import Comparison, Read

Types = tuple[str, ...]


def classify(
    pictures: Annotated[
        list[str],
        typer.Argument(
            metavar="PICTURE...",
            help="Files, folders (searched to their depth), patterns, or - for a picture on stdin.",
        ),
    ],
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Probability at which a second type is given; the bundle's own if not given."),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="The true types: a data folder, or a CSV with the columns file (relative to it) and types."),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(help="With --truth: where to draw truth and prediction side by side; truth.png if not given."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with the probabilities of all types.")] = False,
) -> None:
    """Read a creature's types from its picture: one or two of the 18, with their probabilities.

    The most probable type is always given, a second where its probability
    reaches the threshold. PNG, JPEG, GIF, WebP, BMP and TIFF are read.
    A picture that cannot be read is named, and the others go through.
    Contact sheets of `spritedex generate` (…-sheet.png) in a folder are left out.

        spritedex classify sprites/

        spritedex classify "art/**/*.png" --csv > types.csv

        spritedex classify art/ --truth art/metadata.csv --figure truth.png
    """
    from spritedex.sprites.codec import MAX_BYTES
    from spritedex.workflows.classify import STDIN, ClassifyRequest, Comparison, Read, find_pictures, read_truth
    from spritedex.workflows.classify import classify as read_types

    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other; choose one")
    if figure and not truth:
        raise UsageError("--figure draws truth beside prediction: give --truth too")
    comparison = Comparison(read_truth(truth)) if truth else None
    stdin = sys.stdin.buffer.read(MAX_BYTES + 1) if STDIN in pictures else b""
    total, width = _measure(find_pictures(pictures))
    items = read_types(ClassifyRequest(tuple(pictures), stdin, threshold, model))
    printer = _Json() if as_json else _Csv(bool(truth)) if as_csv else _Lines(width)
    failed = False
    # On a terminal the lines themselves show the progress.
    for item in items if console.is_terminal else progress(items, total, "Reading"):
        if isinstance(item, Read):
            printer.add(item, comparison.add(item) if comparison else None)
        else:
            failed = True
            note(str(item), "error")
            printer.skip(item)
    printer.end(comparison)
    if comparison:
        path = figure or Path("truth.png")
        comparison.draw(path)
        note(f"{comparison.summary()}; figure: {path}")
    if failed:
        raise typer.Exit(1)


def _measure(found: Iterable[str | Problem]) -> tuple[int, int]:
    """How many pictures there are, and how wide the column of their names should be.

    Folders are walked a second time for it: 6 µs a picture, where reading one takes milliseconds.
    """
    total, width = 0, len("file")
    for name in found:
        total += 1
        width = max(width, len(name) if isinstance(name, str) else 0)
    return total, min(width, 60)


class _Lines:
    """A line a picture, with coloured badges."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._started = False

    def add(self, read: "Read", truth: Types | None) -> None:
        from rich.text import Text

        if not self._started:
            console.print(f"[bold]{'file'.ljust(self._width)}  types")
            self._started = True
        line = Text(read.picture.ljust(self._width))
        for name in read.reading.types:
            line.append("  ")
            line.append(f" {name} ", f"bold white on {TYPE_COLOURS[name]}")
            line.append(f" {read.reading.probabilities[name]:.0%}")
        if truth:
            right = [name in truth for name in read.reading.types]
            line.append(f"  truth {', '.join(truth)}", "green" if right[0] else "red")
        console.print(line, soft_wrap=True)
        _print_notes(read)

    def skip(self, problem: Problem) -> None:
        """It was said on stderr."""

    def end(self, comparison: "Comparison | None") -> None:
        """Nothing is open."""


class _Csv:
    """A row a picture, with the probabilities of all types."""

    def __init__(self, with_truth: bool) -> None:
        self._with_truth = with_truth
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        self._writer.writerow(("file", "types", *(("truth",) if with_truth else ()), *TYPES))

    def add(self, read: "Read", truth: Types | None) -> None:
        known = ("/".join(truth or ()),) if self._with_truth else ()
        chances = (f"{chance:.6f}" for chance in read.reading.probabilities.values())
        self._writer.writerow((read.picture, "/".join(read.reading.types), *known, *chances))
        _print_notes(read)

    def skip(self, problem: Problem) -> None:
        """It was said on stderr."""

    def end(self, comparison: "Comparison | None") -> None:
        """Nothing is open."""


class _Json:
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
        value |= {"probabilities": read.reading.probabilities, "notes": read.notes}
        self._out.write(f"{self._between}\n  {json.dumps(value, ensure_ascii=False)}")
        self._between = ","

    def skip(self, problem: Problem) -> None:
        self._problems.append({"where": problem.where, "what": problem.what})

    def end(self, comparison: "Comparison | None") -> None:
        counts = {}
        if comparison:
            names = ("known", "first_right", "all_right")
            counts = {"comparison": {name: getattr(comparison, name) for name in names}}
        rest = json.dumps({"problems": self._problems, **counts}, ensure_ascii=False)
        self._out.write(f"\n], {rest[1:]}\n")


def _print_notes(read: "Read") -> None:
    for text in read.notes:
        note(f"{read.picture}: {text}")
