"""`spritedex classify`: types from pictures."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from spritedex.cli import completion
from spritedex.cli.bulk import On, Shard, check_bulk, print_bulk
from spritedex.cli.hardware import Device, Quiet, Threads, settle
from spritedex.cli.output import console, escaped, note, progress, report
from spritedex.cli.places import Force, picture_place, png_only, write_picture
from spritedex.cli.readings import CsvPrinter, JsonPrinter, LinePrinter
from spritedex.cli.stopping import ending
from spritedex.errors import Problem, UsageError


def classify(
    pictures: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PICTURE",
            show_default=False,
            help="Files, folders (with subfolders), patterns, or - for stdin; if not given, all of --truth.",
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Probability from which a second type is given. Default: the model's own for each type.",
        ),
    ] = None,
    nearest: Annotated[
        int,
        typer.Option(
            min=1,
            help='How many known species to name, most similar first; "like" one: from 0.7, "very like": from 0.8.',
        ),
    ] = 1,
    explain: Annotated[
        bool, typer.Option("--explain", help="Draw the evidence for each type in the picture: NAME-explained.png.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The folder for the plots of --explain, default this one; or for --on."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option(
            metavar="DATA",
            help="The true types: a data folder or set, or a CSV with the columns file (relative to it) and types.",
        ),
    ] = None,
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot",
            "--figure",
            metavar="FILE.png",
            callback=png_only,
            help="With --truth: the plot of true and predicted types side by side. Default: truth.png.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL,
            help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them.",
        ),
    ] = None,
    device: Device = "auto",
    threads: Threads = None,
    quiet: Quiet = False,
    force: Force = False,
    on: On = None,
    shard: Shard = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with the probabilities of all types.")] = False,
) -> None:
    """Read a creature's types from its picture: one or two of the 18, with their probabilities.

    The most probable type is always given, and a second one if its
    probability reaches its threshold. The model has a threshold for each
    type, chosen on creatures that it was not trained on. The probabilities
    of a calibrated model are true: of all answers with 60 %, about 60 % are
    right. A model with a gallery names the most similar known species, with
    a similarity from -1 to 1.

    --explain draws a plot of each picture: warm where hiding a place
    makes the type less likely, cool where it makes it more likely.

    Reads PNG, JPEG, GIF, WebP, BMP and TIFF. A picture that cannot be read
    is reported, and the others are still read. In a folder, plots that
    Spritedex wrote are left out. An interrupted --csv leaves whole rows.

        spritedex classify sprites/

        spritedex classify creature.png --explain --nearest 3

        spritedex classify "art/**/*.png" --csv > types.csv

        spritedex classify art/ --truth art/metadata.csv --plot truth.png

        spritedex classify --truth owner/data-set

        spritedex classify shards/ --on ray --out readings
    """
    settle(device, threads, quiet)
    check_bulk(on, shard, explain=explain, truth=truth, plot=plot, as_csv=as_csv, force=force)
    if on:
        _in_bulk(
            pictures, out, on, shard, threads, as_json, threshold=threshold, model=model, nearest=nearest, device=device
        )
        return
    from spritedex.sprites.codec import MAX_BYTES
    from spritedex.workflows.classify.find import STDIN, find_pictures
    from spritedex.workflows.classify.read import Read
    from spritedex.workflows.classify.run import ClassifyRequest, Comparison, model_split, read_truth
    from spritedex.workflows.classify.run import classify as read_types
    from spritedex.workflows.files import check_file, check_free

    if as_json and as_csv:
        raise UsageError("--json and --csv cannot be combined; choose one")
    if plot and not truth:
        raise UsageError("--plot needs --truth: it shows true and predicted types side by side")
    if out and not explain:
        raise UsageError("--out needs --explain: it is the folder for its plots")
    if not pictures and not truth:
        raise UsageError(
            "nothing to read; give a picture, a folder or a pattern, or --truth DATA for all of its pictures"
        )
    place = picture_place(plot, "truth.png")
    if truth and plot is not None:
        check_free("plot", place, force=force)
    check_file(place if truth else None)
    known = read_truth(truth) if truth else None
    comparison = Comparison(known, model_split(model)) if known else None
    sources = pictures or list(known.records if known else ())
    stdin = sys.stdin.buffer.read(MAX_BYTES + 1) if STDIN in sources else b""
    total, width = _measure(find_pictures(sources))
    folder = (out or Path()) if explain else None
    items = read_types(ClassifyRequest(tuple(sources), stdin, threshold, model, nearest, folder, force, known))
    printer: JsonPrinter | CsvPrinter | LinePrinter = LinePrinter(width)
    if as_json or as_csv:
        printer = JsonPrinter() if as_json else CsvPrinter(bool(truth), items.has_gallery, explain)
    read = failed = 0
    with ending() as ended:
        # On a terminal, the printed lines show the progress.
        for item in items if console.is_terminal else progress(items, total, "Reading"):
            if isinstance(item, Read):
                printer.add(item, comparison.add(item) if comparison else None)
                read += 1
            else:
                failed += 1
                printer.skip(report(item))
    if stopped := ended.problem(read, total):
        printer.skip(stopped)
    printer.end(comparison)
    ended.leave(read, total)
    if comparison:
        path = write_picture(place, comparison.plot(), plot is not None, force)
        note(f"{comparison.summary()}; plot: {path}")
    if failed:
        raise typer.Exit(1)


def _in_bulk(
    pictures: list[str] | None,
    out: Path | None,
    on: str,
    shard: int | None,
    threads: int | None,
    as_json: bool,
    **request: Any,
) -> None:
    from spritedex.workflows.bulk.reading import SHARD, ReadMany, read_job
    from spritedex.workflows.bulk.run import run

    if not pictures:
        raise UsageError("nothing to read; give a folder, a pattern, a Parquet or tar file, or an address")
    if out is None:
        raise UsageError("--on needs --out: the folder for its tables")
    job = read_job(ReadMany(tuple(pictures), shard=shard or SHARD, **request))
    if not print_bulk(run(job, out, on, threads), out, "Reading", as_json):
        raise typer.Exit(1)


def _measure(found: Iterable[str | Problem]) -> tuple[int, int]:
    """The number of pictures, and the width of the column for their names.

    Lists the folders once more: 16 µs per picture, while reading one takes milliseconds.
    """
    from rich.cells import cell_len

    total, width = 0, len("file")
    for name in found:
        total += 1
        width = max(width, cell_len(escaped(name)) if isinstance(name, str) else 0)
    return total, min(width, 60)
