"""A pose or a picture that differs a little from another: bent, stretched and in other shades of its colors. Knows no
sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.words.props import words_in
from spritedex.sprites.bent import bent
from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.sketch import EYE, Color, Sketch, bend

_BENT: Final = 0.9
"""How much it is bent and stretched, beside what another seed does to a sketch."""
_STIFF: Final = 0.25
_LIGHTER: Final = 0.05  # OKLab
_TURNED: Final = 16.0  # degrees of hue
_CHROMA: Final = 0.2
_OPAQUE: Final = 128
_GREY: Final = 0.03  # OKLab chroma
_DARK_GREY: Final = (0.3, 0.02)
"""Up to which lightness and chroma a color stays: it is a line, or black."""


def bending(name: str) -> float:
    """How much the sketch `name` is stretched and bent by a seed, 1 as usual: what is round or straight stays so."""
    return _STIFF if name in words_in("round") or name in words_in("straight") else 1.0


def changed(
    sketch: Sketch, colors: Mapping[str, Color], seed: int, amount: float, like: Sketch | None = None
) -> tuple[Sketch, Mapping[str, Color]]:
    """A sketch as it is drawn, and the colors of its roles, changed by a seed; `amount` 1 is usual, 2 twice as much.

    What is worn or held keeps its colors, and so do eyes. It is moved as the sketch is that it is `like`.
    """
    rng = np.random.default_rng([seed, 65])
    shifts = {"second": _shift(rng, amount)} | dict.fromkeys(("main", "dark", "light"), _shift(rng, amount))
    bent = sketch.varied(seed, mirrored=False, amount=_BENT * amount, like=like)
    whole = like.varied(seed, mirrored=False, amount=_BENT * amount) if like else None
    shapes = tuple(
        replace(shape, fill=_shifted(shape.fill, shifts[shape.role]))
        if shape.role in shifts and not shape.kept
        else shape
        for shape in bent.shapes
    )
    of_roles = {
        role: color if role == EYE or role not in shifts else _shifted(color, shifts[role])
        for role, color in colors.items()
    }
    return replace(bent, shapes=shapes).fitted(like=whole), of_roles


def changed_picture(picture: RGBA, seed: int, amount: float) -> RGBA:
    """A sprite uint8 [64, 64, 4], as `changed` has a sketch; what is grey, as whites of eyes are, stays."""
    shown = picture[..., 3] >= _OPAQUE
    if not shown.any():
        return picture
    move, _ = bend(seed, float(np.nonzero(shown)[0].max()), mirrored=False, amount=_BENT * amount)
    lab = to_lab(picture[..., :3])
    light, turned, chroma = _shift(np.random.default_rng([seed, 65]), amount)
    (cos, sin), colorful = (chroma * np.cos(turned), chroma * np.sin(turned)), np.hypot(lab[..., 1], lab[..., 2])
    other = np.stack(
        [lab[..., 0] + light, cos * lab[..., 1] - sin * lab[..., 2], sin * lab[..., 1] + cos * lab[..., 2]], axis=-1
    )
    stays = colorful <= _GREY
    rgb = np.where(stays[..., None], picture[..., :3], to_rgb(other.astype(np.float32)))
    return bent(np.concatenate([rgb, picture[..., 3:]], axis=-1), move)


def _shift(rng: np.random.Generator, amount: float) -> tuple[float, float, float]:
    lighter, turned, chroma = amount * rng.uniform(-1, 1, 3)
    return _LIGHTER * lighter, np.radians(_TURNED * turned), 1 + _CHROMA * chroma


def _shifted(color: Color, shift: tuple[float, float, float]) -> Color:
    light, a, b = to_lab(np.array([color], np.uint8))[0].tolist()
    chroma = float(np.hypot(a, b))
    if light <= _DARK_GREY[0] and chroma <= _DARK_GREY[1]:
        return color
    hue = np.arctan2(b, a) + shift[1]
    lab = [light + shift[0], shift[2] * chroma * np.cos(hue), shift[2] * chroma * np.sin(hue)]
    red, green, blue = to_rgb(np.array([lab], np.float32))[0].tolist()
    return red, green, blue
