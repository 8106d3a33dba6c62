"""pokeemerald, pokefirered, pokeemerald-expansion and games made of them: graphics/pokemon/NAME.

Beside the front, back and icon lie the palettes; the shiny picture is the same pixels in `shiny.pal`. A folder inside
a species' folder is one of its forms.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from spritedex.data.importers.base import UNLICENSED, Creature, Drawing, ImportOptions, Item, Rights
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.game_words import NOT_CREATURES
from spritedex.data.importers.indexed import drawings, read_indices, read_palette, split_frames
from spritedex.data.importers.pret_facts import PretFacts
from spritedex.errors import DataError
from spritedex.sprites.palette import Colors

GRAPHICS: Final = "graphics/pokemon"
RIGHTS: Final = Rights(UNLICENSED, "Nintendo, Creatures Inc., GAME FREAK inc., or the game's own artists", UNLICENSED)
_PICTURE: Final = re.compile(r"(anim_front|front|back|icon)(f?)(?:_([a-z0-9_]+))?\.png")


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """The fronts, backs and icons of every species and form.

    Raises DataError if the folder has no `graphics/pokemon`."""
    folder = checkout.folder(GRAPHICS, "pokemon")
    paths = checkout.files(folder, (".png", ".pal"))
    facts, known = PretFacts(checkout), frozenset(paths)
    found = []
    for path in paths:
        place, _, file = path.removeprefix(folder + "/").rpartition("/")
        match = _PICTURE.fullmatch(file)
        slug, _, inside = place.partition("/")
        if not match or not slug or slug in NOT_CREATURES:
            continue
        found.append(_item(checkout, path, match, facts.creature(slug, inside), inside, known))
    if not found:
        raise DataError(f"{checkout.root / folder}: no NAME/front.png, NAME/anim_front.png, NAME/back.png here")
    return found


def _item(
    checkout: Checkout, path: str, match: re.Match[str], creature: Creature, inside: str, known: frozenset[str]
) -> Item:
    kind, female, variant = match[1], match[2], match[3] or ""
    folder = path.rpartition("/")[0]
    form = "-".join(part for part in (*inside.split("/"), variant) if part)
    sex = "female" if female or "female" in inside.split("/") else ""
    stem = "-".join(part for part in (creature.slug, form, kind, sex) if part)
    if kind == "icon":
        return Item(path, stem, creature, RIGHTS, partial(_icon, checkout, path), "menu", "front", sex, form)
    levels = 1 + inside.count("/") + bool(inside)
    palettes = [_palette(folder, levels, tone, female, variant, known) for tone in ("normal", "shiny")]
    animated = path.removesuffix(match[0]) + "anim_" + match[0]
    moving = animated if kind == "front" and animated in known else ""
    read = partial(_battle, checkout, path, palettes[0], palettes[1], moving)
    return Item(path, stem, creature, RIGHTS, read, "pixel", "back" if kind == "back" else "front", sex, form)


def _palette(folder: str, levels: int, tone: str, female: str, variant: str, known: frozenset[str]) -> str:
    """The palette of a picture: its variant's, its sex's or the plain one, here or in the folders above; else none."""
    endings = [f"{female}_{variant}", f"_{variant}", female, ""] if variant else [female, ""]
    for _ in range(levels):
        for ending in endings:
            if (path := f"{folder}/{tone}{ending}.pal") in known:
                return path
        folder = folder.rpartition("/")[0]
    return ""


def _icon(checkout: Checkout, path: str) -> list[Drawing]:
    indices, own = read_indices(checkout.data(path))
    return drawings(split_frames(indices), own)


def _battle(checkout: Checkout, path: str, normal: str, shiny: str, moving: str) -> list[Drawing]:
    """The frames in both colorings. A still front that is the first frame of the moving one gives nothing.

    In a still picture of several parts each further part is another form, as Deoxys has."""
    indices, own = read_indices(checkout.data(path))
    frames = split_frames(indices)
    if moving and np.array_equal(frames[0], split_frames(read_indices(checkout.data(moving))[0])[0]):
        return []
    colors: Colors = read_palette(checkout.data(normal)) if normal else own
    found = drawings(frames, colors, read_palette(checkout.data(shiny)) if shiny else None)
    if "anim_" in path.rpartition("/")[2]:
        return found
    return [replace(drawing, frame=0, form=f"part{drawing.frame + 1}" if drawing.frame else "") for drawing in found]
