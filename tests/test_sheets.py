"""Sheets: whole-number zoom, checkerboards, and pictures whose pixels say what they should."""

import numpy as np
import pytest
from PIL import Image

from spritedex.sprites.codec import RGBA
from spritedex.sprites.layout import CHECKS, checkerboard, on_checkerboard, zoom
from spritedex.sprites.sheets import (
    RIGHT,
    WRONG,
    Evidence,
    Section,
    TruthRow,
    WordHeatmap,
    attention_sheet,
    contact_sheet,
    evidence_sheet,
    truth_sheet,
)
from spritedex.vocabulary import TYPE_COLORS, TYPES


def plain(color: tuple[int, int, int, int], size: int = 64) -> RGBA:
    return np.full((size, size, 4), color, np.uint8)


def count(picture: Image.Image, color: str | tuple[int, ...]) -> int:
    """Pixels of exactly that color."""
    wanted = tuple(bytes.fromhex(color[1:])) if isinstance(color, str) else color
    return int((np.asarray(picture) == np.array(wanted)).all(axis=-1).sum())


def test_zoom_makes_squares_of_pixels() -> None:
    rgba = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    zoomed = zoom(rgba, 3)
    assert zoomed.shape == (6, 9, 4)
    assert (zoomed[::3, ::3] == rgba).all()
    assert (zoomed[2::3, 2::3] == rgba).all()


def test_clear_pixels_show_the_checkerboard_and_solid_ones_hide_it() -> None:
    board = checkerboard(32, 16, cell=8)
    assert board.size == (32, 16)
    assert board.getpixel((0, 0)) == CHECKS[0]
    assert board.getpixel((8, 0)) == CHECKS[1]
    assert board.getpixel((8, 8)) == CHECKS[0]
    clear = on_checkerboard(plain((9, 9, 9, 0), 16), 2)
    assert clear.tobytes() == checkerboard(32, 32).tobytes()
    assert count(on_checkerboard(plain((9, 9, 9, 255), 16), 2), (9, 9, 9)) == 32 * 32


def test_contact_sheet_holds_every_sprite_whole() -> None:
    colors = [(10 * index, 200, 30, 255) for index in range(9)]
    sections = [
        Section("first", [(plain(color), f"seed {index}") for index, color in enumerate(colors[:7])]),
        Section("a very long prompt " * 40, [(plain(color), "seed 0") for color in colors[7:]]),
    ]
    sheet = contact_sheet(sections, columns=4, factor=3)
    assert sheet.mode == "RGB"
    assert [count(sheet, color[:3]) for color in colors] == [(64 * 3) ** 2] * 9
    assert sheet.width < 4 * 64 * 3 + 100


def test_a_section_keeps_its_rows_and_its_title_the_letters_of_the_font() -> None:
    line = [(plain((1, 2, 3, 255)), f"stage {at}") for at in (1, 2, 3, 1, 2, 3)]
    titles = ("a fox – red", "a fox - red", "a fox [] red")
    rows = [np.asarray(contact_sheet([Section(title, line, 3)])) for title in titles]
    assert rows[0].shape[1] < 3 * 64 * 3 + 100
    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2])


def test_a_long_note_under_a_picture_is_not_cut() -> None:
    heat = [Evidence("fire", 0.9, np.zeros((8, 8), np.float32))]
    one, three = ("very like Longestname 0.93", ", ".join(["very like Longestname 0.93"] * 3))
    heights = [evidence_sheet("a.png", plain((1, 2, 3, 255)), heat, note).height for note in (one, three)]
    assert heights[1] == heights[0] + 2 * 18


def test_truth_sheet_marks_right_and_wrong() -> None:
    picture = plain((1, 2, 3, 255), 300)
    right = truth_sheet([TruthRow(picture, "a.png", ("fire",), [("fire", 0.9)])], "one picture")
    wrong = truth_sheet([TruthRow(picture, "a.png", ("fire",), [("water", 0.9)])], "one picture")
    assert count(right, RIGHT) > 10 > count(right, WRONG) == 0
    assert count(wrong, WRONG) > 10 > count(wrong, RIGHT) == 0
    assert count(wrong, TYPE_COLORS["water"]) > 500
    assert count(right, (1, 2, 3)) == 72 * 72


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (8, 1), (9, 2), (24, 2)])
def test_truth_sheet_takes_two_columns_where_there_are_many(rows: int, columns: int) -> None:
    row = TruthRow(plain((1, 2, 3, 255)), "long/" * 30 + ".png", TYPES[:2], [(TYPES[1], 1.0), (TYPES[2], 0.0)])
    sheet = truth_sheet([row] * rows, "")
    assert sheet.width // 500 == columns
    assert sheet.height < 84 * -(-rows // columns) + 150
    assert count(sheet, (1, 2, 3)) == rows * 64 * 64


def test_attention_is_bright_where_a_word_was_looked_at() -> None:
    heat = np.zeros((8, 8), np.float32)
    heat[:, :4] = 0.25
    sheet = attention_sheet("a fox", plain((128, 128, 128, 255)), [WordHeatmap("fox", 0.125, heat)])
    pixels = np.asarray(sheet.convert("L"), np.float32)
    # The first tile is the plain sprite, 128 pixels wide; the word's tile stands 12 to the right of it.
    top = np.argmax((np.asarray(sheet) == 128).all(axis=-1).any(axis=1))
    left = 16 + 128 + 12
    tile = pixels[top : top + 128, left : left + 128]
    assert tile[:, :48].mean() > 1.5 * tile[:, 80:].mean()


def test_attention_of_nothing_is_drawn_dark() -> None:
    sheet = attention_sheet("", plain((200, 200, 200, 255), 16), [WordHeatmap("", 0.0, np.zeros((4, 4)))] * 8)
    assert sheet.width >= 420
