"""Random changes of a training sprite: other colors, mirrored, shifted. Know no record and no caption."""

from typing import Final

import numpy as np

from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import turn_hue
from spritedex.sprites.oklab import to_lab, to_rgb

REACH: Final = 3
_HUES: Final = (30, 330)


def recolored(rgba: RGBA, rng: np.random.Generator) -> RGBA:
    """uint8 [S, S, 4] in other colors: mostly with turned hues, else grey, black or white with its outline kept."""
    way = rng.random()
    if way < 0.65:
        return turn_hue(rgba, rng.uniform(*_HUES))
    shown = rgba[..., 3] > 0
    lab = to_lab(rgba[..., :3][shown])
    lightness = lab[:, 0]
    if way < 0.75:
        lab[:, 1:] *= 0.12
    elif way < 0.88:
        lab[:, 0] = np.where(lightness > 0.9, lightness, 0.08 + 0.42 * lightness)
        lab[:, 1:] *= 0.3
    else:
        lab[:, 0] = np.where(lightness > 0.35, 0.62 + 0.38 * lightness, lightness)
        lab[:, 1:] *= 0.25
    changed = np.zeros_like(rgba)
    changed[..., 3] = rgba[..., 3]
    changed[..., :3][shown] = to_rgb(lab)
    return changed


def nudge(rgba: RGBA, known: RGBA | None, rng: np.random.Generator) -> tuple[RGBA, RGBA | None]:
    """Two views uint8 [S, S, 4], shifted alike by up to `REACH` whole pixels; nothing is cut off."""
    shown = rgba[..., 3] > 0 if known is None else (rgba[..., 3] > 0) | (known[..., 3] > 0)
    shifts = []
    for axis in (0, 1):
        filled = np.flatnonzero(shown.any(axis=1 - axis))
        before, after = (filled[0], shown.shape[axis] - 1 - filled[-1]) if len(filled) else (0, 0)
        shifts.append(int(rng.integers(-min(before, REACH), min(after, REACH) + 1)))
    return np.roll(rgba, shifts, (0, 1)), None if known is None else np.roll(known, shifts, (0, 1))
