"""Characters, states and materials that a stranger would see: lazy, cool, scared, wet, fat, plaid, wooden."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sprites.codec import RGBA


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sentence, 0)[0]


def box(picture: RGBA) -> tuple[int, int, int, int]:
    """Left, top, right and low of what is drawn."""
    rows, columns = np.nonzero(picture[..., 3])
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def share(picture: RGBA, color: NDArray[np.bool_]) -> float:
    return float(color.sum() / (picture[..., 3] > 0).sum())


def test_a_book_is_only_held_by_who_reads_nothing_else() -> None:
    plain, book, scroll = (drawn("owl", f"an owl{doing}") for doing in ("", " reading", " reading a scroll"))
    assert (plain != book).any(2).sum() > 60
    assert (book != scroll).any(2).sum() > 60


def test_beards_of_age_are_those_of_animals_alone() -> None:
    assert (drawn("wolf", "an old wolf") != drawn("wolf", "a wolf")).any(2).sum() > 80
    assert "beard" not in {shape.part for shape in sketches.pose_sketch("witch", "an old witch", 0).sketch.shapes}


def test_what_sleeps_standing_has_a_sign_of_sleep_beside_it() -> None:
    assert box(drawn("bird", "a sleeping bird"))[1] < box(drawn("bird", "a bird with closed eyes"))[1] + 1
    assert (drawn("bird", "a sleeping bird") != drawn("bird", "a bird with closed eyes")).any(2).sum() > 30


@pytest.mark.parametrize("name", ["penguin", "rabbit-2"])
def test_what_is_fat_is_wider_and_what_is_tall_is_narrower(name: str) -> None:
    wide = {}
    for build in ("fat", "plain", "tall"):
        left, top, right, low = box(drawn(name, f"a {build} {name.removesuffix('-2')}"))
        wide[build] = (right - left) / (low - top)
    assert wide["tall"] < wide["plain"] < wide["fat"]


def test_stripes_are_seen_on_what_is_all_head() -> None:
    for name in ("fish", "slime"):
        plain, striped = (drawn(name, f"a {marks}{name}") for marks in ("", "striped "))
        darker = striped[..., :3].sum(2).astype(int) < plain[..., :3].sum(2).astype(int) - 60
        assert share(plain, darker & (plain[..., 3] > 0)) > 0.08


def test_a_gradient_without_colors_ends_in_another_hue() -> None:
    plain, graded = (drawn("fox", f"a {marks}fox") for marks in ("", "gradient "))
    blue = graded[..., 2].astype(int) > graded[..., 0].astype(int)
    _, top, _, low = box(graded)
    assert share(graded, blue & (graded[..., 3] > 0)) > 0.08
    assert np.nonzero(blue & (graded[..., 3] > 0))[0].mean() > (top + low) / 2
    assert (plain != graded).any()


def test_what_jumps_is_above_its_shadow() -> None:
    assert box(drawn("frog", "a jumping frog"))[3] >= box(drawn("frog", "a frog"))[3]
    rows = (drawn("frog", "a jumping frog")[..., 3] > 0).any(1)
    seen = np.flatnonzero(rows)
    assert (np.diff(seen) > 1).any()


def test_wood_has_lines_and_paper_planes() -> None:
    for material in ("wooden", "paper"):
        shapes = sketches.pose_sketch("bird", f"a {material} bird", 0).sketch.shapes
        assert len(shapes) > 1.3 * len(sketches.pose_sketch("bird", "a bird", 0).sketch.shapes)


@pytest.mark.parametrize(
    ("text", "body", "marks"),
    [
        ("a fish with zebra stripes", "white", "black stripes"),
        ("a zebra striped fish", "white", "black stripes"),
        ("a red cat with zebra stripes", "red", "black stripes"),
    ],
)
def test_stripes_of_a_zebra_are_black_on_white(text: str, body: str, marks: str) -> None:
    said = sketches.reworded(text)
    assert body in said.split(",")[0]
    assert marks in said
