"""Parts put on a sketch, each in its way. Knows no sentence."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from spritedex.sketches.library import load
from spritedex.sketches.parts import DYED, OWN, Part
from spritedex.sketches.shapes import limbs
from spritedex.sketches.shapes.changed import bareheaded
from spritedex.sketches.shapes.contrast import seen_on, standing_out
from spritedex.sketches.shapes.emblems import with_emblem
from spritedex.sketches.shapes.eye_counts import with_eyes, with_one_eye, with_third_eye
from spritedex.sketches.shapes.fabrics import with_fabric
from spritedex.sketches.shapes.held import as_blade, as_pole, with_held
from spritedex.sketches.shapes.lettered import with_text
from spritedex.sketches.shapes.looks import swollen, with_long_ears
from spritedex.sketches.shapes.markings import with_stamps, within
from spritedex.sketches.shapes.places import is_frontal, outline_of
from spritedex.sketches.shapes.placing import placed
from spritedex.sketches.shapes.shades import dyed, in_colors_of, with_own, without_own
from spritedex.sketches.shapes.sizes import with_big_ears
from spritedex.sketches.things import thing_of
from spritedex.sketches.ways import SHAPED, SPREAD, WORN
from spritedex.sprites.sketch import Color, Sketch

_NAMED: Final = frozenset({"bat-wings", "dragon-wings", "fairy-wings", "horn", "horns", "wings"})
"""Parts that are colored like those that a sketch has of its own."""


def with_build(sketch: Sketch, parts: Collection[Part]) -> Sketch:
    """Fat or thin, and with one eye or a third one, where these are among the parts."""
    ways = {part.place.get("way") for part in parts}
    for part in parts:
        if part.name == "long-ears":
            sketch = with_long_ears(sketch)
        elif part.name == "big-ears":
            sketch = with_big_ears(sketch)
        elif part.name == "crouch":
            sketch = limbs.crouched(sketch)
        elif part.place.get("way") == "build":
            sketch = swollen(sketch, part.place["across"], part.place["along"])
    counts = (part.place["count"] for part in parts if part.place.get("way") == "eyes")
    if count := next(counts, 0):
        return with_eyes(sketch, count)
    if "one-eye" in ways:
        return with_one_eye(sketch)
    return with_third_eye(sketch) if "third-eye" in ways else sketch


def with_part(sketch: Sketch, part: Part, color: Color | None = None, seed: int = 0) -> Sketch:
    """With a part at its place, if it has that, or with its own; `color` dyes it, `seed` places marks such as spots."""
    place = part.place
    if not place:
        return with_own(sketch, OWN[part.name], color) if color else sketch
    way = place.get("way", "")
    if way == "without":
        return bareheaded(sketch) if part.name == "hat" else without_own(sketch, place.get("own", part.name))
    if part.is_eye or way in ("own", "build") or (not sketch.shapes and way):
        return sketch
    color = color or seen_on(sketch, place.get("seen", ""))
    if way in SHAPED:
        return SHAPED[way](sketch, place, color)
    frontal = is_frontal(sketch) if "slot" in place else sketch.from_the_front
    if (place.get("aside") and frontal) or (place.get("facing") and not frontal):
        return sketch
    turned = frontal and place.get("turns")
    if not {"thing", "load", "picture"}.isdisjoint(place):
        drawn = thing_of(place)
    else:
        drawn = load(f"part-{place.get('drawn', part.name)}{'-front' if turned else ''}")
    if color is None and (place.get("seen") or part.name in DYED) and sketch.shapes:
        color = standing_out(drawn, sketch, "seen" in place)
    if "bare" in place:
        own_color = next((shape.fill for shape in sketch.shapes if shape.part == place["bare"]), None)
        color, sketch = color or own_color or standing_out(drawn, sketch), without_own(sketch, place["bare"])
    if "text" in place:
        drawn = with_text(drawn, place["text"])
    if place.get("blade"):
        drawn = as_blade(drawn)
    if place.get("pole"):
        drawn = as_pole(drawn)
    if size := place.get("size"):
        at = drawn.anchors["at"]
        drawn = replace(drawn, anchors={**drawn.anchors, "at": replace(at, radius=at.radius / size)})
    if color:
        own = OWN.get(part.name, place.get("drawn", part.name))
        some = any(shape.part == own for shape in drawn.shapes)  # such as a flower's petals, without its leaves
        drawn = with_own(drawn, own, color) if some else dyed(drawn, color)
    drawn = in_colors_of(sketch, drawn, place.get("slot") == "ears")
    if color and "dyes" in place:
        sketch = with_own(sketch, place["dyes"], color)
    if part.name in _NAMED:
        drawn = replace(drawn, shapes=tuple(replace(shape, part=OWN[part.name]) for shape in drawn.shapes))
    if way == "held":
        return with_held(sketch, drawn, place.get("upright", False))
    if way == "stamps":
        stamped = with_stamps(sketch, drawn, place, seed)
        return within(stamped, len(sketch.shapes), outline_of(sketch)) if place.get("within") else stamped
    if way == "emblem":
        return with_emblem(sketch, drawn, place["where"])
    if way in SPREAD:
        return SPREAD[way](sketch, drawn, seed)
    if way in WORN:
        return WORN[way](sketch, drawn)
    for over in (place, *(() if turned else place.get("and", ()))):
        layer = drawn if over is place else load(f"part-{over['drawn']}")
        if color and over is not place:
            layer = dyed(layer, color)
        sketch = placed(without_own(sketch, over["without"]) if "without" in over else sketch, layer, over)
    return sketch


def patterned(before: Sketch, sketch: Sketch, part: Part, color: Color | None) -> Sketch:
    """With the pattern of a part that `before` is without, in a color or in one that fits its own."""
    if part.fabric is None:
        return sketch
    own = part.place.get("region") or OWN.get(part.name, part.name)
    kind = "bands" if part.fabric.kind == "stripes" and part.place.get("anchor") == "neck" else part.fabric.kind
    return with_fabric(before, sketch, kind, color, own)
