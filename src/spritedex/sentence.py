"""What a sentence asks for: subject, colors, size, types, pose; and which of its words mean nothing to a model.

A small lexicon made from the captions that a model was trained on says which nouns and words it knows. Knows no model.
"""

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.vocabulary import COLORS, TYPES
from spritedex.word_tables import (
    AMOUNTS,
    BEINGS,
    BODY_WORDS,
    COLOR_WORDS,
    COSTUMES,
    SHAPED,
    SIZE_OF_WORD,
    SMALL_WORDS,
    STUFF,
    TRADES,
    TYPE_OF_WORD,
    WITH_FACES,
)

_TYPE_PHRASE: Final = LazyPattern(
    rf"\b((?:{'|'.join(TYPES)})(?:(?: and |[/ ,]+)(?:{'|'.join(TYPES)}))?)[ -]types?\b", ("type",)
)
_BEHIND: Final = re.compile(r"\bfrom behind\b|\bback view\b|\bback of\b|\brear view\b")
LINK: Final = re.compile(r"\b(?:with|that|which|who|wearing|holding|carrying|on|in|from|of|and its|like)\b|[,;:.!?]")
_LIKE: Final = re.compile(r"\b(?:like|resembl(?:es|ing)|shaped as|in the shape of)\b")
_LOOKS: Final = frozenset({"is", "look", "looking", "looks", "that", "which", "who"})
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MOST_NOUN_WORDS: Final = 3
_MOST_LINKED_WORDS: Final = 4
_MOST_HEAD_WORDS: Final = 64


@dataclass(frozen=True)
class Lexicon:
    """The nouns and words that a model knows, all in lower case. `subjects` may have up to four words."""

    subjects: frozenset[str]
    words: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, subjects: Iterable[str], captions: Iterable[str]) -> "Lexicon":
        """The lexicon of training captions and the subjects that they name."""
        nouns = frozenset(noun for subject in subjects if (noun := _plain(subject)))
        return cls(nouns, frozenset(word for text in captions for word in words_of(text)))

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Lexicon":
        """From what `to_json` gave."""
        return cls(frozenset(values["subjects"]), frozenset(values["words"]))

    def to_json(self) -> dict[str, list[str]]:
        """Sorted lists, for a file."""
        return {"subjects": sorted(self.subjects), "words": sorted(self.words)}

    def knows(self, word: str) -> bool:
        """Whether a word, or what it is the plural of, says anything to the model."""
        return any(
            form in self.words or form in self._nouns or form in COLOR_WORDS or form in SIZE_OF_WORD or form in TYPES
            for form in (word, *singular(word))
        )

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(word for subject in self.subjects for word in subject.split())


@dataclass(frozen=True, slots=True)
class Request:
    """What a sentence asks for; an empty value where it does not say.

    `subject` is a noun of the lexicon. `colors` are of `vocabulary.COLORS`, the body's first, if `body_colored`; else
    all are of its parts, as in "a cat with a pink bow". `parts` are what else a sketch shows of it. `unknown` are
    words, as typed, that mean nothing to the model.
    """

    subject: str = ""
    colors: tuple[str, ...] = ()
    size: str = ""
    types: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    back: bool = False
    shiny: bool = False
    unknown: tuple[str, ...] = ()
    body_colored: bool = False

    def summary(self) -> str:
        """Such as "subject bat · black, yellow · small"; empty where nothing was understood."""
        parts = [
            f"subject {self.subject}" if self.subject else "",
            ", ".join(self.colors),
            self.size,
            f"{' and '.join(self.types)} type" if self.types else "",
            ", ".join(self.parts),
            "from behind" if self.back else "",
            "shiny" if self.shiny else "",
        ]
        return " · ".join(part for part in parts if part)

    def class_values(self) -> dict[str, str]:
        """What is asked for as fields of `spritedex.class_ids`, those that it says alone."""
        named = zip(
            ("color", "second_color", "size", "type", "second_type"),
            (*(*(() if self.body_colored else ("",)), *self.colors, "", "")[:2], self.size, *(*self.types, "", "")[:2]),
            strict=True,
        )
        return {field: value for field, value in named if value}

    def to_json(self) -> dict[str, Any]:
        """What was understood, for documents: the fields that it says, and the unknown words."""
        said = (each.name for each in fields(self) if each.name != "body_colored")
        return {name: value for name in said if (value := getattr(self, name))}


NOTHING_ASKED: Final = Request()


@functools.lru_cache(64)
def understand(sentence: str, lexicon: Lexicon) -> Request:
    """What a sentence asks for.

    >>> lexicon = Lexicon.of(["bat", "sea serpent"], ["a bat with yellow eyes"])
    >>> understand("a small black bat with yellow eyes", lexicon).summary()
    'subject bat · black, yellow · small'
    >>> understand("two sea serpents of zorblax, water type", lexicon).unknown
    ('zorblax',)
    """
    text = unicodedata.normalize("NFKC", sentence).casefold()
    head, rest = _split_head(text)
    body = [color for word in words_of(head) if (color := COLOR_WORDS.get(word))]
    named = words_of(rest)
    for index, word in enumerate(named):
        if (color := COLOR_WORDS.get(word)) and BODY_WORDS.intersection(named[index + 1 : index + 3]):
            body.append(color)
    colors = dict.fromkeys((*body, *(color for word in named if (color := COLOR_WORDS.get(word)))))
    return Request(
        subject=subject_of(sentence, lexicon) or _subject(rest, lexicon),
        colors=tuple(colors)[:2],
        size=next((SIZE_OF_WORD[word] for word in words_of(head) if word in SIZE_OF_WORD), ""),
        types=_types(text, head),
        back=_BEHIND.search(text) is not None,
        shiny="shiny" in words_of(head),
        unknown=_unknown(sentence, lexicon),
        body_colored=bool(body),
    )


@functools.lru_cache(64)
def subject_of(sentence: str, lexicon: Lexicon) -> str:
    """The noun of the lexicon that a sentence's first part names; empty if it names none.

    >>> subject_of("two howling wolves with a bone", Lexicon.of(["wolf", "bone"], []))
    'wolf'
    >>> subject_of("something that looks like a wolf", Lexicon.of(["wolf"], []))
    'wolf'
    """
    text = unicodedata.normalize("NFKC", sentence).casefold()
    head, rest = _split_head(text)
    linked, looks = _linked(words_of(text), len(words_of(head)), lexicon), _LIKE.search(text)
    noun = linked or _subject(_without_action(head, lexicon), lexicon)
    if looks and (not noun or (noun in BEINGS and _LOOKS.issuperset(words_of(text[len(head) : looks.start()])))):
        return _subject(_split_head(text[looks.end() :])[0], lexicon) or noun
    is_of = not noun and text.startswith("of", len(head))  # a glass of milk
    return _subject(_split_head(rest)[0], lexicon) if is_of else noun


def with_article(noun: str) -> str:
    """With "a" or "an" before it.

    >>> with_article("orange fox"), with_article("fox")
    ('an orange fox', 'a fox')
    """
    return f"{'an' if noun[:1].casefold() in tuple('aeiou') else 'a'} {noun}"


def naming_words(sentence: str) -> list[str]:
    """The words of the part that names the creature, up to "with", "that" or a comma.

    >>> naming_words("A small orange lizard with a burning tail")
    ['a', 'small', 'orange', 'lizard']
    """
    return words_of(_split_head(unicodedata.normalize("NFKC", sentence).casefold())[0])


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, hyphens apart, in order.

    >>> words_of("A sand-coloured scorpion!")
    ['a', 'sand', 'coloured', 'scorpion']
    """
    return _WORD.findall(text.casefold())


def without_words(sentence: str, places: Collection[int | None]) -> str:
    """A sentence without some of its words; their places are those in `words_of`.

    >>> without_words("A cat with a pink bow!", {4})
    'A cat with a bow!'
    """
    kept = sentence
    for place, match in reversed(list(enumerate(_WORD.finditer(sentence)))):
        if place in places:
            kept = kept[: match.start()] + kept[match.end() :].lstrip(" -")
    return kept


def link_of(text: str) -> re.Match[str] | None:
    """The link, such as "with", "that" or a comma, that ends the part of a text that names the creature."""
    for match in LINK.finditer(text.lower()):
        before = words_of(text[: match.start()])
        if before and not (match.group() == "of" and before[-1] in AMOUNTS):
            return match
    return None


def _split_head(text: str) -> tuple[str, str]:
    """The part that names the creature, up to "with", "that" or a comma, and what comes after."""
    link = link_of(text)
    return (text[: link.start()], text[link.end() :]) if link else (text, "")


def _linked(words: list[str], end: int, lexicon: Lexicon) -> str:
    """A noun with a link in it, such as "jack in the box", whose first words are the last ones before `end`."""
    for start in range(max(0, end - _MOST_NOUN_WORDS), end):
        for stop in range(start + _MOST_LINKED_WORDS, end, -1):
            if words[end : end + 1] in (["in"], ["of"]) and (noun := " ".join(words[start:stop])) in lexicon.subjects:
                return noun
    return ""


def _without_action(head: str, lexicon: Lexicon) -> str:
    """The words before "howling" or "balancing a ball", where they name a subject by themselves."""
    words, named = words_of(head), _subject(head, lexicon).split()
    for index, word in enumerate(words[:_MOST_HEAD_WORDS]):
        if word.endswith("ing") and word not in named and _subject(before := " ".join(words[:index]), lexicon):
            return before
    return head


def _subject(text: str, lexicon: Lexicon) -> str:
    """The last, longest known noun of a phrase: English puts the noun after its adjectives."""
    words = words_of(text)
    for end in range(len(words), 0, -1):
        for length in range(min(_MOST_NOUN_WORDS, end), 0, -1):
            *before, last = words[end - length : end]
            for form in (last, *singular(last)):
                if (noun := " ".join([*before, form])) in lexicon.subjects:
                    return _who_is(words[: end - length], noun, lexicon)
    return ""


def _who_is(before: list[str], noun: str, lexicon: Lexicon) -> str:
    """The animal or thing of "frog wizard", which is a frog that looks like a wizard, and of "teapot creature"."""
    is_being, unlike = noun in BEINGS, BEINGS if noun in BEINGS else COSTUMES | BEINGS
    if before[-1:] and before[-1] in (SHAPED if is_being else TRADES if noun in COSTUMES else ()):
        before = before[:-1]
    stuff = (STUFF - WITH_FACES).union(COLORS) if is_being else STUFF | COLOR_WORDS.keys()
    if not (is_being or noun in COSTUMES) or not before or before[-1] in stuff:
        return noun
    for length in range(min(_MOST_NOUN_WORDS, len(before)), 0, -1):
        *others, last = before[-length:]
        for form in (last, *singular(last)):
            if (whole := " ".join([*others, form])) in lexicon.subjects and whole not in unlike:
                return whole
    who = _who_is(before[:-1], before[-1], lexicon) if {noun, before[-1]} <= COSTUMES else noun  # a fox pirate captain
    return noun if who in COSTUMES else who


def _types(text: str, head: str) -> tuple[str, ...]:
    if match := _TYPE_PHRASE.search(text):
        return tuple(dict.fromkeys(word for word in words_of(match[1]) if word in TYPES))[:2]
    return tuple(dict.fromkeys(TYPE_OF_WORD[word] for word in words_of(head) if word in TYPE_OF_WORD))[:2]


def _unknown(sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    if not lexicon.words:
        return ()
    typed = _WORD.findall(unicodedata.normalize("NFKC", sentence))
    words = (word for word in typed if not word.isdigit() and word.casefold() not in SMALL_WORDS)
    return tuple(dict.fromkeys(word for word in words if not lexicon.knows(word.casefold())))


def singular(word: str) -> list[str]:
    """What a word may be the plural of."""
    forms = [word[:-3] + "y"] if word.endswith("ies") and len(word) > 4 else []
    if word.endswith("ves") and len(word) > 4:
        forms += [word[:-3] + "f", word[:-3] + "fe"]
    if word.endswith("es") and len(word) > 3:
        forms.append(word[:-2])
    if word.endswith("s") and len(word) > 3:
        forms.append(word[:-1])
    return forms


def _plain(subject: str) -> str:
    words = words_of(subject)
    of_noun = words if len(words) <= _MOST_NOUN_WORDS else words_of(LINK.split(subject.lower())[0])
    return " ".join(of_noun[:_MOST_NOUN_WORDS])
