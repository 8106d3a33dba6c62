"""Sheets, animations and data for engines and editors: what their readers find in them."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import OptionError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import Creature, lowered
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats import FORMATS, SCALED
from spritedex.sprites.formats_fan import showdown_id
from spritedex.sprites.ground import visible
from spritedex.sprites.naming import suggest_name
from spritedex.sprites.palette import quantize_together, recolor
from spritedex.sprites.palette_files import read_palette
from spritedex.vocabulary import TYPES
from spritedex.workflows.files import is_plot
from spritedex.workflows.sprites.export import export_creature
from tests.pictures import BACK, FRONT, SECOND, SHINY


def whole() -> Creature:
    front, second, back = quantize_together([FRONT, SECOND, BACK])
    shiny = recolor(front, SHINY)
    return Creature(front, back, shiny, (second,), name="Ember Fox", milliseconds=(400, 200), types=("fire", "bug"))


FULL = whole()
BARE = Creature(FULL.front, name="Ember Fox")


def atlas(files: dict[str, bytes]) -> RGBA:
    with Image.open(io.BytesIO(files["ember-fox-sheet.png"])) as image:
        return np.asarray(image)


def cut(picture: RGBA, box: dict[str, int]) -> RGBA:
    return picture[box["y"] : box["y"] + box["h"], box["x"] : box["x"] + box["w"]]


def test_the_sheet_names_its_frames_as_aseprite_does() -> None:
    files = FORMATS["sheet"](FULL)
    document = json.loads(files["ember-fox-sheet.json"])
    picture = atlas(files)
    assert document["meta"]["size"] == {"w": picture.shape[1], "h": picture.shape[0]}
    views = ("front", "front-2", "back")
    assert list(document["frames"]) == [f"{view}-{coloring}" for coloring in ("normal", "shiny") for view in views]
    assert document["frames"]["front-2-normal"]["duration"] == 200
    assert FULL.back is not None
    assert FULL.shiny is not None
    shown = cut(picture, document["frames"]["back-shiny"]["frame"])
    assert np.array_equal(shown, FULL.back.with_palette(FULL.shiny).rgba)
    tags = [(tag["name"], tag["from"], tag["to"]) for tag in document["meta"]["frameTags"]]
    assert tags == [("front-normal", 0, 1), ("back-normal", 2, 2), ("front-shiny", 3, 4), ("back-shiny", 5, 5)]


def test_pixi_and_phaser_find_their_animations() -> None:
    files = FORMATS["sheet"](FULL)
    plain, pixi = (json.loads(files[f"ember-fox-sheet{end}.json"]) for end in ("", "-pixi"))
    assert pixi.pop("animations")["front-shiny"] == ["front-shiny", "front-2-shiny"]
    assert pixi == plain
    phaser = json.loads(files["ember-fox-sheet-phaser.json"])
    first = phaser["anims"][0]
    assert (first["key"], first["repeat"]) == ("ember-fox-front-normal", -1)
    assert [(frame["frame"], frame["duration"]) for frame in first["frames"]] == [
        ("front-normal", 400), ("front-2-normal", 200),
    ]  # fmt: skip


def test_godot_has_a_region_for_each_frame_of_each_animation() -> None:
    text = FORMATS["godot"](FULL)["ember-fox.tres"].decode()
    assert text.startswith('[gd_resource type="SpriteFrames" load_steps=8 format=3]')
    assert text.count('[sub_resource type="AtlasTexture"') == text.count("region = Rect2(") == 6
    assert [text.count(f'SubResource("frame_{number}")') for number in range(6)] == [1] * 6
    assert '"duration": 0.5,' in text  # of the longest, 400 ms
    assert '"name": "front-normal",\n"speed": 2.5' in text


def test_a_tileset_of_tiled_moves() -> None:
    files = FORMATS["tiled"](FULL)
    root = ElementTree.fromstring(files["ember-fox.tsx"])
    picture = atlas(files)
    assert int(root.attrib["tilecount"]) * 64 * 64 == picture.shape[0] * picture.shape[1]
    assert [tile.attrib["type"] for tile in root.iter("tile")][:2] == ["front-normal", "front-2-normal"]
    frames = [(frame.attrib["tileid"], frame.attrib["duration"]) for frame in root.iter("frame")]
    assert frames == [("0", "400"), ("1", "200"), ("3", "400"), ("4", "200")]


@pytest.mark.parametrize("name", ["gif", "apng"])
@pytest.mark.parametrize("scale", [1, 3])
def test_what_moves_shows_its_frames_or_one_breath(name: str, scale: int) -> None:
    still = FULL.front.rgba
    breath = lowered(FULL.front.indices)
    for subject, second in ((FULL, FULL.frames[0].indices), (BARE, breath)):
        files = SCALED[name](subject, scale)
        with Image.open(io.BytesIO(files[f"ember-fox.{name}"])) as image:
            assert (getattr(image, "n_frames", 1), image.info["loop"]) == (2, 0)
            times, shown = [], []
            for number in range(2):
                image.seek(number)
                shown.append(visible(np.asarray(image.convert("RGBA"))))
                times.append(image.info["duration"])
        assert times == list(FULL.durations if subject is FULL else (500, 500))
        assert np.array_equal(shown[0][::scale, ::scale], still)
        assert np.array_equal(shown[1][scale // 2 :: scale, scale // 2 :: scale][..., 3] > 0, second > 0)
    assert set(SCALED[name](FULL, 1)) == {f"ember-fox{end}.{name}" for end in ("", "-back", "-shiny", "-back-shiny")}


def test_a_breath_moves_the_body_and_not_the_feet() -> None:
    low = lowered(FULL.front.indices)
    rows, before = np.flatnonzero(low.any(axis=1)), np.flatnonzero(FULL.front.indices.any(axis=1))
    assert (rows[0], rows[-1]) == (before[0] + 1, before[-1])
    assert not lowered(np.zeros((64, 64), np.uint8)).any()


def test_a_palette_comes_in_every_kind_and_as_a_strip(tmp_path: Path) -> None:
    files = FORMATS["palette"](FULL)
    assert FULL.shiny is not None
    for coloring, palette in (("normal", FULL.front.palette), ("shiny", FULL.shiny)):
        for suffix in (".gpl", ".pal", ".hex", ".act"):
            name = f"ember-fox-{coloring}{suffix}"
            assert np.array_equal(read_palette(files[name], name)[: len(palette)], palette), name
    with Image.open(io.BytesIO(files["ember-fox-palette.png"])) as image:
        strip = np.asarray(image)
    assert np.array_equal(strip[8::16, 8::16], np.stack([FULL.front.palette, FULL.shiny]))
    path = tmp_path / "contact.png"
    path.write_bytes(export_creature(FULL, "contact").files["ember-fox-contact.png"])
    assert is_plot(path)
    with Image.open(path) as image:
        shown = {tuple(color) for color in np.asarray(image.convert("RGB")).reshape(-1, 3).tolist()}
    assert shown >= {tuple(color) for color in FULL.front.palette.tolist()}


def test_pictures_are_enlarged_where_no_game_takes_them() -> None:
    large = export_creature(FULL, "png", scale=8).files["ember-fox.png"]
    with Image.open(io.BytesIO(large)) as image:
        assert image.size == (512, 512)
        assert np.array_equal(visible(np.asarray(image.convert("RGBA")))[3::8, 3::8], FULL.front.rgba)
    for format, scale in (("gba", 2), ("png", 0), ("png", 17)):
        with pytest.raises(OptionError, match="scale"):
            export_creature(FULL, format, scale=scale)


def test_a_species_begins_with_what_its_pictures_say() -> None:
    files = FORMATS["species"](FULL)
    about: dict[str, Any] = json.loads(files["ember_fox/species.json"])
    assert (about["name"], about["types"]) == ("Ember Fox", ["fire", "bug"])
    assert about["colors"][0] in ("orange", "brown")
    assert about["size"]["word"] == "medium"
    assert about["palette"] == name_colors(FULL.front.palette)
    c, pbs = (files[f"ember_fox/{name}"].decode() for name in ("species_info.h", "pokemon.txt"))
    assert ".types = MON_TYPES(TYPE_FIRE, TYPE_BUG),\n" in c
    assert ".frontPicSize = MON_COORDS_SIZE(" in c
    assert c.count("{") == c.count("}")
    assert "[EMBER_FOX]\n" in pbs
    assert "Types = FIRE,BUG\n" in pbs
    monster = json.loads(files["ember_fox/tuxemon.json"])
    assert (monster["slug"], monster["types"]) == ("ember_fox", ["fire", "wood"])
    # words that Tuxemon's tables have: it refuses a monster with others
    assert (monster["species"], monster["shape"]) == ("tobedefined", "varmint")
    assert monster["sounds"]["faint_call"]["sfx"] == "sound_faint1"
    assert FORMATS["species"](BARE)


def test_essentials_gets_no_name_that_begins_with_a_digit() -> None:
    creature = replace(FULL, name="7 foxes")
    assert "Graphics/Pokemon/Front/_7_FOXES.png" in FORMATS["essentials"](creature)
    assert "[_7_FOXES]\n" in FORMATS["species"](creature)["7_foxes/pokemon.txt"].decode()


def test_suggested_names_fit_and_stay_the_same() -> None:
    names = {suggest_name([kind], seed) for kind in TYPES for seed in range(40)}
    assert len(names) > 200
    assert all(name.isalpha() and name.istitle() and 4 <= len(name) <= 10 for name in names)
    assert suggest_name(["fire", "bug"], 3) == suggest_name(["fire", "bug"], 3)


def test_tuxemons_sheet_has_its_pictures_where_it_looks_for_them() -> None:
    files = FORMATS["tuxemon"](FULL)
    with Image.open(io.BytesIO(files["mods/tuxemon/gfx/sprites/battle/ember_fox-sheet.png"])) as image:
        sheet = np.asarray(image)
    assert FULL.back is not None
    assert np.array_equal(sheet[:64, :64], FULL.front.indices)
    assert np.array_equal(sheet[:64, 64:], FULL.back.indices)
    assert sheet[64:, :24].any()
    assert (sheet[64:, :24] != sheet[64:, 24:48]).any()
    assert not sheet[64:, 48:].any()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Charizard-Mega-X", "charizard-megax"),
        ("venusaur/mega", "venusaur-mega"),
        ("Mr. Mime", "mrmime"),
        ("Ho-Oh", "hooh"),
        ("kommo-o", "kommoo"),
        ("Kommo-o-Totem", "kommoo-totem"),
        ("Nidoran-Fire", "nidoran-fire"),
        ("火", "creature"),
    ],
)
def test_a_showdown_forme_keeps_its_hyphen(name: str, expected: str) -> None:
    assert showdown_id(name) == expected
