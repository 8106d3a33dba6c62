"""Several creatures, and what is with one: how many are drawn, in which colors, and what hides or bears them."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import numpy as np
import pytest

from spritedex import Generator, sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.sprites.pieces import label_pieces


def drawn(sentence: str, seed: int = 0) -> RGBA:
    return sketches.draw_sketch(sketches.sketch_for(sentence, seed), sentence, seed)[0]


def eyes_of(sentence: str) -> int:
    """How many shapes of eyes the sketch of a sentence has."""
    shapes = sketches.pose_sketch(sketches.sketch_for(sentence, 0), sentence, 0).sketch.shapes
    return sum(shape.role == "eye" for shape in shapes)


def share_of(color: str, picture: RGBA) -> float:
    return color_shares(picture).get(color, 0.0)


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("two pigs", 2),
        ("a pair of pink pigs", 2),
        ("three little red pigs", 3),
        ("pigs playing", 2),
        ("four pigs stacked on top of each other", 4),
        ("a group of pigs", 4),
        ("nine pigs", 4),
        ("a stack of pigs", 3),
        ("one black pig and one white pig", 2),
        ("a pig with two apples", 1),
        ("a two-headed pig", 2),
        ("a pig with three tails", 1),
    ],
)
def test_so_many_creatures_are_drawn_as_are_said(sentence: str, count: int) -> None:
    assert eyes_of(sentence) == count * eyes_of("a pig")


def test_each_of_two_has_its_own_color() -> None:
    for seed in range(4):
        picture = drawn("a pair of cats, one black and one white", seed)
        assert share_of("black", picture) > 0.15
        assert share_of("white", picture) > 0.15


def test_a_stack_is_tall_and_a_pair_is_wide() -> None:
    def sides(sentence: str) -> tuple[int, int]:
        seen = drawn(sentence)[..., 3] >= 128
        return int(seen.any(1).sum()), int(seen.any(0).sum())

    tall, wide = sides("four frogs stacked on top of each other"), sides("two frogs")
    assert tall[0] > 1.5 * tall[1]
    assert wide[1] > 1.2 * wide[0]


def test_more_than_four_come_with_a_note(spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    notes = {words: spritedex("generate", words, cwd=tmp_path).stderr for words in ("seven bats", "two bats")}
    assert "4 of the 7 are drawn" in notes["seven bats"]
    assert "are drawn" not in notes["two bats"]


@pytest.mark.parametrize(
    ("sentence", "creature"),
    [
        ("a mouse inside a teacup", "mouse"),
        ("corgi inside a hot dog bun", "dog"),
        ("a ghost in a teapot, steam coming out", "ghost"),
        ("a frog in a bucket", "frog"),
        ("a bird in a nest", "bird"),
        ("an octopus in a bowl of ramen", "octopus"),
        ("a pigeon on a skateboard", "pigeon"),
        ("a bear on a unicycle", "bear"),
        ("a frog on a lily pad", "frog"),
        ("a red dragon sitting on a pile of gold", "dragon"),
        ("a penguin with skis", "penguin"),
        ("a small dragon next to a big egg", "dragon"),
        ("a raccoon hugging a trash can", "raccoon"),
        ("a fox under an umbrella", "fox"),
        ("a parrot in a cage", "parrot"),
        ("a pirate on a ship", "pirate"),
    ],
)
def test_the_creature_is_drawn_and_the_thing_has_no_face(sentence: str, creature: str) -> None:
    for seed in range(3):
        name = sketches.sketch_for(sentence, seed)
        assert name.startswith(creature)
        pose = sketches.pose_sketch(name, sentence, seed)
        alone = sketches.pose_sketch(name, f"a {creature}", seed)
        eyes = [sum(shape.role == "eye" for shape in each.sketch.shapes) for each in (pose, alone)]
        assert eyes[0] == eyes[1]
        assert pose.parts


def test_what_a_creature_is_in_hides_its_feet() -> None:
    sentence = "a red cat in a white bathtub"
    for seed in range(3):
        picture = drawn(sentence, seed)
        rows = np.flatnonzero((picture[..., 3] >= 128).any(1))
        upper, lower = np.array_split(picture[rows], 2)
        assert share_of("red", upper) > 3 * share_of("red", lower)
        assert share_of("white", lower) > 0.3


@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("a black witch with an orange cat", "orange"),
        ("a druid and a red wolf at her side", "red"),
        ("a black penguin with a pink chick on its feet", "pink"),
        ("a black cat on a green sofa", "green"),
        ("a black fox with nine blue flames floating around it", "blue"),
        ("a black knight riding a yellow snail", "yellow"),
        ("a black cat surrounded by pink hearts", "pink"),
        ("a black tree with red apples", "red"),
    ],
)
def test_a_color_is_that_of_what_it_is_said_of(sentence: str, color: str) -> None:
    for seed in range(3):
        assert 0.02 < share_of(color, drawn(sentence, seed)) < 0.9


@pytest.mark.parametrize("thing", ["an orange", "a traffic cone", "a castle", "a bird nest", "a crown", "a hat"])
def test_what_is_on_a_head_makes_it_taller(thing: str) -> None:
    def top(sentence: str) -> int:
        shapes = sketches.pose_sketch("duck", sentence, 0).sketch
        eyes = np.concatenate([shape.points for shape in shapes.shapes if shape.role == "eye"])
        return int(eyes[:, 1].min() - min(shape.points[:, 1].min() for shape in shapes.shapes))

    assert top(f"a duck with {thing} on its head") > top("a duck") + 3


def test_both_of_two_kinds_are_drawn() -> None:
    both = eyes_of("a fox and a rabbit")
    assert both == eyes_of("a fox") + eyes_of("a rabbit")
    assert sketches.sketch_for("a fox and a rabbit", 0).startswith("fox")


def test_upside_down_is_upside_down() -> None:
    def height_of_eyes(sentence: str) -> float:
        pose = sketches.pose_sketch("bat", sentence, 0)
        low = max(float(shape.points[:, 1].max()) for shape in pose.sketch.shapes)
        return low - float(np.mean([shape.points[:, 1].mean() for shape in pose.sketch.shapes if shape.role == "eye"]))

    assert height_of_eyes("an upside-down bat") < height_of_eyes("a bat")
    assert share_of("brown", drawn("a blue bat hanging upside down from a branch")) > 0.04


@pytest.mark.parametrize(
    "sentence",
    [
        "a cat with a hat", "a knight with a sword", "a snail with moss on its shell", "a frog in a business suit",
        "a wolf on its hind legs", "a dragon with two swords", "a fox with a flower on its head",
        "a pig covered in mud",
        "a ghost with a chain", "a mix of a fox and a rabbit", "a golem made out of gold", "a bear holding a fish",
        "a stone golem with a blue crystal in its chest", "a cat seen from behind", "a dog with one eye",
    ],
)  # fmt: skip
def test_parts_and_looks_are_no_company(sentence: str) -> None:
    assert sketches.creature_of(sentence) == sentence


def test_small_things_around_a_creature_are_not_lost() -> None:
    generator = Generator.load("painter")
    picture = next(generator.generate("a white fox with nine blue flames floating around it")).rgba
    assert share_of("blue", picture) > 0.05
    red, blue = picture[..., 0].astype(int), picture[..., 2]
    _, sizes = label_pieces((picture[..., 3] > 0) & (blue > red + 50))
    assert (sizes > 10).sum() >= 7


def test_json_names_the_creature_and_its_company(spritedex: Callable[..., Any], tmp_path: Path) -> None:
    done = spritedex("generate", "a mouse inside a white teacup", "--json", cwd=tmp_path)
    understood = json.loads(done.stdout)["sprites"][0]["understood"]
    assert understood["subject"] == "mouse"
    assert "colors" not in understood
    assert understood["parts"] == ["white teacup"]


@pytest.mark.parametrize("sentence", ["a red cat, flame pattern on the chest", "a cat with a scar on the chest"])
def test_chest_of_a_body_is_no_treasure_chest(sentence: str) -> None:
    assert not any("chest" in part and "treasure" in part for part in sketches.pose_sketch("cat", sentence, 0).parts)
    lone, posed = (sketches.pose_sketch("cat", each, 0).relief() for each in ("a red cat", sentence))
    assert abs((lone.regions >= 0).sum() - (posed.regions >= 0).sum()) < 300


@pytest.mark.parametrize(
    ("sentence", "color"),
    [("a crab on the beach", (236, 212, 154)), ("a fox in the snow", (246, 250, 255)),
     ("a hedgehog on a pile of leaves", (184, 100, 42)), ("a spider in its web", (200, 208, 224))],
)  # fmt: skip
def test_beaches_snow_leaves_and_webs_are_drawn_with_who_is_there(sentence: str, color: tuple[int, int, int]) -> None:
    picture = sketches.draw_sketch(sketches.sketch_for(sentence, 0), sentence, 0)[0]
    near = np.abs(picture[..., :3].astype(int) - color).max(-1) < 30
    assert (near & (picture[..., 3] > 127)).sum() > 40
