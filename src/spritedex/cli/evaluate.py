"""`spritedex evaluate classifier`: the figures of a model on creatures it has never seen."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli.output import note, print_json, print_table, say
from spritedex.data.records import STYLES, Style
from spritedex.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Measure a model on the part of the data it has never seen.")

_EPILOG = (
    "Example: spritedex evaluate classifier --data DIR --out report. "
    "The interval after each figure comes from drawing whole families anew; without --split the bundle's own split "
    "is used, so that the test part is what the model has not been trained on."
)


@app.callback()
def root() -> None:
    """Measure a model on the part of the data it has never seen."""


@app.command("classifier", epilog=_EPILOG)
def classifier(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    split: Annotated[
        Path | None, typer.Option("--split", help="A split file; without one, the split stored in the bundle.")
    ] = None,
    part: Annotated[Literal["test", "val", "train"], typer.Option("--part", help="Which part to measure on.")] = "test",
    style: Annotated[
        list[str] | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help=f"Which kind of pictures: {', '.join(STYLES)}; repeatable. Default: artwork.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write classifier.md, classifier.json and figures there.")
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Draws of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Top-1-in-set, mAP, F1, exact match and more, with 95 % intervals, beside three baselines.

    The baselines are a colour histogram, always water, and the prior; a published row of people stands beside them.
    """
    from spritedex.evaluation.report import plain_words, table, type_table
    from spritedex.workflows.evaluate import EvaluateRequest, evaluate_classifier, to_json

    if data is None:
        raise UsageError("no data: add --data DIR, or set SPRITEDEX_DATA")
    request = EvaluateRequest(data, model, split, part, _styles(style or ["artwork"]), resamples, seed, out)
    result = evaluate_classifier(request)
    for warning in result.warnings():
        note(warning, "warning")
    if result.skipped:
        note(f"{len(result.skipped)} pictures were skipped; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_json(result))
        return
    exam = result.exam
    where = f"{exam.part} part, {exam.pictures} pictures, {exam.species} species, {exam.families} families"
    print_table(f"{result.subject.name} on the {where}; 95 % intervals", *table(result))
    print_table("Type by type", *type_table(result.scorecard.types))
    for sentence in plain_words(result):
        say(f"- {sentence}")
    if out is not None:
        say(f"report: {out / 'classifier.md'}")


def _styles(names: list[str]) -> tuple[Style, ...]:
    if unknown := [name for name in names if name not in STYLES]:
        raise UsageError(f"--style {unknown[0]}: the styles are {', '.join(STYLES)}")
    return tuple(style for style in STYLES if style in names)
