"""A backpack: whole on a back that is seen from the side, on both sides of a body that is seen from the front; with
its straps. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, outlined, put, top_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_SIZE: Final = (17.0, 27.0)
_OF_BODY: Final = 0.42
"""How large it is at least and at most, in pixels, and beside the body."""
_SUNK: Final = 0.68
_TALL: Final = 1.15
"""How deep it is in a back, and from which height to width on a body stands upright."""
_BESIDE: Final = 1.34
_STRAP: Final = 3.0
"""How wide it is beside a body from the front; and a strap, in pixels."""
_DARK: Final = (46, 26, 18)


def with_backpack(sketch: Sketch, bag: Sketch) -> Sketch:
    """With a bag on its back, and straps of the color of that over its shoulders."""
    fill = bag.shapes[1].fill
    return _from_the_front(sketch, bag, fill) if is_frontal(sketch) else _from_the_side(sketch, bag, fill)


def _from_the_side(sketch: Sketch, bag: Sketch, fill: Color) -> Sketch:
    own, box, face = box_of(sketch), box_of(bag), face_of(sketch)
    front, back = front_of(sketch), sketch.anchors.get("back")
    size = float(np.clip(_OF_BODY * own.side, *_SIZE))
    upright = own.low - own.top > _TALL * (own.right - own.left)
    if upright:
        row = int((face.mouth.y + 0.65 * size) if face else (own.top + own.low) / 2)
        columns = np.flatnonzero(outline_of(sketch)[min(row, SIZE - 1)])
        edge = columns[0] if front > 0 else columns[-1]
        middle = np.array([edge - 0.1 * size * front, float(row)])
    else:
        x = back.x if back else own.middle - 0.2 * front * (own.right - own.left)
        if face:
            head = sketch.anchors.get("head")
            away = max(face.half, 0.8 * head.radius if head else 0.0) + 0.5 * size
            x = -front * max(-front * x, -front * float(face.eyes[0]) + away)
        x = float(np.clip(x, own.left + 0.3 * size, own.right - 0.3 * size))
        while face and top_of(sketch, x) < face.eyes[1] and own.left + 6 < x < own.right - 6:
            x -= 2.0 * front
        middle = np.array([x, top_of(sketch, x) + (_SUNK - 0.5) * size])
    placed = put(bag.shapes, size / box.side, np.array([box.middle, (box.top + box.low) / 2]), middle)
    bend = np.array([[0.4, -0.3], [0.6, -0.1], [0.68, 0.15], [0.62, 0.4], [0.4, 0.6]]) * (front, 1)
    outline = outline_of(sketch)
    rows, columns = np.clip((middle + size * bend).astype(int), 0, SIZE - 1).T[::-1]
    on_body = (middle + size * bend)[outline[rows, columns]]
    strap = _strap(on_body, fill) if len(on_body) > 2 else []
    if upright:
        return replace(sketch, shapes=(*outlined(placed), *sketch.shapes, *strap))
    return replace(sketch, shapes=(*sketch.shapes, *strap, *outlined(placed)))


def _from_the_front(sketch: Sketch, bag: Sketch, fill: Color) -> Sketch:
    own, box, face = box_of(sketch), box_of(bag), face_of(sketch)
    neck = places_of(sketch).get("neck")
    top = neck.y if neck else face.mouth.y + 3 if face else own.middle
    top = min(top, own.low - 3 - _SIZE[0]) if not is_all_face(sketch) else 0.65 * own.top + 0.35 * own.low
    tall = own.low - 3 - top
    x = neck.x if neck else own.middle
    row = outline_of(sketch)[int(top + 0.45 * tall)]
    gaps = np.flatnonzero(~row)
    left, right = gaps[gaps < x].max(initial=-1) + 1, gaps[gaps > x].min(initial=SIZE) - 1
    x, wide = (left + right) / 2, float(right - left)
    scale = np.array([_BESIDE * wide / (box.right - box.left), 0.9 * tall / (box.low - box.top)])
    at, to = np.array([box.middle, box.top]), np.array([x, top - 1])
    behind = tuple(
        replace(each, points=to + scale * (each.points - at), width=each.width * float(scale.min()))
        for each in bag.shapes
    )
    if is_all_face(sketch):
        return replace(sketch, shapes=(*outlined(behind), *sketch.shapes))
    straps = [
        shape
        for side in (-1, 1)
        for shape in _strap(
            np.array([x, top])
            + np.array([[0.17 * wide, 0.0], [0.3 * wide, 0.26 * tall], [0.36 * wide, 0.52 * tall]]) * (side, 1),
            fill,
        )
    ]
    return replace(sketch, shapes=(*outlined(behind), *sketch.shapes, *straps))


def _strap(points: Points, fill: Color) -> list[Shape]:
    return [Shape(points, each, width=width, kept=True) for each, width in ((_DARK, _STRAP + 1.8), (fill, _STRAP))]
