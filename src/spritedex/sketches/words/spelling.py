"""Words that are typed a little wrong or in another language, and emoji, read as what the lexicon or a sketch knows.

Knows no shape.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from spritedex.sketches.tables import table
from spritedex.sketches.words.emoji import with_names_of_emoji
from spritedex.word_tables import COLOR_WORDS, SIZE_OF_WORD

_SHORTEST: Final = 5
_SHORTEST_COLOR: Final = 4
_SHORTEST_SOUND: Final = 3
_LONG: Final = 8
"""Letters from which on two slips are forgiven, in place of one."""
_COLORS: Final = frozenset(COLOR_WORDS)
_ADJECTIVES: Final = _COLORS | SIZE_OF_WORD.keys() | {"three", "two"}
_SOUNDS: Final = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("ph", "f"), ("gh", "g"), ("sch", "sh"), ("c(?=[eiy])", "s"), ("ck|c|q", "k"), ("x", "ks"), ("z", "s"),
        ("w", "v"), ("y|ie", "i"), ("oe", "e"), (r"(.)\1", r"\1"), ("(?<=..)e$", ""),
    )
)  # fmt: skip
"""Ways to write a sound, in the order in which they are read."""
_ENGLISH: Final = frozenset({
    "blazer", "chibi", "comfy", "gobble", "kooky", "miniboss", "peppy", "porcine", "saute", "snarky", "stomp",
    "strut", "uptight", "vaping",
})  # fmt: skip
_ARTICLES: Final = frozenset({
    "das", "der", "een", "ein", "eine", "einen", "el", "het", "il", "le", "les", "lo", "los", "um", "uma", "un", "una",
    "une", "uno",
})  # fmt: skip
"""Words that show a sentence to be in another language."""
_PLURALS: Final = ("s", "es", "n", "en", "e")
_WITH: Final = re.compile(r"(?<=[a-z]) (?:whit|wiht|wit|wth|w/) (?=\w)", re.IGNORECASE)
_NOT_BEFORE: Final = frozenset({"a", "an", "and", "the"})
_ENDINGS: Final = ("s", "es", "ed", "ing", "er", "ier", "iest", "ly", "y", "ish", "less", "ful", "ness")


def spelled(
    sentence: str,
    unknown: Iterable[str],
    known: Collection[str],
    is_english: Callable[[str], bool] = lambda word: False,
) -> tuple[str, tuple[str, ...]]:
    """A sentence with each unknown word as the color or the known word that it is nearly, and notes on what was read as
    what. Colors go first, then the word with the fewest slips. What `is_english` says is a word is none with slips, nor
    of another language unless an article of one stands in the sentence.

    >>> spelled("a grean rhinoceros Beetel", ["grean", "Beetel"], {"beetle", "bottle", "great"})
    ('a green rhinoceros beetle', ('"grean" is read as "green"', '"Beetel" is read as "beetle"'))
    >>> spelled("a zorblax chasing", ["zorblax", "chasing"], {"beetle", "chain"})
    ('a zorblax chasing', ())
    >>> spelled("a fox whit horns", ["whit"], {"white"})[0]
    'a fox with horns'
    >>> spelled("two krokodils and a Katze", ["krokodils", "Katze"], {"crocodile"})[0]
    'two crocodiles and a cat'
    >>> spelled("un chat noir", ["un", "chat", "noir"], {"cat"}, {"chat", "noir"}.__contains__)[0]
    'un cat black'
    >>> spelled("🦊 with a hat", [], {"fox", "hat"})
    ('fox with a hat', ('"🦊" is read as "fox"',))
    """
    sentence, notes = with_names_of_emoji(sentence, known)
    foreign = not _ARTICLES.isdisjoint(sentence.lower().split())
    if (slip := _WITH.search(sentence)) and sentence[: slip.start()].split()[-1] not in _NOT_BEFORE:
        sentence = f"{sentence[: slip.start()]} with {sentence[slip.end() :]}"
    for word in unknown:
        meant = _meant(word.casefold(), frozenset(known), is_english, foreign)
        if meant and meant != word.casefold():
            sentence = re.sub(rf"\b{re.escape(word)}\b", meant, sentence)
            notes.append(f'"{word}" is read as "{meant}"')
    return sentence, tuple(notes)


def _meant(typed: str, known: frozenset[str], is_english: Callable[[str], bool], foreign: bool) -> str:
    """The word that is meant, in a `foreign` sentence or an English one; empty if it is none with slips."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", typed.translate(_LETTERS)) if each.isascii())
    for word in (typed, plain, *(plain.removesuffix(ending) for ending in _PLURALS)):
        if (other := _other_names().get(word)) and (foreign or not is_english(typed)):
            return f"{other}s" if word in (plain[:-1], plain[:-2]) and other not in _ADJECTIVES else other
    if typed in _ENGLISH or typed.endswith(("'s", "’s")) or any(is_english(form) for form in _forms(typed)):
        return ""
    single = _nearest(plain.removesuffix("s"), known, _SHORTEST) if plain.endswith("s") else []
    found = _nearest(plain, _COLORS, _SHORTEST_COLOR) or _nearest(plain, known, _SHORTEST)
    if single and found[:1] in ([], single[:1]):
        return f"{single[0].removesuffix('s')}s"
    return found[0] if found else ""


def _forms(word: str) -> Iterator[str]:
    """A word, what it may be a form of, and forms of it."""
    yield word
    yield from (f"{word.removesuffix('e')}{ending}" for ending in ("s", "ed", "ing", "ly", "ness"))
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _SHORTEST_SOUND:
            yield from (stem, f"{stem}e", f"{stem}y", stem[:-1] if stem[-1] == stem[-2] else stem)


def _nearest(typed: str, known: frozenset[str], shortest: int) -> list[str]:
    """The known words with few enough slips from what was typed, those with the fewest first.

    Words that sound the same are one another, however short; in three or four letters, two may be exchanged.
    """
    found = []
    sound = _sound(typed)
    for word, spoken in _by_sound(known).get(sound[:1], ()):
        shorter, longer = sorted((len(word), len(typed)))
        most = 2 if longer >= _LONG and not typed.endswith("ing") else 1  # a verb is more often unknown than misspelled
        if longer - shorter > most + 1 or shorter < _SHORTEST_SOUND:
            continue
        if spoken == sound:
            found.append((0.5, word))
        elif shorter >= shortest and len({*word} ^ {*typed}) <= 2 * most + 1:  # a slip adds a letter and takes one away
            count = min(_slips(typed, word), _slips(sound, spoken) + 0.5)
            found += [(count, word)] if count <= most else []
        elif shorter == longer < shortest and word[:1] == typed[:1] and sorted(word) == sorted(typed):
            found.append((1, word))
    return [word for _, word in sorted(found)]


@functools.lru_cache(4)
def _by_sound(known: frozenset[str]) -> Mapping[str, list[tuple[str, str]]]:
    """By the first letter of how they sound, words and how they sound."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for word in known:
        sound = _sound(word)
        grouped.setdefault(sound[:1], []).append((word, sound))
    return grouped


def _sound(word: str) -> str:
    """About how a word sounds: the same for "phoenix" and "fenix"."""
    for written, sound in _SOUNDS:
        word = written.sub(sound, word)
    return word


_LETTERS: Final = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


@functools.cache
def _other_names() -> Mapping[str, str]:
    """Other spellings and words of other languages -> the English noun, color or size."""
    read = table("spellings")
    return {other: noun for noun, others in read.items() for other in others.split()}


def _slips(one: str, other: str) -> int:
    """How many letters are missing, too many, wrong, or exchanged with their neighbour (Damerau 1964)."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
    return row[-1]
