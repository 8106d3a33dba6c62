"""Things that are held in or on another one, as in "a tray with a glass of juice" and "a fish in a pan". Knows no
shape."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from spritedex.sketches.words.swaps import symbol_of

IN_HAND: Final = " in hand"
"""What is after the name of a thing that is held, where a part of that name is worn or grows."""
LOAD: Final = " with "
"""What is between a holder and its load in the name of a part."""
ON_BACK: Final = "part-huge-backpack"
"""The holder that is on a back, and not in a hand."""
_PLATTER: Final = "part-platter"
_DRINK: Final = "part-glass"
"""What stands on a platter alone: "a bucket of milk" is no bucket with glasses."""
_HOLDERS: Final = {
    "tray": _PLATTER, "platter": _PLATTER, "plate": _PLATTER, "dish": _PLATTER,
    "pan": "part-frying-pan", "skillet": "part-frying-pan", "basket": "part-basket", "bucket": "bucket",
    "sack": "part-sack", "bag": "part-sack", "backpack": ON_BACK, "rucksack": ON_BACK,
}  # fmt: skip
_LINKS: Final = (("full", "of"), ("filled", "with"), ("loaded", "with"), ("with",), ("of",))
_BETWEEN: Final = frozenset({
    "a", "an", "big", "cup", "cups", "fresh", "fried", "frying", "glass", "glasses", "hot", "its", "his", "her",
    "large", "little", "mug", "of", "roasted", "silver", "small", "some", "the", "wicker", "wooden",
})  # fmt: skip
_MOST_BETWEEN: Final = 4
_MOST_WORDS: Final = 3


class Load(NamedTuple):
    """The symbols of a holder and of what is in or on it, and where the words begin and end that say it."""

    holder: str
    thing: str
    start: int
    end: int


def loads_in(words: list[str], index: Any, things: dict[str, str]) -> Iterator[Load]:
    """What holds a thing in a sentence of words; `things` are the nouns of what has a sketch of its own."""
    for at, word in enumerate(words):
        if word not in _HOLDERS:
            continue
        start = at - (words[at - 1 : at + 1] == ["frying", "pan"])
        link = next((link for link in _LINKS if tuple(words[at + 1 : at + 1 + len(link)]) == link), ())
        before = _last_before(words, start)
        if link and _has_a_name(words, start, at + 1 + len(link), index):
            continue
        if link and (found := _first_after(words, at + 1 + len(link), index, things)):
            if found[0] == _DRINK and _HOLDERS[word] != _PLATTER:
                continue
            yield Load(_HOLDERS[word], found[0], start, found[1])
        elif words[before : before + 1] in (["in"], ["on"]) and (held := _ending_at(words, before, index, things)):
            yield Load(_HOLDERS[word], held[0], held[1], at + 1)


def _has_a_name(words: list[str], start: int, inside: int, index: Any) -> bool:
    """Whether a holder and what is inside have a drawing of their own, as "a bag of letters" has."""
    phrases = (" ".join(words[start:end]) for end in range(inside + 1, inside + _MOST_WORDS))
    return any(phrase in index[kind] for phrase in phrases for kind in ("words", "items"))


def _last_before(words: list[str], start: int) -> int:
    """The place of the last word before a noun that says nothing of it."""
    place = start - 1
    while place > max(0, start - _MOST_BETWEEN) and words[place] in _BETWEEN - {"of"}:
        place -= 1
    return place


def _first_after(words: list[str], start: int, index: Any, things: dict[str, str]) -> tuple[str, int] | None:
    """The symbol of a thing that begins near a word, and where it ends."""
    for begin in range(start, min(start + _MOST_BETWEEN, len(words))):
        for length in range(min(_MOST_WORDS, len(words) - begin), 0, -1):
            if symbol := symbol_of(words[begin : begin + length], index, things):
                return symbol, begin + length
        if words[begin] not in _BETWEEN:
            return None
    return None


def _ending_at(words: list[str], end: int, index: Any, things: dict[str, str]) -> tuple[str, int] | None:
    """The symbol of a thing that ends before a word, and where it begins."""
    for length in range(min(_MOST_WORDS, end), 0, -1):
        if symbol := symbol_of(words[end - length : end], index, things):
            return symbol, end - length
    return None


def in_hand(part: str, place: Mapping[str, Any]) -> str:
    """The name of a thing that is held, though a part of that name with a place of its own is worn or grows."""
    is_other = place and place.get("way") != "held" and place.get("anchor") not in ("mouth", "neck")
    return f"{part}{IN_HAND}" if is_other else part
