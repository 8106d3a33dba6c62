"""Marks on the body of a sketch: stamps such as spots in free places, seams, and rings of a tail.

Knows no sentence and no file.
"""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.sketch import DETAIL, MARK, SIZE, Color, Points, Shape, Sketch, draw_shape

_BODY: Final = ("main", "dark", "light", "second")
_LARGE: Final = 110
"""Pixels of a form that marks are put on, at least."""
_DARKER: Final = 0.45
_DIM: Final = 290
"""The sum of red, green and blue below which marks of a darker shade are not seen."""
_FEW: Final = 3
"""How many stamps there are at least; else they are on the light and second colors of a body too."""
_SMALLER: Final = 0.6
"""How large stamps are where there is no room for larger ones."""
_NEAR: Final = 7.0
"""How far from its anchor a tail begins at most, in pixels."""
_TAIL: Final = 700
_NO_TAIL: Final = frozenset({"arms", "ears", "feet", "trunk"})
_RINGS: Final = 3


def with_stamps(sketch: Sketch, stamp: Sketch, place: Mapping[str, Any], seed: int) -> Sketch:
    """With a stamp in up to `place["many"]` places of the body, apart from each other, from its edges and its face."""
    rng = np.random.default_rng([seed, 16])
    tops = tops_of(sketch.shapes)
    bodies = [
        shape.role in _BODY[: 1 + 3 * bool(place.get("anywhere"))] and shape.is_body and not shape.kept
        for shape in sketch.shapes
    ]
    free = (tops >= 0) & np.array([*bodies, False])[tops]
    if place.get("on"):
        free &= np.array([*(shape.part == place["on"] for shape in sketch.shapes), False])[tops]
    elif free.sum() < _LARGE:
        free = (tops >= 0) & np.array([shape.role in _BODY and shape.is_body for shape in sketch.shapes] + [False])[
            tops
        ]
    y, x = np.mgrid[:SIZE, :SIZE]
    if face := face_of(sketch):
        free &= (abs(x - face.eyes[0]) > face.half + 1) | (abs(y - face.eyes[1]) > face.radii[1] + 1.5)
        free &= np.hypot(x - face.mouth.x, (y - face.mouth.y) * 1.5) > 1.6 * face.mouth.radius + 1
        if place.get("anywhere"):
            wide, low = max(face.half, face.mouth.radius) + 1, face.mouth.y + face.mouth.radius + 1
            free &= (abs(x - face.eyes[0]) > wide) | (y < face.eyes[1]) | (y > low)
    room = to_edge(free)
    at, shapes = stamp.anchors["at"], list(sketch.shapes)
    apart = np.full((SIZE, SIZE), np.inf)
    largest = place["radius"]
    if place.get("anywhere") and room.max() < 0.8 * largest:
        largest *= _SMALLER
    sizes = itertools.cycle(place.get("sizes", (1.0,)))
    for size, _ in zip(sizes, range(place["many"]), strict=False):
        radius = largest * size
        liked = np.minimum(apart, place["apart"]) + rng.random((SIZE, SIZE)) * 3 + place.get("low", 0.0) * y / SIZE
        worth = np.where(room >= 0.8 * radius, liked, -1)
        row, column = np.unravel_index(int(worth.argmax()), worth.shape)
        if worth[row, column] < 0 or apart[row, column] < 2.1 * largest:
            continue
        apart = np.minimum(apart, np.hypot(x - column, y - row))
        scale, turn = radius / at.radius, np.radians(rng.uniform(-1, 1) * place.get("turned", 0))
        matrix = scale * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        keep = not any(shape.role for shape in stamp.shapes)
        below = sketch.shapes[tops[row, column]]
        shapes += [
            replace(
                shape,
                points=(shape.points - (at.x, at.y)) @ matrix + (column + 0.5, row + 0.5),
                width=shape.width * scale,
                fill=_darker(below.fill) if shape.role else shape.fill,
                kept=keep,
                part=MARK,
            )
            for shape in stamp.shapes
        ]
    few = len(shapes) < len(sketch.shapes) + min(_FEW, place["many"] - 1) * len(stamp.shapes)
    if few and not place.get("anywhere") and not place.get("on"):
        return with_stamps(sketch, stamp, {**place, "anywhere": True}, seed)
    return Sketch(tuple(shapes), sketch.anchors)


def within(sketch: Sketch, first: int, outline: NDArray[np.bool_]) -> Sketch:
    """With the lines from its shape number `first` on cut off where they leave an outline."""
    shapes = list(sketch.shapes[:first])
    for shape in sketch.shapes[first:]:
        line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
        x, y = line.T.astype(int).clip(0, SIZE - 1)
        inside = np.flatnonzero(outline[y, x])
        runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
        shapes += [replace(shape, points=line[run]) for run in runs if len(run) > 2]
    return Sketch(tuple(shapes), sketch.anchors)


def with_seams(sketch: Sketch) -> Sketch:
    """With lines where plates of metal meet, across each large form of its body."""
    tops = tops_of(sketch.shapes)
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if shape.role != "main" or shape.kept or shape.width or int((tops == place).sum()) < _LARGE:
            continue
        low, high = shape.bounds[0] - 1, shape.bounds[1] + 1
        for share, axis in ((0.64, 0), (0.7, 1)):
            at = low + share * (high - low)
            start, end = low.copy(), high.copy()
            start[axis], end[axis] = at[axis] - 0.65, at[axis] + 0.65
            band = np.array([start, [end[0], start[1]], end, [start[0], end[1]]])
            shapes += marks_on(shape, clipped(shape.points, band), None)
    return Sketch(tuple(shapes), sketch.anchors)


def with_rings(sketch: Sketch, color: Color | None) -> Sketch:
    """With rings around its tail."""
    anchor, tail = sketch.anchors.get("tail"), tail_of(sketch)
    if anchor is None or tail is None:
        return sketch
    tip = np.array([anchor.x, anchor.y])
    shape = sketch.shapes[tail]
    rings = _along(shape, tip, color) if shape.width else _across(shape, tip, color)
    # what lies on the tail, such as its lighter tip, is below the rings
    return Sketch((*sketch.shapes[: tail + 1], *_tip_of(sketch, tail), *rings, *_others(sketch, tail)), sketch.anchors)


def tail_of(sketch: Sketch) -> int | None:
    """The place of the shape that is its tail, None if it has none."""
    anchor = sketch.anchors.get("tail")
    if anchor is None:
        return None
    if own := [place for place, shape in enumerate(sketch.shapes) if shape.part == "tail"]:
        return own[0]
    tip = np.array([anchor.x, anchor.y])
    best, tail = _NEAR, None
    for place, shape in enumerate(sketch.shapes):
        low, high = shape.bounds
        if (
            not shape.is_body
            or shape.kept
            or shape.part in _NO_TAIL
            or shape.role not in _BODY
            or (not shape.width and np.prod(high - low) > _TAIL)
        ):
            continue
        if 0 < shape.width < 2.5:
            continue
        ends = shape.points[[0, -1]] if shape.width else shape.points
        apart = float(np.linalg.norm(ends - tip, axis=1).min()) - 0.3 * shape.width - 1.0 * (shape.role == "main")
        if apart < best:
            best, tail = apart, place
    return tail


def _tip_of(sketch: Sketch, tail: int) -> tuple[Shape, ...]:
    after = sketch.shapes[tail + 1 : tail + 2]
    low, high = sketch.shapes[tail].bounds[0] - 4, sketch.shapes[tail].bounds[1] + 4
    on = [shape for shape in after if (shape.points >= low).all() and (shape.points <= high).all()]
    return tuple(on)


def _others(sketch: Sketch, tail: int) -> tuple[Shape, ...]:
    return sketch.shapes[tail + 1 + len(_tip_of(sketch, tail)) :]


def _along(shape: Shape, tip: Points, color: Color | None) -> list[Shape]:
    """Bars across a line, from its end at the tip on."""
    points = shape.points
    if np.linalg.norm(points[0] - tip) < np.linalg.norm(points[-1] - tip):
        points = points[::-1]
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    length = np.concatenate([[0.0], steps.cumsum()])
    found: list[Shape] = []
    span = min(5.2, 0.8 * float(length[-1]) / (_RINGS + 1))
    for number in range(_RINGS + 1):
        at = float(length[-1]) - 1.0 - span * number
        if at < 0.25 * length[-1]:
            break
        middle, before = (
            np.array([np.interp(each, length, points[:, axis]) for axis in (0, 1)]) for each in (at, at - 1)
        )
        ahead = (middle - before) / max(float(np.linalg.norm(middle - before)), 1e-6)
        across = np.array([-ahead[1], ahead[0]]) * shape.width / 2
        bar = np.array(
            [middle - across - ahead, middle + across - ahead, middle + across + ahead, middle - across + ahead]
        )
        found += marks_on(shape, bar, color)
    return found


def _across(shape: Shape, tip: Points, color: Color | None) -> list[Shape]:
    """Bands across a form, towards its tip."""
    middle = shape.points.mean(0)
    ahead = tip - middle
    reach = float(np.linalg.norm(ahead))
    if reach < 2:
        return []
    ahead /= reach
    side = np.array([-ahead[1], ahead[0]])
    lengths = (shape.points - middle) @ ahead
    low, high = float(lengths.min()), float(lengths.max())
    found: list[Shape] = []
    for number in range(1, _RINGS + 1):
        at = middle + ahead * (low + (high - low) * (number + 0.35) / (_RINGS + 1))
        band = np.array(
            [at - 40 * side - ahead, at + 40 * side - ahead, at + 40 * side + ahead, at - 40 * side + ahead]
        )
        found += marks_on(shape, clipped(shape.points, band), color)
    return found


def marks_on(on: Shape, points: Points, color: Color | None) -> list[Shape]:
    """A mark on a shape, in a color or in its darker shade; on what is dark in a lighter one."""
    if len(points) < 3:
        return []
    if color is None and on.role != "main" and sum(on.fill) < _DIM:
        return [replace(on, points=points, width=0.0, fill=_lighter(on.fill), role="light", part="")]
    if color is None:
        return [replace(on, points=points, width=0.0, fill=_darker(on.fill), role="dark", part="")]
    return [replace(on, points=points, width=0.0, fill=color, role="", kept=True, part=MARK)]


def _lighter(color: Color) -> Color:
    red, green, blue = (round(255 - _DARKER * (255 - value)) for value in color)
    return red, green, blue


def _darker(color: Color) -> Color:
    red, green, blue = (round(_DARKER * value) for value in color)
    return red, green, blue


def clipped(points: Points, window: Points) -> Points:
    """What of a polygon lies in a convex one (Sutherland and Hodgman)."""
    area = float(np.sum(window[:, 0] * np.roll(window[:, 1], -1) - np.roll(window[:, 0], -1) * window[:, 1]))
    kept = list(points)
    for start, end in zip(window, np.roll(window, -1, 0), strict=True):
        edge = end - start

        def inside(point: Points, start: Points = start, edge: Points = edge) -> float:
            turned = edge[0] * (point[1] - start[1]) - edge[1] * (point[0] - start[0])
            return float(turned if area > 0 else -turned)

        before, kept = kept, []
        for one, other in zip(before, before[1:] + before[:1], strict=True):
            near, far = inside(one), inside(other)
            if near >= 0:
                kept.append(one)
            if near * far < 0:
                kept.append(one + (other - one) * (near / (near - far)))
    return np.array(kept).reshape(-1, 2)


def tops_of(shapes: tuple[Shape, ...]) -> NDArray[np.intp]:
    """Of each pixel the number of the shape that is seen there, -1 where it is clear."""
    picture = Image.new("I", (SIZE * DETAIL, SIZE * DETAIL), -1)
    draw = ImageDraw.Draw(picture)
    for place, shape in enumerate(shapes):
        draw_shape(draw, shape, place)
    return np.asarray(picture)[DETAIL // 2 :: DETAIL, DETAIL // 2 :: DETAIL].astype(np.intp)


def to_edge(free: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far each free pixel is from the nearest one that is not, about."""
    far = np.zeros(free.shape, np.float32)
    left = free
    while left.any() and far.max() < SIZE:
        far += left
        padded = np.pad(left, 1)
        left = left & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return far
