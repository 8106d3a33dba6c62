"""What a generator's evaluation_set is held with: the data by its split, who is asked and what scores. Measures nothing
itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.bundle.format import ClassifierConfig
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, portraits
from spritedex.data.splits import Split, make_split
from spritedex.errors import DataError, Problem, UsageError
from spritedex.evaluation.generation import Pictures, SpriteScorer
from spritedex.evaluation.prompts import first_captions, held_out_prompts
from spritedex.metrics.retrieval import fit_text_map
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.generator import Generator
from spritedex.runtime.text import TextEncoder
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.classifier import SPLIT_FILE, read_split
from spritedex.workflows.evaluate.samples import Shown, Track, measure_pictures, open_sprites, styles_of, text_vectors

CAPTIONS: Final = 4
"""So many captions of each species teach the way from pictures to texts."""

BASELINE: Final = "decoder"


@dataclass(frozen=True, slots=True)
class EvaluateGeneratorRequest:
    """`model` and `reader` None are the packaged defaults; `out` None writes nothing.

    `count` sprites are drawn of each held-out prompt, of at most `limit` prompts. `pictures` is a file for real
    pictures beside drawn ones: it shows what the data holds, and is for the caller's eyes only.
    """

    data: str
    model: str | None = None
    reader: str | None = None
    baseline: str = BASELINE
    count: int = 4
    limit: int | None = None
    resamples: int = 1000
    seed: int = 0
    out: Path | None = None
    pictures: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationSet:
    """All that one run holds: the data with its split, the real sprites by key, who is asked and what scores."""

    request: EvaluateGeneratorRequest
    bestiary: Bestiary
    split: Split
    own_split: bool
    training: list[Record]
    held_out: list[Record]
    sprites: dict[str, Shown]
    generators: dict[str, Generator]
    reader: Classifier
    encoder: TextEncoder
    problems: list[Problem]
    track: Track


def prepare(request: EvaluateGeneratorRequest, track: Track) -> EvaluationSet:
    """Load the bundles, part the data and open its pictures.

    Raises UsageError, BundleError or DataError for what was asked with.
    """
    for option, value in (("--count", request.count), ("--limit", request.limit), ("--resamples", request.resamples)):
        if value is not None and value < 1:
            raise UsageError(f"{option} {value}: at least 1")
    subject, baseline = Generator.load(request.model), Generator.load(request.baseline)
    reader = Classifier.load(request.reader)
    if not _embedding(reader):
        raise UsageError(
            f"--reader {request.reader}: it has no embedding to measure in; take one of `spritedex train reader`"
        )
    bestiary = read_bestiary(request.data, need={"types"}, styles=STYLES)
    stored = subject.bundle.path / SPLIT_FILE
    name = subject.bundle.manifest.name
    own = stored.is_file()
    split = read_split(stored, f"{name}/{SPLIT_FILE}") if own else make_split(bestiary.records, seed=request.seed)
    try:
        training, test = split.select(bestiary.records, "train"), split.select(bestiary.records, "test")
    except DataError as error:
        raise DataError(f"{error}: evaluate on the data that the bundle was trained on") from None
    training = [record for record in training if record.style in styles_of(subject)]
    held_out = [record for record in portraits(test) if record.pose == "front" and not record.shiny]
    problems = list(bestiary.problems)
    sprites = open_sprites(track([*training, *held_out], len(training) + len(held_out), "Opening pictures"), problems)
    generators = {name: subject}
    if baseline.bundle.manifest.files != subject.bundle.manifest.files:
        other = baseline.bundle.manifest.name
        generators[other if other != name else f"{other} (baseline)"] = baseline
    return EvaluationSet(
        request, bestiary, split, own,
        [record for record in training if record.key in sprites],
        [record for record in held_out if record.key in sprites],
        sprites, generators, reader, TextEncoder(baseline.bundle), problems, track,
    )  # fmt: skip


def make_scorer(evaluation_set: EvaluationSet) -> tuple[SpriteScorer, dict[str, Pictures]]:
    """What all are held against, and of the training pictures one of each species, by style.

    Raises DataError if there are too few pictures.
    """
    if not evaluation_set.training or not evaluation_set.held_out:
        raise DataError(f"{evaluation_set.bestiary.source}: no readable picture in the train or test part of the split")
    shown = [evaluation_set.sprites[record.key] for record in evaluation_set.training]
    known = measure_pictures(
        evaluation_set.reader, shown, evaluation_set.track, "Reading training pictures", mirror=False
    )
    row_of = {record.key: row for row, record in enumerate(evaluation_set.training)}
    rows = defaultdict(list)
    species = portraits(evaluation_set.training)
    for record in species:
        rows[str(record.style)].append(row_of[record.key])
    prompts = held_out_prompts(evaluation_set.held_out)
    captions = {
        number: text_vectors(evaluation_set.encoder, texts).mean(axis=0)
        for number, texts in evaluation_set.track(_captions(species).items(), None, "Reading captions")
    }
    each = np.array([row_of[record.key] for record in species])
    texts = np.stack([captions[record.number] for record in species])
    try:
        text_map = fit_text_map(known.plain.embedding[each], texts, known.families[each], evaluation_set.request.seed)
    except ValueError as error:
        raise DataError(f"{evaluation_set.bestiary.source}: the train part has {error}") from None
    scorer = SpriteScorer(
        known=known,
        text_map=text_map,
        texts=text_vectors(evaluation_set.encoder, [prompt.text for prompt in prompts]),
        numbers=np.array([prompt.number for prompt in prompts], np.int64),
        families=np.array([prompt.family for prompt in prompts], np.int64),
    )
    return scorer, {style: known.take(np.array(members)) for style, members in rows.items()}


def _captions(species: Sequence[Record]) -> dict[int, list[str]]:
    return {record.number: first_captions(record, CAPTIONS) for record in species}


def _embedding(reader: Classifier) -> int:
    assert isinstance(reader.config, ClassifierConfig)
    return reader.config.embedding
