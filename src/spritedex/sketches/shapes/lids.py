"""Lids over eyes with brows along their edge, closed eyes, and brows of a sketch itself, as moods have them. Knows no
sentence."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sprites.sketch import LID, Color, Points, Shape


class Lid(NamedTuple):
    """How far below the middle of an eye the edge of a lid is at the far and at the near end, in its radii; and how
    wide its brow is and how far that reaches beyond the far end of the eye, in the same."""

    far: float
    near: float
    width: float = 0.3
    beyond: float = 0.0


_LIDS: Final = {
    "stern": Lid(-0.4, 0.1),
    "angry": Lid(-0.95, 0.1, 0.38, 0.5),
    "furious": Lid(-1.1, 0.24, 0.46, 0.7),
    "sleepy": Lid(0.2, 0.0),
    "sad": Lid(0.1, -0.75),
    "sly": Lid(-0.25, -0.23),
}
LIDDED: Final = frozenset({*_LIDS, "closed", "joyful"})
"""The openings of eyes that lids make."""
_OVER: Final = 1.12
"""How large what covers an eye is, in its radii."""
_BEYOND_RIM: Final = 0.15
"""How much farther than a rim it goes, in the same."""
_LOWER: Final = 0.3
"""How much lower, in the radii of an eye, lids are whose eye lies on a dark patch."""
_DARK: Final[Color] = (32, 26, 34)
_LIGHT: Final[Color] = (232, 226, 232)
_BROW: Final = 1.2
"""How wide a brow is at least, in pixels."""
_LASH: Final = (1.7, 2.6)
"""How wide the edge of a closed eye is at least and at most."""
_ABOVE: Final = (0.5, 1.6)
_ASIDE: Final = 0.8
_WIDEST: Final = 4.0
"""How far above the middle of an eye its brow is at least and at most, how far aside at most, and how wide at most, in
the radii of the eye."""
_RAISED: Final = 0.45
"""How much higher a brow is that is raised, in the same."""


def lid(
    middle: Points, radii: Points, below: Shape, is_patch: bool, opening: str, inward: float,
    glow: Color | None = None, rim: float = 1.0,
) -> list[Shape]:  # fmt: skip
    """What covers an eye or its upper part and that of its rim, which is so large in its radii, in the color of what is
    below it, and its dark edge; on a dark patch a lid is lower, and a sleepy eye is closed by a light edge; one that
    glows by one in its own color."""
    if opening in ("closed", "joyful") or (is_patch and opening == "sleepy"):
        return _closed(middle, radii, below, glow or (_LIGHT if is_patch else _DARK), opening == "joyful")
    at = _LIDS[opening]
    far, near = np.array([at.far, at.near]) + (_LOWER if is_patch else 0.0)
    rx, ry = radii * _OVER
    edge = np.array([[-inward * rx, far * ry], [inward * rx, near * ry]]) + middle
    angle = np.linspace(0, np.pi, 12)
    arc = np.stack([-inward * np.cos(angle) * rx, -np.sin(angle) * ry], 1)
    cover = np.concatenate([max(1.0, rim / _OVER + _BEYOND_RIM) * arc + middle, edge[::-1]])
    brow_ends = edge + np.array([[at.beyond / 2], [0.0]]) * (edge[0] - edge[1])
    brow = Shape(brow_ends, _DARK, "", max(_BROW, at.width * float(ry)), part=LID if at.beyond else "")
    return [replace(below, points=cover, width=0.0, part=LID), brow]


def _closed(middle: Points, radii: Points, below: Shape, color: Color, is_joyful: bool) -> list[Shape]:
    """All of an eye covered, and an arc: downwards, or upwards as who laughs has it."""
    angle = np.linspace(0, 2 * np.pi, 24)
    around = np.stack([np.cos(angle), np.sin(angle)], 1)
    bent = around[1:12] * (1, -0.85) + (0, 0.35) if is_joyful else around[1:12] * (1, 0.5) + (0, 0.05)
    width = float(np.clip(0.42 * radii[1], *_LASH))
    lash = Shape(bent * radii + middle, color, "", width, part=LID)
    return [replace(below, points=1.14 * radii * around + middle, width=0.0, part=LID), lash]


def is_brow(shape: Shape, middle: Points, radii: Points) -> bool:
    """Whether a shape is a brow of an eye."""
    right, down = (shape.center - middle) / radii
    is_line = bool(shape.width) and not shape.role and np.ptp(shape.points[:, 0]) < _WIDEST * radii[0]
    return bool(is_line and abs(right) < _ASIDE and _ABOVE[0] < -down < _ABOVE[1])


def settled(brow: Shape, radii: Points, opening: str) -> list[Shape]:
    """A brow as an opening has it: none where a lid has one, else raised and level."""
    if opening in LIDDED:
        return []
    level = brow.center[1] + 0.25 * (brow.points[:, 1] - brow.center[1]) - _RAISED * radii[1]
    return [replace(brow, points=np.stack([brow.points[:, 0], level], 1))]
