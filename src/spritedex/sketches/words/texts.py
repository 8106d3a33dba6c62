"""A sentence as words with the places of its punctuation. Knows no noun."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[,;:.!?()]")


class Text(NamedTuple):
    """A sentence, its words, and the places of those after punctuation."""

    sentence: str
    words: Sequence[str]
    breaks: frozenset[int]

    def ends_at(self, place: int) -> bool:
        """Whether no word of the same phrase is at a place."""
        return place >= len(self.words) or place in self.breaks


def cut(sentence: str) -> Text:
    """A sentence in its words, in small letters."""
    words: list[str] = []
    breaks = set()
    for match in _TOKEN.finditer(sentence.casefold()):
        if match.group() in ",;:.!?()":
            breaks.add(len(words))
        else:
            words.append(match.group())
    return Text(sentence, words, frozenset(breaks))
