"""Stripes across what is seen of a body, such as those of a zebra. Knows no sentence."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.divided import legs_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.markings import clipped, marks_on, tops_of
from spritedex.sketches.shapes.places import face_of, is_frontal
from spritedex.sprites.sketch import SIZE, Color, Shape, Sketch, covered

_STEP: Final = 6
"""From one stripe to the next, in pixels."""
_BROAD: Final = 4.6
_DEEP: Final = (0.62, 15.0)
"""How far across a body its stripes reach, in its height, and in pixels at most."""
_FROM_BELOW: Final = 15
"""From which height of a body on stripes come from below too."""
_SHORTEST: Final = 6
_SIDE: Final = 0.32
"""How far from one side of a body its stripes reach, in its width."""
_LEG: Final = (3, 11)
"""How wide a leg is, in pixels."""
_LEGS: Final = 0.34
"""How much of the height of a body its legs are."""
_BELOW: Final = 0.26
"""The same of the height of all of a sketch, at least."""
_PIECE: Final = 3.2
"""How long a stripe across a leg that is a line is, in pixels."""
_LIGHT: Final[Color] = (226, 222, 226)
_DIM: Final = 250
"""The sum of red, green and blue below which stripes of a darker shade are not seen."""
_TRUNK: Final = 0.35
"""How much of a body is below its head at least; of what is less, such as a fish, all but the face is striped."""
_SEEN: Final = 0.14
"""How much of a body its stripes cover at least; else there are bars all across it."""
_BAR: Final = 2.6
_BAR_STEP: Final = 7.0
"""How wide such a bar is, and how far it is from the next, in pixels."""
_BARS: Final = 4
"""From one bar of a leg to the next, in pixels."""

Bools = NDArray[np.bool_]
Wedge = list[tuple[float, float]]


def with_stripes(sketch: Sketch, color: Color | None, legs_alone: bool = False) -> Sketch:
    """With wedges from the edges of its head and body, and bars across its legs; or with these alone.

    They have a darker shade of the body, a light one on what is dark, or a color.
    """
    tops = tops_of(sketch.shapes)
    head = set(head_of(sketch)) if "head" in sketch.anchors else set()
    bodies = [
        shape.role in ("main", "dark", "light") and shape.is_body and not shape.kept and not 0 < shape.width < 2.5
        for shape in sketch.shapes
    ]
    free: Bools = (tops >= 0) & np.array([*bodies, False])[tops]
    trunk = free & ~np.isin(tops, list(head))
    if not trunk.any() or (not legs_alone and trunk.sum() < _TRUNK * free.sum()):
        trunk, head = free & ~_face_columns(sketch), set()
    if not trunk.any():
        return sketch
    places: list[tuple[Wedge, int, int]] = []
    crown = [] if legs_alone else _from_above(free & np.isin(tops, list(head)), _face_bottom(sketch, eyes=True))
    if not legs_alone:
        places += _from_beside(trunk, _face_bottom(sketch)) if is_frontal(sketch) else _across(trunk)
    if not is_frontal(sketch) or legs_alone:
        places += _on_legs(trunk, _BELOW * float(np.sum((tops >= 0).any(1))) if legs_alone else 0.0)

    def marked(wedges: list[tuple[Wedge, int, int]]) -> list[Shape]:
        on = [(wedge, sketch.shapes[int(tops[row, column])]) for wedge, row, column in wedges]
        return [mark for wedge, below in on for mark in marks_on(below, np.array(wedge), color or _light_on(below))]

    above, marks = marked(crown), marked(places)
    if not legs_alone:
        is_seen = covered([*above, *marks]).sum() > _SEEN * free.sum()
        base = replace(sketch, shapes=(*sketch.shapes, *marks)) if is_seen else _in_bars(sketch, color, head)
        return replace(base, shapes=(*base.shapes, *above))
    lines = {place for leg in legs_of(sketch) for place in leg if sketch.shapes[place].width}
    shapes = (
        each
        for place, shape in enumerate(sketch.shapes)
        for each in (shape, *(_along(shape, color) if place in lines else ()))
    )
    return Sketch((*shapes, *marks), sketch.anchors)


def _in_bars(sketch: Sketch, color: Color | None, head: Collection[int]) -> Sketch:
    """With bars across all forms of its body but the places of its head, upright ones on what is seen from the side and
    longer than high."""
    striped = [_is_striped(shape) and place not in head for place, shape in enumerate(sketch.shapes)]
    mine = [shape for shape, is_mine in zip(sketch.shapes, striped, strict=True) if is_mine]
    if not mine:
        return sketch
    low, high = (np.array([shape.bounds for shape in mine])[:, end] for end in (0, 1))
    low, high = low.min(0), high.max(0)
    axis = 0 if not is_frontal(sketch) and high[0] - low[0] > high[1] - low[1] else 1
    windows = []
    for start in np.arange(low[axis] + _BAR_STEP / 2, high[axis], _BAR_STEP):
        corners = np.array([low - 1, [high[0] + 1, low[1] - 1], high + 1, [low[0] - 1, high[1] + 1]])
        near = corners[:, axis] < (low + high)[axis] / 2
        corners[:, axis] = np.where(near, start, start + _BAR)
        windows.append(corners)
    shapes: list[Shape] = []
    for shape, is_mine in zip(sketch.shapes, striped, strict=True):
        shapes.append(shape)
        if is_mine and shape.width:
            shapes += _along(shape, color)
        elif is_mine:
            shapes += (mark for window in windows for mark in marks_on(shape, clipped(shape.points, window), color))
    return replace(sketch, shapes=tuple(shapes))


def _is_striped(shape: Shape) -> bool:
    return shape.role in ("main", "dark") and shape.is_body and not shape.kept and not 0 < shape.width < _PIECE


def _face_columns(sketch: Sketch) -> Bools:
    """The columns from the front of what is seen from the side to behind its eyes, bool [1, 64]; none else."""
    face, x = face_of(sketch), np.arange(SIZE)[None]
    if face is None or is_frontal(sketch):
        return np.zeros((1, SIZE), np.bool_)
    behind = float(face.eyes[0]) - front_of(sketch) * (face.half + 2)
    return np.asarray((x - behind) * front_of(sketch) > 0)


def _light_on(shape: Shape) -> Color | None:
    """The color of stripes that are seen on a dark form; None on any other."""
    return _LIGHT if shape.role == "main" and sum(shape.fill) < _DIM else None


def _along(leg: Shape, color: Color | None) -> list[Shape]:
    """Pieces of a line in another color, each as long as what is between them."""
    steps = np.concatenate([[0.0], np.hypot(*np.diff(leg.points, axis=0).T).cumsum()])
    found = []
    for start in np.arange(_PIECE, steps[-1], 2 * _PIECE):
        at = np.linspace(start, min(start + max(0.2, _PIECE - 0.8 * leg.width), steps[-1]), 4)  # its ends are round
        points = np.stack([np.interp(at, steps, leg.points[:, axis]) for axis in (0, 1)], 1)
        found += [replace(mark, points=points, width=leg.width) for mark in marks_on(leg, leg.points[[0, 0, 0]], color)]
    return found


def _face_bottom(sketch: Sketch, eyes: bool = False) -> float:
    """The row below its mouth, or above its eyes; the lowest or the highest if it has no face."""
    face = face_of(sketch)
    if face is None:
        return float(SIZE if eyes else 0)
    return float(face.eyes[1] - face.radii[1] - 1) if eyes else face.mouth.y + face.mouth.radius + 2


def _from_above(head: Bools, lowest: float) -> list[tuple[Wedge, int, int]]:
    """Wedges from the middle of the upper edge of a head down to above its eyes."""
    columns = np.flatnonzero(head.any(0))
    found: list[tuple[Wedge, int, int]] = []
    if not columns.size:
        return found
    middle = int(columns.mean())
    for number, column in enumerate((middle - _STEP, middle, middle + _STEP)):
        for top, bottom in _runs(head[:, column])[:1]:
            depth = min(float(bottom), lowest) - top
            if depth >= _SHORTEST - 1:
                found.append((_wedge(column, top - 1, depth * (1.0 if number == 1 else 0.8)), top, column))
    return found


def _across(trunk: Bools) -> list[tuple[Wedge, int, int]]:
    """Wedges from the upper and the lower edge of a body that is seen from the side."""
    columns, rows = np.flatnonzero(trunk.any(0)), np.flatnonzero(trunk.any(1))
    low, legs = int(rows[-1]), int(rows[-1]) - round(_LEGS * len(rows))
    found: list[tuple[Wedge, int, int]] = []
    for number, column in enumerate(range(int(columns[0]) + 3, int(columns[-1]) - 1, _STEP)):
        for top, bottom in _runs(trunk[:, column])[:2]:
            size = bottom - top + 1
            depth = min(_DEEP[0] * (1.0 if number % 2 else 0.75) * size, _DEEP[1])
            if size < _SHORTEST or top > legs:
                continue
            found.append((_wedge(column, top - 1, depth), top, column))
            if size > _FROM_BELOW and bottom < low - 2:
                found.append((_wedge(column + _STEP / 2, bottom + 2, -0.7 * depth), bottom, column))
    return found


def _from_beside(trunk: Bools, highest: float) -> list[tuple[Wedge, int, int]]:
    """Wedges from both sides of a body that is seen from the front, below its face."""
    found: list[tuple[Wedge, int, int]] = []
    for row in range(max(int(highest), int(np.flatnonzero(trunk.any(1))[0]) + 2), SIZE - 4, _STEP - 1):
        runs = [run for run in _runs(trunk[row]) if run[1] - run[0] >= _SHORTEST]
        for (left, right), side in [(runs[0], 1), (runs[-1], -1)] if runs else []:
            depth = min(_SIDE * (right - left + 1) * (1 if len(runs) == 1 else 2), _DEEP[1])
            edge = left if side > 0 else right
            wedge = _wedge(row, edge - 1 if side > 0 else edge + 2, side * depth)
            found.append(([(x, y) for y, x in wedge], row, edge))
    return found


def _on_legs(trunk: Bools, high: float) -> list[tuple[Wedge, int, int]]:
    """Bars across what stands on the floor, at least so `high` above it."""
    rows = np.flatnonzero(trunk.any(1))
    low, found = int(rows[-1]), []
    for number, row in enumerate(range(low - 3, low - round(max(_LEGS * len(rows), high)), -_BARS)):
        for left, right in _runs(trunk[row]):
            if _LEG[0] <= right - left + 1 <= _LEG[1]:
                found.append((_bar(row, left, right, number), row, left))
    return found


def _wedge(column: float, edge: float, depth: float) -> Wedge:
    half = _BROAD / 2
    return [(column + 0.5 - half, edge), (column + 0.5 + half, edge), (column + 1.2, edge + depth)]


def _bar(row: int, left: int, right: int, number: int) -> Wedge:
    """From one edge of a leg nearly to the other."""
    near, far = (left, right) if number % 2 else (right + 1, left + 1)
    return [(near, row), (near, row + 2.4), (far, row + 1.2)]


def _runs(line: Bools) -> list[tuple[int, int]]:
    """The first and the last place of each run that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    return [(int(start), int(end) - 1) for start, end in zip(edges[::2], edges[1::2], strict=True)]
