"""A creature of ellipses, for tests that need pictures which no model drew (uint8 [64, 64, 4]), and texts in PNGs."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

Picture = NDArray[np.uint8]


@cache
def creature_pictures() -> tuple[Picture, Picture, Picture, Picture]:
    """Front, second front, back, shiny front."""
    y, x = np.mgrid[:64, :64]
    body = ((x - 30) / 18) ** 2 + ((y - 42) / 16) ** 2
    head = ((x - 40) / 11) ** 2 + ((y - 20) / 10) ** 2
    tail = ((x - 12) / 9) ** 2 + ((y - 30) / 4) ** 2
    shape = np.minimum(np.minimum(body, head), tail)

    def colored(shades: Any, outline: Any, eye: Any, belly: Any) -> Picture:
        rgba = np.zeros((64, 64, 4), np.uint8)
        for limit, shade in zip((0.8, 0.5, 0.25), shades, strict=True):
            rgba[shape < limit] = (*shade, 255)
        rgba[(shape >= 0.8) & (shape < 1)] = (*outline, 255)
        if belly:
            rgba[((x - 33) / 9) ** 2 + ((y - 45) / 9) ** 2 < 1] = (*belly, 255)
        if eye:
            rgba[17:21, 42:45] = (*eye, 255)
            rgba[17, 42] = (255, 255, 255, 255)
        return rgba

    orange = ((200, 90, 40), (230, 130, 60), (250, 170, 90))
    green = ((60, 120, 70), (90, 160, 90), (140, 200, 120))
    front = colored(orange, (60, 30, 30), (20, 20, 40), (250, 220, 160))
    back = colored(orange, (60, 30, 30), None, None)
    shiny = colored(green, (20, 40, 40), (120, 20, 40), (230, 240, 190))
    return front, np.roll(front, 1, axis=0), back, shiny


FRONT, SECOND, BACK, SHINY = creature_pictures()
UPPER_HALF = np.arange(64)[:, None].repeat(64, axis=1) < 32


def png_text(image: Image.Image) -> dict[str, str]:
    """The texts of a PNG that is open, by their keys."""
    assert isinstance(image, PngImagePlugin.PngImageFile)
    return {key: str(value) for key, value in image.text.items()}


TYPE_COLORS = {"fire": (255, 0, 0), "grass": (0, 255, 0), "water": (0, 0, 255)}
"""What the toy classifier knows."""


def plain(name: str, height: int = 16, width: int = 16) -> Picture:
    """A picture of the color of a type."""
    return np.full((height, width, 4), (*TYPE_COLORS[name], 255), np.uint8)
