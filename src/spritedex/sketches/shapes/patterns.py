"""Patterns all over a body: checks, patches of cloth, bricks, camouflage, a gradient. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.divided import in_halves
from spritedex.sketches.shapes.markings import clipped
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.sketch import Color, Points, Shape, Sketch

_CLOTH: Final[tuple[Color, ...]] = (
    (208, 92, 84), (240, 200, 96), (104, 160, 120), (92, 132, 188), (232, 160, 120), (152, 116, 172),
)  # fmt: skip
_TOYS: Final[tuple[Color, ...]] = ((216, 52, 48), (248, 204, 56), (48, 152, 80), (44, 108, 200))
_WOODS: Final[tuple[Color, ...]] = ((122, 138, 82), (78, 94, 54), (132, 106, 72), (54, 60, 42))
_CELLS: Final = {"checks": (6.0, 6.0), "patches": (10.0, 9.0), "bricks": (9.0, 5.0), "toys": (10.0, 7.0)}
_BAND: Final = 5.5
_FARTHER: Final = 2.0
_STRONG: Final = 0.14  # OKLab chroma
_BLOTS: Final = 26
_STEPS: Final = 9
_JOINT: Final = 0.7
_SHADED: Final = 0.74
_LINES: Final = 0.5


def with_pattern(sketch: Sketch, kind: str, color: Color | None = None) -> Sketch:
    """With "checks", "plaid", "patches", "bricks", "toys" or "camouflage" over its body, or a "gradient" or
    "two-tone"; in a color, if one is said."""
    mine = [shape for shape in sketch.shapes if _is_cloth(shape)]
    if not mine:
        return sketch
    own = max(mine, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).fill
    if kind == "gradient":
        return with_gradient(sketch, (color or own, _turned(color or own)))
    if kind == "two-tone":
        return in_halves(sketch, (own, color or _darker(own, _LINES)), False)
    points = np.concatenate([shape.points for shape in mine])
    low, high = points.min(0) - 2, points.max(0) + 2
    if kind == "plaid":
        windows = _tartan(low, high, color or own)
    else:
        windows = _blots(low, high) if kind == "camouflage" else _cells(low, high, kind, color)
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        base = replace(shape, fill=_shade(_WOODS[0], shape), role="") if kind == "camouflage" else shape
        shapes.append(base if _is_cloth(shape) else shape)
        if _is_cloth(shape) and not shape.width:
            shapes += _on(shape, windows)
    return replace(sketch, shapes=tuple(shapes))


def with_gradient(sketch: Sketch, colors: Sequence[Color]) -> Sketch:
    """From one color at the top to another at the bottom."""
    mine = [shape for shape in sketch.shapes if _is_cloth(shape)]
    if not mine:
        return sketch
    points = np.concatenate([shape.points for shape in mine])
    (_, top), (_, low) = points.min(0), points.max(0)
    ends = np.linspace(top - 1, low + 1, _STEPS + 1)
    windows = []
    for number in range(_STEPS):
        share = number / (_STEPS - 1)
        mixed = [round(a + share * (b - a)) for a, b in zip(colors[0], colors[-1], strict=True)]
        windows.append((_box(-40, ends[number], 104, ends[number + 1] + 0.3), (mixed[0], mixed[1], mixed[2])))
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        if _is_cloth(shape) and shape.width:
            at = int(np.clip((shape.points[:, 1].mean() - top) / (low - top) * _STEPS, 0, _STEPS - 1))
            shapes.append(replace(shape, fill=_shade(windows[at][1], shape), role=""))
            continue
        shapes.append(shape)
        shapes += _on(shape, windows) if _is_cloth(shape) else ()
    return replace(sketch, shapes=tuple(shapes))


def _is_cloth(shape: Shape) -> bool:
    return shape.role in ("main", "dark") and (shape.is_body or shape.part == "wings") and not shape.kept


def _on(shape: Shape, windows: Sequence[tuple[Points, Color | None]]) -> list[Shape]:
    """What of a form is in each window, in its color; without one, in a darker shade of the form."""
    found = []
    for window, color in windows:
        if len(inside := clipped(shape.points, window)) > 2:
            if color is None:
                found.append(replace(shape, points=inside, fill=_darker(shape.fill, _LINES), role="dark"))
            else:
                found.append(replace(shape, points=inside, fill=_shade(color, shape), role=""))
    return found


def _cells(low: Points, high: Points, kind: str, color: Color | None) -> list[tuple[Points, Color | None]]:
    wide, tall = _CELLS[kind]
    found: list[tuple[Points, Color | None]] = []
    for row, y in enumerate(np.arange(low[1], high[1], tall)):
        shift = 0.5 * wide * (row % 2) if kind in ("bricks", "toys") else 0.0
        for column, x in enumerate(np.arange(low[0] - shift, high[0], wide)):
            box = _box(x, y, x + wide, y + tall)
            if kind == "checks":
                found += [(box, color)] if (row + column) % 2 else []
                continue
            if kind != "bricks":
                colors = _CLOTH if kind == "patches" else _TOYS
                found.append((box, colors[(5 * row + 2 * column + row // 2) % len(colors)]))
            found += [(_box(x, y, x + wide, y + _JOINT), None), (_box(x, y, x + _JOINT, y + tall), None)]
    return found


def _tartan(low: Points, high: Points, color: Color) -> list[tuple[Points, Color | None]]:
    """A color, with broad bands of a darker shade that cross, and a thin light line in each."""
    thread: Color = tuple(round(0.35 * each + 0.65 * 255) for each in color)  # type: ignore[assignment]
    found: list[tuple[Points, Color | None]] = [(_box(low[0], low[1], high[0], high[1]), color)]
    across = [_box(x, low[1], x + _BAND, high[1]) for x in np.arange(low[0], high[0], 2 * _BAND)]
    along = [_box(low[0], y, high[0], y + _BAND) for y in np.arange(low[1], high[1], 2 * _BAND)]
    found += [(band, _darker(color, 0.62)) for band in (*across, *along)]
    crossed = [(one[0, 0], other[0, 1]) for one in across for other in along]
    found += [(_box(x, y, x + _BAND, y + _BAND), _darker(color, 0.36)) for x, y in crossed]
    found += [(_box(x, low[1], x + 1, high[1]), thread) for x in np.arange(low[0] + 1.5 * _BAND, high[0], 2 * _BAND)]
    found += [(_box(low[0], y, high[0], y + 1), thread) for y in np.arange(low[1] + 1.5 * _BAND, high[1], 2 * _BAND)]
    return found


def _turned(color: Color) -> Color:
    """A color a third of the circle of hues farther, and bright."""
    light, *ab = to_lab(np.array([color], np.uint8))[0]
    hue, strong = float(np.arctan2(ab[1], ab[0])) - _FARTHER, max(_STRONG, float(np.hypot(*ab)))
    turned = np.array([[np.clip(light, 0.5, 0.72), strong * np.cos(hue), strong * np.sin(hue)]], np.float32)
    red, green, blue = to_rgb(turned)[0].tolist()
    return red, green, blue


def _blots(low: Points, high: Points) -> list[tuple[Points, Color | None]]:
    rng = np.random.default_rng(5)
    angle = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    found: list[tuple[Points, Color | None]] = []
    for number in range(_BLOTS):
        middle, radii = rng.uniform(low, high), rng.uniform((3.5, 2.2), (7.0, 4.0))
        blot = middle + radii * np.stack([np.cos(angle), np.sin(angle)], 1)
        found.append((blot, _WOODS[1 + number % 3]))
    return found


def _box(left: float, top: float, right: float, low: float) -> Points:
    return np.array([[left, top], [right, top], [right, low], [left, low]])


def _shade(color: Color, shape: Shape) -> Color:
    return _darker(color) if shape.role == "dark" else color


def _darker(color: Color, share: float = _SHADED) -> Color:
    red, green, blue = (round(share * each) for each in color)
    return red, green, blue
