"""Plain sentences of visitors that were once drawn wrong."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.metrics.wholeness import wholeness
from spritedex.sprites.codec import RGBA


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), 0)[0]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("sad raincloud", {"storm-cloud", "cloud"}),
        ("a hedgehog but the spikes are crystals", {"hedgehog", "hedgehog-2"}),
        ("a cat but the eyes are red", {"cat", "cat-2", "cat-3"}),
        ("snail with a house for shell", {"snail", "snail-2"}),
        ("an egg with cracked shell and eyes peeking", {"egg-cracked"}),
    ],
)
def test_the_subject_is_what_was_meant(sentence: str, expected: set[str]) -> None:
    assert {sketches.sketch_for(sketches.reworded(sentence), seed) for seed in range(3)} <= expected


@pytest.mark.parametrize("name", ["snake", "snake-2", "snake-3"])
def test_two_heads_of_a_snake_are_one_creature(name: str) -> None:
    assert wholeness(drawn(name, "a two headed snake")).largest > 0.97


@pytest.mark.parametrize("name", ["frog", "frog-2"])
def test_third_eye_lies_on_the_head(name: str) -> None:
    assert wholeness(drawn(name, "a three eyed frog")).largest > 0.97


def test_collar_of_a_dog_takes_the_color_and_there_is_one() -> None:
    plain, blue = drawn("dog", "a dog"), drawn("dog", "a dog with a blue collar")
    assert (plain[..., 3] > 127).sum() == (blue[..., 3] > 127).sum()
    assert (blue[30:48, :, 2].astype(int) - blue[30:48, :, 0] > 60).sum() > 8


def test_cracked_egg_keeps_its_eyes() -> None:
    sentence = sketches.reworded("an egg with cracked shell and eyes peeking")
    assert sketches.pose_sketch("egg-cracked", sentence, 0).relief().eyes.sum() > 20
    assert np.asarray(drawn("egg-cracked", sentence)).any()
