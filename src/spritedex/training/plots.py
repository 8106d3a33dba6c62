"""The plots of a training run. Knows only rows of numbers."""

import io
from collections.abc import Sequence


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
