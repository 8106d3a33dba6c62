"""What a body does: it leans as it dances, is in water, in earth or on a thread; and signs beside a head. Knows no
sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import outline_of
from spritedex.sketches.shapes.shaping import turned
from spritedex.sprites.sketch import SIZE, Anchor, Color, Points, Shape, Sketch

_LEAN: Final = 0.2
"""How far aside what is a pixel higher is."""
_PRONE: Final = np.radians(62)
_SIGN: Final = 6.5
"""Half the height of a sign, in pixels."""
_OUTSIDE: Final = 6
"""How many covered pixels a row above a creature is worth, which all becomes smaller for."""
_BELOW: Final = {"water": 0.3, "splash": 0.14, "afloat": 0.28}
"""How much of the height is below water: of what swims, of what jumps out of it, and of what floats on its back."""
_LONG_LEGS: Final = 0.25
_WADING: Final = 0.4
"""How long legs are, in the height of all, that are seen above water, and how much of them is below it."""
_WATER: Final[tuple[Color, Color]] = ((74, 140, 214), (196, 232, 252))
_DEEP: Final[Color] = (34, 78, 150)
_EARTH: Final[tuple[Color, Color]] = ((110, 76, 50), (156, 114, 76))
_HEAP: Final = 0.36
_STEEP: Final = 0.6
"""How high a heap of earth is, in the height of who is in it, and how round it is; 1 is an ellipse."""
_THREAD: Final[Color] = (226, 228, 238)
_WAVES: Final = 5
_TREMBLE: Final[Color] = (70, 66, 96)
_SMOKE: Final[tuple[Color, Color, Color]] = ((88, 92, 110), (158, 164, 182), (212, 216, 226))
_PUFFS: Final = ((-1.04, 0.03, 0.09), (1.04, 0.03, 0.09), (-0.78, 0.02, 0.13), (0.78, 0.02, 0.13), (-0.42, 0.0, 0.13),
                 (0.42, 0.0, 0.13), (0.0, -0.02, 0.15))  # fmt: skip
_TRAIL: Final = ((0.98, 0.74, 0.07), (1.08, 0.62, 0.1), (0.96, 0.5, 0.07), (1.1, 0.4, 0.09))
"""Puffs of smoke at the feet of what is of it, and behind its back: how far aside in half of its width, how far up in
its height, and how large in its longer side."""
_ABOVE: Final = 9.0
"""How far above a head the branch is that arms hold."""
_APART: Final = 1.0
"""How far arms are from the middle of a head, in its radius."""
_ARM: Final = 6.0


def leaning(sketch: Sketch) -> Sketch:
    """As it dances: leaning to its front, its feet where they were."""
    low = _box(sketch)[1][1]

    def leant(points: Points) -> Points:
        return np.asarray(points + np.stack([front_of(sketch) * _LEAN * (low - points[:, 1]), 0 * points[:, 1]], 1))

    return replace(sketch, shapes=tuple(replace(shape, points=leant(shape.points)) for shape in sketch.shapes))


def prone(sketch: Sketch) -> Sketch:
    """On its belly, its head to its front, if it stood upright and is seen from the side."""
    low, high = _box(sketch)
    if sketch.from_the_front or np.ptp([low[0], high[0]]) > np.ptp([low[1], high[1]]):
        return sketch
    return turned(sketch, -front_of(sketch) * _PRONE)


def in_water(sketch: Sketch, kind: str) -> Sketch:
    """Its lower part below water, of a "splash" less."""
    (left, top), (right, low) = _box(sketch)
    legs = [shape.points[:, 1].min() for shape in sketch.shapes if shape.part == "feet" and shape.width]
    wades = kind == "water" and legs and low - min(legs) > _LONG_LEGS * (low - top)
    line = low - (_WADING * (low - min(legs)) if wades else _BELOW[kind] * (low - top))
    x = np.linspace(left - 5, right + 5, 8 * _WAVES + 1)
    crest = np.stack([x, line + 1.3 * np.cos(2 * np.pi * _WAVES * np.linspace(0, 1, len(x)))], 1)
    return _behind_ground(sketch, crest, low, _WATER)


def in_earth(sketch: Sketch) -> Sketch:
    """Its feet in a heap of earth, with clods beside it."""
    (left, top), (right, low) = _box(sketch)
    middle, half = (left + right) / 2, (right - left) / 2 + 3
    angle = np.linspace(np.pi, 0, 16)
    high = _HEAP * (low - top) * (1 + 0.12 * np.cos(9 * angle))
    crest = np.stack([middle + half * np.cos(angle), low - high * np.maximum(0, np.sin(angle)) ** _STEEP], 1)
    heap = _behind_ground(sketch, crest, low, _EARTH)
    clods = (
        _dot(middle + away * half, low - up, radius, _EARTH[0])
        for away, up, radius in ((-0.98, 9.0, 1.9), (1.0, 11.0, 1.6), (0.9, 6.5, 2.2))
    )
    return replace(heap, shapes=(*heap.shapes, *clods))


def in_smoke(sketch: Sketch) -> Sketch:
    """Its feet in smoke, with puffs that rise behind its back."""
    (left, top), (right, low) = _box(sketch)
    middle, half, high = (left + right) / 2, (right - left) / 2, low - top

    def puffs(places: Sequence[tuple[float, float, float]]) -> list[Shape]:
        rounds = [(middle + away * half, low - up * high, size * max(2 * half, high)) for away, up, size in places]
        layers = zip(_SMOKE, (0.0, 0.8, 3.6), (0.0, 0.2, 1.4), strict=True)
        return [
            _dot(x - lift, y - lift, max(0.5, radius - less), color)
            for color, less, lift in layers
            for x, y, radius in rounds
        ]

    trail = [(-front_of(sketch) * away, up, size) for away, up, size in _TRAIL]
    return replace(sketch, shapes=(*puffs(trail), *sketch.shapes, *puffs(_PUFFS)))


def in_puddle(sketch: Sketch) -> Sketch:
    """Its feet in a puddle of water."""
    (left, _), (right, low) = _box(sketch)
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    around = np.stack([np.cos(angle), np.sin(angle)], 1) * (0.54 * (right - left), 0.06 * (right - left))
    middle = np.array([(left + right) / 2, low - 0.5])
    layers = ((1.1, _DEEP), (1.0, _WATER[0]), (0.6, _WATER[1]))
    puddle = (Shape(middle + wide * around, color, "", 0.0, True) for wide, color in layers)
    return replace(sketch, shapes=(*puddle, *sketch.shapes))


def trembling(sketch: Sketch) -> Sketch:
    """With two lines at each of its sides that say that it shakes."""
    (left, top), (right, low) = _box(sketch)
    up = np.linspace(0, 1, 9)
    lines = []
    for side, edge in ((-1, left), (1, right)):
        for away, share in ((3.0, 0.26), (7.0, 0.16)):
            y = (top + low) / 2 + (low - top) * share * (2 * up - 1)
            arc = side * (away + 4 * share * 10 * up * (1 - up))
            lines.append(Shape(np.stack([edge + arc, y], 1), _TREMBLE, "", 1.7, True))
    return replace(sketch, shapes=(*sketch.shapes, *lines))


def hanging(sketch: Sketch) -> Sketch:
    """On a thread from above."""
    head = sketch.anchors.get("head")
    (left, top), (right, _) = _box(sketch)
    x = head.x if head else (left + right) / 2
    thread = Shape(np.array([[x, top - 16], [x, head.y + 2 if head else top + 4]]), _THREAD, "", 1.6, True)
    return replace(sketch, shapes=(thread, *sketch.shapes))


def hung_from(sketch: Sketch, branch: Sketch) -> Sketch:
    """With both arms up around a branch above it."""
    (left, top), (right, low) = _box(sketch)
    forms = [shape for shape in sketch.shapes if shape.is_body and not shape.width and not shape.kept]
    fill = max(forms or sketch.shapes, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).fill
    dark: Color = (fill[0] // 2, fill[1] // 2, fill[2] // 2)
    head = sketch.anchors.get("head") or Anchor((left + right) / 2, top, (right - left) / 4)
    seat, y = branch.anchors["seat"], top - _ABOVE
    moved = tuple(shape.moved(head.x - seat.x, y - seat.y) for shape in branch.shapes)
    shoulder, wide = min(head.y + 2.2 * head.radius, low - 8), _APART * head.radius
    arms, hands = [], []
    for side in (-1, 1):
        hand = np.array([head.x + side * 1.25 * wide, y + 1.0])
        path = np.array(
            [[head.x + side * 0.5 * wide, shoulder], [head.x + side * 1.4 * wide, (shoulder + y) / 2], hand]
        )
        for color, thick in ((dark, _ARM), (fill, _ARM - 2)):
            arms.append(Shape(path, color, width=thick))
            hands.append(Shape(np.array([hand, hand + 0.01]), color, width=thick + 2.0, kept=True))
    return replace(sketch, shapes=(*arms, *moved, *sketch.shapes, *hands))


def with_sign(sketch: Sketch, sign: Sketch) -> Sketch:
    """With a sign beside its head, where it covers least and is least above it."""
    (left, top), (right, _) = _box(sketch)
    head = sketch.anchors.get("head") or Anchor((left + right) / 2, top, (right - left) / 3)
    outline = outline_of(sketch)
    away, start = head.radius + _SIGN + 2, head.y + 0.25 * head.radius

    def price(place: tuple[float, float]) -> int:
        columns, rows = (slice(*np.clip((at - _SIGN, at + _SIGN), 0, SIZE).astype(int)) for at in place)
        return int(outline[rows, columns].sum() + _OUTSIDE * max(0.0, top - (place[1] - _SIGN)))

    sides = (head.x - front_of(sketch) * away, head.x + front_of(sketch) * away)
    x, y = min(((x, start - up) for up in np.arange(0, 3 * _SIGN) for x in sides), key=price)
    known = replace(sketch, anchors={**sketch.anchors, "sign": Anchor(x, y, _SIGN)})
    return replace(known.with_part(sign, "sign", False), anchors=sketch.anchors)


def _box(sketch: Sketch) -> tuple[Points, Points]:
    """The lower and the upper end of its body, each x and y."""
    body = [shape.points for shape in sketch.shapes if shape.is_body] or [shape.points for shape in sketch.shapes]
    points = np.concatenate(body)
    return points.min(0), points.max(0)


def _behind_ground(sketch: Sketch, crest: Points, low: float, colors: tuple[Color, Color]) -> Sketch:
    """With all between a crest and its lower end hidden, and a lighter line along the crest."""
    ends = np.array([[crest[-1, 0], low + 1], [crest[0, 0], low + 1]])
    return replace(
        sketch,
        shapes=(
            *sketch.shapes,
            Shape(np.concatenate([crest, ends]), colors[0], "", 0.0, True),
            Shape(crest, colors[1], "", 1.8, True),
        ),
    )


def _dot(x: float, y: float, radius: float, color: Color) -> Shape:
    return Shape(np.array([[x, y], [x + 0.01, y]]), color, "", 2 * radius, True)
