"""More heads or arms than a sketch has, and longer necks. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.places import Face, face_of, is_all_face, outline_of, places_of
from spritedex.sprites.sketch import EYE, SIZE, Anchor, Color, Points, Shape, Sketch

_NECK: Final = 0.3  # how wide a neck to one of several heads is, in the width of the head
_HEADS: Final = {
    2: (0.8, ((-0.43, -1.5), (0.43, 1.0))),
    3: (0.68, ((0.62, 1.0), (-0.62, 1.0), (0.0, -5.0))),
}
"""Of how many heads, how large they are, and where: to the back or front in widths of one, and down in pixels."""
_HEADS_ASIDE: Final = {2: ((-0.3, -0.62), (0.25, 0.12)), 3: ((-0.5, -0.75), (0.4, -0.35), (0.1, 0.3))}
"""The same of what is seen from the side with a back above its eyes, down in heights of one."""
_BEHIND: Final = 18.0
_BUD: Final = 0.66
_LONG_NECK: Final = 11.0
_CROUCHED: Final = 0.66  # how high a body is that crouches
_ARM: Final = 5.0
_STRONG: Final = 9.5
_HAND: Final = 3.2
_STUMP: Final[tuple[tuple[float, Color], ...]] = ((5.0, (58, 22, 26)), (3.4, (150, 46, 48)))


def with_heads(sketch: Sketch, count: int, other: Sketch | None = None) -> Sketch:
    """With two or three smaller heads side by side, where its head is of shapes of its own; the last as in `other`."""
    head, face = sketch.anchors.get("head"), face_of(sketch)
    if head is None or face is None:
        return sketch
    if is_all_face(sketch):
        return _with_buds(sketch, count - 1)
    mine = with_skull(sketch, face, head_at(sketch, face))
    rest = [shape for place, shape in enumerate(sketch.shapes) if place not in mine]
    heads = [sketch.shapes[place] for place in mine]
    solid = [shape for shape in heads if shape.role == "main" and not shape.width] or [
        shape for shape in heads if is_in(face.eyes, shape) and not shape.kept and shape.role != EYE
    ]
    if not solid or not any(shape.role for shape in rest):
        return sketch
    wide = max(float(np.ptp(shape.points[:, 0])) for shape in solid)
    base = np.array([float(np.mean([shape.points[:, 0].mean() for shape in solid])), _chin(sketch)])
    scale, places = _HEADS[count]
    if face.profile and _has_high_back(rest, face):
        high = float(np.ptp(np.concatenate([shape.points[:, 1] for shape in solid])))
        places = tuple((right, high * down) for right, down in _HEADS_ASIDE[count])
    last = [other.shapes[place] for place in head_at(other, face)] if other else heads
    step = front_of(sketch) * wide
    tops = base + np.array(places) * (step, 1) - (0, _NECK * wide)
    necks = [replace(solid[0], points=np.stack([top, base]), width=_NECK * wide) for top in tops]
    put = [
        replace(shape, points=base + scale * (shape.points - base) + (right * step, down), width=shape.width * scale)
        for number, (right, down) in enumerate(places, 1)
        for shape in (last if number == count else heads)
    ]
    return Sketch((*rest, *necks, *put), sketch.anchors)


def _has_high_back(rest: Sequence[Shape], face: Face) -> bool:
    """Whether a body reaches above its eyes."""
    return any(bool(shape.points[:, 1].min() < face.eyes[1]) for shape in rest if not shape.width)


def head_at(sketch: Sketch, face: Face) -> list[int]:
    """The places of the shapes of its head, if that looks aside without what is farther back."""

    def is_near(shape: Shape) -> bool:
        behind = front_of(sketch) * (float(face.eyes[0]) - float(shape.points[:, 0].mean()))
        return behind < _BEHIND and shape.part not in ("shell", "wings")

    return [place for place in head_of(sketch) if not face.profile or is_near(sketch.shapes[place])]


def with_skull(sketch: Sketch, face: Face, mine: list[int]) -> list[int]:
    """The places of a head, with the form of no main color that its eyes are in, such as the hood of an eagle."""
    if any(sketch.shapes[place].role == "main" and not sketch.shapes[place].width for place in mine):
        return mine
    hoods = [
        place
        for place, shape in enumerate(sketch.shapes)
        if not shape.width and shape.role in ("", "second") and place not in mine and is_in(face.eyes, shape)
    ]
    if not hoods:
        return mine
    low, high = (of(sketch.shapes[hoods[0]].points) for of in (lambda at: at.min(0) - 1, lambda at: at.max(0) + 1))
    on = (
        place
        for place, shape in enumerate(sketch.shapes[hoods[0] :], hoods[0])
        if (shape.points > low).all() and (shape.points < high).all()
    )
    return sorted({*mine, *on})


def _chin(sketch: Sketch) -> float:
    return places_of(sketch)["neck"].y + 0.35 * sketch.anchors["head"].radius


def head_of(sketch: Sketch) -> list[int]:
    """The places of the shapes of its head."""
    neck, bottom = places_of(sketch)["neck"].y, _chin(sketch)

    def is_head(shape: Shape) -> bool:
        (_, above), (_, below) = shape.bounds
        return bool(below <= bottom + 2 and (above + below) / 2 < neck)

    return [place for place, shape in enumerate(sketch.shapes) if is_head(shape)]


def _with_buds(sketch: Sketch, count: int) -> Sketch:
    """With smaller ones that grow out of it, where its face is its body."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    (left, top), (right, bottom) = points.min(0), points.max(0)
    low = np.array([(left + right) / 2, bottom])
    buds: list[Shape] = []
    for side in (-1, 1)[:count]:
        to = low + np.array([side * front_of(sketch) * 0.36 * (right - left), -0.68 * (bottom - top)])
        buds += (
            replace(shape, points=to + _BUD * (shape.points - low), width=shape.width * _BUD) for shape in sketch.shapes
        )
    return Sketch((*buds, *sketch.shapes), sketch.anchors)


def with_long_neck(sketch: Sketch) -> Sketch:
    """With its head higher, on a neck in the color of its body."""
    face = face_of(sketch)
    if "head" not in sketch.anchors or face is None or is_all_face(sketch):
        return sketch
    mine = head_of(sketch)
    solid = [sketch.shapes[place] for place in mine if sketch.shapes[place].role == "main"]
    if not solid or len(mine) == len(sketch.shapes):
        return sketch
    skull = max(solid, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).points
    middle = (skull.min(0) + skull.max(0)) / 2
    up = np.array([0.0, -_LONG_NECK])
    path, wide = np.array([middle - 0.7 * up, middle + up]), 0.5 * float(np.ptp(skull[:, 0]))
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes)}
    neck = [
        Shape(path, fills.get("dark", solid[0].fill), "dark", wide + 2.4),
        Shape(path, solid[0].fill, "main", wide),
    ]
    body = [shape for place, shape in enumerate(sketch.shapes) if place not in mine]
    moved = [sketch.shapes[place].moved(*up) for place in mine]
    anchors = {name: replace(at, y=at.y - _LONG_NECK) if name == "head" else at for name, at in sketch.anchors.items()}
    return Sketch((*body, *neck, *moved), anchors)


def without_head(sketch: Sketch) -> Sketch:
    """With the end of its neck where its head is of shapes of its own."""
    head, face = sketch.anchors.get("head"), face_of(sketch)
    if head is None or face is None or is_all_face(sketch):
        return sketch
    mine = set(head_of(sketch))
    body = [shape for place, shape in enumerate(sketch.shapes) if place not in mine and shape.role != EYE]
    solid = [shape for shape in body if shape.role == "main"]
    if not solid or not mine:
        return sketch
    neck = places_of(sketch)["neck"]
    top = np.array([neck.x, min(neck.y, min(float(shape.points[:, 1].min()) for shape in solid) + 1.5)])
    stump = [Shape(closed_ellipse(top, np.array([wide, 0.45 * wide])), fill, "", 0.0, True) for wide, fill in _STUMP]
    return Sketch((*body, *stump), {**sketch.anchors, "head": Anchor(float(top[0]), float(top[1]), _STUMP[0][0])})


def crouched(sketch: Sketch) -> Sketch:
    """With a lower body, and its head as large as it was."""
    points = np.concatenate([shape.points for shape in sketch.shapes if shape.is_body])
    floor = float(points[:, 1].max())
    whole = face_of(sketch) is None or "head" not in sketch.anchors or is_all_face(sketch)
    mine = [] if whole else head_of(sketch)
    down = (1 - _CROUCHED) * (floor - (_chin(sketch) if mine else floor))

    def moved(place: int, shape: Shape) -> Shape:
        if place in mine:
            return shape.moved(0, down)
        low = floor - _CROUCHED * (floor - shape.points[:, 1:])
        return replace(shape, points=np.concatenate([shape.points[:, :1], low], 1))

    anchors = {
        name: replace(at, y=at.y + down if name == "head" else floor - _CROUCHED * (floor - at.y))
        for name, at in sketch.anchors.items()
    }
    return Sketch(tuple(moved(place, shape) for place, shape in enumerate(sketch.shapes)), anchors)


def with_arms(sketch: Sketch, count: int, paint: Sequence[int] | None = None, strong: bool = False) -> Sketch:
    """With `count` arms more, half of them to each side; in a color of their own, if they have one."""
    outline, face = outline_of(sketch), face_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    if not forms or (face is None and not sketch.from_the_front):
        return sketch
    body = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.part}
    dark, fill = fills.get("dark", body.fill), body.fill
    roles = ("dark", "main")
    if paint is not None:
        fill, roles = (paint[0], paint[1], paint[2]), ("", "")
        dark = (fill[0] // 2, fill[1] // 2, fill[2] // 2)
    top, bottom = face.mouth.y if face else 0.45 * SIZE, float(rows[-1]) - 4
    arms: list[Shape] = []
    if face and (face.profile or not sketch.from_the_front):
        looks = ((dark, roles[0], _ARM, 0.0), (fill, roles[1], _ARM - 1.6, 0.6))
        return _with_arms_aside(sketch, face, outline, looks) if count == 2 else sketch
    wide = _STRONG if strong else _ARM
    for number in range(count // 2):
        y = top + (bottom - top) * (0.2 + 0.5 * number / max(1, count // 2 - 1) if count > 2 else 0.35)
        ends = np.flatnonzero(outline[int(np.clip(y, 0, SIZE - 1))])
        if not ends.size:
            continue
        beside = np.flatnonzero(outline[int(np.clip(y - 9, 0, SIZE)) : int(np.clip(y + 6, 1, SIZE))].any(0))
        for side, end, far in ((-1, float(ends[0]), float(beside[0])), (1, float(ends[-1]), float(beside[-1]))):
            up = -9.0 if count == 2 or number == 0 else 5.0
            shoulder, elbow = np.array([end - 5 * side, y]), np.array([far + 4 * side, y + 2])
            hand = np.array([far + 7 * side, y + up])
            path = np.array([shoulder, elbow, hand])
            dot = np.array([hand, hand + 0.01])
            arms += (
                Shape(path, dark, roles[0], wide),
                Shape(path - np.array([0, 0.6]), fill, roles[1], wide - 1.6),
                Shape(dot, dark, roles[0], 2 * _HAND),
                Shape(dot - np.array([0, 0.6]), fill, roles[1], 2 * _HAND - 1.6),
            )
    return Sketch((*arms, *sketch.shapes), sketch.anchors)


def _with_arms_aside(
    sketch: Sketch, face: Face, outline: NDArray[np.bool_], looks: Sequence[tuple[Color, str, float, float]]
) -> Sketch:
    """With one arm behind its body and one before it, from below its head on, in lines of a color, role and width."""
    side, y = front_of(sketch), min(places_of(sketch)["neck"].y + 7.0, SIZE - 10.0)
    columns = np.flatnonzero(outline[int(y)])
    if not columns.size:
        return sketch
    near = [x for x in columns if side * (x - float(face.eyes[0])) < 12] or list(columns)
    edge = float(max(near) if side > 0 else min(near))
    arms: list[list[Shape]] = []
    for back, low in ((0.0, 0.0), (7.0, 2.0)):
        shoulder = np.array([edge - side * (3 + back), y + low])
        path = shoulder + np.array([[0.0, 0.0], [side * 5, 4.0], [side * 11, -4.0]])
        dot = path[2] + np.array([[0.0, 0.0], [0.01, 0.01]])
        arms.append([
            Shape(points - np.array([0, up]), color, role, times * width)
            for color, role, width, up in looks
            for points, times in ((path, 1.0), (dot, 1.15))
        ])  # fmt: skip
    return replace(sketch, shapes=(*arms[0], *sketch.shapes, *arms[1]))


def closed_ellipse(middle: Points, radii: Points) -> Points:
    """The outline of an ellipse, from its lowest point to that again."""
    angle = np.linspace(np.pi / 2, 2.5 * np.pi, 36)
    return np.asarray(middle + radii * np.stack([np.cos(angle), np.sin(angle)], 1))
