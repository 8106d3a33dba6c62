"""What is written on a sign, carried in one word: "a sign that says hi" is "a sign letteredhi". Knows no sketch."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern

_PREFIX: Final = "lettered"
_BREAK: Final = "ˑ"
"""What is before the text in that word, and between its words."""
_SAID: Final = LazyPattern(
    r"\b((?:sign|placard|poster|banner)s?),? (?:(?:that|which) )?(?:saying|says?|reading|reads?|written|"
    r"with(?: (?:the )?(?:words?|text|message|letters?|writing)| (?=[\"'“‘«])))(?: on it)?(?!\w):? *"
    r"(?:[\"'“‘«]([^\"'”’»]{1,24})[\"'”’»]|(\w+(?: (?!and\b|in\b|on\b|with\b|while\b)\w+)?)(?=$|[,.;!?]| ))",
    ("sign", "placard", "poster", "banner"),
    ignore_case=True,
)
_WORD: Final = re.compile(r"[^\W_]+")


def with_lettering(sentence: str) -> str:
    """A sentence with the text of a sign as one word, which names nothing.

    >>> with_lettering('a bear holding a sign that says "free hugs"')
    'a bear holding a sign letteredfreeˑhugs'
    """
    return _SAID.sub(lambda match: f"{match[1]} {_PREFIX}{_BREAK.join(_WORD.findall(match[2] or match[3]))}", sentence)


def lettering_in(sentence: str) -> list[str]:
    """The words on a sign in upper case; empty if it has none."""
    found = next((word for word in _WORD.findall(sentence) if word.startswith(_PREFIX)), "")
    return [word.upper() for word in found.removeprefix(_PREFIX).split(_BREAK) if word]
