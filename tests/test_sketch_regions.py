"""Feet, ears, tusks and tails of a sketch take the color that is said, and nothing else of it does."""

import numpy as np
import pytest

from spritedex import sketches


@pytest.mark.parametrize(
    ("name", "sentence", "least", "most"),
    [
        ("eagle", "an eagle with blue feet", 0.005, 0.06),
        ("bird", "a bird with blue feet", 0.005, 0.06),
        ("penguin", "a penguin with blue feet", 0.01, 0.1),
        ("sheep", "a sheep with blue ears", 0.01, 0.08),
        ("black-sheep", "a sheep with blue ears", 0.01, 0.08),
        ("monkey", "a monkey with blue ears", 0.01, 0.08),
        ("mouse", "a mouse with blue ears", 0.05, 0.2),
        ("walrus", "a walrus with blue tusks", 0.01, 0.12),
        ("mammoth", "a mammoth with blue tusks", 0.01, 0.16),
        ("raccoon", "a raccoon with a blue tail", 0.01, 0.15),
        ("stag-beetle", "a stag beetle with blue antlers", 0.04, 0.2),
    ],
)
def test_a_region_alone_is_dyed(name: str, sentence: str, least: float, most: float) -> None:
    plain, dyed = (sketches.draw_sketch(name, text, 0)[0] for text in (sentence.split(" with ")[0], sentence))
    changed = (plain != dyed).any(2)
    assert least < changed.sum() / (plain[..., 3] > 0).sum() < most
    color = dyed[changed & (dyed[..., 3] > 200)][:, :3].astype(int)
    assert np.mean(color[:, 2] > color[:, 0] + 20) > 0.6
