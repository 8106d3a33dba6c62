"""How each way of `parts.json` changes a sketch: what is worn on feet or hands, spread over it, or shaped out of it.

Knows no sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from spritedex.sketches.library import load
from spritedex.sketches.shapes import changed, limbs, postures, tails
from spritedex.sketches.shapes.backpacks import with_backpack
from spritedex.sketches.shapes.bellies import with_round_belly
from spritedex.sketches.shapes.bones import with_chest
from spritedex.sketches.shapes.breath import with_breath
from spritedex.sketches.shapes.clothes import with_clothes
from spritedex.sketches.shapes.company import faceless
from spritedex.sketches.shapes.draped import with_blanket, with_sash, with_shoulder_pads
from spritedex.sketches.shapes.effects import with_effects
from spritedex.sketches.shapes.emblems import with_emblem
from spritedex.sketches.shapes.eye_looks import crossed, glowing
from spritedex.sketches.shapes.face_parts import with_face_in, with_long_nose, with_long_tongue, with_trunk_in
from spritedex.sketches.shapes.gestures import howling, on_one_leg, waving, with_head_of
from spritedex.sketches.shapes.held import as_item
from spritedex.sketches.shapes.humps import with_humps, with_tail_spikes
from spritedex.sketches.shapes.juggled import with_juggled
from spritedex.sketches.shapes.limb_bands import with_limb_bands
from spritedex.sketches.shapes.looks import (
    with_aura,
    with_bands,
    with_clear_inside,
    with_face_mask,
    with_heart_face,
    with_mask,
)
from spritedex.sketches.shapes.lower_halves import with_lower_half
from spritedex.sketches.shapes.lying import curled_up, meditating, melting, on_its_back
from spritedex.sketches.shapes.machines import with_button_eyes, with_machine_eye, with_screen
from spritedex.sketches.shapes.many_legs import with_fewer_legs, with_four_legs, with_side_legs
from spritedex.sketches.shapes.markings import with_rings, with_seams
from spritedex.sketches.shapes.moves import (
    hanging,
    in_earth,
    in_puddle,
    in_smoke,
    in_water,
    leaning,
    prone,
    trembling,
    with_sign,
)
from spritedex.sketches.shapes.necks import with_hood
from spritedex.sketches.shapes.odd_eyes import with_missing_eye, with_one_eye_in
from spritedex.sketches.shapes.one_side import (
    with_arms_in,
    with_ends_in,
    with_one_arm,
    with_one_horn_in,
    with_one_leg,
    with_tail_tip,
)
from spritedex.sketches.shapes.outfit import (
    with_belt,
    with_blaze,
    with_earrings,
    with_feet,
    with_hands,
    with_legs,
    with_tips,
    with_topping,
)
from spritedex.sketches.shapes.pairs import HORNS, WINGS, with_pairs
from spritedex.sketches.shapes.patterns import with_pattern
from spritedex.sketches.shapes.peg_legs import on_stilts, with_long_arms, with_peg_leg
from spritedex.sketches.shapes.places import is_all_face, outline_of, without_mouth
from spritedex.sketches.shapes.regions import with_region
from spritedex.sketches.shapes.shades import dyed, in_colors_of, with_own, without_own
from spritedex.sketches.shapes.shaping import (
    LARGER,
    lifted,
    tilted,
    with_dash,
    with_flames,
    with_horn_like,
    with_larger,
    with_torn,
    with_torn_ear,
    with_tufts,
)
from spritedex.sketches.shapes.sizes import with_ears_of, with_large_hands, with_legs_of
from spritedex.sketches.shapes.slung import slung
from spritedex.sketches.shapes.stripes import with_stripes
from spritedex.sketches.shapes.stuck import with_stuck
from spritedex.sketches.shapes.substance import with_visor
from spritedex.sketches.shapes.surfaces import with_folds, with_grain, with_knit
from spritedex.sketches.shapes.swapped import with_new_ears, with_swapped
from spritedex.sketches.shapes.tentacles import with_tentacles
from spritedex.sketches.shapes.torn_wings import with_torn_wings
from spritedex.sketches.shapes.undead import with_bandages, with_skull
from spritedex.sketches.shapes.wrapped import with_wrapped
from spritedex.sprites.sketch import Color, Sketch

_REGIONS: Final[Mapping[str, Callable[[Sketch, Color], Sketch]]] = {
    "face": with_face_in,
    "trunk": with_trunk_in,
    "arms": with_arms_in,
    "one-arm": with_one_arm,
    "one-horn": with_one_horn_in,
    "tail-tip": with_tail_tip,
    "wing-tips": lambda sketch, color: with_ends_in(sketch, "wings", color),
    "ear-tips": lambda sketch, color: with_ends_in(sketch, "ears", color),
    "one-leg": lambda sketch, color: with_one_leg(sketch, True, color),
    "one-paw": lambda sketch, color: with_one_leg(sketch, False, color),
}
"""How parts of a body that no shape is named after get a color, beside those of `with_region`."""
WORN: Final[Mapping[str, Callable[[Sketch, Sketch], Sketch]]] = {
    "breath": with_breath,
    "feet": with_feet,
    "hands": with_hands,
    "sign": with_sign,
    "ears": with_earrings,
    "tips": with_tips,
    "face-mask": with_face_mask,
    "juggled": with_juggled,
    "slung": slung,
    "stuck": with_stuck,
    "stuck-alone": lambda sketch, item: with_stuck(sketch, item, alone=True),
    "backpack": with_backpack,
    "second-mouth": lambda sketch, item: with_emblem(sketch, item, "forehead" if is_all_face(sketch) else "body"),
}
SPREAD: Final[Mapping[str, Callable[[Sketch, Sketch, int], Sketch]]] = {"blaze": with_blaze, "tops": with_topping}
SHAPED: Final[Mapping[str, Callable[[Sketch, Mapping[str, Any], Color | None], Sketch]]] = {
    "stripes": lambda sketch, place, color: with_stripes(sketch, color, place.get("legs", False)),
    "rings": lambda sketch, place, color: with_rings(sketch, color),
    "seams": lambda sketch, place, color: with_seams(sketch),
    "belt": lambda sketch, place, color: with_belt(
        sketch, load(f"part-{place.get('drawn', 'buckle')}"), color, place.get("size", 1.0)
    ),
    "blanket": lambda sketch, place, color: with_blanket(sketch, color, place.get("leafy", False)),
    "sash": lambda sketch, place, color: with_sash(sketch, color, place.get("ammo", False)),
    "shoulder-pads": lambda sketch, place, color: with_shoulder_pads(sketch, color, place.get("coral", False)),
    "limb-bands": lambda sketch, place, color: with_limb_bands(sketch, place["kind"], place["where"], color),
    "wrapped": lambda sketch, place, color: with_wrapped(sketch, place["kind"]),
    "heads": lambda sketch, place, color: limbs.with_heads(sketch, place["count"]),
    "tails": lambda sketch, place, color: tails.with_tails(sketch, place["count"]),
    "arms": lambda sketch, place, color: limbs.with_arms(
        sketch, place["count"], place.get("paint"), place.get("strong", False)
    ),
    "long-tail": lambda sketch, place, color: tails.with_long_tail(sketch),
    "broken": lambda sketch, place, color: changed.with_broken(sketch, place["part"], place.get("one", False)),
    "tail-like": lambda sketch, place, color: changed.with_tail_like(sketch, _item(place, color)),
    "edge": lambda sketch, place, color: changed.with_edge_of(sketch, place["needs"], _item(place, color)),
    "eyeless": lambda sketch, place, color: changed.without_eyes(sketch),
    "mouth-only": lambda sketch, place, color: changed.with_mouth_only(sketch, load("part-roar")),
    "mouthless": lambda sketch, place, color: without_mouth(sketch),
    "short-neck": lambda sketch, place, color: changed.with_short_neck(sketch),
    "open-beak": lambda sketch, place, color: changed.with_open_beak(sketch),
    "headless": lambda sketch, place, color: limbs.without_head(sketch),
    "long-neck": lambda sketch, place, color: limbs.with_long_neck(sketch),
    "dash": lambda sketch, place, color: with_dash(sketch),
    "hood": lambda sketch, place, color: with_hood(without_own(sketch, "hat"), color),
    "curled-tail": lambda sketch, place, color: tails.with_curled_tail(sketch),
    "more-horns": lambda sketch, place, color: with_pairs(sketch, "horns", HORNS),
    "more-wings": lambda sketch, place, color: with_pairs(sketch, "wings", WINGS),
    "larger": lambda sketch, place, color: with_larger(
        with_own(sketch, place["needs"], color) if color else sketch,
        place["needs"],
        place.get("one", False),
        place.get("size", LARGER),
        place.get("other", 1.0),
    ),
    "tailless": lambda sketch, place, color: postures.without_tail(sketch),
    "large-tail": lambda sketch, place, color: postures.with_large_tail(sketch),
    "earless": lambda sketch, place, color: postures.without_ears(sketch, place.get("one", False)),
    "ear-down": lambda sketch, place, color: postures.with_ear_down(sketch),
    "armless": lambda sketch, place, color: postures.without_arms(sketch, place.get("one", False)),
    "hands-on-eyes": lambda sketch, place, color: postures.with_hands_on_eyes(sketch),
    "box": lambda sketch, place, color: postures.as_box(sketch),
    "long-body": lambda sketch, place, color: postures.with_long_body(sketch),
    "four-legs": lambda sketch, place, color: with_four_legs(sketch, color),
    "fewer-legs": lambda sketch, place, color: with_fewer_legs(sketch, place["count"]),
    "more-legs": lambda sketch, place, color: postures.with_legs_more(
        with_fewer_legs(sketch, 4 + 2 * place["pairs"]), place["pairs"]
    ),
    "torn": lambda sketch, place, color: with_torn_wings(
        with_torn(sketch, place.get("one", False)), place.get("side", False)
    ),
    "torn-ear": lambda sketch, place, color: with_torn_ear(sketch, outline_of(sketch)),
    "tufts": lambda sketch, place, color: with_tufts(sketch, place["kind"]),
    "side-legs": lambda sketch, place, color: with_side_legs(sketch, place["kind"], color),
    "legs": lambda sketch, place, color: with_legs(sketch),
    "drill": lambda sketch, place, color: with_horn_like(sketch, load("part-drill"), color),
    "clear": lambda sketch, place, color: with_clear_inside(sketch),
    "aura": lambda sketch, place, color: with_aura(sketch, color),
    "effects": lambda sketch, place, color: with_effects(
        sketch, _item(place, color), place["many"], place["size"], place.get("grows", "")
    ),
    "bands": lambda sketch, place, color: with_bands(sketch, place.get("own", "")),
    "pattern": lambda sketch, place, color: with_pattern(sketch, place["kind"], color),
    "mask": lambda sketch, place, color: with_mask(sketch, color),
    "heart-face": lambda sketch, place, color: with_heart_face(sketch, color),
    "region": lambda sketch, place, color: _in_color(sketch, place["region"], color) if color else sketch,
    "head-size": lambda sketch, place, color: sketch.with_head(place["times"]),
    "leg-length": lambda sketch, place, color: with_legs_of(sketch, place["times"]),
    "ear-size": lambda sketch, place, color: with_ears_of(sketch, place["times"]),
    "large-hands": lambda sketch, place, color: with_large_hands(sketch),
    "humps": lambda sketch, place, color: with_humps(sketch, place["count"]),
    "tail-spikes": lambda sketch, place, color: with_tail_spikes(sketch, color),
    "long-nose": lambda sketch, place, color: with_long_nose(sketch, color),
    "long-tongue": lambda sketch, place, color: with_long_tongue(sketch, color, place.get("forked", False)),
    "clothes": lambda sketch, place, color: with_clothes(with_chest(sketch), place["kind"], color),
    "half": lambda sketch, place, color: with_lower_half(sketch, place["kind"], color),
    "lifted": lambda sketch, place, color: lifted(sketch),
    "tilted": lambda sketch, place, color: tilted(sketch),
    "curled": lambda sketch, place, color: curled_up(sketch),
    "on-back": lambda sketch, place, color: on_its_back(sketch, place.get("afloat", False)),
    "lotus": lambda sketch, place, color: meditating(sketch),
    "melting": lambda sketch, place, color: melting(sketch),
    "lean": lambda sketch, place, color: leaning(sketch),
    "prone": lambda sketch, place, color: prone(sketch),
    "water": lambda sketch, place, color: in_water(sketch, place["kind"]),
    "grain": lambda sketch, place, color: with_grain(sketch),
    "knit": lambda sketch, place, color: with_knit(sketch),
    "folds": lambda sketch, place, color: with_folds(sketch),
    "earth": lambda sketch, place, color: in_earth(sketch),
    "puddle": lambda sketch, place, color: in_puddle(sketch),
    "smoke": lambda sketch, place, color: in_smoke(sketch),
    "tremble": lambda sketch, place, color: trembling(sketch),
    "howl": lambda sketch, place, color: howling(sketch),
    "howl-wolf": lambda sketch, place, color: with_head_of(sketch, load("wolf-howling")),
    "wave": lambda sketch, place, color: waving(sketch),
    "one-legged": lambda sketch, place, color: on_one_leg(sketch),
    "thread": lambda sketch, place, color: hanging(sketch),
    "swap": lambda sketch, place, color: with_swapped(sketch, _thing(place, color), place["for"], place["one"]),
    "bandages": lambda sketch, place, color: with_bandages(sketch),
    "skull-face": lambda sketch, place, color: with_skull(sketch),
    "screen": lambda sketch, place, color: with_screen(sketch, load(f"part-{place['drawn']}"), color),
    "cyborg-eye": lambda sketch, place, color: with_machine_eye(sketch, color),
    "odd-eye": lambda sketch, place, color: with_one_eye_in(sketch, color) if color else sketch,
    "missing-eye": lambda sketch, place, color: with_missing_eye(sketch),
    "button-eyes": lambda sketch, place, color: with_button_eyes(sketch, color),
    "one-of": lambda sketch, place, color: changed.with_one_of(sketch, place["part"]),
    "tentacles": lambda sketch, place, color: with_tentacles(
        sketch, place["count"], load("part-small-eye") if place.get("eyed") else None, color
    ),
    "glow-eyes": lambda sketch, place, color: glowing(sketch, color, place.get("one", False)),
    "crossed-eyes": lambda sketch, place, color: crossed(sketch),
    "new-ears": lambda sketch, place, color: with_new_ears(sketch, in_colors_of(sketch, _item(place, color), True)),
    "round-belly": lambda sketch, place, color: with_round_belly(sketch),
    "peg-leg": lambda sketch, place, color: with_peg_leg(sketch, _item(place, color)),
    "stilts": lambda sketch, place, color: on_stilts(sketch, _item(place, color)),
    "long-arms": lambda sketch, place, color: with_long_arms(sketch),
    "visor": lambda sketch, place, color: with_visor(sketch),
    "burning": lambda sketch, place, color: _burning(sketch, color),
}


def _item(place: Mapping[str, Any], color: Color | None) -> Sketch:
    """What is drawn of a part, in a color."""
    item = load(f"part-{place['drawn']}")
    return dyed(item, color) if color else item


def _thing(place: Mapping[str, Any], color: Color | None) -> Sketch:
    """What stands for a part, in a color; a whole thing without its feet, and for a head with its face."""
    symbol = place["item"]
    item = load(symbol)
    if not symbol.startswith("part-"):
        item = as_item(item if place["for"] == "head" else faceless(item))
    return dyed(item, color) if color else item


def _burning(sketch: Sketch, color: Color | None) -> Sketch:
    flame = load("part-flame")
    lit = with_own(sketch, "mane", color or (236, 96, 30))
    return with_flames(lit, "mane", dyed(flame, color) if color else flame)


def _in_color(sketch: Sketch, region: str, color: Color) -> Sketch:
    return _REGIONS[region](sketch, color) if region in _REGIONS else with_region(sketch, region, color)
