"""`spritedex train ARCHITECTURE --sweep FILE`: its options, and what is printed of a sweep."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spritedex.cli.output import note, print_json, print_table, say
from spritedex.counted import counted
from spritedex.errors import OptionError

if TYPE_CHECKING:
    from spritedex.workflows.sweep.folder import TrialResult

SweepFile = Annotated[
    Path | None,
    typer.Option(
        "--sweep",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Try settings: a YAML file as of a Weights & Biases sweep. The same command goes on after a stop.",
    ),
]
OnRay = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="ray",
        help="With --sweep: several trials at once on Ray, the worse ones ended early. Else one after the other.",
    ),
]


def run_sweep(
    architecture: str,
    file: Path,
    config: Path | None,
    data: str | None,
    settings: Sequence[str],
    out: Path,
    name: str | None,
    init_from: str | None,
    accelerator: str,
    on: str | None,
    as_json: bool,
    alone: Mapping[str, Any],
) -> None:
    """Train the trials of a sweep and print them. Raises OptionError for one of the options `alone` that was given."""
    for field, value in alone.items():
        if value:
            raise OptionError(
                field, "is for a single run; leave it out beside {sweep}, whose trials have one device each"
            )
    if on not in (None, "ray"):
        raise OptionError("on", "write ray; RAY_ADDRESS names a cluster that runs", on)
    from spritedex.workflows.sweep.run import SweepRequest, sweep

    request = SweepRequest(
        architecture, file, config, data, tuple(settings), out, name, init_from, accelerator, on, _print_end
    )
    result = sweep(request)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(result))
        return
    names = list(result.trials[0].settings)
    rows = [[*_reached(each), *(each.settings[name] for name in names)] for each in result.trials]
    columns = ("trial", "state", "epochs", result.metric, "at", *names)
    print_table(f"{result.folder}, {result.goal} {result.metric}", columns, rows)
    best, model = result.trials[0], f"spritedex train {architecture}"
    say(f"best: trial {best.number}, {best.run}")
    say(f"next: {model} --config {result.files[0]}, or spritedex export {best.run} --out my-model")


def _reached(result: "TrialResult") -> tuple[Any, ...]:
    best = "" if result.best is None else f"{result.best:.4f}"
    return result.number, result.state, result.epochs, best, result.best_epoch or ""


def _print_end(result: "TrialResult") -> None:
    best = "" if result.best is None else f", best {result.best:.4f} at epoch {result.best_epoch}"
    why = f": {result.why}" if result.why else ""
    note(f"trial {result.number} {result.state} after {counted(result.epochs, 'epoch')}{best}{why}")
