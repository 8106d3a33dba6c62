"""A costume of an animal: a suit in its colors around a free face, with its head on the hood. Knows no sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import above, box_of, facing, outlined, put
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.persons import head_shapes
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.sketch import EYE, Color, Points, Shape, Sketch

_BESIDE: Final = 4.0
_ABOVE: Final = 3.2
_BELOW: Final = 3.0
"""How far the opening of a hood goes beyond the eyes and the mouth, in pixels."""
_CAP: Final = 2.1
_LEAST_CAP: Final = 22.0
"""How wide the head of the animal is beside half of the opening, and at least."""
_BROW: Final = 0.07
"""How much of it lies over the opening."""
_CORNERS: Final = 24


def costumed(sketch: Sketch, suit: Sketch, animal: Sketch, dyes: Mapping[str, Color]) -> Sketch:
    """In a `suit`, which is the sketch with what else the animal has, and in its dyes."""
    face = face_of(sketch)
    if face is None:
        return suit
    dyed = tuple(
        each if each.role == EYE or each.kept else replace(each, fill=dyes.get(each.role, each.fill))
        for each in suit.shapes
    )
    top, low = face.eyes[1] - face.radii[1] - _ABOVE, face.mouth.y + face.mouth.radius * 0.6 + _BELOW
    middle = np.array([(face.eyes[0] + face.mouth.x) / 2, (top + low) / 2])
    reach = np.array([face.half + abs(face.eyes[0] - face.mouth.x) / 2 + _BESIDE, (low - top) / 2])
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    round_ = middle + reach * np.stack([np.cos(angles), np.sin(angles)], 1)
    rim = Shape(np.concatenate([round_, round_[:1]]), dyes.get("dark", (70, 56, 60)), "dark", 2.0)
    inside = [cut for each in sketch.shapes if (cut := _clipped(each, round_))]
    cap = _cap_of(animal, front_of(sketch))
    placed: tuple[Shape, ...] = ()
    if cap:
        box = box_of(Sketch(cap, {}))
        scale = max(_CAP * reach[0], _LEAST_CAP) / (box.right - box.left)
        to = np.array([middle[0], top + _BROW * scale * (box.low - box.top)])
        placed = put(cap, scale, np.array([box.middle, box.low]), to)
        placed = outlined(tuple(replace(each, role="", kept=True) for each in placed))
    return Sketch((*dyed, *inside, rim, *placed), suit.anchors)


def dyes_of(animal: Sketch) -> Mapping[str, Color]:
    """The colors of the largest forms of an animal by their roles, and that of its back for all that has none there."""
    found: dict[str, Color] = {}
    sizes: dict[str, float] = {}
    for shape in animal.shapes:
        size = float(np.prod(np.ptp(shape.points, axis=0)))
        if shape.role not in ("", EYE) and not shape.width and size > sizes.get(shape.role, 0.0):
            found[shape.role], sizes[shape.role] = shape.fill, size
    return {"second": found.get("main", (150, 130, 110)), "light": found.get("main", (150, 130, 110)), **found}


def _cap_of(animal: Sketch, front: int) -> tuple[Shape, ...]:
    """The head of an animal alone; of what is all face, the upper part with its eyes and mouth."""
    if not animal.shapes:
        return ()
    animal, _ = facing(animal, np.zeros(2), front)
    if head := head_shapes(animal):
        return head
    face, box = face_of(animal), box_of(animal)
    row = face.mouth.y + face.mouth.radius if face else (box.top + box.low) / 2
    return tuple(cut for each in animal.shapes if (cut := above(each, min(row, box.low))))


def _clipped(shape: Shape, edge: Points) -> Shape | None:
    """What of a shape is inside of a convex edge (Sutherland & Hodgman 1974); of a line all or nothing."""
    if shape.width:
        inside = all(_ahead(shape.center, one, two) >= 0 for one, two in zip(edge, np.roll(edge, -1, 0), strict=True))
        return shape if inside else None
    points = list(shape.points)
    for one, two in zip(edge, np.roll(edge, -1, 0), strict=True):
        kept: list[Points] = []
        for start, end in zip(points, [*points[1:], *points[:1]], strict=True):
            first, last = _ahead(start, one, two), _ahead(end, one, two)
            if first >= 0:
                kept.append(start)
            if (first >= 0) != (last >= 0):
                kept.append(start + (end - start) * first / (first - last))
        points = kept
    return replace(shape, points=np.array(points)) if len(points) > 2 else None


def _ahead(point: Points, one: Points, two: Points) -> float:
    """On which side of an edge a point is: inside, if above 0."""
    along, to = two - one, point - one
    return float(along[0] * to[1] - along[1] * to[0])
