"""Which creature a long sentence is about, and what it is made up of."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sprites.colors import main_colors


def _begun(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    return {sketches.sketch_for(read, seed) for seed in range(6)}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("water starter based on an otter, blue fur and a shell on its chest", {"otter", "otter-2"}),
        ("fire starter that looks like a rooster chick, orange and cream", {"chick"}),
        ("rock starter, armadillo with boulders on its back", {"armadillo"}),
        ("ice monster that resembles a walrus with crystal tusks", {"walrus"}),
        ("mini boss based on a scorpion, green with a golden stinger", {"scorpion"}),
        ("a monster that is half spider half woman, white hair, black legs", {"arachne"}),
        ("boss plant, huge red flower with many vines", {"flower", "rose", "sunflower"}),
        ("ghost starter that looks like a candle", {"candle"}),
    ],
)
def test_a_creature_is_what_it_is_based_on(sentence: str, names: set[str]) -> None:
    assert _begun(sentence) <= names


@pytest.mark.parametrize(
    ("sentence", "color"),
    [("water starter based on an otter", "blue"), ("grass starter: a small goat", "green"),
     ("poison starter that looks like a frog", "purple"), ("a fox, white and peach", "white")],
)  # fmt: skip
def test_a_starter_has_the_color_of_its_type(sentence: str, color: str) -> None:
    read = sketches.reworded(sentence)
    assert color in main_colors(sketches.draw_sketch(sketches.sketch_for(read, 0), read, 0)[0])[:2]


def test_the_second_of_two_materials_is_seen() -> None:
    one, two = (
        sketches.draw_sketch("golem", sketches.reworded(f"a golem made of ice{more}"), 0)[0]
        for more in ("", " and lava")
    )
    assert np.any(one != two, axis=2).sum() > 40
