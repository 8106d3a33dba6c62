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


def inked(noise: int, shapes: tuple[Shape, ...] = SHAPES, nub: tuple[int, int] | None = None) -> np.ndarray:
    """The ball with a head, or other shapes, painted with as much noise; `nub` is a pixel beyond them."""
    relief = relief_of(shapes, {})
    painted = np.zeros((64, 64, 4), np.uint8)
    inside = relief.regions >= 0
    painted[inside, :3] = relief.fills[relief.regions[inside]]
    shaken = np.random.default_rng(0).integers(-noise, noise + 1, (64, 64, 1))
    painted[..., :3] = np.clip(painted[..., :3].astype(int) + shaken, 0, 255)
    painted[..., 3] = np.where(inside, 255, 40)
    if nub:
        painted[nub] = (*PURPLE, 255)
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


def test_no_speck_is_left_of_what_was_painted_by_chance() -> None:
    done = inked(60, (ball(32, 32, 26, PURPLE, "main"),))[10:54, 10:54, :3].astype(int)
    inner = done[1:-1, 1:-1]
    around = [done[1 + y : 43 + y, 1 + x : 43 + x] for y in (-1, 0, 1) for x in (-1, 0, 1) if x or y]
    alone = np.all([(other != inner).any(-1) for other in around], axis=0)
    assert alone.mean() < 0.005


def test_what_is_pale_is_held_by_its_outline() -> None:
    done = inked(0, (ball(32, 32, 20, (250, 250, 250), "main"),))
    light, top = to_lab(done[..., :3])[..., 0], np.flatnonzero(done[:, 32, 3])[0]
    assert light[top, 32] < 0.55 < 0.9 < light[top + 2, 32]


def test_a_pixel_that_sticks_out_is_no_part_and_an_eye_at_the_edge_has_an_outline() -> None:
    assert inked(0, nub=(61, 34))[61, 34, 3] == 0
    eye = ball(52, 42, 6, (255, 255, 255), "eye")
    light = to_lab(inked(0, (*SHAPES[:2], eye))[..., :3])[..., 0]
    row = np.flatnonzero(inked(0, (*SHAPES[:2], eye))[42, :, 3])
    assert light[42, row[-1]] < 0.55 < 0.9 < light[42, row[-1] - 3]


def test_both_eyes_are_alike_wherever_they_lie_between_pixels() -> None:
    def eye(x: float, y: float) -> tuple[Shape, ...]:
        white, pupil = ball(x, y, 4.6, (255, 255, 255), "eye"), ball(x + 0.4, y + 0.3, 2.4, (16, 16, 24))
        return white, pupil, ball(x - 0.5, y - 0.6, 0.8, (250, 250, 250))

    done = inked(8, (ball(32, 36, 24, PURPLE, "main"), *eye(20.1, 30.4), *eye(42.55, 30.9)))
    pupils = np.argwhere((done[..., :3] == (16, 16, 24)).all(-1) & (done[..., 3] > 0))
    left, right = (pupils[side] for side in (pupils[:, 1] < 32, pupils[:, 1] > 32))
    assert len(left) > 15
    assert (left - left[0]).tolist() == (right - right[0]).tolist()
