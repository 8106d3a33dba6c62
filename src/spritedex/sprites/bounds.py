"""What reading a picture file may cost: checked by its structure and its header before it is decoded. Decodes nothing.

A few bytes can ask for minutes or gigabytes: thousands of scans, millions of empty chunks, one huge strip, a table of
millions of numbers. Sources: ITU-T T.81 (JPEG), the PNG, GIF89a and TIFF 6.0 specifications, and how Pillow reads them.
"""

import io
import re
import struct
from typing import Final

from PIL import Image

from spritedex.errors import PictureError

MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 65_535
MAX_SCANS: Final = 32

_MOST_MEMORY: Final = 240 * 2**20
_MOST_READS: Final = 600_000
_MOST_PARTS: Final = 65_536
"""Chunks of a PNG; tags of a TIFF, and numbers in one."""
_MOST_SEGMENTS: Final = 2_000
_MOST_PAGES: Final = 66
"""So many pages of a TIFF are looked at: more than frames are read."""
_MOST_BLOCKS: Final = 300_000
_MOST_RUNS: Final = 4_000_000
"""Pixels of a run-length encoded BMP, which Pillow decodes in Python."""
_AGAIN: Final = "save it again"

_MARKER: Final = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_ALONE: Final = (0x01, 0xD8)
_END: Final = 0xD9
_SCAN: Final = 0xDA
_FRAMES: Final = (0xC0, 0xC1, 0xC2)
_RARE_FRAMES: Final = (0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
_SMALL_CHUNKS: Final = (b"cHRM", b"gAMA", b"sRGB", b"PLTE", b"tRNS", b"bKGD", b"hIST", b"sBIT", b"pHYs", b"tIME",
                        b"acTL", b"fcTL", b"cICP")  # fmt: skip
_LARGEST_SMALL: Final = 4096
_EXTENSION, _IMAGE = b"!", b","
_TIFF: Final = {b"II*\0": "<", b"MM\0*": ">"}
_BIG_TIFF: Final = {b"II+\0": "<", b"MM\0+": ">"}
_BYTE_TYPES: Final = (1, 2, 6, 7)
_OBJECT: Final = re.compile(r"\s*<[^<>]* object at 0x[0-9a-fA-F]+>")
_LONGEST_REASON: Final = 100
_ONE_BYTE, _TWO_BYTES = ("1", "L", "P"), ("I;16", "I;16L", "I;16B", "I;16N")


class BoundedFile(io.BytesIO):
    """The bytes of a picture file, read in a bounded number of pieces: Pillow reads chunk by chunk, or run by run.

    `kept` is how many bytes the decoder keeps until it has read all of the file.
    """

    def __init__(self, data: bytes) -> None:
        """Raises PictureError if the structure of the file asks for too much."""
        super().__init__(data)
        self.kept = 0
        self._left = _MOST_READS
        if data.startswith(b"\xff\xd8"):
            self.kept = _check_jpeg(data)
        elif data.startswith(b"\x89PNG"):
            _check_png(data)
        elif data.startswith(b"GIF8"):
            _check_gif(data)
        elif data[:4] in _TIFF:
            _check_tags(data, _TIFF[data[:4]], "I", 4, "H", "HHI4x")
        elif data[:4] in _BIG_TIFF:
            _check_tags(data, _BIG_TIFF[data[:4]], "Q", 8, "Q", "HHQ8x")

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises PictureError if it is called too often."""
        self._left -= 1
        if self._left < 0:
            raise PictureError(f"made of too many small pieces; {_AGAIN}")
        return super().read(size)


def decoder_reason(error: Exception) -> str:
    """What a decoder says of a picture, at most 100 characters of it, without the names of objects in memory.

    >>> decoder_reason(OSError("cannot identify image file <_io.BytesIO object at 0x7fb1c2>"))
    'cannot identify image file'
    """
    return _OBJECT.sub("", str(error))[:_LONGEST_REASON]


def check_cost(image: Image.Image, kept: int = 0) -> None:
    """Raises PictureError if an opened picture, not yet decoded, has too long a side, or takes too much memory or time.

    `kept` is that of its file.
    """
    width, height = image.size
    pixels = width * height
    if max(width, height) > MAX_SIDE:
        raise PictureError(f"{width}x{height} has a side of more than {MAX_SIDE:,} pixels; shrink it first")
    if image.format == "BMP" and image.info.get("compression") in (1, 2) and pixels > _MOST_RUNS:
        raise PictureError(f"a run-length encoded BMP of {width}x{height}; {_AGAIN} as PNG")
    memory = kept + pixels * (1 if image.mode in _ONE_BYTE else 2 if image.mode in _TWO_BYTES else 4)
    if image.format == "WEBP":
        memory = 20 * pixels  # its decoder has several canvases
    elif image.format == "TIFF":
        memory += _tiff_bytes(image)
    if memory > _MOST_MEMORY:
        raise PictureError(f"{width}x{height} as this {image.format} takes too much memory to read; shrink it first")


def _check_jpeg(data: bytes) -> int:
    """Walk from marker to marker. The answer is what its coefficients take: where there are several scans, all are kept
    to the end.
    """
    place, segments, scans, coefficients = 0, 0, 0, 0
    while match := _MARKER.search(data, place):
        place, kind = match.end(), match[1][0]
        if kind == _END:
            break
        if kind in _ALONE:
            continue
        if kind in _RARE_FRAMES:
            raise PictureError(f"a JPEG of a rare kind (arithmetic or lossless coding); {_AGAIN} as PNG")
        if kind in _FRAMES:
            coefficients = max(coefficients, _coefficient_bytes(data[place : place + 32]))
        segments, scans = segments + 1, scans + (kind == _SCAN)
        if scans > MAX_SCANS or segments > _MOST_SEGMENTS:
            what = f"{MAX_SCANS} scans" if scans > MAX_SCANS else f"{_MOST_SEGMENTS:,} segments"
            raise PictureError(f"a JPEG of more than {what}; {_AGAIN}")
        place += max(int.from_bytes(data[place : place + 2], "big"), 2)
    return coefficients if scans > 1 else 0


def _coefficient_bytes(frame: bytes) -> int:
    """Of the segment that describes a frame: two bytes for each value of each component."""
    if len(frame) < 8:
        return 0
    height, width, count = struct.unpack_from(">HHB", frame, 3)
    sampling = [(frame[place] >> 4, frame[place] & 15) for place in range(9, min(8 + 3 * count, len(frame)), 3)]
    across, down = max((x for x, _ in sampling), default=1), max((y for _, y in sampling), default=1)
    return int(2 * width * height * sum(x * y for x, y in sampling) // max(across * down, 1))


def _check_png(data: bytes) -> None:
    place, chunks = 8, 0
    while place + 8 <= len(data) and (kind := data[place + 4 : place + 8]) != b"IEND":
        length, chunks = int.from_bytes(data[place : place + 4], "big"), chunks + 1
        if chunks > _MOST_PARTS:
            raise PictureError(f"a PNG of more than {_MOST_PARTS:,} chunks; {_AGAIN}")
        if kind in _SMALL_CHUNKS and length > _LARGEST_SMALL:
            raise PictureError(f"a PNG with a chunk {kind.decode()} of {length:,} bytes; {_AGAIN}")
        place += length + 12


def _check_gif(data: bytes) -> None:
    """Walk from block to block: how many there are, and how far frames reach out of the canvas, which grows by them."""
    width, height, flags = struct.unpack_from("<HHB", data.ljust(13, b"\0"), 6)
    place, blocks = 13 + _table_bytes(flags), 0
    while (kind := data[place : place + 1]) in (_EXTENSION, _IMAGE):
        blocks += 1
        if kind == _IMAGE:
            left, top, across, down, flags = struct.unpack_from("<HHHHB", data[place + 1 : place + 10].ljust(9, b"\0"))
            width, height = max(width, left + across), max(height, top + down)
            place += 11 + _table_bytes(flags)
        else:
            place += 2
        while place < len(data) and (length := data[place]):
            place, blocks = place + length + 1, blocks + 1
        place += 1
        if blocks > _MOST_BLOCKS:
            raise PictureError(f"a GIF of more than {_MOST_BLOCKS:,} blocks; {_AGAIN}")
    if width * height > MAX_PIXELS:
        raise PictureError(f"{width}x{height} is more than {MAX_PIXELS // 10**6} megapixels; shrink it first")


def _table_bytes(flags: int) -> int:
    """The length of a GIF's color table."""
    return 3 << ((flags & 7) + 1) if flags & 128 else 0


def _check_tags(data: bytes, order: str, start_as: str, start_at: int, count_as: str, entry_as: str) -> None:
    """Pillow makes a Python number of each value of a tag that it looks at."""
    start_as, count_as, entry_as = order + start_as, order + count_as, order + entry_as
    head, size, end = (struct.calcsize(each) for each in (count_as, entry_as, start_as))
    place, left = start_at, _MOST_PARTS
    for _ in range(_MOST_PAGES):
        start = struct.unpack_from(start_as, data, place)[0] if place + end <= len(data) else 0
        if not start or start + head > len(data):
            return
        (count,) = struct.unpack_from(count_as, data, start)
        if count > left:
            raise PictureError(f"a TIFF of more than {_MOST_PARTS:,} tags; {_AGAIN}")
        left -= count
        for number in range(min(count, (len(data) - start - head) // size)):
            _, kind, values = struct.unpack_from(entry_as, data, start + head + number * size)
            if kind not in _BYTE_TYPES and values > _MOST_PARTS:
                raise PictureError(f"a TIFF with a table of {values:,} numbers; {_AGAIN}")
        place = start + head + count * size


def _tiff_bytes(image: Image.Image) -> int:
    """What a TIFF takes beside its pixels: a compressed strip or tile unpacked, and a copy where it is to be turned."""
    tags = getattr(image, "tag_v2", {})
    turned = 4 * image.width * image.height if tags.get(274, 1) != 1 else 0
    tiles = getattr(image, "tile", ())
    if not tiles or tiles[0][0] != "libtiff":
        return turned
    bits, samples = tags.get(258, (8,)), int(tags.get(277, 1))
    pixel = sum(bits) if len(bits) == samples else int(bits[0]) * samples
    across, down = int(tags.get(322, image.width)), int(tags.get(323, min(tags.get(278, image.height), image.height)))
    return turned + across * down * max(pixel, 1) // 8
