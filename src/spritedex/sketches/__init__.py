"""Our own simple drawings of subjects that people name, for a painter to begin at. Knows no model.

Each symbol of `library.svg` is a whole subject or, if its name begins with "part-", what one can be given, such as
wings, or with "prop-", what one can be in or on; `names.json`, `parts.json` and `scenes.json` say which nouns and words
mean which. `spritedex.sprites.sketch` has the format.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sentence import Lexicon, Request, understand, without_words, words_of
from spritedex.sketches.arranging import arranged
from spritedex.sketches.creature import Drawn, coat_of, coat_words, drawn_alone
from spritedex.sketches.hybrids import kinds_of, mixing_words
from spritedex.sketches.library import load, svg
from spritedex.sketches.parts import part_words, parts_of
from spritedex.sketches.persons import upright
from spritedex.sketches.scenes import Scene, scene_of, scene_words
from spritedex.sketches.shapes.expressions import front_of, mood_words
from spritedex.sketches.shapes.places import is_frontal
from spritedex.sketches.shapes.shades import role_colors
from spritedex.sketches.shapes.twos import is_narrow
from spritedex.sketches.shapes.variation import bending, changed
from spritedex.sketches.showing import showing, shown_parts
from spritedex.sketches.tables import nouns_of_sketches, sketches_of_nouns
from spritedex.sketches.words.choices import choice_words, chosen
from spritedex.sketches.words.counts import MOST_DRAWN
from spritedex.sketches.words.divisions import apart, division_of
from spritedex.sketches.words.forged import forged
from spritedex.sketches.words.kinds import with_known_colors
from spritedex.sketches.words.lettering import with_lettering
from spritedex.sketches.words.listed import listed
from spritedex.sketches.words.materials import material_words
from spritedex.sketches.words.named import index
from spritedex.sketches.words.scene_phrases import with_buildings
from spritedex.sketches.words.signs import signs_in
from spritedex.sketches.words.subjects import subject_first
from spritedex.sketches.words.views import is_from_behind, seen_from, side_in
from spritedex.sketches.words.wording import reordered
from spritedex.sprites.behind import from_behind
from spritedex.sprites.codec import RGBA
from spritedex.sprites.relief import Relief, relief_of
from spritedex.sprites.sketch import SIZE, Color, Sketch
from spritedex.sprites.strokes import STROKES
from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

_STROKE: Final = 0.45
"""What a stroke of what covers a body counts beside the light."""
_GREY: Final[Color] = (196, 194, 190)
_LEFT: Final = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
_ANCHOR: Final = re.compile(r'\s*<circle class="anchor"[^>]*/>')


@functools.cache
def names() -> tuple[str, ...]:
    """The names of all sketches, sorted."""
    return tuple(sorted({name for found in sketches_of_nouns().values() for name in found}))


def nouns() -> dict[str, tuple[str, ...]]:
    """The nouns that mean each sketch, by its name."""
    return nouns_of_sketches()


@functools.cache
def known_words() -> frozenset[str]:
    """The words that choose or change a sketch, beside colors and sizes."""
    named = frozenset(word for noun in sketches_of_nouns() for word in noun.split())
    looks = part_words() | choice_words() | mood_words() | material_words() | coat_words()
    return named | looks | mixing_words() | scene_words()


def with_sketches(lexicon: Lexicon) -> Lexicon:
    """What a model knows, and what sketches are named by."""
    return Lexicon(lexicon.subjects.union(sketches_of_nouns()), lexicon.words.union(known_words(), TONE_WORDS))


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
    found = _fitting(_scene(sentence))
    if not found:
        return ""
    noun, _ = kinds_of(_scene(sentence).rest, _lexicon(), sketches_of_nouns())
    turn, place = divmod(seed, len(found))
    order = np.random.default_rng([turn, 11, *noun.encode()]).permutation(len(found))
    return found[int(order[place])]


def creature_of(sentence: str) -> str:
    """A sentence without what is drawn with its creature.

    >>> creature_of("a mouse inside a teacup"), creature_of("a red fox and a rabbit")
    ('a mouse', 'a red fox')
    """
    return _scene(sentence).rest


def understood(sentence: str, lexicon: Lexicon) -> Request:
    """What a sentence asks of its creature alone, and the words of all of it that are unknown."""
    asked, alone = understand(sentence, lexicon), creature_of(sentence)
    return asked if alone == sentence else replace(understand(alone, lexicon), unknown=asked.unknown)


def is_about(name: str, sentence: str) -> bool:
    """Whether a sketch shows what a sentence is about.

    >>> is_about("fox", "a red fox with a hat"), is_about("fox", "a hat")
    (True, False)
    """
    noun, _ = kinds_of(_scene(sentence).rest, _lexicon(), sketches_of_nouns())
    return name in sketches_of_nouns().get(noun, ())


def color_alone(sentence: str) -> Color | None:
    """The color that a sentence names, if it says no more than that and what has it.

    >>> color_alone("a blue fox") is not None, color_alone("an angry blue fox")
    (True, None)
    """
    noun, _ = kinds_of(_scene(sentence).rest, _lexicon(), sketches_of_nouns())
    said = {*words_of(sentence)} - COLOR_WORDS.keys() - {*noun.split(), "a", "an", "the"}
    return None if said else role_colors(sentence, np.random.default_rng(0)).get("main")


def notes_on(sentence: str) -> tuple[str, ...]:
    """What a sentence asks for that is not all drawn.

    >>> notes_on("seven red birds"), notes_on("two red birds")
    (('4 of the 7 are drawn',), ())
    """
    count = _scene(sentence).crowd.number
    return (f"{MOST_DRAWN} of the {count} are drawn",) if count > MOST_DRAWN else ()


def without_part_colors(name: str, sentence: str) -> str:
    """A sentence about its creature alone, without the colors of the parts that a sketch is given: "a cat with a pink
    bow" asks for no pink cat.

    >>> without_part_colors("cat", "a cat with a pink bow, sitting")
    'a cat with a bow, sitting'
    """
    sentence = creature_of(sentence)
    return without_words(sentence, {word for part in parts_of(name, sentence, _lexicon()) for word in part.color_words})


def reworded(sentence: str) -> str:
    """A sentence in the words of captions, as the other functions read it.

    >>> reworded("final boss: a sheep black, without horns")
    'a black sheep, without horns'
    """
    return with_colors_first(subject_first(listed(with_lettering(forged(sentence))), _lexicon()))


def with_colors_first(sentence: str) -> str:
    """A sentence with each color before what has it, where people put it elsewhere, and with those of a known kind.

    >>> with_colors_first("a sheep black with horns gold")
    'a black sheep with gold horns'
    """
    if _scene(sentence).crowd.each:
        return sentence
    if division_of(sentence):
        return apart(sentence)
    return with_known_colors(reordered(sentence, _lexicon()))


class Pose(NamedTuple):
    """A sketch as it is drawn: in its place on the canvas, with the colors of its roles, the strokes of what covers its
    body, and the parts of the sentence that it shows."""

    sketch: Sketch
    colors: Mapping[str, Color]
    strokes: NDArray[np.float32]
    parts: tuple[str, ...]

    def changed(self, seeds: Sequence[int], amount: float) -> "Pose":
        """Changed a little in shape and shades by each of the seeds, as much as is usual with an `amount` of 1."""
        sketch, colors = self.sketch, self.colors
        for seed in seeds:
            sketch, colors = changed(sketch, colors, seed, amount)
        return self._replace(sketch=sketch, colors=colors)

    def render(self) -> tuple[RGBA, NDArray[np.bool_]]:
        """uint8 [64, 64, 4], and where its eyes and parts are, which stay as they are drawn, bool [64, 64]."""
        return self.sketch.picture(self.colors), self.sketch.kept()

    def relief(self) -> Relief:
        """What it says of form, to finish what is painted over it."""
        relief = relief_of(self.sketch.shapes, self.colors)
        return replace(relief, light=relief.light + _STROKE * self.strokes * relief.body)


def draw_sketch(name: str, sentence: str, seed: int, stage: int = 0) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sketch from the front, as `pose_sketch` has it: uint8 [64, 64, 4], and where it stays as it is drawn."""
    return pose_sketch(name, sentence, seed, stage=stage).render()


def pose_sketch(name: str, sentence: str, seed: int, back: bool = False, stage: int = 0) -> Pose:
    """A sketch in the colors and with the parts that a sentence names, varied by a seed.

    With `back`, or if it says so, it is seen from behind; at `stage` 1 to 3 it is young, grown, or last of its line.
    Raises KeyError if there is no such sketch.
    """
    drawn = assembled(name, sentence, seed, stage)
    varied = drawn.sketch.varied(seed, drawn.scale, is_mirrored(sentence, drawn.sketch), bending(name))
    posed = (from_behind(varied) if back or is_from_behind(sentence) else varied).fitted(drawn.side)
    scene = _scene(sentence)
    shown = shown_parts(name, scene.rest, _lexicon(), drawn.said)
    parts = (*shown, *(each.phrase for each in scene.company))
    return Pose(posed, drawn.colors, strokes_of(name, sentence, seed), parts)


def assembled(name: str, sentence: str, seed: int, stage: int = 0) -> Drawn:
    """A sketch with all that a sentence names, its company too, before it is put on the canvas."""
    scene = _scene(sentence)
    drawn = drawn_alone(name, scene.rest, seed, _lexicon(), sketches_of_nouns(), stage)
    if scene == Scene(scene.rest):
        return drawn
    sketch = arranged(drawn.painted(), name, scene, seed, sketches_of_nouns(), _fitting(scene), _alone)
    return drawn._replace(sketch=sketch, colors={}, scale=1.0, side=SIZE - 4.0)


def is_mirrored(sentence: str, sketch: Sketch) -> bool | None:
    """Whether a sentence turns a sketch round; None where a seed may."""
    sentence = _scene(sentence).rest
    if to := side_in(sentence):
        return to != front_of(sketch)
    is_sided = _LEFT.search(sentence) and (division := division_of(sentence)) and division.kind == "halves"
    return False if is_sided else None


def strokes_of(name: str, sentence: str, seed: int) -> NDArray[np.float32]:
    """The strokes of what covers the body of a sketch, float32 [64, 64]."""
    covered = coat_of(name, _scene(sentence).rest, _lexicon())
    return STROKES[covered](np.random.default_rng([seed, 15])) if covered else np.zeros((SIZE, SIZE), np.float32)


def main_color(sentence: str, seed: int) -> Color:
    """The color of most of a body that a sentence asks for, else that such a creature has; grey if none is known."""
    if not (name := sketch_for(sentence, seed)):
        return _GREY
    pose = pose_sketch(name, sentence, seed)
    forms = [shape for shape in pose.sketch.shapes if shape.role == "main"]
    own = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))), default=None)
    return pose.colors.get("main", own.fill if own else _GREY)


def _alone(name: str, sentence: str, seed: int) -> Sketch:
    return drawn_alone(name, sentence, seed, _lexicon(), sketches_of_nouns()).painted()


@functools.lru_cache(64)
def _fitting(scene: Scene) -> tuple[str, ...]:
    """The sketches that a sentence's creature can begin at."""
    noun, _ = kinds_of(scene.rest, _lexicon(), sketches_of_nouns())
    found = chosen(sketches_of_nouns().get(noun, ()), scene.rest, noun)
    signs = signs_in(words_of(scene.rest), index()["signs"])
    if view := seen_from(scene.rest):
        found = tuple(name for name in found if is_frontal(load(name)) == (view == "front")) or found
    if scene.crowd.is_pair or "pair" in {each.where for each in scene.company}:
        found = tuple(name for name in found if is_narrow(load(name))) or found
    if "costume" in {each.where for each in scene.company}:
        found = tuple(name for name in found if is_frontal(load(name))) or found
    if "back" in {*(each.where for each in scene.company), *(sign.where for sign in signs)}:
        found = tuple(name for name in found if not load(name).from_the_front) or found
    return showing(upright(found, sketches_of_nouns().get(noun, ()), scene.rest, _lexicon()), scene.rest, _lexicon())


@functools.lru_cache(64)
def _scene(sentence: str) -> Scene:
    return scene_of(with_buildings(sentence), _lexicon(), sketches_of_nouns())


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(frozenset(sketches_of_nouns()))
