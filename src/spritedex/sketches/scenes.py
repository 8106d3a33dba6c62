"""What a sentence wants to be drawn with its creature: how many of it, and what is in, on, under, beside or around it.

Knows no shape.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from spritedex.sentence import Lexicon, subject_of, without_words, words_of
from spritedex.sketches.hybrids import mixing_words
from spritedex.sketches.words.companions import Companion, companion_of, is_part, of_kind, shared
from spritedex.sketches.words.costumes import costume_in
from spritedex.sketches.words.counts import Crowd, crowd_of
from spritedex.sketches.words.deeds import deed_in, without_deed
from spritedex.sketches.words.flipped import upright
from spritedex.sketches.words.loads import loads_in
from spritedex.sketches.words.named import index, thing_of_noun
from spritedex.sketches.words.phrases import denied
from spritedex.sketches.words.pictures import with_pictures
from spritedex.sketches.words.props import grows, prop_in, prop_words, things, words_in
from spritedex.sketches.words.pulled import pulled_in
from spritedex.sketches.words.relations import (
    AMOUNTS,
    ARTICLES,
    DROPPED,
    EACH,
    EATS,
    GIVEN,
    GOES_ON,
    IN_PLACES,
    ITS,
    MOUNTS,
    MOVES,
    NEAR,
    NOT_THERE,
    ON_MOUTH,
    OTHERS,
    PAIRED,
    PLACES,
    PRONOUNS,
    RELATIONS,
    RIDES,
    STOPS,
)
from spritedex.sketches.words.scene_phrases import in_plain_places
from spritedex.sketches.words.signs import signs_in
from spritedex.sketches.words.texts import Text, cut

_FLIES: Final = re.compile(r"\b(?:flying|flies)\b", re.IGNORECASE)
"""What would give wings to who has something on its back."""
_FAR: Final = 7
"""How many words before "around it" what is there can be named."""
_MOST: Final = 3
_MAY_BE_PART: Final = frozenset({"back", "head", "mouth", "nose", "shoulder", "tail"})
_BITTEN: Final = frozenset({"daisy", "flower", "leaf", "mushroom", "rose", "sword", "tulip"})
"""What is in a mouth, though it is worn or held in other places."""
_NOUNS: Final = frozenset({"king", "ring", "spring", "stocking", "string", "swing", "wing"})
"""What ends a phrase though it looks like what somebody is doing."""
_OF_PARENT: Final = frozenset({"arms", "back", "pouch"})


class Scene(NamedTuple):
    """A sentence about a creature alone, what is with it, how many, if "flipped" or "hanging", and what two do."""

    rest: str
    company: tuple[Companion, ...] = ()
    crowd: Crowd = Crowd()
    turned: str = ""
    deed: str = ""


def scene_of(sentence: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> Scene:
    """What a sentence wants to be drawn; `sketches` are those of each noun of the lexicon.

    >>> nouns = {"knight": ["knight"], "dragon": ["dragon"], "mouse": ["mouse"]}
    >>> scene = scene_of("a knight riding a red dragon", Lexicon(frozenset(nouns)), nouns)
    >>> scene.rest, scene.company[0].noun, scene.company[0].where
    ('a knight', 'dragon', 'on')
    >>> scene = scene_of("a mouse inside a teacup, asleep", Lexicon(frozenset(nouns)), nouns)
    >>> scene.rest, scene.company[0].prop
    ('a mouse, asleep', 'prop-teacup')
    """
    sentence = with_pictures(sentence)
    if not mixing_words().isdisjoint(words_of(sentence)):
        return Scene(sentence)
    rest, turned = upright(sentence, lexicon)
    rest, worn = costume_in(rest, lexicon, sketches)
    rest, cart = pulled_in(rest, lexicon)
    own = sketches.get(subject_of(rest, lexicon), ())
    rest, crowd = crowd_of(rest, lexicon, things().issuperset(own))
    placed, company = _company_of(in_plain_places(rest), lexicon, sketches)
    if not company:
        placed, company = _company_of(rest, lexicon, sketches)
    placed, company = shared(placed, company)
    if "pair" in (where := {each.where for each in company}) and not crowd.each:
        placed, crowd = crowd_of(placed, lexicon)
    deed = deed_in(sentence) if "pair" in where or (crowd.is_pair and not company) else ""
    placed = without_deed(placed) if deed else _FLIES.sub("floating", placed) if "back" in where else placed
    return Scene(placed, (*worn, *cart, *company), crowd, turned, deed)


def _company_of(
    rest: str, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]
) -> tuple[str, tuple[Companion, ...]]:
    """A sentence without what is drawn with its creature, and that."""
    company: list[Companion] = []
    while len(company) < _MOST:
        text = cut(rest)
        found = _placed(text, lexicon, sketches) or _related(text, lexicon, sketches)
        if found is None:
            break
        rest, companion = found
        company.append(companion)
    return rest, tuple(company)


def scene_words() -> frozenset[str]:
    """The words that say what is with a creature, and where."""
    return (
        prop_words() | MOVES | DROPPED | AMOUNTS | {*OTHERS, *(word for phrase in RELATIONS for word in phrase.split())}
    )


def _placed(text: Text, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, Companion] | None:
    """What is named before its place, as in "with a castle on its back", and the sentence without it."""
    words = text.words
    for at in range(2, len(words)):
        where, end = _place_at(text, at)
        if not where or any(sign.end == at for sign in signs_in(words, index()["signs"])):
            continue
        first = _first_of(text, at)
        if not first:
            continue
        begin = first - (words[first - 1] in NEAR)
        phrase = [word for word in words[first:at] if word not in ARTICLES | MOVES]
        said = {*words[first:at], *(ITS if where in _OF_PARENT else ())}
        phrase = of_kind(phrase, words[:begin], said, lexicon)
        found = companion_of(phrase, where, lexicon, sketches)
        if where == "arms" and EACH.isdisjoint(words[at:end]) and is_part(["with", *words[first:at]], lexicon):
            continue  # in a hand
        if found and where in PAIRED and not EACH.isdisjoint(words[at:end]):
            found = found._replace(number=2)
        bitten = where == "mouth" and words[at - 1] in _BITTEN
        link = words[begin:first] or ["with"]
        a_part = where in _MAY_BE_PART and not bitten and is_part([*link, *words[first:at]], lexicon, held=False)
        is_there = found is not None and (not a_part or (where == "mouth" and found.prop != ""))
        if found and is_there and not denied([*words], first) and _names(words[:begin], lexicon):
            return _without(text, begin, end), found
    return None


def _first_of(text: Text, at: int) -> int:
    """Where what is named before a place begins: after a word such as "with", or after a comma; 0 if it does not."""
    for place in range(at - 1, max(0, at - _FAR), -1):
        if text.words[place] in NEAR:
            return 0
        if text.words[place - 1] in NEAR or place in text.breaks:
            return place
    return 0


def _place_at(text: Text, at: int) -> tuple[str, int]:
    """Where "on its back" or "around it" at a word says that what was named before is, and where it ends."""
    words, word = text.words, text.words[at]
    near = (words[place] for place in itertools.takewhile(lambda each: not text.ends_at(each), range(at + 1, at + 4)))
    after = [*itertools.takewhile((PRONOUNS | {"top", "of"}).__contains__, near)]
    end = at + 1 + len(after)
    place = "" if text.ends_at(end) else PLACES.get(words[end], "")
    last = text.ends_at(end) or words[end] in STOPS
    if word in ("around", "round") and after and (last or place):
        return "around", end + bool(place)
    if word in ("above", "over") and after and place == "head":
        return "head", end + 1
    inside = "" if text.ends_at(end) else IN_PLACES.get(words[end], "")
    if word == "inside" and (last or place or inside):
        return "inside", end + bool(place or inside)
    if (word == "in" and inside and (after or inside == "mouth")) or (word == "between" and inside == "mouth"):
        return inside, end + 1
    if word == "on" and after and not text.ends_at(end) and words[end] in ON_MOUTH:
        return "nose", end + 1
    if word == "behind" and last:
        return "behind", end
    if (word == "beside" or words[at - 1 : at + 1] == ["next", "to"]) and after and last:
        return "beside", end
    if (
        (
            word in ("at", "by", "on", "from", "in")
            or (word == "with" and place in ("tail", "trunk"))
            or (word == "under" and place == "arms")
        )
        and place
        and (after or (word == "on" and place == "head"))
    ):
        return ("beside" if place == "feet" and word == "at" else place), end + 1
    return ("head", end) if word == "on" and after and last and "the" not in after else ("", at)


def _related(text: Text, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, Companion] | None:
    """What is named after a relation, as in "inside a teacup", and the sentence without it."""
    words = text.words
    loads = tuple(loads_in([*words], index(), thing_of_noun()))
    for start, begin, where in _relations(words):
        before = words[:start]
        articles, end = _phrase(text, begin)
        phrase = [*words[begin + len(articles) : end]]
        if not phrase or not _names(before, lexicon) or denied([*words], begin):
            continue
        if phrase == ["chest"] and not {"a", "an"} & set(articles):  # that of a body
            continue
        if where in ("in", "on", "with") and any(load.start <= start < load.end for load in loads):
            continue
        if where in ("in", "on") and (before[-1] in NOT_THERE or (words[start] == "from" and EATS & set(before))):
            continue
        if where == "with" and not words_in("bearers").isdisjoint(sketches[subject_of(" ".join(before), lexicon)]):
            where = "crown" if grows(phrase) else where
        phrase = of_kind(phrase, before, set(articles), lexicon)
        found = companion_of(phrase, where, lexicon, sketches)
        if found and _is_meant(text, found, start, end, articles, lexicon):
            return _without(text, start - (before[-1] in DROPPED), end), found
    return None


def _is_meant(text: Text, found: Companion, start: int, end: int, articles: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether what comes after a relation is by itself, and no part of the creature."""
    given = not GIVEN.isdisjoint(text.words[:start])
    if found.where == "around":
        return f"surrounded by {found.phrase}" not in index()["words"]
    if found.where in ("in", "seat", "crown", "meal", "mouth", "hole"):
        return True
    if found.where == "hidden":
        return bool(articles) and ITS.isdisjoint(articles)
    if found.where == "on":
        rides = text.words[start] in RIDES
        stands = not MOVES.isdisjoint(text.words[start - 1 : start + 1])
        return (
            (bool(articles) or rides)
            and ITS.isdisjoint(articles)
            and (stands or rides or not given or found.noun in MOUNTS)
        )
    if text.words[start] in NEAR or found.where == "held":
        goes_on = not text.ends_at(end) and text.words[end] in GOES_ON
        counted = bool(articles) or found.number > 1
        if found.where == "held" and found.number > 2:
            return True
        if text.words[start] == "and" and (given or not _names(text.words[start - 1 : start], lexicon)):
            return counted and not goes_on and not given and not is_part(text.words[start:end], lexicon)
        return counted and not goes_on and (found.where == "pair" or not is_part(text.words[start:end], lexicon))
    return bool(articles) or bool(found.prop)


def _relations(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Each relation in a sentence: where it starts, where it ends, and what it says; the longest at each place."""
    for start in range(1, len(words) - 1):
        for length in (3, 2, 1):
            if where := RELATIONS.get(" ".join(words[start : start + length])):
                yield start, start + length, where
                break


def _phrase(text: Text, begin: int) -> tuple[Sequence[str], int]:
    """The articles at a word, and where the noun phrase with them ends."""
    words = text.words
    articles = [*itertools.takewhile(ARTICLES.__contains__, words[begin:])]
    first = end = begin + len(articles)
    while not text.ends_at(end) or end == begin < len(words):
        word, named = words[end], words[first:end]
        holds = word == "of" and bool(named) and (named[-1] in AMOUNTS or prop_in(named, "in") != "")
        if (word in STOPS and not holds) or (named and word.endswith("ing") and word not in _NOUNS):
            break
        end += 1
    return articles, end


def _names(words: Sequence[str], lexicon: Lexicon) -> bool:
    return subject_of(" ".join(words), lexicon) != ""


def _without(text: Text, start: int, end: int) -> str:
    """A sentence without some words, and with "with" before what is still listed after them."""
    gone = {*range(start, end)}
    if text.words[start] == "with" and text.words[end : end + 1] == ["and"] and end not in text.breaks:
        gone = gone - {start} | {end}
    return re.sub(r"[\s,]+([,.;:!?])", r"\1", without_words(text.sentence, gone)).strip(" ,")
