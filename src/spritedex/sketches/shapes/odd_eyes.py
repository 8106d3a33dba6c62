"""Eyes of two colors, as "one blue eye and one yellow eye" says."""

import re
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import words_of
from spritedex.sketches.shapes.expressions import eyes_of, front_of
from spritedex.sketches.shapes.shades import paint_of
from spritedex.sketches.shapes.trunks import ellipse
from spritedex.sprites.sketch import FACE, LID, Color, Shape, Sketch
from spritedex.word_tables import COLOR_WORDS

_SHADE: Final = rf"(?:is |in )?((?:[a-z]+ )?(?:{'|'.join(word for word, color in COLOR_WORDS.items() if color)}))"
_ONE: Final = rf"(?:one|left|a)(?: eye)? {_SHADE}(?: left)?(?: eye)?"
_OTHER: Final = rf"(?:(?:the )?other|one|another|(?:the )?right|a)(?: eye)? {_SHADE}"
_TWO: Final = LazyPattern(rf"\b{_ONE}(?:,| and| but|, and)+ (?:has )?{_OTHER}\b", ("eye",))
_SCAR: Final[Color] = (48, 30, 38)
_IRIS: Final = 60
"""How far apart the red, green and blue of an iris are at least."""
_STITCH: Final = 1.8
_ODD: Final = re.compile(r"\bheterochromia\b|\b(?:odd|mismatched|different(?:ly)?(?: colou?red)?) eye(?:s|d)\b")


def eye_colors(sentence: str, rng: np.random.Generator) -> tuple[Color, ...]:
    """The colors of both eyes, none if the sentence names no two.

    >>> len(eye_colors("a wolf with one blue eye and one yellow eye", np.random.default_rng(0)))
    2
    >>> eye_colors("a pair of cats, one black and one white", np.random.default_rng(0))
    ()
    """
    text = sentence.casefold()
    found = _TWO.search(text) if re.search(r"\beyes?\b", text) else None
    shades = list(found.groups()) if found else ["blue", "yellow"] if _ODD.search(text) else []
    return tuple(paint_of(words, len(words) - 1, rng) for words in map(words_of, shades))


def with_odd_eyes(sketch: Sketch, colors: tuple[Color, ...]) -> Sketch:
    """With its eyes in two colors, from left to right."""
    shapes = list(sketch.shapes)
    for number, eye in enumerate(sorted(eyes_of(sketch), key=lambda eye: float(eye.middle[0]))):
        place = eye.shapes[0]
        shapes[place] = replace(shapes[place], fill=colors[number % len(colors)])
    return replace(sketch, shapes=tuple(shapes))


def with_one_eye_in(sketch: Sketch, color: Color) -> Sketch:
    """With one of its two eyes in a color: the one in front, or to the left."""
    eyes, front = eyes_of(sketch), front_of(sketch)
    if not eyes:
        return sketch
    eye = max(eyes, key=lambda each: front * float(each.middle[0]))
    shapes = list(sketch.shapes)
    for place in eye.shapes:
        if place == eye.shapes[0] or max(shapes[place].fill) - min(shapes[place].fill) > _IRIS:
            shapes[place] = replace(shapes[place], fill=color, kept=True)
    return replace(sketch, shapes=tuple(shapes))


def with_missing_eye(sketch: Sketch) -> Sketch:
    """With a cross of thread on a lid where one of its eyes was: the one in front, or to the left."""
    front = front_of(sketch)
    eye = max(eyes_of(sketch), key=lambda each: front * float(each.middle[0]), default=None)
    if eye is None or eye.below is None:
        return sketch
    cross = 0.62 * eye.radii * np.array([[-1.0, -1.0], [1.0, 1.0]])
    lid = replace(eye.below, points=ellipse(eye.middle, 1.2 * eye.radii + 0.4), width=0.0, part=LID)
    put = (lid, *(Shape(eye.middle + cross * (turn, 1), _SCAR, "", _STITCH, True, FACE) for turn in (1, -1)))
    last = eye.shapes[-1] + 1
    return replace(sketch, shapes=(*sketch.shapes[:last], *put, *sketch.shapes[last:]))
