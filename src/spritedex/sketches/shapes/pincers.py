"""Things in place of the pincers of a crab. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.items import turned
from spritedex.sprites.sketch import Shape, Sketch

_PINCER: Final = "pincer"
_ARM: Final = 2.3
"""How long what is in place of a pincer is, in the distance of its middle from where it begins."""
_LONG: Final = (16.0, 26.0)
"""The same in pixels, at least and at most."""


def has_pincers(sketch: Sketch) -> bool:
    """Whether it has pincers of shapes of their own."""
    return any(shape.part == _PINCER for shape in sketch.shapes)


def with_pincers_like(sketch: Sketch, item: Sketch, one: bool) -> Sketch:
    """For both of its pincers, or for the `one` in front."""
    mine = [shape for shape in sketch.shapes if shape.part == _PINCER]
    box = box_of(Sketch(tuple(shape for shape in sketch.shapes if shape.part != _PINCER), {}))
    middle = np.array([box.middle, (box.top + box.low) / 2])
    gone: list[Shape] = []
    put: list[Shape] = []
    for side in (front_of(sketch),) if one else (-1, 1):
        own = [shape for shape in mine if side * (shape.center[0] - middle[0]) > 0]
        if own:
            points = np.concatenate([shape.points for shape in own])
            far = np.hypot(*(points - middle).T)
            base = points[far.argmin()]
            up = points.mean(0) - base
            long = max(float(np.hypot(*up)), 1e-6)
            gone += own
            put += turned(item, base, float(np.clip(_ARM * long, *_LONG)) * up / long)
    kept = (shape for shape in sketch.shapes if not any(shape is each for each in gone))
    return replace(sketch, shapes=(*kept, *put))
