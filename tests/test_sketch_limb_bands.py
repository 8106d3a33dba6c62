"""Tests of what is worn on arms, legs and feet."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    first, second = (sketches.draw_sketch(name, sentence, 0)[0] for sentence in (one, other))
    return (first != second).any(2)


@pytest.mark.parametrize("wish", ["gold bracelets", "spiked cuffs", "shackles", "a wristwatch", "blue wristbands"])
@pytest.mark.parametrize("name", ["child", "gorilla"])
def test_bands_of_wrists_are_seen_and_small(name: str, wish: str) -> None:
    noun = "boy" if name == "child" else name
    worn = changed(name, f"a {noun} with {wish}", f"a {noun}")
    assert 6 < worn.sum() < 160


@pytest.mark.parametrize("wish", ["gold anklets", "knee pads"])
@pytest.mark.parametrize("name", ["dog-3", "turtle", "child"])
def test_what_is_on_legs_is_low(name: str, wish: str) -> None:
    noun = {"dog-3": "dog", "child": "boy"}.get(name, name)
    worn = changed(name, f"a {noun} with {wish}", f"a {noun}")
    assert worn.sum() > 8
    assert np.flatnonzero(worn.any(1)).mean() > 40


@pytest.mark.parametrize("name", ["wolf", "lion", "bear"])
def test_a_belt_is_around_what_lies_too(name: str) -> None:
    assert changed(name, f"a {name} with a brown belt", f"a {name}").sum() > 15
    assert changed(name, f"a {name} with a championship belt", f"a {name} with a belt").sum() > 15


def test_each_kind_of_footwear_is_a_drawing_of_its_own() -> None:
    kinds = ("boots", "sneakers", "sandals", "roller skates", "ice skates", "high heels", "flippers", "fur boots")
    drawn = {sketches.draw_sketch("dog-3", f"a dog with red {kind}", 0)[0].tobytes() for kind in kinds}
    assert len(drawn) == len(kinds)
