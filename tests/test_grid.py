"""The grid of enlarged pixel art: found at any period, phase and canvas; other pictures stay as they are."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.grid import at_grid, find_grid, native_pixels
from spritedex.sprites.ground import clear_ground
from spritedex.sprites.palette import quantize
from tests.degrading import FACTORS, WAYS, blurred, enlarged, equal_pixels, on_canvas, on_ground, reopened
from tests.pictures import FRONT

DRAWN = [quantize(draw_creature(creature.appearance, 64)).rgba for creature in creatures(6, seed=3)]


def array(image: Image.Image) -> RGBA:
    return np.array(image.convert("RGBA"))


def brought_in(picture: RGBA) -> RGBA:
    """As `spritedex sprite quantize` brings pictures in: grid, ground, place, colors."""
    small, note = native_pixels(picture)
    return quantize(fit_sprite(clear_ground(small, pixel_art=note is not None).rgba, 64)).rgba


@pytest.mark.parametrize("factor", [2, 2.5, 3, 3.5, 4, 6.38, 21.3])
def test_every_pixel_comes_back_from_any_factor(factor: float) -> None:
    for sprite in (FRONT, DRAWN[0], DRAWN[3]):
        small, note = native_pixels(array(enlarged(sprite, factor)))
        assert np.array_equal(small, sprite)
        assert note is not None
        assert note.endswith("px found, 64x64")


@pytest.mark.parametrize("factor", [2, 3, 4, 5])
def test_no_row_of_a_strip_is_lost(factor: int) -> None:
    """Not even clear ones: the second of two frames would move, or the strip be none."""
    strip = np.concatenate([DRAWN[0], np.roll(DRAWN[0], 1, axis=0)])
    large = array(enlarged(strip, factor))
    assert native_pixels(large)[1] == f"grid {factor} px found, 64x128"
    large[7, 9] = large[-5, 30] = (255, 0, 0, 255)
    assert native_pixels(large)[1] == f"grid {factor} px found, 64x128"


def test_the_note_says_what_was_found() -> None:
    assert native_pixels(array(enlarged(DRAWN[0], 6.38)))[1] == "grid 6.38 px found, 64x64"
    assert native_pixels(array(enlarged(FRONT[:, 8:60], 6)))[1] == "grid 6 px found, 52x64"
    grid = find_grid(array(enlarged(FRONT, 5))[3:, 2:])
    assert grid is not None
    assert grid.period == pytest.approx((5, 5))
    assert grid.phase == pytest.approx((-3, -2), abs=0.1)


def hidden(image: Image.Image) -> RGBA:
    """Random colors under alpha 0."""
    rgba = array(image)
    clear = rgba[..., 3] == 0
    rgba[clear, :3] = np.random.default_rng(0).integers(0, 255, (int(clear.sum()), 3))
    return rgba


def stray(image: Image.Image) -> RGBA:
    rgba = array(image)
    rgba[5, 7] = rgba[-9, -10] = (255, 0, 0, 255)
    return rgba


def noisy(image: Image.Image) -> RGBA:
    rgba = array(image).astype(int)
    rgba[..., :3] += np.random.default_rng(0).integers(-2, 3, rgba[..., :3].shape)
    return rgba.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("blemish", [hidden, stray, noisy, lambda image: array(on_canvas(image, 5, 7))])
def test_a_blemish_does_not_hide_the_grid(blemish: object) -> None:
    assert callable(blemish)
    for sprite in (FRONT, DRAWN[1]):
        assert equal_pixels(fit_sprite(native_pixels(blemish(enlarged(sprite, 4)))[0], 64), sprite, 2) > 0.999


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("way", WAYS)
def test_drawn_sprites_come_back_however_they_were_spoiled(way: str, factor: float) -> None:
    for sprite in (DRAWN[2], DRAWN[5]):
        assert equal_pixels(brought_in(WAYS[way](sprite, factor)), sprite) >= 0.97


def bent(sprite: RGBA, factor: float, bend: float) -> RGBA:
    """Cells that grow and shrink over the picture, as those of image generators do; soft, as JPEG."""
    side = round(64 * factor)
    along = np.arange(side)
    places = [(along / factor + bend * np.sin(4 * np.pi * along / side + phase)).clip(0, 63) for phase in (0, 2)]
    large = sprite[places[0].astype(int)[:, None], places[1].astype(int)]
    return reopened(blurred(on_ground(Image.fromarray(large)), 1), format="JPEG", quality=90)


@pytest.mark.parametrize("bend", [0.15, 0.3, 0.5])
def test_a_grid_that_drifts_is_followed(bend: float) -> None:
    for sprite in (DRAWN[1], DRAWN[4]):
        picture = bent(sprite, 12, bend)
        assert equal_pixels(brought_in(picture), sprite, 16) >= 0.97


def test_sprites_of_their_own_size_stay_as_they_are() -> None:
    for sprite in (FRONT, *DRAWN):
        assert native_pixels(sprite)[1] is None
        assert native_pixels(np.pad(sprite, ((8, 8), (30, 2), (0, 0))))[1] is None


def test_paintings_and_flat_icons_have_no_grid() -> None:
    image = Image.new("RGB", (400, 400), (250, 250, 250))
    pen = ImageDraw.Draw(image)
    for number in range(12):
        pen.ellipse((20 + 9 * number, 40 + 5 * number, 380 - 14 * number, 390 - 9 * number), (20 * number, 90, 160))
    pen.rectangle((150, 20, 250, 60), (10, 10, 10))
    for picture in (array(image), array(blurred(image, 2)), array(image.resize((64, 64)))):
        assert find_grid(picture) is None
    assert find_grid(np.zeros((64, 64, 4), np.uint8)) is None
    assert find_grid(np.full((8, 300, 4), 255, np.uint8)) is None


def test_pictures_of_one_shape_share_a_grid() -> None:
    shiny = np.ascontiguousarray(FRONT[..., [2, 1, 0, 3]])
    pair = [array(enlarged(picture, 5.5)) for picture in (FRONT, shiny)]
    grid = find_grid(np.concatenate(pair, axis=-1))
    assert grid is not None
    assert np.array_equal(at_grid(pair[0], grid), FRONT)
    assert np.array_equal(at_grid(pair[1], grid), shiny)


def real_sprites(folder: Path, pattern: str, count: int) -> list[RGBA]:
    """Sprites of 64x64, or of a larger canvas that fit into it, from all over a folder."""
    files = [path for path in sorted(folder.glob(pattern)) if int(path.name[:3]) <= 898]
    found: list[RGBA] = []
    for path in files[:: max(1, len(files) // (2 * count))]:
        rgba = open_picture(path).rgba.copy()
        rgba[rgba[..., 3] < 128] = 0
        rows, columns = np.nonzero(rgba[..., 3])
        if max(np.ptp(rows), np.ptp(columns)) < 64 and len(found) < count:
            found.append(fit_sprite(rgba, 64))
    return found


@pytest.mark.realdata
def test_real_sprites_come_back_however_they_were_spoiled(real_data: Path) -> None:
    sprites = real_sprites(real_data / "sprites" / "platinum", "*_front_*_0_normal.png", 6)
    sprites += real_sprites(real_data / "more" / "firered", "*_front_normal.png", 6)
    assert len(sprites) == 12
    for way, spoil in WAYS.items():
        found = [brought_in(spoil(sprite, factor)) for sprite, factor in zip(sprites, FACTORS * 6, strict=True)]
        equal = [equal_pixels(picture, sprite) for picture, sprite in zip(found, sprites, strict=True)]
        assert np.mean(equal) >= 0.97, way
        corners = [picture[0, [0, -1], 3].max() for picture in found]
        assert np.mean(corners) < 128 * 0.1, way


@pytest.mark.realdata
def test_real_sprites_of_their_own_size_pass_untouched(real_data: Path) -> None:
    files = [*sorted((real_data / "sprites" / "platinum").glob("*_normal.png"))[::20]]
    files += sorted((real_data / "more" / "firered").glob("*_normal.png"))[::20]
    for path in files:
        assert find_grid(open_picture(path).rgba) is None, path.name
