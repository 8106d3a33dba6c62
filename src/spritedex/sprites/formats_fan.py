"""Pictures for Pokémon Showdown, Pokémon Essentials and Tuxemon. Pixels to bytes."""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.creature import SIDE, Creature, enlarged, placed, slug_of
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.icons import icon_frames
from spritedex.sprites.palette import Indexed, indexed_png, nearest_colors
from spritedex.sprites.stubs import essentials_id, tuxemon_json

CANVAS: Final = 96
_MENU: Final = 24
_HYPHENATED: Final = ("ho-oh", "porygon-z", "nidoran-f", "nidoran-m", "jangmo-o", "hakamo-o", "kommo-o")
"""Species whose own name has a hyphen."""


def showdown(creature: Creature) -> dict[str, bytes]:
    """96x96 indexed PNGs in the folders gen5, gen5-back, gen5-shiny and gen5-back-shiny of Pokémon Showdown.

    A forme, as NAME/FORM or NAME-FORM, keeps one hyphen: venusaur-mega.
    """
    name = showdown_id(creature.name)
    normal, back = creature.front.palette, creature.back or creature.front
    files = {}
    for coloring, palette in (("", normal), ("-shiny", normal if creature.shiny is None else creature.shiny)):
        for pose, picture in (("", creature.front), ("-back", back)):
            indices = placed(picture.indices, CANVAS, CANVAS)
            files[f"gen5{pose}{coloring}/{name}.png"] = indexed_png(Indexed(indices, palette))
    return files


def showdown_id(name: str) -> str:
    """A name as Showdown's files have it: letters and digits of the species, and of its forme after a hyphen.

    Small letters with several hyphens are a file's name and no forme.

    >>> showdown_id("Charizard-Mega-X"), showdown_id("Ho-Oh"), showdown_id("a-round-fish-7")
    ('charizard-megax', 'hooh', 'aroundfish7')
    """
    for species in _HYPHENATED:
        if re.match(rf"{species}(?![a-z])", name, re.IGNORECASE):
            name = name.replace("-", "", 1)
    sign = "/" if "/" in name else "-" if name.count("-") == 1 or name != name.lower() else ""
    species, *forme = name.split(sign, maxsplit=1) if sign else [name]
    parts = [slug_of(part).replace("_", "") for part in (species, *forme)]
    return "-".join(filter(None, parts)) or "creature"


def essentials(creature: Creature) -> dict[str, bytes]:
    """Graphics/Pokemon of Pokémon Essentials v20 and later: 96x96 and 32x32 frames, every pixel doubled."""
    name = essentials_id(creature)
    files = {}
    for coloring, palette in creature.colorings.items():
        shiny = " shiny" if coloring == "shiny" else ""
        for pose, picture in (("Front", creature.front), ("Back", creature.back or creature.front)):
            indices = placed(picture.indices, CANVAS, CANVAS)
            files[f"Graphics/Pokemon/{pose}{shiny}/{name}.png"] = indexed_png(enlarged(Indexed(indices, palette), 2))
        icon = np.concatenate([frame.indices for frame in icon_frames(creature.front, creature.front.palette)], axis=1)
        files[f"Graphics/Pokemon/Icons{shiny}/{name}.png"] = indexed_png(enlarged(Indexed(icon, palette), 2))
    return files


def tuxemon(creature: Creature) -> dict[str, bytes]:
    """mods/tuxemon of Tuxemon: a battle sheet of 128x88 with front, back and two menu pictures, and the start of the
    monster's JSON.
    """
    sheet = np.zeros((SIDE + _MENU, 2 * SIDE), np.uint8)
    palette = creature.front.palette
    for column, picture in enumerate((creature.front, creature.back or creature.front)):
        sheet[:SIDE, column * SIDE : (column + 1) * SIDE] = _of_side(picture)
    for column, icon in enumerate(icon_frames(creature.front, palette, _MENU)):
        sheet[SIDE:, column * _MENU : (column + 1) * _MENU] = icon.indices
    return {
        f"mods/tuxemon/gfx/sprites/battle/{creature.slug}-sheet.png": indexed_png(Indexed(sheet, palette)),
        f"mods/tuxemon/db/monster/{creature.slug}.json": tuxemon_json(creature),
    }


def _of_side(picture: Indexed) -> NDArray[np.uint8]:
    """The indices of a picture at 64x64."""
    if picture.indices.shape == (SIDE, SIDE):
        return picture.indices
    return nearest_colors(fit_sprite(picture.rgba, SIDE), picture.palette)
