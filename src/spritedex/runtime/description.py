"""What a picture shows, in words: subject, colors, size, build, features and types, and a sentence of them.

The words come from the word heads of a classifier's bundle, the colors from the pixels. Knows no network and no file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from spritedex.bundle.word_heads import WordHeads
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.vocabulary import WordKind

MOST_SUBJECTS: Final = 5
UNKNOWN: Final = "creature"
_MOST_FEATURES: Final = 3
_MOST_COLORS: Final = 2
_LEAST_COLOR: Final = 0.14  # of what is seen: as in the captions of the painter's training
_SHOWN_COLOR: Final = 0.05


@dataclass(frozen=True, slots=True)
class Description:
    """A picture in words.

    `subjects` are the most probable nouns with their probabilities, most probable first; `subject` is the first of
    them, or empty where it is too unsure to be said. `colors` are the shares of the colors in what is seen, largest
    first. `size`, `build` and `features` are the words that are probable enough, with their probabilities. `reading`
    has the types. `text` is a sentence for `spritedex generate`, without what is not known.
    """

    text: str
    subject: str
    subjects: dict[str, float]
    colors: dict[str, float]
    size: dict[str, float]
    build: dict[str, float]
    features: dict[str, float]
    reading: Reading


def describe(rgba: RGBA, reading: Reading, heads: WordHeads) -> Description:
    """The description of a picture uint8 [H, W, 4] from its reading, which must have an embedding."""
    assert reading.embedding is not None
    found = heads.probabilities(reading.embedding)
    said = {kind: _said(found.get(kind, {}), heads.said.least.get(kind, 0.0)) for kind in found}
    shares = color_shares(rgba)
    colors = {name: shares[name] for name in sorted(shares, key=lambda name: -shares[name])}
    colors = {name: share for name, share in colors.items() if share >= _SHOWN_COLOR}
    subject = next(iter(said.get("subject", {})), "")
    size, build = _first(said, "size", 1), _first(said, "build", 1)
    features = _first(said, "feature", _MOST_FEATURES)
    return Description(
        text=_sentence(subject, colors, [*size, *build], list(features), reading),
        subject=subject,
        subjects=dict(list(found.get("subject", {}).items())[:MOST_SUBJECTS]),
        colors=colors,
        size=size,
        build=build,
        features=features,
        reading=reading,
    )


def _said(words: Mapping[str, float], least: float) -> dict[str, float]:
    return {word: chance for word, chance in words.items() if chance >= least}


def _first(said: Mapping[WordKind, Mapping[str, float]], kind: WordKind, most: int) -> dict[str, float]:
    return dict(list(said.get(kind, {}).items())[:most])


def _sentence(
    subject: str, colors: Mapping[str, float], adjectives: list[str], features: list[str], reading: Reading
) -> str:
    """Such as "a small four-legged green and white turtle with a shell, water type"."""
    named = [name for name, share in colors.items() if share > _LEAST_COLOR][:_MOST_COLORS]
    head = " ".join([*adjectives, " and ".join(named), subject or UNKNOWN]).split()
    text = f"{'an' if head[0][0] in 'aeiou' else 'a'} {' '.join(head)}"
    if features:
        text += " with " + (", ".join(features[:-1]) + " and " if features[1:] else "") + features[-1]
    return text if reading.unsure else f"{text}, {' and '.join(reading.types)} type"
