"""What is inside a creature or what it is inside of with its head: its body, a pouch, a hole, a bucket. Knows no
sentence.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import Box, above, box_of, neckline, outlined, put
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of, places_of
from spritedex.sprites.sketch import Color, Points, Shape, Sketch

_IN_POUCH: Final = 21.0
_OUT_OF_HOLE: Final = 27.0
_HOLE: Final = 12.0
_BUBBLE: Final[Color] = (166, 218, 244)
_LEAST_COVER: Final = 25.0
"""How large, in pixels, is who looks out of a pouch or a hole, half of a hole, and what a head is in at least."""
_COVERED: Final = 2.9
"""How wide what a head is in is, in the radii of the head."""
_WITHIN: Final = (25.0, 34.0)
"""How large what is within a body should be and can be, in pixels."""
_SEEN_THROUGH: Final = 0.88
_SMALLER: Final = 0.78
"""How large a face is that makes room for what is within the body."""


def in_pouch(sketch: Sketch, small: Sketch) -> Sketch:
    """With a small one that looks out of a pouch on its belly."""
    cut, own = neckline(small), _belly_of(sketch)
    upper = Sketch(tuple(shape for each in small.shapes if (shape := above(each, cut + 3))), {})
    theirs = box_of(upper)
    wide = 0.56 * _IN_POUCH
    x, y = own.middle, min(0.5 * (own.top + own.low) + 2, own.low - 0.5 * wide)
    if face := face_of(sketch):
        chin = face.mouth.y + face.mouth.radius + _IN_POUCH * (theirs.low - theirs.top) / theirs.side - 2
        y = min(max(y, chin), box_of(sketch).low - 0.9 * wide)
        columns = np.flatnonzero(outline_of(sketch)[int(y) - 2 : int(y) + 3].any(0))
        x = x if is_frontal(sketch) or not columns.size else float(columns.mean())
    head = put(upper.shapes, _IN_POUCH / theirs.side, np.array([theirs.middle, theirs.low]), np.array([x, y + 2]))
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes)}
    main = fills.get("main", (150, 110, 80))
    dark = _mixed(main, (0, 0, 0), 0.4)
    angles = np.linspace(0, np.pi, 14)
    arc = np.stack([x + wide * np.cos(angles), y + 0.9 * wide * np.sin(angles)], 1)
    rim = np.array([[x - wide, y], [x, y + 2.4], [x + wide, y]])
    pouch = [
        Shape(np.concatenate([arc, arc[:1]]), dark, width=2.4, kept=True),
        Shape(np.concatenate([arc, rim[:2]]), _mixed(main, (255, 236, 200), 0.72), kept=True),
        Shape(rim, dark, width=2.0, kept=True),
    ]
    return Sketch((*sketch.shapes, *outlined(head), *pouch), sketch.anchors)


def in_bubble(sketch: Sketch, color: Color | None) -> Sketch:
    """In a large bubble around all of it."""
    own, fill = box_of(sketch), color or _BUBBLE
    middle = np.array([own.middle, (own.top + own.low) / 2])
    corners = np.concatenate([shape.points for shape in sketch.shapes]) - middle
    radius = float(np.hypot(*corners.T).max()) + 3

    def arc(first: float, last: float, share: float = 1.0) -> Points:
        angles = np.radians(np.linspace(first, last, 40))
        return np.asarray(middle + share * radius * np.stack([np.cos(angles), np.sin(angles)], 1))

    lines = (
        (arc(0, 360), _mixed(fill, (0, 0, 0), 0.62), 2.6),
        (arc(0, 360, 0.98), fill, 1.4),
        (arc(200, 250, 0.86), (255, 255, 255), 2.6),
        (arc(262, 268, 0.86), (255, 255, 255), 2.6),
        (arc(30, 62, 0.9), fill, 1.8),
    )
    drawn = (Shape(points, each, width=width * radius / 30, kept=True) for points, each, width in lines)
    return Sketch((*sketch.shapes, *drawn), sketch.anchors)


def within(sketch: Sketch, thing: Sketch) -> Sketch:
    """With a thing that is seen through its body, below its face."""
    face, own, theirs = face_of(sketch), _largest(sketch), box_of(thing)
    main = max((each for each in sketch.shapes if each.role == "main"), key=_area, default=sketch.shapes[0]).fill
    top, low = own.top + 3, own.low - 2
    if face and own.left < face.eyes[0] < own.right and own.top < face.eyes[1] < own.low:
        brow, chin = face.eyes[1] - 1.0 * face.radii[1], face.mouth.y + 0.3 * face.mouth.radius
        if brow - top > low - chin:
            down = float(np.clip(_WITHIN[0] - (brow - top), 0, low - chin))
            sketch, low = _with_face_moved(sketch, down), brow + down
        else:
            up = float(np.clip(_WITHIN[0] - (low - chin), 0, brow - top))
            sketch, top = _with_face_moved(sketch, -up), chin - up
    side = float(np.clip(min(low - top, 0.8 * (own.right - own.left)), 20, _WITHIN[1]))
    middle, to = np.array([theirs.middle, (theirs.top + theirs.low) / 2]), np.array([own.middle, (top + low) / 2])
    placed = put(thing.shapes, side / theirs.side, middle, to)
    seen = [replace(each, fill=_mixed(each.fill, main, _SEEN_THROUGH), role="", kept=True) for each in placed]
    edge = _mixed(main, (20, 16, 30), 0.42)
    return Sketch((*sketch.shapes, *outlined(tuple(seen), edge, 1.8)), sketch.anchors)


def in_hole(sketch: Sketch, thing: Sketch) -> Sketch:
    """Looking out of a hole in a thing, such as a worm out of an apple."""
    theirs, cut = box_of(thing), neckline(sketch)
    placed = Sketch(put(thing.shapes, 56 / theirs.side, np.array([theirs.middle, theirs.low]), np.array([32, 64])), {})
    own = box_of(placed)
    upper = tuple(shape for each in sketch.shapes if (shape := above(each, cut + 6)))
    seen = box_of(Sketch(upper, {}))
    x, y = own.middle + 0.1 * (own.right - own.left), 0.35 * own.top + 0.65 * own.low
    scale = _OUT_OF_HOLE / max(seen.right - seen.left, seen.low - seen.top)
    angles = np.linspace(0, 2 * np.pi, 24)
    ring = np.stack([np.cos(angles), 0.62 * np.sin(angles)], 1)
    hole = [
        Shape(np.array([x, y]) + radius * ring, fill, kept=True)
        for radius, fill in ((_HOLE, (92, 56, 30)), (_HOLE - 1.8, (44, 26, 22)))
    ]
    head = put(upper, scale, np.array([seen.middle, seen.low]), np.array([x, y + 3.0]))
    return Sketch((*placed.shapes, *hole, *head), sketch.anchors)


def hooded(sketch: Sketch, prop: Sketch) -> Sketch:
    """With its head in a prop that is upside down."""
    head, box = sketch.anchors.get("head"), box_of(prop)
    if head is None:
        return sketch
    face = face_of(sketch)
    low = face.mouth.y + 4 if face else head.y + 2.2 * head.radius
    x = (head.x + face.eyes[0]) / 2 if face else head.x
    wide = max(_LEAST_COVER, _COVERED * head.radius, 2.6 * face.half if face else 0.0)
    tall = low - float(face.eyes[1] - face.radii[1]) + 4 if face else head.radius
    scale = max(wide / (box.right - box.left), tall / (box.low - box.top))
    turned = tuple(replace(each, points=each.points * (1, -1) + (0, box.top + box.low)) for each in prop.shapes)
    placed = put(turned, scale, np.array([box.middle, box.low]), np.array([x, low]))
    return Sketch((*sketch.shapes, *placed), sketch.anchors)


def _with_face_moved(sketch: Sketch, by: float) -> Sketch:
    """With its eyes and mouth, and what is between them, lower."""
    face = face_of(sketch)
    if face is None:
        return sketch
    low = face.eyes - np.array([face.half + 4, 2.6 * face.radii[1]])
    high = np.array([face.eyes[0] + face.half + 4, face.mouth.y + face.mouth.radius + 2])
    middle = (low + high) / 2
    moved = [
        replace(each, points=middle + (0, by) + _SMALLER * (each.points - middle), width=_SMALLER * each.width)
        if bool((each.points >= low).all() and (each.points <= high).all())
        else each
        for each in sketch.shapes
    ]
    return replace(sketch, shapes=tuple(moved))


def _belly_of(sketch: Sketch) -> Box:
    """Where its belly is: its lowest large light form, or around the middle of its body."""
    forms = [each for each in sketch.shapes if each.role == "light" and each.is_body and not each.width]
    face = face_of(sketch)
    low = face.mouth.y if face else 0.0
    below = [each for each in forms if each.points[:, 1].mean() > low and _area(each) > 90]
    if below:
        return box_of(Sketch((max(below, key=_area),), {}))
    body, own = places_of(sketch).get("body"), _largest(sketch)
    if body is None or not is_frontal(sketch):
        return own
    return Box(body.x - body.radius, body.y - body.radius, body.x + body.radius, body.y + body.radius)


def _largest(sketch: Sketch) -> Box:
    """The bounds of the largest form of its body."""
    forms = [each for each in sketch.shapes if each.role == "main" and each.is_body and not each.width]
    return box_of(Sketch((max(forms or sketch.shapes, key=_area),), {}))


def _area(shape: Shape) -> float:
    spread: Points = np.ptp(shape.points, axis=0)
    return float(np.prod(spread))


def _mixed(color: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(share * one + (1 - share) * two) for one, two in zip(color, other, strict=True))
    return red, green, blue
