"""Eyes and ears as a sentence has them: moods of eyes on stalks and in patches, three eyes, big ears."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sprites.codec import RGBA


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sentence, 0)[0]


def above_eyes(name: str, sentence: str) -> float:
    """How much of its height is above its eyes."""
    sketch = sketches.pose_sketch(name, sentence, 0).sketch
    rows = np.concatenate([shape.points[:, 1] for shape in sketch.shapes])
    eyes = np.mean([eye.middle[1] for eye in eyes_of(sketch)])
    return float((eyes - rows.min()) / np.ptp(rows))


@pytest.mark.parametrize(("name", "mood"), [("crab", "an angry"), ("snail", "a sleepy"), ("panda", "a sleepy")])
def test_a_mood_is_seen_in_eyes_on_stalks_and_in_patches(name: str, mood: str) -> None:
    plain, moody = (drawn(name, f"{each} {name}") for each in ("a happy", mood))
    white = [(picture[..., :3].min(2) > 224).sum() for picture in (plain, moody)]
    assert (plain != moody).any(2).sum() > 15
    assert white[1] < white[0]


def test_big_ears_reach_farther_above_the_eyes() -> None:
    for name in ("fox", "wolf", "mouse"):
        assert above_eyes(name, f"a {name} with big ears") > 1.1 * above_eyes(name, f"a {name}")


def test_three_eyes_are_seen_on_a_sketch_of_one_eye() -> None:
    assert len(eyes_of(sketches.pose_sketch("alien-2", "a three eyed alien", 0).sketch)) == 3


@pytest.mark.parametrize("name", ["cat", "wolf", "robot"])
def test_one_glowing_eye_leaves_the_other_as_it_is(name: str) -> None:
    plain, one, both = (
        drawn(name, sketches.reworded(f"a {name} with {eyes}"))
        for eyes in ("eyes", "one glowing red eye", "glowing red eyes")
    )
    counts = [(plain != each).any(2).sum() for each in (one, both)]
    assert 8 < counts[0] < 0.8 * counts[1]
