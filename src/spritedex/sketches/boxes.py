"""Where sketches are and how they are moved, to be put together. Knows no sentence."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from spritedex.sketches.expressions import front_of
from spritedex.sketches.places import is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, Points, Shape, Sketch


class Box(NamedTuple):
    """The bounds of shapes."""

    left: float
    top: float
    right: float
    low: float

    @property
    def middle(self) -> float:
        """Halfway between left and right."""
        return (self.left + self.right) / 2

    @property
    def side(self) -> float:
        """The longer side."""
        return max(self.right - self.left, self.low - self.top)


def box_of(sketch: Sketch) -> Box:
    """The bounds of all of a sketch."""
    lows = np.min([shape.points.min(0) - shape.width / 2 for shape in sketch.shapes], 0)
    highs = np.max([shape.points.max(0) + shape.width / 2 for shape in sketch.shapes], 0)
    return Box(float(lows[0]), float(lows[1]), float(highs[0]), float(highs[1]))


def put(shapes: tuple[Shape, ...], scale: float, at: Points, to: Points) -> tuple[Shape, ...]:
    """Shapes scaled and moved, so that `at` comes to lie at `to`."""
    return tuple(replace(shape, points=to + scale * (shape.points - at), width=scale * shape.width) for shape in shapes)


def facing(sketch: Sketch, at: Points, side: int) -> tuple[Sketch, Points]:
    """A sketch that is seen from the side turned to a side, and where a place of it is then."""
    if is_frontal(sketch) or front_of(sketch) == side:
        return sketch, at
    return sketch.mirrored(), np.array([SIZE - at[0], at[1]])


def above(shape: Shape, row: float) -> Shape | None:
    """What of a shape is above a row (Sutherland & Hodgman 1974); None if nothing is."""
    points = shape.points
    if shape.width:
        kept = points[points[:, 1] <= row]
        return replace(shape, points=kept) if len(kept) > 1 else None
    cut: list[Points] = []
    for one, other in zip(points, np.roll(points, -1, 0), strict=True):
        if one[1] <= row:
            cut.append(one)
        if (one[1] <= row) != (other[1] <= row):
            cut.append(one + (other - one) * (row - one[1]) / (other[1] - one[1]))
    return replace(shape, points=np.array(cut)) if len(cut) > 2 else None


def top_of(sketch: Sketch, x: float) -> float:
    """Where the outline of a sketch begins above a column."""
    column = outline_of(sketch)[:, max(0, int(x) - 2) : int(x) + 3].any(1)
    return float(column.argmax()) if column.any() else 0.0
