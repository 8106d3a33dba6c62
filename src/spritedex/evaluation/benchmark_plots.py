"""The plots of the classifiers' benchmark, drawn from numbers alone: no creature appears in them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.plots import INK, new_figure, png_of, tidy
from spritedex.evaluation.scorecard import Answers, TypeRow
from spritedex.metrics.multilabel import CALIBRATION_BINS, Matrix
from spritedex.vocabulary import TYPE_COLORS, TYPES

_COLORS: Final = ("#2980ef", "#7a5bd0", "#e0a800", "#3fa129")
_GREYS: Final = ("#b9bfc9", "#dfe2e7")


def draw_types(types: Sequence[TypeRow], ranking: Mapping[str, Sequence[float | None]]) -> bytes:
    """Average precision of each type as bars, best first, with the first row's intervals -> the bytes of a PNG.

    `ranking` holds the rows to draw, the first being that of `types` and the last a dark tick: the prior.
    """
    rows = sorted((row for row in types if row.support), key=lambda row: row.average_precision.value or 0.0)
    at = [TYPES.index(row.type) for row in rows]
    *names, prior = list(ranking)
    height = 0.84 / len(names)
    figure = new_figure(8.4, (0.16 + 0.12 * len(names)) * len(rows) + 1.1)
    axes = figure.subplots()
    places = np.arange(len(rows))
    for index, name in enumerate(names):
        values = [ranking[name][kind] or 0.0 for kind in at]
        offsets = places + 0.42 - height * (index + 0.5)
        colors: Any = [TYPE_COLORS[row.type] for row in rows] if index == 0 else _GREYS[(index - 1) % len(_GREYS)]
        axes.barh(offsets, values, height=height * 0.92, color=colors)
        if index == 0:
            _whiskers(axes, offsets, rows)
    axes.plot([ranking[prior][kind] or 0.0 for kind in at], places, "|", color=INK, markersize=15, markeredgewidth=1.8)
    axes.set_yticks(places, [f"{row.type} ({row.support})" for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(left=0)
    grey = f"; grey: {', '.join(names[1:])}" if names[1:] else ""
    title = f"average precision, color: {names[0]}{grey}; tick: {prior} (in brackets: pictures)"
    axes.set_title(title, fontsize=9, loc="left")
    tidy(axes, "x")
    return png_of(figure)


def draw_reliability(labels: Matrix, answers: Sequence[Answers]) -> bytes:
    """Stated probability against the share that comes true, a line a row -> the bytes of a PNG.

    All pairs of picture and type, in bins of equal width; the area of a dot is the number of pairs in it.
    """
    figure = new_figure(6.4, 5.6)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=":", label="honest")
    for answer, color in zip(answers, _COLORS, strict=False):
        stated, true, counts = _bins(labels, answer.scores)
        axes.plot(stated, true, color=color, linewidth=1.6, alpha=0.8, label=answer.name)
        axes.scatter(stated, true, s=8 + 90 * np.sqrt(counts / counts.max()), color=color, alpha=0.8, linewidths=0)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("stated probability", fontsize=9)
    axes.set_ylabel("share that is true", fontsize=9)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    tidy(axes, "both")
    return png_of(figure)


def draw_confusion(labels: Matrix, answer: Answers) -> bytes:
    """Which types are said where which are true, 18x18, each row in shares of its pictures -> the bytes of a PNG.

    On the diagonal the type itself is said (recall); off it only types that are not true of the picture count, so
    the second type of a creature is no confusion.
    """
    shares = confusion(labels, answer.predictions)
    figure = new_figure(8.2, 7.4)
    axes = figure.subplots()
    top = float(np.nanmax(shares)) or 1.0
    axes.imshow(np.nan_to_num(shares), cmap="Blues", vmin=0, vmax=top)
    for row, column in np.ndindex(shares.shape):
        if shares[row, column] >= 0.005:
            color = "white" if shares[row, column] > 0.6 * top else INK
            text = f"{100 * shares[row, column]:.0f}"
            axes.text(column, row, text, ha="center", va="center", fontsize=7, color=color)
    support = labels.sum(axis=0).astype(int)
    axes.set_xticks(range(len(TYPES)), TYPES, rotation=90)
    axes.set_yticks(range(len(TYPES)), [f"{name} ({count})" for name, count in zip(TYPES, support, strict=True)])
    axes.tick_params(labelsize=8, length=0)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("predicted", fontsize=9)
    axes.set_ylabel("true (in brackets: pictures)", fontsize=9)
    axes.set_title(
        f"{answer.name}: % of a type's pictures; off the diagonal, types predicted wrongly", fontsize=9, loc="left"
    )
    return png_of(figure)


def confusion(labels: Matrix, predictions: Matrix) -> NDArray[np.float64]:
    """[18, 18]: of the pictures with the row's type, the share that were said to have the column's; NaN without any.

    Off the diagonal, a type that is true too does not count.
    """
    truth, predicted = labels != 0, predictions != 0
    wrong = truth.T.astype(np.float64) @ (predicted & ~truth)
    right = (truth & predicted).sum(axis=0).astype(np.float64)
    counts = wrong + np.diag(right)
    support = truth.sum(axis=0)[:, None]
    shares: NDArray[np.float64] = np.divide(counts, support, out=np.full(counts.shape, np.nan), where=support > 0)
    return shares


def _bins(labels: Matrix, scores: Matrix) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean stated probability, share of true and number of pairs of every bin that is not empty."""
    stated, true = scores.ravel().astype(np.float64), labels.ravel().astype(np.float64)
    index = np.minimum((stated * CALIBRATION_BINS).astype(np.intp), CALIBRATION_BINS - 1)
    counts = np.bincount(index, minlength=CALIBRATION_BINS).astype(np.float64)
    kept = counts > 0
    sums = [np.bincount(index, weights=values, minlength=CALIBRATION_BINS)[kept] for values in (stated, true)]
    return sums[0] / counts[kept], sums[1] / counts[kept], counts[kept]


def _whiskers(axes: Any, places: NDArray[np.floating], rows: Sequence[TypeRow]) -> None:
    for place, row in zip(places, rows, strict=True):
        ends = row.average_precision
        if ends.low is not None:
            axes.plot([ends.low, ends.high], [place, place], color=INK, linewidth=1, alpha=0.6)
