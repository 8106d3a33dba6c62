"""Things in place of parts, as sentences name them."""

import numpy as np
import pytest

from spritedex.sketches import creature_of, draw_sketch, pose_sketch
from spritedex.sprites.oklab import to_lab


def seen(name: str, sentence: str, color: tuple[int, int, int], within: float = 0.14) -> int:
    """How many pixels of a sketch are nearly of a color."""
    rgba, _ = draw_sketch(name, sentence, 0)
    near = np.hypot.reduce(to_lab(rgba[..., :3]) - to_lab(np.array(color, np.uint8)), axis=-1) < within
    return int((near & (rgba[..., 3] > 127)).sum())


@pytest.mark.parametrize(
    ("name", "sentence", "color"),
    [
        ("unicorn", "a unicorn with a carrot insted of a horn", (240, 138, 44)),
        ("ram", "a ram with lightning bolt horns", (252, 212, 40)),
        ("rabbit-2", "a rabbit with bananas for ears", (248, 212, 60)),
        ("knight", "a knight with vines for legs", (86, 160, 62)),
        ("ghost", "a ghost with socks for hands", (216, 64, 76)),
        ("eyeball-2", "a beholder with ice cream cones in place of eyestalks", (216, 154, 80)),
        ("knight", "a knight with a pumpkin for a head", (236, 128, 40)),
        ("lizard", "a lizard with a pumpkin head", (236, 128, 40)),
        ("crab", "a crab with pencils for legs", (248, 200, 56)),
        ("hedgehog", "a hedgehog with pencils instead of spikes", (248, 200, 56)),
    ],
)
def test_a_thing_stands_where_the_part_was(name: str, sentence: str, color: tuple[int, int, int]) -> None:
    plain = sentence.split(" with ")[0]
    assert seen(name, sentence, color) > seen(name, plain, color) + 12


def test_the_part_goes_with_its_color() -> None:
    horn = (248, 200, 90)
    assert seen("unicorn", "a unicorn with a carrot instead of a horn", horn, 0.08) < seen(
        "unicorn", "a unicorn", horn, 0.08
    )


def test_what_is_held_stands_for_nothing() -> None:
    assert creature_of("a bear holding a carrot") == "a bear holding a carrot"
    assert pose_sketch("bear", "a bear holding a carrot", 0).parts == ("carrot",)
