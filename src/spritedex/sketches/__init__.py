"""Our own simple drawings of subjects that people name, for a painter to begin at. Knows no model.

Each symbol of `library.svg` is a whole subject or, if its name begins with "part-", what one can be given, such as
wings; `names.json` and `parts.json` say which nouns and words mean which. `spritedex.sprites.sketch` has the format.
"""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sentence import Lexicon, naming_words, subject_of, understand, without_words, words_of
from spritedex.sketches.choices import choice_words, chosen
from spritedex.sketches.company import Company, company_of, other_of, painted, with_mount, with_thing
from spritedex.sketches.expressions import mood_words, with_expression
from spritedex.sketches.foods import with_food
from spritedex.sketches.hybrids import food_in, kinds_of, mixing_words, traits_of
from spritedex.sketches.kinds import with_known_colors
from spritedex.sketches.library import load, svg
from spritedex.sketches.materials import kind_of_material, material_color, material_of, material_words
from spritedex.sketches.named import index, named_parts
from spritedex.sketches.odd_eyes import eye_colors, with_odd_eyes
from spritedex.sketches.parts import Part, part_words, parts_of, with_build, with_part
from spritedex.sketches.shades import darkened, icing_color, paint_of, role_colors, with_contrast
from spritedex.sketches.signs import signs_in
from spritedex.sketches.statues import carved, solid_of
from spritedex.sketches.subjects import subject_first
from spritedex.sketches.substance import made_of
from spritedex.sketches.wording import reordered
from spritedex.sprites.codec import RGBA
from spritedex.sprites.relief import Relief, relief_of
from spritedex.sprites.sketch import EYE, SIZE, Color, Sketch
from spritedex.sprites.strokes import STROKES
from spritedex.word_tables import SIZE_OF_WORD

_SCALES: Final = {"tiny": 0.72, "small": 0.82, "large": 1.06, "huge": 1.12}
_SIDES: Final = {"tiny": 38.0, "small": 46.0}
"""How much of the canvas, in pixels, what is said to be so small has at most."""
_BABY: Final = 1.12
"""How large its head is beside that of others."""
_STAGES: Final = {1: (0.64, 1.3), 2: (0.82, 1.1), 3: (1.12, 0.92)}
"""Of each stage of an evolution line, how large it is, and how large its head is beside that."""
_STROKE: Final = 0.45
"""What a stroke of what covers a body counts beside the light."""
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
_ANCHOR: Final = re.compile(r'\s*<circle class="anchor"[^>]*/>')


@functools.cache
def names() -> tuple[str, ...]:
    """The names of all sketches, sorted."""
    return tuple(sorted({name for found in _index().values() for name in found}))


def nouns() -> dict[str, tuple[str, ...]]:
    """The nouns that mean each sketch, by its name."""
    return {name: tuple(noun for noun, found in _index().items() if name in found) for name in names()}


@functools.cache
def known_words() -> frozenset[str]:
    """The words that choose or change a sketch, beside colors and sizes."""
    named = frozenset(word for noun in _index() for word in noun.split())
    return named | part_words() | choice_words() | mood_words() | material_words() | mixing_words() | _COAT_WORDS.keys()


def with_sketches(lexicon: Lexicon) -> Lexicon:
    """What a model knows, and what sketches are named by."""
    return Lexicon(lexicon.subjects | _index().keys(), lexicon.words | known_words())


def svg_of(name: str) -> str:
    """A sketch as an SVG that any viewer shows, in its own colors and without the places of parts.

    Raises KeyError if there is no such sketch.
    """
    if name not in names():
        raise KeyError(name)
    return _ANCHOR.sub("", svg(name))


def sketch_for(sentence: str, seed: int) -> str:
    """The name of a sketch of what a sentence is about, empty if there is none; `seed` chooses among several.

    Of N sketches, N seeds from a multiple of N on have one each, in an order that differs between subjects.

    >>> sketch_for("a small brown elephant", 0)
    'elephant'
    """
    noun, _ = kinds_of(sentence, _lexicon(), _index())
    found = chosen(_index().get(noun, ()), sentence, noun)
    company = company_of(sentence, _lexicon())
    signs = signs_in(words_of(sentence), index()["signs"])
    if (company and company.where == "back") or any(sign.where == "back" for sign in signs):
        found = tuple(name for name in found if not load(name).from_the_front) or found
    if not found:
        return ""
    turn, place = divmod(seed, len(found))
    order = np.random.default_rng([turn, 11, *noun.encode()]).permutation(len(found))
    return found[int(order[place])]


def left_out(sentence: str) -> list[str]:
    """Creatures that a sentence names and that are not drawn.

    >>> left_out("a fox and a rabbit"), left_out("a mix of a fox and a rabbit")
    (['fox'], [])
    """
    other = other_of(sentence, _lexicon())
    return [other] if other and mixing_words().isdisjoint(words_of(sentence)) else []


def without_part_colors(name: str, sentence: str) -> str:
    """A sentence without the colors of the parts that a sketch is given: "a cat with a pink bow" asks for no pink cat.

    >>> without_part_colors("cat", "a cat with a pink bow, sitting")
    'a cat with a bow, sitting'
    """
    return without_words(sentence, {part.color_word for part in parts_of(name, sentence, _lexicon())})


def reworded(sentence: str) -> str:
    """A sentence in the words of captions, as the other functions read it.

    >>> reworded("final boss: a sheep black, without horns")
    'a black sheep, without horns'
    """
    return with_colors_first(subject_first(sentence, _lexicon()))


def with_colors_first(sentence: str) -> str:
    """A sentence with each color before what has it, where people put it elsewhere, and with those of a known kind.

    >>> with_colors_first("a sheep black with horns gold")
    'a black sheep with gold horns'
    """
    return with_known_colors(reordered(sentence, _lexicon()))


class Pose(NamedTuple):
    """A sketch as it is drawn: in its place on the canvas, with the colors of its roles, the strokes of what covers its
    body, and the parts of the sentence that it shows."""

    sketch: Sketch
    colors: Mapping[str, Color]
    strokes: NDArray[np.float32]
    parts: tuple[str, ...]

    def render(self) -> tuple[RGBA, NDArray[np.bool_]]:
        """uint8 [64, 64, 4], and where its eyes and parts are, which stay as they are drawn, bool [64, 64]."""
        return self.sketch.render(self.colors)

    def relief(self) -> Relief:
        """What it says of form, to finish what is painted over it."""
        relief = relief_of(self.sketch.shapes, self.colors)
        return replace(relief, light=relief.light + _STROKE * self.strokes * relief.body)


def draw_sketch(name: str, sentence: str, seed: int, stage: int = 0) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sketch from the front, as `pose_sketch` has it: uint8 [64, 64, 4], and where it stays as it is drawn."""
    return pose_sketch(name, sentence, seed, stage=stage).render()


def pose_sketch(name: str, sentence: str, seed: int, back: bool = False, stage: int = 0) -> Pose:
    """A sketch in the colors and with the parts that a sentence names, varied by a seed.

    With `back` it is seen from behind; at `stage` 1 to 3 it is small, grown, or the last of its line.
    Raises KeyError if there is no such sketch.
    """
    rng = np.random.default_rng([seed, 12])
    company = company_of(sentence, _lexicon())
    if company:
        sentence = company.rest
    words = words_of(sentence)
    mood = np.random.default_rng([seed, 14, *name.encode()])
    traits = traits_of(kinds_of(sentence, _lexicon(), _index())[1], _index())
    found = parts_of(name, sentence, _lexicon(), stage, seed, traits)
    parts = sorted(found, key=lambda part: (part.is_around, part.place.get("order", 0)))
    sketch = with_build(load(name), parts)
    noun, food = subject_of(sentence, _lexicon()), food_in(sentence, _lexicon(), _index())
    if food:
        on_head = all(part.place.get("anchor") != "head" or part.place.get("behind") for part in parts)
        sketch = with_food(sketch, food, icing_color(words, rng), seed, on_head)
    sketch = with_expression(sketch, sentence, mood, stage)
    solid = solid_of(sentence)
    if solid:
        sketch = carved(sketch, solid[1])
    dyeing = set()
    for part in parts:
        color = part.paint
        if part.color_word is not None and not part.is_eye:
            dyeing.add(part.color_word)
            color = paint_of(words, part.color_word, rng)
        sketch = with_part(sketch, part, color, seed)
    size = next((SIZE_OF_WORD[word] for word in naming_words(sentence) if word in SIZE_OF_WORD), "")
    scale = _SCALES.get(size, 1.0)
    if stage:
        scale, head = _STAGES[stage]
        sketch = sketch.with_head(head)
    elif size in _SIDES:
        sketch = sketch.with_head(_BABY)
    material = None if food else material_color(sentence, noun)
    colors = role_colors(sentence, rng, dyeing, material)
    if solid:
        colors = {role: color for role, color in colors.items() if role == EYE}
    if "dark" in naming_words(sentence) and "main" not in colors:
        sketch = darkened(sketch)
    if odd := eye_colors(sentence, rng):
        sketch, colors = with_odd_eyes(sketch, odd), {role: each for role, each in colors.items() if role != EYE}
    if (kind := kind_of_material(material_of(sentence, noun))) and "main" in colors:
        sketch = made_of(sketch, colors["main"], kind)
    sketch = with_contrast(sketch, colors)
    if company:
        sketch, colors = _accompanied(painted(sketch, colors), company, seed), {}
    drawn = sketch.varied(seed, scale)
    side = SIZE - 4 if stage else _SIDES.get(size, SIZE - 4)
    posed = (drawn.from_behind() if back else drawn).fitted(side)
    named = (*naming_words(sentence), material_of(sentence, noun), *(solid or ())[:1])
    covered = next((_COAT_WORDS[word] for word in named if word in _COAT_WORDS), "")
    covered = covered or _coats().get(name, "")
    strokes = STROKES[covered](np.random.default_rng([seed, 15])) if covered else np.zeros((SIZE, SIZE), np.float32)
    return Pose(posed, colors, strokes, _shown(name, sentence, parts))


def _shown(name: str, sentence: str, given: Iterable[Part]) -> tuple[str, ...]:
    """The parts that a sentence names and that a sketch has or is given, in the sentence's words; a type is no part."""
    types = understand(sentence, _lexicon()).types
    said = {part.said for part in given}
    named = (each for each in named_parts(sentence, _lexicon()) if not each.denied and each.said not in types)
    shown = (each.said for each in named if each.said in said or name in index()["has"].get(each.part, ()))
    return tuple(dict.fromkeys(text.removeprefix("of ").removesuffix(" on") for text in shown))


def _accompanied(sketch: Sketch, company: Company, seed: int) -> Sketch:
    """With what it rides, or with what stands on it."""
    rng = np.random.default_rng([seed, 18])
    found = _index()[company.noun]
    if company.where != "mount":
        return with_thing(sketch, load(str(rng.choice(found))), company.where)
    aside = [name for name in found if not load(name).from_the_front]
    mount = with_expression(load(str(rng.choice(aside or found))), company.phrase, rng)
    return with_mount(sketch, painted(mount, role_colors(company.phrase, rng)))


@functools.cache
def _coats() -> Mapping[str, str]:
    """Sketch -> what covers its body."""
    return {name: kind for kind, covered in _read("coats.json").items() for name in covered}


@functools.cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return {noun: tuple(found) for noun, found in _read("names.json").items()}


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(frozenset(_index()))


def _read(file: str) -> Any:
    return json.loads((Path(__file__).parent / file).read_text("utf-8"))
