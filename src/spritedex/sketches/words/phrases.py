"""Where a sentence names a phrase, and whether as something that the creature does not have. Knows no sketch."""

from collections.abc import Iterator
from typing import Final

from spritedex.sentence import words_of

_NOT: Final = frozenset({"no", "not", "without", "lacking"})
_AGAIN: Final = frozenset({"but", "carrying", "has", "having", "holding", "wearing", "with"})
"""What ends a list of things that a creature does not have."""
_LIST: Final = 5
_OF_IT: Final = frozenset({"his", "its"})
_NUMBERS: Final = {
    "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip


def counted_words(sentence: str) -> list[str]:
    """The words of a sentence, digits as words.

    >>> counted_words("a 3-headed dog")
    ['a', 'three', 'headed', 'dog']
    """
    return [_NUMBERS.get(word, word) for word in words_of(sentence)]


def found(phrase: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where a phrase is; "*" is up to two words that name no several things.

    >>> list(found("holding * fish", ["a", "bear", "holding", "a", "fish"]))
    [(2, 5)]
    """
    before, star, after = phrase.partition(" *")
    first, last = before.split(), after.split()
    if first[0] not in words:
        return
    for start in range(len(words) - len(first) + 1):
        if words[start : start + len(first)] != first:
            continue
        for end in range(start + len(first), start + len(first) + (3 if star else 1)):
            if words[end : end + len(last)] == last:
                yield start, end + len(last)
                break
            if any(map(_is_plural, words[end : end + 1])):  # "four arms, black horns" are not four horns
                break


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and word not in _OF_IT


def denied(words: list[str], start: int) -> bool:
    """Whether what begins at a word is what the creature does not have, as in "without horns" and "no sharp teeth"."""
    for back in range(1, min(_LIST, start) + 1):
        word = words[start - back]
        word = "without" if words[max(0, start - back - 1) : start - back + 1] == ["with", "out"] else word
        if word in _NOT:
            return (
                word in ("without", "lacking") or back <= 2 or not {"or", "nor"}.isdisjoint(words[start - back : start])
            )
        if word in _AGAIN:
            return False
    return False


def is_of_noun(phrase: str, noun: list[str]) -> bool:
    """Whether a phrase is a part of what a sentence is about, as "fire" of "fire ant"."""
    return phrase in noun or phrase.removesuffix("s") in noun
