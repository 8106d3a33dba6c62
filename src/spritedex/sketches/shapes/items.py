"""Things stood up, or turned to where a part of a body points. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sprites.sketch import Anchor, Points, Shape, Sketch

_IN_HAND: Final = 2.4


def stood(item: Sketch) -> Sketch:
    """With its top at 0, and its anchor at the middle of its lower edge."""
    box = box_of(item)
    shapes = tuple(shape.moved(0, -box.top) for shape in item.shapes)
    return Sketch(shapes, {"at": Anchor(box.middle, box.low - box.top, (box.low - box.top) / 4)})


def around_middle(item: Sketch) -> Sketch:
    box = box_of(item)
    return replace(item, anchors={"at": Anchor(box.middle, (box.top + box.low) / 2, box.side / 2 / _IN_HAND)})


def turned(item: Sketch, base: Points, up: Points) -> list[Shape]:
    """An item whose lower end is at a base and whose upper end points along `up`, as long as that."""
    at, long = item.anchors["at"], max(float(np.hypot(*up)), 1e-6)
    scale = long / at.y
    matrix = scale / long * np.array([[-up[1], up[0]], [-up[0], -up[1]]])
    return [
        replace(shape, points=(shape.points - (at.x, at.y)) @ matrix + base, width=shape.width * scale, kept=True)
        for shape in item.shapes
    ]
