"""Eyes and ears as a sentence has them: moods of eyes on stalks and in patches, three eyes, big ears."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sketch import TEXT


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


@pytest.mark.parametrize("name", ["crow", "duck", "fish", "horse"])
def test_moods_differ_on_a_head_from_the_side(name: str) -> None:
    moods = [drawn(name, f"{mood} {name}") for mood in ("a", "an angry", "a laughing", "a grinning", "a sad")]
    for at, one in enumerate(moods):
        for other in moods[:at]:
            assert (one != other).any(2).sum() > 12
    assert (moods[1] != moods[0]).any(2).sum() < 200


def test_cheeks_blush_beside_the_mouth() -> None:
    for name in ("slime", "fox"):
        pose = sketches.pose_sketch(name, f"a shy {name}", 0)
        face = face_of(pose.sketch)
        assert face is not None
        cheeks = [shape.center[0] - face.mouth.x for shape in pose.sketch.shapes if shape.fill == (242, 122, 134)]
        assert min(cheeks) < -3
        assert max(cheeks) > 3


def test_letters_of_sleep_are_never_mirrored() -> None:
    for seed in range(4):
        pose = sketches.pose_sketch("slime", "a sleepy slime", seed)
        letters = [shape.points for shape in pose.sketch.shapes if shape.part == TEXT]
        assert len(letters) == 2
        assert all(points[0, 0] < points[1, 0] for points in letters)


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


def test_a_smile_is_below_the_eyes_and_not_on_a_seam_of_the_body() -> None:
    for name in ("alien", "fridge", "coconut", "rocket", "vampire-2"):
        sketch = sketches.pose_sketch(name, f"a {name}", 0).sketch
        face = face_of(sketch)
        assert face is not None
        assert face.mouth.y - face.eyes[1] < 1.4 * face.half, name
