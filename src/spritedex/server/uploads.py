"""Pictures that clients send, and files that they get. Know no route, no model and no disk."""

import base64
import binascii
import io
import mimetypes
import unicodedata
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, overload

from PIL import Image

from spritedex.errors import PictureError
from spritedex.server.schemas import File
from spritedex.server.settings import MIB, ServeSettings
from spritedex.sprites.bounds import BoundedFile
from spritedex.sprites.codec import FORMATS

_MARKUP: Final = (b"<script", b"<html", b"<!doctype", b"<?php")
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1024
_NAME_LENGTH: Final = 120
_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)


def decoded(text: str) -> bytes:
    """Base64, or a data URL with base64 -> bytes. Raises PictureError if it is neither."""
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise PictureError("a data URL without base64; send the picture's bytes in base64")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PictureError("not base64; send the picture's bytes in base64") from None


def check_picture(data: bytes, settings: ServeSettings) -> None:
    """Check the size of a picture, and that it is not also a file of another kind.

    Raises PictureError. Whether it is a picture at all, and whole, is checked by `open_picture`.
    """
    if len(data) > settings.picture_bytes:
        raise PictureError(f"larger than {settings.picture_bytes / MIB:g} MiB; shrink it first")
    if other := _also(data):
        raise PictureError(f"it is {other} as well as a picture; save only the picture")
    width = height = 0
    with suppress(Exception), Image.open(BoundedFile(data), formats=FORMATS) as image:
        width, height = image.size
    if width * height > settings.picture_pixels:
        raise PictureError(
            f"{width}x{height} is more than {settings.picture_pixels / 1e6:g} megapixels; shrink it first"
        )


@overload
def read_upload(field: str, text: str, settings: ServeSettings) -> bytes: ...
@overload
def read_upload(field: str, text: str | None, settings: ServeSettings) -> bytes | None: ...
def read_upload(field: str, text: str | None, settings: ServeSettings) -> bytes | None:
    """A picture in base64 or as a data URL -> its bytes; None -> None. Raises PictureError that names the field."""
    if text is None:
        return None
    try:
        data = decoded(text)
        check_picture(data, settings)
    except PictureError as error:
        raise error.at(field) from None
    return data


def _also(data: bytes) -> str | None:
    """The other kind of file that the bytes are valid as, if any."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return "a zip archive"
    if _PDF in data[:_PDF_WITHIN]:
        return "a PDF"
    lower = data.lower()
    return "a web page" if any(mark in lower for mark in _MARKUP) else None


def shown_name(name: str | None, number: int) -> str:
    """The name of an upload for display: its last part without control characters, at most 120 characters."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return text[:_NAME_LENGTH] or f"picture {number}"


def packed(name: str, data: bytes) -> File:
    """A file for a JSON answer."""
    return File(name=name, media_type=media_type(name), data=base64.b64encode(data).decode())


def media_type(name: str) -> str:
    """The media type for a file's name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files by their relative paths -> a zip archive; the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _SAME_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
