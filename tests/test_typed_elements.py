"""What an element, a death or a machine makes of an animal is seen on every kind of body."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, dominant_color
from spritedex.sprites.eyes import find_eyes

BODIES = ("bird", "snake", "fish", "crab", "rabbit", "dog")


def drawn(sentence: str, seed: int = 0) -> RGBA:
    read = sketches.reworded(sentence)
    return sketches.draw_sketch(sketches.sketch_for(read, seed), read, seed)[0]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    ("element", "color"),
    [("storm", "yellow"), ("water", "blue"), ("poison", "purple"), ("galaxy", "purple")],
)
def test_an_element_is_seen_on_every_body(element: str, color: str, body: str) -> None:
    plain, picture = (color_shares(drawn(sentence)).get(color, 0) for sentence in (f"a {body}", f"a {element} {body}"))
    has_it = plain > 0.1  # such as a yellow fish, which is grey in a storm
    assert picture > (0.02 if has_it else max(0.02, plain))


@pytest.mark.parametrize("body", [*BODIES, "dragon", "cat"])
def test_mummies_are_wrapped_but_for_their_eyes(body: str) -> None:
    picture = drawn(f"a mummy {body}")
    assert dominant_color(picture) in ("white", "brown", "yellow")
    assert find_eyes(picture).any()


@pytest.mark.parametrize("body", ["cat", "bird", "horse", "wolf"])
def test_skeletons_have_skulls(body: str) -> None:
    picture = drawn(f"a skeleton {body}")
    rows = np.flatnonzero((picture[..., 3] > 127).any(1))
    upper = picture[: rows[0] + len(rows) // 2]
    assert color_shares(upper).get("white", 0) > 0.25


@pytest.mark.parametrize("body", BODIES)
def test_machines_look_out_of_a_dark_panel(body: str) -> None:
    shares, eyes = color_shares(drawn(f"a robot {body}")), color_shares(drawn(f"a robot {body} with red eyes"))
    assert shares["grey"] > 0.3
    assert shares.get("blue", 0) > eyes.get("blue", 0)


def test_an_element_that_is_a_part_of_another_thing_is_not_drawn_around_it() -> None:
    assert color_shares(drawn("a poison mushroom crab")).get("purple", 0) < 0.02


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("the ghost of a cat", "ghost cat"),
        ("a dragon skeleton", "skeleton dragon"),
        ("a turtle that is a robot", "robot turtle"),
        ("a wolf that became a ghost", "ghost wolf"),
        ("a mummy that is also a snake", "mummy snake"),
        ("my cat but as a vampire", "vampire cat"),
        ("dog zombie with a bone", "zombie dog with a bone"),
        ("a fox of wind", "wind fox"),
        ("dragon of the storm", "storm dragon"),
    ],
)
def test_what_an_animal_has_become_is_said_in_many_ways(sentence: str, plain: str) -> None:
    assert np.array_equal(drawn(sentence), drawn(plain))


def test_a_cat_and_a_ghost_are_two() -> None:
    assert not np.array_equal(drawn("a cat and a ghost"), drawn("a ghost cat"))


@pytest.mark.parametrize("sentence", ["lightning dragon", "thunder eagle", "electric bat"])
def test_what_has_wings_has_bolts_too(sentence: str) -> None:
    pixels = drawn(sentence)[..., :3].reshape(-1, 3).astype(int)
    assert (abs(pixels - (255, 236, 60)).sum(1) < 30).sum() > 20


def test_a_robot_arm_makes_no_robot() -> None:
    name = sketches.sketch_for("a cat with a robot arm", 0)
    arm, robot, plain = (
        sketches.draw_sketch(name, f"{text} on two legs", 0)[0]
        for text in ("a cat with a robot arm", "a robot cat", "a cat")
    )
    assert 40 < (arm != plain).any(2).sum() < 0.5 * (robot != plain).any(2).sum()


@pytest.mark.parametrize("sentence", ["laser shark", "a shark with a laser on its head"])
def test_lasers_are_on_heads(sentence: str) -> None:
    assert (drawn(sentence) != drawn("a shark")).any(2).sum() > 60
