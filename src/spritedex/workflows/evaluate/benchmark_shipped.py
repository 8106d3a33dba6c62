"""The shipped classifiers on the fixed test families: the packaged bundles beside the baselines, style by style."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.locate import packaged_bundles
from spritedex.data.records import Bestiary, Record
from spritedex.data.splits import Split, make_split
from spritedex.errors import DataError, Problem
from spritedex.evaluation.baselines import BASELINES, fit_baseline
from spritedex.evaluation.benchmark_results import StyleDrop, StyleTest
from spritedex.evaluation.features import Examples, labels_of
from spritedex.evaluation.folds import logits_of, style_drop
from spritedex.evaluation.scorecard import Output, make_scorecard
from spritedex.metrics.calibration import Decoding, fit_decoding
from spritedex.metrics.multilabel import Matrix
from spritedex.runtime.classifier import Classifier
from spritedex.sprites.codec import open_picture
from spritedex.vocabulary import STYLES, Style
from spritedex.workflows.evaluate.splits import SPLIT_FILE, read_split

SHIPPED: Final = ("reader", "cnn6")


@dataclass(frozen=True, slots=True)
class ShippedTest:
    """The tests in every style, the drops from style to style, what the baselines chose, what could not be measured."""

    tests: tuple[StyleTest, ...]
    drops: tuple[StyleDrop, ...]
    settings: dict[str, list[str]]
    missing: tuple[Problem, ...]


def measure_shipped(
    records: Mapping[Style, Sequence[Record]], *, resamples: int, seed: int, progress: Callable[[str], object]
) -> ShippedTest:
    """Measure the packaged bundles of `SHIPPED` on the test part of the split in the first of them.

    A bundle that is missing or was trained with another split, and data that does not fit, become problems.
    """
    missing: list[Problem] = []
    classifiers, split = _shipped(missing)
    if split is None:
        return ShippedTest((), (), {}, tuple(missing))
    try:
        parts = {style: (split.select(rows, "train"), split.select(rows, "test")) for style, rows in records.items()}
    except DataError as error:
        missing.append(Problem("test families", f"the shipped bundles were trained on other data ({error})"))
        return ShippedTest((), (), {}, tuple(missing))
    tests, settings = [], {baseline.name: list[str]() for baseline in BASELINES}
    outputs: dict[Style, list[Output]] = {}
    by_style = {style: parts[style][1] for style in STYLES if style in parts and all(parts[style])}
    for style, test_records in by_style.items():
        progress(f"test families, {style}: {len(test_records)} pictures")
        outputs[style] = [_classify(classifier, test_records) for classifier in classifiers]
        train, test = Examples.of(parts[style][0]), Examples.of(test_records)
        rows = [*outputs[style]]
        for baseline in BASELINES:
            fitted = fit_baseline(baseline, train, test, seed)
            decoding = fit_decoding(logits_of(fitted.out_of_fold), train.labels)
            rows.append(_decoded(baseline.name, logits_of(fitted.scores), decoding))
            settings[baseline.name].append(fitted.setting)
        card = make_scorecard(test.labels, [r.family for r in test_records], rows, resamples=resamples, seed=seed)
        tests.append(
            StyleTest(style, len(test_records), _count(test_records, "number"), _count(test_records, "family"), card)
        )
    drops = style_drops(by_style, outputs, resamples=resamples, seed=seed)
    return ShippedTest(tuple(tests), drops, settings, tuple(missing))


def without_test_families(bestiary: Bestiary, seed: int) -> tuple[list[Record], str]:
    """The records outside the test part, and the name of the split that says so.

    It is that of a shipped classifier if it is of this data, else the data's own, else a new one with the seed.
    """
    packaged = {path.name: path for path in packaged_bundles()}
    for name in SHIPPED:
        if name in packaged:
            split = read_split(packaged[name] / SPLIT_FILE, f"{name}/{SPLIT_FILE}")
            try:
                return _outside_test(split, bestiary.records), f"the split of the shipped {name}"
            except DataError:
                break
    if bestiary.split:
        return _outside_test(bestiary.split, bestiary.records), "the split of the data"
    return _outside_test(make_split(bestiary.records, seed=seed), bestiary.records), f"a new split with seed {seed}"


def _outside_test(split: Split, records: Sequence[Record]) -> list[Record]:
    """Raises DataError if the split is of other data."""
    return [record for record in records if split.part_of(record) != "test"]


def style_drops(
    by_style: Mapping[Style, Sequence[Record]],
    outputs: Mapping[Style, Sequence[Output]],
    *,
    resamples: int,
    seed: int,
) -> tuple[StyleDrop, ...]:
    """How much each classifier's metrics drop from the first style to every other, on the species that have both."""
    drops = []
    main = next(iter(by_style), None)
    for style, test_records in by_style.items():
        if main is None or style == main:
            continue
        both = {record.number for record in test_records} & {record.number for record in by_style[main]}
        if not both:
            continue
        sides = [_of_species(by_style[main], both), _of_species(test_records, both)]
        records = [[by_style[main][i] for i in sides[0]], [test_records[i] for i in sides[1]]]
        for first, second in zip(outputs[main], outputs[style], strict=True):
            metrics, drop = style_drop(
                (labels_of(records[0]), labels_of(records[1])),
                ([r.family for r in records[0]], [r.family for r in records[1]]),
                (_rows(first, sides[0]), _rows(second, sides[1])),
                resamples=resamples,
                seed=seed,
            )
            drops.append(StyleDrop(style, len(records[1]), len(both), metrics, drop))
    return tuple(drops)


def _shipped(missing: list[Problem]) -> tuple[list[Classifier], Split | None]:
    """The packaged classifiers that share the first one's test families, and its split."""
    packaged = {path.name: path for path in packaged_bundles()}
    classifiers: list[Classifier] = []
    split = None
    for name in SHIPPED:
        if name not in packaged:
            missing.append(Problem(f"shipped {name}", "not packaged with this installation"))
            continue
        own = read_split(packaged[name] / SPLIT_FILE, f"{name}/{SPLIT_FILE}")
        if split and set(own.parts["test"]) != set(split.parts["test"]):
            missing.append(Problem(f"shipped {name}", "it was trained with other test families"))
            continue
        split = split or own
        classifiers.append(Classifier.load(name))
    return classifiers, split


def _classify(classifier: Classifier, records: Sequence[Record]) -> Output:
    logits = np.stack(list(classifier.logits(open_picture(record.image).rgba for record in records)))
    config = classifier.config
    return _decoded(classifier.bundle.manifest.name, logits, Decoding(config.temperature, config.thresholds))


def _decoded(name: str, logits: Matrix, decoding: Decoding) -> Output:
    return Output(name, decoding.probabilities(logits), decoding.decide(logits))


def _of_species(records: Sequence[Record], numbers: set[int]) -> NDArray[np.intp]:
    return np.array([at for at, record in enumerate(records) if record.number in numbers], np.intp)


def _rows(output: Output, rows: NDArray[np.intp]) -> Output:
    return Output(output.name, output.scores[rows], output.predictions[rows])


def _count(records: Sequence[Record], field: str) -> int:
    return len({getattr(record, field) for record in records})
