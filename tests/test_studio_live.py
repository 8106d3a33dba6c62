"""The Draw tab before Draw is pressed: the shelf, and sprites that follow the sentence. The packaged painter."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import action, expect, picture, wait_drawn, wait_shown
from tests.serving import Server, serving

pytestmark = pytest.mark.slow

PIXELS = "canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 64, 64).data)"


FULL_ROWS = """() => {
  const shown = [...document.querySelectorAll("#shelf li")].filter((each) => each.checkVisibility());
  const tops = shown.map((each) => each.getBoundingClientRect().top);
  const inRow = (top) => tops.filter((each) => each === top).length;
  return shown.length >= 12 && tops.every((top) => inRow(top) === inRow(tops[0]));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the packaged painter, which knows words."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


def test_four_sprites_follow_the_sentence_and_enter_draws_them_in_full(page: Any) -> None:
    ended: list[str] = []
    page.on("requestfailed", lambda request: ended.append(request.failure))
    page.focus("#prompt")
    expect(page.locator("#live")).to_be_hidden()
    page.keyboard.type("a blue turtle with flibber", delay=30)
    page.wait_for_selector(".tile:not([disabled]) >> nth=3")
    page.wait_for_selector("#prompt-marks mark:text-is('flibber')")
    hint = page.inner_text("#understood")
    assert "turtle · blue" in hint
    assert "Not understood: flibber" in hint
    tiles = [page.locator(".tile canvas").nth(at).evaluate(PIXELS) for at in range(4)]
    assert len({tuple(tile) for tile in tiles}) == 4
    shown = "() => document.querySelector('.tile canvas').getContext('2d').getImageData(0, 0, 64, 64).data.join()"
    page.keyboard.press("Control+Backspace")  # a word that means nothing is not drawn while it is typed
    page.wait_for_selector("#prompt-marks:not(:has(mark))", state="attached")
    assert page.evaluate(shown) == ",".join(map(str, tiles[0]))
    page.keyboard.type("flibber")

    page.keyboard.type(" wings")
    page.wait_for_timeout(200)
    page.keyboard.type(" and horns")  # ends the request before it
    page.wait_for_function(
        "old => document.querySelector('.tile canvas').getContext('2d').getImageData(0, 0, 64, 64).data"
        ".some((value, at) => value !== old[at])",
        arg=tiles[0],
    )
    assert page.locator("#prompt-marks mark").all_inner_texts() == ["flibber"]
    seed = page.input_value("#seed")
    page.fill("#count", "1")
    page.press("#prompt", "Enter")
    wait_drawn(page)
    assert page.locator(".seed-label").all_inner_texts() == [f"#{seed}"]
    assert all("ERR_ABORTED" in failure for failure in ended)

    page.press("#prompt", "Control+a")
    page.keyboard.type("a red crab")
    page.wait_for_selector("#understood:has-text('crab · red')")
    page.wait_for_selector("#prompt-marks:not(:has(mark))", state="attached")
    seed = int(page.input_value("#seed")) + 1
    page.click(f".tile[title$='seed {seed}']")
    wait_drawn(page)
    assert page.locator(".seed-label").first.inner_text() == f"#{seed}"
    page.fill("#prompt", "")
    page.wait_for_selector(".tile:not([disabled])", state="detached")


def test_the_shelf_draws_its_sprite_at_one_click(page: Any) -> None:
    for width in (1280, 820, 375):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(FULL_ROWS)
    page.set_viewport_size({"width": 1280, "height": 800})
    shelf = page.locator("#shelf button")
    expect(shelf.nth(11)).to_be_visible()
    shown = shelf.nth(2).locator("canvas").evaluate(PIXELS)
    assert len(set(shown)) > 8
    page.fill("#count", "1")
    prompt = shelf.nth(2).get_attribute("title")
    shelf.nth(2).click()
    wait_drawn(page)
    wait_shown(page)
    assert page.input_value("#prompt") == prompt
    expect(page.locator("#shelf")).to_be_hidden()
    expect(page.locator("#live")).to_be_hidden()
    drawn = [value for color in picture(page) for value in color]
    assert drawn == shown, "another painter drew the shelf: run python -m spritedex.server.shelf"
    action(page, "save").click()
    saved = page.input_value("#save-name")
    page.keyboard.press("Escape")
    page.locator(".card .show").click()
    name = page.input_value("#creature-name")
    assert name.startswith("Tur")
    assert saved == name.lower()
    assert len(name) <= 8
    page.keyboard.press("Escape")
    page.click("text=Hide")
    shelf.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#shelf li:nth-child(2) button:focus")).to_have_count(1)
