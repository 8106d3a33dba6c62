"""The report of a classifier: what was measured on what, as Markdown. Knows no files and measures nothing itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spritedex.errors import Problem
from spritedex.evaluation.scorecard import (
    HEADLINES,
    LOWER_IS_BETTER,
    METRICS,
    Difference,
    Estimate,
    Row,
    Scorecard,
    TypeRow,
)
from spritedex.metrics.multilabel import CALIBRATION_BINS

PEOPLE: Final = Row(
    "people",
    {
        name: Estimate(value, None, None)
        for name, value in (("top1_in_set", 0.585), ("f1_micro", 0.497), ("exact_match", 0.25))
    },
)
"""200 answers by people who had never seen the creature, published by ProjectOAK; not on the same pictures."""

ROWS_PLOT: Final = "classifier-rows.png"
TYPES_PLOT: Final = "classifier-types.png"
_COMMON: Final = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """The bundle that was measured."""

    name: str
    architecture: str
    weights_sha256: str
    trained_on: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EvaluationSetup:
    """What it was measured on. `seen` counts the pictures that the bundle's own split has in train or val.

    `split_origin` is "bundle", "file" or "fresh" (made now, for the bundle has none: `seen` is then unknown).
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
    """A classifier's metrics beside the baselines', and all that is needed to get them again."""

    spritedex_version: str
    command: str
    subject: Subject
    setup: EvaluationSetup
    scorecard: Scorecard
    baseline_settings: dict[str, str]
    skipped: tuple[Problem, ...] = ()

    def warnings(self) -> list[str]:
        """What forbids to read the metrics as metrics on unseen creatures; empty if nothing does."""
        return list(_warnings(self.setup))


def table(evaluation: Evaluation) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of the main table: a line a metric, a column a row of the scorecard, people last."""
    return rows_table((*evaluation.scorecard.rows, PEOPLE))


def rows_table(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Columns and lines: a line a metric, a column a row."""
    lines = [
        [title, *(cell(row.metrics.get(name)) for row in rows)]
        for name, title in (
            (name, title + (" ↓" if name in LOWER_IS_BETTER else "")) for name, title in METRICS.items()
        )
    ]
    return ["metric", *(row.name for row in rows)], lines


def type_table(types: Sequence[TypeRow]) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of the table of types, in the order of `TYPES`."""
    columns = ["type", "pictures", "predicted", "precision", "recall", "F1", "AP", "AP without skill"]
    lines = [
        [
            row.type,
            str(row.support),
            str(row.predicted),
            number(row.precision),
            number(row.recall),
            cell(row.f1),
            cell(row.average_precision),
            number(row.prior),
        ]
        for row in types
    ]
    return columns, lines


def render_markdown(evaluation: Evaluation) -> str:
    """The whole report."""
    subject, setup, card = evaluation.subject, evaluation.setup, evaluation.scorecard
    blocks = [
        f"# How well `{subject.name}` reads types",
        *(f"> **Warning: {text}**" for text in evaluation.warnings()),
        f"Made by Spritedex {evaluation.spritedex_version}; the same command gives the same metrics:",
        f"```sh\n{evaluation.command}\n```",
        markdown_table(["what", "value"], _facts(evaluation)),
        "## In plain words",
        "\n".join(f"- {sentence}" for sentence in plain_words(evaluation)),
        "## All metrics",
        markdown_table(*table(evaluation)),
        f"![Metrics with their intervals]({ROWS_PLOT})",
        _notes(setup),
        f"## `{subject.name}` minus each baseline",
        markdown_table(["against", *(METRICS[name] for name in HEADLINES)], difference_lines(card.differences)),
        "All rows meet the same draws. An interval that holds zero proves no difference (basic bootstrap intervals, "
        "which take off the upward lean of mAP).",
        "## Type by type",
        markdown_table(*type_table(card.types)),
        f"![Average precision and F1 of each type]({TYPES_PLOT})",
    ]
    if evaluation.skipped:
        blocks += ["## Skipped", "\n".join(f"- {problem}" for problem in evaluation.skipped)]
    return "\n\n".join(blocks) + "\n"


def plain_words(evaluation: Evaluation) -> Iterator[str]:
    """The result in sentences, each with its uncertainty."""
    setup, card = evaluation.setup, evaluation.scorecard
    metrics = card.rows[0].metrics
    creatures = f"{setup.species} creatures of {setup.families} families ({setup.part} part)"
    yield (
        f"On {creatures} the first guess is one of the creature's types for {percent(metrics['top1_in_set'])} "
        f"of the pictures; all types are exactly right for {percent(metrics['exact_match'])}."
    )
    for verdict, names in verdicts(card.differences).items():
        yield f"Against the baseline {' and '.join(f'“{name}”' for name in names)}: {verdict}."
    ranking = metrics["mean_average_precision"].value or 0.0
    yield (
        f"Its scores rank creatures with mAP {ranking:.3f}; the same scores dealt to the pictures at random reach "
        f"{card.chance_map:.3f} on average, for among {setup.pictures} pictures some luck is always found."
    )
    yield (
        f"Its probabilities are off by {number(metrics['expected_calibration_error'].value)} on average "
        "(calibration error); 0 is a model whose 30 % comes true 30 % of the time."
    )
    common = [row for row in card.types if row.support >= _COMMON]
    gains = {row.type: (row.average_precision.value or 0.0) - row.prior for row in common}
    ranked = sorted(common, key=lambda row: -gains[row.type])
    best = [row for row in ranked[:3] if gains[row.type] > 0]
    if best and len(ranked) > len(best):
        worst = ranked[len(best) :][-3:]
        yield (
            f"Farthest above a score without skill: {_listed(best)}; nearest to it or below: {_listed(worst)} "
            f"(average precision, types with at least {_COMMON} pictures)."
        )
    people = PEOPLE.metrics["top1_in_set"].value
    yield (
        f"People who had never seen the creature got {100 * (people or 0):.1f} % for the first guess (200 answers by "
        "ProjectOAK, on other pictures: a mark to aim at, not a row of the same test)."
    )


def _warnings(setup: EvaluationSetup) -> Iterator[str]:
    if setup.split_by == "random":
        yield (
            "this is a random split by picture. Relatives, and pictures of the same creature, stand on both sides, "
            "so the metrics flatter the model and say nothing of creatures it has never seen. "
            "Use a split by family for that."
        )
    if setup.part != "test":
        yield f"these metrics are of the {setup.part} part, which training used."
    if setup.split_origin == "fresh":
        yield (
            "the bundle holds no split, so a new one was made: the model may have been trained on these very pictures."
        )
    elif setup.seen and setup.part == "test":
        yield f"training used {setup.seen} of these {setup.pictures} pictures (by the bundle's own split)."
    if not setup.families_known:
        yield "the data names no families: relatives may stand on both sides of the split."


def _facts(evaluation: Evaluation) -> list[list[str]]:
    subject, setup = evaluation.subject, evaluation.setup
    origin = {"bundle": "stored in the bundle", "file": "from --split", "fresh": "made for this report"}
    facts = [
        ["bundle", f"`{subject.name}`, architecture `{subject.architecture}`"],
        ["weights", f"sha256 `{subject.weights_sha256[:16]}…`"],
        *(["trained on: " + key, _plain(value)] for key, value in subject.trained_on.items()),
        ["data", f"`{setup.source}`, pictures: {', '.join(setup.styles)}"],
        ["split", f"by {setup.split_by}, seed {setup.split_seed}, {origin[setup.split_origin]}"],
        [
            "part",
            f"{setup.part}: {setup.pictures} pictures of {setup.species} species in {setup.families} families",
        ],
        ["skipped", f"{len(evaluation.skipped)} pictures"],
        ["intervals", f"95 %, {setup.resamples} draws of whole families, seed {setup.seed}"],
    ]
    facts += [[f"baseline “{name}”", setting] for name, setting in evaluation.baseline_settings.items()]
    return facts


def _notes(setup: EvaluationSetup) -> str:
    return "\n".join(
        (
            "In brackets: 95 % percentile intervals over draws of whole families, centred on the metric (a draw "
            "repeats pictures, and its mAP and calibration error lean upwards for that).",
            "",
            "- **first guess in set**: share of pictures whose most probable type is a true one. **exact match**: all "
            "types right and no other.",
            "- **mAP**: average precision (as in scikit-learn), mean over the types that occur. **LRAP**: label "
            "ranking average precision.",
            "- **micro F1** counts all decisions together; **macro F1** is the mean over the types that occur or are "
            "predicted. **Jaccard**: shared types over all named, mean over pictures.",
            f"- **Hamming loss**: share of the {setup.pictures} × 18 decisions that are wrong. **calibration error**: "
            f"those pairs in {CALIBRATION_BINS} bins by probability, mean of |stated − true share|. ↓: lower is "
            "better.",
            "- Every row decides alike: the first guess always, a second type where it reaches its threshold "
            "(0.5 for the baselines, the bundle's own for the model).",
            "- **people**: 200 answers of people who had never seen the creature, published by ProjectOAK; other "
            "pictures, so a reference only.",
        )
    )


def difference_lines(differences: Sequence[Difference]) -> list[list[str]]:
    """A line a difference: whom from, then the headline metrics."""
    return [
        [difference.against, *(cell(difference.metrics[name], signed=True) for name in HEADLINES)]
        for difference in differences
    ]


def verdicts(differences: Sequence[Difference]) -> dict[str, list[str]]:
    """What the intervals prove, in words -> the baselines that it holds against."""
    found: dict[str, list[str]] = {}
    for difference in differences:
        groups: dict[str, list[str]] = {"better": [], "worse": [], "not proven different": []}
        for name, estimate in difference.metrics.items():
            if estimate.value is not None and estimate.low is not None and estimate.high is not None:
                verdict = "better" if estimate.low > 0 else "worse" if estimate.high < 0 else "not proven different"
                groups[verdict].append(f"{METRICS[name]} ({estimate.value:+.3f})")
        words = "; ".join(f"{verdict} in {', '.join(names)}" for verdict, names in groups.items() if names)
        found.setdefault(words, []).append(difference.against)
    return found


def _listed(rows: Sequence[TypeRow]) -> str:
    return ", ".join(f"{r.type} {number(r.average_precision.value)} against {r.prior:.3f}" for r in rows)


def percent(estimate: Estimate) -> str:
    """Such as "31 % (21 to 42 %)"."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{100 * estimate.value:.0f} % ({100 * estimate.low:.0f} to {100 * estimate.high:.0f} %)"


def cell(estimate: Estimate | None, signed: bool = False) -> str:
    """Such as "0.312 (0.206–0.415)", a dash where there is no figure."""
    if estimate is None or estimate.value is None:
        return "–"
    sign, to = ("+", " to ") if signed else ("", "–")
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:{sign}.3f}"
    return f"{estimate.value:{sign}.3f} ({estimate.low:{sign}.3f}{to}{estimate.high:{sign}.3f})"


def number(value: float | None) -> str:
    """Three decimals, a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)


def markdown_table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; bars in cells are escaped."""
    rows = [columns, ["---"] * len(columns), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
