"""Clothes that cover a body where its outline says: shirts, trousers, dresses, an apron. Knows no sentence."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.expressions import front_of, is_in
from spritedex.sketches.markings import clipped, tail_of
from spritedex.sketches.outfit import runs_of
from spritedex.sketches.places import Face, face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, SIZE, Color, Points, Shape, Sketch

CLOTHES: Final = "clothes"
"""What a shape of clothes is called: it is no body."""
_LIMB: Final = 2.5
"""How wide a line is at least that is an arm or a leg."""
_LEAST: Final = 11.0
_BODY: Final = 0.42
"""How many pixels there are at least from a neck to the floor, and how much of all of it a body below a head is."""
_LEAST_TRUNK: Final = 0.2
"""How large a trunk is beside the largest form at least; what is smaller is such as a fin."""
_LYING: Final = 1.15
"""How many times as wide as high a trunk is that stands on four legs."""
_EARS: Final = 3.0
"""How far what is above a trunk reaches down to it at most, in pixels."""
_STRIPE: Final = 5.0
_APART: Final = 0.13
_OTHER: Final[Color] = (62, 98, 176)
"""The color of what would hardly be seen on a body, and how far apart two colors are at least in OKLab."""
_WHITE: Final[Color] = (244, 244, 248)
_FLARE: Final = 5.0

Box = tuple[float, float, float, float]


class Garment(NamedTuple):
    """From which share of the way from the neck to the floor a garment reaches to which, its color, and how it is made:
    what is `open` shows the middle below it, a `skirt` is wider at its hem, an `apron` only covers the middle."""

    top: float
    bottom: float
    fill: Color
    open: bool = False
    skirt: bool = False
    apron: bool = False
    shirt: bool = False
    stripes: bool = False
    buttons: bool = False


GARMENTS: Final = {
    "shirt": Garment(0.0, 0.62, (78, 134, 212)),
    "hawaiian": Garment(0.0, 0.62, (236, 92, 82), stripes=True),
    "lab-coat": Garment(0.0, 0.88, (240, 242, 246), buttons=True),
    "raincoat": Garment(0.0, 0.84, (248, 206, 62), buttons=True),
    "sweater": Garment(0.0, 0.66, (206, 66, 62), stripes=True),
    "jacket": Garment(0.0, 0.7, (108, 70, 46), open=True, buttons=True),
    "vest": Garment(0.0, 0.6, (122, 78, 48), open=True),
    "suit": Garment(0.0, 0.94, (52, 58, 82), shirt=True, buttons=True),
    "pajamas": Garment(0.0, 0.92, (122, 172, 226), stripes=True, buttons=True),
    "robe": Garment(0.0, 0.97, (112, 76, 168)),
    "trousers": Garment(0.56, 0.92, (64, 92, 158)),
    "shorts": Garment(0.56, 0.78, (64, 92, 158)),
    "dress": Garment(0.0, 0.86, (236, 110, 160), skirt=True),
    "skirt": Garment(0.5, 0.84, (236, 110, 160), skirt=True),
    "apron": Garment(0.08, 0.84, (240, 236, 226), apron=True),
}


def with_clothes(sketch: Sketch, kind: str, color: Color | None) -> Sketch:
    """With a garment of `GARMENTS`, in its own color or in another."""
    face, trunk = face_of(sketch), _trunk(sketch)
    neck = places_of(sketch).get("neck")
    if neck is None or trunk is None:
        return sketch
    form, garment = sketch.shapes[trunk], GARMENTS[kind]
    fills = to_lab(np.array([garment.fill, form.fill], np.uint8))
    unseen = np.linalg.norm(fills[0] - fills[1]) < _APART
    garment = garment._replace(fill=color or (_OTHER if unseen else garment.fill))
    wide, high = np.ptp(form.points, axis=0)
    if not is_frontal(sketch) and wide > _LYING * high:
        return _aside(sketch, form, garment, face)
    return _upright(sketch, trunk, garment, neck.x, neck.y)


def _trunk(sketch: Sketch) -> int | None:
    """The place of the largest form of its body, without the head if that is another one."""
    face = face_of(sketch)
    forms = {
        place: float(np.prod(np.ptp(shape.points, axis=0)))
        for place, shape in enumerate(sketch.shapes)
        if shape.role == "main" and not shape.width and shape.is_body
    }
    others = {place: size for place, size in forms.items() if not face or not is_in(face.eyes, sketch.shapes[place])}
    apart = max(others, key=lambda place: forms[place], default=None)
    largest = max(forms, key=lambda place: forms[place], default=None)
    if apart is None or largest is None or forms[apart] < _LEAST_TRUNK * forms[largest]:
        return largest
    return apart


def _head(sketch: Sketch, trunk: int) -> set[int]:
    """The places of what its face is on and of what lies on that; none if it is the trunk."""
    face = face_of(sketch)
    if face is None or is_all_face(sketch) or is_in(face.eyes, sketch.shapes[trunk]):
        return set()
    heads = [place for place, shape in enumerate(sketch.shapes) if is_in(face.eyes, shape) and shape.role != EYE]
    on = (place for place, shape in enumerate(sketch.shapes) if any(
        place > head and is_in(shape.points.mean(0), sketch.shapes[head]) for head in heads
    ))  # fmt: skip
    return {*heads, *on}


def _upright(sketch: Sketch, trunk: int, garment: Garment, x: float, neck: float) -> Sketch:
    """From one height to another."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body and not shape.kept])
    head, floor = _head(sketch, trunk), float(points[:, 1].max())
    high = _BODY * (floor - float(points[:, 1].min())) if head else 0.0
    neck = min(neck, floor - max(_LEAST, high))
    top, bottom = (neck + share * (floor - neck) for share in (garment.top, garment.bottom))
    outline = outline_of(sketch)
    waist = _run(outline, top if garment.top else (top + bottom) / 2, x)
    before = next((sketch.shapes[place] for place in sorted(head) if place > trunk), None)
    if garment.apron:
        return _over(sketch, _apron(waist, x, top, bottom, garment.fill), before)
    middle = x if waist is None else (waist[0] + waist[1]) / 2
    gap = 0.16 * (waist[1] - waist[0]) if garment.open and waist else 0.0
    boxes: list[Box] = [(-40, top, middle - gap, bottom), (middle + gap, top, 104, bottom)]
    if not gap:
        boxes = [(-40, top, 104, bottom)]
    put: list[Shape] = []
    if garment.skirt and waist:
        put += _skirt(waist, top + (0.45 * (bottom - top) if not garment.top else 0), bottom, garment.fill)
    elif hem := _run(outline, bottom, x):
        put.append(_line([(hem[0], bottom - 0.6), (hem[1], bottom - 0.6)], _darker(garment.fill), 1.6))
    if garment.shirt:
        put += _front(middle, top, 0.5 * (bottom - top))
    if garment.buttons:
        button = middle + gap + (2.0 if garment.open else 0.0)
        rows = np.linspace(top + 0.34 * (bottom - top), top + 0.72 * (bottom - top), 3)
        put += [_dot(button, y, 1.1, (248, 232, 170)) for y in rows]
    if not garment.top and not garment.shirt and (collar := _run(outline, top + 1, x)) and not garment.open:
        ends = np.clip(np.array(collar), middle - 9, middle + 9)
        put.append(_line([(ends[0], top + 0.4), (middle, top + 1.6), (ends[1], top + 0.4)], _darker(garment.fill), 1.8))
    return _over(_covered(sketch, boxes, garment, head), put, before)


def _aside(sketch: Sketch, trunk: Shape, garment: Garment, face: Face | None) -> Sketch:
    """From one place along its back to another, counted from its front on."""
    front = front_of(sketch)
    (left, top), (right, low) = trunk.points.min(0), trunk.points.max(0)
    floor = max(float(shape.points[:, 1].max()) for shape in sketch.shapes if shape.is_body and not shape.kept)
    if face and is_in(face.eyes, trunk):
        edge = float(face.eyes[0]) - front * (1.7 * face.half + 1)
        left, right = (left, edge) if front > 0 else (edge, right)
    begin, end = (0.04, 0.96 if garment.bottom > 0.9 else 0.8) if garment.top < 0.3 else (0.5, 0.98)
    near, far = ((right if front > 0 else left) - front * share * (right - left) for share in (begin, end))
    down = low + (floor - low) * (0.7 if garment.bottom > 0.9 else 0.25)
    upper = top + 0.45 * (low - top) if garment.apron else -40.0
    head = set() if face is None or is_in(face.eyes, trunk) else _head(sketch, sketch.shapes.index(trunk))
    covered = _covered(sketch, [(min(near, far), upper, max(near, far), down)], garment, head, lying=True)
    column = np.flatnonzero(outline_of(sketch)[:, int(np.clip(far, 0, SIZE - 1))])
    if not column.size:
        return covered
    ends = (max(upper, float(column[0])), min(down, float(column[-1])))
    return _over(covered, [_line([(far, ends[0] + 0.8), (far, ends[1] - 0.4)], _darker(garment.fill), 1.8)], None)


def _covered(sketch: Sketch, boxes: Sequence[Box], garment: Garment, head: set[int], lying: bool = False) -> Sketch:
    """With what of its body is in boxes covered, each form right above itself, so that what is before it stays so."""
    bare, trunk = {*head, tail_of(sketch)}, _trunk(sketch)
    above = sketch.shapes[trunk].points[:, 1].min() + _EARS if trunk is not None else 0.0
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        naked = shape.role == EYE or (not shape.role and not garment.top)  # such as hands
        naked = naked or (lying and shape.points[:, 1].max() < above)  # such as ears
        if naked or shape.kept or not shape.is_body or place in bare:
            continue
        fill = {"dark": _darker(garment.fill), "light": _lighter(garment.fill)}.get(shape.role, garment.fill)
        for box in boxes:
            shapes += _inside(shape, box, fill)
            if garment.stripes:
                for stripe in _stripes(box, lying):
                    shapes += _inside(shape, stripe, _lighter(fill) if max(fill) < 200 else _WHITE)
    return replace(sketch, shapes=tuple(shapes))


def _inside(shape: Shape, box: Box, fill: Color) -> list[Shape]:
    """What of a form or a limb is in a box."""
    left, top, right, bottom = box
    if not shape.width:
        window = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        points = clipped(shape.points, window)
        return [_cloth(points, fill)] if len(points) > 2 else []
    if shape.width < _LIMB or len(shape.points) < 2:
        return []
    line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
    x, y = line.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= top) & (y <= bottom))
    runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    return [replace(_cloth(line[run], fill), width=shape.width + 0.4) for run in runs if len(run) > 1]


def _stripes(box: Box, lying: bool) -> list[Box]:
    left, top, right, bottom = box
    if lying:
        return [(x, top, min(x + 0.4 * _STRIPE, right), bottom) for x in np.arange(left + 2, right, _STRIPE)]
    return [(left, y, right, min(y + 0.4 * _STRIPE, bottom)) for y in np.arange(top + 2, bottom, _STRIPE)]


def _apron(waist: tuple[float, float] | None, x: float, top: float, bottom: float, fill: Color) -> list[Shape]:
    left, right = waist or (x - 8, x + 8)
    middle, half = (left + right) / 2, max(5.0, 0.42 * (right - left))
    belt = top + 0.38 * (bottom - top)
    side = [(0.55, top), (0.62, belt), (1.0, belt + 1), (0.94, bottom - 1.5)]
    right_side = [(middle + share * half, y) for share, y in side]
    left_side = [(middle - share * half, y) for share, y in reversed(side)]
    bib = np.array([*right_side, (middle, bottom), *left_side])
    pocket = belt + 0.4 * (bottom - belt)
    dark = _darker(fill)
    return [
        _line([(middle - 0.5 * half, top - 2.4), (middle - 0.5 * half, top + 1)], dark, 1.6),
        _line([(middle + 0.5 * half, top - 2.4), (middle + 0.5 * half, top + 1)], dark, 1.6),
        _cloth(bib + 0.9 * np.sign(bib - bib.mean(0)), dark),
        _cloth(bib, fill),
        _line([(left + 1, belt), (right - 1, belt)], dark, 1.4),
        *(_line([(middle + near * half, pocket), (middle + far * half, pocket + 2.6)], dark, 1.1)
          for near, far in ((-0.4, -0.36), (0.4, 0.36))),
        _line([(middle - 0.4 * half, pocket), (middle + 0.4 * half, pocket)], dark, 1.1),
    ]  # fmt: skip


def _skirt(waist: tuple[float, float], top: float, bottom: float, fill: Color) -> list[Shape]:
    left, right = waist
    hem = [(x, bottom - 1.4 * (number % 2)) for number, x in enumerate(np.linspace(right + _FLARE, left - _FLARE, 9))]
    points = np.array([(left + 1, top), (right - 1, top), *hem])
    middle, apart = (left + right) / 2, 0.3 * (right - left)
    folds = [
        _line([(middle + 0.4 * side, top + 2), (middle + side, bottom - 3)], _darker(fill), 1.3)
        for side in (-apart, apart)
    ]
    rim = points + np.sign(points - points.mean(0)) * 1.0
    return [_cloth(rim, _darker(fill)), _cloth(points, fill), *folds]


def _front(x: float, top: float, high: float) -> list[Shape]:
    """A white shirt between two lapels."""
    white = np.array([[x - 5, top - 0.6], [x + 5, top - 0.6], [x, top + high]])
    lapels = [_line([(x + side * 5.4, top), (x, top + high)], (30, 34, 52), 1.6) for side in (-1, 1)]
    return [_cloth(white, _WHITE), *lapels]


def _over(sketch: Sketch, put: Sequence[Shape], before: Shape | None) -> Sketch:
    """With shapes behind another one, such as that of its head; else behind what it holds."""
    last = max((place for place, shape in enumerate(sketch.shapes) if not shape.kept), default=-1)
    at = next((place for place, shape in enumerate(sketch.shapes) if shape is before), last + 1)
    return replace(sketch, shapes=(*sketch.shapes[:at], *put, *sketch.shapes[at:]))


def _run(outline: np.ndarray, y: float, x: float) -> tuple[float, float] | None:
    """From where to where a body reaches at a height, around `x`."""
    runs = runs_of(outline[int(np.clip(y, 0, SIZE - 1))])
    return next(((float(left), float(right) + 1) for left, right in runs if left - 2 <= x <= right + 2), None)


def _cloth(points: Points, fill: Color) -> Shape:
    return Shape(points, fill, "", 0.0, True, CLOTHES)


def _line(points: Sequence[tuple[float, float]], fill: Color, width: float) -> Shape:
    return replace(_cloth(np.array(points), fill), width=width)


def _dot(x: float, y: float, radius: float, fill: Color) -> Shape:
    angle = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    return _cloth(np.array([x, y]) + radius * np.stack([np.cos(angle), np.sin(angle)], 1), fill)


def _darker(fill: Color) -> Color:
    red, green, blue = (round(0.68 * each) for each in fill)
    return red, green, blue


def _lighter(fill: Color) -> Color:
    red, green, blue = (round(0.72 * each + 0.28 * 255) for each in fill)
    return red, green, blue
