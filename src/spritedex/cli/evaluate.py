"""`spritedex evaluate classifier` and `generator`: the metrics of a model on creatures that it has never seen."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli import completion
from spritedex.cli import rating as rate
from spritedex.cli.again import command_again
from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.cli.places import Force
from spritedex.counted import counted
from spritedex.errors import OptionError
from spritedex.vocabulary import STYLES, Style

app = typer.Typer(no_args_is_help=True, help="Measure a model on creatures that it has never seen.")

_EPILOG = (
    "Example: spritedex evaluate classifier --data DIR --out report. "
    "The interval after each metric is a bootstrap over whole families. Without --split the bundle's own is used, "
    "so that the model was not trained on the test part."
)
_GENERATOR_EPILOG = (
    "Example: spritedex evaluate generator --data all.pack --prompts prompts.txt --out report. "
    "For a quick look add --limit 10 -n 2. Distances can be compared with each other only, not with published ones. "
    "Only the file of --pictures shows pictures of the data: do not publish it."
)


@app.callback()
def root() -> None:
    """Measure a model on creatures that it has never seen."""


@app.command("classifier", epilog=_EPILOG)
def classifier(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or the name of a Hub data set."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL,
            help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them.",
        ),
    ] = None,
    split: Annotated[
        Path | None, typer.Option("--split", help="A split file; default: the split stored in the bundle.")
    ] = None,
    part: Annotated[
        Literal["test", "val", "train", "all"],
        typer.Option(
            "--part", case_sensitive=False, help="The part of the split to measure on; all: the data as it is, whole."
        ),
    ] = "test",
    style: Annotated[
        list[str] | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help=f"Pictures of this style: {', '.join(STYLES)}; repeatable. Default: artwork, else all.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write classifier.md, classifier.json and plots there.")
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resamples.")] = 0,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """First guess in set, mAP, F1, exact match and more, with 95 % intervals, beside three baselines.

    The baselines are a regression on colors, always water, and the prior; a published row of people stands beside them.
    """
    from spritedex.evaluation.classifier_report import summary, table
    from spritedex.evaluation.report_parts import type_table
    from spritedex.workflows.evaluate.classifier import EvaluateClassifierRequest, evaluate_classifier, to_json

    if data is None:
        raise OptionError("data", "give a data folder, or set SPRITEDEX_DATA")
    styles = _styles(style) if style else None
    options = {
        "model": model, "split": split, "part": part, "style": styles, "resamples": resamples, "seed": seed, "out": out,
        "force": force,
    }  # fmt: skip
    command = command_again("spritedex evaluate classifier", data, options)
    request = EvaluateClassifierRequest(data, model, split, part, styles, resamples, seed, out, command, force)
    result = evaluate_classifier(request)
    for warning in result.warnings():
        note(warning, "warning")
    if result.skipped:
        note(f"skipped: {counted(len(result.skipped), 'picture')}; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_json(result))
        return
    setup = result.setup
    counts = ((setup.pictures, "picture"), (setup.species, "species"), (setup.families, "family"))
    where = ", ".join((f"{setup.part} part", *(counted(number, noun) for number, noun in counts)))
    print_table(f"{result.subject.name} on the {where}; in brackets the 95 % interval", *table(result))
    print_table("Type by type", *type_table(result.scorecard.types))
    for sentence in summary(result):
        say(f"- {sentence}")
    if out is not None:
        say(f"report: {out / 'classifier.md'}")


@app.command("generator", epilog=_GENERATOR_EPILOG)
def generator(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A pack, a data folder, or a Hub data set."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL,
            help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them.",
        ),
    ] = None,
    prompts: Annotated[
        Path | None,
        typer.Option(help="Sentences, one a line: subject | sentence. Default: prompts.txt in the data folder."),
    ] = None,
    seeds: Annotated[int, typer.Option("-n", "--seeds", min=1, help="Sprites of each sentence.")] = 4,
    part: Annotated[
        Literal["val", "test"],
        typer.Option(case_sensitive=False, help="The part whose pictures are held out; test: once, for a release."),
    ] = "val",
    beside: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A generator.json to put beside, the first release first; repeatable."),
    ] = None,
    rating: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Key and marks of a blind rating: key.json, marks.csv, ...")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many sentences and held-out pictures, for a quick look.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write generator.md, generator.json, plots and a contact sheet there."),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Write a PNG of pictures of the data beside sprites there; do not publish it."),
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprite, and of the resamples.")] = 0,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Subject, colors, wholeness, copies and more of what a generator draws, beside real pictures.

    It draws sentences that people type and captions of unseen creatures.
    """
    from spritedex.evaluation.exam_report import bars_table, table
    from spritedex.workflows.evaluate.generator import EvaluateGeneratorRequest, evaluate_generator, to_json

    if data is None:
        raise OptionError("data", "give a pack or a data folder, or set SPRITEDEX_DATA")
    besides = tuple(beside or ())
    options = {
        "model": model, "prompts": prompts, "seeds": seeds, "part": part, "beside": besides, "rating": rating,
        "limit": limit, "out": out, "resamples": resamples, "seed": seed, "force": force,
    }  # fmt: skip
    command = command_again("spritedex evaluate generator", data, options)
    request = EvaluateGeneratorRequest(
        data, model, prompts, seeds, part, besides, rating, limit, resamples, seed, out, pictures, command, force
    )
    result = evaluate_generator(request, progress)
    for warning in result.warnings():
        note(warning, "warning")
    if result.skipped:
        note(f"skipped: {counted(len(result.skipped), 'picture')}; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_json(result))
        return
    print_table(
        f"{result.painter.name}, {counted(result.setup.sentences, 'sentence')}, {counted(seeds, 'sprite')} each",
        *table(result),
    )
    print_table("What it must show", *bars_table(result))
    for text in result.left_out:
        note(f"left out: {text}")
    if out is not None:
        say(f"report: {out / 'generator.md'}")


app.command("sheets", epilog=rate.SHEETS_EPILOG)(rate.sheets)
app.command("pairs", epilog=rate.PAIRS_EPILOG)(rate.pairs)
app.command("ratings")(rate.ratings)


def _styles(given: list[str]) -> tuple[Style, ...]:
    names = [name.strip().lower() for name in given]
    if unknown := [name for name in names if name not in STYLES]:
        raise OptionError("style", f"unknown; choose from {', '.join(STYLES)}", unknown[0])
    return tuple(style for style in STYLES if style in names)
