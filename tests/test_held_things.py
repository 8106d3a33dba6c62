"""Things in hands, beaks, claws and tails, over shoulders, and what creatures are in and at: each is seen."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sketch import TEXT


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), 0)[0]


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    return (drawn(name, one) != drawn(name, other)).any(2)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("bear", "a bear with a mace", "a bear with a hammer"),
        ("bear", "a bear with a rifle", "a bear with a pistol"),
        ("frog-2", "a frog with a violin", "a frog with a guitar"),
        ("cat-2", "a cat with a map", "a cat with a scroll"),
        ("bear", "a bear with an ice cream", "a bear"),
        ("penguin-2", "a penguin with a rake", "a penguin with a mop"),
        ("dog-3", "a dog with a soccer ball", "a dog with a basketball"),
        ("cat-2", "a cat in a car", "a cat in a boat"),
        ("frog-2", "a frog in a jar", "a frog in a bottle"),
        ("fox-2", "a fox at a desk", "a fox at a piano"),
    ],
)
def test_each_thing_has_its_look(name: str, one: str, other: str) -> None:
    assert changed(name, one, other).sum() > 60


def test_foods_named_like_colors_are_held_where_they_color_nothing() -> None:
    assert changed("monkey-2", "a monkey with an orange", "a monkey").sum() > 60
    assert not changed("monkey-2", "a monkey with an orange scarf", "a monkey with a scarf, orange scarf").any()


@pytest.mark.parametrize("word", ["hi", "stop", "free hugs"])
def test_a_sign_has_its_text(word: str) -> None:
    with_text = changed("penguin-2", f'a penguin with a sign that says "{word}"', "a penguin with a sign")
    assert with_text.sum() > 10


def test_a_text_of_a_sign_is_no_gesture() -> None:
    assert "greeting" not in sketches.reworded("a bear with a sign that says hi")


@pytest.mark.parametrize("name", ["fox-2", "cat-2", "bear", "goblin"])
def test_what_is_over_a_shoulder_is_seen_beside_its_bearer(name: str) -> None:
    assert changed(name, f"a {name} with an axe over its shoulder", f"a {name}").sum() > 60


def test_a_bird_has_the_grip_of_a_long_thing_in_its_beak() -> None:
    plain, armed = (
        sketches.pose_sketch("duck", sketches.reworded(f"a duck{has}"), 0).sketch
        for has in ("", " with a sword in its beak")
    )
    beak = [shape.part for shape in armed.shapes].index("beak")
    assert len(armed.shapes) > len(plain.shapes)
    assert any(shape.kept for shape in armed.shapes[:beak])


def test_a_pet_is_drawn_too() -> None:
    assert changed("queen", "a queen with a little lizard pet", "a queen").sum() > 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a mouse with a sword made of ice", "a mouse with an ice sword"),
        ("a mouse with a shield made from a fish bone", "a mouse with a fish bone shield"),
    ],
)
def test_what_a_weapon_is_made_of_is_said_before_or_after(one: str, other: str) -> None:
    assert not changed("mouse", one, other).any()


@pytest.mark.parametrize(
    "thing", ["pizza shield", "cookie shield", "carrot spear", "fish bone shield", "crystal staff"]
)
def test_weapons_of_things_are_no_plain_ones(thing: str) -> None:
    plain = thing.split()[-1]
    assert changed("bear", f"a bear with a {thing}", f"a bear with a {plain}").sum() > 40


def test_text_is_read_from_the_left_in_whatever_direction_a_creature_looks() -> None:
    sentence = sketches.reworded("a penguin with a sign that says help")
    for seed in range(4):
        pose = sketches.pose_sketch("penguin-2", sentence, seed).sketch.varied(seed)
        dot = next(shape.points for shape in pose.shapes if shape.part == TEXT)
        assert dot[0, 0] < dot[1, 0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("dog-3", "a dog with a ball in its mouth"),
        ("elephant", "an elephant with a paintbrush in its trunk"),
        ("octopus-2", "an octopus with a sword in each hand"),
        ("ghost", "a ghost cowboy, pale blue, lasso spinning"),
        ("cat-2", "a cat with a blue butterfly on its nose"),
        ("cat-2", "a cat with a backpack"),
        ("child", "a child with a backpack"),
        ("weasel", "a ferret on a bicycle with a bell"),
    ],
)
def test_it_is_seen_in_its_place(name: str, sentence: str) -> None:
    creature = sentence.split(" with ")[0].split(", lasso")[0]
    assert changed(name, sentence, creature).sum() > 50
