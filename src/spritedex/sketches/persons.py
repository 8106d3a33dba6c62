"""Animals on four legs as they stand upright like persons, where a sentence says what they do or wear."""

import functools
from collections.abc import Mapping, Sequence
from typing import Final

from spritedex.sentence import Lexicon, words_of
from spritedex.sketches.library import load
from spritedex.sketches.shapes.persons import as_person, with_other_head
from spritedex.sketches.tables import table
from spritedex.sketches.words.choices import upright_sketches
from spritedex.sketches.words.heads import head_in
from spritedex.sketches.words.named import index, named_parts
from spritedex.sprites.sketch import Sketch
from spritedex.word_tables import COSTUMES

_ON_FOUR_LEGS: Final = frozenset({
    "baby", "boss", "brute", "champion", "deity", "demon", "devil", "elder", "elemental", "emperor", "empress", "god",
    "goddess", "king", "lord", "monster", "overlord", "prince", "princess", "queen", "santa", "santa claus", "spirit",
    "sprite", "vampire", "villain", "warlord",
})  # fmt: skip
"""What an animal is called that stands as it does else."""
_LYING: Final = frozenset({
    "asleep", "curled", "flying", "laying", "lies", "lying", "meditates", "meditating", "running", "runs", "seated",
    "sit", "sits", "sitting", "sleep", "sleeping", "sleeps",
})  # fmt: skip
_UPRIGHT: Final = frozenset({"anthro", "anthropomorphic", "bipedal", "humanoid", "standing upright", "upright"})
_SEEN: Final = (
    "arm", "arms", "boxing gloves", "hand", "hands", "peg leg", "wooden leg", "stilts", "on its belly",
    "in its belly", "on its chest", "in its chest", "on his belly", "on her belly", "in his belly", "in her belly",
    "on its stomach", "for a belly", "like a human", "like a person", "like human", "on hind legs",
    "on its hind legs", "on two legs", "two legged",
)  # fmt: skip
"""What is only seen of an animal that stands upright, or says that it does."""
_ARMS: Final = frozenset({"arm", "arms"})
_ROLES: Final = frozenset({
    "angler", "archaeologist", "aviator", "ballet dancer", "beekeeper", "bus driver", "cheerleader", "coach",
    "conductor", "dj", "drummer", "gentleman", "golfer", "guitarist", "hunter", "inspector", "jester",
    "karate master", "lifeguard", "martial artist", "painter", "pharaoh", "punk", "racer", "rapper", "referee",
    "rocker", "rockstar", "secret agent", "security guard", "soccer player", "sumo wrestler", "tennis player",
    "trader", "traveler", "waiter", "wanderer", "watchmaker", "writer",
})  # fmt: skip
"""Who does something, beside those of `COSTUMES`."""
_SAID: Final = tuple(sorted(((COSTUMES | _ROLES) - _ON_FOUR_LEGS) | _UPRIGHT | {*_SEEN}))


def sketch_of(name: str, sentence: str, lexicon: Lexicon) -> Sketch:
    """The sketch `name`, upright if that is an animal on four legs which a sentence has stand so; without shapes for no
    name."""
    if not name:
        return Sketch((), {})
    return _person(name) if name in _persons() and _stands(sentence, lexicon, name) else load(name)


def with_head_of_other(
    sketch: Sketch, sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]
) -> Sketch:
    """With the head of another animal, if a sentence gives it one; `sketches` are those of each noun."""
    other = head_in(sentence, lexicon)
    return with_other_head(sketch, load(sketches[other][0])) if other else sketch


def upright(sketches: Sequence[str], others: Sequence[str], sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Of several sketches, or of the others of their noun, those that stand upright, if a sentence has its creature
    stand so and any can."""
    if upright_sketches().issuperset(sketches):
        return tuple(sketches)
    can = tuple(name for name in sketches if name in _persons()) or tuple(name for name in others if name in _persons())
    return can if can and _stands(sentence, lexicon) else tuple(sketches)


def has_hands(name: str, sentence: str, lexicon: Lexicon) -> bool:
    """Whether the sketch `name` stands upright with hands, by itself or as a sentence has it."""
    return name in upright_sketches() or (name in _persons() and _stands(sentence, lexicon, name))


def _stands(sentence: str, lexicon: Lexicon, name: str = "") -> bool:
    """Whether a sentence has its creature stand upright; arms of its own are no sign that the sketch `name` does."""
    words = words_of(sentence)
    if not _LYING.isdisjoint(words) or {"four", "legs"} <= {*words}:
        return False
    said = f" {' '.join(words)} "
    own = _ARMS if name and any(shape.part == "arms" for shape in load(name).shapes) else frozenset()
    if any(f" {phrase} " in said for phrase in _SAID if phrase not in own):
        return True
    places = index()["places"]
    return any(
        places.get(each.part, {}).get("way") == "clothes" and not each.denied for each in named_parts(sentence, lexicon)
    )


@functools.cache
def _persons() -> frozenset[str]:
    return frozenset(table("persons"))


@functools.lru_cache(32)
def _person(name: str) -> Sketch:
    return as_person(load(name), load("part-person"))
