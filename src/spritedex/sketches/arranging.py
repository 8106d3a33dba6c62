"""A creature put together with its company, as a `Scene` says. Knows no sentence but those of single creatures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from spritedex.sketches.companions import Companion
from spritedex.sketches.company import (
    THING,
    around,
    as_thing,
    before,
    beside,
    hidden_by,
    holding,
    hugging,
    in_prop,
    on_prop,
    on_thing,
    upside_down,
    with_fruit,
    with_mount,
    with_thing,
)
from spritedex.sketches.counts import Crowd, alone
from spritedex.sketches.crowds import in_a_row, stacked
from spritedex.sketches.library import load
from spritedex.sketches.materials import color_of_material
from spritedex.sketches.props import things
from spritedex.sketches.scenes import Scene
from spritedex.sketches.shades import role_colors
from spritedex.sprites.sketch import Color, Sketch
from spritedex.word_tables import SIZE_OF_WORD

_ORDER: Final = (
    "held", "hug", "back", "head", "shoulder", "feet", "crown", "beside", "pair", "seat", "in", "hidden", "on", "under",
    "behind", "around",
)  # fmt: skip
_SIZES: Final = {"baby": 0.5, "tiny": 0.36, "small": 0.45, "large": 0.85, "huge": 1.0}
_EQUAL: Final = 0.86
_COMPANION: Final = 0.52
_YOUNG: Final = 0.42
"""How large another is beside a creature: by the words for it, of the same kind, else, and where there are more."""
_AROUND: Final = 6
_MOST_AROUND: Final = 9
_MOST_BESIDE: Final = 3
_SEED: Final = 101
"""From the seed of one creature to that of the next."""

Draw = Callable[[str, str, int], Sketch]


def arranged(
    sketch: Sketch,
    name: str,
    scene: Scene,
    seed: int,
    sketches: Mapping[str, Sequence[str]],
    kin: Sequence[str],
    draw: Draw,
) -> Sketch:
    """A sketch with all that its scene has: `sketches` are those of each noun, `kin` the names of those that others of
    its kind can have, and `draw` gives a sketch of a name, a sentence and a seed in its colors."""
    if scene.crowd.drawn > 1:
        sketch = _crowd(name, scene.rest, scene.crowd, seed, kin, draw)
    if scene.turned:
        sketch = upside_down(sketch, as_thing(load("prop-branch")) if scene.turned == "hanging" else None)
    rng = np.random.default_rng([seed, 18])
    for companion in sorted(scene.company, key=lambda each: _ORDER.index(each.where)):
        found = sketches.get(companion.noun, ())
        if companion.prop:
            sketch = _with_prop(sketch, companion, rng)
        elif found and things().issuperset(found):
            thing = as_thing(load(str(rng.choice(found))), _color(companion, rng))
            sketch = _with_thing(sketch, companion, thing)
        elif found:
            sketch = _with_creature(sketch, companion, found, rng, draw)
        sketch = sketch.fitted()
    return sketch


def _crowd(name: str, sentence: str, crowd: Crowd, seed: int, kin: Sequence[str], draw: Draw) -> Sketch:
    """Several of a kind, each in its color and with a sketch and a seed of its own."""
    first = kin.index(name) if name in kin else 0
    kin = kin if name in kin else [name]
    members = [
        draw(
            kin[(first + number) % len(kin)],
            alone(sentence, crowd.each[number % len(crowd.each)] if crowd.each else ""),
            seed + _SEED * number,
        )
        for number in range(crowd.drawn)
    ]
    return stacked(members) if crowd.stacked else in_a_row(members)


def _with_prop(sketch: Sketch, companion: Companion, rng: np.random.Generator) -> Sketch:
    prop = as_thing(load(companion.prop), _color(companion, rng))
    if companion.where == "around":
        return around(sketch, prop, min(companion.number or _AROUND, _MOST_AROUND))
    if companion.where == "crown":
        return with_fruit(sketch, prop, companion.number or _AROUND, rng)
    if companion.where == "in":
        return in_prop(sketch, prop)
    return on_prop(sketch, prop) if companion.where == "seat" else _with_thing(sketch, companion, prop)


def _with_thing(sketch: Sketch, companion: Companion, thing: Sketch) -> Sketch:
    where = companion.where
    if where in THING:
        return with_thing(sketch, thing, where)
    if where in ("under", "behind"):
        return before(sketch, thing, under=where == "under")
    if where == "around":
        return around(sketch, thing, min(companion.number or _AROUND, _MOST_AROUND))
    if where in _PUT:
        return _PUT[where](sketch, thing)
    return _beside(sketch, companion, [thing])


_PUT: Final[Mapping[str, Callable[[Sketch, Sketch], Sketch]]] = {
    "held": holding,
    "hug": hugging,
    "on": on_thing,
    "hidden": hidden_by,
}


def _with_creature(
    sketch: Sketch, companion: Companion, found: Sequence[str], rng: np.random.Generator, draw: Draw
) -> Sketch:
    where, seed = companion.where, int(rng.integers(2**31))
    names = [name for name in found if not load(name).from_the_front] if where == "on" else []
    others = [
        draw(str(rng.choice(names or found)), companion.phrase, seed + number)
        for number in range(min(companion.number or 1, _MOST_BESIDE))
    ]
    if where == "on":
        return with_mount(sketch, others[0])
    if where in THING:
        return with_thing(sketch, others[0], where)
    if where == "around":
        return around(sketch, others[0], min(companion.number or _AROUND, _MOST_AROUND))
    return holding(sketch, others[0]) if where == "held" else _beside(sketch, companion, others)


def _beside(sketch: Sketch, companion: Companion, others: Sequence[Sketch]) -> Sketch:
    sizes = (SIZE_OF_WORD.get(word, word) for word in companion.phrase.split())
    size = next((size for size in sizes if size in _SIZES), "")
    scale = _SIZES.get(
        size, _EQUAL if companion.where in ("pair", "hug") else _COMPANION if len(others) == 1 else _YOUNG
    )
    for number, other in enumerate(others):
        sketch = beside(sketch, other, scale, number)
    return sketch


def _color(companion: Companion, rng: np.random.Generator) -> Color | None:
    """The color that is said of a thing, or that of what it is made of."""
    if main := role_colors(companion.phrase, rng).get("main"):
        return main
    made = (word for word in companion.phrase.split()[:-1] if word not in companion.noun.split())
    return next((color for word in made if (color := color_of_material(word))), None)
