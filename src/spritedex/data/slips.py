"""Slips of the keyboard and other habits of typing: a lost letter, capitals, a stop at the end. Know no caption."""

from collections.abc import Sequence
from typing import Final

import numpy as np

_ENDINGS: Final = (".", "!", " pixel art", " sprite", " monster")
_SHORTEST: Final = 5
"""A word must have so many letters to get a typing error: shorter ones would become others."""


def slip(text: str, rng: np.random.Generator) -> str:
    """The text as somebody types it: one in six has a typing error, capitals, or an ending such as "pixel art"."""
    chance = rng.random()
    if chance < 0.04:
        return mistype(text, rng)
    if chance < 0.10:
        return text[:1].upper() + text[1:]
    if chance < 0.12:
        return text.upper()
    if chance < 0.16:
        return text + _ENDINGS[int(rng.integers(len(_ENDINGS)))]
    return text


def mistype(text: str, rng: np.random.Generator) -> str:
    """The text with one letter of one word left out, doubled or swapped with the next.

    >>> mistype("a turtle", np.random.default_rng(3)) != "a turtle"
    True
    """
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    if not long:
        return text
    index = long[int(rng.integers(len(long)))]
    words[index] = _mistype_word(words[index], rng)
    return " ".join(words)


def _mistype_word(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, len(word) - 1))
    ways: Sequence[str] = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at] + word[at:],
    )
    return ways[int(rng.integers(len(ways)))]
