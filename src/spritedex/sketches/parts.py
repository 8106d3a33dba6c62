"""Parts that a sketch is given, such as wings: those that a sentence names, and those that a creature grows."""

import functools
import json
import re
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np

from spritedex.sentence import COLOR_WORDS, Lexicon, naming_words, subject_of, understand, words_of
from spritedex.sketches.shades import FLAMES, dyed, with_own
from spritedex.sprites.sketch import Color, Sketch, parse

_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_BETWEEN: Final = frozenset({"a", "an", "and", "by", "for", "from", "has", "in", "of", "on", "the", "with"})
_OWN: Final = {
    "flame": FLAMES, "mane-of-fire": FLAMES, "horn": "horns", "horns": "horns", "antlers": "horns",
    "flower": "flower",
    "hat": "hat", "wizard-hat": "hat", "helmet": "hat", "crown": "hat",
    "wings": "wings", "bat-wings": "wings", "dragon-wings": "wings", "fairy-wings": "wings",
}  # fmt: skip
"""How shapes of a sketch that has a part of its own are called."""
_GROWN: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "": (("horns", "horn", "gem"), ("spikes", "crystals")),
    "fire": (("flame",), ("mane-of-fire", "horns")),
    "water": (("horn", "gem"), ("spikes", "shell")),
    "electric": (("horn", "horns"), ("lightning",)),
    "grass": (("leaf", "flower"), ("thorns", "mushroom")),
    "ice": (("horns", "horn"), ("ice",)),
    "poison": (("horn", "horns"), ("thorns", "spikes")),
    "flying": (("horn", "gem"), ("wings",)),
    "psychic": (("gem", "halo"), ("crystals",)),
    "rock": (("horns", "horn"), ("crystals", "spikes")),
    "ghost": (("horns", "horn"), ("bat-wings", "skull")),
    "dragon": (("horns",), ("dragon-wings",)),
    "dark": (("horns", "horn"), ("bat-wings", "spikes")),
    "steel": (("horn", "helmet"), ("spikes",)),
    "fairy": (("gem", "flower"), ("fairy-wings",)),
}
"""What a creature of a type grows by its second and by its third stage, one of each; "" for no type and any other."""


class Part(NamedTuple):
    """A part by its name, its place on a sketch, and which word of the sentence colors it, or None.

    Without a place it is one that the sketch has of its own.
    """

    name: str
    place: Mapping[str, Any]
    color_word: int | None


def parts_of(name: str, sentence: str, lexicon: Lexicon, stage: int = 0, seed: int = 0) -> Iterator[Part]:
    """The parts of the sketch `name`, each anchor once: those that the sentence names and the sketch does not have,
    those that the creature has grown by `stage`, which `seed` chooses, and those of its own that get another color.
    """
    taken = set()
    grown = ((part, None) for part in _grown(sentence, lexicon, stage, seed, name))
    for part, color_word in (*_named(sentence, lexicon), *grown):
        place = _index()["places"][part]
        if _has(name, part):
            if color_word is not None and _can_dye(name, _OWN.get(part, "")):
                yield Part(part, {}, color_word)
        elif place["anchor"] not in taken:
            taken.add(place["anchor"])
            yield Part(part, place, color_word)


def with_part(sketch: Sketch, part: Part, color: Color | None = None) -> Sketch:
    """With a part at its place, where the sketch has that place, or with its own; `color` dyes it."""
    place = part.place
    if not place and color:
        return with_own(sketch, _OWN[part.name], color)
    if place["anchor"] not in sketch.anchors:
        return sketch
    turned = sketch.from_the_front and place.get("turns")
    drawn = load(f"part-{part.name}-front" if turned else f"part-{part.name}")
    if color:
        own = _OWN.get(part.name, "")
        some = own and any(shape.part == own for shape in drawn.shapes)  # such as a flower's petals, without its leaves
        drawn = with_own(drawn, own, color) if some else dyed(drawn, color)
    return sketch.with_part(drawn, place["anchor"], place["behind"], place.get("down", 0.0))


@functools.lru_cache(64)
def load(symbol: str) -> Sketch:
    """The sketch of a symbol of the library. Raises KeyError if there is no such symbol."""
    return parse(svg(symbol))


def svg(symbol: str) -> str:
    """A symbol of the library as an SVG by itself. Raises KeyError if there is no such symbol."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{_symbols()[symbol]}</svg>\n'


@functools.cache
def _symbols() -> dict[str, str]:
    return dict(_SYMBOL.findall(files(__package__).joinpath("library.svg").read_text("utf-8")))


def _named(sentence: str, lexicon: Lexicon) -> Iterator[tuple[str, int | None]]:
    words, noun = words_of(sentence), subject_of(sentence, lexicon).split()
    used: set[int] = set()
    for phrase, part in _index()["words"].items():
        length = phrase.count(" ") + 1
        for start in range(len(words) - length + 1):
            at = range(start, start + length)
            if " ".join(words[start : at.stop]) == phrase and phrase not in noun and not used.intersection(at):
                used.update(at)
                yield part, _color_word(sentence, words, start)


def _color_word(sentence: str, words: list[str], start: int) -> int | None:
    """The word that colors what begins at a word: one or two before it in what the creature has, or a hyphen before.

    Of two colors, as in "red and white wings", the first.
    """
    for near in (start - 1, start - 2):
        index = near
        if index < 0 or words[index] in _BETWEEN:
            return None
        if COLOR_WORDS.get(words[index]):
            if index > 1 and words[index - 1] == "and" and COLOR_WORDS.get(words[index - 2]):
                index -= 2
            joined = f"{words[index]}-{words[start]}" in sentence.casefold()
            return index if joined or index >= len(naming_words(sentence)) else None
    return None


def _grown(sentence: str, lexicon: Lexicon, stage: int, seed: int, name: str) -> Iterator[str]:
    rng = np.random.default_rng([seed, 13])
    types = (*understand(sentence, lexicon).types, *words_of(sentence), "")
    theme = next(word for word in types if word in _GROWN)
    for choices in _GROWN[theme][: max(0, stage - 1)]:
        free: Collection[str] = [part for part in choices if not _has(name, part)]
        if free:
            yield str(rng.choice(sorted(free)))


def _can_dye(name: str, own: str) -> bool:
    """Whether a sketch has shapes of a part of its own that can get a color."""
    return own == FLAMES or (bool(own) and any(shape.part == own for shape in load(name).shapes))


def _has(name: str, part: str) -> bool:
    return name in _index()["has"].get(part, ())


@functools.cache
def _index() -> Any:
    return json.loads(files(__package__).joinpath("parts.json").read_text("utf-8"))
