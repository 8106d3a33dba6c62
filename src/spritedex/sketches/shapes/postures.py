"""Parts of a sketch that are gone, bent, small, or many: ears down, hands over eyes, no tail, six legs. Knows no
sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.changed import bushy_tail
from spritedex.sketches.shapes.expressions import eyes_of, front_of, is_in
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.places import face_of, is_all_face, is_frontal
from spritedex.sketches.shapes.regions import ears_of, tail_places
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sprites.sketch import EYE, FACE, Points, Shape, Sketch

_LARGE_TAIL: Final = 1.6
_DOWN: Final = np.radians(125)
_WIDE: Final = 0.72
"""How wide an ear is, beside its height, that is folded and not turned."""
_LONGER: Final = 16.0
_BEND: Final = 5.0
"""By how many pixels a body is longer, and how far around its middle it is stretched."""
_ARM: Final = (0.3, 0.24, 0.86)
"""How far from the middle an arm is at least, in the width of all; and from where to where, in its height."""
_ARMS: Final = "arms"
_OF_ARMS: Final = ("", "front", "pincer")
_HAND: Final = 1.5
_BOXED: Final = 60
"""Square pixels of the box of a form that can be square, at least."""


def without_tail(sketch: Sketch) -> Sketch:
    """Without the shapes of its tail."""
    places = _tail(sketch)
    return _without(sketch, places[0]) if places else sketch


def with_large_tail(sketch: Sketch) -> Sketch:
    """With a tail larger than its body, from where it joins that on."""
    found = _tail(sketch)
    if found is None:
        return sketch
    places, joint = found
    shapes = (
        replace(shape, points=joint + _LARGE_TAIL * (shape.points - joint), width=_LARGE_TAIL * shape.width)
        if place in places
        else shape
        for place, shape in enumerate(sketch.shapes)
    )
    return replace(sketch, shapes=tuple(shapes))


def _tail(sketch: Sketch) -> tuple[Sequence[int], Points] | None:
    if "tail" not in sketch.anchors:
        return None
    found = bushy_tail(sketch) or tail_of_shapes(sketch)
    return (found[0], found[1]) if found else None


def without_ears(sketch: Sketch, one: bool = False) -> Sketch:
    """Without its ears, or without `one` of them, the one at its back if it is seen from the side."""
    ears = _ears(sketch)
    if one and ears:
        columns = np.array([sketch.shapes[place].points[:, 0].mean() for place in ears])
        middle, side = (columns.min() + columns.max()) / 2, -front_of(sketch)
        ears = [place for place, x in zip(ears, columns, strict=True) if side * (x - middle) > 0]
    return _without(sketch, ears)


def _ears(sketch: Sketch) -> list[int]:
    """The places of its ears and of what lies on them."""
    face, found = face_of(sketch), ears_of(sketch)
    if face is None or any(shape.part == "ears" for shape in sketch.shapes):
        return found
    heads = [shape for shape in sketch.shapes if shape.role == "main" and is_in(face.eyes, shape)]
    mine = [place for place in found if not any(is_in(sketch.shapes[place].points.mean(0), head) for head in heads)]

    def lies_on_one(place: int, shape: Shape) -> bool:
        ears = [sketch.shapes[ear] for ear in mine if ear < place and shape.role != EYE]
        return any(all(is_in(point, ear) for point in shape.points) for ear in ears)

    return [place for place, shape in enumerate(sketch.shapes) if place in mine or lies_on_one(place, shape)]


def with_ear_down(sketch: Sketch) -> Sketch:
    """With one of its ears hanging down, the one at its back if it is seen from the side."""
    places, head, side = _ears(sketch), sketch.anchors.get("head"), -front_of(sketch)
    if head is None or not places:
        return sketch
    middle = float(np.mean([sketch.shapes[place].points[:, 0].mean() for place in places]))
    mine = [place for place in places if (sketch.shapes[place].points[:, 0].mean() > middle) == (side > 0)]
    if not mine:
        return sketch
    points = np.concatenate([sketch.shapes[place].points for place in mine])
    (wide, high), bottom = np.ptp(points, axis=0), points[:, 1].max()
    joint = points[points[:, 1] > bottom - 3].mean(0) - (0, 2)
    turn = side * _DOWN
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

    def hung(own: Points) -> Points:
        if wide < _WIDE * high:
            return np.asarray(joint + (own - joint) @ matrix)
        folded = abs(own[:, 1] - (bottom - 0.45 * high)) + bottom - 0.45 * high
        return np.stack([own[:, 0] + side * 1.5, folded], 1)

    bent = (replace(sketch.shapes[place], points=hung(sketch.shapes[place].points)) for place in mine)
    rest = _without(sketch, mine)
    return replace(rest, shapes=(*rest.shapes, *bent))


def without_arms(sketch: Sketch, one: bool = False) -> Sketch:
    """Without its arms, or without `one` of them, if it is seen from the front and they are of shapes of their own."""
    return _without(sketch, [place for side in ((1,) if one else (-1, 1)) for place in arm_of(sketch, side)])


def arm_of(sketch: Sketch, side: int) -> list[int]:
    """The places of the shapes of its arm on a side; none if it is not seen from the front and names none."""
    if own := [place for place, shape in enumerate(sketch.shapes) if shape.part == _ARMS]:
        middle = box_of(Sketch(tuple(sketch.shapes[place] for place in own), {})).middle
        return [place for place in own if side * (np.mean(sketch.shapes[place].bounds, 0)[0] - middle) > 0]
    box = box_of(Sketch(tuple(shape for shape in sketch.shapes if shape.part in _OF_ARMS) or sketch.shapes, {}))
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width]
    if not is_frontal(sketch) or not forms:
        return []
    body = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    wide, high = box.right - box.left, box.low - box.top
    others = {*tail_places(sketch), *(() if is_all_face(sketch) or "head" not in sketch.anchors else head_of(sketch))}
    found = []
    for place, shape in enumerate(sketch.shapes):
        (_, top), (_, low) = shape.bounds
        y = float(shape.points[:, 1].mean())
        middle = shape.points[np.argmax(side * shape.points[:, 0])] if shape.width else shape.points.mean(0)
        share = ((y if shape.width else (top + low) / 2) - box.top) / high
        is_beside = side * (float(middle[0]) - box.middle) > _ARM[0] * wide
        is_of_body = place in others or is_in(middle, body) or shape.role == EYE or shape.part not in _OF_ARMS
        if is_beside and _ARM[1] < share < _ARM[2] and not is_of_body:
            found.append(place)
    return found


def with_hands_on_eyes(sketch: Sketch) -> Sketch:
    """With its hands over its eyes."""
    face = face_of(sketch)
    if face is None or not is_frontal(sketch):
        return sketch
    bare, box = without_arms(sketch), box_of(sketch)
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.part and not shape.kept}
    role = next((each for each in ("second", "main") if each in fills), "")
    put: list[Shape] = []
    for eye in sorted(eyes_of(sketch), key=lambda eye: sketch.shapes[eye.shapes[0]].points[:, 0].mean()):
        points = sketch.shapes[eye.shapes[0]].points
        at, radii = points.mean(0), np.ptp(points, axis=0) / 2
        side = 1 if at[0] > face.eyes[0] else -1
        elbow = np.array([box.middle + side * 0.42 * (box.right - box.left), at[1] + 4.5 * radii[1]])
        shoulder = np.array([box.middle + side * 0.22 * (box.right - box.left), box.low - 0.3 * (box.low - box.top)])
        path = np.array([shoulder, elbow, at + np.array([2.0 * side, 2.0])])
        angle = np.linspace(0, 2 * np.pi, 24)
        hand = at + (_HAND * radii + 0.8) * np.stack([np.cos(angle), np.sin(angle)], 1)
        gaps = (at + radii * np.array([[0.45 * gap, -1.2], [0.3 * gap, 0.05]]) for gap in (-1, 1))
        fingers = (Shape(points, _dark(fills, role), "", 1.1, True, FACE) for points in gaps)
        put += (
            Shape(path, fills.get("dark", (60, 44, 40)), "dark", 6.4, True, FACE),
            Shape(path - (0, 0.5), fills.get("main", (150, 110, 80)), "main", 5.0, True, FACE),
            Shape(hand + np.array([0, 0.9]), _dark(fills, role), "", 0.0, True, FACE),
            Shape(hand, fills.get(role, (220, 190, 150)), role, 0.0, True, FACE),
            *fingers,
        )
    return replace(bare, shapes=(*bare.shapes, *put))


def _dark(fills: dict[str, tuple[int, int, int]], role: str) -> tuple[int, int, int]:
    red, green, blue = fills.get(role, (220, 190, 150))
    return round(0.6 * red), round(0.55 * green), round(0.55 * blue)


def as_box(sketch: Sketch) -> Sketch:
    """With square forms."""

    def boxed(shape: Shape) -> Shape:
        low, high = shape.bounds
        if shape.width or shape.role not in ("main", "dark", "light", "second") or np.prod(high - low) < _BOXED:
            return shape
        middle, radii = (low + high) / 2, np.maximum((high - low) / 2, 1e-6)
        apart = (shape.points - middle) / radii
        most = np.maximum(abs(apart).max(1), 1e-6)
        share = np.minimum(np.hypot(*apart.T) / most, 1 / most)[:, None]
        return replace(shape, points=middle + np.clip(apart * share, -1, 1) * radii)

    return replace(sketch, shapes=tuple(boxed(shape) for shape in sketch.shapes))


def with_long_body(sketch: Sketch) -> Sketch:
    """With a longer body between its legs, if it is seen from the side."""
    back = sketch.anchors.get("back")
    if back is None or is_frontal(sketch):
        return sketch
    side = -front_of(sketch)

    def moved(x: float | Points) -> Points:
        share = np.clip((side * (x - back.x) + _BEND) / (2 * _BEND), 0, 1)
        return np.asarray(x + side * _LONGER * share)

    shapes = tuple(
        replace(shape, points=np.stack([moved(shape.points[:, 0]), shape.points[:, 1]], 1)) for shape in sketch.shapes
    )
    anchors = {name: replace(at, x=float(moved(at.x))) for name, at in sketch.anchors.items()}
    return Sketch(shapes, anchors)


def with_legs_more(sketch: Sketch, pairs: int) -> Sketch:
    """With more pairs of legs between those in front and those behind, if it is seen from the side."""
    box = box_of(sketch)
    wide, high = box.right - box.left, box.low - box.top
    legs = [
        place
        for place, shape in enumerate(sketch.shapes)
        if not shape.width
        and shape.role in ("main", "dark", "second")
        and shape.points[:, 1].max() > box.low - 4
        and np.ptp(shape.points[:, 0]) < 0.3 * wide
        and np.ptp(shape.points[:, 1]) < 0.55 * high
    ]
    if is_frontal(sketch) or len(legs) < 2:
        return sketch
    columns = np.array([sketch.shapes[place].points[:, 0].mean() for place in legs])
    half = columns > (columns.min() + columns.max()) / 2
    apart = float(columns[half].mean() - columns[~half].mean())
    last = [place for place, is_last in zip(legs, half, strict=True) if is_last]
    put = [
        sketch.shapes[place].moved(-apart * number / (pairs + 1), 0) for number in range(1, pairs + 1) for place in last
    ]
    first = min(legs)
    return replace(sketch, shapes=(*sketch.shapes[:first], *put, *sketch.shapes[first:]))


def _without(sketch: Sketch, places: Sequence[int]) -> Sketch:
    kept = tuple(shape for place, shape in enumerate(sketch.shapes) if place not in places)
    return replace(sketch, shapes=kept) if kept else sketch
