"""What a phrase of a sentence names that can be drawn with a creature. Knows no shape."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from spritedex.sentence import Lexicon, singular, subject_of
from spritedex.sketches.words.counts import BODY_PARTS, NUMBERS
from spritedex.sketches.words.named import index, named_parts
from spritedex.sketches.words.props import (
    covers,
    grows,
    is_container,
    of_group,
    prop_in,
    rides_with,
    small_thing,
    stands,
    things,
    words_in,
)
from spritedex.sketches.words.relations import AMOUNTS, ITS, MOTHERS, PIECES, YOUNG
from spritedex.word_tables import COSTUMES

_SEVERAL: Final = frozenset({"arms", "back", "beside", "head", "held", "pair", "with"})
_OF_GROUPS: Final = frozenset({"back", "head"})
_GROUP: Final = "three"
"""Where a village or a forest can be, and how many houses or trees it has there."""
_HEAPS: Final = AMOUNTS - PIECES
_STOOD_ON: Final = frozenset({"brain", "skull", "tooth"})
"""Parts of a body that something can stand on by themselves."""
_SHELTERS: Final = ("parasol", "umbrella")
_ANY_YOUNG: Final = frozenset({"babies", "babys", "brood", "cub", "cubs", "joey", "joeys", "litter"})
_ONE_YOUNG: Final = frozenset({"baby", "child", "cub", "infant", "joey"})
_YOUNG_NOUNS: Final = frozenset({
    "calf", "chick", "cub", "duckling", "fawn", "foal", "gosling", "hatchling", "joey", "kid", "kitten", "lamb",
    "piglet", "pup", "puppy", "tadpole",
})  # fmt: skip
_SOME: Final = 3
"""How many creatures a plural is."""


_BOTH: Final = re.compile(
    r",? (?:and )?(?:they (?:are )?)?both (?:are )?((?:holding|wearing|with) [\w -]+)(?=$|[,.])", re.IGNORECASE
)
"""What a creature and who is with it have."""


class Companion(NamedTuple):
    """What is drawn with a creature: its noun, or else the prop that it is; the words that name it; where it is; and
    how many there are, 0 if the sentence does not say it."""

    noun: str
    prop: str
    phrase: str
    where: str
    number: int = 0


def companion_of(
    phrase: Sequence[str], where: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]
) -> Companion | None:
    """What a phrase names that can be there; None if that is nothing, or nothing that is drawn there."""
    if not phrase or not (BODY_PARTS - (_STOOD_ON if where == "on" else set())).isdisjoint(phrase):
        return None
    if where == "bubble":
        return Companion("", "prop-bubble", " ".join(phrase), where)
    if where in _OF_GROUPS and (single := of_group(phrase)) != [*phrase]:
        phrase = [_GROUP, *single]
    if len(phrase) > 2 and phrase[0] in PIECES and phrase[1] == "of":
        phrase = phrase[2:]
    said, count = " ".join(phrase), next((NUMBERS[word] for word in phrase if word in NUMBERS), 0)
    noun = _noun(phrase, lexicon)
    if where == "hood":
        if prop := covers(phrase):
            return Companion(noun, f"prop-{prop}", said, where)
        return Companion(noun, "", said, where) if not words_in("covers").isdisjoint(sketches.get(noun, ())) else None
    if where == "around":
        thing = small_thing(phrase)
        count = count or int(not thing and not _is_plural(phrase[-1], lexicon))
        return Companion(noun, thing, said, where, count) if thing or noun else None
    if where == "hang":
        if prop_in(phrase, "on") == "branch":
            return Companion(noun, "prop-branch", said, where)
        where = "on"
    if where == "share":
        where = "under" if noun in _SHELTERS else "feet"
    prop = prop_in(phrase, where) if where in ("in", "on") else ""
    other = " " in noun and where == "in" and not is_container(prop)  # a jack o lantern is no lantern
    if prop and not (other and not words_in("holders").isdisjoint(sketches.get(noun, ()))):
        return Companion(noun, f"prop-{prop}", said, "in" if is_container(prop) else "seat")
    of = phrase.index("of") if "of" in phrase else 0
    if where == "on" and not _HEAPS.isdisjoint(phrase[:of]) and (many := _noun(phrase[of + 1 :], lexicon)):
        return Companion(many, "prop-gold", said, "seat")
    names = sketches.get(noun, ())
    if where == "meal" and noun and noun not in index()["items"] and not things().issuperset(names):
        return Companion(noun, "", said, "mouth")
    if where == "meal":
        return Companion(noun, "", said, where) if not words_in("meals").isdisjoint(names[:1]) else None
    if where == "in" and not words_in("hollow").isdisjoint(names[:1]):
        return Companion(noun, "", said, "hole")
    if where == "in":
        return Companion(noun, "", said, "hidden") if not words_in("holders").isdisjoint(names) else None
    if where in ("with", "pair") and (prop := rides_with(phrase)):
        return Companion(noun, f"prop-{prop}", said, "seat")
    if where == "crown":
        return Companion(noun, grows(phrase), said, where, count)
    if where == "with" and not words_in("marks").isdisjoint(names):
        return None
    creature = noun and not things().issuperset(names)
    if not count and (where == "back" or (where in _SEVERAL and creature)):
        count = _SOME if _is_plural(phrase[-1], lexicon) else 0
    where = "beside" if where == "with" else where
    if where in ("back", "head", "shoulder", "feet", "beside", "pair", "behind", "held", "hug", "mouth") and (
        prop := stands(phrase)
    ):
        return Companion(noun, f"prop-{prop}", said, where, count)
    return Companion(noun, "", said, where, count) if noun else None


def of_kind(phrase: list[str], before: Sequence[str], said: set[str], lexicon: Lexicon) -> list[str]:
    """What names young ones alone, as in "with its cubs" or "a mama bear with two babies", as young of the creature."""
    if not phrase or phrase[-1] not in YOUNG:
        return phrase
    if ITS.isdisjoint(said) and MOTHERS.isdisjoint(before) and phrase[-1] not in _ANY_YOUNG:
        return phrase
    count = [word for word in phrase if word in NUMBERS] or ["three"] * (phrase[-1] not in _ONE_YOUNG)
    return [*count, "baby", *subject_of(" ".join(before), lexicon).split()]


def _is_plural(word: str, lexicon: Lexicon) -> bool:
    return word not in lexicon.subjects and bool(singular(word))


def _noun(phrase: Sequence[str], lexicon: Lexicon) -> str:
    """The noun at the end of a phrase that has a sketch, or before what it does: "mouse wizard" is a mouse."""
    noun = subject_of(" ".join(phrase), lexicon)
    ends = (*phrase[-1:], *singular(phrase[-1]), *(phrase[-2:-1] if is_role(phrase) else ()))
    return noun if noun and noun.split()[-1] in ends else ""


def is_young(noun: str) -> bool:
    """Whether a noun is that of a young one, which is smaller than who is with it."""
    return noun in _YOUNG_NOUNS


def is_role(phrase: Sequence[str]) -> bool:
    """Whether what a creature does is said last and after its noun, as in "mouse wizard"."""
    return len(phrase) > 1 and phrase[-1] in COSTUMES


def shared(sentence: str, company: tuple[Companion, ...]) -> tuple[str, tuple[Companion, ...]]:
    """A sentence about a creature and its company with what both have, as in "both wearing hats", said of each."""
    both = _BOTH.search(sentence) if company else None
    if both is None:
        return sentence, company
    *given, last = both[1].split()
    worn = " ".join([*given, next(iter(singular(last)), last)])
    with_it = tuple(each if each.prop else each._replace(phrase=f"{each.phrase} {worn}") for each in company)
    return f"{sentence[: both.start()]} {worn}{sentence[both.end() :]}", with_it


def is_part(words: Sequence[str], lexicon: Lexicon, held: bool = True) -> bool:
    """Whether words such as "with moss" or "and a sword" name a part that sketches are given, or that is `held`."""
    link, *named = words
    if is_role(named) and subject_of(" ".join(named), lexicon) in named[:-1]:
        return False
    text = " ".join(["it", "with" if link == "and" else link, *named])
    known = index()["words"]
    return any(held or part.said in known or part.said.split()[-1] in known for part in named_parts(text, lexicon))
