"""The Read tab of the page, the themes and the widths, in a real browser on the real server."""

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.browsing import LUMINANCE, action, dismissed_error, draw, expect, page_at, saved, wait_drawn
from tests.serving import PATIENCE, Server

pytestmark = pytest.mark.slow

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"


def test_a_picture_is_read_as_the_api_reads_it(page: Any, server: Server) -> None:
    page.click("nav a[href='#read']")
    page.wait_for_selector("#read-tab:focus")
    page.focus(".skip")
    page.keyboard.press("Enter")
    page.wait_for_selector("#read-tab:focus")
    page.set_input_files("#choose", CREATURE)
    page.wait_for_selector(".reading-card .bars")
    with CREATURE.open("rb") as file:
        answer = httpx.post(f"{server.url}/v1/types", files={"pictures": file}, params={"nearest": 3}, timeout=PATIENCE)
    (reading,) = answer.json()["readings"]
    card = page.locator(".reading-card")
    assert card.locator(".badges").first.locator(".badge").all_inner_texts() == reading["types"]
    near = [each["name"] for each in reading["nearest"] if each["similarity"] >= 0.75]
    assert card.locator(".known b").all_inner_texts() == near
    expect(card.locator("text=No known creature looks like it")).to_have_count(int(not near))
    unsure = reading["probabilities"][reading["types"][0]] < 0.35
    expect(card.locator(".unsure")).to_have_count(int(unsure))
    likeliest = max(reading["probabilities"], key=reading["probabilities"].get)
    bar = card.locator(".bars li").first.inner_text().split("\n")
    assert bar == [likeliest, f"{round(reading['probabilities'][likeliest] * 100)} %"]

    with CREATURE.open("rb") as file:
        answer = httpx.post(f"{server.url}/v1/descriptions", files={"pictures": file}, timeout=PATIENCE)
    (described,) = answer.json()["descriptions"]
    assert card.locator(".described").inner_text().casefold() == f"{described['text']}."
    nouns = ([described["subject"]] if described["subject"] else []) or list(described["subjects"])[:3]
    known, colors = card.locator("dd").all_inner_texts()[:2]
    assert all(noun in known for noun in nouns)
    assert known.startswith("not sure") == (not described["subject"])
    assert all(color in colors for color in described["colors"])

    expect(card.locator(".heatmap")).to_be_hidden()
    why = card.locator(".evidence button").first
    why.click()
    card.locator(".evidence button[aria-pressed='true']").wait_for()
    expect(card.locator(".heatmap")).to_be_visible()
    why.click()
    expect(card.locator(".heatmap")).to_be_hidden()


def test_many_pictures_make_a_table_and_the_command_line_s_csv(page: Any, tmp_path: Path, spritedex: Any) -> None:
    names = ["b.png", "a, with a comma.png", "c.png"]
    for name, source in zip(names, ("creature.png", "drawn.png", "sprites.png"), strict=True):
        shutil.copy(CREATURE.with_name(source), tmp_path / name)
    (tmp_path / "broken.png").write_bytes(CREATURE.read_bytes()[:200])
    page.click("nav a[href='#read']")
    page.set_input_files("#choose", [tmp_path / name for name in (*names, "broken.png")])
    page.wait_for_selector("tbody tr >> nth=3")
    broken = page.locator("tr.wrong")
    assert "broken.png" in broken.inner_text()
    assert len(broken.locator("td").inner_text()) > 10

    page.click("th button:has-text('Picture')")
    assert page.locator("tbody th").all_inner_texts() == ["a, with a comma.png", "b.png", "broken.png", "c.png"]
    page.click("th button:has-text('Picture')")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert page.locator("tbody th").first.inner_text() == "c.png"
    page.locator(".choose-picture", has_text="c.png").click()
    assert page.locator(".reading-card h2").inner_text() == "c.png"
    assert page.locator(".choose-picture[aria-current='true']").all_inner_texts() == ["c.png"]
    assert page.inner_text("#status").startswith("c.png: ")

    file = saved(page, page.locator("button", has_text="Save as CSV").click, tmp_path)
    done = spritedex("classify", *names, "--nearest", 3, "--csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert file.read_text() == done.stdout


def test_a_pasted_picture_is_read(page: Any) -> None:
    page.click("nav a[href='#read']")
    page.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }""",
        list(CREATURE.read_bytes()),
    )
    assert page.wait_for_selector(".reading-card h2").inner_text() == "pasted.png"


def test_a_dropped_picture_is_read_and_one_as_large_as_a_camera_s(page: Any, tmp_path: Path) -> None:
    page.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
          for (const times of [1, 2])
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        list(CREATURE.read_bytes()),
    )
    assert "still being read" in dismissed_error(page)
    assert page.wait_for_selector(".reading-card h2").inner_text() == "dropped.png"
    Image.effect_noise((5000, 3300), 60).save(tmp_path / "large.jpg")
    page.set_input_files("#choose", tmp_path / "large.jpg")
    page.wait_for_selector(".reading-card:has-text('large.jpg') .bars")


def test_dark_theme_follows_the_system_and_the_choice_is_kept(browser: Any, server: Server) -> None:
    with page_at(browser, server.url, color_scheme="dark") as page:
        assert _lightness(page, "background-color") < 0.1
        page.select_option("#theme", "light")
        assert _lightness(page, "background-color") > 0.7
        page.reload()
        page.wait_for_selector("body.ready")
        assert _lightness(page, "background-color") > 0.7
        page.select_option("#theme", label="System")
        assert _lightness(page, "background-color") < 0.1


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_needs_no_scrolling_sideways(browser: Any, server: Server, width: int) -> None:
    with page_at(browser, server.url, viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True) as page:
        assert not page.locator("#attributes").get_attribute("open")
        page.click("#attributes summary")
        page.click("#advanced summary")
        page.fill("#prompt", "a small orange fox with a long story to tell " * 3)
        page.fill("#count", "1")
        page.locator(".chip").first.click()
        page.wait_for_selector("#prompt-back:visible")
        wait_drawn(page)
        _fits(page, width)
        draw(page, "a small orange fox", count=2)
        action(page, "colors").click()
        page.wait_for_selector(".swatches input")
        _fits(page, width)
        action(page, "paint").click()
        page.wait_for_selector("dialog[open]")
        _fits(page, width)
        page.keyboard.press("Escape")
        action(page, "save").click()
        page.wait_for_selector("dialog[open]")
        _fits(page, width)
        page.keyboard.press("Escape")
        page.click("nav a[href='#read']")
        page.wait_for_selector("text=Take a picture")
        page.set_input_files("#choose", [CREATURE, CREATURE.with_name("drawn.png")])
        page.wait_for_selector("table")
        _fits(page, width)


def _fits(page: Any, width: int) -> None:
    """No scrolling sideways, and no target of less than 24 by 24 pixels but for the words of a sentence."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...(document.querySelector("dialog[open]") ?? document).querySelectorAll(
          "button:not(.word), select, summary, nav a, input:not([type=file]):not([type=checkbox])")]
          .filter((each) => each.checkVisibility())
          .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []


def _lightness(page: Any, name: str) -> float:
    color = page.evaluate(f"getComputedStyle(document.body).getPropertyValue({name!r})")
    value: float = page.evaluate(LUMINANCE, color)
    return value
