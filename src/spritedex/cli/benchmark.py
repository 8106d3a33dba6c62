"""`spritedex benchmark classifier`: the whole table of classifiers, made again from the data."""

from pathlib import Path
from typing import Annotated

import typer

from spritedex.cli.extras import needs_train
from spritedex.cli.output import note, print_json, print_table, say
from spritedex.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Make a whole table of results again, from the data.")

_EPILOG = (
    "Example: spritedex benchmark classifier --data DIR. Out-of-fold predictions are kept in OUT/folds/NAME.csv: while "
    "configuration, folds and data are the same, they are read and nothing is trained, which takes a few minutes. "
    "Otherwise every model is trained once a fold, which takes hours; stopped, the same command goes on."
)


@app.callback()
def root() -> None:
    """Make a whole table of results again, from the data."""


@app.command("classifier", epilog=_EPILOG)
def classifier(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
    ] = None,
    model_config: Annotated[
        list[str] | None,
        typer.Option(
            "--model-config",
            metavar="NAME=FILE",
            help="A model to train and the YAML file of its configuration; repeatable, the first is compared with all "
            "others. Default: reader and cnn6, each with configs/NAME.yaml.",
        ),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Parts of the families; each is held out once.")] = 5,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Write classifier.md, classifier.json, metrics and folds/ there.")
    ] = Path("docs/benchmarks"),
    runs: Annotated[Path, typer.Option("--runs", help="Where the runs of the folds go.")] = Path("runs/benchmark"),
    without_test: Annotated[
        bool, typer.Option("--without-test", help="Leave the fixed test families out, of the folds too: for choosing.")
    ] = False,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Delete the kept predictions and runs of these settings; train anew.")
    ] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            metavar="FILE.png",
            help="Draw the 12 artworks read best and the 12 read worst there. It shows the data's pictures.",
        ),
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Draws of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the folds and of the draws.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Cross-validate classifiers over families beside baselines, and measure the shipped ones on the test families.

    Rows: your models, boosted trees and a regression on colors, nearest neighbours, always water, the prior, and
    people. Every row is decoded alike, and every metric has a 95 % interval over families.
    """
    with needs_train("spritedex benchmark"):
        from spritedex.evaluation.benchmark_report import means_table, plain_words, to_plain, warnings
        from spritedex.workflows.evaluate.benchmark import BenchmarkRequest, benchmark_classifier

    if data is None:
        raise UsageError("no data: add --data DIR, or set SPRITEDEX_DATA")
    models = tuple(_pair(text) for text in model_config or ())
    request = BenchmarkRequest(data, models, folds, out, runs, without_test, retrain, pictures, resamples, seed)
    result = benchmark_classifier(request, note)
    for warning in warnings(result):
        note(warning, "warning")
    for problem in result.missing:
        note(f"not measured: {problem}", "warning")
    if result.skipped:
        note(f"{len(result.skipped)} pictures were skipped; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_plain(result))
        return
    print_table(
        f"{result.folds.pictures} artworks, {folds} folds over families; 95 % intervals", *means_table(result.folds)
    )
    for sentence in plain_words(result):
        say(f"- {sentence}")
    say(f"report: {out / 'classifier.md'}")


def _pair(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not equals or not name or not file:
        raise UsageError(f"--model-config {text}: write NAME=FILE, such as cnn6=configs/cnn6.yaml")
    return name, Path(file)
