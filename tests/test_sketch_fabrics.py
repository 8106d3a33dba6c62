"""Tests of patterns on what is worn: they are on the cloth, and not on who wears it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    first, second = (sketches.draw_sketch(name, sentence, 0)[0] for sentence in (one, other))
    return (first != second).any(2)


@pytest.mark.parametrize(
    ("name", "plain", "pattern"),
    [
        ("cat", "a cat in a blue dress", "a cat in a blue dress with white dots"),
        ("penguin", "a penguin in a red shirt", "a penguin in a red plaid shirt"),
        ("frog", "a frog in blue pants", "a frog in ripped blue pants"),
        ("fox", "a fox with a red scarf", "a fox with a red and white striped scarf"),
    ],
)
def test_a_pattern_is_on_the_cloth_alone(name: str, plain: str, pattern: str) -> None:
    worn, on_it = changed(name, plain, f"a {name}"), changed(name, pattern, plain)
    assert on_it.sum() > 12
    assert (on_it & ~worn).sum() < 0.1 * worn.sum()


def test_a_pattern_has_its_color() -> None:
    picture = sketches.draw_sketch("cat", "a cat in a blue dress with yellow stripes", 0)[0].astype(int)
    red, green, blue = np.moveaxis(picture[..., :3], 2, 0)
    assert ((red > 180) & (green > 140) & (blue < 130) & (picture[..., 3] > 0)).sum() > 25


def test_rust_is_spots_on_steel() -> None:
    assert changed("goblin", "a goblin with a rusty helmet", "a goblin with a helmet").sum() > 10


@pytest.mark.parametrize(
    "garment", ["t-shirt", "hoodie", "trench coat", "leather jacket", "overalls", "swimsuit", "gown"]
)
@pytest.mark.parametrize("name", ["bear", "child", "duck"])
def test_each_cut_is_one_of_its_own(name: str, garment: str) -> None:
    noun = {"child": "boy"}.get(name, name)
    assert changed(name, f"a {noun} in a red {garment}", f"a {noun}").sum() > 60
    assert changed(name, f"a {noun} in a red {garment}", f"a {noun} in a red sweater").sum() > 12


def test_a_sweater_of_a_person_covers_the_shirt_that_is_drawn() -> None:
    picture = sketches.draw_sketch("child", "a man in a red sweater", 0)[0].astype(int)
    red, green, blue = np.moveaxis(picture[30:46, 20:44, :3], 2, 0)
    assert ((blue > 150) & (red < 120)).sum() < 12
    assert ((red > 150) & (green < 110)).sum() > 60
