"""Things in place of hair, as locks around the top of a head. Knows no sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.items import turned
from spritedex.sketches.shapes.shades import without_own
from spritedex.sprites.sketch import Sketch

_TURNS: Final = (-75, 75, -50, 50, -25, 25, 0)
"""To where locks point, in degrees from straight up; the last one is before the others."""
_LONG: Final = 1.45
_ROUND: Final = 0.8
_SUNK: Final = 0.5
"""How long a lock is, how far its root is from the middle of a head, and how far below its top, in radii."""


def with_locks(sketch: Sketch, item: Sketch) -> Sketch:
    """With several of an item around the top of its head, behind that; as it is, without a head."""
    head = sketch.anchors.get("head")
    if head is None:
        return sketch
    put = []
    for turn in np.radians(_TURNS):
        up = np.array([np.sin(turn), -np.cos(turn)])
        base = np.array([head.x, head.y + (_ROUND + _SUNK) * head.radius]) + _ROUND * head.radius * up
        put += turned(item, base, _LONG * head.radius * up)
    bare = without_own(sketch, "hair")
    return Sketch((*put, *bare.shapes), bare.anchors)
