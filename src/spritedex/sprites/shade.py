"""A painted sketch with soft light, for styles that are no pixel art: round forms, thin lines between parts, and a
colored outline. Knows no model."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import Lab, to_lab, to_rgb
from spritedex.sprites.relief import Relief

_SOFT: Final = 1.3  # pixels over which light turns
_PAINTED: Final = 0.3
"""How much of what was painted is left, beside the sketch."""
_TOUCH: Final = 2.5  # pixels: what was painted differs from around it over so many
_MOST: Final = 0.04
_WARM: Final = 0.012
_LINE: Final = 0.5


_SEEN_THROUGH: Final = 150
"""The alpha of what the ground is seen through."""


class Look(NamedTuple):
    """How much lighter the lit side is and how much darker the other, in OKLab; from how much light on something
    glistens; and the share of lightness that an outline keeps."""

    lit: float
    shaded: float
    gloss: float
    outline: float


LOOKS: Final = {"artwork": Look(0.07, 0.16, 0.72, 0.42), "menu": Look(0.1, 0.2, 0.6, 0.2)}
"""By the style."""


def shade(picture: RGBA, sketch: RGBA, relief: Relief, look: Look) -> RGBA:
    """What was painted over a sketch, uint8 [64, 64, 4], in the sketch's colors and outline, with soft light."""
    alpha = np.asarray(sketch[..., 3] / 255, np.float32)
    lab, painted = to_lab(sketch[..., :3]), to_lab(picture[..., :3])
    seen = (alpha > 0.5) & (picture[..., 3] > 127)
    light = _blurred(relief.light, _SOFT)
    touch = np.where(seen, painted[..., 0] - _blurred(painted[..., 0], _TOUCH), 0)
    room = np.where(light > 0, np.minimum(1, (1 - lab[..., 0]) / 0.2), np.minimum(1, lab[..., 0] / 0.45 + 0.1))
    change = light * np.where(light > 0, look.lit, look.shaded) * room + (_PAINTED * touch).clip(-_MOST, _MOST)
    change -= 0.08 * _blurred(relief.shadow.astype(np.float32), 0.7) * room
    change += 0.1 * np.clip((light - look.gloss) / 0.2, 0, 1) * room
    shaded: Lab = lab.copy()
    shaded[..., 0] += change
    shaded[..., 2] += _WARM * np.clip(light, -1, 1)
    line = _blurred(relief.contour.astype(np.float32), 0.5)[..., None]
    shaded *= 1 - line * (1 - np.array([_LINE, 0.9, 0.9], np.float32))
    edge = np.clip(alpha - _blurred(alpha, 0.0, smallest=True), 0, 1)[..., None]
    shaded *= 1 - edge * (1 - np.array([look.outline, 0.8, 0.8], np.float32))
    shaded = np.where(relief.eyes[..., None] & (edge < 0.5), lab, shaded)
    result = sketch.copy()
    drawn = sketch[..., 3] > 0
    result[drawn, :3] = to_rgb(shaded[drawn])
    left, right = (np.roll(relief.holes, step, 1) for step in (-1, 1))
    result[relief.holes | (left & right), 3] = _SEEN_THROUGH
    return result


def _blurred(values: NDArray[np.float32], reach: float, smallest: bool = False) -> NDArray[np.float32]:
    """Values in [-1, 1] blurred over so many pixels, or the `smallest` of those around each."""
    image = Image.fromarray(((values.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8))
    image = image.filter(ImageFilter.MinFilter(3) if smallest else ImageFilter.GaussianBlur(reach))
    return np.asarray(np.asarray(image, np.float32) / 127.5 - 1, np.float32)
