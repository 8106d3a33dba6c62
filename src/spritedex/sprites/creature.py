"""One creature's pictures in one palette, and how they are set on a larger canvas. Knows no file format."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.palette import Colors, Indexed, nearest_colors

SIDE: Final = 64
ICON: Final = 32


@dataclass(frozen=True, slots=True, eq=False)
class Creature:
    """Pictures of 64x64 pixels that share one palette; `shiny` are other colors for the same indices, uint8 [N, 3].

    `frames` are further pictures of the front; formats with two frames take the first of them.
    Raises ValueError if a picture has another size or palette.
    """

    front: Indexed
    back: Indexed | None = None
    shiny: Colors | None = None
    frames: tuple[Indexed, ...] = ()
    name: str = "creature"

    def __post_init__(self) -> None:
        for picture in (self.front, *self.frames, *([self.back] if self.back else [])):
            if picture.indices.shape != (SIDE, SIDE):
                raise ValueError(f"a picture of {picture.indices.shape}; {SIDE}x{SIDE} are needed")
            if not np.array_equal(picture.palette, self.front.palette):
                raise ValueError("the pictures of a creature share one palette; quantize them together")
        if self.shiny is not None and self.shiny.shape != self.front.palette.shape:
            raise ValueError(f"{len(self.shiny)} shiny colors for a palette of {len(self.front.palette)}")

    @property
    def second(self) -> Indexed:
        """The second frame of the front; the first again where there is none."""
        return self.frames[0] if self.frames else self.front

    @property
    def colorings(self) -> dict[str, Colors]:
        """The palettes by name: normal, and shiny where there is one."""
        return {"normal": self.front.palette} | ({} if self.shiny is None else {"shiny": self.shiny})

    @property
    def slug(self) -> str:
        """The name in small letters, digits and underscores, as folders of games have it; never empty."""
        letters = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "_", letters).strip("_") or "creature"


def placed(indices: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """uint8 [h, w] -> uint8 [height, width]: in the middle of the lower edge, clear around."""
    canvas = np.zeros((height, width), np.uint8)
    left = (width - indices.shape[1]) // 2
    canvas[height - indices.shape[0] :, left : left + indices.shape[1]] = indices
    return canvas


def icon_frames(front: Indexed, palette: Colors) -> tuple[Indexed, Indexed]:
    """Two 32x32 frames in the given palette, uint8 [N, 3]: a small front, and the same one pixel higher."""
    rgba = front.rgba
    rows, columns = np.flatnonzero(rgba[..., 3].any(axis=1)), np.flatnonzero(rgba[..., 3].any(axis=0))
    creature = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = fit_sprite(creature, ICON - 2)
    low = np.zeros((ICON, ICON), np.uint8)
    low[2:, 1:-1] = nearest_colors(small, palette)
    return Indexed(low, palette), Indexed(np.roll(low, -1, axis=0), palette)
