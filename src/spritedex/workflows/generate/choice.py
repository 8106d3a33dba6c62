"""Choosing among sprites: how well they match their prompt, and whether they are new.

Knows no network and no file.
"""

import math
import re
from dataclasses import replace
from typing import Any, Final

import numpy as np

from spritedex.bundle.format import Bundle
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.sprites.pieces import largest_piece
from spritedex.vocabulary import COLORS, MAX_TYPES, TYPES
from spritedex.workflows.generate.attributes import Attributes

NOVEL_BELOW: Final = 0.8
"""A sprite is new if no known creature is as similar. Of the pixel sprites in the packaged gallery, 98 % are less
similar to every creature of another family, while a copy of a known picture comes close to 1."""

_USUAL: Final = (0.12, 0.58)  # the share of 64x64 that 98 % of 232 hand-drawn fronts cover
_IMPOSSIBLE: Final = (0.03, 0.85)
_OPAQUE: Final = 128
_TYPE: Final = f"({'|'.join(TYPES)})"
_AS_TYPES: Final = re.compile(rf"\b(?:{_TYPE}(?:\s+and\s+|/))?{_TYPE}[\s-]types?\b", re.I)
_PLAIN_WORDS: Final = ("normal", "ground", "dark", "flying", "rock")  # mostly used as plain words
_NAMED: Final = re.compile(rf"\b(?!{'|'.join(_PLAIN_WORDS)}){_TYPE}\b", re.I)
_COLOR: Final = re.compile(rf"\b({'|'.join(COLORS)}|gray)\b", re.I)


def answering(attributes: Attributes, prompt: str) -> Attributes:
    """The attributes by which sprites of a prompt are chosen: its own words stand in for a type or a color not given.

    Types are those named as such: "of water type", "rock-type", "ice and dark type". Where none is, one or two that the
    prompt names, as "a small fire lizard" does; but normal, ground, dark, flying and rock are too common as plain words
    and must be named as types. Of several colors the first counts.

    >>> answering(Attributes(), "a dark blue fish of ice and ground type, on a red rock")
    Attributes(types=('ice', 'ground'), color='blue', shape='', size='')
    """
    named = [name for pair in _AS_TYPES.findall(prompt) for name in pair if name] or _NAMED.findall(prompt)
    types = tuple(dict.fromkeys(map(str.lower, named)))[:MAX_TYPES]
    color = match[0] if (match := _COLOR.search(prompt)) else ""
    return replace(attributes, types=attributes.types or types, color=attributes.color or color)


def score(attributes: Attributes, rgba: RGBA, reading: Reading) -> float:
    """How well a sprite matches, in [0, 1]: the product of three shares, so that one cannot replace another.

    The geometric mean of the probabilities of the requested types (without any: the highest probability), how
    plausible the silhouette is, and how much of the creature has the requested color.
    """
    if attributes.types:
        chances = [max(reading.probabilities[name], 1e-9) for name in attributes.types]
        agreement = math.prod(chances) ** (1 / len(chances))
    else:
        agreement = max(reading.probabilities.values())
    color = color_shares(rgba)[attributes.color] if attributes.color else 1.0
    return agreement * plausibility(rgba) * color


def plausibility(rgba: RGBA) -> float:
    """How like a hand-drawn sprite's a silhouette is, in [0, 1]: its size times the share of its largest piece.

    Hand-drawn fronts cover 12 to 58 % of the square, and 99 % of them have 94 % of their pixels in one piece. A size
    outside counts less, and nothing below 3 or above 85 %.
    """
    mask = rgba[..., 3] >= _OPAQUE
    share = float(mask.mean())
    size = np.interp(share, (_IMPOSSIBLE[0], *_USUAL, _IMPOSSIBLE[1]), (0, 1, 1, 0))
    return float(size) * largest_piece(mask) / max(int(mask.sum()), 1)


def similarity(reading: Reading) -> float:
    """To the nearest known creature, in [-1, 1]; -1 where none is known."""
    return reading.nearest[0].similarity if reading.nearest else -1.0


def identity(bundle: Bundle) -> dict[str, Any]:
    """The name of a bundle and the SHA-256 of its manifest, which holds the hash of each of its files."""
    return {**bundle.identity}
