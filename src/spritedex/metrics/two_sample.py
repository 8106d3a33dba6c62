"""Can drawn sprites be separated from real ones? A classifier two-sample test (Lopez-Paz & Oquab 2017). Arrays only.

A classifier is trained afresh to tell the two sets apart, and asked about pictures of groups that it never saw. If it
is right in half of the cases, it sees no difference.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spritedex.metrics.kernel_probe import Floats, Standard, fit_probe
from spritedex.sprites.codec import RGBA

PIXEL_SHARE: Final = 0.4
"""How much of a cosine the pixel statistics give; the frozen features give the rest."""
_OPAQUE: Final = 128
_LEVELS: Final = np.linspace(0, 1, 9)[1:-1]
_RUNS: Final = 4


def told_apart(features: Floats, pixels: Floats, drawn: NDArray[np.bool_], groups: ArrayLike, seed: int) -> Floats:
    """Whether a classifier that did not see its group is right about each row: float32 [N] of 0 and 1.

    `features` [N, D] and `pixels` [N, P] describe the pictures (see `pixel_statistics`), `drawn` [N] says which ones
    were drawn. Raises ValueError if there are fewer than two groups.
    """
    parts = [Standard.of(each).units(each) for each in (features, pixels)]
    cosines = sum(share * part @ part.T for share, part in zip((1 - PIXEL_SHARE, PIXEL_SHARE), parts, strict=True))
    labels = np.stack([~drawn, drawn], axis=1).astype(np.float32)
    probe = fit_probe(np.asarray(cosines, np.float32), labels, groups, seed=seed)
    return np.asarray((probe.held_out[:, 1] > probe.held_out[:, 0]) == drawn, np.float32)


def pixel_statistics(rgba: RGBA) -> Floats:
    """uint8 [64, 64, 4] -> float32 [34]: how a sprite is made, in numbers that say nothing of what it shows.

    Coverage, margins, number of colors; lightness of outline and inside; shares of lightness; how often neighbours
    differ and by how much; single pixels and short runs of one color; how many colors meet in 2x2 pixels.
    """
    opaque = rgba[..., 3] >= _OPAQUE
    if not opaque.any():
        return np.zeros(34, np.float32)
    light = rgba[..., :3].astype(np.float32).mean(axis=-1) / 255
    color = rgba[..., :3].astype(np.int64) @ np.array([65536, 256, 1])
    rows, columns = np.nonzero(opaque)
    padded = np.pad(opaque, 1)
    inside = opaque & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    outline = opaque & ~inside
    counts = np.sort(np.unique(color[opaque], return_counts=True)[1])[::-1] / opaque.sum()
    both = [opaque[:, 1:] & opaque[:, :-1], opaque[1:] & opaque[:-1]]
    steps = [np.abs(np.diff(light, axis=1 - axis))[pair] for axis, pair in enumerate(both)]
    differ = [(np.diff(color, axis=1 - axis) != 0)[pair] for axis, pair in enumerate(both)]
    return np.array([
        opaque.mean(), rows.min() / 64, 1 - rows.max() / 64, columns.min() / 64, 1 - columns.max() / 64,
        outline.sum() / opaque.sum(), len(counts) / 16, counts[0], counts[:3].sum(), counts[8:].sum(),
        light[outline].mean(), light[outline].std(), *_mean_and_deviation(light[inside]),
        *(float(np.mean(light[opaque] <= level)) for level in _LEVELS),
        *(_mean(values) for pair in (steps, differ) for values in pair),
        *_mean_and_deviation(np.concatenate(steps)),
        _alone(color, opaque), *_runs(color, opaque), *_meeting(color, opaque),
    ], np.float32)  # fmt: skip


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if values.size else 0.0


def _mean_and_deviation(values: NDArray[np.float32]) -> tuple[float, float]:
    return (float(values.mean()), float(values.std())) if values.size else (0.0, 0.0)


def _alone(color: NDArray[np.int64], opaque: NDArray[np.bool_]) -> float:
    """The share of opaque pixels none of whose eight neighbours has their color."""
    shown = np.pad(np.where(opaque, color, -1), 1, constant_values=-2)
    around = [
        shown[1 + down : 65 + down, 1 + right : 65 + right]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if down or right
    ]
    return float(np.mean(np.all([other != color for other in around], axis=0)[opaque]))


def _runs(color: NDArray[np.int64], opaque: NDArray[np.bool_]) -> list[float]:
    """The shares of horizontal runs of one color that are 1, 2 and 3 pixels long."""
    flat = np.pad(np.where(opaque, color, -1), ((0, 0), (0, 1)), constant_values=-2).ravel()
    starts = np.flatnonzero(np.diff(flat, prepend=-3))
    lengths = np.diff(starts, append=len(flat))[flat[starts] >= 0]
    return [float(np.mean(lengths == length)) for length in range(1, _RUNS)]


def _meeting(color: NDArray[np.int64], opaque: NDArray[np.bool_]) -> list[float]:
    """The shares of opaque squares of 2x2 pixels with 1, 2 and 3 colors."""
    corners = np.stack([color[:-1, :-1], color[:-1, 1:], color[1:, :-1], color[1:, 1:]], axis=-1)
    whole = opaque[:-1, :-1] & opaque[:-1, 1:] & opaque[1:, :-1] & opaque[1:, 1:]
    if not whole.any():
        return [0.0] * 3
    ordered = np.sort(corners[whole], axis=-1)
    distinct = 1 + (np.diff(ordered, axis=-1) != 0).sum(axis=-1)
    return [float(np.mean(distinct == count)) for count in (1, 2, 3)]
