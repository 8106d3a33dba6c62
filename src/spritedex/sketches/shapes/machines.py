"""What a body has of a machine: a screen for a face, an eye that is a lamp in a metal plate; and buttons for eyes.

Knows no sentence.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.changed import without_eyes
from spritedex.sketches.shapes.expressions import Eye, eyes_of, front_of
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import all_of_eye, face_of, without_mouth
from spritedex.sketches.shapes.trunks import ellipse
from spritedex.sprites.sketch import EYE, FACE, SIZE, Color, Points, Shape, Sketch

_FRAME: Final[Color] = (30, 32, 44)
_SCREEN: Final[Color] = (38, 62, 84)
_SHEEN: Final = 0.35
"""How much of white is mixed into what shines on a screen."""
_RIM: Final = 1.5
_SIGN: Final = 0.78
"""How large a sign on a screen is, beside the screen."""
_METAL: Final[Color] = (158, 168, 184)
_DARK: Final[Color] = (72, 80, 98)
_LAMP: Final[Color] = (255, 54, 44)
_LEAST: Final = 3.4
"""The least radius of a lamp, in pixels."""
_PLATE: Final = (1.3, 2.8)
"""How far a plate reaches from its eye, in radii of that and in pixels."""
_BUTTON: Final[Color] = (64, 74, 112)
_THREAD: Final[Color] = (240, 232, 214)
_BUTTON_SIZE: Final = (1.15, 3.6)
"""How large a button is, in radii of an eye and in pixels at least."""


def with_screen(sketch: Sketch, sign: Sketch, color: Color | None) -> Sketch:
    """With a screen in place of its face, and a sign on it."""
    face = face_of(sketch)
    if face is None:
        return sketch
    top = float(face.eyes[1] - 1.3 * face.radii[1]) - 1
    low = max(face.mouth.y + 0.8 * face.mouth.radius, top + 11)
    half = max(face.half + 1.5, 0.5 * (low - top))
    middle = np.array([float(face.eyes[0]), (top + low) / 2])
    if face.profile:
        middle[0] += 0.3 * front_of(sketch) * half
    radii = np.array([half, (low - top) / 2])
    fill = color or _SCREEN
    light: Color = tuple(round((1 - _SHEEN) * each + _SHEEN * 255) for each in fill)  # type: ignore[assignment]
    glint = middle - radii + np.array([[1.2, 0.9 * radii[1]], [1.2, 1.2], [0.9 * radii[0], 1.2]])
    at = sign.anchors["at"]
    reach = max(float(abs(shape.points - (at.x, at.y)).max()) for shape in sign.shapes)
    scale = _SIGN * float(radii.min()) / reach
    put = [
        Shape(_rounded(middle, radii + _RIM), _FRAME, "", 0.0, True, FACE),
        Shape(_rounded(middle, radii), fill, "", 0.0, True, FACE),
        Shape(glint, light, "", 0.0, True, FACE),
        *(
            replace(each, points=(each.points - (at.x, at.y)) * scale + middle, width=each.width * scale, kept=True,
                    role="", part=FACE)
            for each in sign.shapes
        ),
    ]  # fmt: skip
    bare = without_eyes(without_mouth(sketch))
    return replace(bare, shapes=(*bare.shapes, *put))


def _rounded(middle: Points, radii: Points) -> Points:
    """A rectangle without its corners."""
    x, y = radii
    cut = 0.3 * min(x, y)
    corners = ((-x + cut, -y), (x - cut, -y), (x, -y + cut), (x, y - cut), (x - cut, y), (-x + cut, y), (-x, y - cut),
               (-x, -y + cut))  # fmt: skip
    return np.asarray(middle + np.array(corners))


def with_machine_eye(sketch: Sketch, color: Color | None) -> Sketch:
    """With one eye that is a lamp in a metal plate: the one at the back of its head, or to the right."""
    face, eyes = face_of(sketch), eyes_of(sketch)
    if face is None:
        return sketch
    eye = max(eyes, key=lambda each: float(each.middle[0]) * (-front_of(sketch) if not sketch.from_the_front else 1))
    mine = all_of_eye(sketch, eye.shapes[0])
    radius = max(float(eye.radii.max()), _LEAST)
    reach = np.full(2, _PLATE[0] * radius + _PLATE[1])
    around = ellipse(eye.middle, reach)
    plate = clipped(eye.below.points, around) if eye.below is not None and not eye.below.width else around
    if len(eyes) > 1:
        side = 1 if eye.middle[0] > face.eyes[0] else -1
        edge = float(face.eyes[0])
        beyond = edge + side * 2 * SIZE
        window = np.array([[edge, -SIZE], [beyond, -SIZE], [beyond, 2 * SIZE], [edge, 2 * SIZE]])
        plate = clipped(plate, window if side > 0 else window[::-1])
    if len(plate) < 3:
        return sketch
    lamp = color or _LAMP
    light: Color = tuple(round(0.4 * each + 0.6 * 255) for each in lamp)  # type: ignore[assignment]
    rivets = (eye.middle + 0.82 * reach * np.array([[np.cos(turn), np.sin(turn)]]) for turn in (0.9, 2.3, 3.9, 5.4))
    put = (
        Shape(np.concatenate([plate, plate[:1]]), _DARK, "", 1.6, True, FACE),
        Shape(plate, _METAL, "", 0.0, True, FACE),
        *(Shape(np.repeat(at, 2, 0), _DARK, "", 1.4, True, FACE) for at in rivets if _lies_in(at[0], plate)),
        Shape(ellipse(eye.middle, np.full(2, radius)), _FRAME, EYE, 0.0, True),
        Shape(ellipse(eye.middle, np.full(2, 0.76 * radius)), lamp, "", 0.0, True),
        Shape(ellipse(eye.middle, np.full(2, 0.34 * radius)), light, "", 0.0, True),
    )
    return _with(sketch, dict.fromkeys(mine, ()) | {eye.shapes[0]: put})


def _lies_in(at: Points, plate: Points) -> bool:
    return bool((at > plate.min(0) + 1).all() and (at < plate.max(0) - 1).all())


def with_button_eyes(sketch: Sketch, color: Color | None) -> Sketch:
    """With buttons in place of its eyes, sewn on with a cross of thread."""
    put: dict[int, tuple[Shape, ...]] = {}
    for eye in eyes_of(sketch):
        put |= dict.fromkeys(all_of_eye(sketch, eye.shapes[0]), ()) | {eye.shapes[0]: _button(eye, color or _BUTTON)}
    return _with(sketch, put)


def _button(eye: Eye, color: Color) -> tuple[Shape, ...]:
    radius = max(_BUTTON_SIZE[0] * float(eye.radii.max()), _BUTTON_SIZE[1])
    light: Color = tuple(round(0.7 * each + 0.3 * 255) for each in color)  # type: ignore[assignment]
    across = 0.42 * radius * np.array([[-1.0, -1.0], [1.0, 1.0]])
    return (
        Shape(ellipse(eye.middle, np.full(2, radius)), _FRAME, EYE, 0.0, True),
        Shape(ellipse(eye.middle, np.full(2, radius - 1.0)), light, "", 0.0, True),
        Shape(ellipse(eye.middle, np.full(2, 0.72 * radius)), color, "", 0.0, True),
        *(Shape(eye.middle + across * (turn, 1), _THREAD, "", 1.1, True) for turn in (1, -1)),
    )


def _with(sketch: Sketch, put: Mapping[int, Sequence[Shape]]) -> Sketch:
    """With other shapes in the places of some."""
    kept = (put.get(place, (shape,)) for place, shape in enumerate(sketch.shapes))
    return replace(sketch, shapes=tuple(itertools.chain.from_iterable(kept)))
