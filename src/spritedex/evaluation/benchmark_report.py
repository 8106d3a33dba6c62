"""The report of the classifiers' benchmark, as Markdown. Knows no files and measures nothing itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spritedex.errors import Problem
from spritedex.evaluation.folds import apart
from spritedex.evaluation.report import (
    PEOPLE,
    cell,
    difference_lines,
    markdown_table,
    number,
    percent,
    rows_table,
    type_table,
)
from spritedex.evaluation.scorecard import HEADLINES, METRICS, Estimate, Row, Scorecard
from spritedex.metrics.multilabel import CALIBRATION_BINS
from spritedex.vocabulary import TYPES, Style

ROWS_PLOT: Final = "classifier-rows.png"
TYPES_PLOT: Final = "classifier-types.png"
RELIABILITY_PLOT: Final = "classifier-reliability.png"
CONFUSION_PLOT: Final = "classifier-confusion.png"

AIMED_SPECIES: Final = 898
AIMED_FOLDS: Final = 5
AIMS: Final = dict(zip(HEADLINES, (0.48, 0.40, 0.42), strict=True))
"""What the means over five folds of the 898 species were to reach, set before anything was trained."""

MOST_LOST: Final = 0.05
"""What a metric may lose, at most, from artworks to sprites: set beforehand too."""

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
class Loss:
    """What a row loses from artworks to pictures of another style of the same creatures; by `HEADLINES`."""

    style: Style
    pictures: int
    species: int
    metrics: Row
    loss: Row


@dataclass(frozen=True, slots=True)
class FoldsSection:
    """Cross-validation on the artworks. `means` are over folds, all else is pooled; the rows are in one order.

    `ranking` holds every row's average precision of each of the 18 types.
    """

    folds: int
    pictures: int
    species: int
    families: int
    scorecard: Scorecard
    means: tuple[Row, ...]
    ranking: dict[str, tuple[float | None, ...]]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class StyleTest:
    """The fixed test families in one style."""

    style: Style
    pictures: int
    species: int
    families: int
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The whole benchmark. `tests` is None where the test families were left out on purpose.

    `baseline_settings` holds what each baseline chose, fold by fold and then in each style of the test; `missing`
    are rows that could not be made.
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
    test_losses: tuple[Loss, ...]
    baseline_settings: dict[str, tuple[str, ...]]
    missing: tuple[Problem, ...]
    skipped: tuple[Problem, ...]

    @property
    def subject(self) -> str:
        """The name of the first row: what the report is about."""
        return self.folds.scorecard.rows[0].name


def means_table(section: FoldsSection) -> tuple[list[str], list[list[str]]]:
    """Columns and lines of the headline metrics as means over folds, a line a row."""
    columns = ["mean of folds", *(METRICS[name] for name in HEADLINES)]
    return columns, [[mean.name, *(cell(mean.metrics[name]) for name in HEADLINES)] for mean in section.means]


def loss_table(losses: Sequence[Loss]) -> tuple[list[str], list[list[str]]]:
    """Columns and lines: a line a row and style, its metrics and what they lose against artworks."""
    columns = ["row", "pictures of", "pictures", "species"]
    columns += [word for name in HEADLINES for word in (METRICS[name], "lost")]
    lines = []
    for loss in losses:
        line = [loss.metrics.name, STYLE_WORDS[loss.style], str(loss.pictures), str(loss.species)]
        for name in HEADLINES:
            line += [cell(loss.metrics.metrics[name]), cell(loss.loss.metrics[name], signed=True)]
        lines.append(line)
    return columns, lines


def plain_words(benchmark: Benchmark) -> Iterator[str]:
    """What the metrics say, a sentence each."""
    section, name = benchmark.folds, benchmark.subject
    mean, pooled = section.means[0].metrics, section.scorecard.rows[0].metrics
    yield (
        f"On {section.pictures} artworks of {section.families} families that the model asked had never seen "
        f"({section.folds} folds), the first guess of `{name}` is right for {percent(mean['top1_in_set'])} of the "
        f"pictures, and all types exactly for {percent(pooled['exact_match'])}; it does not know how many there are."
    )
    for metric in HEADLINES:
        aim = f" The aim set beforehand was {AIMS[metric]:.2f}: {_verdict(metric, mean)}." * _aims_apply(section)
        yield f"Its {METRICS[metric]}: {cell(mean[metric])} as mean of folds, {cell(pooled[metric])} pooled.{aim}"
    yield from _apart(section)
    yield (
        f"Its probabilities are off by {number(pooled['expected_calibration_error'].value)} on average (calibration "
        "error); 0 is a model whose 30 % comes true 30 % of the time."
    )
    for losses, where in ((section.losses, "families of the folds"), (benchmark.test_losses, "fixed test families")):
        yield from (_lost(loss, where, _aims_apply(section)) for loss in losses if loss.metrics.name == name)
    if benchmark.tests:
        card = benchmark.tests[0].scorecard
        yield (
            f"On the fixed test families' {benchmark.tests[0].pictures} artworks the shipped `{card.rows[0].name}` is "
            f"right with its first guess for {percent(card.rows[0].metrics['top1_in_set'])}."
        )
    people = PEOPLE.metrics
    yield (
        f"People who had never seen the creature got {100 * (people['top1_in_set'].value or 0):.1f} % for the first "
        f"guess and {100 * (people['exact_match'].value or 0):.0f} % exactly (200 answers published by ProjectOAK, on "
        "other pictures: a mark to aim at, not a row of the same test)."
    )


def render_markdown(benchmark: Benchmark) -> str:
    """The whole report."""
    section, name = benchmark.folds, benchmark.subject
    counted = f"{section.pictures} artworks of {section.species} species in {section.families} families"
    blocks = [
        f"# How well `{name}` reads types of creatures it has never seen",
        *(f"> **Warning: {text}**" for text in warnings(benchmark)),
        f"Made by Spritedex {benchmark.spritedex_version}; the same command makes it again. It reads the predictions "
        "kept in `folds/` where they fit, and trains every fold anew where they do not, or with `--retrain`.",
        f"```sh\n{benchmark.command}\n```",
        "## In plain words",
        "\n".join(f"- {sentence}" for sentence in plain_words(benchmark)),
        f"## Artworks, {section.folds} folds over families",
        f"{counted}. Each picture is read by a model that was trained without its family, for as long as its "
        "configuration says: no epoch is chosen on the families held out.",
        markdown_table(*means_table(section)),
        "**Mean of folds**: the metric of each fold, then their mean; families are drawn within folds. The mAP of a "
        "fold leans upwards, for among few pictures some luck is always found. **Pooled**: all pictures together.",
        "All metrics, pooled:",
        markdown_table(*rows_table((*section.scorecard.rows, PEOPLE))),
        f"![Metrics with their intervals]({ROWS_PLOT})",
        _notes(section),
        f"### `{name}` minus each row, pooled",
        markdown_table(
            ["against", *(METRICS[metric] for metric in HEADLINES)], difference_lines(section.scorecard.differences)
        ),
        "All rows meet the same draws. An interval that holds zero proves no difference (basic bootstrap intervals, "
        "which take off the upward lean of mAP).",
        "### Type by type",
        markdown_table(*type_table(section.scorecard.types)),
        "Average precision of every row:",
        markdown_table(*_ranking_table(section)),
        f"![Average precision of each type]({TYPES_PLOT})",
        f"![Which types are said where which are true]({CONFUSION_PLOT})",
        f"![Stated probability against what comes true]({RELIABILITY_PLOT})",
        *_sprites(section),
        *_tests(benchmark),
        "## How the rows were made",
        markdown_table(["what", "value"], _facts(benchmark)),
    ]
    for title, problems in (("Rows left out", benchmark.missing), ("Pictures skipped", benchmark.skipped)):
        if problems:
            blocks += [f"## {title}", "\n".join(f"- {problem}" for problem in problems)]
    return "\n\n".join(blocks) + "\n"


def warnings(benchmark: Benchmark) -> list[str]:
    """What forbids to read the metrics as metrics on unseen families; empty if nothing does."""
    if benchmark.families_known:
        return []
    return ["the data names no families: relatives may have been trained on, and the metrics flatter every row."]


def _aims_apply(section: FoldsSection) -> bool:
    return (section.species, section.folds) == (AIMED_SPECIES, AIMED_FOLDS)


def _verdict(metric: str, mean: Mapping[str, Estimate]) -> str:
    short = AIMS[metric] - (mean[metric].value or 0.0)
    return f"missed by {short:.3f}" if short > 0 else "reached"


def _apart(section: FoldsSection) -> Iterator[str]:
    first, *others = section.means
    found: dict[str, list[str]] = {}
    for other in others:
        verdicts = apart(first, other)
        above = ", ".join(METRICS[name] for name, clear in verdicts.items() if clear)
        rest = ", ".join(METRICS[name] for name, clear in verdicts.items() if not clear)
        words = [f"its interval lies wholly above theirs in {above}"] if above else []
        words += [f"{'but ' * bool(above)}not in {rest}"] if above and rest else []
        words += [f"its interval lies wholly above theirs in none of {rest}"] if not above else []
        found.setdefault("; ".join(words), []).append(f"“{other.name}”")
    yield from (f"Means of folds, against {', '.join(names)}: {words}." for words, names in found.items())


def _lost(loss: Loss, where: str, judged: bool) -> str:
    parts = [f"{METRICS[name]} {cell(loss.loss.metrics[name], signed=True)}" for name in HEADLINES]
    most = max(loss.loss.metrics[name].value or 0.0 for name in HEADLINES)
    verdict = "kept" if most <= MOST_LOST else f"exceeded by {most - MOST_LOST:.3f}"
    limit = f"; the limit set beforehand was {MOST_LOST:.2f}: {verdict}" * judged
    return (
        f"From artworks to {STYLE_WORDS[loss.style]} of the same {loss.species} species ({where}) it loses "
        f"{', '.join(parts)}{limit}."
    )


def _notes(section: FoldsSection) -> str:
    return "\n".join(
        (
            "In brackets: 95 % percentile intervals over draws of whole families, centred on the metric (a draw "
            "repeats pictures, and its mAP and calibration error lean upwards for that).",
            "",
            "- **first guess in set**: share of pictures whose most probable type is a true one. **exact match**: the "
            "predicted set of types equals the true set; nobody knows how many types there are.",
            "- **mAP**: average precision (as in scikit-learn), mean over the types that occur. **LRAP**: label "
            "ranking average precision.",
            "- **micro F1** counts all decisions together; **macro F1** is the mean over the types that occur or are "
            "predicted. **Jaccard**: shared types over all named, mean over pictures.",
            f"- **Hamming loss**: share of the {section.pictures} × 18 decisions that are wrong. **calibration "
            f"error**: those pairs in {CALIBRATION_BINS} bins by probability, mean of |stated − true share|. ↓: lower "
            "is better.",
            "- Every row is decoded alike: the first guess always, a second type where it reaches its threshold. "
            "Temperature and thresholds of a fold are fitted on the predictions for the other folds.",
            "- **people**: 200 answers of people who had never seen the creature, published by ProjectOAK; other "
            "pictures, so a reference only.",
        )
    )


def _ranking_table(section: FoldsSection) -> tuple[list[str], list[list[str]]]:
    columns = ["type", *section.ranking]
    lines = [[kind, *(number(values[at]) for values in section.ranking.values())] for at, kind in enumerate(TYPES)]
    return columns, lines


def _sprites(section: FoldsSection) -> Iterator[str]:
    if not section.losses:
        return
    yield f"## Sprites, the same {section.folds} folds"
    yield (
        "The same models on the sprites of the families they never saw (one picture a species: front, not shiny, "
        "first frame), decoded as their artworks are. Lost: the metric on the artworks of the same species minus that "
        "on the sprites."
    )
    yield markdown_table(*loss_table(section.losses))


def _tests(benchmark: Benchmark) -> Iterator[str]:
    yield "## The fixed test families"
    if benchmark.tests is None:
        yield "Left out with `--without-test`, of the folds too: no model of this report learnt from them or was asked."
        return
    if not benchmark.tests:
        yield "Not measured; see “Rows left out”."
        return
    yield (
        "The shipped bundles, decoded as they ship, on the test families of the split that the first of them holds; "
        "the baselines are fitted on the training families' pictures of the same style, their decoding on inner folds "
        "of those."
    )
    for test in benchmark.tests:
        yield f"### {STYLE_WORDS[test.style].capitalize()}"
        yield f"{test.pictures} pictures of {test.species} species in {test.families} families."
        yield markdown_table(*rows_table(test.scorecard.rows))
    if benchmark.test_losses:
        yield "### From artworks to sprites of the same species"
        yield markdown_table(*loss_table(benchmark.test_losses))


def _facts(benchmark: Benchmark) -> list[list[str]]:
    pictures = ", ".join(f"{count} {style}" for style, count in benchmark.styles.items())
    facts = [
        ["data", f"`{benchmark.source}`: {pictures}"],
        ["folds", f"{benchmark.folds.folds} over the families of all pictures, seed {benchmark.seed}"],
        ["intervals", f"95 %, {benchmark.resamples} draws of whole families, seed {benchmark.seed}"],
    ]
    facts += [
        [f"`{model.name}`", f"architecture `{model.architecture}`, `{model.config}` (content `{model.digest}`), "
         + ("trained for this report" if model.trained_now else "kept predictions")]
        for model in benchmark.trained
    ]  # fmt: skip
    facts += [
        [f"“{name}” chose", "; ".join(settings)]
        for name, settings in benchmark.baseline_settings.items()
        if any(settings)
    ]
    return facts


def to_plain(benchmark: Benchmark) -> dict[str, Any]:
    """The benchmark as plain values for `json.dumps`, with its warnings."""
    from dataclasses import asdict

    return {"warnings": warnings(benchmark), **asdict(benchmark)}
