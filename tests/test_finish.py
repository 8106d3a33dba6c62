"""Finished sprites: surfaces are even and lit from the upper left; edges, eyes and the outline stay."""

import numpy as np

from spritedex.sprites.finish import finish
from spritedex.sprites.oklab import to_lab


def ball() -> np.ndarray:
    y, x = np.mgrid[:64, :64] - 32
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[x**2 + y**2 < 24**2] = (60, 140, 70, 255)
    return picture


def test_a_mottled_surface_becomes_even_and_an_eye_stays() -> None:
    mottled = ball()
    noise = np.random.default_rng(0).integers(-12, 13, (64, 64, 1))
    inside = mottled[..., 3] > 0
    mottled[inside, :3] = np.clip(mottled[..., :3].astype(int) + noise, 0, 255)[inside]
    mottled[24:28, 24:28, :3] = 255
    mottled[25:27, 25:27, :3] = 10
    done = finish(mottled)
    body = np.s_[30:40, 26:38]
    assert to_lab(done[..., :3])[body].std((0, 1))[0] < 0.4 * to_lab(mottled[..., :3])[body].std((0, 1))[0]
    assert np.abs(done[24:28, 24:28, :3].astype(int) - mottled[24:28, 24:28, :3]).max() < 40
    assert np.array_equal(done[..., 3], mottled[..., 3])
    assert np.array_equal(done[~inside], mottled[~inside])


def test_light_falls_from_the_upper_left() -> None:
    light = to_lab(finish(ball())[..., :3])[..., 0]
    assert light[14, 22] > light[32, 32] > light[50, 42]
