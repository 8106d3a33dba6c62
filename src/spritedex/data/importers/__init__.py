"""Importers: what a maker or researcher has on disk -> pictures with license and source. One file a kind."""

from typing import Final

from spritedex.data.importers import (
    angband,
    cataclysm,
    crawl,
    iconify,
    pokeheartgold,
    pokeplatinum,
    pret,
    tuxemon,
    wesnoth,
)
from spritedex.data.importers.base import Importer

_OWNED: Final = (
    "this artwork belongs to its owners and is not licensed to you; keep it, and what is trained on it, private"
)
_SHARE_ALIKE: Final = "name the artists and the license, and give what you make of it the same license"

IMPORTERS: Final[dict[str, Importer]] = {
    "pret": Importer(
        "pokeemerald, pokefirered, pokeruby, pokeemerald-expansion, and games made of them", "", _OWNED, pret.items
    ),
    "pokeheartgold": Importer("pokeheartgold", "pret/pokeheartgold", _OWNED, pokeheartgold.items),
    "pokeplatinum": Importer("pokeplatinum, and games made of it", "", _OWNED, pokeplatinum.items),
    "tuxemon": Importer("Tuxemon", "Tuxemon/Tuxemon", f"{_SHARE_ALIKE}; see its ATTRIBUTIONS.md", tuxemon.items),
    "crawl": Importer(
        "Dungeon Crawl Stone Soup",
        "crawl/crawl",
        "most tiles are CC0; older ones may not be, see its LICENSE",
        crawl.items,
    ),
    "angband": Importer("Angband, David Gervais' tiles", "angband/angband", "name David Gervais", angband.items),
    "cataclysm": Importer(
        "Cataclysm: Dark Days Ahead, UltimateCataclysm", "I-am-Erk/CDDA-Tilesets", _SHARE_ALIKE, cataclysm.items
    ),
    "iconify": Importer(
        "emoji of an npm package @iconify-json/NAME", "", "keep the notice that the license asks for", iconify.items
    ),
    "wesnoth": Importer(
        "Battle for Wesnoth", "wesnoth/wesnoth", "copyleft: not for a bundle under another license", wesnoth.items
    ),
}
"""Every kind of checkout that `spritedex data import` reads, by name."""
