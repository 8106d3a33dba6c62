"""Phrases as people type them: subject, colors, build and features in random length and order.

Composed from `Words`, thousands for one creature, never with a name of its own. Knows no text encoder and no picture:
what the picture's colors are called is an argument.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spritedex.data.captions import COLOR_WORD
from spritedex.data.slips import slip
from spritedex.data.words import Words
from spritedex.vocabulary import BEHIND

SIZE_OF_BUILD: Final = {
    "tiny": "tiny", "small": "small", "little": "small", "medium": "medium", "large": "large", "big": "large",
    "tall": "large", "huge": "huge", "giant": "huge", "gigantic": "huge",
}  # fmt: skip
"""A word of `Words.build` -> one of five sizes."""
_SIZE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "tiny": ("tiny", "very small", "little"),
    "small": ("small", "little"),
    "medium": (),
    "large": ("large", "big"),
    "huge": ("huge", "giant", "gigantic", "big"),
}
_TYPE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "fire": ("fire", "burning", "fiery", "volcanic"),
    "water": ("water", "aquatic"),
    "ice": ("ice", "icy", "frozen"),
    "electric": ("electric", "lightning"),
    "grass": ("grass", "plant", "leafy"),
    "poison": ("poison", "toxic"),
    "ghost": ("ghost", "ghostly", "spooky"),
    "rock": ("rock", "stone"),
    "steel": ("steel", "metal"),
    "dark": ("dark", "evil"),
}
TEMPLATE_WORDS: Final = (
    *(word for words in (*_SIZE_WORDS.values(), *_TYPE_WORDS.values()) for word in words),
    "shiny",
)
"""Words that phrases have beside those of a creature."""
_SPELLINGS: Final = {"grey": ("grey", "gray"), "gray": ("grey", "gray"), "gold": ("gold", "golden")}
_UNNAMED: Final = ("creature", "monster", "beast", "animal")
_LINKS: Final = (" with ", " with ", " with ", " that has ", ", ")
_BEHIND: Final = (*(f"{{}}, {words}" for words in BEHIND), "{} seen from behind", "back of {}")
_ARTICLE: Final = re.compile(r"^(?:a|an|the|its|one|two) ")
_FEATURE_COUNTS: Final = (0.3, 0.4, 0.2, 0.1)
_COLOR_COUNTS: Final = (0.62, 0.33, 0.05)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is typed, and the plain noun in it; `subject` is empty where the phrase names none."""

    text: str
    subject: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a phrase must know of the picture: the names of its colors, main first; its pose; whether it is shiny.

    With `recolored`, the picture has other colors than the words of the creature, so only `colors` may name them.
    """

    colors: Sequence[str] = ()
    back: bool = False
    shiny: bool = False
    recolored: bool = False


def compose_phrase(words: Words, types: Sequence[str], shown: Shown, rng: np.random.Generator) -> Phrase:
    """One of many phrases for a picture, from "black bat" to three features, sometimes with a slip of the keyboard."""
    changed = shown.recolored or shown.shiny
    subject = _one((words.subject,) * 3 + words.also, rng)
    if words.captions and not changed and rng.random() < 0.22:
        text = _one(words.captions, rng)
        subject = next((noun for noun in (words.subject, *words.also) if _holds(text, noun)), "")
        text = _bare(text) if rng.random() < 0.3 else text
    else:
        text, subject = _compose(words, subject, types, shown, rng)
    if shown.shiny and rng.random() < 0.3:
        text = f"shiny {_bare(text)}" if rng.random() < 0.6 else f"{text}, shiny"
    if shown.back:
        text = _one(_BEHIND, rng).format(text)
    return Phrase(slip(text, rng), subject)


def size_of(build: str) -> str:
    """The size that words of a build name: tiny, small, medium, large or huge; empty if none does.

    >>> size_of("huge squat four-legged")
    'huge'
    """
    return next((SIZE_OF_BUILD[word] for word in build.split() if word in SIZE_OF_BUILD), "")


def _compose(
    words: Words, subject: str, types: Sequence[str], shown: Shown, rng: np.random.Generator
) -> tuple[str, str]:
    changed = shown.recolored or shown.shiny
    color = _join(_colors(words, shown, rng), rng) if rng.random() < (0.95 if changed else 0.8) else ""
    adjectives = _adjectives(words, rng)
    type_phrase = ""
    if types and rng.random() < 0.25:
        kind = _one(types, rng)
        if rng.random() < 0.45 and not changed:
            adjectives.append(_one(_TYPE_WORDS.get(kind, (kind,)), rng))
        else:
            both = " and ".join(types)
            type_phrase = _one((f"{kind} type", f"{kind}-type", f"{both} type", f"{'/'.join(types)} type"), rng)
    features = _features(words, changed, rng)
    if rng.random() < 0.03:
        subject, noun = "", _one(_UNNAMED, rng)
    else:
        noun = subject
    if rng.random() < 0.12:
        return _keywords(noun, [" ".join(adjectives), color, *map(_bare, features), type_phrase], rng), subject
    return _sentence(noun, adjectives, color, features, type_phrase, rng), subject


def _keywords(noun: str, parts: Sequence[str], rng: np.random.Generator) -> str:
    """Such as "bat, yellow eyes, black, small": the noun first as a rule, the rest in any order."""
    kept = [part for part in parts if part]
    kept = [kept[i] for i in rng.permutation(len(kept))]
    kept.insert(0 if rng.random() < 0.7 else int(rng.integers(len(kept) + 1)), noun)
    return _one((", ", ", ", " "), rng).join(kept)


def _sentence(
    noun: str,
    adjectives: Sequence[str],
    color: str,
    features: Sequence[str],
    type_phrase: str,
    rng: np.random.Generator,
) -> str:
    """Such as "a small black bat with yellow eyes, poison type"."""
    if color and rng.random() < 0.1:
        head = f"{' '.join([*adjectives, noun])}, {color}"
    else:
        head = " ".join([*adjectives, *([color] if color else []), noun])
    text = f"{'an' if head[0] in 'aeiou' else 'a'} {head}" if rng.random() < 0.65 else head
    if features:
        body = ", ".join(features[:-1]) + " and " + features[-1] if len(features) > 1 else features[0]
        text += _one(_LINKS, rng) + (_bare(body) if rng.random() < 0.35 else body)
    if type_phrase:
        text = f"{text}, {type_phrase}" if rng.random() < 0.7 else f"{type_phrase} {_bare(text)}"
    return text


def _adjectives(words: Words, rng: np.random.Generator) -> list[str]:
    found = []
    sizes = _SIZE_WORDS.get(size_of(words.build), ())
    if sizes and rng.random() < 0.45:
        found.append(_one(sizes, rng))
    if words.mood and rng.random() < 0.12:
        found.append(words.mood)
    if words.build and rng.random() < 0.1:
        found.append(_one(words.build.split(), rng))
    return list(dict.fromkeys(found))


def _features(words: Words, changed: bool, rng: np.random.Generator) -> list[str]:
    """No, one, two or three features, in their order or in any; without such as name a color that no longer holds."""
    known = [feature for feature in words.features if not (changed and COLOR_WORD.search(feature))]
    count = min(int(rng.choice(len(_FEATURE_COUNTS), p=_FEATURE_COUNTS)), len(known))
    chosen = rng.permutation(len(known))[:count] if rng.random() < 0.5 else range(count)
    return [known[i] for i in chosen]


def _colors(words: Words, shown: Shown, rng: np.random.Generator) -> list[str]:
    """One, two or three color words that are true of the picture, main first."""
    own = words.colors and not (shown.recolored or shown.shiny) and rng.random() < 0.7
    found = words.colors if own else tuple(shown.colors)
    count = 1 + int(rng.choice(len(_COLOR_COUNTS), p=_COLOR_COUNTS))
    return [_one(_SPELLINGS.get(color, (color,)), rng) for color in found[:count]]


def _join(colors: Sequence[str], rng: np.random.Generator) -> str:
    if len(colors) == 2 and rng.random() < 0.35:
        return _one(("-", " "), rng).join(colors)
    return " and ".join([", ".join(colors[:-1]), colors[-1]]) if len(colors) > 1 else "".join(colors)


def _holds(text: str, noun: str) -> bool:
    return re.search(rf"\b{re.escape(noun)}\b", text) is not None


def _bare(text: str) -> str:
    return _ARTICLE.sub("", text)


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
