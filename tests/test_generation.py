"""Metrics of generators: distances with known answers, captions found, copies found, prompts."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import sqrtm

from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Facts, Record
from spritedex.evaluation.prompts import SHEET, grid_prompts, held_out_prompts, is_color_right, spaced
from spritedex.metrics.copying import COPY, color_features, form_features, neighbour_ratios
from spritedex.metrics.distances import frechet_distance, halves, kernel_distance, overlap, spread
from spritedex.metrics.halving import Sample, compare_halves
from spritedex.metrics.retrieval import fit_text_map, hit_chances
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import open_picture, png_bytes
from spritedex.sprites.colors import turn_hue
from spritedex.sprites.palette import indexed_png, quantize
from spritedex.vocabulary import COLORS, TYPES
from spritedex.workflows.evaluate.samples import is_pixel_file

# Distances


def units(random, count, width, middle=0.0):
    rows = random.standard_normal((count, width)) + middle
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_frechet_distance_is_that_of_gaussians():
    narrow, wide = np.array([[-1.0], [1.0]]), np.array([[2.0], [8.0]])
    assert frechet_distance(narrow, wide) == pytest.approx(5**2 + (np.sqrt(2) - np.sqrt(18)) ** 2)
    random = np.random.default_rng(0)
    one, other = random.standard_normal((50, 6)), random.standard_normal((40, 6)) @ random.standard_normal((6, 6)) + 1
    first, second = np.cov(one.T), np.cov(other.T)
    gap = one.mean(0) - other.mean(0)
    expected = gap @ gap + np.trace(first + second - 2 * sqrtm(first @ second).real)
    assert frechet_distance(one, other) == pytest.approx(expected)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-9)
    # Fewer rows than features: the covariances have no inverse, and the distance is still right.
    assert frechet_distance(one[:4], other[:4]) == pytest.approx(frechet_distance(other[:4], one[:4]))


def test_kernel_distance_counts_pairs_of_different_rows():
    random = np.random.default_rng(0)
    one, other = units(random, 5, 3), units(random, 4, 3)

    def mean(rows, columns, same):
        return np.mean([(a @ b + 1) ** 3 for i, a in enumerate(rows) for j, b in enumerate(columns)
                        if not (same and i == j)])  # fmt: skip

    expected = mean(one, one, True) + mean(other, other, True) - 2 * mean(one, other, False)
    assert kernel_distance(one, other) == pytest.approx(expected)


def test_kernel_distance_is_unbiased_and_frechet_distance_is_not():
    random = np.random.default_rng(1)
    pairs = [(units(random, 10, 8), units(random, 10, 8)) for _ in range(300)]
    kernels = [kernel_distance(one, other) for one, other in pairs]
    assert abs(np.mean(kernels)) < 3 * np.std(kernels) / np.sqrt(len(kernels))
    assert min(kernels) < 0
    assert np.mean([frechet_distance(one, other) for one, other in pairs]) > 0.3


def test_overlap_of_known_sets():
    line = np.arange(10, dtype=float)[:, None]
    same = overlap(line, line, k=2)
    assert (same.precision, same.recall, same.coverage) == (1, 1, 1)
    far = overlap(line, line + 100, k=2)
    assert (far.precision, far.recall, far.density, far.coverage) == (0, 0, 0, 0)
    # All generated ones in one place: fidelity without diversity. Rows 3 to 6 reach 4.6 with their 2nd neighbours.
    one_place = overlap(line, np.full((10, 1), 4.6), k=2)
    assert one_place.precision == 1
    assert one_place.recall == 0
    reached = [abs(row - 4.6) <= (2 if row in (0, 9) else 1) for row in range(10)]
    assert one_place.coverage == pytest.approx(np.mean(reached))
    assert one_place.density == pytest.approx(sum(reached) / 2)


def test_sets_that_are_too_small_are_refused():
    with pytest.raises(ValueError, match="at least 2"):
        kernel_distance(np.ones((1, 2)), np.ones((3, 2)))
    with pytest.raises(ValueError, match="more than 5"):
        overlap(np.ones((5, 2)), np.ones((9, 2)))
    with pytest.raises(ValueError, match="1 families"):
        next(halves([3, 3], rounds=1, seed=0))


def test_halves_divide_families():
    families = np.repeat(np.arange(7), 3)
    parted = list(halves(families, rounds=20, seed=0))
    for one, other in parted:
        assert not set(families[one]) & set(families[other])
        assert sorted([*one, *other]) == list(range(21))
        assert len(one) == 9
    assert len({tuple(one) for one, _ in parted}) > 10
    assert spread(np.array([[0.0], [0], [4]]), [1, 1, 2]) == 4


def test_sprites_of_the_same_source_are_at_the_floor_and_others_above():
    random = np.random.default_rng(0)
    families = np.repeat(np.arange(40), 2)
    real, training = units(random, 80, 16, 0.5), units(random, 200, 16, 0.5)
    like, unlike = units(random, 160, 16, 0.5), units(random, 160, 16, -0.2)
    like, unlike, floor, trained = compare_halves(
        Sample(real, families), [like, unlike], Sample(training, np.arange(200)), seed=0
    )
    for ends in (like, floor, trained):
        assert abs(ends[0][1]) < 0.2
        assert ends[1][1] < 0 < ends[2][1]
        assert ends[0][0] == pytest.approx(floor[0][0], rel=0.1)
    assert unlike[1][1] > 0.2
    assert unlike[0][0] > 1.5 * floor[0][0]
    assert unlike[0][5] < floor[0][5]


# Retrieval


def test_text_map_finds_a_linear_relation():
    random = np.random.default_rng(0)
    pictures, way = units(random, 200, 8), random.standard_normal((8, 12))
    texts = pictures @ way + 0.02 * random.standard_normal((200, 12)) + 3
    fitted = fit_text_map(pictures[:150], texts[:150], np.arange(150) // 2)
    likeness = fitted.likeness(pictures[150:], texts[150:])
    assert (likeness.argmax(1) == np.arange(50)).all()
    assert hit_chances(likeness, np.arange(50), np.arange(50), 10).min() == 1
    noise = fit_text_map(pictures[:150], random.standard_normal((150, 12)), np.arange(150) // 2)
    assert (
        0.03 < hit_chances(noise.likeness(pictures[150:], texts[150:]), np.arange(50), np.arange(50), 10).mean() < 0.25
    )


def test_probability_of_a_hit_is_counted_over_all_choices():
    likeness = np.array([[0.5, 0.4, 0.3, 0.9, 0.95]])
    families = [1, 2, 3, 4, 1]  # the last is of its own family: no rival
    assert_allclose(hit_chances(likeness, [0], families, 2), [2 / 3])
    assert_allclose(hit_chances(likeness, [0], families, 3), [1 / 3])
    assert_allclose(hit_chances(likeness, [0], families, 4), [0])
    assert np.isnan(hit_chances(likeness, [0], families, 5)).all()


# Copies


@pytest.fixture(scope="module")
def creatures(drawn_bestiary):
    """One picture of each species of the drawn bestiary at 64x64, and their families."""
    records = [record for record in read_bestiary(drawn_bestiary).records if not record.shiny]
    return [fit_square(open_picture(r.image).rgba, 64) for r in records], np.array([r.family for r in records])


def ratios(features, sprites, creatures):
    known, families = creatures
    mirrored = [sprite[:, ::-1] for sprite in sprites]
    drawn, turned, real = (np.stack([features(rgba) for rgba in pictures]) for pictures in (sprites, mirrored, known))
    return neighbour_ratios(drawn, turned, real, families)


def moved(rgba):
    return np.roll(np.pad(rgba, ((4, 4), (4, 4), (0, 0))), (3, -2), (0, 1))[4:-4, 4:-4]


@pytest.mark.parametrize("change", [lambda s: s, lambda s: s[:, ::-1], moved, lambda s: moved(s[:, ::-1])])
def test_a_copy_is_found_flipped_and_shifted(creatures, change):
    copies = [change(rgba) for rgba in creatures[0]]
    assert (ratios(color_features, copies, creatures) < COPY).mean() > 0.95
    assert (ratios(form_features, copies, creatures) < COPY).mean() > 0.9


def test_a_recolored_copy_is_found_by_its_form(creatures):
    copies = [turn_hue(rgba, 120) for rgba in creatures[0]]
    found = [(ratios(features, copies, creatures) < COPY).mean() for features in (form_features, color_features)]
    assert found[0] > 0.9 > found[1]


def test_creatures_of_their_own_are_no_copies(creatures):
    known, families = creatures
    held = np.isin(families, np.unique(families)[::4])
    rest = [rgba for rgba, out in zip(known, held, strict=True) if not out], families[~held]
    own = [rgba for rgba, out in zip(known, held, strict=True) if out]
    assert (ratios(color_features, own, rest) < COPY).mean() < 0.2
    assert neighbour_ratios(np.ones((2, 3)), np.ones((2, 3)), np.zeros((4, 3)), [1] * 4).tolist() == [1, 1]


# Prompts


def test_the_grid_asks_for_every_type_in_every_color_once():
    prompts = grid_prompts()
    assert {(prompt.color, prompt.types[0]) for prompt in prompts} == {(c, t) for c in COLORS for t in TYPES}
    assert len({prompt.text for prompt in prompts}) == len(prompts) == len(TYPES) * len(COLORS)
    for prompt in prompts:
        assert prompt.color in prompt.text
        assert f"of {prompt.types[0]} type" in prompt.text
    bodies = {prompt.text.split(maxsplit=2)[2].split(" of ")[0] for prompt in prompts if prompt.types == ("ice",)}
    assert len(bodies) == 11


def test_the_sheet_asks_for_24_different_creatures():
    assert len(set(SHEET)) == 24
    named = {word.strip(",") for text in SHEET for word in text.split()}
    assert set(COLORS) <= named


def test_a_prompt_names_what_stands_in_its_caption():
    facts = Facts(color="gray", shape="quadruped", height_m=0.5)
    record = Record("1", 7, "Foxen", Path("x.png"), ("ice", "dark"), "Foxen is red.", 3, facts)
    others = [Record(str(n), n, "Foxen", Path("x.png"), ("ice", "dark"), "Foxen is red.", n, facts) for n in range(40)]
    (prompt,) = held_out_prompts([record, record])
    assert (prompt.number, prompt.family) == (7, 3)
    assert held_out_prompts([record]) == [prompt]
    for prompt in held_out_prompts(others):
        assert bool(prompt.color) == ("gray" in prompt.text or "grey" in prompt.text)
        assert prompt.color in ("", "grey")
        assert bool(prompt.types) == ("ice" in prompt.text and "dark" in prompt.text)
        assert "oxen" not in prompt.text
    prompts = held_out_prompts(others)
    assert spaced(prompts, 3) == [prompts[0], prompts[13], prompts[26]]
    assert spaced(prompts, None) == prompts


def test_orange_passes_for_red_yellow_and_brown():
    right = {color for color in COLORS if is_color_right(color, "orange")}
    assert right == {"orange", "red", "yellow", "brown"}
    assert not is_color_right("orange", "red")
    assert not is_color_right("blue", "")


def test_a_pixel_file_is_indexed_small_and_hard_edged():
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[10:40, 10:40] = 200, 30, 30, 255
    assert is_pixel_file(indexed_png(quantize(rgba)))
    assert not is_pixel_file(png_bytes(rgba))
    assert not is_pixel_file(indexed_png(quantize(rgba[:32, :32])))
