"""Parts that are put at an anchor, or at the place of a face. Knows no sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.mouths import CURVED, at_most, with_mouth_aside
from spritedex.sketches.shapes.necks import around_neck
from spritedex.sketches.shapes.places import (
    Face,
    eyes_at,
    face_of,
    is_frontal,
    outline_of,
    places_of,
    without_mouth,
)
from spritedex.sketches.shapes.screens import with_mouth_on_screen
from spritedex.sprites.sketch import EYE, FACE, MOUTH, SIZE, Anchor, Shape, Sketch, covered

_MOUTH: Final = 2.5
"""Half the width of a mouth that cheeks leave free."""
_CHEEK: Final = 0.6
_BELOW: Final = 1.67
"""How far below an eye its cheek is, in the radius of the eye."""
_ASIDE: Final = 0.8
_LOWER: Final = (1.45, 1.25, 1.05)
"""How far aside of an eye a small cheek is, and how far below it, where there is room, in the radius of the eye."""
_FACES: Final = frozenset({"mouth", "eye", "eyes"})
_BEAK_ASIDE: Final = 0.6
"""How far from the middle of both eyes a beak is at least that points to the side, in half of their width."""
_WIDER: Final = (1.0, 1.25, 1.5, 1.8)
_SHOWN: Final = 0.3
"""How much is seen of what is behind a body, beside the body."""
_SPECK: Final = 2.0
"""How many square pixels the box of what is in a mouth has at least."""
_RISEN: Final = 0.4
"""How far below the top of a head, in its radii, eyes are at most that rise above it, as those of frogs do."""


def _of_cheek(sketch: Sketch, eye: Anchor) -> Anchor:
    """Where a cheek is below an eye: on the side of it that is away from the mouth, where a head has room there."""
    face = face_of(sketch)
    if face is None:
        return eye
    if not face.profile and abs(eye.x - face.mouth.x) > eye.radius + _MOUTH:
        return eye
    side = -front_of(sketch) if face.profile else 1 if eye.x > face.eyes[0] else -1
    radius = _CHEEK * eye.radius
    x, outline = eye.x + _ASIDE * side * eye.radius, outline_of(sketch)
    for lower in _LOWER:
        y = eye.y + lower * eye.radius
        if outline[int(np.clip(y, 0, SIZE - 1)), int(np.clip(x + side * radius, 0, SIZE - 1))]:
            break
    return Anchor(x, y - _BELOW * radius, radius)


def placed(sketch: Sketch, drawn: Sketch, place: Mapping[str, Any]) -> Sketch:
    """With a part where its place in `parts.json` says; as it is, if the sketch has no such place."""
    anchor, down, surrounds = place["anchor"], place.get("down", 0.0), place.get("surrounds")
    if (surrounds or place.get("anywhere")) and anchor not in sketch.anchors:
        anchor, surrounds = "body", True
    behind = place["behind"] and not (place.get("turns") and anchor not in sketch.anchors and is_frontal(sketch))
    if anchor == "back" and anchor in sketch.anchors and is_frontal(sketch) and "eyes" in (seen := places_of(sketch)):
        behind = behind or seen["eyes"].y < sketch.anchors["back"].y
    if anchor in sketch.anchors and anchor not in _FACES:
        if behind and (surrounds or (place.get("turns") and is_frontal(sketch) and not place.get("narrow"))):
            roomy = replace(sketch, anchors={**sketch.anchors, anchor: _room_behind(sketch, drawn, anchor)})
            return replace(roomy.with_part(drawn, anchor, True, down), anchors=sketch.anchors)
        put = sketch.with_part(drawn, anchor, behind, down)
        return _below_eyes_and_ears(sketch, put) if anchor == "head" and not behind else put
    if anchor == "neck" and not place["behind"] and not is_frontal(sketch) and (around := around_neck(sketch, drawn)):
        return around
    where = places_of(sketch)
    if surrounds and anchor in where:
        roomy = replace(sketch, anchors={**sketch.anchors, anchor: where[anchor]})
        roomy = replace(roomy, anchors={anchor: _room_behind(roomy, drawn, anchor)})
        return replace(roomy.with_part(drawn, anchor, True, down), anchors=sketch.anchors)
    if anchor not in where:
        return sketch
    if anchor in _FACES:
        part = MOUTH if place.get("replaces") and not place.get("solid") else FACE
        drawn = replace(drawn, shapes=tuple(replace(shape, part=part) for shape in drawn.shapes))
    if place.get("replaces"):
        face, kind = face_of(sketch), place.get("curve", "")
        if (lit := with_mouth_on_screen(sketch, kind or place.get("mood", ""))) is not None:
            return lit
        is_beak = face is not None and _has_beak_aside(sketch, face)
        curve = kind or (place.get("mood", "") if is_beak else "")
        if face and (face.profile or is_beak) and curve in CURVED:
            return with_mouth_aside(sketch, face, curve)
        sketch = without_mouth(sketch)
        if kind and not (face and face.profile):
            where = {**where, anchor: at_most(sketch, where[anchor])}
        drawn = _without_specks(drawn, where[anchor].radius / drawn.anchors["at"].radius)
    for at in eyes_at(sketch) if place.get("each") else [where[anchor]]:
        if place.get("cheek"):
            at = _of_cheek(sketch, at)
        known = replace(sketch, anchors={**sketch.anchors, anchor: at})
        sketch = replace(known.with_part(drawn, anchor, behind, down), anchors=sketch.anchors)
    return sketch


def _room_behind(sketch: Sketch, drawn: Sketch, place: str) -> Anchor:
    """An anchor, larger where a part behind it, such as wings, would be hidden by the body."""

    def seen(shapes: tuple[Shape, ...]) -> NDArray[np.bool_]:
        half = tuple(replace(shape, points=shape.points / 2 + SIZE / 4, width=shape.width / 2) for shape in shapes)
        return covered(half)

    at, body = sketch.anchors[place], seen(sketch.shapes)
    for scale in _WIDER:
        grown = replace(at, radius=scale * at.radius)
        placed = replace(sketch, anchors={**sketch.anchors, place: grown}).with_part(drawn, place, True).shapes
        if (seen(placed[: len(drawn.shapes)]) & ~body).sum() > _SHOWN * body.sum():
            break
    return grown


def _has_beak_aside(sketch: Sketch, face: Face) -> bool:
    """Whether a beak points to the side of a face that is seen with both eyes."""
    beak = next((shape for shape in sketch.shapes if shape.part == "beak" and not shape.width), None)
    return beak is not None and abs(float(beak.center[0] - face.eyes[0])) > _BEAK_ASIDE * face.half


def _without_specks(drawn: Sketch, scale: float) -> Sketch:
    """Without what in a mouth, such as its lower teeth, is too small to be seen at this scale."""
    sizes = ((shape, float(np.prod(np.ptp(shape.points, axis=0))) * scale**2) for shape in drawn.shapes)
    seen = (shape for shape, size in sizes if shape.width or size >= _SPECK)
    return replace(drawn, shapes=tuple(seen))


def _below_eyes_and_ears(bare: Sketch, put: Sketch) -> Sketch:
    """With what was put on a head below eyes that rise above that, and below long ears."""
    count, head = len(bare.shapes), bare.anchors["head"]
    old, new = put.shapes[:count], put.shapes[count:]
    eyes = [shape for shape in old if shape.role == EYE]
    if eyes and (len(eyes) > 1 or is_frontal(bare)) and places_of(bare)["eyes"].y < head.y + _RISEN * head.radius:
        first = next(at for at, each in enumerate(old) if each.role == EYE or any(each.rims(eye) for eye in eyes))
        return Sketch((*old[:first], *new, *old[first:]), put.anchors)
    ears = [shape for shape in old if shape.part == "ears"]
    if any(shape.points[:, 1].min() < head.y - head.radius for shape in ears):
        return Sketch((*(shape for shape in old if shape.part != "ears"), *new, *ears), put.anchors)
    return put
