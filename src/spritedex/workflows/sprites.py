"""Pictures drawn elsewhere into sprites that a game can load. Knows nothing of how they are printed."""

import io
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL.PngImagePlugin import PngInfo, putchunk

from spritedex.errors import PictureError, Problem, UsageError
from spritedex.sprites.codec import RGBA, open_picture, write_all_whole
from spritedex.sprites.creature import SIDE, Creature
from spritedex.sprites.dye import Colour, dressed_as, name_colours, shifted, swapped
from spritedex.sprites.fit import fit_alike, fit_sprite
from spritedex.sprites.formats import FORMATS, stand_ins
from spritedex.sprites.formats_games import gba_icon, read_jasc
from spritedex.sprites.palette import (
    MAX_COLOURS,
    Colours,
    Indexed,
    indexed_png,
    quantise,
    quantise_together,
    recolour,
    snap_bgr555,
)  # fmt: skip

LARGEST: Final = 256
"""Pixels of a side beyond which a picture is no sprite to recolour."""

_OPAQUE: Final = 128
_FIVE_BITS: Final = ("gba", "ds")  # formats whose colours have 5 bits a channel
_FIRST_CHUNK: Final = 33  # behind a PNG's signature and header
_ALIKE: Final = 0.9  # the share of two silhouettes that must be common for one to be the other recoloured


@dataclass(frozen=True, slots=True)
class QuantizeRequest:
    """Fit `pictures` into squares of `size` pixels in at most `colours` colours, as PNGs of the same names in `out`."""

    pictures: tuple[Path, ...]
    out: Path
    colours: int = MAX_COLOURS
    size: int = SIDE


@dataclass(frozen=True, slots=True)
class RecolorRequest:
    """Recolour a sprite into the file `out`: first `like` another picture, then hue (degrees), saturation and
    lightness (factors), then single swaps.
    """

    picture: Path
    out: Path
    hue: float = 0
    saturation: float = 1
    lightness: float = 1
    swaps: tuple[tuple[Colour, Colour], ...] = ()
    like: Path | None = None


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
    colours: int = MAX_COLOURS


@dataclass(frozen=True, slots=True)
class Written:
    """Files that were written, their palette (and the shiny one) as #rrggbb, and what should be known of them."""

    files: tuple[Path, ...]
    palette: tuple[str, ...]
    shiny: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def quantize(request: QuantizeRequest) -> Iterator[Written | Problem]:
    """Yields each picture when it is on the disk, or what was wrong with it.

    Raises UsageError if a file cannot be written.
    """
    sources = {os.path.realpath(picture): picture for picture in request.pictures}
    taken: dict[Path, Path] = {}
    for picture in request.pictures:
        target = request.out / f"{picture.stem}.png"
        if target in taken:
            yield Problem(str(picture), f"{taken[target]} has the same name; choose another --out for it")
            continue
        try:
            rgba, notes = _read(picture)
            if source := sources.get(os.path.realpath(target)):
                what = "would be overwritten" if source == picture else f"would overwrite {source}"
                raise PictureError(f"{what}; choose another --out")
            sprite = quantise(fit_pictures([picture], [rgba], request.size)[0], request.colours)
        except PictureError as error:
            yield Problem(str(picture), str(error).removeprefix(f"{picture}: "))
            continue
        taken[target] = picture
        _write({target: indexed_png(sprite)})
        yield Written((target,), tuple(name_colours(sprite.palette)), notes=notes)


def recolor(request: RecolorRequest) -> Written:
    """Raises UsageError if nothing would change, if a colour to swap is not there, or if the file cannot be written;
    PictureError for a picture.
    """
    numbers = (request.hue, request.saturation, request.lightness)
    if not all(math.isfinite(number) for number in numbers):
        raise UsageError("hue, saturation and lightness must be numbers")
    plain = numbers == (0, 1, 1)
    if plain and not request.swaps and not request.like:
        raise UsageError("nothing to change; give --hue, --saturation, --lightness, --swap or --like")
    if _same_file(request.out, request.picture) or (request.like and _same_file(request.out, request.like)):
        raise UsageError(f"{request.out} is a picture to read and would be overwritten; choose another --out")
    sprite, notes = _read_sprite(request.picture)
    palette = sprite.palette
    if request.like:
        palette = _borrowed(sprite, request.like)
    palette = shifted(palette, request.hue, request.saturation, request.lightness) if not plain else palette
    if request.swaps:
        palette = swapped(palette, request.swaps)
    _write({request.out: indexed_png(sprite.with_palette(palette))})
    return Written((request.out,), tuple(name_colours(palette)), notes=notes)


def export_sprite(request: ExportRequest) -> Written:
    """Read a creature's pictures, fit and quantise them together, and write them.

    Raises UsageError for the format or a file that cannot be written, PictureError for a picture.
    """
    _check_format(request.format)
    creature, notes = _gather(request)
    sources = [path for path in (request.front, request.back, request.shiny, request.second) if path]
    written = export_creature(creature, request.format, request.out, sources)
    return Written(written.files, written.palette, written.shiny, notes + written.notes)


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
        if any(_same_file(path, source) for source in keep):
            raise UsageError(f"{path} is a picture to read and would be overwritten; choose another --out or --name")
    _write(paths)
    named = {
        colouring: tuple(name_colours(snap_bgr555(palette) if format in _FIVE_BITS else palette))
        for colouring, palette in creature.colourings.items()
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
    read = {path: _read(path) for path in (*fronts, *([request.back] if request.back else []))}
    notes = tuple(f"{path}: {text}" for path, (_, texts) in read.items() for text in texts)
    fitted = dict(zip(fronts, fit_pictures(fronts, [read[path][0] for path in fronts], SIDE), strict=True))
    views = [fitted[request.front]]
    views += [fitted[request.second]] if request.second else []
    views += fit_pictures([request.back], [read[request.back][0]], SIDE) if request.back else []
    front, *others = quantise_together(views, request.colours)
    shiny = None
    if request.shiny:
        _check_alike(request.shiny, front, fitted[request.shiny])
        shiny = recolour(front, fitted[request.shiny])
    creature = Creature(
        front,
        back=others[-1] if request.back else None,
        shiny=shiny,
        frames=(others[0],) if request.second else (),
        name=request.name or request.front.stem,
    )
    return creature, notes


def fit_pictures(paths: Sequence[Path], pictures: Sequence[RGBA], size: int) -> list[RGBA]:
    """The pictures read from `paths`, uint8 [H, W, 4] each -> uint8 [size, size, 4]: alike if they have one shape.

    Raises PictureError that names the one of which nothing can be seen.
    """
    for path, rgba in zip(paths, pictures, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{path}: no pixel is at least half opaque; make it less transparent")
    alike = len({rgba.shape for rgba in pictures}) == 1
    fitted = fit_alike(pictures, size) if alike else [fit_sprite(rgba, size) for rgba in pictures]
    for path, rgba in zip(paths, fitted, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{path}: too thin or faint to be seen at {size}x{size}; draw it in thicker lines")
    return fitted


def _read(path: Path) -> tuple[RGBA, tuple[str, ...]]:
    try:
        picture = open_picture(path)
    except PictureError as error:
        raise PictureError(f"{path}: {error}") from None
    return picture.rgba, picture.notes


def _check_alike(path: Path, front: Indexed, other: RGBA) -> None:
    if _overlap(front, other) < _ALIKE:
        raise PictureError(f"{path}: its outline differs from the front's; recolour the front itself, pixel for pixel")


def _overlap(sprite: Indexed, other: RGBA) -> float:
    """The common share of two silhouettes, in [0, 1]; 0 where the shapes differ."""
    if sprite.indices.shape != other.shape[:2]:
        return 0.0
    one, two = sprite.indices > 0, other[..., 3] >= _OPAQUE
    return float((one & two).sum() / max(int((one | two).sum()), 1))


def _read_sprite(path: Path) -> tuple[Indexed, tuple[str, ...]]:
    """A picture as it is, quantised where it has too many colours."""
    rgba, notes = _read(path)
    if max(rgba.shape[:2]) > LARGEST:
        size = f"{rgba.shape[1]}x{rgba.shape[0]}"
        raise PictureError(
            f"{path}: {size} is more than {LARGEST} a side; make a sprite of it: spritedex sprite quantize"
        )
    try:
        sprite = quantise(rgba)
    except ValueError:
        raise PictureError(f"{path}: no pixel is at least half opaque; make it less transparent") from None
    shown = rgba[..., 3] > 0
    if not np.array_equal(sprite.rgba[shown], rgba[shown]):
        notes += (f"more than {MAX_COLOURS} colours or half-clear pixels: brought to {len(sprite.palette)} colours",)
    return sprite, notes


def _borrowed(sprite: Indexed, like: Path) -> Colours:
    """The colours of another picture: place by place where it is the same creature, else by lightness and area."""
    other, _ = _read_sprite(like)
    if _overlap(sprite, other.rgba) >= _ALIKE:
        return recolour(sprite, other.rgba)
    return dressed_as(sprite, other)


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
            "icon.png has the creature's own colours, but the game has six icon palettes: with the checkout's "
            "graphics/pokemon as --out it takes the best of them"
        )
    icon, best = gba_icon(creature, palettes)
    return icon, f"icon.png is drawn in pal{best}.pal: write .iconPalIndex = {best}"


def _same_file(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _write(files: dict[Path, bytes]) -> None:
    try:
        write_all_whole(files)
    except OSError as error:
        where = error.filename2 or error.filename or next(iter(files))
        raise UsageError(f"cannot write {where} ({error.strerror}); choose another place") from None
