"""Tests of what is laid over a body, and of signs on clothes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sketches.shapes.places import face_of


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    first, second = (sketches.draw_sketch(name, sentence, 0)[0] for sentence in (one, other))
    return (first != second).any(2)


@pytest.mark.parametrize("wish", ["a blue blanket", "a leaf blanket", "a red sash", "shoulder pads", "a bandolier"])
@pytest.mark.parametrize("name", ["bear", "sheep", "wolf"])
def test_what_is_draped_is_seen_and_leaves_the_face(name: str, wish: str) -> None:
    worn = changed(name, f"a {name} with {wish}", f"a {name}")
    face = face_of(sketches.pose_sketch(name, f"a {name}", 0).sketch)
    assert face is not None
    x, y = face.eyes.astype(int)
    assert worn.sum() > 20
    assert worn[y - 2 : y + 3, x - 2 : x + 3].sum() < 10


def test_a_sign_is_on_the_shirt() -> None:
    shirt = changed("bear-2", "a bear in a blue t-shirt", "a bear")
    skull = changed("bear-2", "a bear in a blue t-shirt with a skull", "a bear in a blue t-shirt")
    assert skull.sum() > 12
    assert (skull & ~shirt).sum() < 0.2 * skull.sum()


@pytest.mark.parametrize("picture", ["with a picture of a fish", "with a cat on it", "with a skull on it"])
def test_a_picture_is_on_the_shirt_and_no_company(picture: str) -> None:
    shirt = changed("bear-2", "a bear in a blue sweater", "a bear")
    shown = changed("bear-2", f"a bear in a blue sweater {picture}", "a bear in a blue sweater")
    assert sketches.creature_of(f"a bear in a blue sweater {picture}").startswith("a bear in a blue sweater with")
    assert shown.sum() > 12
    assert (shown & ~shirt).sum() < 0.2 * shown.sum()
