"""The report of a generator's exam: what was measured on what, as Markdown. Knows no files and measures nothing."""

from collections.abc import Iterator
from typing import Final

from spritedex.evaluation.blind_rating import REAL
from spritedex.evaluation.exam import METRICS, WHOLE_FROM
from spritedex.evaluation.exam_prompts import PART_SHOWN_FROM
from spritedex.evaluation.exam_results import GeneratorExam
from spritedex.evaluation.report_parts import Table, cell, made_by, markdown_table, percent
from spritedex.metrics.copying import COPY
from spritedex.metrics.distances import NEIGHBOURS
from spritedex.metrics.halving import ROUNDS
from spritedex.metrics.named_colors import SHOWN_FROM
from spritedex.metrics.wholeness import EMPTY, LEAST_PIECE, OVERFULL

MARKS_PLOT: Final = "generator-marks.png"
SUBJECTS_PLOT: Final = "generator-subjects.png"
SHEET_FILE: Final = "generator-sheet.png"

_ORIGINS: Final = {"bundle": "stored in the bundle", "data": "that of the data", "new": "made for this report"}
_CERTAIN: Final = {True: ", certain", False: ", uncertain", None: ""}


def table(exam: GeneratorExam) -> Table:
    """A line for each mark, a column for each painter and for real pictures."""
    rows = exam.rows
    lines = [
        [title, *(cell(marks.get(name)) for marks in rows.values())]
        for name, title in METRICS.items()
        if any((found := marks.get(name)) is not None and found.value is not None for marks in rows.values())
    ]
    return ["mark", *rows], lines


def bars_table(exam: GeneratorExam) -> Table:
    """A line for each bar."""
    lines = [[bar.what, bar.bound, cell(bar.reached), bar.state + _CERTAIN[bar.certain]] for bar in exam.bars()]
    return ["what", "bar", "reached", "so it is"], lines


def render_markdown(exam: GeneratorExam) -> str:
    """The whole report."""
    blocks = [
        f"# What `{exam.painter.name}` draws",
        *(f"> **Warning: {text}**" for text in exam.warnings()),
        *made_by(exam.spritedex_version, exam.command, "gives the same marks:"),
        markdown_table(["what", "value"], _facts(exam)),
        "\n".join(f"- {sentence}" for sentence in summary(exam)),
        "## What it must show",
        markdown_table(*bars_table(exam)),
        " ".join(_bar_notes(exam)),
        "## All marks",
        markdown_table(*table(exam)),
        f"![Marks of every row with their intervals]({MARKS_PLOT})",
        _notes(exam),
        "## Sentence by sentence",
        "The sprites of each sentence whose subject is among the probe's five guesses, beside real pictures of that "
        "subject of which another drawing is known:",
        f"![Subjects found among five, sentence by sentence]({SUBJECTS_PLOT})",
        " ".join(_missing(exam)),
        "## Contact sheet",
        "All sentences, the same seeds at each release, none chosen:",
        f"![Contact sheet]({SHEET_FILE})",
    ]
    if exam.left_out:
        blocks += ["## Left out", "\n".join(f"- {text}" for text in exam.left_out)]
    if exam.skipped:
        blocks += ["## Skipped", "\n".join(f"- {problem}" for problem in exam.skipped)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def summary(exam: GeneratorExam) -> Iterator[str]:
    """The result in sentences, each with its uncertainty."""
    drawn, real = exam.painter.metrics, exam.real
    if "subject_five" in drawn:
        yield (
            f"The subject is among the probe's five guesses for {percent(drawn['subject_five'])} of the sprites; for "
            f"{percent(real['subject_five'])} of real pictures of families that it does not know, and for "
            f"{percent(real['known_five'])} of those of which it knows another drawing."
        )
    for name, what in (
        ("color", "The colors asked for are shown by {} of the sprites; by {} of real ones, of what people wrote."),
        ("whole", "One creature is what {} of the sprites are; {} of real ones."),
        ("copies", "Copies may be {} of the sprites; of real held-out pictures, which are none, {}."),
    ):
        if name in drawn and drawn[name].value is not None:
            yield what.format(percent(drawn[name]), percent(real[name]) if name in real else "–")
    if (accuracy := drawn.get("told_apart")) is not None:
        yield f"A classifier trained afresh tells sprites from real ones in {percent(accuracy)} of cases; 50 % is best."


def _facts(exam: GeneratorExam) -> list[list[str]]:
    setup, painter = exam.setup, exam.painter
    return [
        ["bundle", f"`{painter.name}`, architecture `{painter.architecture}`, {painter.megabytes:.1f} MB"],
        ["weights", f"sha256 `{painter.weights_sha256[:16]}…`"],
        *([f"beside it, {place}", f"`{row.name}`, `{row.weights_sha256[:16]}…`"]
          for place, row in enumerate(exam.beside, 1)),
        ["data", f"`{setup.source}`; split by {setup.split_by}, {_ORIGINS[setup.split_origin]}"],
        ["sentences", f"{setup.sentences}, seeds {setup.seed} to {setup.seed + setup.seeds - 1} of each, "
                      f"style {setup.style}; sha256 `{setup.sentences_sha256[:16]}…`"],
        ["held-out pictures", f"{setup.held_out} of {setup.held_out_families} families, part {setup.part}"],
        ["known pictures", f"{setup.known}, of all styles and sources"],
        ["probe of subjects", f"{setup.classes} classes, {setup.probe_pictures} real pictures, penalty "
                              f"{setup.probe_penalty:g}"],
        ["intervals", f"95 %, {setup.resamples} resamples of sentences, or of families, seed {setup.seed}"],
    ]  # fmt: skip


def _bar_notes(exam: GeneratorExam) -> Iterator[str]:
    yield "*Held* or *missed* by the value; *certain*: the whole interval is on the same side; *uncertain*: it is not."
    yield "*Open*: not measured here."
    if not exam.beside:
        yield "Two bars are relative to the first release, whose row is not beside this one."
    if not exam.ratings:
        yield "What fresh eyes say comes from `spritedex evaluate sheets` and `ratings` (`--rating FOLDER`)."
    yield "Speed and memory are measured by `spritedex benchmark speed`."


def _notes(exam: GeneratorExam) -> str:
    setup = exam.setup
    chance = f"{1 / setup.classes:.3f} and {5 / setup.classes:.3f}" if setup.classes else "nothing"
    lines = [
        "In brackets: 95 % intervals. The interval of a share of 0 reaches up to 3 over the number of groups, that of "
        "1 as far down. ↓: lower is better. The features are those of an EfficientNet-Lite2 that was trained on "
        "photographs and trained no painter, standardized over the real pictures, with length 1: **distances can be "
        "compared within this table only**.",
        "",
        "- **subject**: a linear probe on these features, trained on real pictures of all styles and sources, names "
        f"one of {setup.classes} subjects. **{REAL}**: pictures of families that were left out when it was fitted, "
        f"the mean over the subjects of the sentences. Chance gives {chance}. **another drawing known**: pictures "
        "that were left out alone, so that the probe knew the creature from another game or style, as it knows the "
        "creatures that a painter learnt from: what a painter which draws those would get.",
        "- **colors asked for**: all colors that the sentence gives the creature, by the nearest of 93 prototypes in "
        f"CIELAB, which names no training caption: each at least {SHOWN_FROM:.0%} of what lies inside the outline, or "
        f"no other more; at least {PART_SHOWN_FROM:.0%} where the sentence colors a part alone. **{REAL}**: held-out "
        "sprites, and what people wrote of them.",
        f"- **one creature**: at least {WHOLE_FROM:.0%} of the opaque pixels hang together, and {EMPTY:.0%} to "
        f"{OVERFULL:.0%} of the canvas are opaque; pieces are counted from {LEAST_PIECE} pixels on.",
        "- **separated from real ones**: accuracy of a classifier trained afresh on the features and on 34 statistics "
        "of the pixels, about families that it did not see. One sprite is drawn for each held-out picture, from its "
        "caption.",
        f"- **own front found from the back**: among {setup.pairs} creatures, by their colors and the features. "
        f"**{REAL}**: creatures of training.",
        f"- **distance between sprites of one sentence**: **{REAL}**: between two creatures of one subject.",
        f"- **copies**: the nearest known picture is less than {COPY:.2f} times as far away as the nearest of another "
        "family; in features, in pixels, or in lightness alone; mirrored and shifted copies are found too. All "
        "sprites of the exam count; drawings of the same species by other games are known.",
        "- **distances**: sprites for the captions of one half of the held-out families against the real pictures of "
        f"the other half, one of each creature; 1.96 standard errors over {ROUNDS} halvings. **{REAL}**: one half "
        "against the other. "
        f"Precision, recall, density and coverage by {NEIGHBOURS} neighbours.",
    ]
    return "\n".join(lines)


def _missing(exam: GeneratorExam) -> Iterator[str]:
    never = [each.subject for each in exam.sentences if each.subject_five == 0]
    if never:
        yield f"Never among five: {', '.join(dict.fromkeys(never))}."
    pale = [each.text for each in exam.sentences if each.color == 0]
    if pale:
        yield f"Never in the colors asked for: {'; '.join(pale)}."
