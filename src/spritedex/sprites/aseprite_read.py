"""Frames of an .aseprite (or .ase) file, its visible layers put together. Bytes to pixels.

Source: docs/ase-file-specs.md of Aseprite. Blend modes other than normal are treated as normal, and said so.
"""

import struct
import zlib
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.shrink import KEPT_PIXELS

MAX_FRAMES: Final = 256

_MOST_CELS: Final = 16 * 10**6
"""Pixels of all cels together, and four times as many that are laid over each other."""

_FILE: Final = 0xA5E0
_FRAME: Final = 0xF1FA
_OLD_PALETTES: Final = (0x0004, 0x0011)
_LAYER: Final = 0x2004
_CEL: Final = 0x2005
_PALETTE: Final = 0x2019
_VISIBLE: Final = 1
_BACKGROUND: Final = 8
_REFERENCE: Final = 64
_GROUP: Final = 1
_RAW, _LINKED, _COMPRESSED = 0, 1, 2
_CHANNELS: Final = {32: 4, 16: 2, 8: 1}


@dataclass(slots=True)
class _Cel:
    x: int
    y: int
    opacity: int
    pixels: NDArray[np.uint8]  # [h, w, channels]


@dataclass(slots=True)
class _Layer:
    shown: bool
    opacity: int
    background: bool


@dataclass(slots=True)
class _File:
    width: int
    height: int
    depth: int
    clear: int
    layer_opacity: bool
    palette: NDArray[np.uint8] = field(default_factory=lambda: np.tile(np.array([0, 0, 0, 255], np.uint8), (256, 1)))
    layers: list[_Layer] = field(default_factory=list)
    parents: list[bool] = field(default_factory=list)
    cels: dict[tuple[int, int], _Cel] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    unpacked: int = 0
    composed: int = 0


def is_aseprite(data: bytes) -> bool:
    """Whether bytes are those of an .aseprite file."""
    return len(data) >= 128 and struct.unpack_from("<H", data, 4)[0] == _FILE


def read_aseprite(data: bytes) -> tuple[list[RGBA], tuple[str, ...]]:
    """The bytes of an .aseprite file -> its frames uint8 [H, W, 4], at most 256 of them, and notes.

    Raises PictureError if it is damaged, has more than 4 megapixels, or too much in its layers.
    """
    try:
        return _read(data)
    except (struct.error, zlib.error, IndexError, ValueError) as error:
        raise PictureError(f"a damaged .aseprite file ({error}); save it again") from None


def _read(data: bytes) -> tuple[list[RGBA], tuple[str, ...]]:
    _, magic, count, width, height, depth, flags = struct.unpack_from("<IHHHHHI", data)
    if magic != _FILE or depth not in _CHANNELS or not width or not height:
        raise PictureError("no .aseprite file; save it again")
    if width * height > KEPT_PIXELS:
        raise PictureError(f"{width}x{height} is more than {KEPT_PIXELS // 10**6} megapixels; shrink it first")
    file = _File(width, height, depth, data[28], bool(flags & 1))
    frames, place = min(count, MAX_FRAMES), 128
    if frames * width * height > 2 * KEPT_PIXELS:
        frames = max(1, 2 * KEPT_PIXELS // (width * height))
    if frames < count:
        file.notes.add(f"{count} frames: only the first {frames} are read")
    pictures = []
    for number in range(frames):
        size, magic, old, _, new = struct.unpack_from("<IHHH2xI", data, place)
        if magic != _FRAME or size < 16 or place + size > len(data):
            raise PictureError(f"frame {number + 1} of the .aseprite file is damaged; save it again")
        _read_chunks(file, number, data[place + 16 : place + size], new or old)
        pictures.append(_composed(file, number))
        place += size
    return pictures, tuple(sorted(file.notes))


def _read_chunks(file: _File, frame: int, data: bytes, count: int) -> None:
    place = 0
    for _ in range(count):
        size, kind = struct.unpack_from("<IH", data, place)
        if size < 6:
            raise ValueError("a chunk without a size")
        chunk = data[place + 6 : place + size]
        if kind == _LAYER:
            _read_layer(file, chunk)
        elif kind == _CEL:
            _read_cel(file, frame, chunk)
        elif kind == _PALETTE:
            _read_palette(file, chunk)
        elif kind in _OLD_PALETTES and (file.palette[:, :3] == 0).all():
            _read_old_palette(file, chunk, 255 if kind == _OLD_PALETTES[0] else 63)
        place += size


def _read_layer(file: _File, chunk: bytes) -> None:
    flags, kind, level, _, _, blend, opacity = struct.unpack_from("<HHHHHHB", chunk)
    # A layer is shown if the groups around it are.
    del file.parents[level:]
    shown = bool(flags & _VISIBLE) and all(file.parents) and not flags & _REFERENCE
    file.parents.append(shown)
    if blend and shown and kind != _GROUP:
        file.notes.add("a layer's blend mode is not normal: it is laid over the others all the same")
    file.layers.append(_Layer(shown, opacity if file.layer_opacity else 255, bool(flags & _BACKGROUND)))


def _read_cel(file: _File, frame: int, chunk: bytes) -> None:
    layer, x, y, opacity, kind = struct.unpack_from("<HhhBH", chunk)
    if kind == _LINKED:
        (other,) = struct.unpack_from("<H", chunk, 16)
        if (other, layer) in file.cels:
            file.cels[frame, layer] = file.cels[other, layer]
        return
    if kind not in (_RAW, _COMPRESSED):
        file.notes.add("a layer of tiles is left out: flatten it first")
        return
    width, height = struct.unpack_from("<HH", chunk, 16)
    length = width * height * _CHANNELS[file.depth]
    file.unpacked += width * height
    if file.unpacked > _MOST_CELS:
        raise PictureError(f"layers of more than {_MOST_CELS // 10**6} megapixels together; flatten it first")
    pixels = chunk[20:] if kind == _RAW else zlib.decompressobj().decompress(chunk[20:], length)
    shape = (height, width, _CHANNELS[file.depth])
    file.cels[frame, layer] = _Cel(x, y, opacity, np.frombuffer(pixels[:length], np.uint8).reshape(shape))


def _read_palette(file: _File, chunk: bytes) -> None:
    _, first, last = struct.unpack_from("<III", chunk)
    place = 20
    for index in range(first, min(last, 255) + 1):
        flags, red, green, blue, alpha = struct.unpack_from("<HBBBB", chunk, place)
        file.palette[index] = (red, green, blue, alpha)
        place += 6
        if flags & 1:
            place += 2 + int(struct.unpack_from("<H", chunk, place)[0])


def _read_old_palette(file: _File, chunk: bytes, top: int) -> None:
    (packets,) = struct.unpack_from("<H", chunk)
    place, index = 2, 0
    for _ in range(packets):
        skip, count = chunk[place], chunk[place + 1] or 256
        index += skip
        rows = np.frombuffer(chunk[place + 2 : place + 2 + 3 * count], np.uint8).reshape(-1, 3)
        file.palette[index : index + count, :3] = rows.astype(np.uint16)[: 256 - index] * 255 // top
        index, place = index + count, place + 2 + 3 * count


def _composed(file: _File, frame: int) -> RGBA:
    """The visible layers over each other, the first lowest."""
    canvas = np.zeros((file.height, file.width, 4), np.float32)  # premultiplied, in [0, 1]
    for number, layer in enumerate(file.layers):
        cel = file.cels.get((frame, number))
        if cel is None or not layer.shown:
            continue
        file.composed += file.width * file.height
        if file.composed > 4 * _MOST_CELS:
            raise PictureError("too many layers and frames for its size; flatten it first")
        top, left = max(cel.y, 0), max(cel.x, 0)
        pixels = _colors(file, cel, layer)[max(-cel.y, 0) :, max(-cel.x, 0) :]
        part = pixels[: max(file.height - top, 0), : max(file.width - left, 0)].astype(np.float32) / 255
        part[..., 3] *= cel.opacity * layer.opacity / 255**2
        part[..., :3] *= part[..., 3:]
        place = canvas[top : top + part.shape[0], left : left + part.shape[1]]
        place[:] = part + place * (1 - part[..., 3:])
    canvas[..., :3] /= np.maximum(canvas[..., 3:], 1e-9)
    return (canvas.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _colors(file: _File, cel: _Cel, layer: _Layer) -> RGBA:
    """The pixels of a cel, uint8 [h, w, 4]."""
    if file.depth == 32:
        return cel.pixels
    if file.depth == 16:
        return np.asarray(cel.pixels[..., [0, 0, 0, 1]])
    table = file.palette.copy()
    if not layer.background:
        table[file.clear] = 0
    return np.asarray(table[cel.pixels[..., 0]])
