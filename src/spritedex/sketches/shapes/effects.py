"""What is around a creature, such as flames of a ghost, bolts, bubbles or stars: small, partly behind its edge and
where there is room, so that the creature stays large. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.boxes import Box, box_of
from spritedex.sprites.sketch import SIZE, Points, Shape, Sketch, covered

_ROOM: Final = 1.16
"""How large a creature and its effects are together at most, in the longer side of the creature."""
_UNSHRUNK: Final = SIZE - 4.0
_STEP: Final = 2.0
_ROOTED: Final = 0.22
"""How much of an effect that grows out of the body is behind it."""
_BESIDE: Final = 0.62
"""How far the middle of what floats is from the body, in its own size."""
_FAR: Final = 0.06
_APART: Final = 0.36
"""How far effects keep away from each other, in the longer side of the creature."""
_SIZES: Final = (1.0, 0.8, 0.9, 0.7)
"""How large one is beside the first."""
_SAMPLES: Final = 80
_EACH: Final = 4
"""Every fourth pixel of a body is enough to know how far it is."""


def with_effects(sketch: Sketch, item: Sketch, count: int, size: float, grows: str = "") -> Sketch:
    """With `count` small drawings of an effect of `size` pixels behind its edge. Those that "aside" grow out of the
    body, and are mirrored at its right; those that grow "outward" are turned so that their upper ends are outside."""
    own, theirs = box_of(sketch), box_of(item)
    side = max(_ROOM * own.side, _UNSHRUNK)
    room = Box(own.middle - side / 2, own.low - side, own.middle + side / 2, own.low)
    middle = np.array([theirs.middle, (theirs.top + theirs.low) / 2])
    rows, columns = np.nonzero(covered(item.shapes))
    inked = (np.stack([columns, rows], 1) + 0.5 - middle)[:: max(1, len(rows) // _SAMPLES)]
    body = np.pad(covered(sketch.shapes), SIZE)
    across, along = np.arange(room.left, room.right, _STEP), np.arange(room.top, room.low, _STEP)
    places = np.stack(np.meshgrid(across, along), -1).reshape(-1, 2)
    turns = np.stack([_turn(apart, grows) for apart in places - (own.middle, (own.top + own.low) / 2)])
    edges = np.argwhere(body)[::_EACH, ::-1] - SIZE
    far = np.sqrt(np.square(places[:, None] - edges).sum(2).min(1))
    taken: list[Points] = []
    put: list[Shape] = []
    for number in range(count):
        scale = size * _SIZES[number % len(_SIZES)] / theirs.side
        price = _price(places[:, None] + scale * inked @ turns, body, room, _ROOTED if grows else 0.0)
        price = price + 0.3 * (places[:, 1] - room.top) / side
        price = price + _FAR * abs(far - (0.0 if grows else _BESIDE * scale * theirs.side))
        for other in taken:
            price = price + 1.4 * np.exp(-np.square((places - other) / (_APART * own.side)).sum(1))
        best = int(price.argmin())
        taken.append(places[best])
        put += (
            replace(
                shape,
                points=scale * (shape.points - middle) @ turns[best] + places[best],
                width=scale * shape.width,
                kept=True,
            )
            for shape in item.shapes
        )
    return Sketch((*put, *sketch.shapes), sketch.anchors)


def _turn(apart: Points, grows: str) -> Points:
    """The matrix that turns an effect which is so far apart from the middle of a creature."""
    if grows == "outward":
        x, y = apart / max(1.0, float(np.hypot(*apart)))
        return np.array([[-y, x], [-x, -y]])
    return np.diag([1.0 if apart[0] < 0 or not grows else -1.0, 1.0])


def _price(points: Points, body: NDArray[np.bool_], room: Box, hidden: float) -> NDArray[np.float64]:
    """How bad each of some places is for an effect with points [places, points, 2], by what of it the body hides and
    what is outside of its room."""
    x, y = np.moveaxis(points, -1, 0)
    outside = (x < room.left) | (x > room.right) | (y < room.top) | (y > room.low)
    columns, rows = (np.clip(each + SIZE, 0, 3 * SIZE - 1).astype(int) for each in (x, y))
    covered = body[rows, columns].mean(1)
    return np.asarray(4 * abs(covered - hidden) + 12 * outside.mean(1))
