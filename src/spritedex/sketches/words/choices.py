"""Which of the sketches of a subject has what a sentence asks for, such as a pose. Knows no shape."""

import functools
from collections.abc import Sequence
from typing import Any

from spritedex.sketches.tables import table
from spritedex.sketches.words.phrases import counted_words, denied, found, is_of_noun


def chosen(sketches: Sequence[str], sentence: str, noun: str) -> tuple[str, ...]:
    """Of the sketches of a noun those with the first trait of `choices.json` that is asked for and that any has; all if
    none has one.

    >>> chosen(("wolf", "wolf-2"), "a wolf howling at the moon", "wolf")
    ('wolf-howling',)
    """
    words, own = counted_words(sentence), noun.split()
    for phrase, trait in _choices()["words"].items():
        if is_of_noun(phrase, own) or not any(not denied(words, start) for start, _ in found(phrase, words)):
            continue
        fitting = (name for name, of in _choices()["sketches"][trait].items() if not {*of}.isdisjoint(sketches))
        if names := tuple(fitting):
            return names
    return tuple(sketches)


def choice_words() -> frozenset[str]:
    """The words that choose a sketch."""
    return frozenset(word for phrase in _choices()["words"] for word in phrase.split())


@functools.cache
def upright_sketches() -> frozenset[str]:
    """The sketches of animals that stand upright."""
    return frozenset(_choices()["sketches"]["upright"])


@functools.cache
def _choices() -> Any:
    return table("choices")
