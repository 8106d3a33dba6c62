"""Surfaces of what a body is made of, in lines and planes: the grain of wood, folds of paper, knitted stitches.

Knows no sentence.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.markings import clipped
from spritedex.sprites.sketch import Color, Points, Shape, Sketch

_LARGE: Final = 110
"""Square pixels of the box of a form with such a surface, at least."""
_GRAIN: Final = 4.2
_LINE: Final = 1.1
"""From one line of wood to the next, and how wide it is, in pixels."""
_STITCH: Final = 4.6
"""How wide and how high a knitted stitch is, in pixels."""
_KNOT: Final = 260
"""Square pixels of the box of a form with a knot, at least."""
_FOLDS: Final = ((20, 1.12), (75, 0.84), (140, 1.0), (200, 0.72), (255, 1.06), (318, 0.8))
"""Where each plane of folded paper begins, in degrees, and how light it is beside the paper."""
_FAR: Final = 140.0


def with_grain(sketch: Sketch) -> Sketch:
    """With wavy lines across its forms, and rings of a knot on the large ones."""
    return _on_forms(sketch, _grain_of)


def with_knit(sketch: Sketch) -> Sketch:
    """With rows of stitches across its forms, as what is knitted has."""
    return _on_forms(sketch, _stitches_of)


def with_folds(sketch: Sketch) -> Sketch:
    """With its forms in planes of other shades, which meet at sharp edges as those of folded paper do."""
    return _on_forms(sketch, _folds_of)


def _on_forms(sketch: Sketch, marks_of: Callable[[Shape], Iterable[Shape]]) -> Sketch:
    """With marks on each of its forms."""
    marked = ((shape, *(marks_of(shape) if _is_form(shape) else ())) for shape in sketch.shapes)
    return replace(sketch, shapes=tuple(itertools.chain.from_iterable(marked)))


def _grain_of(shape: Shape) -> Iterator[Shape]:
    low, high = shape.bounds
    x = np.linspace(low[0] - 1, high[0] + 1, 24)
    for number, y in enumerate(np.arange(low[1] + 0.6 * _GRAIN, high[1], _GRAIN)):
        yield from _band(shape, x, y + 1.1 * np.sin(0.32 * x + 2.1 * number), _LINE, 0.55)
    if np.prod(high - low) <= _KNOT:
        return
    middle = low + (0.66, 0.6) * (high - low)
    for radius, role, times in ((3.0, "dark", 0.55), (2.0, shape.role, 1.0), (1.0, "dark", 0.55)):
        ring = clipped(shape.points, _ellipse(middle, radius * np.array([1.35, 1.0])))
        if len(ring) > 2:
            yield replace(shape, points=ring, role=role, fill=_times(shape.fill, times))


def _stitches_of(shape: Shape) -> Iterator[Shape]:
    low, high = shape.bounds
    x = np.arange(low[0] - 1, high[0] + 2, _STITCH / 2)
    for y in np.arange(low[1] + 2, high[1], _STITCH):
        yield from _band(shape, x, y + _STITCH / 2 * (np.arange(len(x)) % 2), _LINE + 0.2, 0.62)


def _folds_of(shape: Shape) -> Iterator[Shape]:
    low, high = shape.bounds
    middle, starts = low + (0.46, 0.42) * (high - low), [start for start, _ in _FOLDS]
    for (start, times), end in zip(_FOLDS, [*starts[1:], starts[0] + 360], strict=True):
        ends = np.radians([start, end])
        plane = middle + np.concatenate([np.zeros((1, 2)), _FAR * np.stack([np.cos(ends), -np.sin(ends)], 1)])
        inside = clipped(shape.points, plane)
        if len(inside) > 2:
            yield replace(shape, points=inside, fill=_times(shape.fill, times), role="", kept=True)


def _is_form(shape: Shape) -> bool:
    of_body = shape.role in ("main", "dark") and (shape.is_body or shape.part in ("wings", "ears"))
    return of_body and not shape.width and not shape.kept and float(np.prod(np.ptp(shape.points, axis=0))) > _LARGE


def _band(shape: Shape, x: Points, y: Points, width: float, times: float) -> Iterator[Shape]:
    """What of a thin band along x [N] and y [N] lies in a form, as quads of a darker shade."""
    dark = replace(shape, fill=_times(shape.fill, times), role="dark")
    edge = np.stack([x, y], 1)
    below = edge + np.array([0.0, width])
    for at in range(len(x) - 1):
        part = clipped(shape.points, np.array([edge[at], edge[at + 1], below[at + 1], below[at]]))
        if len(part) > 2:
            yield replace(dark, points=part)


def _ellipse(middle: Points, radii: Points) -> Points:
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    return np.asarray(middle + radii * np.stack([np.cos(angle), np.sin(angle)], 1))


def _times(color: Color, times: float) -> Color:
    red, green, blue = (min(255, round(times * each)) for each in color)
    return red, green, blue
