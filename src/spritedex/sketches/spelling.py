"""Words that are typed a little wrong, read as those that a sketch is named by. Knows no shape."""

import difflib
import re
from collections.abc import Collection, Iterable
from typing import Final

_SHORTEST: Final = 5
_ALIKE: Final = 0.8
"""How alike two words are at least, as `difflib` counts it."""


def spelled(sentence: str, unknown: Iterable[str], known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """A sentence with each unknown word as the known one that it is nearly, and notes on what was read as what.

    >>> spelled("a rhinoceros Beetel", ["Beetel"], {"beetle", "bottle"})
    ('a rhinoceros beetle', ('"Beetel" is read as "beetle"',))
    >>> spelled("zorblax", ["zorblax"], {"beetle"})
    ('zorblax', ())
    """
    notes = []
    for word in unknown:
        if len(word) < _SHORTEST:
            continue
        first = [each for each in known if each[0] == word[0].casefold() and len(each) >= _SHORTEST - 1]
        for meant in difflib.get_close_matches(word.casefold(), first, 1, _ALIKE):
            sentence = re.sub(rf"\b{re.escape(word)}\b", meant, sentence)
            notes.append(f'"{word}" is read as "{meant}"')
    return sentence, tuple(notes)
