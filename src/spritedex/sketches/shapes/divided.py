"""A body in several colors: two halves, bands, or each of its legs or heads in another. Knows no sentence."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import face_of, is_frontal
from spritedex.sketches.shapes.regions import ears_of, tail_places
from spritedex.sketches.shapes.shades import dyed
from spritedex.sketches.words.divisions import FRONT
from spritedex.sprites.sketch import EYE, FACE, LID, MOUTH, SIZE, Color, Points, Shape, Sketch

VIVID: Final[tuple[Color, ...]] = (
    (226, 62, 60), (66, 130, 220), (250, 208, 60), (84, 180, 84), (148, 86, 196), (242, 146, 46), (84, 200, 214),
    (240, 140, 186),
)  # fmt: skip
"""The colors of what has each another one."""
_LARGE: Final = 90
"""Square pixels of the box of a form without a role that is of the body, at least."""
_HEAD: Final = 13.0
"""How far the eyes of one head, and its shapes from these, are apart at most."""
_LEG: Final = 0.36
"""How much of the width of a body a leg has at most."""
_BANDS: Final = 7
_ALIKE: Final = 1.5
_FAR: Final = 40.0


def in_halves(sketch: Sketch, colors: Sequence[Color], upright: bool, part: str = "") -> Sketch:
    """One half of it in a color, and the other in another: left and right, or `upright` above and below.

    With `FRONT` the first is where it looks to; another part is divided alone.
    """
    ends = part == FRONT
    own = [place for place, shape in enumerate(sketch.shapes) if shape.part == part]
    mine = own if part and not ends else _body(sketch)
    if ends and front_of(sketch) > 0:
        colors = colors[::-1]
    if not mine:
        return sketch
    face, points = face_of(sketch), np.concatenate([sketch.shapes[place].points for place in mine])
    axis = 1 if upright else 0
    middle = float(points[:, axis].min() + points[:, axis].max()) / 2
    if face and not upright and is_frontal(sketch):
        middle = float(face.eyes[0])
    bounds = (-_FAR, middle), (middle, SIZE + _FAR)
    return _cut(sketch, mine, axis, [(*each, color) for each, color in zip(bounds, colors, strict=False)])


def in_bands(sketch: Sketch, colors: Sequence[Color]) -> Sketch:
    """In bands of colors that alternate, one above the other; one after the other, if it has segments."""
    segments = _segments(sketch)
    wide = [max(float(np.ptp(sketch.shapes[place].points[:, 0])) for place in unit) for unit in segments[1:]]
    if len(wide) > 2 and max(wide) < _ALIKE * min(wide):
        return _painted(sketch, segments, [colors[at % len(colors)] for at in range(len(segments))])
    mine = _body(sketch)
    if not mine:
        return sketch
    points = np.concatenate([sketch.shapes[place].points for place in mine])
    aside = not is_frontal(sketch) and np.ptp(points[:, 0]) > np.ptp(points[:, 1])
    axis = 0 if aside else 1
    ends = np.linspace(points[:, axis].min() - 2, points[:, axis].max() + 2, _BANDS + 1)
    bands = [
        (float(low), float(high), colors[at % len(colors)]) for at, (low, high) in enumerate(itertools.pairwise(ends))
    ]
    return _cut(sketch, mine, axis, bands)


def with_each(sketch: Sketch, part: str, colors: Sequence[Color], rest: bool) -> Sketch:
    """With each of its legs, heads, segments or another part in a color; with `rest`, all others in the last one."""
    found = _UNITS[part](sketch) if part in _UNITS else _sides(sketch, part)
    if part == "legs" and not found:
        return _in_rays(sketch, colors)
    more = colors[-1:] if rest else colors
    paints = [colors[at] if at < len(colors) else more[at % len(more)] for at in range(len(found))]
    return _painted(sketch, found, paints)


def with_segments(sketch: Sketch, count: int) -> Sketch:
    """With so many segments, its head among them, along the line of those that it has."""
    if count < 3 or len(found := _segments(sketch)) < 4:
        return sketch
    body = [[*_legs_under(sketch, unit), *unit] for unit in found[1:]]
    middles = np.array([_middle(sketch, unit) for unit in body])
    step = (middles[-1] - middles[0]) / (len(body) - 1)
    used = {place for unit in body for place in unit}
    put: list[Shape] = []
    for number in range(count - 1)[::-1]:
        share = number * (len(body) - 1) / (count - 2)
        unit = body[round(share)]
        curve = [np.interp(share, range(len(body)), middles[:, axis]) for axis in (0, 1)]
        to = np.array([middles[0, 0] + number * step[0], curve[1]]) - _middle(sketch, unit)
        put += (sketch.shapes[place].moved(*to) for place in unit)
    first = min(used)
    before = [shape for place, shape in enumerate(sketch.shapes) if place < first]
    after = [shape for place, shape in enumerate(sketch.shapes) if place > first and place not in used]
    longer = replace(sketch, shapes=(*before, *put, *after))
    fitted = longer.fitted(SIZE - 4.0)
    old, new = (np.concatenate([shape.points for shape in each.shapes]) for each in (longer, fitted))
    scale = float(np.ptp(new[:, 0]) / np.ptp(old[:, 0]))
    right, down = new[0] - scale * old[0]
    anchors = {
        name: replace(at, x=scale * at.x + right, y=scale * at.y + down, radius=scale * at.radius)
        for name, at in sketch.anchors.items()
    }
    return replace(fitted, anchors=anchors)


def _legs_under(sketch: Sketch, unit: Sequence[int]) -> list[int]:
    """The lines that begin in a segment and end below it."""
    form = max((sketch.shapes[place] for place in unit), key=_size)
    (left, _), (right, bottom) = form.bounds
    lines = ((place, shape.points) for place, shape in enumerate(sketch.shapes) if shape.width and shape.role)
    middle = (left + right) / 2
    return [
        place
        for place, points in lines
        if abs(points[0, 0] - middle) < (right - left) / 3 and points[-1, 1] > bottom and points[0, 1] > bottom - 6
    ]


def _body(sketch: Sketch) -> list[int]:
    """The places of the shapes of its body, without its face."""
    return [
        place
        for place, shape in enumerate(sketch.shapes)
        if shape.role != EYE
        and shape.part not in (FACE, LID, MOUTH)
        and not shape.kept
        and (shape.role or (not shape.width and _size(shape) > _LARGE))
    ]


def _cut(sketch: Sketch, mine: Sequence[int], axis: int, bands: Sequence[tuple[float, float, Color]]) -> Sketch:
    """With what of some shapes lies in each band in its color."""
    whole = Sketch(tuple(sketch.shapes[place] for place in mine), {})
    turned = [dict(zip(mine, dyed(whole, color).shapes, strict=True)) for *_, color in bands]
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        if place not in turned[0]:
            shapes.append(shape)
            continue
        for (low, high, _), paint in zip(bands, turned, strict=True):
            shapes += _between(shape, axis, low, high, paint[place].fill)
    return replace(sketch, shapes=tuple(shapes))


def _between(shape: Shape, axis: int, low: float, high: float, fill: Color) -> list[Shape]:
    """What of a shape is from one place to another across or down the canvas."""
    if not shape.width:
        window = np.array([[-_FAR, -_FAR], [SIZE + _FAR, -_FAR], [SIZE + _FAR, SIZE + _FAR], [-_FAR, SIZE + _FAR]])
        window[[0, 3, 1, 2] if axis == 0 else [0, 1, 2, 3], axis] = np.repeat([low, high], 2)
        part = clipped(shape.points, window)
        return [replace(shape, points=part, fill=fill, role="")] if len(part) > 2 else []
    steps = np.concatenate([[0.0], np.hypot(*np.diff(shape.points, axis=0).T).cumsum()])
    at = np.linspace(0, steps[-1], max(2, round(2 * float(steps[-1]))))
    line = np.stack([np.interp(at, steps, shape.points[:, each]) for each in (0, 1)], 1)
    inside = np.flatnonzero((line[:, axis] >= low) & (line[:, axis] < high))
    runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    return [replace(shape, points=line[run], fill=fill, role="") for run in runs if len(run) > 1]


def _painted(sketch: Sketch, units: Sequence[Sequence[int]], colors: Sequence[Color]) -> Sketch:
    shapes = list(sketch.shapes)
    for unit, color in zip(units, colors, strict=True):
        turned = dyed(Sketch(tuple(shapes[place] for place in unit), {}), color).shapes
        for place, shape in zip(unit, turned, strict=True):
            shapes[place] = shape
    return replace(sketch, shapes=tuple(shapes))


def _sides(sketch: Sketch, part: str) -> list[list[int]]:
    """The places of its shapes of a part, left and right."""
    tagged = [place for place, shape in enumerate(sketch.shapes) if shape.part == part]
    mine = ears_of(sketch) if part == "ears" else tagged
    if not mine:
        return []
    middle = float(np.mean([sketch.shapes[place].points[:, 0].mean() for place in mine]))
    left = [place for place in mine if sketch.shapes[place].points[:, 0].mean() < middle]
    return [unit for unit in (left, [place for place in mine if place not in left]) if unit]


def _spikes(sketch: Sketch) -> list[list[int]]:
    return [[place] for place, shape in enumerate(sketch.shapes) if shape.part == "spikes"]


def _heads(sketch: Sketch) -> list[list[int]]:
    """The shapes around the eyes of each head, from left to right; none if all eyes are of one."""
    middles: list[list[Points]] = []
    for eye in sorted(eyes_of(sketch), key=lambda each: float(each.middle[0])):
        near = [group for group in middles if np.hypot(*(np.mean(group, 0) - eye.middle)) < _HEAD]
        near[0].append(eye.middle) if near else middles.append([eye.middle])
    if len(middles) < 2:
        return []
    heads: list[list[int]] = [[] for _ in middles]
    for place in _body(sketch):
        shape = sketch.shapes[place]
        ends = shape.points[[0, -1]] if shape.width else np.array([shape.center])
        apart = [min(float(np.hypot(*(end - np.mean(group, 0)))) for end in ends) for group in middles]
        if min(apart) < _HEAD and shape.points[:, 1].min() < max(float(each[0][1]) for each in middles) + 6:
            heads[int(np.argmin(apart))].append(place)
    return [unit for unit in heads if unit]


def _segments(sketch: Sketch) -> list[list[int]]:
    """The round forms of its body, each with what lies on it, from its head on; none if it is not of such."""
    face = face_of(sketch)
    forms = [
        place
        for place, shape in enumerate(sketch.shapes)
        if shape.role == "main"
        and not shape.width
        and _size(shape) > _LARGE / 2
        and _is_round(shape)
        and not shape.part
    ]
    if face is None or len(forms) < 3:
        return []
    order = sorted(forms, key=lambda place: float(np.hypot(*(_middle(sketch, [place]) - face.eyes))))
    units: dict[int, list[int]] = {place: [] for place in order}
    for place in _body(sketch):
        shape = sketch.shapes[place]
        middle = shape.center
        reach = {form: float(np.hypot(*(middle - _middle(sketch, [form])))) for form in order}
        near = min(reach, key=lambda form: reach[form])
        if reach[near] < 0.75 * float(np.ptp(sketch.shapes[near].points[:, 0])) and not shape.width:
            units[near].append(place)
    return list(units.values())


def legs_of(sketch: Sketch) -> list[list[int]]:
    """The narrow shapes that reach down, or out to a side, those of one leg together; from left to right."""
    mine = [place for place in _body(sketch) if place not in tail_places(sketch)]
    points = np.concatenate([sketch.shapes[place].points for place in mine])
    (left, top), (right, bottom) = points.min(0), points.max(0)
    tips: list[tuple[Points, int]] = []
    face = face_of(sketch)
    for place in mine:
        shape = sketch.shapes[place]
        low, high = shape.bounds
        far = bool(high[1] > bottom - 0.14 * (bottom - top) or low[0] < left + 4 or high[0] > right - 4)
        narrow = high[0] - low[0] < _LEG * (right - left) or (shape.width and shape.width < 8)
        start = shape.points[0] if shape.width else low
        upper = (low[1] + high[1]) / 2 < top + 0.4 * (bottom - top)
        if upper and (
            not shape.width or face is None or np.hypot(*(start - face.eyes)) < _HEAD + 2
        ):  # such as a feeler
            continue
        if narrow and far and (shape.width or _size(shape) > 30):
            tip = shape.points[[0, -1]] if shape.width else np.array([[(low[0] + high[0]) / 2, high[1]]])
            tips.append((tip[np.hypot(*(tip - (points.min(0) + points.max(0)) / 2).T).argmax()], place))
    units: list[tuple[Points, list[int]]] = []
    for tip, place in sorted(tips, key=lambda each: float(each[0][0])):
        near = [unit for unit in units if np.hypot(*(unit[0] - tip)) < 4]
        near[0][1].append(place) if near else units.append((tip, [place]))
    return [unit for _, unit in units] if len(units) > 1 else []


def _in_rays(sketch: Sketch, colors: Sequence[Color], count: int = 5) -> Sketch:
    """With what of it stands out to `count` sides, as the arms of a star do, each in a color."""
    mine = _body(sketch)
    points = np.concatenate([sketch.shapes[place].points for place in mine])
    middle, reach = points.mean(0), 0.34 * float(np.ptp(points, axis=0).min())
    shapes: list[Shape] = []
    whole = Sketch(tuple(sketch.shapes[place] for place in mine), {})
    turned = [dict(zip(mine, dyed(whole, color).shapes, strict=True)) for color in colors]
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        for number in range(count if place in mine and not shape.width else 0):
            angle = -np.pi / 2 + 2 * np.pi * (number + np.array([-0.5, 0.5])) / count
            ways = np.stack([np.cos(angle), np.sin(angle)], 1)
            window = np.array([*(middle + reach * ways), *(middle + 2 * SIZE * ways)[::-1]])
            fill = turned[number % len(turned)][place].fill
            if len(part := clipped(shape.points, window)) > 2:
                shapes.append(replace(shape, points=part, fill=fill, role=""))
    return replace(sketch, shapes=tuple(shapes))


def _is_round(shape: Shape) -> bool:
    wide, high = np.ptp(shape.points, axis=0)
    return bool(0.6 < wide / max(high, 1e-6) < 1.7)


def _middle(sketch: Sketch, unit: Sequence[int]) -> Points:
    shape = max((sketch.shapes[place] for place in unit), key=_size)
    return np.asarray(shape.center)


def _size(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0)))


_UNITS: Final = {"heads": _heads, "segments": _segments, "legs": legs_of, "spikes": _spikes}
