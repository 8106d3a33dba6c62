"""Creatures dressed as animals, foods and things: the costume is in its colors, and the face is free."""

import pytest

from spritedex import sketches
from spritedex.sprites.colors import color_shares


@pytest.mark.parametrize(
    ("sentence", "plain", "color"),
    [
        ("a white cat dressed as a bee", "a white cat", "yellow"),
        ("a brown dog in a frog costume", "a brown dog", "green"),
        ("a white hamster disguised as a strawberry", "a white hamster", "red"),
    ],
)
def test_a_costume_has_the_colors_of_the_animal_around_the_same_face(sentence: str, plain: str, color: str) -> None:
    said = sketches.reworded(sentence)
    name = sketches.sketch_for(said, 0)
    worn, bare = (sketches.pose_sketch(name, each, 0) for each in (said, sketches.reworded(plain)))
    assert color_shares(worn.render()[0])[color] > color_shares(bare.render()[0]).get(color, 0.0) + 0.2
    assert sum(shape.role == "eye" for shape in worn.sketch.shapes) >= sum(
        shape.role == "eye" for shape in bare.sketch.shapes
    )


def test_who_is_dressed_in_a_role_is_no_animal() -> None:
    assert sketches.creature_of("a cat dressed as a pirate") == "a cat dressed as a pirate"
    assert sketches.creature_of("a cat in a red suit") == "a cat in a red suit"


def test_an_animal_dressed_as_a_person_has_what_that_one_wears() -> None:
    said = sketches.reworded("a cat dressed as a pirate")
    assert said == sketches.reworded("a pirate cat")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [("a cat shaped like a loaf of bread", "bread"), ("a slime in the shape of a heart", "heart"), ("a cat", "cat")],
)  # fmt: skip
def test_what_has_the_shape_of_a_thing_is_that_thing(sentence: str, name: str) -> None:
    assert sketches.sketch_for(sketches.reworded(sentence), 0).split("-")[0] == name


def test_a_chicken_without_feathers_is_pink() -> None:
    said = sketches.reworded("a chicken without feathers")
    picture = sketches.draw_sketch(sketches.sketch_for(said, 0), said, 0)[0]
    assert color_shares(picture)["pink"] > 0.3


def test_a_role_brings_nothing_to_hold_beside_what_is_named() -> None:
    said = sketches.reworded("a wolf shaman with a drum")
    name = sketches.sketch_for(said, 0)
    parts = " ".join(sketches.pose_sketch(name, said, 0).parts)
    assert "drum" in parts
    assert "staff" not in parts
