"""Shapes of a sketch itself in another form: larger, torn, fluffy, burning, or all of it tilted. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.places import outline_of
from spritedex.sprites.sketch import CLEAR, SIZE, Color, Points, Shape, Sketch, covered

_LARGE: Final = 150
"""Square pixels of the box of a shape that can be fluffy, at least."""
_WAVE: Final = {"fluffy": (8.0, 2.8), "shaggy": (6.0, 3.6)}
"""From one tuft to the next, and how far it sticks out, in pixels."""
_TORN: Final = ("fin", "cape")
_NOTCHES: Final = (1, 3)
_EDGE: Final = 13
"""Pixels of a free edge for each notch."""
_DEEP: Final = 0.62
_LESS_DEEP: Final = 0.5
_NOTCH: Final = (1.6, 2.4)
"""Half the width of a notch at the edge; what lies behind it is clear, for a painter would fill it."""
_WIDE: Final = 2.8
"""The same where a single fin has them."""
_NEAR: Final = 3.5
_UNEVEN: Final = 1.25
"""From how many times as high on a part of one side is the larger one."""
LARGER: Final = 1.42
_LIFT: Final = 7.5
_SHADOW: Final = (104, 106, 122)
_SPEED: Final = (132, 144, 168)
_DUST: Final = (206, 196, 180)
_TILT: Final = np.radians(17)
_FLAMES_APART: Final = 7.0
_FLAME: Final = 2.1

_LEAST_WING: Final = 0.66
"""How small wings are at least, so that they are seen behind a body."""


def with_larger(sketch: Sketch, part: str, one: bool, size: float = LARGER, other: float = 1.0) -> Sketch:
    """With its shapes of a part `size` times as large, from where they join the body on: on both sides, or on `one` of
    them, the larger one, or that at its front, and `other` times as large on the other."""
    others = [shape for shape in sketch.shapes if shape.part != part]
    middle, rest = float(np.mean([shape.points[:, 0].mean() for shape in others])), covered(others)
    sketch_shapes = list(sketch.shapes)
    places: dict[int, list[int]] = {-1: [], 1: []}
    for place, shape in enumerate(sketch_shapes):
        if shape.part == part:
            places[1 if shape.points[:, 0].mean() > middle else -1].append(place)
    points = {
        side: np.concatenate([sketch_shapes[place].points for place in mine]) for side, mine in places.items() if mine
    }
    high = {side: float(np.ptp(own[:, 1])) for side, own in points.items()}
    largest = max(high, key=lambda side: high[side], default=1)
    chosen = largest if high.get(largest, 0) > _UNEVEN * high.get(-largest, 0) else front_of(sketch)
    for side, own in points.items():
        times = other if one and side != chosen else size
        joint = own[np.argmin(np.hypot(own[:, 0] - middle, own[:, 1] - SIZE * 0.7))]
        if times < 1 and part == "wings":
            joint, times = _edge_of(own, rest, joint), max(times, _LEAST_WING)
        for place in places[side]:
            shape = sketch_shapes[place]
            grown = joint + times * (shape.points - joint)
            sketch_shapes[place] = replace(shape, points=grown, width=shape.width * min(times, 1.2))
    return Sketch(tuple(sketch_shapes), sketch.anchors)


def _edge_of(points: Points, body: NDArray[np.bool_], joint: Points) -> Points:
    """Where they come out from behind a body, nearest to a joint; the joint if they are not behind it."""
    inside = [bool(body[tuple(np.clip(point[::-1], 0, SIZE - 1).astype(int))]) for point in points]
    if all(inside) or not any(inside):
        return joint
    free = points[~np.array(inside)]
    return np.asarray(free[np.hypot(*(free - joint).T).argmin()])


def with_torn(sketch: Sketch, one: bool = False) -> Sketch:
    """With notches in the free edges of its fins or cape, or of the uppermost `one` alone."""
    bodies = [shape for shape in sketch.shapes if shape.role and not shape.part and not shape.width]
    cuts: list[tuple[Points, Points]] = []
    shapes = []
    fins = [shape for shape in sketch.shapes if shape.part in _TORN and not shape.width]
    uppermost = min(fins, key=lambda shape: float(shape.points[:, 1].min()), default=None)
    for shape in sketch.shapes:
        if shape not in fins or (one and uppermost and not _lies_on(shape, uppermost)):
            shapes.append(shape)
            continue
        points = resampled(shape.points, 1.0)
        middle = points.mean(0)
        free = [at for at in range(0, len(points), 2) if not any(is_in(points[at], body) for body in bodies)]
        known = [
            (at, apex)
            for edge, apex in cuts
            if np.hypot(*(points - edge).T).min() < _NEAR
            for at in [int(np.hypot(*(points - edge).T).argmin())]
        ]
        count = 2 if one else int(np.clip(2 * len(free) // _EDGE, *_NOTCHES))
        if not known and len(free) > 2 * count:
            first, more = (0.36, 0.0) if one else (0.7, 0.4)
            spots = [free[int((number + first) * len(free) / (count + more))] for number in range(count)]
            known = [(at, points[at] + (_LESS_DEEP if one else _DEEP) * (middle - points[at])) for at in spots]
            cuts += [(points[at], apex) for at, apex in known]
        torn = dict(known)
        near = {(at + step) % len(points) for at in torn for step in (-2, -1, 1, 2)} - set(torn)
        kept = [torn.get(at, point) for at, point in enumerate(points) if at not in near]
        shapes.append(replace(shape, points=np.array(kept)))
        shapes += [
            _notch(points, at, apex, _WIDE if one else _NOTCH[count > 2])
            for at, apex in torn.items()
            if not any(is_in(apex, body) for body in bodies)
        ]
    return Sketch(tuple(shapes), sketch.anchors)


def _lies_on(shape: Shape, other: Shape) -> bool:
    """Whether two shapes of a fin are about in one place."""
    return bool(abs(shape.points.mean(0) - other.points.mean(0)).max() < _NEAR)


def _notch(points: Points, at: int, apex: Points, half: float) -> Shape:
    """A hole from beyond a point of an edge to its apex."""
    edge = points[at]
    inward = (apex - edge) / max(float(np.hypot(*(apex - edge))), 1e-6)
    across = half * np.array([-inward[1], inward[0]])
    outside = edge - 2.5 * inward
    return Shape(np.array([outside - across, outside + across, apex]), (0, 0, 0), kept=True, part=CLEAR)


def with_horn_like(sketch: Sketch, item: Sketch, color: Color | None) -> Sketch:
    """With an item, such as a drill, where its largest horn is, in place of all horns; else on its head."""
    horns = [shape for shape in sketch.shapes if shape.part == "horns" and not shape.width]
    if not horns:
        return sketch.with_part(item, "head", False) if "head" in sketch.anchors else sketch
    largest = max(horns, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    place = next(at for at, shape in enumerate(sketch.shapes) if shape is largest)
    tip = largest.points[largest.points[:, 1].argmin()]
    base = largest.points[largest.points[:, 1] > tip[1] + 0.75 * np.ptp(largest.points[:, 1])].mean(0)
    at, up = item.anchors["at"], tip - base
    long = float(np.hypot(*up))
    scale = 1.15 * long / at.y
    turned = scale / long * np.array([[-up[1], up[0]], [-up[0], -up[1]]])
    put = [
        replace(shape, points=(shape.points - (at.x, at.y)) @ turned + base, width=shape.width * scale, kept=True)
        for shape in item.shapes
    ]
    kept = [[] if shape.part == "horns" else [shape] for shape in sketch.shapes]
    kept[place] = put
    return Sketch(tuple(shape for each in kept for shape in each), sketch.anchors)


def with_torn_ear(sketch: Sketch, outline: NDArray[np.bool_]) -> Sketch:
    """With a notch in what sticks out farthest above its head, or beside it."""
    head = sketch.anchors.get("head")
    if head is None:
        return sketch
    near = outline & (abs(np.arange(SIZE) - head.x) < 2.5 * head.radius)
    peak = int(near.any(1).argmax())
    y = (peak + head.y) / 2 + 0.5 if peak < head.y - 3 else head.y + 0.6 * head.radius
    columns = np.flatnonzero(near[int(np.clip(y, 0, SIZE - 1))])
    if not columns.size:
        return sketch
    side = -1 if abs(columns[0] - head.x) > abs(columns[-1] - head.x) else 1
    edge = float(columns[0] if side < 0 else columns[-1] + 1)
    wide = int(np.flatnonzero(np.diff(np.append(columns[::-side], SIZE * 2 * -side)) * -side > 1)[0]) + 1
    deep = float(np.clip(0.7 * wide, 3, 6))
    points = np.array([[edge + 3 * side, y - 4], [edge + 3 * side, y + 3.4], [edge - deep * side, y + 0.6]])
    return Sketch((*sketch.shapes, Shape(points, (0, 0, 0), kept=True, part=CLEAR)), sketch.anchors)


def with_tufts(sketch: Sketch, kind: str) -> Sketch:
    """With an outline of round tufts if it is to be "fluffy", of pointed ones if "shaggy"."""
    apart, out = _WAVE[kind]
    shapes = []
    for shape in sketch.shapes:
        is_fur = shape.role in ("main", "dark") and not shape.width and shape.part != "wings"
        if not is_fur or np.prod(np.ptp(shape.points, axis=0)) < _LARGE:
            shapes.append(shape)
            continue
        points = resampled(shape.points, 0.7)
        along = np.arange(len(points)) / len(points)
        tufts = max(5, round(0.7 * len(points) / apart))
        phase = (along * tufts) % 1
        wave = np.abs(np.sin(np.pi * phase)) if kind == "fluffy" else phase
        ahead = np.roll(points, -1, 0) - np.roll(points, 1, 0)
        outward = np.stack([ahead[:, 1], -ahead[:, 0]], 1) / np.maximum(np.hypot(*ahead.T), 1e-6)[:, None]
        if ((points - points.mean(0)) * outward).sum() < 0:
            outward = -outward
        shapes.append(replace(shape, points=points + outward * (out * wave - 0.3)[:, None]))
    return Sketch(tuple(shapes), sketch.anchors)


def with_flames(sketch: Sketch, part: str, flame: Sketch) -> Sketch:
    """With flames along the outer edge of its shapes of a part, which are behind them."""
    shapes: list[Shape] = []
    others = [shape for shape in sketch.shapes if shape.part != part and shape.role == "main" and not shape.width]
    lit: list[Points] = []
    at = flame.anchors["at"]
    for shape in sketch.shapes:
        burning, low = [], float(shape.points[:, 1].max()) - 4
        for point in resampled(shape.points, 2.0) if shape.part == part and not shape.width else ():
            if point[1] > low or any(abs(point - other).max() < _FLAMES_APART for other in lit):
                continue
            if any(is_in(point, other) for other in others):
                continue
            lit.append(point)
            scale = _FLAME * (1.0 if len(lit) % 2 else 0.75) / at.radius
            burning += [
                replace(each, points=(each.points - (at.x, at.y)) * scale + point, width=each.width * scale, kept=True)
                for each in flame.shapes
            ]
        shapes += (*burning, shape)
    return Sketch(tuple(shapes), sketch.anchors)


def tilted(sketch: Sketch) -> Sketch:
    """As it jumps: turned up towards its front, or seen from the front above its shadow."""
    if sketch.from_the_front:
        return lifted(sketch)
    return lifted(turned(sketch, -front_of(sketch) * _TILT))


def turned(sketch: Sketch, angle: float) -> Sketch:
    """Turned about the middle of the canvas, by an angle in radians."""
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([SIZE / 2, SIZE / 2])
    shapes = (replace(shape, points=(shape.points - middle) @ matrix + middle) for shape in sketch.shapes)
    return Sketch(tuple(shapes), sketch.anchors)


def lifted(sketch: Sketch) -> Sketch:
    """In the air, above its shadow."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    (left, _), (right, low) = points.min(0), points.max(0)
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    around = np.stack([0.32 * (right - left) * np.cos(angle), 2.2 * np.sin(angle)], 1)
    shadow = Shape(around + np.array([(left + right) / 2, low + _LIFT]), _SHADOW, "", 0.0, True)
    return Sketch((shadow, *sketch.shapes), sketch.anchors)


def with_dash(sketch: Sketch) -> Sketch:
    """As it runs: with lines and dust behind it."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    (left, top), (right, low) = points.min(0), points.max(0)
    side = -front_of(sketch)
    outline = outline_of(sketch)

    def edge(first: float, last: float) -> float:
        """Where it ends to that side between two rows."""
        columns = np.flatnonzero(outline[max(0, int(first)) : max(1, int(last) + 1)].any(0))
        return float(columns[-1 if side > 0 else 0]) if columns.size else (right if side > 0 else left)

    lines = []
    for share, near, far in ((0.3, 1, 11), (0.5, 3, 15), (0.7, 2, 10)):
        y = top + share * (low - top)
        x = edge(y - 3, y + 3)
        lines.append(Shape(np.array([[x + side * near, y], [x + side * far, y]]), _SPEED, "", 2.0, True))
    x = edge(low - 6, low)
    puffs = [
        Shape(np.array([[x + side * away, low - radius], [x + side * away + 0.01, low - radius]]), _DUST, "",
              2 * radius, True)
        for away, radius in ((1.0, 3.6), (7.0, 2.8), (12.0, 2.0))
    ]  # fmt: skip
    return Sketch((*lines, *puffs, *sketch.shapes), sketch.anchors)


def resampled(points: Points, step: float) -> Points:
    """A polygon with points that are `step` pixels apart."""
    closed = np.concatenate([points, points[:1]])
    length = np.concatenate([[0.0], np.hypot(*np.diff(closed, axis=0).T).cumsum()])
    at = np.linspace(0, length[-1], max(8, round(float(length[-1]) / step)), endpoint=False)
    return np.stack([np.interp(at, length, closed[:, axis]) for axis in (0, 1)], 1)
