"""Legs to both sides of a body, such as those of a spider or a crab. Knows no sentence."""

from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.places import outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch


class Legs(NamedTuple):
    """How many there are on each side, their color and width, and how far their knees and feet are from the body and
    how high the knees above where a leg begins, in pixels."""

    pairs: int
    color: Color
    width: float
    knee: float
    foot: float
    high: float


KINDS: Final = {
    "spider": Legs(4, (52, 44, 58), 2.8, 10.0, 14.0, 11.0),
    "crab": Legs(3, (226, 96, 52), 4.2, 9.0, 10.0, 5.0),
}
_RIM: Final = 0.6
_FROM: Final = 0.5
_TO: Final = 0.88
"""Between which shares of its height legs begin."""
_INSIDE: Final = 4.0
_NEARER: Final = 0.62
"""How far from the body the last foot is beside the first."""


def with_side_legs(sketch: Sketch, kind: str, color: Color | None = None) -> Sketch:
    """With legs of a kind of `KINDS` behind its body, in their own color or another."""
    legs, outline = KINDS[kind], outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return sketch
    fill = color or legs.color
    dark = (round(_RIM * fill[0]), round(_RIM * fill[1]), round(_RIM * fill[2]))
    top, low = float(rows[0]), float(rows[-1])
    shapes: list[Shape] = []
    for side in (-1, 1):
        for place, share in enumerate(np.linspace(_FROM, _TO, legs.pairs)):
            y = top + share * (low - top)
            columns = np.flatnonzero(outline[int(np.clip(y, 0, SIZE - 1))])
            if columns.size:
                edge = float(columns[0] if side < 0 else columns[-1])
                nearer = 1 - (1 - _NEARER) * place / (legs.pairs - 1)
                line = _leg(np.array([edge - side * _INSIDE, y]), side, legs, nearer, low)
                shapes += [Shape(line, dark, "", legs.width + 1.4), Shape(line, fill, "", legs.width)]
    return Sketch((*shapes, *sketch.shapes), sketch.anchors)


def _leg(start: Points, side: int, legs: Legs, nearer: float, floor: float) -> Points:
    knee = start + np.array([side * (_INSIDE + nearer * legs.knee), -legs.high * nearer])
    foot = np.array([start[0] + side * (_INSIDE + nearer * legs.foot), floor + 1])
    return np.stack([start, knee, foot])
