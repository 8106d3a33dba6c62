"""A creature that moves, as GIF and animated PNG: its frames, or one breath where it has only one. Pixels to bytes."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from PIL import Image

from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import FRAME_MS, Creature, enlarged, lowered
from spritedex.sprites.palette import Indexed, clear_color

MOVING: Final = ("gif", "apng")
_REST_MS: Final = 900
_STEP_MS: Final = 120
_GIF_COLORS: Final = 255
_OPAQUE: Final = 128


def gif(creature: Creature, scale: int = 1) -> dict[str, bytes]:
    """NAME.gif, NAME-shiny.gif, NAME-back.gif, NAME-back-shiny.gif; they repeat for ever."""
    return {f"{name}.gif": _gif(frames, times) for name, frames, times in _animations(creature, scale)}


def apng(creature: Creature, scale: int = 1) -> dict[str, bytes]:
    """NAME.apng, NAME-shiny.apng, NAME-back.apng, NAME-back-shiny.apng; they repeat for ever."""
    return {f"{name}.apng": _apng(frames, times) for name, frames, times in _animations(creature, scale)}


def way(frames: Sequence[RGBA], format: str) -> bytes:
    """Sprites one after the other as one GIF or animated PNG, which stays a while on the first and on the last."""
    times = [_REST_MS, *[_STEP_MS] * (len(frames) - 2), _REST_MS]
    if format == "gif":
        return _saved(
            [_with_few_colors(frame) for frame in frames], times, "GIF", transparency=0, disposal=2, optimize=False
        )
    return _saved([Image.fromarray(np.ascontiguousarray(frame)) for frame in frames], times, "PNG")


def _with_few_colors(frame: RGBA) -> Image.Image:
    """A sprite in at most 255 colors and a clear one, the first, as GIF has it."""
    few = Image.fromarray(np.ascontiguousarray(frame[..., :3])).quantize(_GIF_COLORS, dither=Image.Dither.NONE)
    clear = frame[..., 3] < _OPAQUE
    image = Image.fromarray(np.where(clear, 0, np.asarray(few) + 1).astype(np.uint8))
    image.putpalette([0, 0, 0, *(few.getpalette() or [])][: 3 * (_GIF_COLORS + 1)])
    return image


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
    return _saved(images, times, "GIF", transparency=0, disposal=2, optimize=False)


def _apng(frames: Sequence[Indexed], times: Sequence[int]) -> bytes:
    images = [Image.fromarray(np.ascontiguousarray(frame.rgba)) for frame in frames]
    return _saved(images, times, "PNG")


def _saved(images: Sequence[Image.Image], times: Sequence[int], format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    images[0].save(
        buffer, format=format, save_all=True, append_images=images[1:], duration=list(times), loop=0, **options
    )
    return buffer.getvalue()
