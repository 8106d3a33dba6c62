"""Pictures as people have them: devices and pipes, names too long, photographs that lie on their side."""

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from spritedex.errors import PictureError
from spritedex.sprites.codec import MAX_BYTES, open_picture


def oriented(image: Image.Image, orientation: int, format: str, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    buffer = io.BytesIO()
    image.save(buffer, format, exif=exif, **options)
    return buffer.getvalue()


def scene() -> np.ndarray:
    """12 wide, 8 high, RGBA: a red corner at the top left, clear at the right."""
    rgba = np.full((8, 12, 4), (40, 80, 160, 255), np.uint8)
    rgba[:4, :4] = (250, 0, 0, 255)
    rgba[:, 8:] = 0
    return rgba


STORED = {  # EXIF orientation -> how the camera stores the upright picture
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: np.rot90(upright.swapaxes(0, 1), 2),
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_every_orientation_is_turned_upright(orientation: int, format: str) -> None:
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](scene())))
    options = {"lossless": True} if format == "WEBP" else {}
    picture = open_picture(oriented(stored, orientation, format, **options))
    assert picture.rgba.shape == (8, 12, 4)
    seen = picture.rgba[..., 3:] > 0
    assert np.array_equal(np.where(seen, picture.rgba, 0), scene())
    if format != "TIFF":  # Pillow itself turns these, and tells nobody
        assert any("turned upright" in note for note in picture.notes) == (orientation != 1)


def test_a_photograph_on_its_side_is_turned_and_says_so() -> None:
    upright = np.zeros((16, 24, 3), np.uint8)
    upright[:, :8] = (250, 0, 0)
    picture = open_picture(oriented(Image.fromarray(np.rot90(upright, 1).copy()), 6, "JPEG"))
    assert picture.rgba.shape == (16, 24, 4)
    assert picture.rgba[8, 3, 0] > 200 > 50 > picture.rgba[8, 20, 0]
    assert picture.notes == ("turned upright, as its EXIF orientation says",)


@pytest.mark.parametrize("mode", ["P", "1", "L", "LA", "I;16"])
def test_other_kinds_of_pixels_are_turned_too(mode: str) -> None:
    grey = Image.fromarray(np.repeat(np.arange(8, dtype=np.uint8)[:, None] * 30, 12, axis=1))
    image = Image.fromarray(np.asarray(grey, np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    options = {"transparency": 0} if mode == "P" else {}
    plain, turned = (open_picture(oriented(image, orientation, "PNG", **options)).rgba for orientation in (1, 8))
    assert np.array_equal(turned, np.rot90(plain, 1))


def test_damaged_exif_does_not_lose_the_picture() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(buffer, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff nonsense")
    picture = open_picture(buffer.getvalue())
    assert picture.rgba.shape == (16, 16, 4)
    assert picture.notes == ()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_devices_are_refused_and_not_read() -> None:
    with pytest.raises(PictureError, match="not a regular file but a device or pipe"):
        open_picture(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(PictureError, match="not a regular file but a device or pipe"):
        open_picture(tmp_path / "pipe.png")


@pytest.mark.parametrize(
    ("name", "message"),
    [("x" * 300 + ".png", r"cannot be read \(File name too long\)"), ("a\0b.png", "not a possible file name")],
)
def test_impossible_names_are_one_line(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        open_picture(tmp_path / name)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES * 100)
    with pytest.raises(PictureError, match="larger than 64 MiB; shrink it first"):
        open_picture(huge)
