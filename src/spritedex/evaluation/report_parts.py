"""What several reports share: the measured bundle, numbers as text, tables in Markdown. Measures nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spritedex.evaluation.scorecard import HEADLINES, LOWER_IS_BETTER, METRICS, Difference, Estimate, Row, TypeRow
from spritedex.metrics.multilabel import CALIBRATION_BINS

Table = tuple[list[str], list[list[str]]]
"""Columns and lines."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A bundle that was measured."""

    name: str
    architecture: str
    weights_sha256: str
    trained_on: dict[str, Any]


def made_by(version: str, command: str, note: str) -> Iterator[str]:
    """The blocks that say what made a report; `note` follows "the same command". Without a command the version only."""
    if not command:
        yield f"Made by Spritedex {version}."
        return
    yield f"Made by Spritedex {version}; the same command {note}"
    yield f"```sh\n{command}\n```"


def rows_table(rows: Sequence[Row]) -> Table:
    """A line for each metric of `METRICS`, a column for each row."""
    titles = {name: title + (" ↓" if name in LOWER_IS_BETTER else "") for name, title in METRICS.items()}
    lines = [[title, *(cell(row.metrics.get(name)) for row in rows)] for name, title in titles.items()]
    return ["metric", *(row.name for row in rows)], lines


def type_table(types: Sequence[TypeRow]) -> Table:
    """A line for each type, in the order of `TYPES`."""
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


def difference_table(differences: Sequence[Difference]) -> Table:
    """A line for each difference: the headline metrics minus those of the row named first."""
    columns = ["against", *(METRICS[name] for name in HEADLINES)]
    lines = [[d.against, *(cell(d.metrics[name], signed=True) for name in HEADLINES)] for d in differences]
    return columns, lines


def metric_notes(decisions: int, exact_match: str, decoding: str) -> str:
    """How the metrics of classifiers are defined; `decisions` is the number of pictures."""
    return "\n".join(
        (
            "In brackets: 95 % percentile intervals over resamples of whole families, centered on the metric (a "
            "resample repeats pictures, which biases its mAP and calibration error upwards), with room for what no "
            "family shows: 3 over their number (the rule of three).",
            "",
            "- **first guess in set**: share of pictures whose most probable type is a true one. **exact match**: "
            f"{exact_match}",
            "- **mAP**: average precision (as in scikit-learn), mean over the types that occur. **LRAP**: label "
            "ranking average precision.",
            "- **micro F1** counts all decisions together; **macro F1** is the mean over the types that occur or are "
            "predicted. **Jaccard**: types that are both true and predicted over types that are either, mean over "
            "pictures.",
            f"- **Hamming loss**: share of the {decisions} × 18 decisions that are wrong. **calibration error**: the "
            f"same pairs in {CALIBRATION_BINS} bins by probability, mean of |probability − true share|. ↓: lower is "
            "better.",
            f"- {decoding}",
            "- **people**: 200 answers of people who had never seen the creature, published by ProjectOAK; on other "
            "pictures, so for reference only.",
        )
    )


def percent(estimate: Estimate) -> str:
    """Such as "31 % (21 to 42 %)", a dash where there is no value or no interval.

    >>> percent(Estimate(0.31, 0.21, 0.42))
    '31 % (21 to 42 %)'
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{100 * estimate.value:.0f} % ({100 * estimate.low:.0f} to {100 * estimate.high:.0f} %)"


def cell(estimate: Estimate | None, signed: bool = False) -> str:
    """Such as "0.312 (0.206–0.415)", a dash where there is no value.

    >>> cell(Estimate(0.05, -0.01, 0.1), signed=True), cell(None)
    ('+0.050 (-0.010 to +0.100)', '–')
    """
    if estimate is None or estimate.value is None:
        return "–"
    sign, to = ("+", " to ") if signed else ("", "–")
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:{sign}.3f}"
    return f"{estimate.value:{sign}.3f} ({estimate.low:{sign}.3f}{to}{estimate.high:{sign}.3f})"


def number(value: float | None) -> str:
    """Three decimals, a dash where there is no value."""
    return "–" if value is None else f"{value:.3f}"


def markdown_table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; bars in cells are escaped.

    >>> print(markdown_table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    | --- | --- |
    | 1 | x\\|y |
    """
    rows = [columns, ["---"] * len(columns), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
