"""One PNG with all pictures of a creature, and what engines read beside it: Aseprite's and Pixi's JSON, Godot, Tiled.

Each reader's own names: docs/formats.md says which program took which file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import numpy as np

from spritedex.sprites.codec import RGBA, png_bytes
from spritedex.sprites.creature import Creature
from spritedex.sprites.views import View, views

_ASEPRITE: Final = "1.3"
"""The version of Aseprite whose JSON this is."""


@dataclass(frozen=True, slots=True, eq=False)
class _Atlas:
    """A row for each coloring; `places` are the corners of the pictures, and `tags` the numbers of an animation."""

    rgba: RGBA
    pictures: tuple[View, ...]
    places: tuple[tuple[int, int], ...]
    side: int

    @property
    def tags(self) -> dict[str, list[int]]:
        numbers = range(len(self.pictures))
        grouped = groupby(numbers, key=lambda number: self.pictures[number].tag)
        return {tag: list(members) for tag, members in grouped}


def sheet(creature: Creature) -> dict[str, bytes]:
    """NAME-sheet.png, RGBA with a row for each coloring, and NAME-sheet.json, its frames by name as Aseprite has them.

    Its schema allows nothing more, so what others want stands apart: NAME-sheet-pixi.json is the same with the
    `animations` of Pixi, and NAME-sheet-phaser.json those of Phaser, for an atlas that is loaded under NAME.
    """
    atlas = _atlas(creature)
    frames: dict[str, Any] = {}
    for picture, (x, y) in zip(atlas.pictures, atlas.places, strict=True):
        frames[picture.name] = {
            "frame": {"x": x, "y": y, "w": atlas.side, "h": atlas.side},
            "rotated": False,
            "trimmed": False,
            "spriteSourceSize": {"x": 0, "y": 0, "w": atlas.side, "h": atlas.side},
            "sourceSize": {"w": atlas.side, "h": atlas.side},
            "duration": picture.milliseconds,
        }
    height, width = atlas.rgba.shape[:2]
    meta = {
        "app": "spritedex",
        "version": _ASEPRITE,
        "image": sheet_name(creature),
        "format": "RGBA8888",
        "size": {"w": width, "h": height},
        "scale": "1",
        "frameTags": [
            {"name": tag, "from": numbers[0], "to": numbers[-1], "direction": "forward"}
            for tag, numbers in atlas.tags.items()
        ],
    }
    document = {"frames": frames, "meta": meta}
    animations = {tag: [atlas.pictures[number].name for number in numbers] for tag, numbers in atlas.tags.items()}
    return {
        sheet_name(creature): png_bytes(atlas.rgba),
        f"{creature.stem}-sheet.json": _json(document),
        f"{creature.stem}-sheet-pixi.json": _json(document | {"animations": animations}),
        f"{creature.stem}-sheet-phaser.json": _json(_phaser(creature.stem, atlas)),
    }


def _phaser(key: str, atlas: _Atlas) -> dict[str, Any]:
    animations = []
    for tag, numbers in atlas.tags.items():
        shown = [atlas.pictures[number] for number in numbers]
        frames = [{"key": key, "frame": view.name, "duration": view.milliseconds} for view in shown]
        duration = sum(view.milliseconds for view in shown)
        animations.append(
            {"key": f"{key}-{tag}", "type": "frame", "frames": frames, "duration": duration, "repeat": -1}
        )
    return {"anims": animations, "globalTimeScale": 1}


def godot(creature: Creature) -> dict[str, bytes]:
    """NAME-sheet.png and NAME.tres, the SpriteFrames of Godot 4 with an animation for each view and coloring.

    A frame is shown as long as its duration, in parts of the animation's longest.
    """
    atlas = _atlas(creature)
    lines = [
        f'[gd_resource type="SpriteFrames" load_steps={len(atlas.pictures) + 2} format=3]',
        "",
        f'[ext_resource type="Texture2D" path="{sheet_name(creature)}" id="1"]',
        "",
    ]
    for number, (x, y) in enumerate(atlas.places):
        lines += [
            f'[sub_resource type="AtlasTexture" id="frame_{number}"]',
            'atlas = ExtResource("1")',
            f"region = Rect2({x}, {y}, {atlas.side}, {atlas.side})",
            "",
        ]
    animations = []
    for tag, numbers in atlas.tags.items():
        slowest = max(atlas.pictures[number].milliseconds for number in numbers)
        shown = ", ".join(
            f'{{\n"duration": {atlas.pictures[number].milliseconds / slowest:.6g},\n'
            f'"texture": SubResource("frame_{number}")\n}}'
            for number in numbers
        )
        speed = f"{1000 / slowest:.6g}"
        animations.append(f'{{\n"frames": [{shown}],\n"loop": true,\n"name": "{tag}",\n"speed": {speed}\n}}')
    lines += ["[resource]", f"animations = [{', '.join(animations)}]"]
    text = "\n".join(lines) + "\n"
    return {sheet_name(creature): png_bytes(atlas.rgba), f"{creature.stem}.tres": text.encode()}


def tiled(creature: Creature) -> dict[str, bytes]:
    """NAME-sheet.png and NAME.tsx, a tileset of Tiled: a tile for each picture, with its name as class; the first tile
    of a view with several frames is animated.
    """
    from xml.sax.saxutils import quoteattr  # it loads all of urllib, with SSL

    atlas = _atlas(creature)
    height, width = atlas.rgba.shape[:2]
    tiles = []
    for numbers in atlas.tags.values():
        for number in numbers:
            start = f" <tile id={quoteattr(str(number))} type={quoteattr(atlas.pictures[number].name)}"
            if number == numbers[0] and len(numbers) > 1:
                frames = _tiled_frames(atlas.pictures, numbers)
                tiles += [f"{start}>", "  <animation>", *frames, "  </animation>", " </tile>"]
            else:
                tiles.append(f"{start}/>")
    columns = width // atlas.side
    text = "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tileset version="1.10" tiledversion="1.10.2" name={quoteattr(creature.stem)} tilewidth="{atlas.side}" '
        f'tileheight="{atlas.side}" tilecount="{columns * (height // atlas.side)}" columns="{columns}">',
        f' <image source={quoteattr(sheet_name(creature))} width="{width}" height="{height}"/>',
        *tiles,
        "</tileset>",
    ])  # fmt: skip
    return {sheet_name(creature): png_bytes(atlas.rgba), f"{creature.stem}.tsx": (text + "\n").encode()}


def _tiled_frames(pictures: Sequence[View], numbers: Sequence[int]) -> list[str]:
    return [f'   <frame tileid="{number}" duration="{pictures[number].milliseconds}"/>' for number in numbers]


def _atlas(creature: Creature) -> _Atlas:
    pictures = tuple(views(creature))
    side, rows = creature.side, len(creature.colorings)
    columns = len(pictures) // rows
    rgba = np.zeros((rows * side, columns * side, 4), np.uint8)
    places = []
    for number, view in enumerate(pictures):
        row, column = divmod(number, columns)
        rgba[row * side : (row + 1) * side, column * side : (column + 1) * side] = view.picture.rgba
        places.append((column * side, row * side))
    return _Atlas(rgba, pictures, tuple(places), side)


def sheet_name(creature: Creature) -> str:
    """NAME-sheet.png: NAME.png is the front alone."""
    return f"{creature.stem}-sheet.png"


def _json(document: Any) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()
