"""The room Draw of the page, in a real browser on the real server, with a toy painter and the packaged reader."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.browsing import browsing, draw, page_at, picture, pixels, saved, take_long, tool, wait_drawn
from tests.serving import Server, serving
from tests.toy_bundles import toy_generator, toy_painter

pytestmark = pytest.mark.slow

PROMPT = "a small orange fox with a burning tail"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="module")
def painter(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_painter(tmp_path_factory.mktemp("bundle") / "painter")


@pytest.fixture(scope="module")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), model=painter) as running:
        yield running


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    with page_at(browser, server.url) as opened:
        yield opened


def test_previews_then_sprites_with_the_bytes_of_api_and_command_line(
    page: Any, server: Server, painter: Path, tmp_path: Path, spritedex: Any
) -> None:
    take_long(page)
    page.fill("#prompt", PROMPT)
    page.fill("#seed", "7")
    page.fill("#count", "2")
    page.press("#prompt", "Control+Enter")
    page.wait_for_selector(".slot.forming")
    assert "of 2" in page.inner_text("#bar-what")
    wait_drawn(page)
    assert page.locator(".card").count() == 2
    page.fill("#steps", "")
    draw(page, PROMPT, count=2)
    assert page.locator(".seed-mark").all_inner_texts() == ["#7", "#8"] * 2
    assert page.input_value("#seed") == "7"

    tool(page, "save", card=1).click()
    file = saved(page, page.locator(".format", has_text="This picture").click, tmp_path)
    answer = httpx.post(f"{server.url}/v1/sprites", json={"prompt": PROMPT, "seed": 8}, timeout=120).json()
    (sprite,) = answer["sprites"]
    assert file.name == sprite["files"][0]["name"]
    assert file.read_bytes() == base64.b64decode(sprite["files"][0]["data"])
    assert page.locator(".card").nth(1).locator(".badge").all_inner_texts() == sprite["types"]
    assert sprite["nearest"][0]["name"] in page.locator(".card").nth(1).inner_text()
    done = spritedex("generate", PROMPT, "--seed", 8, "--model", painter, "--out", tmp_path / "cli")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cli" / file.name).read_bytes() == file.read_bytes()


def test_recoloured_sprite_is_exported_indexed(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    before = pixels(page)
    tool(page, "colours").click()
    swatch = page.locator(".swatches input").nth(2)
    old = bytes.fromhex(swatch.input_value()[1:])
    swatch.fill("#12ab34")
    assert pixels(page) == before - {tuple(old)} | {(0x12, 0xAB, 0x34)}

    tool(page, "save").click()
    file = saved(page, page.locator(".format", has_text="This picture").click, tmp_path)
    with Image.open(file) as image:
        assert image.mode == "P"
        assert image.size == (64, 64)
        found = image.convert("RGBA").getcolors()
    colours = {colour[:3] for _, colour in found or () if colour[3]}
    assert colours == pixels(page)
    assert len(colours) <= 15

    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="Game Boy").click, tmp_path)) as archive:
        assert archive.testzip() is None
        names = [Path(name) for name in archive.namelist()]
        assert {"front.png", "back.png", "normal.pal", "shiny.pal"} <= {name.name for name in names}
    assert "stands in" in page.locator("dialog .notes").inner_text()
    page.keyboard.press("Escape")
    page.locator(".swatches button").click()
    page.wait_for_selector(".swatches button[disabled]")
    assert pixels(page) == before


def test_back_and_shiny_come_by_one_request(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=1)
    front = pixels(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    tool(page, "back").click()
    page.wait_for_selector(".tools button[aria-pressed='true']")
    tool(page, "shiny").click()
    page.wait_for_selector(".card canvas[aria-label*='from behind, in rare colours']")
    assert [url.rpartition("/")[2] for url in asked] == ["stream"]
    assert pixels(page) != front
    tool(page, "save").click()
    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="PNGs").click, tmp_path)) as archive:
        endings = sorted(name.removesuffix(".png").partition("-")[2] for name in archive.namelist())
    assert endings == ["", "back", "back-shiny", "shiny"]
    page.keyboard.press("Escape")
    with zipfile.ZipFile(saved(page, page.locator("#gallery-export").click, tmp_path)) as archive:
        (document,) = json.loads(archive.read("gallery.json"))
        assert sorted(document["views"]) == ["back", "back-shiny", "front", "shiny"]
        assert {*document["views"].values(), "gallery.json"} == set(archive.namelist())
    with zipfile.ZipFile(saved(page, page.locator("text=Save these").click, tmp_path)) as archive:
        assert archive.namelist() == [document["views"]["back-shiny"]]


def test_words_light_up_where_they_were_looked_at(page: Any) -> None:
    draw(page, PROMPT, count=2)
    heat = page.locator(".card .heat")
    assert [each.is_visible() for each in heat.all()] == [False, False]
    page.locator(".word", has_text="orange").hover()
    assert [each.is_visible() for each in heat.all()] == [True, True]
    first = heat.first.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 8, 8).data)")
    page.locator(".word", has_text="orange").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(":focus").inner_text() == "fox"
    assert heat.first.evaluate("canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, 8, 8).data)") != first
    page.focus("#prompt")
    page.mouse.move(0, 0)
    assert not heat.first.is_visible()


def test_between_variations_and_a_redrawn_part(page: Any) -> None:
    draw(page, "a blue fox", count=1)
    draw(page, PROMPT, count=1)
    tool(page, "between").click()
    page.locator(".choose:visible").click()
    wait_drawn(page)
    strip = page.locator(".batch").first
    assert strip.locator(".card").count() == 8
    assert strip.locator(".sentence").inner_text() == f"{PROMPT} → a blue fox"

    tool(page, "vary", card=8).click()
    wait_drawn(page)
    assert page.locator(".batch").first.locator("h2").inner_text().startswith("Variations")
    assert page.locator(".batch").first.locator(".card").count() == 4

    old = picture(page, card=12)
    page.locator(".batch").nth(2).locator(".tools button", has_text="paint").click()
    surface = page.locator(".surface").bounding_box()
    middle = surface["x"] + surface["width"] / 2, surface["y"] + surface["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + surface["width"] / 8, middle[1], steps=4)
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
    tool(page, "paint").click()
    page.locator(".choice input").last.check(force=True)
    page.locator("input[name='paint-size'][value='4']").check(force=True)
    surface = page.locator(".surface")
    surface.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    page.locator("dialog button", has_text="Undo").click()
    assert page.locator("dialog button", has_text="Undo").is_disabled()
    assert page.locator(".surface:focus").count() == 1
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.click("text=Go on painting")
    page.mouse.click(5, 5)
    page.click("text=Keep as a new sprite")
    page.wait_for_selector(".card >> nth=1")
    shown = picture(page)
    assert len({shown[row * 64 + column] for row in range(22, 26) for column in range(30, 34)}) == 1
    assert tool(page, "back").count() == 0


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
    page.wait_for_selector(".card:not(.slot) .tools button")
    wait_drawn(page)
    tab_to(".word")
    page.wait_for_selector(".heat:visible")
    tab_to(".tools button")
    for _ in range(page.locator(".tools button").count()):
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


def test_gallery_survives_a_reload_and_is_exported(page: Any, tmp_path: Path) -> None:
    draw(page, PROMPT, count=2, seed=3)
    tool(page, "colours").click()
    page.locator(".swatches input").first.fill("#ff00aa")
    shown = pixels(page)
    page.wait_for_selector("#gallery[aria-busy='false']", state="attached")
    page.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("spritedex").onsuccess = ({ target: { result } }) => {
            const change = result.transaction("pieces", "readwrite");
            change.objectStore("pieces").put({ sprite: "half a record" });
            change.oncomplete = resolve;
          };
        })"""
    )
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.inner_text("#error-text").startswith("1 of 3 sprites of the gallery cannot be read")
    assert page.locator(".thumb").count() == 2
    page.wait_for_selector(".card >> nth=1")
    assert (0xFF, 0x00, 0xAA) in shown
    assert pixels(page) == shown

    with zipfile.ZipFile(saved(page, page.locator("#gallery-export").click, tmp_path)) as archive:
        document = json.loads(archive.read("gallery.json"))
        assert [(each["seed"], each["prompt"]) for each in document] == [(3, PROMPT), (4, PROMPT)]
        for each in document:
            with Image.open(io.BytesIO(archive.read(each["file"]))) as image:
                assert (image.size, image.mode) == ((64, 64), "P")
    page.click("#gallery-clear")
    page.click("dialog .main")
    page.wait_for_selector("#empty", state="visible")
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.locator(".thumb").count() == 0


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


def test_colours_changed_by_hand_outlive_back_and_shiny(page: Any) -> None:
    draw(page, PROMPT, count=1)
    tool(page, "colours").click()
    swatches = page.locator(".swatches input")
    for at, colour in enumerate(["#ff00aa", "#00ffaa"]):
        swatches.nth(at).fill(colour)
    tool(page, "save").click()
    page.click("text=Draw back and shiny")
    page.wait_for_selector("dialog[open] >> text=The formats get the front, the back")
    page.keyboard.press("Escape")
    assert {(0xFF, 0x00, 0xAA), (0x00, 0xFF, 0xAA)} <= pixels(page)
    swatches.nth(3).fill("#aaff00")
    assert (0xAA, 0xFF, 0x00) in pixels(page)


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


def test_a_decoder_hides_what_it_cannot_do(browser: Any, tmp_path: Path) -> None:
    with (
        serving(tmp_path / "server", model=toy_generator(tmp_path / "decoder")) as server,
        page_at(browser, server.url) as page,
    ):
        assert page.is_visible("#only-prompt")
        assert not page.is_visible("#traits")
        assert not page.is_visible("#more")
        draw(page, PROMPT, count=1)
        assert page.locator(".tools button").all_inner_texts() == ["save", "remove"]
