"""Animals, foods and things that somebody is dressed as, as in "a cat dressed as a bee" and "a dog in a shark costume".

Knows no shape.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from spritedex.sentence import Lexicon, subject_of
from spritedex.sketches.words.companions import Companion
from spritedex.sketches.words.named import index
from spritedex.word_tables import COSTUMES

_PHRASE: Final = r"((?:[a-z]+ ){0,2}?[a-z]+)"
_SUITS: Final = (
    "costume|disguise|fursuit|hood|hoodie|jumpsuit|kigurumi|onesie|outfit|pajamas|pyjamas|raincoat|romper|suit"
)
_WORN: Final = re.compile(
    rf"\b(?:dressed (?:up )?in|in|wearing|with) (?:an?|the|its|his|her|their) {_PHRASE}[ -](?:{_SUITS})\b"
    rf"(?: on)?(?=$|[,.]| (?:and|at|on|that|with|who|\w+ing)\b)|"
    rf",?\s*\b(?:dressed(?: up)?|disguised|cosplaying|dressing(?: up)?|pretending to be|in (?:an? )?(?:{_SUITS}) of),? "
    rf"(?:(?:as|like) )?(?:an? |the )?{_PHRASE}(?=$|[,.]| (?:and|at|on|that|with|who|\w+ing)\b)",
    re.IGNORECASE,
)
_CLOTHING: Final = re.compile(r"\bin (?:an? )?([a-z]+?)(?:['’]s|s['’]) clothing\b", re.IGNORECASE)
_PEOPLE: Final = COSTUMES | {
    "alien", "boy", "cosmonaut", "ghost", "girl", "lady", "pirate", "santa", "santa claus", "skeleton", "spaceman",
    "vampire", "witch", "woman", "zombie",
}  # fmt: skip
"""As whom somebody is dressed by the clothes of that role."""


def costume_in(
    sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]
) -> tuple[str, tuple[Companion, ...]]:
    """A sentence without the costume of a sketch that its creature wears, and that.

    >>> nouns = {"cat": ["cat"], "bee": ["bee"]}
    >>> rest, (costume,) = costume_in("a cat dressed, as a bee", Lexicon(frozenset(nouns)), nouns)
    >>> rest, costume.noun
    ('a cat', 'bee')
    """
    sentence = _CLOTHING.sub(r"in a \1 costume", sentence)
    found = _WORN.search(sentence)
    if not found or not subject_of(sentence[: found.start()], lexicon):
        return sentence, ()
    phrase = (found[1] or found[2]).casefold()
    noun = subject_of(phrase, lexicon)
    worn = str(index()["words"].get(noun, ""))
    if not noun or not phrase.endswith(noun) or noun in _PEOPLE or worn.startswith("costume"):
        return sentence, ()
    return sentence[: found.start()].rstrip(" ,") + sentence[found.end() :], (Companion(noun, "", phrase, "costume"),)
