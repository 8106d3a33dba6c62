"""What is measured of a sprite alone: whether it is one whole creature, and which colors it shows."""

import numpy as np
import pytest

from spritedex.metrics.named_colors import named_color_shares, shows_color, to_cielab
from spritedex.metrics.wholeness import share_whole, wholeness
from spritedex.sprites.codec import RGBA
from spritedex.sprites.pieces import without_crumbs
from spritedex.vocabulary import COLORS


def canvas(*boxes: tuple[slice, slice, tuple[int, int, int]]) -> RGBA:
    rgba = np.zeros((64, 64, 4), np.uint8)
    for rows, columns, color in boxes:
        rgba[rows, columns] = (*color, 255)
    return rgba


BODY = (slice(10, 40), slice(10, 40), (200, 30, 40))


def test_pieces_that_touch_at_a_corner_are_one() -> None:
    touching = canvas(BODY, (slice(40, 50), slice(40, 50), (0, 0, 0)))
    assert wholeness(touching).pieces == 1
    apart = canvas(BODY, (slice(41, 51), slice(41, 51), (0, 0, 0)))
    assert wholeness(apart).pieces == 2
    assert wholeness(apart).largest == 0.9


def test_a_spark_is_no_piece_but_counts_in_the_share() -> None:
    spark = wholeness(canvas(BODY, (slice(50, 51), slice(50, 53), (255, 255, 0))))
    assert spark.pieces == 1
    assert spark.largest == pytest.approx(900 / 903)


def test_empty_and_overfull_canvases_are_no_creature() -> None:
    empty, full = canvas(), canvas((slice(0, 64), slice(0, 64), (9, 9, 9)))
    assert wholeness(empty).empty
    assert wholeness(full).overfull
    assert share_whole([empty, full, canvas(BODY), canvas(BODY)], 0.9) == 0.5
    with pytest.raises(ValueError, match="no sprites"):
        share_whole([], 0.9)


def test_cielab_of_known_colors() -> None:
    """White, black and pure red, from Lindbloom's calculator."""
    lab = to_cielab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], np.uint8))
    assert np.allclose(lab, np.array([[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20]]), atol=0.02)


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ((20, 20, 24), "black"), ((40, 90, 200), "blue"), ((120, 74, 34), "brown"), ((128, 128, 130), "grey"),
        ((60, 170, 70), "green"), ((245, 140, 40), "orange"), ((246, 160, 190), "pink"), ((120, 60, 160), "purple"),
        ((205, 30, 40), "red"), ((248, 248, 250), "white"), ((248, 214, 48), "yellow"),
    ],
)  # fmt: skip
def test_plain_colors_have_their_names(color: tuple[int, int, int], name: str) -> None:
    rgba = canvas((slice(8, 56), slice(8, 56), color))
    assert named_color_shares(rgba)[name] == 1
    assert [other for other in COLORS if shows_color(rgba, other)] == [name]


def test_the_outline_does_not_name_a_creature() -> None:
    outlined = canvas((slice(9, 41), slice(9, 41), (0, 0, 0)), BODY)
    assert named_color_shares(outlined)["red"] == 1
    assert not shows_color(outlined, "black")


def test_nothing_drawn_shows_no_color() -> None:
    assert not any(shows_color(canvas(), name) for name in COLORS)
    with pytest.raises(KeyError):
        shows_color(canvas(BODY), "mauve")


def test_crumbs_beside_a_creature_go_and_a_second_large_piece_stays() -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[10:30, 10:30] = rgba[40:50, 40:45] = 255
    tidied = rgba.copy()
    rgba[5:8, 50:53] = 255
    assert np.array_equal(without_crumbs(rgba), tidied)
    assert without_crumbs(tidied) is tidied
