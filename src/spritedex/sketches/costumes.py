"""Creatures dressed as an animal, a food or a thing. Knows no sentence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from spritedex.sketches.foods import foods, with_food
from spritedex.sketches.hybrids import traits_of
from spritedex.sketches.library import load
from spritedex.sketches.shapes.costumes import costumed, dyes_of
from spritedex.sketches.shapes.places import is_frontal
from spritedex.sketches.words.companions import Companion
from spritedex.sketches.words.props import things
from spritedex.sprites.sketch import Sketch

_SAID: Final = {
    "bat-wings": "bat wings", "dragon-wings": "dragon wings", "fairy-wings": "fairy wings", "patches": "black patches",
    "shell": "a shell", "spots": "black spots", "stripes": "black stripes", "wings": "wings",
}  # fmt: skip
"""What animals have on the body -> how that is said of who is dressed as one."""


def dressed_as(
    sketch: Sketch, name: str, sentence: str, costume: Companion, seed: int,
    sketches: Mapping[str, Sequence[str]], draw: Callable[[str, str, int], Sketch],
) -> Sketch:  # fmt: skip
    """The sketch `name` of a sentence in a costume; `draw` gives one of a name, a sentence and a seed in its colors."""
    found = sketches[costume.noun]
    if any(each in foods() or each in things() for each in found):
        suit = with_food(sketch, found[0], None, seed, True)
        return costumed(sketch, suit, Sketch((), {}), {})
    names = [each for each in found if is_frontal(load(each))] or found
    animal = draw(names[0], costume.phrase, seed)
    worn = [_SAID[trait] for trait in traits_of(costume.noun, sketches) if trait in _SAID]
    suit = draw(name, f"{sentence} with {' and '.join(worn)}", seed) if worn else sketch
    return costumed(sketch, suit, animal, dyes_of(animal))
