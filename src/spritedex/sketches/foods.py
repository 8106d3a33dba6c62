"""Creatures of a food or another thing, such as "pizza cat" and "key bug": in its colors, with its marks, and with
some of it on the head; what has a shell has the thing for one.

Knows no sentence.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from spritedex.sketches.library import load
from spritedex.sketches.shapes.boxes import box_of, put
from spritedex.sketches.shapes.company import as_thing, faceless, with_thing
from spritedex.sketches.shapes.heaped import heaped
from spritedex.sketches.shapes.held import as_item
from spritedex.sketches.shapes.markings import with_stamps
from spritedex.sketches.shapes.places import face_of, outline_of
from spritedex.sketches.shapes.placing import placed
from spritedex.sketches.tables import table
from spritedex.sprites.sketch import EYE, MARK, Color, Shape, Sketch

_SHELL: Final = "shell"
_DEEP: Final = (5.0, 3.0)
"""How deep an icing is, and how much farther its drops reach, in pixels."""
_DROP: Final = 7.0
_RIM: Final = 0.72
_TOPPING: Final = 0.34
_SHELL_SIZE: Final = 1.04
_BOWL: Final = {"anchor": "feet", "behind": False}
_LEAVES: Final = {"anchor": "head", "behind": False}


def foods() -> Mapping[str, Any]:
    """Sketch of a food, or of what else can be seen all over a creature -> its colors and marks."""
    return _foods()


def with_food(sketch: Sketch, food: str, icing: Color | None, seed: int, on_head: bool, many: bool = False) -> Sketch:
    """Of a food or thing that has a sketch: all of it, or its shell alone if it has one; `icing` is the color of what
    covers it.

    Something of it lies on its head, if that is free; `many` of it are all over the body.
    """
    look = _foods().get(food) or _look_of(load(food))
    if many:
        return heaped(_body_of(sketch, {**look, "many": 0}, icing, seed), as_item(faceless(load(food))), seed)
    shell = [shape for shape in sketch.shapes if shape.part == _SHELL]
    if shell and (food not in _foods() or look.get("over")):
        return _carrying(sketch, as_thing(as_item(faceless(load(food)))))
    made = _shell_of(sketch, look, icing, seed) if shell else _body_of(sketch, look, icing, seed)
    if look.get("bowl"):
        return placed(made, load("part-noodle-bowl"), _BOWL)
    if shell or not on_head or look.get("bare"):
        return made
    if look.get("leaves"):
        return placed(made, load("part-calyx"), _LEAVES)
    top = load(look["top"]) if "top" in look else as_item(faceless(load(food)))
    return with_thing(made, as_thing(top), "head", look.get("large", _TOPPING))


def _look_of(thing: Sketch) -> Mapping[str, Any]:
    """The two colors that most of a thing has."""
    forms = sorted(faceless(thing).shapes, key=lambda shape: -float(np.prod(np.ptp(shape.points, axis=0))))
    colors = [shape.fill for shape in forms if shape.role not in ("dark", "light") and not shape.width]
    main = colors[0] if colors else forms[0].fill
    return {"main": main, "second": next((color for color in colors if color != main), _shade(main, 1.16))}


def _carrying(sketch: Sketch, thing: Sketch) -> Sketch:
    """With a thing where its shell is."""
    shell = Sketch(tuple(shape for shape in sketch.shapes if shape.part == _SHELL), {})
    at, own = box_of(shell), box_of(thing)
    scale = _SHELL_SIZE * (at.side + at.low - at.top) / (own.side + own.low - own.top)
    placed = put(thing.shapes, scale, np.array([own.middle, own.low]), np.array([at.middle, at.low]))
    first = next(place for place, shape in enumerate(sketch.shapes) if shape.part == _SHELL)
    rest = [shape for shape in sketch.shapes[first:] if shape.part != _SHELL]
    return replace(sketch, shapes=(*sketch.shapes[:first], *placed, *rest))


def of_food(thing: Sketch, food: str, seed: int) -> Sketch:
    """A thing, such as a throne, in the colors of a food and with its marks."""
    return _body_of(thing, _foods()[food], None, seed)


def _body_of(sketch: Sketch, look: Mapping[str, Any], icing: Color | None, seed: int) -> Sketch:
    main, second = (_color(look[role]) for role in ("main", "second"))
    roles = {"main": main, "dark": _shade(main, _RIM), "light": _shade(main, 1.16), "second": second}
    sketch = replace(
        sketch, shapes=tuple(replace(shape, fill=roles.get(shape.role, shape.fill)) for shape in sketch.shapes)
    )
    cover = icing or (_color(look["icing"]) if "icing" in look else None)
    if cover is None:
        return _marked(sketch, look, seed)
    iced = _icing_of(sketch, cover)
    eyes = min((place for place, shape in enumerate(sketch.shapes) if shape.role == EYE), default=len(sketch.shapes))
    if not look.get("over"):
        sketch = _marked(sketch, look, seed)
    elif iced:
        on = Sketch((replace(iced[-1], role="main", part="", kept=False),), {})
        iced = [*iced, *_marked(on, look, seed).shapes[1:]]
    return replace(sketch, shapes=(*sketch.shapes[:eyes], *iced, *sketch.shapes[eyes:]))


def _shell_of(sketch: Sketch, look: Mapping[str, Any], icing: Color | None, seed: int) -> Sketch:
    """With its shell alone of the food."""
    main = icing or _color(look.get("icing", look["main"]))
    large = max(float(np.prod(np.ptp(shape.points, axis=0))) for shape in sketch.shapes if shape.part == _SHELL)
    shapes = []
    for shape in sketch.shapes:
        if shape.part == _SHELL:
            whole = float(np.prod(np.ptp(shape.points, axis=0))) > 0.4 * large
            fill = _shade(main, _RIM) if shape.role == "dark" or not whole else main
            shape = replace(shape, fill=fill, role="")
        shapes.append(shape)
    sketch = replace(sketch, shapes=tuple(shapes))
    own = [replace(shape, role="main", part="") for shape in shapes if shape.part == _SHELL]
    marked = _marked(Sketch(tuple(own), {}), look, seed).shapes[len(own) :]
    last = max(place for place, shape in enumerate(shapes) if shape.part == _SHELL)
    return replace(sketch, shapes=(*shapes[: last + 1], *marked, *shapes[last + 1 :]))


def _marked(sketch: Sketch, look: Mapping[str, Any], seed: int) -> Sketch:
    if "mark" not in look:
        return sketch
    radius = look["radius"]
    place = {
        "many": look["many"], "radius": radius, "apart": 2.2 * radius + 1.6, "sizes": [1, 0.85], "turned": 1.5,
        "anywhere": True,
    }  # fmt: skip
    return with_stamps(sketch, load(f"part-mark-{look['mark']}"), place, seed)


def _icing_of(sketch: Sketch, color: Color) -> list[Shape]:
    """What runs down from all that faces up, and ends above its face."""
    outline, face = outline_of(sketch), face_of(sketch)
    columns = np.flatnonzero(outline.any(0))
    if not columns.size:
        return []
    left, right = int(columns[0]), int(columns[-1])
    tops = outline.argmax(0).astype(float)
    x = np.arange(left, right + 1)
    deep = (
        _DEEP[0]
        + _DEEP[1] * np.sin(2 * np.pi * x / _DROP)
        + 0.04 * (right - left) * np.sin(np.pi * (x - left) / max(1, right - left))
    )
    low = tops[x] + np.maximum(deep, 2.5)
    if face:
        above = float(face.eyes[1] - face.radii[1]) - 1.5
        near = (abs(x - face.eyes[0]) < face.half + 2) & (tops[x] < face.eyes[1])
        low = np.where(near, np.minimum(low, np.maximum(above, tops[x])), low)
    cover = np.concatenate([np.stack([x, tops[x] - 0.5], 1), np.stack([x, low], 1)[::-1]]).astype(float)
    return [
        Shape(cover + np.array([0, 1.0]), _shade(color, _RIM), "", 0.0, True, MARK),
        Shape(cover, color, "", 0.0, True, MARK),
    ]


def _color(values: Sequence[int]) -> Color:
    red, green, blue = values
    return red, green, blue


def _shade(color: Color, share: float) -> Color:
    red, green, blue = (min(255, round(share * each)) for each in color)
    return red, green, blue


@functools.cache
def _foods() -> Mapping[str, Any]:
    read: Mapping[str, Any] = table("foods")
    return read
