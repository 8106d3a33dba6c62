"""What two creatures do with each other, as a sentence says: fight, kiss, hold hands. Knows no shape."""

import re
from typing import Final

_EACH_OTHER: Final = r"(?: (?:with )?(?:each other|one another|together))?"
_DEEDS: Final = {
    deed: re.compile(rf",?\s*\b(?:are |is )?(?:{said})\b{_EACH_OTHER}", re.IGNORECASE)
    for deed, said in {
        "fight": (
            r"attack(?:ing|s)|battl(?:ing|es)|box(?:ing|es)|brawling|duel(?:l?ing|s)|"
            r"fight(?:ing|s)?(?: with| over [\w ]+)?|sparring|versus|vs|wrestl(?:ing|es)"
        ),
        "kiss": r"kiss(?:ing|es)?|(?:falling )?in love|flirting",
        "hands": (
            r"hold(?:ing|s)? (?:each other'?s? |one another'?s? |their )?(?:hands?|paws?|wings?|claws?)|"
            r"hand in hand|dancing|shaking (?:hands?|paws?)"
        ),
        "hug": r"hug(?:ging|s)?|cuddl(?:ing|es?)|embrac(?:ing|es?)|snuggl(?:ing|es?)",
    }.items()
}


def deed_in(sentence: str) -> str:
    """What two creatures of a sentence do with each other; empty if it says nothing of the kind.

    >>> deed_in("two knights fighting"), deed_in("a fox and a rabbit, hand in hand"), deed_in("two cats")
    ('fight', 'hands', '')
    """
    return next((deed for deed, said in _DEEDS.items() if said.search(sentence)), "")


def without_deed(sentence: str) -> str:
    """A sentence without the words for it.

    >>> without_deed("two cats hugging each other, red bows")
    'two cats, red bows'
    """
    for said in _DEEDS.values():
        sentence = said.sub("", sentence)
    return sentence
