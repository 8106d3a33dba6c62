"""Metrics of generators: distances with known answers, copies found, the exam's sentences, probe and marks."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import sqrtm

from spritedex.data.loaders import read_bestiary
from spritedex.data.words import read_words
from spritedex.errors import DataError
from spritedex.evaluation.exam import (
    Bootstrap,
    Views,
    difference,
    estimates,
    front_marks,
    means_of,
    ratio,
    spread_marks,
    subject_spread,
)
from spritedex.evaluation.exam_prompts import (
    DISTRACTORS,
    AskedColors,
    asked_colors,
    classes_of,
    read_sentences,
    spaced,
    subject_in,
)
from spritedex.evaluation.scorecard import Estimate
from spritedex.metrics.copying import COPY, color_features, form_features, neighbour_ratios
from spritedex.metrics.distances import frechet_distance, halves, kernel_distance, overlap, spread
from spritedex.metrics.halving import Sample, compare_halves
from spritedex.metrics.kernel_probe import Standard, fit_probe, ranks
from spritedex.metrics.two_sample import pixel_statistics, told_apart
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import open_picture, png_bytes
from spritedex.sprites.colors import turn_hue
from spritedex.sprites.palette import indexed_png, quantize
from spritedex.vocabulary import COLORS
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


# The exam


def test_sentences_are_read_with_their_subjects_and_colors():
    text = "# for measuring\nSea Serpent | a sea serpent\n\na red and white crab with a blue eye\n"
    serpent, crab = read_sentences(text)
    assert (serpent.subject, serpent.colors.names) == ("sea serpent", ())
    assert (crab.subject, crab.colors.names, crab.colors.whole) == ("", ("red", "white"), True)
    for wrong, message in (("a\nb | a\n", "line 2: 'a' comes twice"), ("# only\n", "0 sentences")):
        with pytest.raises(DataError, match=message):
            read_sentences(wrong)
    assert classes_of([serpent, crab])[:2] == ("sea serpent", DISTRACTORS[0])
    assert spaced(range(10), 3) == [0, 3, 6]


@pytest.mark.parametrize(
    ("sentence", "names", "whole"),
    [
        ("a dark grey wolf howling", ("grey",), True),
        ("a black bat with yellow eyes", ("black",), True),
        ("a golem of grey rocks", ("grey",), True),
        ("a butterfly with orange and blue wings", ("orange", "blue"), False),
        ("a storm cloud with an angry face", (), True),
    ],
)
def test_a_sentence_asks_for_the_colors_of_what_it_names(sentence, names, whole):
    asked = asked_colors(sentence)
    assert asked.names == names
    assert not names or asked.whole == whole


def test_colors_are_shown_by_a_share_that_depends_on_what_was_asked():
    shares = dict.fromkeys(COLORS, 0.0) | {"red": 0.75, "white": 0.15, "blue": 0.1}
    assert AskedColors(("red",)).shown(shares)
    assert not AskedColors(("red", "white")).shown(shares)
    assert AskedColors(("red", "blue"), whole=False).shown(shares)
    assert not AskedColors(("green",), whole=False).shown(shares)


def test_the_sentences_ask_for_what_real_creatures_are(real_data):
    path = real_data.parent / "exam" / "prompts.txt"
    if not path.is_file():
        pytest.skip(f"no sentences at {path}")
    sentences = read_sentences(path.read_text(encoding="utf-8"))
    names = classes_of(sentences)
    subjects = [
        subject_in(words.subject, names) for words in read_words(real_data / "words" / "species.jsonl").values()
    ]
    assert np.mean([subject != "" for subject in subjects]) > 0.6
    assert len({sentence.subject for sentence in sentences} - set(subjects)) <= 6
    assert sum(bool(sentence.colors.names) for sentence in sentences) > 45


def test_a_probe_finds_classes_across_groups_and_counts_rare_ones():
    random = np.random.default_rng(0)
    classes = np.repeat(np.arange(3), [60, 30, 8])
    rows = np.eye(3)[classes] @ random.standard_normal((3, 200)) + random.standard_normal((98, 200)) * 2
    units = Standard.of(rows.astype(np.float32)).units(rows.astype(np.float32))
    assert np.allclose(np.linalg.norm(units, axis=1), 1, atol=1e-5)
    labels = np.eye(3, dtype=np.float32)[classes]
    probe = fit_probe(units @ units.T, labels, np.arange(98) // 2)
    assert (ranks(probe.held_out, classes)[classes == 2] == 0).mean() > 0.7
    assert (ranks(probe.scores(units @ units.T), classes) == 0).mean() > 0.95
    noise = fit_probe(np.eye(98, dtype=np.float32), labels, np.arange(98))
    assert not noise.held_out.any()
    with pytest.raises(ValueError, match="1 groups"):
        fit_probe(units @ units.T, labels, np.zeros(98))


def test_noise_is_told_from_creatures_and_creatures_are_not_told_from_each_other(creatures):
    known, families = creatures
    random = np.random.default_rng(0)
    noisy = [np.where(rgba[..., 3:] > 0, rgba ^ random.integers(0, 32, rgba.shape, np.uint8), 0) for rgba in known]

    def accuracy(pictures, is_drawn, groups):
        features = np.stack([color_features(rgba) for rgba in pictures]).astype(np.float32)
        pixels = np.stack([pixel_statistics(rgba) for rgba in pictures])
        return told_apart(features, pixels, is_drawn, groups, seed=0).mean()

    assert accuracy([*known, *noisy], np.arange(2 * len(known)) >= len(known), np.tile(families, 2)) > 0.95
    assert accuracy(known, np.isin(families, np.unique(families)[::2]), families) < 0.75
    assert not pixel_statistics(np.zeros((64, 64, 4), np.uint8)).any()


def test_distances_within_sentences_and_subjects():
    rows = np.array([[0.0], [3.0], [0.0], [0.0], [1.0]], np.float32)
    spread = spread_marks(rows, [0, 0, 1, 1, 2])
    assert_allclose(spread, [3, 3, 0, 0, np.nan])
    assert subject_spread(rows, ["bat", "bat", "bat", "cat", ""], [7, 8, 8, 9, 1]) == {"bat": 1.5}


def test_a_back_finds_its_front_by_colors_and_features(creatures):
    fronts = [*{rgba.tobytes(): rgba for rgba in creatures[0]}.values()][:8]
    features = np.eye(8, dtype=np.float32)
    same = Views(fronts, [rgba[:, ::-1] for rgba in fronts], features, features)
    assert front_marks(same).all()
    swapped = [1, 0, *range(2, 8)]
    other = Views(fronts, [fronts[place] for place in swapped], features, features[swapped])
    assert front_marks(other).tolist() == [0, 0, 1, 1, 1, 1, 1, 1]
    assert not len(front_marks(Views([], [], features[:0], features[:0])))


def test_an_interval_of_a_share_reaches_what_no_group_shows():
    found = estimates({"copies": np.zeros(20), "largest": np.full(20, 0.5)}, np.arange(20) // 2, Bootstrap(20, 0))
    assert found["copies"] == Estimate(0, 0, 0.3)
    assert found["largest"] == Estimate(0.5, 0.5, 0.5)
    means = [means_of({"a": np.array(values)}, np.arange(3), Bootstrap(50, 0)) for values in ([1.0, 1, 1], [0.0, 0, 1])]
    assert ratio(*means).value == pytest.approx(3)
    assert difference(means[1], means[0]).value == pytest.approx(-2 / 3)
    assert ratio(means[0], means_of({"a": np.zeros(3)}, np.arange(3), Bootstrap(5, 0))).value is None


def test_a_pixel_file_is_indexed_small_and_hard_edged():
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[10:40, 10:40] = 200, 30, 30, 255
    assert is_pixel_file(indexed_png(quantize(rgba)))
    assert not is_pixel_file(png_bytes(rgba))
    assert not is_pixel_file(indexed_png(quantize(rgba[:32, :32])))
