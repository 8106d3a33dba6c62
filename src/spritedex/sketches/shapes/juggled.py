"""Several of a thing in the air above the hands of who juggles them. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.places import is_frontal
from spritedex.sprites.sketch import Shape, Sketch

_ANGLES: Final = (152, 90, 28)
"""Where each is on its way, in degrees from the right."""
_SIDE: Final = 0.25
"""How large one is, in the longer side of the creature."""
_HIGH: Final = 0.42
"""How far below the top of a creature the arc begins, in its height."""

_ABOVE: Final = 0.3
_BESIDE: Final = 0.3
"""How far to each side of a head seen from the side the arc goes, in the longer side of the creature."""


def with_juggled(sketch: Sketch, item: Sketch) -> Sketch:
    """With three of an item in an arc over its head, each turned along its way."""
    own, theirs = box_of(sketch), box_of(item)
    side = _SIDE * own.side
    scale = side / theirs.side
    middle = np.array([theirs.middle, (theirs.top + theirs.low) / 2])
    rise = _HIGH * (own.low - own.top)
    base, wide = np.array([own.middle, own.top + rise]), (own.right - own.left) / 2
    if (head := sketch.anchors.get("head")) and not is_frontal(sketch):
        rise = _ABOVE * side
        base, wide = np.array([head.x, head.y + rise]), _BESIDE * own.side
    reach = np.array([wide + 0.3 * side, -(rise + 0.62 * side)])
    put: list[Shape] = []
    for angle in np.radians(_ANGLES):
        turn = np.pi / 2 - angle
        matrix = scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        at = base + reach * (np.cos(angle), np.sin(angle))
        put += (
            replace(shape, points=(shape.points - middle) @ matrix + at, width=scale * shape.width, kept=True)
            for shape in item.shapes
        )
    return Sketch((*sketch.shapes, *put), sketch.anchors)
