"""Things in a list after a creature, in the words that parts know: "a duck detective, magnifying glass" holds one.

Knows no sketch."""

import re
from typing import Final

from spritedex.sketches.words.named import index
from spritedex.word_tables import COLOR_WORDS, SIZE_OF_WORD

_LISTED: Final = re.compile(
    r"(?<=,) *((?:an? |the |his |her |its )?)([a-z][a-z ]*?)( spinning| in hand| raised| ready)?(?=$|[,.])"
)
_STATES: Final = frozenset({"ancient", "bloody", "broken", "cracked", "dusty", "magic", "old", "rusty", "wooden"})
"""What else is said of a thing."""
_MOST: Final = 5
"""How many words what is listed has at most."""


def listed(sentence: str) -> str:
    """A sentence with "holding" before each thing in a list that is held, if nothing but its color and state is said.

    >>> listed("a ghost cowboy, pale blue, lasso spinning")
    'a ghost cowboy, pale blue, holding lasso'
    """
    return _LISTED.sub(_held, sentence)


def _held(match: re.Match[str]) -> str:
    words = match[2].split()
    for start in range(len(words)):
        phrase = " ".join(words[start:])
        if not all(word in COLOR_WORDS or word in SIZE_OF_WORD or word in _STATES for word in words[:start]):
            break
        if _is_held(phrase):
            return f" holding {match[1]}{match[2]}" if len(words) <= _MOST else match[0]
    return match[0]


def _is_held(phrase: str) -> bool:
    """Whether a phrase names a thing that is in a hand, and no color, sign or part of a body besides."""
    part = index()["items"].get(phrase, "")
    others = phrase in COLOR_WORDS or phrase in index()["signs"] or phrase in index()["words"]
    return not others and index()["places"].get(part, {}).get("way") == "held"
