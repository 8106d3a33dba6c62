"""Large pictures made smaller as soon as they are decoded: no step after it has more than 4 megapixels to do.

Knows no file. A picture of few colors, as enlarged pixel art, keeps them: pixels are picked. All others are averaged,
premultiplied, band by band, so that no second picture of the full size is in memory.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from spritedex.sprites.depth import to_8_bits

KEPT_PIXELS: Final = 2048 * 2048
KEPT_SIDE: Final = 8192

_FEW: Final = 64
_BAND: Final = 2**20
_COUNTED: Final = ("1", "L", "P", "LA", "PA", "RGB", "RGBA")
_PREMULTIPLIED: Final = {"La": "LA", "RGBa": "RGBA"}


def steps(width: int, height: int) -> tuple[int, int]:
    """By which whole numbers a picture of that size is made smaller; 1, 1 where it is small enough."""
    step = max(math.ceil(math.sqrt(width * height / KEPT_PIXELS)), math.ceil(max(width, height) / KEPT_SIDE))
    return min(step, width), min(step, height)


def small_rgba(image: Image.Image) -> Image.Image:
    """A loaded image of any mode -> RGBA of at most `KEPT_PIXELS`, no side longer than `KEPT_SIDE`.

    Raises ValueError for a mode that has no colors.
    """
    across, down = steps(*image.size)
    if (across, down) == (1, 1):
        return to_rgba(image)
    if is_deep(image.mode) or (image.mode in _COUNTED and image.getcolors(_FEW)):
        width, height = image.width // across, image.height // down
        # Each pixel taken is the middle one of its place.
        return to_rgba(image.resize((width, height), Image.Resampling.NEAREST, (0, 0, width * across, height * down)))
    small = Image.new("RGBA", (-(-image.width // across), -(-image.height // down)))
    rows = down * max(1, _BAND // (image.width * down))
    for top in range(0, image.height, rows):
        band = to_rgba(image.crop((0, top, image.width, min(top + rows, image.height))))
        small.paste(band.convert("RGBa").reduce((across, down)).convert("RGBA"), (0, top // down))
    return small


def at_most(rgba: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """uint8 [H, W, 4] -> a picture of many colors with no side longer than `side`, averaged over whole pixels; one
    of few colors as it is, so that its lines get no thicker.
    """
    step = -(-max(rgba.shape[:2]) // side)
    picture = Image.fromarray(rgba)
    if step == 1 or picture.getcolors(_FEW):
        return rgba
    small = picture.convert("RGBa").reduce((min(step, picture.width), min(step, picture.height)))
    return np.asarray(small.convert("RGBA"))


def is_deep(mode: str) -> bool:
    """Whether pixels of that mode have more than 8 bits a channel."""
    return mode.startswith("I") or mode == "F"


def to_rgba(image: Image.Image) -> Image.Image:
    """A loaded image of any mode -> RGBA. Raises ValueError for a mode that has no colors."""
    if is_deep(image.mode):
        return to_8_bits(image)
    if image.mode in _PREMULTIPLIED:
        image = image.convert(_PREMULTIPLIED[image.mode])
    if image.mode == "LAB":
        lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, lab, rgb, outputMode="RGB")
        assert converted is not None
        image = converted
    if image.mode in ("RGBX", "CMYK", "YCbCr", "HSV"):
        image = image.convert("RGB")
    return image.convert("RGBA")
