"""Elements that halves of a creature are of, as colors: "left side fire and right side ice". Knows no sketch."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon
from spritedex.word_tables import COLOR_WORDS

_COLOR_OF: Final = {
    word: color
    for color, words in {
        "orange": "fire flame flames fiery lava magma sun day", "light blue": "ice icy snow frost frozen crystal",
        "blue": "water ocean sea rain", "yellow": "lightning electric electricity thunder",
        "grey": "stone rock metal machine robot steel iron", "green": "grass leaf leaves plant moss nature poison",
        "black": "shadow darkness night obsidian", "white": "light cloud bone bones skeleton angel holy",
        "brown": "wood wooden earth mud chocolate", "pink": "candy bubblegum flowers", "purple": "void demon devil",
    }.items()
    for word in words.split()
}  # fmt: skip
_ONE: Final = rf"({'|'.join(_COLOR_OF)}|(?:(?:dark|light) )?(?:{'|'.join(sorted(COLOR_WORDS))}))"
_IS: Final = r"(?: (?:is|are|all|made|of|out|covered|in|on))*"
_AND: Final = r",?(?: (?:and|but|while|with))?(?: (?:the|its|one))?"
_SIDES: Final = LazyPattern(
    rf"\b((?:left|right|one|front|back|top|upper|bottom|lower)(?: (?:side|half|part))?{_IS}) {_ONE}"
    rf"({_AND} (?:left|right|other|front|back|top|upper|bottom|lower)(?: (?:side|half|part))?{_IS}) {_ONE}\b",
    ("left", "right", "other", "front", "back", "top", "upper", "bottom", "lower"),
    ignore_case=True,
)
_HALVES: Final = LazyPattern(
    rf"\b(half(?:[ -](?:made )?of)?[ -]){_ONE}({_AND}[ -]half(?:[ -](?:made )?of)?[ -]){_ONE}\b",
    ("half",),
    ignore_case=True,
)


def of_elements(sentence: str, _: Lexicon) -> str:
    """A sentence with the colors of such halves; as it is, where it has none.

    >>> of_elements("a salamander, left side fire and right side ice", Lexicon(frozenset()))
    'a salamander, left side orange and right side light blue'
    >>> of_elements("half stone, half red wolf", Lexicon(frozenset()))
    'half grey, half red wolf'
    """

    def colored(match: re.Match[str]) -> str:
        one, other = (_COLOR_OF.get(word.casefold(), word) for word in (match[2], match[4]))
        said = [re.sub(r"\b(?:made|of|out|covered)\b ?", "", each).rstrip() for each in (match[1], match[3])]
        return f"{said[0]} {one}{said[1]} {other}"

    return _HALVES.sub(colored, _SIDES.sub(colored, sentence))
