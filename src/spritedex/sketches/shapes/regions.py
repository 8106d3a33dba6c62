"""Regions of a body in a color of their own, such as white paws, where no shape of a sketch is named so."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of, front_of, is_in
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.many_legs import side_legs_of
from spritedex.sketches.shapes.markings import clipped, tail_of
from spritedex.sketches.shapes.places import all_of_eye, face_of, mouth_shape_of
from spritedex.sketches.shapes.trunks import ellipse, in_color, with_back, with_belly
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import FACE, Color, Points, Shape, Sketch

_PAW: Final = 6.0
"""How high a paw is, in pixels."""
_LEG: Final = 0.3
"""How much of the height of a body its legs are."""
_LEG_WIDTH: Final = 0.3
_ROLES: Final = {"main": ("main", "dark", "light"), "second": ("second",)}
_WHITE: Final = 190
"""How red, green and blue a tooth is at least."""
_TOOTH: Final = 48
_NOSTRIL: Final = 1.0
"""How far below the middle of a mouth the middle of a nose is at most, in pixels."""
_NEAR_MOUTH: Final = 12.0
_HEAD: Final = 20.0
"""How far behind its eyes a head reaches, in pixels."""
_SKIN: Final = 0.16
"""How far in OKLab a shade of a skin is from that of the face at most."""
_BODY: Final = 60
"""Square pixels of the box of a form beside the head, at least."""
_EAR: Final = (12, 420)
"""Square pixels of the box of an ear."""
_HANGING: Final = 1.3
"""How many times as high as wide an ear is at least that can hang down beside the face."""


def with_region(sketch: Sketch, region: str, color: Color) -> Sketch:
    """With its "belly", "ear", "ears", "head", "legs", "nose", "paws", "skin" or "tail" in a color, where it has one.

    With "main" or "second" all that has that color gets another, as a garment does.
    """
    if region in _ROLES:
        return in_color(sketch, _of_roles(sketch, region), color)
    if region == "head":
        return _head(sketch, color)
    if region == "skin":
        return _skin(sketch, color)
    if region in ("paws", "legs"):
        return _low(sketch, region == "legs", color)
    if region == "belly":
        return with_belly(sketch, color)
    if region == "back":
        return with_back(sketch, color)
    if region == "teeth":
        return in_color(sketch, _teeth(sketch), color)
    if region == "nose":
        return _nose(sketch, color)
    if region in ("ear", "ears"):
        return in_color(sketch, ears_of(sketch)[: 1 if region == "ear" else None], color)
    return in_color(sketch, tail_places(sketch), color)


def _of_roles(sketch: Sketch, region: str) -> list[int]:
    """The places of the shapes of its main or its second color; of the main one, if it has no second."""

    def found(roles: tuple[str, ...]) -> list[int]:
        return [at for at, shape in enumerate(sketch.shapes) if shape.role in roles and not shape.part]

    return found(_ROLES[region]) or found(_ROLES["main"])


def _head(sketch: Sketch, color: Color) -> Sketch:
    """The shapes of its head in the color of its body; without such shapes, what of its body is above its chin."""
    face, mine = face_of(sketch), _of_roles(sketch, "main")
    if face is None or "head" not in sketch.anchors:
        return sketch
    front, x = front_of(sketch), float(face.eyes[0])
    head = {at for at in head_of(sketch) if front * (x - sketch.shapes[at].points[:, 0].mean()) < _HEAD}
    rest = [at for at in mine if at not in head and np.prod(np.ptp(sketch.shapes[at].points, axis=0)) > _BODY]
    if rest and head.isdisjoint(mine):  # such as an eagle's, which has another color than its body
        in_eyes = {at for eye in eyes_of(sketch) for at in all_of_eye(sketch, eye.shapes[0])}
        below = [at for at, shape in enumerate(sketch.shapes) if at not in in_eyes and is_in(face.eyes, shape)]
        return in_color(sketch, [at for at in below if not sketch.shapes[at].kept and at not in mine], color)
    if rest:
        return in_color(sketch, [at for at in mine if at in head], color)
    chin = face.mouth.y + 1.2 * face.mouth.radius
    window = np.array([[-40, -40], [104, -40], [104, chin], [-40, chin]])
    shapes: list[Shape] = []
    for at, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if at in mine and not shape.width and len(part := clipped(shape.points, window)) > 2:
            shapes.append(replace(shape, points=part, fill=color, role=""))
    return replace(sketch, shapes=tuple(shapes))


def _skin(sketch: Sketch, color: Color) -> Sketch:
    """What has nearly the color of its face, and no role: as light beside the face as it was."""
    below = next((eye.below for eye in eyes_of(sketch) if eye.below is not None), None)
    if below is None or below.role:
        return sketch
    face = to_lab(np.array([below.fill], np.uint8))[0]
    shapes = list(sketch.shapes)
    for place, shape in enumerate(sketch.shapes):
        lab = to_lab(np.array([shape.fill], np.uint8))[0]
        if not shape.role and not shape.part and np.linalg.norm(lab - face) < _SKIN:
            share = min(1.0, float(lab[0] / face[0]))
            fill: Color = tuple(round(share * each) for each in color)  # type: ignore[assignment]
            shapes[place] = replace(shape, fill=fill)
    return replace(sketch, shapes=tuple(shapes))


def _low(sketch: Sketch, legs: bool, color: Color) -> Sketch:
    """What of the body is at the floor."""
    body = [shape for shape in sketch.shapes if shape.is_body and not shape.kept]
    if not body:
        return sketch
    if feet := _tagged(sketch, "feet") or (side_legs_of(sketch) if legs else []):
        return in_color(sketch, feet, color)
    low = max(float(shape.points[:, 1].max() + shape.width / 2) for shape in body)
    top = min(float(shape.points[:, 1].min()) for shape in body)
    high = _LEG * (low - top) if legs else _PAW
    shapes: list[Shape] = []
    narrow = _narrow(body, low) if legs else []
    tail = tail_places(sketch) if legs else []
    for place, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if place in tail or (narrow and not any(shape is each for each in narrow)):
            continue
        bottom = float(shape.points[:, 1].max() + shape.width / 2)
        if not shape.is_body or shape.kept or shape.role == "eye" or bottom < low - high or bottom - high > low:
            continue
        if shape.width:
            below = shape.points if shape.role == "" else shape.points[shape.points[:, 1] > low - high]
            if len(below) > 1 and shape.width > 1.5:
                shapes.append(replace(shape, points=below, fill=color, role=""))
            continue
        window = np.array([[-40, low - high], [104, low - high], [104, 104], [-40, 104]])
        if len(part := clipped(shape.points, window)) > 2:
            shapes.append(replace(shape, points=part, fill=color, role=""))
    return replace(sketch, shapes=tuple(shapes))


def _narrow(body: list[Shape], low: float) -> list[Shape]:
    """What of a body stands on the floor and is no wider than a leg; nothing, if all of it is in one place."""
    wide = float(np.ptp(np.concatenate([shape.points[:, 0] for shape in body])))
    found = [
        shape
        for shape in body
        if np.ptp(shape.points[:, 0]) + shape.width < _LEG_WIDTH * wide
        and shape.points[:, 1].max() + shape.width / 2 > low - _PAW
    ]
    middles = [float(shape.points[:, 0].mean()) for shape in found]
    return found if middles and np.ptp(middles) > _LEG_WIDTH * wide else []


def _teeth(sketch: Sketch) -> list[int]:
    """The places of small white forms around its mouth."""
    face, in_eyes = face_of(sketch), {at for eye in eyes_of(sketch) for at in all_of_eye(sketch, eye.shapes[0])}
    if face is None:
        return []
    found = []
    for at, shape in enumerate(sketch.shapes):
        is_plain = not shape.role and not shape.width and at not in in_eyes
        if not is_plain or min(shape.fill) < _WHITE or np.prod(np.ptp(shape.points, axis=0)) > _TOOTH:
            continue
        away = abs(shape.points.mean(0) - (face.mouth.x, face.mouth.y))
        if away[0] < 2 * face.half + _NEAR_MOUTH and away[1] < _NEAR_MOUTH:
            found.append(at)
    return found


def _nose(sketch: Sketch, color: Color) -> Sketch:
    face = face_of(sketch)
    if face is None:
        return sketch
    front, mouth, eyes = front_of(sketch), mouth_shape_of(sketch), eyes_of(sketch)

    def is_in_eye(at: Points) -> bool:
        return any(np.hypot(*(eye.middle - at)) < eye.radii.max() + 2 for eye in eyes)

    best, near = None, 2.2 * face.half
    x, y = float(face.eyes[0]), (float(face.eyes[1]) + face.mouth.y) / 2
    if face.profile:
        x, y = face.mouth.x + front * face.mouth.radius, face.mouth.y - 0.8 * float(face.radii[1])
    for shape in sketch.shapes:
        middle, area = shape.center, float(np.prod(np.ptp(shape.points, axis=0)))
        apart = float(np.hypot(middle[0] - x, middle[1] - y))
        fits = shape.role == "" and not shape.width and not shape.kept and shape is not mouth and 3 < area < 120
        is_between = face.eyes[1] < middle[1] < face.mouth.y + _NOSTRIL
        if fits and apart < near and is_between and not is_in_eye(middle):
            best, near = shape, apart
    if best is not None:
        middle, radii = best.center, np.ptp(best.points, axis=0) / 2
    else:
        middle, radii = np.array([x, y]), np.array([0.3, 0.26]) * face.half
        if is_in_eye(middle):
            return sketch
    radii = np.maximum(radii, 2.2)
    light: Color = tuple(round(0.5 * each + 0.5 * 255) for each in color)  # type: ignore[assignment]
    put = (
        Shape(ellipse(middle, radii), color, "", 0.0, True, FACE),
        Shape(ellipse(middle - 0.3 * radii, radii * 0.3), light, "", 0.0, True, FACE),
    )
    return replace(sketch, shapes=(*sketch.shapes, *put))


def ears_of(sketch: Sketch) -> list[int]:
    """The places of its ears; without such shapes, of what stands out above its eyes, to both sides."""
    if own := _tagged(sketch, "ears"):
        return own
    face, head = face_of(sketch), sketch.anchors.get("head")
    if face is None or head is None:
        return []
    found = []
    for place, shape in enumerate(sketch.shapes):
        (left, top), (right, bottom) = shape.bounds
        x, y = (left + right) / 2, (top + bottom) / 2
        if shape.role not in ("main", "dark", "second") or shape.width or not shape.is_body or shape.kept:
            continue
        middle, lowest = (2.5, 6.0) if bottom - top > _HANGING * (right - left) else (0.5, 3.0)
        if not _EAR[0] < (right - left) * (bottom - top) < _EAR[1] or y > face.eyes[1] + middle * face.radii[1]:
            continue
        if (
            bottom < face.eyes[1] + lowest * face.radii[1]
            and 3 < abs(x - head.x) < 2.4 * head.radius + 4
            and top < head.y + 0.9 * head.radius
        ):
            found.append(place)
    return found


def _tagged(sketch: Sketch, part: str) -> list[int]:
    return [place for place, shape in enumerate(sketch.shapes) if shape.part == part]


def tail_places(sketch: Sketch) -> list[int]:
    """The places of its tail, without a lighter tip."""
    own, tail = _tagged(sketch, "tail"), tail_of(sketch)
    if own or tail is None:
        return own
    low, high = sketch.shapes[tail].bounds
    whole = [
        place
        for place in range(max(0, tail - 2), tail)
        if sketch.shapes[place].role in ("main", "dark")
        and (sketch.shapes[place].bounds[0] <= low + 1).all()
        and (sketch.shapes[place].bounds[1] >= high - 1).all()
    ]
    return whole if sketch.shapes[tail].role == "second" and whole else [tail]
