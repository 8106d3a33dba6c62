"""Formats that games and editors load: a creature in, whole files out. Knows no disk and no model.

`FORMATS[name](creature)` gives relative path -> bytes; `stand_ins(name, creature)` says what had to be made up.
"""

import io
from collections.abc import Callable
from typing import Final

import numpy as np

from spritedex.sprites.aseprite import aseprite, gimp_palette
from spritedex.sprites.atlas import godot, sheet, tiled
from spritedex.sprites.codec import RGBA, png_bytes
from spritedex.sprites.creature import SIDE, Creature, enlarged
from spritedex.sprites.formats_ds import SIDE as DS_SIDE
from spritedex.sprites.formats_ds import ds
from spritedex.sprites.formats_fan import CANVAS, essentials, showdown, tuxemon
from spritedex.sprites.formats_gba import gba
from spritedex.sprites.formats_gbc import gbc
from spritedex.sprites.formats_moving import apng, gif
from spritedex.sprites.palette import indexed_png
from spritedex.sprites.palette_files import WRITERS
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.sprites.stubs import species
from spritedex.sprites.views import views

_SWATCH: Final = 16


def plain(creature: Creature, scale: int = 1) -> dict[str, bytes]:
    """64x64 indexed PNGs, each pixel a square of `scale`: NAME.png, NAME-2.png, NAME-back.png, NAME-shiny.png,
    NAME-2-shiny.png, NAME-back-shiny.png.
    """
    pictures = {view.suffix: enlarged(view.picture, scale) for view in views(creature)}
    return {f"{creature.stem}{suffix}.png": indexed_png(picture) for suffix, picture in pictures.items()}


def editor(creature: Creature) -> dict[str, bytes]:
    """NAME.aseprite with the tags front and back, and NAME-aseprite-normal.gpl, with the clear color, and its like."""
    frames = [("front", picture) for picture in (creature.front, *creature.frames)]
    frames += [("back", creature.back)] if creature.back else []
    files = {f"{creature.stem}.aseprite": aseprite(frames, creature.durations)}
    for coloring, palette in creature.colorings.items():
        files[f"{creature.stem}-aseprite-{coloring}.gpl"] = gimp_palette(f"{creature.stem} {coloring}", palette)
    return files


def palettes(creature: Creature) -> dict[str, bytes]:
    """NAME-palette.png, a strip of squares with a row for each coloring, dark to bright or in the palette's own order;
    and each coloring as .gpl, .pal, .hex and .act.
    """
    rows = np.stack(list(creature.colorings.values()))
    strip = rows.repeat(_SWATCH, axis=0).repeat(_SWATCH, axis=1)
    files = {f"{creature.stem}-palette.png": png_bytes(strip)}
    for coloring, palette in creature.colorings.items():
        files |= {f"{creature.stem}-{coloring}{suffix}": write(palette) for suffix, write in WRITERS.items()}
    return files


def contact(creature: Creature) -> dict[str, bytes]:
    """NAME-contact.png: every view and coloring, three times as large, on a checkerboard with its name."""
    sections: dict[str, list[tuple[RGBA, str]]] = {}
    for view in views(creature):
        sections.setdefault(view.coloring, []).append((view.picture.rgba, view.name))
    buffer = io.BytesIO()
    contact_sheet([Section(title, shown) for title, shown in sections.items()]).save(buffer, format="PNG")
    return {f"{creature.stem}-contact.png": buffer.getvalue()}


FORMATS: Final[dict[str, Callable[[Creature], dict[str, bytes]]]] = {
    "png": plain,
    "gba": gba,
    "ds": ds,
    "gbc": gbc,
    "showdown": showdown,
    "essentials": essentials,
    "tuxemon": tuxemon,
    "aseprite": editor,
    "sheet": sheet,
    "godot": godot,
    "tiled": tiled,
    "gif": gif,
    "apng": apng,
    "palette": palettes,
    "contact": contact,
    "species": species,
}

SCALED: Final[dict[str, Callable[[Creature, int], dict[str, bytes]]]] = {"png": plain, "gif": gif, "apng": apng}
"""Formats whose pictures can be enlarged: a creature and a whole number of times -> files."""

SIDES: Final[dict[str, int]] = {"ds": DS_SIDE, "showdown": CANVAS, "essentials": CANVAS}
"""Pixels of a side of the pictures that a format has room for; 64 for all others."""

ICONS: Final = ("gba", "ds")
"""Formats whose icons are drawn in palettes that a game shares among them; their colors have 5 bits a channel."""

BEGUN: Final = {"tuxemon": ".json"}
"""The suffix of files that a format only begins: one that is there already was worked on, and stays."""

TYPED: Final = ("tuxemon", "species")
"""Formats that say what types a creature has."""

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "gba": ("back", "shiny", "second"),
    "ds": ("back", "shiny", "second"),
    "gbc": ("back", "second"),
    "showdown": ("back", "shiny"),
    "essentials": ("back",),
    "tuxemon": ("back",),
}
_SAID: Final = {
    "back": "no back view: the front stands in for it",
    "shiny": "no shiny coloring: the normal one stands in for it",
    "second": "no second frame: the first stands in for it, with all above its feet one pixel lower",
}
LEFT_OUT: Final = {"gba": "overworld.png is not made: it shows the creature walking, seen from four sides"}
"""What a game takes and no format can make of still pictures."""


def stand_ins(name: str, creature: Creature) -> tuple[str, ...]:
    """What a format cannot do without and the creature has not, a sentence each."""
    missing = {"back": creature.back is None, "shiny": creature.shiny is None, "second": not creature.frames}
    return tuple(_SAID[part] for part in _NEEDS.get(name, ()) if missing[part])


def side_of(name: str) -> int:
    """Pixels of a side of the pictures that a format has room for."""
    return SIDES.get(name, SIDE)
