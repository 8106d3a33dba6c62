"""What is wrapped around a body: vines, chains, ropes. Knows no sentence."""

from typing import Final

import numpy as np

from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_WRAPS: Final[dict[str, tuple[tuple[Color, float], ...]]] = {
    "vines": (((28, 66, 30), 3.4), ((86, 160, 62), 1.9)),
    "chains": (((44, 50, 60), 3.8),),
    "ropes": (((74, 46, 20), 3.6), ((206, 164, 96), 2.0)),
}
"""The lines of what is wrapped around a body, and how wide they are."""
_LEAF: Final = np.array([[0, 0], [2.4, -2.6], [5.0, -2.2], [3.4, 0.6]])
_LEAF_COLOR: Final = (110, 190, 74)
_LINK: Final = (196, 206, 220)


def with_wrapped(sketch: Sketch, kind: str) -> Sketch:
    """With vines, chains or ropes around its body, below its face."""
    outline, face = outline_of(sketch), face_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return sketch
    frontal = is_frontal(sketch)
    top = face.mouth.y + 4 if face and frontal else float(rows[0]) + 0.4 * len(rows)
    y, x = np.mgrid[:SIZE, :SIZE]
    if face and not frontal:
        outline &= np.hypot(x - face.eyes[0], y - face.eyes[1]) > 2.4 * face.half + 3
    shapes = list(sketch.shapes)
    for number, share in enumerate((0.12, 0.55)):
        row = int(np.clip(top + share * (float(rows[-1]) - top), 0, SIZE - 1))
        runs = sorted(runs_of(outline[row]), key=lambda run: run[0] - run[1])
        if not runs:
            continue
        left, right = runs[0]
        along = np.arange(left + 0.5, right + 1, 1.0)
        slope = (0.16 if number % 2 else -0.16) * (along - along.mean())
        path = np.stack([along, row + slope + 1.6 * np.sin(along / 3.4 + number)], 1)
        path = path[[bool(outline[int(np.clip(v, 0, SIZE - 1)), int(u)]) for u, v in path]]
        if len(path) > 5:
            shapes += _wrap(path, kind)
    return Sketch(tuple(shapes), sketch.anchors)


def _wrap(path: Points, kind: str) -> list[Shape]:
    shapes = [Shape(path, color, "", width, True) for color, width in _WRAPS[kind]]
    if kind == "chains":
        links = (Shape(path[at : at + 3], _LINK, "", 1.7, True) for at in range(0, len(path) - 2, 5))
        return [*shapes, *links]
    if kind == "ropes":
        return shapes
    for number, at in enumerate(range(2, len(path), 6)):
        leaf = _LEAF * (1, -1 if number % 2 else 1) * (-1 if number % 3 == 1 else 1, 1)
        shapes += [
            Shape(path[at] + 1.25 * leaf, _WRAPS[kind][0][0], "", 0.0, True),
            Shape(path[at] + leaf, _LEAF_COLOR, "", 0.0, True),
        ]
    return shapes
