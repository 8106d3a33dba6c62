"""More tails than a sketch has, and longer or curled ones. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.markings import tail_of
from spritedex.sprites.sketch import Points, Shape, Sketch

_FAN: Final = (150.0, 30.0)
"""How far several tails spread at most, and how far one is from the next, in degrees."""
_LONG_TAIL: Final = 1.75
_SPIRAL: Final = (10.0, 3.0, 3.8)
"""The radii at which a curled tail begins and ends, and how thick it is, in pixels."""
_TURNS: Final = 1.3


def with_tails(sketch: Sketch, count: int) -> Sketch:
    """With `count` tails, spread like a fan behind it."""
    found = tail_of_shapes(sketch)
    if found is None:
        return sketch
    places, joint, tip = found
    spread = min(_FAN[0], _FAN[1] * (count - 0.5))
    up = np.degrees(np.arctan2(-(tip - joint)[1], abs((tip - joint)[0])))
    side = np.sign((tip - joint)[0]) or 1.0
    first = float(np.clip(up - spread / 2, -8, 60))
    fan: list[Shape] = []
    for number in range(count):
        turn = np.radians(first + spread * number / max(1, count - 1) - up) * side
        matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]).T
        fan += (
            replace(sketch.shapes[place], points=joint + (sketch.shapes[place].points - joint) @ matrix)
            for place in places
        )
    rest = (shape for place, shape in enumerate(sketch.shapes) if place not in places)
    return Sketch((*fan, *rest), sketch.anchors)


def with_long_tail(sketch: Sketch) -> Sketch:
    """With its tail longer, from where it joins the body on."""
    found = tail_of_shapes(sketch)
    if found is None:
        return sketch
    places, joint, _ = found
    shapes = [
        replace(shape, points=joint + _LONG_TAIL * (shape.points - joint)) if place in places else shape
        for place, shape in enumerate(sketch.shapes)
    ]
    return Sketch(tuple(shapes), sketch.anchors)


def with_curled_tail(sketch: Sketch) -> Sketch:
    """With a tail that is rolled up in a spiral, from where it joins the body on."""
    found, tail = tail_of_shapes(sketch), tail_of(sketch)
    if found is None or tail is None:
        return sketch
    places, joint, tip = found
    shape, side = sketch.shapes[tail], np.sign((tip - joint)[0]) or 1.0
    angle = np.linspace(0, _TURNS * 2 * np.pi, 36)
    radius = np.linspace(_SPIRAL[0], _SPIRAL[1], 36)[:, None]
    away = max(1.35 * _SPIRAL[0], abs(float((tip - joint)[0])))
    middle = joint + np.array([side * away, -_SPIRAL[0]])
    rolled = middle + radius * np.stack([side * np.sin(angle), np.cos(angle)], 1)
    line = replace(shape, points=np.concatenate([joint[None], rolled]), width=_SPIRAL[2])
    shapes = [
        line if place == tail else each
        for place, each in enumerate(sketch.shapes)
        if place == tail or place not in places
    ]
    end = sketch.anchors["tail"]
    return Sketch(tuple(shapes), {**sketch.anchors, "tail": replace(end, x=middle[0], y=middle[1])})


def tail_of_shapes(sketch: Sketch) -> tuple[Sequence[int], Points, Points] | None:
    """The places of the shapes of its tail, where it joins the body, and its tip."""
    tail, anchor = tail_of(sketch), sketch.anchors.get("tail")
    if tail is None or anchor is None:
        return None
    tail = next((place for place in range(max(0, tail - 2), tail) if _holds(sketch, place, tail)), tail)
    shape = sketch.shapes[tail]
    low, high = shape.bounds[0] - 3, shape.bounds[1] + 3
    near = range(max(0, tail - 1), min(len(sketch.shapes), tail + 3))
    mine = [
        place
        for place in near
        if (sketch.shapes[place].points >= low).all() and (sketch.shapes[place].points <= high).all()
    ]
    tip = np.array([anchor.x, anchor.y])
    joint = shape.points[np.hypot(*(shape.points - tip).T).argmax()]
    return mine, joint, tip


def _holds(sketch: Sketch, place: int, tip: int) -> bool:
    """Whether a shape of the body is the tail whose tip has another color."""
    shape, end = sketch.shapes[place], sketch.shapes[tip]
    around = (shape.bounds[0] <= end.bounds[0]).all() and (end.bounds[1] <= shape.bounds[1]).all()
    return bool(around and shape.role in ("main", "dark") and end.role == "second" and not shape.width)
