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
from spritedex.config.named import PRESETS
from spritedex.data.audit import drop_unreadable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, portraits
from spritedex.errors import OptionError
from spritedex.evaluation.baselines import BASELINES, PRIOR, fit_baseline
from spritedex.evaluation.benchmark_plots import plot_confusion, plot_reliability, plot_types
from spritedex.evaluation.benchmark_report import (
    CONFUSION_PLOT,
    RELIABILITY_PLOT,
    ROWS_PLOT,
    TYPES_PLOT,
    render_markdown,
)
from spritedex.evaluation.benchmark_results import ClassifierBenchmark, FoldsSection, Trained, to_plain
from spritedex.evaluation.features import Examples, labels_of
from spritedex.evaluation.folds import cross_fit, decode, fold_means, logits_of
from spritedex.evaluation.plots import plot_rows
from spritedex.evaluation.predictions import Predictions
from spritedex.evaluation.scorecard import PEOPLE, Output, make_scorecard
from spritedex.metrics import multilabel
from spritedex.metrics.multilabel import Matrix
from spritedex.sprites.codec import open_picture
from spritedex.sprites.sheets import TruthRow, truth_sheet
from spritedex.vocabulary import STYLES, TYPES, Style
from spritedex.workflows.evaluate.benchmark_shipped import (
    ShippedTest,
    measure_shipped,
    style_drops,
    without_test_families,
)
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.folds import ModelConfig, Plan, make_plan, predict_folds, read_model_config
from spritedex.workflows.files import check_folder, check_free, check_report, write_outputs, write_plot
from spritedex.workflows.provenance.public_names import public_data, public_word

Progress = Callable[[str], object]

MODELS: Final = ("reader", "cnn6")
SHOWN: Final = 12
FILES: Final = ("classifier.md", "classifier.json", ROWS_PLOT, TYPES_PLOT, RELIABILITY_PLOT, CONFUSION_PLOT)
"""What a report consists of."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """What to measure. `model_config` has pairs of a name and a YAML file; the report is about the first.

    Without pairs, `MODELS` are trained as they ship. Predictions are kept in `out/folds`, runs in `runs`. `retrain`
    deletes what is kept for these settings. `pictures` is a file for a sheet of the data's pictures, None for no sheet.
    `command` is the command line that makes the report again, empty if there is none. `force` replaces files that are
    there, except kept predictions.
    """

    data: str
    model_config: tuple[tuple[str, Path], ...] = ()
    folds: int = 5
    out: Path = Path("benchmark")
    runs: Path = Path("runs/benchmark")
    without_test: bool = False
    retrain: bool = False
    pictures: Path | None = None
    resamples: int = 1000
    seed: int = 0
    command: str = ""
    force: bool = False


def benchmark_classifier(request: BenchmarkRequest, progress: Progress = lambda text: None) -> ClassifierBenchmark:
    """Train what is not kept, measure everything and write the report; `progress` gets a line for every step.

    Raises OptionError, UsageError, ConfigError or DataError for a wrong request, and what training raises.
    """
    at_least_one(resamples=request.resamples)
    check_folder(request.runs)
    check_report(request.out, FILES, request.force)
    check_free("pictures", request.pictures, force=request.force)
    models = _models(request)
    bestiary = drop_unreadable(read_bestiary(request.data, need={"types"}, styles=STYLES), strict=False)
    everything = bestiary.records
    if request.without_test:
        outside, origin = without_test_families(bestiary, request.seed)
        progress(f"left out: {len(bestiary.records) - len(outside)} pictures of the test families, by {origin}")
        bestiary = replace(bestiary, records=tuple(outside))
    records = _portraits(bestiary)
    plan = make_plan(request.data, bestiary.records, request.folds, request.seed, request.runs, everything)
    predictions_of, trained = {}, []
    for model in models:
        kept = request.out / "folds" / f"{model.name}.csv"
        predictions_of[model.name], new = predict_folds(plan, model, kept, retrain=request.retrain, progress=progress)
        trained.append(Trained(model.name, model.architecture, public_word(model.file), model.digest, new))
    section, outputs, settings = _cross_validate(plan, records, predictions_of, request, progress)
    shipped = ShippedTest((), (), {}, ())
    if not request.without_test:
        shipped = measure_shipped(records, resamples=request.resamples, seed=request.seed, progress=progress)
    for name, chosen in shipped.settings.items():
        settings[name] += chosen
    benchmark = ClassifierBenchmark(
        spritedex_version=__version__,
        command=request.command,
        source=public_data(request.data),
        styles={style: sum(record.style == style for record in bestiary.records) for style in records},
        families_known=bestiary.families_known,
        resamples=request.resamples,
        seed=request.seed,
        trained=tuple(trained),
        folds=section,
        tests=None if request.without_test else shipped.tests,
        test_drops=shipped.drops,
        baseline_settings={name: tuple(chosen) for name, chosen in settings.items()},
        missing=shipped.missing,
        skipped=bestiary.problems,
    )
    measured = records[section.style]
    _write(benchmark, labels_of(measured), outputs, len(models), request.out)
    if request.pictures is not None:
        _write_pictures(measured, outputs[0], request.pictures)
    return benchmark


def _models(request: BenchmarkRequest) -> list[ModelConfig]:
    pairs = request.model_config or tuple((name, PRESETS[name]) for name in MODELS)
    for name, _ in pairs:
        if not _NAME.fullmatch(name):
            raise OptionError("model_config", "a name consists of letters, digits, '.', '_' and '-'", name)
        if name in {baseline.name for baseline in BASELINES} or [n for n, _ in pairs].count(name) > 1:
            raise OptionError("model_config", "another row has this name; choose another name", name)
    return [read_model_config(name, file) for name, file in pairs]


def _portraits(bestiary: Bestiary) -> dict[Style, list[Record]]:
    """The pictures that are measured, by style: one of each species; those of the first style are compared."""
    plain = portraits(bestiary.records)
    by_style = {style: [record for record in plain if record.style == style] for style in STYLES}
    return {style: records for style, records in by_style.items() if records}


def _cross_validate(
    plan: Plan,
    records: Mapping[Style, Sequence[Record]],
    predictions_of: Mapping[str, Predictions],
    request: BenchmarkRequest,
    progress: Progress,
) -> tuple[FoldsSection, list[Output], dict[str, list[str]]]:
    """The section of the folds, the outputs of all rows on what is compared, and what the baselines chose."""
    main, compared = next(iter(records.items()))
    labels, families = labels_of(compared), [record.family for record in compared]
    folds = {style: np.array([plan.fold_of(record) for record in rows]) for style, rows in records.items()}
    by_style: dict[Style, list[Output]] = {style: [] for style in records}
    for name, predictions in predictions_of.items():
        logits = {style: _logits(predictions, rows) for style, rows in records.items()}
        decodings = cross_fit(logits[main], labels, folds[main])
        for style in records:
            by_style[style].append(decode(name, logits[style], folds[style], decodings))
    progress("baselines")
    outputs = [*by_style[main]]
    scores, settings = _fit_baselines(Examples.of(compared), folds[main], plan.seed)
    for name, probabilities in scores.items():
        logits_here = logits_of(probabilities)
        decodings = cross_fit(logits_here, labels, folds[main])
        outputs.append(decode(name, logits_here, folds[main], decodings))
    progress(f"intervals, {request.resamples} resamples")
    resampling = {"resamples": request.resamples, "seed": request.seed}
    section = FoldsSection(
        folds=len(plan.folds),
        pictures=len(compared),
        species=len({record.number for record in compared}),
        families=len(set(families)),
        scorecard=make_scorecard(labels, families, outputs, **resampling),
        means=tuple(fold_means(labels, families, folds[main], output, **resampling) for output in outputs),
        average_precision={output.name: _average_precision(labels, output) for output in outputs},
        drops=style_drops(records, by_style, **resampling),
        style=main,
    )
    return section, outputs, settings


def _fit_baselines(
    examples: Examples, folds: NDArray[np.intp], seed: int
) -> tuple[dict[str, NDArray[np.float64]], dict[str, list[str]]]:
    """Every baseline's out-of-fold probabilities [N, 18], and what it chose in each fold."""
    scores = {baseline.name: np.zeros(examples.labels.shape) for baseline in BASELINES}
    settings: dict[str, list[str]] = {baseline.name: [] for baseline in BASELINES}
    for fold in np.unique(folds):
        train, held = examples.take(np.flatnonzero(folds != fold)), examples.take(np.flatnonzero(folds == fold))
        for baseline in BASELINES:
            fitted = fit_baseline(baseline, train, held, seed)
            scores[baseline.name][folds == fold] = fitted.scores
            settings[baseline.name].append(fitted.setting)
    return scores, settings


def _logits(predictions: Predictions, records: Sequence[Record]) -> NDArray[np.float64]:
    return predictions.logits[predictions.rows([record.key for record in records])]


def _average_precision(labels: Matrix, output: Output) -> tuple[float | None, ...]:
    values = multilabel.average_precision(labels, output.scores)
    return tuple(None if np.isnan(value) else float(value) for value in values)


def _write(benchmark: ClassifierBenchmark, labels: Matrix, outputs: Sequence[Output], models: int, out: Path) -> None:
    section = benchmark.folds
    shown = [*(output.name for output in outputs[:models]), PRIOR.name]
    document = json.dumps(to_plain(benchmark), ensure_ascii=False, indent=2, allow_nan=False)
    contents = (
        render_markdown(benchmark).encode(),
        (document + "\n").encode(),
        plot_rows((*section.scorecard.rows, PEOPLE)),
        plot_types(section.scorecard.types, {name: section.average_precision[name] for name in shown}),
        plot_reliability(labels, outputs[:models]),
        plot_confusion(labels, outputs[0]),
    )
    write_outputs({out / name: data for name, data in zip(FILES, contents, strict=True)})


def _write_pictures(records: Sequence[Record], output: Output, path: Path) -> None:
    """Write the sheet of the pictures with the best and the worst predictions, by the cross-entropy of their types."""
    labels, scores = labels_of(records), np.clip(output.scores, 1e-6, 1 - 1e-6)
    loss = -(labels * np.log(scores) + (1 - labels) * np.log(1 - scores)).sum(axis=1)
    order = np.argsort(loss, kind="stable")
    shown = min(SHOWN, len(order) // 2)
    rows = []
    for best, worst in zip(order[:shown], order[::-1][:shown], strict=True):
        rows += [_truth_row(records[i], output, i) for i in (best, worst)]
    footer = f"{output.name} on families it was not trained on: left, the {shown} best predictions; right, the worst"
    write_plot(path, truth_sheet(rows, footer))


def _truth_row(record: Record, output: Output, row: int) -> TruthRow:
    predicted = sorted(np.flatnonzero(output.predictions[row]), key=lambda kind: -output.scores[row, kind])
    probabilities = [(TYPES[kind], float(output.scores[row, kind])) for kind in predicted]
    return TruthRow(open_picture(record.image).rgba, record.name, record.types, probabilities)
