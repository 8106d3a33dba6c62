"""Animals that do something stand upright like persons, in the clothes of what they do."""

import numpy as np
import pytest

from spritedex.sketches import pose_sketch, sketch_for


def tall(sentence: str) -> float:
    """How high the drawn sprite is, in its width."""
    name = sketch_for(sentence, 0)
    shown = pose_sketch(name, sentence, 0).render()[0][..., 3] > 0
    return float(np.ptp(np.flatnonzero(shown.any(1))) / np.ptp(np.flatnonzero(shown.any(0))))


@pytest.mark.parametrize("animal", ["cow", "wolf", "pig"])
def test_an_animal_with_a_job_stands_upright(animal: str) -> None:
    assert tall(f"a {animal} on two legs") > 1.1 * tall(f"a {animal}")
    assert tall(f"a {animal} mechanic") > 1.1 * tall(f"a {animal}")


def test_who_lies_stays_as_it_is() -> None:
    assert tall("a lion king, sleeping") < 1.5


@pytest.mark.parametrize(("job", "color"), [("police officer", (52, 78, 150)), ("detective", (212, 176, 120))])
def test_a_job_brings_its_clothes(job: str, color: tuple[int, int, int]) -> None:
    sentence = f"a grey wolf {job}"
    picture = pose_sketch(sketch_for(sentence, 0), sentence, 0).render()[0]
    near = np.abs(picture[..., :3].astype(int) - color).sum(2) < 90
    assert (near & (picture[..., 3] > 0)).sum() > 60


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("a horse with the head of a crow", "a horse"),
        ("a fox with a peg leg", "a fox on two legs"),
        ("a cat with crab claws for hands", "a cat on two legs"),
        ("a monkey with very long arms", "a monkey on two legs"),
        ("a turtle with a greenhouse on its back", "a turtle"),
        ("an ogre with a big belly", "an ogre"),
    ],
)
def test_a_part_of_another_kind_is_seen(sentence: str, plain: str) -> None:
    pictures = [pose_sketch(sketch_for(plain, 0), said, 0).render()[0] for said in (sentence, plain)]
    assert (pictures[0] != pictures[1]).any(2).sum() > 40
