"""Formats: every file opens as what the game or editor expects, with the pixels and colors of the creature."""

import io
import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.creature import Creature, icon_frames
from spritedex.sprites.dye import shifted
from spritedex.sprites.formats import FORMATS, stand_ins
from spritedex.sprites.formats_games import gba_icon, jasc, read_jasc
from spritedex.sprites.palette import Colors, Indexed, quantize, quantize_together, snap_bgr555


def creature(number: int = 0) -> Creature:
    """A drawn creature with everything that a creature may have."""
    rgba = draw_creature(creatures(18, seed=5)[number].appearance, 64)
    front, second, back = quantize_together([rgba, np.roll(rgba, 1, axis=0), np.ascontiguousarray(rgba[:, ::-1])])
    return Creature(front, back, shifted(front.palette, hue=100), (second,), name="Fox of Fire")


FULL = creature()
BARE = Creature(FULL.front, name="Fox of Fire")

SIZES = {
    "png": {"fox_of_fire.png": (64, 64), "fox_of_fire-2-shiny.png": (64, 64), "fox_of_fire-back-shiny.png": (64, 64)},
    "gba": {
        "fox_of_fire/front.png": (64, 64),
        "fox_of_fire/anim_front.png": (64, 128),
        "fox_of_fire/back.png": (64, 64),
        "fox_of_fire/icon.png": (32, 64),
    },
    "ds": {
        "fox_of_fire/male_front.png": (160, 80),
        "fox_of_fire/male_back.png": (160, 80),
        "fox_of_fire/icon.png": (32, 64),
    },
    "showdown": {
        f"{folder}/foxoffire.png": (96, 96) for folder in ("gen5", "gen5-back", "gen5-shiny", "gen5-back-shiny")
    },
    "essentials": {
        f"Graphics/Pokemon/{folder}/FOX_OF_FIRE.png": (128, 64) if "Icons" in folder else (192, 192)
        for folder in ("Front", "Back", "Icons", "Front shiny", "Back shiny", "Icons shiny")
    },
    "sheet": {"fox_of_fire.png": (192, 128)},
}


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colors(image: Image.Image) -> set[Any]:
    pixels = np.asarray(image.convert("RGBA")).reshape(-1, 4)
    return {tuple(pixel) for pixel in pixels[pixels[:, 3] > 0].tolist()}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("subject", [FULL, BARE], ids=["full", "bare"])
def test_every_picture_is_indexed_with_at_most_15_colors_and_no_half_clear_pixel(name: str, subject: Creature) -> None:
    files = FORMATS[name](subject)
    assert files == FORMATS[name](subject)
    for path, data in files.items():
        if path.endswith(".png"):
            image = opened(data)
            assert set(np.unique(np.asarray(image.convert("RGBA"))[..., 3])) == {0, 255}
            if name != "sheet":
                assert (image.mode, image.info["transparency"], data[24]) == ("P", 0, 4)
                assert len(colors(image)) <= 15


@pytest.mark.parametrize("name", SIZES)
def test_sizes_and_places_are_those_of_the_game(name: str) -> None:
    files = FORMATS[name](FULL)
    for path, size in SIZES[name].items():
        assert opened(files[path]).size == size, path
    pngs = [path for path in files if path.endswith(".png")]
    assert len(pngs) == (6 if name == "png" else len(SIZES[name]))


def test_all_drawn_creatures_are_valid_in_every_format() -> None:
    for number in range(1, 18, 2):
        subject = creature(number)
        for write in FORMATS.values():
            assert all(write(subject).values())


def test_gba_and_ds_palettes_are_jasc_in_five_bits_and_match_the_pictures() -> None:
    for name, picture in (("gba", "front"), ("ds", "male_front")):
        files = FORMATS[name](FULL)
        for coloring, wanted in (("normal", FULL.front.palette), ("shiny", FULL.shiny)):
            data = files[f"fox_of_fire/{coloring}.pal"]
            lines = data.decode().split("\r\n")
            assert lines[:3] == ["JASC-PAL", "0100", "16"]
            assert (len(lines), lines[-1]) == (20, "")
            assert wanted is not None
            assert np.array_equal(read_jasc(data)[: len(wanted)], snap_bgr555(wanted))
        image = opened(files[f"fox_of_fire/{picture}.png"])
        palette = np.array(image.getpalette(), np.uint8).reshape(-1, 3)
        assert np.array_equal(palette[1 : 1 + len(FULL.front.palette)], snap_bgr555(FULL.front.palette))


def test_two_frames_stand_where_the_games_look_for_them() -> None:
    indices = np.asarray(opened(FORMATS["gba"](FULL)["fox_of_fire/anim_front.png"]))
    assert np.array_equal(indices[:64], FULL.front.indices)
    assert np.array_equal(indices[64:], FULL.frames[0].indices)
    strip = np.asarray(opened(FORMATS["ds"](FULL)["fox_of_fire/male_front.png"]))
    assert np.array_equal(strip[16:, 8:72], FULL.front.indices)
    assert np.array_equal(strip[16:, 88:152], FULL.frames[0].indices)
    assert not strip[:16].any()
    doubled = np.asarray(opened(FORMATS["essentials"](FULL)["Graphics/Pokemon/Front/FOX_OF_FIRE.png"]))
    assert np.array_equal(doubled[::2, ::2][32:, 16:80], FULL.front.indices)
    assert np.array_equal(doubled[::2, ::2].repeat(2, axis=0).repeat(2, axis=1), doubled)


def test_what_is_missing_is_said() -> None:
    assert all(stand_ins(name, FULL) == () for name in FORMATS)
    assert [len(stand_ins(name, BARE)) for name in FORMATS] == [0, 3, 3, 2, 1, 0, 0]
    assert "no back view: the front stands in for it" in stand_ins("gba", BARE)
    files = FORMATS["gba"](BARE)
    assert files["fox_of_fire/back.png"] == files["fox_of_fire/front.png"]
    assert set(FORMATS["png"](BARE)) == {"fox_of_fire.png"}


def test_an_icon_takes_the_best_palette_of_the_game() -> None:
    blues = np.stack([np.zeros(15), np.arange(15) * 8, 40 + np.arange(15) * 14], axis=1).astype(np.uint8)
    reds = np.ascontiguousarray(blues[:, ::-1])
    for palette, best in ((reds, 1), (blues, 0)):
        colored = Creature(quantize(FULL.front.with_palette(_paint(palette)).rgba))
        files, chosen = gba_icon(colored, [blues, reds])
        assert chosen == best
        assert colors(opened(files["creature/icon.png"])) <= {(*color, 255) for color in palette.tolist()}


def _paint(palette: Colors) -> Colors:
    return palette[-len(FULL.front.palette) :]


def test_icon_frames_bounce_by_one_pixel() -> None:
    low, high = icon_frames(FULL.front, FULL.front.palette)
    assert low.indices.shape == high.indices.shape == (32, 32)
    assert low.indices[-1].any()
    assert np.array_equal(low.indices[1:], high.indices[:-1])
    assert not high.indices[-1].any()


def test_the_sheet_lists_its_frames() -> None:
    files = FORMATS["sheet"](FULL)
    document = json.loads(files["fox_of_fire.json"])
    atlas = np.asarray(opened(files["fox_of_fire.png"]))
    assert document["meta"]["size"] == {"w": atlas.shape[1], "h": atlas.shape[0]}
    names = [frame["filename"] for frame in document["frames"]]
    assert names == [f"{view}-{coloring}" for coloring in ("normal", "shiny") for view in ("front", "front-2", "back")]
    place = document["frames"][names.index("back-shiny")]["frame"]
    cut = atlas[place["y"] : place["y"] + place["h"], place["x"] : place["x"] + place["w"]]
    assert FULL.back is not None
    assert FULL.shiny is not None
    assert np.array_equal(cut, FULL.back.with_palette(FULL.shiny).rgba)


def test_the_aseprite_file_reads_back_by_its_specification() -> None:
    data = FORMATS["aseprite"](FULL)["fox_of_fire.aseprite"]
    size, magic, frames, width, height, depth = struct.unpack_from("<IHHHHH", data)
    assert (size, magic, frames, width, height, depth) == (len(data), 0xA5E0, 3, 64, 64, 8)
    assert data[28] == 0  # the clear index
    cels, tags, palette, at = [], [], [], 128
    while at < len(data):
        length, magic, _, _, count = struct.unpack_from("<IHHH2xI", data, at)
        assert magic == 0xF1FA
        place = at + 16
        for _ in range(count):
            chunk, kind = struct.unpack_from("<IH", data, place)
            body = data[place + 6 : place + chunk]
            if kind == 0x2005:
                cels.append(np.frombuffer(zlib.decompress(body[20:]), np.uint8).reshape(64, 64))
            elif kind == 0x2018:
                tags = [name for name in (b"front", b"back") if name in body]
            elif kind == 0x2019:
                palette = [
                    tuple(body[20 + 6 * i + 2 : 20 + 6 * i + 6]) for i in range(struct.unpack_from("<I", body)[0])
                ]
            place += chunk
        at += length
        assert place == at
    assert FULL.back is not None
    assert [cel.tobytes() for cel in cels] == [
        picture.indices.tobytes() for picture in (FULL.front, FULL.frames[0], FULL.back)
    ]
    assert tags == [b"front", b"back"]
    assert palette[1:] == [(*color, 255) for color in FULL.front.palette.tolist()]
    assert palette[0][3] == 0


def test_gimp_palettes_have_the_indices_of_the_aseprite_file() -> None:
    files = FORMATS["aseprite"](FULL)
    assert FULL.shiny is not None
    for coloring, palette in (("normal", FULL.front.palette), ("shiny", FULL.shiny)):
        lines = files[f"fox_of_fire-{coloring}.gpl"].decode().splitlines()
        assert lines[0] == "GIMP Palette"
        rows = [tuple(map(int, line.split()[:3])) for line in lines[4:]]
        assert rows[1:] == [tuple(color) for color in palette.tolist()]
        assert rows[0] not in rows[1:]


def test_the_clear_color_is_never_one_of_the_palette() -> None:
    palette = np.array([(180, 213, blue) for blue in range(180, 60, -8)], np.uint8)
    rows = [line.split() for line in jasc(palette).decode().splitlines()[3:]]
    assert len({tuple(row) for row in rows}) == 16


def test_a_creature_must_be_of_one_piece() -> None:
    other = quantize(draw_creature(creatures(18, seed=5)[7].appearance, 64))
    with pytest.raises(ValueError, match="share one palette"):
        Creature(FULL.front, back=other)
    with pytest.raises(ValueError, match="64x64 are needed"):
        Creature(Indexed(FULL.front.indices[:32], FULL.front.palette))
    with pytest.raises(ValueError, match="shiny colors for a palette"):
        Creature(FULL.front, shiny=FULL.front.palette[:2])
    assert Creature(FULL.front, name="../Pokémon №1").slug == "pokemon_no1"
    assert Creature(FULL.front, name="火").slug == "creature"
