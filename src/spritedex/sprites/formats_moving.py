"""A creature that moves, as GIF and animated PNG: its frames, or one breath where it has only one. Pixels to bytes."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from spritedex.sprites.creature import FRAME_MS, Creature, enlarged, lowered
from spritedex.sprites.palette import Indexed, clear_color


def gif(creature: Creature, scale: int = 1) -> dict[str, bytes]:
    """NAME.gif, NAME-shiny.gif, NAME-back.gif, NAME-back-shiny.gif; they repeat for ever."""
    return {f"{name}.gif": _gif(frames, times) for name, frames, times in _animations(creature, scale)}


def apng(creature: Creature, scale: int = 1) -> dict[str, bytes]:
    """NAME.apng, NAME-shiny.apng, NAME-back.apng, NAME-back-shiny.apng; they repeat for ever."""
    return {f"{name}.apng": _apng(frames, times) for name, frames, times in _animations(creature, scale)}


def _animations(creature: Creature, scale: int) -> Iterator[tuple[str, list[Indexed], list[int]]]:
    """File stem, frames and milliseconds of each pose in each coloring."""
    for coloring, palette in creature.colorings.items():
        shiny = "-shiny" if coloring == "shiny" else ""
        fronts = [creature.front, *creature.frames] if creature.frames else _breath(creature.front)
        times = list(creature.durations) if creature.frames else [FRAME_MS] * 2
        yield f"{creature.stem}{shiny}", [enlarged(frame.with_palette(palette), scale) for frame in fronts], times
        if creature.back:
            backs = [enlarged(frame.with_palette(palette), scale) for frame in _breath(creature.back)]
            yield f"{creature.stem}-back{shiny}", backs, [FRAME_MS] * 2


def _breath(picture: Indexed) -> list[Indexed]:
    return [picture, replace(picture, indices=lowered(picture.indices))]


def _gif(frames: Sequence[Indexed], times: Sequence[int]) -> bytes:
    colors = [*clear_color(frames[0].palette), *frames[0].palette.ravel().tolist()]
    images = []
    for frame in frames:
        image = Image.fromarray(frame.indices)
        image.putpalette(colors)
        images.append(image)
    buffer = io.BytesIO()
    images[0].save(
        buffer, format="GIF", save_all=True, append_images=images[1:], duration=list(times), loop=0, transparency=0,
        disposal=2, optimize=False,
    )  # fmt: skip
    return buffer.getvalue()


def _apng(frames: Sequence[Indexed], times: Sequence[int]) -> bytes:
    images = [Image.fromarray(np.ascontiguousarray(frame.rgba)) for frame in frames]
    buffer = io.BytesIO()
    images[0].save(buffer, format="PNG", save_all=True, append_images=images[1:], duration=list(times), loop=0)
    return buffer.getvalue()
