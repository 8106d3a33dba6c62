"""Bodies of the dead: wrapped in bandages, or with a skull for a head. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import Face, face_of, is_frontal, outline_of
from spritedex.sketches.shapes.regions import with_region
from spritedex.sprites.sketch import EYE, FACE, MARK, SIZE, Color, Points, Shape, Sketch

_CLOTH: Final[dict[str, Color]] = {
    "main": (236, 226, 198), "light": (250, 244, 226), "second": (226, 212, 178), "dark": (190, 172, 134),
}  # fmt: skip
_EDGE: Final[Color] = (146, 124, 88)
_SHADE: Final[Color] = (58, 44, 46)
_APART: Final = 5.0
"""How far from each other the edges of a bandage are, in pixels."""
_SLANTS: Final = (0.2, -0.26, 0.08)
_BONE: Final[Color] = (236, 230, 212)
_SOCKET: Final[Color] = (24, 20, 30)
_HOLLOW: Final = 1.3
_GLEAM: Final = 0.5
"""How large a socket is, and what looks out of it, beside an eye."""
_ANGLE: Final = np.linspace(0, 2 * np.pi, 20, endpoint=False)

Bools = NDArray[np.bool_]


def with_bandages(sketch: Sketch) -> Sketch:
    """Wrapped in cloth from its head on, but for a gap that its eyes look out of, with a loose end."""
    face, outline = face_of(sketch), outline_of(sketch)
    cloth = [
        replace(shape, fill=_CLOTH[shape.role], role="") if _is_wrapped(shape) else shape for shape in sketch.shapes
    ]
    rows = np.flatnonzero(outline.any(1))
    edges: list[Shape] = []
    for number, row in enumerate(np.arange(float(rows[0]) + 3.5, float(rows[-1]), _APART)):
        for left, right in runs_of(outline[int(row)]):
            edges += _edge(left, right, row, _SLANTS[number % len(_SLANTS)], outline)
    of_eyes = [place for eye in eyes_of(sketch) for place in eye.shapes]
    first = min(of_eyes, default=len(cloth))
    body: list[Shape] = []
    worn: list[Shape] = []
    for place, shape in enumerate(cloth):
        if place not in of_eyes:
            (worn if shape.kept and place > first else body).append(shape)
    gap = [_gap(sketch, face)] if face else []
    looks = [cloth[place] for place in of_eyes]
    return replace(sketch, shapes=(*body, *edges, *_loose(outline), *gap, *looks, *worn))


def _is_wrapped(shape: Shape) -> bool:
    return shape.role in _CLOTH and (shape.is_body or shape.part == "wings")


def _edge(left: int, right: int, row: float, slant: float, outline: Bools) -> list[Shape]:
    """The edge of a bandage between two places of a row, where there is a body."""
    if right - left < 3:
        return []
    x = np.arange(left + 0.5, right + 0.6, 1.0)
    y = row + slant * (x - x.mean())
    inside = outline[y.astype(int).clip(0, SIZE - 1), x.astype(int).clip(0, SIZE - 1)]
    line: Points = np.stack([x, y], 1)[inside]
    return [Shape(line, _EDGE, "", 1.1, True, MARK)] if len(line) > 2 else []


def _gap(sketch: Sketch, face: Face) -> Shape:
    """What is seen of a face between bandages."""
    wide, high = face.half + 2.2, 1.08 * float(face.radii[1])
    x = float(face.eyes[0]) + (0.0 if is_frontal(sketch) else 0.6 * front_of(sketch))
    points = np.stack(
        [x + wide * np.cos(_ANGLE), face.eyes[1] + high * np.sign(np.sin(_ANGLE)) * abs(np.sin(_ANGLE)) ** 0.6], 1
    )
    return Shape(points, _SHADE, "", 0.0, True, FACE)


def _loose(outline: Bools) -> list[Shape]:
    """An end of cloth that hangs down beside a body."""
    rows = np.flatnonzero(outline.any(1))
    row = int(rows[0] + 0.62 * len(rows))
    columns = np.flatnonzero(outline[row])
    x = float(columns[-1]) - 1
    path = np.array([[x - 2, row], [x + 3, row + 1.5], [x + 4.5, row + 7], [x + 3.5, row + 10]])
    return [Shape(path, _EDGE, "", 4.4, True, MARK), Shape(path, _CLOTH["main"], "", 2.6, True, MARK)]


def with_skull(sketch: Sketch) -> Sketch:
    """With a head of bone, and eyes that gleam in its sockets."""
    made = with_region(sketch, "head", _BONE)
    eyes = eyes_of(made)
    shapes = [[shape] for shape in made.shapes]
    for eye in eyes:
        around = eye.middle + _HOLLOW * eye.radii * np.stack([np.cos(_ANGLE), np.sin(_ANGLE)], 1)
        for place in eye.shapes:
            shape = made.shapes[place]
            small = eye.middle + _GLEAM * (shape.points - eye.middle)
            shapes[place] = [replace(shape, points=small)] if shape.role == EYE else []
        shapes[eye.shapes[0]].insert(0, Shape(around, _SOCKET, "", 0.0, True, FACE))
    return replace(made, shapes=tuple(shape for each in shapes for shape in each))
