"""Pictures in and out: any file a person may have -> RGBA array, within limits. Knows no model and no data set."""

import contextlib
import errno
import functools
import io
import os
import re
import stat
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from spritedex.errors import PictureError, missing
from spritedex.sprites.bounds import MAX_PIXELS, BoundedFile, check_cost, decoder_reason
from spritedex.sprites.depth import scale_clear, to_srgb
from spritedex.sprites.shrink import is_deep, small_rgba, steps

MAX_BYTES: Final = 64 * 2**20
MIN_SIDE: Final = 8
_GAME_COLORS: Final = 16
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")

NO_PICTURE: Final = "not a picture; expected PNG, JPEG, GIF, WebP, BMP or TIFF"
"""What is said of a file of another kind."""

_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
_ABANDONED_SECONDS: Final = 3600
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what turns it upright."""

_UNNAMED: Final = re.compile(r"\.(.+)\.[a-z0-9_]{8}")
"""What `tempfile.mkstemp` calls a file that is to be renamed."""

RGBA = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What an indexed file of at most 16 colors says beside its colors: `indices` uint8 [H, W], `palette` uint8 [N, 3]
    from index 0 on, and whether the file names index 0, and no other, as clear.
    """

    indices: NDArray[np.uint8]
    palette: NDArray[np.uint8]
    names_clear: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgba` is uint8 [H, W, 4], straight alpha; `notes` name what was converted or left out. `places` are those of an
    indexed picture of at most 16 colors of which none but index 0 is clear.
    """

    rgba: RGBA
    notes: tuple[str, ...] = ()
    places: Places | None = None


def open_picture(source: Path | bytes, least_side: int = MIN_SIDE) -> Picture:
    """Read the first frame of a PNG, JPEG, GIF, WebP, BMP or TIFF, turned upright as its EXIF says.

    A picture of more than 4 megapixels, or with a side of more than 8,192 pixels, is made smaller by a whole number.
    Raises PictureError if it is missing, not a regular file or not such a picture, is cut short, is larger than 64 MiB
    or 40 megapixels, would take too much memory or time to decode, has a side shorter than `least_side`, or no visible
    pixel.
    """
    data = picture_bytes(source)
    with _explained():
        file = BoundedFile(data)
        with Image.open(file, formats=FORMATS) as image:
            check_size(*image.size, least_side)
            across, down = steps(*image.size)
            if image.format == "JPEG":
                # The decoder can leave out what would be averaged anyhow.
                image.draft(image.mode, (-(-image.width // across), -(-image.height // down)))
            check_cost(image, file.kept)
            return _picture(image)


def read_image(image: Image.Image) -> Picture:
    """A Pillow image of any mode, as `open_picture` reads a file. It stays as it is.

    Raises PictureError as `open_picture` does.
    """
    with _explained():
        check_size(*image.size)
        check_cost(image)
        return _picture(image)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Inside, every error of a decoder becomes a PictureError, and warnings are not shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError(f"more than {MAX_PIXELS // 10**6} megapixels; shrink it first") from None
    except UnidentifiedImageError:
        raise PictureError(NO_PICTURE) from None
    except MemoryError:
        raise PictureError("too large for the memory; shrink it first") from None
    except Exception as error:
        raise PictureError(f"damaged or cut short ({decoder_reason(error)}); save it again") from None


def _picture(image: Image.Image) -> Picture:
    notes = _notes(image)
    scale_clear(image)
    image.load()
    turn = _turn(image)
    reduced = steps(*image.size) != (1, 1)
    small = small_rgba(image)
    if turn is not None:
        small, notes = small.transpose(turn), (*notes, "turned upright, as its EXIF orientation says")
    places = None if reduced else _places(image if turn is None else image.transpose(turn))
    converted, note = to_srgb(small, image.info)
    if note:
        notes, places = (*notes, note), None
    rgba = np.asarray(converted)
    if not rgba[..., 3].any():
        raise PictureError("fully transparent: nothing to see; check the alpha channel")
    return Picture(rgba, notes, places)


def picture_bytes(source: Path | bytes) -> bytes:
    """The bytes of a picture's file, not looked into.

    Raises PictureError if it is missing, empty, no regular file, cannot be read, or is larger than 64 MiB.
    """
    data = source if isinstance(source, bytes) else _file_bytes(source)
    if not data:
        raise PictureError("empty file; save it again")
    if len(data) > MAX_BYTES:
        raise PictureError(f"larger than {MAX_BYTES // 2**20} MiB; shrink it first")
    return data


def _file_bytes(path: Path) -> bytes:
    """At most one byte more than the limit; never waits on a pipe or a device."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise PictureError("is a folder; name a picture")
        if not stat.S_ISREG(mode):
            raise PictureError("not a regular file but a device or pipe; save the picture to a file first")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise missing(PictureError("no such file; check the path")) from None
    except OSError as error:
        raise PictureError(f"cannot be read ({error.strerror}); check its name and permissions") from None
    except ValueError:
        raise PictureError("not a possible file name; check the path") from None


def check_size(width: int, height: int, least_side: int = MIN_SIDE) -> None:
    """Raises PictureError if a picture of that size has too many or too few pixels."""
    if width * height > MAX_PIXELS:
        raise PictureError(f"{width}x{height} is more than {MAX_PIXELS // 10**6} megapixels; shrink it first")
    if min(width, height) < least_side:
        raise PictureError(f"{width}x{height} is too small; at least {least_side}x{least_side} pixels are needed")


def _notes(image: Image.Image) -> tuple[str, ...]:
    notes = []
    # Not n_frames: to count them takes minutes for some files.
    if getattr(image, "is_animated", False):
        notes.append("animated: only the first frame is used")
    if image.mode == "CMYK":
        notes.append("CMYK, converted to RGB: colors may differ")
    if is_deep(image.mode):
        notes.append("16-bit, converted to 8-bit")
    return tuple(notes)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn a loaded image upright, as its EXIF says; damaged EXIF says nothing."""
    with contextlib.suppress(Exception):
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return None


def _places(image: Image.Image) -> Places | None:
    if image.mode != "P" or not (colors := image.getpalette("RGB")):
        return None
    indices = np.array(image)
    palette = np.array(colors, np.uint8).reshape(-1, 3)[:_GAME_COLORS]
    clear = image.info.get("transparency")
    clear = None if isinstance(clear, bytes) and set(clear) <= {255} else clear
    names_clear = clear == 0 or (isinstance(clear, bytes) and clear[:1] == b"\0" and set(clear[1:]) <= {255})
    if indices.max() >= len(palette) or not (clear is None or names_clear):
        return None
    return Places(indices, palette, names_clear)


def portable(stem: str) -> str:
    """A file's name without its suffix, changed where Windows keeps the name for a device.

    >>> portable("con"), portable("cone")
    ('con_', 'cone')
    """
    return f"{stem}_" if stem.lower() in _DEVICES else stem


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all: beside its place, then renamed.

    Raises OSError if it cannot be written; nothing is left behind.
    """
    write_all_whole({path: data})


def write_all_whole(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, each as `write_whole` does: none is renamed before all are written. Folders
    that were made for them go again where that fails.

    What a killed process left of the same files, more than an hour ago, is removed. Raises OSError if one cannot be
    written.
    """
    waiting: dict[Path, Path] = {}
    made: set[Path] = set()
    try:
        for path, data in files.items():
            if path.is_dir():  # found only by the renaming otherwise, when others have been renamed
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            made.update(folder for folder in path.parents if not folder.exists())
            path.parent.mkdir(parents=True, exist_ok=True)
            for left in _left_in(path.parent).pop(path.name, ()):
                left.unlink(missing_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            waiting[Path(temporary)] = path
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(0o644)
        for temporary_path, path in waiting.items():
            temporary_path.replace(path)
    except BaseException:
        for temporary_path in waiting:
            temporary_path.unlink(missing_ok=True)
        for folder in sorted(made, key=lambda folder: len(folder.parts), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@functools.lru_cache(maxsize=64)
def _left_in(folder: Path) -> dict[str, list[Path]]:
    """Files that were abandoned before they were renamed, by the name that they would have; read once a process."""
    found: dict[str, list[Path]] = {}
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if match := _UNNAMED.fullmatch(path.name):
                with contextlib.suppress(OSError):
                    if time.time() - path.lstat().st_mtime > _ABANDONED_SECONDS:
                        found.setdefault(match[1], []).append(path)
    return found


def png_bytes(rgba: RGBA, text: Mapping[str, str] | None = None) -> bytes:
    """uint8 [H, W, 4] (or [H, W, 3]) -> the bytes of a PNG with texts in it, the same for the same pixels and texts."""
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, format="PNG", optimize=False, pnginfo=info)
    return buffer.getvalue()
