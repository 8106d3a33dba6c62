"""Evaluate a generator's bundle on creatures that it has never seen, and write the report."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from spritedex._version import __version__
from spritedex.bundle.format import Bundle
from spritedex.errors import DataError
from spritedex.evaluation.generation import GridRow, StyleResult, measure_grid, measure_style
from spritedex.evaluation.generator_plots import plot_colors, plot_styles
from spritedex.evaluation.generator_report import COLORS_PLOT, ROWS_PLOT, SHEET_FILE, render_markdown
from spritedex.evaluation.generator_results import GeneratorEvaluation, GeneratorSetup
from spritedex.evaluation.pictures import Pictures, SpriteScorer
from spritedex.evaluation.plots import new_figure
from spritedex.evaluation.prompts import Prompt, grid_prompts, held_out_prompts, spaced
from spritedex.evaluation.report_parts import Subject
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.evaluation_set import EvaluateGeneratorRequest, EvaluationSet, make_scorer, prepare
from spritedex.workflows.evaluate.samples import (
    Picture,
    Track,
    compare,
    generate_sheet,
    generate_sprites,
    measure_pictures,
    options_for,
    styles_of,
    untracked,
)
from spritedex.workflows.evaluate.splits import bundle_split, was_used
from spritedex.workflows.files import write_outputs, write_plot
from spritedex.workflows.provenance.public_names import public_data


def evaluate_generator(request: EvaluateGeneratorRequest, track: Track = untracked) -> GeneratorEvaluation:
    """Generate, measure, and write the report if `out` is given.

    Raises OptionError, UsageError, BundleError or DataError for a wrong request, MissingExtraError without Matplotlib.
    """
    if request.out is not None:
        new_figure(1, 1)  # before the work of minutes, not after
    evaluation_set = prepare(request, track)
    subject = evaluation_set.generators[evaluation_set.subject]
    scorer, training = make_scorer(evaluation_set)
    measured = _measure_styles(evaluation_set, scorer, training)
    evaluation = GeneratorEvaluation(
        spritedex_version=__version__,
        command=request.command,
        subject=_subject(subject.bundle, evaluation_set.subject),
        baseline=next(
            (_subject(evaluation_set.generators[name].bundle, name) for name in evaluation_set.baselines), None
        ),
        classifier=_subject(evaluation_set.classifier.bundle),
        setup=_setup(evaluation_set, scorer),
        styles=tuple(measured.results),
        grid=tuple(_measure_grid(evaluation_set, scorer.known)),
        left_out=tuple(measured.left_out),
        skipped=tuple(evaluation_set.problems),
    )
    if request.out is not None:
        _write(evaluation, request.out, generate_sheet(subject, request.limit, track))
    if request.pictures is not None:
        write_plot(request.pictures, contact_sheet(measured.compared, columns=1 + request.count, factor=2))
    return evaluation


def to_json(evaluation: GeneratorEvaluation) -> dict[str, Any]:
    """The evaluation as plain values for `json.dumps`, with its warnings and targets."""
    targets = [asdict(target) for target in evaluation.targets()]
    return {"warnings": evaluation.warnings(), "targets": targets, **asdict(evaluation)}


@dataclass(frozen=True, slots=True)
class _Measured:
    results: list[StyleResult] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    compared: list[Section] = field(default_factory=list)


def _measure_styles(evaluation_set: EvaluationSet, scorer: SpriteScorer, training: Mapping[str, Pictures]) -> _Measured:
    """Raises DataError if no style can be measured."""
    measured, prompts = _Measured(), held_out_prompts(evaluation_set.held_out)
    for style in STYLES:
        real = {
            record.number: evaluation_set.pictures[record.key]
            for record in evaluation_set.held_out
            if record.style == style
        }
        chosen = spaced([prompt for prompt in prompts if prompt.number in real], evaluation_set.request.limit)
        if style not in styles_of(evaluation_set.generators[evaluation_set.subject]):
            measured.left_out.append(f"style {style}: `{evaluation_set.subject}` does not have it")
        elif style not in training or len({prompt.family for prompt in chosen}) < 2:
            measured.left_out.append(f"style {style}: the data has too few pictures of it in the train or test part")
        else:
            pictures = [real[prompt.number] for prompt in chosen]
            result, sprites = _measure(evaluation_set, scorer, training[style], style, chosen, pictures)
            measured.results.append(result)
            measured.compared.extend(compare(style, chosen, pictures, sprites, evaluation_set.request.count))
            for name in evaluation_set.baselines:
                if style not in styles_of(evaluation_set.generators[name]):
                    measured.left_out.append(f"`{name}` in style {style}: it does not have this style")
    if not measured.results:
        raise DataError(f"{evaluation_set.bestiary.source}: nothing to measure on ({'; '.join(measured.left_out)})")
    return measured


def _measure(
    evaluation_set: EvaluationSet,
    scorer: SpriteScorer,
    training: Pictures,
    style: str,
    prompts: list[Prompt],
    real: list[Picture],
) -> tuple[StyleResult, list[Picture]]:
    """The metrics of one style, and the subject's sprites."""
    request, track, sprites = evaluation_set.request, evaluation_set.track, {}
    first = [request.seed + index * request.count for index in range(len(prompts))]
    for name, generator in evaluation_set.generators.items():
        if style in styles_of(generator):
            options = options_for(generator, style)
            sprites[name] = generate_sprites(generator, options, prompts, first, request.count, track)
    generated = {
        name: measure_pictures(evaluation_set.classifier, pictures, track, "Reading sprites")
        for name, pictures in sprites.items()
    }
    pictures = measure_pictures(evaluation_set.classifier, real, track, "Reading held-out pictures")
    result = measure_style(
        style, prompts, generated, pictures, training, scorer, resamples=request.resamples, seed=request.seed
    )
    return result, next(iter(sprites.values()))


def _measure_grid(evaluation_set: EvaluationSet, known: Pictures) -> Iterator[GridRow]:
    """One sprite of each prompt by each generator in each of its styles, compared with the `known` pictures."""
    request, track = evaluation_set.request, evaluation_set.track
    prompts = grid_prompts()[: request.limit]
    first = [request.seed + index for index in range(len(prompts))]
    for name, generator in evaluation_set.generators.items():
        for style in styles_of(generator):
            sprites = generate_sprites(generator, options_for(generator, style), prompts, first, 1, track)
            pictures = measure_pictures(evaluation_set.classifier, sprites, track, "Reading sprites")
            yield measure_grid(name, style, prompts, pictures, known, resamples=request.resamples, seed=request.seed)


def _setup(evaluation_set: EvaluationSet, scorer: SpriteScorer) -> GeneratorSetup:
    request, seen = evaluation_set.request, None
    if (split := bundle_split(evaluation_set.classifier.bundle)) is not None:
        seen = len({record.family for record in evaluation_set.held_out if was_used(split, record)})
    return GeneratorSetup(
        source=public_data(request.data),
        split_by=evaluation_set.split.by,
        split_seed=evaluation_set.split.seed,
        split_origin="bundle" if evaluation_set.own_split else "new",
        training_pictures=len(scorer.known),
        count=request.count,
        limit=request.limit,
        resamples=request.resamples,
        seed=request.seed,
        classifier_seen=seen,
    )


def _subject(bundle: Bundle, name: str | None = None) -> Subject:
    manifest = bundle.manifest
    weights = manifest.files["model.safetensors"].sha256
    return Subject(name or manifest.name, manifest.architecture, weights, dict(manifest.trained_on))


def _write(evaluation: GeneratorEvaluation, out: Path, sheet: Image.Image) -> None:
    document = json.dumps(to_json(evaluation), ensure_ascii=False, indent=2, allow_nan=False)
    files = {
        "generator.md": render_markdown(evaluation).encode(),
        "generator.json": (document + "\n").encode(),
        ROWS_PLOT: plot_styles(evaluation.styles),
        COLORS_PLOT: plot_colors(evaluation.grid),
    }
    write_outputs({out / name: data for name, data in files.items()})
    write_plot(out / SHEET_FILE, sheet)
