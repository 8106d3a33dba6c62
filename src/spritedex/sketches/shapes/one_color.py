"""Second colors of a body in shades of the one that is asked for: a white duck has no green head. Knows no sentence."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import Color, Shape, Sketch

_LIGHTER: Final = {True: 0.5, False: 0.34}
"""How much of white is mixed into a color for what was pale, and for what was not."""
_PALE: Final = 0.86
_DARKER: Final = {True: 0.9, False: 0.7}
"""How much of a color is left in a darker shade of it; of white more, so that it stays white."""
_WHITE: Final = 0.9
_NEAR: Final = 0.1
"""The distance in OKLab up to which a color is one that is asked for."""
_OWN: Final = frozenset({"fin", "spikes", "tail", "wings"})
"""Parts in a color of their own, of no role, that follow too."""
_STAY: Final = frozenset({"beak", "feet", "horns"})
_COLORFUL: Final = 0.08


def in_one_color(sketch: Sketch, color: Color, but: Collection[str] = ()) -> Sketch:
    """With its second colors, `but` those of some parts, in shades of `color` as light beside it as they are beside its
    main color."""
    mains = [shape.fill for shape in sketch.shapes if shape.role == "main"]
    if not mains:
        return sketch
    own, asked = _lab(mains[0])[0], _lab(color)
    shapes = []
    for shape in sketch.shapes:
        lab = _lab(shape.fill)
        if shape.part in but or not _follows(shape, lab) or np.linalg.norm(lab - asked) < _NEAR:
            shapes.append(shape)
            continue
        light, dark = _LIGHTER[bool(lab[0] > _PALE)], _DARKER[bool(asked[0] > _WHITE)]
        red, green, blue = (round(each + light * (255 - each) if lab[0] > own else dark * each) for each in color)
        shapes.append(replace(shape, fill=(red, green, blue), role=""))
    return replace(sketch, shapes=tuple(shapes))


def _lab(color: Color) -> NDArray[np.float32]:
    lab: NDArray[np.float32] = to_lab(np.array([color], np.uint8))[0]
    return lab


def _follows(shape: Shape, lab: NDArray[np.float32]) -> bool:
    if shape.kept or shape.part in _STAY:
        return False
    return shape.role == "second" or (not shape.role and shape.part in _OWN and np.hypot(*lab[1:]) > _COLORFUL)
