"""Sketches, crossing, the best of many, frames that are played, the sample to read, and the page without its server."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.browsing import (
    action,
    action_of,
    check_no_error,
    draw,
    expect,
    gallery_sprites,
    page_at,
    saved,
    wait_drawn,
    wait_shown,
)
from tests.serving import Server, serving

pytestmark = pytest.mark.slow

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"
PROMPT = "a small orange fox with a burning tail"
PREVIEW = """() => document.querySelector(".sketch-preview").getContext("2d").getImageData(0, 0, 64, 64).data
  .some(Boolean)"""


def test_a_doodle_is_followed_and_drawn_from(page: Any) -> None:
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if "stream" in request.url else None)
    page.fill("#count", "1")
    page.click("#sketch-open")
    page.fill("#sketch-prompt", PROMPT)
    page.locator(".paint-canvas").focus()
    page.keyboard.press("Space")
    page.wait_for_function(PREVIEW)
    assert bodies[-1]["num_steps"] == 1
    page.locator("#sketch-strength").fill("0.5")
    page.click("dialog .main")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_selector(".card:not(.placeholder)")
    wait_drawn(page)
    assert (bodies[-1]["strength"], bodies[-1]["prompt"]) == (0.5, PROMPT)
    expect(page.locator("#sketch-shown")).to_be_visible()
    assert "init" not in page.url
    expect(page.locator(".actions button", has_text="link")).to_have_count(0)

    expect(page.locator("#sketch-kept")).to_be_hidden()
    page.fill("#prompt", "a tiny red dragon")
    expect(page.locator("#sketch-kept")).to_have_text("Still from your doodle: draw without it")
    page.fill("#prompt", "")
    expect(page.locator("#prompt-full")).to_be_hidden()
    page.locator("#prompt").evaluate("prompt => document.execCommand('insertText', false, 'x'.repeat(600))")
    assert len(page.input_value("#prompt")) == 500
    expect(page.locator("#prompt-full")).to_have_text(re.compile("at most 500 letters"))
    page.fill("#prompt", PROMPT)

    page.click("#sketch-open")
    page.set_input_files("#sketch-file", CREATURE)
    canvas = "document.querySelector('.paint-canvas canvas').getContext('2d')"
    page.wait_for_function(f"() => new Set({canvas}.getImageData(0, 0, 64, 64).data).size > 20")
    page.keyboard.press("Escape")
    page.click("#sketch-open")
    page.wait_for_function(f"() => new Set({canvas}.getImageData(0, 0, 64, 64).data).size > 20")
    page.keyboard.press("Escape")
    page.fill("#prompt", "a blue fox")
    page.click("#sketch-kept")
    expect(page.locator("#sketch-shown")).to_be_hidden()
    expect(page.locator("#sketch-kept")).to_be_hidden()
    page.click("#draw-button")
    wait_drawn(page)
    assert "init" not in bodies[-1]

    page.fill("#prompt", "")
    page.click("#sketch-choose")
    page.wait_for_selector(".sketches button:has-text('fox')")
    page.fill("#sketch-search", "no such thing")
    page.wait_for_selector("dialog >> text=No sketch has that name")
    page.fill("#sketch-search", "owl")
    assert page.locator(".sketches li:visible").first.inner_text() == "owl"
    owl = page.locator(".sketches button:has(span:text-is('owl'))").first
    assert owl.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    owl.click()
    assert page.input_value("#prompt") == "an owl"
    assert page.inner_text("#sketch-name") == "owl"
    page.click("#draw-button")
    wait_drawn(page)
    assert bodies[-1]["sketch"] == "owl"
    page.wait_for_selector(".batch:first-child .about:has-text('Based on the sketch owl')")
    assert "sketch=owl" in page.url
    page.reload()
    page.wait_for_selector("body.ready")
    assert page.inner_text("#sketch-name") == "owl"
    page.locator(".card .show").first.click()
    page.click("dialog >> text=Use this sketch")
    page.wait_for_selector("#sketch-choose:focus")

    page.select_option("#color", "red")
    page.goto(page.url.partition("#")[0] + "#draw?p=a+blue+fish&seed=3&style=pixel")
    page.wait_for_selector(".batch:first-child:has-text('a blue fish') .card:not(.placeholder)")
    wait_drawn(page)
    assert (bodies[-1]["prompt"], bodies[-1]["color"]) == ("a blue fish", "")  # a link says all
    assert page.inner_text("#sketch-name") == "chosen by the prompt"


def test_an_evolution_line_stands_side_by_side(page: Any, tmp_path: Path) -> None:
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if "stream" in request.url else None)
    draw(page, "an orange fox", count=1, seed=5)
    action(page, "evolve").click()
    page.wait_for_selector(".batch:first-child .card:nth-child(3):not(.placeholder)")
    wait_drawn(page)
    wait_shown(page)
    (body,) = (each for each in bodies if "line" in each)
    assert (body["line"], body["seed"]) == (3, 5)
    line = page.locator(".batch").first
    assert line.locator(".seed-label").all_inner_texts() == ["stage 1", "stage 2", "stage 3"]
    file = saved(page, line.locator("text=Save as one picture").click, tmp_path)
    with Image.open(file) as picture:
        assert picture.size == (3 * 256 + 2 * 64, 256)
    action_of(line.locator(".card").nth(1), "back").click()
    wait_drawn(page)
    page.wait_for_selector(".batch:first-child .card:nth-child(2) [aria-pressed='true']")
    expect(action_of(line.locator(".card").first, "evolve")).to_have_count(0)


def test_the_best_of_sixteen(page: Any) -> None:
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if "stream" in request.url else None)
    page.click("#advanced summary")
    page.check("#best")
    draw(page, PROMPT, count=2, seed=3)
    expect(page.locator(".card")).to_have_count(2)
    assert 16 in [body["best_of"] for body in bodies]
    assert "best=16" in page.url


def test_crossing_and_playing(page: Any, tmp_path: Path) -> None:
    draw(page, "a blue fox", count=1)
    draw(page, PROMPT, count=1)
    action(page, "cross").click()
    page.locator(".choose:visible").click()
    wait_drawn(page)
    expect(page.locator(".batch").first.locator(".card")).to_have_count(4)
    assert page.locator(".batch").first.locator("h2").inner_text() == f"Crossed with “{PROMPT}”"
    page.click("text=Save these >> nth=0")
    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="Godot").click, tmp_path)) as archive:
        assert len({Path(name).parent for name in archive.namelist()}) == 4, "a folder for each sprite"
    page.click("dialog button:text-is('Draw back and shiny')")
    page.wait_for_selector("dialog:has(h2:text-is('Save 4 sprites')):not(:has-text('Draw back and shiny'))")
    page.keyboard.press("Escape")
    page.click("nav a[href='#gallery']")
    page.click("#chosen-all")
    page.click("#chosen-palette")
    page.click("dialog button:has-text('Shared by all')")
    page.click("dialog .main")
    page.wait_for_selector("#undo:not([disabled])")
    page.click("#chosen-formats")
    with zipfile.ZipFile(saved(page, page.locator(".format", has_text="PNGs").click, tmp_path)) as archive:
        views = [name for name in archive.namelist() if "shiny" not in name]
        pictures = [Image.open(io.BytesIO(archive.read(name))).convert("RGBA") for name in views]
    colors = {color for picture in pictures for _, color in picture.getcolors() or []}
    assert len(views) == 6 + 4  # fronts, and the backs of those that have one
    assert len(colors) <= 32 + 1
    page.keyboard.press("Escape")
    page.click("nav a[href='#draw']")
    assert page.locator(".batch .prompt-line").first.inner_text() == f"a mix of {PROMPT} and a blue fox"

    action(page, "between", card=4).click()
    page.locator(".choose:visible").last.click()
    wait_drawn(page)
    wait_shown(page)
    page.locator(".batch").first.locator("button:text-is('Play')").click()
    read = "document.querySelector('.played').getContext('2d').getImageData(0, 0, 64, 64).data.join()"
    first = page.evaluate(read)
    page.wait_for_function(f"old => {read} !== old", arg=first)
    for label, kind in (("Save GIF", "GIF"), ("Save animated PNG", "PNG")):
        file = saved(page, page.locator(f"dialog button:text-is('{label}')").click, tmp_path)
        with Image.open(io.BytesIO(file.read_bytes())) as image:
            assert (image.format, image.size, image.n_frames) == (kind, (256, 256), 14)  # type: ignore[attr-defined]
            frames = [np.asarray(frame.convert("RGBA"))[::4, ::4] for frame in ImageSequence.Iterator(image)]
        shown = np.array(first.split(","), int).reshape(64, 64, 4)
        assert any(_same(frame, shown) for frame in frames)
    page.keyboard.press("Escape")


def _same(one: Any, other: Any) -> bool:
    """Whether two pictures show the same."""
    clear = (one[..., 3] == 0) & (other[..., 3] == 0)
    return bool(((one == other).all(-1) | clear).all())


@pytest.mark.parametrize(("chance", "creature"), [(0.2, "bird"), (0.8, "snake")])
def test_a_sample_is_read_well_and_varied(page: Any, chance: float, creature: str) -> None:
    page.evaluate(f"Math.random = () => {chance}")
    page.click("nav a[href='#read']")
    page.click("#sample")
    page.wait_for_selector(".reading-card .bars")
    described = page.wait_for_selector(".described").inner_text()
    assert creature in described
    expect(page.locator(".reading-card .unsure")).to_have_count(0)
    page.click("nav a[href='#draw']")
    page.fill("#count", "1")
    page.click("nav a[href='#read']")
    page.click("text=Draw a variation of this")
    page.wait_for_selector(".card:not(.placeholder)")
    wait_drawn(page)
    assert f"{page.input_value('#prompt')}." == described[0].lower() + described[1:]
    expect(page.locator("#sketch-shown")).to_be_visible()


def test_the_second_frame_shows_through_while_painting(page: Any) -> None:
    draw(page, PROMPT, count=1)
    action(page, "paint").click()
    page.locator("input[name='paint-onion'][value='frame']").check(force=True)
    expect(page.locator(".onion")).to_be_visible()
    page.locator("input[name='paint-onion'][value='none']").check(force=True)
    expect(page.locator(".onion")).to_be_hidden()
    page.keyboard.press("Escape")


def test_the_page_opens_without_its_server(browser: Any, painter: Path, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    with serving(tmp_path, model=painter) as server:
        page.goto(server.url)
        page.wait_for_selector("body.ready")
        draw(page, PROMPT, count=1)
        kept = "caches.open('spritedex-page').then((cache) => cache.keys())"
        for end in ("/page.js", "/v1/models"):
            page.wait_for_function(f"() => {kept}.then((all) => all.some(({{ url }}) => url.endsWith('{end}')))")
    page.reload()
    page.wait_for_selector("body.ready")
    assert gallery_sprites(page) == 1
    expect(page.locator(".card")).to_have_count(1)
    check_no_error(page)
    context.close()


def test_the_page_can_be_installed_and_shared(browser: Any, server: Server) -> None:
    with page_at(browser, server.url) as page:
        manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((each) => each.json())")
        assert manifest["display"] == "standalone"
        size = page.evaluate(
            """async () => {
              const image = new Image();
              image.src = document.querySelector("meta[property='og:image']").content;
              await image.decode();
              return [image.naturalWidth, image.naturalHeight];
            }"""
        )
        assert size == [1200, 630]
