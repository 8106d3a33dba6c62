"""What goes wrong or is given up while drawing: nothing is lost that was made, and one line says what to do."""

from pathlib import Path
from typing import Any

import pytest

from tests.browsing import draw, page_at, take_long, tool, wait_drawn
from tests.serving import Server, serving

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"


def test_stop_ends_a_drawing_and_what_came_stays(page: Any) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    page.wait_for_selector(".card:not(.slot)")
    page.click("#stop")
    wait_drawn(page)
    assert 1 <= page.locator(".card").count() < 16
    assert page.locator(".slot").count() == 0
    assert page.inner_text("#said").startswith("Stopped")


def test_what_is_drawn_can_be_said_in_every_way_after_an_empty_try(page: Any) -> None:
    seed = page.input_value("#seed")
    page.fill("#count", "1")
    page.click("#draw-button")
    assert "Say what to draw" in page.inner_text("#error-text")
    page.click("#error-close")
    assert page.locator("#prompt:focus").count() == 1
    assert page.input_value("#seed") == seed

    page.locator(".chip").first.click()
    page.click("#draw-button")
    wait_drawn(page)
    assert page.locator(".seed-mark").all_inner_texts() == [f"#{seed}"]
    page.fill("#prompt", "")
    page.locator(".type", has_text="water").click()
    page.click("#draw-button")
    wait_drawn(page)
    assert page.locator(".card").count() == 2
    assert page.input_value("#seed") != seed


def test_a_seed_that_was_typed_is_drawn_with(page: Any) -> None:
    draw(page, PROMPT, count=1, seed=42)
    assert page.get_attribute("#lock", "aria-pressed") == "true"
    draw(page, PROMPT, count=1)
    assert page.locator(".seed-mark").all_inner_texts() == ["#42", "#42"]


def test_a_section_stays_while_it_is_drawn_and_takes_its_drawing_with_it(page: Any) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    tool(page, "remove").click()
    page.wait_for_selector(".slot.forming")
    page.wait_for_selector(".card:not(.slot)")
    page.click("text=Put away")
    wait_drawn(page)
    assert page.is_visible("#empty")
    assert 1 <= page.locator(".thumb").count() < 15


def test_what_was_removed_does_not_come_back(page: Any) -> None:
    take_long(page)
    draw(page, PROMPT, count=2)
    tool(page, "back").click()
    tool(page, "remove").click()
    assert page.locator("body.drawing").count() == 1
    wait_drawn(page)
    assert page.locator(".thumb").count() == 1
    tool(page, "back").click()
    page.click("#gallery-clear")
    page.click("dialog .main")
    assert page.locator("body.drawing").count() == 1
    wait_drawn(page)
    assert page.locator(".thumb").count() == 0
    page.wait_for_selector("#gallery[aria-busy='false']", state="attached")
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.locator(".thumb").count() == 0


def test_a_refused_part_keeps_its_marks(page: Any) -> None:
    draw(page, PROMPT, count=1)
    take_long(page)
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    page.wait_for_selector(".slot.forming")
    page.locator(".card:not(.slot) .tools button", has_text="paint").last.click()
    page.click("text=Redraw the marked part")
    assert page.inner_text("dialog .said") == "Mark what to redraw first."
    page.keyboard.press("Space")
    page.click("text=Redraw the marked part")
    assert "under way" in page.inner_text("dialog .said")
    assert page.locator("dialog button", has_text="Undo").is_enabled()
    page.keyboard.press("Escape")
    page.click("text=Leave it")
    page.wait_for_selector("dialog", state="detached")
    page.click("#stop")
    wait_drawn(page)


def test_escape_ends_the_choice_of_a_second_sprite_not_the_drawing(page: Any) -> None:
    draw(page, PROMPT, count=1)
    take_long(page)
    page.fill("#prompt", "a blue fox")
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    page.locator(".card:not(.slot) .tools button", has_text="between").last.click()
    page.wait_for_selector(".choose:visible")  # of a sprite that came meanwhile
    page.keyboard.press("Escape")
    assert page.locator(".choose:visible").count() == 0
    assert page.locator("body.drawing").count() == 1
    page.keyboard.press("Escape")
    wait_drawn(page)
    assert page.inner_text("#said").startswith("Stopped")


def test_a_press_beside_a_dialog_closes_it_and_one_on_its_margin_does_not(page: Any) -> None:
    draw(page, PROMPT, count=1)
    tool(page, "save").click()
    box = page.locator("dialog").bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    assert page.locator("dialog[open]").count() == 1
    page.mouse.click(5, 5)
    page.wait_for_selector("dialog", state="detached")


def test_storage_that_is_barred_costs_the_gallery_only(browser: Any, server: Server) -> None:
    barred = """for (const name of ["sessionStorage", "localStorage", "indexedDB"])
      Object.defineProperty(window, name, { get() { throw new DOMException("barred", "SecurityError"); } });"""
    context = browser.new_context()
    context.add_init_script(barred)
    page = context.new_page()
    page.goto(server.url)
    page.wait_for_selector("body.ready")
    assert "keeps no gallery" in page.inner_text("#error-text")
    draw(page, PROMPT, count=1)
    assert page.locator(".card").count() == 1
    context.close()


def test_a_wrong_wish_is_one_line(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, allowed=("status of 422",)) as page:
        page.fill("#prompt", "狐")
        page.click("#draw-button")
        wait_drawn(page)
        line = page.wait_for_selector("#error-text:visible").inner_text()
        assert "\n" not in line
        assert len(line) > 20
        page.click("#error-close")
        assert not page.is_visible("#error")

        draw(page, PROMPT, count=1)
        tool(page, "paint").click()
        page.wait_for_selector(".surface:focus")
        page.keyboard.press("Space")
        page.fill("#redraw-prompt", "狐")
        page.click("text=Redraw the marked part")
        assert page.wait_for_selector("dialog .said.wrong").inner_text() == line
        assert page.locator("dialog button", has_text="Undo").is_enabled()


def test_a_full_queue_is_asked_again_in_time(browser: Any, painter: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=painter, queue=0) as server,
        page_at(browser, server.url) as first,
        page_at(browser, server.url, allowed=("status of 503",)) as second,
    ):
        take_long(first)
        first.fill("#count", "16")
        first.fill("#prompt", PROMPT)
        first.press("#prompt", "Enter")
        first.wait_for_selector(".slot.forming")
        second.fill("#count", "1")
        second.fill("#prompt", PROMPT)
        second.press("#prompt", "Enter")
        second.wait_for_selector("#bar-what:has-text('The queue is full: asking again in')")
        first.click("#stop")
        second.wait_for_selector(".card:not(.slot)")
        wait_drawn(second)
        assert not second.is_visible("#error")


def test_a_token_is_asked_for_once(browser: Any, painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path, model=painter, token="open-sesame") as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        page.fill("#token", "wröng")
        page.keyboard.press("Enter")
        assert page.locator("#token:invalid").count() == 1
        page.fill("#token", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=was not right")
        page.fill("#token", "open-sesame")
        page.keyboard.press("Enter")
        page.wait_for_selector("body.ready")
        page.reload()
        page.wait_for_selector("body.ready")
        assert page.locator("dialog").count() == 0
        context.close()
