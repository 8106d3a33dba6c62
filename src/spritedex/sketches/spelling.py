"""Words that are typed a little wrong, read as colors or as what a sketch is named by. Knows no shape."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from spritedex.word_tables import COLOR_WORDS

_SHORTEST: Final = 5
_SHORTEST_COLOR: Final = 4
_LONG: Final = 8
"""Letters from which on two slips are forgiven, in place of one."""


def spelled(sentence: str, unknown: Iterable[str], known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A sentence with each unknown word as the color or the known word that it is nearly, and notes on what was read as
    what. Colors go first, then the word with the fewest slips.

    >>> spelled("a grean rhinoceros Beetel", ["grean", "Beetel"], {"beetle", "bottle", "great"})
    ('a green rhinoceros beetle', ('"grean" is read as "green"', '"Beetel" is read as "beetle"'))
    >>> spelled("a zorblax chasing", ["zorblax", "chasing"], {"beetle", "chain"})
    ('a zorblax chasing', ())
    """
    notes = []
    for word in unknown:
        typed = word.casefold()
        colors = _nearest(typed, COLOR_WORDS, _SHORTEST_COLOR)
        for meant in (colors or _nearest(typed, known, _SHORTEST))[:1]:
            sentence = re.sub(rf"\b{re.escape(word)}\b", meant, sentence)
            notes.append(f'"{word}" is read as "{meant}"')
    return sentence, tuple(notes)


def _nearest(typed: str, known: Collection[str], shortest: int) -> list[str]:
    """The known words with few enough slips from what was typed, those with the fewest first."""
    if len(typed) < shortest:
        return []
    found = []
    for word in known:
        length = max(len(word), len(typed))
        most = 2 if length >= _LONG and not typed.endswith("ing") else 1  # a verb is more often unknown than misspelled
        near = word[:1] == typed[:1] and len(word) >= shortest and abs(len(word) - len(typed)) <= most
        if near and (count := _slips(typed, word)) <= most:
            found.append((count, word))
    return [word for _, word in sorted(found)]


def _slips(one: str, other: str) -> int:
    """How many letters are missing, too many, wrong, or exchanged with their neighbour (Damerau 1964)."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
    return row[-1]
