"""A bestiary drawn by our own code: little creatures whose shape and colours follow from their types.

Knows no third-party picture or text. For lessons, tests and first steps: the types can be learnt from the pixels.
"""

import colorsys
import csv
import io
import itertools
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.data.drawn_bodies import Look, draw_creature
from spritedex.sprites.codec import png_bytes, write_whole
from spritedex.vocabulary import TYPES

_LARGEST_FAMILY: Final = 3
_SHINY_TURN: Final = 0.12
_SHINY_CHANCE: Final = 1 / 3
_TWO_TYPES_CHANCE: Final = 0.5
_SYLLABLES: Final = (
    "bri", "ka", "lo", "mu", "nee", "po", "qua", "ri", "so", "tee",
    "vu", "wa", "zo", "fli", "gra", "dru", "mo", "ly", "pin", "tas",
)  # fmt: skip
_SHAPES: Final = {
    "ball": "a round body",
    "quadruped": "four legs",
    "upright": "an upright body",
    "fish": "the body of a fish",
    "blob": "a soft, wobbly body",
    "wings": "two wings",
    "squiggle": "the body of a snake",
}
_PLACES: Final = {
    "grassland": "in meadows",
    "mountain": "on mountains",
    "sea": "in the sea",
    "urban": "in towns",
    "forest": "in forests",
    "cave": "in caves",
    "rough-terrain": "on rough ground",
}
_STAGE_WORDS: Final = ("small", "sturdy", "large")
_STAGE_HEIGHTS: Final = (0.4, 0.9, 1.6)


@dataclass(frozen=True, slots=True)
class Trait:
    """What a type gives a creature: its body, its colour (word and #rrggbb), its mark, where it lives."""

    shape: str
    colour: str
    rgb: str
    mark: str
    habitat: str


TRAITS: Final[dict[str, Trait]] = {
    "normal": Trait("quadruped", "brown", "#c8a27c", "round ears", "grassland"),
    "fire": Trait("upright", "red", "#ee5a36", "a flame on its tail", "mountain"),
    "water": Trait("fish", "blue", "#3f8fe8", "a fin on its back", "sea"),
    "electric": Trait("quadruped", "yellow", "#f6cf3a", "a jagged tail", "urban"),
    "grass": Trait("ball", "green", "#6cbf4b", "two leaves on its head", "forest"),
    "ice": Trait("blob", "white", "#bfeaf5", "ice crystals on its back", "mountain"),
    "fighting": Trait("upright", "brown", "#b5633c", "a headband", "mountain"),
    "poison": Trait("blob", "purple", "#a45fd0", "dripping spots", "urban"),
    "ground": Trait("quadruped", "brown", "#8d6238", "dark bands", "rough-terrain"),
    "flying": Trait("wings", "blue", "#a9c4ee", "a feather crest", "grassland"),
    "psychic": Trait("upright", "pink", "#f27bb0", "a gem on its forehead", "urban"),
    "bug": Trait("squiggle", "green", "#b2bf3a", "feelers", "forest"),
    "rock": Trait("ball", "gray", "#a89f86", "stone plates", "cave"),
    "ghost": Trait("blob", "purple", "#6d5a9c", "floating wisps", "cave"),
    "dragon": Trait("squiggle", "blue", "#5563dd", "two horns", "cave"),
    "dark": Trait("quadruped", "black", "#57505c", "a crescent on its forehead", "forest"),
    "steel": Trait("ball", "gray", "#a3b3c2", "bolts on its sides", "rough-terrain"),
    "fairy": Trait("wings", "pink", "#fbc3e0", "a bow", "forest"),
}


@dataclass(frozen=True, slots=True)
class Creature:
    """One species of the drawn bestiary."""

    number: int
    name: str
    types: tuple[str, ...]
    family: int
    stage: int
    look: Look

    @property
    def text(self) -> str:
        """A description from the facts alone, without the name."""
        first, last = TRAITS[self.types[0]], TRAITS[self.types[-1]]
        marks = f"{first.mark} and {last.mark}" if first is not last else first.mark
        types = " and ".join(self.types)
        markings = f" and {last.colour} markings" if last.colour != first.colour else ""
        return (
            f"A {_STAGE_WORDS[self.stage]} {first.colour} creature with {_SHAPES[first.shape]}{markings}. "
            f"It has {marks}. It is of the {types} type and lives {_PLACES[first.habitat]}."
        )


def write_drawn_bestiary(folder: Path, *, species: int, seed: int, size: int = 64) -> None:
    """Write `species` creatures, some with a shiny variant, as PNGs of `size` pixels and a `metadata.csv`.

    The same seed gives the same files. Raises OSError if they cannot be written.
    """
    rows = []
    for creature in creatures(species, seed):
        rng = np.random.default_rng([seed, creature.number])
        variants = [(False, creature.look)]
        if rng.random() < _SHINY_CHANCE:
            variants.append((True, _shiny(creature.look)))
        for shiny, look in variants:
            file = f"images/{creature.number:03}{'_shiny' if shiny else ''}.png"
            write_whole(folder / file, png_bytes(draw_creature(look, size)))
            rows.append(_row(creature, file, shiny))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(folder / "metadata.csv", table.getvalue().encode())


def creatures(count: int, seed: int) -> list[Creature]:
    """`count` creatures, each with a name of its own, in families of one to three that share types, body and colours.

    The first types of the families go round all 18 before one comes again."""
    rng = np.random.default_rng(seed)
    made: list[Creature] = []
    names: set[str] = set()
    order: list[str] = []
    family = 0
    while len(made) < count:
        family += 1
        order = order or [TYPES[i] for i in rng.permutation(len(TYPES))]
        types: tuple[str, ...] = (order.pop(),)
        if rng.random() < _TWO_TYPES_CHANCE:
            types += (str(rng.choice([name for name in TYPES if name not in types])),)
        stem = "".join(rng.choice(_SYLLABLES, 2))
        look = _look(types, rng)
        members = min(int(rng.integers(1, _LARGEST_FAMILY + 1)), count - len(made))
        for stage in range(members):
            name = _unused((stem + "".join(rng.choice(_SYLLABLES, stage))).capitalize(), names)
            names.add(name)
            made.append(Creature(len(made) + 1, name, types, family, stage, replace(look, stage=stage)))
    return made


def _unused(name: str, names: Collection[str]) -> str:
    """The name, lengthened by as few syllables as make it differ from all `names`."""
    tails = ("".join(tail) for length in itertools.count() for tail in itertools.product(_SYLLABLES, repeat=length))
    return next(longer for tail in tails if (longer := name + tail) not in names)


def _look(types: tuple[str, ...], rng: np.random.Generator) -> Look:
    first, last = TRAITS[types[0]], TRAITS[types[-1]]
    turn, light = rng.uniform(-0.015, 0.015), rng.uniform(-0.04, 0.04)
    body = _turned(_rgb(first.rgb), turn, light)
    accent = _turned(_rgb(last.rgb), turn, light) if first is not last else _turned(body, 0.03, 0.16)
    return Look(
        shape=first.shape,
        marks=types,
        body=body,
        accent=accent,
        stage=0,
        plump=float(rng.uniform(0.93, 1.07)),
        eyes=float(rng.uniform(0.9, 1.15)),
        spots=int(rng.integers(2, 5)),
    )


def _shiny(look: Look) -> Look:
    return replace(look, body=_turned(look.body, _SHINY_TURN, 0.04), accent=_turned(look.accent, _SHINY_TURN, 0.04))


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _turned(rgb: tuple[int, int, int], turn: float, light: float) -> tuple[int, int, int]:
    """The colour with its hue turned by a fraction of the circle and its lightness moved, both in [-1, 1]."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in rgb))
    moved = colorsys.hls_to_rgb((hue + turn) % 1, min(max(lightness + light, 0.1), 0.93), saturation)
    red, green, blue = (round(channel * 255) for channel in moved)
    return red, green, blue


def _row(creature: Creature, file: str, shiny: bool) -> dict[str, str]:
    trait = TRAITS[creature.types[0]]
    return {
        "file_name": file,
        "national_number": str(creature.number),
        "name": creature.name,
        "primary_type": creature.types[0],
        "secondary_type": creature.types[1] if len(creature.types) > 1 else "",
        "text": creature.text,
        "family": str(creature.family),
        "shiny": str(int(shiny)),
        "colour": trait.colour,
        "shape": trait.shape,
        "habitat": trait.habitat,
        "height_m": str(_STAGE_HEIGHTS[creature.stage]),
    }
