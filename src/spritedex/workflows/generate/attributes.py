"""Types, color, shape and size of a sprite, composed into the words of training captions. Knows no model or file."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from spritedex.data.captions import COLOR_WORD
from spritedex.errors import OptionError
from spritedex.sentence import LINK, with_article
from spritedex.sketches import sketch_for
from spritedex.vocabulary import BODIES, COLORS, MAX_TYPES, SIZE_WORDS, TYPES
from spritedex.word_tables import SIZE_OF_WORD

_ALSO: Final = {"gray": "grey"}
_ARTICLE: Final = re.compile(r"(?:an?|the|one|some)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a caption says beside the prompt: types of `TYPES`, one of `COLORS`, a shape of `BODIES`, a size of
    `SIZE_WORDS`; empty where nothing is given.

    Raises OptionError for any other word, with the nearest known one, and for more than two types.
    """

    types: tuple[str, ...] = ()
    color: str = ""
    shape: str = ""
    size: str = ""

    def __post_init__(self) -> None:
        wrong: list[OptionError] = []

        def known(field: str, given: str, words: Mapping[str, Iterable[str]]) -> str:
            try:
                return _known(field, given, words)
            except OptionError as error:
                wrong.append(error)
                return ""

        named = dict.fromkeys(known("types", name, {each: (each,) for each in TYPES}) for name in self.types)
        if len(named) > MAX_TYPES:
            reason = f"are {len(named)} types, and a creature has at most {MAX_TYPES}; leave one out"
            wrong.append(OptionError("types", reason, ", ".join(named)))
        color = _ALSO.get(self.color.strip().casefold(), self.color)
        words = {
            "color": known("color", color, {each: (each,) for each in COLORS}),
            "shape": known("shape", self.shape, BODIES),
            "size": known("size", self.size, {each: (each,) for each in SIZE_WORDS}),
        }
        if wrong:
            raise _together(wrong)
        object.__setattr__(self, "types", tuple(named))
        for name, word in words.items():
            object.__setattr__(self, name, word)

    def __bool__(self) -> bool:
        return any((self.types, self.color, self.shape, self.size))

    @property
    def phrase(self) -> str:
        """The attributes in the words of captions; empty where there are none.

        >>> Attributes(("fire", "flying"), "orange", "wings", "small").phrase
        'a small orange winged creature of fire and flying type'
        """
        if not self:
            return ""
        body = BODIES[self.shape][0] if self.shape else "creature"
        phrase = with_article(" ".join(filter(None, (self.size, self.color, body))))
        return f"{phrase} of {' and '.join(self.types)} type" if self.types else phrase

    def of(self, subject: str) -> str:
        """What is said of a subject, such as "fox with a hat"; a color takes the place of those that name its body.

        >>> Attributes(("fire", "flying"), "blue", "tentacles", "tiny").of("red fox with a hat")
        'a tiny blue fox with a hat, with tentacles, fire and flying type'
        """
        if self.color:
            link = LINK.search(subject)
            head, rest = (subject[: link.start()], subject[link.start() :]) if link else (subject, "")
            plain = " ".join(COLOR_WORD.sub("", head).split())
            subject = f"{plain}{' ' if rest[:1].isalpha() else ''}{rest}"
        forms = BODIES.get(self.shape, ())
        form = next((form for form in forms if form.startswith("creature ") or form.endswith(" creature")), "")
        before = form.removesuffix(" creature") if form.endswith(" creature") else ""
        after = form.removeprefix("creature ") if form.startswith("creature ") else ""
        types = f"{' and '.join(self.types)} type" if self.types else ""
        sizes = " ".join(takewhile(lambda word: word in SIZE_OF_WORD or word == "very", subject.split()))
        words = (self.size or sizes, self.color, before, subject.removeprefix(sizes).strip())
        lead = with_article(" ".join(filter(None, words)))
        return ", ".join(filter(None, (lead, after, types)))


def compose(attributes: Attributes, prompt: str) -> str:
    """A prompt with its attributes: in what it says of its subject, else before it, as captions of facts have it.

    >>> compose(Attributes(color="green", size="tiny"), "a fox with a hat")
    'a tiny green fox with a hat'
    >>> compose(Attributes(color="green"), "it sleeps on a leaf")
    'a green creature. it sleeps on a leaf'
    """
    if not attributes or not prompt.strip():
        return attributes.phrase or prompt
    text = prompt.strip()
    article = _ARTICLE.match(text)
    if article or sketch_for(text, 0):
        return attributes.of(text[article.end() :] if article else text)
    return f"{attributes.phrase}. {text}"


def _together(wrong: Sequence[OptionError]) -> OptionError:
    """One error that names all wrong options."""
    first, *others = wrong
    reasons = (first.reason, *(f"{{{error.field}}} {error.value}: {error.reason}" for error in others))
    return OptionError(first.field, "; ".join(reasons), first.value)


def _known(field: str, given: str, words: Mapping[str, Iterable[str]]) -> str:
    """The word as it is known, empty for an empty one; `words` maps each to what else leads to it."""
    word = " ".join(given.casefold().split())
    if not word or word in words:
        return word
    leads = {part: known for known, others in words.items() for other in others for part in (other, *other.split())}
    leads |= {known: known for known in words}
    near = difflib.get_close_matches(word, leads, 1, cutoff=0.6)
    hint = f"did you mean {leads[near[0]]!r}? Choose" if near else "choose"
    more = "; a prompt can name any other" if field == "color" else ""
    raise OptionError(field, f"unknown; {hint} from {', '.join(words)}{more}", given)


NO_ATTRIBUTES: Final = Attributes()
"""No attribute is given."""
