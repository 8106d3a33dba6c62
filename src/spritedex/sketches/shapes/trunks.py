"""The belly and the back of a body in a color of their own. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of, places_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_SEEN: Final = 40
"""Pixels of a belly that are seen at least."""
_ROOM: Final = 2.5
"""The least radius of a belly."""
_ASIDE: Final = (8.0, 7.0)
"""The largest radii of one that is seen from the side."""
_UPPER: Final = 0.42
"""How low a back is, in the height of the body there."""
_SHOULDERS: Final = 0.5
_LONG: Final = 2.2
_LYING: Final = 1.2
_TO_NECK: Final = 1.0
"""How far from the middle shoulders begin, a back ends, and it ends at the neck, in radii of its anchor."""


def in_color(sketch: Sketch, places: list[int], color: Color) -> Sketch:
    """With the shapes at some places in a color, the dark ones in a darker shade of it."""
    if not places:
        return sketch
    dark: Color = tuple(round(0.7 * each) for each in color)  # type: ignore[assignment]
    shapes = list(sketch.shapes)
    for place in places:
        shapes[place] = replace(shapes[place], fill=dark if shapes[place].role == "dark" else color, role="")
    return replace(sketch, shapes=tuple(shapes))


def with_back(sketch: Sketch, color: Color) -> Sketch:
    """The upper part of its trunk, or its shoulders if it is seen from the front."""
    back, face = sketch.anchors.get("back"), face_of(sketch)
    if back is None:
        return sketch
    head = set(head_of(sketch)) if face else set()
    column = np.flatnonzero(outline_of(sketch)[:, int(np.clip(back.x, 0, SIZE - 1))])
    top, floor = (column[0], column[-1]) if column.size else (back.y, back.y)
    x, low = back.x, float(top + _UPPER * (floor - top))
    inner = _SHOULDERS * back.radius if is_frontal(sketch) else 0.0
    before = _LONG if inner else _TO_NECK
    left, right = (back.radius * (before if front_of(sketch) == side else _LONG) for side in (-1, 1))
    shapes: list[Shape] = []
    for at, shape in enumerate(sketch.shapes):
        shapes.append(shape)
        if at in head or shape.role not in ("main", "dark", "light") or shape.width or shape.part or shape.kept:
            continue
        for one, other in ((x - left, x - inner), (x + inner, x + right)):
            part = clipped(shape.points, np.array([[one, -99.0], [other, -99.0], [other, low], [one, low]]))
            if len(part) > 2:
                shapes += in_color(Sketch((replace(shape, points=part),), {}), [0], color).shapes
    return replace(sketch, shapes=tuple(shapes))


def with_belly(sketch: Sketch, color: Color) -> Sketch:
    """The light form on its body, or an ellipse in its place, or one before all, where nothing else would be seen."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    face, frontal = face_of(sketch), is_frontal(sketch)
    trunk = [shape for shape in forms if face is None or not is_in(face.eyes, shape)] or forms
    if not trunk:
        return _before_all(sketch, color)
    body = max(trunk, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    lowest = float(body.points[:, 1].mean())
    if face and frontal:
        lowest = min(face.mouth.y + 1, float(face.eyes[1]) + 2.5 * float(face.radii[1]))
    mine = [
        place
        for place, shape in enumerate(sketch.shapes)
        if shape.role == "second"
        and not shape.width
        and not shape.part
        and np.prod(np.ptp(shape.points, axis=0)) > 60
        and shape.points[:, 1].mean() > lowest
        and any(is_in(shape.points.mean(0), form) for form in forms)
    ]
    painted = in_color(sketch, mine, color) if mine else sketch
    is_long = not frontal and _is_long(body)
    if not mine or is_long:
        painted = _on_body(painted, body, frontal, color)
    seen = (painted.picture({})[..., :3] == color).all(2).sum()
    return painted if seen >= _SEEN or is_long else _before_all(painted, color)


def _is_long(body: Shape) -> bool:
    """Whether a trunk lies on its legs, and its belly is its lower edge."""
    wide, high = np.ptp(body.points, axis=0)
    return bool(wide > _LYING * high)


def _on_body(sketch: Sketch, body: Shape, frontal: bool, color: Color) -> Sketch:
    """With an ellipse on a form, or if it is seen from the side one on its chest and one at its lower edge."""
    if frontal and "body" in (where := places_of(sketch)):
        at = where["body"]
        found = [(np.array([at.x, at.y + 0.3 * at.radius]), np.array([0.62, 0.8]) * at.radius)]
    else:
        (left, top), (right, bottom) = body.bounds
        wide, high, front = right - left, bottom - top, front_of(sketch)
        chest = np.array([(left + right) / 2 + 0.25 * front * wide, top + 0.42 * high])
        below = np.array([(left + right) / 2, bottom - 0.1 * high])
        found = [(chest, np.array([0.22 * wide, 0.26 * high])), (below, np.array([0.36 * wide, 0.26 * high]))]
        if _is_long(body):
            found = [(below + np.array([0.0, 0.1 * high]), np.array([0.46 * wide, 0.5 * high]))]
    place = next(at for at, shape in enumerate(sketch.shapes) if shape is body)
    marks = (clipped(body.points, ellipse(middle, radii)) for middle, radii in found)
    put = (Shape(points, color) for points in marks if len(points) > 2)
    return replace(sketch, shapes=(*sketch.shapes[: place + 1], *put, *sketch.shapes[place + 1 :]))


def _before_all(sketch: Sketch, color: Color) -> Sketch:
    """With an ellipse below its face and within its outline, if there is room."""
    outline, face = outline_of(sketch), face_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    upper = face.mouth.y + 0.9 * face.mouth.radius if face else float(rows.mean())
    middle = np.array([0.0, 0.5 * (upper + rows[-1] - 2)])
    row = np.flatnonzero(outline[int(np.clip(middle[1], 0, SIZE - 1))])
    high = 0.5 * (rows[-1] - 2 - upper)
    if not row.size or high < _ROOM:
        return sketch
    aside = face is not None and not is_frontal(sketch)
    x = float(face.eyes[0]) if face else float(row.mean())
    x = 0.5 * (x + float(row.mean())) if aside else x
    radii = np.array([0.6 * min(x - row[0], row[-1] - x), high])
    if aside:
        radii = np.minimum(radii, _ASIDE)
    if radii[0] < _ROOM:
        return sketch
    middle[0] = x
    return replace(sketch, shapes=(*sketch.shapes, Shape(ellipse(middle, radii), color)))


def ellipse(middle: Points, radii: Points) -> Points:
    """The outline of an ellipse."""
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return np.asarray(middle + radii * np.stack([np.cos(angle), np.sin(angle)], 1))
