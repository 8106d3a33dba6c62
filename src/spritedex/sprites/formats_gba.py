"""A species' folder for pokeemerald-expansion (GBA), and what its entry says of the pictures. Pixels to bytes.

4-bit indexed PNGs beside JASC palettes of 16 lines; docs/formats.md says where each size comes from.
"""

from typing import Any, Final

import numpy as np

from spritedex.sprites.creature import Creature, box_of, centered
from spritedex.sprites.icons import footprint, icon_frames
from spritedex.sprites.jasc import jasc
from spritedex.sprites.palette import Colors, Indexed, indexed_png, palette_png, snap_bgr555

_TILE: Final = 8
_ANIMATION: Final = ((0, 30), (1, 30), (0, 1))
"""Frame and duration in sixtieths of a second: one breath."""


def gba(creature: Creature) -> dict[str, bytes]:
    """A folder for graphics/pokemon of pokeemerald-expansion; the icon in the creature's own colors.

    A form, NAME/FORM, has its folder in that of its species, and no footprint.
    """
    creature = five_bits(creature)
    folder = "/".join(creature.slugs)
    first, second, back = _placed(creature)
    two = Indexed(np.concatenate([first.indices, second.indices]), first.palette)
    files = {
        f"{folder}/front.png": indexed_png(first),
        f"{folder}/anim_front.png": indexed_png(two),
        f"{folder}/back.png": indexed_png(back),
        f"{folder}/icon.png": icon_strip(creature.front, creature.front.palette),
        **palettes(creature, folder),
    }
    return files if len(creature.slugs) > 1 else files | {f"{folder}/footprint.png": _footprint(creature.front)}


def gba_entry(creature: Creature, icon_palette: int | None = None) -> tuple[dict[str, Any], str]:
    """The fields of a species' entry that its pictures decide, by their names in the game, and the same as C.

    A size is the smallest in whole tiles, centered on the canvas, that holds the picture; an offset is the number of
    clear rows below it. So the game's own entries have them (90 and 99 percent of 1,329).
    """
    front, _, back = _placed(creature)
    entry: dict[str, Any] = {
        "frontPicSize": _size(front),
        "frontPicYOffset": _below(front),
        "frontAnimFrames": [list(step) for step in _ANIMATION],
        "backPicSize": _size(back),
        "backPicYOffset": _below(back),
    }
    if icon_palette is not None:
        entry["iconPalIndex"] = icon_palette
    return entry, "".join(f"        .{name} = {_in_c(name, value)},\n" for name, value in entry.items())


def five_bits(creature: Creature) -> Creature:
    """The creature in colors of 5 bits a channel."""
    shiny = None if creature.shiny is None else snap_bgr555(creature.shiny)
    return creature.with_palettes(snap_bgr555(creature.front.palette), shiny)


def palettes(creature: Creature, folder: str) -> dict[str, bytes]:
    """normal.pal and shiny.pal below a folder."""
    normal = creature.front.palette
    shiny = normal if creature.shiny is None else creature.shiny
    return {f"{folder}/normal.pal": jasc(normal), f"{folder}/shiny.pal": jasc(shiny)}


def icon_strip(front: Indexed, palette: Colors) -> bytes:
    """The icon's two frames, one above the other, as an indexed PNG of 32x64."""
    frames = icon_frames(front, palette)
    return indexed_png(Indexed(np.concatenate([frame.indices for frame in frames]), palette))


def _placed(creature: Creature) -> list[Indexed]:
    """First and second frame and back, in the middle of the canvas."""
    frames = centered((creature.front.indices, creature.second.indices), creature.side)
    frames += centered([(creature.back or creature.front).indices], creature.side)
    return [Indexed(indices, creature.front.palette) for indices in frames]


def _size(picture: Indexed) -> list[int]:
    top, bottom, left, right = box_of(picture.indices > 0)
    height, width = picture.indices.shape
    reach = (max(width // 2 - left, right - width // 2), max(height // 2 - top, bottom - height // 2))
    return [min(-(-2 * max(each, 1) // _TILE) * _TILE, width) for each in reach]


def _below(picture: Indexed) -> int:
    return int(picture.indices.shape[0]) - box_of(picture.indices > 0)[1]


def _in_c(name: str, value: Any) -> str:
    if name.endswith("Size"):
        return f"MON_COORDS_SIZE({value[0]}, {value[1]})"
    if name == "frontAnimFrames":
        frames = "".join(f"            ANIMCMD_FRAME({frame}, {time}),\n" for frame, time in value)
        return f"ANIM_FRAMES(\n{frames}        )"
    return str(value)


def _footprint(front: Indexed) -> bytes:
    return palette_png(footprint(front), np.array([(255, 255, 255), (0, 0, 0)], np.uint8), bits=1)
