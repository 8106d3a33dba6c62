"""A wooden leg in place of one of two, poles below both, and arms that are longer. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import above, box_of
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.items import turned
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import outline_of
from spritedex.sketches.shapes.postures import arm_of
from spritedex.sprites.sketch import Sketch

_SOLE: Final = 3
_KNEE: Final = 0.2
"""From which height on a leg is of wood, as a share of that of a body."""
_LEAST: Final = 0.12
_STILT: Final = 0.45
"""How long a stilt is, in the height of a body."""
_ONE: Final = 0.45
"""How much of the width of a body one leg has at most."""
_LONGER: Final = 1.75


def with_peg_leg(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item for the leg in front, from its knee on."""
    outline, box = outline_of(sketch), box_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    low, high = int(rows[-1]), float(rows[-1] - rows[0])
    runs = [(float(left), float(right)) for left, right in runs_of(outline[low - _SOLE]) if right - left > 1]
    if not runs:
        return sketch
    left, right = (min if front_of(sketch) < 0 else max)(runs)
    wide = box.right - box.left
    if right - left > _ONE * wide:
        left, right = (left, left + _ONE * wide / 2) if front_of(sketch) < 0 else (right - _ONE * wide / 2, right)
    knee, middle = low - _KNEE * high, (left + right) / 2
    cut = []
    for shape in sketch.shapes:
        x, y = shape.center
        is_leg = left - 1 <= x <= right + 1 and y > knee - _LEAST * high and shape.bounds[1][1] > knee
        cut.append(above(shape, knee) if is_leg else shape)
    long = low - knee + 2.0
    put = turned(item, np.array([middle, low + 1.0]), np.array([0.0, -long]))
    return replace(sketch, shapes=(*put, *(shape for shape in cut if shape)))


def on_stilts(sketch: Sketch, item: Sketch) -> Sketch:
    """Higher, with an item below each of its feet."""
    outline = outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    low, long = int(rows[-1]), _STILT * float(rows[-1] - rows[0])
    standing = [run for run in runs_of(outline[low - _SOLE]) if run[1] - run[0] > 1]
    if len(standing) < 2:
        (left, right) = standing[0] if standing else (24, 40)
        feet = [left + 0.25 * (right - left), left + 0.75 * (right - left)]
    else:
        feet = [(left + right) / 2 for left, right in standing]
    put = [shape for x in feet for shape in turned(item, np.array([x, low + 2.0 + long]), np.array([0.0, -long - 5.0]))]
    return replace(sketch, shapes=(*put, *sketch.shapes))


def with_long_arms(sketch: Sketch) -> Sketch:
    """With arms that are longer, from their shoulders on, where they are of shapes of their own."""
    shapes = [*sketch.shapes]
    for side in (-1, 1):
        mine = arm_of(sketch, side)
        if not mine:
            continue
        points = np.concatenate([sketch.shapes[place].points for place in mine])
        shoulder = points[(side * points[:, 0] + points[:, 1]).argmin()]
        hand = points[np.hypot(*(points - shoulder).T).argmax()]
        away = (_LONGER - 1) * (hand - shoulder)
        for place in mine:
            shape = shapes[place]
            is_hand = not shape.width and float(np.ptp(shape.points, axis=0).max()) < 12
            moved = shape.points + away if is_hand else shoulder + _LONGER * (shape.points - shoulder)
            shapes[place] = replace(shape, points=moved)
    return replace(sketch, shapes=tuple(shapes))
