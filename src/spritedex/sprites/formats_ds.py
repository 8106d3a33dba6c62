"""A species' folder for pokeplatinum (DS), and what its data says of the pictures. Pixels to bytes.

docs/formats.md says where each size comes from.
"""

import json
from typing import Any, Final

import numpy as np

from spritedex.sprites.creature import Creature, box_of, centered, lowered
from spritedex.sprites.formats_gba import five_bits, icon_strip, palettes
from spritedex.sprites.palette import Indexed, indexed_png

SIDE: Final = 80

_KEY: Final = bytes(4)
"""Where the game's cipher begins; every number is right, for the file carries it in its first word."""


def ds(creature: Creature) -> dict[str, bytes]:
    """A folder for res/pokemon of pokeplatinum: strips of two frames of 80x80, each with its .key.

    The game loads other files for females, so these are written too. A form, NAME/FORM, has a folder in that of its
    species, and pictures for both sexes.
    """
    creature = five_bits(creature)
    species, *form = creature.slugs
    folder = f"{species}/forms/{'_'.join(form)}" if form else species
    strips = _strips(creature)
    files = {}
    for sex in ("",) if form else ("male_", "female_"):
        for pose, strip in strips.items():
            files[f"{folder}/{sex}{pose}.png"] = indexed_png(strip)
            files[f"{folder}/{sex}{pose}.png.key"] = _KEY
    files[f"{folder}/icon.png"] = icon_strip(creature.front, creature.front.palette)
    return files | palettes(creature, folder)


def ds_entry(creature: Creature, icon_palette: int | None = None) -> tuple[dict[str, Any], str]:
    """What sprite_data.json and data.json say of the pictures, and the same as lines of these files.

    `y_offset` is the number of clear rows below the first frame, as in all 478 species of the game.
    """
    offsets = {pose: SIDE - box_of(strip.indices[:, :SIDE] > 0)[1] for pose, strip in _strips(creature).items()}
    entry: dict[str, Any] = {pose: {"y_offset": {"female": offset, "male": offset}} for pose, offset in offsets.items()}
    if icon_palette is not None:
        entry["icon_palette"] = icon_palette
    lines = [f'    "{name}": {json.dumps(value)},\n' for name, value in entry.items()]
    return entry, "".join(lines)


def _strips(creature: Creature) -> dict[str, Indexed]:
    back = creature.back or creature.front
    frames = {
        "front": (creature.front.indices, creature.second.indices),
        "back": (back.indices, lowered(back.indices)),
    }
    strips = {}
    for pose, pair in frames.items():
        strip = np.concatenate(centered(pair, SIDE), axis=1)
        strip[0, :4] = 0  # the cipher needs a clear first word
        strips[pose] = Indexed(strip, creature.front.palette)
    return strips
