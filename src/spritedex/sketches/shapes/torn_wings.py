"""Wings with notches in their free edges and holes in what is stretched between. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.markings import to_edge
from spritedex.sketches.shapes.trunks import ellipse
from spritedex.sprites.sketch import CLEAR, SIZE, Points, Shape, Sketch, covered

_LEAST: Final = 60
"""Pixels of a wing that are seen beside the body, at least."""
_NOTCHES: Final = 3
_FAR: Final = 0.5
"""How far from where a wing grows a notch is at least, beside its tip."""
_DEEP: Final = 0.55
_HALF: Final = 2.3
"""Half the width of a notch at the edge, in pixels."""
_BEYOND: Final = 4.0
_HOLES: Final = 2
_HOLE: Final = (1.4, 2.5)
"""The radius of a hole at least and at most, in pixels."""

Mask = NDArray[np.bool_]


def with_torn_wings(sketch: Sketch, one: bool) -> Sketch:
    """With its wings torn on both sides, or on `one`; only where the body is not behind or before them."""
    wings = [place for place, shape in enumerate(sketch.shapes) if shape.part == "wings"]
    others = tuple(shape for shape in sketch.shapes if shape.part != "wings")
    if not wings or not others:
        return sketch
    body = covered(others)
    middle = float(np.flatnonzero(body.any(0)).mean())
    free = covered(tuple(sketch.shapes[place] for place in wings)) & ~body
    x = np.arange(SIZE)[None] + 0.5
    sides = [free & (x < middle), free & (x >= middle)]
    seen = [side for side in sides if side.sum() >= _LEAST]
    if one and len(seen) > 1:
        seen = [seen[front_of(sketch) < 0]]
    cuts = [hole for side in seen for hole in _cuts(side, body, middle)]
    holes = tuple(Shape(points, (0, 0, 0), kept=True, part=CLEAR) for points in cuts)
    last = max(wings) + 1
    return replace(sketch, shapes=(*sketch.shapes[:last], *holes, *sketch.shapes[last:]))


def _cuts(wing: Mask, body: Mask, middle: float) -> list[Points]:
    """Notches along the edge that hangs down or is far from the body, and holes in what is left."""
    y, x = np.nonzero(wing)
    inside = np.stack([x, y], 1) + 0.5
    joint = inside[np.argmin(abs(inside[:, 0] - middle))]
    away = np.hypot(*(inside - joint).T)
    tip, heart = inside[away.argmax()], inside.mean(0)
    around = np.pad(wing | body, 1)
    is_edge = ~(around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:])[y, x]
    along = tip - joint
    below = (along[0] * (inside[:, 1] - joint[1]) - along[1] * (inside[:, 0] - joint[0])) * np.sign(along[0] or 1) > 0
    edge = inside[is_edge & (away > _FAR * away.max()) & below]
    if len(edge) < _NOTCHES:
        edge = inside[is_edge & (away > _FAR * away.max())]
    order = np.argsort(np.arctan2(*(edge - heart).T[::-1]))
    found: list[Points] = []
    left = wing.copy()
    for number in range(min(_NOTCHES, len(edge))):
        start = edge[order[int((number + 0.5) * len(edge) / _NOTCHES)]]
        apex = start + _DEEP * (heart - start)
        inward = (apex - start) / max(float(np.hypot(*(apex - start))), 1e-6)
        across, outside = _HALF * np.array([-inward[1], inward[0]]), start - _BEYOND * inward
        notch = np.array([outside - 1.5 * across, outside + 1.5 * across, start + across, apex, start - across])
        hole = covered((Shape(notch, (0, 0, 0)),))
        if not (hole & body).any():
            found.append(notch)
            left &= ~hole
    for _ in range(_HOLES):
        room = to_edge(left)
        row, column = np.unravel_index(int(room.argmax()), room.shape)
        radius = min(0.55 * float(room[row, column]), _HOLE[1])
        if radius < _HOLE[0]:
            break
        found.append(ellipse(np.array([column + 0.5, row + 0.5]), np.array([radius, 1.2 * radius])))
        left &= ~covered((Shape(found[-1], (0, 0, 0), width=3.0),)) & ~covered((Shape(found[-1], (0, 0, 0)),))
    return found
