"""Our own simple drawings of subjects that people name, for a painter to begin at. Knows no model.

Each symbol of `library.svg` is a whole subject or, if its name begins with "part-", what one can be given, such as
wings; `names.json` and `parts.json` say which nouns and words mean which. `spritedex.sprites.sketch` has the format.
"""

import functools
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sentence import COLOR_WORDS, SIZE_OF_WORD, Lexicon, naming_words, subject_of, words_of
from spritedex.sketches.parts import load, parts_of, svg, with_part
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sketch import Color

_COLORS: Final[dict[str, Color]] = {
    "black": (54, 54, 66), "blue": (62, 110, 204), "brown": (136, 90, 54), "grey": (138, 142, 150),
    "green": (84, 164, 74), "orange": (234, 136, 50), "pink": (240, 150, 184), "purple": (134, 82, 176),
    "red": (204, 56, 50), "white": (238, 238, 242), "yellow": (244, 206, 66),
}  # fmt: skip
_DARKER: Final = 0.64
_LIGHTER: Final = 0.4
_TONE_WORDS: Final = {"dark": -0.28, "deep": -0.2, "pale": 0.35, "light": 0.3, "bright": 0.05}
_JITTER: Final = 14
_SCALES: Final = {"tiny": 0.72, "small": 0.82, "large": 1.06, "huge": 1.12}
_STAGES: Final = {1: (0.64, 1.3), 2: (0.82, 1.1), 3: (1.12, 0.92)}
"""Of each stage of an evolution line, how large it is, and how large its head is beside that."""
_EYES: Final = frozenset({"eye", "eyes", "eyed"})
_SECOND: Final = frozenset({
    "belly", "body", "cap", "chest", "cream", "dots", "ears", "face", "feathers", "fins", "fur", "hat", "head", "legs",
    "mane", "markings", "patches", "paws", "petals", "shell", "spots", "spotted", "striped", "stripes", "tail", "wings",
})  # fmt: skip
"""Parts that take the second color of a sketch; a color of anything else is the painter's own matter."""
_ANCHOR: Final = re.compile(r'\s*<circle class="anchor"[^>]*/>')


@functools.cache
def names() -> tuple[str, ...]:
    """The names of all sketches, sorted."""
    return tuple(sorted({name for found in _index().values() for name in found}))


def nouns() -> dict[str, tuple[str, ...]]:
    """The nouns that mean each sketch, by its name."""
    return {name: tuple(noun for noun, found in _index().items() if name in found) for name in names()}


def svg_of(name: str) -> str:
    """A sketch as an SVG that any viewer shows, in its own colors and without the places of parts.

    Raises KeyError if there is no such sketch.
    """
    if name not in names():
        raise KeyError(name)
    return _ANCHOR.sub("", svg(name))


def sketch_for(sentence: str, seed: int) -> str:
    """The name of a sketch of what a sentence is about, empty if there is none; `seed` chooses among several.

    >>> sketch_for("a small brown elephant", 0)
    'elephant'
    """
    noun = subject_of(sentence, _lexicon())
    found = _index().get(noun, ())
    return found[int(np.random.default_rng([seed, 11]).integers(len(found)))] if found else ""


def draw_sketch(
    name: str, sentence: str, seed: int, back: bool = False, stage: int = 0
) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sketch in the colors and with the parts that a sentence names, varied by a seed: uint8 [64, 64, 4], and where
    its eyes are, bool [64, 64]; with `back`, seen from behind; at `stage` 1 to 3 small, grown, or last of its line.

    Raises KeyError if there is no such sketch.
    """
    sketch = load(name)
    for part, place in parts_of(name, sentence, _lexicon(), stage, seed):
        sketch = with_part(sketch, part, place)
    rng = np.random.default_rng([seed, 12])
    size = next((SIZE_OF_WORD[word] for word in naming_words(sentence) if word in SIZE_OF_WORD), "")
    scale = _SCALES.get(size, 1.0)
    if stage:
        scale, head = _STAGES[stage]
        sketch = sketch.with_head(head)
    drawn = sketch.varied(seed, scale)
    return (drawn.from_behind() if back else drawn).fitted().render(_role_colors(sentence, rng))


def _role_colors(sentence: str, rng: np.random.Generator) -> dict[str, Color]:
    colors: dict[str, Color] = {}
    words = words_of(sentence)
    in_head = len(naming_words(sentence))
    for index, word in enumerate(words):
        color = COLOR_WORDS.get(word, "")
        if not color:
            continue
        tone = _TONE_WORDS.get(words[index - 1], 0.0) if index else 0.0
        paint = _toned(_COLORS[color], tone, rng)
        following = set(words[index + 1 : index + 3])
        if following & _EYES:
            colors["eye"] = paint
        elif "main" not in colors and index < in_head:
            colors |= {"main": paint, "dark": _mixed(paint, 0, 1 - _DARKER), "light": _mixed(paint, 255, _LIGHTER)}
        elif "second" not in colors and (index < in_head or following & _SECOND):
            colors["second"] = paint
    return colors


def _toned(color: Color, tone: float, rng: np.random.Generator) -> Color:
    shaken = np.clip(np.array(color) + rng.integers(-_JITTER, _JITTER + 1, 3), 0, 255)
    return _mixed(tuple(shaken.tolist()), 255 if tone > 0 else 0, abs(tone))


def _mixed(color: Color, level: int, share: float) -> Color:
    red, green, blue = (round(value * (1 - share) + level * share) for value in color)
    return red, green, blue


@functools.cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return {noun: tuple(found) for noun, found in _read("names.json").items()}


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(frozenset(_index()))


def _read(file: str) -> Any:
    return json.loads(files(__name__).joinpath(file).read_text("utf-8"))
