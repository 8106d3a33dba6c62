"""`spritedex benchmark speed` and `classifier`: whole tables of results, measured again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spritedex.cli.again import command_again
from spritedex.cli.output import note, print_json, print_table, say, stderr
from spritedex.cli.places import Force
from spritedex.config.named import find_config
from spritedex.counted import counted
from spritedex.errors import OptionError

if TYPE_CHECKING:
    from spritedex.workflows.evaluate.speed import Commands

app = typer.Typer(no_args_is_help=True, help="Measure a whole table of results again: speed, or classifiers.")

_EPILOG = (
    "Example: spritedex benchmark classifier --data DIR. Out-of-fold predictions are kept in OUT/folds/NAME.csv: while "
    "configuration, folds and data are the same, they are read and nothing is trained, which takes a few minutes. "
    "Otherwise every model is trained once for each fold, which takes hours; stopped, the same command resumes."
)
_SPEED_EPILOG = (
    "Example: spritedex benchmark speed --out report. It takes some minutes, most of them for the folder of "
    "10,000 pictures (--many 500 is shorter); close programs that keep the processor busy. The report has the name of "
    "the processor, not of the machine."
)

SpeedData = Annotated[
    str | None,
    typer.Option("--data", "-d", help="Classify pictures of this data; default: pictures drawn by Spritedex."),
]
SpeedOut = Annotated[Path | None, typer.Option("--out", "-o", help="Write speed.md and speed.json there.")]
Many = Annotated[int, typer.Option(min=1, help="Number of pictures in the folder of the long run.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def root() -> None:
    """Measure a whole table of results again: speed, or classifiers."""


@app.command("speed", epilog=_SPEED_EPILOG)
def speed(
    data: SpeedData = None, out: SpeedOut = None, many: Many = 10_000, force: Force = False, as_json: Json = False
) -> None:
    """Measure start, import, size, speed and memory, and the speed of training where that is installed."""
    from spritedex.evaluation.speed_report import table, to_plain
    from spritedex.workflows.evaluate.speed import FILES, SpeedRequest, measure_speed, write_speed
    from spritedex.workflows.files import check_report

    check_report(out, FILES, force)
    command = "spritedex benchmark speed"
    with stderr.status("measuring") as status:
        request = SpeedRequest(data, speed_commands(), many=many, command=command)
        result = measure_speed(request, lambda text: status.update(text))
    for problem in result.problems:
        note(f"not measured: {problem}", "warning")
    path = write_speed(result, out) if out else None
    if as_json:
        print_json(to_plain(result))
        return
    print_table("Speed", *table(result))
    print_table("Machine", ("what", "value"), result.machine.items())
    if path:
        say(f"report: {path}")


def speed_commands(classifier: str | None = None, generator: str | None = None) -> "Commands":
    """The commands that `benchmark speed` measures, with other bundles than the packaged ones if given."""
    from spritedex.workflows.evaluate.speed import Command, Commands

    reading, drawing = (() if name is None else ("--model", name) for name in (classifier, generator))
    return Commands(
        help=Command("spritedex --help", ("--help",)),
        classify=Command("spritedex classify PICTURE", ("classify", "PICTURE", *reading)),
        generate=Command("spritedex generate SENTENCE", ("generate", "SENTENCE", "--out", "OUT", *drawing)),
        folder=Command("spritedex classify FOLDER --csv", ("classify", "FOLDER", "--csv", *reading)),
    )


@app.command("classifier", epilog=_EPILOG)
def classifier(
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or the name of a Hub data set."),
    ] = None,
    model_config: Annotated[
        list[str] | None,
        typer.Option(
            "--model-config",
            metavar="NAME=FILE",
            help="A model to train and the YAML file of its configuration; repeatable, the first is compared with all "
            "others. Default: reader and cnn6, as they ship.",
        ),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Number of folds over the families; each is held out once.")] = 5,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Write classifier.md, classifier.json, plots and folds/ there.")
    ] = Path("benchmark"),
    runs: Annotated[Path, typer.Option("--runs", help="Where the runs of the folds are stored.")] = Path(
        "runs/benchmark"
    ),
    without_test: Annotated[
        bool,
        typer.Option("--without-test", help="Leave the fixed test families out, of the folds too: to choose a model."),
    ] = False,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Delete the kept predictions and runs of these settings; train again.")
    ] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            metavar="FILE.png",
            help="Write a sheet of the 12 best and 12 worst predictions there. It shows pictures of the data.",
        ),
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the folds and of the resamples.")] = 0,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Cross-validate classifiers over families beside baselines, and measure the shipped ones on the test families.

    Rows: your models, boosted trees and a regression on colors, nearest
    neighbours, always water, the prior, and people. Every row is decoded
    alike, and every metric has a 95 % interval over families.
    """
    from spritedex.evaluation.benchmark_report import means_table
    from spritedex.evaluation.benchmark_results import STYLE_WORDS, summary, to_plain
    from spritedex.workflows.evaluate.benchmark import BenchmarkRequest, benchmark_classifier

    if data is None:
        raise OptionError("data", "give a data folder, or set SPRITEDEX_DATA")
    pairs = tuple(_pair(text) for text in model_config or ())
    options = {
        "model_config": pairs, "folds": folds, "resamples": resamples, "seed": seed, "without_test": without_test,
        "out": out, "force": force,
    }  # fmt: skip
    command = command_again("spritedex benchmark classifier", data, options)
    request = BenchmarkRequest(
        data, pairs, folds, out, runs, without_test, retrain, pictures, resamples, seed, command, force
    )
    result = benchmark_classifier(request, note)
    for warning in result.warnings():
        note(warning, "warning")
    for problem in result.missing:
        note(f"not measured: {problem}", "warning")
    if result.skipped:
        note(f"skipped: {counted(len(result.skipped), 'picture')}; first: {result.skipped[0]}", "warning")
    if as_json:
        print_json(to_plain(result))
        return
    what = f"{result.folds.pictures} {STYLE_WORDS[result.folds.style]}, {folds} folds over families"
    title = f"{what}; in brackets the 95 % interval"
    print_table(title, *means_table(result.folds))
    for sentence in summary(result):
        say(f"- {sentence}")
    say(f"report: {out / 'classifier.md'}")


def _pair(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not equals or not name or not file:
        raise OptionError(
            "model_config", "write NAME=FILE, such as mine=my-reader.yaml, or mine=reader for one that ships", text
        )
    return name, find_config(file, "model_config")
