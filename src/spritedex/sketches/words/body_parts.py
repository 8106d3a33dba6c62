"""Parts of a body that are broken, torn or gone on one side, of a material, or a screen, in the words of `parts.json`.

Knows no sketch.
"""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import link_of
from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

_PART: Final = r"(antler|arm|ear|fang|fin|horn|leg|tusk|wing)"
_STATES: Final = ("broken", "chipped", "cracked", "missing", "ripped", "shattered", "snapped", "tattered", "torn")
_STATE: Final = f"({'|'.join(_STATES)})"
_ITS: Final = r"(?:(?:a|an|the|its|his|her|their|one) )?"
_SIDE: Final = r"(?:left|right)"
_BEFORE: Final = LazyPattern(rf"\b{_ITS}{_STATE} (?:off )?{_ITS}{_SIDE} {_PART}\b", _STATES)
_AFTER: Final = LazyPattern(
    rf"\b{_ITS}(?:{_SIDE} |one ){_PART} (?:(?:is|that is|which is) )?{_STATE}(?: off)?\b", _STATES
)
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

_COLOR: Final = "|".join(word for word, color in COLOR_WORDS.items() if color)
_SHADE: Final = rf"(?:(?:{'|'.join(sorted(TONE_WORDS))}) )?(?:{_COLOR})"
_PLURAL: Final = {
    "armed": "arms", "backed": "back", "beaked": "beak", "bearded": "beard", "bellied": "belly", "clawed": "claws",
    "eared": "ears", "faced": "face", "finned": "fins", "footed": "feet", "haired": "hair", "legged": "legs",
    "maned": "mane", "nosed": "nose", "pawed": "paws", "shelled": "shell", "skinned": "skin", "tailed": "tail",
    "tongued": "tongue", "tusked": "tusks", "winged": "wings",
}  # fmt: skip
_PARTED: Final = LazyPattern(rf"\b({_SHADE})[- ]({'|'.join(_PLURAL)}) (?=\w)", _PLURAL)
_CYBORG: Final = re.compile(r"\bcyborg\b")
_ITS_EYE: Final = LazyPattern(rf"\b(?:(?:one|a) )?(?:glowing )?({_SHADE}) eye\b", (" eye",))

_ONE_GLOWS: Final = LazyPattern(rf"\bglowing ({_SHADE}) eye\b", ("glowing",))
_STUFF: Final = {
    "mud": "brown", "dirt": "brown", "clay": "brown", "chocolate": "brown", "rust": "russet", "dust": "tan",
    "sand": "sandy", "moss": "green", "grass": "green", "algae": "green", "slime": "lime", "goo": "lime",
    "snow": "white", "frost": "white", "flour": "white", "ice": "pale cyan", "blood": "crimson", "soot": "black",
    "ash": "grey", "oil": "black", "ink": "black", "tar": "black", "lava": "vermilion", "honey": "amber",
}  # fmt: skip
"""What can lie on a part of a body, as the color of that."""
_LIES_ON: Final = re.compile(
    rf"\b({'|'.join(_STUFF)}) (?:all )?(?:on|over|covering|up) (?:both )?(?:its|the|his|her|their|both) "
    r"(arms|belly|chest|chin|ears|face|feet|hands|hooves|horns|legs|nose|paws|snout|tail|wings)\b"
)
_OTHER_PART: Final = {"chin": "face", "hands": "arms", "snout": "nose"}


def with_plain_parts(sentence: str) -> str:
    """A sentence with what is said of single parts in fewer words.

    >>> with_plain_parts("a dragon with a broken left horn, its right wing is torn")
    'a dragon with one broken horn, one torn wing'
    >>> with_plain_parts("a robot with a green screen face showing a heart")
    'a robot with a green heart screen'
    >>> with_plain_parts("a blue-tailed green lizard with a hat")
    'a green lizard with blue tail, with a hat'
    """
    text = _AFTER.sub(lambda found: f"one {found[2]} {found[1]}", _BEFORE.sub(r"one \1 \2", sentence))
    text = _after_noun(text.replace(" - ", ", ").replace("laser eyes", "glowing eyes"))
    text = _LIES_ON.sub(lambda found: f"{_STUFF[found[1]]} {_OTHER_PART.get(found[2], found[2])}", text)
    if _CYBORG.search(text):
        text = _ITS_EYE.sub(r"\1 laser eye", text)
    text = _ONE_GLOWS.sub(r"\1 glowing eye", text)
    text = _FACE_IS.sub(r"\1\2 face", text)
    text = _SCREEN.sub(lambda found: f"{found[1]} screen" if found[1] else "blank screen", text)
    text = _EACH_EYE.sub("eyed tentacles", text)
    return _MARKS.sub(lambda found: f"{found[1] or found[2]} spots", text)


def _after_noun(text: str) -> str:
    """ "a blue-tailed green lizard with a hat" as "a green lizard with blue tail, with a hat"."""
    link = link_of(text)
    head, rest = (text[: link.start()].rstrip(), text[link.start() :]) if link else (text, "")
    parts = [f"{found[1]} {_PLURAL[found[2]]}" for found in _PARTED.finditer(head)]
    if not parts:
        return text
    comma = "," if rest[:1].isalpha() else ""
    space = " " if comma else ""
    return f"{_PARTED.sub('', head)} with {' and '.join(parts)}{comma}{space}{rest}"
