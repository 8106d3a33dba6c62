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

_COLORS: Final = {
    "fire": "tangerine", "flame": "tangerine", "flames": "tangerine", "lava": "vermilion", "magma": "vermilion",
    "ice": "pale cyan", "frost": "pale cyan", "snow": "white", "water": "blue", "lightning": "yellow",
    "electric": "yellow", "electricity": "yellow", "light": "cream", "dark": "black", "darkness": "black",
    "shadow": "black", "night": "navy", "day": "yellow", "stone": "grey", "rock": "grey", "metal": "silver",
    "steel": "silver", "machine": "silver", "mechanical": "silver", "wood": "brown", "earth": "brown",
    "mud": "brown", "sand": "sand", "grass": "green", "plant": "green", "moss": "green", "leaf": "green",
    "leaves": "green", "poison": "purple", "bone": "ivory", "bones": "ivory", "candy": "pink",
}  # fmt: skip
"""What one half of a body is of, as a color."""
_OF: Final = rf"(?:(?:is|are|made|of|in|on|all) )*({'|'.join(_COLORS)})"
_HALVES: Final = (
    re.compile(
        rf"\b(?P<one>left|right|one|front|back|top|upper) (?P<what>side|half) (?:of (?:its|the|his|her) body )?{_OF}"
        rf"(?P<link>,? (?:and |but |while )?(?:the |its )?)(?P<other>left|right|other|front|back|bottom|lower)"
        rf"(?: (?:side|half))? {_OF}\b"
    ),
    re.compile(rf"\bhalf {_OF}(?P<link>,? (?:and )?)half {_OF}\b(?! and half)"),
)


def with_plain_parts(sentence: str) -> str:
    """A sentence with what is said of single parts in fewer words.

    >>> with_plain_parts("a dragon with a broken left horn, its right wing is torn")
    'a dragon with one broken horn, one torn wing'
    >>> with_plain_parts("a robot with a green screen face showing a heart")
    'a robot with a green heart screen'
    """
    text = _AFTER.sub(lambda found: f"one {found[2]} {found[1]}", _BEFORE.sub(r"one \1 \2", sentence))
    text = _HALVES[0].sub(_of_sides, _HALVES[1].sub(_of_halves, text))
    text = _FACE_IS.sub(r"\1\2 face", text)
    text = _SCREEN.sub(lambda found: f"{found[1]} screen" if found[1] else "blank screen", text)
    text = _EACH_EYE.sub("eyed tentacles", text)
    return _MARKS.sub(lambda found: f"{found[1] or found[2]} spots", text)


def _of_sides(found: re.Match[str]) -> str:
    one, other = (_COLORS[found[group]] for group in (3, 6))
    return f"{found['one']} {found['what']} {one}{found['link']}{found['other']} {found['what']} {other}"


def _of_halves(found: re.Match[str]) -> str:
    return f"half {_COLORS[found[1]]}{found['link']}half {_COLORS[found[3]]}"
