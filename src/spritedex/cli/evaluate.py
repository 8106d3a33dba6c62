"""`spritedex evaluate classifier` and `generator`: the metrics of a model on creatures it has never seen."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.errors import UsageError
from spritedex.vocabulary import STYLES, Style

app = typer.Typer(no_args_is_help=True, help="Measure a model on the part of the data it has never seen.")

_EPILOG = (
    "Example: spritedex evaluate classifier --data DIR --out report. "
    "The interval after each metric comes from drawing whole families anew; without --split the bundle's own split "
    "is used, so that the test part is what the model has not been trained on."
)


_GENERATOR_EPILOG = (
    "Example: spritedex evaluate generator --data DIR --out report. "
    "For a quick look add --limit 10 --count 2. The distances are taken in the features of the reader and compare with "
    "each other only, not with published ones. Real pictures appear in no file but that of --pictures: keep it to "
    "yourself."
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
        Path | None, typer.Option("--out", "-o", help="Write classifier.md, classifier.json and metrics there.")
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Draws of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Top-1-in-set, mAP, F1, exact match and more, with 95 % intervals, beside three baselines.

    The baselines are a color histogram, always water, and the prior; a published row of people stands beside them.
    """
    from spritedex.evaluation.report import plain_words, table, type_table
    from spritedex.workflows.evaluate.classifier import EvaluateRequest, evaluate_classifier, to_json

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
    setup = result.setup
    where = f"{setup.part} part, {setup.pictures} pictures, {setup.species} species, {setup.families} families"
    print_table(f"{result.subject.name} on the {where}; 95 % intervals", *table(result))
    print_table("Type by type", *type_table(result.scorecard.types))
    for sentence in plain_words(result):
        say(f"- {sentence}")
    if out is not None:
        say(f"report: {out / 'classifier.md'}")


@app.command("generator", epilog=_GENERATOR_EPILOG)
def generator(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option(
            help="The classifier in whose features is measured; its training must not have held the test part."
        ),
    ] = None,
    baseline: Annotated[str, typer.Option(help="The generator to stand beside.")] = "decoder",
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Sprites of each held-out prompt.")] = 4,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many prompts of each kind, for a look.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write generator.md, generator.json, metrics and a contact sheet there."),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Write a PNG of real pictures beside drawn ones there, for your eyes only.")
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Draws of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprite, and of the draws.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Domain distance, agreement of colors and types, copies and more, beside real pictures and a baseline.

    Draws from captions of species that training has not seen, from a grid of types and colors, and a contact sheet.
    """
    from spritedex.evaluation.generator_report import bars_table, grid_table, table
    from spritedex.workflows.evaluate.evaluation_set import EvaluateGeneratorRequest
    from spritedex.workflows.evaluate.generator import evaluate_generator, to_json

    if data is None:
        raise UsageError("no data: add --data DIR, or set SPRITEDEX_DATA")
    request = EvaluateGeneratorRequest(data, model, reader, baseline, count, limit, resamples, seed, out, pictures)
    result = evaluate_generator(request, progress)
    for warning in result.warnings():
        note(warning, "warning")
    if result.skipped:
        note(f"{len(result.skipped)} pictures were skipped; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_json(result))
        return
    for style in result.styles:
        print_table(f"{result.subject.name}, style {style.style}: {style.prompts} held-out prompts", *table(style))
    print_table("The grid of words", *grid_table(result))
    print_table("What it must show", *bars_table(result))
    for text in result.left_out:
        note(f"left out: {text}")
    if out is not None:
        say(f"report: {out / 'generator.md'}")


def _styles(names: list[str]) -> tuple[Style, ...]:
    if unknown := [name for name in names if name not in STYLES]:
        raise UsageError(f"--style {unknown[0]}: the styles are {', '.join(STYLES)}")
    return tuple(style for style in STYLES if style in names)
