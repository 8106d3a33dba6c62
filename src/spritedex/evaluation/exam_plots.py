"""The plots of a generator's exam, made from numbers, and its contact sheet, made from drawn sprites."""

from collections.abc import Sequence
from typing import Any, Final

from PIL import Image

from spritedex.evaluation.blind_rating import REAL
from spritedex.evaluation.exam import METRICS
from spritedex.evaluation.exam_results import GeneratorExam, SentenceMarks
from spritedex.evaluation.plots import INK, new_figure, png_of, tidy
from spritedex.sprites.codec import RGBA
from spritedex.sprites.layout import arrange, frame, headline, on_checkerboard, stack

SHEET_COLUMNS: Final = 3
_SHOWN: Final = (
    "subject_five", "color", "whole", "told_apart", "own_front", "diversity", "copies", "kernel", "coverage",
)  # fmt: skip
_SHARES: Final = frozenset(_SHOWN) - {"diversity", "kernel"}
_COLORS: Final = ("#2980ef", "#e0a800", "#3fa129", "#7a5bd0", "#c26a00")
_REAL_COLOR: Final = "#7a8088"


def plot_marks(exam: GeneratorExam) -> bytes:
    """The main marks of every row as dots with intervals, one panel for each -> the bytes of a PNG."""
    rows = exam.rows
    places = {name: len(rows) - 1 - index for index, name in enumerate(rows)}
    figure = new_figure(10.4, 3.4 + 0.9 * len(rows))
    for axes, name in zip(figure.subplots(3, 3, sharey=True).flat, _SHOWN, strict=True):
        for index, (row, marks) in enumerate(rows.items()):
            found = marks.get(name)
            if found is None or found.value is None:
                continue
            color = _REAL_COLOR if row == REAL else _COLORS[index % len(_COLORS)]
            if found.low is not None and found.high is not None:
                axes.plot([found.low, found.high], [places[row]] * 2, color=color, linewidth=2.4, alpha=0.5)
            axes.plot(found.value, places[row], "o", color=color)
        axes.set_title(METRICS[name].replace(" ↓", " (lower is better)"), fontsize=9, loc="left")
        axes.set_yticks(list(places.values()), list(places))
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
        if name in _SHARES:
            axes.set_xlim(-0.03, 1.03)
        tidy(axes, "x")
    return png_of(figure)


def plot_subjects(sentences: Sequence[SentenceMarks]) -> bytes:
    """How often each sentence's subject is among five guesses, the best first, beside real pictures of it -> a PNG."""
    known = [each for each in sentences if each.subject_five is not None]
    known.sort(key=lambda each: (each.subject_five or 0, each.real_subject_five or 0, each.subject))
    figure = new_figure(8.2, 1.1 + 0.185 * max(len(known), 1))
    axes = figure.subplots()
    places = range(len(known))
    axes.barh(places, [each.subject_five or 0 for each in known], height=0.7, color=_COLORS[0], label="sprites")
    real = [(place, each.real_subject_five) for place, each in enumerate(known) if each.real_subject_five is not None]
    axes.plot(
        [value for _, value in real], [place for place, _ in real], "|", color=INK, markersize=8, markeredgewidth=2,
        label="real pictures", linestyle="none",
    )  # fmt: skip
    axes.set_yticks(places, [each.subject for each in known])
    axes.set_ylim(-0.7, len(known) - 0.3)
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("share among five guesses", fontsize=9)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    tidy(axes, "x")
    return png_of(figure)


def exam_sheet(sentences: Sequence[str], sprites: Sequence[Sequence[RGBA]]) -> Image.Image:
    """Each sentence over its sprites, uint8 [64, 64, 4], in `SHEET_COLUMNS` columns."""
    tiles: list[Image.Image] = []
    for sentence, drawn in zip(sentences, sprites, strict=True):
        row = arrange([on_checkerboard(rgba, 2) for rgba in drawn], len(drawn))
        tiles.append(stack([headline(sentence, row.width, size=15), row]))
    return frame(arrange(tiles, SHEET_COLUMNS, 20))


def beside_real(captions: Sequence[str], real: Sequence[RGBA], drawn: Sequence[RGBA]) -> Image.Image:
    """A real picture and the sprite drawn from its caption, side by side: shows the data, so not for publication."""
    pairs: list[Any] = []
    for text, *both in zip(captions, real, drawn, strict=True):
        row = arrange([on_checkerboard(rgba, 2) for rgba in both], 2)
        pairs.append(stack([headline(text, row.width, size=14), row]))
    return frame(arrange(pairs, 4, 20))
