"""How many eyes a sketch has: one alone, one more, or as many as a sentence says. Knows no sentence."""

import itertools
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import Eye, eyes_of, front_of
from spritedex.sketches.shapes.limbs import head_of
from spritedex.sketches.shapes.places import Face, all_of_eye, face_of, outline_of
from spritedex.sprites.sketch import MORE_EYES, SIZE, Points, Shape, Sketch

_ONE_EYE: Final = 1.75
_THIRD_EYE: Final = 0.8
_LARGEST: Final = 6.5
"""The largest radius of an eye that is one of many, in pixels."""
_CYCLOPS: Final = 8.0
"""The least radius of an eye that is alone on a face seen from the front."""
_SIZES: Final = (0.8, 0.68, 0.58, 0.48, 0.4)
"""How large further eyes are beside the first ones: the largest for which there is room."""
_LEAST: Final = 1.7
_GAP: Final = 0.9
_INSIDE: Final = 0.9
"""How much of its radius an eye is within an outline at least."""

Bools = NDArray[np.bool_]


def with_one_eye(sketch: Sketch) -> Sketch:
    """With one large eye in the middle of its face."""
    eyes = eyes_of(sketch)
    if not eyes:
        return sketch
    face = np.mean([eye.middle for eye in eyes], 0)
    kept = max(eyes, key=lambda eye: float(np.prod(eye.radii)))
    grown = 1.0 if len(eyes) == 1 and kept.radii.max() > _CYCLOPS else _ONE_EYE
    alone = _without_others(sketch, [kept], eyes)
    return _grown(alone, eyes_of(alone)[0], face, grown)


def with_third_eye(sketch: Sketch) -> Sketch:
    """With one more eye above the others, or behind one that is seen from the side; with three, if it has one alone."""
    face, eyes = face_of(sketch), eyes_of(sketch)
    if face is None:
        return sketch
    if len(eyes) == 1 and sketch.from_the_front:
        return with_eyes(sketch, 3)
    like = eyes[-1]
    away = np.array([-2.2 * front_of(sketch), -0.9]) if face.profile else np.array([0, -2.1])
    to = face.eyes + away * like.radii
    outline = outline_of(sketch)
    while to[1] < face.mouth.y and not outline[tuple(np.clip(to[::-1], 0, SIZE - 1).astype(int))]:
        to[1] += 1
    return replace(sketch, shapes=(*sketch.shapes, *_copied(sketch, like, to, _THIRD_EYE)))


def with_eyes(sketch: Sketch, count: int) -> Sketch:
    """With `count` eyes: what is too much is left out, and further ones are where its face has room, in pairs if it is
    seen from the front."""
    eyes, face = eyes_of(sketch), face_of(sketch)
    if face is None or len(eyes) == count:
        return sketch
    if len(eyes) > count:
        ranked = sorted(eyes, key=lambda eye: -float(np.prod(eye.radii)))
        return _without_others(sketch, ranked[:count], eyes)
    aside = face.profile and float(eyes[0].radii.max()) < _CYCLOPS
    for eye in eyes:
        sketch = _grown(sketch, eye, eye.middle, min(1.0, _LARGEST / float(eye.radii.max())))
    eyes = eyes_of(sketch)
    head = outline_of(replace(sketch, shapes=tuple(sketch.shapes[place] for place in head_of(sketch))))
    for area, size in itertools.product((head, outline_of(sketch)), _SIZES):
        radius = max(size * float(eyes[0].radii.max()), _LEAST)
        if found := _places(area, face, eyes, radius, count - len(eyes), aside):
            break
    else:
        return sketch
    scale = radius / float(eyes[0].radii.max())
    more = (shape for at in found for shape in _copied(sketch, eyes[0], at, scale))
    return replace(sketch, shapes=(*sketch.shapes, *more))


def _places(area: Bools, face: Face, eyes: tuple[Eye, ...], radius: float, count: int, aside: bool) -> list[Points]:
    """The middles of `count` further eyes in an area near the first ones, above them rather than below, in pairs unless
    it looks `aside`; none without room."""
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5
    taken = [*((eye.middle, float(eye.radii.max())) for eye in eyes), (np.array([face.mouth.x, face.mouth.y]), 3.0)]
    free = _eroded(area, _INSIDE * radius)
    middle = float(face.eyes[0])
    lower = np.maximum(y - face.eyes[1], 0)
    price = np.hypot(x - middle, y - face.eyes[1] + radius) + 1.5 * lower
    found: list[Points] = []
    while len(found) < count:
        room = free.copy()
        for at, reach in taken:
            room &= np.hypot(x - at[0], y - at[1]) > reach + radius + _GAP
        alone = aside or count - len(found) == 1 or (count - len(found)) % 2 == 1
        if not aside:
            room &= abs(x - middle) < 0.6 if alone else abs(x - middle) > radius + _GAP / 2
            room &= alone | (x < middle)
        if not room.any():
            return []
        row, column = np.unravel_index(int(np.where(room, price, np.inf).argmin()), room.shape)
        at = np.array([middle if alone and not aside else column + 0.5, row + 0.5])
        other = np.array([2 * middle - at[0], at[1]])
        if not alone and not free[int(other[1]), int(np.clip(other[0], 0, SIZE - 1))]:
            free[row, column] = False
            continue
        found += [at] if alone else [at, other]
        taken += [(each, radius) for each in ([at] if alone else [at, other])]
    return found


def _eroded(outline: Bools, radius: float) -> Bools:
    y, x = np.mgrid[: 2 * round(radius) + 1, : 2 * round(radius) + 1] - round(radius)
    inside = outline.copy()
    for down, right in zip(y[np.hypot(x, y) <= radius], x[np.hypot(x, y) <= radius], strict=True):
        inside &= np.roll(outline, (down, right), (0, 1))
    return inside


def _copied(sketch: Sketch, eye: Eye, to: Points, scale: float) -> list[Shape]:
    """All of an eye once more at a place."""
    mine = (sketch.shapes[place] for place in all_of_eye(sketch, eye.shapes[0]))
    return [replace(shape, points=to + scale * (shape.points - eye.middle), part=MORE_EYES) for shape in mine]


def _grown(sketch: Sketch, eye: Eye, to: Points, scale: float) -> Sketch:
    """With an eye `scale` times as large at a place."""
    shapes = list(sketch.shapes)
    for place in all_of_eye(sketch, eye.shapes[0]):
        points = to + scale * (shapes[place].points - eye.middle)
        shapes[place] = replace(shapes[place], points=points, width=shapes[place].width * scale)
    return replace(sketch, shapes=tuple(shapes))


def _without_others(sketch: Sketch, kept: list[Eye], eyes: tuple[Eye, ...]) -> Sketch:
    """Without those of its eyes that are not `kept`."""
    stays = {place for eye in kept for place in all_of_eye(sketch, eye.shapes[0])}
    gone = {place for eye in eyes if eye not in kept for place in all_of_eye(sketch, eye.shapes[0])} - stays
    return replace(sketch, shapes=tuple(shape for at, shape in enumerate(sketch.shapes) if at not in gone))
