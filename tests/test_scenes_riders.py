"""Sentences with two figures: both faces are seen."""

import pytest

from spritedex import sketches
from spritedex.sprites.colors import color_shares
from spritedex.sprites.sketch import EYE, Shape, Sketch, covered


def posed(sentence: str, seed: int = 0) -> Sketch:
    return sketches.pose_sketch(sketches.sketch_for(sentence, seed), sentence, seed).sketch


def hidden_eyes(sketch: Sketch) -> list[Shape]:
    """The eyes of which half or more is behind something that is not of an eye."""
    eyes = [at for at, shape in enumerate(sketch.shapes) if shape.role == EYE]
    ends = [sketch.shapes[at].bounds for at in eyes]

    def is_of_eye(shape: Shape) -> bool:
        return any((low - 2 <= shape.center).all() and (shape.center <= high + 2).all() for low, high in ends)

    def is_hidden(at: int) -> bool:
        later = [shape for shape in sketch.shapes[at + 1 :] if not is_of_eye(shape)]
        own = covered([sketch.shapes[at]])
        return bool(later) and bool((own & covered(later)).sum() > 0.5 * own.sum())

    return [sketch.shapes[at] for at in eyes if is_hidden(at)]


@pytest.mark.parametrize(
    "sentence",
    ["a knight riding a pig", "a monkey riding a goat", "a goblin on a giant chicken", "a duck riding an alligator"],
)
def test_the_faces_of_a_rider_and_its_mount_are_free(sentence: str) -> None:
    for seed in range(2):
        assert not hidden_eyes(posed(sentence, seed))


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [("two knights fighting", "two knights"), ("a fox and a rabbit holding hands", "a fox and a rabbit"),
     ("two penguins kissing", "two penguins"), ("a cat and a dog hugging", "a cat and a dog")],
)  # fmt: skip
def test_what_two_do_is_seen_and_hides_no_face(sentence: str, alone: str) -> None:
    assert len(posed(sentence).shapes) > len(posed(alone).shapes)
    assert not hidden_eyes(posed(sentence))


def test_a_duckling_is_smaller_than_its_mother() -> None:
    eyes = [shape.points for shape in posed("a mother duck and her duckling").shapes if shape.role == EYE]
    tops = [points[:, 1].min() for points in eyes]
    assert max(tops) > min(tops) + 10


@pytest.mark.parametrize(
    ("sentence", "plain", "color"),
    [
        ("an ox pulling a cart full of pumpkins", "an ox", "orange"),
        ("a gray donkey pulling a red sled", "a gray donkey", "red"),
    ],
)
def test_a_cart_and_what_it_is_full_of_are_seen(sentence: str, plain: str, color: str) -> None:
    pictures = [posed(sketches.reworded(said)).picture({}) for said in (sentence, plain)]
    pulled, alone = (color_shares(picture).get(color, 0.0) for picture in pictures)
    assert pulled > alone + 0.03


def test_a_rat_is_on_the_hat_of_a_wizard() -> None:
    eyes = [len([shape for shape in posed(sketches.reworded(said)).shapes if shape.role == EYE]) for said in
            ("a wizard with a rat on his hat", "a wizard")]  # fmt: skip
    assert eyes[0] > eyes[1]


def test_three_on_a_head_are_three() -> None:
    def eyes(sentence: str) -> int:
        return sum(shape.role == EYE for shape in posed(sketches.reworded(sentence)).shapes)

    assert eyes("a slime mother with three baby slimes stacked on her head") == 4 * eyes("a slime")
