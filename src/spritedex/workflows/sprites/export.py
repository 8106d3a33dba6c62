"""A creature's pictures as the files that a game loads. Knows nothing of how they are printed."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL.PngImagePlugin import PngInfo, putchunk

from spritedex.errors import PictureError, UsageError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import SIDE, Creature
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats import FORMATS, stand_ins
from spritedex.sprites.formats_games import gba_icon, read_jasc
from spritedex.sprites.palette import (
    MAX_COLORS,
    Indexed,
    quantize_together,
    recolor,
    snap_bgr555,
)  # fmt: skip
from spritedex.workflows.sprites.files import ALIKE, Written, fit_pictures, overlap, read_rgba, same_file, write_files

_FIVE_BITS: Final = ("gba", "ds")  # formats whose colors have 5 bits a channel
_FIRST_CHUNK: Final = 33  # behind a PNG's signature and header


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Write a creature's pictures in a format of `FORMATS` below `out`; `name` None is the front's file name."""

    front: Path
    out: Path
    format: str
    back: Path | None = None
    shiny: Path | None = None
    second: Path | None = None
    name: str | None = None
    colors: int = MAX_COLORS


def export_sprite(request: ExportRequest) -> Written:
    """Read a creature's pictures, fit and quantize them together, and write them.

    Raises UsageError for the format or a file that cannot be written, PictureError for a picture.
    """
    _check_format(request.format)
    creature, notes = _gather(request)
    sources = [path for path in (request.front, request.back, request.shiny, request.second) if path]
    written = export_creature(creature, request.format, request.out, sources)
    return Written(written.files, written.palette, written.shiny_palette, notes + written.notes)


def export_creature(
    creature: Creature,
    format: str,
    out: Path,
    keep: Sequence[Path] = (),
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> Written:
    """Write a creature in a format of `FORMATS` below `out`, all files or none; the files `keep` are not overwritten.
    `texts` are what PNGs of these names say.

    For gba, `out` may be graphics/pokemon of a checkout: the icon then takes the best of the game's icon palettes.
    Raises UsageError for the format, or if a file cannot be written.
    """
    _check_format(format)
    files, notes = FORMATS[format](creature), stand_ins(format, creature)
    if format == "gba":
        icon, note = _icon_for_checkout(creature, out)
        files, notes = files | icon, (*notes, note)
    paths = {out / name: _with_text(data, (texts or {}).get(name, {})) for name, data in files.items()}
    for path in paths:
        if any(same_file(path, source) for source in keep):
            raise UsageError(f"{path} is a picture to read and would be overwritten; choose another --out or --name")
    write_files(paths)
    named = {
        coloring: tuple(name_colors(snap_bgr555(palette) if format in _FIVE_BITS else palette))
        for coloring, palette in creature.colorings.items()
    }
    return Written(tuple(paths), named["normal"], named.get("shiny", ()), notes)


def _with_text(png: bytes, text: Mapping[str, str]) -> bytes:
    info, chunks = PngInfo(), io.BytesIO()
    for key, value in text.items():
        info.add_text(key, value)
    for kind, data, *_ in info.chunks:
        putchunk(chunks, kind, data)
    return png[:_FIRST_CHUNK] + chunks.getvalue() + png[_FIRST_CHUNK:]


def _check_format(name: str) -> None:
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}; the formats are {', '.join(FORMATS)}")


def _gather(request: ExportRequest) -> tuple[Creature, tuple[str, ...]]:
    fronts = [path for path in (request.front, request.second, request.shiny) if path]
    read = {path: read_rgba(path) for path in (*fronts, *([request.back] if request.back else []))}
    notes = tuple(f"{path}: {text}" for path, (_, texts) in read.items() for text in texts)
    fitted = dict(zip(fronts, fit_pictures(fronts, [read[path][0] for path in fronts], SIDE), strict=True))
    views = [fitted[request.front]]
    views += [fitted[request.second]] if request.second else []
    views += fit_pictures([request.back], [read[request.back][0]], SIDE) if request.back else []
    front, *others = quantize_together(views, request.colors)
    shiny = None
    if request.shiny:
        _check_alike(request.shiny, front, fitted[request.shiny])
        shiny = recolor(front, fitted[request.shiny])
    creature = Creature(
        front,
        back=others[-1] if request.back else None,
        shiny=shiny,
        frames=(others[0],) if request.second else (),
        name=request.name or request.front.stem,
    )
    return creature, notes


def _check_alike(path: Path, front: Indexed, other: RGBA) -> None:
    if overlap(front, other) < ALIKE:
        raise PictureError(f"{path}: its outline differs from the front's; recolor the front itself, pixel for pixel")


def _icon_for_checkout(creature: Creature, out: Path) -> tuple[dict[str, bytes], str]:
    """The icon in one of the palettes in `out`/icon_palettes, and its number; none where they are not there."""
    palettes = []
    for number in range(6):
        try:
            palettes.append(read_jasc((out / "icon_palettes" / f"pal{number}.pal").read_bytes()))
        except (OSError, ValueError):
            break
    if not palettes:
        return {}, (
            "icon.png has the creature's own colors, but the game has six icon palettes: with the checkout's "
            "graphics/pokemon as --out it takes the best of them"
        )
    icon, best = gba_icon(creature, palettes)
    return icon, f"icon.png is drawn in pal{best}.pal: write .iconPalIndex = {best}"
