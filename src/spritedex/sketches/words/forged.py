"""Weapons made of something, in the words that parts know: "a sword made of ice" is "a ice sword". Knows no sketch."""

from typing import Final

from spritedex.lazy_pattern import LazyPattern

_MADE: Final = LazyPattern(
    r"\b(arrow|axe|bow|club|dagger|hammer|katana|lance|mace|shield|spear|staff|sword|trident|wand)s?,? "
    r"(?:(?:that|which) (?:is|are) )?(?:built|carved|crafted|fashioned|forged|made) (?:out )?(?:of|from) "
    r"(?:(?:an?|the|some|pure|solid) )*((?:[a-z]+ )?[a-z]+?)"
    r"(?=$|[,.;]| (?:and|with|in|on|that|while|holding|wearing)\b)",
    ("built", "carved", "crafted", "fashioned", "forged", "made"),
    ignore_case=True,
)


def forged(sentence: str) -> str:
    """A sentence with what a weapon is made of before it.

    >>> forged("a penguin with a shield made from a fish bone, angry")
    'a penguin with a fish bone shield, angry'
    """
    return _MADE.sub(r"\2 \1", sentence)
