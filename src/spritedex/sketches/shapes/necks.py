"""What is around the neck of a sketch that is seen from the side, such as a collar, and a hood. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of, is_in
from spritedex.sketches.shapes.limbs import closed_ellipse
from spritedex.sketches.shapes.places import Face, face_of, is_all_face, outline_of
from spritedex.sprites.sketch import FACE, SIZE, Color, Points, Shape, Sketch

_NEAR: Final = 0.85
_NECK: Final = 6.0
"""Where a neck begins, in the way from the eyes to the edge of the head, and how long it is at most, in pixels."""
_WIDE: Final = 1.3
"""How wide a collar is to each side of its anchor, in radii of it."""
_CLOTH: Final = 4.0
"""How wide a hood is at least around a face."""
_FACE: Final = 1.5
"""How far below the eyes a hood ends at most, in half of the width of a face."""
_HOOD: Final[Color] = (92, 72, 60)
_MOST: Final = 12.0
_FAR: Final = np.arange(0, _MOST, 0.5)
_LEAST: Final = 3.5
_UPRIGHT: Final = 0.5
"""How far its trunk is behind its eyes at least, beside how far it is below: else a collar lies level."""
_TURN: Final = np.radians(62)


def around_neck(sketch: Sketch, drawn: Sketch) -> Sketch | None:
    """With a collar across the narrowest place between its head and its trunk; None if it has no neck or
    stands upright."""
    face = face_of(sketch)
    trunk = _trunk(sketch, face) if face else None
    if face is None or trunk is None:
        return None
    outline, way = outline_of(sketch), trunk - face.eyes
    long = float(np.hypot(*way))
    if long < 2 * face.half or abs(way[0]) < _UPRIGHT * way[1]:
        return None
    across = np.array([way[1], -way[0]]) / long
    found: list[tuple[float, Points]] = []
    edge = max(
        (((form.points - face.eyes) @ way / long).max() for form in _forms(sketch, face, True)), default=0.5 * long
    )
    for far in _NEAR * edge + np.linspace(0, _NECK, 7):
        middle = face.eyes + far / long * way
        one, other = (_reach(outline, middle, side * across) for side in (-1, 1))
        if one + other > 0:
            found.append(((one + other) / 2, middle + across * (other - one) / 2))
    if not found:
        return None
    half, middle = min(found, key=lambda each: each[0])
    turn = float(np.clip(np.arctan2(way[0], way[1]), -_TURN, _TURN))
    held = drawn.anchors["at"]
    scale = max(half, _LEAST) / _WIDE / held.radius
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    put = (
        replace(shape, points=(shape.points - (held.x, held.y)) @ matrix + middle, width=scale * shape.width, kept=True)
        for shape in drawn.shapes
    )
    return replace(sketch, shapes=(*sketch.shapes, *put))


def _trunk(sketch: Sketch, face: Face) -> Points | None:
    """The middle of the form below its back, else of the largest one beside its head."""
    forms = [] if is_all_face(sketch) else _forms(sketch, face, False)
    back = sketch.anchors.get("back")
    below = [form for form in forms if back and is_in(np.array([back.x, back.y + back.radius]), form)]
    if not forms:
        return None
    largest = max(below or forms, key=lambda form: float(np.prod(np.ptp(form.points, axis=0)))).points
    return np.asarray((largest.min(0) + largest.max(0)) / 2)


def _forms(sketch: Sketch, face: Face, of_head: bool) -> list[Shape]:
    """The forms on which its eyes are, or all others."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and not shape.part]
    return [shape for shape in forms if is_in(face.eyes, shape) == of_head]


def _reach(outline: NDArray[np.bool_], start: Points, step: Points) -> float:
    """How far it is from a place to where an outline ends; 0 outside of it."""
    x, y = np.clip(start + _FAR[:, None] * step, 0, SIZE - 1).astype(int).T
    free = ~outline[y, x]
    return float(_FAR[free.argmax()]) if free.any() else _MOST


def with_hood(sketch: Sketch, color: Color | None) -> Sketch:
    """With a hood around its face, and what is seen of its hair above that."""
    face, head = face_of(sketch), sketch.anchors.get("head")
    if face is None or head is None:
        return sketch
    fill = color or _HOOD
    dark: Color = tuple(round(0.62 * each) for each in fill)  # type: ignore[assignment]
    low = min(face.mouth.y + face.mouth.radius + 1.5, float(face.eyes[1]) + _FACE * face.half)
    x = float(face.eyes[0]) - (0 if not face.profile else 2.0 * front_of(sketch))
    top = min(head.y - 0.25 * head.radius, float(face.eyes[1]) - 2.6 * float(face.radii[1]))
    wide = max(face.half + 2.5, 0.72 * head.radius, 7.0) if face.profile else face.half + 1.2
    middle, radii = np.array([x, (top + low) / 2]), np.array([max(1.25 * head.radius, wide + 5), (low - top) / 2 + 2])
    inner = np.array([wide, float(low - face.eyes[1]) / 2 + 0.9 * float(face.radii[1])])
    opening = np.array([face.eyes[0], (low + float(face.eyes[1]) - 1.6 * float(face.radii[1])) / 2])
    peak = middle - np.array([0, 1.32 * radii[1]])
    outer = closed_ellipse(middle, radii)
    outer[outer[:, 1] < middle[1] - 0.86 * radii[1]] = peak
    ring = np.concatenate([outer, outer[:1], closed_ellipse(opening, inner)[::-1], closed_ellipse(opening, inner)[-1:]])
    cloth = np.concatenate(
        [closed_ellipse(opening, inner + _CLOTH / 2), closed_ellipse(opening, inner + _CLOTH / 2)[:1]]
    )
    rim = np.concatenate([closed_ellipse(opening, inner + 0.8), closed_ellipse(opening, inner + 0.8)[:1]])
    around = Shape(cloth, fill, "", _CLOTH, True, FACE)
    put = (around, Shape(ring, fill, "", 0.0, True, FACE), Shape(rim, dark, "", 1.6, True, FACE))
    hair = next((shape for shape in sketch.shapes if shape.part == "hair"), None)
    above = closed_ellipse(opening, inner)
    above = above[above[:, 1] < float(face.eyes[1]) - 0.8 * float(face.radii[1])]
    fringe = (replace(hair, points=above, kept=True),) if hair and len(above) > 2 else ()
    return Sketch((*sketch.shapes, *fringe, *put), sketch.anchors)
