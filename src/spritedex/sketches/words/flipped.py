"""Whether a creature is upside down, and whether it hangs, as a sentence says. Knows no shape."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of

_FLIPPED: Final = re.compile(
    r"\b(?:(?:doing|does) (?:an? )?(?:hand|head)[ -]?stand|(?:standing|stands|walking|walks|balancing|balances) on "
    r"(?:its|his|her|the|their) (?:head|(?:front )?hands|front paws))\b()()|"
    r"\b((?:hanging |hangs |hung |sleeping )?)upside[ -]down\b((?:,? by (?:its|his|her|the) (?:tail|feet|legs))?)"
    r"((?:,? (?:from|on|in) (?:a|the) (?:tree )?(?:branch|tree|ceiling|cave))?)",
    re.IGNORECASE,
)


def upright(sentence: str, lexicon: Lexicon) -> tuple[str, str]:
    """A sentence without "upside down", and whether it said "flipped" or "hanging"; empty if it did not."""
    match = _FLIPPED.search(sentence)
    if match is None:
        return sentence, ""
    rest = re.sub(r"\s+", " ", sentence[: match.start()] + sentence[match.end() :]).strip(" ,")
    if not subject_of(rest, lexicon):
        return sentence, ""
    return rest, "hanging" if any(match.groups()) else "flipped"
