"""A face or a trunk in a color of its own, a long nose and a long tongue. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of, front_of, is_in
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import all_of_eye, face_of, is_frontal
from spritedex.sketches.shapes.trunks import ellipse, in_color
from spritedex.sprites.sketch import EYE, FACE, SIZE, Color, Shape, Sketch

_TONGUE: Final[Color] = (236, 92, 108)
_LINE: Final = 0.6
"""How dark the edge of a tongue or of a nose is, beside it."""
_LONG: Final = 15.0
_FLUSH: Final[Color] = (240, 128, 110)
_NOSE: Final = 4.4
_NOSE_LONG: Final = (6.0, 11.0)
"""How wide a long nose is, and how long at least and at most, in pixels."""
_HEAD: Final = 0.7
"""How large a head is at least, beside the box of its face."""
_NEAR: Final = 1.3
"""How far from the middle of a face what is of it lies at most, in its radii."""
_PATCH: Final = 30
"""Square pixels of the box of a muzzle or a cheek that has the color of its face, at least."""
_DISC: Final = 6.0
"""How many times as large as an eye a disc around it is at most; anything larger is a head."""
_TRUNK: Final = 0.06
"""How much of the box of a body a form of its trunk is, at least."""

_FORK: Final = {
    False: (
        np.array([[0.1, 0.0], [0.45, 0.12], [0.75, 0.3], [1.15, 0.2]]),
        np.array([[0.75, 0.3], [0.95, 0.42], [1.0, 0.75]]),
    ),
    True: (
        np.array([[0.0, 0.2], [0.02, 0.6], [0.0, 0.8], [-0.3, 1.2]]),
        np.array([[0.0, 0.8], [0.14, 0.95], [0.3, 1.2]]),
    ),
}
"""The two lines of a forked tongue seen from the side, and from the front."""


def with_face_in(sketch: Sketch, color: Color) -> Sketch:
    """With what is around its eyes and its mouth in a color, as far as its head goes."""
    face, eyes = face_of(sketch), eyes_of(sketch)
    if face is None:
        return sketch
    first = min(place for eye in eyes for place in all_of_eye(sketch, eye.shapes[0]))
    discs = [
        place
        for place, shape in enumerate(sketch.shapes[:first])
        if not shape.width and not shape.kept and any(shape is eye.below for eye in eyes)
        and np.prod(np.ptp(shape.points, axis=0)) < _DISC * np.prod(2 * face.radii)
    ]  # fmt: skip
    if discs:  # such as those of an owl
        return in_color(sketch, discs, color)
    top, low = float(face.eyes[1] - 1.5 * face.radii[1]), face.mouth.y + 1.1 * face.mouth.radius
    middle = np.array([float(face.eyes[0]), (top + low) / 2])
    radii = np.array([1.15 * face.half + 2, (low - top) / 2 + 1])
    if face.profile:
        middle[0] += 0.5 * front_of(sketch) * face.half
        radii[0] += face.half
    below = [
        place
        for place, shape in enumerate(sketch.shapes[:first])
        if not shape.width and not shape.kept and is_in(middle, shape) and shape.role != EYE
    ]
    if not below:
        return sketch
    sizes = {place: _box(sketch.shapes[place]) for place in below}
    large = [place for place in below if sizes[place] > _HEAD * float(np.prod(2 * radii))]
    head = large[-1] if large else max(below, key=lambda place: sizes[place])
    part = clipped(sketch.shapes[head].points, ellipse(middle, radii))

    def is_of_face(place: int, shape: Shape) -> bool:
        inside = bool((abs((shape.points.min(0) + shape.points.max(0)) / 2 - middle) < _NEAR * radii).all())
        return place > head and inside and shape.role in ("second", "light") and not shape.width and not shape.kept

    mine = [place for place, shape in enumerate(sketch.shapes) if is_of_face(place, shape) and _box(shape) > _PATCH]
    painted = in_color(sketch, mine, color).shapes
    put = (Shape(part, color),) if len(part) > 2 else ()
    return replace(sketch, shapes=(*painted[: head + 1], *put, *painted[head + 1 :]))


def _box(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0)))


def with_trunk_in(sketch: Sketch, color: Color) -> Sketch:
    """With the large forms of its trunk in a color, without its head and its limbs."""
    face = face_of(sketch)
    head = set(head_of(sketch)) if face and "head" in sketch.anchors else set()
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    least = _TRUNK * float(np.prod(np.ptp(points, axis=0)))
    middle = float(face.eyes[0]) if face and is_frontal(sketch) else float(points[:, 0].mean())
    mine = [
        place
        for place, shape in enumerate(sketch.shapes)
        if place not in head
        and shape.role in ("main", "dark")
        and not shape.width
        and not shape.part
        and np.prod(np.ptp(shape.points, axis=0)) > least
        and not (face and is_in(face.eyes, shape))
        and shape.points[:, 0].min() < middle < shape.points[:, 0].max()
    ]
    if mine or face is None:
        return in_color(sketch, mine, color)
    chin = face.mouth.y + face.mouth.radius
    window = np.array([[-SIZE, chin], [2 * SIZE, chin], [2 * SIZE, 2 * SIZE], [-SIZE, 2 * SIZE]])
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        shapes.append(shape)
        if shape.role in ("main", "dark") and not shape.width and is_in(face.eyes, shape):
            part = clipped(shape.points, window)
            if len(part) > 2:
                shapes += in_color(Sketch((replace(shape, points=part),), {}), [0], color).shapes
    return replace(sketch, shapes=tuple(shapes))


def with_long_tongue(sketch: Sketch, color: Color | None, forked: bool = False) -> Sketch:
    """With a long tongue out of its mouth, its end curled, or straight and `forked`."""
    face = face_of(sketch)
    if face is None:
        return sketch
    fill, mouth = color or _TONGUE, face.mouth
    frontal = is_frontal(sketch)
    side = 1 if frontal else front_of(sketch)
    out = np.array([[0.0, 0.3], [0.04, 0.4], [0.15, 0.7], [0.34, 0.95], [0.6, 1.0], [0.76, 0.8], [0.66, 0.64]])
    start = np.array([mouth.x, mouth.y])
    if not frontal:
        out = np.array([[0.1, 0.0], [0.5, 0.08], [0.85, 0.26], [1.02, 0.6], [0.84, 0.86], [0.62, 0.74]])
        start = start + np.array([0.3 * side * mouth.radius, 0.2 * mouth.radius])
    if forked:
        paths, wide = [start + _LONG * each * (side, 1) for each in _FORK[frontal]], 2.6
    else:
        paths, wide = [start + _LONG * out * (side, 1)], 3.4
    edges = [Shape(path, _darker(fill), "", wide + 2, True, FACE) for path in paths]
    inside = [Shape(path, fill, "", wide, True, FACE) for path in paths]
    return replace(sketch, shapes=(*sketch.shapes, *edges, *inside))


def with_long_nose(sketch: Sketch, color: Color | None) -> Sketch:
    """With a long nose: pointed if it is seen from the side, hanging down if from the front."""
    face = face_of(sketch)
    if face is None:
        return sketch
    eye = eyes_of(sketch)[0]
    skin = eye.below.fill if eye.below is not None else (214, 160, 130)
    fill, side = color or _between(skin, _FLUSH), front_of(sketch)
    wide, root = _NOSE, np.array([float(face.eyes[0]), float(face.eyes[1] + 0.3 * face.radii[1])])
    long = float(np.clip(face.mouth.y - root[1] + 1, *_NOSE_LONG)) if is_frontal(sketch) else _NOSE_LONG[1]
    if is_frontal(sketch):
        form = np.array([[-0.3, 0.0], [0.3, 0.0], [0.4, 0.45], [0.8, 0.72], [0.7, 0.98], [0.0, 1.1], [-0.7, 0.98],
                         [-0.8, 0.72], [-0.4, 0.45]]) * (0.72 * wide, long)  # fmt: skip
    else:
        root = root + np.array([side * (face.half + 1), 1.0])
        form = np.array([[-0.3, -0.5], [0.6, -0.35], [1.5, 0.25], [1.45, 0.5], [0.6, 0.35], [-0.3, 0.6]])
        form = form * (side * long, wide)
    points = root + form
    edge = Shape(np.concatenate([points, points[:2]]), _darker(fill), "", 1.8, True, FACE)
    light: Color = tuple(round(0.55 * each + 0.45 * 255) for each in fill)  # type: ignore[assignment]
    at = points.mean(0) + np.array([-0.2 * wide, 0.2 * long if is_frontal(sketch) else -0.1 * wide])
    glint = Shape(np.stack([at, at + 0.01]), light, "", 1.5, True, FACE)
    return replace(sketch, shapes=(*sketch.shapes, edge, Shape(points, fill, "", 0.0, True, FACE), glint))


def _darker(color: Color) -> Color:
    red, green, blue = (round(_LINE * each) for each in color)
    return red, green, blue


def _between(one: Color, other: Color) -> Color:
    red, green, blue = (round(0.5 * a + 0.5 * b) for a, b in zip(one, other, strict=True))
    return red, green, blue
