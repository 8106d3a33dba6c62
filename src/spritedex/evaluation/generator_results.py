"""The results of a generator's evaluation, and their targets. Know no files and measure nothing."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spritedex.errors import Problem
from spritedex.evaluation.generation import REAL, GridRow, StyleResult
from spritedex.evaluation.report_parts import Subject
from spritedex.evaluation.scorecard import Estimate, Row

CLOSER: Final = 3.0
AGREEING: Final = 0.80
COPIES_ABOVE: Final = 0.02


@dataclass(frozen=True, slots=True)
class GeneratorSetup:
    """How the generator was measured. `split_origin` is "bundle", or "new" (made now, since the bundle has no split).

    `classifier_seen` counts the measured families that the classifier's own split has in train or val, None if it has
    no split.
    """

    source: str
    split_by: str
    split_seed: int
    split_origin: str
    training_pictures: int
    count: int
    limit: int | None
    resamples: int
    seed: int
    classifier_seen: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a generator that ships: what was `reached` against the `bound`.

    `met` is by the value alone, `certain` whether the whole interval is on the same side; None where there is no value
    or no interval. A ratio of distances has no interval.
    """

    what: str
    bound: str
    reached: Estimate
    met: bool | None
    certain: bool | None


@dataclass(frozen=True, slots=True)
class GeneratorEvaluation:
    """A generator's metrics, and all that is needed to measure them again; `baseline` is None if it is the subject."""

    spritedex_version: str
    command: str
    subject: Subject
    baseline: Subject | None
    classifier: Subject
    setup: GeneratorSetup
    styles: tuple[StyleResult, ...]
    grid: tuple[GridRow, ...]
    left_out: tuple[str, ...]
    skipped: tuple[Problem, ...] = ()

    def warnings(self) -> list[str]:
        """Why the metrics may not hold for unseen creatures; empty if there is no reason."""
        return list(_warnings(self.setup))

    def targets(self) -> list[Target]:
        """The targets of a generator that ships, style by style, and whether they are met."""
        baseline = None if self.baseline is None else self.baseline.name
        return [target for style in self.styles for target in _targets(style, self.subject.name, baseline)]


def rows_with(style: StyleResult, name: str) -> list[tuple[str, Estimate]]:
    """One metric of every row that has it, in order."""
    return [(row.name, row.metrics[name]) for row in style.rows if _known(row, name)]


def _known(row: Row, name: str) -> bool:
    estimate = row.metrics.get(name)
    return estimate is not None and estimate.value is not None


def _targets(style: StyleResult, name: str, baseline: str | None) -> Iterator[Target]:
    rows = {row.name: row.metrics for row in style.rows}
    for metric, title in (("kernel", "kernel"), ("frechet", "Fréchet")):
        if baseline in rows:
            closer = _closer(rows[baseline][metric].value, rows[name][metric].value, rows[REAL][metric].value)
            what = f"{style.style}: {title} distance, how many times closer to the floor than `{baseline}`"
            yield _target(what, f"≥ {CLOSER:g}", Estimate(closer, None, None), CLOSER)
    for metric, title in (("color", "color agreement"), ("type_first", "type agreement")):
        ratio = style.ratios[metric]
        what = f"{style.style}: {title} over that of the real pictures"
        yield _target(what, f"≥ {AGREEING:.2f}", ratio, AGREEING)
    what = f"{style.style}: share of copies minus that of the real pictures"
    yield _target(what, f"≤ {COPIES_ABOVE:.2f}", style.ratios["copies"], COPIES_ABOVE, at_most=True)
    if _known(style.rows[0], "valid"):
        yield _target(f"{style.style}: files valid in size, alpha and palette", "1", rows[name]["valid"], 1)


def _target(what: str, shown: str, reached: Estimate, bound: float, *, at_most: bool = False) -> Target:
    if reached.value is None:
        return Target(what, shown, reached, None, None)
    passes = operator.le if at_most else operator.ge
    met = passes(reached.value, bound)
    if reached.low is None or reached.high is None:
        return Target(what, shown, reached, met, None)
    return Target(what, shown, reached, met, passes(reached.low, bound) == passes(reached.high, bound) == met)


def _closer(baseline: float | None, mine: float | None, floor: float | None) -> float | None:
    """The baseline's distance above the floor over mine, at most 1000."""
    if baseline is None or mine is None or floor is None:
        return None
    return min(1000.0, max(0.0, baseline - floor) / max(mine - floor, 1e-9))


def _warnings(setup: GeneratorSetup) -> Iterator[str]:
    if setup.split_by == "random":
        yield (
            "this is a random split by picture: relatives, and pictures of the same creature, are in both parts, so "
            "the metrics are too good."
        )
    if setup.split_origin == "new":
        yield (
            "the bundle has no split, so a new one was made: the model may have been trained on the creatures of the "
            "prompts."
        )
    if setup.classifier_seen:
        yield (
            f"the classifier was trained on {setup.classifier_seen} of the measured families, so its features favor "
            "real pictures of them; use a classifier that was trained on the same split."
        )
    if setup.classifier_seen is None:
        yield "the classifier's bundle has no split: it may have been trained on the measured families."
    if setup.limit is not None:
        yield f"a quick look: at most {setup.limit} prompts of each kind."
