"""Parts that a sketch is given, such as wings: those that a sentence names, and those that a creature grows."""

import functools
import itertools
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np

from spritedex.sentence import COLOR_WORDS, Lexicon, naming_words, subject_of, understand, words_of
from spritedex.sketches.expressions import is_in
from spritedex.sketches.markings import with_rings, with_stamps, with_stripes
from spritedex.sketches.phrases import denied, found, is_of_noun
from spritedex.sketches.places import eyes_at, is_frontal, places_of, with_held, with_one_eye, with_third_eye
from spritedex.sketches.shades import ARMOR, FLAMES, dyed, with_own
from spritedex.sprites.sketch import EYE, FACE, Color, Shape, Sketch, parse

_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
_BETWEEN: Final = frozenset({"a", "an", "and", "by", "for", "from", "has", "in", "of", "on", "the", "with"})
_OWN: Final = {
    "flame": FLAMES, "mane-of-fire": FLAMES, "horn": "horns", "horns": "horns", "antlers": "horns",
    "flower": "flower", "armor": ARMOR,
    "hat": "hat", "wizard-hat": "hat", "helmet": "hat", "crown": "hat",
    "wings": "wings", "bat-wings": "wings", "dragon-wings": "wings", "fairy-wings": "wings",
}  # fmt: skip
"""How shapes of a sketch that has a part of its own are called."""
_REMOVABLE: Final = frozenset({"horns", "wings"})
_WITHOUT: Final = "without "
_ON: Final = frozenset({"along", "around", "down", "on"})
_FACES: Final = frozenset({"mouth", "eye", "eyes"})
_GROWN: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "": (("horns", "horn", "gem"), ("spikes", "crystals")),
    "fire": (("flame",), ("mane-of-fire", "horns")),
    "water": (("horn", "gem"), ("spikes", "shell")),
    "electric": (("horn", "horns"), ("lightning",)),
    "grass": (("leaf", "flower"), ("thorns", "mushroom")),
    "ice": (("horns", "horn"), ("ice",)),
    "poison": (("horn", "horns"), ("thorns", "spikes")),
    "flying": (("horn", "gem"), ("wings",)),
    "psychic": (("gem", "halo"), ("crystals",)),
    "rock": (("horns", "horn"), ("crystals", "spikes")),
    "ghost": (("horns", "horn"), ("bat-wings", "skull")),
    "dragon": (("horns",), ("dragon-wings",)),
    "dark": (("horns", "horn"), ("bat-wings", "spikes")),
    "steel": (("horn", "helmet"), ("spikes",)),
    "fairy": (("gem", "flower"), ("fairy-wings",)),
}
"""What a creature of a type grows by its second and by its third stage, one of each; "" for no type and any other."""


class Part(NamedTuple):
    """A part by its name, its place on a sketch, and which word of the sentence colors it, or None.

    Without a place it is one that the sketch has of its own.
    """

    name: str
    place: Mapping[str, Any]
    color_word: int | None


def parts_of(name: str, sentence: str, lexicon: Lexicon, stage: int = 0, seed: int = 0) -> Iterator[Part]:
    """The parts of the sketch `name`, each anchor once: those that the sentence names and the sketch does not have,
    those that the creature has grown by `stage`, which `seed` chooses, and those of its own that get another color.
    """
    taken = set()
    grown = ((part, None) for part in _grown(sentence, lexicon, stage, seed, name))
    for part, color_word in (*_named(sentence, lexicon), *grown):
        if part.startswith(_WITHOUT):
            own = _OWN.get(part.removeprefix(_WITHOUT), "")
            if name and own in _REMOVABLE and _can_dye(name, own):
                yield Part(own, {"way": "without"}, None)
            continue
        place = _index()["places"][part]
        slot = place.get("slot", place.get("anchor"))
        if _has(name, part):
            if color_word is not None and _can_dye(name, _OWN.get(part, "")):
                yield Part(part, {}, color_word)
        elif slot not in taken:
            taken.add(slot)
            yield Part(part, place, color_word)


def part_words() -> frozenset[str]:
    """The words that name parts."""
    return frozenset(word for phrase in _index()["words"] for word in phrase.split() if word != "*")


def with_eyes(sketch: Sketch, parts: Collection[Part]) -> Sketch:
    """With one eye or a third one, where these are among the parts."""
    ways = {part.place.get("way") for part in parts}
    if "one-eye" in ways:
        return with_one_eye(sketch)
    return with_third_eye(sketch) if "third-eye" in ways else sketch


def with_part(sketch: Sketch, part: Part, color: Color | None = None, seed: int = 0) -> Sketch:
    """With a part at its place, where the sketch has that place, or with its own; `color` dyes it, and `seed` says
    where marks such as spots are."""
    place = part.place
    if not place and color:
        return with_own(sketch, _OWN[part.name], color)
    way = place.get("way", "")
    if way == "without":
        return _without(sketch, part.name)
    if way in ("one-eye", "third-eye") or (not sketch.shapes and way):
        return sketch
    if way in ("stripes", "rings"):
        return (with_stripes if way == "stripes" else with_rings)(sketch, color)
    frontal = is_frontal(sketch) if "slot" in place else sketch.from_the_front
    if frontal and place.get("aside"):
        return sketch
    turned = frontal and place.get("turns")
    drawn = load(f"part-{place.get('drawn', part.name)}{'-front' if turned else ''}")
    if color:
        own = _OWN.get(part.name, part.name)
        some = any(shape.part == own for shape in drawn.shapes)  # such as a flower's petals, without its leaves
        drawn = with_own(drawn, own, color) if some else dyed(drawn, color)
    if way == "held":
        return with_held(sketch, drawn, place.get("upright", False))
    if way == "stamps":
        return with_stamps(sketch, drawn, place, seed)
    return _placed(sketch, drawn, place)


def _without(sketch: Sketch, own: str) -> Sketch:
    """Without its shapes of a part, and without what is drawn on one, such as the bones and dots of a wing."""
    gone: list[Shape] = []
    kept: list[Shape] = []

    def lies_on(shape: Shape, other: Shape) -> bool:
        if not shape.width:
            return all(is_in(point, other) for point in shape.points)
        return bool(
            (shape.points.min(0) >= other.points.min(0) - 0.5).all()
            and (shape.points.max(0) <= other.points.max(0) + 0.5).all()
        )

    for shape in sketch.shapes:
        if shape.part == own:
            gone.append(shape)
        elif any(each.role == EYE for each in (*kept, shape)) or not any(lies_on(shape, other) for other in gone):
            kept.append(shape)
    return replace(sketch, shapes=tuple(kept))


def _placed(sketch: Sketch, drawn: Sketch, place: Mapping[str, Any]) -> Sketch:
    anchor, down = place["anchor"], place.get("down", 0.0)
    behind = place["behind"] and not (place.get("turns") and anchor not in sketch.anchors and is_frontal(sketch))
    if anchor in sketch.anchors:
        return sketch.with_part(drawn, anchor, behind, down)
    where = places_of(sketch)
    if anchor not in where:
        return sketch
    if anchor in _FACES:
        drawn = replace(drawn, shapes=tuple(replace(shape, part=FACE) for shape in drawn.shapes))
    for at in eyes_at(sketch) if place.get("each") else (where[anchor],):
        known = replace(sketch, anchors={**sketch.anchors, anchor: at})
        sketch = replace(known.with_part(drawn, anchor, behind, down), anchors=sketch.anchors)
    return sketch


@functools.lru_cache(64)
def load(symbol: str) -> Sketch:
    """The sketch of a symbol of the library. Raises KeyError if there is no such symbol."""
    return parse(svg(symbol))


def svg(symbol: str) -> str:
    """A symbol of the library as an SVG by itself. Raises KeyError if there is no such symbol."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{_symbols()[symbol]}</svg>\n'


@functools.cache
def _symbols() -> dict[str, str]:
    return dict(_SYMBOL.findall(files(__package__).joinpath("library.svg").read_text("utf-8")))


def _named(sentence: str, lexicon: Lexicon) -> Iterator[tuple[str, int | None]]:
    words, noun = words_of(sentence), subject_of(sentence, lexicon).split()
    used: set[int] = set()
    for phrase, part in _index()["words"].items():
        if is_of_noun(phrase, noun):
            continue
        for start, end in found(phrase, words):
            at = range(start, end)
            if not used.intersection(at):
                used.update(at)
                if part and denied(words, start):
                    yield _WITHOUT + part, None
                elif part:
                    colored = _color_word(sentence, words, end - 1 if "*" in phrase else start)
                    yield ("tail-stripes" if part == "stripes" and _on_tail(words, start, end) else part), colored


def _on_tail(words: list[str], start: int, end: int) -> bool:
    """Whether stripes are those of a tail: "a striped tail", "stripes on its tail", "a tail with white stripes"."""
    after, before = words[end : end + 3], words[max(0, start - 3) : start]
    on = after[:1] == ["tail"] or (after[2:] == ["tail"] and after[0] in _ON)
    return on or ("tail", "with") in itertools.pairwise(before)


def _color_word(sentence: str, words: list[str], start: int) -> int | None:
    """The word that colors what begins at a word: one or two before it in what the creature has, or a hyphen before.

    Of two colors, as in "red and white wings", the first.
    """
    for near in (start - 1, start - 2):
        index = near
        if index < 0 or words[index] in _BETWEEN:
            return None
        if COLOR_WORDS.get(words[index]):
            if index > 1 and words[index - 1] == "and" and COLOR_WORDS.get(words[index - 2]):
                index -= 2
            joined = f"{words[index]}-{words[start]}" in sentence.casefold()
            return index if joined or index >= len(naming_words(sentence)) else None
    return None


def _grown(sentence: str, lexicon: Lexicon, stage: int, seed: int, name: str) -> Iterator[str]:
    rng = np.random.default_rng([seed, 13])
    types = (*understand(sentence, lexicon).types, *words_of(sentence), "")
    theme = next(word for word in types if word in _GROWN)
    for choices in _GROWN[theme][: max(0, stage - 1)]:
        free: Collection[str] = [part for part in choices if not _has(name, part)]
        if free:
            yield str(rng.choice(sorted(free)))


def _can_dye(name: str, own: str) -> bool:
    """Whether a sketch has shapes of a part of its own that can get a color."""
    return own in (FLAMES, ARMOR) or (bool(own) and any(shape.part == own for shape in load(name).shapes))


def _has(name: str, part: str) -> bool:
    return name in _index()["has"].get(part, ())


@functools.cache
def _index() -> Any:
    return json.loads(files(__package__).joinpath("parts.json").read_text("utf-8"))
