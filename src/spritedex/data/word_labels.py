"""Words as labels: which nouns, sizes, builds and features a person's words give a picture. Knows no picture."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.data.phrases import SIZE_OF_BUILD, size_of
from spritedex.data.words import Words
from spritedex.vocabulary import WORD_KINDS, WordKind

LEAST_USES: Final = {"subject": 4, "size": 10, "build": 20, "feature": 20}
"""A word that fewer creatures have is not learnt."""
LEAST_NAMED: Final = 4
FEATURES: Final[dict[str, re.Pattern[str]]] = {
    phrase: re.compile(pattern)
    for phrase, pattern in {
        "wings": r"\bwing(?:s|ed)?\b",
        "a tail": r"\btails?\b",
        "a bushy tail": r"\b(?:bushy|fluffy|thick|curly)\b.*\btail\b",
        "horns": r"\b(?:horn|antler)(?:s|ed)?\b",
        "pointed ears": r"\bpoint(?:ed|y)\b.*\bears?\b",
        "long ears": r"\b(?:long|tall|big|huge|large)\b.*\bears?\b",
        "claws": r"\bclaw(?:s|ed)?\b",
        "fins": r"\bfin(?:s|ned)?\b",
        "leaves": r"\blea(?:f|ves|fy)\b",
        "a flower": r"\b(?:flower|petal|blossom|bud)s?\b",
        "a shell": r"\bshells?\b",
        "a beak": r"\bbeaks?\b",
        "flames": r"\b(?:flame|fire|burning|flaming)s?\b",
        "antennae": r"\b(?:antenna|antennae|feelers)\b",
        "tentacles": r"\btentacles?\b",
        "a mane": r"\bmanes?\b",
        "spikes": r"\b(?:spike|spine)(?:s|d)?\b|\bspiky\b",
        "stripes": r"\bstripe(?:s|d)?\b|\bbands?\b",
        "spots": r"\bspot(?:s|ted)?\b|\bdots?\b",
        "feathers": r"\bfeather(?:s|ed|y)?\b",
        "fluffy fur": r"\b(?:fluffy|furry|shaggy|woolly)\b",
        "sharp teeth": r"\b(?:teeth|fangs?|tusks?)\b",
        "a crest": r"\b(?:crest|tuft)s?\b",
        "crystals": r"\b(?:crystal|gem|jewel)s?\b",
        "a stone body": r"\b(?:stone|rock|rocky|boulder)s?\b",
        "a metal body": r"\b(?:metal|steel|iron|metallic)\b",
        "a long neck": r"\blong\b.*\bneck\b",
        "big eyes": r"\b(?:big|large|huge|round)\b.*\beyes?\b",
        "red eyes": r"\bred\b.*\beyes?\b",
        "a round body": r"\bround\b.*\bbody\b",
        "big fists": r"\b(?:fist|glove|big hand)s?\b",
        "a helmet": r"\b(?:helmet|mask|hood|hat|crown)s?\b",
    }.items()
}
"""A feature as a sentence says it -> what its words look like among `Words.features`."""


def labels_of(words: Words) -> dict[WordKind, frozenset[str]]:
    """The words of each kind that hold for a picture.

    >>> labels_of(Words("bat", ("mouse",), build="small flying", features=("two big horns",)))["feature"]
    frozenset({'horns'})
    """
    builds = frozenset(word for word in words.build.split() if word not in SIZE_OF_BUILD)
    size = size_of(words.build)
    return {
        "subject": frozenset((words.subject, *words.also)),
        "size": frozenset((size,) if size else ()),
        "build": builds,
        "feature": frozenset(phrase for phrase, found in FEATURES.items() if any(map(found.search, words.features))),
    }


def learnt_words(described: Iterable[Words]) -> dict[WordKind, tuple[str, ...]]:
    """The words of each kind that enough of the creatures have, each creature given once; in alphabetical order."""
    counts: dict[WordKind, Counter[str]] = {kind: Counter() for kind in WORD_KINDS}
    for words in described:
        for kind, labels in labels_of(words).items():
            counts[kind].update(labels)
    return {kind: tuple(sorted(w for w, n in counts[kind].items() if n >= LEAST_USES[kind])) for kind in WORD_KINDS}


def label_block(described: Sequence[Words | None], *, nouns: bool = True) -> NDArray[np.float32]:
    """Which nouns, sizes, builds, features and colors the words name, zeros and ones [N, H]; with `nouns=False`, all
    but nouns. What fewer than `LEAST_NAMED` of them name is left out."""
    named = [_named(words) if words else set() for words in described]
    uses = Counter(label for labels in named for label in labels)
    columns = sorted(label for label, n in uses.items() if n >= LEAST_NAMED and (nouns or label[0] != "subject"))
    rows = [[float(label in labels) for label in columns] for labels in named]
    return np.array(rows, np.float32).reshape(len(named), len(columns))


def _named(words: Words) -> set[tuple[str, str]]:
    labels = {(kind, word) for kind, found in labels_of(words).items() for word in found}
    return labels | {("color", color.split()[-1]) for color in words.colors}


def has_all_kinds(words: Words) -> bool:
    """Whether the words tell more than a noun: those of a picture that only has a name do not."""
    return bool(words.build or words.features)


def noun_in(subject: str, nouns: Sequence[str]) -> str:
    """The longest of `nouns` that a subject ends with, as "bear" of "polar bear"; empty if there is none."""
    return max((noun for noun in nouns if f" {subject}".endswith(f" {noun}")), key=len, default="")
