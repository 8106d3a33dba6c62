"""Rare colors: another hue that is seen, the same shades, outline and marks."""

import numpy as np
import pytest

from spritedex import Generator
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.rare import rare_colors


@pytest.fixture(scope="module")
def painter() -> Generator:
    return Generator.load()


@pytest.mark.parametrize("sentence", ["a red fox", "a panda", "a yellow chick", "a grey wolf", "a black cat", "a bee"])
def test_a_shiny_sprite_is_the_same_sprite_in_colors_that_differ(painter: Generator, sentence: str) -> None:
    for seed in (0, 1):
        front = next(iter(painter.generate(sentence, seed=seed)))
        shiny = front.shiny
        seen = front.rgba[..., 3] > 0
        assert np.array_equal(seen, shiny.rgba[..., 3] > 0)
        old, new = to_lab(front.rgba[seen][:, :3]), to_lab(shiny.rgba[seen][:, :3])
        assert np.linalg.norm(old - new, axis=1).mean() > 0.03
        assert np.abs(old[:, 0] - new[:, 0]).max() < 0.08
        outline = old[:, 0] < 0.2
        assert np.linalg.norm(old - new, axis=1)[outline].max(initial=0) < 0.15


def test_the_option_the_view_and_the_format_give_the_same_rare_colors(painter: Generator) -> None:
    front = next(iter(painter.generate("a mossy turtle", seed=3)))
    asked = next(iter(painter.generate("a mossy turtle", seed=3, shiny=True)))
    assert np.array_equal(front.shiny.rgba, asked.rgba)
    back = next(iter(painter.generate("a mossy turtle", seed=3, shiny=True, back=True)))
    assert np.array_equal(front.shiny.back.rgba, back.rgba)
    main = [np.median(to_lab(each.rgba[each.rgba[..., 3] > 0][:, :3]), axis=0) for each in (front, back, asked)]
    assert np.linalg.norm(main[1] - main[2]) < np.linalg.norm(main[0] - main[2])
    assert {"turtle-set-shiny.png", "turtle-set.png"} <= front.export("png", name="turtle").keys()


def test_small_marks_of_another_hue_stay() -> None:
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[...] = (210, 90, 40, 255)
    picture[0, 0] = (60, 120, 220, 255)
    rare = rare_colors(picture, 1)(picture[..., :3])
    assert np.abs(rare[0, 0].astype(int) - picture[0, 0, :3]).max() <= 2
    assert np.abs(rare[4, 4].astype(int) - picture[4, 4, :3]).max() > 60


def test_nothing_opaque_has_no_colors_to_turn() -> None:
    clear = np.zeros((8, 8, 4), np.uint8)
    assert rare_colors(clear, 0)(np.array([[255, 255, 255]], np.uint8)).shape == (1, 3)
