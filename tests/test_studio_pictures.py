"""Pictures of the page's main states.

    STUDIO_PICTURES=docs/images STUDIO_MODEL=painter python -m pytest tests/test_studio_pictures.py

writes those that the documents show; without the first they go to a folder of the test's, without the second a toy
painter draws.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import action, draw, page_at, wait_drawn
from tests.serving import serving

pytestmark = pytest.mark.slow

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"
PROMPT = "a small orange lizard with a burning tail"
MOST_BYTES = 200_000
STATES = ("draw", "words", "dark", "paint", "save", "phone", "reveal", "card", "gallery", "read", "table")


def test_pictures_of_the_main_states(browser: Any, painter: Path, drawn_bestiary: Path, tmp_path: Path) -> None:
    out = Path(os.environ.get("STUDIO_PICTURES") or tmp_path)
    with serving(tmp_path / "server", model=os.environ.get("STUDIO_MODEL") or painter) as server:
        _draw_room(browser, server.url, out)
        _read_room(browser, server.url, out, sorted((drawn_bestiary / "images").glob("*.png"))[:8])
    sizes = {state: _place(out, state).stat().st_size for state in STATES}
    assert max(sizes.values()) < MOST_BYTES, sizes


def _draw_room(browser: Any, url: str, out: Path) -> None:
    with page_at(browser, url) as page:
        draw(page, PROMPT, count=8, seed=1)
        page.focus("#draw-button")
        page.evaluate("scrollTo(0, 0)")
        _take(page, out, "draw")
        page.locator(".word", has_text="burning").hover()
        page.locator(".card .heatmap").last.wait_for(state="visible")
        _take(page, out, "words", height=560)
        page.emulate_media(color_scheme="dark")
        action(page, "shiny", card=1).click()
        wait_drawn(page)
        action(page, "colors", card=2).click()
        page.locator(".swatches input").nth(3).fill("#5fa8ff")
        page.evaluate("scrollTo(0, 0)")
        _take(page, out, "dark")
        action(page, "save", card=1).click()
        _take(page, out, "save")
        page.keyboard.press("Escape")
        page.emulate_media(color_scheme="light")
        action(page, "paint").click()
        canvas = page.locator(".paint-canvas").bounding_box()
        page.mouse.move(canvas["x"] + canvas["width"] * 0.6, canvas["y"] + canvas["height"] * 0.35)
        page.mouse.down()
        page.mouse.move(canvas["x"] + canvas["width"] * 0.75, canvas["y"] + canvas["height"] * 0.55, steps=6)
        page.mouse.up()
        _take(page, out, "paint")
        page.keyboard.press("Escape")
        page.click("dialog .main:text-is('Discard')")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("document.querySelector('.batch').scrollIntoView()")
        _take(page, out, "phone")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator(".card .show").nth(1).click()
        page.locator("dialog input[value='battle']").check(force=True)
        _take(page, out, "reveal")
        page.click("dialog button:text-is('Card')")
        _take(page, out, "card")
        for _ in range(2):
            page.keyboard.press("Escape")
        page.click("nav a[href='#gallery']")
        for at in (0, 2, 3):
            page.locator(".thumb .pick").nth(at).click()
        page.locator(".thumb .star").nth(1).click()
        _take(page, out, "gallery")


def _read_room(browser: Any, url: str, out: Path, pictures: list[Path]) -> None:
    with page_at(browser, f"{url}/#read", viewport={"width": 1000, "height": 700}) as page:
        page.set_input_files("#choose", CREATURE)
        page.locator(".evidence button").first.click()
        page.wait_for_selector(".evidence button[aria-pressed='true']")
        _take(page, out, "read")
        page.emulate_media(color_scheme="dark")
        page.set_input_files("#choose", pictures)
        page.click("th button:has-text('Probability')")
        _take(page, out, "table")


def _take(page: Any, out: Path, state: str, height: int | None = None) -> None:
    page.wait_for_timeout(300)
    size = page.viewport_size
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
    page.screenshot(path=_place(out, state), animations="disabled", clip=clip)


def _place(out: Path, state: str) -> Path:
    return out / f"studio-{state}.png"
