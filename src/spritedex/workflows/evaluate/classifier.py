"""Evaluate a classifier's bundle beside the baselines, and write the report."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from spritedex._version import __version__
from spritedex.data.audit import readable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record
from spritedex.data.splits import Part, Split, make_split
from spritedex.errors import DataError, PictureError, Problem, SpritedexError, UsageError
from spritedex.evaluation.baselines import QUICK, ask
from spritedex.evaluation.features import Examples, labels_of
from spritedex.evaluation.plots import draw_rows, draw_types
from spritedex.evaluation.report import (
    PEOPLE,
    ROWS_PLOT,
    TYPES_PLOT,
    Evaluation,
    EvaluationSetup,
    Subject,
    render_markdown,
)
from spritedex.evaluation.scorecard import Answers, make_scorecard
from spritedex.metrics.calibration import decide_all
from spritedex.runtime.classifier import Classifier
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import TYPES, Style, multi_hot
from spritedex.workflows.files import write_output
from spritedex.workflows.provenance.public_names import public_data, public_data_word, public_word

SPLIT_FILE: Final = "split.json"
THRESHOLD: Final = 0.5


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """`model` None is the packaged default, `split` None the bundle's own; `out` None writes nothing.

    `seed` is that of the draws, and of a split made because there is none.
    """

    data: str
    model: str | None = None
    split: Path | None = None
    part: Part = "test"
    styles: tuple[Style, ...] = ("artwork",)
    resamples: int = 1000
    seed: int = 0
    out: Path | None = None


def evaluate_classifier(request: EvaluateRequest) -> Evaluation:
    """Measure the bundle and the baselines on one part of the data, and write the report if `out` is given.

    Raises UsageError, BundleError or DataError for what was asked with, MissingExtraError without scikit-learn.
    """
    if request.resamples < 1:
        raise UsageError(f"--resamples {request.resamples}: at least 1, such as 1000")
    classifier = Classifier.load(request.model)
    bestiary = read_bestiary(request.data, need={"types"}, styles=request.styles)
    split, own = _find_split(request, classifier, bestiary)
    train, setup = _parts(split, bestiary, request.part)
    if not setup:
        raise DataError(f"{bestiary.source}: no picture in the {request.part} part of the split; choose another --part")
    if not (seen := readable(train)[0]):
        raise DataError("no readable picture in the train part: the baselines cannot be fitted")
    problems = list(bestiary.problems)
    model, setup = _ask(classifier, setup, problems)
    examples, asked = Examples.of(seen), Examples.of(setup)
    fitted = {baseline.name: ask(baseline, examples, asked, request.seed) for baseline in QUICK}
    answers = [model]
    for name, answered in fitted.items():
        answers.append(Answers(name, answered.scores, decide_all(answered.scores, [THRESHOLD] * len(TYPES))))
    scorecard = make_scorecard(
        labels_of(setup), [r.family for r in setup], answers, resamples=request.resamples, seed=request.seed
    )
    evaluation = Evaluation(
        spritedex_version=__version__,
        command=_command(request),
        subject=_subject(classifier),
        setup=_exam(request, bestiary, setup, split, own),
        scorecard=scorecard,
        baseline_settings={name: answered.setting for name, answered in fitted.items() if answered.setting},
        skipped=tuple(problems),
    )
    if request.out is not None:
        _write(evaluation, request.out)
    return evaluation


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as plain values for `json.dumps`, with its warnings."""
    return {"warnings": evaluation.warnings(), **asdict(evaluation)}


def _find_split(request: EvaluateRequest, classifier: Classifier, bestiary: Bestiary) -> tuple[Split, Split | None]:
    """The split to use, and the bundle's own if it has one."""
    stored = classifier.bundle.path / SPLIT_FILE
    own = None
    if stored.is_file():
        own = read_split(stored, f"{classifier.bundle.manifest.name}/{SPLIT_FILE}")
    if request.split is not None:
        return read_split(request.split, str(request.split)), own
    return own or make_split(bestiary.records, seed=request.seed), own


def _parts(split: Split, bestiary: Bestiary, part: Part) -> tuple[list[Record], list[Record]]:
    """The training and the evaluated records. Raises DataError if the split is not of this data."""
    try:
        return split.select(bestiary.records, "train"), split.select(bestiary.records, part)
    except DataError as error:
        raise DataError(f"{error} with `spritedex data split`, and give it with --split") from None


def read_split(path: Path, where: str) -> Split:
    """The split in a file that messages call `where`. Raises DataError if it cannot be read or is none."""
    try:
        return Split.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise DataError(f"{where}: cannot be read ({reason}); make a split with: spritedex data split") from None
    except SpritedexError as error:
        raise DataError(f"{where}: {error}") from None


def _ask(classifier: Classifier, records: Sequence[Record], problems: list[Problem]) -> tuple[Answers, list[Record]]:
    """The model's answers, and the records whose pictures could be read; the others become problems."""
    kept: list[Record] = []

    def pictures() -> Iterator[RGBA]:
        for record in records:
            try:
                rgba = open_picture(record.image).rgba
            except PictureError as error:
                problems.append(Problem(record.key, str(error)))
                continue
            kept.append(record)
            yield rgba

    readings = list(classifier.classify(pictures()))
    if not kept:
        raise DataError(f"none of the {len(records)} pictures can be read; first: {problems[0]}")
    scores = np.array([[reading.probabilities[name] for name in TYPES] for reading in readings])
    predictions = np.stack([multi_hot(reading.types) for reading in readings])
    return Answers(classifier.bundle.manifest.name, scores, predictions), kept


def _subject(classifier: Classifier) -> Subject:
    manifest = classifier.bundle.manifest
    return Subject(
        name=manifest.name,
        architecture=manifest.architecture,
        weights_sha256=manifest.files["model.safetensors"].sha256,
        trained_on=dict(manifest.trained_on),
    )


def _exam(
    request: EvaluateRequest, bestiary: Bestiary, records: Sequence[Record], split: Split, own: Split | None
) -> EvaluationSetup:
    return EvaluationSetup(
        source=public_data(request.data),
        part=request.part,
        styles=tuple(request.styles),
        split_by=split.by,
        split_seed=split.seed,
        split_origin="file" if request.split else "bundle" if own else "fresh",
        pictures=len(records),
        species=len({record.number for record in records}),
        families=len({record.family for record in records}),
        families_known=bestiary.families_known,
        seen=None if own is None else sum(_was_seen(own, record) for record in records),
        resamples=request.resamples,
        seed=request.seed,
    )


def _was_seen(own: Split, record: Record) -> bool:
    try:
        return own.part_of(record) != "test"
    except DataError:
        return False


def _command(request: EvaluateRequest) -> str:
    words = ["spritedex evaluate classifier", "--data", public_data_word(request.data)]
    if request.model is not None:
        words += ["--model", public_word(request.model)]
    if request.split is not None:
        words += ["--split", public_word(request.split)]
    words += ["--part", request.part, *(f"--style {style}" for style in request.styles)]
    words += ["--resamples", str(request.resamples), "--seed", str(request.seed)]
    if request.out is not None:
        words += ["--out", public_word(request.out)]
    return " ".join(words)


def _write(evaluation: Evaluation, out: Path) -> None:
    document = json.dumps(to_json(evaluation), ensure_ascii=False, indent=2, allow_nan=False)
    files = {
        "classifier.md": render_markdown(evaluation).encode(),
        "classifier.json": (document + "\n").encode(),
        ROWS_PLOT: draw_rows((*evaluation.scorecard.rows, PEOPLE)),
        TYPES_PLOT: draw_types(evaluation),
    }
    for name, data in files.items():
        write_output(out / name, data)
