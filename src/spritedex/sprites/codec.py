"""Pictures in and out: any file a person may have -> RGBA array, within limits. Knows no model and no data set."""

import io
import os
import stat
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from spritedex.errors import PictureError
from spritedex.sprites.depth import to_8_bits, to_srgb

MAX_BYTES: Final = 64 * 2**20
MAX_PIXELS: Final = 40_000_000
MIN_SIDE: Final = 8
_GAME_COLORS: Final = 16
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")

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


def open_picture(source: Path | bytes) -> Picture:
    """Read the first frame of a PNG, JPEG, GIF, WebP, BMP or TIFF, turned upright as its EXIF says.

    Raises PictureError if it is missing, not a regular file or not such a picture, is cut short, is larger than 64 MiB
    or 40 megapixels, is smaller than 8x8, or has no visible pixel.
    """
    data = picture_bytes(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                width, height = image.size
                _check_size(width, height)
                notes = _notes(image)
                image.load()
                if _turn_upright(image):
                    notes += ("turned upright, as its EXIF orientation says",)
                places = _places(image)
                converted, note = to_srgb(_to_rgba(image), image.info)
                if note:
                    notes, places = (*notes, note), None
                rgba = np.asarray(converted)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError(f"more than {MAX_PIXELS // 10**6} megapixels; shrink it first") from None
    except UnidentifiedImageError:
        raise PictureError("not a picture; expected PNG, JPEG, GIF, WebP, BMP or TIFF") from None
    except MemoryError:
        raise PictureError("too large for the memory; shrink it first") from None
    except Exception as error:
        raise PictureError(f"damaged or cut short ({error}); save it again") from None
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
        raise PictureError("no such file; check the path") from None
    except OSError as error:
        raise PictureError(f"cannot be read ({error.strerror}); check its name and permissions") from None
    except ValueError:
        raise PictureError("not a possible file name; check the path") from None


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PictureError(f"{width}x{height} is more than {MAX_PIXELS // 10**6} megapixels; shrink it first")
    if min(width, height) < MIN_SIDE:
        raise PictureError(f"{width}x{height} is too small; at least {MIN_SIDE}x{MIN_SIDE} pixels are needed")


def _notes(image: Image.Image) -> tuple[str, ...]:
    notes = []
    # Not n_frames: to count them takes minutes for some files.
    if getattr(image, "is_animated", False):
        notes.append("animated: only the first frame is used")
    if image.mode == "CMYK":
        notes.append("CMYK, converted to RGB: colors may differ")
    if image.mode.startswith("I") or image.mode == "F":
        notes.append("16-bit, converted to 8-bit")
    return tuple(notes)


def _turn_upright(image: Image.Image) -> bool:
    """Turn a loaded image in place as its EXIF says, and whether it was turned; damaged EXIF says nothing."""
    turned = False
    with suppress(Exception):
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9)
        ImageOps.exif_transpose(image, in_place=True)
    return turned


def _to_rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return to_8_bits(image)
    return image.convert("RGBA")


def _places(image: Image.Image) -> Places | None:
    if image.mode != "P" or not (colors := image.getpalette("RGB")):
        return None
    indices = np.array(image)
    palette = np.array(colors, np.uint8).reshape(-1, 3)[:_GAME_COLORS]
    clear = image.info.get("transparency")
    names_clear = clear == 0 or (isinstance(clear, bytes) and clear[:1] == b"\0" and set(clear[1:]) <= {255})
    if indices.max() >= len(palette) or not (clear is None or names_clear):
        return None
    return Places(indices, palette, names_clear)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all: beside its place, then renamed.

    Raises OSError if it cannot be written; nothing is left behind.
    """
    write_all_whole({path: data})


def write_all_whole(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, each as `write_whole` does: none is renamed before all are written.

    Raises OSError if one cannot be written.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
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
        raise


def png_bytes(rgba: RGBA) -> bytes:
    """uint8 [H, W, 4] (or [H, W, 3]) -> the bytes of a PNG, the same for the same pixels."""
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, format="PNG", optimize=False)
    return buffer.getvalue()
