"""The results of the classifiers' benchmark, and what they were to reach. Know no files and measure nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from spritedex.errors import Problem
from spritedex.evaluation.folds import clearly_above
from spritedex.evaluation.report_parts import cell, number, percent
from spritedex.evaluation.scorecard import HEADLINES, METRICS, PEOPLE, Estimate, Row, Scorecard
from spritedex.vocabulary import Style

TARGET_SPECIES: Final = 898
TARGET_FOLDS: Final = 5
TARGETS: Final = dict(zip(HEADLINES, (0.48, 0.40, 0.42), strict=True))
"""What the means over five folds of the 898 species were to reach; set before anything was trained."""

DROP_LIMIT: Final = 0.05
"""How much a metric may drop from artworks to sprites; set before anything was trained."""

STYLE_WORDS: Final[dict[Style, str]] = {"artwork": "artworks", "pixel": "pixel sprites", "menu": "menu sprites"}


@dataclass(frozen=True, slots=True)
class Trained:
    """A model of the table: what it was trained with, and whether for this report or before."""

    name: str
    architecture: str
    config: str
    digest: str
    trained_now: bool


@dataclass(frozen=True, slots=True)
class StyleDrop:
    """How much a row's `HEADLINES` drop from the pictures that are compared to those of another style.

    They are of the same creatures. `metrics` are those on the other style, `drop` those on the compared pictures minus
    these.
    """

    style: Style
    pictures: int
    species: int
    metrics: Row
    drop: Row


@dataclass(frozen=True, slots=True)
class FoldsSection:
    """Cross-validation on the pictures of one style, artwork where there is any.

    `means` are over folds, all else is pooled; the rows have one order. `average_precision` has every row's values of
    the 18 types.
    """

    folds: int
    pictures: int
    species: int
    families: int
    scorecard: Scorecard
    means: tuple[Row, ...]
    average_precision: dict[str, tuple[float | None, ...]]
    drops: tuple[StyleDrop, ...]
    style: Style = "artwork"

    @property
    def has_targets(self) -> bool:
        """Whether this is the data that `TARGETS` were set for."""
        return (self.species, self.folds) == (TARGET_SPECIES, TARGET_FOLDS)


@dataclass(frozen=True, slots=True)
class StyleTest:
    """The fixed test families in one style."""

    style: Style
    pictures: int
    species: int
    families: int
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class ClassifierBenchmark:
    """The whole benchmark. `tests` is None where the test families were left out on request.

    `baseline_settings` has what each baseline chose, fold by fold and then in each style of the test; `missing` are
    rows that could not be measured.
    """

    spritedex_version: str
    command: str
    source: str
    styles: dict[str, int]
    families_known: bool
    resamples: int
    seed: int
    trained: tuple[Trained, ...]
    folds: FoldsSection
    tests: tuple[StyleTest, ...] | None
    test_drops: tuple[StyleDrop, ...]
    baseline_settings: dict[str, tuple[str, ...]]
    missing: tuple[Problem, ...]
    skipped: tuple[Problem, ...]

    @property
    def subject(self) -> str:
        """The name of the first row: what the report is about."""
        return self.folds.scorecard.rows[0].name

    def warnings(self) -> list[str]:
        """Why the metrics may not hold for unseen families; empty if there is no reason."""
        if self.families_known:
            return []
        return ["the data has no families: relatives may have been trained on, which makes every row too good."]


def to_plain(benchmark: ClassifierBenchmark) -> dict[str, Any]:
    """The benchmark as plain values for `json.dumps`, with its warnings."""
    return {"warnings": benchmark.warnings(), **asdict(benchmark)}


def summary(benchmark: ClassifierBenchmark) -> Iterator[str]:
    """The results in sentences, each with its uncertainty."""
    section, name = benchmark.folds, benchmark.subject
    mean, pooled = section.means[0].metrics, section.scorecard.rows[0].metrics
    yield (
        f"On {section.pictures} {STYLE_WORDS[section.style]} of {section.families} families that the model was not "
        f"trained on ({section.folds} folds), the first guess of `{name}` is right for "
        f"{percent(mean['top1_in_set'])} of the pictures, and all types exactly for {percent(pooled['exact_match'])}; "
        "the number of types is not given."
    )
    for metric in HEADLINES:
        target = (
            f" The target set beforehand was {TARGETS[metric]:.2f}: {_verdict(metric, mean)}." * section.has_targets
        )
        yield f"Its {METRICS[metric]}: {cell(mean[metric])} as mean of folds, {cell(pooled[metric])} pooled.{target}"
    yield from _comparisons(section)
    yield (
        f"Its probabilities are off by {number(pooled['expected_calibration_error'].value)} on average (calibration "
        "error); 0 means that of the types predicted with 30 %, 30 % are true."
    )
    for drops, where in ((section.drops, "families of the folds"), (benchmark.test_drops, "fixed test families")):
        own = [drop for drop in drops if drop.metrics.name == name]
        yield from (_dropped(drop, section.style, where, section.has_targets) for drop in own)
    if benchmark.tests:
        test = benchmark.tests[0]
        row = test.scorecard.rows[0]
        yield (
            f"On the {test.pictures} {STYLE_WORDS[test.style]} of the fixed test families the first guess of the "
            f"shipped `{row.name}` is right for {percent(row.metrics['top1_in_set'])}."
        )
    people = PEOPLE.metrics
    yield (
        f"People who had never seen the creature were right with {100 * (people['top1_in_set'].value or 0):.1f} % of "
        f"their first guesses and with {100 * (people['exact_match'].value or 0):.0f} % of all types exactly (200 "
        "answers published by ProjectOAK, on other pictures: for reference, not a row of the same test)."
    )


def _verdict(metric: str, mean: Mapping[str, Estimate]) -> str:
    short = TARGETS[metric] - (mean[metric].value or 0.0)
    return f"missed by {short:.3f}" if short > 0 else "reached"


def _comparisons(section: FoldsSection) -> Iterator[str]:
    first, *others = section.means
    found: dict[str, list[str]] = {}
    for other in others:
        verdicts = clearly_above(first, other)
        above = ", ".join(METRICS[name] for name, clear in verdicts.items() if clear)
        rest = ", ".join(METRICS[name] for name, clear in verdicts.items() if not clear)
        words = [f"its whole interval is above theirs in {above}"] if above else []
        words += [f"but not in {rest}"] if above and rest else []
        words += [f"its whole interval is not above theirs in any of {rest}"] if not above else []
        found.setdefault(", ".join(words), []).append(f"“{other.name}”")
    yield from (f"Means of folds, against {', '.join(names)}: {words}." for words, names in found.items())


def _dropped(drop: StyleDrop, style: Style, where: str, judged: bool) -> str:
    parts = [f"{METRICS[name]} by {cell(drop.drop.metrics[name], signed=True)}" for name in HEADLINES]
    most = max(drop.drop.metrics[name].value or 0.0 for name in HEADLINES)
    verdict = "kept" if most <= DROP_LIMIT else f"exceeded by {most - DROP_LIMIT:.3f}"
    limit = f"; the limit set beforehand was {DROP_LIMIT:.2f}: {verdict}" * judged
    return (
        f"From {STYLE_WORDS[style]} to {STYLE_WORDS[drop.style]} of the same {drop.species} species ({where}) its "
        f"metrics drop: {', '.join(parts)}{limit}."
    )
