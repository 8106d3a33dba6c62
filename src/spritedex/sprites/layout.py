"""The bricks of a sheet: checkerboards, whole-number zoom, captions, badges, headings, grids. Pillow only.

Know no model, no data set and no sheet: arrays, names and texts in, pictures out.
"""

import functools
import textwrap
from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from spritedex.sprites.codec import RGBA
from spritedex.sprites.lettering import printable, shorten, typeface
from spritedex.vocabulary import TYPE_COLORS

PAPER: Final = "#ffffff"
INK: Final = "#24242c"
FAINT: Final = "#84848f"
LINE: Final = "#e4e4ea"
CHECKS: Final = ((250, 250, 252), (234, 234, 240))
MARGIN: Final = 16
GAP: Final = 12
LEAST_WIDTH: Final = 420
BADGE: Final = (78, 24)


def checkerboard(width: int, height: int, cell: int = 8) -> Image.Image:
    """An RGB picture of light squares, `cell` pixels a side: what transparency looks like."""
    rows, columns = np.arange(height)[:, None] // cell, np.arange(width)[None, :] // cell
    return Image.fromarray(np.array(CHECKS, np.uint8)[(rows + columns) % 2])


def zoom(rgba: RGBA, factor: int) -> RGBA:
    """uint8 [H, W, 4] -> uint8 [H * factor, W * factor, 4]; each pixel becomes a square."""
    return rgba.repeat(factor, axis=0).repeat(factor, axis=1)


def on_checkerboard(rgba: RGBA, factor: int = 1) -> Image.Image:
    """uint8 [H, W, 4] -> an RGB picture, zoomed by a whole number, over a checkerboard."""
    sprite = Image.fromarray(zoom(rgba, factor))
    board = checkerboard(*sprite.size)
    board.paste(sprite, mask=sprite.getchannel("A"))
    return board


@functools.cache
def type_badge(name: str) -> Image.Image:
    """A rounded badge with the name of a type in its color, `BADGE` large."""
    width, height = BADGE
    large = Image.new("RGB", (4 * width, 4 * height), PAPER)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, 4 * width - 1, 4 * height - 1), 2 * height, TYPE_COLORS[name])
    badge = large.resize(BADGE, Image.Resampling.BOX)
    ImageDraw.Draw(badge).text((width // 2, height // 2), name, "white", typeface(13), anchor="mm")
    return badge


def wrapped(text: str, width: int) -> list[str]:
    """A list with commas in lines of a caption of `width` pixels; no item is parted."""
    lines: list[str] = []
    for item in text.split(", "):
        longer = f"{lines[-1]}, {item}" if lines else item
        if lines and typeface(14).getlength(printable(longer)) > width:
            lines[-1] += ","
            lines.append(item)
        else:
            lines[-1:] = [longer]
    return lines


def caption(picture: Image.Image, lines: Sequence[str]) -> Image.Image:
    """A picture with lines of text under it, each shortened to its width; the first in ink, the others faint."""
    tile = Image.new("RGB", (picture.width, picture.height + 4 + 18 * len(lines)), PAPER)
    tile.paste(picture, (0, 0))
    draw = ImageDraw.Draw(tile)
    for index, line in enumerate(lines):
        ink = INK if index == 0 else FAINT
        y = picture.height + 13 + 18 * index
        draw.text((picture.width // 2, y), shorten(line, picture.width, typeface(14)), ink, typeface(14), anchor="mm")
    return tile


def arrange(tiles: Sequence[Image.Image], columns: int, row_gap: int = GAP) -> Image.Image:
    """Pictures in rows of `columns`, all cells as large as the largest picture."""
    width, height = max(tile.width for tile in tiles) + GAP, max(tile.height for tile in tiles) + row_gap
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (columns * width - GAP, rows * height - row_gap), PAPER)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        sheet.paste(tile, (column * width, row * height))
    return sheet


def headline(text: str, width: int, ink: str = INK, size: int = 18) -> Image.Image:
    """A text as wide as `width`, wrapped to at most four lines."""
    font = typeface(size)
    letters = max(8, int(width / font.getlength("n")))
    lines = textwrap.wrap(printable(text), letters, max_lines=4, placeholder=" …") or [""]
    picture = Image.new("RGB", (width, len(lines) * (size + 6) + 4), PAPER)
    draw = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        draw.text((0, index * (size + 6)), shorten(line, width, font), ink, font)
    return picture


def stack(parts: Sequence[Image.Image]) -> Image.Image:
    """Pictures one under the other, set left."""
    width, height = max(part.width for part in parts), sum(part.height for part in parts)
    sheet = Image.new("RGB", (width, height + GAP * (len(parts) - 1)), PAPER)
    y = 0
    for part in parts:
        sheet.paste(part, (0, y))
        y += part.height + GAP
    return sheet


def frame(picture: Image.Image) -> Image.Image:
    """A picture with a margin of paper around it."""
    sheet = Image.new("RGB", (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN), PAPER)
    sheet.paste(picture, (MARGIN, MARGIN))
    return sheet
