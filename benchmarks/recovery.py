"""How much of a sprite comes back when it was enlarged and spoiled: python -m benchmarks.recovery DATA

24 sprites of two games, each spoiled in every way of `tests/degrading.py` by both factors, are brought in as by
`spritedex sprite quantize`. Prints a line for each way, then the mean, the worst, and how often the ground was cleared.
"""

import sys
from pathlib import Path
from typing import Final

import numpy as np

from tests.degrading import FACTORS, WAYS, Picture, equal_pixels
from tests.test_grid import brought_in, real_sprites

COUNT: Final = 12
"""Sprites of each game."""


def is_cleared(picture: Picture, sprite: Picture) -> bool:
    """Whether every corner is clear that is clear in the sprite."""
    corners = np.ix_([0, -1], [0, -1])
    return bool(((picture[..., 3][corners] > 0) <= (sprite[..., 3][corners] > 0)).all())


def main(data: Path) -> None:
    """Measure, and print the table."""
    sprites = real_sprites(data / "sprites" / "platinum", "*_front_*_0_normal.png", COUNT)
    sprites += real_sprites(data / "more" / "firered", "*_front_normal.png", COUNT)
    shares: list[float] = []
    cleared = 0
    for factor in FACTORS:
        for way, spoil in WAYS.items():
            found = [brought_in(spoil(sprite, factor)) for sprite in sprites]
            here = [equal_pixels(*pair) for pair in zip(found, sprites, strict=True)]
            cleared += sum(map(is_cleared, found, sprites))
            shares += here
            print(f"x{factor} {way}: {np.mean(here):.4f}, worst {min(here):.4f}", flush=True)
    print(f"{len(shares)} pictures: {np.mean(shares):.4f}, worst {min(shares):.4f}; ground cleared in {cleared}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
