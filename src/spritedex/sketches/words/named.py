"""Which parts a sentence names, such as wings, and in which colors. Knows no shape."""

import functools
import itertools
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from spritedex.sentence import Lexicon, naming_words, singular, subject_of
from spritedex.sketches.tables import sketches_of_nouns, table
from spritedex.sketches.words.fabrics import Fabric, fabrics_in, is_rusty
from spritedex.sketches.words.holding import CARRIES, CLASPS, HOLDS, JUGGLES, REACH, SITS
from spritedex.sketches.words.loads import LOAD, in_hand, loads_in
from spritedex.sketches.words.materials import CLEAR, GLASS, color_of_material, paint_before
from spritedex.sketches.words.phrases import counted_words, denied, found, is_of_noun
from spritedex.sketches.words.pictures import PICTURE, pictures_in
from spritedex.sketches.words.qualifiers import (
    JUGGLED,
    SLUNG,
    color_word_of,
    form_of,
    on_tail,
    place_of,
    size_of,
    stuck_in,
)
from spritedex.sketches.words.relations import STOPS
from spritedex.sketches.words.signs import signs_in
from spritedex.sketches.words.swaps import swaps_in
from spritedex.sprites.sketch import Color
from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

_HANDS: Final = frozenset({"arms", "beak", "claw", "claws", "hand", "hands", "mouth", "paw", "paws"})
_GROWS: Final = frozenset({"beard", "hair", "mane", "mustache", "tongue", "wool"})
_ON_BACK: Final = frozenset({"backpack", "knapsack", "rucksack", "satchel"})
"""What is worn, even if it is carried."""
_WORN: Final = {"coin-bag": "satchel", "handbag": "satchel", "sack": "satchel"}
"""What is worn in another way over a shoulder."""
_COSTUME: Final = "costume"
_BOTH: Final = frozenset({"both", "double", "dual", "two", "twin"})
SECOND: Final = " 2"
"""What is after the name of a thing that is held in the other hand."""
_OF_BODY: Final = frozenset({
    "body", "ears", "eyes", "face", "feathers", "fins", "fur", "head", "horn", "legs", "nose", "scale", "scales",
    "shape", "shaped", "shell", "skin", "tail", "teeth", "wings",
})  # fmt: skip
"""What after a thing makes it the look of a creature, as in "with fish scales"."""
_MADE: Final = frozenset({"blaze", "flame", "ice", "lightning", "rust"})
"""Parts whose words, right before another part, say what that one is made of, as in "icy horns"."""
_GEMS: Final = frozenset({"bone", "crystals", "gem"})
_LIMBS: Final = _OF_BODY | _HANDS | {"arm", "hooves", "leg"}
_CARVED: Final = frozenset({
    "antlers", "claws", "eye", "eyes", "fangs", "fists", "gills", "hooves", "horn", "horns", "mane", "teeth", "tusks",
})  # fmt: skip
"""The same of gems, which else stand on a body, as in "a crystal shell"."""
_ADJECTIVES: Final = frozenset({"aura", "box", "cloud-base", "fat", "thin", "costume", "rainbow", "round-body"})
"""Parts whose words only count before the noun."""
_LOOKS: Final = frozenset({"see-through"})
"""What before a part of the body is not the look of all of it."""
_ALSO_LOOKS: Final = frozenset({"metallic", "shiny", "translucent", "transparent"})
"""What says a shade of a color and is seen as a look too."""
_BLADES: Final = frozenset(
    {"axe", "club", "cutlass", "dagger", "hammer", "katana", "lance", "mace", "spear", "staff", "sword", "wand"}
)
_ARMS: Final = _BLADES - {"lance"} | {"shield"}
"""What a knight or a wizard holds, if not something else is one, as in "a spoon sword"."""
_PLAIN: Final = (("child",), ("old-man",))  # a person, whom what they do gives clothes and things
_MADE_OF: Final = _ARMS | {"crown", "scepter"}
"""Parts of which the word of a material right before them says what they are made of, as in "a honey scepter"."""


class Named(NamedTuple):
    """A part that a sentence names: which word colors it, or None; the color of its material, or None; whether it is
    what the creature does not have; where it is, if not where it would be; the words that name it; how large it is said
    to be; and its pattern."""

    part: str
    color_word: int | None
    paint: Color | None = None
    denied: bool = False
    where: str = ""
    said: str = ""
    size: float = 1.0
    fabric: Fabric | None = None


@functools.lru_cache(16)
def named_parts(sentence: str, lexicon: Lexicon) -> tuple[Named, ...]:
    """The parts that a sentence names, what is said in more words first."""
    return tuple(_named(sentence, lexicon))


def _named(sentence: str, lexicon: Lexicon) -> Iterator[Named]:
    words, noun = counted_words(sentence), subject_of(sentence, lexicon).split()
    fabrics, patterned = fabrics_in(words, index()["words"], index()["cloths"])
    used = _shades(words, noun) | patterned
    for shown, start, end in pictures_in(words, {**sketches_of_nouns(), **index()["signs"]}):
        used.update(range(start, end))
        if shown in index()["signs"]:
            yield Named("emblem", color_word_of(sentence, words, end - 1), where="belly", said=shown)
        else:
            yield Named(f"{PICTURE}{sketches_of_nouns()[shown][0]}", None, said=" ".join(words[start:end]))
    signs = list(_signs(sentence, words, used))
    for swap in swaps_in(words, noun, index(), thing_of_noun()):
        used.update(range(swap.start, swap.end))
        said = " ".join(words[swap.start : swap.end])
        colored = color_word_of(sentence, words, swap.start)
        yield Named(f"{'one' if swap.single else 'all'} {swap.thing}", colored, where=f"for {swap.part}", said=said)
    items = [*_held(sentence, words, noun, used)]
    yield from items
    ways = {index()["places"].get(item.part, {}).get("way", "held") for item in items if not item.denied}
    is_armed = "held" in ways or any(index()["words"].get(word) in index()["weapons"] for word in words)
    for phrase, parts in _that_may_be(words, "words"):
        if (is_own := is_of_noun(phrase, noun)) and sketches_of_nouns().get(phrase) not in _PLAIN:
            continue
        places = list(found(phrase, words))
        if parts == "one-eye" and (len(places) > 1 or "other" in words):  # "one blue eye and one green eye"
            continue
        for start, end in places:
            at = range(start, end)
            if not is_own and _ADJECTIVES & {*parts.split("+")} and end > len(naming_words(sentence)):
                continue
            if parts in _LOOKS and (_OF_BODY.intersection(words[end : end + 1]) or _begins(words[end : end + 1], noun)):
                continue
            of_thing = parts in _MADE | {"wood-grain"} and end in used  # "a rusty key" in a hand
            if of_thing or used.intersection(at) or (parts in _MADE and _begins(words[end : end + 1], noun)):
                continue
            limbs = _CARVED if parts in _GEMS else _LIMBS if parts == index()["words"]["robot"] else frozenset()
            if limbs.intersection(words[end : end + 1]) or (_is_held(words[end : end + 1]) and not _is_held([phrase])):
                continue
            used.update(at)
            start_of_part = end - 1 if phrase.split()[1:2] == ["*"] else start
            fabric = fabrics.get(start)
            colored = color_word_of(sentence, words, start_of_part, start)
            if colored is None and fabric:
                colored = color_word_of(sentence, words, fabric.start + 1)
            paint = None if colored is not None or is_rusty(fabric) else paint_before(words, start_of_part, noun)
            if end > start + 1 and words[start] in CLEAR:
                paint = GLASS
            for part in filter(None, parts.split("+")):
                is_held = index()["places"].get(part, {}).get("way") == "held"
                if part == _COSTUME or (is_held and is_armed and parts.startswith(_COSTUME)):
                    continue
                is_on_tail = part == "stripes" and on_tail(words, start, end)
                name, is_denied = "tail-stripes" if is_on_tail else part, denied(words, start)
                where, said = place_of(words, end), " ".join(words[start:end])
                if where == SLUNG or (is_held and where == "back"):
                    where = SLUNG if is_held else ""
                if is_held and JUGGLES.intersection(_before(words, start)):
                    where = JUGGLED
                stuck = stuck_in(words, start)
                where = stuck or where
                yield Named(name, colored, paint, is_denied, where, said, size_of(words, start), fabric)
                if is_held and not stuck and where != JUGGLED and _are_two(words, start, end):
                    yield Named(part + SECOND, colored, paint, is_denied, said=said, size=size_of(words, start))
    yield from signs


def _shades(words: list[str], noun: list[str]) -> set[int]:
    """The words that only say a color, such as "electric" of "electric blue" and "rose" of "a rose bunny"."""
    pairs = enumerate(itertools.pairwise(words))
    return {
        at
        for at, (word, after) in pairs
        if (word in TONE_WORDS - _ALSO_LOOKS and COLOR_WORDS.get(after) and f"{word} {after}" not in index()["items"])
        or (COLOR_WORDS.get(word) and (COLOR_WORDS.get(after) or [after] == noun[:1]))
    }


def _signs(sentence: str, words: list[str], used: set[int]) -> Iterator[Named]:
    """Signs such as a heart on a belly, which are no things to hold or to stand there."""
    for sign in signs_in(words, index()["signs"]):
        if sign.start in used:
            continue
        used.update(range(sign.start, sign.end + (words[sign.end : sign.end + 1] != ["shield"])))
        colored, is_denied = color_word_of(sentence, words, sign.start), denied(words, sign.start)
        yield Named("emblem", colored, None, is_denied, sign.where, sign.words)


def _held(sentence: str, words: list[str], noun: list[str], used: set[int]) -> Iterator[Named]:
    """Things such as an apple, which are only held after "holding", "eating" or "with", or before "in hand"."""
    for load in loads_in(words, index(), thing_of_noun()):
        is_free = used.isdisjoint(range(load.start, load.end))
        if is_free and not HOLDS.isdisjoint(_before(words, load.start)):
            used.update(range(load.start, load.end))
            said = " ".join(words[load.start : load.end])
            yield Named(f"{load.holder}{LOAD}{load.thing}", color_word_of(sentence, words, load.start), said=said)
    things = list(_things(tuple(words)))
    long = [each for each in things if " " in each[0] and each[0] not in index()["items"]]
    for phrase, part in (*long, *_that_may_be(words, "items"), *things):
        for start, end in found(phrase, words):
            near = _before(words, start)
            after = words[end : end + 1]
            is_in_hand = after == ["in"] and not _HANDS.isdisjoint(words[end + 1 : end + 4])
            if phrase in _ON_BACK or is_of_noun(phrase, noun) or used.intersection(range(start, end)):
                continue
            if (COLOR_WORDS.get(phrase) or phrase in CLEAR) and not (STOPS - {"and"}).issuperset(after):
                continue
            held = index()["places"].get(index()["words"].get(" ".join(after)), {}).get("way") == "held"
            if (held and not _ARMS.intersection(after)) or (color_of_material(phrase) and _MADE_OF.intersection(after)):
                continue
            longer = (words[max(0, start - at) : end + to] for at, to in ((1, 0), (0, 1), (2, 0), (0, 2), (0, 3)))
            if any(len(each) > end - start and " ".join(each) in index()["words"] for each in longer):
                continue
            stuck = stuck_in(words, start)
            clasped = not CLASPS.isdisjoint(near) or is_in_hand or bool(stuck)
            if not clasped and (HOLDS.isdisjoint(near) or index()["words"].get(phrase)):
                continue
            if not clasped and (phrase, part) in things and (_OF_BODY | SITS).intersection((phrase, *after)):
                continue
            if not (_OF_BODY | _HANDS | _GROWS | CARRIES).intersection(after) and not denied(words, start):
                arms = (_ARMS | _BLADES).intersection(after)
                used.update(range(start, end + len(arms)))
                said, colored = " ".join(words[start:end]), color_word_of(sentence, words, start)
                where = JUGGLED if JUGGLES.intersection(near) else stuck or form_of(arms)
                if place_of(words, end) in (SLUNG, "back"):
                    where, part = SLUNG, _WORN.get(part, part)
                size = size_of(words, start)
                if (phrase, part) in things and not CLASPS.isdisjoint(near):
                    part = in_hand(part, index()["places"].get(part, {}))
                paint = paint_before(words, start, noun) if colored is None else None
                yield from (Named(one, colored, paint, where=where, said=said, size=size) for one in part.split("+"))
                each = words[end : end + 2] in (["in", "each"], ["in", "both"], ["in", "either"])
                if each or not _BOTH.isdisjoint(words[max(0, start - 3) : start]):
                    yield Named(part + SECOND, colored, paint, where=where, said=said, size=size)


def _before(words: list[str], start: int) -> list[str]:
    """The words before a thing that may say that it is held, more of them after "and", and in a list with that."""
    after = "and" in words[max(0, start - REACH) : start]
    ahead = words[start - 1] in ("a", "an") and "and" in words[start : start + REACH]
    reach = REACH * (4 if after else 2 if ahead else 1)
    return words[max(0, start - reach) : start]


def _are_two(words: list[str], start: int, end: int) -> bool:
    """Whether both hands hold what is between two words: "two axes", "daggers"."""
    several = words[end - 1].endswith("s") and words[end - 1][:-1] in index()["words"]
    return several or not _BOTH.isdisjoint(words[max(0, start - 2) : start])


def _things(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The nouns of a sentence, the longest first, that name a thing with a sketch of its own, and that sketch."""
    known = thing_of_noun()
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            *before, last = words[start : start + length]
            for form in (last, *singular(last)):
                if name := known.get(" ".join([*before, form])):
                    yield " ".join([*before, last]), name
                    break


@functools.cache
def thing_of_noun() -> dict[str, str]:
    things = frozenset(index()["things"])
    found = {noun: sketches[0] for noun, sketches in sketches_of_nouns().items() if sketches[0] in things}
    return {noun: sketch for noun, sketch in found.items() if noun not in COLOR_WORDS and noun not in _OF_BODY}


def _that_may_be(words: list[str], kind: str) -> Iterator[tuple[str, str]]:
    """The phrases of a kind whose first word is there, in their order, with what they name: of a thousand, a few.

    What somebody wears because of what they do comes last, and of items those of more words first."""
    known = _by_first_word(kind)
    for _, phrase, parts in sorted(each for word in set(words) for each in known.get(word, ())):
        yield phrase, parts


@functools.cache
def _by_first_word(kind: str) -> dict[str, list[tuple[int, str, str]]]:
    grouped: dict[str, list[tuple[int, str, str]]] = {}
    named = {*(known := index()[kind]), *index()["words"]}
    for order, (phrase, parts) in enumerate(known.items()):
        later = len(known) * (parts.startswith(_COSTUME) - (kind == "items") * phrase.count(" "))
        is_one = kind == "items" and not phrase.endswith("s") and f"{phrase}s" not in named
        for form in (phrase, f"{phrase}s") if is_one else (phrase,):
            grouped.setdefault(form.split()[0], []).append((order + later, form, parts))
    return grouped


@functools.cache
def index() -> Any:
    """`parts.json`: the words and phrases that name parts, where parts are put, and which sketches have them."""
    return table("parts")


def has_part(sketch: str, part: str) -> bool:
    """Whether a sketch has a part by itself."""
    return sketch in index()["has"].get(part, ())


def _is_held(after: list[str]) -> bool:
    """Whether the word that comes after names something in a hand, such as a sword."""
    return any(word in _ARMS or index()["words"].get(word) in index()["weapons"] for word in after)


def _begins(after: list[str], noun: list[str]) -> bool:
    """Whether a part comes after, and not what the sentence is about."""
    return any(index()["words"].get(word) and not is_of_noun(word, noun) for word in after)
