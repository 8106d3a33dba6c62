"""Formats that games and editors load: a creature in, whole files out. Knows no disk and no model.

`FORMATS[name](creature)` gives relative path -> bytes; `stand_ins(name, creature)` says what had to be made up.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.aseprite import aseprite, gimp_palette
from spritedex.sprites.codec import png_bytes
from spritedex.sprites.creature import SIDE, Creature, icon_frames, placed
from spritedex.sprites.formats_games import ds, gba
from spritedex.sprites.palette import Colors, Indexed, indexed_png

_CANVAS: Final = 96
_FRAME_MS: Final = 500


def plain(creature: Creature) -> dict[str, bytes]:
    """64x64 indexed PNGs: NAME.png, NAME-back.png, NAME-shiny.png, NAME-back-shiny.png, NAME-2.png."""
    return {
        _plain_name(creature.slug, pose, coloring): indexed_png(picture)
        for pose, coloring, picture in _pictures(creature)
    }


def _plain_name(slug: str, pose: str, coloring: str) -> str:
    parts = (slug, "" if pose == "front" else pose.removeprefix("front-"), "shiny" if coloring == "shiny" else "")
    return "-".join(filter(None, parts)) + ".png"


def showdown(creature: Creature) -> dict[str, bytes]:
    """96x96 indexed PNGs in the folders gen5, gen5-back, gen5-shiny and gen5-back-shiny of Pokémon Showdown."""
    name = creature.slug.replace("_", "")
    normal, back = creature.front.palette, creature.back or creature.front
    files = {}
    for coloring, palette in (("", normal), ("-shiny", normal if creature.shiny is None else creature.shiny)):
        for pose, picture in (("", creature.front), ("-back", back)):
            indices = placed(picture.indices, _CANVAS, _CANVAS)
            files[f"gen5{pose}{coloring}/{name}.png"] = indexed_png(Indexed(indices, palette))
    return files


def essentials(creature: Creature) -> dict[str, bytes]:
    """Graphics/Pokemon of Pokémon Essentials v20 and later: 96x96 and 32x32 frames, every pixel doubled."""
    name = creature.slug.upper()
    files = {}
    for coloring, palette in creature.colorings.items():
        shiny = " shiny" if coloring == "shiny" else ""
        for pose, picture in (("Front", creature.front), ("Back", creature.back or creature.front)):
            indices = placed(picture.indices, _CANVAS, _CANVAS)
            files[f"Graphics/Pokemon/{pose}{shiny}/{name}.png"] = indexed_png(_doubled(indices, palette))
        icon = np.concatenate([frame.indices for frame in icon_frames(creature.front, creature.front.palette)], axis=1)
        files[f"Graphics/Pokemon/Icons{shiny}/{name}.png"] = indexed_png(_doubled(icon, palette))
    return files


def editor(creature: Creature) -> dict[str, bytes]:
    """NAME.aseprite with the tags front and back, and a GIMP palette for each coloring."""
    frames = [("front", picture) for picture in (creature.front, *creature.frames)]
    frames += [("back", creature.back)] if creature.back else []
    files = {f"{creature.slug}.aseprite": aseprite(frames)}
    for coloring, palette in creature.colorings.items():
        files[f"{creature.slug}-{coloring}.gpl"] = gimp_palette(f"{creature.slug} {coloring}", palette)
    return files


def sheet(creature: Creature) -> dict[str, bytes]:
    """NAME.png, an RGBA sheet with a row for each coloring, and NAME.json with its frames as Aseprite lists them."""
    places = list(_pictures(creature))
    rows = len(creature.colorings)
    columns = len(places) // rows
    atlas = np.zeros((rows * SIDE, columns * SIDE, 4), np.uint8)
    frames: list[dict[str, Any]] = []
    for number, (pose, coloring, picture) in enumerate(places):
        row, column = divmod(number, columns)
        atlas[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE] = picture.rgba
        frames.append({
            "filename": f"{pose}-{coloring}",
            "frame": {"x": column * SIDE, "y": row * SIDE, "w": SIDE, "h": SIDE},
            "rotated": False,
            "trimmed": False,
            "spriteSourceSize": {"x": 0, "y": 0, "w": SIDE, "h": SIDE},
            "sourceSize": {"w": SIDE, "h": SIDE},
            "duration": _FRAME_MS,
        })  # fmt: skip
    meta = {
        "app": "spritedex",
        "image": f"{creature.slug}.png",
        "format": "RGBA8888",
        "size": {"w": columns * SIDE, "h": rows * SIDE},
        "scale": "1",
    }
    document = json.dumps({"frames": frames, "meta": meta}, indent=2) + "\n"
    return {f"{creature.slug}.png": png_bytes(atlas), f"{creature.slug}.json": document.encode()}


FORMATS: Final[dict[str, Callable[[Creature], dict[str, bytes]]]] = {
    "png": plain,
    "gba": gba,
    "ds": ds,
    "showdown": showdown,
    "essentials": essentials,
    "aseprite": editor,
    "sheet": sheet,
}

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "gba": ("back", "shiny", "second"),
    "ds": ("back", "shiny", "second"),
    "showdown": ("back", "shiny"),
    "essentials": ("back",),
}
_SAID: Final = {
    "back": "no back view: the front stands in for it",
    "shiny": "no shiny coloring: the normal one stands in for it",
    "second": "no second frame: the first stands in for it",
}


def stand_ins(name: str, creature: Creature) -> tuple[str, ...]:
    """What a format cannot do without and the creature has not, a sentence each."""
    missing = {"back": creature.back is None, "shiny": creature.shiny is None, "second": not creature.frames}
    return tuple(_SAID[part] for part in _NEEDS.get(name, ()) if missing[part])


def _pictures(creature: Creature) -> Iterator[tuple[str, str, Indexed]]:
    """Each picture there is in each coloring: its pose, the coloring, the picture."""
    pictures = {"front": creature.front} | {f"front-{number}": frame for number, frame in enumerate(creature.frames, 2)}
    pictures |= {"back": creature.back} if creature.back else {}
    for coloring, palette in creature.colorings.items():
        for pose, picture in pictures.items():
            yield pose, coloring, picture.with_palette(palette)


def _doubled(indices: NDArray[np.uint8], palette: Colors) -> Indexed:
    return Indexed(indices.repeat(2, axis=0).repeat(2, axis=1), palette)
