"""What is added to a sketch that is on the canvas, so small and so near that it is there too. Knows no noun."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.sketch import SIZE, Points, Shape, covered

_MARGIN: Final = 1.0
_PAD: Final = 0.5
_SMALLEST: Final = 0.36
_SHRUNK: Final = 0.6
"""How small it gets before it is moved."""
_STEP: Final = 0.06
_FAR: Final = 12.0
"""How far what is behind a body is moved at most, in pixels."""

Bools = NDArray[np.bool_]


def clusters(shapes: Sequence[Shape | None]) -> list[list[Shape]]:
    """Shapes from back to front that lie on or at each other, together; None stands for what is between two of them,
    which are together only if they are of one part."""
    found: list[list[tuple[int, Shape]]] = []
    layer = 0
    for shape in shapes:
        if shape is None:
            layer += 1
            continue
        near = [
            group
            for group in found
            if any((own == layer or shape.part == each.part != "") and _touch(shape, each) for own, each in group)
        ]
        found = [group for group in found if not any(group is each for each in near)]
        found.append([*(each for group in near for each in group), (layer, shape)])
    return [[shape for _, shape in group] for group in found]


def on_canvas(group: Sequence[Shape], body: Bools, eyes: Bools, behind: bool) -> Iterator[tuple[Shape, Shape]]:
    """Each of some shapes, and that shape in its place on the canvas: what reaches beyond is smaller, about where it is
    on the body, bool [64, 64], and then moved, so that no more of the eyes is hidden. What is `behind` the body is
    moved first, so that it is seen."""
    low, high = _bounds(group)
    if (low >= 0).all() and (high <= SIZE).all():
        yield from ((shape, shape) for shape in group)
        return
    at = _held_at(covered(group) & body, np.array([(low + high)[0] / 2, high[1]]))
    within = min(1.0, float((SIZE - 2 * _MARGIN) / (high - low).max()))
    scale = within if behind else max(min([1.0, *_room(at, low), *_room(SIZE - at, SIZE - high)]), _SHRUNK)
    most = int((covered(group) & eyes).sum())
    while True:
        moved = [replace(each, points=at + (each.points - at) * scale, width=each.width * scale) for each in group]
        least, greatest = _bounds(moved)
        by = np.maximum(_MARGIN - least, 0) + np.minimum(SIZE - _MARGIN - greatest, 0)
        moved = [each.moved(*by.tolist()) for each in moved]
        is_near = not behind or np.abs(by).max() <= _FAR
        if scale <= _SMALLEST or (is_near and int((covered(moved) & eyes).sum()) <= most):
            yield from zip(group, moved, strict=True)
            return
        scale -= _STEP


def _room(inside: Points, reach: Points) -> list[float]:
    """How much smaller it is so that it ends at the margin, by each axis; what is fixed at the margin says nothing."""
    return [
        float((near - _MARGIN) / (near - far)) for near, far in zip(inside, reach, strict=True) if far < _MARGIN < near
    ]


def _held_at(shared: Bools, foot: Points) -> Points:
    """Where shapes are on a body: the middle of what both cover; of what is beside it, where it stands."""
    rows, columns = np.nonzero(shared)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5]) if len(rows) else foot


def _bounds(group: Sequence[Shape]) -> tuple[Points, Points]:
    lows = np.min([shape.bounds[0] - shape.width / 2 for shape in group], 0)
    highs = np.max([shape.bounds[1] + shape.width / 2 for shape in group], 0)
    return lows, highs


def _touch(one: Shape, other: Shape) -> bool:
    (low, high), (least, most) = one.bounds, other.bounds
    pad = _PAD + (one.width + other.width) / 2
    return bool((low <= most + pad).all() and (least <= high + pad).all())
