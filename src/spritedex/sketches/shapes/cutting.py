"""What of a body is where a cloth covers it: inside of a box, in a row, in a column. Knows no sentence."""

import itertools
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.garments import cloth
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import outline_of
from spritedex.sprites.sketch import SIZE, Color, Shape, Sketch

_LIMB: Final = 2.5
"""How wide a line is at least that is an arm or a leg."""
_NEAR: Final = 4.0
"""How near to a column the top of a form is looked for, in pixels."""

Box = tuple[float, float, float, float]


def inside(shape: Shape, box: Box, fill: Color) -> list[Shape]:
    """What of a form or a limb is in a box."""
    left, top, right, bottom = box
    if not shape.width:
        window = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        points = clipped(shape.points, window)
        return [cloth(points, fill)] if len(points) > 2 else []
    if shape.width < _LIMB or len(shape.points) < 2:
        return []
    line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
    x, y = line.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= top) & (y <= bottom))
    runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    return [replace(cloth(line[run], fill), width=shape.width + 0.4) for run in runs if len(run) > 1]


def run_at(outline: np.ndarray, y: float, x: float) -> tuple[float, float] | None:
    """From where to where a body reaches at a height, around `x`."""
    runs = runs_of(outline[int(np.clip(y, 0, SIZE - 1))])
    return next(((float(left), float(right) + 1) for left, right in runs if left - 2 <= x <= right + 2), None)


def ends_at(sketch: Sketch, x: float, top: float, low: float) -> tuple[float, float]:
    """From where to where a body reaches in a column, between two rows."""
    first = max(0, int(top))
    column = np.flatnonzero(outline_of(sketch)[first : int(low) + 1, int(np.clip(x, 0, SIZE - 1))])
    return (first + float(column[0]), first + float(column[-1])) if column.size else (low, low)


def top_at(form: Shape, x: float) -> float:
    """About where a form begins in a column."""
    near = form.points[abs(form.points[:, 0] - x) < _NEAR]
    return float(near[:, 1].min() if len(near) else form.points[:, 1].min())
