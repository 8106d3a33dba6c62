"""Pictures of which only a part is new: what is old keeps its colors. Knows no model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.centers import STRETCH, squared_distances
from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import MAX_COLORS, Colors, Indexed, nearest_colors, quantize

_OF_NEW: Final = 7
"""How many colors a new part has at most, beside the old ones."""


def quantize_part(rgba: RGBA, part: NDArray[np.bool_]) -> Indexed:
    """uint8 [H, W, 4] in at most 15 colors, where `part` bool [H, W] is new: what lies outside keeps its colors.

    The new part has those that are left over, beside the old ones. Where the old part has more colors, or half-clear
    pixels, all is reduced together, as by `quantize`. Raises ValueError if no pixel is at least half opaque.
    """
    old, new = _sides(rgba, part)
    colors = np.unique(old[old[..., 3] > 0][:, :3], axis=0)
    soft = ((old[..., 3] > 0) & (old[..., 3] < 255)).any()
    if soft or not 0 < len(colors) <= MAX_COLORS or not (new[..., 3] >= 128).any():
        return quantize(rgba)
    reduced = quantize(new, max(MAX_COLORS - len(colors), 1))
    new[..., 3] = np.where(reduced.indices > 0, 255, 0)
    room = MAX_COLORS - len(colors)
    palette = np.unique(np.concatenate([colors, reduced.palette[:room]]), axis=0)
    return quantize(Indexed(np.where(part, nearest_colors(new, palette), nearest_colors(old, palette)), palette).rgba)


def quantize_beside(rgba: RGBA, part: NDArray[np.bool_]) -> Indexed:
    """uint8 [H, W, 4] in at most 15 colors, where `part` bool [H, W] is new and has colors that nothing else has: what
    lies outside keeps its colors, but for those that others stand in for with hardly a change.

    Raises ValueError if no pixel is at least half opaque.
    """
    reduced = [
        quantize(side, colors).rgba if (side[..., 3] >= 128).any() else side
        for side, colors in zip(_sides(rgba, part), (MAX_COLORS, _OF_NEW), strict=True)
    ]
    found = [np.unique(side[side[..., 3] > 0][:, :3], axis=0, return_counts=True) for side in reduced]
    weights = np.concatenate([counts for _, counts in found]).astype(np.float64)
    palette = _fewest_missed(np.concatenate([colors for colors, _ in found]), weights)
    both = np.where(part[..., None], reduced[1], reduced[0])
    shown = both[..., 3] > 0
    nearest = squared_distances(to_lab(both[shown][:, :3]) * STRETCH, to_lab(palette) * STRETCH).argmin(1)
    both[shown, :3] = palette[nearest]
    return quantize(both)


def _sides(rgba: RGBA, part: NDArray[np.bool_]) -> tuple[RGBA, RGBA]:
    """What lies outside of a part, and the part, each clear elsewhere."""
    old, new = rgba.copy(), rgba.copy()
    old[part], new[~part] = 0, 0
    return old, new


def _fewest_missed(colors: Colors, weights: NDArray[np.float64]) -> Colors:
    """At most 15 of some colors: again and again the one goes without which all are changed least. A large change of
    one color counts more than small ones of several."""
    colors, places = np.unique(colors, axis=0, return_inverse=True)
    counted = np.bincount(places.ravel(), weights)
    lab = to_lab(colors) * STRETCH
    missed = counted[:, None] * squared_distances(lab, lab) ** 2
    left = list(range(len(colors)))
    while len(left) > MAX_COLORS:
        without = [missed[:, [other for other in left if other != at]].min(1).sum() for at in left]
        del left[int(np.argmin(without))]
    return colors[left]
