"""What a sentence names beside its creature and its sketch does not show. Knows no model."""

from collections.abc import Collection, Iterator
from typing import Final

from spritedex.sentence import naming_words, singular, words_of
from spritedex.sketches.library import load
from spritedex.sketches.tables import sketches_of_nouns
from spritedex.sketches.words.counts import BODY_PARTS
from spritedex.sketches.words.named import index
from spritedex.sketches.words.phrases import denied
from spritedex.sketches.words.props import things
from spritedex.sketches.words.scene_phrases import with_buildings
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, STUFF

_MOST_WORDS: Final = 3
_SAID: Final = (
    BEINGS | COSTUMES | STUFF | BODY_PARTS | COLOR_WORDS.keys() | {"face", "feather", "hand", "pouch", "shell"}
)
"""Nouns that also say how a creature looks, what it is or what it has of itself."""
_LOOKS: Final = frozenset({"like", "shaped"})


def not_drawn(name: str, sentence: str, noun: str, parts: Collection[str]) -> tuple[str, ...]:
    """The things that a sentence names after its `noun` and that are of none of the `parts` that the sketch `name`
    shows, nor of what it has of itself.

    >>> not_drawn("hedgehog", "a hedgehog chef flipping an egg in a pan", "hedgehog", ["chef"])
    ('egg', 'pan')
    >>> not_drawn("hedgehog", "a hedgehog with a honey pan, without an egg", "hedgehog", ["pan"])
    ()
    """
    words = words_of(with_buildings(sentence))
    if not _LOOKS.isdisjoint(words):
        return ()
    own = {shape.part for shape in load(name).shapes}
    own.update(part for part, names in index()["has"].items() if name in names)
    shown = {form for word in words_of(" ".join((noun, *parts, *own))) for form in (word, *singular(word))}
    start = max((at + 1 for at, word in enumerate(naming_words(sentence)) if word in noun.split()), default=0)
    return tuple(dict.fromkeys(_things(words, start, shown)))


def _things(words: list[str], start: int, shown: set[str]) -> Iterator[str]:
    while start < len(words):
        length = next((size for size in range(_MOST_WORDS, 0, -1) if _names(words[start : start + size])), 0)
        named = words[start : start + length]
        forms = {form for word in named for form in (word, *singular(word))}
        of_shown = words[start + length : start + length + 1], words[max(0, start - 3) : start]
        is_material = shown.intersection(of_shown[0]) or ("of" in of_shown[1] and shown.intersection(of_shown[1]))
        if length and forms.isdisjoint(shown) and not is_material and not denied(words, start):
            yield " ".join(named)
        start += max(1, length)


def _names(words: list[str]) -> bool:
    """Whether words name a thing by themselves."""
    *before, last = words or [""]
    if not _SAID.isdisjoint((last, *singular(last))):
        return False
    named = [" ".join([*before, form]) for form in (last, *singular(last))]
    return any(each in index()["items"] or things().issuperset(sketches_of_nouns().get(each, "?")) for each in named)
