"""The plots of a generator's report, made from numbers: no creature appears in them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from spritedex.evaluation.generation import REAL, TRAINING, GridRow, StyleResult
from spritedex.evaluation.generator_results import rows_with
from spritedex.evaluation.plots import INK, new_figure, png_of, tidy
from spritedex.vocabulary import COLORS

_SHOWN: Final = {
    "kernel": "kernel domain distance (lower is better)",
    "frechet": "Fréchet domain distance (lower is better)",
    "coverage": "coverage",
    "color": "color agreement",
    "type_first": "type agreement, first guess",
    "retrieval_10": "own caption found among 10",
}
_ROW_COLORS: Final = ("#2980ef", "#e0a800")
_REAL_COLOR: Final = "#7a8088"
_SWATCHES: Final = {
    "black": "#2b2b30", "blue": "#3b76d6", "brown": "#8a5a33", "grey": "#8f939b", "green": "#3fa14b",
    "orange": "#ef8a2b", "pink": "#ef8fb4", "purple": "#8a55c0", "red": "#d8342f", "white": "#f4f4f4",
    "yellow": "#ecc92f",
}  # fmt: skip


def plot_styles(styles: Sequence[StyleResult]) -> bytes:
    """The main metrics of every row of every style as dots with intervals -> the bytes of a PNG."""
    lines = [(style.style, row.name) for style in styles for row in style.rows]
    figure = new_figure(10.4, 2.2 + 0.4 * len(lines))
    grid = figure.subplots(2, 3, sharey=True)
    places = {line: len(lines) - 1 - index for index, line in enumerate(lines)}
    for axes, (name, title) in zip(grid.flat, _SHOWN.items(), strict=True):
        for style in styles:
            for index, (row, estimate) in enumerate(rows_with(style, name)):
                _dot(axes, places[style.style, row], estimate, _color_of(row, index))
        axes.set_title(title, fontsize=9, loc="left")
        axes.set_yticks(list(places.values()), [f"{style}: {row}" for style, row in lines])
        axes.set_ylim(-0.6, len(lines) - 0.4)
        if name not in {"kernel", "frechet"}:
            axes.set_xlim(0, 1.02)
        tidy(axes, "x")
    return png_of(figure)


def plot_colors(rows: Sequence[GridRow]) -> bytes:
    """Dominant against prompted color, in shares, one panel for each row of the grid -> the bytes of a PNG."""
    columns = min(2, len(rows))
    lines = -(-len(rows) // columns)
    figure = new_figure(4.6 * columns + 0.8, 5.3 * lines)
    panels = np.atleast_1d(figure.subplots(lines, columns)).ravel()
    for axes in panels[len(rows) :]:
        axes.set_axis_off()
    for axes, row in zip(panels, rows, strict=False):
        counts = np.array(row.confusion, float)
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        axes.imshow(shares, cmap="Greys", vmin=0, vmax=1)
        for at in zip(*np.nonzero(shares >= 0.05), strict=True):
            ink = "white" if shares[at] > 0.55 else INK
            axes.text(at[1], at[0], f"{100 * shares[at]:.0f}", ha="center", va="center", fontsize=7, color=ink)
        names = [*COLORS, "none"]
        axes.set_xticks(range(len(names)), names, rotation=90)
        axes.set_yticks(range(len(COLORS)), COLORS)
        for index, name in enumerate(COLORS):
            axes.add_patch(_swatch((-0.5, index - 0.5), (0.12, 1), name))
            axes.add_patch(_swatch((index - 0.5, len(COLORS) - 0.62), (1, 0.12), name))
        axes.set_xlabel("dominant color", fontsize=9)
        axes.set_ylabel("color in the prompt", fontsize=9)
        axes.set_title(f"{row.name}, {row.style}: % of the sprites", fontsize=9, loc="left")
        axes.tick_params(labelsize=8, length=0)
        axes.spines[:].set_visible(False)
    return png_of(figure)


def _dot(axes: Any, place: float, estimate: Any, color: str) -> None:
    if estimate.low is not None and estimate.high is not None:
        axes.plot([estimate.low, estimate.high], [place, place], color=color, linewidth=2.2, alpha=0.55)
    axes.plot(estimate.value, place, "o", color=color)


def _color_of(row: str, index: int) -> str:
    return _REAL_COLOR if row in {REAL, TRAINING} else _ROW_COLORS[index % len(_ROW_COLORS)]


def _swatch(corner: tuple[float, float], size: tuple[float, float], name: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, *size, facecolor=_SWATCHES[name], edgecolor=INK, linewidth=0.3)
