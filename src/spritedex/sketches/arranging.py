"""A creature put together with its company, as a `Scene` says. Knows no sentence but those of single creatures."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.costumes import dressed_as
from spritedex.sketches.foods import foods, of_food
from spritedex.sketches.library import load
from spritedex.sketches.scenes import Scene
from spritedex.sketches.shapes.carried import (
    at_mouth,
    holding_many,
    in_claws,
    on_arms,
    on_back,
    on_feet,
    on_shoulders,
    with_meal,
)
from spritedex.sketches.shapes.company import (
    THING,
    as_thing,
    before,
    beside,
    hidden_by,
    holding,
    in_prop,
    on_prop,
    on_thing,
    upside_down,
    with_fruit,
    with_thing,
)
from spritedex.sketches.shapes.contrast import are_alike, most_seen
from spritedex.sketches.shapes.crowds import in_a_row, stacked
from spritedex.sketches.shapes.effects import with_effects
from spritedex.sketches.shapes.garments import darker
from spritedex.sketches.shapes.heaped import prop_of
from spritedex.sketches.shapes.held import as_item
from spritedex.sketches.shapes.hugs import hugging
from spritedex.sketches.shapes.insides import hooded, in_bubble, in_hole, in_pouch, within
from spritedex.sketches.shapes.mounts import with_mount
from spritedex.sketches.shapes.moves import hung_from
from spritedex.sketches.shapes.pulled import with_cart
from spritedex.sketches.shapes.shades import role_colors
from spritedex.sketches.shapes.slung import by_end
from spritedex.sketches.shapes.twos import facing_each_other, is_narrow
from spritedex.sketches.things import item_of, made_up_of
from spritedex.sketches.words.companions import Companion, is_young
from spritedex.sketches.words.counts import MOST_DRAWN, alone
from spritedex.sketches.words.materials import color_of_material
from spritedex.sketches.words.props import things, words_in
from spritedex.sprites.sketch import EYE, Color, Sketch
from spritedex.word_tables import SIZE_OF_WORD

_ORDER: Final = (
    "costume", "pulled", "pushed", "inside", "pouch", "claws", "tail", "trunk", "meal", "held", "hug", "mouth", "nose",
    "arms", "hood", "back", "head", "shoulder", "feet", "crown", "beside", "pair", "seat", "hang", "in", "hole",
    "hidden", "on", "under", "behind", "bubble", "around",
)  # fmt: skip
_SIZES: Final = {"baby": 0.5, "tiny": 0.36, "small": 0.45, "large": 0.85, "huge": 1.0}
_BESIDE_SIZES: Final = {"baby": 0.55, "tiny": 0.4, "small": 0.55, "large": 1.25, "huge": 1.4}
_EQUAL: Final = 0.86
_COMPANION: Final = 0.52
_YOUNG: Final = 0.42
"""How large another is beside a creature: by the words for it, of the same kind, else, and where there are more."""
_SEEN: Final = 1.12
"""How much higher than one of many a creature stands behind those that are with it."""
_TREASURE: Final = 0.7
_SEVERAL: Final = 0.8
"""How large several on a head are together."""
_AROUND: Final = 5
_MOST_AROUND: Final = 9
_EFFECT: Final = 13.0
_FLYING: Final = 18.0
"""How large what floats around a creature is, in pixels, and what flies or is alone there, such as a bat."""
_MOST_ARMS: Final = 4
_MOST_BESIDE: Final = 3
_OTHER: Final = (132, 184, 220)
"""The color of what a creature is in, where its own is that of the creature."""
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
        level = any(each.where in ("on", "seat") for each in scene.company)
        sketch = _crowd(name, scene, seed, kin, draw, level)
    if scene.turned:
        sketch = upside_down(sketch, as_thing(load("prop-branch")) if scene.turned == "hanging" else None)
    rng = np.random.default_rng([seed, 18])
    for companion in sorted(scene.company, key=lambda each: _ORDER.index(each.where)):
        found = sketches.get(companion.noun, ())
        if companion.where == "hang" and name in words_in("head-down"):
            sketch = upside_down(sketch, as_thing(load(companion.prop)))
        elif companion.where == "costume":
            sketch = dressed_as(sketch, name, scene.rest, companion, seed, sketches, draw)
        elif companion.where in ("pulled", "pushed"):
            sketch = with_cart(sketch, *_cart_of(companion, sketches, rng), companion.where == "pushed")
        elif companion.prop:
            sketch = _with_prop(sketch, companion, sketches, rng)
        elif found and things().issuperset(found):
            plain = words_in("backdrops").intersection(found if companion.where == "behind" else ())
            symbol = str(rng.choice(sorted(plain) or found))
            thing = as_thing(load(symbol), _color(companion, rng), symbol in words_in("faced"))
            sketch = _with_thing(sketch, companion, thing, name in words_in("many-armed"))
        elif found:
            sketch = _with_creature(sketch, companion, found, rng, draw, scene.deed)
        sketch = sketch.fitted()
    return sketch


def _crowd(name: str, scene: Scene, seed: int, kin: Sequence[str], draw: Draw, level: bool) -> Sketch:
    """Several of a kind, each in its color and with a sketch and a seed of its own."""
    crowd = scene.crowd
    first = kin.index(name) if name in kin else 0
    kin = kin if name in kin else [name]
    members = [
        draw(
            kin[(first + number) % len(kin)],
            alone(scene.rest, crowd.each[number % len(crowd.each)] if crowd.each else ""),
            seed + _SEED * number,
        )
        for number in range(crowd.drawn)
    ]
    if crowd.is_pair and not level:
        return facing_each_other(members[0], members[1], scene.deed)
    return stacked(members) if crowd.stacked else in_a_row(members, level)


def _with_prop(
    sketch: Sketch, companion: Companion, sketches: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> Sketch:
    color, prop = _color(companion, rng), load(companion.prop)
    made = [sketches.get(word, ("",))[0] for word in companion.phrase.split() if word not in companion.noun.split()]
    if companion.where == "seat" and (name := made_up_of(companion.phrase, sketches)):
        thing = as_thing(load(name), None, name in words_in("faced"))
        plain = tuple(shape for shape in prop.shapes if shape.role == "main")
        fill = color or (int(most_seen(thing)[0]), int(most_seen(thing)[1]), int(most_seen(thing)[2]))
        prop = prop_of(as_thing(replace(prop, shapes=plain), darker(fill)), thing, int(rng.integers(2**31)))
        color = None
    elif food := next((name for name in made if name in foods()), ""):
        color, prop = None, of_food(prop, food, int(rng.integers(2**31)))
    if color is None and companion.where == "in" and are_alike(prop, sketch):
        color = _OTHER
    prop = as_thing(prop, color)
    if companion.where == "around":
        return _around(sketch, prop, companion.number)
    if companion.where == "crown":
        return with_fruit(sketch, prop, companion.number or _AROUND, rng)
    if companion.where == "in":
        return in_prop(sketch, prop)
    if companion.where == "hang":
        return hung_from(sketch, prop)
    if companion.where == "bubble":
        return in_bubble(sketch, _color(companion, rng))
    if companion.where == "hood":
        return hooded(sketch, prop)
    return on_prop(sketch, prop) if companion.where == "seat" else _with_thing(sketch, companion, prop)


def _cart_of(
    companion: Companion, sketches: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> tuple[Sketch, Sketch | None]:
    """A cart without a face, and what it is full of."""
    full = made_up_of(companion.phrase, sketches)
    color = _color(companion._replace(phrase=companion.phrase.split(" of ")[0]), rng)
    return as_thing(load(sketches[companion.noun][0]), color), as_thing(load(full)) if full else None


def _with_thing(sketch: Sketch, companion: Companion, thing: Sketch, many_arms: bool = False) -> Sketch:
    where = companion.where
    if where == "back" and companion.number > 1:
        return on_back(sketch, [thing] * min(companion.number, MOST_DRAWN), small=True)
    if where == "feet" and companion.phrase.endswith("s"):
        return on_feet(sketch, thing)
    if where in THING:
        return with_thing(sketch, thing, where)
    if where in ("under", "behind"):
        return before(sketch, thing, under=where == "under")
    if where == "around":
        return _around(sketch, thing, companion.number)
    if where == "held" and companion.number > 1:
        item = load(symbol) if (symbol := item_of(companion.noun)) else as_item(thing)
        return holding_many(sketch, item, companion.number if many_arms else 2)
    if where in ("mouth", "tail", "trunk") and (symbol := item_of(companion.noun)):
        thing = as_thing(load(symbol), _color(companion, np.random.default_rng(0)))
    if where == "arms" and (symbol := item_of(companion.noun)):
        return holding_many(sketch, load(symbol), _MOST_ARMS if many_arms else max(1, companion.number))
    if where == "arms":
        return on_arms(sketch, [thing] * max(1, companion.number))
    if where in _PUT:
        return _PUT[where](sketch, thing)
    return _beside(sketch, companion, [thing])


_PUT: Final[Mapping[str, Callable[[Sketch, Sketch], Sketch]]] = {
    "held": holding,
    "hug": hugging,
    "on": on_thing,
    "hidden": hidden_by,
    "hole": in_hole,
    "hood": hooded,
    "inside": within,
    "meal": with_meal,
    "mouth": at_mouth,
    "nose": functools.partial(at_mouth, on=True),
    "pouch": in_pouch,
    "tail": lambda sketch, thing: by_end(sketch, thing if "at" in thing.anchors else as_item(thing), "tail"),
    "trunk": lambda sketch, thing: (
        by_end(sketch, thing if "at" in thing.anchors else as_item(thing), "trunk")
        if any(shape.part == "trunk" for shape in sketch.shapes)
        else at_mouth(sketch, thing)
    ),
    "claws": in_claws,
}


def _with_creature(
    sketch: Sketch, companion: Companion, found: Sequence[str], rng: np.random.Generator, draw: Draw, deed: str
) -> Sketch:
    if found[0] in words_in("perched") and companion.where not in ("around", "beside", "pair", "on"):
        return _with_thing(sketch, companion, as_thing(load(f"part-{found[0]}"), _color(companion, rng)))
    where, seed = companion.where, int(rng.integers(2**31))
    names = [name for name in found if not load(name).from_the_front] if where == "on" else []
    if where == "pair":
        names = [name for name in found if is_narrow(load(name))]
    others = [
        draw(str(rng.choice(names or found)), companion.phrase, seed + number)
        for number in range(min(companion.number or 1, MOST_DRAWN if where == "back" else _MOST_BESIDE))
    ]
    if where == "on":
        return with_mount(sketch, others[0])
    if where == "arms":
        return on_arms(sketch, others)
    if where == "shoulder" and len(others) > 1:
        return on_shoulders(sketch, others)
    if where == "back":
        return on_back(sketch, others)
    if where == "head" and len(others) > 1:
        return with_thing(sketch, in_a_row(others, level=True), where, _SEVERAL)
    if where in THING:
        return with_thing(sketch, others[0], where)
    if where in ("hug", "inside", "mouth", "nose", "pouch", "claws", "tail", "trunk"):
        return _PUT[where](sketch, others[0])
    if where == "around":
        return _around(sketch, others[0], companion.number)
    return holding(sketch, others[0]) if where == "held" else _beside(sketch, companion, others, deed)


def _around(sketch: Sketch, thing: Sketch, number: int) -> Sketch:
    sketch = sketch.fitted()
    living = any(shape.role == EYE for shape in thing.shapes)
    size = _FLYING if living or number == 1 else _EFFECT
    return with_effects(sketch, thing, min(number or _AROUND, _MOST_AROUND), size)


def _beside(sketch: Sketch, companion: Companion, others: Sequence[Sketch], deed: str = "") -> Sketch:
    if companion.where == "pair" and len(others) > 1:
        return in_a_row([sketch, *others], high=_SEEN)
    sizes = (SIZE_OF_WORD.get(word, word) for word in companion.phrase.split())
    size = next((size for size in sizes if size in _SIZES), "baby" if is_young(companion.noun) else "")
    if companion.where == "pair" and len(others) == 1 and not companion.prop:
        return facing_each_other(sketch, others[0], deed, _BESIDE_SIZES.get(size, 1.0))
    scale = _SIZES.get(
        size, _EQUAL if companion.where in ("pair", "hug") else _COMPANION if len(others) == 1 else _YOUNG
    )
    scale = max(scale, _TREASURE) if companion.prop else scale
    for number, other in enumerate(others):
        sketch = beside(sketch, other, scale, number)
    return sketch


def _color(companion: Companion, rng: np.random.Generator) -> Color | None:
    """The color that is said of a thing, or that of what it is made of."""
    if main := role_colors(companion.phrase, rng).get("main"):
        return main
    made = (word for word in companion.phrase.split()[:-1] if word not in companion.noun.split())
    return next((color for word in made if (color := color_of_material(word))), None)
