"""What the page costs a visitor: time, bytes, memory and movement, in real Chromium. Knows no model.

python -m benchmarks.page --out docs/benchmarks --lighthouse lighthouse.json
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from spritedex.workflows.provenance.machine import machine_facts
from tests.browsing import SLOWLY, browsing, draw, memory, wait_shown
from tests.serving import Server, serving
from tests.test_studio_gallery import PUT, record

PROMPT: Final = "a small orange lizard with a burning tail"
TYPED: Final = ("a blue turtle", " with a shell", " and horns", ", a red dragon", " with big wings", ", a green frog")
BETWEEN_KEYS: Final = 110
"""Milliseconds."""
DRAWINGS: Final = 50
FIRST: Final = 10
"""Drawings after which memory is first measured: the page keeps the last eight."""
GALLERY: Final = 1000
STARTED: Final = 120
"""Seconds until the server has started, on a busy machine."""
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLOW_4G: Final = {"latency": 150, "downloadThroughput": 1638.4 * 1024 / 8, "uploadThroughput": 750 * 1024 / 8}
"""Milliseconds and bytes a second, as Lighthouse has them."""

_SHIFTS: Final = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.moved += value;
  }).observe({ type: "layout-shift", buffered: true });
}"""

_TILES: Final = """() => {
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    if (this.canvas.closest(".tile")) window.shown.push(performance.now() - window.key);
    return put.apply(this, given);
  };
  document.querySelector("#prompt").addEventListener("keydown", () => {
    window.key = performance.now();
    window.shown = [];
  }, true);
}"""
"""Keeps the milliseconds from the last key until each small sprite."""

_COMMANDS: Final = """```sh
npx lighthouse http://127.0.0.1:8000 --output=json --output-path=lighthouse.json --chrome-flags="--headless=new"
python -m benchmarks.page --out docs/benchmarks --lighthouse lighthouse.json
```
"""


def main() -> None:
    """Measure, print the table, and write page.md where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    parser.add_argument("--lighthouse", type=Path, help="a report of Lighthouse on `spritedex serve`, as JSON")
    given = parser.parse_args()
    out = given.out
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), fresh=True) as server, browsing() as browser:
        httpx.get(server.url, timeout=STARTED)
        rows = [
            *(_lighthouse(given.lighthouse) if given.lighthouse else ()),
            *_first_sprite(browser, server.url),
            *_live(browser, server.url),
            *_drawing_of_eight(browser, server),
            *_warm(browser, server.url),
            *_many(browser, server.url),
            *_growth(browser, server.url),
        ]
    lines = ["| | measured | at most |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
    print("\n".join(lines))
    if out:
        facts = [
            "| machine | |",
            "| --- | --- |",
            *(f"| {name} | {value} |" for name, value in machine_facts().items()),
        ]
        text = (
            "# The page\n\nThe page of `spritedex serve` with its packaged models, in Chromium on the same machine.\n\n"
            + _COMMANDS
        )
        out.mkdir(parents=True, exist_ok=True)
    (out / "page.md").write_text("\n".join([text, *lines, "", *facts, ""]), encoding="utf-8")


def _first_sprite(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    """A visitor who has never been here presses a sprite of the shelf."""
    with _page(browser) as page:
        began = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("body.ready")
        page.wait_for_selector("#shelf button")
        shown = time.perf_counter()
        page.locator("#shelf button").first.click()
        page.wait_for_selector(".card:not(.placeholder):not([aria-busy])")
        drawn = time.perf_counter()
        yield "first visit, until the shelf is there", f"{shown - began:.1f} s", ""
        yield "one click on the shelf, until the first sprite", f"{drawn - shown:.1f} s", ""
        yield "both together", f"{drawn - began:.1f} s", "3 s"


def _lighthouse(report: Path) -> Iterator[tuple[str, str, str]]:
    found = json.loads(report.read_text())
    version = found["lighthouseVersion"]
    for each in found["categories"].values():
        yield f"Lighthouse {version}, mobile: {each['title'].lower()}", f"{100 * each['score']:.0f}", "98 or more"
    for name in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"):
        yield f"of it, {name.replace('-', ' ')}", found["audits"][name]["displayValue"].replace("\xa0", " "), ""


def _live(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    """Somebody types, and rests after some words until all small sprites are there."""
    with _page(browser) as page:
        page.goto(url)
        page.wait_for_selector("body.ready")
        page.evaluate(_TILES)
        page.focus("#prompt")
        times = []
        for text in TYPED:
            page.keyboard.type(text, delay=BETWEEN_KEYS)
            page.wait_for_function("() => window.shown.length >= 4")
            times.append(page.evaluate("window.shown"))
        for at, name in ((0, "first"), (3, "fourth")):
            seconds = statistics.median(each[at] for each in times) / 1000
            yield f"from the last key until the {name} small sprite, median", f"{seconds:.2f} s", "0.4 s"


def _drawing_of_eight(browser: Any, server: Server) -> Iterator[tuple[str, str, str]]:
    with _page(browser, **PHONE) as page:
        page.goto(server.url)
        page.wait_for_selector("body.ready")
        page.focus("#prompt")
        page.keyboard.type(PROMPT, delay=BETWEEN_KEYS)
        page.wait_for_selector(".tile:not([disabled]) >> nth=3")
        page.evaluate(_SHIFTS)
        before = len(server.lines())
        draw(page, PROMPT, count=8)
        wait_shown(page)
        page.wait_for_timeout(300)
        received = sum(line.get("bytes", 0) for line in server.lines()[before:])
        yield "received for eight sprites", f"{received / 1000:.0f} kB", "400 kB"
        yield "layout shift on a phone meanwhile", f"{page.evaluate('window.moved'):.3f}", "0.05"


def _warm(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    with _page(browser) as page:
        page.goto(url)
        page.wait_for_selector("body.ready")
        kept = "caches.open('spritedex-page').then((cache) => cache.keys())"
        page.wait_for_function(f"() => {kept}.then((all) => all.some(({{ url }}) => url.endsWith('/shelf.json')))")
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_4G})
        began = time.perf_counter()
        page.goto(url)
        page.wait_for_selector("body.ready")
        yield "a second visit on slow 4G, until it is ready", f"{time.perf_counter() - began:.1f} s", "2 s"


def _many(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    with _page(browser) as page:
        page.goto(url)
        page.wait_for_selector("body.ready")
        page.evaluate(PUT, [record(number) for number in range(GALLERY)])
        page.reload()
        page.wait_for_selector("body.ready")
        began = time.perf_counter()
        page.click("nav a[href='#gallery']")
        page.wait_for_selector(".thumb >> nth=20")
        yield f"a gallery of {GALLERY:,} sprites, until it is open", f"{time.perf_counter() - began:.2f} s", "1 s"


def _growth(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    with _page(browser) as page:
        page.goto(url)
        page.wait_for_selector("body.ready")
        measured = {}
        for number in range(1, DRAWINGS + 1):
            draw(page, f"{PROMPT} {number}", count=1)
            if number in (FIRST, DRAWINGS):
                measured[number] = memory(page)
        (nodes, heap), (last_nodes, last_heap) = measured[FIRST], measured[DRAWINGS]
        name = f"after {DRAWINGS} drawings, beside {FIRST}"
        yield f"elements and texts {name}", f"{last_nodes:,} and {nodes:,}", ""
        yield f"JavaScript heap {name}", f"{last_heap / 2**20:.1f} and {heap / 2**20:.1f} MiB", ""


@contextmanager
def _page(browser: Any, **context: Any) -> Iterator[Any]:
    opened = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    page = opened.new_page()
    page.set_default_timeout(SLOWLY)
    try:
        yield page
    finally:
        opened.close()


if __name__ == "__main__":
    main()
