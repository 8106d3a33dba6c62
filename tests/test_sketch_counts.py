"""Eyes, arms and legs are as many as a sentence says, and a sketch that can show what is asked for is chosen."""

import pytest

from spritedex import sketches
from spritedex.sketches.library import load
from spritedex.sketches.shapes.boxes import box_of
from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sketches.shapes.eye_counts import with_eyes
from spritedex.sketches.shapes.many_legs import side_legs_of, with_fewer_legs, with_four_legs


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6, 8, 10])
@pytest.mark.parametrize("name", ["cat", "wolf", "squid", "slime", "dragon", "alien-2", "spider", "ghost"])
def test_a_sketch_has_as_many_eyes_as_are_asked_for(name: str, count: int) -> None:
    assert len(eyes_of(with_eyes(load(name), count))) == count


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("an alien, grey with big black eyes", {"alien"}),
        ("a purple beetle with yellow spots", {"beetle-2"}),
        ("a deer with flowers growing on its antlers", {"deer", "deer-3"}),
    ],
)
def test_a_sketch_that_shows_the_parts_is_chosen(sentence: str, expected: set[str]) -> None:
    assert {sketches.sketch_for(sketches.reworded(sentence), seed) for seed in range(4)} == expected


@pytest.mark.parametrize("name", ["shark", "shark-2", "snake", "whale", "goldfish"])
def test_what_has_no_legs_stands_on_four(name: str) -> None:
    standing = with_four_legs(load(name))
    assert len(standing.shapes) - len(load(name).shapes) == 8
    assert box_of(standing).low > box_of(load(name)).low


@pytest.mark.parametrize(
    ("name", "few", "many"),
    [
        ("cat", "a cat with wings", "a cat with four wings"),
        ("bat", "a bat", "a bat with four wings"),
        ("deer-2", "a deer", "a deer with four antlers"),
        ("pig", "a pig with horns", "a pig with three horns"),
        ("reaper", "a reaper", "a reaper with a crown"),
        ("octopus-2", "an octopus with four tentacles", "an octopus"),
        ("rabbit", "a rabbit with one ear", "a rabbit"),
        ("elephant-2", "an elephant without tusks", "an elephant"),
    ],
)
def test_what_is_more_or_less_of_a_part_is_drawn(name: str, few: str, many: str) -> None:
    less, more = (sketches.pose_sketch(name, sentence, 0).sketch for sentence in (few, many))
    assert len(less.shapes) < len(more.shapes)
    assert (less.picture({}) != more.picture({})).any(2).sum() > 20


def test_a_spider_has_six_legs_if_that_is_said() -> None:
    six = with_fewer_legs(load("spider"), 6)
    assert len(side_legs_of(six)) == len(side_legs_of(load("spider"))) * 6 // 8


def test_a_number_counts_the_nearest_part_alone() -> None:
    parts = sketches.pose_sketch("imp", "a demon with four arms, black horns", 0).parts
    assert parts == ("four arms", "horns")


@pytest.mark.parametrize(
    ("sentence", "eyes"), [("three birds and a cat", 8), ("a frog and two crabs", 6), ("a frog and a crab", 4)]
)
def test_all_of_each_kind_are_drawn(sentence: str, eyes: int) -> None:
    sentence = sketches.reworded(sentence)
    name = sketches.sketch_for(sentence, 0)
    assert len(eyes_of(sketches.pose_sketch(name, sentence, 0).sketch)) >= eyes // 2


def test_of_a_hundred_four_are_drawn_and_that_is_said() -> None:
    assert sketches.notes_on("a hundred bees") == ("4 of the 100 are drawn",)


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("a cute (but angry) frog", "a cute but angry frog"),
        ("a (very) big dragon", "a very big dragon"),
        ("a dragon (blue)", "a blue dragon"),
    ],
)
def test_what_is_in_brackets_before_a_noun_goes_with_it(sentence: str, read: str) -> None:
    assert sketches.reworded(sentence).rstrip(", ") == read


def test_two_creatures_each_with_what_it_does_are_two() -> None:
    sentence = "a bear knight and a mouse wizard"
    parts = sketches.pose_sketch("bear-3", sentence, 0).parts
    assert "mouse wizard" in parts
    assert "wizard" not in parts
