"""A body that lies: curled up, on its back, melting into a puddle; and one that sits with crossed legs.

Knows no sentence.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, put
from spritedex.sketches.shapes.changed import bushy_tail
from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.places import face_of, is_all_face, is_frontal
from spritedex.sketches.shapes.shaping import lifted, turned
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sprites.sketch import EYE, SIZE, Anchor, Color, Points, Shape, Sketch

_BALL: Final = np.array([24.0, 17.5])
"""Half of the width and of the height of a body that is curled up, in pixels."""
_HEAD: Final = 34.0
"""How large its head is, in pixels."""
_TAIL: Final = 8.0
_TAILS: Final = (3.4, 9.0)
"""How wide a tail is, if it is no line, and how narrow and wide one is around a body."""
_RINGS: Final = 7
_LAID: Final = np.radians(74)
_OVER: Final = np.radians(158)
_AFLOAT: Final = np.radians(62)
_AFLOAT_ON_LEGS: Final = np.radians(96)
_WIDE: Final = 0.95
"""How far a body is turned on its back that stood upright and one that stood on four legs, which is wider than high."""
_SAG: Final = 0.5
_FIRM: Final = 0.45
"""By how much of its width what melts is wider at the floor, and how much of its height keeps its form."""
_PUDDLE: Final = (0.68, 4.2)
_KNEES: Final = 0.5
_LEGS: Final = ((0.5, 7.0), (0.98, 2.6), (-0.4, 1.6))
_LEG: Final = 5.0
"""Hips, knees and feet of crossed legs: how far aside in half of the width of a body, and how far up in pixels; and how
wide a leg is."""
_DRIPS: Final = (-0.82, -0.3, 0.4, 0.9)


def curled_up(sketch: Sketch) -> Sketch:
    """In a ball, its head before its body and its tail around it, if its head is of shapes of its own."""
    face = face_of(sketch)
    if face is None or "head" not in sketch.anchors or is_all_face(sketch):
        return sketch
    mine = _head(sketch, face.eyes)
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.kept}
    if not mine or "main" not in fills or len(mine) == len(sketch.shapes):
        return sketch
    side = front_of(sketch)
    middle = np.array([SIZE / 2, SIZE - 4 - _BALL[1]])
    dark = fills.get("dark", fills["main"])
    body = [
        _form(_ellipse(middle + np.array([0, 1.0]), _BALL + 1.0), dark, "dark"),
        _form(_ellipse(middle - np.array([0, 0.6]), _BALL), fills["main"], "main"),
        _form(_arc(middle + np.array([-9.0 * side, 6.0]), np.array([11.0, 12.0]), side), dark, "dark", 1.8),
    ]
    tail = _wrapped_tail(sketch, middle, side, dark)
    own = box_of(Sketch(tuple(mine), {}))
    scale = min(1.0, _HEAD / own.side)
    to = middle + np.array([13.0 * side, 7.0])
    head = put(tuple(mine), scale, np.array([own.middle, own.low]), to)
    seen = box_of(Sketch(head, {}))
    anchors = {
        "head": Anchor(seen.middle, seen.top + 2, 0.3 * _HEAD),
        "back": Anchor(middle[0] - 8 * side, middle[1] - _BALL[1], 9.0),
        "tail": Anchor(middle[0] + 14 * side, SIZE - 6.0, 5.0),
    }
    return Sketch((*body, *tail, *head), anchors)


def _head(sketch: Sketch, eyes: Points) -> list[Shape]:
    """The shapes of its head, without what else is beside that."""
    mine = [sketch.shapes[place] for place in head_of(sketch)]
    skulls = [shape for shape in mine if shape.role and shape.role != EYE and not shape.width and is_in(eyes, shape)]
    if not skulls:
        return []
    skull = max(skulls, key=_area).points
    low, high = skull.min(0), skull.max(0)
    reach = (high - low) * (0.25, 0.7)
    return [shape for shape in mine if ((shape.points.mean(0) > low - reach) & (shape.points.mean(0) < high + 2)).all()]


def _wrapped_tail(sketch: Sketch, middle: Points, side: int, dark: Color) -> list[Shape]:
    """A tail from its rear along the floor to below its head, in the colors and with the rings of its own one."""
    found = bushy_tail(sketch) or tail_of_shapes(sketch)
    if found is None or "tail" not in sketch.anchors:
        return []
    own = [sketch.shapes[place] for place in found[0]]
    base = max((shape for shape in own if shape.role != "dark"), key=_area, default=own[0])
    low, high = base.bounds[0] - 3, base.bounds[1] + 3
    on_it = (each for each in sketch.shapes if (low < each.points).all() and (each.points < high).all())
    rings = [each for each in on_it if each is not base and each.width > 0.6 * base.width > 3]
    tip = next((each for each in own if each.fill not in (base.fill, dark) and each.role != "light"), None)
    wide = float(np.clip(base.width or _TAIL, *_TAILS))
    angle = np.linspace(0.97 * np.pi, 0.24 * np.pi, 40)
    reach = _BALL - (0.0, 0.4 * wide)
    path = middle + np.stack([side * reach[0] * np.cos(angle), reach[1] * np.sin(angle)], 1)
    shapes = [_form(path, dark, "dark", wide + 2.6), _form(path, base.fill, base.role, wide)]
    if len(rings) > 1:
        return [*shapes, *(_form(path[at : at + 3], rings[0].fill, rings[0].role, wide) for at in range(5, 40, _RINGS))]
    return [*shapes, _form(path[-6:], tip.fill, tip.role, wide)] if tip else shapes


def on_its_back(sketch: Sketch, afloat: bool) -> Sketch:
    """Lying on its back, its belly up; what stands on four legs has them in the air. `afloat` its head is higher."""
    box, front = box_of(sketch), front_of(sketch)
    on_legs = not is_frontal(sketch) and box.right - box.left > _WIDE * (box.low - box.top)
    if afloat:
        return turned(sketch, front * (_AFLOAT_ON_LEGS if on_legs else _AFLOAT))
    return turned(sketch, front * (_OVER if on_legs else _LAID))


def melting(sketch: Sketch) -> Sketch:
    """Wider towards the floor, with drops along its sides, in a puddle."""
    box = box_of(sketch)
    high, wide = box.low - box.top, box.right - box.left
    firm = box.top + _FIRM * high

    def sagged(points: Points) -> Points:
        share = np.clip((points[:, 1] - firm) / (box.low - firm), 0, 1) ** 2
        return np.stack([box.middle + (points[:, 0] - box.middle) * (1 + _SAG * share), points[:, 1]], 1)

    soft = tuple(replace(shape, points=sagged(shape.points)) for shape in sketch.shapes)
    forms = [shape for shape in sketch.shapes if shape.is_body and shape.role in ("main", "second")]
    lowest = max(forms or sketch.shapes, key=lambda shape: float(shape.points[:, 1].max()))
    fill, role = lowest.fill, lowest.role
    edge: Color = (round(0.55 * fill[0]), round(0.6 * fill[1]), round(0.7 * fill[2]))
    half, deep = _PUDDLE
    middle, radii = np.array([box.middle, box.low - 1.0]), np.array([half * wide, deep])
    puddle = [_form(_ellipse(middle, radii + 1.2), edge, ""), _form(_ellipse(middle, radii), fill, role)]
    drips: list[Shape] = []
    for share in _DRIPS:
        x = box.middle + 0.36 * share * wide
        top = firm + 0.16 * high * (1 + abs(share))
        path = np.array([[x, top], [x, top + 0.16 * high * (1.2 - 0.5 * abs(share))]])
        drips += [_form(path, edge, "", 4.0), _form(path - (0, 0.6), fill, role, 2.6)]
    return Sketch((*puddle, *soft, *drips), sketch.anchors)


def meditating(sketch: Sketch) -> Sketch:
    """With crossed legs before its lower end, in the air above its shadow."""
    box = box_of(sketch)
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.kept and not shape.part}
    if "main" not in fills:
        return sketch
    main, half = fills["main"], _KNEES * (box.right - box.left)
    dark: Color = fills.get("dark", (round(0.6 * main[0]), round(0.6 * main[1]), round(0.6 * main[2])))
    legs: list[Shape] = []
    for side in (front_of(sketch), -front_of(sketch)):
        hip, knee, foot = ([box.middle + side * away * half, box.low - up] for away, up in _LEGS)
        path = np.array([hip, knee, foot])
        legs += [_form(path, dark, "dark", _LEG + 2), _form(path - (0, 0.4), main, "main", _LEG)]
    return lifted(replace(sketch, shapes=(*sketch.shapes, *legs)))


def _area(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0) + shape.width))


def _form(points: Points, fill: Color, role: str, width: float = 0.0) -> Shape:
    return Shape(points, fill, role, width)


def _ellipse(middle: Points, radii: Points) -> Points:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return np.asarray(middle + radii * np.stack([np.cos(angle), np.sin(angle)], 1))


def _arc(middle: Points, radii: Points, side: int) -> Points:
    angle = np.linspace(-0.9 * np.pi, 0.1 * np.pi, 24)
    return np.asarray(middle + radii * np.stack([side * np.cos(angle), np.sin(angle)], 1))
