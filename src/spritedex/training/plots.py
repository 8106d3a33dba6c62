"""The plots of a training run and of a sweep. Knows only rows of numbers."""

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any


def draw_progress(rows: Sequence[dict[str, float]]) -> bytes:
    """Rows of `metrics.csv` -> the bytes of a PNG: losses, the other metrics, the discriminator's, the
    learning rate."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    names = list(dict.fromkeys(name for row in rows for name in row))
    losses = [n for n in names if n.endswith("/loss")]
    others = [n for n in names if "/" in n and n not in losses]
    judged = [n for n in others if n.startswith("discriminator/")]
    parts = [n for n in others if n not in judged]
    panels = [panel for panel in (losses, parts, judged, ["learning_rate"]) if panel]
    figure = Figure(figsize=(4.6 * len(panels), 3.4), layout="constrained")
    for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        for name in panel:
            points = [(row["epoch"] + 1, row[name]) for row in rows if name in row]
            epochs, values = zip(*points, strict=True)
            axes.plot(epochs, values, label=name, marker="." if len(points) < 30 else None, linewidth=1.6)
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=8)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()


def draw_sweep(
    metric: str,
    curves: Sequence[Sequence[float]],
    reached: Sequence[float],
    settings: Mapping[str, Sequence[Any]],
    logarithmic: Collection[str],
) -> bytes:
    """The trials of a sweep, the best first -> the bytes of a PNG: the metric of each over its epochs, and what each
    `reached` over each of its `settings`."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

    figure = Figure(figsize=(4.6 + 3.2 * len(settings), 3.4), layout="constrained")
    first, *others = figure.subplots(1, 1 + len(settings), squeeze=False)[0]
    for place, values in reversed(list(enumerate(curves))):
        look: dict[str, Any] = {"color": "C0", "linewidth": 2.2} if place == 0 else {"color": "0.65", "linewidth": 1}
        first.plot(range(1, len(values) + 1), values, marker="." if len(values) < 30 else None, **look)
    first.set_xlabel("epoch")
    first.set_ylabel(metric)
    first.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes, (name, values) in zip(others, settings.items(), strict=True):
        shown = values if all(isinstance(each, int | float) for each in values) else [str(each) for each in values]
        axes.scatter(shown, reached, c=["C0", *["0.65"] * (len(reached) - 1)], s=28, zorder=2)
        axes.set_xlabel(name)
        if name in logarithmic:
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
            axes.xaxis.set_major_formatter("{x:g}")
            axes.xaxis.set_minor_formatter(NullFormatter())
    for axes in (first, *others):
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return buffer.getvalue()
