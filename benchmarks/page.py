"""What the page costs a visitor: time, memory and movement, in real Chromium. Knows no model.

python -m benchmarks.page --out docs/benchmarks
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from spritedex.workflows.provenance.machine import machine_facts
from tests.browsing import SLOWLY, browsing, draw, memory, wait_shown
from tests.serving import serving
from tests.test_studio_gallery import PUT, record

PROMPT: Final = "a small orange lizard with a burning tail"
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


def main() -> None:
    """Measure, print the table, and write page.md where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, browsing() as browser:
        httpx.get(server.url, timeout=STARTED)
        rows = [
            *_first_sprite(browser, server.url),
            *_drawing_of_eight(browser, server.url),
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
            "```sh\npython -m benchmarks.page --out docs/benchmarks\n```\n"
        )
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


def _drawing_of_eight(browser: Any, url: str) -> Iterator[tuple[str, str, str]]:
    with _page(browser, **PHONE) as page:
        page.goto(url)
        page.wait_for_selector("body.ready")
        page.fill("#prompt", PROMPT)
        page.wait_for_selector(".tile:not([disabled]) >> nth=3")
        page.evaluate(_SHIFTS)
        draw(page, PROMPT, count=8)
        wait_shown(page)
        page.wait_for_timeout(300)
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
