"""Whether a sprite is one creature: how its opaque pixels hang together. Arrays only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spritedex.sprites.codec import RGBA
from spritedex.sprites.pieces import OPAQUE, label_pieces

LEAST_PIECE: Final = 4
"""A piece must have so many pixels to be counted: a spark or a drop may stand by itself."""
EMPTY: Final = 0.04
OVERFULL: Final = 0.85
"""Shares of the canvas below and above which a sprite is no creature on a clear ground."""


@dataclass(frozen=True, slots=True)
class Wholeness:
    """`largest` is the share of the opaque pixels in the largest piece, in [0, 1]; `pieces` counts those of at least
    `LEAST_PIECE` pixels; `coverage` is the opaque share of the canvas, in [0, 1].
    """

    largest: float
    pieces: int
    coverage: float

    @property
    def empty(self) -> bool:
        """Whether hardly anything was drawn."""
        return self.coverage < EMPTY

    @property
    def overfull(self) -> bool:
        """Whether hardly any ground is left."""
        return self.coverage > OVERFULL


def wholeness(rgba: RGBA) -> Wholeness:
    """uint8 [H, W, 4] -> how its opaque pixels hang together; pixels that touch at a corner are one piece.

    >>> rgba = np.zeros((64, 64, 4), np.uint8)
    >>> rgba[10:40, 10:40, 3] = 255
    >>> rgba[50:60, 50:60, 3] = 255
    >>> wholeness(rgba)
    Wholeness(largest=0.9, pieces=2, coverage=0.244140625)
    """
    opaque = rgba[..., 3] >= OPAQUE
    _, sizes = label_pieces(opaque)
    total = int(sizes.sum())
    return Wholeness(
        largest=float(sizes.max() / total) if total else 0.0,
        pieces=int((sizes >= LEAST_PIECE).sum()),
        coverage=total / opaque.size,
    )


def share_whole(sprites: Sequence[RGBA], least: float) -> float:
    """The share of sprites, in [0, 1], that are neither empty nor overfull and have at least `least` of their opaque
    pixels in one piece. Raises ValueError without any sprite.
    """
    if not sprites:
        raise ValueError("no sprites: there is no share of none")
    found = [wholeness(rgba) for rgba in sprites]
    return float(np.mean([not one.empty and not one.overfull and one.largest >= least for one in found]))
