"""Legs, hands and ears that are longer, larger or smaller than a sketch has them. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.looks import with_long_ears
from spritedex.sketches.shapes.postures import arm_of
from spritedex.sketches.shapes.regions import ears_of
from spritedex.sprites.sketch import EYE, Points, Shape, Sketch

_LEGS: Final = 0.3
"""How much of the height of a body its legs are."""
_BIG: Final = 1.6
_HAND: Final = (240, 1.75)
"""How large in square pixels the box of a hand is at most, and how many times as large it becomes."""
_FIST: Final = 300
_FIST_TIMES: Final = 1.3
"""The same of what is large already."""
_FINGER: Final = 20
_NAILS: Final = 3.0
"""How large the box of a finger or a claw is at most; and how far beyond a hand its claws reach, in pixels."""


def with_legs_of(sketch: Sketch, times: float) -> Sketch:
    """With what of its body is at the floor so many times as high, and all else higher or lower by that."""
    body = [shape for shape in sketch.shapes if shape.is_body and not shape.kept]
    if not body:
        return sketch
    rows = np.concatenate([shape.points[:, 1] for shape in body])
    top, low = float(rows.max() - _LEGS * np.ptp(rows)), float(rows.max())

    def moved(y: float | Points) -> Points:
        return np.asarray(np.minimum(y, top) + (1 - times) * (low - top) + times * np.maximum(y - top, 0))

    shapes = (
        replace(shape, points=np.stack([shape.points[:, 0], moved(shape.points[:, 1])], 1)) for shape in sketch.shapes
    )
    anchors = {name: replace(at, y=float(moved(at.y))) for name, at in sketch.anchors.items()}
    return Sketch(tuple(shapes), anchors)


def with_large_hands(sketch: Sketch) -> Sketch:
    """With the forms at the ends of its arms larger; of arms of one form, these."""
    shapes = list(sketch.shapes)
    for side in (-1, 1):
        arm = arm_of(sketch, side)
        hands = _hands(shapes, [place for place in arm if not shapes[place].width])
        if not hands:
            continue
        points = np.concatenate([shapes[place].points for place in hands])
        low, high = points.min(0), points.max(0)
        middle, times = (low + high) / 2, _HAND[1] if np.prod(high - low) < _FIST else _FIST_TIMES
        for place in arm:
            own = shapes[place].points
            if place in hands or ((own > low - _NAILS) & (own < high + _NAILS)).all():
                shapes[place] = replace(shapes[place], points=middle + times * (own - middle))
    return replace(sketch, shapes=tuple(shapes))


def _hands(shapes: Sequence[Shape], forms: list[int]) -> list[int]:
    """The places of the forms of a hand among those of an arm; all, if it is of one form."""
    size = {place: float(np.prod(np.ptp(shapes[place].points, axis=0))) for place in forms}
    large = [place for place in forms if size[place] > _FINGER and shapes[place].role != "light"]
    if large:
        most = max(large, key=size.__getitem__)
        low, high = shapes[most].bounds
        inside = [((low <= shapes[place].bounds[0]) & (shapes[place].bounds[1] <= high)).all() for place in large]
        large = large if all(inside) else [place for place in large if place != most]
    return [place for place in large if size[place] < _HAND[0]] or large or forms


def with_ears_of(sketch: Sketch, times: float) -> Sketch:
    """With its ears so many times as large, from where they grow."""
    ears, head = ears_of(sketch), sketch.anchors.get("head")
    if head is None:
        return sketch
    shapes = list(sketch.shapes)
    for side in (-1, 1):
        mine = [at for at in ears if (np.mean(shapes[at].points[:, 0]) - head.x) * side > 0]
        if not mine:
            continue
        low = np.min([shapes[at].points.min(0) for at in mine], 0) - 0.5
        high = np.max([shapes[at].points.max(0) for at in mine], 0) + 0.5
        root = np.array([(low[0] + high[0]) / 2, high[1]])
        for at, shape in enumerate(sketch.shapes):
            if (shape.points >= low).all() and (shape.points <= high).all() and shape.role != EYE:
                shapes[at] = replace(shape, points=root + times * (shape.points - root))
    return replace(sketch, shapes=tuple(shapes))


def with_big_ears(sketch: Sketch) -> Sketch:
    """With larger ears; without such shapes, with all above its head higher."""
    return with_ears_of(sketch, _BIG) if ears_of(sketch) else with_long_ears(sketch)
