"""Rare ("shiny") colors of a creature: most of it has another hue; its shades, its outline and small marks are as they
were. Knows no model."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import Lab, to_lab, to_rgb
from spritedex.sprites.palette import Colors

_OPAQUE: Final = 128
_HUES: Final = (20.0, 50.0, 95.0, 145.0, 195.0, 250.0, 300.0, 350.0)
"""Red, orange, yellow, green, teal, blue, purple and pink, in degrees of OKLab."""
_MUDDY: Final = (50.0, 95.0)
_BRIGHT: Final = 0.66
"""How light a body is at least whose new hue may be one of the `_MUDDY` ones, which are brown and olive below."""
_APART: Final = 60.0
"""Degrees between the old hue and the new one at least."""
_BIN: Final = 30
_ALIKE: Final = (50.0, 90.0)
"""Degrees from the main hue up to which a color turns with it, and from which on it stays."""
_COLORFUL: Final = 0.04  # OKLab chroma
_OUTLINE: Final = 0.27  # OKLab lightness
_MOSTLY: Final = 0.35
"""The share of a body that is colorful at least for its hue to turn; a grey one is tinted."""
_TINT: Final = (0.1, 0.055)
"""The chroma that a tint gives to what is grey, and to white."""
_MIDDLE: Final = (0.42, 0.8)


def rare_colors(picture: RGBA, seed: int) -> Callable[[Colors], Colors]:
    """What brings colors, uint8 [..., 3], into the rare ones of a picture, uint8 [H, W, 4]; a seed chooses the hue.

    The same for the picture's front and back, and for all of its colors at once: their order of lightness stays.
    """
    lab = to_lab(picture[picture[..., 3] >= _OPAQUE][:, :3])
    body = lab[lab[:, 0] >= _OUTLINE] if (lab[:, 0] >= _OUTLINE).any() else lab
    hue, chroma = _hue(body), _chroma(body)
    colorful = chroma > _COLORFUL
    light = float(body[:, 0].mean()) if len(body) else 0.5
    if not len(body) or colorful.mean() < _MOSTLY:
        target = _target(seed, None, light)
        return lambda colors: to_rgb(_tinted(to_lab(colors), target))
    weights = np.bincount((hue[colorful] // _BIN).astype(int), chroma[colorful], 360 // _BIN)
    main = (float(weights.argmax()) + 0.5) * _BIN
    light = float(body[colorful & (_distance(hue, main) < _ALIKE[0]), 0].mean())
    target = _target(seed, main, light)
    return lambda colors: to_rgb(_turned(to_lab(colors), main, target - main))


def _target(seed: int, main: float | None, light: float) -> float:
    fit = [
        hue
        for hue in _HUES
        if (main is None or _distance(np.array([hue]), main)[0] >= _APART) and (hue not in _MUDDY or light >= _BRIGHT)
    ]
    return fit[int(np.random.default_rng([seed, 16]).integers(len(fit)))]


def _turned(lab: Lab, main: float, angle: float) -> Lab:
    near, far = _ALIKE
    share = ((far - _distance(_hue(lab), main)) / (far - near)).clip(0, 1)
    return _with(lab, np.radians(_hue(lab) + share * ((angle + 180) % 360 - 180)), _chroma(lab), lab[..., 0])


def _tinted(lab: Lab, hue: float) -> Lab:
    """What is grey and no outline in shades of a hue."""
    light, chroma = lab[..., 0], _chroma(lab)
    grey = (chroma <= _COLORFUL) & (light >= _OUTLINE)
    tint = np.interp(light, (_OUTLINE, *_MIDDLE, 1.0), (_TINT[1], *(_TINT[0],) * 2, _TINT[1]))
    angle = np.where(grey, np.radians(hue), np.radians(_hue(lab)))
    return _with(lab, angle, np.where(grey, tint, chroma), np.where(grey, np.minimum(light, 0.96), light))


def _with(lab: Lab, angle: NDArray[np.float64], chroma: NDArray[np.floating], light: NDArray[np.floating]) -> Lab:
    return np.stack([light, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1).astype(np.float32)


def _hue(lab: Lab) -> NDArray[np.float64]:
    return np.asarray(np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360)


def _chroma(lab: Lab) -> NDArray[np.float32]:
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]))


def _distance(hue: NDArray[np.float64], other: float) -> NDArray[np.float64]:
    return np.asarray(np.abs((hue - other + 180) % 360 - 180))
