"""Cataclysm: Dark Days Ahead, the tileset UltimateCataclysm: one file a monster, in folders named `monsters`.

Tiles of folders that the tileset calls incomplete are left out, and so are corpses, shadows and wrecks.
"""

import re
from typing import Any, Final

from spritedex.data.importers.base import Creature, ImportOptions, Item, Rights, read_picture
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError, SpritedexError

TILESET: Final = "gfx/UltimateCataclysm"
LICENSE: Final = "CC-BY-SA-3.0"
_ARTISTS: Final = "the artists of UltimateCataclysm"
_PLACE: Final = "monsters"
_NO_CREATURE: Final = re.compile(r"^(?:shadow|broken|overlay|rid|corpse)_|_corpse$")
_COUNTED: Final = re.compile(r"[ _]*\d+$")
_LONGEST_CREDIT: Final = 200


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """Every monster's tile. Raises DataError if the folder has none."""
    folder = checkout.folder(TILESET, "UltimateCataclysm")
    found = []
    credits = {path.rpartition("/")[0] for path in checkout.files(folder, ("/credits.txt",))}
    named = _names(checkout, folder)
    for path in checkout.files(folder, (".png",)):
        parts = path.removeprefix(folder + "/").split("/")
        stem = parts[-1].rpartition(".")[0]
        sheet = parts[0]
        if _PLACE not in parts[:-1] or "incomplete" in sheet or not sheet.startswith("pngs_"):
            continue
        if _NO_CREATURE.search(stem):
            continue
        slug = named.get(stem, stem).removeprefix("mon_")
        name = _COUNTED.sub("", slug).replace("_", " ").strip() or slug
        group = " ".join(parts[parts.index(_PLACE) + 1 : -1]).removeprefix("mon_").replace("_", " ")
        rights = Rights(LICENSE, _artist(checkout, path, credits))
        found.append(Item(path, stem, Creature(slug, name, group=group), rights, read_picture(checkout, path)))
    if not found:
        raise DataError(f"{checkout.root / folder}: no pngs_*/{_PLACE}/*.png here")
    return found


def _names(checkout: Checkout, folder: str) -> dict[str, str]:
    """Tile -> the monster that it shows, from the JSON files beside the tiles; the first monster of a tile counts."""
    found: dict[str, str] = {}
    for path in checkout.files(folder, (".json",)):
        if f"/{_PLACE}/" not in path:
            continue
        try:
            value = checkout.json(path)
        except SpritedexError as error:
            checkout.skip(path, str(error))
            continue
        for entry in value if isinstance(value, list) else [value]:
            if not isinstance(entry, dict):
                continue
            monsters = [name for name in _strings(entry.get("id")) if name.startswith("mon_")]
            for tile in _strings(entry.get("fg")):
                if monsters:
                    found.setdefault(tile, monsters[0])
    return found


def _strings(value: Any) -> list[str]:
    """The names in "a", ["a", "b"] or [{"weight": 1, "sprite": "a"}]."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _strings(value.get("sprite"))
    return [name for part in value for name in _strings(part)] if isinstance(value, list) else []


def _artist(checkout: Checkout, path: str, credits: set[str]) -> str:
    """What credits.txt beside the tile says, on one line; else the artists of the tileset."""
    folder = path.rpartition("/")[0]
    if folder not in credits:
        return _ARTISTS
    try:
        text = checkout.text(f"{folder}/credits.txt")
    except SpritedexError:
        return _ARTISTS
    return "; ".join(line.strip() for line in text.split("\n") if line.strip())[:_LONGEST_CREDIT] or _ARTISTS
