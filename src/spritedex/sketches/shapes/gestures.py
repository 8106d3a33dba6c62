"""What a creature does with its head, an arm or a leg: it howls, waves, or stands on one leg. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, put
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.places import face_of, is_all_face, is_frontal, outline_of, places_of
from spritedex.sketches.shapes.postures import arm_of
from spritedex.sprites.sketch import EYE, Anchor, Points, Shape, Sketch

_RAISED: Final = np.radians(34)
_BENT: Final = np.radians(22)
"""How far a head is turned up that is seen from the side, and aside that is seen from the front."""
_HEAD: Final = 0.92
"""How high the head of another is beside its own."""
_ARM: Final = 5.4
_HAND: Final = 3.4
_LEG: Final = 0.6
"""How far down, as a share of its height, all of a leg is."""
_LIFTED: Final = 0.16


def howling(sketch: Sketch) -> Sketch:
    """With its head turned up, if that is of shapes of its own."""
    if face_of(sketch) is None or "head" not in sketch.anchors or is_all_face(sketch):
        return sketch
    mine, neck = head_of(sketch), places_of(sketch)["neck"]
    if not mine or len(mine) == len(sketch.shapes):
        return sketch
    frontal = is_frontal(sketch)
    turn = _turn(-front_of(sketch) * (_BENT if frontal else _RAISED))
    pivot = np.array([neck.x, neck.y])
    shapes = [*sketch.shapes]
    for place in mine:
        shapes[place] = replace(shapes[place], points=(shapes[place].points - pivot) @ turn + pivot)
    return replace(sketch, shapes=tuple(shapes))


def with_head_of(sketch: Sketch, other: Sketch) -> Sketch:
    """With the head of another sketch in its colors, where its own one is."""
    mine, theirs = head_of(sketch), [other.shapes[place] for place in head_of(other)]
    if not mine or not theirs:
        return sketch
    fills = {shape.role: shape.fill for place, shape in reversed([*enumerate(sketch.shapes)]) if place in mine}
    own, box = box_of(Sketch(tuple(sketch.shapes[place] for place in mine), {})), box_of(Sketch(tuple(theirs), {}))
    scale = _HEAD * (own.low - own.top) / (box.low - box.top)
    placed = put(tuple(theirs), scale, np.array([box.right, box.low]), np.array([own.middle + 8, own.low]))
    dyed = (
        replace(shape, fill=fills.get(shape.role, shape.fill) if shape.role not in ("", EYE) else shape.fill)
        for shape in placed
    )
    body = [shape for place, shape in enumerate(sketch.shapes) if place not in mine]
    head = Anchor(own.middle + 2, own.top + 4, 8.0)
    return Sketch((*body, *dyed), {**sketch.anchors, "head": head})


def waving(sketch: Sketch) -> Sketch:
    """With one arm up beside its head: in place of its own one if that is seen from the front, else one more."""
    box, face = box_of(sketch), face_of(sketch)
    chin = face.mouth.y if face else box.top + 0.4 * (box.low - box.top)
    side = 1 if is_frontal(sketch) else front_of(sketch)
    arms = {
        to: [at for at in arm_of(sketch, to) if sketch.shapes[at].points[:, 1].mean() > chin] for to in (side, -side)
    }
    side = next((to for to, arm in arms.items() if arm), side)
    own = [sketch.shapes[place] for place in arms[side]]
    bare = tuple(shape for place, shape in enumerate(sketch.shapes) if place not in arms[side])
    outline = outline_of(Sketch(bare, {}))
    body, head = (
        np.flatnonzero(outline[max(0, int(top)) : max(1, int(low))].any(0))
        for top, low in ((chin + 2, chin + 7), (chin - 12, chin + 2))
    )
    if not body.size:
        return sketch
    edge = float(max(side * body)) * side
    far = max(side * float(each) for each in (edge, *head)) * side
    hand = np.array([far + 3.5 * side, chin - 6.5])
    path = np.array([[edge - 4 * side, chin + 5.5], [far + 1.5 * side, chin + 3.5], hand])
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if not shape.part and not shape.kept}
    fills |= {shape.role: shape.fill for shape in own if not shape.kept}
    dark, main = fills.get("dark", (60, 44, 40)), fills.get("main", (150, 110, 80))
    dot = np.array([hand, hand + 0.01])
    arm = (
        Shape(path, dark, "dark", _ARM),
        Shape(dot, dark, "dark", 2 * _HAND),
        Shape(path - (0, 0.5), main, "main", _ARM - 1.6),
        Shape(dot - (0, 0.5), main, "main", 2 * _HAND - 1.6),
    )
    return replace(sketch, shapes=(*arm, *bare))


def on_one_leg(sketch: Sketch) -> Sketch:
    """With one of its legs drawn up, and the other one below its middle."""
    box = box_of(sketch)
    high = box.low - box.top
    legs = {
        place: float(shape.points[:, 0].mean())
        for place, shape in enumerate(sketch.shapes)
        if not shape.kept
        and shape.part in ("", "feet")
        and shape.points[:, 1].min() > box.top + _LEG * high
        and shape.points[:, 1].max() > box.low - 8
    }
    middle = sum(legs.values()) / len(legs) if legs else 0.0
    side = 1 if is_frontal(sketch) else front_of(sketch)
    lifted = {place for place, x in legs.items() if side * (x - middle) > 1.5}
    others = {place for place, x in legs.items() if side * (x - middle) < -1.5}
    if not lifted or not others:
        return sketch
    shapes = []
    for place, shape in enumerate(sketch.shapes):
        if place in lifted:
            shape = shape.moved(side * 1.5, -_LIFTED * high)
        elif place in others:
            shape = shape.moved(0.4 * (middle - legs[place]), 0.0)
        shapes.append(shape)
    return replace(sketch, shapes=tuple(shapes))


def _turn(angle: float) -> Points:
    """The matrix that turns rows of points."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
