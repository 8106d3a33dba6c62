"""Humps along the back of what is seen from the side, and spikes on a tail. Knows no sentence."""

import itertools
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.changed import bushy_tail
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.places import is_frontal
from spritedex.sketches.shapes.shaping import resampled
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sprites.sketch import Color, Points, Shape, Sketch

_HIGH: Final = 13.0
_LOW: Final = 0.35
"""How far down in a trunk a hump begins, in the height of that."""
_FROM: Final = 0.2
"""How far from its front the first one is, in the length of a trunk."""
_OWN: Final = 3.0
"""How far above a trunk its own humps reach at least, in pixels."""
_SPIKES: Final = 4
_SPIKE: Final = (4.6, 2.6)
"""How long a spike of a tail is, and half of how wide."""
_SPIKE_COLOR: Final[Color] = (236, 228, 208)
_EDGE: Final[Color] = (60, 52, 60)


def with_humps(sketch: Sketch, count: int) -> Sketch:
    """With `count` humps in place of its own."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    back = sketch.anchors.get("back")
    if is_frontal(sketch) or not forms or back is None:
        return sketch
    trunk = min(forms, key=lambda shape: abs(float(shape.points[:, 0].mean()) - back.x) - np.ptp(shape.points[:, 0]))
    (left, top), (right, low) = trunk.points.min(0), trunk.points.max(0)
    head = {id(sketch.shapes[place]) for place in head_of(sketch)}

    def is_own(shape: Shape) -> bool:
        x, y = shape.points.T
        above = y.min() < top - _OWN and y.mean() < (top + low) / 2
        return bool(shape.role and id(shape) not in head and above and x.min() > left - 1 and x.max() < right + 1)

    bare = replace(sketch, shapes=tuple(shape for shape in sketch.shapes if not is_own(shape)))
    front = front_of(sketch)
    fills = {shape.role: shape.fill for shape in reversed(bare.shapes) if not shape.part}
    wide = 0.62 * (right - left) / max(count, 2)
    put: list[Shape] = []
    for number in range(count):
        share = 0.5 if count == 1 else _FROM + (0.9 - _FROM) * number / (count - 1)
        x = left + (right - left) * (share if front < 0 else 1 - share)
        base = top + _LOW * (low - top)
        put += (
            Shape(_hump(x, base, wide + 1.2, _HIGH + 1.2 + base - top), fills.get("dark", trunk.fill), "dark"),
            Shape(_hump(x, base, wide, _HIGH + base - top), trunk.fill, "main"),
            Shape(_hump(x, top - 0.45 * _HIGH, 0.7 * wide, 0.5 * _HIGH), fills.get("second", trunk.fill), "second"),
        )
    place = next(at for at, shape in enumerate(bare.shapes) if shape is trunk)
    return replace(bare, shapes=(*bare.shapes[:place], *put, *bare.shapes[place:]))


def _hump(x: float, base: float, wide: float, high: float) -> Points:
    angle = np.linspace(0, np.pi, 16)
    return np.stack([x + wide * np.cos(angle), base - high * np.sin(angle) ** 0.8], 1)


def with_tail_spikes(sketch: Sketch, color: Color | None) -> Sketch:
    """With spikes to both sides of the outer half of its tail; on its back, where it has no tail of its own."""
    found = (tail_of_shapes(sketch) or bushy_tail(sketch)) if "tail" in sketch.anchors else None
    if found is None:
        return sketch
    places, joint, tip = found
    along = (tip - joint) / max(float(np.hypot(*(tip - joint))), 1e-6)
    across = np.array([-along[1], along[0]])
    points = np.concatenate([_outline(sketch.shapes[place]) for place in places])
    reach = (points - joint) @ along
    put: list[Shape] = []
    for number in range(_SPIKES):
        at = (0.45 + 0.5 * number / (_SPIKES - 1)) * float(reach.max())
        near = points[abs(reach - at) < 2.5]
        if not len(near):
            continue
        side = 1 if number % 2 else -1
        root = near[np.argmax(side * ((near - joint) @ across))]
        form = root + np.array([-_SPIKE[1] * along, side * _SPIKE[0] * across + 0.8 * along, _SPIKE[1] * along])
        edge = root + 1.25 * (form - root)
        put += [Shape(edge, _EDGE, "", 0.0, True), Shape(form, color or _SPIKE_COLOR, "", 0.0, True)]
    last = max(places) + 1
    return replace(sketch, shapes=(*sketch.shapes[:last], *put, *sketch.shapes[last:]))


def _outline(shape: Shape) -> Points:
    """Points along the edge of a form, or to both sides of a line."""
    if not shape.width:
        return resampled(shape.points, 1.0)
    line = np.concatenate([np.linspace(*ends, 10) for ends in itertools.pairwise(shape.points)])
    ahead = np.gradient(line, axis=0)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], 1) / np.maximum(np.hypot(*ahead.T), 1e-6)[:, None]
    return np.concatenate([line + shape.width / 2 * aside, line - shape.width / 2 * aside])
