"""The report of the classifiers' benchmark, as Markdown. Knows no files and measures nothing itself."""

from collections.abc import Iterator, Sequence
from typing import Final

from spritedex.evaluation.benchmark_results import STYLE_WORDS, ClassifierBenchmark, FoldsSection, StyleDrop, summary
from spritedex.evaluation.report_parts import (
    Table,
    cell,
    difference_table,
    made_by,
    markdown_table,
    metric_notes,
    number,
    rows_table,
    type_table,
)
from spritedex.evaluation.scorecard import HEADLINES, METRICS, PEOPLE
from spritedex.vocabulary import TYPES

ROWS_PLOT: Final = "classifier-rows.png"
TYPES_PLOT: Final = "classifier-types.png"
RELIABILITY_PLOT: Final = "classifier-reliability.png"
CONFUSION_PLOT: Final = "classifier-confusion.png"


def means_table(section: FoldsSection) -> Table:
    """The headline metrics as means over folds, a line for each row."""
    columns = ["mean of folds", *(METRICS[name] for name in HEADLINES)]
    return columns, [[mean.name, *(cell(mean.metrics[name]) for name in HEADLINES)] for mean in section.means]


def drop_table(drops: Sequence[StyleDrop]) -> Table:
    """A line for each row and style: its metrics, and how much they drop against the style that is compared."""
    columns = ["row", "pictures of", "pictures", "species"]
    columns += [word for name in HEADLINES for word in (METRICS[name], "drop")]
    lines = []
    for drop in drops:
        line = [drop.metrics.name, STYLE_WORDS[drop.style], str(drop.pictures), str(drop.species)]
        for name in HEADLINES:
            line += [cell(drop.metrics.metrics[name]), cell(drop.drop.metrics[name], signed=True)]
        lines.append(line)
    return columns, lines


def render_markdown(benchmark: ClassifierBenchmark) -> str:
    """The whole report."""
    blocks = [
        f"# How well `{benchmark.subject}` predicts the types of creatures it has never seen",
        *(f"> **Warning: {text}**" for text in benchmark.warnings()),
        *made_by(
            benchmark.spritedex_version,
            benchmark.command,
            "makes it again. It reads the predictions in `folds/` if they were made with the same settings, and trains "
            "every fold again if not.",
        ),
        "## Summary",
        "\n".join(f"- {sentence}" for sentence in summary(benchmark)),
        *_compared(benchmark),
        *_types(benchmark.folds),
        *_sprites(benchmark.folds),
        *_tests(benchmark),
        "## How the rows were made",
        markdown_table(["what", "value"], _facts(benchmark)),
    ]
    for title, problems in (("Rows left out", benchmark.missing), ("Pictures skipped", benchmark.skipped)):
        if problems:
            blocks += [f"## {title}", "\n".join(f"- {problem}" for problem in problems)]
    return "\n\n".join(blocks) + "\n"


def _compared(benchmark: ClassifierBenchmark) -> Iterator[str]:
    section = benchmark.folds
    yield f"## {STYLE_WORDS[section.style].capitalize()}, {section.folds} folds over families"
    yield (
        f"{section.pictures} {STYLE_WORDS[section.style]} of {section.species} species in {section.families} families. "
        "The model of each picture was trained without its family, for as long as its configuration says: no epoch is "
        "chosen on the families left out."
    )
    yield markdown_table(*means_table(section))
    yield (
        "**Mean of folds**: the metric of each fold, then their mean; families are resampled within folds. The mAP of "
        "a fold is biased upwards, since among few pictures some random scores fit. **Pooled**: all pictures together."
    )
    yield "All metrics, pooled:"
    yield markdown_table(*rows_table((*section.scorecard.rows, PEOPLE)))
    yield f"![Metrics with their intervals]({ROWS_PLOT})"
    yield metric_notes(
        section.pictures,
        "the predicted set of types equals the true set; the number of types is not given.",
        "Every row is decoded alike: the first guess always, a second type where it reaches its threshold. Temperature "
        "and thresholds of a fold are fitted on the predictions for the other folds.",
    )
    yield f"### `{benchmark.subject}` minus each row, pooled"
    yield markdown_table(*difference_table(section.scorecard.differences))
    yield (
        "All rows are measured on the same resamples. An interval that holds zero proves no difference (basic "
        "bootstrap intervals, which correct the upward bias of mAP)."
    )


def _types(section: FoldsSection) -> Iterator[str]:
    yield "### Type by type"
    yield markdown_table(*type_table(section.scorecard.types))
    yield "Average precision of every row:"
    columns = ["type", *section.average_precision]
    lines = [
        [kind, *map(number, values)] for kind, *values in zip(TYPES, *section.average_precision.values(), strict=True)
    ]
    yield markdown_table(columns, lines)
    yield f"![Average precision of each type]({TYPES_PLOT})"
    yield f"![Which types are predicted where which are true]({CONFUSION_PLOT})"
    yield f"![Predicted probability against the true share]({RELIABILITY_PLOT})"


def _sprites(section: FoldsSection) -> Iterator[str]:
    if not section.drops:
        return
    compared = STYLE_WORDS[section.style]
    yield f"## Sprites, the same {section.folds} folds"
    yield (
        "The same models on the sprites of the families left out (one picture of each species: front, not shiny, first "
        f"frame), decoded as their {compared} are. Drop: the metric on the {compared} of the same species minus "
        "that on the sprites."
    )
    yield markdown_table(*drop_table(section.drops))


def _tests(benchmark: ClassifierBenchmark) -> Iterator[str]:
    yield "## The fixed test families"
    if benchmark.tests is None:
        yield "Left out on request, from the folds too: no model of this report was trained or measured on them."
        return
    if not benchmark.tests:
        yield "Not measured; see “Rows left out”."
        return
    yield (
        "The shipped bundles, with their own decoding, on the test families of the split in the first of them; the "
        "baselines are fitted on the pictures of the same style of the training families, and their decoding on inner "
        "folds of those."
    )
    for test in benchmark.tests:
        yield f"### {STYLE_WORDS[test.style].capitalize()}"
        yield f"{test.pictures} pictures of {test.species} species in {test.families} families."
        yield markdown_table(*rows_table(test.scorecard.rows))
    if benchmark.test_drops:
        yield f"### From {STYLE_WORDS[benchmark.tests[0].style]} to sprites of the same species"
        yield markdown_table(*drop_table(benchmark.test_drops))


def _facts(benchmark: ClassifierBenchmark) -> list[list[str]]:
    pictures = ", ".join(f"{count} {style}" for style, count in benchmark.styles.items())
    facts = [
        ["data", f"`{benchmark.source}`: {pictures}"],
        ["folds", f"{benchmark.folds.folds} over the families of all pictures, seed {benchmark.seed}"],
        ["intervals", f"95 %, {benchmark.resamples} resamples of whole families, seed {benchmark.seed}"],
    ]
    for model in benchmark.trained:
        origin = "trained for this report" if model.trained_now else "predictions from before"
        what = f"architecture `{model.architecture}`, `{model.config}` (content `{model.digest}`), {origin}"
        facts.append([f"`{model.name}`", what])
    for name, settings in benchmark.baseline_settings.items():
        if any(settings):
            facts.append([f"settings of “{name}”", "; ".join(settings)])
    return facts
