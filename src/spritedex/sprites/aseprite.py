"""Aseprite files and GIMP palettes, written from their specifications. Pixels to bytes.

Source: docs/ase-file-specs.md of Aseprite. Little-endian; 8-bit indexed, index 0 clear.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from spritedex.sprites.palette import Colors, Indexed, clear_color

_FILE: Final = 0xA5E0
_FRAME: Final = 0xF1FA
_LAYER: Final = 0x2004
_CEL: Final = 0x2005
_TAGS: Final = 0x2018
_PALETTE: Final = 0x2019
_FRAME_MS: Final = 500
_TAG_COLOR: Final = (106, 159, 199)


def aseprite(frames: Sequence[tuple[str, Indexed]], milliseconds: Sequence[int] = ()) -> bytes:
    """Frames of one size and palette, each with the name of its tag -> the bytes of an .aseprite file.

    Frames with one name beside each other make one tag. `milliseconds` are those of the first frames; the others are
    shown for 500.
    """
    first = frames[0][1]
    height, width = first.indices.shape
    palette = [(*clear_color(first.palette), 0), *((*color, 255) for color in first.palette.tolist())]
    bodies = []
    for number, (_, frame) in enumerate(frames):
        chunks = [_palette_chunk(palette), _layer_chunk("creature"), _tag_chunk(frames)] if number == 0 else []
        chunks.append(_cel_chunk(frame))
        body = b"".join(chunks)
        shown = milliseconds[number] if number < len(milliseconds) else _FRAME_MS
        bodies.append(struct.pack("<IHHH2xI", 16 + len(body), _FRAME, len(chunks), shown, len(chunks)) + body)
    content = b"".join(bodies)
    header = struct.pack(
        "<IHHHHHIHIIB3xHBBhhHH84x",
        128 + len(content), _FILE, len(frames), width, height, 8, 1, _FRAME_MS, 0, 0, 0, len(palette),
        1, 1, 0, 0, 16, 16,
    )  # fmt: skip
    return header + content


def gimp_palette(name: str, palette: Colors) -> bytes:
    """A .gpl file: the clear color first, so that its places are the indices of the .aseprite file."""
    rows = [(*clear_color(palette), "clear"), *((*row, f"{place}") for place, row in enumerate(palette.tolist(), 1))]
    lines = ["GIMP Palette", f"Name: {name}", "Columns: 8", "#"]
    lines += [f"{red:3} {green:3} {blue:3}\t{label}" for red, green, blue, label in rows]
    return ("\n".join(lines) + "\n").encode()


def _chunk(kind: int, data: bytes) -> bytes:
    return struct.pack("<IH", 6 + len(data), kind) + data


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text.encode())) + text.encode()


def _palette_chunk(palette: Sequence[tuple[int, ...]]) -> bytes:
    entries = b"".join(struct.pack("<HBBBB", 0, *color) for color in palette)
    return _chunk(_PALETTE, struct.pack("<III8x", len(palette), 0, len(palette) - 1) + entries)


def _layer_chunk(name: str) -> bytes:
    visible_and_editable = 3
    return _chunk(_LAYER, struct.pack("<HHHHHHB3x", visible_and_editable, 0, 0, 0, 0, 0, 255) + _string(name))


def _cel_chunk(frame: Indexed) -> bytes:
    compressed = 2
    height, width = frame.indices.shape
    head = struct.pack("<HhhBHh5xHH", 0, 0, 0, 255, compressed, 0, width, height)
    return _chunk(_CEL, head + zlib.compress(frame.indices.tobytes(), 9))


def _tag_chunk(frames: Sequence[tuple[str, Indexed]]) -> bytes:
    names = [name for name, _ in frames]
    starts = [place for place, name in enumerate(names) if place == 0 or names[place - 1] != name]
    tags = b""
    for start, end in zip(starts, [*starts[1:], len(names)], strict=True):
        tags += struct.pack("<HHBH6x3Bx", start, end - 1, 0, 0, *_TAG_COLOR) + _string(names[start])
    return _chunk(_TAGS, struct.pack("<H8x", len(starts)) + tags)
