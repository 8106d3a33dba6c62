"""The plain ground: cleared where it is one, with the holes that show it; bodies and eyes in its color stay."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from spritedex.errors import OptionError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.ground import GROUNDS, clear_ground, flooded, pieces, visible
from tests.degrading import blurred, enlarged, on_ground, reopened
from tests.pictures import FRONT

WHITE, MAGENTA = (255, 255, 255), (255, 0, 255)


def on(color: tuple[int, int, int], sprite: RGBA = FRONT) -> RGBA:
    return np.array(on_ground(Image.fromarray(sprite), color).convert("RGBA"))


@pytest.mark.parametrize("color", [WHITE, MAGENTA, (0, 0, 0), (152, 208, 160), (128, 128, 128)])
def test_a_plain_ground_is_cleared_to_the_pixel(color: tuple[int, int, int]) -> None:
    cleared = clear_ground(on(color))
    assert np.array_equal(cleared.rgba, FRONT)
    assert cleared.note == "plain ground #{:02x}{:02x}{:02x} cleared".format(*color)


def test_keep_keeps_and_clear_asks_for_less() -> None:
    picture = on(WHITE)
    assert np.array_equal(clear_ground(picture, "keep").rgba, picture)
    half = on(WHITE)
    half[40:, :8] = half[40:, 56:] = half[60:] = (90, 60, 30, 255)
    assert np.array_equal(clear_ground(half).rgba, half)
    assert not clear_ground(half, "clear").rgba[0, 0, 3]
    with pytest.raises(OptionError, match=f"ground 'blue': unknown; choose from {', '.join(GROUNDS)}"):
        clear_ground(picture, "blue")  # type: ignore[arg-type]


def test_a_clear_ground_and_a_photo_are_left_alone() -> None:
    assert np.array_equal(clear_ground(FRONT).rgba, FRONT)
    assert clear_ground(FRONT).note is None
    photo = np.random.default_rng(0).integers(0, 255, (64, 64, 4), np.uint8)
    photo[..., 3] = 255
    assert np.array_equal(clear_ground(photo).rgba, photo)


def test_a_picture_in_one_color_is_no_ground() -> None:
    plain = np.full((32, 32, 4), 255, np.uint8)
    cleared = clear_ground(plain)
    assert np.array_equal(cleared.rgba, plain)
    assert cleared.note == "all of the picture has the ground's color: nothing cleared"


def test_noise_of_the_ground_is_ground() -> None:
    noisy = on(WHITE).astype(int)
    noisy[..., :3] += np.random.default_rng(0).integers(-5, 6, (64, 64, 3))
    cleared = clear_ground(noisy.clip(0, 255).astype(np.uint8), pixel_art=True)
    assert ((cleared.rgba[..., 3] > 0) == (FRONT[..., 3] > 0)).mean() > 0.999


@pytest.mark.parametrize("color", [WHITE, MAGENTA, (240, 240, 240), (90, 140, 220)])
def test_noise_over_a_small_sprite_takes_no_pixel_and_no_color_of_it(color: tuple[int, int, int]) -> None:
    """Nothing at the edge is taken for a mix of the outline and the ground: neither feet nor a light body."""
    feet = FRONT.copy()
    feet[56:60, 20:26] = (240, 120, 40, 255)
    feet[54:56, 20:26] = (16, 16, 16, 255)
    noisy = on(color, feet).astype(int)
    noisy[..., :3] += np.random.default_rng(0).integers(-6, 7, (64, 64, 3))
    cleared = clear_ground(noisy.clip(0, 255).astype(np.uint8)).rgba
    assert np.array_equal(cleared[..., 3] > 127, feet[..., 3] > 0)
    shown = feet[..., 3] > 0
    assert np.abs(cleared[shown].astype(int) - feet[shown]).max() <= 6


def test_jpeg_leaves_no_frame_of_ground_and_no_light_rim() -> None:
    large = Image.fromarray(FRONT).resize((512, 512), Image.Resampling.BICUBIC)
    cleared = clear_ground(reopened(blurred(on_ground(large), 2), format="JPEG", quality=85))
    shape = np.asarray(large)[..., 3]
    assert cleared.rgba[shape == 0][:, 3].mean() < 4
    sprite = fit_sprite(cleared.rgba, 64)
    around = np.pad(sprite[..., 3] == 0, 1, constant_values=True)
    rim = (sprite[..., 3] > 0) & (around[:-2, 1:-1] | around[2:, 1:-1] | around[1:-1, :-2] | around[1:-1, 2:])
    assert sprite[rim][:, :3].mean(axis=-1).max() < 160


@pytest.mark.parametrize("color", [WHITE, MAGENTA, (0, 177, 64)])
@pytest.mark.parametrize(("quality", "blur"), [(70, 0.7), (90, 5)])
def test_a_large_jpeg_leaves_no_crumbs_and_no_tint_of_its_ground(
    color: tuple[int, int, int], quality: int, blur: float
) -> None:
    """Half of JPEG's resolution is left for colors, and its blocks ring: beside the figure the ground is not plain."""
    drawing = np.asarray(blurred(enlarged(FRONT, 6), blur))
    expected = fit_sprite(drawing, 64)
    cleared = clear_ground(reopened(on_ground(Image.fromarray(drawing), color), format="JPEG", quality=quality)).rgba
    sprite = fit_sprite(cleared, 64)
    shown, real = sprite[..., 3] > 0, expected[..., 3] > 0
    assert (shown & real).sum() / (shown | real).sum() > 0.94
    both = shown & real
    change, way = sprite[both][:, :3].astype(float) - expected[both][:, :3], color - expected[both][:, :3].astype(float)
    towards = (change * way).sum(axis=-1) / (way**2).sum(axis=-1)
    assert (towards > 0.25).mean() < 0.03


def test_no_outline_runs_around_the_canvas() -> None:
    gradient = np.dstack(
        [*np.meshgrid(np.arange(256), np.arange(256)), np.full((256, 256), 90), np.full((256, 256), 255)]
    )
    fitted = fit_sprite(gradient.astype(np.uint8), 64).astype(int)
    assert np.abs(fitted[0, 1:-1, :3] - fitted[1, 1:-1, :3]).max() < 16


def ring(color: tuple[int, int, int], hole: int, inside: tuple[int, int, int]) -> RGBA:
    """A body with a hole in a dark rim, filled with a color, on a ground."""
    image = Image.new("RGB", (64, 64), color)
    pen = ImageDraw.Draw(image)
    pen.ellipse((6, 6, 57, 57), (200, 90, 40), (30, 20, 20))
    pen.rectangle((24, 24, 25 + hole, 25 + hole), inside, (30, 20, 20))
    return np.array(image.convert("RGBA"))


def test_holes_show_the_ground_where_they_are_its() -> None:
    key = clear_ground(ring(MAGENTA, 2, MAGENTA))
    assert not key.rgba[25, 25, 3]
    assert key.note == "plain ground #ff00ff cleared, with the holes that show it"
    assert not clear_ground(ring(WHITE, 8, WHITE)).rgba[28, 28, 3]  # between an arm and a body
    assert clear_ground(ring(WHITE, 2, WHITE)).rgba[25, 25, 3]  # the light in an eye
    assert clear_ground(ring(WHITE, 26, WHITE)).rgba[30, 30, 3]  # a white belly
    assert clear_ground(ring(WHITE, 8, (252, 240, 230))).rgba[28, 28, 3]


@pytest.mark.parametrize("white", [255, 248])
def test_whites_of_eyes_stay_however_large(white: int) -> None:
    """A pupil lies in them; nothing lies in the gap between an arm and a body."""
    eyes = Image.fromarray(ring((white,) * 3, 2, WHITE))
    pen = ImageDraw.Draw(eyes)
    for left in (14, 34):
        pen.ellipse((left, 20, left + 14, 36), (white,) * 3, (30, 20, 20))
        pen.ellipse((left + 5, 25, left + 9, 31), (30, 20, 20))
    cleared = clear_ground(np.array(eyes)).rgba
    assert cleared[28, [16, 36], 3].all()
    assert not cleared[0, 0, 3]


def test_line_art_keeps_its_white_body() -> None:
    image = Image.new("RGB", (200, 200), WHITE)
    pen = ImageDraw.Draw(image)
    pen.polygon((60, 20, 50, 70, 90, 50), WHITE, (0, 0, 0), 3)
    pen.ellipse((40, 40, 160, 160), WHITE, (0, 0, 0), 3)
    cleared = clear_ground(np.array(image.convert("RGBA"))).rgba
    assert not cleared[0, 0, 3]
    assert cleared[100, 100].tolist() == [255, 255, 255, 255]
    assert cleared[37, 62, 3]


def test_index_0_of_an_indexed_picture_is_its_ground() -> None:
    picture = ring((152, 208, 160), 2, (152, 208, 160))
    indices = (picture[..., :3] != (152, 208, 160)).any(axis=-1).astype(np.uint8)
    cleared = clear_ground(picture, indices=indices)
    assert np.array_equal(cleared.rgba[..., 3] > 0, indices > 0)
    assert cleared.note == "index 0 fills the border: cleared as the ground"
    assert not clear_ground(picture, indices=1 - indices).rgba[0, 0, 3]


def test_hidden_colors_and_faint_pixels_do_not_count() -> None:
    rgba = FRONT.copy()
    rgba[0, 0] = (255, 0, 0, 20)
    rgba[1, 1] = (9, 9, 9, 0)
    assert np.array_equal(visible(rgba), FRONT)
    assert np.array_equal(clear_ground(rgba).rgba, FRONT)


def test_flooding_turns_every_corner() -> None:
    maze = np.zeros((41, 41), np.bool_)
    for depth in range(0, 20, 2):
        maze[depth : 41 - depth, depth] = maze[depth : 41 - depth, 40 - depth] = True
        maze[depth, depth : 41 - depth] = maze[40 - depth, depth : 41 - depth] = True
        maze[20, depth] = depth < 18
        maze[20 if depth % 4 else depth + 3, depth + 1] = True
    whole = flooded(maze)
    assert (whole & ~maze).sum() == 0
    assert whole[0].all()
    labels = pieces(maze)
    assert ((labels > 0) == maze).all()
    assert (labels[whole] == labels[0, 0]).all()
