"""Angband: David Gervais' tiles, one sheet of 32x32 pixels; graf-dvg.prf says which tile is which monster."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from spritedex.data.importers.base import Creature, Drawing, ImportOptions, Item, Rights
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError, PictureError
from spritedex.sprites.codec import RGBA

TILES: Final = "lib/tiles/gervais"
RIGHTS: Final = Rights("CC-BY-3.0", "David Gervais", "GPL-2.0-only")
_SIDE: Final = 32
_FLAG: Final = 0x80  # set in both numbers of a tile
_TILE: Final = re.compile(r"^monster:(.+):(0x[0-9A-Fa-f]{1,2}):(0x[0-9A-Fa-f]{1,2})\s*$", re.M)


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """A tile a monster that has one. Raises DataError if the sheet or its table is missing."""
    folder = checkout.folder(TILES, "gervais")
    table, sheet = f"{folder}/graf-dvg.prf", f"{folder}/32x32.png"
    for path in (table, sheet):
        if not checkout.has(path):
            raise DataError(f"{checkout.root / path}: missing; get the whole checkout")
    known, tiles = _monsters(checkout), lru_cache(maxsize=1)(partial(checkout.picture, sheet))
    found = {}
    for name, row, column in _TILE.findall(checkout.text(table)):
        if name.startswith("<"):
            continue
        creature = known.get(name.casefold(), Creature(_slug(name), name))
        read = partial(_tile, tiles, int(row, 16) & ~_FLAG, int(column, 16) & ~_FLAG)
        found[name] = Item(sheet, creature.slug, creature, RIGHTS, read)
    if not found:
        raise DataError(f"{checkout.root / table}: no line monster:NAME:0xROW:0xCOLUMN")
    return list(found.values())


def _tile(sheet: Callable[[], RGBA], row: int, column: int) -> list[Drawing]:
    top, left = row * _SIDE, column * _SIDE
    tile = sheet()[top : top + _SIDE, left : left + _SIDE]
    if tile.shape[:2] != (_SIDE, _SIDE):
        raise PictureError(f"row {row}, column {column} lies outside the sheet")
    return [Drawing(tile.copy())] if tile[..., 3].any() else []


def _monsters(checkout: Checkout) -> dict[str, Creature]:
    """Name in small letters -> what monster.txt says."""
    path = "lib/gamedata/monster.txt"
    blocks: dict[str, list[tuple[str, str]]] = {}
    block: list[tuple[str, str]] = []
    for line in checkout.text(path).split("\n") if checkout.has(path) else ():
        key, colon, value = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        if key == "name":
            block = blocks.setdefault(value.strip(), [])
        else:
            block.append((key, value))
    return {name.casefold(): _creature(name, dict(reversed(lines)), lines) for name, lines in blocks.items()}


def _creature(name: str, first: dict[str, str], lines: list[tuple[str, str]]) -> Creature:
    text = "".join(value for key, value in lines if key == "desc")
    return Creature(_slug(name), name, text=" ".join(text.split()), group=first.get("base", "").strip())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "monster"
