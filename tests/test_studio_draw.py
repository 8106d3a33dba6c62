"""The Draw tab of the page, in a real browser on the real server, with a toy painter and the packaged reader."""

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.browsing import action, action_of, draw, expect, page_at, picture, pixels, saved, take_long, wait_drawn
from tests.serving import PATIENCE, Server, serving
from tests.toy_bundles import toy_generator

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"


def test_previews_then_sprites_with_the_bytes_of_api_and_command_line(
    page: Any, server: Server, painter: Path, tmp_path: Path, spritedex: Any
) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#seed", "7")
    page.fill("#count", "2")
    page.press("#prompt", "Control+Enter")
    page.wait_for_selector(".placeholder.forming")
    assert "of 2" in page.inner_text("#progress-text")
    wait_drawn(page)
    expect(page.locator(".card")).to_have_count(2)
    page.fill("#num-steps", "")
    draw(page, PROMPT, count=2)
    assert page.locator(".seed-label").all_inner_texts() == ["#7", "#8"] * 2
    assert page.input_value("#seed") == "7"

    action(page, "save", card=1).click()
    name = page.input_value("#save-name")
    file = saved(page, page.locator(".format", has_text="This picture").click, tmp_path)
    answer = httpx.post(f"{server.url}/v1/sprites", json={"prompt": PROMPT, "seed": 8}, timeout=PATIENCE).json()
    (sprite,) = answer["sprites"]
    assert file.name == f"{name}.png"
    assert file.read_bytes() == base64.b64decode(sprite["files"][0]["data"])
    assert page.locator(".card").nth(1).locator(".badge").all_inner_texts() == sprite["types"]
    facts = page.locator(".card").nth(1).locator(".facts").inner_text()
    assert "seen as" in facts
    near = [each["name"] for each in sprite["nearest"][:1] if each["similarity"] >= 0.75]
    assert ("like" in facts) == bool(near)
    assert all(name in facts for name in near)
    unsure = sprite["probabilities"][sprite["types"][0]] < 0.35
    assert ("unsure" in facts) == unsure
    done = spritedex("generate", PROMPT, "--seed", 8, "--model", painter, "--out", tmp_path / "cli")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cli" / sprite["files"][0]["name"]).read_bytes() == file.read_bytes()


def test_recolored_sprite_is_exported_indexed(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    before = pixels(page)
    action(page, "colors").click()
    swatch = page.locator(".swatches input").nth(2)
    old = bytes.fromhex(swatch.input_value()[1:])
    swatch.fill("#12ab34")
    assert pixels(page) == before - {tuple(old)} | {(0x12, 0xAB, 0x34)}

    action(page, "save").click()
    file = saved(page, page.locator(".format", has_text="This picture").click, tmp_path)
    with Image.open(file) as image:
        assert image.mode == "P"
        assert image.size == (64, 64)
        found = image.convert("RGBA").getcolors()
    colors = {color[:3] for _, color in found or () if isinstance(color, tuple) and color[3]}
    assert colors == pixels(page)
    assert len(colors) <= 15

    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="Game Boy Advance").click, tmp_path)) as archive:
        assert archive.testzip() is None
        names = [Path(name) for name in archive.namelist()]
        assert {"front.png", "back.png", "normal.pal", "shiny.pal"} <= {name.name for name in names}
    assert "stands in" in page.locator("dialog .notes").inner_text()
    page.keyboard.press("Escape")
    page.locator(".swatches button:text-is('Reset')").click()
    page.wait_for_selector(".swatches button[disabled]")
    assert pixels(page) == before


def test_back_and_shiny_take_one_request_and_leave_the_front_as_it_was_drawn(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    front = picture(page)
    action(page, "save").click()
    drawn = saved(page, page.locator(".format", has_text="This picture").click, tmp_path).read_bytes()
    page.keyboard.press("Escape")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url) if request.method == "POST" else None)
    action(page, "back").click()
    page.wait_for_selector(".actions button[aria-pressed='true']")
    action(page, "shiny").click()
    page.wait_for_selector(".card canvas[aria-label*='back, shiny']")
    assert [url.rpartition("/")[2] for url in requested] == ["stream"]
    assert picture(page) != front
    for name in ("shiny", "back"):
        action(page, name).click()
    page.wait_for_selector(".actions:not(:has(button[aria-pressed='true']))")
    assert picture(page) == front
    action(page, "save").click()
    assert saved(page, page.locator(".format", has_text="This picture").click, tmp_path).read_bytes() == drawn
    page.keyboard.press("Escape")
    for name in ("shiny", "back"):
        action(page, name).click()
    page.wait_for_selector(".card canvas[aria-label*='back, shiny']")
    action(page, "save").click()
    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="PNGs").click, tmp_path)) as archive:
        endings = sorted(name.removesuffix(".png").partition("-")[2] for name in archive.namelist())
    assert endings == ["", "back", "back-shiny", "shiny"]
    page.keyboard.press("Escape")
    page.click("nav a[href='#gallery']")
    with zipfile.ZipFile(saved(page, page.locator("#gallery-save").click, tmp_path)) as archive:
        (document,) = json.loads(archive.read("gallery.json"))
        assert sorted(document["images"]) == ["back", "back-shiny", "front", "shiny"]
        assert {*document["images"].values(), "gallery.json"} == set(archive.namelist())
    page.click("nav a[href='#draw']")
    page.click("text=Save these")
    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="These pictures").click, tmp_path)) as archive:
        assert archive.namelist() == [document["images"]["back-shiny"]]
    page.keyboard.press("Escape")


def test_a_word_shows_its_attention(page: Any) -> None:
    draw(page, PROMPT, count=2)
    heatmap = page.locator(".card .heatmap")
    assert [each.is_visible() for each in heatmap.all()] == [False, False]
    page.locator(".word", has_text="orange").hover()
    for at in range(2):  # asked for as soon as a word is pointed at
        heatmap.nth(at).wait_for(state="visible")
    assert page.get_attribute(".word:has-text('orange')", "title").startswith("counts ")
    read = "canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 8, 8).data)"
    first = heatmap.first.evaluate(read)
    page.locator(".word", has_text="orange").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text() == "fox"
    assert (
        heatmap.first.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 8, 8).data)") != first
    )
    page.focus("#prompt")
    page.mouse.move(0, 0)
    expect(heatmap.first).to_be_hidden()


def test_between_variations_and_a_redrawn_part(page: Any) -> None:
    draw(page, "a blue fox", count=1)
    draw(page, PROMPT, count=1)
    action(page, "between").click()
    page.locator(".choose:visible").click()
    wait_drawn(page)
    strip = page.locator(".batch").first
    expect(strip.locator(".card")).to_have_count(8)
    assert strip.locator(".prompt-line").inner_text() == f"{PROMPT} → a blue fox"

    action(page, "vary", card=8).click()
    wait_drawn(page)
    assert page.locator(".batch").first.locator("h2").inner_text().startswith("Variations")
    expect(page.locator(".batch").first.locator(".card")).to_have_count(4)

    old = picture(page, card=12)
    action_of(page.locator(".batch").nth(2).locator(".card"), "paint").click()
    canvas = page.locator(".paint-canvas").bounding_box()
    middle = canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + canvas["width"] / 8, middle[1], steps=4)
    page.mouse.up()
    page.click("text=Redraw the marked part")
    page.wait_for_selector("h2:has-text('Redrawn')")
    wait_drawn(page)
    new = picture(page)
    marked = range(20 * 64, 44 * 64)
    apart = [max(abs(a - b) for a, b in zip(old[at], new[at], strict=True)) for at in range(4096) if at not in marked]
    assert max(apart) < 32  # the palette is chosen anew


def test_painting_by_hand_with_the_keyboard(page: Any) -> None:
    draw(page, PROMPT, count=1)
    action(page, "paint").click()
    page.locator(".color-choice .swatches input").last.check(force=True)
    page.locator("input[name='paint-size'][value='4']").check(force=True)
    page.locator(".paint-canvas").focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    page.locator("dialog button", has_text="Undo").click()
    assert page.locator("dialog button", has_text="Undo").is_disabled()
    expect(page.locator(".paint-canvas:focus")).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    assert page.locator("dialog button", has_text="Redo").is_disabled()
    page.keyboard.press("Escape")
    page.click("text=Keep painting")
    page.mouse.click(5, 5)
    page.click("text=Keep as a new sprite")
    page.wait_for_selector(".card >> nth=1")
    page.wait_for_selector(".card >> nth=0 >> .actions button:focus")
    shown = picture(page)
    assert len({shown[row * 64 + column] for row in range(22, 26) for column in range(30, 34)}) == 1
    expect(action(page, "back")).to_have_count(0)
    page.keyboard.press("Control+z")
    page.wait_for_selector(".card >> nth=1", state="detached")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_selector(".card >> nth=1")
    assert picture(page) == shown


def test_keyboard_alone_from_load_to_a_saved_sprite(page: Any, tmp_path: Path) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"Tab does not reach {selector}")

    tab_to("#prompt")
    page.keyboard.type("a green fox")
    tab_to("#count")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".card:not(.placeholder) .actions button")
    wait_drawn(page)
    tab_to(".word")
    page.wait_for_selector(".heatmap:visible")
    tab_to(".actions button")
    for _ in range(page.locator(".actions button").count()):
        if page.locator(":focus").inner_text() != "save":
            page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text() == "save"
    page.keyboard.press("Enter")
    tab_to(".format")
    file = saved(page, lambda: page.keyboard.press("Enter"), tmp_path)
    assert Image.open(io.BytesIO(file.read_bytes())).size == (64, 64)
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.locator(":focus").inner_text() == "save"


def test_pictures_and_animations_are_saved_as_large_as_is_asked(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    drawn = np.array(picture(page)).reshape(64, 64, 4)
    action(page, "save").click()
    for side, scale in (("64×64", 1), ("256×256", 4)):
        option = page.locator(f"#save-size option:has-text('{side}')").inner_text()
        page.select_option("#save-size", label=option)
        for label, kind in (("This picture", "PNG"), ("GIF", "GIF"), ("Animated PNG", "PNG")):
            choice = page.locator(f".format:has(b:text-is('{label}'))")
            with Image.open(io.BytesIO(saved(page, choice.click, tmp_path).read_bytes())) as image:
                assert (image.format, image.size) == (kind, (64 * scale, 64 * scale)), label
                first = np.asarray(image.convert("RGBA"))[::scale, ::scale]
            opaque = drawn[..., 3] > 127
            assert (first[..., 3] > 127).tolist() == opaque.tolist(), label
            assert (first[opaque] == drawn[opaque]).all(), label
    page.select_option("#save-size", index=3)
    game = saved(page, page.locator(".format:has(b:text-is('Showdown'))").click, tmp_path)
    with zipfile.ZipFile(game) as archive, archive.open(archive.namelist()[0]) as file:
        assert Image.open(file).size == (96, 96), "games take pictures of their own size"


def test_colors_changed_by_hand_stay_with_back_and_shiny(page: Any) -> None:
    draw(page, PROMPT, count=1)
    action(page, "colors").click()
    swatches = page.locator(".swatches input")
    for at, color in enumerate(["#ff00aa", "#00ffaa"]):
        swatches.nth(at).fill(color)
    action(page, "save").click()
    page.click("text=Draw back and shiny")
    page.wait_for_selector("dialog[open] >> text=The formats contain front, back")
    page.keyboard.press("Escape")
    assert {(0xFF, 0x00, 0xAA), (0x00, 0xFF, 0xAA)} <= pixels(page)
    swatches.nth(3).fill("#aaff00")
    assert (0xAA, 0xFF, 0x00) in pixels(page)


def test_a_decoder_s_page_offers_only_prompt_and_seed(browser: Any, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "server", model=toy_generator(tmp_path / "decoder")) as server,
        page_at(browser, server.url) as page,
    ):
        expect(page.locator("#prompt-only")).to_be_visible()
        expect(page.locator("#attributes")).to_be_hidden()
        expect(page.locator("#advanced")).to_be_hidden()
        draw(page, PROMPT, count=1)
        assert page.locator(".actions button").all_inner_texts() == ["save", "favorite", "link", "remove"]
