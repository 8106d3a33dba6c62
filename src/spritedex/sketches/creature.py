"""One creature with the parts and in the colors that a sentence names. Knows no canvas."""

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from spritedex.sentence import Lexicon, naming_words, subject_of, words_of
from spritedex.sketches.foods import with_food
from spritedex.sketches.giving import patterned, with_build, with_part
from spritedex.sketches.hybrids import food_in, of_many, parts_of_other
from spritedex.sketches.parts import parts_of
from spritedex.sketches.persons import sketch_of, with_head_of_other
from spritedex.sketches.shapes.company import painted
from spritedex.sketches.shapes.divided import VIVID, in_bands, in_halves, with_each, with_segments
from spritedex.sketches.shapes.expressions import with_expression
from spritedex.sketches.shapes.limbs import with_heads
from spritedex.sketches.shapes.mouths import with_clear_mouth
from spritedex.sketches.shapes.odd_eyes import eye_colors, with_odd_eyes
from spritedex.sketches.shapes.one_color import in_one_color
from spritedex.sketches.shapes.patterns import with_gradient
from spritedex.sketches.shapes.shades import darkened, icing_color, paint_of, role_colors, with_contrast, with_own
from spritedex.sketches.shapes.statues import carved, solid_of
from spritedex.sketches.shapes.substance import made_of
from spritedex.sketches.tables import table
from spritedex.sketches.words.divisions import Division, division_of, segments_of
from spritedex.sketches.words.grown import stage_in
from spritedex.sketches.words.materials import kind_of_material, material_color, material_of
from spritedex.sketches.words.named import index
from spritedex.sprites.sketch import EYE, SIZE, Color, Sketch
from spritedex.word_tables import BODY_WORDS, COLOR_WORDS, SIZE_OF_WORD

_SCALES: Final = {"tiny": 0.72, "small": 0.82, "large": 1.06, "huge": 1.12}
_SIDES: Final = {"tiny": 38.0, "small": 46.0}
"""How much of the canvas, in pixels, what is said to be so small has at most."""
_BABY: Final = 1.12
_INFANT: Final = 1.34
"""How large its head is beside that of others, and that of what is called a baby."""
_INFANTS: Final = frozenset({"baby", "infant", "newborn"})
_STAGES: Final = {1: (0.64, 1.3, 36.0), 2: (0.86, 1.1, 51.0), 3: (1.5, 0.88, SIZE - 4.0)}
"""Of each stage of an evolution line, how large it is, how large its head is beside that, and how much of the canvas it
has at most, in pixels."""
_OF_AGE: Final = frozenset({"boy", "brother", "girl", "kid", "lady", "man", "sister", "woman"})
"""What is called little and is no smaller than others."""
_OTHER_HEAD: Final = re.compile(r"\b(?:one|the other) head (?:is |looks )?(\w+)", re.IGNORECASE)
_CRYSTALS: Final = "crystals"
_CRYSTAL: Final = 0.7
"""How large those are on an animal that is of them itself, so that its own marks are seen."""
_ROCKY: Final = frozenset({"golem"})
"""Sketches with moss on them, on which there is none if they are of a stone that a sentence names."""
_DARK_TYPE: Final = re.compile(r"\bdark[- ]types?\b", re.IGNORECASE)
_DARK_BODY: Final = re.compile(rf"\bdark (?:{'|'.join(sorted(BODY_WORDS))})\b", re.IGNORECASE)
_DARK: Final[Mapping[str, Color]] = {"main": (72, 58, 96), "dark": (44, 34, 62), "light": (104, 86, 134)}
_COAT_WORDS: Final = {
    word: kind
    for kind, words in {
        "fur": "furry hairy plush", "scales": "scaly scaled reptilian", "feathers": "feathered feathery",
        "bark": "wood wooden", "cracks": "rock rocky stone stones stony granite marble crumbling",
        "warts": "warty ugly lumpy",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Word -> what it says that covers a body."""


class Drawn(NamedTuple):
    """A sketch with its parts before it is put on the canvas, the colors of its roles, the words of the parts, how much
    it is scaled, and how large it is there at most."""

    sketch: Sketch
    colors: Mapping[str, Color]
    said: Sequence[str]
    scale: float
    side: float

    def painted(self) -> Sketch:
        """The sketch in its colors."""
        return painted(self.sketch, self.colors)


def drawn_alone(
    name: str, sentence: str, seed: int, lexicon: Lexicon, sketches: Mapping[str, Sequence[str]], stage: int = 0
) -> Drawn:
    """The sketch `name` with the parts and in the colors of a sentence; `sketches` are those of each noun."""
    rng = np.random.default_rng([seed, 12])
    words = words_of(sentence)
    stage = stage or stage_in(sentence)
    mood = np.random.default_rng([seed, 14, *name.encode()])
    traits = parts_of_other(sentence, lexicon, sketches)
    found = parts_of(name, sentence, lexicon, stage, seed, traits)
    parts = sorted(found, key=lambda part: (part.is_around, part.place.get("order", part.place.get("way") == "held")))
    base = with_head_of_other(sketch_of(name, sentence, lexicon), sentence, lexicon, sketches)
    sketch = with_segments(with_build(base, parts), segments_of(sentence))
    noun, solid = subject_of(sentence, lexicon), solid_of(sentence)
    if kind_of_material(material_of(sentence, noun)) == "clear":
        parts = [
            each._replace(place={**each.place, "size": _CRYSTAL}) if each.name == _CRYSTALS else each for each in parts
        ]
    food = "" if solid else food_in(sentence, lexicon, sketches)
    if food:
        on_head = all(part.place.get("anchor") != "head" or part.place.get("behind") for part in parts)
        many = of_many(words, noun, lexicon, sketches)
        sketch = with_food(sketch, food, icing_color(words, rng), seed, on_head, many)
    others = _OTHER_HEAD.search(sentence)
    other = with_expression(sketch, f"a {others[1]} {noun}", mood, stage) if others else None
    sketch = with_expression(sketch, _OTHER_HEAD.sub("", sentence), mood, stage)
    if solid:
        sketch = carved(sketch, solid[1])
    dyeing = set()
    division = division_of(sentence)
    paints = _shades(words, division.colors, rng) if division else []
    if division and not division.is_of_part:
        sketch = _divided(sketch, division, paints)
    if any(part.stands_out for part in parts) and not (solid or food or division):
        said_of = {word for part in parts for word in part.color_words if word is not None}
        asked = role_colors(sentence, np.random.default_rng([seed, 20]), said_of, material_color(sentence, noun))
        sketch = painted(sketch, {role: color for role, color in asked.items() if role != EYE})
    each = division.colors if division and division.kind == "each" else ()
    for part in parts:
        if part.color_word is not None and part.color_word in each:
            if not part.place:
                continue
            part = part._replace(color_word=None)
        color = part.paint
        if part.color_word is not None and not part.is_eye:
            dyeing.add(part.color_word)
            color = paint_of(words, part.color_word, rng)
        if other and part.place.get("way") == "heads":
            sketch = with_heads(sketch, part.place["count"], other)
        else:
            second = part.fabric and part.fabric.color_word
            dyeing.update(() if second is None else (second,))
            shown = with_part(sketch, part, color, seed)
            sketch = patterned(sketch, shown, part, None if second is None else paint_of(words, second, rng))
    if division:
        dyeing.update(division.colors)
        if division.is_of_part:
            sketch = _divided(sketch, division, paints)
    named = itertools.pairwise([*naming_words(sentence), ""])
    size = next((SIZE_OF_WORD[word] for word, after in named if word in SIZE_OF_WORD and after not in _OF_AGE), "")
    scale = _SCALES.get(size, 1.0)
    if stage:
        scale, head, _ = _STAGES[stage]
        sketch = sketch.with_head(head)
    elif not _INFANTS.isdisjoint(words):
        sketch = sketch.with_head(_INFANT)
    elif size in _SIDES:
        sketch = sketch.with_head(_BABY)
    colors = role_colors(sentence, rng, dyeing, None if food else material_color(sentence, noun))
    if solid:
        colors = {role: color for role, color in colors.items() if role == EYE}
    of_stone = name in _ROCKY and not any(word in COLOR_WORDS for word in words)
    if "main" in colors and "second" not in colors and (of_stone or name in index()["follows"]):
        colored = [part.name.removesuffix("-color") for part in parts if part.name.endswith("-color")]
        sketch = in_one_color(sketch, colors["main"], colored)
    if _DARK_TYPE.search(sentence) and "main" not in colors:
        colors = {**colors, **_DARK}
    elif "main" not in colors and ("dark" in naming_words(sentence) or _DARK_BODY.search(sentence)):
        sketch = darkened(sketch)
    if odd := eye_colors(sentence, rng):
        sketch, colors = with_odd_eyes(sketch, odd), {role: each for role, each in colors.items() if role != EYE}
    if (kind := kind_of_material(material_of(sentence, noun))) and "main" in colors:
        sketch = made_of(sketch, colors["main"], kind)
    if material_color(sentence, noun) and "main" in colors and not any(part.name == "shell" for part in parts):
        sketch = with_own(sketch, "shell", colors["main"])
    side = _STAGES[stage][2] if stage else _SIDES.get(size, SIZE - 4.0)
    said = [part.said for part in parts]
    return Drawn(with_clear_mouth(with_contrast(sketch, colors), colors), colors, said, scale, side)


def _shades(words: list[str], colors: Sequence[int], rng: np.random.Generator) -> list[Color]:
    """The shades of several colors, of which none says what the next one is like."""
    starts = [max((other for other in colors if other < at), default=-1) + 1 for at in colors]
    return [paint_of(words[start : at + 1], at - start, rng) for start, at in zip(starts, colors, strict=True)]


def _divided(sketch: Sketch, division: Division, paints: Sequence[Color]) -> Sketch:
    if division.kind == "halves":
        return in_halves(sketch, paints, division.upright, division.part)
    if division.kind == "gradient":
        return with_gradient(sketch, paints)
    if division.kind == "bands":
        return in_bands(sketch, paints)
    return with_each(sketch, division.part, paints or VIVID, division.rest)


def coat_of(name: str, sentence: str, lexicon: Lexicon) -> str:
    """What covers the body of a sketch, such as "fur": as the sentence says, else as such creatures have it, unless
    they are all of metal, ice or the like."""
    material = material_of(sentence, subject_of(sentence, lexicon))
    named = (*naming_words(sentence), material, *(solid_of(sentence) or ())[:1])
    own = "" if kind_of_material(material) else _coats().get(name, "")
    return next((_COAT_WORDS[word] for word in named if word in _COAT_WORDS), own)


def coat_words() -> frozenset[str]:
    """The words that say what covers a body."""
    return frozenset(_COAT_WORDS)


@functools.cache
def _coats() -> Mapping[str, str]:
    """Sketch -> what covers its body."""
    read = table("coats")
    return {name: kind for kind, covered in read.items() for name in covered}
