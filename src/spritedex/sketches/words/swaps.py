"""Things that stand where a part of a creature would be, by the words: "a carrot instead of a horn", "lightning bolt
horns". Knows no shape."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from spritedex.sentence import singular
from spritedex.sketches.words.materials import color_of_material
from spritedex.word_tables import COLOR_WORDS

_LINKS: Final = (("instead", "of"), ("insted", "of"), ("in", "place", "of"), ("in", "stead", "of"), ("for",), ("as",))
_ARTICLES: Final = frozenset({"a", "an", "actual", "any", "each", "her", "his", "its", "my", "real", "the", "their"})
_PARTS: Final = {
    "antler": "horns", "antlers": "horns", "arms": "hands", "claw": "pincers", "claws": "hands", "ear": "ears",
    "ears": "ears", "eye": "eyes", "eyes": "eyes", "eyestalks": "stalks", "feet": "feet", "hair": "hair",
    "hand": "hands", "hands": "hands", "head": "head", "horn": "horns", "horns": "horns", "legs": "legs",
    "needles": "spikes", "nose": "nose", "paws": "hands", "pincer": "pincers", "pincers": "pincers",
    "quills": "spikes", "spikes": "spikes", "spines": "spikes", "stalks": "stalks", "tail": "tail",
    "thorns": "spikes", "wings": "wings",
}  # fmt: skip
_ONES: Final = frozenset({"antler", "claw", "horn", "pincer"})
"""What of several one thing can stand for."""
_RIGHT_AFTER: Final = frozenset({"ears", "hands", "head", "horns", "legs", "tail"})
"""Parts that are things if these are named right before, as in "lightning bolt horns"."""
_LEG: Final = "part-human-leg"
_MOST_WORDS: Final = 3


class Swap(NamedTuple):
    """What stands for a part: its drawing, the part, whether it is one alone, and the words that say it."""

    thing: str
    part: str
    single: bool
    start: int
    end: int


def swaps_in(words: list[str], noun: list[str], index: Any, things: dict[str, str]) -> Iterator[Swap]:
    """What stands for parts in a sentence of words; `things` are the nouns of what has a sketch of its own."""
    for at in range(1, len(words)):
        end = next((at + len(link) for link in _LINKS if tuple(words[at : at + len(link)]) == link), 0)
        if not end and words[at] in _PARTS:
            part = _PARTS[words[at]]
            found = _thing_before(words, at, noun, index, things) if part in _RIGHT_AFTER else None
            if found and (part != "legs" or found[0] == _LEG) and not _is_known(words[found[1] : at + 1], index):
                yield Swap(found[0], part, not words[at].endswith("s"), found[1], at + 1)
            continue
        while end and words[end : end + 1] and words[end] in _ARTICLES:
            end += 1
        if words[end : end + 2] == ["eye", "stalks"]:
            end += 1
        if not end or end >= len(words) or words[end] not in _PARTS:
            continue
        found = _thing_before(words, at, [], index, things)
        if found and " ".join(words[found[1] : end + 1]) not in index["words"]:
            yield Swap(
                found[0], _PARTS[words[end]], words[end] in ("antler", "claw", "horn", "pincer"), found[1], end + 1
            )


def _thing_before(
    words: list[str], end: int, noun: list[str], index: Any, things: dict[str, str]
) -> tuple[str, int] | None:
    """The symbol of the longest thing that ends before a word, and where it begins."""
    for length in range(min(_MOST_WORDS, end), 0, -1):
        *before, last = words[end - length : end]
        for form in (last, *singular(last)):
            phrase = " ".join([*before, form])
            if noun and (phrase in COLOR_WORDS or color_of_material(form) or form in noun):
                return None
            if symbol := _symbol(phrase, index, things):
                return symbol, end - length
    return None


def symbol_of(words: list[str], index: Any, things: dict[str, str]) -> str:
    """The symbol of the library that words name as a thing, or as several; empty if there is none."""
    *before, last = words
    symbols = (_symbol(" ".join([*before, form]), index, things) for form in (last, *singular(last)))
    return next(filter(None, symbols), "")


def _symbol(phrase: str, index: Any, things: dict[str, str]) -> str:
    """The symbol of the library that a phrase names as a thing; empty if there is none."""
    if phrase in index["stands"]:
        return str(index["stands"][phrase])
    part = index["items"].get(phrase) or index["words"].get(phrase)
    if part and (phrase in index["items"] or index["places"].get(part, {}).get("way") == "held"):
        place = index["places"].get(part, {"thing": part})
        return str(place["thing"]) if "thing" in place else f"part-{place.get('drawn', part)}"
    return things.get(phrase, "")


def _is_known(words: list[str], index: Any) -> bool:
    return any(" ".join(words[start:]) in index["words"] for start in range(len(words) - 1))
