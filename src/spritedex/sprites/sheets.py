"""Sheets: sprites zoomed by whole numbers on a checkerboard, with captions, badges and heatmaps. Pillow only.

Know no model and no data set: arrays, names and numbers in, one picture out.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.layout import (
    BADGE,
    FAINT,
    INK,
    LEAST_WIDTH,
    LINE,
    PAPER,
    arrange,
    caption,
    checkerboard,
    frame,
    headline,
    on_checkerboard,
    stack,
    type_badge,
    wrapped,
    zoom,
)  # fmt: skip
from spritedex.sprites.lettering import shorten, typeface
from spritedex.vocabulary import TYPE_COLORS

RIGHT: Final = "#2f9e44"
WRONG: Final = "#d6336c"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a contact sheet with its sprites, each uint8 [H, W, 4] with a caption; `columns` a row, where its
    rows mean something."""

    title: str
    sprites: Sequence[tuple[RGBA, str]]
    columns: int | None = None


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
class WordHeatmap:
    """A word, how much it counts in all, in [0, 1], and where: float [h, w], not below 0."""

    word: str
    share: float
    heatmap: NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A type, its probability in [0, 1], and the contribution of each place: float [h, w] over the picture padded to a
    square, in logits; below 0 where it speaks against the type.
    """

    type: str
    chance: float
    heatmap: NDArray[np.floating]


def contact_sheet(sections: Sequence[Section], columns: int = 4, factor: int = 3) -> Image.Image:
    """All sprites with their captions under the headings of their sections, at most `columns` a row unless a section
    says how many."""
    columns = min(columns, max(len(section.sprites) for section in sections))
    parts: list[Image.Image] = []
    for section in sections:
        tiles = [caption(on_checkerboard(rgba, factor), (words,)) for rgba, words in section.sprites]
        grid = arrange(tiles, section.columns or columns)
        parts += [headline(section.title, max(grid.width, LEAST_WIDTH)), grid]
    return frame(stack(parts))


def truth_sheet(rows: Sequence[TruthRow], footer: str) -> Image.Image:
    """Truth and prediction side by side, a row a picture, right and wrong marked, in two columns where there
    are many.

    The footer is printed below in one line.
    """
    columns = 1 if len(rows) <= 8 else 2
    tiles = [_truth_tile(row) for row in rows]
    heads = arrange([_truth_head()] * columns, columns)
    return frame(stack([heads, arrange(tiles, columns, 0), headline(footer, heads.width, FAINT, 14)]))


def attention_sheet(title: str, rgba: RGBA, words: Sequence[WordHeatmap], columns: int = 6) -> Image.Image:
    """The sprite, then a copy for each word, dimmed where that word counts for nothing and warm where it counts.

    Each copy is scaled to its own strongest place; the share under it says how much the word counts in all.
    """
    factor = max(1, 128 // max(rgba.shape[:2]))
    plain = on_checkerboard(rgba, factor)
    tiles = [caption(plain, ("the sprite",))]
    tiles += [caption(_heated(plain, each.heatmap), (each.word, f"{each.share:.1%}")) for each in words]
    grid = arrange(tiles, min(columns, len(tiles)))
    return frame(stack([headline(title, max(grid.width, LEAST_WIDTH)), grid]))


def _heated(plain: Image.Image, heatmap: NDArray[np.floating]) -> Image.Image:
    strongest = float(heatmap.max())
    scaled = (heatmap / strongest if strongest > 0 else heatmap).astype(np.float32)
    smooth = Image.fromarray(scaled).resize(plain.size, Image.Resampling.BILINEAR)
    warmth = np.clip(np.asarray(smooth), 0, 1)[..., None] ** 1.5
    pixels = np.asarray(plain, np.float32)
    dark = pixels.mean(axis=-1, keepdims=True) * 0.25 + np.array([18, 16, 40], np.float32)
    lit = pixels * np.array([0.8, 0.7, 0.5], np.float32) + np.array([51, 30, 4], np.float32)
    return Image.fromarray((dark + (lit - dark) * warmth + 0.5).clip(0, 255).astype(np.uint8))


def evidence_sheet(title: str, rgba: RGBA, evidence: Sequence[Evidence], note: str = "") -> Image.Image:
    """The picture, then for each type a pale copy, warm where it spoke for the type and cool where it spoke against.

    Each copy is scaled to its own strongest place, with `_WEAKEST` at least, so that noise stays pale; the line under
    it gives by how much it multiplies the odds of the type. `note`, a list with commas, is printed under the picture.
    """
    fitted = fit_square(rgba, min(max(rgba.shape[:2]), _PANEL))
    fitted = zoom(fitted, max(1, _PANEL // fitted.shape[0]))
    plain = _on_badge_line(on_checkerboard(fitted))
    tiles = [caption(plain, wrapped(note, plain.width))]
    for each in evidence:
        strongest = float(each.heatmap.ravel()[np.abs(each.heatmap).argmax()])
        panel = _on_badge_line(_tinted(fitted, each.heatmap / max(abs(strongest), _WEAKEST)), each)
        tiles.append(caption(panel, (f"strongest place: odds times {math.exp(strongest):.2g}",)))
    row = arrange(tiles, len(tiles))
    return frame(stack([headline(title, row.width), row, _scale(row.width)]))


_PANEL: Final = 256
_WEAKEST: Final = 0.3
_WARM: Final = (226, 66, 14)
_COOL: Final = (28, 92, 214)
_GREY: Final = 162


def _on_badge_line(picture: Image.Image, evidence: Evidence | None = None) -> Image.Image:
    """A picture below a line with the badge and the probability of a type, empty where there is none."""
    tile = Image.new("RGB", (picture.width, picture.height + BADGE[1] + 6), PAPER)
    tile.paste(picture, (0, BADGE[1] + 6))
    if evidence:
        tile.paste(type_badge(evidence.type), (0, 0))
        middle = (BADGE[0] + 10, BADGE[1] // 2)
        ImageDraw.Draw(tile).text(middle, f"{evidence.chance:.0%}", INK, typeface(16), anchor="lm")
    return tile


def _tinted(rgba: RGBA, heatmap: NDArray[np.floating]) -> Image.Image:
    """The picture in soft greys on a middle grey, against which light and dark creatures show, with the heatmap of
    [-1, 1] laid over it, fainter beside the creature.
    """
    alpha = rgba[..., 3:].astype(np.float32) / 255
    light = rgba[..., :3].astype(np.float32).mean(axis=-1, keepdims=True)
    grey = _GREY + (30 + light * 0.82 - _GREY) * alpha
    smooth = Image.fromarray(heatmap.astype(np.float32)).resize(rgba.shape[1::-1], Image.Resampling.BICUBIC)
    heatmap = np.clip(np.asarray(smooth), -1, 1)[..., None]
    strength = np.abs(heatmap) ** 0.8 * (0.12 + 0.63 * alpha)
    color = np.where(heatmap > 0, np.array(_WARM, np.float32), np.array(_COOL, np.float32))
    return Image.fromarray((grey + (color - grey) * strength + 0.5).clip(0, 255).astype(np.uint8))


def _scale(width: int) -> Image.Image:
    """What the colors mean: a bar from against to for."""
    picture = Image.new("RGB", (width, 22), PAPER)
    bar = np.full((12, 120, 4), (128, 128, 128, 255), np.uint8)
    ramp = _tinted(bar, np.tile(np.linspace(-1, 1, 120), (12, 1)))
    draw = ImageDraw.Draw(picture)
    end = draw.textlength("speaks against", typeface(14))
    draw.text((0, 11), "speaks against", FAINT, typeface(14), anchor="lm")
    picture.paste(ramp, (round(end) + 8, 5))
    draw.text((round(end) + 136, 11), "speaks for the type", FAINT, typeface(14), anchor="lm")
    return picture


_ROW: Final = (560, 84)
_THUMB: Final = 72
_TRUTH_AT: Final = 250
_GUESS_AT: Final = 346
_BAR_AT: Final = 432
_MARK: Final = (14, 14)


def _truth_head() -> Image.Image:
    head = Image.new("RGB", (_ROW[0], 22), PAPER)
    draw = ImageDraw.Draw(head)
    for x, text in ((0, "picture"), (_TRUTH_AT, "truth"), (_GUESS_AT, "predicted")):
        draw.text((x, 2), text, FAINT, typeface(14))
    return head


def _truth_tile(row: TruthRow) -> Image.Image:
    tile = Image.new("RGB", _ROW, PAPER)
    draw = ImageDraw.Draw(tile)
    draw.line((0, 0, _ROW[0], 0), LINE)
    tile.paste(_thumbnail(row.picture), (0, 6))
    name = shorten(row.name, _TRUTH_AT - _THUMB - 22, typeface(14))
    draw.text((_THUMB + 10, _ROW[1] // 2), name, INK, typeface(14), anchor="lm")
    for y, truth in zip(_lines(len(row.truth)), row.truth, strict=True):
        tile.paste(type_badge(truth), (_TRUTH_AT, y))
    for y, (guess, chance) in zip(_lines(len(row.predicted)), row.predicted, strict=True):
        tile.paste(type_badge(guess), (_GUESS_AT, y))
        bar = (_BAR_AT, y + 8, _BAR_AT + 50, y + 15)
        draw.rectangle(bar, LINE)
        draw.rectangle((*bar[:2], _BAR_AT + round(50 * chance), bar[3]), TYPE_COLORS[guess])
        draw.text((_BAR_AT + 92, y + 12), f"{chance:.0%}", INK, typeface(13), anchor="rm")
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
def _mark(right: bool) -> Image.Image:
    large = Image.new("RGB", (4 * _MARK[0], 4 * _MARK[1]), PAPER)
    draw = ImageDraw.Draw(large)
    if right:
        draw.line([(6, 30), (20, 44), (50, 10)], RIGHT, 9, joint="curve")
    else:
        draw.line([(10, 10), (46, 46)], WRONG, 9)
        draw.line([(10, 46), (46, 10)], WRONG, 9)
    return large.resize(_MARK, Image.Resampling.BOX)
