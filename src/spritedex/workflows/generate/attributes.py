"""What to draw, in words: captions composed as those that painters train on. Knows no model, picture or file."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from spritedex.data.captions import COLOUR_WORD
from spritedex.errors import UsageError
from spritedex.vocabulary import BODIES, COLOURS, MAX_TYPES, SHINY, SIZE_WORDS, TYPES

_ALSO: Final = {"gray": "grey"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What a caption tells beside the prompt: types of `TYPES`, one of `COLOURS`, a shape of `BODIES`, a size of
    `SIZE_WORDS`; empty where nothing is told.

    Raises UsageError for a word that is none of them, with the nearest that is, or for more than two types.
    """

    types: tuple[str, ...] = ()
    colour: str = ""
    shape: str = ""
    size: str = ""

    def __post_init__(self) -> None:
        named = dict.fromkeys(_known("type", name, {known: (known,) for known in TYPES}) for name in self.types)
        if len(named) > MAX_TYPES:
            raise UsageError(f"{len(named)} types ({', '.join(named)}); a creature has at most {MAX_TYPES}")
        words = {
            "colour": _known("colour", self.colour, {known: (known,) for known in (*COLOURS, *_ALSO)}),
            "shape": _known("shape", self.shape, BODIES),
            "size": _known("size", self.size, {known: (known,) for known in SIZE_WORDS}),
        }
        words["colour"] = _ALSO.get(words["colour"], words["colour"])
        object.__setattr__(self, "types", tuple(named))
        for name, word in words.items():
            object.__setattr__(self, name, word)

    def __bool__(self) -> bool:
        return any((self.types, self.colour, self.shape, self.size))

    @property
    def phrase(self) -> str:
        """The traits as captions tell them; empty where there is none.

        >>> Traits(("fire", "flying"), "orange", "wings", "small").phrase
        'a small orange winged creature of fire and flying type'
        """
        if not self:
            return ""
        body = BODIES[self.shape][0] if self.shape else "creature"
        words = " ".join(filter(None, (self.size, self.colour, body)))
        told = f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
        return f"{told} of {' and '.join(self.types)} type" if self.types else told


def compose(traits: Traits, prompt: str) -> str:
    """The caption: first the traits, then the prompt, as captions that tell facts and a description.

    >>> compose(Traits(colour="green"), "it sleeps on a leaf")
    'a green creature. it sleeps on a leaf'
    """
    return ". ".join(filter(None, (traits.phrase, prompt.strip()))) if traits else prompt


def in_rare_colours(prompt: str) -> str:
    """The prompt as captions of shiny pictures tell it: with no word for a colour.

    >>> in_rare_colours("an orange lizard with a light-blue tail")
    'a shiny lizard with a shiny tail'
    """
    return re.sub(rf"\b([Aa])n (?={SHINY[0]}\b)", r"\1 ", COLOUR_WORD.sub(SHINY[0], prompt))


def _known(what: str, given: str, words: Mapping[str, Iterable[str]]) -> str:
    """The word as it is known, empty for an empty one; `words` maps each to what else leads to it."""
    word = " ".join(given.casefold().split())
    if not word or word in words:
        return word
    leads = {part: known for known, others in words.items() for other in others for part in (other, *other.split())}
    leads |= {known: known for known in words}
    near = difflib.get_close_matches(word, leads, 1, cutoff=0.6)
    hint = f"did you mean {leads[near[0]]!r}? The" if near else "the"
    raise UsageError(f"unknown {what} {given!r}; {hint} {what}s are {', '.join(words)}")


ANYTHING: Final = Traits()
"""No trait is told."""
