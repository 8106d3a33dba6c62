"""Animals that stand upright like persons: with their own head and tail on a body with hands. Knows no sentence."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, put, solid_around
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.limbs import head_at, with_skull
from spritedex.sketches.shapes.places import face_of, is_all_face
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sprites.sketch import EYE, SIZE, Anchor, Color, Shape, Sketch

_SKULL: Final = 33.0
_TALLEST: Final = 42.0
"""How wide the form of a head is, and how high all of it is at most, in pixels."""
_HIP: Final = np.array([39.0, 51.0])
_TAIL: Final = 28.0
_TAIL_MORE: Final = 1.2
"""How long a tail is at most, and how many times as large it is there as the head at most."""
_OF_HEAD: Final = frozenset({"ears", "hair", "horns", "mane"})
_NAPE: Final = 0.35
"""From which share of its height down what is behind a skull is of the body."""
_NEAR: Final = 0.6
"""How far apart forms are at most that are joined, in pixels."""
_BACK: Final = 0.36
"""How far the back of a head that looks aside is from the middle, in its widths."""
_ALL: Final = 0.85
_OTHER: Final = 1.12
_OTHER_MOST: Final = 0.62
"""From which share of a body on a head is all of it; and how large that of another is beside its own, and beside all of
it at most."""
_DROP: Final = 4.0
"""How far a head is below the top of a body, in pixels."""


def as_person(sketch: Sketch, body: Sketch) -> Sketch:
    """With its head and its tail on an upright `body` in its colors; as it is, where its head is of no shapes of its
    own."""
    face, head = face_of(sketch), sketch.anchors.get("head")
    if face is None or head is None or is_all_face(sketch):
        return sketch
    tail = tail_of_shapes(sketch)
    mine = [sketch.shapes[place] for place in head_at(sketch, face) if not (tail and place in tail[0])]
    solid = solid_around(mine, face.eyes)
    if not solid or len(mine) == len(sketch.shapes):
        return sketch
    heads = _joined(mine, solid, 0 if sketch.from_the_front else front_of(sketch))
    skull, box = box_of(Sketch(tuple(solid), {})), box_of(Sketch(heads, {}))
    scale = min(_SKULL / (skull.right - skull.left), _TALLEST / (skull.low - box.top))
    neck = body.anchors["neck"]
    at, to = np.array([(skull.left + skull.right) / 2, skull.low]), np.array([neck.x, neck.y + _DROP])
    if face.profile:
        at[0] = skull.right if front_of(sketch) < 0 else skull.left
        to[0] -= front_of(sketch) * _BACK * scale * (skull.right - skull.left)
    fills = _fills(sketch)
    own = tuple(
        replace(shape, fill=fills.get(shape.role, fills["main"]) if shape.role else shape.fill) for shape in body.shapes
    )
    moved = to + scale * (np.array([head.x, head.y]) - at)
    anchors = {
        **{name: each for name, each in body.anchors.items() if name != "neck"},
        "head": Anchor(float(moved[0]), float(moved[1]), scale * head.radius),
    }
    behind, end = _tail_on(sketch, _TAIL_MORE * scale)
    if end:
        anchors["tail"] = end
    return Sketch((*behind, *own, *put(heads, scale, at, to)), anchors)


def with_other_head(sketch: Sketch, other: Sketch) -> Sketch:
    """With the head of another sketch in place of its own; as it is, where one of them is all face."""
    if front_of(other) != front_of(sketch):
        other = _turned(other)
    own, new = head_shapes(sketch), head_shapes(other)
    if not own or not new or len(own) == len(sketch.shapes):
        return sketch
    old, box = box_of(Sketch(own, {})), box_of(Sketch(new, {}))
    if old.side > _ALL * box_of(sketch).side:
        return sketch
    scale = min(_OTHER * old.side, _OTHER_MOST * box_of(sketch).side) / box.side
    at, to = np.array([box.middle, box.low]), np.array([old.middle, old.low])
    put_on = (replace(shape, role=shape.role * (shape.role == EYE)) for shape in put(new, scale, at, to))
    x, y = to + scale * (np.array([other.anchors["head"].x, other.anchors["head"].y]) - at)
    head = Anchor(float(x), float(y), scale * other.anchors["head"].radius)
    rest = (shape for shape in sketch.shapes if shape not in own)
    return Sketch((*rest, *put_on), {**sketch.anchors, "head": head})


def head_shapes(sketch: Sketch) -> tuple[Shape, ...]:
    """The shapes of its head alone; none if it is all face."""
    face = face_of(sketch)
    if face is None or "head" not in sketch.anchors or is_all_face(sketch):
        return ()
    tail = tail_of_shapes(sketch)
    places = with_skull(sketch, face, head_at(sketch, face))
    mine = [sketch.shapes[place] for place in places if not (tail and place in tail[0])]
    solid = solid_around(mine, face.eyes)
    return _joined(mine, solid, 0 if sketch.from_the_front else front_of(sketch)) if solid else ()


def _turned(sketch: Sketch) -> Sketch:
    """Mirrored with its anchors."""
    anchors = {name: replace(at, x=SIZE - at.x) for name, at in sketch.anchors.items()}
    return Sketch(sketch.mirrored().shapes, anchors)


def _tail_on(sketch: Sketch, most: float) -> tuple[tuple[Shape, ...], Anchor | None]:
    """The shapes of its tail at the hip of a person, scaled by `most` at most, and where that ends."""
    tail = tail_of_shapes(sketch)
    if not tail:
        return (), None
    places, joint, tip = tail
    shapes = tuple(sketch.shapes[place] for place in places)
    scale = min(_TAIL / box_of(Sketch(shapes, {})).side, most)
    x, y = _HIP + scale * (tip - joint)
    return put(shapes, scale, joint, _HIP), Anchor(float(x), float(y), sketch.anchors["tail"].radius)


def _joined(shapes: Sequence[Shape], solid: Sequence[Shape], front: int) -> tuple[Shape, ...]:
    """What of shapes is joined to the solid ones of a head, without what is behind that, such as a hump; it looks to
    its `front`, or to the viewer if that is 0."""
    skull = box_of(Sketch(tuple(solid), {}))
    edge, low = skull.left if front > 0 else skull.right, skull.top + _NAPE * (skull.low - skull.top)

    def is_of_head(shape: Shape) -> bool:
        x, y = shape.center
        return shape in solid or shape.part in _OF_HEAD or not front or y <= low or front * (edge - x) <= 0

    near = [shape for shape in shapes if is_of_head(shape)]
    found, size = [*solid], 0
    while size < len(found):
        size = len(found)
        found = [shape for shape in near if shape in found or any(map(functools.partial(_touches, shape), found))]
    return tuple(found)


def _touches(one: Shape, other: Shape) -> bool:
    (low, high), (least, most) = one.bounds, other.bounds
    edge = (one.width + other.width) / 2 + _NEAR
    return bool((low - edge <= most).all() and (least - edge <= high).all())


def _fills(sketch: Sketch) -> dict[str, Color]:
    """The color of each role on the body, where that is of a known one."""
    found: dict[str, Color] = {}
    sizes: dict[str, float] = {}
    for shape in sketch.shapes:
        size = float(np.prod(np.ptp(shape.points, axis=0)))
        if shape.role not in ("", EYE) and not shape.part and not shape.width and size > sizes.get(shape.role, 0.0):
            found[shape.role], sizes[shape.role] = shape.fill, size
    return found
