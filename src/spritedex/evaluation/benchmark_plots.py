"""The plots of the classifiers' benchmark, made from numbers: no creature appears in them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.plots import INK, new_figure, png_of, tidy
from spritedex.evaluation.scorecard import Output, TypeRow
from spritedex.metrics.multilabel import Matrix, confusion, reliability
from spritedex.vocabulary import TYPE_COLORS, TYPES

_COLORS: Final = ("#2980ef", "#7a5bd0", "#e0a800", "#3fa129")
_GREYS: Final = ("#b9bfc9", "#dfe2e7")


def plot_types(types: Sequence[TypeRow], average_precision: Mapping[str, Sequence[float | None]]) -> bytes:
    """Average precision of each type as bars, best first, with the first row's intervals -> the bytes of a PNG.

    `average_precision` has the rows to plot: the first is that of `types`, the last, the prior, is a dark tick.
    """
    rows = sorted((row for row in types if row.support), key=lambda row: row.average_precision.value or 0.0)
    at = [TYPES.index(row.type) for row in rows]
    *names, prior = list(average_precision)
    height = 0.84 / len(names)
    figure = new_figure(8.4, (0.16 + 0.12 * len(names)) * len(rows) + 1.1)
    axes = figure.subplots()
    places = np.arange(len(rows))
    for index, name in enumerate(names):
        values = [average_precision[name][kind] or 0.0 for kind in at]
        offsets = places + 0.42 - height * (index + 0.5)
        colors: Any = [TYPE_COLORS[row.type] for row in rows] if index == 0 else _GREYS[(index - 1) % len(_GREYS)]
        axes.barh(offsets, values, height=height * 0.92, color=colors)
        if index == 0:
            _whiskers(axes, offsets, rows)
    ticks = [average_precision[prior][kind] or 0.0 for kind in at]
    axes.plot(ticks, places, "|", color=INK, markersize=15, markeredgewidth=1.8)
    axes.set_yticks(places, [f"{row.type} ({row.support})" for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(left=0)
    grey = f"; grey: {', '.join(names[1:])}" if names[1:] else ""
    title = f"average precision, color: {names[0]}{grey}; tick: {prior} (in brackets: pictures)"
    axes.set_title(title, fontsize=9, loc="left")
    tidy(axes, "x")
    return png_of(figure)


def plot_reliability(labels: Matrix, outputs: Sequence[Output]) -> bytes:
    """Predicted probability against the true share, a line for each of `outputs` -> the bytes of a PNG.

    All pairs of picture and type, in bins of equal width; a dot is larger the more pairs its bin has.
    """
    figure = new_figure(6.4, 5.6)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=":", label="calibrated")
    for output, color in zip(outputs, _COLORS, strict=False):
        predicted, true, pairs = reliability(labels, output.scores)
        axes.plot(predicted, true, color=color, linewidth=1.6, alpha=0.8, label=output.name)
        axes.scatter(predicted, true, s=8 + 90 * np.sqrt(pairs / pairs.max()), color=color, alpha=0.8, linewidths=0)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("predicted probability", fontsize=9)
    axes.set_ylabel("true share", fontsize=9)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    tidy(axes, "both")
    return png_of(figure)


def plot_confusion(labels: Matrix, output: Output) -> bytes:
    """Which types are predicted where which are true, 18x18, each row in shares of its pictures -> the bytes of a PNG.

    The diagonal is recall; off it only types that are not true of the picture count, so the second type of a creature
    is no confusion.
    """
    shares = confusion(labels, output.predictions)
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
        f"{output.name}: % of a type's pictures; off the diagonal, types predicted wrongly", fontsize=9, loc="left"
    )
    return png_of(figure)


def _whiskers(axes: Any, places: NDArray[np.floating], rows: Sequence[TypeRow]) -> None:
    for place, row in zip(places, rows, strict=True):
        ends = row.average_precision
        if ends.low is not None:
            axes.plot([ends.low, ends.high], [place, place], color=INK, linewidth=1, alpha=0.6)
