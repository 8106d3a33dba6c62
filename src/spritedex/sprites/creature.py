"""One creature's pictures in one palette: what all formats start from. Knows no file format."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import portable
from spritedex.sprites.palette import Colors, Indexed

SIDE: Final = 64
LARGEST_SIDE: Final = 96
FRAME_MS: Final = 500

_OFF_CENTER: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Creature:
    """Square pictures of one size, 64 to 96 pixels a side, that share one palette; `shiny` are other colors for the
    same indices, uint8 [N, 3].

    `frames` are further pictures of the front; formats with two frames take the first of them. `milliseconds` are how
    long the front and each frame are shown, 500 each if none are given. `types` are those of the 18 types that it was
    read as, none if nothing read it. A `name` with a slash is a form of a species: `venusaur/mega`.

    Raises ValueError if a picture has another size or palette.
    """

    front: Indexed
    back: Indexed | None = None
    shiny: Colors | None = None
    frames: tuple[Indexed, ...] = ()
    name: str = "creature"
    milliseconds: tuple[int, ...] = ()
    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        side = self.side
        for picture in (self.front, *self.frames, *([self.back] if self.back else [])):
            if picture.indices.shape != (side, side) or not SIDE <= side <= LARGEST_SIDE:
                raise ValueError(f"a picture of {picture.indices.shape}; {SIDE}x{SIDE} are needed")
            if not np.array_equal(picture.palette, self.front.palette):
                raise ValueError("the pictures of a creature share one palette; quantize them together")
        if self.shiny is not None and self.shiny.shape != self.front.palette.shape:
            raise ValueError(f"{len(self.shiny)} shiny colors for a palette of {len(self.front.palette)}")
        if self.milliseconds and len(self.milliseconds) != len(self.frames) + 1:
            raise ValueError(f"{len(self.milliseconds)} durations for {len(self.frames) + 1} frames")

    @property
    def side(self) -> int:
        """Pixels of a side of every picture."""
        return int(self.front.indices.shape[0])

    @property
    def second(self) -> Indexed:
        """The second frame of the front; where there is none, the first with all above its feet one pixel lower."""
        return self.frames[0] if self.frames else replace(self.front, indices=lowered(self.front.indices))

    @property
    def durations(self) -> tuple[int, ...]:
        """Milliseconds of the front and of each frame."""
        return self.milliseconds or (FRAME_MS,) * (1 + len(self.frames))

    @property
    def colorings(self) -> dict[str, Colors]:
        """The palettes by name: normal, and shiny where there is one."""
        return {"normal": self.front.palette} | ({} if self.shiny is None else {"shiny": self.shiny})

    @property
    def slugs(self) -> tuple[str, ...]:
        """The name's parts between slashes in small letters, digits and underscores: the species, then its form."""
        return tuple(filter(None, map(slug_of, self.name.split("/")))) or ("creature",)

    @property
    def slug(self) -> str:
        """The name in small letters, digits and underscores, as the data of games has it; never empty."""
        return "_".join(self.slugs)

    @property
    def stem(self) -> str:
        """The name with hyphens, as all files are called whose names no game reads."""
        return portable(self.slug.rstrip("_").replace("_", "-"))

    def with_palettes(self, palette: Colors, shiny: Colors | None) -> "Creature":
        """The same pixels in other colors, uint8 [N, 3] each."""
        return replace(
            self,
            front=self.front.with_palette(palette),
            back=self.back.with_palette(palette) if self.back else None,
            frames=tuple(frame.with_palette(palette) for frame in self.frames),
            shiny=shiny,
        )


def slug_of(text: str) -> str:
    """A text in small letters, digits and underscores; empty where it has neither letters nor digits. A name that
    Windows keeps for a device has an underscore at its end.

    >>> slug_of("Pokémon №1")
    'pokemon_no1'
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return portable(re.sub(r"[^a-z0-9]+", "_", letters).strip("_"))


def enlarged(picture: Indexed, times: int) -> Indexed:
    """The same picture with each pixel as a square of so many a side."""
    return replace(picture, indices=picture.indices.repeat(times, axis=0).repeat(times, axis=1))


def placed(indices: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """uint8 [h, w] -> uint8 [height, width]: in the middle of the lower edge, clear around."""
    canvas = np.zeros((height, width), np.uint8)
    left = (width - indices.shape[1]) // 2
    canvas[height - indices.shape[0] :, left : left + indices.shape[1]] = indices
    return canvas


def box_of(shown: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """bool [H, W] with at least one set -> top, bottom, left and right of what is set, bottom and right one beyond."""
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def centered(frames: Sequence[NDArray[np.uint8]], side: int) -> list[NDArray[np.uint8]]:
    """Frames uint8 [h, h] of one shape, h <= side -> uint8 [side, side] each, in the middle of the canvas.

    A first frame whose middle is more than 4 pixels off the canvas's, as in few of the games' own pictures, is moved
    there, and the others with it, as far as they stay on the canvas.
    """
    margin = (side - len(frames[0])) // 2
    padded = [np.pad(frame, (margin, side - len(frame) - margin)) for frame in frames]
    box, first = box_of(np.any(padded, axis=0)), box_of(padded[0] > 0)
    moves = []
    for low, high, start, end in ((*box[:2], *first[:2]), (*box[2:], *first[2:])):
        move = (side - start - end) // 2
        moves.append(min(max(move, -low), side - high) if abs(move) > _OFF_CENTER else 0)
    # Nothing rolls around: the box stays on the canvas.
    return [np.roll(frame, moves, (0, 1)) for frame in padded]


def lowered(indices: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """uint8 [H, W] -> the same with all above its feet one pixel lower, as a breathing creature stands in games.

    Of the rows between the middle and the feet, the one that its neighbour below resembles most is left out.
    """
    if not indices.any():
        return indices.copy()
    top, bottom, _, _ = box_of(indices > 0)
    middle = (top + bottom) // 2
    padded = np.pad(indices, ((0, 1), (0, 0)))
    rows = range(middle, max(bottom - 2, middle + 1))
    gone = min(rows, key=lambda row: int((padded[row] != padded[row + 1]).sum()))
    result = indices.copy()
    result[1 : gone + 1] = indices[:gone]
    result[0] = 0
    return result
