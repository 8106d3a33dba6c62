"""What a creature can be in, on or among, by the words that name it: the props of `library.svg`. Knows no shape."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from spritedex.sketches.tables import table
from spritedex.sketches.words.named import index

_WORN: Final = frozenset({"skateboard", "skis", "sled", "snowboard", "surfboard"})
_NOT_WORN: Final = frozenset({"snow", "wave"})
_STANDING: Final = frozenset({
    "basket", "box", "bucket", "fishbowl", "gold", "goldfish-bowl", "lamp-post", "greenhouse", "nest", "vase",
})  # fmt: skip
_COVERING: Final = frozenset({"bag", "basket", "bowl", "box", "bucket", "flowerpot", "pot", "teacup"})
_BORNE: Final = frozenset({"part-apple", "part-small-flower", "prop-sparkle"})


def prop_in(phrase: Sequence[str], where: str) -> str:
    """The prop that a phrase names, at its end or before "of", if a creature can be "in" it or "on" it; else empty.

    >>> prop_in(["small", "bowl", "of", "ramen"], "in"), prop_in(["skateboard"], "in")
    ('bowl', '')
    """
    head = phrase[: phrase.index("of")] if "of" in phrase else phrase
    name = next((found for words in (head, phrase) for found in (_container(words), _seat(words)) if found), "")
    own, others = ("containers", "in") if where == "in" else ("seats", "on")
    return name if name in _table()[own] or name in words_in(others) else ""


def is_container(prop: str) -> bool:
    """Whether a creature looks out of a prop, in place of standing on it."""
    return prop in _table()["containers"]


def rides_with(phrase: Sequence[str]) -> str:
    """The prop of "a penguin with skis", which is on them."""
    return seat if (seat := _seat(phrase)) in _WORN and phrase[-1] not in _NOT_WORN else ""


def stands(phrase: Sequence[str]) -> str:
    """The prop that a phrase names, if it can be beside a creature or on it, as a nest can."""
    return next((name for name in (_seat(phrase), _container(phrase)) if name in _STANDING), "")


def covers(phrase: Sequence[str]) -> str:
    """The prop that a phrase names, if a head can be in it."""
    return name if (name := _container(phrase)) in _COVERING else ""


def small_thing(phrase: Sequence[str]) -> str:
    """The symbol of what can float around a creature, such as bubbles; empty if a phrase names nothing of the kind."""
    return _ending(phrase, "around")


def grows(phrase: Sequence[str]) -> str:
    """The symbol of what a tree can bear, such as apples."""
    return thing if phrase[-1].endswith("s") and (thing := small_thing(phrase)) in _BORNE else ""


def of_group(phrase: Sequence[str]) -> Sequence[str]:
    """A phrase with what many of make up a group: "small house" for "small village"; as it is, if it names none.

    >>> of_group(["small", "village"]), of_group(["red", "hat"])
    (['small', 'house'], ['red', 'hat'])
    """
    known = _by_noun("groups")
    start = next((start for start in range(len(phrase)) if " ".join(phrase[start:]) in known), len(phrase))
    return [*phrase[:start], *filter(None, [known.get(" ".join(phrase[start:]), "")])]


def prop_words() -> frozenset[str]:
    """The words that name props."""
    return frozenset(
        word for kind in ("containers", "seats", "groups", "around") for noun in _by_noun(kind) for word in noun.split()
    )


@functools.cache
def things() -> frozenset[str]:
    """The sketches of things, which have no face beside a creature."""
    return words_in("things").union(index()["things"])


@functools.cache
def words_in(kind: str) -> frozenset[str]:
    """The names of a list of `scenes.json`, such as the sketches of "holders"."""
    return frozenset(_table()[kind].split())


def _container(phrase: Sequence[str]) -> str:
    return _ending(phrase, "containers")


def _seat(phrase: Sequence[str]) -> str:
    return _ending(phrase, "seats")


def _ending(phrase: Sequence[str], kind: str) -> str:
    """What a table says of the longest words at the end of a phrase."""
    known = _by_noun(kind)
    return next((known[noun] for start in range(len(phrase)) if (noun := " ".join(phrase[start:])) in known), "")


@functools.cache
def _by_noun(kind: str) -> Mapping[str, str]:
    return {noun: name for name, nouns in _table()[kind].items() for noun in nouns.split(", ")}


@functools.cache
def _table() -> Any:
    return table("scenes")
