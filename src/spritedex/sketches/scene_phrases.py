"""Where something is, in the words that scenes are read in: "another small slime on top" is "with a small slime on its
head". Knows no shape.
"""

import re
from typing import Final

_ON_TOP: Final = re.compile(
    r",?\s*(?:and |with )?(?:another|one more|a second) ((?:[a-z]+ ){0,2}?[a-z]+)(?: (?:sitting|standing|perched))? "
    r"(?:on top(?: of (?:it|him|her|his head|her head|its head))?|above(?: it)?)(?=$|[,.])",
    re.IGNORECASE,
)
_HEAD_IN: Final = re.compile(
    r"\b(?:with |has |having )?(?:(?:its|his|her|the) )?head (?:is )?(?:stuck |trapped |hidden |caught )?"
    r"(?:in|inside|into) (?:an?|the) (?=[a-z])",
    re.IGNORECASE,
)
_OVER: Final = re.compile(r",\s*((?:over|above) (?:its|his|her|their) head)\b", re.IGNORECASE)


def in_plain_places(sentence: str) -> str:
    """A sentence with such places in other words; as it is, where it has none.

    >>> in_plain_places("a slime, another smaller slime on top")
    'a slime with a smaller slime on its head'
    >>> in_plain_places("an ostrich with its head in a bucket")
    'an ostrich hooded by a bucket'
    """
    sentence = _ON_TOP.sub(r" with a \1 on its head", _OVER.sub(r" \1", sentence))
    return _HEAD_IN.sub("hooded by a ", sentence, 1)
