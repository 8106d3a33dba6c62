"""Whether one thing is seen on another, and colors in which it is. Knows no sentence."""

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.centers import pack, unpack
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import Color, Sketch

_ALIKE: Final = 0.1
_WORN_APART: Final = 0.17
_SMALL_APART: Final = 0.26
"""How far apart in OKLab two colors are at least so that both are seen, what is worn and the body, and small marks."""
_CLOTH: Final = 0.08
"""The same of cloth that is of a color which was asked for."""
_DARK: Final = 0.45  # OKLab lightness
_EDGES: Final[tuple[tuple[Color, float], ...]] = (((24, 20, 28), 2.2), ((236, 238, 246), 3.6))
_PALE: Final = 0.82  # OKLab lightness
_MARKS: Final[tuple[Color, Color]] = ((36, 26, 38), (244, 240, 236))
_MARKED: Final = 0.22
"""How much of the color of a body is in that of marks which are darker."""
_DYES: Final[tuple[Color, ...]] = ((58, 100, 196), (214, 52, 70), (244, 200, 66), (52, 158, 104))


def are_alike(one: Sketch, other: Sketch) -> bool:
    """Whether two sketches have nearly the same color, so that one is not seen on the other."""
    return float(np.linalg.norm(to_lab(most_seen(one)) - to_lab(most_seen(other)))) < _ALIKE


def are_dark(one: Sketch, other: Sketch) -> bool:
    """Whether two sketches are mostly dark, so that the dark edge of one is not seen on the other."""
    return all(float(to_lab(most_seen(each))[0]) < _DARK for each in (one, other))


def standing_out(item: Sketch, sketch: Sketch, is_small: bool = False) -> Color | None:
    """A color for what is worn or put on, such as a scarf, that would hardly be seen on a sketch in its own; else None.
    What is small has to differ more."""
    own, body = to_lab(most_seen(item)), to_lab(most_seen(sketch))
    if float(np.linalg.norm(own - body)) > (_SMALL_APART if is_small else _WORN_APART):
        return None
    return max(_DYES, key=lambda dye: float(np.linalg.norm(to_lab(np.array(dye, np.uint8)) - body)))


def seen_on(sketch: Sketch, shade: str) -> Color | None:
    """A color in which marks without one are seen on a sketch: "dark" ones on all that is not dark itself, "light" ones
    on all that is not light; None without such a shade."""
    if shade not in ("dark", "light") or not sketch.shapes:
        return None
    body = most_seen(sketch)
    light = float(to_lab(body)[0])
    if light < _DARK or (shade == "light" and light < _PALE):
        return _MARKS[1]
    mixed = zip(body, _MARKS[0], strict=True)
    red, green, blue = (round(_MARKED * float(each) + (1 - _MARKED) * dark) for each, dark in mixed)
    return red, green, blue


def edge_on(sketch: Sketch) -> tuple[Color, float]:
    """The color and width of a line around what is before a sketch: dark, or light on what is dark."""
    return _EDGES[float(to_lab(most_seen(sketch))[0]) < _DARK]


@functools.lru_cache(64)
def most_seen(sketch: Sketch) -> NDArray[np.uint8]:
    """The color of most of its pixels, uint8 [3]."""
    picture = sketch.picture({})
    if not (picture[..., 3] == 255).any():  # what is held may lie beside the canvas so far
        picture = sketch.fitted().picture({})
    colors, counts = np.unique(pack(picture[picture[..., 3] == 255][:, :3]), return_counts=True)
    return unpack(colors[counts.argmax()])


def cloth_on(skin: Color, color: Color) -> Color:
    """A color, or a shade of it on a body of nearly that color."""
    labs = to_lab(np.array([skin, color], np.uint8))
    if np.linalg.norm(labs[0] - labs[1]) >= _CLOTH:
        return color
    if sum(color) < 3 * 90:
        return (min(255, color[0] + 54), min(255, color[1] + 54), min(255, color[2] + 60))
    red, green, blue = (round(share * each) for share, each in zip((0.8, 0.84, 0.92), color, strict=True))
    return red, green, blue
