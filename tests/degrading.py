"""Sprites as people bring them: enlarged by odd factors, blurred, as JPEG, on white, on an odd canvas."""

import io
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import open_picture

Picture = NDArray[np.uint8]
FACTORS: Final = (6.38, 12.7)
NEAREST, AREA = Image.Resampling.NEAREST, Image.Resampling.BOX


def enlarged(sprite: Picture, factor: float, resample: Image.Resampling = NEAREST) -> Image.Image:
    height, width = (round(side * factor) for side in sprite.shape[:2])
    return Image.fromarray(sprite).convert("RGBa").resize((width, height), resample).convert("RGBA")


def on_ground(image: Image.Image, color: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    ground = Image.new("RGBA", image.size, (*color, 255))
    ground.alpha_composite(image)
    return ground.convert("RGB")


def blurred(image: Image.Image, radius: float) -> Image.Image:
    soft = image.convert("RGBa") if image.mode == "RGBA" else image
    return soft.filter(ImageFilter.GaussianBlur(radius)).convert(image.mode)


def on_canvas(image: Image.Image, right: int = 37, below: int = 23) -> Image.Image:
    canvas = Image.new(image.mode, (image.width + right, image.height + below))
    canvas.paste(image, (right // 2 - 1, below // 2 - 2))
    return canvas


def reopened(image: Image.Image, **options: Any) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return open_picture(buffer.getvalue()).rgba


def _read(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGBA"))


WAYS: Final[dict[str, Callable[[Picture, float], Picture]]] = {
    "nearest": lambda sprite, factor: _read(enlarged(sprite, factor)),
    "area": lambda sprite, factor: _read(enlarged(sprite, factor, AREA)),
    "blur": lambda sprite, factor: _read(blurred(enlarged(sprite, factor), factor / 6.38)),
    "jpeg": lambda sprite, factor: reopened(on_ground(enlarged(sprite, factor)), format="JPEG", quality=80),
    "white": lambda sprite, factor: _read(on_ground(enlarged(sprite, factor, AREA))),
    "canvas": lambda sprite, factor: _read(on_canvas(enlarged(sprite, factor))),
}


def equal_pixels(picture: Picture, sprite: Picture, tolerance: int = 8) -> float:
    """The share of a sprite's pixels that another picture of its shape has: clear in both, or opaque in both and no
    channel farther off than the tolerance, of 255. The best over shifts of two pixels.
    """
    clear = sprite[..., 3] < 128
    best = 0.0
    for y in range(-2, 3):
        for x in range(-2, 3):
            moved = np.roll(picture, (y, x), (0, 1)).astype(int)
            near = np.abs(moved[..., :3] - sprite[..., :3]).max(axis=-1) <= tolerance
            best = max(best, float((((moved[..., 3] < 128) == clear) & (near | clear)).mean()))
    return best
