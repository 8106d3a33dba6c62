"""Creatures that are of one solid material all over, such as statues and "a bear made of wood". Knows no library."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sentence import naming_words, words_of
from spritedex.sketches.shapes.shades import paint_of
from spritedex.sketches.words.materials import color_of_material
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.sketch import Color, Sketch
from spritedex.word_tables import COLOR_WORDS

_STATUES: Final = frozenset({"bust", "carving", "effigy", "figurine", "monument", "petrified", "sculpture", "statue"})
_METALS: Final = frozenset({"bronze", "gold", "silver"})
_SOLID: Final = _METALS | {
    "bark", "bone", "boulder", "brass", "cardboard", "chocolate", "chrome", "clay", "copper", "coral", "crystal",
    "diamond", "glass", "granite", "gravel", "ice", "iron", "jade", "marble", "metal", "mud", "obsidian", "paper",
    "rock", "rocks", "steel", "stone", "stones", "wood", "wooden",
}  # fmt: skip
_MADE: Final = re.compile(
    r"\b(?:(?:made|built|carved|sculpted|formed|hewn|cut)(?: entirely| only| all)?(?: out)? (?:of|from)"
    r"|turned,? (?:in)?to)((?: (?!with\b|and\b|on\b|in\b|that\b)[\w-]+){1,4})",
    re.IGNORECASE,
)
_STONE: Final = "stone"
_CONTRAST: Final = 0.6


def solid_of(sentence: str) -> tuple[str, Color] | None:
    """The word for what a creature is of all over, and its color; None if it has its own colors.

    >>> solid_of("a statue of a lion"), solid_of("a bear carved from wood, with a red hat")
    (('stone', (140, 134, 126)), ('wood', (156, 110, 66)))
    >>> solid_of("a blue cat made of glass")[0] == "glass", solid_of("a blue cat made of glass")[1][2] > 150
    (True, True)
    >>> solid_of("a wooden bear") is solid_of("a cat with a hat made of gold") is None
    True
    """
    head = naming_words(sentence)
    made = _MADE.search(sentence)
    before = words_of(sentence[: made.start()]) if made else []
    said = words_of(made[1]) if made and before == head[: len(before)] else []
    material = next((word for word in said if word in _SOLID), "")
    if not material and _STATUES.isdisjoint(head):
        return None
    words = said if material else head
    material = material or next((word for word in head if word in _SOLID), _STONE)
    if not any(COLOR_WORDS.get(word) for word in words):
        words = head
    colored = [at for at, word in enumerate(words) if COLOR_WORDS.get(word)]
    color = paint_of(words, colored[0], np.random.default_rng(0)) if colored else color_of_material(material)
    return (material, color) if color else None


def carved(sketch: Sketch, color: Color) -> Sketch:
    """All of it in shades of a color, as light and dark as it is itself."""
    base = to_lab(np.array([color], np.uint8))[0]
    drawn = to_lab(np.array([shape.fill for shape in sketch.shapes], np.uint8))
    middle = np.median(drawn[:, 0])
    light = np.clip(base[0] + _CONTRAST * (drawn[:, 0] - middle), 0.12, 0.97)
    shades = to_rgb(np.stack([light, np.full_like(light, base[1]), np.full_like(light, base[2])], 1))
    fills = [(red, green, blue) for red, green, blue in shades.tolist()]
    shapes = (replace(shape, fill=fill) for shape, fill in zip(sketch.shapes, fills, strict=True))
    return replace(sketch, shapes=tuple(shapes))
