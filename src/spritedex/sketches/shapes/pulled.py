"""A cart or sled that a creature pulls behind itself or pushes, with what is in it. Knows no sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, put
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import is_frontal, outline_of
from spritedex.sprites.sketch import Shape, Sketch

_HIGH: Final = 0.6
_WIDE: Final = 0.85
"""How high and how wide a cart is at most beside its creature."""
_OVER: Final = 7.0
_LOADED: Final = ((-0.27, 0.1), (0.27, 0.1), (0.0, 0.08), (-0.14, -0.14), (0.14, -0.14))
_ITEM: Final = 0.36
"""How much of a cart is behind its creature, in pixels; where things lie in it, in its widths beside and below the
middle of its rim; and how large each is."""
_SHAFT: Final = (112, 72, 40)


def with_cart(sketch: Sketch, cart: Sketch, load: Sketch | None, pushed: bool) -> Sketch:
    """With a cart behind it, or before it if it is `pushed`; a cart is drawn with its shaft to the right."""
    front = 1 if is_frontal(sketch) else front_of(sketch)
    side = front if pushed else -front
    box, own = box_of(cart), box_of(sketch)
    scale = min(
        _HIGH * (own.low - own.top) / (box.low - box.top), _WIDE * (own.right - own.left) / (box.right - box.left)
    )
    wide, high = scale * (box.right - box.left), scale * (box.low - box.top)
    near = np.flatnonzero(outline_of(sketch)[int(max(0, own.low - high)) : int(own.low) + 1].any(0))
    edge = own.middle if not near.size else float(near[-1] if side > 0 else near[0])
    x = edge + side * (wide / 2 - _OVER)
    turned, middle = (cart, box.middle) if side < 0 else (cart.mirrored(), 64 - box.middle)
    placed = put(turned.shapes, scale, np.array([middle, box.low]), np.array([x, own.low]))
    things: list[Shape] = []
    if load:
        item = box_of(load)
        rim = own.low - 0.8 * high
        for right, down in _LOADED:
            at, to = np.array([item.middle, (item.top + item.low) / 2]), np.array([x + right * wide, rim + down * wide])
            things = [*put(load.shapes, _ITEM * wide / item.side, at, to), *things]
    shaft = Shape(
        np.array([[x - 0.4 * side * wide, own.low - 0.5 * high], [edge - side * _OVER * 2, own.low - 0.55 * high]]),
        _SHAFT,
        width=2.6,
        kept=True,
    )
    return Sketch((*things, *placed, shaft, *sketch.shapes), sketch.anchors)
