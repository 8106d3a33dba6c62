"""Clothes that cover a body where its outline says: shirts, trousers, dresses, an apron. Knows no sentence."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.garments import (
    GARMENTS,
    Garment,
    apron_of,
    cloth,
    darker,
    dot,
    lapels_of,
    lighter,
    line,
    plates_on,
    sash_of,
    shirt_aside,
    shirt_front,
    skirt_of,
    tutu_around,
)
from spritedex.sketches.shapes.markings import clipped, tail_of
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import Face, face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, SIZE, Color, Shape, Sketch

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
_BARE: Final = ("beard", "mane")
_BARE_LYING: Final = (*_BARE, "ears", "tail", "trunk")
"""Parts that no cloth covers: of what stands upright, and of what stands on four legs."""
_SEAM: Final = 2.0
"""How far trousers reach beside a trunk, in pixels."""
_TUTU_AT: Final = 0.6
_NEAR: Final = 4.0
"""How far from its front a tutu is around a body that lies, and how near to it its back is looked for, in pixels."""
_IN: Final = 1.5
"""How far before a suit the collar of its shirt is, in pixels."""
_SLEEVED: Final = 0.62
"""How far down a garment reaches at least that covers the wing before a body, as a sleeve does."""
_APART: Final = 0.16
_OTHER: Final[Color] = (62, 98, 176)
_BROWN: Final[Color] = (112, 78, 52)
"""The color of what would hardly be seen on a body, and how far apart two colors are at least in OKLab."""

Box = tuple[float, float, float, float]


def with_clothes(sketch: Sketch, kind: str, color: Color | None) -> Sketch:
    """With a garment of `GARMENTS`, in its own color or in another."""
    face, trunk = face_of(sketch), _trunk(sketch)
    neck = places_of(sketch).get("neck")
    if neck is None or trunk is None:
        return sketch
    form, garment = sketch.shapes[trunk], GARMENTS[kind]
    fills = to_lab(np.array([garment.fill, form.fill], np.uint8))
    unseen = np.linalg.norm(fills[0] - fills[1]) < _APART
    other = _BROWN if garment.lapels else _OTHER
    garment = garment._replace(fill=color or (other if unseen else garment.fill))
    wide, high = np.ptp(form.points, axis=0)
    if not is_frontal(sketch) and wide > _LYING * high:
        return _aside(sketch, form, garment, face)
    return _upright(sketch, trunk, garment, neck.x, neck.y)


def _trunk(sketch: Sketch) -> int | None:
    """The place of the largest form of its body, without the head if that is another one."""
    face = face_of(sketch)
    forms = {
        place: _area(shape)
        for place, shape in enumerate(sketch.shapes)
        if shape.role == "main" and not shape.width and shape.is_body
    }
    others = {place: size for place, size in forms.items() if not face or not is_in(face.eyes, sketch.shapes[place])}
    apart = max(others, key=lambda place: forms[place], default=None)
    largest = max(forms, key=lambda place: forms[place], default=None)
    if apart is None or largest is None or forms[apart] < _LEAST_TRUNK * forms[largest]:
        return largest
    return apart


def _area(shape: Shape) -> float:
    x, y = shape.points.T
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


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
    form = sketch.shapes[trunk].points
    waist = _run(outline, top if garment.top else (top + bottom) / 2, x)
    before = next((sketch.shapes[place] for place in sorted(head) if place > trunk), None)
    if garment.apron:
        if waist and head:  # and so not on arms beside it
            waist = max(waist[0], float(form[:, 0].min())), min(waist[1], float(form[:, 0].max()))
        return _over(sketch, apron_of(waist, x, top, bottom, garment.fill), before)
    middle = x if waist is None else (waist[0] + waist[1]) / 2
    gap = 0.16 * (waist[1] - waist[0]) if garment.open and waist else 0.0
    left, right = -40.0, 104.0
    if garment.top:  # and so not on hands beside it
        left, right = float(form[:, 0].min()) - _SEAM, float(form[:, 0].max()) + _SEAM
    boxes: list[Box] = [(left, top, middle - gap, bottom), (middle + gap, top, right, bottom)]
    if not gap:
        boxes = [(left, top, right, bottom)]
    put: list[Shape] = []
    if garment.skirt and waist:
        put += skirt_of(waist, top + (0.45 * (bottom - top) if not garment.top else 0), bottom, garment.fill)
    elif hem := _run(outline, bottom, x):
        put.append(line([(hem[0], bottom - 0.6), (hem[1], bottom - 0.6)], darker(garment.fill), 1.6))
    if garment.sash and (belt := _run(outline, (top + bottom) / 2, x)):
        put += sash_of(belt, middle, top, bottom, garment.fill)
    if garment.lapels and waist:
        put += lapels_of(waist, middle, top, bottom, garment.fill)
    if garment.shirt:
        put += shirt_front(middle, top, 0.5 * (bottom - top))
    if garment.buttons:
        button = middle + gap + (2.0 if garment.open else 0.0)
        rows = np.linspace(top + 0.34 * (bottom - top), top + 0.72 * (bottom - top), 3)
        put += [dot(button, y, 1.1, (248, 232, 170)) for y in rows]
    if (
        not (garment.top or garment.shirt or garment.sash or garment.lapels)
        and (collar := _run(outline, top + 1, x))
        and not garment.open
    ):
        ends = np.clip(np.array(collar), middle - 9, middle + 9)
        put.append(line([(ends[0], top + 0.4), (middle, top + 1.6), (ends[1], top + 0.4)], darker(garment.fill), 1.8))
    dressed = _covered(sketch, boxes, garment, head)
    return _over(dressed, [*_seams(dressed, garment, lying=False), *put], before)


def _aside(sketch: Sketch, trunk: Shape, garment: Garment, face: Face | None) -> Sketch:
    """From one place along its back to another, counted from its front on."""
    front = front_of(sketch)
    (left, top), (right, low) = trunk.bounds
    floor = max(float(shape.points[:, 1].max()) for shape in sketch.shapes if shape.is_body and not shape.kept)
    if face and is_in(face.eyes, trunk):
        edge = float(face.eyes[0]) - front * (1.7 * face.half + 1)
        left, right = (left, edge) if front > 0 else (edge, right)
    begin, end = (0.04, 0.96 if garment.bottom > 0.9 else 0.8) if garment.top < 0.3 else (0.5, 0.98)
    near, far = ((right if front > 0 else left) - front * share * (right - left) for share in (begin, end))
    down = low + (floor - low) * (0.7 if garment.bottom > 0.9 else 0.25)
    upper = top + 0.45 * (low - top) if garment.apron else -40.0
    head = set() if face is None or is_in(face.eyes, trunk) else _head(sketch, sketch.shapes.index(trunk))
    waist = right - _TUTU_AT * (right - left) if front > 0 else left + _TUTU_AT * (right - left)
    frill = tutu_around(waist, _top_at(trunk, waist), low, garment.fill) if garment.skirt else []
    if garment.skirt and garment.top:
        return _over(sketch, frill, None)
    collar = shirt_aside(near, front, _ends_at(sketch, near + front * _IN, top, low)) if garment.shirt else []
    covered = _covered(sketch, [(min(near, far), upper, max(near, far), down)], garment, head, lying=True)
    column = np.flatnonzero(outline_of(sketch)[:, int(np.clip(far, 0, SIZE - 1))])
    if not column.size:
        return covered
    ends = (max(upper, float(column[0]), _top_at(trunk, far)), min(down, float(column[-1])))
    hem = line([(far, ends[0] + 0.8), (far, ends[1] - 0.4)], darker(garment.fill), 1.8)
    return _over(covered, [*_seams(covered, garment, lying=True), hem, *frill, *collar], None)


def _seams(dressed: Sketch, garment: Garment, lying: bool) -> list[Shape]:
    """The seams and rivets of armor where its cloth is seen."""
    if not garment.plates:
        return []
    return plates_on((dressed.picture({})[..., :3] == garment.fill).all(2), garment.fill, lying)


def _ends_at(sketch: Sketch, x: float, top: float, low: float) -> tuple[float, float]:
    """From where to where a body reaches in a column, between two rows."""
    first = max(0, int(top))
    column = np.flatnonzero(outline_of(sketch)[first : int(low) + 1, int(np.clip(x, 0, SIZE - 1))])
    return (first + float(column[0]), first + float(column[-1])) if column.size else (low, low)


def _top_at(form: Shape, x: float) -> float:
    """About where a form begins in a column."""
    near = form.points[abs(form.points[:, 0] - x) < _NEAR]
    return float(near[:, 1].min() if len(near) else form.points[:, 1].min())


def _covered(sketch: Sketch, boxes: Sequence[Box], garment: Garment, head: set[int], lying: bool = False) -> Sketch:
    """With what of its body is in boxes covered, each form right above itself, so that what is before it stays so."""
    trunk = _trunk(sketch)
    bare = {*head, tail_of(sketch)} - {trunk}
    above = sketch.shapes[trunk].points[:, 1].min() + _EARS if trunk is not None else 0.0
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        naked = shape.role == EYE or (not shape.role and not garment.top)  # such as hands
        naked = naked or (lying and shape.points[:, 1].max() < above)  # such as ears
        sleeve = shape.part == "wings" and trunk is not None and place > trunk and garment.bottom > _SLEEVED
        if (
            naked
            or shape.kept
            or not (shape.is_body or sleeve)
            or place in bare
            or shape.part in (_BARE_LYING if lying else _BARE)
        ):
            continue
        fill = {"dark": darker(garment.fill), "light": lighter(garment.fill)}.get(shape.role, garment.fill)
        for box in boxes:
            shapes += _inside(shape, box, fill)
    return replace(sketch, shapes=tuple(shapes))


def _inside(shape: Shape, box: Box, fill: Color) -> list[Shape]:
    """What of a form or a limb is in a box."""
    left, top, right, bottom = box
    if not shape.width:
        window = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        points = clipped(shape.points, window)
        return [cloth(points, fill)] if len(points) > 2 else []
    if shape.width < _LIMB or len(shape.points) < 2:
        return []
    line = np.concatenate([np.linspace(*ends, 12) for ends in itertools.pairwise(shape.points)])
    x, y = line.T
    inside = np.flatnonzero((x >= left) & (x <= right) & (y >= top) & (y <= bottom))
    runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1)
    return [replace(cloth(line[run], fill), width=shape.width + 0.4) for run in runs if len(run) > 1]


def _over(sketch: Sketch, put: Sequence[Shape], before: Shape | None) -> Sketch:
    """With shapes behind another one, such as that of its head; else behind what it holds."""
    last = max((place for place, shape in enumerate(sketch.shapes) if not shape.kept), default=-1)
    at = next((place for place, shape in enumerate(sketch.shapes) if shape is before), last + 1)
    return replace(sketch, shapes=(*sketch.shapes[:at], *put, *sketch.shapes[at:]))


def _run(outline: np.ndarray, y: float, x: float) -> tuple[float, float] | None:
    """From where to where a body reaches at a height, around `x`."""
    runs = runs_of(outline[int(np.clip(y, 0, SIZE - 1))])
    return next(((float(left), float(right) + 1) for left, right in runs if left - 2 <= x <= right + 2), None)
