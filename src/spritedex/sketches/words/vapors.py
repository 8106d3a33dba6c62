"""What comes out of a creature, in the words that parts know: "smoke coming from its nose" as "breathing smoke".

Knows no sketch.
"""

import re
from typing import Final

from spritedex.sentence import Lexicon

_COMES: Final = (
    r"(?:is |are )?(?:billowing|blowing|bursting|coming|dripping|drifting|escaping|flowing|going|leaking|pouring"
    r"|puffing|rising|shooting|spraying|spewing|streaming|swirling|wafting)"
)
_OUT: Final = r"(?:(?: up| out)?(?: of| from)(?: (?:the|its|his|her|their|top|both|of))* (?:\w+ )?"
_FROM_MOUTH: Final = re.compile(
    rf"\b(?:with )?((?:\w+ )?)(bubbles|fire|flames|foam|ice|lightning|poison|smoke|steam|water) {_COMES}"
    rf"{_OUT}(?:beak|jaws|maw|mouth|muzzle|nose|nostrils?|snout))\b",
    re.IGNORECASE,
)
_FROM_TOP: Final = re.compile(
    rf"\b(?:with )?((?:\w+ )?)(?:smoke|steam|vapou?r) {_COMES}(?:{_OUT}\w+)| up| out)?(?=$|[,.]| and\b| with\b)",
    re.IGNORECASE,
)
_AROUND: Final = re.compile(
    r"(?:,| with) ((?:\w+ )?)(smoke|mist|fog)(?: (?:all )?around (?:it|him|her))?(?=$|[,.]| and\b| with\b)",
    re.IGNORECASE,
)
_KINDS: Final = {"flames": "fire", "foam": "bubbles"}
_COLORLESS: Final = frozenset({"a", "and", "of", "some", "the", "with"})


def out_of_body(sentence: str, _: Lexicon) -> str:
    """A sentence with such things in those words; as it is, where it has none.

    >>> out_of_body("a bull with black smoke coming out of its nostrils", Lexicon(frozenset()))
    'a bull breathing black smoke'
    >>> out_of_body("armor with no head, purple smoke coming from the neck", Lexicon(frozenset()))
    'armor with no head, with purple steam rising'
    """

    def breathes(match: re.Match[str]) -> str:
        before, kind = match[1], match[2].casefold()
        link = before if before.strip().casefold() in _COLORLESS else ""
        return f"{link}breathing {'' if link else before}{_KINDS.get(kind, kind)}"

    def rises(match: re.Match[str]) -> str:
        if "volcano" in sentence.casefold():
            return ""
        link = match[1] if match[1].strip().casefold() in _COLORLESS else ""
        return f"{link if link.strip().casefold() != 'with' else ''}with {'' if link else match[1]}steam rising"

    sentence = _FROM_TOP.sub(rises, _FROM_MOUTH.sub(breathes, sentence))
    return _AROUND.sub(r" with \1smoke clouds around it", sentence)
