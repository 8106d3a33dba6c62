"""Reading and fitting pictures: what quantizing, recoloring and exporting share. Knows no format and no disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA, Places
from spritedex.sprites.fit import fit_alike
from spritedex.sprites.frames import Frames, read_frames, split_strip, without_blank
from spritedex.sprites.grid import Grid, at_grid, find_grid
from spritedex.sprites.ground import NOTHING_CLEARED, Ground, clear_ground
from spritedex.sprites.palette import Colors, Indexed, nearest_colors
from spritedex.sprites.shrink import at_most
from spritedex.sprites.sources import PictureSource, file_content, read_source

LARGEST: Final = 256
"""Pixels of a side beyond which a picture is too large to be a sprite to recolor."""

NATIVE: Final = 64
"""Pixels of a side up to which a picture has a sprite's own size, so that it is not searched for a coarser grid."""

LARGEST_WORKED: Final = 512
"""Pixels of a side beyond which a picture of many colors is shrunk before its ground is looked for."""

ALIKE: Final = 0.9
"""The share of two silhouettes that must be common for one to be the other recolored."""

_OPAQUE: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The frames of a picture file as they are in it, and the indices of one with at most 15 colors beside clear."""

    frames: Frames
    places: Places | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BroughtIn:
    """A picture as makers bring it, at its own size and without its ground.

    `frames` uint8 [H, W, 4] each, at least one; `notes` say what was done. `palette` uint8 [N, 3] are the colors of an
    indexed file with at most 15 beside clear, in its order; `places` are its indices too, where they are still those of
    the picture. The file's own frames had this `shape`, and a `grid` if they were enlarged. `milliseconds` are how long
    each frame is shown, if the file says so.
    """

    frames: tuple[RGBA, ...]
    notes: tuple[str, ...] = ()
    places: Indexed | None = None
    palette: Colors | None = None
    shape: tuple[int, int] = (0, 0)
    grid: Grid | None = None
    milliseconds: tuple[int, ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """What was done to the picture, and that its first frame is used, for who only looks at it."""
        return tuple(note for note in self.notes if note != NOTHING_CLEARED) + self.first_note

    @property
    def first_note(self) -> tuple[str, ...]:
        """What to say where one frame is used."""
        return (f"{len(self.frames)} frames: the first is used",) if len(self.frames) > 1 else ()


def label_of(source: PictureSource, field: str) -> str:
    """What messages call a picture: its path, or the option `field` that it was given as."""
    return str(source) if isinstance(source, Path | str) else field


def fit_pictures(labels: Sequence[str], pictures: Sequence[RGBA], size: int, room: int | None = None) -> list[RGBA]:
    """Pictures uint8 [H, W, 4] with their labels -> uint8 [size, size, 4] each: alike if they have one shape. `room` is
    that of `fit_alike`.

    Raises PictureError that names one of which too little can be seen.
    """
    for label, rgba in zip(labels, pictures, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: no pixel is at least half opaque; make it less transparent")
    alike = len({rgba.shape for rgba in pictures}) == 1
    fitted = fit_alike(pictures, size, room) if alike else [fit_alike([rgba], size, room)[0] for rgba in pictures]
    for label, rgba in zip(labels, fitted, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: too thin or faint to be seen at {size}x{size}; draw thicker lines")
    return fitted


def fit_brought(
    labels: Sequence[str], brought: Sequence[tuple[RGBA, BroughtIn]], size: int, room: int | None = None
) -> list[tuple[RGBA, Indexed | None]]:
    """A frame uint8 [H, W, 4] of each picture that was brought in -> fitted as by `fit_pictures`, and the same in the
    indices and palette of its file, where this shows it.

    Raises PictureError that names one of which too little can be seen.
    """
    if len({rgba.shape for rgba, _ in brought}) > 1:
        return [fit_brought([label], [one], size, room)[0] for label, one in zip(labels, brought, strict=True)]
    # Indices are fitted as colors are, beside them.
    planes = {
        number: np.dstack([one.places.indices] * 3 + [255 * (one.places.indices > 0).astype(np.uint8)])
        for number, (rgba, one) in enumerate(brought)
        if one.places is not None and one.places.indices.shape == rgba.shape[:2]
    }
    names = [*labels, *(labels[number] for number in planes)]
    fitted = fit_pictures(names, [*(rgba for rgba, _ in brought), *planes.values()], size, room)
    indices = {number: plane[..., 0] for number, plane in zip(planes, fitted[len(brought) :], strict=True)}
    return [
        (fitted[number], in_own_palette(fitted[number], one, indices.get(number)))
        for number, (_, one) in enumerate(brought)
    ]


def in_own_palette(rgba: RGBA, brought: BroughtIn, indices: NDArray[np.uint8] | None = None) -> Indexed | None:
    """A frame uint8 [H, W, 4] of a picture, fitted or not, in the palette of its file: with these `indices`
    uint8 [H, W] if they show it, else with the first of each color. None if the palette cannot show it.
    """
    if brought.palette is None:
        return None
    ways = [nearest_colors(rgba, brought.palette)]
    if indices is not None and indices.max() <= len(brought.palette):
        ways.insert(0, indices)
    for way in ways:
        indexed = Indexed(way, brought.palette)
        if np.array_equal(indexed.rgba, np.where(rgba[..., 3:] > 0, rgba, 0)):
            return indexed
    return None


def bring_in(source: PictureSource, label: str, ground: Ground = "auto") -> BroughtIn:
    """Read a picture, an animation, an .aseprite file or a strip of frames; take enlarged pixel art back to its grid;
    clear a plain ground.

    Raises PictureError that names it by its label, OptionError for the ground.
    """
    try:
        opened = open_source(source)
    except PictureError as error:
        raise error.at(label) from None
    return settled(opened, ground)


def open_source(source: PictureSource) -> Opened:
    """The first half of `bring_in`: read the file. Raises PictureError that does not name it."""
    content = file_content(source)
    animation = read_frames(content) if isinstance(content, Path | bytes) else None
    if animation:
        return Opened(animation)
    picture = read_source(content)
    return Opened(Frames((picture.rgba,), picture.notes), picture.places)


def settled(opened: Opened, ground: Ground = "auto") -> BroughtIn:
    """The second half of `bring_in`: grid, ground and strips. Raises OptionError for the ground."""
    pictures, blank = without_blank(opened.frames.pictures)
    notes = (*opened.frames.notes, *blank)
    grid = find_grid(pictures[0]) if max(pictures[0].shape[:2]) > NATIVE else None
    if grid:
        pictures, notes = [at_grid(frame, grid) for frame in pictures], (*notes, grid.note)
    pictures = [at_most(frame, LARGEST_WORKED) for frame in pictures]
    places = None if ground == "keep" else opened.places
    indices = places.indices if places and not places.names_clear and grid is None else None
    cleared = [clear_ground(frame, ground, indices, pixel_art=grid is not None) for frame in pictures]
    notes += (cleared[0].note,) if cleared[0].note else ()
    pictures = [one.rgba for one in cleared]
    if len(pictures) == 1:
        pictures, note = split_strip(pictures[0])
        pictures, blank = without_blank(pictures)
        notes += ((note,) if note else ()) + blank
    palette = _palette(places)
    height, width = opened.frames.pictures[0].shape[:2]
    times = opened.frames.milliseconds if len(opened.frames.milliseconds) == len(pictures) else ()
    return BroughtIn(tuple(pictures), notes, _indexed(places, palette, pictures), palette, (height, width), grid, times)


def _palette(places: Places | None) -> Colors | None:
    """The colors of an indexed picture but index 0; black ones at the end that no pixel has only fill it up."""
    if places is None:
        return None
    count, highest = len(places.palette), int(places.indices.max())
    while count - 1 > highest and not places.palette[count - 1].any():
        count -= 1
    return places.palette[1:count] if count > 1 else None


def _indexed(places: Places | None, palette: Colors | None, pictures: Sequence[RGBA]) -> Indexed | None:
    """The picture's own indices and colors, if what they make clear is what is clear."""
    if places is None or palette is None or len(pictures) != 1 or places.indices.shape != pictures[0].shape[:2]:
        return None
    indexed = Indexed(places.indices, palette)
    return indexed if np.array_equal(indexed.rgba, pictures[0]) else None


def overlap(sprite: Indexed, other: RGBA) -> float:
    """The common share of two silhouettes, in [0, 1]; 0 where the shapes differ."""
    if sprite.indices.shape != other.shape[:2]:
        return 0.0
    one, two = sprite.indices > 0, other[..., 3] >= _OPAQUE
    return float((one & two).sum() / max(int((one | two).sum()), 1))
