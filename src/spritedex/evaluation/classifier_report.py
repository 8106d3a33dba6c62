"""The report of a classifier: what was measured on what, as Markdown. Knows no files and measures nothing itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spritedex.errors import Problem
from spritedex.evaluation.report_parts import (
    Subject,
    Table,
    difference_table,
    made_by,
    markdown_table,
    metric_notes,
    number,
    percent,
    rows_table,
    type_table,
)
from spritedex.evaluation.scorecard import METRICS, PEOPLE, Difference, Scorecard, TypeRow

ROWS_PLOT: Final = "classifier-rows.png"
TYPES_PLOT: Final = "classifier-types.png"

_COMMON: Final = 5
_ORIGINS: Final = {
    "bundle": "stored in the bundle",
    "data": "stored with the data",
    "file": "from the split file",
    "new": "made for this report",
}


@dataclass(frozen=True, slots=True)
class EvaluationSetup:
    """What the bundle was measured on. `seen` counts the pictures that the bundle's own split has in train or val.

    `split_origin` is "bundle", "file", "data" (the data's own, since the bundle's is of other data) or "new" (made
    now). `seen` is None where the bundle has no split of this data.
    """

    source: str
    part: str
    styles: tuple[str, ...]
    split_by: str
    split_seed: int
    split_origin: str
    pictures: int
    species: int
    families: int
    families_known: bool
    seen: int | None
    resamples: int
    seed: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A classifier's metrics beside the baselines', and all that is needed to measure them again."""

    spritedex_version: str
    command: str
    subject: Subject
    setup: EvaluationSetup
    scorecard: Scorecard
    baseline_settings: dict[str, str]
    skipped: tuple[Problem, ...] = ()

    def warnings(self) -> list[str]:
        """Why the metrics may not hold for creatures that the model has never seen; empty if there is no reason."""
        return list(_warnings(self.setup))


def table(evaluation: Evaluation) -> Table:
    """The main table: a line for each metric, a column for each row of the scorecard, people last."""
    return rows_table((*evaluation.scorecard.rows, PEOPLE))


def render_markdown(evaluation: Evaluation) -> str:
    """The whole report."""
    subject, setup, card = evaluation.subject, evaluation.setup, evaluation.scorecard
    blocks = [
        f"# How well `{subject.name}` predicts types",
        *(f"> **Warning: {text}**" for text in evaluation.warnings()),
        *made_by(evaluation.spritedex_version, evaluation.command, "gives the same metrics:"),
        markdown_table(["what", "value"], _facts(evaluation)),
        "## Summary",
        "\n".join(f"- {sentence}" for sentence in summary(evaluation)),
        "## All metrics",
        markdown_table(*table(evaluation)),
        f"![Metrics with their intervals]({ROWS_PLOT})",
        metric_notes(
            setup.pictures,
            "the predicted types are exactly the true ones.",
            "Every row is decoded alike: the first guess always, a second type where it reaches its threshold (0.5 for "
            "the baselines, the bundle's own for the model).",
        ),
        f"## `{subject.name}` minus each baseline",
        markdown_table(*difference_table(card.differences)),
        "All rows are measured on the same resamples. An interval that holds zero leaves it open which is better "
        "(basic bootstrap intervals, which correct the upward bias of mAP).",
        "## Type by type",
        markdown_table(*type_table(card.types)),
        f"![Average precision and F1 of each type]({TYPES_PLOT})",
    ]
    if evaluation.skipped:
        blocks += ["## Skipped", "\n".join(f"- {problem}" for problem in evaluation.skipped)]
    return "\n\n".join(blocks) + "\n"


def summary(evaluation: Evaluation) -> Iterator[str]:
    """The result in sentences, each with its uncertainty."""
    setup, card = evaluation.setup, evaluation.scorecard
    metrics = card.rows[0].metrics
    yield (
        f"On {setup.species} creatures of {setup.families} families ({setup.part} part) the first guess is one of the "
        f"creature's types for {percent(metrics['top1_in_set'])} of the pictures; all types are exactly right for "
        f"{percent(metrics['exact_match'])}."
    )
    never_right = metrics["top1_in_set"].value == 0
    for verdict, names in verdicts(card.differences, never_right).items():
        yield f"Against the baseline {' and '.join(f'“{name}”' for name in names)}: {verdict}."
    if never_right:
        yield "Its first guess was right for no picture, so it is called better in nothing."
    yield (
        f"Its scores rank creatures with mAP {metrics['mean_average_precision'].value or 0.0:.3f}; the same scores "
        f"shuffled among the pictures reach {card.chance_map:.3f} on average, since among {setup.pictures} pictures "
        "some random scores fit."
    )
    yield (
        f"Its probabilities are off by {number(metrics['expected_calibration_error'].value)} on average (calibration "
        "error); 0 means that of the types predicted with 30 %, 30 % are true."
    )
    yield from _best_and_worst(card.types)
    people = PEOPLE.metrics["top1_in_set"].value
    yield (
        f"People who had never seen the creature were right with {100 * (people or 0):.1f} % of their first guesses "
        "(200 answers published by ProjectOAK, on other pictures: for reference, not a row of the same test)."
    )


def verdicts(differences: Sequence[Difference], never_right: bool = False) -> dict[str, list[str]]:
    """What the intervals prove, in words -> the baselines that it holds against. A model that is `never_right` is
    better in nothing."""
    found: dict[str, list[str]] = {}
    for difference in differences:
        groups: dict[str, list[str]] = {"clearly better": [], "clearly worse": [], "no clear difference": []}
        for name, estimate in difference.metrics.items():
            if estimate.value is not None and estimate.low is not None and estimate.high is not None:
                better = estimate.low > 0 and not never_right
                verdict = "no clear difference"
                if better or estimate.high < 0:
                    verdict = "clearly better" if better else "clearly worse"
                groups[verdict].append(f"{METRICS[name]} ({estimate.value:+.3f})")
        words = "; ".join(f"{verdict} in {', '.join(names)}" for verdict, names in groups.items() if names)
        found.setdefault(words, []).append(difference.against)
    return found


def _best_and_worst(types: Sequence[TypeRow]) -> Iterator[str]:
    common = [row for row in types if row.support >= _COMMON]
    gains = {row.type: (row.average_precision.value or 0.0) - row.prior for row in common}
    ranked = sorted(common, key=lambda row: -gains[row.type])
    best = [row for row in ranked[:3] if gains[row.type] > 0]
    if best and len(ranked) > len(best):
        worst = ranked[len(best) :][-3:]
        yield (
            f"Most above constant scores: {_listed(best)}; least above or below: {_listed(worst)} (average precision, "
            f"types with at least {_COMMON} pictures)."
        )


def _listed(rows: Sequence[TypeRow]) -> str:
    return ", ".join(f"{r.type} {number(r.average_precision.value)} against {r.prior:.3f}" for r in rows)


def _warnings(setup: EvaluationSetup) -> Iterator[str]:
    if setup.split_by == "random":
        yield (
            "this is a random split by picture. Relatives, and pictures of the same creature, are in both parts, so "
            "the metrics are too good and say nothing of creatures that the model has never seen."
        )
    if setup.part == "all":
        yield "no baseline is fitted, for nothing of the data is held out." + (
            f" Training used {setup.seen} of these {setup.pictures} pictures." if setup.seen else ""
        )
    elif setup.part != "test":
        yield f"these metrics are of the {setup.part} part, which training used."
    if setup.split_origin in ("new", "data") and setup.part != "all":
        yield "the bundle has no split of this data: the model may have been trained on some of these pictures."
    elif setup.seen and setup.part == "test":
        yield f"training used {setup.seen} of these {setup.pictures} pictures (by the bundle's own split)."
    if not setup.families_known:
        yield "the data has no families: relatives may be in both parts of the split."


def _facts(evaluation: Evaluation) -> list[list[str]]:
    subject, setup = evaluation.subject, evaluation.setup
    facts = [
        ["bundle", f"`{subject.name}`, architecture `{subject.architecture}`"],
        ["weights", f"sha256 `{subject.weights_sha256[:16]}…`"],
        *(["trained on: " + key, _plain(value)] for key, value in subject.trained_on.items()),
        ["data", f"`{setup.source}`, pictures: {', '.join(setup.styles)}"],
        ["split", f"by {setup.split_by}, seed {setup.split_seed}, {_ORIGINS[setup.split_origin]}"],
        ["part", f"{setup.part}: {setup.pictures} pictures of {setup.species} species in {setup.families} families"],
        ["skipped", f"{len(evaluation.skipped)} pictures"],
        ["intervals", f"95 %, {setup.resamples} resamples of whole families, seed {setup.seed}"],
    ]
    facts += [[f"baseline “{name}”", setting] for name, setting in evaluation.baseline_settings.items()]
    return facts


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)
