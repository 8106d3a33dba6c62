"""Tentacles below a body, with or without an eye at the end of each. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.places import outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_LONG: Final = (13.0, 19.0)
"""How far the inner and the outer ones reach, in pixels."""
_WIDTH: Final = 4.6
_EYED: Final = 3.4
"""The radius of an eye at an end."""
_SPREAD: Final = 0.8
"""Over how much of the width of a body they are."""


def with_tentacles(sketch: Sketch, count: int, eye: Sketch | None, color: Color | None) -> Sketch:
    """With `count` tentacles below its body, in its own colors or another; with an `eye`, one ends each."""
    outline = outline_of(sketch)
    rows, columns = np.flatnonzero(outline.any(1)), np.flatnonzero(outline.any(0))
    if not rows.size:
        return sketch
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if shape.role and not shape.part}
    main = color or fills.get("main", (150, 110, 150))
    dark: Color = tuple(round(0.62 * each) for each in main) if color else fills.get("dark", main)  # type: ignore
    left, right, top = float(columns[0]), float(columns[-1]), float(rows[0])
    middle, half = (left + right) / 2, (right - left) / 2
    lines: list[Shape] = []
    ends: list[Shape] = []
    for aside in np.linspace(-1, 1, count)[np.argsort(-abs(np.linspace(-1, 1, count)))]:
        x = middle + _SPREAD * aside * half
        column = np.flatnonzero(outline[:, int(np.clip(x, 0, SIZE - 1))])
        start = np.array([x, (float(column[-1]) if column.size else top) - 4])
        path = _curve(start, float(aside), float(np.interp(abs(aside), (0, 1), _LONG)))
        lines += [
            Shape(path, dark, "" if color else "dark", _WIDTH),
            Shape(path - np.array([0.4, 0.3]), main, "" if color else "main", _WIDTH - 1.8),
        ]
        if eye:
            at = eye.anchors["at"]
            scale = _EYED / at.radius
            ends += (
                replace(each, points=(each.points - (at.x, at.y)) * scale + path[-1], width=each.width * scale,
                        kept=True)
                for each in eye.shapes
            )  # fmt: skip
    return Sketch((*lines, *sketch.shapes, *ends), sketch.anchors)


def _curve(start: Points, aside: float, long: float) -> Points:
    """A line down and outward, whose end turns up."""
    side = 1 if aside >= 0 else -1
    down = np.array([0.0, 0.4, 0.75, 0.95, 1.0, 0.92]) * long + 4
    out = np.array([0.0, 0.12, 0.34, 0.62, 0.86, 1.0]) * long * (0.25 + 0.75 * abs(aside)) * side
    return start + np.stack([out, down * (1.1 - 0.45 * abs(aside))], 1)
