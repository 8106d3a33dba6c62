"""A sketch seen from behind: turned round, without its face and what else faces the viewer. Knows no sentence."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

import numpy as np

from spritedex.sprites.sketch import EYE, FACE, LID, MARK, MOUTH, Points, Shape, Sketch, covered

_BODY: Final = ("main", "dark")
_FRONT: Final = frozenset({"second", "light"})
"""Roles of what can face the viewer, such as a muzzle or a belly."""
_SEEN: Final = frozenset(
    {"cape", "feet", "fin", "flower", "hair", "hat", "horns", "mane", "shell", "spikes", "tail", "wings", "flames"}
)
_BELOW: Final = 0.8
"""How far below the eyes what is seen from behind begins, in heights of an eye: above is the face."""
_LEAST: Final = 6
"""Pixels that it adds to the outline at least."""
_INSIDE: Final = 0.65
"""How much of it lies on the rest of the body at least."""
_ASIDE: Final = 0.25
"""How far from the middle of the eyes it is at most, beside how wide all is."""


def from_behind(sketch: Sketch) -> Sketch:
    """Its outline turned round: without eyes and what has a color of its own, such as a mouth, but for parts; muzzle,
    belly and what is around its eyes are in the color of the body there, and a face below hair or in a mane in that of
    the hair or the mane."""
    eyes = [shape for shape in sketch.shapes if shape.role == EYE]
    high = min((eye.points[:, 1].min() for eye in eyes), default=0.0)
    kept: list[Shape] = []
    worn: list[Shape] = []
    for is_put_on, group in groupby(sketch.shapes, lambda shape: shape.kept and shape.part not in (FACE, MOUTH)):
        run = list(group)
        if is_put_on and min(shape.points[:, 1].min() for shape in run) < high:
            worn += run
        else:
            kept += _without_face(run, kept, sketch, eyes)
    ears = [shape for shape in kept if worn and shape.part == "ears"]
    shapes = (*(shape for shape in kept if not any(shape is ear for ear in ears)), *worn, *ears)
    return Sketch(shapes or sketch.shapes, sketch.anchors).mirrored()


def _without_face(run: list[Shape], below: list[Shape], sketch: Sketch, eyes: list[Shape]) -> Iterator[Shape]:
    """Those of some shapes that are seen from behind; of the front, in the color of what lies below them."""
    below = list(below)
    frame = next((each for each in sketch.shapes if each.part == "mane" and eyes and _has(each, eyes)), None)
    grown = [each for each in sketch.shapes if each.part == "hair" and not each.width]
    hair = frame or max(grown, key=_box, default=None)
    for shape in run:
        if frame and shape.role in _FRONT and not shape.part and not shape.kept and _has(frame, [shape]):
            continue
        if hair and eyes and not shape.part and _has(shape, eyes) and (frame or not shape.role):
            shape = replace(shape, fill=hair.fill, role=hair.role, part=hair.part)
        gone = shape.role == EYE or shape.part == LID or (shape.role == "" and not _stays(shape, sketch, eyes))
        if shape.part in (FACE, MOUTH) or (gone and not shape.kept):
            continue
        rims = any(shape.rims(eye) for eye in eyes)
        if not shape.kept and (rims or _faces(shape, sketch, eyes)):
            if shape.width and not rims:
                continue
            shape = _filled(shape, below)
        below.append(shape)
        yield shape


def _stays(shape: Shape, sketch: Sketch, eyes: list[Shape]) -> bool:
    """Whether what has a color of its own is seen from behind, too: such as a hat, or a leg below the face that makes
    part of the outline."""
    if shape.part in _SEEN:
        return True
    if not eyes or shape.part:
        return False
    low, high = _ends(eyes)
    if not _has(shape, eyes) and shape.points[:, 1].mean() < high[1] + _BELOW * (high[1] - low[1]):
        return False
    others = [each for each in sketch.shapes if each is not shape and (each.role or each.part in _SEEN)]
    own, rest = covered([shape]), covered(others)
    return bool((own & ~rest).sum() > max(_LEAST, own.sum() / 2))


def _has(face: Shape, eyes: list[Shape]) -> bool:
    """Whether it is around all eyes."""
    low, high = _ends(eyes)
    return bool((face.bounds[0] <= low).all() and (high <= face.bounds[1]).all())


def _ends(eyes: list[Shape]) -> tuple[Points, Points]:
    """The least x and y of all eyes, and the greatest, [2] each."""
    points = np.concatenate([eye.points for eye in eyes])
    return points.min(0), points.max(0)


def _box(shape: Shape) -> float:
    return float(np.prod(np.ptp(shape.points, axis=0)))


def _faces(shape: Shape, sketch: Sketch, eyes: list[Shape]) -> bool:
    """Whether it is a muzzle, a belly or the like: below the eyes, before the middle, and inside the outline."""
    if not eyes or shape.role not in _FRONT or shape.part not in ("", MARK):
        return False
    seen = np.concatenate([eye.points for eye in eyes]).mean(0)
    middle = shape.center
    wide = np.ptp(np.concatenate([each.points for each in sketch.shapes])[:, 0])
    if middle[1] < seen[1] - 1 or abs(middle[0] - seen[0]) > _ASIDE * wide:
        return False
    others = [each for each in sketch.shapes if each is not shape and each.is_body and each.role in _BODY]
    own, rest = covered([shape]), covered(others)
    return bool((own & rest).sum() >= _INSIDE * own.sum())


def _filled(shape: Shape, below: list[Shape]) -> Shape:
    """In the color of what lies below its middle, or that of the body."""
    body = [each for each in below if each.role in _BODY and each.part in ("", MARK)]
    middle = shape.center
    under = [each for each in body if (each.bounds[0] <= middle).all() and (middle <= each.bounds[1]).all()]
    if not body:
        return shape
    color = next((each for each in reversed(under) if each.role == "main"), (under or body)[-1])
    color = color if color.role == "main" else next((each for each in body if each.role == "main"), color)
    return replace(shape, fill=color.fill, role=color.role)
