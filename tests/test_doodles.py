"""What begins at a drawing of one's own: its eyes stay, unless all of it is to be redrawn."""

import numpy as np
import pytest
from numpy.typing import NDArray

import spritedex

EYE = np.s_[25:29, 50:54]


@pytest.fixture(scope="module")
def generator() -> spritedex.Generator:
    return spritedex.Generator.load()


@pytest.fixture
def caterpillar() -> NDArray[np.uint8]:
    drawing = np.zeros((64, 64, 4), np.uint8)
    drawing[36:54, 8:52] = (70, 170, 60, 255)
    drawing[18:40, 38:60] = (80, 185, 70, 255)
    drawing[EYE] = (0, 0, 0, 255)
    return drawing


@pytest.mark.parametrize("strength", [0.3, 0.6, 0.8])
def test_the_eye_of_a_doodle_stays(
    generator: spritedex.Generator, caterpillar: NDArray[np.uint8], strength: float
) -> None:
    for sprite in generator.generate("a green caterpillar", count=2, init=caterpillar, strength=strength):
        assert (sprite.rgba[EYE] == caterpillar[EYE]).all()
        assert (sprite.rgba[40:50, 12:40] != caterpillar[40:50, 12:40]).any()


def test_with_strength_1_nothing_of_it_stays(generator: spritedex.Generator, caterpillar: NDArray[np.uint8]) -> None:
    sprite = next(generator.generate("a green caterpillar", init=caterpillar, strength=1))
    assert (sprite.rgba[EYE] != caterpillar[EYE]).any()


def test_stripes_are_no_eyes(generator: spritedex.Generator, caterpillar: NDArray[np.uint8]) -> None:
    caterpillar[38:52, 12:48:6] = (0, 0, 0, 255)
    sprite = next(generator.generate("a green caterpillar", init=caterpillar))
    assert (sprite.rgba[38:52, 12:48:6] != caterpillar[38:52, 12:48:6]).any()
