"""`spritedex classify`: types from pictures."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from spritedex.cli.output import console, note, progress
from spritedex.cli.readings import CsvPrinter, JsonPrinter, LinePrinter
from spritedex.errors import Problem, UsageError


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
        typer.Option(
            min=0,
            max=1,
            help="Probability at which a second type is given; the model's own for each type if not given.",
        ),
    ] = None,
    nearest: Annotated[
        int, typer.Option(min=1, help="How many of the known species that it looks like to name, likest first.")
    ] = 1,
    explain: Annotated[
        bool, typer.Option("--explain", help="Draw what in the picture speaks for each type: NAME-explained.png.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="With --explain: the folder for the plots; this one if not given."),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="The true types: a data folder, or a CSV with the columns file (relative to it) and types."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            "--figure",
            help="With --truth: where to draw truth and prediction side by side; truth.png if not given.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV with the probabilities of all types, a row at a time.")
    ] = False,
) -> None:
    """Read a creature's types from its picture: one or two of the 18, with their probabilities.

    The most probable type is always given, a second where its probability
    reaches the threshold: each type has its own in the model, chosen on
    creatures that it had not seen. Probabilities are calibrated where the
    model was: of all answers given with 60 %, about 60 % are right.
    A model with a gallery names the known species that the picture looks
    like, with a similarity of -1 to 1.

    --explain draws a plot of each picture: warm where hiding a place
    makes the type less likely, cool where it makes it more likely.

    PNG, JPEG, GIF, WebP, BMP and TIFF are read. A picture that cannot be
    read is named, and the others go through. Plots that Spritedex wrote
    are left out of a folder. Stopped half-way, --csv leaves whole rows.

        spritedex classify sprites/

        spritedex classify creature.png --explain --nearest 3

        spritedex classify "art/**/*.png" --csv > types.csv

        spritedex classify art/ --truth art/metadata.csv --plot truth.png
    """
    from spritedex.sprites.codec import MAX_BYTES
    from spritedex.workflows.classify.run import STDIN, ClassifyRequest, Comparison, Read, find_pictures, read_truth
    from spritedex.workflows.classify.run import classify as read_types

    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other; choose one")
    if plot and not truth:
        raise UsageError("--plot draws truth beside prediction: give --truth too")
    if out and not explain:
        raise UsageError("--out is the folder for the plots of --explain: give --explain too")
    comparison = Comparison(read_truth(truth)) if truth else None
    stdin = sys.stdin.buffer.read(MAX_BYTES + 1) if STDIN in pictures else b""
    total, width = _measure(find_pictures(pictures))
    folder = (out or Path()) if explain else None
    items = read_types(ClassifyRequest(tuple(pictures), stdin, threshold, model, nearest, folder))
    printer = JsonPrinter() if as_json else CsvPrinter(bool(truth), explain) if as_csv else LinePrinter(width)
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
        path = plot or Path("truth.png")
        comparison.draw(path)
        note(f"{comparison.summary()}; plot: {path}")
    if failed:
        raise typer.Exit(1)


def _measure(found: Iterable[str | Problem]) -> tuple[int, int]:
    """How many pictures there are, and how wide the column of their names should be.

    Folders are walked a second time for it: 16 µs a picture, where reading one takes milliseconds.
    """
    total, width = 0, len("file")
    for name in found:
        total += 1
        width = max(width, len(name) if isinstance(name, str) else 0)
    return total, min(width, 60)
