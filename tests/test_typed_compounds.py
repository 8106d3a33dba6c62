"""Creatures that are partly a thing have its colors and something of it, and what has a shell carries it."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sprites.colors import color_shares


def drawn(sentence: str, seed: int = 0) -> tuple[str, np.ndarray]:
    read = sketches.reworded(sentence)
    name = sketches.sketch_for(read, seed)
    return name, sketches.draw_sketch(name, read, seed)[0]


@pytest.mark.parametrize(
    ("sentence", "alone", "color"),
    [
        ("a cactus mouse", "a mouse", "green"),
        ("poison mushroom crab", "a crab", "red"),
        ("a key bug", "a bug", "yellow"),
        ("thundercloud sheep", "a sheep", "blue"),
        ("a snowman beetle", "a beetle", "white"),
        ("half cat half cactus", "a cat", "green"),
        ("skeleton fish", "a fish", "black"),
    ],
)
def test_an_animal_of_a_thing_stays_the_animal_in_its_colors(sentence: str, alone: str, color: str) -> None:
    name, picture = drawn(sentence)
    plain_name, plain = drawn(alone)
    assert name == plain_name
    assert color_shares(picture).get(color, 0) > color_shares(plain).get(color, 0) + 0.1


@pytest.mark.parametrize(
    "sentence",
    [
        "a snail whose shell is a cinnamon bun",
        "a snail with a cinnamon bun for a shell",
        "a snail with a cinnamon bun shell",
        "cinnamon bun snail",
    ],
)
def test_a_shell_that_is_a_thing_is_carried(sentence: str) -> None:
    name, picture = drawn(sentence)
    assert name.startswith("snail")
    assert (picture == drawn("a cinnamon bun snail")[1]).all()
    assert (picture != drawn("a snail")[1]).any(-1).mean() > 0.08


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("a hermit crab living inside a soda can", "hermit-crab"),
        ("a turtle with a castle for a shell", "turtle"),
        ("treasure chest snail", "snail"),
        ("a snail hiding in its shell", "snail"),
        ("the house cat", "cat"),
        ("a moth whose wings look like autumn leaves", "moth"),
    ],
)
def test_what_carries_or_lives_in_a_thing_is_drawn(sentence: str, name: str) -> None:
    assert drawn(sentence)[0].startswith(name)


def test_what_only_says_where_it_lives_changes_nothing() -> None:
    assert (drawn("a castle rat")[1] == drawn("a rat")[1]).all()


def test_wings_like_leaves_take_the_place_of_its_own() -> None:
    like, plain = (color_shares(drawn(text)[1]) for text in ("a moth whose wings look like autumn leaves", "a moth"))
    assert like["orange"] + like["yellow"] > plain["orange"] + plain["yellow"] + 0.1
    assert like["purple"] < 0.002 < plain["purple"]  # the spots of its own wings


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("possum", "possum"), ("gnoll", "gnoll"), ("typewriter", "typewriter"), ("wardrobe", "wardrobe"),
        ("grandfather clock", "grandfather-clock"), ("cat loaf", "cat-loaf"), ("table", "table"), ("knife", "knife"),
        ("bottle", "bottle"), ("washing machine", "washing-machine"), ("oven", "oven"), ("anvil", "anvil"),
        ("wishing well", "well"), ("igloo", "igloo"), ("kite", "kite"), ("accordion", "accordion"),
        ("game controller", "controller"), ("toothbrush", "toothbrush"), ("vacuum cleaner", "vacuum"), ("pie", "pie"),
    ],
)  # fmt: skip
def test_things_that_people_name_have_their_own_sketch(noun: str, name: str) -> None:
    assert drawn(f"a haunted {noun}")[0] == name


@pytest.mark.parametrize("sentence", ["a typewriter with spider legs", "a submarine with crab legs"])
def test_legs_of_another_kind_reach_out_to_both_sides(sentence: str) -> None:
    _, picture = drawn(sentence)
    columns = [np.flatnonzero(row) for row in (picture[..., 3] > 0)[44:60]]
    gaps = [int((np.diff(row) > 1).sum()) for row in columns if row.size]
    assert max(gaps) >= 2


def test_a_person_mixed_with_an_animal_is_the_animal_with_the_persons_things() -> None:
    assert drawn("a dwarf gnoll hybrid with an axe")[0] == "gnoll"


@pytest.mark.parametrize(
    "sentence",
    ["a bug with a padlock for a body", "a bug whose body is a padlock", "a bug whose shell looks like a padlock"],
)
def test_a_body_that_is_a_thing_gives_its_colors(sentence: str) -> None:
    assert (drawn(sentence)[1] == drawn("a padlock bug")[1]).all()


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("mimic disguised as a wardrobe, teeth between the doors", "wardrobe"),
        ("a teapot mimic", "teapot"),
        ("a purple mimic", "treasure-chest"),
        ("mimic but its a fridge", "fridge"),
        ("a monster made of keys", "golem-2"),
        ("cello turned into a stag beetle", "stag-beetle"),
        ("anubis if he was a corgi", "dog-3"),
        ("necromancer's minion, cheap", "skeleton"),
        ("car dog", "car"),
        ("forest dryad", "dryad"),
        ("jupiter", "planet-2"),
        ("tornado ballerina", "tornado"),
        ("moon goddess", "angel"),
        ("tv head robot", "robot"),
        ("life cycle of a frog: a tadpole with two back legs", "tadpole-2"),
    ],
)
def test_mimics_and_stages_are_what_they_look_like(sentence: str, name: str) -> None:
    assert drawn(sentence)[0] == name


def test_what_is_left_behind_is_seen_and_no_leaf_is() -> None:
    behind, alone = drawn("a snail, leaves gold coins behind")[1], drawn("a snail")[1]
    assert color_shares(behind).get("yellow", 0) > color_shares(alone).get("yellow", 0) + 0.02
    assert color_shares(behind).get("green", 0) < 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("guitar cat", "a cat with a guitar"),
        ("a cat as a knight", "a knight cat"),
        ("mimic but its a fridge", "fridge mimic"),
    ],
)
def test_words_for_the_same_creature_draw_the_same(one: str, other: str) -> None:
    assert (drawn(one)[1] == drawn(other)[1]).all()


def test_a_body_of_many_things_has_their_colors_all_over() -> None:
    assert color_shares(drawn("a bear made of coins")[1])["yellow"] > 0.5


def test_a_thing_in_place_of_a_persons_head_has_the_eyes_on_it() -> None:
    _, headed = drawn("a pumpkin head man")
    assert headed[..., 3].any(1).sum() > 50
    assert color_shares(headed[:32])["orange"] > 0.3


def test_a_venus_flytrap_has_not_the_color_of_the_planet() -> None:
    assert color_shares(drawn("a venus flytrap")[1]).get("green", 0) > 0.3
