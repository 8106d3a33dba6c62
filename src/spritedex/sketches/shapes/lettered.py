"""Text on a board, in letters of three by five dots. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sprites.sketch import TEXT, Shape, Sketch

_ROWS: Final = {
    "A": "757775", "B": "656756", "C": "744447", "D": "655556", "E": "746447", "F": "746444", "G": "745557",
    "H": "557755", "I": "722227", "J": "311157", "K": "556655", "L": "444447", "M": "577555", "N": "755555",
    "O": "755557", "P": "757444", "Q": "755571", "R": "757655", "S": "742117", "T": "722222", "U": "555557",
    "V": "555552", "W": "555775", "X": "552255", "Y": "557222", "Z": "712447", "0": "755557", "1": "262227",
    "2": "711747", "3": "717117", "4": "557111", "5": "747117", "6": "744757", "7": "711222", "8": "757557",
    "9": "757117",
}  # fmt: skip
"""Each row of a letter from above, its three dots as an octal digit."""
_TALL: Final = 6
_WIDE: Final = 4
_DOT: Final = 2.9
_PITCH: Final = (4.0, 3.3)
_SHORT: Final = 4
"""How large a dot is, and how far from the next, in few letters and in more."""
_GAP: Final = 2.0
_MARGIN: Final = 5.0
_INK: Final = (40, 20, 28)
_SQUARE: Final = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
_MOST: Final = (2, 6)
"""How many lines there are at most, and how many letters in each."""


def with_text(sign: Sketch, words: Sequence[str]) -> Sketch:
    """A sign with words on its board, which is as wide as they are; as it is, if they do not fit.

    The board is what is above the grip of the sign, without what is written there already."""
    lines, long = len(words), max(map(len, words), default=0)
    if not 0 < lines <= _MOST[0] or long > _MOST[1] or not all(letter in _ROWS for word in words for letter in word):
        return sign
    pitch = _PITCH[lines > 1 or long > _SHORT]
    *post, back, board = (shape for shape in sign.shapes if not shape.width)
    middle = board.points.mean(0)
    wide, tall = np.ptp(board.points, axis=0)
    needed = np.array([(long * _WIDE - 1) * pitch, lines * (_TALL * pitch + _GAP) - _GAP])
    grown = np.maximum(1.0, (needed + 2 * _MARGIN) / (wide, tall))
    lifted = middle - (0, (grown[1] - 1) * tall / 2)
    shapes = [replace(each, points=(each.points - middle) * grown + lifted) for each in (back, board)]
    for line, word in enumerate(words):
        left = lifted[0] - (len(word) * _WIDE - 1) * pitch / 2
        top = lifted[1] - needed[1] / 2 + line * (_TALL * pitch + _GAP)
        for place, letter in enumerate(word):
            shapes += _letter(letter, left + place * _WIDE * pitch, top, pitch)
    return replace(sign, shapes=(*post, *shapes))


def _letter(letter: str, left: float, top: float, pitch: float) -> list[Shape]:
    """A letter as a square for each dot."""
    return [
        Shape((left, top) + pitch * np.array([column, row]) + _DOT * _SQUARE, _INK, part=TEXT)
        for row, digit in enumerate(_ROWS[letter])
        for column in range(3)
        if int(digit) >> (2 - column) & 1
    ]
