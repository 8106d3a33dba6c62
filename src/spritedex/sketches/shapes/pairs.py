"""Further pairs of parts that a sketch has, such as two more wings. Knows no sentence."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.shapes.places import is_frontal
from spritedex.sprites.sketch import Points, Shape, Sketch, covered


class Pair(NamedTuple):
    """How large two more are beside the first ones, how far they may be turned outward, in degrees, and from where."""

    size: float
    turns: tuple[float, ...]
    base: str


HORNS: Final = Pair(0.8, (45.0, 70.0, -40.0), "head")
WINGS: Final = Pair(0.8, (48.0, 75.0, -45.0), "back")


def with_pairs(sketch: Sketch, part: str, pair: Pair) -> Sketch:
    """With each of its shapes of a part once more behind it, smaller and turned so that most is seen of it."""
    anchor = sketch.anchors.get(pair.base)
    mine = [place for place, shape in enumerate(sketch.shapes) if shape.part == part]
    if anchor is None or not mine:
        return sketch
    points = np.concatenate([sketch.shapes[place].points for place in mine])
    middle = float(anchor.x) if is_frontal(sketch) else float(points[:, 0].mean())
    base, first = np.array([anchor.x, anchor.y + anchor.radius]), min(mine)
    found = []
    for turn in pair.turns:
        put: list[Shape] = []
        for side in (-1, 1):
            own = [sketch.shapes[at] for at in mine if (sketch.shapes[at].points[:, 0].mean() > middle) == (side > 0)]
            if own:
                put += _turned(own, base, pair.size, turn)
        found.append(replace(sketch, shapes=(*sketch.shapes[:first], *put, *sketch.shapes[first:])))
    return max(found, key=lambda more: int(covered(more.shapes).sum()))


def _turned(shapes: list[Shape], base: Points, size: float, degrees: float) -> list[Shape]:
    """Shapes scaled and turned outward about where they join a body."""
    points = np.concatenate([shape.points for shape in shapes])
    joint = points[np.hypot(*(points - base).T).argmin()]
    turn = np.radians(degrees if points[:, 0].mean() > base[0] else -degrees)
    matrix = size * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return [replace(shape, points=joint + (shape.points - joint) @ matrix) for shape in shapes]
