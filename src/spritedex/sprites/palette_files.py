"""Palette files of editors and games: GIMP .gpl, JASC .pal, .hex, Adobe .act, and the colors of a picture.

Sources: GIMP's developer documentation (GPL palettes), Paint Shop Pro's JASC-PAL, the RIFF palettes of Windows,
Lospec's .hex, Adobe's "Photoshop File Formats Specification" (Color Table). Bytes to colors and back.
"""

import codecs
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.errors import PictureError
from spritedex.sprites.aseprite import gimp_palette
from spritedex.sprites.aseprite_read import is_aseprite, read_aseprite
from spritedex.sprites.codec import NO_PICTURE, open_picture
from spritedex.sprites.jasc import jasc
from spritedex.sprites.palette import Colors, clear_color

MAX_ENTRIES: Final = 256
MAX_TEXT: Final = 64 * 2**10
"""Bytes of the longest palette file that is a text."""

SUFFIXES: Final = (".gpl", ".pal", ".hex", ".act")

_ACT: Final = (768, 772)  # bytes without and with the number of colors and the clear index
_GAME: Final = 16  # a JASC palette of so many colors is a game's, its first color the clear one
_CLEAR: Final = ("clear", "transparent")
_HEX: Final = re.compile(r"(?:#|0x)?([0-9a-fA-F]{6})([0-9a-fA-F]{2})?")


def read_palette(data: bytes, name: str = "") -> Colors:
    """The bytes of a palette file, or of a picture, and its file name -> its colors uint8 [N, 3], 1 <= N <= 256, each
    once, in the file's order.

    A clear color is left out: the entry `clear` of a .gpl, the first of a JASC palette of 16 (index 0 of a game's
    picture), the clear index of an .act, the clear pixels of a picture.
    Raises PictureError if it is none of these, is damaged, or has more colors.
    """
    suffix = Path(name).suffix.lower()
    start = data.removeprefix(codecs.BOM_UTF8)
    if start.startswith(b"GIMP Palette"):
        colors = _gpl(_text(data))
    elif start.startswith(b"JASC-PAL"):
        colors = _jasc(_text(data))
    elif data.startswith(b"RIFF") and data[8:16] == b"PAL data":
        colors = _riff(data)
    elif suffix == ".act":
        colors = _act(data)
    elif suffix == ".hex":
        colors = _hex(_text(data))
    elif suffix in SUFFIXES:
        expected = "GIMP Palette" if suffix == ".gpl" else "JASC-PAL"
        raise PictureError(f"no {suffix} palette: it does not start with {expected!r}; save it again")
    else:
        try:
            colors = _of_picture(data)
        except PictureError as error:
            if str(error) == NO_PICTURE:
                raise PictureError(f"neither a palette ({', '.join(SUFFIXES)}) nor a picture; choose one") from None
            raise
    if not colors:
        raise PictureError("a palette without a color; add one")
    colors = list(dict.fromkeys(colors))
    if len(colors) > MAX_ENTRIES:
        raise PictureError(f"{len(colors)} colors; a palette has at most {MAX_ENTRIES}")
    return np.array(colors, np.uint8)


def hex_palette(palette: Colors) -> bytes:
    """uint8 [N, 3] -> a .hex file: rrggbb a line, without the clear color.

    >>> hex_palette(np.array([[255, 0, 16]], np.uint8))
    b'ff0010\\n'
    """
    return "".join("{:02x}{:02x}{:02x}\n".format(*color) for color in palette.tolist()).encode()


def act_palette(palette: Colors) -> bytes:
    """uint8 [N, 3], N <= 255 -> an .act file: the clear color first, named as such, so that places are indices."""
    rows = np.zeros((MAX_ENTRIES, 3), np.uint8)
    rows[0], rows[1 : len(palette) + 1] = clear_color(palette), palette
    return rows.tobytes() + struct.pack(">HH", len(palette) + 1, 0)


def gpl_palette(palette: Colors) -> bytes:
    """uint8 [N, 3] -> a .gpl file, the clear color first."""
    return gimp_palette("spritedex", palette)


WRITERS: Final[dict[str, Callable[[Colors], bytes]]] = {
    ".gpl": gpl_palette,
    ".pal": jasc,
    ".hex": hex_palette,
    ".act": act_palette,
}
"""Suffix -> colors to the bytes of the file."""

_Color = tuple[int, int, int]


def _text(data: bytes) -> list[str]:
    if len(data) > MAX_TEXT:
        raise PictureError(f"larger than {MAX_TEXT // 1024} KiB: no palette")
    # Names of colors may be in any encoding; nothing depends on them.
    return [line.strip() for line in data.decode("utf-8-sig", errors="replace").splitlines()]


def _gpl(lines: list[str]) -> list[_Color]:
    colors = []
    for number, line in enumerate(lines[1:], 2):
        if not line or line.startswith("#") or re.match(r"(Name|Columns|Channels):", line):
            continue
        fields = line.split(maxsplit=3)
        color = _color(fields[:3], number)
        if len(fields) < 4 or fields[3].lower() not in _CLEAR:
            colors.append(color)
    return colors


def _jasc(lines: list[str]) -> list[_Color]:
    if len(lines) < 3 or not lines[2].isdecimal():
        raise PictureError("line 3 of a JASC palette is the number of colors; save it again")
    rows = [(number, line) for number, line in enumerate(lines[3:], 4) if line]
    if len(rows) != int(lines[2]):
        raise PictureError(f"{len(rows)} colors, but line 3 says {lines[2]}; save it again")
    colors = [_color(line.split()[:3], number) for number, line in rows]
    if len(colors) != _GAME:
        return colors
    filled = colors[1:]
    while len(filled) > 1 and filled[-1] == colors[0]:
        filled.pop()
    while len(filled) > 1 and filled[-1] == filled[-2] == (0, 0, 0):
        filled.pop()
    return filled


def _riff(data: bytes) -> list[_Color]:
    count = int.from_bytes(data[22:24], "little")
    rows = np.frombuffer(data[24 : 24 + 4 * count], np.uint8)
    if len(rows) != 4 * count:
        raise PictureError("a .pal palette that is cut short; save it again")
    return [(r, g, b) for r, g, b, _ in rows.reshape(-1, 4).tolist()]


def _color(fields: list[str], line: int) -> _Color:
    values = [int(field) for field in fields if field.isdecimal() and len(field) <= 3]
    if len(fields) != 3 or len(values) != 3 or max(values) > 255:
        raise PictureError(f"line {line}: {' '.join(fields)[:40]!r} is no color; write three numbers from 0 to 255")
    red, green, blue = values
    return red, green, blue


def _hex(lines: list[str]) -> list[_Color]:
    colors = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith(";"):
            continue
        match = _HEX.fullmatch(line)
        if match is None:
            raise PictureError(f"line {number}: {line[:40]!r} is no color; write rrggbb")
        red, green, blue = bytes.fromhex(match[1])
        if match[2] != "00":
            colors.append((red, green, blue))
    return colors


def _act(data: bytes) -> list[_Color]:
    if len(data) not in _ACT:
        raise PictureError(f"{len(data)} bytes; an .act palette has {_ACT[0]} or {_ACT[1]}")
    rows: list[_Color] = [(r, g, b) for r, g, b in np.frombuffer(data[: _ACT[0]], np.uint8).reshape(-1, 3).tolist()]
    if len(data) == _ACT[0]:
        return rows
    count, clear = struct.unpack(">HH", data[_ACT[0] :])
    return [color for place, color in enumerate(rows[: count or MAX_ENTRIES]) if place != clear]


def _of_picture(data: bytes) -> list[_Color]:
    rgba = read_aseprite(data)[0][0] if is_aseprite(data) else open_picture(data, least_side=1).rgba
    shown = rgba[rgba[..., 3] >= 128][:, :3].astype(np.uint32)
    names, first = np.unique(shown @ np.array([65536, 256, 1], np.uint32), return_index=True)
    if len(names) > MAX_ENTRIES:
        raise PictureError(f"{len(names)} colors; a picture to take a palette from has at most {MAX_ENTRIES}")
    ordered = names[np.argsort(first)]
    return [(int(name) >> 16, int(name) >> 8 & 255, int(name) & 255) for name in ordered]
