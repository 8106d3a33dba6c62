"""From where a creature is seen, and to which side it looks, as a sentence says. Knows no shape."""

import re
from typing import Final

_FRONT: Final = re.compile(
    r"\b(?:from the front|front[ -](?:view|facing)|facing (?:forward|front|us|me|the (?:viewer|camera|front))"
    r"|(?<!without a )(?:apron|ball ?gown|dress|kilt|skirt|tutu|tuxedo)"
    r"|(?:(?:hands|paws) (?:over|on|covering)|covering|covers|hiding) (?:its|his|her|their) eyes)\b",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(
    r"\b(?:from the side|side[ -](?:view|on|profile)|in profile|profile view"
    r"|on (?:its|his|her) (?:belly|stomach|tummy)|(?:six|eight|6|8)[ -]leg(?:s|ged)"
    r"|(?:very|extra|super|really|extremely) long|long (?:body|bodied|cat|dog))\b",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"\b(?:(?:seen |shown |viewed |drawn )?from (?:behind|the (?:back|rear))(?= *(?:$|[,.;]| (?:and|in|with)\b))"
    r"|(?:back|rear)[ -]view|(?:facing|looking|turned) away"
    r"|with (?:its|his|her|their) back (?:turned|to (?:us|me|you|the (?:viewer|camera)))"
    r"|showing (?:us )?(?:its|his|her|their) back)(?!\w)",
    re.IGNORECASE,
)
_TO_SIDE: Final = re.compile(
    r"\b(?:facing|faces|looking|looks|turned|turning|pointing)(?: (?:to|towards?))?(?: (?:the|its|his|her))?"
    r" (left|right)\b",
    re.IGNORECASE,
)


def seen_from(sentence: str) -> str:
    """ "front" or "side", as a sentence says; empty if it says neither.

    >>> seen_from("an axolotl seen from the front"), seen_from("a penguin lying on its belly"), seen_from("a cat")
    ('front', 'side', '')
    """
    if _FRONT.search(sentence):
        return "front"
    return "side" if _SIDE.search(sentence) or _TO_SIDE.search(sentence) else ""


def is_from_behind(sentence: str) -> bool:
    """Whether a sentence turns the back of its creature to who looks.

    >>> is_from_behind("a wolf pirate, seen from behind"), is_from_behind("a fox peeking from behind a tree")
    (True, False)
    """
    return _BEHIND.search(sentence) is not None


def side_in(sentence: str) -> int:
    """The side that a creature looks to, -1 for the left of the picture; 0 if a sentence does not say.

    >>> side_in("a cobra, facing left"), side_in("a fox looking to the right"), side_in("a fox")
    (-1, 1, 0)
    """
    found = _TO_SIDE.search(sentence)
    return {"left": -1, "right": 1}[found[1].lower()] if found else 0
