"""Creatures with the head of another one: "a cat with the body of a lion" is a lion with the head of a cat. Knows no
sketch."""

from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon
from spritedex.sketches.words.states import animal_in

_ANIMAL: Final = r"(?:(?:the )?{part} of (?:an? |the )?([a-z]+)|(?:an? |the )?([a-z]+)(?:['’]s)? {part})"
_HEAD: Final = _ANIMAL.format(part="head")
_TOMB: Final = r"(?:(?:pyramid|temple|tomb|egyptian) )?"
_JACKAL: Final = LazyPattern(
    rf"\b{_TOMB}jackal[- ]head(?:ed)?(?: (?:guardian|guard|man|god|warrior|pharaoh))?\b"
    rf"|\b{_TOMB}(?:guardian|man|god)(?: with| has|,) (?:the |an? )?(?:jackal head|head of a jackal)\b",
    ("jackal",),
    ignore_case=True,
)
_BODY: Final = LazyPattern(
    rf"\b([a-z]+),? (?:with|that has|which has|but with|has) {_ANIMAL.format(part='body')}\b",
    ("body",),
    ignore_case=True,
)
_WITH_HEAD: Final = LazyPattern(rf"\b(?:with|that has|which has|but with|has) {_HEAD}\b", ("head",), ignore_case=True)


def with_heads_apart(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which the head of another animal is said as that.

    >>> lexicon = Lexicon(frozenset({"cat", "lion", "crow", "horse", "anubis"}))
    >>> with_heads_apart("a man with a crow head", lexicon), with_heads_apart("a horse with a crow's head", lexicon)
    ('a man with the head of a crow', 'a horse with the head of a crow')
    >>> with_heads_apart("a cat with the body of a lion", lexicon), with_heads_apart("jackal head guardian", lexicon)
    ('a lion with the head of a cat', 'anubis')
    """
    if "anubis" in lexicon.subjects and _JACKAL.search(sentence):
        return _JACKAL.sub("anubis", sentence, count=1)
    if found := _BODY.search(sentence):
        head, body = animal_in(found[1], lexicon), animal_in(found[2] or found[3], lexicon)
        if head and body:
            return f"{sentence[: found.start()]}{body} with the head of a {head}{sentence[found.end() :]}"
    if (found := _WITH_HEAD.search(sentence)) and (animal := animal_in(found[1] or found[2], lexicon)):
        return f"{sentence[: found.start()]}with the head of a {animal}{sentence[found.end() :]}"
    return sentence


def head_in(sentence: str, lexicon: Lexicon) -> str:
    """The animal whose head a creature has; empty if it has its own."""
    found = _WITH_HEAD.search(sentence)
    return animal_in(found[1] or found[2], lexicon) if found else ""
