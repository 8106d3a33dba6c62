"""Palettes: few colors, none half-clear, shared by a creature's pictures; exact where they can be; recoloring."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.errors import UsageError
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.dye import dressed_as, parse_color, shifted, swapped
from spritedex.sprites.fit import fit_alike, fit_sprite
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.palette import (
    Indexed,
    indexed_png,
    quantize,
    quantize_together,
    recolor,
    snap_bgr555,
)
from spritedex.sprites.patch import quantize_part
from tests.pictures import png_text


@pytest.fixture(scope="module")
def drawn() -> list[RGBA]:
    return [draw_creature(creature.appearance, 64) for creature in creatures(18, seed=5)]


def framed(rgba: RGBA, height: int, width: int, top: int, left: int) -> RGBA:
    canvas = np.zeros((height, width, 4), np.uint8)
    canvas[top : top + rgba.shape[0], left : left + rgba.shape[1]] = rgba
    return canvas


def colors_of(rgba: RGBA) -> set[tuple[int, ...]]:
    return {tuple(pixel) for pixel in rgba[rgba[..., 3] > 0][:, :3].tolist()}


def test_every_sprite_has_few_colors_and_no_half_clear_pixel(drawn: list[RGBA]) -> None:
    for rgba in drawn:
        sprite = quantize(rgba)
        assert sprite.indices.shape == (64, 64)
        assert len(sprite.palette) <= 15
        assert set(np.unique(sprite.rgba[..., 3])) == {0, 255}
        assert len(colors_of(sprite.rgba)) == len(sprite.palette)
        lightness = to_lab(sprite.palette)[:, 0]
        assert (np.diff(lightness) >= 0).all()
        shown = rgba[..., 3] >= 128
        apart = np.linalg.norm(to_lab(sprite.rgba[shown][:, :3]) - to_lab(rgba[shown][:, :3]), axis=1)
        assert np.median(apart) < 0.03


def test_the_same_picture_gives_the_same_bytes(drawn: list[RGBA]) -> None:
    assert [indexed_png(quantize(rgba)) for rgba in drawn[:3]] == [indexed_png(quantize(rgba)) for rgba in drawn[:3]]


@pytest.mark.parametrize("colors", [1, 2, 4, 15])
def test_what_has_few_colors_keeps_them_exactly(drawn: list[RGBA], colors: int) -> None:
    rgba = quantize(drawn[0], colors).rgba
    again = quantize(rgba)
    assert len(again.palette) <= colors
    assert np.array_equal(again.rgba, rgba)


def test_a_lone_pixel_of_pixel_art_stays_and_specks_of_a_drawing_go() -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[20:50, 20:50] = (200, 40, 40, 255)
    rgba[5, 5] = rgba[5, 60] = rgba[6, 61] = (200, 40, 40, 255)
    assert quantize(rgba).indices[5, 5] == 1
    rgba[20, 20, 3] = 140
    assert quantize(rgba).indices[5, 5] == 1
    rgba[20:50, 20:50, 1] = np.arange(900).reshape(30, 30) % 90
    soft = quantize(rgba).indices
    assert soft[20, 20] == 1
    assert not soft[:10].any()


def test_noise_around_flat_colors_adds_none(drawn: list[RGBA]) -> None:
    rng = np.random.default_rng(0)
    for rgba in drawn[:6]:
        flat = quantize(rgba, 6)
        noisy = flat.rgba.astype(np.float64)
        noisy[..., :3] += rng.normal(0, 2, noisy[..., :3].shape)
        again = quantize(noisy.clip(0, 255).astype(np.uint8))
        assert len(again.palette) == len(flat.palette)
        assert np.array_equal(again.indices, flat.indices)


def test_a_rare_but_distinct_color_survives() -> None:
    rgba = np.full((64, 64, 4), 255, np.uint8)
    rgba[..., :3] = to_rgb(
        np.stack(np.broadcast_arrays(np.linspace(0.3, 0.9, 64)[:, None], 0.02, -0.1), axis=-1).repeat(64, axis=1)
    )
    rgba[30:32, 30:32, :3] = (230, 20, 30)
    sprite = quantize(rgba)
    assert len(sprite.palette) <= 15
    red, green, blue = sprite.rgba[30, 30, :3].astype(int)
    assert red > 200
    assert max(green, blue) < 70


def test_pictures_of_one_creature_share_a_palette(drawn: list[RGBA]) -> None:
    front, back = quantize_together([drawn[0], drawn[0][:, ::-1]])
    assert np.array_equal(front.palette, back.palette)
    assert np.array_equal(front.indices, back.indices[:, ::-1])
    one, other = quantize_together(drawn[1:3])
    assert np.array_equal(one.palette, other.palette)
    assert len(one.palette) <= 15


def test_a_clear_picture_and_a_wrong_count_are_refused(drawn: list[RGBA]) -> None:
    with pytest.raises(ValueError, match="half opaque"):
        quantize(np.full((64, 64, 4), 100, np.uint8))
    for colors in (0, 16):
        with pytest.raises(ValueError, match="1 to 15"):
            quantize(drawn[0], colors)
    with pytest.raises(ValueError, match="outside the palette"):
        Indexed(np.full((8, 8), 3, np.uint8), np.zeros((2, 3), np.uint8))


def test_what_lies_outside_a_new_part_keeps_its_colors_exactly(drawn: list[RGBA]) -> None:
    part = np.zeros((64, 64), np.bool_)
    part[:32, 32:] = True
    for old, new in itertools.pairwise(drawn):
        for colors in (4, 15):
            kept = quantize(old, colors).rgba
            mixed = np.where(part[..., None], new, kept)
            repainted = quantize_part(mixed, part)
            assert np.array_equal(repainted.rgba[~part], kept[~part])
            assert (repainted.rgba[part][:, 3] >= 128).sum() == pytest.approx((new[part][:, 3] >= 128).sum(), abs=20)
    soft = drawn[0].copy()
    soft[40, 40] = (255, 0, 0, 100)
    assert np.array_equal(quantize_part(soft, part).rgba, quantize(soft).rgba)


def test_recoloring_finds_the_other_palette(drawn: list[RGBA]) -> None:
    sprite = quantize(drawn[0])
    shiny = shifted(sprite.palette, hue=150)
    assert np.array_equal(recolor(sprite, sprite.with_palette(shiny).rgba), shiny)
    clear = np.zeros_like(drawn[0])
    assert np.array_equal(recolor(sprite, clear), sprite.palette)
    half = sprite.with_palette(shiny).rgba.copy()
    half[sprite.indices == 1] = 0
    guessed = recolor(sprite, half)
    assert np.array_equal(guessed[1:], shiny[1:])
    assert np.abs(to_lab(guessed[:1])[:, 0] - to_lab(sprite.palette[:1])[:, 0]).max() < 0.15
    with pytest.raises(ValueError, match="beside one of"):
        recolor(sprite, drawn[0][:32])


def test_a_shift_keeps_shades_in_order_and_lightness() -> None:
    palette = quantize(draw_creature(creatures(1, seed=2)[0].appearance, 64)).palette
    assert np.abs(shifted(palette).astype(int) - palette).max() <= 1
    turned = shifted(palette, hue=120)
    assert np.abs(to_lab(turned)[:, 0] - to_lab(palette)[:, 0]).max() < 0.01
    grey = to_lab(shifted(palette, saturation=0))
    assert np.abs(grey[:, 1:]).max() < 0.01
    assert (to_lab(shifted(palette, lightness=0.7))[:, 0] < to_lab(palette)[:, 0]).all()


def test_swaps_take_the_nearest_color_and_only_a_near_one() -> None:
    palette = np.array([[30, 20, 20], [250, 10, 5], [240, 240, 230]], np.uint8)
    new = swapped(palette, [(parse_color("#ff0000"), (0, 200, 0))])
    assert new.tolist() == [[30, 20, 20], [0, 200, 0], [240, 240, 230]]
    with pytest.raises(UsageError, match="no color near #00ff00 to swap; the palette is #1e1414 #fa0a05"):
        swapped(palette, [((0, 255, 0), (1, 2, 3))])
    with pytest.raises(UsageError, match="both mean #fa0a05"):
        swapped(palette, [((255, 0, 0), (1, 2, 3)), ((250, 12, 9), (1, 2, 3))])
    with pytest.raises(UsageError, match="is not a color"):
        parse_color("red")


def test_the_colors_of_another_creature_keep_dark_dark(drawn: list[RGBA]) -> None:
    for one, other in (
        (drawn[0], drawn[4]),
        (drawn[2], quantize(drawn[6], 4).rgba),
        (quantize(drawn[1], 3).rgba, drawn[5]),
    ):
        sprite, giver = quantize(one), quantize(other)
        palette = dressed_as(sprite, giver)
        assert {tuple(color) for color in palette.tolist()} <= {tuple(color) for color in giver.palette.tolist()}
        assert (np.diff(to_lab(palette)[:, 0]) >= 0).all()
        assert len(colors_of(sprite.with_palette(palette).rgba)) == min(len(sprite.palette), len(giver.palette))


def test_five_bits_survive_the_way_through_a_game() -> None:
    every = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    snapped = snap_bgr555(every)
    assert np.array_equal((snapped // 8).astype(int) * 255 // 31, snapped)
    assert np.abs(snapped.astype(int) - every).max() <= 5
    assert np.array_equal(snap_bgr555(snapped), snapped)


def test_an_indexed_png_opens_as_what_was_written(drawn: list[RGBA], tmp_path: Path) -> None:
    sprite = quantize(drawn[3])
    path = tmp_path / "sprite.png"
    path.write_bytes(indexed_png(sprite, {"prompt": "a fox"}))
    assert path.read_bytes()[24:26] == bytes([4, 3])  # 4 bits, palette
    with Image.open(path) as image:
        assert (image.mode, image.size, image.info["transparency"]) == ("P", (64, 64), 0)
        assert png_text(image) == {"prompt": "a fox"}
        assert np.array_equal(np.asarray(image), sprite.indices)
    shown = sprite.indices > 0
    assert np.array_equal(open_picture(path).rgba[shown], sprite.rgba[shown])


@pytest.mark.parametrize(
    "change",
    [
        lambda rgba: rgba.repeat(4, axis=0).repeat(4, axis=1),
        lambda rgba: framed(rgba, 80, 80, 16, 8),
        lambda rgba: framed(rgba, 200, 96, 136, 16),
        lambda rgba: framed(rgba, 80, 80, 16, 8).repeat(3, axis=0).repeat(3, axis=1),
    ],
)
def test_pixel_art_keeps_its_pixels(drawn: list[RGBA], change: Callable[[RGBA], RGBA]) -> None:
    for rgba in drawn[:4]:
        sprite = quantize(rgba).rgba
        assert np.array_equal(fit_sprite(change(sprite), 64), sprite)


def test_a_small_picture_is_padded_and_a_large_one_shrunk(drawn: list[RGBA]) -> None:
    small = drawn[0][24:, 12:50]
    assert np.array_equal(fit_sprite(small, 64)[24:, 13:51], small)
    large = draw_creature(creatures(18, seed=5)[0].appearance, 250)
    fitted = fit_sprite(large, 64)
    assert fitted.shape == (64, 64, 4)
    assert set(np.unique(fitted[..., 3])) == {0, 255}
    shown = fitted[..., 3] > 0
    assert max(shown.any(axis=0).sum(), shown.any(axis=1).sum()) == 64
    one, other = fit_alike([large, np.ascontiguousarray(large[..., [2, 1, 0, 3]])], 64)
    assert np.array_equal(one[..., 3], other[..., 3])


def test_pixel_art_a_little_too_large_gets_no_new_color(drawn: list[RGBA]) -> None:
    sprite = quantize(draw_creature(creatures(18, seed=5)[0].appearance, 96)).rgba
    fitted = fit_sprite(sprite, 64)
    assert colors_of(fitted) <= colors_of(sprite)


@pytest.mark.realdata
def test_real_sprites_come_back_as_they_are_with_their_shiny_palettes(real_data: Path) -> None:
    files = sorted((real_data / "sprites" / "platinum").glob("*_front_male_0_normal.png"))[::40]
    exact = 0
    for path in files:
        rgba = open_picture(path).rgba
        shiny = open_picture(path.with_name(path.name.replace("normal", "shiny"))).rgba
        shown = rgba[..., 3] > 0
        sprite = quantize(rgba)
        assert np.array_equal(sprite.rgba[shown], rgba[shown])
        exact += np.array_equal(sprite.with_palette(recolor(sprite, shiny)).rgba[shown], shiny[shown])
    assert exact >= 0.9 * len(files)
