"""Where sketches are and how they are moved, to be put together. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import face_of, is_all_face, is_frontal, outline_of
from spritedex.sprites.sketch import CLEAR, SIZE, Color, Points, Shape, Sketch

_LEAST_SHOWN: Final = 0.45
"""How much of a creature is seen above what it is in, at least."""

_EDGE: Final = (38, 30, 36)
_EDGE_WIDTH: Final = 2.2


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
    lows = np.min([shape.bounds[0] - shape.width / 2 for shape in sketch.shapes], 0)
    highs = np.max([shape.bounds[1] + shape.width / 2 for shape in sketch.shapes], 0)
    return Box(float(lows[0]), float(lows[1]), float(highs[0]), float(highs[1]))


def solid_around(shapes: Sequence[Shape], at: Points) -> list[Shape]:
    """Those in the main color, if one is around a place; else all that are around it."""

    def is_around(shape: Shape) -> bool:
        return bool((shape.bounds[0] < at).all() and (at < shape.bounds[1]).all())

    main = [shape for shape in shapes if shape.role == "main"]
    return main if any(map(is_around, main)) else [*filter(is_around, shapes)] or main


def put(shapes: tuple[Shape, ...], scale: float, at: Points, to: Points) -> tuple[Shape, ...]:
    """Shapes scaled and moved, so that `at` comes to lie at `to`."""
    return tuple(replace(shape, points=to + scale * (shape.points - at), width=scale * shape.width) for shape in shapes)


def outlined(shapes: tuple[Shape, ...], fill: Color = _EDGE, wide: float = _EDGE_WIDTH) -> tuple[Shape, ...]:
    """Shapes with a line around all of them, by default a dark one, so that they stand out from what is behind."""
    edge = tuple(
        replace(
            each,
            points=each.points if each.width else np.concatenate([each.points, each.points[:1]]),
            fill=fill,
            role="",
            width=each.width + wide,
            kept=True,
        )
        for each in shapes
        if each.part != CLEAR
    )
    return (*edge, *shapes)


def facing(sketch: Sketch, at: Points, side: int) -> tuple[Sketch, Points]:
    """A sketch that is seen from the side turned to a side, and where a place of it is then."""
    if is_frontal(sketch) or front_of(sketch) == side:
        return sketch, at
    return sketch.mirrored(), np.array([SIZE - at[0], at[1]])


def above(shape: Shape, row: float) -> Shape | None:
    """What of a shape is above a row (Sutherland & Hodgman 1974); None if nothing is."""
    points = shape.points
    if shape.width:
        kept: list[Points] = []
        for one, other in zip(points, [*points[1:], points[-1]], strict=True):
            if one[1] <= row:
                kept.append(one)
            if (one[1] <= row) != (other[1] <= row):
                kept.append(one + (other - one) * (row - one[1]) / (other[1] - one[1]))
        return replace(shape, points=np.array(kept)) if len(kept) > 1 else None
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


def neckline(sketch: Sketch) -> float:
    """The row from which on a creature is hidden by what it is in: below its mouth, or if it is all face lower."""
    box, face = box_of(sketch), face_of(sketch)
    least = box.top + _LEAST_SHOWN * (box.low - box.top)
    if face is None:
        return least
    beak = [float(each.points[:, 1].max()) for each in sketch.shapes if each.part == "beak"]
    chin = max([face.mouth.y + max(2.5, 0.6 * face.mouth.radius), *beak])
    return min(max(chin, least if is_all_face(sketch) else 0.0), box.low - 4)
