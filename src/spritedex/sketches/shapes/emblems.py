"""Signs put on a body: on its belly, its forehead, its cheeks, its wings, its hat or its shield. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.garments import CLOTHES
from spritedex.sketches.shapes.markings import clipped, to_edge, tops_of
from spritedex.sketches.shapes.places import eyes_at, face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sprites.sketch import EYE, MARK, SIZE, Anchor, Shape, Sketch, covered

_LEAST: Final = 2.4
"""The least radius of a sign, in pixels."""
_NEAR: Final = 0.25
"""What a pixel more from its place costs a sign, in pixels of its radius."""
_OVER: Final = 1.15
"""How far a sign reaches at its corners, in its radius."""
_LARGE: Final = 8.5
_ON_CLOTH: Final = 6.5
"""The greatest radius of a sign on a body that is seen from the side, and on clothes, in pixels."""
_PAPER: Final = (246, 240, 220)
"""The color that is behind a picture on cloth."""
_WING: Final = 60
"""Square pixels of the box of a wing that a sign is put on, at least."""


def with_emblem(sketch: Sketch, sign: Sketch, where: str) -> Sketch:
    """With a sign at a place, or at each of them; as it is, if there is no room."""
    free = _free(sketch, where)
    if where == "belly" and (worn := _cloth(sketch)).any():
        free = worn
    at, put = sign.anchors["at"], list(sketch.shapes)
    reach = max(float(np.hypot(*(shape.points - (at.x, at.y)).T).max()) + shape.width / 2 for shape in sign.shapes)
    for wanted, room in _wanted(sketch, where, free):
        x, y = (int(np.clip(each, 0, SIZE - 1)) for each in (wanted.x, wanted.y))
        is_there = where in ("hat", "shield") or (where == "forehead" and room[y, x])
        found = wanted if is_there else _nearest(room, wanted)
        if found is None:
            continue
        scale = _OVER * found.radius / reach
        put += (
            replace(
                shape,
                points=(shape.points - (at.x, at.y)) * scale + (found.x, found.y),
                width=shape.width * scale,
                kept=True,
                part=MARK,
            )
            for shape in sign.shapes
        )
    return replace(sketch, shapes=tuple(put))


def as_picture(sketch: Sketch) -> Sketch:
    """A sketch as a picture on cloth: its head on a light disc, or all of what has none."""
    face = face_of(sketch)
    shapes = [shape for shape in sketch.shapes if shape.part != "wings"]
    points = np.concatenate([shape.points for shape in shapes])
    middle, radius = (points.min(0) + points.max(0)) / 2, float(np.ptp(points, axis=0).max()) / 2
    if face is not None and not is_all_face(sketch) and "head" in sketch.anchors:
        head = sketch.anchors["head"]
        middle, radius = np.array([face.eyes[0], head.y + head.radius]), 1.5 * head.radius
        shapes = [shape for shape in shapes if np.hypot(*(shape.center - middle)) < radius + 2]
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    disc = middle + 1.12 * radius * np.stack([np.cos(angle), np.sin(angle)], 1)
    inside = ((shape, clipped(shape.points, disc)) for shape in shapes if not shape.width)
    cut = [replace(shape, points=points) for shape, points in inside if len(points) > 2]
    return Sketch((Shape(disc, _PAPER), *cut), {"at": Anchor(float(middle[0]), float(middle[1]), 1.12 * radius)})


def _free(sketch: Sketch, where: str) -> NDArray[np.bool_]:
    """Where a sign can be: on the body, and beside its face but for the forehead and the cheeks, bool [64, 64]."""
    tops = tops_of(sketch.shapes)
    ears = where == "forehead"
    shapes = [shape.role != EYE and not shape.kept and not (ears and shape.part == "ears") for shape in sketch.shapes]
    free: NDArray[np.bool_] = (tops >= 0) & np.array([*shapes, False])[tops]
    if where != "wings":
        free &= outline_of(sketch)
    y, x = np.mgrid[:SIZE, :SIZE]
    for eye in eyes_at(sketch):
        free &= np.hypot(x - eye.x, y - eye.y) > eye.radius + 0.6
    face = face_of(sketch)
    if face and where not in ("forehead", "cheeks") and not (where == "back" and _has_back(sketch)):
        free &= (abs(x - face.eyes[0]) > face.half + 1) | (y > face.mouth.y + 0.8 * face.mouth.radius)
    return free


def _wanted(sketch: Sketch, where: str, free: NDArray[np.bool_]) -> list[tuple[Anchor, NDArray[np.bool_]]]:
    """Where signs should be, and how large, each with what they can lie on."""
    if where in ("hat", "shield"):
        worn = [shape for shape in sketch.shapes if _is_worn(sketch, shape, where)]
        return [(_center_of(max(worn, key=_size), 0.32), free)] if worn else []
    if where == "wings":
        return [(_middle_of(wing, 0.3), free & _mask_of(wing)) for wing in _wings(sketch)]
    places, face = places_of(sketch), face_of(sketch)
    if where == "belly" and (cloth := _cloth(sketch)).any():
        row, column = np.argwhere(cloth).mean(0)
        return [(Anchor(float(column) + 0.5, float(row) + 0.5, _ON_CLOTH), cloth)]
    if where == "forehead" and face:
        brow = float(face.eyes[1] - face.radii[1])
        column = np.flatnonzero(free[:, int(np.clip(face.eyes[0], 0, SIZE - 1))])
        top = float(column[0]) if column.size else brow - 6
        return [(Anchor(float(face.eyes[0]), (top + brow) / 2, float(np.clip((brow - top) / 2 + 0.8, 3.0, 5.0))), free)]
    if where == "cheeks" and face:
        side = [-1, 1] if not face.profile else [0]
        low = float(face.eyes[1] + 1.9 * face.radii[1])
        return [(Anchor(float(face.eyes[0] + each * face.half), low, 3.2), free) for each in side]
    shells = [shape for shape in sketch.shapes if shape.part == "shell" and not shape.width]
    if where == "back" and shells:
        return [(_middle_of(max(shells, key=_size), 0.34), free)]
    at = places.get("body") or Anchor(SIZE / 2, SIZE / 2, 10.0)
    if not is_frontal(sketch):
        return [(replace(at, y=at.y + (0.35 if where == "belly" else -0.1) * at.radius, radius=_LARGE), free)]
    back = sketch.anchors.get("back")
    if where == "back" and back and (_has_back(sketch) or not (face and is_all_face(sketch))):
        return [(replace(back, radius=min(0.6 * back.radius, _LARGE)), free)]
    low = at.y + 0.25 * at.radius
    if face and is_all_face(sketch):
        bottom = float(np.flatnonzero(free.any(1))[-1]) if free.any() else float(SIZE)
        low = (face.mouth.y + face.mouth.radius + bottom) / 2
    return [(Anchor(at.x, low, float(np.clip(0.7 * at.radius, 5.0, _LARGE))), free)]


def _cloth(sketch: Sketch) -> NDArray[np.bool_]:
    """Where clothes are seen that are large enough for a sign."""
    worn = [place for place, shape in enumerate(sketch.shapes) if shape.part == CLOTHES]
    seen: NDArray[np.bool_] = np.isin(tops_of(sketch.shapes), worn)
    return seen if to_edge(seen).max() >= _LEAST else np.zeros_like(seen)


def _nearest(free: NDArray[np.bool_], wanted: Anchor) -> Anchor | None:
    """The best place for a sign: as near and nearly as large as wanted."""
    y, x = np.mgrid[:SIZE, :SIZE]
    room = np.minimum(to_edge(free), wanted.radius)
    worth = np.where(room >= _LEAST, room - _NEAR * np.hypot(x + 0.5 - wanted.x, y + 0.5 - wanted.y), -np.inf)
    row, column = np.unravel_index(int(worth.argmax()), worth.shape)
    if not np.isfinite(worth[row, column]):
        return None
    return Anchor(column + 0.5, row + 0.5, float(room[row, column]))


def _has_back(sketch: Sketch) -> bool:
    """Whether its back is seen above its face, as that of a spider is from above."""
    face, back = face_of(sketch), sketch.anchors.get("back")
    return face is not None and back is not None and back.y + back.radius < face.eyes[1] - face.radii[1]


def _is_worn(sketch: Sketch, shape: Shape, part: str) -> bool:
    """Whether a shape is of a part, or is put on above the eyes as a hat is."""
    face = face_of(sketch)
    above = face is not None and float(shape.points[:, 1].mean()) < face.eyes[1] - face.radii[1]
    is_hat = part == "hat" and shape.kept and not shape.part and above and _size(shape) > _WING
    return not shape.width and (shape.part == part or is_hat)


def _wings(sketch: Sketch) -> list[Shape]:
    """The largest form of each wing, left and right, of those that are seen from both sides."""
    wings = [shape for shape in sketch.shapes if shape.part == "wings" and not shape.width and _size(shape) > _WING]
    sides: dict[bool, Shape] = {}
    for wing in sorted(wings, key=_size):
        sides[_middle_of(wing, 1).x < SIZE / 2] = wing
    return list(sides.values())


def _mask_of(shape: Shape) -> NDArray[np.bool_]:
    return covered((shape,))


def _middle_of(shape: Shape, share: float) -> Anchor:
    (x, y), (wide, high) = shape.points.mean(0), np.ptp(shape.points, axis=0)
    return Anchor(float(x), float(y), float(share * min(wide, high)))


def _center_of(shape: Shape, share: float) -> Anchor:
    low, high = shape.bounds
    x, y = (low + high) / 2
    return Anchor(float(x), float(y), float(share * (high - low).min()))


def _size(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0)))
