"""Pictures drawn elsewhere into sprites that a game can load. Knows nothing of how they are printed."""

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spritedex.errors import PictureError, Problem, UsageError
from spritedex.sprites.creature import SIDE
from spritedex.sprites.dye import Color, dressed_as, name_colors, shifted, swapped
from spritedex.sprites.palette import (
    MAX_COLORS,
    Colors,
    Indexed,
    indexed_png,
    quantize,
    recolor,
)  # fmt: skip
from spritedex.workflows.sprites.files import (
    ALIKE,
    LARGEST,
    Written,
    fit_pictures,
    overlap,
    read_rgba,
    same_file,
    write_files,
)


@dataclass(frozen=True, slots=True)
class QuantizeRequest:
    """Fit `pictures` into squares of `size` pixels in at most `colors` colors, as PNGs of the same names in `out`."""

    pictures: tuple[Path, ...]
    out: Path
    colors: int = MAX_COLORS
    size: int = SIDE


@dataclass(frozen=True, slots=True)
class RecolorRequest:
    """Recolor a sprite into the file `out`: first `like` another picture, then hue (degrees), saturation and
    lightness (factors), then single swaps.
    """

    picture: Path
    out: Path
    hue: float = 0
    saturation: float = 1
    lightness: float = 1
    swaps: tuple[tuple[Color, Color], ...] = ()
    like: Path | None = None


def quantize_pictures(request: QuantizeRequest) -> Iterator[Written | Problem]:
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
            rgba, notes = read_rgba(picture)
            if source := sources.get(os.path.realpath(target)):
                what = "would be overwritten" if source == picture else f"would overwrite {source}"
                raise PictureError(f"{what}; choose another --out")
            sprite = quantize(fit_pictures([picture], [rgba], request.size)[0], request.colors)
        except PictureError as error:
            yield Problem(str(picture), str(error).removeprefix(f"{picture}: "))
            continue
        taken[target] = picture
        write_files({target: indexed_png(sprite)})
        yield Written((target,), tuple(name_colors(sprite.palette)), notes=notes)


def recolor_sprite(request: RecolorRequest) -> Written:
    """Raises UsageError if nothing would change, if a color to swap is not there, or if the file cannot be written;
    PictureError for a picture.
    """
    numbers = (request.hue, request.saturation, request.lightness)
    if not all(math.isfinite(number) for number in numbers):
        raise UsageError("hue, saturation and lightness must be numbers")
    plain = numbers == (0, 1, 1)
    if plain and not request.swaps and not request.like:
        raise UsageError("nothing to change; give --hue, --saturation, --lightness, --swap or --like")
    if same_file(request.out, request.picture) or (request.like and same_file(request.out, request.like)):
        raise UsageError(f"{request.out} is a picture to read and would be overwritten; choose another --out")
    sprite, notes = _read_sprite(request.picture)
    palette = sprite.palette
    if request.like:
        palette = _borrowed(sprite, request.like)
    palette = shifted(palette, request.hue, request.saturation, request.lightness) if not plain else palette
    if request.swaps:
        palette = swapped(palette, request.swaps)
    write_files({request.out: indexed_png(sprite.with_palette(palette))})
    return Written((request.out,), tuple(name_colors(palette)), notes=notes)


def _read_sprite(path: Path) -> tuple[Indexed, tuple[str, ...]]:
    """A picture as it is, quantized where it has too many colors."""
    rgba, notes = read_rgba(path)
    if max(rgba.shape[:2]) > LARGEST:
        size = f"{rgba.shape[1]}x{rgba.shape[0]}"
        raise PictureError(
            f"{path}: {size} is more than {LARGEST} a side; make a sprite of it: spritedex sprite quantize"
        )
    try:
        sprite = quantize(rgba)
    except ValueError:
        raise PictureError(f"{path}: no pixel is at least half opaque; make it less transparent") from None
    shown = rgba[..., 3] > 0
    if not np.array_equal(sprite.rgba[shown], rgba[shown]):
        notes += (f"more than {MAX_COLORS} colors or half-clear pixels: brought to {len(sprite.palette)} colors",)
    return sprite, notes


def _borrowed(sprite: Indexed, like: Path) -> Colors:
    """The colors of another picture: place by place where it is the same creature, else by lightness and area."""
    other, _ = _read_sprite(like)
    if overlap(sprite, other.rgba) >= ALIKE:
        return recolor(sprite, other.rgba)
    return dressed_as(sprite, other)
