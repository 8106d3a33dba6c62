"""The report of a generator: what was measured on what, as Markdown. Knows no files and measures nothing itself."""

from collections.abc import Iterator
from typing import Final

from spritedex.evaluation.generation import GRID_METRICS, METRICS, REAL, TRAINING, StyleResult
from spritedex.evaluation.generator_results import GeneratorEvaluation, rows_with
from spritedex.evaluation.report_parts import Table, cell, made_by, markdown_table, percent
from spritedex.metrics.copying import COPY
from spritedex.metrics.distances import NEIGHBOURS
from spritedex.metrics.halving import ROUNDS

ROWS_PLOT: Final = "generator-rows.png"
COLORS_PLOT: Final = "generator-colors.png"
SHEET_FILE: Final = "generator-sheet.png"

_ORIGINS: Final = {"bundle": "stored in the bundle", "new": "made for this report"}


def table(style: StyleResult) -> Table:
    """One style: a line for each metric, a column for each row."""
    names = [name for name in METRICS if rows_with(style, name)]
    lines = [[METRICS[name], *(cell(row.metrics.get(name)) for row in style.rows)] for name in names]
    return ["metric", *(row.name for row in style.rows)], lines


def grid_table(evaluation: GeneratorEvaluation) -> Table:
    """The grid: a line for each generator and style."""
    columns = ["generator", "style", "prompts", *(METRICS[name] for name in GRID_METRICS)]
    lines = [[row.name, row.style, str(row.prompts), *map(cell, row.metrics.values())] for row in evaluation.grid]
    return columns, lines


def targets_table(evaluation: GeneratorEvaluation) -> Table:
    """A line for each target."""
    met, certain = {True: "yes", False: "no", None: "–"}, {True: ", certain", False: ", uncertain", None: ""}
    lines = [[t.what, t.bound, cell(t.reached), met[t.met] + certain[t.certain]] for t in evaluation.targets()]
    return ["what", "target", "reached", "met"], lines


def render_markdown(evaluation: GeneratorEvaluation) -> str:
    """The whole report."""
    blocks = [
        f"# What `{evaluation.subject.name}` draws",
        *(f"> **Warning: {text}**" for text in evaluation.warnings()),
        *made_by(evaluation.spritedex_version, evaluation.command, "gives the same metrics:"),
        markdown_table(["what", "value"], _facts(evaluation)),
        "The domain distances use the features of Spritedex's own classifier, on these creatures: **they cannot be "
        "compared with any published FID or KID**, only with the other columns here. `docs/evaluation.md` says how "
        "each metric is defined, and what its limits are.",
        "## Targets",
        markdown_table(*targets_table(evaluation)),
        " ".join(_target_notes(evaluation)),
    ]
    for style in evaluation.styles:
        blocks += [
            f"## Style {style.style}",
            "\n".join(f"- {sentence}" for sentence in summary(style)),
            markdown_table(*table(style)),
        ]
    blocks += [f"![Metrics of every style with their intervals]({ROWS_PLOT})", _notes(evaluation)]
    blocks += [
        "## The grid",
        "Every type with every color, one sprite each; the creatures do not exist, so there are no real pictures to "
        "compare with. Intervals are over resamples of prompts.",
        markdown_table(*grid_table(evaluation)),
        f"![Colors of the prompts and of the sprites]({COLORS_PLOT})",
        "## Contact sheet",
        "The same prompts and seeds at each release:",
        f"![Contact sheet]({SHEET_FILE})",
    ]
    if evaluation.left_out:
        blocks += ["## Left out", "\n".join(f"- {text}" for text in evaluation.left_out)]
    if evaluation.skipped:
        blocks += ["## Skipped", "\n".join(f"- {problem}" for problem in evaluation.skipped)]
    return "\n\n".join(blocks) + "\n"


def summary(style: StyleResult) -> Iterator[str]:
    """The result of a style in sentences, each with its uncertainty."""
    rows = {row.name: row.metrics for row in style.rows}
    first, real = style.rows[0].metrics, rows[REAL]
    for name, what in (
        ("color", "have the color of their prompt"),
        ("type_first", "are first classified as a type of their prompt"),
    ):
        if first[name].value is not None:
            yield f"Of the sprites {percent(first[name])} {what}; of the real pictures {percent(real[name])}."
    yield (
        f"Of the sprites {percent(first['copies'])} are so close to one known family that they may be copies; of the "
        f"real pictures, which are no copies, {percent(real['copies'])}."
    )
    for name, among in (("retrieval_10", 10), ("retrieval_100", 100)):
        if first[name].value is not None:
            yield (
                f"The own caption is found among {among} for {percent(first[name])} of the sprites; for "
                f"{percent(real[name])} of the real pictures; by chance for {100 / among:g} %."
            )


def _target_notes(evaluation: GeneratorEvaluation) -> Iterator[str]:
    yield (
        "*Certain*: the whole interval is on the same side of the target; *uncertain*: it is not; neither: there is no "
        "interval."
    )
    if baseline := evaluation.baseline:
        without = [style.style for style in evaluation.styles if baseline.name not in {row.name for row in style.rows}]
        if without:
            yield f"`{baseline.name}` has no style {' or '.join(without)}, so there is no target for distances there."


def _facts(evaluation: GeneratorEvaluation) -> list[list[str]]:
    setup, classifier = evaluation.setup, evaluation.classifier
    facts = [
        ["bundle", f"`{evaluation.subject.name}`, architecture `{evaluation.subject.architecture}`"],
        ["weights", f"sha256 `{evaluation.subject.weights_sha256[:16]}…`"],
    ]
    if evaluation.baseline:
        facts.append(["baseline", f"`{evaluation.baseline.name}`, `{evaluation.baseline.weights_sha256[:16]}…`"])
    return [
        *facts,
        ["classifier whose features are used", f"`{classifier.name}`, `{classifier.weights_sha256[:16]}…`"],
        ["data", f"`{setup.source}`"],
        ["split", f"by {setup.split_by}, seed {setup.split_seed}, {_ORIGINS[setup.split_origin]}"],
        *(
            [f"prompts, {style.style}", f"{style.prompts} held-out species of {style.families} families, "
             f"{style.per_prompt} sprites each"]
            for style in evaluation.styles
        ),
        ["known pictures", f"{setup.training_pictures} of the training families"],
        ["intervals", f"95 %, {setup.resamples} resamples of whole families, seed {setup.seed}"],
    ]  # fmt: skip


def _notes(evaluation: GeneratorEvaluation) -> str:
    lines = [
        "In brackets: 95 % intervals; of shares over resamples of whole families, of the first six metrics 1.96 "
        f"standard errors over {ROUNDS} halvings of the families. The interval of a share of 0 reaches up to 3 over "
        "the number of its families, that of 1 as far down: no resample can show what no family shows. ↓: lower is "
        "better.",
        "",
        "- **first six metrics**: the sprites for one half of the held-out families, against the real pictures of the "
        f"other half. **{REAL}**: the real pictures of the one half against those of the other, which is the floor. "
        f"**{TRAINING}**: as many real pictures of the species trained on.",
        f"- **precision, recall, density, coverage**: by the {NEIGHBOURS} nearest neighbours; density may exceed 1.",
        "- **color, type agreement**: of the prompts that name the species' color or types; the real pictures are of "
        "the same species and style, fitted to 64×64 like the sprites. **Color agreement favors a painter**: its "
        "training captions name the colors of hue-rotated pictures by the same rule that measures here, while people "
        "named those of the real ones. So a ratio above 1 does not mean better colors than theirs.",
        f"- **copies**: the nearest known picture is less than {COPY:.2f} times as far away as the nearest of another "
        "family; in features, in pixels, or in lightness alone; mirrored and shifted copies are found too.",
        f"- **distance between seeds**: of sprites of one prompt; {REAL}: of species of different families.",
    ]
    return "\n".join(lines)
