"""The sentences of a generator's exam, the colors that they ask for, and the subjects of pictures.

Knows words; no picture and no generator.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from spritedex.data.prompt_lines import prompt_lines
from spritedex.errors import DataError
from spritedex.metrics.named_colors import SHOWN_FROM
from spritedex.sentence import words_of
from spritedex.word_tables import COLOR_WORDS

T = TypeVar("T")

MOST_SENTENCES: Final = 1000
PART_SHOWN_FROM: Final = 0.05
"""A color of a part, such as a flame, is shown by so much of the creature."""

DISTRACTORS: Final = (
    "alien", "ant", "badger", "ball", "bird", "blossom", "book", "bottle", "camel", "car", "centaur", "centipede",
    "chick", "clam", "cocoon", "cup", "demon", "dragonfly", "dwarf", "elf", "eye", "fairy", "fly", "fruit", "genie",
    "giant", "giraffe", "goat", "golem", "gorilla", "hand", "heart", "hippo", "house", "hydra", "imp", "kangaroo",
    "koala", "mantis", "moth", "mummy", "naga", "ogre", "orc", "otter", "panda", "plant", "priest", "raccoon",
    "seahorse", "shoe", "skull", "squid", "squirrel", "star", "starfish", "troll", "warrior", "weasel", "woman",
    "worm", "yeti", "zebra",
)  # fmt: skip
"""Subjects that no sentence need ask for: what a probe must not take a sprite for."""
_SAME: Final[Mapping[str, str]] = {
    "alligator": "crocodile", "ape": "gorilla", "blob": "slime", "boar": "pig", "boulder": "rock",
    "buck": "deer", "bull": "cow", "bunny": "rabbit", "calf": "cow", "chimpanzee": "monkey", "cobra": "snake",
    "devil": "demon", "doe": "deer", "drake": "dragon", "duckling": "duck", "falcon": "eagle", "fawn": "deer",
    "gecko": "lizard", "goldfish": "fish", "hare": "rabbit", "hawk": "eagle", "hippopotamus": "hippo",
    "hound": "dog", "iguana": "lizard", "jelly": "slime", "kitten": "cat", "ladybug": "beetle", "lamb": "sheep",
    "larva": "caterpillar", "newt": "lizard", "ooze": "slime", "orca": "whale", "ox": "cow", "piglet": "pig",
    "pony": "horse", "porcupine": "hedgehog", "puppy": "dog", "ram": "sheep", "rat": "mouse", "reindeer": "deer",
    "rhinoceros": "rhino", "salamander": "lizard", "spirit": "ghost", "stag": "deer", "sunflower": "flower",
    "toad": "frog", "toadstool": "mushroom", "tortoise": "turtle", "treant": "tree", "viper": "snake",
    "walrus": "seal", "wasp": "bee", "wraith": "ghost", "wyvern": "dragon",
}  # fmt: skip
_NOT_WHOLE: Final = frozenset({
    "button", "computer", "dog's", "egg's", "eyes", "face", "foot", "head", "hot", "nest", "nose", "paw", "prints",
    "racing", "sign", "tail", "tooth", "trap",
})  # fmt: skip
"""With such a word, an animal's name names no animal: a mouse trap, a pig nose."""
_MOST_WORDS: Final = 3
_LINK: Final = re.compile(r"\b(?:with|that|which|who|of|in|on|covered|balancing|holding|looking)\b|,")
_OF_THE_WHOLE: Final = frozenset({"of", "in", "covered"})


@dataclass(frozen=True, slots=True)
class AskedColors:
    """The colors that a sentence asks for, one or two, main first; of the creature as a `whole`, or of a part of it."""

    names: tuple[str, ...] = ()
    whole: bool = True

    def shown(self, shares: Mapping[str, float]) -> bool:
        """Whether a sprite with these `named_color_shares` shows all of them."""
        most = max(shares.values())
        if not self.whole:
            return all(shares[name] >= PART_SHOWN_FROM for name in self.names)
        return all(shares[name] > 0 and shares[name] >= min(SHOWN_FROM, most) for name in self.names)


@dataclass(frozen=True, slots=True)
class ExamSentence:
    """A sentence, the noun of its `subject` (empty if the file names none), and the colors that it asks for."""

    text: str
    subject: str
    colors: AskedColors


def read_sentences(text: str) -> list[ExamSentence]:
    """The sentences of `prompt_lines`, with what they ask for.

    Raises DataError without any sentence, for more than `MOST_SENTENCES`, or for one that comes twice.
    """
    found: dict[str, ExamSentence] = {}
    for line in prompt_lines(text):
        if line.sentence in found:
            raise DataError(f"line {line.number}: {line.sentence!r} comes twice; leave one out")
        noun = " ".join(words_of(line.subject.rpartition("|")[2]))
        found[line.sentence] = ExamSentence(line.sentence, noun, asked_colors(line.sentence))
    if not 0 < len(found) <= MOST_SENTENCES:
        raise DataError(f"{len(found)} sentences; write 1 to {MOST_SENTENCES}, one a line: subject | sentence")
    return list(found.values())


def asked_colors(sentence: str) -> AskedColors:
    """The colors of what a sentence names first; where that has none, those of what comes next.

    >>> asked_colors("a brown and white cow with curved horns")
    AskedColors(names=('brown', 'white'), whole=True)
    >>> asked_colors("a small knight in blue armour").whole, asked_colors("a candle with a purple flame").whole
    (True, False)
    """
    start, whole = 0, True
    for link in [*_LINK.finditer(sentence.casefold()), None]:
        part = sentence[start : link.start() if link else None]
        names = dict.fromkeys(color for word in words_of(part) if (color := COLOR_WORDS.get(word, "")))
        if names:
            return AskedColors(tuple(names)[:2], whole)
        if link:
            start, whole = link.end(), link[0] in _OF_THE_WHOLE
    return AskedColors()


def subject_in(phrase: str, subjects: Collection[str]) -> str:
    """The last noun of a phrase that is one of `subjects`, or means the same; empty if none is, or if it is a part.

    >>> subjects = {"sea serpent", "dog", "mouse"}
    >>> [subject_in(phrase, subjects) for phrase in ("bull puppies", "great sea serpent", "mouse trap", "tulip")]
    ['dog', 'sea serpent', '', '']
    """
    words = words_of(phrase)
    if not _NOT_WHOLE.isdisjoint(words):
        return ""
    for end in range(len(words), 0, -1):
        for length in range(min(_MOST_WORDS, end), 0, -1):
            *before, last = words[end - length : end]
            for form in _forms(last):
                noun = " ".join([*before, form])
                if (noun := noun if noun in subjects else _SAME.get(noun, "")) in subjects:
                    return noun
    return ""


def classes_of(sentences: Iterable[ExamSentence]) -> tuple[str, ...]:
    """What a probe tells apart: the subjects of the sentences in order, then the distractors that are none of them."""
    return tuple(dict.fromkeys([*(each.subject for each in sentences if each.subject), *DISTRACTORS]))


def spaced(items: Sequence[T], limit: int | None) -> list[T]:
    """At most `limit` of the items, spread evenly over them; all if it is None."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[index * len(items) // limit] for index in range(limit)]


def _forms(word: str) -> list[str]:
    forms = [word]
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if word.endswith("ves"):
        forms.append(word[:-3] + "f")
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("s"):
        forms.append(word[:-1])
    return forms
