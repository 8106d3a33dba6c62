"""A creature's pictures as the files that a game loads, in memory. Knows no disk."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL.PngImagePlugin import PngInfo, putchunk

from spritedex.errors import OptionError, PictureError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import SIDE, Creature
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats import FORMATS, stand_ins
from spritedex.sprites.formats_games import gba_icon
from spritedex.sprites.frames import aligned
from spritedex.sprites.ground import Ground
from spritedex.sprites.palette import MAX_COLORS, Colors, Indexed, quantize_to, quantize_together, recolor, snap_bgr555
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.sprites.pictures import ALIKE, bring_in, fit_pictures, label_of, overlap

_FIVE_BITS: Final = ("gba", "ds")  # formats whose colors have 5 bits a channel
_FIRST_CHUNK: Final = 33  # behind a PNG's signature and header
_PICTURES: Final = ("front", "second", "back", "shiny")


@dataclass(frozen=True, slots=True)
class Exported:
    """Files by their relative paths, with forward slashes; their palette (and the shiny one) as #rrggbb; and what a
    person should know of them.
    """

    files: dict[str, bytes]
    palette: tuple[str, ...]
    shiny_palette: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ExportRequest:
    """A creature's pictures and a format of `FORMATS`; `name` None is the name of the front's file. For gba, the icon
    takes the best of `icon_palettes`, uint8 [N, 3] each. All colors are those of `palette` uint8 [N, 3], if given.
    """

    front: PictureSource
    format: str
    back: PictureSource | None = None
    shiny: PictureSource | None = None
    second: PictureSource | None = None
    name: str | None = None
    colors: int = MAX_COLORS
    icon_palettes: tuple[Colors, ...] = ()
    ground: Ground = "auto"
    palette: Colors | None = None

    @property
    def pictures(self) -> dict[str, PictureSource]:
        """The pictures that are given, by their option."""
        given = {field: getattr(self, field) for field in _PICTURES}
        return {field: source for field, source in given.items() if source is not None}


def export_pictures(request: ExportRequest) -> Exported:
    """Read a creature's pictures, fit and quantize them together, and make the files of the format.

    Raises OptionError for the format, PictureError for a picture.
    """
    _check_format(request.format)
    creature, notes = _gather(request)
    exported = export_creature(creature, request.format, request.icon_palettes)
    return Exported(exported.files, exported.palette, exported.shiny_palette, notes + exported.notes)


def export_creature(
    creature: Creature,
    format: str,
    icon_palettes: Sequence[Colors] = (),
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> Exported:
    """The files of a creature in a format of `FORMATS`. `texts` are what PNGs of these names say.

    For gba, the icon takes the best of the game's `icon_palettes`, uint8 [N, 3] each, where there are any.
    Raises OptionError for the format.
    """
    _check_format(format)
    files, notes = FORMATS[format](creature), stand_ins(format, creature)
    if format == "gba":
        icon, note = _icon(creature, icon_palettes)
        files, notes = files | icon, (*notes, note)
    files = {name: _with_text(data, (texts or {}).get(name, {})) for name, data in files.items()}
    named = {
        coloring: tuple(name_colors(snap_bgr555(palette) if format in _FIVE_BITS else palette))
        for coloring, palette in creature.colorings.items()
    }
    return Exported(files, named["normal"], named.get("shiny", ()), notes)


def _with_text(png: bytes, text: Mapping[str, str]) -> bytes:
    if not text:
        return png
    info, chunks = PngInfo(), io.BytesIO()
    for key, value in text.items():
        info.add_text(key, value)
    for kind, data, *_ in info.chunks:
        putchunk(chunks, kind, data)
    return png[:_FIRST_CHUNK] + chunks.getvalue() + png[_FIRST_CHUNK:]


def _check_format(name: str) -> None:
    if name not in FORMATS:
        raise OptionError("format", f"unknown; choose from {', '.join(FORMATS)}", name)


def _gather(request: ExportRequest) -> tuple[Creature, tuple[str, ...]]:
    labels = {field: label_of(source, field) for field, source in request.pictures.items()}
    brought = {field: bring_in(source, labels[field], request.ground) for field, source in request.pictures.items()}
    notes = tuple(f"{labels[field]}: {text}" for field, one in brought.items() for text in one.notes)
    read = {field: one.frames[0] for field, one in brought.items()}
    if "second" not in read and len(brought["front"].frames) > 1:
        read["second"], labels["second"] = brought["front"].frames[1], labels["front"]
    if "second" in read:
        shape = read["front"].shape
        read["front"], read["second"] = aligned(read["front"], read["second"])
        if "shiny" in read and read["shiny"].shape == shape != read["front"].shape:
            read["shiny"] = aligned(read["shiny"], brought["second"].frames[0])[0]
    fronts = [field for field in ("front", "second", "shiny") if field in read]
    rgba = [read[field] for field in fronts]
    fitted = dict(zip(fronts, fit_pictures([labels[field] for field in fronts], rgba, SIDE), strict=True))
    poses = [fitted["front"]] + ([fitted["second"]] if "second" in fitted else [])
    if "back" in read:
        poses += fit_pictures([labels["back"]], [read["back"]], SIDE)
    if request.palette is None:
        front, *others = quantize_together(poses, request.colors)
    else:
        front, *others = quantize_to(poses, request.palette, request.colors)
    shiny = None
    if "shiny" in fitted:
        _check_alike(labels["shiny"], front, fitted["shiny"])
        shiny = recolor(front, fitted["shiny"])
    creature = Creature(
        front,
        back=others[-1] if "back" in read else None,
        shiny=shiny,
        frames=(others[0],) if "second" in fitted else (),
        name=request.name or (Path(request.front).stem if isinstance(request.front, Path | str) else "creature"),
    )
    return creature, notes


def _check_alike(label: str, front: Indexed, other: RGBA) -> None:
    if overlap(front, other) < ALIKE:
        raise PictureError(f"{label}: its outline differs from the front's; recolor the front itself, pixel for pixel")


def _icon(creature: Creature, palettes: Sequence[Colors]) -> tuple[dict[str, bytes], str]:
    """The icon in the best of the game's palettes, and its number; none where they are not there."""
    if not palettes:
        return {}, (
            "icon.png has the creature's own colors, but the game has six icon palettes: exported into the folder "
            "graphics/pokemon of a checkout, it takes the best of them"
        )
    icon, best = gba_icon(creature, palettes)
    return icon, f"icon.png is drawn in pal{best}.pal: write .iconPalIndex = {best}"
