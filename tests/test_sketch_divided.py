"""Bodies in several colors: halves, colors that alternate, and each leg, head or segment in another."""

import numpy as np
import pytest

from spritedex.sketches import draw_sketch, reworded, sketch_for
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares

COLORS = {"red": (204, 56, 50), "blue": (62, 110, 204), "green": (84, 164, 74), "black": (46, 44, 48)}
FAR = 60.0


def drawn(sentence: str, name: str = "") -> RGBA:
    asked = reworded(sentence)
    return draw_sketch(name or sketch_for(asked, 0), asked, 0)[0]


def share(picture: RGBA, color: str) -> float:
    """How much of what is seen has about a color."""
    seen = picture[picture[..., 3] > 0][:, :3].astype(float)
    return float((np.linalg.norm(seen - COLORS[color], axis=1) < FAR).mean())


@pytest.mark.parametrize(
    "sentence",
    [
        "a chameleon half red half blue",
        "a cat, left side red, right side blue",
        "a slime, one half red, the other blue",
    ],
)
def test_halves_have_a_color_each(sentence: str) -> None:
    picture = drawn(sentence)
    left, right = picture[:, :26], picture[:, 40:]
    assert share(left, "red") > 0.2
    assert share(right, "blue") > 0.2
    assert share(left, "blue") < 0.05
    assert share(right, "red") < 0.05


def test_the_upper_half_has_a_color_of_its_own() -> None:
    picture = drawn("a slime, top half red, bottom half green")
    assert share(picture[:24], "red") > 0.3
    assert share(picture[48:], "green") > 0.3


def test_a_half_of_a_color_is_no_fruit() -> None:
    assert sketch_for(reworded("a cat half orange half black"), 0).startswith("cat")


def test_colors_alternate_along_a_caterpillar() -> None:
    picture = drawn("a caterpillar, red and green alternating")
    assert share(picture, "red") > 0.12
    assert share(picture, "green") > 0.12


def test_the_first_segment_and_the_rest_have_their_colors() -> None:
    picture = drawn("a caterpillar with seven segments, first one red, rest green", "caterpillar")
    assert share(picture[:, :18], "red") > 0.2
    assert share(picture[:, 30:], "green") > 0.3
    assert share(picture[:, 30:], "red") < 0.05


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("a starfish, each leg a different color", "starfish"),
        ("a hydra, each head another color", "hydra"),
        ("an octopus with differently colored tentacles", "octopus"),
    ],
)
def test_each_part_has_another_color(sentence: str, name: str) -> None:
    plain = draw_sketch(name, f"a {name}", 0)[0]
    hues = [
        {tuple(each) for each in picture[..., :3].reshape(-1, 3) // 48} for picture in (drawn(sentence, name), plain)
    ]
    assert len(hues[0]) > len(hues[1]) + 8


def test_each_ear_has_the_color_that_is_said_of_it() -> None:
    picture = drawn("a bear with one red ear and one blue ear", "bear")[:20]
    assert share(picture[:, :32], "red") > 0.1
    assert share(picture[:, 32:], "blue") > 0.1
    assert share(picture[:, :32], "blue") < 0.02


@pytest.mark.parametrize("said", ["striped red, green and blue", "with rings of red green blue"])
def test_stripes_of_three_colors(said: str) -> None:
    picture = drawn(f"a snake {said}", "snake")
    assert min(share(picture, color) for color in ("red", "green", "blue")) > 0.08


def test_two_parts_in_two_colors_are_no_pair() -> None:
    picture = drawn("a cat with a blue hat and a red scarf", "cat")
    assert share(picture, "blue") > 0.03
    assert share(picture, "red") > 0.02


@pytest.mark.parametrize(
    "sentence",
    ["a slime, right side blue, left side red", "a slime whose left half is red and right half is blue"],
)
def test_sides_are_read_in_any_order(sentence: str) -> None:
    picture = drawn(sentence)
    assert share(picture[:, :26], "red") > 0.2
    assert share(picture[:, 40:], "blue") > 0.2


def test_the_front_half_is_where_it_looks_to() -> None:
    picture = drawn("a horse, the back half is blue and the front half is red", "horse")
    assert share(picture[:, :22], "red") > 0.2
    assert share(picture[:, 44:], "blue") > 0.2


def test_halves_of_hair_leave_the_body() -> None:
    plain, halves = drawn("a girl", "girl"), drawn("a girl with half red half blue hair", "girl")
    assert share(halves, "red") > share(plain, "red") + 0.03
    assert share(halves, "blue") > share(plain, "blue") + 0.03
    assert (plain[40:] == halves[40:]).all(2).mean() > 0.8


def test_each_head_has_its_listed_color() -> None:
    picture = drawn("three headed dog, each head a different color (red, blue, green)", "cerberus")[:30]
    assert all(share(picture, color) > 0.05 for color in ("red", "blue", "green"))


@pytest.mark.parametrize(
    "sentence",
    ["a salamander, left side fire and right side ice", "a half fire half ice wolf", "a wolf, half ice half fire"],
)
def test_halves_of_elements_have_their_colors(sentence: str) -> None:
    said = reworded(sentence)
    picture = draw_sketch(sketch_for(said, 0), said, 0)[0]
    shares = [color_shares(half) for half in (picture[:, :32], picture[:, 32:])]
    warm, cold = (max(range(2), key=lambda at: shares[at].get(color, 0.0)) for color in ("orange", "blue"))
    assert warm != cold
