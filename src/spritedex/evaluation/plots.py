"""The plots of an evaluation, made from numbers: no creature appears in them."""

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from spritedex.errors import MissingExtraError
from spritedex.evaluation.scorecard import LOWER_IS_BETTER, METRICS, PEOPLE, Row, TypeRow
from spritedex.vocabulary import TYPE_COLORS

INK: Final = "#333333"
_ROW_COLORS: Final = ("#2980ef", "#7a5bd0", "#e0a800", "#c26a00", "#3fa129", "#7a8088", "#b0b5bb")
"""For the rows in their order, repeated where there are more."""


def plot_rows(rows: Sequence[Row]) -> bytes:
    """Every metric of every row as a dot with its interval, one panel for each metric -> the bytes of a PNG."""
    figure = new_figure(9.6, 3.2 + 0.48 * len(rows))
    grid = figure.subplots(3, 3, sharey=True)
    places = np.arange(len(rows))[::-1]
    for axes, (name, title) in zip(grid.flat, METRICS.items(), strict=True):
        for index, (place, row) in enumerate(zip(places, rows, strict=True)):
            estimate = row.metrics.get(name)
            if estimate is None or estimate.value is None:
                continue
            people = row is PEOPLE
            color = INK if people else _ROW_COLORS[index % len(_ROW_COLORS)]
            if estimate.low is not None and estimate.high is not None:
                axes.plot([estimate.low, estimate.high], [place, place], color=color, linewidth=2.2, alpha=0.55)
            face = "white" if people else color
            axes.plot(estimate.value, place, "D" if people else "o", color=color, markerfacecolor=face)
        axes.set_title(title + (" (lower is better)" if name in LOWER_IS_BETTER else ""), fontsize=9, loc="left")
        axes.set_yticks(places, [row.name for row in rows])
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlim(left=0)
        tidy(axes, "x")
    return png_of(figure)


def plot_types(types: Sequence[TypeRow]) -> bytes:
    """Average precision and F1 of each type as bars in its color, the best first -> the bytes of a PNG.

    A dark tick marks what constant scores get; whiskers are intervals; types that do not occur are left out.
    """
    rows = sorted((row for row in types if row.support), key=lambda row: row.average_precision.value or 0.0)
    figure = new_figure(9.6, 0.27 * len(rows) + 1.2)
    left, right = figure.subplots(1, 2, sharey=True)
    _bars(left, rows, [row.average_precision for row in rows])
    _bars(right, rows, [row.f1 for row in rows])
    places = np.arange(len(rows))
    priors = [row.prior for row in rows]
    left.plot(priors, places, "|", color=INK, markersize=11, markeredgewidth=2, label="without skill")
    left.legend(frameon=False, fontsize=8, loc="lower right")
    left.set_yticks(places, [f"{row.type} ({row.support})" for row in rows])
    left.set_title("average precision (in brackets: pictures)", fontsize=9, loc="left")
    right.set_title("F1", fontsize=9, loc="left")
    return png_of(figure)


def _bars(axes: Any, rows: list[TypeRow], estimates: list[Any]) -> None:
    places = np.arange(len(rows))
    values = [estimate.value or 0.0 for estimate in estimates]
    axes.barh(places, values, height=0.72, color=[TYPE_COLORS[row.type] for row in rows])
    for place, estimate in zip(places, estimates, strict=True):
        if estimate.low is not None:
            axes.plot([estimate.low, estimate.high], [place, place], color=INK, linewidth=1, alpha=0.6)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    tidy(axes, "x")


def new_figure(width: float, height: float) -> Any:
    """An empty Matplotlib figure; `width` and `height` are in inches. Raises MissingExtraError without Matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("Plotting", "train") from None
    return Figure(figsize=(width, height), layout="constrained")


def tidy(axes: Any, grid: str) -> None:
    """Add a light grid along one axis ("x", "y" or "both"), and remove the frame above and to the right."""
    axes.grid(alpha=0.25, axis=grid)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)


def png_of(figure: Any) -> bytes:
    """The figure as the bytes of a PNG, the same on every run."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()
