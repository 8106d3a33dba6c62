"""Reading and fitting pictures: what quantizing, recoloring and exporting share. Knows no format and no disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA, Picture, Places
from spritedex.sprites.fit import fit_alike, fit_sprite
from spritedex.sprites.frames import Frames, read_frames, split_strip, without_blank
from spritedex.sprites.grid import at_grid, find_grid
from spritedex.sprites.ground import Ground, clear_ground
from spritedex.sprites.palette import Indexed
from spritedex.sprites.shrink import at_most
from spritedex.sprites.sources import PictureSource, file_content, read_source

LARGEST: Final = 256
"""Pixels of a side beyond which a picture is too large to be a sprite to recolor."""

NATIVE: Final = 64
"""Pixels of a side up to which a picture has a sprite's own size, so that it is not searched for a coarser grid."""

LARGEST_WORKED: Final = 1024
"""Pixels of a side beyond which a picture of many colors is shrunk before its ground is looked for."""

ALIKE: Final = 0.9
"""The share of two silhouettes that must be common for one to be the other recolored."""

_OPAQUE: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class BroughtIn:
    """A picture as makers bring it, at its own size and without its ground: `frames` uint8 [H, W, 4] each, at least
    one; `notes` say what was done; `places` are the indices and colors of a picture that has at most 15 beside clear.
    """

    frames: tuple[RGBA, ...]
    notes: tuple[str, ...] = ()
    places: Indexed | None = None

    @property
    def first_note(self) -> tuple[str, ...]:
        """What to say where one frame is used."""
        return (f"{len(self.frames)} frames: the first is used",) if len(self.frames) > 1 else ()


def label_of(source: PictureSource, field: str) -> str:
    """What messages call a picture: its path, or the option `field` that it was given as."""
    return str(source) if isinstance(source, Path | str) else field


def fit_pictures(labels: Sequence[str], pictures: Sequence[RGBA], size: int) -> list[RGBA]:
    """Pictures uint8 [H, W, 4] with their labels -> uint8 [size, size, 4] each: alike if they have one shape.

    Raises PictureError that names one of which too little can be seen.
    """
    for label, rgba in zip(labels, pictures, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: no pixel is at least half opaque; make it less transparent")
    alike = len({rgba.shape for rgba in pictures}) == 1
    fitted = fit_alike(pictures, size) if alike else [fit_sprite(rgba, size) for rgba in pictures]
    for label, rgba in zip(labels, fitted, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: too thin or faint to be seen at {size}x{size}; draw thicker lines")
    return fitted


def bring_in(source: PictureSource, label: str, ground: Ground = "auto") -> BroughtIn:
    """Read a picture, an animation, an .aseprite file or a strip of two frames; take enlarged pixel art back to its
    grid; clear a plain ground.

    Raises PictureError that names it by its label, OptionError for the ground.
    """
    try:
        content = file_content(source)
        animation = read_frames(content) if isinstance(content, Path | bytes) else None
        picture = Picture(animation.pictures[0]) if animation else read_source(content)
    except PictureError as error:
        raise PictureError(f"{label}: {error}") from None
    frames = animation or Frames((picture.rgba,), picture.notes)
    shown, notes = without_blank(frames.pictures)
    notes = (*frames.notes, *notes)
    grid = find_grid(shown[0]) if max(shown[0].shape[:2]) > NATIVE else None
    if grid:
        shown, notes = [at_grid(frame, grid) for frame in shown], (*notes, grid.note)
    shown = [at_most(frame, LARGEST_WORKED) for frame in shown]
    places = None if grid or animation or ground == "keep" else picture.places
    indices = places.indices if places and not places.names_clear else None
    cleared = [clear_ground(frame, ground, indices, pixel_art=grid is not None) for frame in shown]
    notes += (cleared[0].note,) if cleared[0].note else ()
    pictures = [one.rgba for one in cleared]
    if len(pictures) == 1:
        pictures, note = split_strip(pictures[0])
        pictures, blank = without_blank(pictures)
        notes += ((note,) if note else ()) + blank
    return BroughtIn(tuple(pictures), notes, _indexed(places, pictures))


def _indexed(places: Places | None, pictures: Sequence[RGBA]) -> Indexed | None:
    """The picture's own indices and colors, if what they make clear is what is clear."""
    if places is None or len(pictures) != 1 or len(places.palette) < 2 or places.indices.shape != pictures[0].shape[:2]:
        return None
    indexed = Indexed(places.indices, places.palette[1:])
    return indexed if np.array_equal(indexed.rgba, pictures[0]) else None


def read_rgba(source: PictureSource, label: str) -> tuple[RGBA, tuple[str, ...]]:
    """uint8 [H, W, 4] and notes. Raises PictureError that names the picture by its label."""
    try:
        picture = read_source(source)
    except PictureError as error:
        raise PictureError(f"{label}: {error}") from None
    return picture.rgba, picture.notes


def overlap(sprite: Indexed, other: RGBA) -> float:
    """The common share of two silhouettes, in [0, 1]; 0 where the shapes differ."""
    if sprite.indices.shape != other.shape[:2]:
        return 0.0
    one, two = sprite.indices > 0, other[..., 3] >= _OPAQUE
    return float((one & two).sum() / max(int((one | two).sum()), 1))
