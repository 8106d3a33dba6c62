"""Pictures that come in from outside, and files that go out. Know no route and no model."""

import base64
import binascii
import io
import mimetypes
import unicodedata
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from PIL import Image

from spritedex.errors import PictureError
from spritedex.server.schemas import File
from spritedex.server.settings import MIB, ServeSettings
from spritedex.sprites.codec import FORMATS, Picture, open_picture

_MARKUP: Final = (b"<script", b"<html", b"<!doctype", b"<?php")
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1024
_NAME_LENGTH: Final = 120
_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)


def decoded(text: str) -> bytes:
    """Base64, or a data URL of it -> bytes. Raises PictureError if it is neither."""
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise PictureError("a data URL without base64; send the picture's bytes in base64")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PictureError("not base64; send the picture's bytes in base64") from None


def check_picture(data: bytes, settings: ServeSettings) -> None:
    """Raises PictureError for what is larger than the server takes, or is something else besides a picture.

    What it is not, and whether it is whole, `open_picture` says.
    """
    if len(data) > settings.picture_bytes:
        raise PictureError(f"larger than {settings.picture_bytes / MIB:g} MiB; shrink it first")
    if other := _also(data):
        raise PictureError(f"it is {other} as well as a picture; save the picture alone")
    width = height = 0
    with suppress(Exception), Image.open(io.BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
    if width * height > settings.picture_pixels:
        raise PictureError(
            f"{width}x{height} is more than {settings.picture_pixels / 1e6:g} megapixels; shrink it first"
        )


def read_picture(data: bytes, settings: ServeSettings) -> Picture:
    """A picture that was sent. Raises PictureError if it cannot be read or is outside the server's limits."""
    check_picture(data, settings)
    return open_picture(data)


def write_picture(path: Path, text: str, settings: ServeSettings) -> None:
    """Write what came as base64 or a data URL. Raises PictureError that names `path` if the server refuses it."""
    try:
        data = decoded(text)
        check_picture(data, settings)
    except PictureError as error:
        raise PictureError(f"{path}: {error}") from None
    path.write_bytes(data)


def _also(data: bytes) -> str | None:
    """What else the bytes can be taken for."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return "a zip archive"
    if _PDF in data[:_PDF_WITHIN]:
        return "a PDF"
    lower = data.lower()
    return "a web page" if any(mark in lower for mark in _MARKUP) else None


def shown_name(name: str | None, number: int) -> str:
    """The name of an upload as text: its last part, without control characters, at most 120 characters."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return text[:_NAME_LENGTH] or f"picture {number}"


def packed(name: str, data: bytes) -> File:
    """A file as JSON has it."""
    return File(name=name, media_type=media_type(name), data=base64.b64encode(data).decode())


def media_type(name: str) -> str:
    """By the end of a file's name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def read_files(folder: Path, paths: Iterable[Path]) -> list[File]:
    """Files below `folder` as JSON has them."""
    return [packed(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]


def zipped(folder: Path) -> bytes:
    """All files below a folder as a zip archive; the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(PurePosixPath(path.relative_to(folder))), _SAME_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
