"""Rasterizes shapes with Pillow: every part gets outline, shade and light, then all is reduced to crisp pixels.

Coordinates run from 0 to 1, x to the right and y down. Knows no creature.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from spritedex.sprites.codec import RGBA

Color = tuple[int, int, int]
Point = tuple[float, float]

WHITE: Final[Color] = (255, 255, 255)
INK: Final[Color] = (34, 28, 44)

_LARGE: Final = 192
_OUTLINE: Final = 3
_SHADE: Final = 8
_GROUND: Final = 0.93
_RING: Final = 48


class Raster:
    """A large clear canvas; everything is scaled around the middle of the ground line."""

    def __init__(self, scale: float) -> None:
        self._image = Image.new("RGBA", (_LARGE, _LARGE), (0, 0, 0, 0))
        self._scale = scale

    def ellipse(self, centre: Point, radii: Point, color: Color, *, tilt: float = 0, flat: bool = False) -> None:
        """An ellipse, tilted clockwise by degrees; `flat` leaves out outline, shade and light."""
        cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
        points = []
        for step in range(_RING):
            angle = 2 * math.pi * step / _RING
            dx, dy = radii[0] * math.cos(angle), radii[1] * math.sin(angle)
            points.append((centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos))
        self.polygon(points, color, flat=flat)

    def polygon(self, points: Sequence[Point], color: Color, *, flat: bool = False) -> None:
        """A filled shape."""
        mask = Image.new("L", self._image.size)
        ImageDraw.Draw(mask).polygon([self._at(point) for point in points], fill=255)
        self._paint(mask, color, flat)

    def line(self, points: Sequence[Point], width: float, color: Color, *, flat: bool = False) -> None:
        """A thick line with round ends."""
        mask = Image.new("L", self._image.size)
        pen = ImageDraw.Draw(mask)
        pixels = [self._at(point) for point in points]
        radius = width * self._scale * _LARGE / 2
        pen.line(pixels, fill=255, width=max(1, round(radius * 2)), joint="curve")
        for x, y in (pixels[0], pixels[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        self._paint(mask, color, flat)

    def on_body(self, paint: Callable[[], None]) -> None:
        """Call `paint`, and keep its pixels only where the canvas was painted before."""
        alpha = self._image.getchannel("A")
        paint()
        colors = self._image.convert("RGB")
        self._image = Image.new("RGBA", self._image.size, (0, 0, 0, 0))
        self._image.paste(colors, mask=alpha)

    def shrunk(self, size: int) -> RGBA:
        """The canvas as uint8 [size, size, 4]: every pixel is clear or opaque."""
        premultiplied = self._image.convert("RGBa").resize((size, size), Image.Resampling.BOX)
        small = np.array(premultiplied.convert("RGBA"))
        solid = small[..., 3] >= 128
        small[..., 3] = 255
        small[~solid] = 0
        return small

    def _at(self, point: Point) -> Point:
        x, y = point
        return (0.5 + (x - 0.5) * self._scale) * _LARGE, (_GROUND + (y - _GROUND) * self._scale) * _LARGE

    def _paint(self, mask: Image.Image, color: Color, flat: bool) -> None:
        if flat:
            self._image.paste((*color, 255), mask=mask)
            return
        outline = _spread(mask, _OUTLINE, ImageChops.lighter)
        self._image.paste((*mixed(color, INK, 0.72), 255), mask=outline)
        self._image.paste((*mixed(color, INK, 0.26), 255), mask=mask)
        middle = ImageChops.darker(mask, ImageChops.offset(mask, -_SHADE, -_SHADE))
        self._image.paste((*color, 255), mask=middle)
        inner = _spread(mask, _SHADE, ImageChops.darker)
        light = ImageChops.subtract(inner, ImageChops.offset(inner, _SHADE // 2, _SHADE // 2))
        self._image.paste((*mixed(color, WHITE, 0.4), 255), mask=light)


def _spread(mask: Image.Image, distance: int, join: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """The mask joined with itself moved by `distance` pixels in eight directions: wider or narrower."""
    spread = mask
    for turn in range(8):
        angle = turn * math.pi / 4
        moved = ImageChops.offset(mask, round(distance * math.cos(angle)), round(distance * math.sin(angle)))
        spread = join(spread, moved)
    return spread


def mixed(color: Color, other: Color, part: float) -> Color:
    """The color mixed with `part` in [0, 1] of the other."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(color, other, strict=True))
    return red, green, blue
