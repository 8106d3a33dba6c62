"""Everyone can use the page: each state is reached by keys alone, and axe finds nothing wrong in it.

    STUDIO_AXE=all python -m pytest tests/test_studio_access.py

asks every rule in both themes and with text at 200 %. Without it the contrast of texts is not axe's to judge, which
takes half of its time: it is measured here, in both themes, and must be as high for large texts as for small ones.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import LUMINANCE, page_at, wait_drawn
from tests.serving import Server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CREATURES = [ROOT / "docs" / "images" / name for name in ("creature.png", "drawn.png")]
ALL = os.environ.get("STUDIO_AXE") == "all"
MOST_PRESSES = 120
LEAST_CONTRAST = 4.5
LARGE = "document.documentElement.style.fontSize = '200%'"
USUAL = "document.documentElement.style.fontSize = ''"

_KEY = """([selector, text]) => {
  const { activeElement: at } = document;
  const wanted = [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility() && (!text || each.innerText.trim() === text));
  if (wanted.includes(at)) return "";
  const group = at.closest("[data-roving], fieldset");
  if (wanted.some((each) => group?.contains(each))) return "ArrowRight";
  const before = at !== document.body && wanted[0]?.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
  return before ? "Shift+Tab" : "Tab";
}"""
"""The key that leads to the first of the elements with a text; empty where the focus is there."""

_ASK = """async (all) => {
  const { violations } = await axe.run(document.querySelector("dialog[open]") ?? document, {
    resultTypes: ["violations"], preload: false, rules: { "color-contrast": { enabled: all } },
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`));
}"""


@dataclass
class Person:
    """Somebody who has a keyboard and no mouse, and notes what axe finds wrong."""

    page: Any
    states: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)

    def go(self, selector: str, text: str = "") -> None:
        """Move the focus there by Tab, or back by Shift and Tab; within a group of buttons by arrow."""
        for _ in range(MOST_PRESSES):
            key = self.page.evaluate(_KEY, [selector, text])
            if not key:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{selector} {text} is out of reach")

    def press(self, selector: str, text: str = "", key: str = "Enter") -> None:
        """Go there and press."""
        self.go(selector, text)
        self.page.keyboard.press(key)

    def type(self, selector: str, text: str) -> None:
        """Go to a field and replace what is in it."""
        self.press(selector, key="Control+a")
        self.page.keyboard.type(text)

    def look(self, state: str) -> None:
        """Ask axe about the page as it is now."""
        self.states.append(state)
        self._ask(state, axe=True)
        self.page.emulate_media(color_scheme="dark")
        self._ask(f"{state}, dark", axe=ALL)
        self.page.emulate_media(color_scheme="light")
        if ALL:
            self.page.evaluate(LARGE)
            self._ask(f"{state}, large text", axe=True)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} is too wide"
            self.page.evaluate(USUAL)

    def _ask(self, state: str, axe: bool) -> None:
        problems = self.page.evaluate(_ASK, ALL) if axe else []
        if _contrast(self.page) < LEAST_CONTRAST:
            problems.append("a text does not stand out")
        if problems:
            self.found[state] = problems


def test_every_state_is_reached_by_keys_and_axe_finds_nothing(browser: Any, server: Server) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm ci)")
    refused = ("status of 422",)
    with page_at(browser, server.url, refused, bypass_csp=True, reduced_motion="reduce") as page:
        page.add_script_tag(path=AXE)
        person = Person(page)
        for walk in (_draw, _tools, _pairs, _start, _gallery, _read):
            walk(person)
        assert person.found == {}
        assert len(person.states) >= 20


def _draw(person: Person) -> None:
    page = person.page
    page.wait_for_selector("#shelf button")
    person.look("the shelf")
    person.type("#prompt", "狐")
    person.press("#draw-button")
    page.wait_for_selector("#error:visible")
    person.look("an error")
    person.press("#error-close")
    person.type("#count", "1")
    person.press("#examples button", "a pink ghost with a crooked smile")
    page.wait_for_selector("body.drawing")
    person.look("drawing")
    wait_drawn(page)
    person.press(".batch header button", "Hide")
    person.type("#prompt", "a small orange fox")
    page.keyboard.press("Enter")
    wait_drawn(page)
    page.wait_for_selector(".card .actions button")
    person.press(".word", "orange")
    page.wait_for_selector(".card .heatmap:not([hidden])")
    person.look("heatmaps of a word")


def _tools(person: Person) -> None:
    page = person.page
    person.press(".card .show")
    page.wait_for_selector("dialog[open] .stage")
    person.look("the large view")
    person.press("dialog button", "Card")
    page.wait_for_selector("dialog[open] #card-line")
    person.look("the card")
    _leave(page, 2)
    for title, shown, state in (
        ("Save in any format", ".format", "saving"),
        ("Paint, or redraw a part", ".paint-canvas", "painting"),
    ):
        _tool(person, title)
        page.wait_for_selector(f"dialog[open] {shown}")
        person.look(state)
        if state == "painting":
            person.press(".paint-canvas", key="Space")
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog[open] >> text=Discard your changes?")
            person.look("a question")
            person.press("dialog button", "Discard")
            page.wait_for_selector("dialog", state="detached")
        else:
            _leave(page)
    _tool(person, "Change colors")
    page.wait_for_selector(".swatches input")
    person.look("the tools of a card and its colors")
    person.press(".swatches button", "Palettes")
    page.wait_for_selector("dialog[open] #palette-text")
    person.look("palettes")
    _leave(page)


def _pairs(person: Person) -> None:
    page = person.page
    person.type("#prompt", "a green fox")
    page.keyboard.press("Enter")
    wait_drawn(page)
    page.wait_for_selector(".batch:first-child .card .actions button")
    _tool(person, "Frames between this and a second sprite")
    page.wait_for_selector(".choose:not([hidden])")
    person.look("choosing a second sprite")
    person.press(".choose")
    page.wait_for_selector("body.drawing")
    wait_drawn(page)
    person.press(".batch header button", "Play")
    page.wait_for_selector("dialog[open] .played")
    person.look("frames that play")
    _leave(page)


def _start(person: Person) -> None:
    page = person.page
    person.press("#sketch-choose")
    page.wait_for_selector("dialog[open] .sketches li")
    page.keyboard.type("owl")
    person.look("sketches")
    person.press(".sketches button", "owl")
    person.press("#sketch-open")
    page.wait_for_selector("dialog[open] #sketch-prompt")
    person.look("doodling")
    _leave(page)
    person.press("#sketch-remove")
    person.press(".type", "fire")
    person.press("#advanced summary")
    person.look("all of the form")
    person.press(".type", "fire")


def _gallery(person: Person) -> None:
    page = person.page
    person.press("nav a[href='#gallery']")
    page.wait_for_selector(".thumb .pick")
    person.press(".thumb .pick", key="Space")
    person.look("the gallery")
    person.type("#gallery-search", "no such thing")
    page.wait_for_selector("#gallery-none:not([hidden])")
    person.look("nothing found")
    person.type("#gallery-search", " ")
    person.press("#gallery-clear")
    page.wait_for_selector("dialog[open]")
    person.press("dialog .main")
    page.wait_for_selector("#gallery-empty:not([hidden])")
    person.look("an empty gallery")


def _read(person: Person) -> None:
    page = person.page
    person.press("nav a[href='#read']")
    person.look("an empty room to read in")
    person.press("#sample")
    page.wait_for_selector(".reading-card .bars")
    person.press(".evidence button")
    page.wait_for_selector(".evidence [aria-pressed='true']")
    person.press(".reading-card summary")
    person.look("a reading")
    page.set_input_files("#choose", CREATURES)  # the system's own dialog
    page.wait_for_selector("tbody tr >> nth=1")
    person.look("a table of readings")


def _tool(person: Person, title: str) -> None:
    """A tool of the first card, opened first if it is behind "more"."""
    tool = f".batch:first-child .actions [title='{title}']"
    if not person.page.is_visible(tool):
        person.press(".batch:first-child .actions [title='More actions']")
    person.press(tool)


def _leave(page: Any, dialogs: int = 1) -> None:
    for _ in range(dialogs):
        page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")


def _contrast(page: Any) -> float:
    """The least contrast of any text that can be seen against what lies behind it."""
    value: float = page.evaluate(
        f"""() => {{
          const measure = {LUMINANCE};
          const known = new Map();
          const luminance = (color) => known.get(color) ?? known.set(color, measure(color)).get(color);
          const solid = (color) => !/rgba\\(0, 0, 0, 0\\)|\\/ 0\\)/.test(color);
          const behind = (node) => {{
            const color = getComputedStyle(node).backgroundColor;
            return solid(color) ? color : behind(node.parentElement);
          }};
          const texts = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
            && !node.disabled && solid(getComputedStyle(node).color)
            && [...node.childNodes].some(({{ nodeType, data }}) => nodeType === 3 && data.trim()));
          return Math.min(...texts.map((node) => {{
            const pair = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort((a, b) => a - b);
            return (pair[1] + 0.05) / (pair[0] + 0.05);
          }}));
        }}"""
    )
    return value
