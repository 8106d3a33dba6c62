"""What a generator is evaluated with: data and split, generators, classifier, scorer. Measures nothing itself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, portraits
from spritedex.data.splits import Split, make_split
from spritedex.errors import DataError, OptionError, Problem
from spritedex.evaluation.pictures import Pictures, SpriteScorer
from spritedex.evaluation.prompts import first_captions, held_out_prompts
from spritedex.metrics.retrieval import fit_text_map
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.text import TextEncoder
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.samples import (
    Picture,
    Track,
    measure_pictures,
    open_pictures,
    styles_of,
    text_features,
)
from spritedex.workflows.evaluate.splits import bundle_split

CAPTIONS: Final = 4
"""The map from pictures to texts is fitted on so many captions of each species."""

BASELINE: Final = "decoder"


@dataclass(frozen=True, slots=True)
class EvaluateGeneratorRequest:
    """What to measure. `model` and `classifier` None are the packaged defaults; `out` None writes nothing.

    `count` sprites are generated for each held-out prompt, for at most `limit` prompts. `pictures` is a file for real
    pictures beside generated ones: it shows pictures of the data, so it is not for publication. `command` is the
    command line that makes the report again, empty if there is none.
    """

    data: str
    model: str | None = None
    classifier: str | None = None
    baseline: str = BASELINE
    count: int = 4
    limit: int | None = None
    resamples: int = 1000
    seed: int = 0
    out: Path | None = None
    pictures: Path | None = None
    command: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationSet:
    """All that one evaluation uses: the data with its split, the real pictures by key, the models.

    `generators` has the subject first and then the baseline, if that is another bundle, by name.
    """

    request: EvaluateGeneratorRequest
    bestiary: Bestiary
    split: Split
    own_split: bool
    training: list[Record]
    held_out: list[Record]
    pictures: dict[str, Picture]
    generators: dict[str, Pipeline]
    classifier: Classifier
    encoder: TextEncoder
    problems: list[Problem]
    track: Track

    @property
    def subject(self) -> str:
        """The name of the generator that is evaluated."""
        return next(iter(self.generators))

    @property
    def baselines(self) -> list[str]:
        """The names of the other generators."""
        return list(self.generators)[1:]


def prepare(request: EvaluateGeneratorRequest, track: Track) -> EvaluationSet:
    """Load the bundles, split the data and open its pictures.

    Raises OptionError, UsageError, BundleError or DataError for a wrong request.
    """
    at_least_one(count=request.count, limit=request.limit, resamples=request.resamples)
    subject, baseline = Pipeline.load(request.model), Pipeline.load(request.baseline)
    classifier = Classifier.load(request.classifier)
    if not classifier.config.embedding:
        reason = "has no embedding to measure distances in; use one that `spritedex train reader` made"
        raise OptionError("classifier", reason, request.classifier)
    bestiary = read_bestiary(request.data, need={"types"}, styles=STYLES)
    own = bundle_split(subject.bundle)
    split = own or make_split(bestiary.records, seed=request.seed)
    try:
        training, test = split.select(bestiary.records, "train"), split.select(bestiary.records, "test")
    except DataError as error:
        raise DataError(f"{error}: evaluate on the data that the bundle was trained on") from None
    training = [record for record in training if record.style in styles_of(subject)]
    held_out = [record for record in portraits(test) if record.pose == "front" and not record.shiny]
    problems = list(bestiary.problems)
    pictures = open_pictures(track([*training, *held_out], len(training) + len(held_out), "Opening pictures"), problems)
    return EvaluationSet(
        request=request,
        bestiary=bestiary,
        split=split,
        own_split=own is not None,
        training=[record for record in training if record.key in pictures],
        held_out=[record for record in held_out if record.key in pictures],
        pictures=pictures,
        generators=_by_name(subject, baseline),
        classifier=classifier,
        encoder=TextEncoder(baseline.bundle),
        problems=problems,
        track=track,
    )


def _by_name(subject: Pipeline, baseline: Pipeline) -> dict[str, Pipeline]:
    name, other = subject.bundle.manifest.name, baseline.bundle.manifest.name
    if baseline.bundle.manifest.files == subject.bundle.manifest.files:
        return {name: subject}
    return {name: subject, other if other != name else f"{other} (baseline)": baseline}


def make_scorer(evaluation_set: EvaluationSet) -> tuple[SpriteScorer, dict[str, Pictures]]:
    """What all sprites are scored with; and by style one training picture of each species.

    Raises DataError if there are too few pictures.
    """
    source, training = evaluation_set.bestiary.source, evaluation_set.training
    if not training or not evaluation_set.held_out:
        raise DataError(f"{source}: no picture of the train part or of the test part can be read")
    pictures = [evaluation_set.pictures[record.key] for record in training]
    known = measure_pictures(
        evaluation_set.classifier, pictures, evaluation_set.track, "Reading training pictures", mirror=False
    )
    row_of = {record.key: row for row, record in enumerate(training)}
    rows = defaultdict(list)
    species = portraits(training)
    for record in species:
        rows[str(record.style)].append(row_of[record.key])
    captions = {
        number: text_features(evaluation_set.encoder, texts).mean(axis=0)
        for number, texts in evaluation_set.track(_captions(species).items(), None, "Reading captions")
    }
    each = np.array([row_of[record.key] for record in species])
    texts = np.stack([captions[record.number] for record in species])
    try:
        text_map = fit_text_map(known.plain.embedding[each], texts, known.families[each], evaluation_set.request.seed)
    except ValueError as error:
        raise DataError(f"{source}: the train part has {error}") from None
    prompts = held_out_prompts(evaluation_set.held_out)
    scorer = SpriteScorer(
        known=known,
        text_map=text_map,
        texts=text_features(evaluation_set.encoder, [prompt.text for prompt in prompts]),
        numbers=np.array([prompt.number for prompt in prompts], np.int64),
        families=np.array([prompt.family for prompt in prompts], np.int64),
    )
    return scorer, {style: known.take(np.array(members)) for style, members in rows.items()}


def _captions(species: Sequence[Record]) -> dict[int, list[str]]:
    return {record.number: first_captions(record, CAPTIONS) for record in species}
