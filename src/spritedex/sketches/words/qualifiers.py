"""Where a sentence says that a part is, in which color and how large: "flowers on its antlers", "a huge sword".

Knows no shape.
"""

import itertools
import re
from collections.abc import Iterable
from typing import Final

from spritedex.sentence import naming_words
from spritedex.word_tables import COLOR_WORDS

BETWEEN: Final = frozenset({"a", "an", "and", "by", "for", "from", "has", "in", "of", "on", "the", "with"})
"""What ends the words that are said of what comes after them."""
_ON: Final = frozenset({"along", "around", "down", "on"})
_NEAR: Final = 3
"""How many words before something say how large it is at most."""
_SIZES: Final = {
    word: size
    for size, words in {
        0.6: "mini miniature teeny tiny", 0.74: "little small", 1.3: "big large long tall",
        1.5: "enormous giant gigantic huge massive oversized",
    }.items()
    for word in words.split()
}  # fmt: skip
"""How large a thing is beside its usual size that is said to be so."""
_PLACES: Final = {
    "head": "head", "cap": "head", "forehead": "forehead", "brow": "forehead", "back": "back", "shell": "back",
    "tail": "tail", "belly": "body", "stomach": "body", "chest": "body", "antlers": "horns", "horns": "horns",
    "nose": "mouth", "snout": "mouth", "wings": "wings",
}  # fmt: skip
JUGGLED: Final = "juggled"
"""Where a thing is of which several are thrown and caught."""
BLADE: Final = "as a blade"
"""Where a thing is that is used as a blade, as in "a cucumber sword"."""
POLE: Final = "as a pole"
SHIELD: Final = "as a shield"
_MADE_INTO: Final = {
    "axe": POLE, "club": POLE, "hammer": POLE, "lance": POLE, "mace": POLE, "shield": SHIELD, "spear": POLE,
    "staff": POLE, "wand": POLE,
}  # fmt: skip
"""The same of other weapons, as in "a carrot spear" and "a cookie shield"."""
SLUNG: Final = "slung"
STUCK: Final = "stuck"
"""Where things are that stick in a back."""
ALONE: Final = "stuck alone"
_ONE: Final = frozenset({"a", "an", "one", "the"})
_SLUNG: Final = (
    re.compile(
        r"(?:resting |slung |carried |held |laid )?(?:over|on|across) (?:its|his|her|their|the|a|one) shoulders?\b"
    ),
    re.compile(r"(?:strapped |slung |sheathed |carried )?(?:on|to|across|over) (?:its|his|her|their|the) back\b"),
)
"""What says that what is before it is behind a shoulder."""
_TO_PLACE: Final = frozenset({
    "around", "at", "from", "growing", "in", "its", "his", "her", "of", "on", "out", "sprouting", "that", "the",
    "their", "tip", "top",
})  # fmt: skip


def stuck_in(words: list[str], start: int) -> str:
    """Whether the thing at a place of some words sticks in a body, alone or as one of several; empty if it does not.

    >>> stuck_in("a slime with a stuck sword".split(), 5), stuck_in("a boar with stuck arrows".split(), 4)
    ('stuck alone', 'stuck')
    """
    if words[start - 1 : start] != [STUCK]:
        return ""
    return ALONE if words[start - 2] in _ONE else STUCK


def place_of(words: list[str], end: int) -> str:
    """The place of what ends at a word, as in "flowers on its antlers"; empty if none is said."""
    after = words[end : end + 6]
    if any(slung.match(" ".join(after)) for slung in _SLUNG):
        return "back" if _SLUNG[1].match(" ".join(after)) else SLUNG
    link = list(itertools.takewhile(_TO_PLACE.__contains__, after))
    return _PLACES.get(after[len(link)], "") if {"on", "from"} & set(link) and len(link) < len(after) else ""


def form_of(arms: Iterable[str]) -> str:
    """How a thing is held that is used as one of some weapons; empty, if there is none.

    >>> form_of(["spear"]), form_of([])
    ('as a pole', '')
    """
    return next((_MADE_INTO.get(arm, BLADE) for arm in arms), "")


def size_of(words: list[str], start: int) -> float:
    """How large what begins at a word is said to be: of the words between an article and it."""
    before = itertools.takewhile(lambda word: word not in BETWEEN, reversed(words[max(0, start - _NEAR) : start]))
    return next((_SIZES[word] for word in before if word in _SIZES), 1.0)


def on_tail(words: list[str], start: int, end: int) -> bool:
    """Whether stripes are those of a tail: "a striped tail", "stripes on its tail", "a tail with white stripes"."""
    after, before = words[end : end + 3], words[max(0, start - 3) : start]
    on = after[:1] == ["tail"] or (after[2:] == ["tail"] and after[0] in _ON)
    return on or ("tail", "with") in itertools.pairwise(before)


def color_word_of(sentence: str, words: list[str], start: int, phrase: int | None = None) -> int | None:
    """The word that colors what begins at a word: one or two before it in what the creature has, or a hyphen before.

    Of two colors, as in "red and white wings", the first. What follows the start of its own `phrase` colors it too.
    """
    for near in (start - 1, start - 2):
        place = near
        if place < 0 or words[place] in BETWEEN or f"{words[place]}," in sentence.casefold():
            return None
        if COLOR_WORDS.get(words[place]):
            if place > 1 and words[place - 1] == "and" and COLOR_WORDS.get(words[place - 2]):
                place -= 2
            joined = f"{words[place]}-{words[start]}" in sentence.casefold()
            inside = phrase is not None and place > phrase
            return place if joined or inside or place >= len(naming_words(sentence)) else None
    return None
