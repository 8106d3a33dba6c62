"""Legs to both sides of a body, such as those of a spider or a crab, and four legs below one. Knows no sentence."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch


class Legs(NamedTuple):
    """How many there are on each side, their color and width, and how far their knees and feet are from the body and
    how high the knees above where a leg begins, in pixels."""

    pairs: int
    color: Color
    width: float
    knee: float
    foot: float
    high: float


KINDS: Final = {
    "spider": Legs(4, (52, 44, 58), 2.8, 10.0, 14.0, 11.0),
    "crab": Legs(3, (226, 96, 52), 4.2, 9.0, 10.0, 5.0),
}
_RIM: Final = 0.6
_FROM: Final = 0.5
_TO: Final = 0.88
"""Between which shares of its height legs begin."""
_INSIDE: Final = 4.0
_NEARER: Final = 0.62
"""How far from the body the last foot is beside the first."""
_LINE: Final = (1.2, 7.6)
_MANY: Final = 4
_SAME_FOOT: Final = 3.0
_FROM_SIDE: Final = (0.24, 0.34, 0.66, 0.76)
_FROM_FRONT: Final = (0.1, 0.32, 0.9, 0.68)
"""Where legs are in the width of a body, every other one behind it."""
_LONG: Final = 9.0
_THICK: Final = 5.6


def with_side_legs(sketch: Sketch, kind: str, color: Color | None = None) -> Sketch:
    """With legs of a kind of `KINDS` behind its body, in their own color or another."""
    legs, outline = KINDS[kind], outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return sketch
    fill = color or legs.color
    dark = (round(_RIM * fill[0]), round(_RIM * fill[1]), round(_RIM * fill[2]))
    top, low = float(rows[0]), float(rows[-1])
    shapes: list[Shape] = []
    for side in (-1, 1):
        for place, share in enumerate(np.linspace(_FROM, _TO, legs.pairs)):
            y = top + share * (low - top)
            columns = np.flatnonzero(outline[int(np.clip(y, 0, SIZE - 1))])
            if columns.size:
                edge = float(columns[0] if side < 0 else columns[-1])
                nearer = 1 - (1 - _NEARER) * place / (legs.pairs - 1)
                line = _leg(np.array([edge - side * _INSIDE, y]), side, legs, nearer, low)
                shapes += [Shape(line, dark, "", legs.width + 1.4), Shape(line, fill, "", legs.width)]
    return Sketch((*shapes, *sketch.shapes), sketch.anchors)


def _leg(start: Points, side: int, legs: Legs, nearer: float, floor: float) -> Points:
    knee = start + np.array([side * (_INSIDE + nearer * legs.knee), -legs.high * nearer])
    foot = np.array([start[0] + side * (_INSIDE + nearer * legs.foot), floor + 1])
    return np.stack([start, knee, foot])


def side_legs_of(sketch: Sketch) -> list[int]:
    """The places of its legs, if they are lines that end beside its body; none if there are fewer than four."""
    own = [place for place, shape in enumerate(sketch.shapes) if shape.part == "feet" and shape.width]
    if len(own) >= _MANY:
        return own
    face = face_of(sketch)
    forms = [shape for shape in sketch.shapes if shape.role in ("main", "dark") and not shape.width and shape.is_body]
    heads = [form for form in forms if face and is_in(face.eyes, form)]
    found = []
    for place, shape in enumerate(sketch.shapes):
        foot, joint = _ends(sketch, shape)
        is_line = _LINE[0] < shape.width < _LINE[1] and shape.is_body and not shape.kept
        is_antenna = face and foot[1] < face.eyes[1] and (not heads or any(is_in(joint, head) for head in heads))
        if is_line and not is_antenna and not any(is_in(foot, form) for form in forms):
            found.append(place)
    return found if len(found) >= _MANY else []


def _ends(sketch: Sketch, shape: Shape) -> tuple[Points, Points]:
    """The end of a line that is farther from the middle, and the other one."""
    middle = sketch.anchors["back"].x if "back" in sketch.anchors else SIZE / 2
    one, other = shape.points[0], shape.points[-1]
    return (one, other) if abs(one[0] - middle) > abs(other[0] - middle) else (other, one)


def with_fewer_legs(sketch: Sketch, count: int) -> Sketch:
    """With `count` of its legs that are lines, the uppermost ones; as it is, if it has no more."""
    gone: list[int] = []
    for side in (-1, 1):
        feet: list[tuple[Points, list[int]]] = []
        middle = float(np.mean([shape.points[:, 0].mean() for shape in sketch.shapes]))
        for place in side_legs_of(sketch):
            foot, _ = _ends(sketch, sketch.shapes[place])
            same = next((places for at, places in feet if np.hypot(*(at - foot)) < _SAME_FOOT), None)
            if same is not None:
                same.append(place)
            elif side * (foot[0] - middle) > 0:
                feet.append((foot, [place]))
        ranked = sorted(feet, key=lambda each: float(each[0][1]))
        gone += [place for _, places in ranked[count // 2 :] for place in places]
    return replace(sketch, shapes=tuple(shape for at, shape in enumerate(sketch.shapes) if at not in gone))


def with_four_legs(sketch: Sketch, color: Color | None = None) -> Sketch:
    """On four legs, where what stands on the floor has none: two in front of its body and two behind."""
    outline, frontal = outline_of(sketch), is_frontal(sketch)
    rows, columns = np.flatnonzero(outline.any(1)), np.flatnonzero(outline.any(0))
    if not rows.size:
        return sketch
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    if forms:
        points = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).points
        columns = columns[(columns >= points[:, 0].min()) & (columns <= points[:, 0].max())]
    low, fills = float(rows[-1]), {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.part}
    near: list[Shape] = []
    far: list[Shape] = []
    for number, share in enumerate(_FROM_FRONT if frontal else _FROM_SIDE):
        x = float(columns[0] + share * (columns[-1] - columns[0]))
        column = np.flatnonzero(outline[:, int(np.clip(x, 0, SIZE - 1))])
        is_far, side = number % 2 == 0, front_of(sketch) if not frontal else (-1 if share < 0.5 else 1)
        foot = low + _LONG - (2.0 if is_far else 0.0)
        line = np.array([[x, (float(column[-1]) if column.size else low) - 5], [x, foot]])
        sole = np.array([[x, foot], [x + 2.5 * side, foot]])
        role = "dark" if is_far else "main"
        fill = color or fills.get(role, fills.get("main", (150, 140, 130)))
        if color and is_far:
            fill = (round(_RIM * color[0]), round(_RIM * color[1]), round(_RIM * color[2]))
        leg = (Shape(line, fill, "" if color else role, _THICK), Shape(sole, fill, "" if color else role, _THICK))
        (far if is_far else near).extend(leg)
    put = (*far, *near, *sketch.shapes) if frontal else (*far, *sketch.shapes, *near)
    return replace(sketch, shapes=put)
