"""What creatures carry and are in: at mouths, in pouches, within bodies, on both arms, and young on a back."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.sprites.sketch import Sketch


def posed(sentence: str, seed: int = 0) -> Sketch:
    return sketches.pose_sketch(sketches.sketch_for(sentence, seed), sentence, seed).sketch


def drawn(sentence: str, seed: int = 0) -> RGBA:
    return sketches.draw_sketch(sketches.sketch_for(sentence, seed), sentence, seed)[0]


def eyes_of(sentence: str, seed: int = 0) -> int:
    return sum(shape.role == "eye" for shape in posed(sentence, seed).shapes)


def share_of(color: str, picture: RGBA) -> float:
    return color_shares(picture).get(color, 0.0)


@pytest.mark.parametrize(
    ("sentence", "alone", "other", "count"),
    [
        ("a koala with a baby on its back", "a koala", "a koala", 1),
        ("a scarecrow with a crow on each arm", "a scarecrow", "a crow", 2),
        ("a robot with a frog on each shoulder", "a robot", "a frog", 2),
        ("a kangaroo with a frog in its pouch", "a kangaroo", "a frog", 1),
        ("a heron with a frog in its beak", "a heron", "a frog", 1),
        ("a slime wearing a crown, another smaller frog on top", "a slime wearing a crown", "a frog", 1),
        ("a hen with chicks", "a hen", "a chick", 3),
        ("a duck with ducklings", "a duck", "a duckling", 3),
        ("a hippo with a small frog on its lower teeth", "a hippo", "a frog", 1),
        ("a scarecrow in a blue coat, crow sitting on arm", "a scarecrow in a blue coat", "a crow", 1),
        ("a grey bear, frog on nose", "a grey bear", "a frog", 1),
    ],
)
def test_all_that_are_named_are_there(sentence: str, alone: str, other: str, count: int) -> None:
    assert sketches.creature_of(sentence) == alone
    more = eyes_of(sentence) - eyes_of(alone)
    assert more % count == 0
    assert more >= count


@pytest.mark.parametrize("mother", ["an opossum", "a mama bear", "a mother cat"])
def test_young_are_of_the_creature(mother: str) -> None:
    for young in ("with four babies on her back", "with her babies", "with three babys"):
        assert sketches.creature_of(f"{mother} {young}") == mother


@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("a grey ostrich with its head in a red bucket", "red"),
        ("a black ant lifting a pink strawberry over its head", "pink"),
        ("a white worm in a green apple, only its head showing", "green"),
        ("a black bear riding a yellow tricycle", "yellow"),
        ("a black dragon guarding treasure", "yellow"),
        ("a black pony with red mushrooms on its feet", "red"),
        ("a black mouse king sitting on a cheese throne", "yellow"),
        ("a red seahorse tangled in seaweed", "green"),
        ("a black pelican with a goldfish bowl in its beak", "blue"),
        ("a black pig in a hot spring", "blue"),
        ("a black cat crouching on a chimney", "brown"),
        ("a black gorilla on a pile of bananas", "yellow"),
        ("a black dragon on a throne of strawberries", "red"),
        ("a black turtle with a small forest on its back", "green"),
        ("a black dog with a bandana and a yellow surfboard", "yellow"),
        ("a black wizard cat, a red book floating nearby", "red"),
        ("a white dog with a red heart pattern", "red"),
        ("a lava turtle with a castle on its shell", "grey"),
        ("a white skeleton crawling out of its grave", "brown"),
        ("a black lizard sitting by a campfire", "orange"),
        ("a white wolf covered in leaves", "green"),
        ("a black monkey climbing a tree", "green"),
        ("a white goat standing on a tower of bananas", "yellow"),
        ("a black troll sitting on a bridge", "brown"),
        ("a white snake wrapped around a tree", "green"),
        ("a white bear in bed", "blue"),
        ("a black wolf running through snow", "white"),
        ("a white ghost playing at a piano", "black"),
        ("a porcelain cat with a blue flower pattern", "blue"),
    ],
)
def test_a_thing_is_seen_in_its_color(sentence: str, color: str) -> None:
    for seed in range(2):
        assert 0.02 < share_of(color, drawn(sentence, seed)) < 0.9


def test_what_is_inside_is_seen_through_the_body_and_not_beside_it() -> None:
    def wide(sentence: str) -> int:
        return int((drawn(sentence)[..., 3] >= 128).any(0).sum())

    for seed in range(2):
        assert 0.01 < share_of("red", drawn("a blue slime with a red fish floating inside", seed)) < 0.2
    assert wide("a blue slime with a red fish floating inside") >= wide("a blue slime") - 6


def test_who_eats_noodles_shows_its_face_above_the_bowl() -> None:
    for seed in range(3):
        sketch = posed("a dinosaur eating spaghetti", seed)
        eyes = np.concatenate([shape.points for shape in sketch.shapes if shape.role == "eye"])
        noodles = [shape for shape in sketch.shapes if shape.kept and shape.width and shape.fill == (250, 226, 160)]
        assert len(noodles) == 3
        assert all(eyes[:, 1].max() < shape.points[:, 1].max() for shape in noodles)


def test_each_of_several_wears_what_they_wear() -> None:
    assert (
        share_of("black", drawn("two white cats wearing top hats")) > share_of("black", drawn("two white cats")) + 0.06
    )
    assert share_of("red", drawn("two white cats wearing red scarves")) > 0.03


def test_many_arms_hold_many_things() -> None:
    one, many = (len(posed(f"an octopus holding {many}").shapes) for many in ("a fork", "eight forks"))
    fork = one - len(posed("an octopus").shapes)
    assert many == one + 3 * fork


def test_three_on_one_stand_level() -> None:
    sketch = posed("three ducklings on a turtle")
    eyes = np.array([shape.points.mean(0) for shape in sketch.shapes if shape.role == "eye"])
    assert eyes_of("three ducklings on a turtle") == 3 * eyes_of("a duckling") + eyes_of("a turtle")
    assert np.ptp(eyes[:, 0]) > 20


@pytest.mark.parametrize(
    "sentence",
    ["a cat with a hat on its head", "a dog with fire in its mouth", "a horse with wings", "a golem with crystals"],
)
def test_parts_are_no_company(sentence: str) -> None:
    assert sketches.creature_of(sentence) == sentence


def test_what_a_creature_is_in_has_another_color_than_its_own() -> None:
    for creature in ("a white cat", "a white bear"):
        assert share_of("blue", drawn(f"{creature} in an egg")) > 0.15
    assert share_of("blue", drawn("a black cat in an egg")) < 0.1


def test_a_beak_is_seen_above_what_a_bird_is_in() -> None:
    for seed in range(2):
        sketch = posed("an eagle in a nest", seed)
        beak = [shape.points[:, 1].max() for shape in sketch.shapes if shape.part == "beak"]
        front = [shape.points[:, 1].max() for shape in sketch.shapes if shape.part == "front"]
        assert max(beak) < max(front) - 4


def test_what_is_in_a_mouth_leaves_the_eyes_free() -> None:
    for seed in range(3):
        with_fish, alone = (drawn(f"a black cat{more}", seed) for more in (" with a fish in its mouth", ""))
        sketch = posed("a black cat with a fish in its mouth", seed)
        for eye in (shape for shape in sketch.shapes if shape.role == "eye"):
            x, y = eye.points.mean(0).round().astype(int)
            assert with_fish[y - 2 : y + 3, x - 2 : x + 3, :3].max() > 150
        assert share_of("black", with_fish) < share_of("black", alone)


@pytest.mark.parametrize(
    "sentence",
    [
        "a black bull with blue smoke coming out of its nose",
        "a red robot, blue smoke rising from its head",
        "a white wolf with blue smoke and a red scarf",
    ],
)
def test_smoke_comes_out_where_it_is_said(sentence: str) -> None:
    said = sketches.reworded(sentence)
    assert share_of("blue", drawn(said)) > 0.02


def test_what_both_have_is_seen_on_each() -> None:
    alone, both = (
        drawn(f"a white penguin with a baby penguin beside it{said}") for said in ("", ", both wearing red hats")
    )
    assert share_of("red", both) > share_of("red", alone) + 0.03
    assert sketches.creature_of("a cat riding a dog, both wearing red scarves") == "a cat wearing red scarf"
