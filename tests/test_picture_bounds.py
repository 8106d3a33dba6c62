"""Small files that ask for much: each is read or refused in one line, within 400 MiB and a few seconds."""

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from spritedex import Classifier, OptionError
from spritedex.errors import PictureError
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import open_picture
from spritedex.sprites.frames import aligned, read_frames
from spritedex.sprites.ground import flooded
from spritedex.sprites.shrink import KEPT_PIXELS
from spritedex.sprites.sources import read_source
from tests.toy_bundles import toy_classifier

MOST_MIB = 400
MOST_SECONDS = 6
_READ_ALL = """
import json, re, sys, time
from pathlib import Path
from spritedex.errors import PictureError
from spritedex.workflows.sprites.edit import quantize_picture
from spritedex.runtime.classifier import prepare
from spritedex.sprites.codec import open_picture

def attempt(read, path):
    try:
        read(path)
    except PictureError as error:
        return str(error)
    return "read"

for name in sys.argv[1:]:
    started = time.process_time()
    path = Path(name)
    said = attempt(lambda path: prepare(open_picture(path).rgba, 512, (0, 0, 0), (1, 1, 1)), path)
    attempt(quantize_picture, path)
    status = Path("/proc/self/status")
    most = re.search(r"VmHWM:\\s*(\\d+)", status.read_text()) if status.is_file() else None
    print(json.dumps([path.name, said, time.process_time() - started, int(most[1]) / 1024 if most else 0]))
"""


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes so often."""
    data = saved(Image.new("RGB", (64, 64), "red"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def png_with(more: bytes) -> bytes:
    """A PNG with further chunks behind its header."""
    data = saved(Image.new("RGB", (16, 16), "red"), "PNG")
    return data[:33] + more + data[33:]


def gif_with(blocks: int) -> bytes:
    """A GIF with a comment in so many blocks of one byte."""
    data = saved(Image.new("P", (16, 16), 1), "GIF")
    head = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 128 else 0)
    return data[:head] + b"!\xfe" + b"\x01x" * blocks + b"\0" + data[head:]


def growing_gif() -> bytes:
    """A GIF whose second frame reaches far out of its canvas."""
    frames = [Image.new("P", (16, 16), color) for color in (1, 2)]
    data = bytearray(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    second = data.rindex(b"," + struct.pack("<HHHH", 0, 0, 16, 16))
    data[second + 1 : second + 9] = struct.pack("<HHHH", 0, 0, 65535, 65535)
    return bytes(data)


def tiff_with_table(count: int) -> bytes:
    """A TIFF whose table of strips has so many numbers."""
    tags = {256: (4, 1, 8), 257: (4, 1, 8), 258: (4, 1, 8), 259: (4, 1, 1), 262: (4, 1, 1), 273: (4, count, 122)}
    table = b"".join(struct.pack("<HHII", tag, *values) for tag, values in tags.items())
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
    return (head + table + bytes(4)).ljust(122, b"\0") + bytes(4 * count)


def huge_strip_tiff() -> bytes:
    """A TIFF of 38 megapixels in one compressed strip."""
    image = Image.new("RGB", (3800, 10000))
    return saved(image, "TIFF", compression="packbits", strip_size=2**30)


def run_length_bmp() -> bytes:
    """A run-length encoded BMP of 39 megapixels without a pixel."""
    info = struct.pack("<IiiHHIIiiII", 40, 6250, 6250, 1, 8, 1, 4, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 14 + 40 + 1024 + 4, 0, 0, 14 + 40 + 1024) + info + bytes(1024) + b"\0\0\0\1"


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 64, (height, width, 3), np.uint8) * 4)


def few_colors(kind: str) -> Image.Image:
    """Four megapixels that cost most to bring in: fine stripes as enlarged pixel art, and dots without any grid."""
    y, x = np.mgrid[:2000, :2000]
    dots = np.random.default_rng(0).integers(0, 16, (2000, 2000), np.uint8)
    image = Image.fromarray(dots if kind == "dots" else ((x // 2 + y // 3) % 8).astype(np.uint8))
    image.putpalette(np.random.default_rng(1).integers(0, 256, 48, np.uint8).tolist())
    return image


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "thin.gif": (lambda: saved(Image.new("P", (48, 23040), 1), "GIF"), "read"),
    "thin.png": (lambda: saved(Image.new("L", (8, 20000), 200), "PNG"), "read"),
    "thinner.png": (lambda: saved(Image.new("1", (8, 1_000_000), 1), "PNG"), "a side of more than 65,535 pixels"),
    "shot.png": (lambda: saved(Image.new("RGB", (1080, 20000), "red"), "PNG"), "read"),
    "noise.jpg": (lambda: saved(noise(3000, 3000), "JPEG"), "read"),
    "stripes.png": (lambda: saved(few_colors("stripes"), "PNG"), "read"),
    "dots.png": (lambda: saved(few_colors("dots"), "PNG", compress_level=1), "read"),
    "deep.png": (lambda: saved(Image.fromarray(np.full((2000, 4000), 9, np.uint16)), "PNG"), "read"),
    "flat.webp": (lambda: saved(Image.new("RGB", (3700, 3700), "red"), "WEBP", method=0), "too much memory"),
    "scans.jpg": (lambda: many_scans(1000), "a JPEG of more than 32 scans"),
    "segments.jpg": (
        lambda: b"\xff\xd8" + b"\xff\xe5\0\2" * 500_000 + many_scans(1)[2:],
        "a JPEG of more than 2,000 segments",
    ),
    "chunks.png": (lambda: png_with(chunk(b"teSt", b"") * 200_000), "more than 65,536 chunks"),
    "table.png": (lambda: png_with(chunk(b"cHRM", bytes(2_000_000))), "a chunk cHRM of 2,000,000 bytes"),
    "comment.gif": (lambda: gif_with(1_000_000), "a GIF of more than 300,000 blocks"),
    "growing.gif": (growing_gif, "65535x65535 is more than 40 megapixels"),
    "table.tif": (lambda: tiff_with_table(500_000), "a table of 500,000 numbers"),
    "strip.tif": (huge_strip_tiff, "too much memory"),
    "runs.bmp": (run_length_bmp, "a run-length encoded BMP of 6250x6250"),
}


def test_no_small_file_takes_much_memory_or_time(tmp_path: Path) -> None:
    for name, (make, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(make())
    command = [sys.executable, "-c", _READ_ALL, *(str(tmp_path / name) for name in HOSTILE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(HOSTILE)
    for name, said, seconds, mib in answers:
        assert HOSTILE[name][1] in said, (name, said)
        assert seconds < MOST_SECONDS, (name, seconds)
        assert mib < MOST_MIB, (name, mib)


def test_a_large_picture_is_kept_small_and_enlarged_pixel_art_keeps_its_colors() -> None:
    art = np.random.default_rng(1).choice(np.array([[0, 0, 0], [250, 0, 0], [0, 0, 250]], np.uint8), (45, 60))
    large = Image.fromarray(art.repeat(40, axis=0).repeat(40, axis=1))
    small = open_picture(saved(large, "PNG")).rgba
    assert small.shape[0] * small.shape[1] <= KEPT_PIXELS
    assert len(np.unique(small.reshape(-1, 4), axis=0)) == 3
    soft = open_picture(saved(noise(2100, 2000), "PNG", compress_level=1)).rgba
    assert soft.shape == (1000, 1050, 4)
    assert abs(int(soft[..., :3].mean()) - 126) < 2
    assert soft[..., :3].std() < 50  # averaged, not picked


def test_a_thin_picture_is_fitted_without_its_square() -> None:
    picture = np.full((60_000, 8, 4), (250, 0, 0, 255), np.uint8)
    fitted = fit_square(picture, 64)
    assert fitted.shape == (64, 64, 4)
    assert (fitted[..., 3] > 0).any(axis=1).all()
    assert (fitted[:, 40:, 3] == 0).all()


def test_frames_that_share_no_canvas_stay_apart() -> None:
    tall, wide = np.zeros((8000, 8, 4), np.uint8), np.zeros((8, 8000, 4), np.uint8)
    assert [one.shape for one in aligned(tall, wide)] == [tall.shape, wide.shape]


def test_the_frames_of_an_animation_are_bounded_together() -> None:
    frames = [Image.new("P", (1000, 1000), number) for number in range(1, 12)]
    read = read_frames(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert read is not None
    assert len(read.pictures) == 4
    assert read.notes == ("more than 4 frames: the others are left out",)


def test_a_maze_is_flooded_in_one_go() -> None:
    """A passage that turns as often as it can: once it took a pass over all pixels for each turn."""
    side = 801
    maze = np.zeros((side, side), np.bool_)
    maze[::2] = True
    maze[1::4, -1] = maze[3::4, 0] = True
    assert np.array_equal(flooded(maze), maze)


GREY = np.repeat(np.arange(8, dtype=np.uint8)[:, None] * 36, 8, axis=1)
DEEP = ("I", "F", "I;16", "I;16B")


def as_mode(mode: str) -> Image.Image:
    """The same steps of grey in any mode of Pillow."""
    grey = Image.fromarray(GREY)
    if mode == "LAB":
        rgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        converted = ImageCms.profileToProfile(grey.convert("RGB"), rgb, lab, outputMode="LAB")
        assert converted is not None
        return converted
    if mode.startswith("I;16"):
        order = ">" if mode.endswith("B") else "<"
        return Image.frombytes(mode, (8, 8), (GREY.astype(np.uint16) * 257).astype(f"{order}u2").tobytes())
    if mode in ("La", "RGBa", "PA"):
        return grey.convert({"La": "LA", "RGBa": "RGBA", "PA": "LA"}[mode]).convert(mode)
    return grey.convert("RGB").convert(mode) if mode == "HSV" else grey.convert(mode)


@pytest.mark.parametrize(
    "mode", ["L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "LAB", *DEEP]
)
def test_every_mode_of_pillow_is_the_same_picture(mode: str) -> None:
    picture = read_source(as_mode(mode))
    assert np.abs(picture.rgba[..., :3].astype(int) - GREY[..., None]).max() <= 2
    assert (picture.rgba[..., 3] == 255).all()
    assert ("16-bit, converted to 8-bit" in picture.notes) == (mode in DEEP)


@pytest.mark.parametrize(("top", "white"), [(1.0, 255), (0.5, 128), (200.0, 200), (1000.0, 4), (1e9, 255)])
def test_real_numbers_have_the_white_that_fits_them(top: float, white: int) -> None:
    values = np.linspace(0, top, 64, dtype=np.float32).reshape(8, 8)
    values[0, 0] = np.nan
    assert abs(int(read_source(Image.fromarray(values)).rgba[..., 0].max()) - white) <= 1


def test_an_open_file_is_a_picture_and_a_wrong_argument_is_named(tmp_path: Path) -> None:
    classifier = Classifier.load(toy_classifier(tmp_path / "reader"))
    data = saved(Image.fromarray(GREY), "PNG")
    assert classifier.classify_one(io.BytesIO(data)) == classifier.classify_one(data)
    with pytest.raises(PictureError, match="picture: no picture but int; give a path"):
        classifier.classify_one(5)  # type: ignore[arg-type]
    with pytest.raises(PictureError, match=r"pictures\[1\]: empty file"):
        list(classifier.classify([data, b""]))
    for pictures in (data, io.BytesIO(data), 5, np.zeros((8, 8, 4), np.uint8)):
        with pytest.raises(OptionError, match="pictures: must be a list of pictures"):
            classifier.classify(pictures)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match=r"threshold .*: must be a number, not a text"):
        classifier.classify_one(data, threshold="high")  # type: ignore[arg-type]
