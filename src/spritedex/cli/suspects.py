"""`spritedex data suspects`: the pictures whose labels or pixels look wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from spritedex.cli.output import console, note, print_json, print_table, progress, say
from spritedex.cli.places import Force, csv_only, png_only
from spritedex.counted import counted
from spritedex.data.records import Record
from spritedex.errors import UsageError

if TYPE_CHECKING:
    from spritedex.workflows.audit.suspects_results import LabelSuspect, PixelSuspect, Suspects

EPILOG: Final = "Example: spritedex data suspects DIR --predictions FILE.csv --plot suspects.png"
_HOW: Final = "to find wrong labels too, give --predictions FILE.csv (spritedex benchmark classifier writes it)"


def suspects(
    folder: Annotated[
        str | None,
        typer.Argument(metavar="DATA", help="A data folder, or a Hub data set's name.", show_default=False),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="The same, as in the other data commands."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions",
            "-p",
            metavar="FILE.csv",
            help="Out-of-fold predictions to check labels with: spritedex benchmark classifier writes them.",
        ),
    ] = None,
    top: Annotated[
        int, typer.Option(min=1, help="Show at most this many label suspects, and of each kind of pixel suspects.")
    ] = 30,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", "--figure", metavar="FILE.png", callback=png_only, help="Also draw the pictures shown."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE.csv", callback=csv_only, help="Write all suspects there."),
    ] = None,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all suspects as JSON.")] = False,
) -> None:
    """List pictures to check: types that a model doubts, and empty, cut, doubled or unusual pictures.

    Labels are compared with the predictions of models that were not
    trained on the creature's family (cleanlab); pixels need no model. A
    suspect is not proof: check it before you correct anything. Scores are
    from 0 to 1, lower is surer.
    """
    from spritedex.workflows.audit.suspects import SuspectsRequest, find_suspects

    source = folder or data
    if source is None:
        raise UsageError("no data: add a folder, or set SPRITEDEX_DATA (spritedex data sample DIR draws some)")
    request = SuspectsRequest(source, predictions, top, plot, csv, force)
    found = find_suspects(request, track=_track)
    _note(found, request.predictions is not None)
    if as_json:
        print_json(asdict(found))
    else:
        _print(found, top)
    for what, path in (("suspects", csv), ("plot", plot)):
        if path and (path == csv or found.labels or found.pixels):
            (note if as_json else say)(f"{what}: {path}")


def _track(records: Sequence[Record]) -> Iterable[Record]:
    return progress(records, len(records), "checking pictures")


def _note(found: "Suspects", with_predictions: bool) -> None:
    if found.problems:
        first = found.problems[0]
        note(f"{len(found.problems):,} skipped; first: {first} (spritedex data check lists all)", "warning")
    if not with_predictions:
        note(_HOW)
    elif found.checked < found.pictures:
        note(f"labels: {found.checked:,} of {found.pictures:,} pictures have types and a prediction")


def _print(found: "Suspects", top: int) -> None:
    if found.labels:
        columns = ("species", "given", "doubted", "missing", "the model says", "pictures", "score")
        title = f"Labels: {_shown(len(found.labels), top, 'species')}"
        print_table(title, columns, [_label_row(suspect) for suspect in found.labels[:top]])
    elif found.checked:
        say(f"labels: no suspects in {counted(found.checked, 'picture')}")
    for kind, some in groupby(found.pixels, key=lambda suspect: suspect.kind):
        listed = list(some)
        title = f"Pixels, {kind}: {_shown(len(listed), top, 'species')}"
        print_table(
            title,
            ("species", "what", "pictures", "score", "picture"),
            [_pixel_row(suspect) for suspect in listed[:top]],
        )
    if not found.pixels:
        console.print(f"pixels: no suspects in {counted(found.pictures, 'picture')}")


def _label_row(suspect: "LabelSuspect") -> tuple[str, ...]:
    chances = [_chances(some) for some in (suspect.doubted, suspect.missing, suspect.predicted)]
    counts = f"{suspect.suspects} of {suspect.pictures}"
    return (_title(suspect), ", ".join(suspect.types), *chances, counts, f"{suspect.score:.3f}")


def _chances(types: dict[str, float]) -> str:
    return ", ".join(f"{name} {chance:.0%}" for name, chance in types.items())


def _pixel_row(suspect: "PixelSuspect") -> tuple[str, ...]:
    counts = f"{suspect.suspects} of {suspect.pictures}"
    return (_title(suspect), suspect.what, counts, f"{suspect.score:.3f}", suspect.key)


def _title(suspect: "LabelSuspect | PixelSuspect") -> str:
    """Number and name; a number of more than nine digits, which no table has, only stands for a name that it lacks."""
    return f"{suspect.number} {suspect.name}".strip() if suspect.number < 10**9 else suspect.name or suspect.key


def _shown(count: int, top: int, what: str) -> str:
    return f"the first {top} of {count:,} {what} (--csv and --json contain all)" if count > top else f"{count:,} {what}"
