"""Clothes that cover a body where its outline says: shirts, trousers, dresses, an apron. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.contrast import cloth_on
from spritedex.sketches.shapes.cutting import Box, ends_at, inside, run_at, top_at
from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.garments import (
    GARMENTS,
    Garment,
    apron_of,
    darker,
    dot,
    lighter,
    line,
    plates_on,
    sash_of,
    shirt_aside,
    shirt_front,
    skirt_around,
    skirt_of,
)
from spritedex.sketches.shapes.held import hands_of
from spritedex.sketches.shapes.markings import tail_of
from spritedex.sketches.shapes.places import Face, face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sketches.shapes.regions import tail_places
from spritedex.sketches.shapes.tailoring import front_of_cloth, side_of_cloth
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, SIZE, Color, Shape, Sketch

_LEAST: Final = 11.0
_BODY: Final = 0.42
"""How many pixels there are at least from a neck to the floor, and how much of all of it a body below a head is."""
_LEAST_TRUNK: Final = 0.2
"""How large a trunk is beside the largest form at least; what is smaller is such as a fin."""
_LYING: Final = 1.15
"""How many times as wide as high a trunk is that stands on four legs."""
_EARS: Final = 3.0
"""How far what is above a trunk reaches down to it at most, in pixels."""
_BARE: Final = ("beard", "mane", "tail")
_BARE_LYING: Final = (*_BARE, "ears", "trunk")
"""Parts that no cloth covers: of what stands upright, and of what stands on four legs."""
_SEAM: Final = 2.0
"""How far trousers reach beside a trunk, in pixels."""
_TUTU_AT: Final = 0.6
"""How far from its front a skirt is around a body that lies."""
_CHEST: Final = 0.4
"""How far down a garment what a face is on reaches at least that is a chest too, as that of a duck."""
_DEEP: Final = 0.6
"""How far down a trunk a chest reaches at least."""
_BESIDE: Final = 5.0
"""How far beside the eyes of what is all face its garment begins, in pixels."""
_BAND: Final = 0.7
"""How much of the width of a trunk what is drawn on it has at least that a garment covers."""
_PALM: Final = 3.4
"""Half of the width of what is bare of a hand below a sleeve, in pixels."""
_LEG: Final = 0.42
_SLEEVE: Final = 0.66
"""How much of a body that lies its front legs are of, and how much of these sleeves cover."""
_IN: Final = 1.5
"""How far before a suit the collar of its shirt is, in pixels."""
_SLEEVED: Final = 0.62
"""How far down a garment reaches at least that covers the wing before a body, as a sleeve does."""
_APART: Final = 0.16
_OTHER, _BROWN, _PALE = (62, 98, 176), (112, 78, 52), (172, 204, 232)
"""The color of what is less than that apart from its body in OKLab, of such coats and of what is white."""


def with_clothes(sketch: Sketch, kind: str, color: Color | None) -> Sketch:
    """With a garment of `GARMENTS`, in its own color or in another."""
    face, trunk = face_of(sketch), _trunk(sketch)
    neck = places_of(sketch).get("neck")
    if neck is None or trunk is None:
        return sketch
    form, garment = sketch.shapes[trunk], GARMENTS[kind]
    fills = to_lab(np.array([garment.fill, form.fill], np.uint8))
    unseen = np.linalg.norm(fills[0] - fills[1]) < _APART
    other = _BROWN if garment.cut == "coat" else _PALE if min(garment.fill) > max(_OTHER) else _OTHER
    garment = garment._replace(fill=cloth_on(form.fill, color) if color else other if unseen else garment.fill)
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
    (_, top), (_, low) = sketch.shapes[trunk].bounds
    return {*heads, *(place for place in on if not _is_chest(sketch.shapes[place], face, top + _DEEP * (low - top)))}


def _chin(sketch: Sketch) -> float:
    """The row where what its face is on ends."""
    face = face_of(sketch)
    heads = [shape for shape in sketch.shapes if face and shape.role != EYE and is_in(face.eyes, shape)]
    return max((float(shape.bounds[1][1]) for shape in heads if not shape.part), default=float(SIZE))


def _is_chest(shape: Shape, face: Face, low: float) -> bool:
    """Whether what begins on a head is a chest, such as that of a duck, which reaches below a row."""
    (_, top), (_, bottom) = shape.bounds
    return shape.role == "main" and not shape.width and bool(top > face.eyes[1] and bottom > low)


def _upright(sketch: Sketch, trunk: int, garment: Garment, x: float, neck: float) -> Sketch:
    """From one height to another."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body and not shape.kept])
    head, floor = _head(sketch, trunk), float(points[:, 1].max())
    high = _BODY * (floor - float(points[:, 1].min())) if head else 0.0
    neck = min(neck, floor - max(_LEAST, high))
    if any(place > trunk for place in head):
        neck = min(neck, _chin(sketch))
    top, bottom = (neck + share * (floor - neck) for share in (garment.top, garment.bottom))
    outline = outline_of(sketch)
    form = sketch.shapes[trunk].points
    waist = run_at(outline, top if garment.top else (top + bottom) / 2, x)
    deep = top + _CHEST * (bottom - top)
    head = {place for place in head if sketch.shapes[place].bounds[1][1] < deep or sketch.shapes[place].width}
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
    if garment.sleeves < 1.0 and not garment.open:
        sides = float(form[:, 0].min()) - 0.5, float(form[:, 0].max()) + 0.5
        short = top + garment.sleeves * (bottom - top)
        boxes = [(sides[0], top, sides[1], bottom), (left, top, sides[0], short), (sides[1], top, right, short)]
    face = face_of(sketch)
    if face is not None and is_all_face(sketch) and not garment.top:  # so that it has shoulders beside its face
        beside = face.half + _BESIDE
        boxes += [
            (left, face.mouth.y - 2, face.mouth.x - beside, top),
            (face.mouth.x + beside, face.mouth.y - 2, right, top),
        ]
    put: list[Shape] = []
    if garment.skirt and waist:
        put += skirt_of(waist, top + (0.45 * (bottom - top) if not garment.top else 0), bottom, garment.fill)
    elif hem := run_at(outline, bottom, x):
        put.append(line([(hem[0], bottom - 0.6), (hem[1], bottom - 0.6)], darker(garment.fill), 1.6))
    if garment.sash and (belt := run_at(outline, (top + bottom) / 2, x)):
        ends = (max(belt[0], float(form[:, 0].min())), min(belt[1], float(form[:, 0].max()))) if head else belt
        put += sash_of(ends, middle, top, bottom, garment.fill)
    if garment.shirt:
        put += shirt_front(middle, top, 0.5 * (bottom - top))
    if garment.buttons:
        button = middle + gap + (2.0 if garment.open else 0.0)
        rows = np.linspace(top + 0.34 * (bottom - top), top + 0.72 * (bottom - top), 3)
        put += [dot(button, y, 1.1, (248, 232, 170)) for y in rows]
    put += front_of_cloth(garment.cut, garment.fill, middle, waist, top, bottom)
    dressed = _covered(sketch, boxes, garment, head)
    bare = _hands(sketch, trunk, head, top) if garment.sleeves == 1.0 and not garment.top and bottom < floor - 1 else []
    return _over(dressed, [*bare, *_seams(dressed, garment, lying=False), *put], before)


def _hands(sketch: Sketch, trunk: int, head: set[int], top: float) -> list[Shape]:
    """What of its arms ends beside its trunk, without the sleeves."""
    (left, _), (right, _) = sketch.shapes[trunk].bounds
    found: list[Shape] = []
    for hand, side in hands_of(outline_of(sketch), int(top) + 2):
        out = hand[0] - right if side > 0 else left - hand[0]
        if out < 0:
            continue
        box = (hand[0] - _PALM, hand[1] - _PALM, hand[0] + _PALM, hand[1] + _PALM)
        others = (shape for place, shape in enumerate(sketch.shapes) if place not in head and place != trunk)
        pieces = [
            replace(part, role=shape.role, part=shape.part, kept=False)
            for shape in others
            if shape.is_body and not shape.kept and shape.role != EYE
            for part in inside(shape, box, shape.fill)
        ]
        found += pieces if all(part.role for part in pieces) else ()  # hands without a role are bare already
    return found


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
    is_long = garment.bottom > 0.9
    down = low + (floor - low) * (0.7 if is_long else 0.3 if garment.top else 0.12)
    upper = top + 0.45 * (low - top) if garment.apron else -40.0
    at = sketch.shapes.index(trunk)
    head = set() if face is None or is_in(face.eyes, trunk) else _head(sketch, at)
    waist = near - front * _TUTU_AT * abs(far - near)
    belt = (top_at(trunk, waist), ends_at(sketch, waist, top, low)[1])
    frill = skirt_around(waist, belt, front, garment.fill) if garment.skirt else []
    if garment.skirt and garment.top:
        return _over(sketch, frill, None)
    boxes = [(min(near, far), upper, max(near, far), down)]
    if garment.skirt:
        boxes = [(min(near, waist), upper, max(near, waist), down)]
    if not (garment.top or is_long or garment.apron) and garment.sleeves:
        knee = low + garment.sleeves * _SLEEVE * (floor - low)
        leg = near - front * _LEG * (right - left)
        boxes.append((min(near + front * 4, leg), low - 2, max(near + front * 4, leg), knee))
    collar = shirt_aside(near, front, ends_at(sketch, near + front * _IN, top, low)) if garment.shirt else []
    covered = _covered(sketch, boxes, garment, head, lying=True)
    column = np.flatnonzero(outline_of(sketch)[:, int(np.clip(far, 0, SIZE - 1))])
    if not column.size:
        return covered
    ends = (max(upper, float(column[0]), top_at(trunk, far)), min(down, float(column[-1])))
    hem = [line([(far, ends[0] + 0.8), (far, ends[1] - 0.4)], darker(garment.fill), 1.8)] if not frill else []
    cut = side_of_cloth(garment.cut, garment.fill, near, far, ends_at(sketch, near - front, top, low), front)
    before = next((sketch.shapes[place] for place in sorted(head) if place > at), None)
    return _over(covered, [*_seams(covered, garment, lying=True), *hem, *cut, *frill, *collar], before)


def _seams(dressed: Sketch, garment: Garment, lying: bool) -> list[Shape]:
    """The seams and rivets of armor where its cloth is seen."""
    if not garment.plates:
        return []
    return plates_on((dressed.picture({})[..., :3] == garment.fill).all(2), garment.fill, lying)


def _covered(sketch: Sketch, boxes: Sequence[Box], garment: Garment, head: set[int], lying: bool = False) -> Sketch:
    """With what of its body is in boxes covered, each form right above itself, so that what is before it stays so."""
    trunk, face = _trunk(sketch), face_of(sketch) if is_all_face(sketch) else None
    bare = {*head, tail_of(sketch), *tail_places(sketch)} - {trunk}
    above = sketch.shapes[trunk].points[:, 1].min() + _EARS if trunk is not None else 0.0
    shapes: list[Shape] = []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        is_on = trunk is not None and place > trunk and _is_band(shape, sketch.shapes[trunk])
        is_on = is_on or (face is not None and not shape.width and is_in(face.eyes, shape))
        naked = shape.role == EYE or not (shape.role or garment.top or is_on)  # such as hands
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
            shapes += inside(shape, box, fill)
    return replace(sketch, shapes=tuple(shapes))


def _is_band(shape: Shape, trunk: Shape) -> bool:
    """Whether it is on a trunk from one side to the other, such as a stripe of a shirt."""
    (left, top), (right, low) = trunk.bounds
    (first, upper), (last, lower) = shape.bounds
    inside = first > left - 1 and last < right + 1 and upper > top - 1 and lower < low + 1
    return bool(inside and last - first > _BAND * (right - left))


def _over(sketch: Sketch, put: Sequence[Shape], before: Shape | None) -> Sketch:
    """With shapes behind another one, such as that of its head; else behind what it holds."""
    last = max((place for place, shape in enumerate(sketch.shapes) if not shape.kept), default=-1)
    at = next((place for place, shape in enumerate(sketch.shapes) if shape is before), last + 1)
    return replace(sketch, shapes=(*sketch.shapes[:at], *put, *sketch.shapes[at:]))
