"""Pictures of which only a part is new: what is old keeps its colors. Knows no model."""

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import MAX_COLORS, Indexed, nearest_colors, quantize


def quantize_part(rgba: RGBA, part: NDArray[np.bool_]) -> Indexed:
    """uint8 [H, W, 4] in at most 15 colors, where `part` bool [H, W] is new: what lies outside keeps its colors.

    The new part has those that are left over, beside the old ones. Where the old part has more colors, or half-clear
    pixels, all is reduced together, as by `quantize`. Raises ValueError if no pixel is at least half opaque.
    """
    old, new = rgba.copy(), rgba.copy()
    old[part], new[~part] = 0, 0
    colors = np.unique(old[old[..., 3] > 0][:, :3], axis=0)
    soft = ((old[..., 3] > 0) & (old[..., 3] < 255)).any()
    if soft or not 0 < len(colors) <= MAX_COLORS or not (new[..., 3] >= 128).any():
        return quantize(rgba)
    reduced = quantize(new, max(MAX_COLORS - len(colors), 1))
    new[..., 3] = np.where(reduced.indices > 0, 255, 0)
    room = MAX_COLORS - len(colors)
    palette = np.unique(np.concatenate([colors, reduced.palette[:room]]), axis=0)
    return quantize(Indexed(np.where(part, nearest_colors(new, palette), nearest_colors(old, palette)), palette).rgba)
