"""What a creature wears or has where its outline says: boots, gloves, a belt, earrings, moss.

Knows no sentence.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.held import hands_of
from spritedex.sketches.shapes.many_legs import side_legs_of
from spritedex.sketches.shapes.places import Face, face_of, is_frontal, outline_of, places_of
from spritedex.sprites.sketch import FACE, SIZE, Anchor, Color, Points, Shape, Sketch

_FOOT: Final = (3, 15)
"""How wide a foot is, in pixels; what is at most twice as wide is two."""
_SOLE: Final = 3
_MANY: Final = 3
"""How many legs are put on boots one by one, at least."""
_ASTRIDE: Final = 9.0
_SMALL_FOOT: Final = 3.4
_HIGHEST: Final = 0.45
"""How far above the floor a leg of many ends at most, in the height of all."""
_NEAR: Final = 3
_HAND: Final = 4.2
_FACE: Final = 2.0
"""How far beside its middle a face reaches at most, in halves of it."""
_BELT: Final = ((40, 22, 14), 4.6), ((124, 72, 40), 2.8)
_WAIST: Final = 9
_REACH: Final = 9
"""How far beside a face moss does not begin."""
_MOSS: Final = 6
_FLAMES: Final = 7
_APART: Final = 7
_STANCE: Final = (4.2, 9.0)
"""How far from the middle a leg is, in pixels."""
_LEG: Final = 7
_TIP: Final = 4.4
_BETWEEN_TIPS: Final = 7

Bools = NDArray[np.bool_]


def with_feet(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item, such as a boot, on each foot."""
    outline = outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return sketch
    shapes = list(sketch.shapes)
    face = face_of(sketch)
    tips = [tip for tip in _tips(outline) if not face or abs(tip[0] - face.eyes[0]) > 0.8 * face.half or face.profile]
    runs = runs_of(outline[max(0, int(rows[-1]) - _SOLE)])
    on_four = len(runs) >= _MANY and not is_frontal(sketch) and not side_legs_of(sketch)
    if len(tips) >= _MANY and not on_four:
        put = (_put(item, np.array(tip), _SMALL_FOOT) for tip in tips)
        return Sketch((*shapes, *(shape for each in put for shape in each)), sketch.anchors)
    for left, right in runs:
        wide = right - left + 1
        count = 1 if wide <= _FOOT[1] else 2
        if wide < _FOOT[0]:
            continue
        for number in range(count):
            x = left + (wide / 2 if count == 1 else wide / 2 + (2 * number - 1) * min(wide / 4, _ASTRIDE))
            column = np.flatnonzero(outline[:, int(np.clip(x, 0, SIZE - 1))])
            radius = float(np.clip(wide / count / 2, 3.2, 7.0)) + 0.6
            shapes += _put(item, np.array([x, float(column[-1]) + 1.2 if column.size else rows[-1]]), radius)
    for tip in _raised(sketch, outline, runs) if on_four or (face and face.profile) else ():
        shapes += _put(item, np.array(tip), _SMALL_FOOT)
    return Sketch(tuple(shapes), sketch.anchors)


def _raised(sketch: Sketch, outline: Bools, runs: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Where raised fore legs end of what stands on `runs` and is seen from the side."""
    face, side, middle = face_of(sketch), front_of(sketch), (runs[0][0] + runs[-1][1]) / 2
    least = face.mouth.y + 2 * face.mouth.radius if face else 0.0
    return [
        (x, y)
        for x, y in _tips(outline)
        if side * (x - middle) > 0 and y > least and all(not a - _NEAR <= x <= b + _NEAR for a, b in runs)
    ]


def _tips(outline: Bools) -> list[tuple[float, float]]:
    """Where legs end in the lower part of an outline: what is lower than all that is near to both sides."""
    low = np.where(outline.any(0), SIZE - 1 - outline[::-1].argmax(0), -1)
    floor, top = int(low.max()), int(outline.any(1).argmax())
    least = floor - _HIGHEST * (floor - top)
    found: list[tuple[float, float]] = []
    for left, right in runs_of(low >= least):
        x = left
        while x <= right:
            end = x
            while end < right and low[end + 1] == low[x]:
                end += 1
            near = [low[max(x - _NEAR, 0) : x], low[end + 1 : end + 1 + _NEAR]]
            if all(not side.size or (side.max() <= low[x] and side.min() < low[x] - 1) for side in near):
                found.append(((x + end + 1) / 2, float(low[x]) + 1.0))
            x = end + 1
    return found


def with_hands(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item, such as a glove, on both hands of what is seen from the front, else on the one in front; as large
    as the item is drawn beside its anchor."""
    put = [shape for hand, _ in hands_or_feet(sketch) for shape in _put(item, hand, _HAND)]
    return Sketch((*sketch.shapes, *put), sketch.anchors)


def hands_or_feet(sketch: Sketch) -> list[tuple[Points, int]]:
    """Both hands of what is seen from the front, else the one in front, and their sides; a front foot in place of what
    is beside a face."""
    face, side = face_of(sketch), front_of(sketch)
    top = int(face.mouth.y + (2.2 * face.mouth.radius if face.profile else 3)) if face else SIZE // 2
    frontal = is_frontal(sketch)
    hands = [(hand, of) for hand, of in hands_of(outline_of(sketch), top) if frontal or of == side]
    if face is None:
        return hands
    least = face.mouth.y + 2 * face.mouth.radius + 4
    outline = outline_of(sketch)
    floor = int(np.flatnonzero(outline.any(1))[-1]) - _SOLE
    ends = [(run[0] + 2.5, floor + 1.0) for run in runs_of(outline[floor])]
    tips = [np.array(tip) for tip in _tips(outline) or ends]
    found: list[tuple[Points, int]] = []
    for hand, of in hands:
        foot = max(tips, key=lambda tip: of * float(tip[0]), default=None)
        is_face = hand[1] <= least and (not frontal or abs(hand[0] - face.eyes[0]) < _FACE * face.half)
        found.append((foot, of) if is_face and foot is not None else (hand, of))
    return found


def with_earrings(sketch: Sketch, item: Sketch) -> Sketch:
    """With an earring at each side of its head; at the farther one from the side."""
    face = face_of(sketch)
    if face is None:
        return sketch
    y = float(face.eyes[1] + 1.6 * face.radii[1])
    row = outline_of(sketch)[int(np.clip(y, 0, SIZE - 1))]
    shapes = list(sketch.shapes)
    for side in (-1, 1) if sketch.from_the_front and not face.profile else (-front_of(sketch),):
        x = face.eyes[0]
        while 0 < x + side < SIZE - 1 and row[int(x + side)] and abs(x - face.eyes[0]) < 2.1 * face.half:
            x += side
        put = _put(item, np.array([x - side * 0.6, y + 1.0]), 2.6)
        shapes += [replace(shape, part=FACE) for shape in put]
    return Sketch(tuple(shapes), sketch.anchors)


def with_belt(sketch: Sketch, buckle: Sketch, color: Color | None, size: float = 1.0) -> Sketch:
    """With a belt, around the waist of what lies as around that of what is seen from the front; `size` is that of its
    buckle, and of the belt in part."""
    outline, body = outline_of(sketch), places_of(sketch).get("body")
    if body is None:
        return sketch
    frontal = is_frontal(sketch) or not _lies(sketch)
    y = int(np.clip(body.y + 0.4 * body.radius, 0, SIZE - 4))
    x = int(np.clip(body.x - 0.3 * front_of(sketch) * body.radius, 0, SIZE - 1))
    run = _trunk_at(outline[y], body.x, body.radius) if frontal else _trunk_at(outline[:, x], body.y, body.radius)
    if not run or run[1] - run[0] < _WAIST:
        return sketch
    first, last = run
    points = np.array([[first + 1, y - 0.6], [(first + last) / 2, y + 1.0], [last, y - 0.6]])
    at = points[1]
    if not frontal:
        last = _belly(outline, x, front_of(sketch), body, run)
        bend = x + 1.2 * front_of(sketch)
        points = np.array([[x, first + 1], [bend, (first + last) / 2], [x, last - 0.6]])
        at = np.array([bend, 0.3 * first + 0.7 * last])
    (edge, edge_width), (paint, width) = _BELT
    dark: Color = tuple(round(0.4 * value) for value in color) if color else edge  # type: ignore[assignment]
    wider = 0.8 * (size - 1) * width
    lines = (
        Shape(points, dark, "", edge_width + wider, True),
        Shape(points, color or paint, "", width + wider, True),
    )
    return Sketch((*sketch.shapes, *lines, *_put(buckle, at, 2.9 * size)), sketch.anchors)


def _trunk_at(pixels: Bools, middle: float, radius: float) -> tuple[int, int] | None:
    """From where to where a trunk reaches in a row or a column, whose anchor may lie on its edge."""
    return next((run for run in runs_of(pixels) if run[0] - radius / 2 <= middle <= run[1]), None)


def _belly(outline: Bools, x: int, ahead: int, body: Anchor, run: tuple[int, int]) -> int:
    """The row where a trunk ends that is seen from `run` at a column: between its legs, if a column ahead shows it."""
    columns = np.clip(x + ahead * np.arange(body.radius), 0, SIZE - 1).astype(int)
    runs = filter(None, (_trunk_at(outline[:, column], body.y, body.radius) for column in columns))
    return min(last for first, last in (run, *runs) if last - first >= _WAIST and first > run[0] - body.radius / 2)


def _lies(sketch: Sketch) -> bool:
    """Whether its body is wider than high."""
    wide, high = np.ptp(np.argwhere(outline_of(sketch)), axis=0)[::-1]
    return bool(wide > 0.8 * high)


def with_topping(sketch: Sketch, item: Sketch, seed: int) -> Sketch:
    """With patches of moss or snow where its outline faces up, away from its face."""
    outline, face = outline_of(sketch), face_of(sketch)
    rng = np.random.default_rng([seed, 17])
    put: list[Shape] = []
    columns = np.flatnonzero(outline.any(0))
    for x in range(int(columns[0]) + 3 if columns.size else SIZE, SIZE, _APART):
        if not outline[:, x].any() or len(put) >= _MOSS * len(item.shapes):
            continue
        y = int(outline[:, x].argmax())
        if face and _on_face(x, y + 3, face):
            continue
        put += _put(item, np.array([x + 0.5, y + 2.2]), float(rng.uniform(3.2, 4.6)))
    return Sketch((*sketch.shapes, *put), sketch.anchors)


def with_blaze(sketch: Sketch, item: Sketch, seed: int) -> Sketch:
    """With flames behind all of its outline that faces up, the highest above its middle."""
    outline, rng = outline_of(sketch), np.random.default_rng([seed, 19])
    columns = np.flatnonzero(outline.any(0))
    put: list[Shape] = []
    if columns.size:
        left, right = int(columns[0]) + 2, int(columns[-1]) - 2
        for x in np.arange(left, right + 1, max(3.0, (right - left) / _FLAMES)):
            y = int(outline[:, int(x)].argmax())
            inward = 1 - abs(2 * (x - left) / max(1, right - left) - 1)
            put += _put(item, np.array([x, y + 4.0]), float(rng.uniform(2.6, 3.4) + 1.4 * inward))
    return Sketch((*put, *sketch.shapes), sketch.anchors)


def _on_face(x: float, y: float, face: Face) -> bool:
    return bool(
        abs(x - face.eyes[0]) < face.half + _REACH and -face.radii[1] - 3 < y - face.eyes[1] < 3 * face.radii[1]
    )


def with_tips(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item, such as a flower, at each tip of its horns or antlers."""
    head = sketch.anchors.get("head")
    if head is None:
        return sketch
    middle = np.array([head.x, head.y + head.radius])
    tips: list[Points] = []
    put: list[Shape] = []
    for shape in sketch.shapes:
        if shape.part != "horns":
            continue
        tip = max(shape.points, key=lambda point: float(np.hypot(*(point - middle))))
        if all(np.hypot(*(tip - other)) > _BETWEEN_TIPS for other in tips):
            tips.append(tip)
            put += _put(item, tip, _TIP)
    return Sketch((*sketch.shapes, *put), sketch.anchors)


def _put(item: Sketch, at: Points, radius: float) -> list[Shape]:
    anchor = item.anchors["at"]
    scale = radius / anchor.radius
    return [
        replace(shape, points=(shape.points - (anchor.x, anchor.y)) * scale + at, width=shape.width * scale, kept=True)
        for shape in item.shapes
    ]


def runs_of(row: Bools) -> list[tuple[int, int]]:
    """The first and the last place of each run that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return [(int(start), int(end) - 1) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def with_legs(sketch: Sketch) -> Sketch:
    """On two legs, where what stands on the floor has none."""
    outline = outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return sketch
    low = int(rows[-1])
    feet = [run for run in runs_of(outline[low - _SOLE]) if run[1] - run[0] >= _FOOT[0]]
    if len(feet) == 2 and feet[1][0] - feet[0][1] > _FOOT[0] and max(end - start for start, end in feet) < _FOOT[1]:
        return sketch
    columns = np.flatnonzero(outline[low - 2 * _SOLE : low].any(0))
    middle, apart = float(columns.mean()), float(np.clip(0.24 * np.ptp(columns), *_STANCE))
    fill, role = _skin_at(sketch, middle, low - _SOLE)
    legs: list[Shape] = []
    for side in (-1, 1):
        x = middle + side * apart
        column = np.flatnonzero(outline[:, int(np.clip(x, 0, SIZE - 1))])
        top, foot = float(column[-1] if column.size else low) - 3, low + _LEG + side
        legs += [
            Shape(np.array([[x, top], [x + 0.5 * side, foot]]), fill, role, 5.4),
            Shape(np.array([[x - 2.5 + side, foot + 0.4], [x + 2.5 + 2 * side, foot + 0.4]]), fill, role, 5.0),
        ]
    return Sketch((*legs, *sketch.shapes), sketch.anchors)


def _skin_at(sketch: Sketch, x: float, y: float) -> tuple[Color, str]:
    """The color and the role of what is seen at a place."""
    for shape in reversed(sketch.shapes):
        if not shape.kept and is_in(np.array([x, y]), shape):
            return shape.fill, shape.role
    main = next(shape for shape in sketch.shapes if shape.role or shape is sketch.shapes[-1])
    return main.fill, main.role
