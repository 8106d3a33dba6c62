"""Parts of a body that are broken, torn or gone on one side, of a material, or a screen, in the words of `parts.json`.

Knows no sketch.
"""

import re
from typing import Final

_PART: Final = r"(antler|arm|ear|fang|fin|horn|leg|tusk|wing)"
_STATE: Final = r"(broken|chipped|cracked|missing|ripped|shattered|snapped|tattered|torn)"
_ITS: Final = r"(?:(?:a|an|the|its|his|her|their|one) )?"
_SIDE: Final = r"(?:left|right)"
_BEFORE: Final = re.compile(rf"\b{_ITS}{_STATE} (?:off )?{_ITS}{_SIDE} {_PART}\b")
_AFTER: Final = re.compile(rf"\b{_ITS}(?:{_SIDE} |one ){_PART} (?:(?:is|that is|which is) )?{_STATE}(?: off)?\b")
_SIGN: Final = (
    r"(heart|star|smile|smiley(?: face)?|smiling face|happy face|question mark|exclamation mark|lightning bolt|bolt"
    r"|skull|sun|moon|flower|leaf|eye|cross|paw)"
)
_SCREEN: Final = re.compile(
    r"\b(?:(?:tv|monitor|computer|led|digital|pixel) )?(?:screen|monitor|tv|display)"
    r"(?:[- ](?:face|head)| (?:for|as|instead of|in place of) (?:a |its |the )?(?:face|head))"
    r"(?:(?: (?:that is|that|which|and))? (?:showing|shows|show|displaying|displays|with)"
    rf" (?:a |an )?(?:\w+ )?{_SIGN}s?\b)?"
)
_FACE_IS: Final = re.compile(r"\b(?:face|head) (?:is|like|made of) (?:a |an )?((?:\w+ )?)(screen|monitor|tv|display)\b")
_EACH_EYE: Final = re.compile(
    r"\btentacles?,? (?:each |all |that )?(?:ending|ends|end|tipped) (?:in|with) (?:an? )?(?:\w+ )?eyes?\b"
    r"|\btentacles with (?:an eye|eyes) (?:at|on) (?:the|their|each)(?: \w+)?(?: (?:tip|end)s?)?\b"
    r"|\btentacles with (?:\w+ )?eyes\b"
)
_MARKS: Final = re.compile(
    r"\b(heart|star|flower|diamond|moon|paw|snowflake)(?:[- ]shaped)?[ -](?:spots|dots|markings|patches)\b"
    r"|\bspots (?:shaped )?(?:like|that are|of) (heart|star|flower|diamond|moon|paw|snowflake)s?\b"
)


def with_plain_parts(sentence: str) -> str:
    """A sentence with what is said of single parts in fewer words.

    >>> with_plain_parts("a dragon with a broken left horn, its right wing is torn")
    'a dragon with one broken horn, one torn wing'
    >>> with_plain_parts("a robot with a green screen face showing a heart")
    'a robot with a green heart screen'
    """
    text = _AFTER.sub(lambda found: f"one {found[2]} {found[1]}", _BEFORE.sub(r"one \1 \2", sentence))
    text = text.replace("laser eyes", "glowing eyes")
    text = _FACE_IS.sub(r"\1\2 face", text)
    text = _SCREEN.sub(lambda found: f"{found[1]} screen" if found[1] else "blank screen", text)
    text = _EACH_EYE.sub("eyed tentacles", text)
    return _MARKS.sub(lambda found: f"{found[1] or found[2]} spots", text)
