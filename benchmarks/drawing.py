"""A short animation of the page while a sentence is typed and drawn, for the README. Knows no model.

python -m benchmarks.drawing docs/images/drawing.gif
"""

import io
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import httpx
from PIL import Image

from tests.browsing import browsing, page_at, wait_shown
from tests.serving import serving

WORDS: Final = ("a small ", "orange lizard ", "with a burning tail")
SIZE: Final = {"width": 1120, "height": 640}
COUNT: Final = 6
SEED: Final = 1
COLORS: Final = 128
STARTED: Final = 120
"""Seconds until the server has started, on a busy machine."""
QUIET: Final = 1500
"""Milliseconds after the last key in which the small sprites are asked for."""
KEY, PAUSE, STEP, END = 90, 900, 220, 3000
"""Milliseconds that a picture is shown."""


def main(out: Path) -> None:
    """Type and draw in the page, and write what is seen."""
    frames: list[tuple[Image.Image, int]] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        browsing() as browser,
        page_at(browser, _started(server.url), viewport=SIZE, reduced_motion="reduce") as page,
    ):
        streams: set[Any] = set()
        page.on("request", lambda request: streams.add(request) if request.url.endswith("/stream") else None)
        for ended in ("requestfinished", "requestfailed"):
            page.on(ended, lambda request: streams.discard(request))
        page.fill("#count", str(COUNT))
        page.fill("#seed", str(SEED))
        page.evaluate("scrollTo(0, 0)")
        page.focus("#prompt")
        for words in WORDS:
            _type(page, words, streams, frames)
        page.keyboard.press("Enter")
        while page.locator("body.drawing").count():
            _take(page, frames, STEP)
        wait_shown(page)
        page.evaluate("scrollTo(0, 0)")
        _take(page, frames, END)
    _write(out, frames)


def _started(url: str) -> str:
    httpx.get(url, timeout=STARTED)
    return url


def _type(page: Any, words: str, streams: set[Any], frames: list[tuple[Image.Image, int]]) -> None:
    """Type some words, and wait for the small sprites that follow them."""
    for letter in words:
        page.keyboard.type(letter)
        if letter == " " or letter in "aeiou":
            _take(page, frames, KEY)
    page.wait_for_timeout(QUIET)
    while streams:
        page.wait_for_timeout(100)
    _take(page, frames, PAUSE)


def _take(page: Any, frames: list[tuple[Image.Image, int]], shown: int) -> None:
    """A picture of the page; one like the last makes that last longer."""
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="initial"))).convert("RGB")
    if frames and frames[-1][0].tobytes() == image.tobytes():
        last, before = frames.pop()
        frames.append((last, max(before, shown)))
    else:
        frames.append((image, shown))


def _write(out: Path, frames: list[tuple[Image.Image, int]]) -> None:
    """One palette for all, so that what stands still costs nothing."""
    begun, ended = frames[0][0], frames[-1][0]
    both = Image.new("RGB", (begun.width, 2 * begun.height))
    both.paste(begun)
    both.paste(ended, (0, begun.height))
    palette = both.quantize(COLORS, Image.Quantize.MEDIANCUT)
    first, *others = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in frames]
    durations = [shown for _, shown in frames]
    first.save(out, save_all=True, append_images=others, duration=durations, loop=0, optimize=False)
    print(f"{out}: {len(frames)} pictures, {out.stat().st_size / 1000:.0f} kB, {sum(durations) / 1000:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
