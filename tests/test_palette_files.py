"""Palette files: what is written reads back the same, foreign files read as their editors mean, damage is named."""

import struct

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import PictureError
from spritedex.sprites.aseprite import aseprite
from spritedex.sprites.codec import png_bytes
from spritedex.sprites.palette import quantize
from spritedex.sprites.palette_files import WRITERS, read_palette
from tests.pictures import FRONT

COLORS = np.array([[20, 20, 40], [200, 90, 40], [255, 255, 255], [0, 0, 0]], np.uint8)


@pytest.mark.parametrize("count", [1, 3, 4])
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_palette_reads_back_as_it_was_written(suffix: str, count: int) -> None:
    assert read_palette(WRITERS[suffix](COLORS[:count]), f"fox{suffix}").tolist() == COLORS[:count].tolist()


def test_editors_palettes_are_read() -> None:
    gimp = b"GIMP Palette\r\nName: mine\r\nColumns: 4\r\n#\r\n255   0  16 red one\r\n  1 2 3\r\n"
    assert read_palette(gimp).tolist() == [[255, 0, 16], [1, 2, 3]]
    assert read_palette(b"JASC-PAL\n0100\n2\n1 2 3\n4 5 6\n").tolist() == [[1, 2, 3], [4, 5, 6]]
    assert read_palette(b"\xef\xbb\xbf#FF0010\r\n\r\n; note\r\n010203\r\n", "a.HEX").tolist() == [
        [255, 0, 16],
        [1, 2, 3],
    ]
    act = bytes(range(9)) + bytes(759) + struct.pack(">HH", 3, 0xFFFF)
    assert read_palette(act, "a.act").tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert len(read_palette(act[:768], "a.act")) == 4
    assert read_palette(b"0x102030\nff0010ff\n00000000\n", "a.hex").tolist() == [[16, 32, 48], [255, 0, 16]]


def test_a_games_palette_keeps_its_black_outline() -> None:
    rows = [b"152 208 160", b"248 0 0", b"0 0 0", *[b"0 0 0"] * 13]
    assert read_palette(b"JASC-PAL\r\n0100\r\n16\r\n" + b"\r\n".join(rows)).tolist() == [[248, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("start", [b"GIMP Palette\n", b"JASC-PAL\n0100\n2\n"])
def test_a_byte_order_mark_and_an_old_encoding_do_no_harm(start: bytes) -> None:
    names = b"gr\xfcn" if start.startswith(b"GIMP") else b""
    for mark in (b"", b"\xef\xbb\xbf"):
        assert read_palette(mark + start + b"1 2 3 " + names + b"\n4 5 6\n", "a.pal").tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_palette_of_windows_is_read() -> None:
    colors = bytes([1, 2, 3, 0, 4, 5, 6, 0])
    data = b"RIFF" + struct.pack("<I", 16 + len(colors)) + b"PAL data" + struct.pack("<IHH", 4 + len(colors), 0x300, 2)
    assert read_palette(data + colors, "a.pal").tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(PictureError, match="cut short"):
        read_palette(data + colors[:-1], "a.pal")


def test_a_palette_may_be_a_row_of_pixels_or_an_editors_file() -> None:
    assert read_palette(png_bytes(COLORS[None]), "lospec-1x.png").tolist() == COLORS.tolist()
    file = aseprite([("front", quantize(FRONT))])
    assert read_palette(file, "fox.aseprite").tolist() == read_palette(png_bytes(FRONT), "fox.png").tolist()


def test_a_pictures_palette_is_its_colors_in_the_order_of_its_pixels() -> None:
    shown = FRONT[FRONT[..., 3] > 0][:, :3]
    palette = read_palette(png_bytes(FRONT), "fox.png")
    assert palette[0].tolist() == shown[0].tolist()
    assert {tuple(color) for color in palette.tolist()} == {tuple(color) for color in shown.tolist()}


def noise() -> bytes:
    return png_bytes(np.random.default_rng(0).integers(0, 255, (32, 32, 3), np.uint8))


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.hex", "without a color"),
        (b"GIMP Palette\n#\n", "a.gpl", "without a color"),
        (b"GIMP Palette\n1 2 x\n", "a.gpl", "line 2: '1 2 x' is no color"),
        (b"GIMP Palette\n1 2\n", "a.gpl", "line 2"),
        (b"GIMP Palette\n1 2 256\n", "a.gpl", "0 to 255"),
        (b"1 2 3\n", "a.gpl", "does not start with 'GIMP Palette'"),
        (b"RIFF", "a.pal", "does not start with 'JASC-PAL'"),
        (b"JASC-PAL\n0100\n", "a.pal", "number of colors"),
        (b"JASC-PAL\n0100\n3\n1 2 3\n", "a.pal", "1 colors, but line 3 says 3"),
        (b"ff00\n", "a.hex", "line 1: 'ff00' is no color"),
        (b"\xff\xfe", "a.hex", "is no color"),
        (b"ff0000\n" * 20000, "a.hex", "64 KiB"),
        (bytes(5), "a.act", "5 bytes"),
        (b"no picture", "a.png", "nor a picture"),
        (noise(), "a.png", "at most 256"),
        ("".join(f"{n:06x}\n" for n in range(300)).encode(), "a.hex", "300 colors"),
    ],
)
def test_what_is_no_palette_is_named(data: bytes, name: str, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        read_palette(data, name)


def test_editors_read_the_act_file() -> None:
    rows = np.frombuffer(WRITERS[".act"](COLORS)[:768], np.uint8).reshape(256, 3)
    image = Image.new("P", (8, 8), 2)
    image.putpalette(rows.ravel().tolist())
    assert image.convert("RGB").getpixel((0, 0)) == tuple(COLORS[1].tolist())
