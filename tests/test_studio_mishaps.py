"""Errors and stops while drawing: finished sprites stay, and one line says what to do."""

from typing import Any

import pytest

from tests.browsing import (
    action,
    action_of,
    check_no_error,
    dismissed_error,
    draw,
    expect,
    gallery_sprites,
    take_long,
    wait_drawn,
)
from tests.serving import Server

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"


def test_stop_ends_a_drawing_and_what_came_stays(page: Any) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#count", "4")
    page.press("#prompt", "Enter")
    page.wait_for_selector(".card:not(.placeholder)")
    page.click("#stop")
    wait_drawn(page)
    assert 1 <= page.locator(".card").count() < 4
    expect(page.locator(".placeholder")).to_have_count(0)
    assert page.inner_text("#status").startswith("Stopped")
    came = page.locator(".card").count()
    page.click("#progress-steps button:has-text('Draw the other')")
    page.wait_for_selector(".card:not(.placeholder) >> nth=3")
    wait_drawn(page)
    seeds = [int(text.removeprefix("#")) for text in page.locator(".seed-label").all_inner_texts()]
    assert len(seeds) == 4 > came
    assert seeds == list(range(seeds[0], seeds[0] + 4))


def test_an_empty_form_draws_its_sample_and_a_type_alone_is_enough(page: Any) -> None:
    seed = page.input_value("#seed")
    page.fill("#count", "1")
    sample = page.get_attribute("#prompt", "placeholder")
    page.click("#draw-button")
    expect(page.locator("#prompt")).to_have_value(sample)
    wait_drawn(page)
    expect(page.locator(".prompt-line")).to_have_text(sample)
    assert page.locator(".seed-label").all_inner_texts() == [f"#{seed}"]
    expect(page.locator(".card")).to_have_count(1)
    page.locator(".chip.surprise").click()
    wait_drawn(page)
    expect(page.locator(".card")).to_have_count(2)
    action(page, "remove").click()
    page.fill("#prompt", "")
    page.locator(".type", has_text="water").click()
    page.click("#draw-button")
    wait_drawn(page)
    expect(page.locator(".card")).to_have_count(2)
    assert page.input_value("#seed") != seed


def test_what_was_typed_before_an_example_comes_back(page: Any) -> None:
    page.fill("#count", "1")
    back = page.locator("#prompt-back")
    page.fill("#prompt", PROMPT)
    expect(back).to_be_hidden()
    chip = page.locator(".chip").first
    chip.click()
    expect(page.locator("#prompt")).to_have_value(chip.inner_text())
    wait_drawn(page)
    back.click()
    expect(page.locator("#prompt:focus")).to_have_value(PROMPT)
    back.click()
    expect(page.locator("#prompt")).to_have_value(chip.inner_text())
    page.keyboard.type(" ")
    expect(back).to_be_hidden()
    for replaced in (page.locator(".chip.surprise"), page.locator("#shelf button").first):
        page.reload()
        page.wait_for_selector("body.ready")
        page.fill("#prompt", PROMPT)
        if replaced.is_hidden():
            page.click("text=Hide")
        replaced.click()
        wait_drawn(page)
        back.click()
        expect(page.locator("#prompt")).to_have_value(PROMPT)


def test_a_typed_seed_is_used(page: Any) -> None:
    draw(page, PROMPT, count=1, seed=42)
    assert page.get_attribute("#lock", "aria-pressed") == "true"
    draw(page, PROMPT, count=1)
    assert page.locator(".seed-label").all_inner_texts() == ["#42", "#42"]


def test_hiding_a_section_stops_its_drawing(page: Any) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    action(page, "remove").click()
    page.wait_for_selector(".placeholder.forming")
    page.wait_for_selector(".card:not(.placeholder)")
    page.click("text=Hide")
    wait_drawn(page)
    expect(page.locator("#empty")).to_be_visible()
    assert 1 <= gallery_sprites(page) < 15


def test_removed_sprites_do_not_come_back(page: Any) -> None:
    take_long(page)
    draw(page, PROMPT, count=2)
    back, remove = action(page, "back"), action(page, "remove")
    back.click()
    remove.click()
    expect(page.locator("body.drawing")).to_have_count(1)
    wait_drawn(page)
    assert gallery_sprites(page) == 1
    action(page, "back").click()
    page.click("nav a[href='#gallery']")
    page.click("#gallery-clear")
    page.click("dialog .main")
    expect(page.locator("body.drawing")).to_have_count(1)
    wait_drawn(page)
    assert gallery_sprites(page) == 0
    page.reload()
    page.wait_for_selector("body.ready")
    assert gallery_sprites(page) == 0


def test_a_refused_part_keeps_its_marks(page: Any) -> None:
    draw(page, PROMPT, count=1)
    take_long(page)
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    page.wait_for_selector(".placeholder.forming")
    action_of(page.locator(".card:not(.placeholder)").last, "paint").click()
    page.click("text=Redraw the marked part")
    assert page.inner_text("dialog .status") == "Mark the part to redraw first."
    page.keyboard.press("Space")
    page.click("text=Redraw the marked part")
    assert "is running" in page.inner_text("dialog .status")
    assert page.locator("dialog button", has_text="Undo").is_enabled()
    page.keyboard.press("Escape")
    page.click("dialog .main:text-is('Discard')")
    page.wait_for_selector("dialog", state="detached")
    assert "is running" in dismissed_error(page)
    page.click("#stop")
    wait_drawn(page)


def test_escape_ends_the_choice_of_a_second_sprite_not_the_drawing(page: Any) -> None:
    draw(page, PROMPT, count=1)
    take_long(page)
    page.fill("#prompt", "a blue fox")
    page.fill("#count", "16")
    page.press("#prompt", "Enter")
    action_of(page.locator(".card:not(.placeholder)").last, "between").click()
    page.wait_for_selector(".choose:visible")  # of a sprite that came meanwhile
    page.keyboard.press("Escape")
    expect(page.locator(".choose:visible")).to_have_count(0)
    expect(page.locator("body.drawing")).to_have_count(1)
    page.keyboard.press("Escape")
    wait_drawn(page)
    assert page.inner_text("#status").startswith("Stopped")


def test_the_choice_of_a_second_sprite_is_in_sight_and_ends_with_a_new_drawing(page: Any) -> None:
    page.set_viewport_size({"width": 820, "height": 700})
    for prompt in ("a blue fox", PROMPT, "a red fox"):
        draw(page, prompt, count=2)
    card = page.locator(".batch").last.locator(".card").last
    for name, end in (("between", "Escape"), ("cross", "Enter")):
        action_of(card, name).click()
        hint = page.locator(".choosing")
        expect(hint).to_be_in_viewport(ratio=1)
        expect(card).to_be_in_viewport()
        page.focus("#prompt")
        expect(hint).to_be_in_viewport(ratio=1)
        page.keyboard.press(end)
        expect(hint).to_have_count(0)
        expect(page.locator(".choose:visible")).to_have_count(0)
        wait_drawn(page)
    expect(page.locator(".batch")).to_have_count(4)


def test_a_press_outside_a_dialog_closes_it_and_one_on_its_margin_does_not(page: Any) -> None:
    draw(page, PROMPT, count=1)
    action(page, "save").click()
    box = page.locator("dialog").bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.mouse.click(5, 5)
    page.wait_for_selector("dialog", state="detached")


def test_without_storage_only_the_gallery_is_missing(browser: Any, server: Server) -> None:
    blocked = """for (const name of ["sessionStorage", "localStorage", "indexedDB"])
      Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });"""
    context = browser.new_context()
    context.add_init_script(blocked)
    page = context.new_page()
    page.goto(server.url)
    page.wait_for_selector("body.ready")
    assert "keeps no gallery" in dismissed_error(page)
    draw(page, PROMPT, count=1)
    expect(page.locator(".card")).to_have_count(1)
    check_no_error(page)
    context.close()


def test_leaving_while_drawing_asks(page: Any) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.press("#prompt", "Enter")
    page.wait_for_selector(".placeholder.forming")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("() => { setTimeout(() => location.reload()) }")
    page.click("#stop")
    wait_drawn(page)
    page.reload()
    page.wait_for_selector("body.ready")
    assert asked == ["beforeunload"]


def test_notices_cover_no_button(page: Any) -> None:
    draw(page, PROMPT, count=3)
    take_long(page)
    page.fill("#prompt", "a blue fox")
    page.press("#prompt", "Enter")
    page.wait_for_selector(".placeholder.forming")
    action_of(page.locator(".card:not(.placeholder)").last, "between").click()
    covered = page.evaluate(
        """() => [...document.querySelectorAll("main button")].filter((each) => {
          if (!each.checkVisibility()) return false;
          each.scrollIntoView({ block: "nearest" });
          const { x, y, width, height } = each.getBoundingClientRect();
          const top = document.elementFromPoint(x + width / 2, y + height / 2);
          return !each.contains(top) && top !== each;
        }).map((each) => each.outerHTML)"""
    )
    assert covered == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    wait_drawn(page)


def test_without_scripts_the_page_says_what_to_do(browser: Any, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("noscript p")).to_be_visible()
    assert "needs JavaScript" in page.inner_text("noscript p")
    context.close()
