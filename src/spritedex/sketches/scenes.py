"""What a sentence wants to be drawn with its creature: how many of it, and what is in, on, under, beside or around it.

Knows no shape.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from spritedex.sentence import Lexicon, subject_of, without_words, words_of
from spritedex.sketches.companions import Companion, companion_of, is_part
from spritedex.sketches.counts import Crowd, crowd_of
from spritedex.sketches.hybrids import mixing_words
from spritedex.sketches.named import index
from spritedex.sketches.phrases import denied
from spritedex.sketches.props import grows, prop_in, prop_words, things, words_in
from spritedex.sketches.signs import signs_in

_RELATIONS: Final = {
    phrase: where
    for where, phrases in {
        "in": ("inside of", "inside", "out of", "in", "into", "from"),
        "on": (
            "on top of", "onto", "on", "atop", "riding on", "ride on", "rides on", "riding", "rides", "ride",
            "mounted on", "hanging from", "clinging to",
        ),
        "beside": ("next to", "beside", "alongside", "close to", "near", "guarding", "protecting", "followed by"),
        "pair": (
            "and", "against", "attacking", "chases", "chasing", "fighting", "fighting with", "fights", "hunting",
            "kissing", "playing with", "versus", "vs",
        ),
        "hug": ("hugging", "hugs", "cuddling"),
        "held": ("holding", "holds", "carrying", "carries", "lifting"),
        "behind": ("in front of",),
        "hidden": ("hiding behind", "behind"),
        "under": ("under", "underneath", "beneath", "below"),
        "around": ("surrounded by",),
        "with": ("with", "has"),
    }.items()
    for phrase in phrases
}  # fmt: skip
"""Phrase -> where what comes after it is."""
_PLACES: Final = {
    "back": "back", "shell": "back", "body": "back", "shoulders": "shoulder", "shoulder": "shoulder", "head": "head",
    "branches": "head", "hair": "head", "feet": "feet", "foot": "feet", "side": "beside", "lap": "feet",
}  # fmt: skip
_PRONOUNS: Final = frozenset({"her", "him", "his", "it", "its", "the", "their", "them"})
_ITS: Final = frozenset({"her", "his", "its", "their"})
_ARTICLES: Final = frozenset({"a", "an", "another", "many", "my", "one", "several", "some", "the"}) | _ITS
_STOPS: Final = frozenset({
    "and", "are", "as", "at", "but", "by", "carrying", "for", "from", "has", "having", "holding", "in", "into", "is",
    "near", "of", "on", "over", "that", "to", "under", "wearing", "which", "while", "who", "with",
})  # fmt: skip
_GIVEN: Final = frozenset({"carrying", "holding", "wearing", "with"})
_NEAR: Final = frozenset({"and", "carrying", "has", "having", "holding", "with"})
_GOES_ON: Final = frozenset({"as", "at", "for", "from", "in", "of", "on"})
"""What after a thing says of which part it is, as in "with a star on its belly"."""
_EATS: Final = frozenset({"drinking", "drinks", "eating", "eats", "licking", "pouring", "sipping", "slurping"})
"""What before "from a bowl" says that nobody is in it."""
_RIDES: Final = frozenset({"ride", "rides", "riding"})
_YOUNG: Final = frozenset({"babies", "baby", "cub", "cubs", "offspring", "young"})
_NOT_THERE: Final = frozenset({
    "built", "chewing", "coated", "covered", "dressed", "drenched", "drinking", "drinks", "eating", "eats", "formed",
    "hands", "leaning", "made", "sipping", "soaked", "wrapped",
})  # fmt: skip
_DROPPED: Final = frozenset({"hatched", "hatching", "rising"})
"""What says no more once a creature is in something."""
_AMOUNTS: Final = frozenset({"bunch", "heap", "hoard", "mound", "pile", "stack"})
_MOVES: Final = frozenset({
    "circling", "dancing", "falling", "floating", "flying", "growing", "hovering", "orbiting", "perched", "sitting",
    "sleeping", "spinning", "sprouting", "standing", "swimming", "swirling",
})  # fmt: skip
_OTHERS: Final = frozenset({
    "another", "couple", "down", "each", "group", "hangs", "other", "pair", "peeking", "popping", "several", "side",
    "spout", "stacked", "steam", "surrounded", "upside",
})  # fmt: skip
"""What else is said of a scene."""
_FLIPPED: Final = re.compile(
    r"\b(?:(?:doing|does) (?:an? )?(?:hand|head)[ -]?stand|(?:standing|stands|walking|walks|balancing|balances) on "
    r"(?:its|his|her|the|their) (?:head|(?:front )?hands|front paws))\b()()|"
    r"\b((?:hanging |hangs |hung |sleeping )?)upside[ -]down\b((?:,? by (?:its|his|her|the) (?:tail|feet|legs))?)"
    r"((?:,? (?:from|on|in) (?:a|the) (?:tree )?(?:branch|tree|ceiling|cave))?)",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[,;:.!?()]")
_FAR: Final = 7
"""How many words before "around it" what is there can be named."""
_MOST: Final = 3


class Scene(NamedTuple):
    """A sentence about a creature alone, what is with it, how many of it there are, and whether it is "flipped" or
    even "hanging"."""

    rest: str
    company: tuple[Companion, ...] = ()
    crowd: Crowd = Crowd()
    turned: str = ""


class _Text(NamedTuple):
    """A sentence, its words, and the places of those after punctuation."""

    sentence: str
    words: Sequence[str]
    breaks: frozenset[int]

    def ends_at(self, place: int) -> bool:
        """Whether no word of the same phrase is at a place."""
        return place >= len(self.words) or place in self.breaks


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
    if not mixing_words().isdisjoint(words_of(sentence)):
        return Scene(sentence)
    rest, turned = _upright(sentence, lexicon)
    own = sketches.get(subject_of(rest, lexicon), ())
    rest, crowd = crowd_of(rest, lexicon, things().issuperset(own))
    company: list[Companion] = []
    while len(company) < _MOST:
        text = _cut(rest)
        found = _placed(text, lexicon, sketches) or _related(text, lexicon, sketches)
        if found is None:
            break
        rest, companion = found
        company.append(companion)
    return Scene(rest, tuple(company), crowd, turned)


def scene_words() -> frozenset[str]:
    """The words that say what is with a creature, and where."""
    return (
        prop_words()
        | _MOVES
        | _DROPPED
        | _AMOUNTS
        | {*_OTHERS, *(word for phrase in _RELATIONS for word in phrase.split())}
    )


def _upright(sentence: str, lexicon: Lexicon) -> tuple[str, str]:
    """A sentence without "upside down", and whether it said "flipped" or "hanging"; empty if it did not."""
    match = _FLIPPED.search(sentence)
    if match is None:
        return sentence, ""
    rest = re.sub(r"\s+", " ", sentence[: match.start()] + sentence[match.end() :]).strip(" ,")
    if not subject_of(rest, lexicon):
        return sentence, ""
    return rest, "hanging" if any(match.groups()) else "flipped"


def _placed(text: _Text, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, Companion] | None:
    """What is named before its place, as in "with a castle on its back", and the sentence without it."""
    words = text.words
    for at in range(2, len(words)):
        where, end = _place_at(text, at)
        if not where or any(sign.end == at for sign in signs_in(words, index()["signs"])):
            continue
        near = [*itertools.takewhile(lambda place: words[place] not in _NEAR, range(at - 1, max(0, at - _FAR), -1))]
        if not near or words[near[-1] - 1] not in _NEAR or not text.breaks.isdisjoint(near):
            continue
        begin = near[-1] - 1
        phrase = [word for word in words[begin + 1 : at] if word not in _ARTICLES | _MOVES]
        found = companion_of(phrase, where, lexicon, sketches)
        a_part = where in ("back", "head", "shoulder") and is_part(words[begin:at], lexicon, held=False)
        if found and not a_part and not denied([*words], begin + 1) and _names(words[:begin], lexicon):
            return _without(text, begin, end), found
    return None


def _place_at(text: _Text, at: int) -> tuple[str, int]:
    """Where "on its back" or "around it" at a word says that what was named before is, and where it ends."""
    words, word = text.words, text.words[at]
    after = [*itertools.takewhile(lambda each: each in _PRONOUNS | {"top", "of"}, words[at + 1 : at + 4])]
    end = at + 1 + len(after)
    place = "" if text.ends_at(end) else _PLACES.get(words[end], "")
    last = text.ends_at(end) or words[end] in _STOPS
    if word in ("around", "round") and after and (last or place):
        return "around", end + bool(place)
    if word == "behind" and last:
        return "behind", end
    if (word == "beside" or words[at - 1 : at + 1] == ["next", "to"]) and after and last:
        return "beside", end
    if word in ("at", "by", "on", "from", "in") and after and place:
        return ("beside" if place == "feet" and word == "at" else place), end + 1
    return ("head", end) if word == "on" and after and last and "the" not in after else ("", at)


def _related(text: _Text, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]]) -> tuple[str, Companion] | None:
    """What is named after a relation, as in "inside a teacup", and the sentence without it."""
    words = text.words
    for start, begin, where in _relations(words):
        before = words[:start]
        articles, end = _phrase(text, begin)
        phrase = words[begin + len(articles) : end]
        if not phrase or not _names(before, lexicon) or denied([*words], begin):
            continue
        if phrase == ["chest"] and not {"a", "an"} & set(articles):  # that of a body
            continue
        if where in ("in", "on") and (before[-1] in _NOT_THERE or (words[start] == "from" and _EATS & set(before))):
            continue
        if where == "with" and not words_in("bearers").isdisjoint(sketches[subject_of(" ".join(before), lexicon)]):
            where = "crown" if grows(phrase) else where
        if phrase[-1] in _YOUNG and not _ITS.isdisjoint(articles):
            phrase = ["baby", *subject_of(" ".join(before), lexicon).split()]
        found = companion_of(phrase, where, lexicon, sketches)
        if found and _is_meant(text, found, start, end, articles, lexicon):
            return _without(text, start - (before[-1] in _DROPPED), end), found
    return None


def _is_meant(text: _Text, found: Companion, start: int, end: int, articles: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether what comes after a relation is by itself, and no part of the creature."""
    given = not _GIVEN.isdisjoint(text.words[:start])
    if found.where == "around":
        return f"surrounded by {found.phrase}" not in index()["words"]
    if found.where in ("in", "seat", "crown"):
        return True
    if found.where == "hidden":
        return bool(articles) and _ITS.isdisjoint(articles)
    if found.where == "on":
        rides = text.words[start] in _RIDES
        return (bool(articles) or rides) and _ITS.isdisjoint(articles) and not given
    if text.words[start] in _NEAR or found.where == "held":
        goes_on = not text.ends_at(end) and text.words[end] in _GOES_ON
        counted = bool(articles) or found.number > 1
        if text.words[start] == "and" and (given or not _names(text.words[start - 1 : start], lexicon)):
            return counted and not goes_on and not given and not is_part(text.words[start:end], lexicon)
        return counted and not goes_on and (found.where == "pair" or not is_part(text.words[start:end], lexicon))
    return bool(articles)


def _relations(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Each relation in a sentence: where it starts, where it ends, and what it says; the longest at each place."""
    for start in range(1, len(words) - 1):
        for length in (3, 2, 1):
            if where := _RELATIONS.get(" ".join(words[start : start + length])):
                yield start, start + length, where
                break


def _phrase(text: _Text, begin: int) -> tuple[Sequence[str], int]:
    """The articles at a word, and where the noun phrase with them ends."""
    words = text.words
    articles = [*itertools.takewhile(_ARTICLES.__contains__, words[begin:])]
    first = end = begin + len(articles)
    while not text.ends_at(end) or end == begin < len(words):
        word, named = words[end], words[first:end]
        holds = word == "of" and bool(named) and (named[-1] in _AMOUNTS or prop_in(named, "in") != "")
        if (word in _STOPS and not holds) or (named and word.endswith("ing")):
            break
        end += 1
    return articles, end


def _names(words: Sequence[str], lexicon: Lexicon) -> bool:
    return subject_of(" ".join(words), lexicon) != ""


def _without(text: _Text, start: int, end: int) -> str:
    """A sentence without some words, and with "with" before what is still listed after them."""
    gone = {*range(start, end)}
    if text.words[start] == "with" and text.words[end : end + 1] == ["and"] and end not in text.breaks:
        gone = gone - {start} | {end}
    return re.sub(r"[\s,]+([,.;:!?])", r"\1", without_words(text.sentence, gone)).strip(" ,")


def _cut(sentence: str) -> _Text:
    words: list[str] = []
    breaks = set()
    for match in _TOKEN.finditer(sentence.casefold()):
        if match.group() in ",;:.!?()":
            breaks.add(len(words))
        else:
            words.append(match.group())
    return _Text(sentence, words, frozenset(breaks))
