"""Inked sprites: flat tones lit from the upper left, a dark outline, lines between parts; eyes as in the sketch."""

import numpy as np

from spritedex.sprites.ink import ink
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.relief import relief_of
from spritedex.sprites.sketch import Shape

PURPLE = (134, 82, 176)


def ball(x: float, y: float, radius: float, fill: tuple[int, int, int], role: str = "") -> Shape:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return Shape(np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], 1), fill, role)


SHAPES = (
    ball(34, 42, 18, PURPLE, "main"),
    ball(26, 20, 12, PURPLE, "main"),
    ball(24, 18, 5, (255, 255, 255), "eye"),
    ball(24, 18, 2.4, (16, 16, 24)),
)


def inked(noise: int) -> np.ndarray:
    """The ball with a head, painted with as much noise."""
    relief = relief_of(SHAPES, {})
    painted = np.zeros((64, 64, 4), np.uint8)
    inside = relief.regions >= 0
    painted[inside, :3] = relief.fills[relief.regions[inside]]
    shaken = np.random.default_rng(0).integers(-noise, noise + 1, (64, 64, 1))
    painted[..., :3] = np.clip(painted[..., :3].astype(int) + shaken, 0, 255)
    painted[..., 3] = np.where(inside, 255, 40)
    return ink(painted, relief)


def test_surfaces_are_flat_tones_that_are_darker_and_cooler_in_the_shade() -> None:
    done = inked(8)
    opaque = done[..., 3] > 0
    assert set(np.unique(done[..., 3])) == {0, 255}
    assert len(np.unique(done[opaque], axis=0)) <= 12
    lab = to_lab(done[..., :3])
    lit, shaded = lab[38, 22], lab[54, 42]
    assert lit[0] > shaded[0] + 0.1
    assert shaded[2] < lit[2]


def test_the_outline_is_dark_and_lighter_where_it_is_lit() -> None:
    light = to_lab(inked(0)[..., :3])[..., 0]
    rows = np.flatnonzero(inked(0)[:, 34, 3])
    assert light[rows[-1], 34] < 0.7 * light[40, 30]
    assert light[rows[0], 26] > light[rows[-1], 34]


def test_a_line_lies_below_a_part_that_is_before_another() -> None:
    light = to_lab(inked(0)[..., :3])[..., 0]
    assert light[30:34, 27].min() < 0.75 * light[40, 30]


def test_eyes_stay_as_they_are_in_the_sketch() -> None:
    done = inked(8)
    assert done[18, 24].tolist() == [16, 16, 24, 255]
    assert done[18, 20].tolist() == [255, 255, 255, 255]
