"""A rider on a mount: its face free, its head large, and behind the head of the mount. Knows no sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, facing, outlined, put, solid_around, top_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.held import IN_HAND
from spritedex.sketches.shapes.places import face_of, is_frontal
from spritedex.sprites.sketch import SIZE, Shape, Sketch

_RIDER: Final = 42.0
_ON_NECK: Final = 50.0
_BIG_HEAD: Final = 1.3
"""How large a rider is on a back or a neck, in pixels beside a mount of the whole canvas, and its head beside that of
others."""
_SEAT: Final = 0.26
_BEHIND: Final = 0.4
"""How much of a rider is before the flank of what it rides, or behind the head of what is seen from the front."""
_CHEEKS: Final = 4.0
_NO_FACE: Final = 8.0
_OVER: Final = 2.0
_BRIM: Final = 4.0
_MOST_HEAD: Final = 0.42
"""How far the face of a rider reaches beside its eyes, or without any; how much of it is behind the head of a mount;
how far what is on a head goes beyond it, in pixels; and how much of a mount its head is at most."""


def with_mount(rider: Sketch, mount: Sketch) -> Sketch:
    """On a mount: on its back and behind its head if that is seen from the side, else on its neck behind its head;
    what is in a hand before it."""
    aside = not is_frontal(mount) and "back" in mount.anchors
    rider = rider.with_head(_BIG_HEAD)
    box = box_of(rider)
    feet, scale = np.array([box.middle, box.low]), (_RIDER if aside else _ON_NECK) / box.side
    if aside:
        rider, feet = facing(rider, feet, front_of(mount))
    where = mount.anchors.get("back" if aside else "head")
    x = where.x if where else SIZE / 2
    head = _head_of(mount) if aside else ()
    if head:
        x = _behind_head(mount, x, head, rider, scale, front_of(mount) * feet[0])
    face, sunk = face_of(rider), (_SEAT if aside else _BEHIND) * scale * (box.low - box.top)
    if face and not aside:
        sunk = min(sunk, scale * (box.low - face.mouth.y - face.mouth.radius))
    placed = put(rider.shapes, scale, feet, np.array([x, top_of(mount, x) + sunk]))
    if aside:
        return Sketch((*(each for each in mount.shapes if each not in head), *outlined(placed), *head), mount.anchors)
    held = [shape for shape in placed if shape.part == IN_HAND]
    return Sketch((*(shape for shape in placed if shape not in held), *mount.shapes, *held), mount.anchors)


def _behind_head(mount: Sketch, x: float, head: tuple[Shape, ...], rider: Sketch, scale: float, seat: float) -> float:
    """Where on the back of a mount the face of its rider is free of its `head`; `seat` is how far ahead its own middle
    is."""
    face, own, front = face_of(rider), box_of(mount), front_of(mount)
    ahead = [front * face.eyes[0] + face.half + _CHEEKS, front * face.mouth.x] if face else [seat + _NO_FACE]
    beak = [float((front * each.points[:, 0]).max()) for each in rider.shapes if each.part == "beak"]
    reach, beside = scale * (max([*ahead, *beak]) - seat) - _OVER, box_of(Sketch(head, {}))
    least = scale * _NO_FACE
    if front > 0:
        return max(min(x, beside.left - reach), own.left + least)
    return min(max(x, beside.right + reach), own.right - least)


def _head_of(mount: Sketch) -> tuple[Shape, ...]:
    """The shapes of its head and what is on it; none if that is no form of its own."""
    face, own = face_of(mount), box_of(mount)
    if face is None:
        return ()
    forms = [each for each in solid_around(mount.shapes, face.eyes) if not each.width]
    around = [each for each in forms if (each.bounds[0] < face.eyes).all() and (face.eyes < each.bounds[1]).all()]
    if not around:
        return ()
    low, high = min((each.bounds for each in around), key=lambda ends: float(np.prod(ends[1] - ends[0])))
    if float(np.prod(high - low)) > _MOST_HEAD * (own.right - own.left) * (own.low - own.top):
        return ()
    return tuple(
        each for each in mount.shapes if (low - _BRIM < each.center).all() and (each.bounds[1] < high + _BRIM).all()
    )
