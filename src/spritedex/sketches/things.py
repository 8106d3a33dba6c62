"""Whole things as something to hold, those with another in or on them, and what heaps are of. Knows no sentence."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from spritedex.sentence import singular
from spritedex.sketches.library import load
from spritedex.sketches.shapes.company import faceless
from spritedex.sketches.shapes.emblems import as_picture
from spritedex.sketches.shapes.held import as_item, with_load
from spritedex.sketches.words.loads import IN_HAND, LOAD, ON_BACK
from spritedex.sketches.words.named import SECOND, index
from spritedex.sketches.words.pictures import PICTURE
from spritedex.sketches.words.props import words_in
from spritedex.sketches.words.relations import AMOUNTS
from spritedex.sprites.sketch import Sketch

_UPRIGHT: Final = {"way": "held", "slot": "hand", "upright": True}
_ON_CLOTH: Final = {"way": "emblem", "where": "belly", "slot": "picture", "order": 2}
_KINDS: Final = {"part-platter": "tray", "bubbling-flask": "potion"}
_PAN: Final = "part-frying-pan"
_FLAT: Final = frozenset({_PAN, "part-platter"})
"""What holds things that are on it, and not in it."""

_OWN_PROPS: Final = frozenset({"coin", "leaf", "treasure-chest"})
"""Of which a pile is a prop of its own."""


def in_hand(part: str) -> Mapping[str, Any]:
    """The place of a second thing of one kind, such as "apple-2", of one that has a sketch of its own, or of one with
    another in or on it."""
    if LOAD in part:
        holder, load = part.split(LOAD)
        of_back = index()["places"][ON_BACK.removeprefix("part-")] if holder == ON_BACK else _UPRIGHT
        return {**of_back, "upright": holder != _PAN, "symbol": holder, "load": load}
    if part.startswith(PICTURE):
        return {**_ON_CLOTH, "picture": part.removeprefix(PICTURE)}
    first, *rest = part.rsplit(SECOND, 1)
    if first.endswith(IN_HAND):
        return {**_UPRIGHT, "thing": first.removesuffix(IN_HAND), **({"slot": "shield"} if rest else {})}
    place = index()["places"].get(first, {**_UPRIGHT, "thing": first})
    return {**place, "slot": "shield", "drawn": place.get("drawn", first)} if rest else place


def kind_held(part: str) -> str:
    """What kind of thing a part is, so that no hand holds another of it: a tray with a cup is a tray."""
    return _KINDS.get(part.split(LOAD)[0], part)


def thing_of(place: Mapping[str, Any]) -> Sketch:
    """The thing of a place, with its load if it has one."""
    if "picture" in place:
        return as_picture(load(place["picture"]))
    if "thing" in place:
        return _item(place["thing"])
    return with_load(_item(place["symbol"]), _item(place["load"]), place["symbol"] in _FLAT)


def _item(symbol: str) -> Sketch:
    """A drawing of the library as something to hold."""
    drawn = load(symbol)
    if symbol.startswith("part-"):
        return drawn
    return as_item(drawn if symbol in words_in("faced") else faceless(drawn))


def made_up_of(phrase: str, sketches: Mapping[str, Sequence[str]]) -> str:
    """The sketch of what "a throne of skulls" or "a pile of books" is made up of; empty if it is one thing."""
    words = phrase.split()
    of = words.index("of") if "of" in words else 0
    many = (*singular(words[-1]), *(() if AMOUNTS.isdisjoint(words[:of]) else words[-1:])) if of else ()
    name = next((sketches[noun][0] for noun in many if noun in sketches), "")
    return "" if name in _OWN_PROPS else name


def item_of(noun: str) -> str:
    """The drawing of a thing in a hand; empty if there is none."""
    part = str(index()["items"].get(noun) or index()["words"].get(noun, ""))
    place = index()["places"].get(part, {})
    return f"part-{place.get('drawn', part)}" if place.get("way") == "held" else ""
