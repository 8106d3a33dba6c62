"""Pictures of which only a part is new: what is old keeps its colours. Knows no model."""

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import MAX_COLOURS, Indexed, nearest_colours, quantise


def quantise_part(rgba: RGBA, part: NDArray[np.bool_]) -> Indexed:
    """uint8 [H, W, 4] in at most 15 colours, where `part` bool [H, W] is new: what lies outside keeps its colours.

    The new part has those that are left over, beside the old ones. Where the old part has more colours, or half-clear
    pixels, all is reduced together, as by `quantise`. Raises ValueError if no pixel is at least half opaque.
    """
    old, new = rgba.copy(), rgba.copy()
    old[part], new[~part] = 0, 0
    colours = np.unique(old[old[..., 3] > 0][:, :3], axis=0)
    soft = ((old[..., 3] > 0) & (old[..., 3] < 255)).any()
    if soft or not 0 < len(colours) <= MAX_COLOURS or not (new[..., 3] >= 128).any():
        return quantise(rgba)
    reduced = quantise(new, max(MAX_COLOURS - len(colours), 1))
    new[..., 3] = np.where(reduced.indices > 0, 255, 0)
    room = MAX_COLOURS - len(colours)
    palette = np.unique(np.concatenate([colours, reduced.palette[:room]]), axis=0)
    return quantise(Indexed(np.where(part, nearest_colours(new, palette), nearest_colours(old, palette)), palette).rgba)
