"""Evaluate a classifier's bundle beside the baselines, and write the report."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from spritedex._version import __version__
from spritedex.data.audit import opened, readable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record
from spritedex.data.splits import Part, Split, make_split
from spritedex.errors import DataError, OptionError, Problem
from spritedex.evaluation.baselines import QUICK, fit_baseline
from spritedex.evaluation.classifier_report import (
    ROWS_PLOT,
    TYPES_PLOT,
    Evaluation,
    EvaluationSetup,
    render_markdown,
)
from spritedex.evaluation.features import Examples, labels_of
from spritedex.evaluation.plots import plot_rows, plot_types
from spritedex.evaluation.report_parts import Subject
from spritedex.evaluation.scorecard import PEOPLE, Output, make_scorecard
from spritedex.metrics.calibration import decide_all
from spritedex.runtime.classifier import Classifier
from spritedex.sprites.codec import RGBA
from spritedex.vocabulary import STYLES, TYPES, Style, multi_hot
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.splits import bundle_split, read_split, was_used
from spritedex.workflows.files import check_report, write_outputs
from spritedex.workflows.provenance.public_names import public_data

THRESHOLD: Final = 0.5


FILES: Final = ("classifier.md", "classifier.json", ROWS_PLOT, TYPES_PLOT)
"""What a report consists of."""


@dataclass(frozen=True, slots=True)
class EvaluateClassifierRequest:
    """What to measure. `model` None is the packaged default, `split` None the bundle's own; `out` None writes nothing.
    `styles` None is artwork, or all that the data has where it has none.

    `part` "all" is the whole of the data, without baselines. `seed` is that of the resamples, and of a split made
    because there is none. `command` is the command line that makes the report again, empty if there is none. `force`
    replaces a report that is there.
    """

    data: str
    model: str | None = None
    split: Path | None = None
    part: Part | Literal["all"] = "test"
    styles: tuple[Style, ...] | None = None
    resamples: int = 1000
    seed: int = 0
    out: Path | None = None
    command: str = ""
    force: bool = False


def evaluate_classifier(request: EvaluateClassifierRequest) -> Evaluation:
    """Measure the bundle and the baselines on one part of the data, and write the report if `out` is given.

    Raises OptionError, UsageError, BundleError or DataError for a wrong request, MissingExtraError without
    scikit-learn.
    """
    at_least_one(resamples=request.resamples)
    check_report(request.out, FILES, request.force)
    classifier = Classifier.load(request.model)
    bestiary = read_bestiary(request.data, need={"types"}, styles=request.styles)
    own = _fitting(bundle_split(classifier.bundle), bestiary)
    split, origin = _split(request, own, bestiary)
    train, chosen = _parts(split, bestiary, request.part)
    if not chosen:
        raise OptionError("part", f"no picture of {bestiary.source} is in this part; choose another", request.part)
    baselines = QUICK if request.part != "all" else ()
    if not (fit_on := readable(train)[0]) and baselines:
        raise DataError("no picture of the train part can be read, so the baselines cannot be fitted")
    problems = list(bestiary.problems)
    output, records = _classify(classifier, chosen, problems)
    fitted = {}
    if baselines:
        examples = Examples.of(fit_on), Examples.of(records)
        fitted = {baseline.name: fit_baseline(baseline, *examples, request.seed) for baseline in baselines}
    outputs = [output]
    for name, baseline in fitted.items():
        outputs.append(Output(name, baseline.scores, decide_all(baseline.scores, [THRESHOLD] * len(TYPES))))
    scorecard = make_scorecard(
        labels_of(records), [r.family for r in records], outputs, resamples=request.resamples, seed=request.seed
    )
    evaluation = Evaluation(
        spritedex_version=__version__,
        command=request.command,
        subject=_subject(classifier),
        setup=_setup(request, bestiary, records, split, own, origin),
        scorecard=scorecard,
        baseline_settings={name: baseline.setting for name, baseline in fitted.items() if baseline.setting},
        skipped=tuple(problems),
    )
    if request.out is not None:
        _write(evaluation, request.out)
    return evaluation


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as plain values for `json.dumps`, with its warnings."""
    return {"warnings": evaluation.warnings(), **asdict(evaluation)}


def _fitting(split: Split | None, bestiary: Bestiary) -> Split | None:
    """The split, None if it is not of this data."""
    try:
        if split is not None:
            split.check(bestiary.records)
    except DataError:
        return None
    return split


def _split(request: EvaluateClassifierRequest, own: Split | None, bestiary: Bestiary) -> tuple[Split, str]:
    """The split of the request, else the bundle's own, else the data's, else a new one; and which it is."""
    if request.split is not None:
        return read_split(request.split, str(request.split)), "file"
    if own:
        return own, "bundle"
    if bestiary.split:
        return bestiary.split, "data"
    return make_split(bestiary.records, seed=request.seed), "new"


def _parts(split: Split, bestiary: Bestiary, part: Part | Literal["all"]) -> tuple[list[Record], list[Record]]:
    """The training and the evaluated records. Raises OptionError if the split is not of this data."""
    if part == "all":
        return [], list(bestiary.records)
    try:
        return split.select(bestiary.records, "train"), split.select(bestiary.records, part)
    except DataError as error:
        raise OptionError("split", f"{error} with: spritedex data split") from None


def _classify(
    classifier: Classifier, records: Sequence[Record], problems: list[Problem]
) -> tuple[Output, list[Record]]:
    """The model's output, and the records whose pictures could be read; the others become problems."""
    kept: list[Record] = []

    def pictures() -> Iterator[RGBA]:
        for record, picture in opened(records, problems):
            kept.append(record)
            yield picture.rgba

    readings = list(classifier.classify(pictures()))
    if not kept:
        raise DataError(f"no picture of {len(records)} can be read; first: {problems[0]}")
    scores = np.array([[reading.probabilities[name] for name in TYPES] for reading in readings])
    predictions = np.stack([multi_hot(reading.types) for reading in readings])
    return Output(classifier.bundle.manifest.name, scores, predictions), kept


def _subject(classifier: Classifier) -> Subject:
    manifest = classifier.bundle.manifest
    return Subject(
        name=manifest.name,
        architecture=manifest.architecture,
        weights_sha256=manifest.files["model.safetensors"].sha256,
        trained_on=dict(manifest.trained_on),
    )


def _setup(
    request: EvaluateClassifierRequest,
    bestiary: Bestiary,
    records: Sequence[Record],
    split: Split,
    own: Split | None,
    origin: str,
) -> EvaluationSetup:
    return EvaluationSetup(
        source=public_data(request.data),
        part=request.part,
        styles=tuple(style for style in STYLES if any(record.style == style for record in records)),
        split_by=split.by,
        split_seed=split.seed,
        split_origin=origin,
        pictures=len(records),
        species=len({record.number for record in records}),
        families=len({record.family for record in records}),
        families_known=bestiary.families_known,
        seen=None if own is None else sum(was_used(own, record) for record in records),
        resamples=request.resamples,
        seed=request.seed,
    )


def _write(evaluation: Evaluation, out: Path) -> None:
    document = json.dumps(to_json(evaluation), ensure_ascii=False, indent=2, allow_nan=False)
    contents = (
        render_markdown(evaluation).encode(),
        (document + "\n").encode(),
        plot_rows((*evaluation.scorecard.rows, PEOPLE)),
        plot_types(evaluation.scorecard.types),
    )
    write_outputs({out / name: data for name, data in zip(FILES, contents, strict=True)})
