"""The sprites that the page shows before anything is drawn: written by `python -m spritedex.server.shelf`.

The packaged painter draws them; run it again when that changes, and look at what it writes: `shelf.json`, and
`card.png`, which stands beside links to the page.
"""

import base64
import json
import re
from typing import Final

from PIL import Image, ImageDraw

from spritedex.runtime.pipeline import Sample
from spritedex.server.site import PAGE
from spritedex.sprites.palette import indexed_png
from spritedex.workflows.generate.models import Models

SHOWN: Final[tuple[tuple[str, int], ...]] = (
    ("a small orange lizard with a burning tail", 7),
    ("a blue sea serpent", 352178),
    ("a green turtle with moss on its shell", 0),
    ("a purple bat with big ears", 0),
    ("an orange cat", 1),
    ("a black panther", 1),
    ("a blue dragon with wings", 1),
    ("a yellow electric mouse", 1),
    ("a red dragon", 0),
    ("a brown owl", 0),
    ("a pink axolotl", 1),
    ("a grey wolf", 0),
    ("a green snake", 0),
    ("a white fox with a fluffy tail", 0),
    ("a red crab with big claws", 0),
    ("a green dinosaur", 1),
    ("a purple mushroom", 0),
    ("a pink octopus", 0),
)
"""Prompts and seeds; those that look best on the card come first."""

_CARD: Final = (1200, 630)
_ROWS: Final = ((140, 6), (400, 6))
_ZOOM: Final = 3
_SIDE: Final = 64 * _ZOOM
_PAPER, _INK, _BOARD, _SHADE = "#f0ede4", "#24202c", "#8a8275", "#d3ccbd"
_WORDMARK: Final = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)")
_LETTER: Final = 12


def write_shelf() -> None:
    """Draw the sprites and write both files."""
    generator = Models().generator
    samples = [next(generator.generate(prompt, 1, seed)) for prompt, seed in SHOWN]
    shelf = [
        {"prompt": sample.prompt, "seed": sample.seed, "picture": base64.b64encode(_png(sample)).decode()}
        for sample in samples
    ]
    (PAGE / "shelf.json").write_text(json.dumps(shelf, indent=1) + "\n", encoding="utf-8")
    _card(samples).quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        PAGE / "card.png", optimize=True
    )


def _png(sample: Sample) -> bytes:
    assert sample.indexed, "the packaged painter draws in few colors"
    return indexed_png(sample.indexed)


def _card(samples: list[Sample]) -> Image.Image:
    """The first sprites on two boards below the page's wordmark."""
    card = Image.new("RGB", _CARD, _PAPER)
    draw = ImageDraw.Draw(card)
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    boxes = [tuple(map(int, box)) for box in _WORDMARK.findall(page)]
    left = (_CARD[0] - _LETTER * max(x + width for x, _, width, _ in boxes)) // 2
    for x, y, width, height in boxes:
        corner = left + x * _LETTER, 48 + y * _LETTER
        draw.rectangle((*corner, corner[0] + width * _LETTER - 1, corner[1] + height * _LETTER - 1), _INK)
    waiting = iter(samples)
    for top, count in _ROWS:
        floor = top + _SIDE
        draw.rectangle((40, floor, _CARD[0] - 41, floor + 11), _BOARD)
        draw.rectangle((40, floor + 12, _CARD[0] - 41, floor + 17), _SHADE)
        for place, sample in zip(range(count), waiting, strict=False):
            picture = sample.image.resize((_SIDE, _SIDE), Image.Resampling.NEAREST)
            _, _, _, lowest = picture.getbbox() or (0, 0, 0, _SIDE)
            middle = 40 + (2 * place + 1) * (_CARD[0] - 80) // (2 * count)
            card.paste(picture, (middle - _SIDE // 2, floor - lowest), picture)
    return card


if __name__ == "__main__":
    write_shelf()
