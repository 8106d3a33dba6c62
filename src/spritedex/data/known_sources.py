"""What is known of sources that `spritedex data import` reads: how they are drawn, their licenses, what in them is no
creature. Knows no file."""

import re
from dataclasses import dataclass
from typing import Final

from spritedex.data.captions import COLOR_WORD
from spritedex.data.importers.base import NOT_STATED
from spritedex.data.records import Medium

_OPEN: Final = re.compile(
    r"CC0\b.*|public domain|(?:CC|OGA)[- ]BY(?:[- ]SA)?(?:[- ]\d(?:\.\d)?)?|Apache(?:[- ].*)?|MIT(?: license)?", re.I
)
_COPYLEFT: Final = re.compile(r"A?GPL.*", re.I)
_SPARE: Final = re.compile(
    r"\b(?:mon|variants?|upgrade|rot|base|overlay|large|eyeopen|eyeclosed|active|unactivated|front|sw|se|ne|nw|(?<!')[a-z])\b"
)
ANIMALS: Final = "animals"
"""The group of animals, whatever a source calls it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source: its short name, how its pictures are drawn, and what holds for those whose row does not say.

    `named` sources call each picture by plain words, which say what it shows. A picture whose group or name fits
    `without` shows no creature or thing, and one whose group fits `animals` an animal.
    """

    name: str
    medium: Medium = ""
    license: str = NOT_STATED
    author: str = ""
    named: bool = True
    without: re.Pattern[str] | None = None
    animals: re.Pattern[str] | None = None


def _emoji(name: str, license_name: str, author: str) -> Known:
    without, animals = (re.compile(words, re.I) for words in ("flag|symbol|travel|skin tone", "animal|nature"))
    return Known(name, "emoji", license_name, author, without=without, animals=animals)


_CRAWL: Final = Known(
    "crawl",
    "tile",
    "CC0-1.0",
    "the artists of Dungeon Crawl Stone Soup and RLTiles",
    without=re.compile(r"^(?:statues|vault|group|sprint)$"),
)
_ANGBAND: Final = Known("angband", "tile", "CC-BY-3.0", "David Gervais")
_CATACLYSM: Final = Known("cataclysm", "tile", "CC-BY-SA-3.0", "the artists of UltimateCataclysm")
_WESNOTH: Final = Known("wesnoth", "tile", "GPL-2.0-or-later", "the artists of Battle for Wesnoth")
_TUXEMON: Final = Known("tuxemon", named=False)
KNOWN: Final[dict[str, Known]] = {
    "crawl": _CRAWL,
    "crawl/crawl": _CRAWL,
    "angband": _ANGBAND,
    "angband/angband": _ANGBAND,
    "cataclysm": _CATACLYSM,
    "i-am-erk/cdda-tilesets": _CATACLYSM,
    "wesnoth": _WESNOTH,
    "wesnoth/wesnoth": _WESNOTH,
    "manaworld": Known("manaworld", "tile", "GPL-2.0-or-later", "the artists of The Mana World"),
    "tuxemon": _TUXEMON,
    "tuxemon/tuxemon": _TUXEMON,
    "noto": _emoji("noto", "Apache-2.0", "Google Inc"),
    "twemoji": _emoji("twemoji", "CC-BY-4.0", "Twitter"),
    "fluent-emoji-flat": _emoji("fluent-emoji-flat", "MIT", "Microsoft Corporation"),
    "openmoji": _emoji("openmoji", "CC-BY-SA-4.0", "OpenMoji"),
    "emojione": _emoji("emojione", "CC-BY-4.0", "Emoji One"),
    "crystal": Known("crystal", "gbc", named=False),
}
"""Sources by their name in a table, or the name of their folder, in small letters."""


def is_open(license_name: str) -> bool:
    """Whether a license lets anybody use, change and sell what it covers, for at most a credit and the same license.

    >>> is_open("CC-BY-SA-4.0"), is_open("CC-BY-NC-4.0"), is_open("GPL-2.0-or-later"), is_open("Not stated")
    (True, False, False, False)
    """
    return _OPEN.fullmatch(license_name.strip()) is not None


def tidy_license(license_name: str) -> str:
    """The SPDX name of a Creative Commons license; any other as it is.

    >>> tidy_license("CC BY-SA 3.0")
    'CC-BY-SA-3.0'
    """
    name = license_name.strip()
    return name.upper().replace(" ", "-") if name[:2].upper() == "CC" else name


def is_copyleft(license_name: str) -> bool:
    """Whether a license would bind a model trained on the picture to the GPL."""
    return _COPYLEFT.fullmatch(license_name.strip()) is not None


def plain_noun(name: str) -> str:
    """What a picture's name says it shows, without its color, which the pixels say; empty if no word is left.

    >>> plain_noun("mon_dog_bull2"), plain_noun("Giant white mouse"), plain_noun("Grip, Farmer Maggot's Dog")
    ('dog bull', 'giant mouse', "farmer maggot's dog")
    """
    words = re.sub(r"\b\d+\b|\d+$", "", re.sub(r"[_-]+", " ", name.lower().rpartition(",")[2]))
    words = _SPARE.sub(" ", words)
    noun = " ".join(COLOR_WORD.sub(" ", words).split()) or " ".join(words.split())
    return noun if len(noun) > 1 else ""
