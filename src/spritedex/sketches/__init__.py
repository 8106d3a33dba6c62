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

from spritedex.sentence import SIZE_OF_WORD, Lexicon, naming_words, subject_of, without_words, words_of
from spritedex.sketches.expressions import with_expression
from spritedex.sketches.parts import load, parts_of, svg, with_part
from spritedex.sketches.shades import paint_of, role_colors
from spritedex.sprites.codec import RGBA

_SCALES: Final = {"tiny": 0.72, "small": 0.82, "large": 1.06, "huge": 1.12}
_STAGES: Final = {1: (0.64, 1.3), 2: (0.82, 1.1), 3: (1.12, 0.92)}
"""Of each stage of an evolution line, how large it is, and how large its head is beside that."""
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


def without_part_colors(name: str, sentence: str) -> str:
    """A sentence without the colors of the parts that a sketch is given: "a cat with a pink bow" asks for no pink cat.

    >>> without_part_colors("cat", "a cat with a pink bow, sitting")
    'a cat with a bow, sitting'
    """
    return without_words(sentence, {part.color_word for part in parts_of(name, sentence, _lexicon())})


def draw_sketch(
    name: str, sentence: str, seed: int, back: bool = False, stage: int = 0
) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sketch in the colors and with the parts that a sentence names, varied by a seed: uint8 [64, 64, 4], and where
    its eyes and parts are, which stay as they are drawn, bool [64, 64].

    With `back` it is seen from behind; at `stage` 1 to 3 it is small, grown, or the last of its line.
    Raises KeyError if there is no such sketch.
    """
    rng = np.random.default_rng([seed, 12])
    words = words_of(sentence)
    mood = np.random.default_rng([seed, 14, *name.encode()])
    sketch = with_expression(load(name), sentence, mood, stage)
    dyeing = set()
    for part in parts_of(name, sentence, _lexicon(), stage, seed):
        if part.color_word is None:
            sketch = with_part(sketch, part)
        else:
            dyeing.add(part.color_word)
            sketch = with_part(sketch, part, paint_of(words, part.color_word, rng))
    size = next((SIZE_OF_WORD[word] for word in naming_words(sentence) if word in SIZE_OF_WORD), "")
    scale = _SCALES.get(size, 1.0)
    if stage:
        scale, head = _STAGES[stage]
        sketch = sketch.with_head(head)
    drawn = sketch.varied(seed, scale)
    return (drawn.from_behind() if back else drawn).fitted().render(role_colors(sentence, rng, dyeing))


@functools.cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return {noun: tuple(found) for noun, found in _read("names.json").items()}


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(frozenset(_index()))


def _read(file: str) -> Any:
    return json.loads(files(__name__).joinpath(file).read_text("utf-8"))
