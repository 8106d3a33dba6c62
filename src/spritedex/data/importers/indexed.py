"""Sprites of handheld games: 4-bit pictures with a palette beside them, frames in strips. Knows no folder layout."""

import warnings
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.data.importers.base import Drawing
from spritedex.errors import PictureError
from spritedex.sprites.bounds import BoundedFile, check_cost, decoder_reason
from spritedex.sprites.palette import MAX_COLORS, Colors, Indexed

Indices = NDArray[np.uint8]

_LARGEST: Final = 1024
_MOST_FRAMES: Final = 8
_CHANNELS: Final = 3
_HEAD: Final = 3  # lines of a JASC file before its colors


def read_indices(data: bytes) -> tuple[Indices, Colors]:
    """The bytes of an indexed PNG -> its indices, uint8 [H, W] from 0 (clear) to 15, and its colors, uint8 [15, 3].

    Raises PictureError if it is no PNG with a palette, uses more than 16 colors, or has a side above 1024 pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = BoundedFile(data)
            with Image.open(file, formats=("PNG",)) as image:
                check_cost(image, file.kept)
                if max(image.size) > _LARGEST:
                    raise PictureError(f"{image.width}x{image.height}; a sprite has at most {_LARGEST} pixels a side")
                if image.mode != "P":
                    raise PictureError("no indexed picture; save it with a palette of 16 colors")
                indices = np.asarray(image).astype(np.uint8)
                listed = image.getpalette() or []
    except PictureError:
        raise
    except Exception as error:
        raise PictureError(f"damaged or no PNG ({decoder_reason(error)}); get the file again") from None
    if indices.max(initial=0) > MAX_COLORS:
        raise PictureError(f"uses color {indices.max()}; at most 16 colors, 0 to {MAX_COLORS}, are allowed")
    colors = np.zeros((MAX_COLORS + 1) * _CHANNELS, np.uint8)
    colors[: min(len(listed), len(colors))] = listed[: len(colors)]
    return indices, colors.reshape(-1, _CHANNELS)[1:]


def read_palette(data: bytes) -> Colors:
    """The bytes of a JASC-PAL file -> the colors of indices 1 to 15, uint8 [15, 3]; black where it has fewer.

    Raises PictureError if it is none, or if a value lies outside 0..255."""
    lines = [line.split() for line in data.decode("ascii", errors="replace").split("\n") if line.strip()]
    if lines[:2] != [["JASC-PAL"], ["0100"]] or len(lines) < _HEAD + 2:
        raise PictureError("no JASC palette with colors; save it again as JASC-PAL")
    colors = np.zeros((MAX_COLORS, _CHANNELS), np.uint8)
    for place, row in enumerate(lines[_HEAD + 1 : _HEAD + 1 + MAX_COLORS]):
        values = [int(value) for value in row[:_CHANNELS] if value.isascii() and value.isdigit()]
        if len(values) < _CHANNELS or max(values) > 255:
            raise PictureError(f"color {place + 1} is no three values in 0..255; save it again as JASC-PAL")
        colors[place] = values
    return colors


def split_frames(indices: Indices) -> list[Indices]:
    """A strip of square frames, one below or beside the other, uint8 [H, W] -> at most 8 frames; else itself."""
    height, width = indices.shape
    side = min(height, width)
    count = max(height, width) // max(side, 1)
    if count * side != max(height, width) or not 1 <= count <= _MOST_FRAMES:
        return [indices]
    return np.split(indices, count, axis=0 if height > width else 1)


def drawings(frames: list[Indices], normal: Colors, shiny: Colors | None = None) -> list[Drawing]:
    """Each frame in the normal colors, and in the shiny ones where there are any; blank frames are left out."""
    found = []
    for number, frame in enumerate(frames):
        if not frame.any():
            continue
        found.append(Drawing(Indexed(frame, normal), number))
        if shiny is not None:
            found.append(Drawing(Indexed(frame, shiny), number, shiny=True))
    return found
