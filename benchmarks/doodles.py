"""Our own doodles and the sprites that they become, side by side, for docs/generate.md.

python -m benchmarks.doodles docs/images/doodles.png
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from spritedex import Generator

SIDE: Final = 256
ZOOM: Final = 3
GAP: Final = 12
GROUND: Final = (236, 234, 226)
BLACK: Final = (20, 20, 20)
WHITE: Final = (255, 255, 255)


def _frog(draw: ImageDraw.ImageDraw) -> None:
    green, belly = (90, 170, 80), (240, 230, 160)
    for box in ((44, 90, 212, 240), (62, 24, 122, 110), (134, 24, 194, 110)):
        draw.ellipse(box, green)
    draw.ellipse((84, 150, 172, 236), belly)
    for left in (76, 148):
        draw.ellipse((left, 42, left + 32, 84), WHITE)
        draw.ellipse((left + 9, 54, left + 25, 78), BLACK)
    draw.line((84, 122, 104, 132, 152, 132, 172, 122), (40, 70, 40), 7)


def _fish(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(30, 70), (96, 128), (30, 186)], (230, 120, 40))
    draw.polygon([(110, 74), (150, 34), (186, 84)], (230, 120, 40))
    draw.ellipse((66, 62, 236, 194), (70, 130, 220))
    for left in (104, 142):
        draw.polygon([(left, 66), (left + 18, 64), (left + 14, 192), (left - 4, 190)], (250, 220, 90))
    draw.ellipse((178, 92, 212, 128), WHITE)
    draw.ellipse((190, 100, 206, 120), BLACK)
    draw.arc((200, 132, 240, 166), 100, 200, BLACK, 6)


def _cat(draw: ImageDraw.ImageDraw) -> None:
    for ear in ([(58, 98), (66, 22), (112, 74)], [(144, 74), (190, 22), (198, 98)]):
        draw.polygon(ear, WHITE, BLACK, 6)
    draw.ellipse((48, 64, 208, 222), WHITE, BLACK, 7)
    for left in (84, 140):
        draw.ellipse((left, 106, left + 32, 148), WHITE, BLACK, 5)
        draw.ellipse((left + 11, 116, left + 23, 138), BLACK)
    draw.line((104, 178, 118, 190, 128, 178, 138, 190, 152, 178), BLACK, 6)


def _dinosaur(draw: ImageDraw.ImageDraw) -> None:
    for left in (70, 140):
        draw.rectangle((left, 190, left + 26, 244), WHITE, BLACK, 6)
    draw.polygon([(60, 150), (4, 112), (54, 190)], WHITE, BLACK, 6)
    draw.ellipse((40, 104, 200, 220), WHITE, BLACK, 7)
    draw.ellipse((130, 22, 246, 112), WHITE, BLACK, 7)
    draw.rectangle((150, 96, 178, 130), WHITE)
    draw.line((146, 98, 146, 128), BLACK, 7)
    draw.line((182, 106, 182, 126), BLACK, 7)
    draw.ellipse((176, 38, 218, 84), WHITE, BLACK, 5)
    draw.ellipse((194, 50, 210, 74), BLACK)
    draw.line((196, 98, 236, 92), BLACK, 6)


DOODLES: Final[tuple[tuple[Callable[[ImageDraw.ImageDraw], None], str], ...]] = (
    (_frog, "a frog"), (_fish, "a fish"), (_cat, "an orange cat"), (_dinosaur, "a blue dinosaur"),
)  # fmt: skip


def main(out: Path) -> None:
    """Draw each doodle, and what becomes of it, and write all of them as one picture."""
    generator = Generator.load()
    cell = 64 * ZOOM
    sheet = Image.new("RGB", (len(DOODLES) * (cell + GAP) + GAP, 2 * (cell + GAP) + GAP), GROUND)
    for column, (paint, prompt) in enumerate(DOODLES):
        doodle = Image.new("RGB", (SIDE, SIDE), WHITE)
        paint(ImageDraw.Draw(doodle))
        sprite = next(generator.generate(prompt, init=doodle)).image.convert("RGBA")
        left = GAP + column * (cell + GAP)
        sheet.paste(doodle.resize((cell, cell), Image.Resampling.LANCZOS), (left, GAP))
        large = sprite.resize((cell, cell), Image.Resampling.NEAREST)
        sheet.paste(large, (left, 2 * GAP + cell), large)
    sheet.save(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
