"""Captions for pictures, composed from facts and sentences: many per species, never its name. Know no text encoder."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.data.records import Record
from spritedex.data.texts import sentences, without_names
from spritedex.vocabulary import BEHIND, BODIES, SHINY, SIZES

_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "cave": ("from a cave", "living in caves"),
    "forest": ("from the forest", "living in forests"),
    "grassland": ("from the meadows", "living in grassland"),
    "mountain": ("from the mountains", "living on mountains"),
    "rare": ("seen by few", "rarely seen"),
    "rough-terrain": ("from the badlands", "living on rough ground"),
    "sea": ("from the sea", "living in the sea"),
    "urban": ("from the town", "living in towns"),
    "waters-edge": ("from the waterside", "living at the water's edge"),
}
_GREY: Final = ("gray", "grey")
COLOR_WORD = re.compile(
    r"\b(?:\w*-)?(?:black|blue|brown|gr[ae]y|green|pink|purple|red|white|yellow|orange|violet|golden?|silver|cream"
    r"|tan|beige|teal|cyan|crimson|azure|navy|maroon|lavender|turquoise)(?:ish)?\b",
    re.I,
)
_MOST_SENTENCES: Final = 3


def all_text(record: Record) -> str:
    """The whole description without the creature's name; empty where the source has none."""
    return without_names(record.text, record.name)


def recolored(record: Record, color: str) -> Record:
    """The record of a picture whose hues were rotated: its color is `color`, and its text names no color."""
    kept = " ".join(sentence for sentence in sentences(all_text(record)) if not COLOR_WORD.search(sentence))
    return replace(record, text=kept, types=(), shiny=False, facts=replace(record.facts, color=color))


def compose_caption(record: Record, rng: np.random.Generator, with_color: bool = False) -> str:
    """One of many captions for a picture: from facts, from sentences of its description, or both.

    A shiny picture has other colors than its species, so its captions name no color. With `with_color`, the caption of
    any other picture names its color.
    """
    kept = _sentences(record, rng)
    way = rng.random()
    alone = kept and way < 0.3
    if alone and not with_color:
        caption = " ".join(kept)
    elif way < 0.45 and not alone:
        caption = _keywords(record, rng, with_color)
    else:
        caption = _phrase(record, rng)
        if kept and (alone or way > 0.7):
            caption = f"{caption}. {' '.join(kept)}"
    if record.pose == "back":
        caption = f"{_one(BEHIND, rng)}: {caption}"
    return caption


def _sentences(record: Record, rng: np.random.Generator) -> list[str]:
    """One to three consecutive sentences of the description."""
    kept = sentences(all_text(record))
    if record.shiny:
        kept = [sentence for sentence in kept if not COLOR_WORD.search(sentence)]
    if not kept:
        return []
    start = int(rng.integers(len(kept)))
    return kept[start : start + int(rng.integers(1, _MOST_SENTENCES + 1))]


def _phrase(record: Record, rng: np.random.Generator) -> str:
    """For example "a small green four-legged creature of grass and poison type, from the meadows"."""
    genus = _genus(record)
    body = _body(record, rng)
    if genus and rng.random() < 0.3:
        body = f"{genus} creature"
    words = [word for word in (_size(record, rng), _color(record, rng), body) if word]
    if record.types and rng.random() < 0.7:
        words.append(_one(("of {} type", "of the {} type", ", {} type"), rng).format(_types(record, rng)))
    if (places := _PLACES.get(record.facts.habitat)) and rng.random() < 0.5:
        words.append(", " + _one(places, rng))
    phrase = " ".join(words).replace(" ,", ",")
    return phrase if rng.random() < 0.5 else f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def _keywords(record: Record, rng: np.random.Generator, with_color: bool) -> str:
    """For example "green, grass and poison type, seed, small": in any order, at least two where there are two."""
    color = _color(record, rng)
    words = [_size(record, rng), color, _body(record, rng), _genus(record)]
    if record.types:
        words.append(f"{_types(record, rng)} type")
    words = list(dict.fromkeys(word for word in words if word))
    order = rng.permutation(len(words))[: max(2, int(rng.integers(len(words) + 1)))]
    chosen = [words[i] for i in order]
    if with_color and color not in chosen:
        chosen[-1] = color
    return ", ".join(chosen)


def _size(record: Record, rng: np.random.Generator) -> str:
    height = record.facts.height_m
    if height is None or rng.random() < 0.3:
        return ""
    return _one(next(words for limit, words in SIZES if height < limit), rng)


def _color(record: Record, rng: np.random.Generator) -> str:
    if record.shiny:
        return _one(SHINY, rng)
    color = record.facts.color
    return _one(_GREY, rng) if color in _GREY else color


def _body(record: Record, rng: np.random.Generator) -> str:
    return _one(BODIES.get(record.facts.shape, ("creature",)), rng)


def _genus(record: Record) -> str:
    """For example "seed" from "Seed Pokémon"; empty if it contains the name."""
    genus = re.sub(r"\s*pok[eé]mon\b", "", record.facts.genus, flags=re.I).strip().lower()
    return genus if not record.name or record.name.lower() not in genus else ""


def _types(record: Record, rng: np.random.Generator) -> str:
    types = list(record.types)
    return " and ".join(types[i] for i in rng.permutation(len(types)))


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
