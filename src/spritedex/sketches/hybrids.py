"""One creature of two kinds, such as "half cat half bird": the one that is drawn, and what it has of the other."""

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Final

from spritedex.sentence import Lexicon, naming_words, singular, subject_of, words_of
from spritedex.sketches.foods import foods
from spritedex.sketches.tables import table
from spritedex.sketches.words.divisions import division_of
from spritedex.sketches.words.named import index
from spritedex.sketches.words.props import things, words_in
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, STUFF

_BEARERS: Final = frozenset({"bush", "plant", "tree"})
"""What bears a fruit that is named before it, and is not made of it."""
_MIXED: Final = frozenset({
    "amalgam", "blend", "combination", "combined", "combo", "cross", "crossbreed", "crossed", "fused", "fusion",
    "half", "hybrid", "mashup", "merged", "mix", "mixed", "mixture", "part",
})  # fmt: skip
_AFTER: Final = {"cross": {"between", "breed", "of"}, "crossed": {"between", "with"}}
"""What is after words that else say something else, as in "a cross on its chest" and "crossed eyes"."""
_PLACES: Final = frozenset({"desert", "forest", "garden", "island", "jungle", "ocean", "river", "sea", "swamp"})
"""What before a creature says where it lives."""
_BUILT: Final = frozenset({"boat", "castle", "house", "island", "ship", "tent"})
"""Things before a creature that say where it lives, if it can't carry them."""
_CARRIERS: Final = frozenset({"hermit-crab", "kappa", "snail", "snail-2", "tortoise", "turtle", "turtle-2"})
_WEATHER: Final = frozenset({"storm", "thunder"})
_TOYS: Final = frozenset({"doll", "marionette", "plush", "plushie", "puppet"})
"""Of what kind a toy is, and no kind that another creature has parts of."""
_NO_KINDS: Final = _PLACES | _TOYS | BEINGS | COLOR_WORDS.keys() | {"cyborg"}
_DRIVEN: Final = frozenset({
    "airplane", "bus", "car", "helicopter", "motorcycle", "rocket", "submarine", "tank", "tractor", "train", "truck",
    "ufo",
})  # fmt: skip
"""Sketches of what is driven or flown: of an animal, such as "car dog", it has the parts."""
_UNSEEN: Final = frozenset({"antennae", "fangs", "leaf", "teeth", "tongue", "whiskers"})
"""Parts that alone do not show what kind of animal has them."""
_MOST_WORDS: Final = 3
_LOWER: Final = {"fish-tail": "fish-half", "tentacles": "octopus-half"}
"""A trait -> the hind half of a body that has it, of which another animal is the front half."""
_SNAKES: Final = frozenset({"cobra", "snake", "snake-2", "snake-3"})


def kinds_of(sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """The noun that a sentence's creature is drawn as, and the one it has parts of, which may be empty.

    >>> kinds_of("half cat half bird", Lexicon(frozenset({"cat", "bird"})), {"cat": ["cat"], "bird": ["bird"]})
    ('cat', 'bird')
    >>> kinds_of("a red bird", Lexicon(frozenset({"bird"})), {"bird": ["bird"]})
    ('bird', '')
    """
    noun = subject_of(sentence, lexicon)
    words = words_of(sentence)
    if not _is_mixed(words):
        before = (
            " ".join(itertools.takewhile(lambda word: word != noun.split()[0], naming_words(sentence))) if noun else ""
        )
        found = [each for each in _nouns(words_of(before)[-1:], lexicon) if each not in _NO_KINDS]
        driven = next((each for each in found if _DRIVEN.intersection(sketches.get(each, ())[:1])), "")
        if driven and not _UNSEEN.issuperset(traits_of(noun, sketches)):
            return driven, noun
        return noun, next((other for other in found if other != noun and _has_traits(other, sketches)), "")
    first, second, *_ = *dict.fromkeys(_nouns(words, lexicon)), "", ""
    if second and _is_food(second, sketches) != _is_food(first, sketches):
        animal, thing = (first, second) if _is_food(second, sketches) else (second, first)
        return (thing, animal) if _is_thing_with_parts(thing, animal, sketches) else (animal, "")
    if second and lower_half(first, sketches) and not lower_half(second, sketches):
        first, second = second, first
    if second and not _has_traits(second, sketches) and _has_traits(first, sketches):
        return second, first
    return (first, second) if second else (noun, "")


def _is_mixed(words: Sequence[str]) -> bool:
    """Whether a creature is of two kinds: "a cross between two", and not "a cross on its chest" or "half red, half
    blue"."""
    if division_of(" ".join(words)):
        return False
    pairs = itertools.pairwise([*words, ""])
    return any(
        word in _MIXED and after in _AFTER.get(word, {after}) and (word, after) != ("half", "of")
        for word, after in pairs
    )


def food_in(sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> str:
    """The sketch of the food or other thing of "pizza cat" or "half cat half pizza"; empty if a creature is of none.

    >>> food_in("a pizza cat", Lexicon(frozenset({"cat", "pizza"})), {"cat": ["cat"], "pizza": ["pizza"]})
    'pizza'
    >>> food_in("a cat made of pizza", Lexicon(frozenset({"cat", "pizza"})), {"cat": ["cat"], "pizza": ["pizza"]})
    'pizza'
    """
    noun, words = kinds_of(sentence, lexicon, sketches)[0], words_of(sentence)
    if not noun or _is_food(noun, sketches) or noun.split()[-1] in _BEARERS:
        return ""
    start = next((at for at in range(len(words)) if words[at : at + len(noun.split())] == noun.split()), 0)
    near = words[max(0, start - _MOST_WORDS) : start]
    if of_many(words, noun, lexicon, sketches):
        return sketches[_nouns(near, lexicon)[-1]][0]
    if _is_mixed(words):
        named = [each for each in _nouns(words, lexicon) if _is_food(each, sketches) and _is_kind(each, words)]
    else:
        found = [each for each in _nouns(near, lexicon)[-1:] if each not in COLOR_WORDS]
        named = [each for each in found if _ends_with(near, each) and _is_food(each, sketches)]
        after = words[start + len(noun.split()) :]
        made = after[3:] if after[:3] == ["made", "out", "of"] else after[2:] if after[:2] == ["made", "of"] else []
        named = named or [each for each in _nouns(made[:1], lexicon) if foods().keys() & sketches.get(each, ())]
    if not named or (named[0] in _BUILT and _CARRIERS.isdisjoint(sketches[noun])):
        return ""
    return _thing_of(named[0], sketches)


def _is_kind(noun: str, words: Sequence[str]) -> bool:
    """Whether a noun names one of two kinds, as in "half orange half cat", and not the color of "an orange tail"."""
    before = words[words.index(noun) - 1] if noun in words[1:] else ""
    return noun not in COLOR_WORDS or before in _MIXED or words[:1] == [noun]


def of_many(words: Sequence[str], noun: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> bool:
    """Whether what is named before a creature are several things, as in "a clocks golem"."""
    own = noun.split()
    start = next((at for at in range(len(words)) if list(words[at : at + len(own)]) == own), 0)
    before = words[start - 1] if start else ""
    is_one = before in index()["words"] or any(name in foods() for name in sketches.get(before, ()))
    return not is_one and any(form in lexicon.subjects - BEINGS - COSTUMES for form in singular(before))


def _ends_with(words: Sequence[str], noun: str) -> bool:
    own = noun.split()
    *before, last = words[-len(own) :] or [""]
    return any([*before, form] == own for form in (last, *singular(last)))


def _is_food(noun: str, sketches: Mapping[str, Sequence[str]]) -> bool:
    return bool(_thing_of(noun, sketches))


def _thing_of(noun: str, sketches: Mapping[str, Sequence[str]]) -> str:
    """The sketch of a food or of another thing that creatures can be of; empty if a noun names none."""
    names = sketches.get(noun, ())
    food = next((name for name in names if name in foods()), "")
    if food or not names:
        return "" if noun in _WEATHER else food
    is_thing = all(name in things() or name in words_in("holders") for name in names)
    has_parts = any(name in _traits() and name not in _DRIVEN for name in names)
    is_said = any(noun in words for words in (index()["words"], _TOYS, STUFF, COSTUMES, COLOR_WORDS))
    return names[0] if is_thing and not has_parts and not is_said else ""


def _is_thing_with_parts(thing: str, animal: str, sketches: Mapping[str, Sequence[str]]) -> bool:
    """Whether a thing, not a food, is drawn with the parts of an animal, as a teapot with the wings of a bee is."""
    in_colors = any(name in foods() for name in sketches[thing])
    return not in_colors and not _UNSEEN.issuperset(traits_of(animal, sketches))


def traits_of(noun: str, sketches: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The parts that a creature has which is partly what `noun` names."""
    return next((_traits()[name] for name in sketches.get(noun, ()) if name in _traits()), ())


def parts_of_other(sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The parts of the second kind that a sentence's creature has: of "half cat half fish" the half of a fish."""
    noun, other = kinds_of(sentence, lexicon, sketches)
    traits = traits_of(other, sketches)
    half = lower_half(other, sketches) if _is_mixed(words_of(sentence)) else ""
    if not half or lower_half(noun, sketches):
        return traits
    return (half, *(part for part in traits if part in ("teeth", "fangs")))


def lower_half(noun: str, sketches: Mapping[str, Sequence[str]]) -> str:
    """The part that is the hind half of an animal without legs; empty for any other."""
    if not _SNAKES.isdisjoint(sketches.get(noun, ())):
        return "snake-half"
    return next((_LOWER[part] for part in traits_of(noun, sketches) if part in _LOWER), "")


def mixing_words() -> frozenset[str]:
    """The words that say that a creature is of two kinds."""
    return _MIXED


def _has_traits(noun: str, sketches: Mapping[str, Sequence[str]]) -> bool:
    return bool(traits_of(noun, sketches))


def _nouns(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The nouns of the lexicon in their order, the longest at each place."""
    found, start = [], 0
    while start < len(words):
        for length in range(_MOST_WORDS, 0, -1):
            *before, last = words[start : start + length]
            forms = (" ".join([*before, form]) for form in (last, *singular(last)))
            if noun := next((form for form in forms if form in lexicon.subjects), ""):
                found.append(noun)
                start += length - 1
                break
        start += 1
    return found


@functools.cache
def _traits() -> Mapping[str, tuple[str, ...]]:
    """Sketch -> the parts that make another creature partly one of it."""
    read = table("hybrids")
    return {name: tuple(parts.split("+")) for parts, names in read.items() for name in names.split()}
