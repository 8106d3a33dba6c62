"""A creature's pictures as the files that a game loads, in memory. Knows no disk."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PIL.PngImagePlugin import PngInfo, putchunk

from spritedex.errors import OptionError
from spritedex.sprites.creature import Creature, slug_of
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats import FORMATS, ICONS, LEFT_OUT, SCALED, side_of, stand_ins
from spritedex.sprites.formats_ds import ds_entry
from spritedex.sprites.formats_gba import gba_entry, icon_strip
from spritedex.sprites.icons import best_palette
from spritedex.sprites.palette import Colors, snap_bgr555
from spritedex.workflows.files import PLOT_TEXT
from spritedex.workflows.sprites.gather import CreatureRequest, gather

MOST_SCALE: Final = 16

_FIRST_CHUNK: Final = 33  # behind a PNG's signature and header
_CHECKOUTS: Final = {
    "gba": ("pokeemerald-expansion, pokeemerald or pokefirered", "graphics/pokemon"),
    "ds": ("pokeplatinum", "res/pokemon"),
}
_ENTRIES: Final = {"gba": gba_entry, "ds": ds_entry}


@dataclass(frozen=True, slots=True)
class Exported:
    """Files by their relative paths, with forward slashes; their palette (and the shiny one) as #rrggbb; and what a
    person should know of them. `entry` has what the game's own data must say of the pictures, by the game's names, and
    `snippet` is the same as text to paste; both are empty where a format needs nothing.
    """

    files: dict[str, bytes]
    palette: tuple[str, ...]
    shiny_palette: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    entry: dict[str, Any] = field(default_factory=dict)
    snippet: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ExportRequest(CreatureRequest):
    """A creature's pictures and a format of `FORMATS`. For gba and ds, the icon takes the best of `icon_palettes`,
    uint8 [N, 3] each. `scale` in 1..16 makes a square of so many pixels a side of each, in the formats of `SCALED`.
    """

    format: str = "png"
    icon_palettes: tuple[Colors, ...] = ()
    scale: int = 1


def export_pictures(request: ExportRequest) -> Exported:
    """Read a creature's pictures, fit and quantize them together, and make the files of the format.

    Raises OptionError for format, ground and scale, PictureError for a picture.
    """
    _check_format(request.format, request.scale)
    creature, notes = gather(request, side_of(request.format))
    exported = export_creature(creature, request.format, request.icon_palettes, scale=request.scale)
    return Exported(
        exported.files, exported.palette, exported.shiny_palette, notes + exported.notes, exported.entry,
        exported.snippet,
    )  # fmt: skip


def export_creature(
    creature: Creature,
    format: str,
    icon_palettes: Sequence[Colors] = (),
    texts: Mapping[str, Mapping[str, str]] | None = None,
    scale: int = 1,
) -> Exported:
    """The files of a creature in a format of `FORMATS`. `texts` are what PNGs of these names say.

    For gba and ds, the icon takes the best of the game's `icon_palettes`, uint8 [N, 3] each, where there are any.
    Raises OptionError for the format and the scale.
    """
    _check_format(format, scale)
    files = SCALED[format](creature, scale) if scale > 1 else FORMATS[format](creature)
    notes = stand_ins(format, creature)
    if format in LEFT_OUT:
        notes += (LEFT_OUT[format],)
    if not any(map(slug_of, creature.name.split("/"))):
        notes += (f"{creature.name!r} has no letter from a to z and no digit, so files are called {creature.stem}",)
    number = None
    if format in ICONS:
        number, note = _icon(creature, format, icon_palettes)
        notes += (note,)
        if number is not None:
            (path,) = (path for path in files if path.endswith("/icon.png"))
            files |= {path: icon_strip(creature.front, icon_palettes[number])}
    entry, snippet = _ENTRIES[format](creature, number) if format in _ENTRIES else ({}, "")
    texts = {f"{creature.stem}-contact.png": PLOT_TEXT} if format == "contact" else texts or {}
    files = {name: _with_text(data, texts.get(name, {})) for name, data in files.items()}
    named = {
        coloring: tuple(name_colors(snap_bgr555(palette) if format in ICONS else palette))
        for coloring, palette in creature.colorings.items()
    }
    return Exported(files, named["normal"], named.get("shiny", ()), notes, entry, snippet)


def _with_text(png: bytes, text: Mapping[str, str]) -> bytes:
    if not text:
        return png
    info, chunks = PngInfo(), io.BytesIO()
    for key, value in text.items():
        info.add_text(key, value)
    for kind, data, *_ in info.chunks:
        putchunk(chunks, kind, data)
    return png[:_FIRST_CHUNK] + chunks.getvalue() + png[_FIRST_CHUNK:]


def _check_format(name: str, scale: int) -> None:
    if name not in FORMATS:
        raise OptionError("format", f"unknown; choose from {', '.join(FORMATS)}", name)
    if not 1 <= scale <= MOST_SCALE:
        raise OptionError("scale", f"must be between 1 and {MOST_SCALE}", scale)
    if scale > 1 and name not in SCALED:
        raise OptionError("scale", f"enlarges {', '.join(SCALED)} only; games take pictures of their own size", scale)


def _icon(creature: Creature, format: str, palettes: Sequence[Colors]) -> tuple[int | None, str]:
    """The number of the best of the game's palettes for icons, None where they are not there; and what to say of it."""
    if not palettes:
        game, folder = _CHECKOUTS[format]
        return None, (
            f"icon.png has the creature's own colors, but the game has its own palettes for icons: exported into the "
            f"folder {folder} of a checkout of {game}, it takes the best of them"
        )
    best = best_palette(creature.front, palettes)
    return best, f"icon.png is drawn in palette {best} of the game's {len(palettes)} for icons"
