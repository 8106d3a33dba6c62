"""Dungeon Crawl Stone Soup: monster tiles in crawl-ref/source/rltiles, named by file and folder."""

import re
from typing import Final

from spritedex.data.importers.base import Creature, ImportOptions, Item, Rights, read_picture
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError

TILES: Final = "crawl-ref/source/rltiles"
RIGHTS: Final = Rights("CC0-1.0", "the artists of Dungeon Crawl Stone Soup and RLTiles")
_MONSTERS: Final = ("mon", "UNUSED/monsters")
_PARTS: Final = frozenset({"tentacles", "panlord"})  # pieces that the game joins: no creature by themselves
_COUNTED: Final = re.compile(r"[ _-]*\d+$")


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """Every monster's tile, those that the game no longer shows as well. Raises DataError if there is none."""
    tiles = checkout.folder(TILES, "source/rltiles", "rltiles")
    found = []
    for folder in (f"{tiles}/{name}" for name in _MONSTERS):
        for path in checkout.files(folder, (".png",)):
            groups, _, file = path.removeprefix(folder + "/").rpartition("/")
            if _PARTS.isdisjoint(groups.split("/")):
                found.append(_item(checkout, path, groups, file.rpartition(".")[0]))
    if not found:
        raise DataError(f"{checkout.root / tiles}: no tile of a monster in {' or '.join(_MONSTERS)}")
    return found


def _item(checkout: Checkout, path: str, groups: str, stem: str) -> Item:
    name = _COUNTED.sub("", stem.removesuffix(".small")).replace("_", " ").replace("-", " ").strip() or stem
    creature = Creature(name.replace(" ", "_"), name, group=re.sub(r"[/_]", " ", groups))
    return Item(path, f"{groups}-{stem}".strip("-"), creature, RIGHTS, read_picture(checkout, path))
