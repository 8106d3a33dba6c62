"""Signs that a sentence puts on a body, such as "a heart on its belly" or "a star mark". Knows no shape."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from spritedex.word_tables import COLOR_WORDS

_MARKS: Final = frozenset({
    "birthmark", "crest", "design", "emblem", "insignia", "logo", "mark", "marking", "markings", "marks", "patch",
    "pattern", "patterns", "print", "scar", "scars", "shape", "sigil", "spot", "symbol", "symbols", "tattoo", "tattoos",
})  # fmt: skip
"""What after a sign says that it is one, and no thing."""
_ALL_OVER: Final = frozenset({"motif", "motifs", "pattern", "patterns", "print", "prints"})
ALL_OVER: Final = "all over"
"""What after a sign says that it is there many times, and where these are."""
_ON: Final = frozenset({"across", "at", "in", "on", "over", "upon"})
_ITS: Final = frozenset({"a", "an", "each", "her", "his", "its", "my", "of", "the", "their", "both", "middle"})
_PLACES: Final = {
    place: where
    for where, places in {
        "belly": """
            armor armour belly body breast chest dress front jacket robe shirt stomach suit torso tummy tunic""",
        "forehead": "brow forehead",
        "back": "back flank hip rump shell side",
        "wings": "wing wings",
        "cheeks": "cheek cheeks",
        "hat": "cap hat helmet",
        "shield": "shield",
    }.items()
    for place in places.split()
}
_ADJECTIVES: Final = 2
"""How many words of another kind are before a place at most, as in "on its big red belly"."""
_THINGS: Final = {
    "back": frozenset(
        {
            "crystal",
            "eye",
            "eyes",
            "flower",
            "flowers",
            "gem",
            "jewel",
            "leaf",
            "scallop",
            "seashell",
            "shell",
            "skull",
            "stars",
            "sun",
        }
    ),
    "forehead": frozenset({"eye", "eyes", "flower", "gem", "jewel"}),
    "belly": frozenset({"hearts", "stars"}),
}
"""What in a place is a thing that stands there, or many of them, and no sign."""


class Sign(NamedTuple):
    """A sign by its words, where these begin and end, and where on a body it is."""

    words: str
    start: int
    end: int
    where: str


def signs_in(words: Sequence[str], known: Mapping[str, str]) -> Iterator[Sign]:
    """The signs that a sentence of words names, of those that are `known`.

    >>> list(signs_in("a bear with a heart on its white belly".split(), {"heart": "hearts"}))
    [Sign(words='heart', start=4, end=5, where='belly')]
    >>> list(signs_in("a bear holding a heart".split(), {"heart": "hearts"}))
    []
    """
    at = 0
    while at < len(words):
        if words[at : at + 2] == ["eye", "patch"]:
            at += 2
            continue
        end = next((at + size for size in (2, 1) if " ".join(words[at : at + size]) in known), 0)
        if not end:
            at += 1
            continue
        after = end + (words[end : end + 1] == ["shaped"])
        while after < len(words) and words[after] in _MARKS:
            after += 1
        where = _place_after(words, after) or _place_before(words, at) or _right_before(words, after)
        where = where or ("belly" if after > end else "")
        sign = " ".join(words[at:end])
        if not _ALL_OVER.isdisjoint(words[end:after]) and not _place_after(words, after):
            where = ALL_OVER
        if where and (after > end or sign not in _THINGS.get(where, ())):
            yield Sign(sign, at, after, where)
        at = after


def _place_after(words: Sequence[str], start: int) -> str:
    """Where a sign is that ends at a word: "on its white belly"."""
    if start >= len(words) or words[start] not in _ON:
        return ""
    others = 0
    for word in words[start + 1 :]:
        if word in _PLACES:
            return _PLACES[word]
        others += word not in _ITS
        if others > _ADJECTIVES or word in _ON:
            break
    return ""


def _right_before(words: Sequence[str], end: int) -> str:
    """A shield whose sign ends right before it: "a sun shield"."""
    return "shield" if words[end : end + 1] == ["shield"] else ""


def _place_before(words: Sequence[str], start: int) -> str:
    """Where a sign is that begins at a word: "a belly with a red" heart."""
    before = start - 1
    while before > 0 and (words[before] in _ITS or COLOR_WORDS.get(words[before])):
        before -= 1
    return _PLACES.get(words[before - 1], "") if before > 0 and words[before] == "with" else ""
