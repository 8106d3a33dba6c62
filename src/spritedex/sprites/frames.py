"""A creature's frames: from animations and .aseprite files, from strips, on one canvas. Knows no palette."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from spritedex.errors import PictureError
from spritedex.sprites.aseprite_read import is_aseprite, read_aseprite
from spritedex.sprites.bounds import MAX_PIXELS, BoundedFile, check_cost
from spritedex.sprites.codec import FORMATS, RGBA, check_size, picture_bytes
from spritedex.sprites.shrink import KEPT_PIXELS, small_rgba, steps

MAX_FRAMES: Final = 64
STRIP_SIDES: Final = (32, 64, 80, 96)
"""Sides of a frame in the strips of games, in pixels."""
LONGEST_STRIP: Final = 8

_OPAQUE: Final = 128
_ALIKE: Final = 0.4  # the common share of two silhouettes that are two frames of one creature
_REACH: Final = 24  # pixels: so far apart may the canvases of two trimmed frames be
_LARGEST: Final = 256  # pixels of a side: larger frames are not searched for the same pixels
_LONGEST: Final = 60_000  # milliseconds that a frame may be shown
_SAME: Final = 0.3  # the share of a frame's pixels that must be found in the other for the two to be aligned by them


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """`pictures`: uint8 [H, W, 4] each, of one shape, at least one; `notes` say what was left out. `milliseconds` are
    how long each is shown; none where the file does not say.
    """

    pictures: tuple[RGBA, ...]
    notes: tuple[str, ...] = ()
    milliseconds: tuple[int, ...] = ()


def read_frames(source: Path | bytes) -> Frames | None:
    """The frames of a GIF, APNG, WebP or TIFF with more than one, or of an .aseprite file; None for any other picture.

    At most 64 frames are read, of 40 megapixels in all, and as many as have 4 megapixels in all, but at least two, are
    kept; those of more than 4 megapixels made smaller.
    Raises PictureError if the file cannot be read or is damaged.
    """
    data = picture_bytes(source)
    if is_aseprite(data):
        pictures, notes, times = read_aseprite(data)
        return Frames(tuple(pictures[:MAX_FRAMES]), notes, _durations(times[:MAX_FRAMES]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = BoundedFile(data)
            with Image.open(file, formats=FORMATS) as image:
                check_size(*image.size)
                check_cost(image, file.kept)
                if not getattr(image, "is_animated", False):
                    return None
                return _read_animation(image)
    except PictureError:
        raise
    except Exception:
        return None  # `open_picture` says what is wrong with it


def _read_animation(image: Image.Image) -> Frames:
    across, down = steps(*image.size)
    most = min(MAX_FRAMES, MAX_PIXELS // (image.width * image.height))
    most = min(most, max(2, KEPT_PIXELS * across * down // (image.width * image.height)))
    pictures: list[RGBA] = []
    times: list[int] = []
    notes: tuple[str, ...] = ()
    for frame in ImageSequence.Iterator(image):
        if len(pictures) >= most:
            notes = (f"more than {most} frames: the others are left out",)
            break
        check_size(*frame.size)
        check_cost(frame)
        pictures.append(np.asarray(small_rgba(frame)))
        times.append(round(float(frame.info.get("duration", 0))))
    return Frames(tuple(pictures), notes, _durations(times))


def _durations(milliseconds: Sequence[int]) -> tuple[int, ...]:
    """How long frames are shown, if every one of them is shown for a possible time."""
    return tuple(milliseconds) if all(0 < time <= _LONGEST for time in milliseconds) else ()


def without_blank(pictures: Sequence[RGBA]) -> tuple[list[RGBA], tuple[str, ...]]:
    """Frames -> those with a visible pixel, and a note if some have none; if none has, all as they are."""
    shown = [picture for picture in pictures if (picture[..., 3] >= _OPAQUE).any()]
    if not shown or len(shown) == len(pictures):
        return list(pictures), ()
    if not (pictures[0][..., 3] >= _OPAQUE).any():
        return shown, ("the first frame is blank: skipped",)
    return shown, ("a blank frame is skipped",)


def split_strip(rgba: RGBA) -> tuple[list[RGBA], str | None]:
    """uint8 [H, W, 4], its ground clear -> the frames of a strip, as games have them, and a note; else itself.

    A strip is two to eight squares of 32, 64, 80 or 96 pixels, one above the other (as 64x128) or beside each other
    (160x80), that show one creature; some may be blank.
    """
    height, width = rgba.shape[:2]
    side = min(height, width)
    count, rest = divmod(max(height, width), side)
    if side not in STRIP_SIDES or rest or not 2 <= count <= LONGEST_STRIP:
        return [rgba], None
    frames = np.split(rgba, count, axis=0 if height > width else 1)
    shown = [mask for frame in frames if (mask := frame[..., 3] >= _OPAQUE).any()]
    if any(int((one & two).sum()) < _ALIKE * int((one | two).sum()) for one, two in pairwise(shown)):
        return [rgba], None
    return frames, f"a strip of {count} frames of {side}x{side}"


def aligned(first: RGBA, second: RGBA) -> tuple[RGBA, RGBA]:
    """Two frames of one creature, uint8 [H, W, 4] each -> the same on one canvas, so that what stands still does.

    Frames of one shape keep their places. Others, as editors trim them, are laid where most of their pixels are the
    same; where few are, middle over middle of the lower edge. Where the canvas would have more than 4 megapixels, they
    stay as they are.
    """
    if first.shape == second.shape:
        return first, second
    y, x = _offset(first, second)
    top, left = min(0, y), min(0, x)
    height = max(first.shape[0], y + second.shape[0]) - top
    width = max(first.shape[1], x + second.shape[1]) - left
    if height * width > KEPT_PIXELS:
        return first, second
    return _on_canvas(first, -top, -left, height, width), _on_canvas(second, y - top, x - left, height, width)


def _offset(first: RGBA, second: RGBA) -> tuple[int, int]:
    """Where the second's corner lies in the first's canvas."""
    lower, middle = first.shape[0] - second.shape[0], (first.shape[1] - second.shape[1]) // 2
    if max(*first.shape, *second.shape) > _LARGEST:
        return lower, middle
    one, two = _packed(first), _packed(second)
    padded = np.pad(one, ((max(one.shape[0], two.shape[0]),) * 2, (max(one.shape[1], two.shape[1]),) * 2))
    start = ((padded.shape[0] - one.shape[0]) // 2, (padded.shape[1] - one.shape[1]) // 2)
    shown = two > 0
    best, place = 0.0, (lower, middle)
    for y in range(min(lower, 0) - _REACH, max(lower, 0) + _REACH + 1):
        for x in range(min(2 * middle, 0) - _REACH, max(2 * middle, 0) + _REACH + 1):
            if min(start[0] + y, start[1] + x) < 0:
                continue
            under = padded[start[0] + y :, start[1] + x :][: two.shape[0], : two.shape[1]]
            if under.shape != two.shape:
                continue
            same = float((under == two)[shown].sum()) - 0.001 * (abs(y - lower) + abs(x - middle))
            if same > best:
                best, place = same, (y, x)
    least = min(int((one > 0).sum()), int(shown.sum()))
    return place if best >= _SAME * least else (lower, middle)


def _packed(rgba: RGBA) -> NDArray[np.uint32]:
    """Each opaque color as one number above 0; 0 where it is clear."""
    wide = rgba.astype(np.uint32)
    return np.where(rgba[..., 3] >= _OPAQUE, 1 + (wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]), 0)


def _on_canvas(rgba: RGBA, y: int, x: int, height: int, width: int) -> RGBA:
    canvas = np.zeros((height, width, 4), np.uint8)
    canvas[y : y + rgba.shape[0], x : x + rgba.shape[1]] = rgba
    return canvas
