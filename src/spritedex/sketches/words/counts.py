"""How many creatures a sentence wants, and in which colors each. Knows no shape."""

import itertools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, naming_words, singular, subject_of, without_words, words_of
from spritedex.sketches.tables import sketches_of_nouns
from spritedex.sketches.words.named import index
from spritedex.sketches.words.props import things
from spritedex.word_tables import COLOR_WORDS, SIZE_OF_WORD

NUMBERS: Final = {
    word: number
    for number, words in {
        2: "two both couple pair twin twins duo 2", 3: "three trio few several some stack pile tower 3",
        4: "four group family bunch pack gang herd many crowd flock school swarm army dozens 4",
        5: "five 5", 6: "six 6", 7: "seven 7", 8: "eight 8", 9: "nine 9", 10: "ten 10", 12: "dozen twelve 12",
        20: "twenty 20", 100: "hundred hundreds 100", 1000: "thousand thousands 1000",
    }.items()
    for word in words.split()
}  # fmt: skip
MOST_DRAWN: Final = 4
_TWO: Final = 2
BODY_PARTS: Final = frozenset({
    "arm", "arms", "beard", "belly", "brain", "ear", "ears", "eye", "eyeball", "eyes", "face", "fang", "fangs",
    "feather", "feathers", "hair", "hand", "hands", "head", "heads", "leg", "legged", "legs", "mouth", "nose",
    "skull", "tail", "tails", "teeth", "tooth", "trunk", "wing", "wings",
})  # fmt: skip
_LINKS: Final = frozenset({"and", "carrying", "holding", "wearing", "with"})
_NEAR: Final = 4
_COLOR: Final = "|".join(sorted((word for word in COLOR_WORDS if word != "dark"), key=len, reverse=True))
_EACH: Final = LazyPattern(
    rf"\b(?:the )?(?:one|first|second|third|fourth|other|another)(?: one)?(?: is| in)? "
    rf"((?:(?:dark|light|pale|bright) )?(?:{_COLOR}))\b",
    ("one", "first", "second", "third", "fourth", "other"),
    ignore_case=True,
)
_EITHER: Final = re.compile(
    r"\bone(?: is)? (?!with|has|in|on|of|wearing|holding)([a-z]+),? and "
    r"(?:the )?(?:one|other|another)(?: one)?(?: is)? (?!with|has|in|on|of|wearing|holding)([a-z]+)\b",
    re.IGNORECASE,
)
"""Such as "one happy and the other sad"."""
_STACKED: Final = re.compile(
    r",? ?\b(?:stacked|standing|sitting|piled)?(?: up)? ?(?:on top of|atop|on) (?:each other|one another)\b",
    re.IGNORECASE,
)
_STACK_WORDS: Final = frozenset({"stack", "stacked", "tower"})
_HEAPS: Final = frozenset({"pile", "stack", "tower"})
"""Of which there are several creatures, and one of things."""
_IRREGULAR: Final = frozenset({"deer", "fish", "geese", "men", "mice", "oxen", "sheep", "women"})
_PLURALS: Final = frozenset(
    {"cacti", "children", "fishes", "geese", "men", "mice", "octopi", "oxen", "people", "women"}
)
"""Plurals that can be nouns of a lexicon themselves."""
_SEVERAL_AND_ONE: Final = re.compile(rf"((?:{'|'.join(NUMBERS)}) [\w -]+?),? and ((?:an?|one) [\w -]+)", re.IGNORECASE)


class Crowd(NamedTuple):
    """How many creatures there are, what is said of each if anything, and whether one stands on another."""

    number: int = 1
    each: tuple[str, ...] = ()
    stacked: bool = False

    @property
    def drawn(self) -> int:
        """How many of them are drawn."""
        return min(self.number, MOST_DRAWN)

    @property
    def is_pair(self) -> bool:
        """Whether they are two beside each other."""
        return self.number == _TWO and not self.stacked


def crowd_of(sentence: str, lexicon: Lexicon, is_thing: bool = False) -> tuple[str, Crowd]:
    """A sentence without what it says of each of several creatures, and how many there are.

    A plural without a number is two creatures, but one thing.

    >>> crowd_of("a pair of cats, one black and one white", Lexicon(frozenset({"cat"})))
    ('a pair of cats', Crowd(number=2, each=('black', 'white'), stacked=False))
    >>> crowd_of("a dog with two heads", Lexicon(frozenset({"dog"})))[1].number
    1
    """
    count = _count(sentence, lexicon, 1 if is_thing else 2)
    if count < 2:
        return sentence, Crowd()
    found = [*_EACH.finditer(sentence)]
    if len(found) < 2:
        found = [*_EITHER.finditer(sentence)]
    rest, each = sentence, tuple(said.casefold() for match in found for said in match.groups())
    if len(each) > 1:
        rest = re.sub(r"\s*,[\s,]*", ", ", sentence[: found[0].start()] + sentence[found[-1].end() :]).strip(" ,")
    stacked = _STACKED.search(rest) is not None or not _STACK_WORDS.isdisjoint(words_of(rest))
    return _STACKED.sub("", rest).strip(), Crowd(count, each if len(each) > 1 else (), stacked)


def one_first(sentence: str, lexicon: Lexicon) -> str:
    """A sentence about several creatures and one with the one first, with which the others are drawn.

    >>> one_first("three blue birds and a red cat", Lexicon(frozenset({"bird", "cat"})))
    'a red cat and three blue birds'
    """
    found = _SEVERAL_AND_ONE.fullmatch(sentence)
    if not found or _count(found[1], lexicon, 1) < 2:
        return sentence
    one = subject_of(found[2], lexicon)
    is_creature = (
        one and found[2].casefold().endswith(one) and not things().issuperset(sketches_of_nouns().get(one, ("",)))
    )
    return f"{found[2]} and {found[1]}" if is_creature else sentence


def alone(sentence: str, color: str) -> str:
    """A sentence about one of several creatures, in its color.

    >>> alone("two small cats with bows", "black")
    'black small cats with a bow'
    """
    first = next((place for place, word in enumerate(words_of(sentence)) if word in NUMBERS), None)
    rest = _for_one(without_words(sentence, {first}))
    return f"{color} {rest.removeprefix('a ').removeprefix('of ')}" if color else rest


def _for_one(sentence: str) -> str:
    """With what each of several has in the singular: "wearing hats" is "wearing a hat"."""
    words, known = words_of(sentence), {**index()["words"], **index()["items"]}
    for before, word in itertools.pairwise(words):
        one = next((form for form in singular(word) if known.get(form)), "")
        if one and not known.get(word) and not one.endswith("s"):
            article = "a " if before in _LINKS else ""
            sentence = re.sub(rf"\b{word}\b", f"{article}{one}", sentence, count=1, flags=re.IGNORECASE)
    return sentence


def _count(sentence: str, lexicon: Lexicon, plural: int) -> int:
    """The number before the noun of a sentence, else `plural` if that is one without an article, else 1."""
    words, noun = words_of(sentence), subject_of(sentence, lexicon)
    own = noun.split()
    if not noun or not BODY_PARTS.isdisjoint(own):
        return 1
    last = next((at for at in range(len(own) - 1, len(words)) if _is(words[at], own[-1])), None)
    if last is None:
        return 1
    first = last - len(own) + 1
    for at in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if words[at] in _HEAPS and plural == 1:
            return 1
        if number := NUMBERS.get(words[at]):
            return number if _counts(words[at + 1 : first], words[last], own[-1]) else 1
    is_plural = words[last] != own[-1] or words[last] in _PLURALS
    several = is_plural and last < len(naming_words(sentence)) and words[0] not in ("a", "an")
    return plural if several else 1


def _counts(between: Sequence[str], word: str, noun: str) -> bool:
    """Whether a number counts the noun, and no part before it as in "two-headed dragon"."""
    if any((each.endswith("ed") and each not in COLOR_WORDS) or each in BODY_PARTS for each in between):
        return False
    near = all(each in COLOR_WORDS or each in SIZE_OF_WORD or each in ("of", "the") for each in between)
    return near or word != noun or word in _IRREGULAR


def _is(word: str, noun: str) -> bool:
    return word == noun or noun in singular(word)
