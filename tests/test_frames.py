"""Frames: strips, animations and .aseprite files; trimmed frames on one canvas; what files say about their numbers."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from spritedex.errors import PictureError
from spritedex.sprites.aseprite import aseprite
from spritedex.sprites.aseprite_read import is_aseprite, read_aseprite
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.depth import to_8_bits, to_srgb
from spritedex.sprites.frames import aligned, read_frames, split_strip, without_blank
from spritedex.sprites.palette import quantize_together
from tests.pictures import FRONT, SECOND

BLANK = np.zeros_like(FRONT)


def saved(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("count", [2, 3, 4, 8])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_strip_is_its_frames(axis: int, count: int) -> None:
    shown = ([FRONT, SECOND] * 4)[:count]
    frames, note = split_strip(np.concatenate(shown, axis=axis))
    assert np.array_equal(frames, shown)
    assert note == f"a strip of {count} frames of 64x64"


def test_what_is_no_strip_stays_whole() -> None:
    tall = np.zeros((128, 64, 4), np.uint8)
    tall[10:120, 20:30] = 255
    tall[64:, 40:60] = 255
    tall[:64, 2:18] = 255
    wide = np.concatenate([FRONT, np.roll(FRONT, 32, 1), FRONT], axis=1)
    for picture in (FRONT, tall, wide, np.zeros((100, 50, 4), np.uint8), np.tile(FRONT, (9, 1, 1))):
        frames, note = split_strip(picture)
        assert len(frames) == 1
        assert frames[0] is picture
        assert note is None


def test_a_blank_frame_is_skipped_with_a_note() -> None:
    frames, _ = split_strip(np.concatenate([BLANK, FRONT]))
    shown, notes = without_blank(frames)
    assert np.array_equal(shown, [FRONT])
    assert notes == ("the first frame is blank: skipped",)
    assert without_blank([FRONT, BLANK])[1] == ("a blank frame is skipped",)
    assert without_blank([FRONT, SECOND]) == ([FRONT, SECOND], ())


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_its_frames(format: str) -> None:
    images = [Image.fromarray(picture) for picture in (FRONT, SECOND)]
    extra = {"lossless": True, "exact": True} if format == "WEBP" else {"disposal": 2} if format == "GIF" else {}
    data = saved(images[0], format=format, save_all=True, append_images=images[1:], duration=100, **extra)
    frames = read_frames(data)
    assert frames is not None
    for frame, picture in zip(frames.pictures, (FRONT, SECOND), strict=True):
        assert (frame[picture[..., 3] > 0] == picture[picture[..., 3] > 0]).all()
        assert ((frame[..., 3] > 0) == (picture[..., 3] > 0)).all()


def test_a_still_picture_has_no_frames() -> None:
    assert read_frames(saved(Image.fromarray(FRONT), format="PNG")) is None
    assert read_frames(b"no picture") is None


def test_an_aseprite_file_reads_back_as_it_was_written() -> None:
    first, second = quantize_together([FRONT, SECOND])
    data = aseprite([("front", first), ("front", second)])
    assert is_aseprite(data)
    frames = read_frames(data)
    assert frames is not None
    assert np.array_equal(frames.pictures, [first.rgba, second.rgba])


def chunk(kind: int, body: bytes) -> bytes:
    return struct.pack("<IH", 6 + len(body), kind) + body


def layer(flags: int, kind: int = 0, level: int = 0, opacity: int = 255, blend: int = 0) -> bytes:
    return chunk(0x2004, struct.pack("<HHHHHHB3xH", flags, kind, level, 0, 0, blend, opacity, 0))


def cel(number: int, x: int, y: int, pixels: RGBA, kind: int = 2) -> bytes:
    height, width = pixels.shape[:2]
    body = pixels.tobytes() if kind == 0 else zlib.compress(pixels.tobytes())
    return chunk(0x2005, struct.pack("<HhhBH7xHH", number, x, y, 255, kind, width, height) + body)


def file(*frames: list[bytes], depth: int = 32, side: int = 16) -> bytes:
    bodies = [
        struct.pack("<IHHH2xI", 16 + len(b"".join(chunks)), 0xF1FA, len(chunks), 100, len(chunks)) + b"".join(chunks)
        for chunks in frames
    ]
    head = struct.pack("<IHHHHHIH", 0, 0xA5E0, len(frames), side, side, depth, 1, 100)
    return head + bytes(128 - len(head)) + b"".join(bodies)


def test_layers_are_put_together_and_hidden_ones_left_out() -> None:
    red, blue = np.full((16, 16, 4), (255, 0, 0, 255), np.uint8), np.full((4, 4, 4), (0, 0, 255, 255), np.uint8)
    data = file(
        [
            layer(1), layer(1, opacity=128), layer(0), layer(0, kind=1), layer(1, level=1), layer(1, blend=3),
            cel(0, 0, 0, red), cel(1, -2, 12, blue, kind=0), cel(2, 0, 0, blue), cel(4, 0, 0, blue),
        ],
        [chunk(0x2005, struct.pack("<HhhBH7xH", 0, 0, 0, 255, 1, 0))],
    )  # fmt: skip
    (first, second), notes, _ = read_aseprite(data)
    assert first[0, 0].tolist() == [255, 0, 0, 255]
    assert first[13, 1].tolist() == [127, 0, 128, 255]
    assert first[13, 2].tolist() == [255, 0, 0, 255]
    assert (second == red).all()
    assert any("blend mode" in note for note in notes)


def test_grey_aseprite_files_are_read() -> None:
    grey = np.dstack([np.full((16, 16), 90, np.uint8), np.full((16, 16), 255, np.uint8)])
    ((frame,), _, _) = read_aseprite(file([layer(1), cel(0, 0, 0, grey)], depth=16))
    assert frame[3, 3].tolist() == [90, 90, 90, 255]


def test_damaged_aseprite_files_are_named() -> None:
    data = aseprite([("front", quantize_together([FRONT])[0])])
    for place in range(130, len(data), 7):
        with pytest.raises(PictureError, match="aseprite"):
            read_aseprite(data[:place])


def test_trimmed_frames_keep_what_stands_still_in_place() -> None:
    wing = FRONT.copy()
    wing[30:34, 55:62] = (200, 90, 40, 255)
    one, two = FRONT[8:60, 4:54], wing[8:60, 4:62]
    first, second = aligned(one, two)
    assert first.shape == second.shape == (52, 58, 4)
    assert (first == second).all(axis=-1).sum() == 52 * 58 - ((wing != FRONT).any(axis=-1)).sum()


def test_frames_of_one_shape_keep_their_places() -> None:
    assert aligned(FRONT, SECOND) == (FRONT, SECOND)


def test_frames_with_nothing_in_common_stand_on_the_same_edge() -> None:
    other = np.full((20, 30, 4), (1, 2, 3, 255), np.uint8)
    first, second = aligned(FRONT, other)
    assert np.array_equal(first, FRONT)
    assert second[44:, 17:47].min() > 0
    assert (second[..., 3] > 0).sum() == 600


def test_the_clear_grey_of_16_bits_is_clear() -> None:
    values = np.full((16, 16), 40000, np.uint16)
    values[:8] = 0
    data = saved(Image.fromarray(values), format="PNG", transparency=0)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        rgba = np.asarray(to_8_bits(image))
    assert rgba[0, 0, 3] == 0
    assert rgba[12, 0].tolist() == [156, 156, 156, 255]


def png_of(bits: int, kind: int, rows: list[bytes], clear: bytes) -> bytes:
    """A PNG of 16 columns whose tRNS names a clear color, as Pillow cannot write it."""
    header = struct.pack(">IIBBBBB", 16, len(rows), bits, kind, 0, 0, 0)
    chunks = {
        b"IHDR": header,
        b"tRNS": clear,
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows)),
        b"IEND": b"",
    }
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_the_clear_grey_of_a_png_of_any_depth_is_clear(bits: int) -> None:
    """A corner only, which no plain ground explains."""
    greys = np.zeros((16, 16), int)
    greys[:4, :4] = 1
    rows = [np.packbits((row[:, None] >> np.arange(bits)[::-1] & 1).astype(np.uint8)).tobytes() for row in greys]
    picture = open_picture(png_of(bits, 0, rows, struct.pack(">H", 1))).rgba
    assert np.array_equal(picture[..., 3] == 0, greys == 1)
    assert picture[8, 8].tolist() == [0, 0, 0, 255]


def test_the_clear_color_of_an_rgb_png_of_16_bits_is_clear() -> None:
    clear, shown = struct.pack(">3H", 0xF81F, 0x1234, 0x0056), struct.pack(">3H", 0x801F, 0x1234, 0x0056)
    picture = open_picture(png_of(16, 2, [clear * 4 + shown * 12] * 4 + [shown * 16] * 12, clear)).rgba
    assert not picture[:4, :4, 3].any()
    assert picture[8, 8].tolist() == [0x80, 0x12, 0, 255]


def gamma_chunk(gamma: float) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add(b"gAMA", struct.pack(">I", round(gamma * 100000)))
    return info


@pytest.mark.parametrize(("gamma", "expected"), [(1.0, 186), (1 / 2.2, 128)])
def test_gamma_is_honored(gamma: float, expected: int) -> None:
    grey = Image.new("RGBA", (8, 8), (128, 128, 128, 255))
    with Image.open(io.BytesIO(saved(grey, format="PNG", pnginfo=gamma_chunk(gamma)))) as image:
        image.load()
        converted, note = to_srgb(image.convert("RGBA"), image.info)
    assert np.asarray(converted)[0, 0].tolist() == [expected] * 3 + [255]
    assert (note is None) == (expected == 128)


def test_a_color_profile_is_honored_and_that_of_srgb_changes_nothing() -> None:
    picture = Image.fromarray(FRONT)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert to_srgb(picture, {"icc_profile": srgb}) == (picture, None)
    assert to_srgb(picture, {"icc_profile": b"damaged", "gamma": 1.0}) == (picture, None)
