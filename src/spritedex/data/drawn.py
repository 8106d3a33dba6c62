"""A bestiary drawn by our own code: small creatures whose shape and colors follow from their types.

Contains no third-party picture or text. For tutorials, tests and first steps: the types can be learned from the pixels.
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

from spritedex.data.drawn_bodies import Appearance, draw_creature
from spritedex.sprites.codec import png_bytes, write_all_whole
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
class TypeDesign:
    """What a type decides: body, color (word and #rrggbb), mark, habitat."""

    shape: str
    color: str
    rgb: str
    mark: str
    habitat: str


TYPE_DESIGNS: Final[dict[str, TypeDesign]] = {
    "normal": TypeDesign("quadruped", "brown", "#c8a27c", "round ears", "grassland"),
    "fire": TypeDesign("upright", "red", "#ee5a36", "a flame on its tail", "mountain"),
    "water": TypeDesign("fish", "blue", "#3f8fe8", "a fin on its back", "sea"),
    "electric": TypeDesign("quadruped", "yellow", "#f6cf3a", "a jagged tail", "urban"),
    "grass": TypeDesign("ball", "green", "#6cbf4b", "two leaves on its head", "forest"),
    "ice": TypeDesign("blob", "white", "#bfeaf5", "ice crystals on its back", "mountain"),
    "fighting": TypeDesign("upright", "brown", "#b5633c", "a headband", "mountain"),
    "poison": TypeDesign("blob", "purple", "#a45fd0", "dripping spots", "urban"),
    "ground": TypeDesign("quadruped", "brown", "#8d6238", "dark bands", "rough-terrain"),
    "flying": TypeDesign("wings", "blue", "#a9c4ee", "a feather crest", "grassland"),
    "psychic": TypeDesign("upright", "pink", "#f27bb0", "a gem on its forehead", "urban"),
    "bug": TypeDesign("squiggle", "green", "#b2bf3a", "feelers", "forest"),
    "rock": TypeDesign("ball", "gray", "#a89f86", "stone plates", "cave"),
    "ghost": TypeDesign("blob", "purple", "#6d5a9c", "floating wisps", "cave"),
    "dragon": TypeDesign("squiggle", "blue", "#5563dd", "two horns", "cave"),
    "dark": TypeDesign("quadruped", "black", "#57505c", "a crescent on its forehead", "forest"),
    "steel": TypeDesign("ball", "gray", "#a3b3c2", "bolts on its sides", "rough-terrain"),
    "fairy": TypeDesign("wings", "pink", "#fbc3e0", "a bow", "forest"),
}


@dataclass(frozen=True, slots=True)
class Creature:
    """One species of the drawn bestiary."""

    number: int
    name: str
    types: tuple[str, ...]
    family: int
    stage: int
    appearance: Appearance

    @property
    def text(self) -> str:
        """A description made from the facts only, without the name."""
        first, last = TYPE_DESIGNS[self.types[0]], TYPE_DESIGNS[self.types[-1]]
        marks = f"{first.mark} and {last.mark}" if first is not last else first.mark
        types = " and ".join(self.types)
        markings = f" and {last.color} markings" if last.color != first.color else ""
        return (
            f"A {_STAGE_WORDS[self.stage]} {first.color} creature with {_SHAPES[first.shape]}{markings}. "
            f"It has {marks}. It is of the {types} type and lives {_PLACES[first.habitat]}."
        )


def write_drawn_bestiary(folder: Path, *, species: int, seed: int, size: int = 64) -> None:
    """Write what `drawn_files` gives below a folder. Raises OSError if it cannot be written."""
    write_all_whole({folder / name: data for name, data in drawn_files(species=species, seed=seed, size=size).items()})


def drawn_files(*, species: int, seed: int, size: int = 64) -> dict[str, bytes]:
    """`species` creatures, some with a shiny variant, as PNGs of `size` pixels, and their `metadata.csv`.

    The same seed gives the same files.
    """
    files, rows = {}, []
    for creature in creatures(species, seed):
        rng = np.random.default_rng([seed, creature.number])
        variants = [(False, creature.appearance)]
        if rng.random() < _SHINY_CHANCE:
            variants.append((True, _shiny(creature.appearance)))
        for shiny, appearance in variants:
            file = f"images/{creature.number:03}{'_shiny' if shiny else ''}.png"
            files[file] = png_bytes(draw_creature(appearance, size))
            rows.append(_row(creature, file, shiny))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return files | {"metadata.csv": table.getvalue().encode()}


def creatures(count: int, seed: int) -> list[Creature]:
    """`count` creatures with unique names, in families of one to three that share types, body and colors.

    Each of the 18 types is used once as a family's first type before any is used again."""
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
        appearance = _appearance(types, rng)
        members = min(int(rng.integers(1, _LARGEST_FAMILY + 1)), count - len(made))
        for stage in range(members):
            name = _unused((stem + "".join(rng.choice(_SYLLABLES, stage))).capitalize(), names)
            names.add(name)
            made.append(Creature(len(made) + 1, name, types, family, stage, replace(appearance, stage=stage)))
    return made


def _unused(name: str, names: Collection[str]) -> str:
    """The name, with as few syllables added as are needed to differ from all `names`."""
    tails = ("".join(tail) for length in itertools.count() for tail in itertools.product(_SYLLABLES, repeat=length))
    return next(longer for tail in tails if (longer := name + tail) not in names)


def _appearance(types: tuple[str, ...], rng: np.random.Generator) -> Appearance:
    first, last = TYPE_DESIGNS[types[0]], TYPE_DESIGNS[types[-1]]
    turn, light = rng.uniform(-0.015, 0.015), rng.uniform(-0.04, 0.04)
    body = _turned(_rgb(first.rgb), turn, light)
    accent = _turned(_rgb(last.rgb), turn, light) if first is not last else _turned(body, 0.03, 0.16)
    return Appearance(
        shape=first.shape,
        marks=types,
        body=body,
        accent=accent,
        stage=0,
        plump=float(rng.uniform(0.93, 1.07)),
        eyes=float(rng.uniform(0.9, 1.15)),
        spots=int(rng.integers(2, 5)),
    )


def _shiny(appearance: Appearance) -> Appearance:
    return replace(
        appearance,
        body=_turned(appearance.body, _SHINY_TURN, 0.04),
        accent=_turned(appearance.accent, _SHINY_TURN, 0.04),
    )


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _turned(rgb: tuple[int, int, int], turn: float, light: float) -> tuple[int, int, int]:
    """The color with its hue rotated by a fraction of the circle and its lightness shifted, both in [-1, 1]."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in rgb))
    moved = colorsys.hls_to_rgb((hue + turn) % 1, min(max(lightness + light, 0.1), 0.93), saturation)
    red, green, blue = (round(channel * 255) for channel in moved)
    return red, green, blue


def _row(creature: Creature, file: str, shiny: bool) -> dict[str, str]:
    design = TYPE_DESIGNS[creature.types[0]]
    return {
        "file_name": file,
        "national_number": str(creature.number),
        "name": creature.name,
        "primary_type": creature.types[0],
        "secondary_type": creature.types[1] if len(creature.types) > 1 else "",
        "text": creature.text,
        "family": str(creature.family),
        "style": "pixel",
        "shiny": str(int(shiny)),
        "color": design.color,
        "shape": design.shape,
        "habitat": design.habitat,
        "height_m": str(_STAGE_HEIGHTS[creature.stage]),
    }
