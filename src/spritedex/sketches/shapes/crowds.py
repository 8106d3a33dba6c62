"""Several sketches of a kind in one picture: side by side, or one on another. Knows no sentence."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, facing, put
from spritedex.sketches.shapes.places import is_frontal
from spritedex.sprites.sketch import SIZE, Shape, Sketch

_SIDE: Final = {2: 38.0, 3: 33.0, 4: 31.0}
"""How large each of so many is, in pixels."""
_PLACES: Final = {
    2: ((-0.41, 0.0), (0.41, 0.0)),
    3: ((0.0, -0.62), (-0.47, 0.0), (0.47, 0.0)),
    4: ((-0.22, -0.62), (0.62, -0.62), (-0.6, 0.0), (0.24, 0.0)),
}
"""Where each of so many stands, from back to front: right and down, in sides."""
_LEVEL: Final = 0.74
_SUNK: Final = 0.42
"""How much of each in a stack is behind the one below it."""
_LEAN: Final = 1.5


def in_a_row(members: Sequence[Sketch], level: bool = False, high: float = 1.0) -> Sketch:
    """Side by side, the third and fourth behind the others unless all are `level`; they look at each other.

    Those behind stand `high` times as high as is usual.
    """
    side = _SIDE[len(members)]
    middle = (len(members) - 1) / 2
    places = [(_LEVEL * (at - middle), 0.0) for at in range(len(members))] if level else _PLACES[len(members)]
    shapes: list[Shape] = []
    for member, (right, down) in zip(members, places, strict=True):
        box = box_of(member)
        turned, at = facing(member, np.array([box.middle, box.low]), 1 if right <= 0 else -1)
        if is_frontal(member) and right > 0:
            turned, at = member.mirrored(), np.array([SIZE - at[0], at[1]])
        to = np.array([SIZE / 2 + right * side, SIZE + high * down * side])
        shapes += put(turned.shapes, side / box.side, at, to)
    return Sketch(tuple(shapes), members[0].anchors)


def stacked(members: Sequence[Sketch]) -> Sketch:
    """One on another, the first at the bottom."""
    side, floor = _SIDE[len(members)], float(SIZE)
    shapes: list[Shape] = []
    for number, member in enumerate(members):
        box = box_of(member)
        scale = side / max(box.right - box.left, 1.2 * (box.low - box.top))
        to = np.array([SIZE / 2 + _LEAN * (-1) ** number, floor])
        shapes[:0] = put(member.shapes, scale, np.array([box.middle, box.low]), to)
        floor -= (1 - _SUNK) * scale * (box.low - box.top)
    return Sketch(tuple(shapes), members[0].anchors)
