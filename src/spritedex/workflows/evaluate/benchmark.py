"""The classifiers' benchmark: cross-validation over families, and the fixed test families, as one report."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex._version import __version__
from spritedex.data.audit import drop_unreadable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, portraits
from spritedex.errors import DataError, UsageError
from spritedex.evaluation import benchmark_plots as benchmark_plots
from spritedex.evaluation.baselines import BASELINES, PRIOR, ask
from spritedex.evaluation.benchmark_report import (
    CONFUSION_PLOT,
    RELIABILITY_PLOT,
    ROWS_PLOT,
    TYPES_PLOT,
    Benchmark,
    FoldsSection,
    Trained,
    render_markdown,
    to_plain,
)
from spritedex.evaluation.features import Examples, labels_of
from spritedex.evaluation.folds import cross_fit, decode, fold_means, logits_of
from spritedex.evaluation.plots import draw_rows
from spritedex.evaluation.predictions import Predictions
from spritedex.evaluation.report import PEOPLE
from spritedex.evaluation.scorecard import Answers, make_scorecard
from spritedex.metrics import multilabel
from spritedex.metrics.multilabel import Matrix
from spritedex.sprites.codec import open_picture
from spritedex.sprites.sheets import TruthRow, truth_sheet
from spritedex.vocabulary import STYLES, TYPES, Style
from spritedex.workflows.evaluate.benchmark_shipped import (
    ShippedTest,
    measure_shipped,
    style_losses,
    without_test_families,
)
from spritedex.workflows.evaluate.folds import ModelConfig, Plan, make_plan, predict_folds, read_model_config
from spritedex.workflows.files import write_output, write_plot
from spritedex.workflows.provenance.public_names import public_data, public_data_word, public_word

Report = Callable[[str], object]

MODELS: Final = ("reader", "cnn6")
CONFIGS: Final = Path("configs")
SHOWN: Final = 12
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """`models` are pairs of a name and a YAML file, the first being what the report is about; empty is `MODELS` with
    `configs/NAME.yaml`. Kept predictions lie in `out/folds`, runs in `runs`. `pictures` None draws no sheet."""

    data: str
    models: tuple[tuple[str, Path], ...] = ()
    folds: int = 5
    out: Path = Path("docs/benchmarks")
    runs: Path = Path("runs/benchmark")
    without_test: bool = False
    retrain: bool = False
    pictures: Path | None = None
    resamples: int = 1000
    seed: int = 0


def benchmark_classifier(request: BenchmarkRequest, report: Report = lambda text: None) -> Benchmark:
    """Train what is not kept, measure everything, write the report; `report` gets a line for every step.

    Raises UsageError, ConfigError or DataError for what was asked with, and what training raises.
    """
    models = _models(request)
    bestiary = drop_unreadable(read_bestiary(request.data, need={"types"}, styles=STYLES), strict=False)
    if request.without_test:
        bestiary = replace(bestiary, records=tuple(without_test_families(bestiary.records)))
    records = _portraits(bestiary)
    if "artwork" not in records:
        raise DataError(f"{bestiary.source}: no artwork; the benchmark is made on artworks")
    plan = make_plan(request.data, bestiary.records, request.folds, request.seed, request.runs)
    predictions_of, trained = {}, []
    for model in models:
        kept = request.out / "folds" / f"{model.name}.csv"
        predictions_of[model.name], new = predict_folds(plan, model, kept, retrain=request.retrain, report=report)
        trained.append(Trained(model.name, model.architecture, public_word(model.file), model.digest, new))
    section, answers, settings = _cross_validate(plan, records, predictions_of, request, report)
    shipped = ShippedTest((), (), {}, ())
    if not request.without_test:
        shipped = measure_shipped(records, resamples=request.resamples, seed=request.seed, report=report)
    for name, chosen in shipped.settings.items():
        settings[name] += chosen
    benchmark = Benchmark(
        spritedex_version=__version__,
        command=_command(request),
        source=public_data(request.data),
        styles={style: sum(record.style == style for record in bestiary.records) for style in records},
        families_known=bestiary.families_known,
        resamples=request.resamples,
        seed=request.seed,
        trained=tuple(trained),
        folds=section,
        tests=None if request.without_test else shipped.tests,
        test_losses=shipped.losses,
        baseline_settings={name: tuple(chosen) for name, chosen in settings.items()},
        missing=shipped.missing,
        skipped=bestiary.problems,
    )
    _write(benchmark, records["artwork"], answers, len(models), request.out)
    if request.pictures is not None:
        _draw_pictures(records["artwork"], answers[0], request.pictures)
    return benchmark


def _models(request: BenchmarkRequest) -> list[ModelConfig]:
    pairs = request.models or tuple((name, CONFIGS / f"{name}.yaml") for name in MODELS)
    for name, _ in pairs:
        if not _NAME.fullmatch(name):
            raise UsageError(f"--model-config {name}=…: a name is made of letters, digits, '.', '_' and '-'")
        if name in {baseline.name for baseline in BASELINES} or [n for n, _ in pairs].count(name) > 1:
            raise UsageError(f"--model-config {name}=…: there is a row of that name; choose another")
    return [read_model_config(name, file) for name, file in pairs]


def _portraits(bestiary: Bestiary) -> dict[Style, list[Record]]:
    """The pictures that are measured, by style: one of each species."""
    plain = portraits(bestiary.records)
    by_style = {style: [record for record in plain if record.style == style] for style in STYLES}
    return {style: records for style, records in by_style.items() if records}


def _cross_validate(
    plan: Plan,
    records: Mapping[Style, Sequence[Record]],
    predictions_of: Mapping[str, Predictions],
    request: BenchmarkRequest,
    report: Report,
) -> tuple[FoldsSection, list[Answers], dict[str, list[str]]]:
    """The section of the folds, the answers of all rows on the artworks, and what the baselines chose."""
    artworks = records["artwork"]
    labels, families = labels_of(artworks), [record.family for record in artworks]
    folds = {style: np.array([plan.fold_of(record) for record in rows]) for style, rows in records.items()}
    by_style: dict[Style, list[Answers]] = {style: [] for style in records}
    for name, predictions in predictions_of.items():
        logits = {style: _logits(predictions, rows) for style, rows in records.items()}
        decodings = cross_fit(logits["artwork"], labels, folds["artwork"])
        for style in records:
            by_style[style].append(decode(name, logits[style], folds[style], decodings))
    report("baselines")
    answers = [*by_style["artwork"]]
    scores, settings = _ask_baselines(Examples.of(artworks), folds["artwork"], plan.seed)
    for name, chances in scores.items():
        logits_here = logits_of(chances)
        decodings = cross_fit(logits_here, labels, folds["artwork"])
        answers.append(decode(name, logits_here, folds["artwork"], decodings))
    report(f"intervals, {request.resamples} draws")
    draws = {"resamples": request.resamples, "seed": request.seed}
    section = FoldsSection(
        folds=len(plan.folds),
        pictures=len(artworks),
        species=len({record.number for record in artworks}),
        families=len(set(families)),
        scorecard=make_scorecard(labels, families, answers, **draws),
        means=tuple(fold_means(labels, families, folds["artwork"], answer, **draws) for answer in answers),
        ranking={answer.name: _ranking(labels, answer) for answer in answers},
        losses=style_losses(records, by_style, **draws),
    )
    return section, answers, settings


def _ask_baselines(
    examples: Examples, folds: NDArray[np.intp], seed: int
) -> tuple[dict[str, NDArray[np.float64]], dict[str, list[str]]]:
    """Every baseline's out-of-fold chances [N, 18], and what it chose in each fold."""
    scores = {baseline.name: np.zeros(examples.labels.shape) for baseline in BASELINES}
    settings: dict[str, list[str]] = {baseline.name: [] for baseline in BASELINES}
    for fold in np.unique(folds):
        train, held = examples.take(np.flatnonzero(folds != fold)), examples.take(np.flatnonzero(folds == fold))
        for baseline in BASELINES:
            answered = ask(baseline, train, held, seed)
            scores[baseline.name][folds == fold] = answered.scores
            settings[baseline.name].append(answered.setting)
    return scores, settings


def _logits(predictions: Predictions, records: Sequence[Record]) -> NDArray[np.float64]:
    return predictions.logits[predictions.rows([record.key for record in records])]


def _ranking(labels: Matrix, answer: Answers) -> tuple[float | None, ...]:
    values = multilabel.average_precision(labels, answer.scores)
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _command(request: BenchmarkRequest) -> str:
    words = ["spritedex benchmark classifier", "--data", public_data_word(request.data)]
    words += [f"--model-config {name}={public_word(file)}" for name, file in request.models]
    words += ["--folds", str(request.folds), "--resamples", str(request.resamples), "--seed", str(request.seed)]
    words += ["--without-test"] * request.without_test
    return " ".join([*words, "--out", public_word(request.out)])


def _write(
    benchmark: Benchmark, artworks: Sequence[Record], answers: Sequence[Answers], models: int, out: Path
) -> None:
    labels, section = labels_of(artworks), benchmark.folds
    shown = [*(answer.name for answer in answers[:models]), PRIOR.name]
    document = json.dumps(to_plain(benchmark), ensure_ascii=False, indent=2, allow_nan=False)
    files = {
        "classifier.md": render_markdown(benchmark).encode(),
        "classifier.json": (document + "\n").encode(),
        ROWS_PLOT: draw_rows((*section.scorecard.rows, PEOPLE)),
        TYPES_PLOT: benchmark_plots.draw_types(
            section.scorecard.types, {name: section.ranking[name] for name in shown}
        ),
        RELIABILITY_PLOT: benchmark_plots.draw_reliability(labels, answers[:models]),
        CONFUSION_PLOT: benchmark_plots.draw_confusion(labels, answers[0]),
    }
    for name, data in files.items():
        write_output(out / name, data)


def _draw_pictures(artworks: Sequence[Record], answer: Answers, path: Path) -> None:
    """Write the sheet of the pictures read best and worst, by the cross-entropy of their types."""
    labels, scores = labels_of(artworks), np.clip(answer.scores, 1e-6, 1 - 1e-6)
    surprise = -(labels * np.log(scores) + (1 - labels) * np.log(1 - scores)).sum(axis=1)
    order = np.argsort(surprise, kind="stable")
    shown = min(SHOWN, len(order) // 2)
    rows = []
    for best, worst in zip(order[:shown], order[::-1][:shown], strict=True):
        rows += [_truth_row(artworks[i], answer, i) for i in (best, worst)]
    footer = f"{answer.name} on families it never saw: left column, the {shown} pictures read best; right, the worst"
    write_plot(path, truth_sheet(rows, footer))


def _truth_row(record: Record, answer: Answers, row: int) -> TruthRow:
    guesses = sorted(np.flatnonzero(answer.predictions[row]), key=lambda kind: -answer.scores[row, kind])
    chances = [(TYPES[kind], float(answer.scores[row, kind])) for kind in guesses]
    return TruthRow(open_picture(record.image).rgba, record.name, record.types, chances)
