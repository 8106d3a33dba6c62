"""A real browser for tests of the page: Chromium through Playwright. Knows the page's selectors, no server."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SLOWLY = 60_000
"""Milliseconds that anything on the page may take: sampling on a busy machine is slow."""

STARTING = 180_000
"""Milliseconds until a server that has just said its address answers, on a busy machine."""

LUMINANCE = """(color) => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""
"""The luminance of a CSS color, as WCAG has it."""


@contextmanager
def browsing() -> Iterator[Any]:
    """Chromium, headless; the test is skipped where it or Playwright is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        # The limit keeps Chromium from starting a spare renderer for each page, a quarter of what a page costs.
        args = ["--no-sandbox", "--disable-gpu", "--renderer-process-limit=1"]
        browser = driver.chromium.launch(executable_path=chromium, args=args)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_at(browser: Any, url: str, allowed: tuple[str, ...] = (), **context: Any) -> Iterator[Any]:
    """A page of its own at `url`, ready. At the end it checks that no other host was asked, that the console shows no
    error but the `allowed` ones, and that the page shows none: a test that expects one dismisses it.

    Motion is reduced, which takes a quarter of the processor time away; "no-preference" as `reduced_motion` shows it.
    """
    opened = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **context})
    page = opened.new_page()
    page.set_default_timeout(SLOWLY)
    logged: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: logged.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    try:
        page.goto(url, timeout=STARTING)
        page.wait_for_selector("body.ready")
        yield page
        check_no_error(page)
        check_texts(page)
        here = url.partition("/#")[0]
        elsewhere = [each for each in requested if not each.startswith((f"{here}/", "data:", "blob:"))]
        assert elsewhere == [], elsewhere
        errors = [text for text in logged if not any(part in text for part in allowed)]
        assert errors == [], errors
    finally:
        opened.close()


def expect(locator: Any) -> Any:
    """Playwright's assertions, which wait until they hold: what follows a click takes its time on a busy machine."""
    from playwright.sync_api import expect as expected

    expected.set_options(timeout=SLOWLY)
    return expected(locator)


def check_no_error(page: Any) -> None:
    """The page's error line is hidden."""
    assert page.is_hidden("#error"), page.inner_text("#error-text")


def check_texts(page: Any) -> None:
    """No text of the page is a value that code left in it."""
    text = page.locator("body").inner_text()
    found = re.findall(r".*(?:\bnull\b|\bundefined\b|\bNaN\b|\[object|reading ').*", text)
    assert found == []


def dismissed_error(page: Any) -> str:
    """Wait for the page's error line and dismiss it; returns its text."""
    text: str = page.wait_for_selector("#error-text:visible").inner_text()
    page.click("#error-close")
    return text


def draw(page: Any, prompt: str, count: int = 2, seed: int | None = None) -> None:
    """Ask for sprites and wait until all are there."""
    if seed is not None:
        page.fill("#seed", str(seed))
    page.fill("#count", str(count))
    page.fill("#prompt", prompt)
    page.click("#draw-button")
    wait_drawn(page)


def wait_drawn(page: Any) -> None:
    """Wait until a drawing that was just asked for has ended."""
    page.wait_for_selector("body:not(.drawing)")


def wait_shown(page: Any) -> None:
    """Wait until every card shows its sprite."""
    page.wait_for_selector("#results:not(:has([aria-busy='true']))", state="attached")


def value_of(page: Any, selector: str, value: str) -> None:
    """Wait until a field has this value."""
    page.wait_for_function(
        "([selector, value]) => document.querySelector(selector).value === value", arg=[selector, value]
    )


def take_long(page: Any) -> None:
    """Let drawings take as many steps as they may, for what is done meanwhile."""
    page.click("#advanced summary")
    page.fill("#num-steps", page.get_attribute("#num-steps", "max"))


def gallery_sprites(page: Any) -> int:
    """How many sprites the gallery has, once all are written."""
    page.wait_for_selector("#gallery-tab[aria-busy='false']", state="attached")
    return int(page.locator("#gallery-link-count").text_content() or 0)


def action(page: Any, name: str, card: int = 0) -> Any:
    """The button of a card by its label, shown, as a locator."""
    return action_of(page.locator(".card").nth(card), name)


def action_of(card: Any, name: str) -> Any:
    """The button of this card by its label, as a locator; those behind "more" are shown."""
    card.locator(".actions button").first.wait_for(state="attached")
    button = card.locator(".actions button", has_text=name)
    if button.count() and button.is_hidden():
        card.locator(".actions button", has_text="more").click()
    return button


def saved(page: Any, press: Any, folder: Path) -> Path:
    """Press something that saves a file; returns where it lies."""
    with page.expect_download() as download:
        press()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def pixels(page: Any, card: int = 0) -> set[tuple[int, ...]]:
    """The opaque colors that a card shows."""
    return {color[:3] for color in picture(page, card) if color[3]}


def picture(page: Any, card: int = 0) -> list[tuple[int, ...]]:
    """The 64x64 RGBA values that a card shows, row by row."""
    wait_shown(page)
    canvas = page.locator(".card .screen .show canvas, .placeholder canvas").nth(card)
    values = canvas.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 64, 64).data)")
    return [tuple(values[at : at + 4]) for at in range(0, len(values), 4)]


def memory(page: Any) -> tuple[int, int]:
    """How many nodes the page has, and the bytes of its heap, once what nothing refers to is gone."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return int(found["Nodes"]), int(found["JSHeapUsedSize"])
