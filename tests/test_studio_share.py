"""Links that are sprites, the large view, the card, and palettes laid on a sprite."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browsing import (
    action,
    draw,
    expect,
    gallery_sprites,
    page_at,
    picture,
    pixels,
    saved,
    value_of,
    wait_drawn,
    wait_shown,
)
from tests.serving import Server

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"
CLIPBOARD = ("clipboard-read", "clipboard-write")
LOSPEC = "1a1c2c, 5d275d, b13e53, ef7d57, ffcd75"


def test_a_link_draws_its_sprite_and_the_back_button_works(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, permissions=CLIPBOARD) as page:
        draw(page, PROMPT, count=2, seed=7)
        assert "seed=7" in page.url
        action(page, "colors", card=1).click()
        page.locator(".swatches input").first.fill("#00ff88")
        second = picture(page, card=1)
        action(page, "link", card=1).click()
        expect(page.locator("#status")).to_have_text("The link is copied.")
        link = page.evaluate("navigator.clipboard.readText()")
        draw(page, "a blue fish", count=1)
        page.go_back()
        page.wait_for_selector(".card >> nth=2")
        wait_drawn(page)
        value_of(page, "#prompt", PROMPT)
        assert page.input_value("#count") == "2"
        page.go_forward()
        value_of(page, "#prompt", "a blue fish")
    with page_at(browser, link) as page:
        wait_drawn(page)
        page.wait_for_selector(".card:not(.placeholder)")
        assert page.locator(".seed-label").all_inner_texts() == ["#8"]
        assert picture(page) == second
        assert page.get_attribute("#lock", "aria-pressed") == "false"
        page.reload()
        page.wait_for_selector("body.ready")
        assert gallery_sprites(page) == 1
        assert picture(page) == second
        page.click("#draw-button")
        wait_drawn(page)
        assert page.input_value("#seed") != "8", "the same sprite is drawn a second time"


def test_the_large_view_turns_names_and_shares(browser: Any, server: Server, tmp_path: Path) -> None:
    with page_at(browser, server.url, permissions=CLIPBOARD) as page:
        draw(page, PROMPT, count=2, seed=7)
        front = picture(page)
        page.locator(".card .show").first.click()
        assert len(page.input_value("#creature-name")) >= 3
        page.click("dialog button:text-is('Breathe')")
        page.locator("#reveal-zoom").fill("2")
        stage = page.locator(".stage canvas")
        assert stage.bounding_box()["width"] == 128
        for name in ("white", "black", "grass", "battle"):
            page.locator(f"dialog input[value='{name}']").check(force=True)
        assert page.locator(".battle").evaluate("each => [each.width, each.height]") == [240, 160]
        read = "each => new Set(each.getContext('2d').getImageData(0, 0, each.width, each.height).data).size"
        assert page.locator(".battle").evaluate(read) > 20
        page.click("dialog button:text-is('Turn around')")
        page.wait_for_selector("dialog button[aria-pressed='true']:text-is('Turn around')")
        page.click("dialog button:text-is('Turn around')")
        page.wait_for_selector("dialog button[aria-pressed='false']:text-is('Turn around')")
        page.fill("#creature-name", "Foxling")
        page.click("dialog button:text-is('Copy picture')")
        page.wait_for_selector("dialog .status:has-text('is copied')")
        size = page.evaluate(
            """async () => {
              const [item] = await navigator.clipboard.read();
              const { width, height } = await createImageBitmap(await item.getType("image/png"));
              return [width, height];
            }"""
        )
        assert size == [512, 512]
        page.click("dialog button:text-is('Card')")
        assert page.input_value("#card-name") == "Foxling"
        assert page.input_value("#card-line").startswith("A small orange fox")
        file = saved(page, page.locator("dialog button:text-is('Save card')").click, tmp_path)
        with Image.open(io.BytesIO(file.read_bytes())) as image:
            assert image.size == (1200, 630)
        for _ in range(2):
            page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        assert picture(page) == front
        page.reload()
        page.wait_for_selector("body.ready")
        page.locator(".card .show").first.click()
        assert page.input_value("#creature-name") == "Foxling"
        page.keyboard.press("Escape")


def test_a_palette_is_pasted_opened_turned_and_undone(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    drawn = picture(page)
    action(page, "colors").click()
    page.click("text=Palettes")
    page.fill("#palette-text", "no colors here")
    page.wait_for_selector("dialog .wrong:has-text('no colors')")
    page.fill("#palette-text", LOSPEC)
    page.click("dialog .main")
    wait_shown(page)
    assert pixels(page) <= {tuple(bytes.fromhex(color)) for color in LOSPEC.split(", ")}
    file = tmp_path / "two.gpl"
    file.write_text("GIMP Palette\nName: two\nColumns: 2\n#\n  0   0   0\tblack\n255 255 255\twhite\n")
    page.click("text=Palettes")
    page.set_input_files("#palette-file", file)
    page.wait_for_selector("dialog .main:not([disabled])")
    page.click("dialog .main")
    wait_shown(page)
    assert pixels(page) <= {(0, 0, 0), (255, 255, 255)}
    page.click("text=Palettes")
    page.locator("#hue").fill("90")
    page.wait_for_selector("dialog .main:not([disabled])")
    page.click("dialog .main")
    wait_shown(page)
    assert len(pixels(page)) > 2
    for _ in range(3):
        page.click("#undo")
    page.wait_for_selector("#undo[disabled]")
    assert picture(page) == drawn


def test_surprise_me_composes_a_sentence_and_draws_it(page: Any) -> None:
    page.fill("#count", "1")
    page.fill("#prompt", PROMPT)
    place = page.locator("text=Surprise me").bounding_box()
    page.click("text=Surprise me")
    wait_drawn(page)
    assert page.locator("text=Surprise me").bounding_box() == place, "it can be pressed again and again"
    assert page.input_value("#prompt").startswith(("a ", "an "))
    expect(page.locator(".card")).to_have_count(1)


def test_eight_results_fit_a_laptop_and_grow_with_the_screen(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, viewport={"width": 1366, "height": 768}) as page:
        draw(page, PROMPT, count=8)
        page.wait_for_selector(".card .actions button >> nth=0")
        wait_shown(page)
        boxes = [card.bounding_box() for card in page.locator(".card").all()]
        assert max(box["y"] + box["height"] for box in boxes) <= 768
        assert boxes[0]["width"] > 200
        scrolls = "form => form.scrollHeight > form.clientHeight"
        assert not page.locator("#draw-form").evaluate(scrolls), "the page alone scrolls"
        page.click("#attributes summary")
        page.mouse.wheel(0, 4000)
        page.fill("#prompt", PROMPT)
        expect(page.locator("#draw-button")).to_be_in_viewport()
        page.click("#attributes summary")
        page.set_viewport_size({"width": 2560, "height": 1440})
        shelf = "getComputedStyle(document.documentElement).getPropertyValue('--shelf-zoom')"
        page.wait_for_function(f"() => {shelf} === '5'")
        boxes = [card.bounding_box() for card in page.locator(".card").all()]
        assert max(box["x"] + box["width"] for box in boxes) > 2560 * 0.85
        assert max(box["y"] + box["height"] for box in boxes) <= 1440


def test_a_phone_s_layout_stands_still_while_drawing(browser: Any, server: Server) -> None:
    viewport = {"width": 390, "height": 844}
    with page_at(
        browser, server.url, viewport=viewport, has_touch=True, is_mobile=True, reduced_motion="no-preference"
    ) as page:
        page.evaluate(
            """() => {
              window.moved = 0;
              new PerformanceObserver((list) => {
                for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.moved += value;
              }).observe({ type: "layout-shift", buffered: true });
            }"""
        )
        draw(page, PROMPT, count=4)
        wait_shown(page)
        page.wait_for_timeout(300)
        assert page.evaluate("window.moved") <= 0.05
