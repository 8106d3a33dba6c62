"""Dungeon Crawl Stone Soup: monster tiles in crawl-ref/source/rltiles/mon, named by file and folder."""

import re
from typing import Final

from spritedex.data.importers.base import Creature, ImportOptions, Item, Rights, read_picture
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError

TILES: Final = "crawl-ref/source/rltiles/mon"
RIGHTS: Final = Rights("CC0-1.0", "the artists of Dungeon Crawl Stone Soup and RLTiles")
_PARTS: Final = frozenset({"tentacles"})  # pieces that the game joins: no creature by themselves
_COUNTED: Final = re.compile(r"[ _-]*\d+$")


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """Every monster's tile. Raises DataError if the folder has none."""
    folder = checkout.folder(TILES, "source/rltiles/mon", "rltiles/mon")
    found = []
    for path in checkout.files(folder, (".png",)):
        groups, _, file = path.removeprefix(folder + "/").rpartition("/")
        stem = file.rpartition(".")[0]
        name = _COUNTED.sub("", stem).replace("_", " ").replace("-", " ").strip() or stem
        if _PARTS.isdisjoint(groups.split("/")):
            group = groups.replace("/", " ").replace("_", " ")
            creature = Creature(slug=name.replace(" ", "_"), name=name, group=group)
            found.append(Item(path, f"{groups}-{stem}".strip("-"), creature, RIGHTS, read_picture(checkout, path)))
    if not found:
        raise DataError(f"{checkout.root / folder}: no tile of a monster here")
    return found
