"""Sheets: sprites zoomed by whole numbers on a checkerboard, with captions, badges and heat. Pillow only.

Know no model and no data set: arrays, names and numbers in, one picture out.
"""

import bisect
import functools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from spritedex.bestiary import TYPE_COLOURS
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA

PAPER: Final = "#ffffff"
INK: Final = "#24242c"
FAINT: Final = "#84848f"
LINE: Final = "#e4e4ea"
RIGHT: Final = "#2f9e44"
WRONG: Final = "#d6336c"
CHECKS: Final = ((250, 250, 252), (234, 234, 240))
MARGIN: Final = 16
GAP: Final = 12
_LEAST_WIDTH: Final = 420

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a contact sheet with its sprites, each uint8 [H, W, 4] with a caption."""

    title: str
    sprites: Sequence[tuple[RGBA, str]]


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A picture, uint8 [H, W, 4], its true types, and the types predicted with their probabilities in [0,
    1].
    """

    picture: RGBA
    name: str
    truth: Sequence[str]
    predicted: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Look:
    """A word, its share of all attention in [0, 1], and where it was looked at: float [h, w], not below 0."""

    word: str
    share: float
    heat: NDArray[np.floating]


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


def contact_sheet(sections: Sequence[Section], columns: int = 4, factor: int = 3) -> Image.Image:
    """All sprites with their captions under the headings of their sections, at most `columns` a row."""
    columns = min(columns, max(len(section.sprites) for section in sections))
    parts: list[Image.Image] = []
    for section in sections:
        tiles = [_captioned(on_checkerboard(rgba, factor), (caption,)) for rgba, caption in section.sprites]
        grid = _grid(tiles, columns)
        parts += [_heading(section.title, max(grid.width, _LEAST_WIDTH)), grid]
    return _framed(_stack(parts))


def truth_sheet(rows: Sequence[TruthRow], footer: str) -> Image.Image:
    """Truth and prediction side by side, a row a picture, right and wrong marked, in two columns where there
    are many.

    The footer is printed below in one line.
    """
    columns = 1 if len(rows) <= 8 else 2
    tiles = [_truth_tile(row) for row in rows]
    heads = _grid([_truth_head()] * columns, columns)
    return _framed(_stack([heads, _grid(tiles, columns, 0), _heading(footer, heads.width, FAINT, 14)]))


def attention_sheet(title: str, rgba: RGBA, looks: Sequence[Look], columns: int = 6) -> Image.Image:
    """The sprite, then a copy for each word, dimmed where that word was not looked at and warm where it was.

    Each copy is scaled to its own strongest place; the share under it says how much the word counts in all.
    """
    factor = max(1, 128 // max(rgba.shape[:2]))
    plain = on_checkerboard(rgba, factor)
    tiles = [_captioned(plain, ("the sprite",))]
    tiles += [_captioned(_heated(plain, look.heat), (look.word, f"{look.share:.1%}")) for look in looks]
    grid = _grid(tiles, min(columns, len(tiles)))
    return _framed(_stack([_heading(title, max(grid.width, _LEAST_WIDTH)), grid]))


def _heated(plain: Image.Image, heat: NDArray[np.floating]) -> Image.Image:
    strongest = float(heat.max())
    scaled = (heat / strongest if strongest > 0 else heat).astype(np.float32)
    smooth = Image.fromarray(scaled).resize(plain.size, Image.Resampling.BILINEAR)
    warmth = np.clip(np.asarray(smooth), 0, 1)[..., None] ** 1.5
    pixels = np.asarray(plain, np.float32)
    dark = pixels.mean(axis=-1, keepdims=True) * 0.25 + np.array([18, 16, 40], np.float32)
    lit = pixels * np.array([0.8, 0.7, 0.5], np.float32) + np.array([51, 30, 4], np.float32)
    return Image.fromarray((dark + (lit - dark) * warmth + 0.5).clip(0, 255).astype(np.uint8))


_ROW: Final = (560, 84)
_THUMB: Final = 72
_TRUTH_AT: Final = 250
_GUESS_AT: Final = 346
_BAR_AT: Final = 432
_BADGE: Final = (78, 24)
_MARK: Final = (14, 14)


def _truth_head() -> Image.Image:
    head = Image.new("RGB", (_ROW[0], 22), PAPER)
    draw = ImageDraw.Draw(head)
    for x, text in ((0, "picture"), (_TRUTH_AT, "truth"), (_GUESS_AT, "predicted")):
        draw.text((x, 2), text, FAINT, _font(14))
    return head


def _truth_tile(row: TruthRow) -> Image.Image:
    tile = Image.new("RGB", _ROW, PAPER)
    draw = ImageDraw.Draw(tile)
    draw.line((0, 0, _ROW[0], 0), LINE)
    tile.paste(_thumbnail(row.picture), (0, 6))
    name = _cut(row.name, _TRUTH_AT - _THUMB - 22, _font(14))
    draw.text((_THUMB + 10, _ROW[1] // 2), name, INK, _font(14), anchor="lm")
    for y, truth in zip(_lines(len(row.truth)), row.truth, strict=True):
        tile.paste(_badge(truth), (_TRUTH_AT, y))
    for y, (guess, chance) in zip(_lines(len(row.predicted)), row.predicted, strict=True):
        tile.paste(_badge(guess), (_GUESS_AT, y))
        bar = (_BAR_AT, y + 8, _BAR_AT + 50, y + 15)
        draw.rectangle(bar, LINE)
        draw.rectangle((*bar[:2], _BAR_AT + round(50 * chance), bar[3]), TYPE_COLOURS[guess])
        draw.text((_BAR_AT + 92, y + 12), f"{chance:.0%}", INK, _font(13), anchor="rm")
        tile.paste(_mark(guess in row.truth), (_BAR_AT + 104, y + 5))
    return tile


def _lines(count: int) -> list[int]:
    """The tops of `count` badges, set in the middle of a row."""
    return [_ROW[1] // 2 - 15 * count + 3 + 30 * index for index in range(count)]


def _thumbnail(rgba: RGBA) -> Image.Image:
    fitted = fit_square(rgba, min(max(rgba.shape[:2]), _THUMB))
    fitted = zoom(fitted, _THUMB // fitted.shape[0])
    board = checkerboard(_THUMB, _THUMB)
    sprite, at = Image.fromarray(fitted), (_THUMB - fitted.shape[0]) // 2
    board.paste(sprite, (at, at), sprite.getchannel("A"))
    return board


@functools.cache
def _badge(name: str) -> Image.Image:
    width, height = _BADGE
    large = Image.new("RGB", (4 * width, 4 * height), PAPER)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, 4 * width - 1, 4 * height - 1), 2 * height, TYPE_COLOURS[name])
    badge = large.resize(_BADGE, Image.Resampling.BOX)
    ImageDraw.Draw(badge).text((width // 2, height // 2), name, "white", _font(13), anchor="mm")
    return badge


@functools.cache
def _mark(right: bool) -> Image.Image:
    large = Image.new("RGB", (4 * _MARK[0], 4 * _MARK[1]), PAPER)
    draw = ImageDraw.Draw(large)
    if right:
        draw.line([(6, 30), (20, 44), (50, 10)], RIGHT, 9, joint="curve")
    else:
        draw.line([(10, 10), (46, 46)], WRONG, 9)
        draw.line([(10, 46), (46, 10)], WRONG, 9)
    return large.resize(_MARK, Image.Resampling.BOX)


def _captioned(picture: Image.Image, lines: Sequence[str]) -> Image.Image:
    tile = Image.new("RGB", (picture.width, picture.height + 4 + 18 * len(lines)), PAPER)
    tile.paste(picture, (0, 0))
    draw = ImageDraw.Draw(tile)
    for index, line in enumerate(lines):
        ink = INK if index == 0 else FAINT
        y = picture.height + 13 + 18 * index
        draw.text((picture.width // 2, y), _cut(line, picture.width, _font(14)), ink, _font(14), anchor="mm")
    return tile


def _grid(tiles: Sequence[Image.Image], columns: int, row_gap: int = GAP) -> Image.Image:
    width, height = max(tile.width for tile in tiles) + GAP, max(tile.height for tile in tiles) + row_gap
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (columns * width - GAP, rows * height - row_gap), PAPER)
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        sheet.paste(tile, (column * width, row * height))
    return sheet


def _heading(text: str, width: int, ink: str = INK, size: int = 18) -> Image.Image:
    font = _font(size)
    letters = max(8, int(width / font.getlength("n")))
    lines = textwrap.wrap(text, letters, max_lines=4, placeholder=" …") or [""]
    picture = Image.new("RGB", (width, len(lines) * (size + 6) + 4), PAPER)
    draw = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        draw.text((0, index * (size + 6)), _cut(line, width, font), ink, font)
    return picture


def _stack(parts: Sequence[Image.Image]) -> Image.Image:
    width, height = max(part.width for part in parts), sum(part.height for part in parts)
    sheet = Image.new("RGB", (width, height + GAP * (len(parts) - 1)), PAPER)
    y = 0
    for part in parts:
        sheet.paste(part, (0, y))
        y += part.height + GAP
    return sheet


def _framed(picture: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN), PAPER)
    sheet.paste(picture, (MARGIN, MARGIN))
    return sheet


def _cut(text: str, width: int, font: Font) -> str:
    """The text, shortened in its middle until it fits."""
    if font.getlength(text) <= width:
        return text

    def shorter(kept: int) -> str:
        return text[: -(-kept // 2)] + "…" + text[len(text) - kept // 2 :]

    kept = bisect.bisect_right(range(len(text)), width, key=lambda kept: math.ceil(font.getlength(shorter(kept)))) - 1
    return shorter(max(kept, 0))


@functools.cache
def _font(size: int) -> Font:
    return ImageFont.load_default(size)
