"""Every button of every tab is pressed: none of them fails, and none leaves an error or half a text on the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spritedex.vocabulary import TYPES
from tests.browsing import check_no_error, check_texts, draw, page_at, wait_drawn
from tests.serving import Server

pytestmark = pytest.mark.slow

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"
PROMPT = "a small orange fox with a burning tail"
ROOT = "(document.querySelector('dialog[open]') ?? document)"
LAST = ("remove", "Hide", "Delete", "Delete all", "Discard")
"""What takes other buttons away comes after these."""


def test_every_button_can_be_pressed(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, allowed=("clipboard",)) as page:
        page.click("#attributes summary")
        page.click("#advanced summary")
        page.fill("#num-steps", "2")
        draw(page, PROMPT, count=2)
        pressed = [*_press_all(page, "#draw-tab"), *_press_all(page, "#draw-tab .card:first-child")]
        assert {"vary", "shiny", "back", "between", "colors", "paint", "save", "favorite", "link", "remove"} <= set(
            pressed
        )
        draw(page, PROMPT, count=2)
        page.click("nav a[href='#gallery']")
        page.locator(".thumb .pick").first.click()
        pressed = _press_all(page, "#gallery-tab")
        assert {"Choose all", "Palette", "Favorite", "Delete"} <= set(pressed)
        page.click("nav a[href='#read']")
        page.set_input_files("#choose", [CREATURE, CREATURE.with_name("drawn.png")])
        page.wait_for_selector("tbody tr >> nth=1")
        page.wait_for_selector(".reading-card .bars")
        pressed = _press_all(page, "#read-tab")
        assert {label for label in pressed if label in {f"Why {name}?" for name in TYPES}}
        assert "Draw a variation of this" in pressed
        assert "Undo" in _press_all(page, ".top")


def _press_all(page: Any, scope: str) -> list[str]:
    """Press each button below `scope`, and each in the dialogs that open; returns their labels."""
    page.evaluate("document.querySelectorAll('[data-pressed]').forEach((each) => delete each.dataset.pressed)")
    labels = []
    for label in _unpressed(page, scope):
        labels.append(label)
        _settle(page, scope, label)
    return labels


def _unpressed(page: Any, scope: str) -> Iterator[str]:
    """Presses one button at a time; two with the same label are enough of a kind, but all cards show their buttons."""
    counts: dict[str, int] = {}
    while True:
        label = page.evaluate(
            """([scope, last, counts]) => {
              const all = [...document.querySelectorAll(`${scope} button, ${scope} [role=button]`)].filter((each) =>
                each.checkVisibility() && !each.disabled && !each.dataset.pressed);
              let next = null;
              for (const each of all) {
                const name = (each.innerText || each.ariaLabel || each.title).trim();
                const kind = (each.className || "") + name.replace(/\\d+/g, "");
                if ((counts[kind] ?? 0) >= (name === "more" ? 12 : 2)) continue;
                if (!next || !last.includes(name)) next = { each, name, kind };
                if (!last.includes(name)) break;
              }
              if (!next) return null;
              next.each.dataset.pressed = "yes";
              next.each.click();
              return [next.name, next.kind];
            }""",
            [scope, LAST, counts],
        )
        if label is None:
            return
        counts[label[1]] = counts.get(label[1], 0) + 1
        yield label[0]


def _wait(page: Any) -> None:
    """As long as the page needs to answer a press, however busy the machine: its own time counts."""
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60))")


def _settle(page: Any, scope: str, label: str) -> None:
    _wait(page)
    if scope != "dialog[open]" and page.locator("dialog[open]").count():
        for inner in _unpressed(page, "dialog[open]"):
            _wait(page)
            _check(page, f"{label}: {inner}")
            if not page.locator("dialog[open]").count():
                break
        for _ in range(3):
            if page.locator("dialog[open]").count():
                page.keyboard.press("Escape")
                _wait(page)
            discard = page.locator("dialog[open] button:text-is('Discard')")
            if discard.count():
                discard.click()
    if page.locator("body.drawing").count() and label not in ("Draw", "vary", "shiny", "back"):
        page.keyboard.press("Escape")
    wait_drawn(page)
    hash_of = scope.split()[0].removesuffix("-tab")
    if hash_of in ("#draw", "#gallery", "#read") and page.locator(f"{scope.split()[0]}[hidden]").count():
        page.click(f"nav a[href='{hash_of}']")
    _check(page, label)


def _check(page: Any, label: str) -> None:
    if page.locator("#error:visible").count() and label in ("Draw", "Dismiss"):
        page.click("#error-close")
    try:
        check_no_error(page)
        check_texts(page)
    except AssertionError as error:
        raise AssertionError(f"after {label!r}: {error}") from error
