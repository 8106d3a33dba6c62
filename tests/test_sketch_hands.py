"""What creatures have in their two hands and wear for what they do: each thing is seen, and the face stays free."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sketches.library import load
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.sprites.sketch import covered


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), 0)[0]


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    return (drawn(name, one) != drawn(name, other)).any(2)


@pytest.mark.parametrize(
    "things", ["two daggers", "two axes", "two katanas", "daggers", "dual swords", "a sword and a lantern"]
)
@pytest.mark.parametrize("name", ["bear", "frog-2", "rabbit-2", "cat-2"])
def test_two_things_are_held_on_two_sides(name: str, things: str) -> None:
    columns = np.flatnonzero(changed(name, f"a {name} with {things}", f"a {name}").any(0))
    assert columns[0] < 24
    assert columns[-1] > 40


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("a cat mage, blue hat with stars", "a cat mage, blue wizard hat with stars"),
        ("a penguin chef with a tall white hat", "a penguin chef with a tall white chef hat"),
        ("a pirate fox with a red hat", "a pirate fox with a red pirate hat"),
        ("an astronaut monkey, helmet", "an astronaut monkey, astronaut helmet"),
    ],
)
def test_a_hat_is_that_of_what_somebody_does(sentence: str, same: str) -> None:
    assert sketches.reworded(sentence) == same


@pytest.mark.parametrize("hat", ["a crown", "a top hat", "a party hat", "a turban", "an acorn hat"])
def test_a_hat_that_is_named_is_worn_instead(hat: str) -> None:
    assert changed("cat-2", f"a cat wizard with {hat}", "a cat wizard").sum() > 60


@pytest.mark.parametrize("name", ["rabbit-2", "weasel", "bear", "fox-2"])
def test_clothes_of_a_color_are_seen_on_animals(name: str) -> None:
    where = changed(name, f"a {name} in red clothes", f"a {name}")
    assert (
        color_shares(np.where(where[..., None], drawn(name, f"a {name} in red clothes"), 0).astype(np.uint8))["red"]
        > 0.4
    )
    assert where.sum() > 100


@pytest.mark.parametrize(
    "sentence",
    [
        "a bear with a fish in a pan", "a bear holding a tray with a cake", "a bear with a plate of cookies",
        "a bear with a tray with a glass of orange juice", "a bear with a huge backpack full of potions",
        "a bear carrying a sack of apples",
    ],
)  # fmt: skip
def test_what_is_in_or_on_a_thing_is_held_with_it(sentence: str) -> None:
    holder = next(word for word in sentence.split() if word in ("pan", "tray", "plate", "backpack", "sack"))
    huge = "huge " if "huge" in sentence else ""
    assert sketches.creature_of(sentence) == sentence
    assert changed("bear", sentence, "a bear").sum() > 100
    assert changed("bear", sentence, f"a bear holding a {huge}{holder}").sum() > 20


def test_a_sign_is_on_a_shield_that_is_called_so() -> None:
    assert changed("bear", "a bear knight with a sun shield", "a bear knight with a shield").sum() > 8
    assert sketches.reworded("a bear knight with a sun shield") == "a bear knight with a sun shield"


def test_a_diaper_leaves_the_hands() -> None:
    columns = np.flatnonzero(changed("cyclops", "a cyclops with a red diaper", "a cyclops with a diaper").any(0))
    assert columns[0] > 12
    assert columns[-1] < 52


@pytest.mark.parametrize("thing", ["book", "lantern", "tray with a cup of tea", "cup of coffee", "big sign"])
@pytest.mark.parametrize("name", ["owl-2", "cat-2", "bear", "fox-2"])
def test_what_is_held_leaves_the_eyes_free(name: str, thing: str) -> None:
    face = face_of(load(name))
    assert face is not None
    sketch = sketches.pose_sketch(name, f"a {name} holding a {thing}", 0).sketch
    eyes = face_of(sketch)
    assert eyes is not None
    above = [shape for shape in sketch.shapes if shape.kept and shape.part == "in hand"]
    x, y = eyes.eyes
    assert not any((shape.points.min(0) < (x, y)).all() and (shape.points.max(0) > (x, y)).all() for shape in above)


@pytest.mark.parametrize("hat", ["crown", "turban", "beanie", "straw hat", "cowboy hat"])
@pytest.mark.parametrize("name", ["dwarf", "wizard", "pirate", "witch", "santa", "samurai"])
def test_another_hat_sits_on_the_head_in_place_of_the_own_one(name: str, hat: str) -> None:
    sprite = drawn(name, f"a {name} with a {hat}")
    rows = np.flatnonzero((sprite[:, 26:38, 3] > 0).any(1))
    assert (np.diff(rows) == 1).all()
    assert changed(name, f"a {name} with a {hat}", f"a {name}").sum() > 200
    assert changed(name, f"a {name} with a {hat}", f"a {name} without a hat").sum() > 100


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [("dwarf", "hammer", "axe"), ("knight-2", "spear", "sword"), ("goblin", "dagger", "hammer"),
     ("elf", "bow", "sword"), ("king", "scepter", "sword"), ("reaper", "scythe", "hammer")],
)  # fmt: skip
def test_another_weapon_is_held_in_place_of_the_own_one(name: str, own: str, other: str) -> None:
    assert not changed(name, f"a {name} with a {own}", f"a {name}").any()
    mine = next(shape.part for shape in load(name).shapes if shape.part in ("weapon", "sword"))
    sketch = sketches.pose_sketch(name, f"a {name} with a {other}", 0).sketch
    assert mine not in {shape.part for shape in sketch.shapes}


@pytest.mark.parametrize("things", ["a lantern and a pickaxe", "a book and a staff", "a sword and a cauldron"])
@pytest.mark.parametrize("name", ["mole", "frog-2", "penguin-2"])
def test_the_second_thing_is_not_in_the_hand_of_the_first(name: str, things: str) -> None:
    first = things.split(" and ")[0]
    one, two = (changed(name, f"a {name} with {held}", f"a {name}") for held in (first, things))
    assert two.sum() > one.sum()
    assert changed(name, f"a {name} with {things}", f"a {name} with {first}")[:, 32:].any()


def test_what_says_of_what_a_thing_is_made_is_not_held_too() -> None:
    assert not changed("panda-2", "a panda with a bamboo umbrella", "a panda with an umbrella").any()


@pytest.mark.parametrize("name", ["goblin", "orc", "skeleton"])
def test_those_who_shoot_have_a_bow_and_no_ribbon(name: str) -> None:
    assert not changed(name, f"a {name} with a bow", f"a {name} with a bow and arrows").any()


@pytest.mark.parametrize(
    "sentence", ["a bear in a red coat", "a pirate bear, red coat", "a bear doctor with a red coat"]
)
def test_a_coat_that_is_worn_is_no_fur(sentence: str) -> None:
    shares = color_shares(drawn("bear", sentence))
    assert shares["red"] > 0.05
    assert shares["brown"] > 0.2


def test_a_hook_is_held_beside_a_sword() -> None:
    assert changed("fox-2", "a fox with a hook hand and a sword", "a fox with a sword").sum() > 40


@pytest.mark.parametrize(("name", "part"), [("elephant", "ears"), ("lion", "tail")])
def test_no_armor_covers_ears_or_a_tail_of_what_stands_on_four_legs(name: str, part: str) -> None:
    plain, armored = (sketches.pose_sketch(name, f"a {name}{worn}", 0).sketch for worn in ("", " in armor"))
    own = covered([shape for shape in plain.shapes if shape.part == part and shape.role == "main"])
    changed_there = (plain.picture({}) != armored.picture({})).any(2) & own
    assert own.sum() > 40
    assert changed_there.sum() < 0.25 * own.sum()
    assert (plain.picture({}) != armored.picture({})).any(2).sum() > 200


def test_what_is_held_by_trade_is_held_once() -> None:
    assert not changed("hedgehog", "a hedgehog postman with a bag of letters", "a hedgehog postman").any()


def test_a_plaid_shirt_is_no_plaid_fur() -> None:
    shirt, plain = (drawn("beaver", f"a beaver {worn}").astype(int) for worn in ("in a red plaid shirt", "on two legs"))
    where = abs(shirt - plain).max(2) > 60
    assert where[:24].sum() < 20
    assert where.sum() > 80


@pytest.mark.parametrize("thing", ["apples", "knives", "balls", "torches"])
def test_what_is_juggled_is_in_the_air_above_the_head(thing: str) -> None:
    sketch = sketches.pose_sketch("bear", f"a bear juggling {thing}", 0).sketch
    face = face_of(sketch)
    assert face is not None
    thrown = [shape for shape in sketch.shapes if shape.kept and shape.center[1] < face.eyes[1]]
    assert len(thrown) > 2
    assert not any(shape.part == "in hand" for shape in sketch.shapes)


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("imp-2", "tiny wings"), ("lizard", "a forked tongue"), ("mole", "a drill for a nose"),
        ("old-man", "a very long beard"), ("wizard", "a long beard"), ("reindeer", "bells on its antlers"),
        ("raccoon", "a gas mask"), ("cyclops", "a big belly"), ("orc", "war paint"), ("angel", "a broken halo"),
        ("bear", "wooden beads"),
    ],
)  # fmt: skip
def test_a_detail_that_is_asked_for_is_seen(name: str, detail: str) -> None:
    assert changed(name, f"a {name} with {detail}", f"a {name}").sum() > 20


def test_the_lamp_of_a_firefly_has_the_color_of_its_light() -> None:
    where = changed("firefly", "a firefly with green light", "a firefly")
    sprite = drawn("firefly", "a firefly with green light")
    assert color_shares(np.where(where[..., None], sprite, 0).astype(np.uint8))["green"] > 0.6


@pytest.mark.parametrize("name", ["duck", "pigeon", "chicken"])
def test_a_coat_covers_the_wing_of_a_bird_too(name: str) -> None:
    wing = covered([shape for shape in load(name).shapes if shape.part == "wings"])
    sprite = drawn(name, f"a {name} in a red coat")
    assert color_shares(np.where(wing[..., None], sprite, 0).astype(np.uint8))["red"] > 0.25


@pytest.mark.parametrize("name", ["girl", "elf", "child"])
def test_curly_hair_is_seen_in_place_of_other_hair_and_of_a_hood(name: str) -> None:
    assert changed(name, f"a {name} with curly hair", f"a {name}").sum() > 200
    assert sketches.pose_sketch(name, f"a {name} rogue with curly hair", 0).parts[0] == "curly hair"


def held_by(name: str, sentence: str) -> int:
    """How many colored shapes of a blade it has."""
    return sum(
        shape.part == "sword" for shape in sketches.pose_sketch(name, sketches.reworded(sentence), 0).sketch.shapes
    )


@pytest.mark.parametrize("instrument", ["a guitar", "a violin", "a drum"])
def test_who_plays_an_instrument_holds_no_sword(instrument: str) -> None:
    assert held_by("skeleton-2", "a skeleton") > 0
    assert not held_by("skeleton-2", f"a skeleton playing {instrument}")


def test_a_broken_sword_has_less_of_its_blade() -> None:
    assert changed("frog", "a frog with a broken sword", "a frog with a sword").sum() > 40


def test_footwear_is_seen_on_a_duck_and_a_fat_bird_sits() -> None:
    seeds = range(6)
    assert {sketches.sketch_for("a duck in rain boots", seed) for seed in seeds} == {"duck"}
    assert {sketches.sketch_for("a fat yellow bird", seed) for seed in seeds} == {"bird"}


def test_barnacles_are_on_a_whale() -> None:
    assert changed("whale", "a whale with barnacles", "a whale").sum() > 30
