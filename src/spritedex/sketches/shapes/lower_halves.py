"""The hind half of a body as that of another kind: the tail of a fish or a snake, the arms of an octopus.

Knows no sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import above, box_of, solid_around
from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import all_of_eye, face_of, is_all_face, is_frontal, outline_of
from spritedex.sketches.shapes.regions import tail_places
from spritedex.sprites.pieces import label_pieces
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_CUT: Final = 0.72
"""Where the other half begins in the height of what is upright."""
_UPRIGHT: Final = 1.2
"""From which height beside its width on what is seen from the side is upright."""
_BELOW_FACE: Final = 5.0
_WIDE: Final = (9.0, 0.21)
"""Half of how wide the other half begins: at least, in pixels, and at most, as a share of the larger side."""
_TAIL: Final[Color] = (58, 160, 186)
_SNAKE: Final[Color] = (98, 170, 72)
_ARMS: Final[Color] = (196, 92, 150)
_ROLE: Final = "half"
"""What has a color of its own, whatever that of the body is."""
_RIM: Final = 0.66
_STEPS: Final = 14
_SUCKER: Final = 1.3


def with_lower_half(sketch: Sketch, kind: str, color: Color | None = None) -> Sketch:
    """With the hind half of a "fish", a "snake" or an "octopus", in a color or its own."""
    tail = tail_places(sketch)
    bare = replace(sketch, shapes=tuple(shape for place, shape in enumerate(sketch.shapes) if place not in tail))
    cut = _cut_of(bare)
    if cut is None:
        return sketch
    start, wide, ahead, shapes = cut
    large = box_of(bare).side
    put, tip = _KINDS[kind](start, min(max(wide, _WIDE[0]), _WIDE[1] * large), ahead, large, color)
    anchors = {**sketch.anchors}
    if "tail" in anchors:
        anchors["tail"] = replace(anchors["tail"], x=float(tip[0]), y=float(tip[1]))
    return Sketch((*put, *_on_it(shapes, put)), anchors)


def _on_it(shapes: Sequence[Shape], half: Sequence[Shape]) -> list[Shape]:
    """What stays of a sketch without what is cut off from the rest of it, such as the tip of a tail."""
    labels, sizes = label_pieces(outline_of(Sketch((*half, *shapes), {})))
    largest = int(sizes.argmax()) + 1

    def is_on(shape: Shape) -> bool:
        x, y = np.clip(shape.points.mean(0), 0, SIZE - 1).astype(int)
        return int(labels[y, x]) in (0, largest)

    return list(filter(is_on, shapes))


def _cut_of(sketch: Sketch) -> tuple[Points, float, Points, list[Shape]] | None:
    """Where the other half begins, half of how wide, into which direction it goes, and what stays of a sketch."""
    box, face, outline = box_of(sketch), face_of(sketch), outline_of(sketch)
    looks = {place for eye in eyes_of(sketch) for place in all_of_eye(sketch, eye.shapes[0])}
    wide, high = box.right - box.left, box.low - box.top
    if is_frontal(sketch) or is_all_face(sketch) or high > _UPRIGHT * wide:
        row = box.top + _CUT * high
        row = max(row, face.mouth.y + _BELOW_FACE) if face else row
        runs = runs_of(outline[int(np.clip(row, 0, SIZE - 1))])
        kept = [each for shape in sketch.shapes if (each := above(shape, row))]
        start, ahead = row - 2, np.array([0.0, 1.0])
    else:
        side = front_of(sketch)
        x = box.middle
        whole = _skull_of(sketch) | looks
        runs = runs_of(outline[:, int(np.clip(x, 0, SIZE - 1))])
        far = x + side * 200
        window = np.array([[x, -99.0], [far, -99.0], [far, 199.0], [x, 199.0]])
        kept = [
            replace(shape, points=points) if points is not shape.points else shape
            for place, shape in enumerate(sketch.shapes)
            if len(points := shape.points if place in whole or shape.width else clipped(shape.points, window)) > 1
            and (place in whole or not shape.width or side * (shape.points[:, 0].mean() - x) > 0)
        ]
        start, ahead = x + 2.0 * side, np.array([-float(side), 0.0])
    if not runs:
        return None
    low, end = max(runs, key=lambda run: run[1] - run[0])
    middle = (low + end) / 2
    return np.array([middle, start] if ahead[1] else [start, middle]), (end - low) / 2, ahead, kept


def _skull_of(sketch: Sketch) -> set[int]:
    """The places of the shapes of its head, without those behind that, such as the tip of a tail."""
    mine, face = head_of(sketch), face_of(sketch)
    if face is None or not mine:
        return {*mine}
    solid = solid_around([sketch.shapes[place] for place in mine], face.eyes)
    low, high = min(shape.bounds[0][0] for shape in solid), max(shape.bounds[1][0] for shape in solid)
    return {place for place in mine if low - 1 <= sketch.shapes[place].points[:, 0].mean() <= high + 1}


def _spine(start: Points, ahead: Points, bends: list[tuple[float, float]], large: float) -> Points:
    """Points along a smooth line from a start: how far ahead and how far to its side, in shares of a size."""
    aside = np.array([1.0, 0.0]) if ahead[1] else np.array([0.0, -1.0])
    knots = np.array([start, *(start + large * (along * ahead + across * aside) for along, across in bends)])
    at = np.linspace(0, len(knots) - 1, _STEPS)
    low = np.clip(at.astype(int), 0, len(knots) - 2)
    padded = np.concatenate([[2 * knots[0] - knots[1]], knots, [2 * knots[-1] - knots[-2]]])
    a, b, c, d = (padded[low + place] for place in range(4))
    t = (at - low)[:, None]
    return np.asarray(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))


def _tube(spine: Points, wide: Points, fill: Color, part: str = "tail") -> list[Shape]:
    """A body along a line, in a dark rim."""
    along = np.gradient(spine, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], 1) / np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    sides = [
        np.concatenate([spine + w * across, (spine - w * across)[::-1]]) for w in (wide[:, None], wide[:, None] - 1.5)
    ]
    return [Shape(sides[0], _shade(fill, _RIM), _ROLE, 0.0, part=part), Shape(sides[1], fill, _ROLE, 0.0, part=part)]


def _fish(start: Points, wide: float, ahead: Points, large: float, color: Color | None) -> tuple[list[Shape], Points]:
    fill = color or _TAIL
    bends = [(0.2, 0.02), (0.38, 0.14), (0.4, 0.36)] if ahead[1] else [(0.18, -0.08), (0.42, -0.1), (0.56, 0.1)]
    spine = _spine(start, ahead, bends, large)
    tip, end = spine[-1], spine[-1] - spine[-3]
    end = end / max(float(np.hypot(*end)), 1e-6)
    aside = np.array([-end[1], end[0]])
    fan = np.array([-0.04 * end, 0.2 * end + 0.22 * aside, 0.13 * end, 0.2 * end - 0.22 * aside])
    fluke = [Shape(tip + large * grow * fan, tone, _ROLE, 0.0, part="tail") for grow, tone in
             ((1.0, _shade(fill, _RIM)), (0.8, _shade(fill, 1.16)))]  # fmt: skip
    body = _tube(spine, np.linspace(wide, 2.6, len(spine)), fill)
    scales = []
    for at in range(2, len(spine) - 3, 3):
        over = np.array([-(spine[at + 1] - spine[at - 1])[1], (spine[at + 1] - spine[at - 1])[0]])
        over = over / max(float(np.hypot(*over)), 1e-6) * (wide * (1 - at / len(spine)) * 0.6)
        line = np.array([spine[at] - over, spine[at + 1], spine[at] + over])
        scales.append(Shape(line, _shade(fill, 0.8), _ROLE, 1.4, part="tail"))
    return [*fluke, *body, *scales], tip


def _snake(start: Points, wide: float, ahead: Points, large: float, color: Color | None) -> tuple[list[Shape], Points]:
    fill = color or _SNAKE
    bends = (
        [(0.2, 0.1), (0.34, -0.12), (0.46, 0.12), (0.46, 0.42)]
        if ahead[1]
        else [(0.2, -0.12), (0.4, -0.16), (0.58, -0.02), (0.5, 0.2), (0.34, 0.24)]
    )
    spine = _spine(start, ahead, bends, large)
    return _tube(spine, np.linspace(min(wide, 0.15 * large), 1.8, len(spine)), fill), spine[-1]


def _octopus(
    start: Points, wide: float, ahead: Points, large: float, color: Color | None
) -> tuple[list[Shape], Points]:
    fill = color or _ARMS
    put: list[Shape] = []
    tip = start
    for share in (-1.0, 1.0, -0.55, 0.55, 0.0):
        bends = (
            [(0.16, 0.3 * share), (0.3, 0.44 * share), (0.26, 0.6 * share + 0.06)]
            if ahead[1]
            else [(0.18, 0.22 * share), (0.36, 0.36 * share), (0.5, 0.3 * share + 0.08)]
        )
        aside = np.array([1.0, 0.0]) if ahead[1] else np.array([0.0, -1.0])
        spine = _spine(start + 0.6 * share * wide * aside, ahead, bends, large)
        put += _tube(spine, np.linspace(0.09 * large, 1.8, len(spine)), fill)
        put += [
            Shape(spine[[at, at]] + (0.1, 0.0), _shade(fill, 1.3), _ROLE, 2 * _SUCKER, part="tail") for at in (5, 8)
        ]
        tip = spine[-1]
    return put, tip


def _shade(color: Color, share: float) -> Color:
    red, green, blue = (min(255, round(share * each)) for each in color)
    return red, green, blue


_KINDS: Final[dict[str, Callable[[Points, float, Points, float, Color | None], tuple[list[Shape], Points]]]] = {
    "fish": _fish,
    "snake": _snake,
    "octopus": _octopus,
}
