"""Parts that a sketch is given, such as wings: those that a sentence names, and those that a creature grows."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from spritedex.sentence import Lexicon
from spritedex.sketches.persons import has_hands, sketch_of
from spritedex.sketches.replaced import replaced_by, wears_another_hat
from spritedex.sketches.shapes.places import is_all_face, is_frontal
from spritedex.sketches.shapes.shades import ARMOR, FLAMES, has_own
from spritedex.sketches.suits import is_spare, suits
from spritedex.sketches.tables import with_coats
from spritedex.sketches.things import in_hand, kind_held
from spritedex.sketches.words.fabrics import Fabric
from spritedex.sketches.words.grown import grown_parts
from spritedex.sketches.words.lettering import lettering_in
from spritedex.sketches.words.named import Named, has_part, index, named_parts
from spritedex.sketches.words.props import words_in
from spritedex.sketches.words.qualifiers import ALONE, BLADE, JUGGLED, POLE, SHIELD, SLUNG, STUCK
from spritedex.sketches.words.signs import ALL_OVER
from spritedex.sprites.sketch import Color

OWN: Final = {
    "flame": FLAMES, "blaze": FLAMES, "mane-of-fire": FLAMES, "horn": "horns", "horns": "horns", "antlers": "horns",
    "flower": "flower", "gem": "gem", "armor": ARMOR,
    "hat": "hat", "wizard-hat": "hat", "helmet": "hat", "crown": "hat", "cap": "hat", "turban": "hat",
    "acorn-cap": "hat", "chef-hat": "hat", "cowboy-hat": "hat", "pirate-hat": "hat", "santa-hat": "hat",
    "fire-helmet": "hat", "kabuto": "hat", "peaked-cap": "hat", "viking-helmet": "hat", "war-helm": "hat",
    "wings": "wings", "bat-wings": "wings", "dragon-wings": "wings", "fairy-wings": "wings",
    "mane": "mane", "fins": "fin", "shell": "shell", "spikes": "spikes", "ice-spikes": "spikes",
    "hair": "hair", "hair-long": "hair", "hair-spiky": "hair", "hair-curly": "hair", "hair-ponytail": "hair",
    "hair-pigtails": "hair", "beard": "beard", "collar": "collar", "cape": "cape", "scarf": "scarf",
    "cape-side": "cape", "fur-collar": "collar", "sword": "sword", "greatsword": "sword", "fire-sword": "sword",
    "beak": "beak", "shield": "shield", "trunk": "trunk", "staff": "weapon", "wand": "weapon",
    "cap-backwards": "hat", "round-shield": "shield",
    "deerstalker": "hat", "tusks": "tusks", "hood-own": "hood", "stripes": "stripes", "spots": "spots",
    "polka-dots": "spots", "patches": "spots", "claws": "pincer", "lamp": "lamp",
}  # fmt: skip
"""How shapes of a sketch that has a part of its own are called."""
_GONE: Final = {"ears-color": "earless", "tail-color": "tailless"}
"""How parts go that are not marked in a sketch."""
_REMOVABLE: Final = frozenset({
    "beak", "beard", "cape", "collar", "fin", "hair", "hat", "hood", "horns", "mane", "pincer", "scarf", "shield",
    "spikes", "spots", "stripes", "sword", "trunk", "tusks", "wings",
})  # fmt: skip
_RECOLORED: Final = frozenset({"beak", "fin", "hood", "mane", "shell", "spikes"})
"""What a sketch with shapes of it has of its own, though no list says so."""
_MOVABLE: Final = frozenset({"head", "back", "tail"})
"""Anchors of parts that can be elsewhere, if a sentence says so."""
DYED: Final = frozenset({
    "backpack", "beanie", "beret", "bonnet", "boots", "bow", "bow-tie", "cap", "cape", "cape-side", "collar", "gloves",
    "fur-collar", "headband", "party-hat", "poncho", "scarf", "tie", "turban",
})  # fmt: skip
"""What is worn in any color."""
_FUR: Final = frozenset({"coat"})  # worn by those alone who are drawn in clothes, and the fur of others
_SIZED: Final = frozenset({"head", "neck"})
"""Anchors of what is worn in any size."""
_AROUND: Final = frozenset({"ground", "sign", "thread"})
_HOW: Final[Mapping[str, Mapping[str, Any]]] = {
    BLADE: {"blade": True, "upright": False},
    POLE: {"pole": True, "upright": False},
    SHIELD: {"slot": "shield", "upright": True, "size": 1.3},
    JUGGLED: {"way": "juggled"},
    SLUNG: {"way": "slung", "slot": SLUNG},
    STUCK: {"way": "stuck", "slot": STUCK},
    ALONE: {"way": "stuck-alone", "slot": STUCK},
}
_THIRD: Final = "third hand"
_FOR: Final = "for "
"""What is before the part that a thing stands for."""
_OVER: Final = frozenset({"clothes", "folds", "grain", "held", "knit", "long-nose", "pattern", "stripes"})
_EYE_WAYS: Final = ("one-eye", "third-eye", "eyes")


class Part(NamedTuple):
    """A part by its name, its place, or none if the sketch has it by itself; which word of the sentence colors it, or
    None; else its color; the words that name it; and its pattern."""

    name: str
    place: Mapping[str, Any]
    color_word: int | None
    paint: Color | None = None
    said: str = ""
    fabric: Fabric | None = None

    @property
    def color_words(self) -> tuple[int | None, int | None]:
        """The words that color it and its pattern."""
        return self.color_word, self.fabric.color_word if self.fabric else None

    @property
    def is_around(self) -> bool:
        """Whether it is around the body as that stands in the end, such as water."""
        return self.place.get("slot") in _AROUND

    @property
    def is_eye(self) -> bool:
        """Whether it is an eye, whose color is that of the eyes."""
        return self.place.get("way") in _EYE_WAYS

    @property
    def stands_out(self) -> bool:
        """Whether its color depends on that of the body, so that it is seen."""
        return self.name in DYED or "seen" in self.place or self.place.get("way") in _OVER


def parts_of(
    name: str, sentence: str, lexicon: Lexicon, stage: int = 0, seed: int = 0, traits: Collection[str] = ()
) -> Iterator[Part]:
    """The parts of the sketch `name`, each anchor once: those that the sentence names and the sketch does not have,
    the `traits` of another kind that it is partly of, those that the creature has grown by `stage`, which `seed`
    chooses, and those of its own that get another color.
    """
    taken, held = {""}, set()
    grown = (Named(part, None) for part in (*traits, *grown_parts(sentence, lexicon, stage, seed, name)))
    named = named_parts(sentence, lexicon)
    colored_once = (each for each in named if not each.denied and (each.color_word is not None or each.paint))
    colors = {each.part: each for each in sorted(colored_once, key=lambda each: each.color_word is not None)}
    elsewhere = {each.part for each in named if each.where and not each.where.startswith(_FOR)}
    own_sketch = sketch_of(name, sentence, lexicon)
    staffs = any(each.part.endswith("staff") for each in named)
    for part, color_word, paint, is_denied, where, said, size, fabric in sorted((*named, *grown), key=is_spare):
        if (part == "wand" and staffs) or (part == "leaf" and not where and part in elsewhere):
            continue
        if part == "juggled-balls" and any(each.where == JUGGLED for each in named):
            continue
        if part == "one-eye" and any(each.part == "eyepatch" for each in named):
            continue
        if part == "wings" and said == "flying" and any(each.part == "cape" for each in named):  # as heroes do
            part = "floating"
        if part == "hood" and said != part and any(each.part.startswith("hair") for each in named):
            continue
        if part == "one-eye" and color_word is not None and name in with_coats():  # of a dog, one of its two eyes
            part = "odd-eye"
        if color_word is None and not paint and part in colors:
            color_word, paint, said = colors[part].color_word, colors[part].paint, colors[part].said
        if where.startswith(_FOR):
            swap = _swapped(part, where)
            yield Part(part, swap, color_word, paint, said)
            taken.add("head" if swap["for"] == "horns" else swap["for"])
            continue
        own = OWN.get(part, "")
        if is_denied:
            if own in _REMOVABLE and has_own(own_sketch, own):
                yield Part(own, {"way": "without"}, None)
            elif part in _GONE:
                yield Part(part, {"way": _GONE[part]}, None)
            continue
        if part == "cape" and name and not is_frontal(own_sketch):
            part = "cape-side"
        if part == "armor" and name and is_all_face(own_sketch):
            part = "helmet"
        elif part == "armor" and name and not is_frontal(own_sketch) and not has_part(name, part):
            part = "barding"
        elif part == "garment" and name not in index()["places"][part]["only"] and said not in _FUR:
            part = "outfit"
        part = next((like for like, names in index()["instead"].get(part, {}).items() if name in names), part)
        own = OWN.get(part, "")
        place = index()["places"].get(part) or in_hand(part)
        if part == "mane-of-fire" and has_own(own_sketch, "mane"):
            place = {"way": "burning"}
        if (needed := place.get("needs")) and not has_own(own_sketch, needed):
            if "else" not in place:
                continue
            part, place = place["else"], index()["places"][place["else"]]
        if place.get("upright") and place.get("way") == "clothes" and not has_hands(name, sentence, lexicon):
            continue
        has_look = color_word is not None or paint or fabric or "paint" in place
        if (place.get("way") == "region" and not has_look) or not suits(place, name, taken):
            continue
        if part == "emblem":
            place = _sign(index()["signs"][said], where, f"{said} {where}")
        if place.get("way") == "stamps" and has_own(own_sketch, on := {"back": "shell"}.get(where, where)):
            place = {**place, "on": on, "anywhere": True}
        if where and place.get("anchor") in _MOVABLE and (where != "horns" or has_own(own_sketch, where)):
            place = _moved(place, part, where)
        if where in _HOW and (where != SLUNG or place.get("way") == "held"):
            place = {**place, **_HOW[where]}
        if size != 1.0 and (place.get("way") == "held" or (place.get("anchor") in _SIZED and not place["behind"])):
            place = {**place, "size": size}
        if "fabric" in place and not fabric:
            fabric = Fabric(place["fabric"], None, 0)
        if part == "sign" and (lettering := lettering_in(sentence)):
            place = {**place, "text": lettering}
        slot = place.get("slot", place.get("anchor"))
        if part == "boots" and name in index()["places"]["legs"]["only"] and "legs" not in taken:
            taken.add("legs")
            yield Part("legs", index()["places"]["legs"], None)
        kind = kind_held(part)
        if slot == "hand" and slot in taken and said:
            slot = "" if kind in held else "shield"
            slot = _THIRD if slot in taken and name in words_in("many-armed") else slot
        if place.get("way") == "held":
            held.add(kind)
        other_hat = wears_another_hat(name, part)
        for gone in replaced_by(name, part):
            yield Part(gone, {"way": "without"}, None)
        colored = paint or (tuple(place["paint"]) if "paint" in place else None)
        if (has_part(name, part) and not other_hat) or (
            own in _RECOLORED and has_own(own_sketch, own) and place.get("way") != "burning"
        ):
            if (color_word is not None or colored or fabric) and has_own(own_sketch, own):
                yield Part(part, {}, color_word, colored, said, fabric)
        elif slot not in taken:
            taken.add(slot)
            yield Part(part, place, color_word, paint if place.get("way") == "arms" else colored, said, fabric)


def _sign(drawn: str, where: str, slot: str) -> Mapping[str, Any]:
    """The place of a sign: one somewhere, or small ones all over a body."""
    if where == ALL_OVER:
        return {**index()["places"]["stars"], "drawn": drawn, "slot": slot}
    return {"way": "emblem", "drawn": drawn, "where": where, "slot": slot, "order": 2}


def _swapped(part: str, where: str) -> Mapping[str, Any]:
    """The place of what stands for a part, such as "one part-carrot-up" that is "for horns"."""
    count, item = part.split()
    return {"way": "swap", "slot": where, "for": where.removeprefix(_FOR), "one": count == "one", "item": item}


def _moved(place: Mapping[str, Any], part: str, where: str) -> Mapping[str, Any]:
    """The place of a part elsewhere."""
    if where == place["anchor"]:
        return place
    if where == "horns":
        return {"way": "tips", "slot": part, "drawn": place.get("small", place.get("drawn", part))}
    return {**place, "anchor": where, "slot": part, "behind": False}


def part_words() -> frozenset[str]:
    """The words that name parts."""
    return frozenset(
        word for phrase in (*index()["words"], *index()["items"]) for word in phrase.split() if word != "*"
    )
