"""The tools of the paint dialog, by pointer and by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import action, draw

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"
NEW = (0x12, 0x34, 0x56)


@pytest.fixture
def paint(page: Any) -> Iterator[Any]:
    """The page with the paint dialog of a sprite open, brush of one pixel."""
    draw(page, PROMPT, count=1)
    action(page, "paint").click()
    page.locator("input[name='paint-size'][value='1']").check(force=True)
    yield page
    page.keyboard.press("Escape")
    if page.locator("dialog .main:text-is('Discard')").count():
        page.click("dialog .main:text-is('Discard')")


def _tool(page: Any, name: str) -> None:
    page.locator(f"input[name='paint-tool'][value='{name}']").check(force=True)


def _pixels(page: Any) -> list[tuple[int, ...]]:
    values = page.locator(".paint-canvas canvas").first.evaluate(
        "canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 64, 64).data)"
    )
    return [tuple(values[at : at + 4]) for at in range(0, len(values), 4)]


def _drag(page: Any, *places: tuple[int, int]) -> None:
    box = page.locator(".paint-canvas").bounding_box()
    side = box["width"] / 64
    points = [(box["x"] + (x + 0.5) * side, box["y"] + (y + 0.5) * side) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def test_line_mirror_and_fill(paint: Any) -> None:
    before = _pixels(paint)
    _tool(paint, "line")
    paint.locator(".color-choice input").first.check(force=True)
    paint.check("#mirror")
    _drag(paint, (2, 2), (20, 40), (2, 12))
    after = _pixels(paint)
    color = after[2 * 64 + 2]
    changed = {at for at in range(4096) if after[at] != before[at]}
    assert changed <= {row * 64 + column for row in range(2, 13) for column in (2, 61)}
    assert {after[row * 64 + column] for row in range(2, 13) for column in (2, 61)} == {color}

    paint.uncheck("#mirror")
    _drag(paint, (2, 12), (8, 12))
    _drag(paint, (8, 12), (8, 2))
    _drag(paint, (8, 2), (2, 2))
    inside = [row * 64 + column for row in range(3, 12) for column in range(3, 8)]
    _tool(paint, "erase")
    paint.locator("input[name='paint-size'][value='4']").check(force=True)
    _drag(paint, (5, 5), (5, 9))
    _tool(paint, "fill")
    _drag(paint, (5, 5))
    filled = _pixels(paint)
    assert filled[5 * 64 + 5] == color
    paint.keyboard.press("Control+z")
    assert _pixels(paint)[5 * 64 + 5] == (0, 0, 0, 0)
    paint.keyboard.press("Control+Shift+z")
    assert _pixels(paint) == filled
    assert sum(filled[at] == color for at in inside) >= 20


def test_a_new_color_is_picked_and_pixels_are_moved(paint: Any) -> None:
    before = _pixels(paint)
    new = paint.locator(".color-choice input[type='color']")
    if new.is_enabled():
        new.fill("#123456")
        assert paint.locator("input[name='paint-tool']:checked").get_attribute("value") == "paint"
        _drag(paint, (1, 1))
        assert _pixels(paint)[65] == (*NEW, 255)
        paint.locator(".color-choice .swatches input").first.check(force=True)
        _tool(paint, "pick")
        _drag(paint, (1, 1))
        _drag(paint, (3, 1))
        assert _pixels(paint)[67] == (*NEW, 255)
        for _ in range(2):
            paint.keyboard.press("Control+z")
        assert _pixels(paint) == before
    _tool(paint, "move")
    _drag(paint, (10, 10), (14, 12), (13, 10))
    moved = _pixels(paint)
    assert [row[:61] for row in _rows(before)] == [row[3:] for row in _rows(moved)]
    paint.keyboard.press("Control+z")
    _tool(paint, "mark")
    _drag(paint, (30, 30), (33, 30))
    _tool(paint, "move")
    paint.locator(".paint-canvas").focus()
    paint.keyboard.press("ArrowUp")
    part = _pixels(paint)
    assert part[29 * 64 + 30 : 29 * 64 + 34] == [
        old if old[3] else before[29 * 64 + column]
        for column, old in enumerate(before[30 * 64 + 30 : 30 * 64 + 34], 30)
    ]
    assert part[30 * 64 + 30 : 30 * 64 + 34] == [(0, 0, 0, 0)] * 4
    apart = [at for at in range(4096) if part[at] != before[at]]
    assert {at // 64 for at in apart} <= {29, 30}


def _rows(pixels: list[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    return [pixels[row * 64 : row * 64 + 64] for row in range(64)]
