"""Pictures on what is worn, such as "golden armor with a lion on it" or "a shirt with a picture of a fish". Knows no
shape."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from spritedex.sentence import singular
from spritedex.word_tables import COLOR_WORDS

PICTURE: Final = "picture of "
"""What is before the sketch that a picture shows, in the name of a part."""
_CLOTHS: Final = (
    "apron|armor|armour|blazer|blouse|breastplate|chestplate|coat|dress|gown|hoodie|jacket|jersey|jumper|kimono|overalls"
    "|pajamas|poncho|pullover|raincoat|robe|shirt|suit|sweater|sweatshirt|tee|tshirt|tunic|uniform|vest"
)
_ON_IT: Final = re.compile(
    rf"\b({_CLOTHS}) (?:with|that has|featuring) an? ((?:\w+ )?\w+) (?:printed |painted |drawn |sewn |embroidered )?"
    r"(?:on (?:it|(?:the|its|his|her) (?:front|chest|breast)))\b",
    re.IGNORECASE,
)
_PICTURE: Final = r"picture|drawing|image|print|logo|emblem|symbol|crest|patch|face"
_ARTICLES: Final = frozenset({"a", "an", "the"})
_OF: Final = re.compile(rf"^(?:{_PICTURE})$")


class Picture(NamedTuple):
    """A picture by the noun of what it shows, and where its words begin and end."""

    noun: str
    start: int
    end: int


def with_pictures(sentence: str) -> str:
    """A sentence in which what is on a garment is a picture, and no company.

    >>> with_pictures("a golem in golden armor with a lion on it")
    'a golem in golden armor with a picture of a lion'
    """
    return _ON_IT.sub(r"\1 with a picture of a \2", sentence)


def pictures_in(words: Sequence[str], nouns: Collection[str]) -> Iterator[Picture]:
    """The pictures of what one of the nouns names: "a picture of a red fish".

    >>> list(pictures_in("a shirt with a picture of a red fish".split(), {"fish"}))
    [Picture(noun='fish', start=4, end=9)]
    """
    for at, word in enumerate(words[:-2]):
        if not _OF.match(word) or words[at + 1] != "of":
            continue
        start = at + 2
        while words[start : start + 1] and (words[start] in _ARTICLES or COLOR_WORDS.get(words[start])):
            start += 1
        for size in range(min(2, len(words) - start), 0, -1):
            *before, last = words[start : start + size]
            forms = (" ".join([*before, form]) for form in (last, *singular(last)))
            if noun := next((form for form in forms if form in nouns), ""):
                yield Picture(noun, at, start + size)
                break
