"""The folders of two decompilation projects: pokeemerald-expansion (GBA) and pokeplatinum (DS). Pixels to bytes.

Both compile 4-bit indexed PNGs beside JASC palettes of 16 lines; docs/formats.md says where each size comes from.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sprites.creature import Creature, icon_frames, placed
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import (
    Colors,
    Indexed,
    clear_color,
    indexed_png,
    nearest_colors,
    snap_bgr555,
)  # fmt: skip

_LINES: Final = 16
_DS_SIDE: Final = 80


def jasc(palette: Colors) -> bytes:
    """uint8 [N, 3], N <= 15 -> a JASC-PAL file of 16 colors: the clear one, the palette, black; CRLF."""
    rows = [clear_color(palette), *map(tuple, palette.tolist())]
    rows += [(0, 0, 0)] * (_LINES - len(rows))
    lines = ["JASC-PAL", "0100", str(_LINES), *(" ".join(map(str, row)) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def read_jasc(data: bytes) -> Colors:
    """A JASC-PAL file of 16 colors -> uint8 [15, 3], without the clear one. Raises ValueError if it is none."""
    lines = data.decode("ascii").split("\n")
    head, rows = [line.strip() for line in lines[:3]], [line.split() for line in lines[3:] if line.strip()]
    if head != ["JASC-PAL", "0100", str(_LINES)] or len(rows) != _LINES:
        raise ValueError("no JASC palette of 16 colors")
    colors = np.array([[int(value) for value in row[:3]] for row in rows[1:]])
    if not ((colors >= 0) & (colors <= 255)).all():
        raise ValueError("a value outside 0..255")
    return colors.astype(np.uint8)


def gba(creature: Creature) -> dict[str, bytes]:
    """A folder for graphics/pokemon of pokeemerald-expansion; the icon in the creature's own colors."""
    creature = _five_bits(creature)
    back = creature.back or creature.front
    two = Indexed(np.concatenate([creature.front.indices, creature.second.indices]), creature.front.palette)
    return _in_folder(creature) | {
        f"{creature.slug}/front.png": indexed_png(creature.front),
        f"{creature.slug}/anim_front.png": indexed_png(two),
        f"{creature.slug}/back.png": indexed_png(back),
        f"{creature.slug}/icon.png": _icon(creature.front, creature.front.palette),
    }


def gba_icon(creature: Creature, palettes: Sequence[Colors]) -> tuple[dict[str, bytes], int]:
    """The icon in that of the game's icon palettes, each uint8 [15, 3], which suits it best: the file, and which."""
    picture = creature.front.rgba
    shown = picture[..., 3] > 0
    target = to_lab(picture[shown][:, :3])
    misses = []
    for palette in palettes:
        drawn = Indexed(nearest_colors(picture, palette), palette).rgba[shown][:, :3]
        misses.append(float(((to_lab(drawn) - target) ** 2).sum()))
    best = int(np.argmin(misses))
    return {f"{creature.slug}/icon.png": _icon(creature.front, palettes[best])}, best


def ds(creature: Creature) -> dict[str, bytes]:
    """A folder for res/pokemon of pokeplatinum: strips of two 80x80 frames."""
    creature = _five_bits(creature)
    back = creature.back or creature.front
    return _in_folder(creature) | {
        f"{creature.slug}/male_front.png": _strip(creature.front, creature.second),
        f"{creature.slug}/male_back.png": _strip(back, back),
        f"{creature.slug}/icon.png": _icon(creature.front, creature.front.palette),
    }


def _five_bits(creature: Creature) -> Creature:
    palette = snap_bgr555(creature.front.palette)
    return replace(
        creature,
        front=creature.front.with_palette(palette),
        back=creature.back.with_palette(palette) if creature.back else None,
        frames=tuple(frame.with_palette(palette) for frame in creature.frames),
        shiny=None if creature.shiny is None else snap_bgr555(creature.shiny),
    )


def _in_folder(creature: Creature) -> dict[str, bytes]:
    normal = creature.front.palette
    shiny = normal if creature.shiny is None else creature.shiny
    return {f"{creature.slug}/normal.pal": jasc(normal), f"{creature.slug}/shiny.pal": jasc(shiny)}


def _strip(first: Indexed, second: Indexed) -> bytes:
    frames = [placed(frame.indices, _DS_SIDE, _DS_SIDE) for frame in (first, second)]
    return indexed_png(Indexed(np.concatenate(frames, axis=1), first.palette))


def _icon(front: Indexed, palette: Colors) -> bytes:
    frames = icon_frames(front, palette)
    return indexed_png(Indexed(np.concatenate([frame.indices for frame in frames]), palette))
