"""What many things of one kind make up, such as a golem of clocks or a throne of skulls. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.boxes import box_of, outlined, put
from spritedex.sketches.shapes.company import FRONT
from spritedex.sketches.shapes.places import face_of, outline_of
from spritedex.sprites.sketch import EYE, SIZE, Shape, Sketch

_APART: Final = 10.0
_SIZE: Final = 13.5
_INSIDE: Final = 0.34
"""How far things are apart, how large they are, and how much of one lies on the body at least."""
_FACE: Final = (1.15, 1.3)
"""How much larger than its face, across and down, the place is that they leave free."""


def heaped(sketch: Sketch, thing: Sketch, seed: int) -> Sketch:
    """With things all over its body, but for its face."""
    rng = np.random.default_rng([seed, 23])
    outline, face, box = outline_of(sketch), face_of(sketch), box_of(thing)
    middle = np.array([box.middle, (box.top + box.low) / 2])
    shapes: list[Shape] = []
    for line, y in enumerate(np.arange(_APART / 2, SIZE, 0.86 * _APART)):
        for x in np.arange(_APART / (1 + line % 2), SIZE, _APART):
            at = np.array([x, y]) + rng.uniform(-1.2, 1.2, 2)
            column, row = (np.clip(at, 0, SIZE - 1)).astype(int)
            near = outline[max(0, row - 4) : row + 5, max(0, column - 4) : column + 5]
            if not near.size or near.mean() < _INSIDE:
                continue
            if face:
                away = abs(at - (face.eyes + np.array([face.mouth.x, face.mouth.y])) / 2)
                high = (face.mouth.y - face.eyes[1]) / 2 + face.radii[1] + 2
                if away[0] < _FACE[0] * face.half + 4 and away[1] < _FACE[1] * high:
                    continue
            scale = _SIZE / box.side
            placed = put(thing.shapes, scale, middle, at)
            shapes += outlined(tuple(replace(each, role="", kept=True, part="") for each in placed), wide=1.6)
    eyes = min((place for place, shape in enumerate(sketch.shapes) if shape.role == EYE), default=len(sketch.shapes))
    return replace(sketch, shapes=(*sketch.shapes[:eyes], *shapes, *sketch.shapes[eyes:]))


def prop_of(prop: Sketch, thing: Sketch, seed: int) -> Sketch:
    """A prop that things make up, behind a creature and in front of it."""
    halves = [tuple(shape for shape in prop.shapes if (shape.part == FRONT) == front) for front in (False, True)]
    behind, before = (heaped(Sketch(half, {}), thing, seed).shapes if half else () for half in halves)
    return replace(prop, shapes=(*behind, *(replace(shape, part=FRONT) for shape in before)))
