"""Parts that are gone, bent, small or many, and how a creature is seen, as sentences say."""

import numpy as np
import pytest

from spritedex.sketches import draw_sketch, pose_sketch, sketch_for
from spritedex.sprites.codec import RGBA


def drawn(name: str, sentence: str, seed: int = 0) -> RGBA:
    return draw_sketch(name, sentence, seed)[0]


def inked(rgba: RGBA) -> int:
    return int((rgba[..., 3] > 127).sum())


def width(rgba: RGBA) -> int:
    return int(np.ptp(np.flatnonzero((rgba[..., 3] > 127).any(0))))


def place_of_white(rgba: RGBA, axis: int) -> float:
    """The mean column, or row, of what is white, such as eyes."""
    return float(np.nonzero(np.all(rgba[..., :3] > 235, axis=-1))[1 - axis].mean())


@pytest.mark.parametrize(
    ("name", "noun", "lack"),
    [
        ("crow", "crow", "without a beak"),
        ("pegasus", "pegasus", "with no tail"),
        ("dragon", "dragon", "without a tail"),
        ("cat", "cat", "without ears"),
        ("golem", "golem", "with one arm missing"),
    ],
)
def test_what_is_missing_leaves_less(name: str, noun: str, lack: str) -> None:
    whole, less = drawn(name, f"a {noun}"), drawn(name, f"a {noun} {lack}")
    assert inked(less) < inked(whole)


def test_without_arms_it_is_less_wide() -> None:
    assert width(drawn("golem-2", "a golem with no arms")) < width(drawn("golem-2", "a golem")) - 4


def test_an_ear_hangs_and_the_other_stands() -> None:
    up, bent = drawn("rabbit-2", "a rabbit"), drawn("rabbit-2", "a rabbit with one ear up and one ear down")
    assert not np.array_equal(up, bent)
    assert np.flatnonzero((bent[..., 3] > 127).any(1))[0] <= np.flatnonzero((up[..., 3] > 127).any(1))[0] + 2


def test_hands_cover_the_eyes_of_what_is_seen_from_the_front() -> None:
    sentence = "a monkey with its hands over its eyes"
    assert {sketch_for(sentence, seed) for seed in range(4)} == {"monkey"}
    white = (drawn("monkey", sentence)[..., :3] > 240).all(-1).sum()
    assert white < (drawn("monkey", "a monkey")[..., :3] > 240).all(-1).sum() / 2


def test_long_bodies_and_large_tails_are_so() -> None:
    assert width(drawn("dachshund", "a very long dachshund")) >= width(drawn("dachshund", "a dachshund"))
    assert not np.array_equal(drawn("dachshund", "a dachshund with six legs"), drawn("dachshund", "a dachshund"))
    assert inked(drawn("fox", "a fox with a huge tail")) != inked(drawn("fox", "a fox"))


def test_one_claw_is_larger_than_the_other() -> None:
    rgba = drawn("lobster", "a lobster, one claw huge and one claw tiny")
    eyes = int(place_of_white(rgba, 0))
    left, right = rgba[:, :eyes, 3] > 127, rgba[:, eyes:, 3] > 127
    assert max(left.sum(), right.sum()) > 1.2 * min(left.sum(), right.sum())


@pytest.mark.parametrize("seed", range(4))
def test_it_looks_to_the_side_that_is_said(seed: int) -> None:
    left, right = (pose_sketch("fox", f"a fox, facing {side}", seed).render()[0] for side in ("left", "right"))
    assert place_of_white(left, 0) < place_of_white(right, 0)


def test_a_view_chooses_the_sketch_that_has_it() -> None:
    assert {sketch_for("a penguin lying on its belly", seed) for seed in range(4)} == {"penguin-2"}


def test_a_handstand_is_upside_down() -> None:
    whole, turned = drawn("puppy", "a puppy"), drawn("puppy", "a puppy doing a handstand")
    assert place_of_white(whole, 1) < 32
    assert place_of_white(turned, 1) > 32


def test_legs_of_spiders_stand_around_a_thing() -> None:
    assert width(drawn("toaster", "a toaster with spider legs")) > width(drawn("toaster", "a toaster")) + 4


def test_an_eel_in_a_spiral_is_one() -> None:
    assert {sketch_for("an eel curled into a spiral", seed) for seed in range(3)} == {"eel-spiral"}


def test_steam_comes_out_of_the_spout() -> None:
    steamy, plain = drawn("teapot", "a teapot, steam coming out of the spout"), drawn("teapot", "a teapot")
    assert inked(steamy[:14]) > inked(plain[:14])
    assert pose_sketch("teapot", "a teapot, steam coming out of the spout", 0).parts == ("steam",)


@pytest.mark.parametrize(
    "extra", ["a detective hat", "a shell helmet", "a poncho", "maracas", "a satchel", "fly wings"]
)
def test_it_has_what_is_said(extra: str) -> None:
    sentence = f"an otter with {extra}"
    assert pose_sketch("otter", sentence, 0).parts == (extra.removeprefix("a "),)
    assert not np.array_equal(drawn("otter", sentence), drawn("otter", "an otter"))


def test_a_black_cape_of_a_superhero_is_black() -> None:
    dark, plain = drawn("fries", "superhero fries with a black cape"), drawn("fries", "superhero fries")
    assert (dark[..., :3] < 70).all(-1).sum() > (plain[..., :3] < 70).all(-1).sum() + 20


def test_a_staff_takes_the_place_of_the_wand_of_a_wizard() -> None:
    assert "crooked staff" in pose_sketch("frog", "a frog wizard leaning on a crooked staff", 0).parts


def test_one_of_two_heads_sleeps() -> None:
    whites = [
        int((drawn("flamingo", f"a two-headed flamingo{mood}")[..., :3] > 205).all(-1).sum())
        for mood in (", awake", ", one head asleep", ", asleep")
    ]
    assert whites[0] > whites[1] > whites[2]


@pytest.mark.parametrize(
    ("sentence", "is_square"),
    [("a square pig", True), ("a pig, cube shaped", True), ("a pig in a square", False)],
)
def test_a_square_body_is_one_only_where_the_word_is_of_it(sentence: str, is_square: bool) -> None:
    assert np.array_equal(drawn("pig-2", sentence), drawn("pig-2", "a pig")) != is_square


def extent(sentence: str) -> tuple[int, int]:
    name = sketch_for(sentence, 0)
    y, x = np.nonzero(draw_sketch(name, sentence, 0)[0][..., 3])
    return int(np.ptp(x)), int(np.ptp(y))


@pytest.mark.parametrize("animal", ["red panda", "raccoon", "bear", "wolf", "squirrel"])
def test_what_sleeps_or_is_curled_up_is_lower_than_what_stands(animal: str) -> None:
    for wish in ("sleeping {}", "{} curled up with its tail around it"):
        wide, high = extent(wish.format(animal))
        assert high < 0.9 * wide
        assert high < extent(animal)[1]


@pytest.mark.parametrize("thing", ["snowman", "candle", "clock", "ghost"])
def test_what_melts_is_wider_on_the_floor(thing: str) -> None:
    def foot(sentence: str) -> int:
        picture = draw_sketch(sketch_for(sentence, 0), sentence, 0)[0][..., 3] > 127
        return int(picture[np.flatnonzero(picture.any(1))[-4:]].any(0).sum())

    assert foot(f"a melting {thing}") > 1.1 * foot(f"a {thing}")


def test_legs_of_a_wading_bird_are_above_water() -> None:
    sea = draw_sketch("flamingo", "a flamingo in a pond", 0)[0]
    blue = (sea[..., 2] > 150) & (sea[..., 0] < 120) & (sea[..., 3] > 127)
    assert 0 < blue.any(1).sum() < 14
