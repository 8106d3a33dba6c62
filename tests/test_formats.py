"""Formats: every file opens as what the game or editor expects, with the pixels and colors of the creature."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.creature import Creature
from spritedex.sprites.dye import shifted
from spritedex.sprites.formats import FORMATS, stand_ins
from spritedex.sprites.formats_ds import ds_entry
from spritedex.sprites.formats_gba import gba_entry
from spritedex.sprites.icons import icon_frames
from spritedex.sprites.jasc import jasc, read_jasc
from spritedex.sprites.palette import Colors, Indexed, clear_color, quantize, quantize_together, snap_bgr555
from spritedex.workflows.sprites.export import export_creature
from tests.pictures import FRONT as CREATURE


def creature(number: int = 0) -> Creature:
    """A drawn creature with everything that a creature may have."""
    rgba = draw_creature(creatures(18, seed=5)[number].appearance, 64)
    front, second, back = quantize_together([rgba, np.roll(rgba, 1, axis=0), np.ascontiguousarray(rgba[:, ::-1])])
    return Creature(front, back, shifted(front.palette, hue=100), (second,), name="Fox of Fire")


FULL = creature()
BARE = Creature(FULL.front, name="Fox of Fire")

SIZES = {
    "png": {"fox-of-fire.png": (64, 64), "fox-of-fire-2-shiny.png": (64, 64), "fox-of-fire-back-shiny.png": (64, 64)},
    "gba": {
        "fox_of_fire/front.png": (64, 64),
        "fox_of_fire/anim_front.png": (64, 128),
        "fox_of_fire/back.png": (64, 64),
        "fox_of_fire/icon.png": (32, 64),
        "fox_of_fire/footprint.png": (16, 16),
    },
    "ds": {
        **{f"fox_of_fire/{sex}_{pose}.png": (160, 80) for sex in ("male", "female") for pose in ("front", "back")},
        "fox_of_fire/icon.png": (32, 64),
    },
    "gbc": {"fox_of_fire/front.png": (48, 96), "fox_of_fire/back.png": (48, 48)},
    "showdown": {
        f"{folder}/foxoffire.png": (96, 96) for folder in ("gen5", "gen5-back", "gen5-shiny", "gen5-back-shiny")
    },
    "essentials": {
        f"Graphics/Pokemon/{folder}/FOX_OF_FIRE.png": (128, 64) if "Icons" in folder else (192, 192)
        for folder in ("Front", "Back", "Icons", "Front shiny", "Back shiny", "Icons shiny")
    },
    "tuxemon": {"mods/tuxemon/gfx/sprites/battle/fox_of_fire-sheet.png": (128, 88)},
    **{name: {"fox-of-fire-sheet.png": (192, 128)} for name in ("sheet", "godot", "tiled")},
}

TRUE_COLOR = ("sheet", "godot", "tiled")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colors(image: Image.Image) -> set[Any]:
    pixels = np.asarray(image.convert("RGBA")).reshape(-1, 4)
    return {tuple(pixel) for pixel in pixels[pixels[:, 3] > 0].tolist()}


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("gbc", "palette", "contact")])
@pytest.mark.parametrize("subject", [FULL, BARE], ids=["full", "bare"])
def test_every_picture_is_indexed_with_at_most_15_colors_and_no_half_clear_pixel(name: str, subject: Creature) -> None:
    files = FORMATS[name](subject)
    assert files == FORMATS[name](subject)
    for path, data in files.items():
        if path.endswith(".png") and "footprint" not in path:
            image = opened(data)
            assert set(np.unique(np.asarray(image.convert("RGBA"))[..., 3])) == {0, 255}
            if name not in TRUE_COLOR:
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


def cropped(frames: Any) -> Any:
    """Frames [N, H, W], cut alike to what they show."""
    shown = frames.any(axis=0)
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    return frames[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_two_frames_stand_where_the_games_look_for_them() -> None:
    both = np.stack([FULL.front.indices, FULL.frames[0].indices])
    strip = np.asarray(opened(FORMATS["gba"](FULL)["fox_of_fire/anim_front.png"]))
    assert np.array_equal(cropped(strip.reshape(2, 64, 64)), cropped(both))
    strip = np.asarray(opened(FORMATS["ds"](FULL)["fox_of_fire/male_front.png"]))
    assert np.array_equal(cropped(strip.reshape(80, 2, 80).swapaxes(0, 1)), cropped(both))
    doubled = np.asarray(opened(FORMATS["essentials"](FULL)["Graphics/Pokemon/Front/FOX_OF_FIRE.png"]))
    assert np.array_equal(doubled[::2, ::2][32:, 16:80], FULL.front.indices)
    assert np.array_equal(doubled[::2, ::2].repeat(2, axis=0).repeat(2, axis=1), doubled)


def moved(by: int) -> Creature:
    """The creature of ellipses, which spans rows 10 to 57 and columns 3 to 50, moved up."""
    front, back = (quantize(np.roll(picture, -by, axis=0)) for picture in (CREATURE, CREATURE))
    return Creature(front, back, name="fox")


@pytest.mark.parametrize("by", [0, 10])
def test_a_creature_is_centered_and_its_entry_says_how_high_it_stands(by: int) -> None:
    for write, entry, side in ((FORMATS["gba"], gba_entry, 64), (FORMATS["ds"], ds_entry, 80)):
        name = "front.png" if side == 64 else "male_front.png"
        first = np.asarray(opened(write(moved(by))[f"fox/{name}"]))[:, :side] > 0
        rows, columns = np.flatnonzero(first.any(axis=1)), np.flatnonzero(first.any(axis=0))
        assert abs(rows[0] + rows[-1] - side + 1) <= 9
        assert abs(columns[0] + columns[-1] - side + 1) <= 9
        values, snippet = entry(moved(by), 2)
        below = side - 1 - int(rows[-1])
        if side == 64:
            assert values["frontPicYOffset"] == below
            assert [each % 8 for each in values["frontPicSize"]] == [0, 0]
            assert f".frontPicYOffset = {below},\n" in snippet
            assert ".iconPalIndex = 2,\n" in snippet
        else:
            assert values["front"] == {"y_offset": {"female": below, "male": below}}
            assert '"icon_palette": 2,' in snippet


def test_the_ds_cipher_finds_its_key_and_a_clear_first_word() -> None:
    files = FORMATS["ds"](FULL)
    pictures = [path for path in files if path.endswith(("front.png", "back.png"))]
    assert len(pictures) == 4
    for path in pictures:
        assert len(files[f"{path}.key"]) == 4
        assert not np.asarray(opened(files[path]))[0, :4].any()
    assert files["fox_of_fire/male_front.png"] == files["fox_of_fire/female_front.png"]


def test_forms_stand_below_their_species() -> None:
    form = Creature(FULL.front, FULL.back, FULL.shiny, name="Venusaur/Mega")
    assert "venusaur/mega/front.png" in FORMATS["gba"](form)
    assert "venusaur/mega/footprint.png" not in FORMATS["gba"](form)
    assert {"venusaur/forms/mega/front.png", "venusaur/forms/mega/front.png.key"} <= set(FORMATS["ds"](form))
    assert "gen5/venusaur-mega.png" in FORMATS["showdown"](form)
    assert "venusaur-mega.png" in FORMATS["png"](form)


def test_a_game_boy_color_picture_has_white_two_colors_and_black() -> None:
    files = FORMATS["gbc"](FULL)
    front, back = opened(files["fox_of_fire/front.png"]), opened(files["fox_of_fire/back.png"])
    assert front.getpalette() == back.getpalette()
    palette = np.array(front.getpalette(), np.uint8).reshape(-1, 3)[:4]
    assert palette[[0, 3]].tolist() == [[255] * 3, [0] * 3]
    assert np.array_equal(palette, snap_bgr555(palette))
    shown = np.asarray(front)[:48]
    assert {0, 1, 2} <= set(np.unique(shown)) <= {0, 1, 2, 3}
    assert (np.asarray(front)[48:] != shown).any()
    assert files["fox_of_fire/shiny.pal"].decode().count("RGB") == 2


def test_what_is_missing_is_said() -> None:
    assert all(stand_ins(name, FULL) == () for name in FORMATS)
    assert {name: len(stand_ins(name, BARE)) for name in FORMATS if stand_ins(name, BARE)} == {
        "gba": 3, "ds": 3, "gbc": 2, "showdown": 2, "essentials": 1, "tuxemon": 1,
    }  # fmt: skip
    assert "no back view: the front stands in for it" in stand_ins("gba", BARE)
    files = FORMATS["gba"](BARE)
    assert files["fox_of_fire/back.png"] == files["fox_of_fire/front.png"]
    assert set(FORMATS["png"](BARE)) == {"fox-of-fire.png"}


def test_an_icon_takes_the_best_palette_of_the_game() -> None:
    blues = np.stack([np.zeros(15), np.arange(15) * 8, 40 + np.arange(15) * 14], axis=1).astype(np.uint8)
    reds = np.ascontiguousarray(blues[:, ::-1])
    for palette, best in ((reds, 1), (blues, 0)):
        colored = Creature(quantize(FULL.front.with_palette(_paint(palette)).rgba))
        exported = export_creature(colored, "gba", [blues, reds])
        assert exported.entry["iconPalIndex"] == best
        assert colors(opened(exported.files["creature/icon.png"])) <= {(*color, 255) for color in palette.tolist()}


def _paint(palette: Colors) -> Colors:
    return palette[-len(FULL.front.palette) :]


def test_an_icon_is_small_and_breathes() -> None:
    first, second = icon_frames(FULL.front, FULL.front.palette)
    assert first.indices.shape == second.indices.shape == (32, 32)
    rows = [np.flatnonzero(frame.indices.any(axis=1)) for frame in (first, second)]
    assert 16 <= rows[0][-1] - rows[0][0] + 1 <= 28
    assert (rows[1][0] - rows[0][0], rows[1][-1] - rows[0][-1]) == (1, 0)


def test_the_aseprite_file_reads_back_by_its_specification() -> None:
    data = FORMATS["aseprite"](FULL)["fox-of-fire.aseprite"]
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
        lines = files[f"fox-of-fire-aseprite-{coloring}.gpl"].decode().splitlines()
        assert lines[0] == "GIMP Palette"
        rows = [tuple(map(int, line.split()[:3])) for line in lines[4:]]
        assert rows[1:] == [tuple(color) for color in palette.tolist()]
        assert rows[0] not in rows[1:]


def test_the_clear_color_is_like_none_of_the_palette() -> None:
    greens = np.array([(180, 213, blue) for blue in range(180, 60, -8)], np.uint8)
    wild = np.random.default_rng(0).integers(0, 256, (15, 3)).astype(np.uint8)
    for palette in (greens, wild):
        ground = clear_color(palette)
        assert np.abs(palette.astype(int) - ground).max(axis=1).min() > 16
        assert jasc(palette).decode().splitlines()[3] == " ".join(map(str, ground))


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


def test_formats_that_share_a_folder_leave_each_other_and_the_sprite_alone() -> None:
    """Only what a game itself reads has underscores, and the two games of one layout want one folder."""
    found: dict[str, bytes] = {"fox-of-fire.png": FORMATS["png"](FULL)["fox-of-fire.png"]}
    for name in set(FORMATS) - {"gbc"}:
        for path, data in FORMATS[name](FULL).items():
            assert found.setdefault(path, data) == data, (name, path)
    assert not [path for path in found if "/" not in path and "_" in path]
