"""What begins at a picture: its eyes stay, or a sketch stands in for it, and a marked head wears what is asked."""

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


@pytest.mark.parametrize("strength", [0.3, 0.6])
def test_the_eye_of_a_doodle_stays(
    generator: spritedex.Generator, caterpillar: NDArray[np.uint8], strength: float
) -> None:
    for sprite in generator.generate("a green caterpillar", count=2, init=caterpillar, strength=strength):
        assert (sprite.rgba[EYE] == caterpillar[EYE]).all()
        assert (sprite.rgba[40:50, 12:40] != caterpillar[40:50, 12:40]).any()


def test_above_0_7_a_sketch_stands_in_in_the_colors_of_the_picture(
    generator: spritedex.Generator, caterpillar: NDArray[np.uint8]
) -> None:
    sprite = next(generator.generate("a dragon", init=caterpillar, strength=0.8))
    assert sprite.sketch
    assert any("stands in" in note for note in sprite.notes)
    red = next(generator.generate("a red dragon", init=caterpillar, strength=0.8))
    (varied,) = generator.generate(variation_of=sprite, count=1)
    green, own, again = (
        (each.rgba[..., 1].astype(int) - each.rgba[..., 0])[each.rgba[..., 3] > 0].mean()
        for each in (sprite, red, varied)
    )
    assert green > 30 > own
    assert again > 20


def test_with_strength_1_nothing_of_it_stays(generator: spritedex.Generator, caterpillar: NDArray[np.uint8]) -> None:
    sprite = next(generator.generate("a green caterpillar", init=caterpillar, strength=1))
    assert (sprite.rgba[EYE] != caterpillar[EYE]).any()


def test_stripes_are_no_eyes(generator: spritedex.Generator, caterpillar: NDArray[np.uint8]) -> None:
    caterpillar[38:52, 12:48:6] = (0, 0, 0, 255)
    sprite = next(generator.generate("a green caterpillar", init=caterpillar))
    assert (sprite.rgba[38:52, 12:48:6] != caterpillar[38:52, 12:48:6]).any()


@pytest.mark.parametrize(
    ("creature", "worn", "color"),
    [("a brown bear", "a golden crown", (230, 190, 60)), ("a green frog", "a blue hat", (60, 100, 200))],
)
def test_a_marked_head_wears_what_the_prompt_says(
    generator: spritedex.Generator, creature: str, worn: str, color: tuple[int, int, int]
) -> None:
    bare = next(generator.generate(creature, seed=1)).rgba
    mask = np.zeros((64, 64, 4), np.uint8)
    mask[:26, 14:50] = 255
    for sprite in generator.generate(f"{creature} with {worn}", count=2, init=bare, mask=mask):
        apart = np.abs(sprite.rgba.astype(int) - bare).max(-1)
        assert apart[mask[..., 3] == 0].max() < 90  # in fewer colors
        near = np.abs(sprite.rgba[:26, 14:50, :3].astype(int) - color).max(-1) < 70
        assert (near & (sprite.rgba[:26, 14:50, 3] > 0)).sum() > 20
    plain = next(generator.generate(creature, init=bare, mask=mask)).rgba
    seen = ((plain[..., 3] > 0) | (bare[..., 3] > 0)) & (mask[..., 3] > 0)
    assert (plain != bare).any(-1)[seen].mean() > 0.7
