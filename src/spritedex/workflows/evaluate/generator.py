"""Evaluate a generator's bundle on creatures that it has never seen, and write the report."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from spritedex._version import __version__
from spritedex.bundle.format import Bundle
from spritedex.data.records import Record
from spritedex.data.splits import Split
from spritedex.errors import DataError
from spritedex.evaluation.generation import GridRow, Pictures, SpriteScorer, StyleResult, measure_grid, measure_style
from spritedex.evaluation.generator_plots import draw_colors, draw_styles
from spritedex.evaluation.generator_report import (
    COLORS_PLOT,
    ROWS_PLOT,
    SHEET_FILE,
    GeneratorEvaluation,
    GeneratorSetup,
    render_markdown,
)
from spritedex.evaluation.plots import new_figure
from spritedex.evaluation.prompts import Prompt, grid_prompts, held_out_prompts, spaced
from spritedex.evaluation.report import Subject
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.classifier import SPLIT_FILE, read_split
from spritedex.workflows.evaluate.evaluation_set import (
    BASELINE,
    EvaluateGeneratorRequest,
    EvaluationSet,
    make_scorer,
    prepare,
)
from spritedex.workflows.evaluate.samples import (
    Shown,
    Track,
    compare,
    draw,
    draw_sheet,
    measure_pictures,
    options_for,
    styles_of,
    untracked,
)
from spritedex.workflows.files import write_output, write_plot
from spritedex.workflows.provenance.public_names import public_data, public_data_word, public_word


def evaluate_generator(request: EvaluateGeneratorRequest, track: Track = untracked) -> GeneratorEvaluation:
    """Draw, measure, and write the report if `out` is given.

    Raises UsageError, BundleError or DataError for what was asked with, MissingExtraError without Matplotlib.
    """
    if request.out is not None:
        new_figure(1, 1)  # before the work of minutes, not after
    evaluation_set = prepare(request, track)
    subject, *others = evaluation_set.generators
    scorer, training = make_scorer(evaluation_set)
    measured = _measure_styles(evaluation_set, scorer, training)
    evaluation = GeneratorEvaluation(
        spritedex_version=__version__,
        command=_command(request),
        subject=_subject(evaluation_set.generators[subject].bundle, subject),
        baseline=_subject(evaluation_set.generators[others[0]].bundle, others[0]) if others else None,
        reader=_subject(evaluation_set.reader.bundle),
        setup=_facts(evaluation_set, scorer),
        styles=tuple(measured.results),
        grid=tuple(_measure_grid(evaluation_set, scorer.known)),
        left_out=tuple(measured.left_out),
        skipped=tuple(evaluation_set.problems),
    )
    if request.out is not None:
        _write(evaluation, request.out, draw_sheet(evaluation_set.generators[subject], request.limit, track))
    if request.pictures is not None:
        write_plot(request.pictures, contact_sheet(measured.compared, columns=1 + request.count, factor=2))
    return evaluation


def to_json(evaluation: GeneratorEvaluation) -> dict[str, Any]:
    """The evaluation as plain values for `json.dumps`, with its warnings and what it must show."""
    bars = [asdict(bar) for bar in evaluation.bars()]
    return {"warnings": evaluation.warnings(), "bars": bars, **asdict(evaluation)}


@dataclass(frozen=True, slots=True)
class _Measured:
    results: list[StyleResult] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    compared: list[Section] = field(default_factory=list)


def _measure_styles(evaluation_set: EvaluationSet, scorer: SpriteScorer, training: Mapping[str, Pictures]) -> _Measured:
    """Raises DataError if there is no style to measure."""
    subject, *others = evaluation_set.generators
    measured, prompts = _Measured(), held_out_prompts(evaluation_set.held_out)
    for style in STYLES:
        real = {
            record.number: evaluation_set.sprites[record.key]
            for record in evaluation_set.held_out
            if record.style == style
        }
        asked = spaced([prompt for prompt in prompts if prompt.number in real], evaluation_set.request.limit)
        if style not in styles_of(evaluation_set.generators[subject]):
            measured.left_out.append(f"style {style}: `{subject}` does not draw it")
        elif style not in training or len({prompt.family for prompt in asked}) < 2:
            measured.left_out.append(f"style {style}: the data has too few pictures of it in the train or test part")
        else:
            shown = [real[prompt.number] for prompt in asked]
            result, drawn = _measure(evaluation_set, scorer, training[style], style, asked, shown)
            measured.results.append(result)
            measured.compared.extend(compare(style, asked, shown, drawn, evaluation_set.request.count))
            for name in others:
                if style not in styles_of(evaluation_set.generators[name]):
                    measured.left_out.append(f"`{name}` in style {style}: it does not draw it")
    if not measured.results:
        raise DataError(f"{evaluation_set.bestiary.source}: nothing to measure on ({'; '.join(measured.left_out)})")
    return measured


def _measure(
    evaluation_set: EvaluationSet,
    scorer: SpriteScorer,
    training: Pictures,
    style: str,
    prompts: list[Prompt],
    real: list[Shown],
) -> tuple[StyleResult, list[Shown]]:
    """The metrics of one style, and what the subject drew."""
    request, sprites = evaluation_set.request, {}
    first = [request.seed + index * request.count for index in range(len(prompts))]
    for name, generator in evaluation_set.generators.items():
        if style in styles_of(generator):
            options = options_for(generator, style)
            sprites[name] = draw(generator, options, prompts, first, request.count, evaluation_set.track)
    drawn = {
        name: measure_pictures(evaluation_set.reader, shown, evaluation_set.track, "Reading sprites")
        for name, shown in sprites.items()
    }
    pictures = measure_pictures(evaluation_set.reader, real, evaluation_set.track, "Reading held-out pictures")
    result = measure_style(
        style, prompts, drawn, pictures, training, scorer, resamples=request.resamples, seed=request.seed
    )
    return result, next(iter(sprites.values()))


def _measure_grid(evaluation_set: EvaluationSet, known: Pictures) -> Iterator[GridRow]:
    """One sprite of each prompt by each generator in each of its styles, held against the `known` pictures."""
    request = evaluation_set.request
    prompts = grid_prompts()[: request.limit]
    first = [request.seed + index for index in range(len(prompts))]
    for name, generator in evaluation_set.generators.items():
        for style in styles_of(generator):
            shown = draw(generator, options_for(generator, style), prompts, first, 1, evaluation_set.track)
            pictures = measure_pictures(evaluation_set.reader, shown, evaluation_set.track, "Reading sprites")
            yield measure_grid(name, style, prompts, pictures, known, resamples=request.resamples, seed=request.seed)


def _facts(evaluation_set: EvaluationSet, scorer: SpriteScorer) -> GeneratorSetup:
    stored, seen = evaluation_set.reader.bundle.path / SPLIT_FILE, None
    if stored.is_file():
        split = read_split(stored, f"{evaluation_set.reader.bundle.manifest.name}/{SPLIT_FILE}")
        seen = len({record.family for record in evaluation_set.held_out if _was_seen(split, record)})
    return GeneratorSetup(
        source=public_data(evaluation_set.request.data),
        split_by=evaluation_set.split.by,
        split_seed=evaluation_set.split.seed,
        split_origin="bundle" if evaluation_set.own_split else "fresh",
        training_pictures=len(scorer.known),
        count=evaluation_set.request.count,
        limit=evaluation_set.request.limit,
        resamples=evaluation_set.request.resamples,
        seed=evaluation_set.request.seed,
        reader_seen=seen,
    )


def _was_seen(split: Split, record: Record) -> bool:
    try:
        return split.part_of(record) != "test"
    except DataError:
        return False


def _subject(bundle: Bundle, name: str | None = None) -> Subject:
    manifest = bundle.manifest
    weights = manifest.files["model.safetensors"].sha256
    return Subject(name or manifest.name, manifest.architecture, weights, dict(manifest.trained_on))


def _command(request: EvaluateGeneratorRequest) -> str:
    words = ["spritedex evaluate generator", "--data", public_data_word(request.data)]
    for option, value in (("--model", request.model), ("--reader", request.reader), ("--out", request.out)):
        words += [option, public_word(value)] if value is not None else []
    if request.baseline != BASELINE:
        words += ["--baseline", public_word(request.baseline)]
    words += [f"--limit {request.limit}"] if request.limit is not None else []
    return " ".join([*words, f"--count {request.count} --resamples {request.resamples} --seed {request.seed}"])


def _write(evaluation: GeneratorEvaluation, out: Path, sheet: Image.Image) -> None:
    document = json.dumps(to_json(evaluation), ensure_ascii=False, indent=2, allow_nan=False)
    files = {
        "generator.md": render_markdown(evaluation).encode(),
        "generator.json": (document + "\n").encode(),
        ROWS_PLOT: draw_styles(evaluation.styles),
        COLORS_PLOT: draw_colors(evaluation.grid),
    }
    for name, data in files.items():
        write_output(out / name, data)
    write_plot(out / SHEET_FILE, sheet)
