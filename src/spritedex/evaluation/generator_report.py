"""The report of a generator: what was measured on what, as Markdown. Knows no files and measures nothing itself."""

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spritedex.errors import Problem
from spritedex.evaluation.generation import GRID_METRICS, METRICS, REAL, TRAINING, GridRow, StyleResult
from spritedex.evaluation.report import Subject, cell, markdown_table, percent
from spritedex.evaluation.scorecard import Estimate, Row
from spritedex.metrics.copying import COPY
from spritedex.metrics.distances import NEIGHBOURS
from spritedex.metrics.halving import ROUNDS

ROWS_PLOT: Final = "generator-rows.png"
COLORS_PLOT: Final = "generator-colors.png"
SHEET_FILE: Final = "generator-sheet.png"

CLOSER: Final = 3.0
AGREEING: Final = 0.80
COPIES_ABOVE: Final = 0.02


@dataclass(frozen=True, slots=True)
class GeneratorSetup:
    """What was asked of the generator. `split_origin` is "bundle", or "fresh" (made now, for the bundle has none).

    `reader_seen` counts the measured families that the reader's own split has in train or val, None where it has none.
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
    reader_seen: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that a generator must show: what was `reached` against `wanted`.

    `holds` is by the value alone, `surely` whether the whole interval is on the same side; None where it cannot be
    said. A ratio of distances has no interval.
    """

    what: str
    wanted: str
    reached: Estimate
    holds: bool | None
    surely: bool | None


@dataclass(frozen=True, slots=True)
class GeneratorEvaluation:
    """A generator's metrics, and all that is needed to get them again. `baseline` is None where it is the subject."""

    spritedex_version: str
    command: str
    subject: Subject
    baseline: Subject | None
    reader: Subject
    setup: GeneratorSetup
    styles: tuple[StyleResult, ...]
    grid: tuple[GridRow, ...]
    left_out: tuple[str, ...]
    skipped: tuple[Problem, ...] = ()

    def warnings(self) -> list[str]:
        """What forbids to read the metrics as metrics on unseen creatures; empty if nothing does."""
        return list(_warnings(self.setup))

    def bars(self) -> list[Bar]:
        """What a generator that ships must show, style by style."""
        found: list[Bar] = []
        for style in self.styles:
            found += _bars(style, self.subject.name, None if self.baseline is None else self.baseline.name)
        return found


def table(style: StyleResult) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of one style: a line a metric, a column a row."""
    names = [name for name in METRICS if any(_known(row, name) for row in style.rows)]
    lines = [[METRICS[name], *(cell(row.metrics.get(name)) for row in style.rows)] for name in names]
    return ["metric", *(row.name for row in style.rows)], lines


def grid_table(evaluation: GeneratorEvaluation) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of the grid: a line for each generator and style."""
    columns = ["generator", "style", "prompts", *(METRICS[name] for name in GRID_METRICS)]
    lines = [[row.name, row.style, str(row.prompts), *map(cell, row.metrics.values())] for row in evaluation.grid]
    return columns, lines


def bars_table(evaluation: GeneratorEvaluation) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of what must be shown."""
    verdicts, doubts = {True: "yes", False: "no", None: "–"}, {True: ", surely", False: ", open", None: ""}
    lines = [
        [bar.what, bar.wanted, cell(bar.reached), verdicts[bar.holds] + doubts[bar.surely]] for bar in evaluation.bars()
    ]
    return ["what", "wanted", "reached", "holds"], lines


def render_markdown(evaluation: GeneratorEvaluation) -> str:
    """The whole report."""
    blocks = [
        f"# What `{evaluation.subject.name}` draws",
        *(f"> **Warning: {text}**" for text in evaluation.warnings()),
        f"Made by Spritedex {evaluation.spritedex_version}; the same command gives the same metrics:",
        f"```sh\n{evaluation.command}\n```",
        markdown_table(["what", "value"], _facts(evaluation)),
        "The domain distances are taken in the features of Spritedex's own reader, on these creatures: **they cannot "
        "be compared with any published FID or KID**, only with the other columns here. `docs/evaluation.md` says how "
        "each metric is made, and where it ends.",
        "## What it must show",
        markdown_table(*bars_table(evaluation)),
        " ".join(_below_bars(evaluation)),
    ]
    for style in evaluation.styles:
        blocks += [
            f"## Style {style.style}",
            "\n".join(f"- {sentence}" for sentence in plain_words(style)),
            markdown_table(*table(style)),
        ]
    blocks += [f"![Metrics of every style with their intervals]({ROWS_PLOT})", _notes(evaluation)]
    blocks += [
        "## The grid of words",
        "Every type with every color, one sprite each; the creatures do not exist, so no real picture stands beside. "
        "Intervals are over draws of prompts.",
        markdown_table(*grid_table(evaluation)),
        f"![Colors asked for and seen]({COLORS_PLOT})",
        "## For eyes",
        "The same prompts and seeds at each release:",
        f"![Contact sheet]({SHEET_FILE})",
    ]
    if evaluation.left_out:
        blocks += ["## Left out", "\n".join(f"- {text}" for text in evaluation.left_out)]
    if evaluation.skipped:
        blocks += ["## Skipped", "\n".join(f"- {problem}" for problem in evaluation.skipped)]
    return "\n\n".join(blocks) + "\n"


def plain_words(style: StyleResult) -> Iterator[str]:
    """The result of a style in sentences, each with its uncertainty."""
    rows = {row.name: row.metrics for row in style.rows}
    first, real = style.rows[0].metrics, rows[REAL]
    for name, what in (("color", "show the color asked for"), ("type_first", "are first read as a type asked for")):
        if first[name].value is not None:
            yield f"Of the sprites {percent(first[name])} {what}; of the real pictures {percent(real[name])}."
    yield (
        f"Of the sprites {percent(first['copies'])} lie so near to one known family that they may be copies; "
        f"of the real pictures, which are none, {percent(real['copies'])}."
    )
    for name, among in (("retrieval_10", 10), ("retrieval_100", 100)):
        if first[name].value is not None:
            yield (
                f"Its own caption is found among {among} for {percent(first[name])} of the sprites; for "
                f"{percent(real[name])} of the real pictures; by chance for {100 / among:g} %."
            )


def _known(row: Row, name: str) -> bool:
    estimate = row.metrics.get(name)
    return estimate is not None and estimate.value is not None


def _bars(style: StyleResult, name: str, baseline: str | None) -> Iterator[Bar]:
    rows = {row.name: row.metrics for row in style.rows}
    for metric, title in (("kernel", "kernel"), ("frechet", "Fréchet")):
        if baseline in rows:
            closer = _closer(rows[baseline][metric].value, rows[name][metric].value, rows[REAL][metric].value)
            what = f"{style.style}: {title} distance, how many times closer to the floor than `{baseline}`"
            yield _bar(what, f"≥ {CLOSER:g}", Estimate(closer, None, None), CLOSER)
    for metric, title in (("color", "color agreement"), ("type_first", "type agreement")):
        ratio = style.ratios[metric]
        what = f"{style.style}: {title} over that of the real pictures"
        yield _bar(what, f"≥ {AGREEING:.2f}", ratio, AGREEING)
    what = f"{style.style}: share of copies minus that of the real pictures"
    yield _bar(what, f"≤ {COPIES_ABOVE:.2f}", style.ratios["copies"], COPIES_ABOVE, at_most=True)
    if _known(style.rows[0], "valid"):
        yield _bar(f"{style.style}: files valid in size, alpha and palette", "1", rows[name]["valid"], 1)


def _bar(what: str, wanted: str, reached: Estimate, bound: float, *, at_most: bool = False) -> Bar:
    if reached.value is None:
        return Bar(what, wanted, reached, None, None)
    passes = operator.le if at_most else operator.ge
    holds = passes(reached.value, bound)
    if reached.low is None or reached.high is None:
        return Bar(what, wanted, reached, holds, None)
    return Bar(what, wanted, reached, holds, passes(reached.low, bound) == passes(reached.high, bound) == holds)


def _below_bars(evaluation: GeneratorEvaluation) -> Iterator[str]:
    """What must be known to read the bars."""
    yield "*Surely*: the whole interval lies on that side; *open*: it does not; neither: there is no interval."
    if baseline := evaluation.baseline:
        alone = [style.style for style in evaluation.styles if baseline.name not in {row.name for row in style.rows}]
        if alone:
            yield f"`{baseline.name}` does not draw {' and '.join(alone)}, so no bar is set for distances there."


def _closer(baseline: float | None, mine: float | None, floor: float | None) -> float | None:
    """How many times as far the baseline lies above the floor; infinite at the floor counts as a thousand."""
    if baseline is None or mine is None or floor is None:
        return None
    return min(1000.0, max(0.0, baseline - floor) / max(mine - floor, 1e-9))


def _warnings(setup: GeneratorSetup) -> Iterator[str]:
    if setup.split_by == "random":
        yield (
            "this is a random split by picture: relatives, and pictures of the same creature, stand on both sides, so "
            "the metrics flatter the model."
        )
    if setup.split_origin == "fresh":
        yield (
            "the bundle holds no split, so a new one was made: the model may have been trained on the very creatures "
            "that it was asked for."
        )
    if setup.reader_seen:
        yield (
            f"the reader was trained on {setup.reader_seen} of the measured families, so its features favour real "
            "pictures of them; give a reader of the same split with --reader."
        )
    if setup.reader_seen is None:
        yield "the reader's bundle holds no split: it may have been trained on the measured families."
    if setup.limit is not None:
        yield f"a quick look: at most {setup.limit} prompts each."


def _facts(evaluation: GeneratorEvaluation) -> list[list[str]]:
    setup = evaluation.setup
    origin = {"bundle": "stored in the bundle", "fresh": "made for this report"}
    facts = [
        ["bundle", f"`{evaluation.subject.name}`, architecture `{evaluation.subject.architecture}`"],
        ["weights", f"sha256 `{evaluation.subject.weights_sha256[:16]}…`"],
    ]
    if evaluation.baseline:
        facts.append(["baseline", f"`{evaluation.baseline.name}`, `{evaluation.baseline.weights_sha256[:16]}…`"])
    return [
        *facts,
        ["reader, whose features these are", f"`{evaluation.reader.name}`, `{evaluation.reader.weights_sha256[:16]}…`"],
        ["data", f"`{setup.source}`"],
        ["split", f"by {setup.split_by}, seed {setup.split_seed}, {origin[setup.split_origin]}"],
        *(
            [f"prompts, {style.style}", f"{style.prompts} held-out species of {style.families} families, "
             f"{style.per_prompt} sprites each"]
            for style in evaluation.styles
        ),
        ["known pictures", f"{setup.training_pictures} of the training families"],
        ["intervals", f"95 %, {setup.resamples} draws of whole families, seed {setup.seed}"],
    ]  # fmt: skip


def _notes(evaluation: GeneratorEvaluation) -> str:
    lines = [
        f"In brackets: 95 % intervals; of shares over draws of whole families, of the first six metrics 1.96 standard "
        f"errors over {ROUNDS} halvings of the families. The interval of a share of 0 reaches up to 3 over the number "
        "of its families, that of 1 as far down: no draw can show what none of the families does. ↓: lower is better.",
        "",
        "- **first six metrics**: what was drawn for one half of the held-out families, against the real pictures of "
        f"the other half. **{REAL}**: the real pictures of the one half against those of the other, which is the "
        f"floor. **{TRAINING}**: as many real pictures of the species trained on.",
        f"- **precision, recall, density, coverage**: by the {NEIGHBOURS} nearest neighbours; density may exceed 1.",
        "- **color, type agreement**: of the prompts that name the species' color or types; the real pictures are of "
        "the same species and style, brought to 64×64 like the sprites. **Color agreement flatters a painter**: its "
        "training names the colors of hue-turned pictures by the very rule that judges here, while people named those "
        "of the real ones. So a ratio above 1 shows no better colors than theirs.",
        f"- **copies**: the nearest known picture is less than {COPY:.2f} times as far as the nearest of another "
        "family; in features, in pixels, or in lightness alone; mirrored and shifted ones too.",
        f"- **distance between seeds**: of sprites of one prompt; {REAL}: of species of different families.",
    ]
    return "\n".join(lines)


def drawn_rows(style: StyleResult, name: str) -> list[tuple[str, Estimate]]:
    """One metric of every row that has it, in order."""
    return [(row.name, row.metrics[name]) for row in style.rows if _known(row, name)]
