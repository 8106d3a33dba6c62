"""What the page does where its server refuses, asks for a token, is full or gone."""

from pathlib import Path
from typing import Any

import pytest

from tests.browsing import (
    action,
    check_no_error,
    dismissed_error,
    draw,
    expect,
    page_at,
    take_long,
    wait_drawn,
)
from tests.serving import Server, serving

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"


def test_an_error_is_one_line(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, allowed=("status of 422",)) as page:
        page.fill("#prompt", "狐")
        page.click("#draw-button")
        wait_drawn(page)
        line = dismissed_error(page)
        assert "\n" not in line
        assert len(line) > 20
        assert "body" not in line.lower()
        check_no_error(page)

        page.set_viewport_size({"width": 375, "height": 700})
        page.click("#draw-button")
        error = page.locator("#error")
        expect(error).to_be_in_viewport(ratio=1)
        expect(page.locator("#prompt")).to_be_in_viewport(ratio=1)
        expect(error.locator("button:visible")).to_have_text(["Dismiss"])
        page.press("#prompt", "a")
        expect(error).to_be_hidden()
        page.set_viewport_size({"width": 1280, "height": 900})

        draw(page, PROMPT, count=1)
        action(page, "paint").click()
        page.wait_for_selector(".paint-canvas:focus")
        page.keyboard.press("Space")
        page.fill("#redraw-prompt", "狐")
        page.click("text=Redraw the marked part")
        assert page.wait_for_selector("dialog .status.wrong").inner_text() == line
        assert page.locator("dialog button", has_text="Undo").is_enabled()
        page.keyboard.press("Escape")
        page.click("dialog .main:text-is('Discard')")
        assert dismissed_error(page) == line


def test_a_full_queue_is_tried_again(browser: Any, painter: Path, tmp_path: Path) -> None:
    # Of the first page too one may be refused: a small sprite of the sentence, which is drawn while it is typed.
    refused = ("status of 503",)
    with (
        serving(tmp_path, model=painter, queue=0) as server,
        page_at(browser, server.url, allowed=refused) as first,
        page_at(browser, server.url, allowed=refused) as second,
    ):
        take_long(first)
        first.fill("#count", "16")
        first.fill("#prompt", PROMPT)
        first.press("#prompt", "Enter")
        first.wait_for_selector(".placeholder.forming")
        second.fill("#count", "1")
        second.fill("#prompt", PROMPT)
        second.press("#prompt", "Enter")
        second.wait_for_selector("#progress-text:has-text('The queue is full: trying again in')")
        first.click("#stop")
        second.wait_for_selector(".card:not(.placeholder)")
        wait_drawn(second)


def test_a_token_is_asked_for_once(browser: Any, painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path, model=painter, token="open-sesame") as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        page.fill("#token", "wröng")
        page.keyboard.press("Enter")
        expect(page.locator("#token:invalid")).to_have_count(1)
        page.fill("#token", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=is wrong")
        page.fill("#token", "open-sesame")
        page.keyboard.press("Enter")
        page.wait_for_selector("body.ready")
        page.reload()
        page.wait_for_selector("body.ready")
        expect(page.locator("dialog")).to_have_count(0)
        check_no_error(page)
        context.close()


def test_the_page_recovers_when_the_server_does(browser: Any, painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "first", model=painter) as server:
        port = server.url.rpartition(":")[2]
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        page.wait_for_selector("body.ready")
        draw(page, PROMPT, count=1)
        take_long(page)
        page.fill("#prompt", "a blue fox")
        page.fill("#count", "2")
        page.click("#draw-button")
        page.wait_for_selector(".placeholder.forming")
        server.process.kill()
        page.wait_for_selector("#error-text:has-text('does not answer')")
        page.fill("#num-steps", "2")
    page.click("#draw-button")
    page.wait_for_selector("#error-text:has-text('does not answer')")
    assert page.locator("#error-steps button").all_inner_texts() == ["Try again"]
    with serving(tmp_path / "second", "--port", port, model=painter):
        page.wait_for_selector("#error-text:has-text('answers again')")
        page.click("#error-steps button")
        page.wait_for_selector(".card:not(.placeholder) >> nth=1")
        wait_drawn(page)
        check_no_error(page)
    context.close()
