"""Two creatures that face each other, equally large, and what they do: they fight, kiss, hug, hold hands. Knows no
sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, facing, put
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_WIDE: Final = 61.0
_HIGH: Final = 50.0
_BIG_HEAD: Final = 1.12
"""How wide two are together and how high each is at most, in pixels, and how large their heads are."""
_NEARER: Final = {"fight": -0.1, "hands": 0.0, "kiss": 0.12, "hug": 0.13}
_NEAR: Final = 0.07
"""How much of both is one before the other, by what they do."""
_NARROW: Final = 0.95
_ARM: Final = 5.2
_EDGE: Final = 1.8
_REACH: Final = 5.0
_HAND_ROW: Final = 0.42
_HIT: Final = 0.72
"""How wide an arm is, and the dark line around it, how far from the edge of a body it begins, and how high hands and
hits are, in heights of the body."""
_BURST: Final[tuple[tuple[float, Color], ...]] = (
    (14.0, (60, 30, 30)), (12.4, (232, 92, 40)), (9.4, (255, 214, 64)), (5.0, (255, 255, 240)),
)  # fmt: skip
_HEART: Final[tuple[tuple[float, Color], ...]] = ((7.6, (110, 20, 50)), (6.0, (240, 72, 116)))
_POINTS: Final = 8


def facing_each_other(one: Sketch, other: Sketch, deed: str, smaller: float = 1.0) -> Sketch:
    """Two side by side, looking at each other as they do a deed; the other is `smaller` times as high, or the first one
    smaller, if that is above 1."""
    shapes: list[Shape] = []
    placed = []
    near = _NEARER.get(deed, _NEAR)
    turned = [_turned(one.with_head(_BIG_HEAD), 1), _turned(other.with_head(_BIG_HEAD), -1)]
    boxes = [box_of(each) for each in turned]
    highs = (1 / max(1.0, smaller), min(1.0, smaller))
    widths = [share * (box.right - box.left) / (box.low - box.top) for box, share in zip(boxes, highs, strict=True)]
    high = min(_HIGH, _WIDE / (sum(widths) * (1 - near)))
    left = SIZE / 2 - high * sum(widths) * (1 - near) / 2
    for each, box, wide, share in zip(turned, boxes, widths, highs, strict=True):
        x = left + high * wide / 2
        scale = share * high / (box.low - box.top)
        placed.append(Sketch(put(each.shapes, scale, np.array([box.middle, box.low]), np.array([x, SIZE - 2.0])), {}))
        left += high * (wide - near * sum(widths))
    for each in placed:
        shapes += each.shapes
    if deed in ("hands", "hug"):
        shapes += _arms(placed[0], placed[1], deed == "hug")
    middle = (box_of(placed[0]).right + box_of(placed[1]).left) / 2
    if deed == "fight":
        shapes = [*_burst(np.array([middle, SIZE - 2 - _HIT * high])), *shapes]
    if deed == "kiss":
        top = min(box_of(each).top for each in placed)
        shapes += _heart(np.array([middle, max(top - 5.0, 6.0)]))
    return Sketch(tuple(shapes), one.anchors)


def is_narrow(sketch: Sketch) -> bool:
    """Whether a sketch leaves room for another one beside it."""
    box = box_of(sketch)
    return box.right - box.left < _NARROW * (box.low - box.top)


def _turned(sketch: Sketch, side: int) -> Sketch:
    """Looking to a side; what is seen from the front is mirrored to the right one."""
    if is_frontal(sketch):
        return sketch if side > 0 else sketch.mirrored()
    return facing(sketch, np.zeros(2), side)[0]


def _arms(one: Sketch, other: Sketch, around: bool) -> list[Shape]:
    """The arms by which they hold each other's hands, or each is held by the other one."""
    boxes = [box_of(one), box_of(other)]
    chins = [face.mouth.y + face.mouth.radius + 0.5 * _ARM for each in (one, other) if (face := face_of(each))]
    least = SIZE - 2 - _HAND_ROW * min(box.low - box.top for box in boxes)
    row = min(max([least, *chins]), SIZE - _ARM)
    ends = [_edge_at(one, row, 1), _edge_at(other, row, -1)]
    meeting = np.array([sum(ends) / 2, row + 2.0])
    arms: list[Shape] = []
    for each, edge, side in ((one, ends[0], 1), (other, ends[1], -1)):
        fills = {shape.role: shape.fill for shape in reversed(each.shapes) if shape.is_body}
        to = np.array([edge + side * 2.2 * _REACH, row + (1.0 if side > 0 else -5.0)]) if around else meeting
        path = np.array([[edge - side * _REACH, row - 2.0], to])
        arms += [
            Shape(path, fills.get("dark", (60, 50, 50)), "dark", _ARM + _EDGE),
            Shape(path - (0, 0.5), fills.get("main", (120, 110, 110)), "main", _ARM),
        ]
    return arms


def _edge_at(sketch: Sketch, row: float, side: int) -> float:
    """Where a body ends to a side near a row."""
    columns = np.flatnonzero(outline_of(sketch)[int(row) - 2 : int(row) + 3].any(0))
    box = box_of(sketch)
    if not columns.size:
        return box.middle
    return float(columns[-1] if side > 0 else columns[0])


def _burst(at: Points) -> list[Shape]:
    """The flash where two hit each other."""
    angles = np.arange(2 * _POINTS) * np.pi / _POINTS
    star = np.stack([np.sin(angles), -np.cos(angles)], 1) * np.where(np.arange(2 * _POINTS) % 2, 0.56, 1.0)[:, None]
    return [Shape(at + size * star, fill, kept=True) for size, fill in _BURST]


def _heart(at: Points) -> list[Shape]:
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    x = 16 * np.sin(angles) ** 3
    y = -(13 * np.cos(angles) - 5 * np.cos(2 * angles) - 2 * np.cos(3 * angles) - np.cos(4 * angles))
    heart = np.stack([x, y], 1) / 16
    return [Shape(at + size * heart, fill, kept=True) for size, fill in _HEART]
