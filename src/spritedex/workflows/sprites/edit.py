"""Pictures drawn elsewhere into sprites that a game can load, in memory: few colors, other colors."""

import math
from dataclasses import dataclass

import numpy as np

from spritedex.errors import OptionError, PictureError
from spritedex.sprites.creature import SIDE
from spritedex.sprites.dye import Color, dressed_as, name_colors, nearest_of, shifted, swapped
from spritedex.sprites.ground import Ground
from spritedex.sprites.palette import MAX_COLORS, Colors, Indexed, indexed_png, quantize, quantize_to, recolor
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.sprites.pictures import (
    ALIKE,
    LARGEST,
    bring_in,
    fit_brought,
    in_own_palette,
    label_of,
    overlap,
)


@dataclass(frozen=True, slots=True)
class Edited:
    """An indexed PNG, its palette as #rrggbb, and what a person should know of it."""

    png: bytes
    palette: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RecolorRequest:
    """Recolor a sprite: first `like` another picture, then hue (degrees), saturation and lightness (factors), then
    single swaps; at last each color becomes the nearest of `palette` uint8 [N, 3].
    """

    picture: PictureSource
    hue: float = 0
    saturation: float = 1
    lightness: float = 1
    swaps: tuple[tuple[Color, Color], ...] = ()
    like: PictureSource | None = None
    palette: Colors | None = None

    @property
    def shifts(self) -> bool:
        """Whether hue, saturation or lightness change. Raises OptionError if one is not a finite number."""
        for field in ("hue", "saturation", "lightness"):
            if not math.isfinite(value := getattr(self, field)):
                raise OptionError(field, "must be a finite number", value)
        return (self.hue, self.saturation, self.lightness) != (0, 1, 1)


def quantize_picture(
    picture: PictureSource,
    colors: int = MAX_COLORS,
    size: int = SIDE,
    ground: Ground = "auto",
    palette: Colors | None = None,
) -> Edited:
    """Fit a picture into a square of `size` pixels in at most `colors` colors, of `palette` uint8 [N, 3] if given.

    An indexed picture keeps its indices and its palette, if this is no longer than `colors`.
    Raises PictureError if it cannot be read or too little of it can be seen.
    """
    label = label_of(picture, "picture")
    brought = bring_in(picture, label, ground)
    ((fitted, own),) = fit_brought([label], [(brought.frames[0], brought)], size)
    if palette is not None:
        sprite = quantize_to([fitted], palette, colors)[0]
    else:
        sprite = own if own and len(own.palette) <= colors else quantize(fitted, colors)
    return _edited(sprite, brought.notes + brought.first_note)


def recolor_picture(request: RecolorRequest) -> Edited:
    """Other colors for a sprite; every pixel stays where it is.

    Raises OptionError if nothing would change or a value is not a number, UsageError if a color to swap is not there,
    PictureError for a picture.
    """
    shifts = request.shifts
    if not shifts and not request.swaps and request.like is None and request.palette is None:
        raise OptionError("hue", "nothing to change; give it, {saturation}, {lightness}, {swap}, {like} or {palette}")
    sprite, notes = _read_sprite(request.picture, "picture")
    palette = sprite.palette
    if request.like is not None:
        palette = _borrowed(sprite, request.like)
    if shifts:
        palette = shifted(palette, request.hue, request.saturation, request.lightness)
    if request.swaps:
        palette = swapped(palette, request.swaps)
    if request.palette is not None:
        palette = nearest_of(palette, request.palette)
    return _edited(sprite.with_palette(palette), notes)


def _edited(sprite: Indexed, notes: tuple[str, ...]) -> Edited:
    return Edited(indexed_png(sprite), tuple(name_colors(sprite.palette)), notes)


def _read_sprite(source: PictureSource, field: str) -> tuple[Indexed, tuple[str, ...]]:
    """A picture as it is, quantized where it has too many colors."""
    label = label_of(source, field)
    brought = bring_in(source, label)
    rgba, notes = brought.frames[0], brought.notes + brought.first_note
    if max(rgba.shape[:2]) > LARGEST:
        size = f"{rgba.shape[1]}x{rgba.shape[0]}"
        raise PictureError(
            f"{label}: {size} is more than {LARGEST} a side; quantize it first: spritedex sprite quantize"
        )
    own = in_own_palette(rgba, brought, brought.places.indices if brought.places else None)
    if own is not None:
        return own, notes
    try:
        sprite = quantize(rgba)
    except ValueError:
        raise PictureError(f"{label}: no pixel is at least half opaque; make it less transparent") from None
    shown = rgba[..., 3] > 0
    if not np.array_equal(sprite.rgba[shown], rgba[shown]):
        notes += (f"more than {MAX_COLORS} colors or half-clear pixels: reduced to {len(sprite.palette)} colors",)
    return sprite, notes


def _borrowed(sprite: Indexed, like: PictureSource) -> Colors:
    """The colors of another picture: place by place where it is the same creature, else by lightness and area."""
    other, _ = _read_sprite(like, "like")
    if overlap(sprite, other.rgba) >= ALIKE:
        return recolor(sprite, other.rgba)
    return dressed_as(sprite, other)
