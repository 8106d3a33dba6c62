"""The plots of an audit, made of numbers only: they show no creature."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.counted import counted
from spritedex.data.audit import PixelStatistics
from spritedex.errors import MissingExtraError
from spritedex.vocabulary import TYPE_COLORS, TYPES
from spritedex.workflows.audit.results import PartCounts, Stats

_INK: Final = "#33313b"
_FAINT: Final = "#8d8a97"
_GRID: Final = "#e7e5ec"
_STYLE_COLORS: Final = {"artwork": "#5060e1", "menu": "#3fa129", "pixel": "#ff8000"}
_PART_COLORS: Final = {"train": "#5060e1", "val": "#e0a800", "test": "#d6336c"}
_CHANNELS: Final = {"red": "#e03131", "green": "#2f9e44", "blue": "#1971c2"}
_DPI: Final = 130


def draw_stats(stats: Stats) -> bytes:
    """Four charts: pictures by style, species by family size, words of the descriptions, the default split."""
    figure = _figure(10.4, 6.4)
    known = "" if stats.families_known else " (each species alone: no families known)"
    figure.suptitle(
        f"{counted(stats.pictures, 'picture')} of {stats.species:,} species in "
        f"{counted(stats.families, 'family')}{known}",
        fontsize=13, color=_INK, x=0.02, ha="left", weight="bold",
    )  # fmt: skip
    figure.get_layout_engine().set(hspace=0.09)
    (styles, families), (words, parts) = figure.subplots(2, 2)
    _title(styles, "Pictures by style")
    _bars(styles, list(stats.styles), list(stats.styles.values()), [_STYLE_COLORS[name] for name in stats.styles])
    _title(families, "Families by number of species")
    _bars(families, [str(n) for n in stats.family_sizes], list(stats.family_sizes.values()), ["#7aa7d9"])
    _title(words, f"Words of a description (median {stats.median_words})")
    if stats.words:
        words.hist(stats.words, bins=30, color="#3fbfd8", edgecolor="white")
        words.axvline(stats.median_words, color=_INK, linewidth=1.2, linestyle="--")
    else:
        words.text(0.5, 0.5, "no descriptions", ha="center", va="center", color=_FAINT, transform=words.transAxes)
    _title(parts, stats.split.capitalize())
    for row, kind in enumerate(("families", "species", "pictures")):
        numbers = {part: counts[kind] for part, counts in stats.parts.items()}
        _stack(parts, row, numbers, [f"{n:,}" for n in numbers.values()])
    parts.set_yticks(range(3), ["families", "species", "pictures"])
    parts.invert_yaxis()
    _shares(parts)
    _part_legend(parts, stats.parts)
    return _png(figure)


def draw_distribution(species: NDArray[np.int64], pairs: NDArray[np.int64]) -> bytes:
    """Species of each type as bars in its color, most first, beside a heat map of pairs in the same order.

    `species` is int [18], `pairs` int [18, 18] with single types on the diagonal."""
    figure = _figure(12.4, 6.6)
    bars, heat = figure.subplots(1, 2, width_ratios=(1, 1.25))
    order = np.argsort(-species, kind="stable")
    names = [TYPES[i] for i in order]
    places = np.arange(len(TYPES))
    bars.barh(places, species[order], height=0.76, color=[TYPE_COLORS[name] for name in names])
    for place, count in zip(places, species[order], strict=True):
        bars.text(count + species.max() * 0.012, place, f"{count}", va="center", fontsize=9, color=_INK)
    bars.set_yticks(places, names)
    bars.invert_yaxis()
    bars.set_xlim(0, species.max() * 1.1)
    bars.set_ylim(len(TYPES) - 0.4, -0.6)
    _title(bars, "Species of each type")
    bars.xaxis.grid(color=_GRID)
    _title(heat, "Types that come together (on the diagonal: alone)")
    shown = pairs[np.ix_(order, order)]
    heat.imshow(np.where(shown > 0, np.sqrt(shown), np.nan), cmap="YlGnBu", vmin=0, vmax=np.sqrt(shown.max()) * 1.15)
    for row, column in zip(*np.nonzero(shown), strict=True):
        dark = np.sqrt(shown[row, column]) > 0.62 * np.sqrt(shown.max())
        value = f"{shown[row, column]}"
        heat.text(column, row, value, ha="center", va="center", fontsize=7.5, color="white" if dark else _INK)
    heat.set_xticks(places, names, rotation=90)
    heat.set_yticks(places, names)
    heat.set_xticks(places[1:] - 0.5, minor=True)
    heat.set_yticks(places[1:] - 0.5, minor=True)
    heat.grid(which="minor", color=_GRID, linewidth=0.6)
    heat.tick_params(which="both", length=0)
    heat.spines[:].set_visible(False)
    return _png(figure)


def draw_normalization(pixels: PixelStatistics) -> bytes:
    """The share of pixels at each level of red, green and blue, on a log scale; above it mean and deviation."""
    figure = _figure(8.6, 4.8)
    axes = figure.subplots()
    levels = np.arange(256) / 255
    share = pixels.histogram / pixels.histogram.sum(axis=1, keepdims=True)
    for color, values in zip(_CHANNELS.values(), share, strict=True):
        axes.fill_between(levels, values, 1e-7, color=color, alpha=0.1)
        axes.step(levels, values, where="mid", color=color, linewidth=1.2)
    top = share.max()
    for row, ((name, color), mean, std) in enumerate(zip(_CHANNELS.items(), pixels.mean, pixels.std, strict=True)):
        height = top * 2.2 * 1.9**row
        axes.plot([max(0, mean - std), min(1, mean + std)], [height, height], color=color, linewidth=2.4, alpha=0.5)
        axes.plot(mean, height, "o", color=color, markersize=6)
        axes.text(max(0, mean - std) - 0.012, height, f"{name} {mean:.4f} ± {std:.4f}", color=color, fontsize=9,
                  ha="right", va="center")  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylim(max(share[share > 0].min() / 2, 1e-6), top * 16)
    axes.set_yticks([tick for tick in (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1) if tick >= axes.get_ylim()[0]])
    axes.minorticks_off()
    axes.set_xlim(0, 1)
    axes.set_xlabel("level (0 black, 1 full)", color=_FAINT)
    axes.set_ylabel("share of pixels", color=_FAINT)
    axes.yaxis.grid(color=_GRID)
    _title(axes, f"Levels of {counted(pixels.pictures, 'picture')} on white: mean ± standard deviation")
    return _png(figure)


def draw_split(counts: Sequence[PartCounts]) -> bytes:
    """The share of each type's species in each part, one panel per split; lines mark the share of all species."""
    splits: dict[str, list[PartCounts]] = defaultdict(list)
    for count in counts:
        splits[count.split].append(count)
    figure = _figure(min(3.2 * len(splits) + 3.4, 17), 5.8)
    panels = np.atleast_1d(figure.subplots(1, len(splits), sharey=True))
    for axes, (name, parts) in zip(panels, splits.items(), strict=True):
        for row, kind in enumerate(TYPES):
            numbers = {part.part: part.types[kind] for part in parts}
            _stack(axes, row, numbers, [str(n) for n in numbers.values()] if len(splits) == 1 else None)
        edges = np.cumsum([part.species for part in parts])[:-1] / sum(part.species for part in parts)
        for edge in edges:
            axes.axvline(edge, color=_INK, linewidth=1.1, linestyle="--")
        axes.set_yticks(range(len(TYPES)), TYPES)
        axes.set_ylim(len(TYPES) - 0.4, -0.6)
        _shares(axes)
        _title(axes, "Species of each type in each part" if len(splits) == 1 else name)
    for label in panels[0].get_yticklabels():
        label.set_color(TYPE_COLORS[label.get_text()])
        label.set_fontweight("bold")
    _part_legend(panels[-1], {part.part: part for part in counts})
    return _png(figure)


def _stack(axes: Any, row: int, numbers: Mapping[Any, int], labels: list[str] | None) -> None:
    total, left = max(1, sum(numbers.values())), 0.0
    for index, (part, number) in enumerate(numbers.items()):
        share = number / total
        axes.barh(row, share, left=left, height=0.74, color=_PART_COLORS[part], alpha=0.88)
        if labels and share > 0.035:
            axes.text(left + share / 2, row, labels[index], ha="center", va="center", color="white", fontsize=8.5)
        left += share


def _shares(axes: Any) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])


def _part_legend(axes: Any, parts: Iterable[str]) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(color=_PART_COLORS[part], label=part, alpha=0.88) for part in parts]
    axes.legend(handles=patches, frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.07), fontsize=9)


def _bars(axes: Any, names: list[str], values: list[int], colors: list[str]) -> None:
    axes.bar(names, values, color=colors, width=0.66)
    for place, value in enumerate(values):
        axes.text(place, value, f"{value:,}", ha="center", va="bottom", fontsize=9, color=_INK)
    axes.set_ylim(0, max(values) * 1.14)
    axes.yaxis.grid(color=_GRID)


def _figure(width: float, height: float) -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("Drawing a plot", "train") from None
    return Figure(figsize=(width, height), layout="constrained")


def _title(axes: Any, text: str) -> None:
    axes.set_title(text, loc="left", fontsize=10.5, color=_INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    axes.tick_params(labelsize=9, labelcolor=_INK, length=0)
    axes.set_axisbelow(True)


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()
