"""Details of single parts, in the words that parts know: "its tail on fire" as "burning tail", "dripping lava" as "lava
drips". Knows no sketch."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon

_ITS: Final = r"(?:(?:an?|the|its|his|her|their) )?"
_BURNS: Final = r"feet|fists|hands|hooves|mane|paws|tail"
_ON_FIRE: Final = LazyPattern(
    rf"\b{_ITS}({_BURNS}) (?:(?:that is|which is|is|are|that are|all) )?"
    r"(?:on fire|in flames|aflame|ablaze|engulfed in flames|made (?:out )?of (?:fire|flames?))\b",
    ("fire", "flame", "ablaze"),
    ignore_case=True,
)
_HORNS_ON_FIRE: Final = LazyPattern(
    r"\b(antlers|horns) (?:(?:that are|which are|are) )?(?:on fire|in flames|aflame|ablaze)\b"
    r"|\b(?:burning|flaming|fiery) (antlers|horns)\b",
    ("antlers", "horns"),
    ignore_case=True,
)
_AIRY: Final = {
    "smoke": "grey", "steam": "white", "mist": "white", "shadow": "black", "shadows": "black", "darkness": "black",
    "fire": "", "flame": "", "flames": "", "lava": "",
}  # fmt: skip
"""What burns or drifts in place of a mane, as the color of flames."""
_FOR_MANE: Final = LazyPattern(
    rf"\b({'|'.join(_AIRY)}) (?:for|as|instead of) {_ITS}mane\b"
    r"|\bmane (?:made )?(?:out )?of (darkness|lava|mist|shadows?|smoke|steam)\b",
    ("mane",),
    ignore_case=True,
)
_FLUID: Final = (
    "acid|blood|goo|honey|ink|lava|magma|mud|oil|ooze|poison|saliva|slime|tar|toxic slime|venom|water|chocolate"
)
_DRIPS_IT: Final = LazyPattern(
    rf"\b(?:(?:that (?:is|are) )?(?:dripping|drips?|oozing|leaking)(?: with)?) (?:\w+ )?({_FLUID})"
    r"(?: from (?:the|its|his|her|their)?(?: \w+)? ?(beak|fangs|jaws|maw|mouth|teeth))?\b",
    ("drip", "ooz", "leak"),
    ignore_case=True,
)
_IT_DRIPS: Final = LazyPattern(
    rf"\b({_FLUID}) (?:is )?(?:dripping|drips|oozing|leaking)(?: (?:down|off|out|from|of|its|his|her|the)\b)*"
    r"(?: (beak|body|claws|eyes|fangs|fur|jaws|maw|mouth|shell|sides|skin|teeth))?\b",
    ("drip", "ooz", "leak"),
    ignore_case=True,
)
_MOUTH: Final = LazyPattern(
    r"\b(fangs|jaws|maw|mouth|teeth|tusks)$", ("fangs", "jaws", "maw", "mouth", "teeth", "tusks")
)
_AT_MOUTH: Final = frozenset({"beak", "fangs", "jaws", "maw", "mouth", "teeth"})
_COVERED: Final = LazyPattern(
    r"\b(?:covered|coated|drenched|dipped|smothered) (?:in|with) (?:\w+ )?"
    r"(blood|caramel|chocolate|honey|ink|lava|oil|syrup|tar)\b",
    ("cover", "coat", "drench", "dipped", "smother"),
    ignore_case=True,
)
_STUCK: Final = LazyPattern(
    rf"\b(\w+) (?:(?:that are|which are) )?(?:stuck|stabbed|lodged|embedded|impaled|sticking out|sticking|caught) "
    rf"(?:in|into|on|to|of|out of|from) (?:{_ITS}(?:back|body|spines|quills|spikes|shell|fur|side)|it|him)\b",
    ("stuck", "stab", "lodged", "embedded", "impaled", "sticking", "caught"),
    ignore_case=True,
)
_CHEEKS: Final = LazyPattern(
    r"\b(?:stuffed|full|puffed up|puffed out|puffed|puffy|chubby|fat|bulging|big|round|huge) cheeks\b"
    r"|\bcheeks (?:stuffed|full|puffed out|puffed up|puffed)(?: (?:with|of) \w+)?",
    ("cheeks",),
    ignore_case=True,
)
_BLOSSOMING: Final = LazyPattern(
    r"\b(?:with |and )?((?:cherry |pink |white |red )?)(?:blossoms?|blossoming|flowering|flowers?) (antlers|horns)\b",
    ("antlers", "horns"),
    ignore_case=True,
)
_INSIDE: Final = LazyPattern(
    r"\b(?:with|has) (an? (?:\w+ )?(?:\w+))(?: (?:floating|trapped|visible|swimming|hanging))?"
    r" inside(?: of)?(?: (?:it|its (?:body|belly|head|chest)))?(?=$|[,.]| and\b| with\b)",
    (" inside",),
    ignore_case=True,
)
_BUBBLES_IN: Final = LazyPattern(r"\b(?:with )?bubbles (?:floating )?inside(?: of)?(?: it(?:s body)?)?\b", ("bubbles",))
_FURLESS: Final = LazyPattern(
    r"\b(?:hairless|furless) (?=(?:baby |fat |old |tiny |small |skinny )*"
    r"(?:bear|cat|chinchilla|dog|fox|gerbil|guinea pig|hamster|hyena|mouse|rabbit|rat|raccoon|squirrel|wolf)\b)",
    ("hairless", "furless"),
    ignore_case=True,
)
_CANDY_CORN: Final = LazyPattern(r"\bcandy corn (?=(?:claws|fangs|horns?|nose|teeth|tusks)\b)", ("candy corn",))
_ALBINO: Final = LazyPattern(r"\b(an )?albino (?=\w)", ("albino",), ignore_case=True)
_FROM_NECK: Final = LazyPattern(
    rf"\b((?:\w+ )?)(?:fire|flames?) (?:(?:coming|shooting|bursting|rising|blazing|burning|pouring) )?"
    rf"(?:out of|from|on|for|instead of|in place of|where) {_ITS}(?:neck|head|stump)\b(?: should be\b)?",
    ("neck", "head", "stump"),
    ignore_case=True,
)
_LAYS: Final = LazyPattern(r"\blaying (?=an? (?:\w+ )?eggs?\b)", ("laying",), ignore_case=True)
_TIPPED: Final = LazyPattern(
    r"\b(\w+)[- ]tipped (ears|wings)\b|\b(\w+) (ear|wing)[ -]?tips\b|\b(ears|wings) with (\w+) tips\b",
    ("tip",),
    ignore_case=True,
)


def detailed(sentence: str, _: Lexicon) -> str:
    """A sentence with such details in words that parts know; as it is, where it has none.

    >>> none = Lexicon(frozenset())
    >>> detailed("a white cat, tail on fire", none), detailed("a horse with smoke for a mane", none)
    ('a white cat, burning tail', 'a horse with grey flaming mane')
    >>> detailed("a cobra, fangs dripping poison", none), detailed("a golem with lava dripping down", none)
    ('a cobra, fangs with poison drool', 'a golem with lava drips')
    >>> detailed("a boar with arrows stuck in its back", none), detailed("an albino bat", none)
    ('a boar with stuck arrows', 'a white bat with red eyes')
    >>> detailed("a raven with red wingtips", none)
    'a raven with red tipped wings'
    """
    for step in _STEPS:
        sentence = step(sentence)
    return sentence


def _on_fire(sentence: str) -> str:
    """What burns is a part, and horns have flames at their tips."""
    sentence = _HORNS_ON_FIRE.sub(lambda match: "{0}, flame on its {0}".format(match[1] or match[2]), sentence)
    return _ON_FIRE.sub(r"burning \1", sentence)


def _dripping(sentence: str) -> str:
    def of_it(match: re.Match[str]) -> str:
        at_mouth = _MOUTH.search(sentence[: match.start()].rstrip())
        before = "" if sentence[: match.start()].rstrip().endswith(("with", "and")) else "with "
        return f"{before}{match[1]} {'drool' if at_mouth or match[2] else 'drips'}"

    def from_it(match: re.Match[str]) -> str:
        return f"{match[1]} {'drool' if (match[2] or '').casefold() in _AT_MOUTH else 'drips'}"

    return _DRIPS_IT.sub(of_it, _IT_DRIPS.sub(from_it, sentence))


def _tipped(sentence: str) -> str:
    def tips(match: re.Match[str]) -> str:
        color, part = match[1] or match[3] or match[6], match[2] or match[4] or match[5]
        return f"{color} tipped {part.removesuffix('s')}s"

    return _TIPPED.sub(tips, sentence)


def _blossoming(sentence: str) -> str:
    def flowers(match: re.Match[str]) -> str:
        color = "pink " if match[1].casefold().startswith("cherry") else match[1]
        return f"with {match[2]}, {color}flowers on its {match[2]}"

    return _BLOSSOMING.sub(flowers, sentence)


def _albino(sentence: str) -> str:
    if not _ALBINO.search(sentence):
        return sentence
    red = "" if " eye" in sentence.casefold() else " with red eyes"
    return _ALBINO.sub(lambda match: "a white " if match[1] else "white ", sentence) + red


def _burning_neck(sentence: str) -> str:
    if "headless" not in sentence.casefold():
        return sentence
    return _FROM_NECK.sub(lambda match: f"{match[1]}flame on its head", sentence)


def _mane(match: re.Match[str]) -> str:
    color = _AIRY[(match[1] or match[2]).casefold()]
    return f"{color} flaming mane".lstrip()


_STEPS: Final[Sequence[Callable[[str], str]]] = (
    lambda text: _FOR_MANE.sub(_mane, text),
    _on_fire,
    _burning_neck,
    _dripping,
    lambda text: _COVERED.sub(r"with \1 coating", text),
    lambda text: _STUCK.sub(r"stuck \1", text),
    lambda text: _CHEEKS.sub("puffed cheeks", text),
    lambda text: _LAYS.sub("next to ", text),
    _blossoming,
    lambda text: _BUBBLES_IN.sub("covered in bubbles", _INSIDE.sub(r"with \1 in its body", text)),
    lambda text: _FURLESS.sub("pale pink ", text),
    lambda text: _CANDY_CORN.sub("orange ", text),
    _tipped,
    _albino,
)
