"""The exam of a generator: draw what people type, measure it beside real pictures, and write the report."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from spritedex._version import __version__
from spritedex.bundle.format import Bundle
from spritedex.data.splits import Part
from spritedex.errors import DataError, OptionError, unread
from spritedex.evaluation.exam import Bootstrap
from spritedex.evaluation.exam_plots import beside_real, exam_sheet, plot_marks, plot_subjects
from spritedex.evaluation.exam_prompts import ExamSentence, read_sentences, spaced
from spritedex.evaluation.exam_report import MARKS_PLOT, SHEET_FILE, SUBJECTS_PLOT, render_markdown
from spritedex.evaluation.exam_results import ExamSetup, GeneratorExam, PainterRow, beside, read_exam
from spritedex.evaluation.plots import new_figure
from spritedex.runtime.options import PIXEL
from spritedex.runtime.pipeline import Pipeline, Sample
from spritedex.sprites.codec import RGBA
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.exam_data import ExamData, read_exam_data
from spritedex.workflows.evaluate.exam_marks import Drawn, Examiner, Marked
from spritedex.workflows.evaluate.pairs import read_rating
from spritedex.workflows.evaluate.samples import (
    Track,
    draw,
    draw_backs,
    options_for,
    untracked,
    valid_file,
)
from spritedex.workflows.files import check_free, check_report, plot_png, write_outputs, write_plot
from spritedex.workflows.provenance.public_names import public_data

SENTENCES_FILE: Final = "prompts.txt"
FILES: Final = ("generator.md", "generator.json", MARKS_PLOT, SUBJECTS_PLOT, SHEET_FILE)
"""What a report consists of."""
COMPARED: Final = 60
"""Sprites that are shown beside real pictures."""


@dataclass(frozen=True, slots=True)
class EvaluateGeneratorRequest:
    """What to measure. `model` None is the packaged generator; `out` None writes nothing.

    `prompts` is a file of sentences, one a line as `subject | sentence`; None is `prompts.txt` in the data folder.
    `seeds` sprites are drawn of each, from `seed` on, of at most `limit` sentences and held-out pictures. `part` is the
    part of the split whose real pictures are held out. `beside` are reports of other generators, the first release's
    first; `rating` is a folder with the key and the marks of a blind rating. `pictures` is a file for real pictures
    beside sprites: it shows pictures of the data, so it is not for publication. `command` is the command line that
    makes the report again, empty if there is none. `force` replaces files that are there.
    """

    data: str
    model: str | None = None
    prompts: Path | None = None
    seeds: int = 4
    part: Part = "val"
    beside: tuple[Path, ...] = ()
    rating: Path | None = None
    limit: int | None = None
    resamples: int = 1000
    seed: int = 0
    out: Path | None = None
    pictures: Path | None = None
    command: str = ""
    force: bool = False


def evaluate_generator(request: EvaluateGeneratorRequest, track: Track = untracked) -> GeneratorExam:
    """Draw, measure, and write the report if `out` is given.

    Raises OptionError, UsageError, BundleError or DataError for a wrong request, MissingExtraError without the weights
    of the network that measures, or without Matplotlib.
    """
    at_least_one(seeds=request.seeds, limit=request.limit, resamples=request.resamples)
    check_report(request.out, FILES, request.force)
    check_free("pictures", request.pictures, force=request.force)
    if request.out is not None:
        new_figure(1, 1)  # before the work of minutes, not after
    sentences = spaced(_sentences(request), request.limit)
    stored = [_stored(path) for path in request.beside]
    ratings, pairs = read_rating(request.rating) if request.rating else ((), ())
    generator = Pipeline.load(request.model)
    # A generator without styles draws as its data do.
    styles = STYLES if not generator.styles else (PIXEL,) if PIXEL in generator.styles else generator.styles[:1]
    examiner = Examiner(track)
    data = _limited(
        read_exam_data(request.data, generator.bundle, request.part, styles, request.seed, track), request.limit
    )
    style = data.style
    drawn = _draw(generator, style, sentences, data, request, track)
    marked = examiner.mark(data, sentences, drawn, Bootstrap(request.resamples, request.seed))
    setup = _setup(request, style, sentences, data, marked)
    exam = GeneratorExam(
        spritedex_version=__version__,
        command=request.command,
        setup=setup,
        painter=_row(generator.bundle, marked),
        beside=tuple(_beside(request.beside, stored, setup)),
        real=marked.section.real,
        sentences=marked.sentences,
        ratings=tuple(ratings),
        pairs=tuple(pairs),
        left_out=marked.left_out,
        skipped=data.problems,
    )
    if request.out is not None:
        rows = [drawn.sprites[place : place + request.seeds] for place in range(0, len(drawn.sprites), request.seeds)]
        _write(exam, request.out, exam_sheet([each.text for each in sentences], rows))
    if request.pictures is not None:
        write_plot(request.pictures, _compared(data, drawn))
    return exam


def to_json(exam: GeneratorExam) -> dict[str, Any]:
    """The exam as plain values for `json.dumps`, with its warnings and bars; NaN becomes None."""
    values = {"warnings": exam.warnings(), "bars": [asdict(bar) for bar in exam.bars()], **asdict(exam)}
    plain: dict[str, Any] = _without_nan(values)
    return plain


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and value != value else value


def _sentences(request: EvaluateGeneratorRequest) -> list[ExamSentence]:
    path = request.prompts or Path(request.data).expanduser() / SENTENCES_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        if request.prompts is None:
            reason = (
                f"give a file of sentences, one a line: subject | sentence; or put {SENTENCES_FILE} in the data folder"
            )
            raise OptionError("prompts", reason) from None
        raise unread(path, error) from None
    try:
        return read_sentences(text)
    except DataError as error:
        raise DataError(f"{path}: {error}") from None


def _stored(path: Path) -> GeneratorExam:
    try:
        return read_exam(path.read_text(encoding="utf-8"))
    except DataError as error:
        raise DataError(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise unread(path, error) from None


def _beside(paths: Sequence[Path], stored: Sequence[GeneratorExam], setup: ExamSetup) -> list[PainterRow]:
    rows: dict[str, PainterRow] = {}
    for path, exam in zip(paths, stored, strict=True):
        try:
            rows |= {row.weights_sha256: row for row in beside(exam, setup) if row.weights_sha256 not in rows}
        except DataError as error:
            raise DataError(f"{path}: {error}") from None
    return list(rows.values())


def _limited(data: ExamData, limit: int | None) -> ExamData:
    rows = spaced(range(len(data.held_out)), limit)
    return data.with_held_out(rows)


def _draw(
    generator: Pipeline,
    style: str,
    sentences: Sequence[ExamSentence],
    data: ExamData,
    request: EvaluateGeneratorRequest,
    track: Track,
) -> Drawn:
    """The sprites of the sentences, of the held-out captions, and fronts with their backs."""
    options, seeds = options_for(generator, style), range(request.seed, request.seed + request.seeds)
    jobs = [(sentence.text, seed) for sentence in sentences for seed in seeds]
    samples = draw(generator, options, jobs, track, "Drawing the sentences")
    later = [(text, request.seed + place) for place, text in enumerate(data.captions)]
    captioned = draw(generator, options, later, track, "Drawing held-out captions")
    fronts: list[Sample] = []
    if generator.accepts_options:
        first = {sample.prompt: sample for sample in reversed([*samples[:: request.seeds], *captioned])}
        fronts = list(reversed(first.values()))[: len(data.pairs[0])]
    return Drawn(
        sprites=_rgba(samples),
        captioned=_rgba(captioned),
        fronts=_rgba(fronts),
        backs=_rgba(draw_backs(generator, fronts, track)),
        valid=np.array([valid_file(generator, sample) for sample in (*samples, *captioned)]),
    )


def _rgba(samples: Sequence[Sample]) -> list[RGBA]:
    return [sample.rgba for sample in samples]


def _setup(
    request: EvaluateGeneratorRequest, style: str, sentences: Sequence[ExamSentence], data: ExamData, marked: Marked
) -> ExamSetup:
    asked = "\n".join(f"{sentence.subject} | {sentence.text}" for sentence in sentences)
    return ExamSetup(
        source=public_data(request.data),
        part=request.part,
        style=style,
        sentences=len(sentences),
        sentences_sha256=hashlib.sha256(asked.encode()).hexdigest(),
        seeds=request.seeds,
        seed=request.seed,
        held_out=len(data.held_out),
        held_out_families=len(np.unique(data.plain.families[data.held_out])),
        known=int((data.parts == "train").sum()),
        classes=marked.classes,
        probe_pictures=marked.probe_pictures,
        probe_penalty=marked.probe_penalty,
        pairs=len(data.pairs[0]),
        resamples=request.resamples,
        split_by=data.split_by,
        split_origin=data.split_origin,
    )


def _row(bundle: Bundle, marked: Marked) -> PainterRow:
    manifest = bundle.manifest
    return PainterRow(
        name=manifest.name,
        architecture=manifest.architecture,
        weights_sha256=manifest.files["model.safetensors"].sha256,
        spritedex_version=__version__,
        megabytes=round(manifest.size / 1e6, 1),
        metrics=marked.section.painter,
        against_real=marked.section.against_real,
    )


def _compared(data: ExamData, drawn: Drawn) -> Image.Image:
    rows = spaced(range(len(data.held_out)), COMPARED)
    real = [data.plain.sprites[data.held_out[row]] for row in rows]
    return beside_real([data.captions[row] for row in rows], real, [drawn.captioned[row] for row in rows])


def _write(exam: GeneratorExam, out: Path, sheet: Image.Image) -> None:
    document = json.dumps(to_json(exam), ensure_ascii=False, indent=2, allow_nan=False)
    contents = (
        render_markdown(exam).encode(),
        (document + "\n").encode(),
        plot_marks(exam),
        plot_subjects(exam.sentences),
        plot_png(sheet),
    )
    write_outputs({out / name: data for name, data in zip(FILES, contents, strict=True)})
