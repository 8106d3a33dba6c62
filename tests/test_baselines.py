"""The baselines learn what they should from pictures made here, and nothing else."""

import numpy as np
import pytest

from spritedex.data.records import Record
from spritedex.errors import PictureError
from spritedex.evaluation.baselines import (
    ALWAYS_WATER,
    BASELINES,
    BOOSTING,
    NEIGHBOURS,
    PRIOR,
    REGRESSION,
    Baseline,
    fit_baseline,
)
from spritedex.evaluation.features import Examples, color_histogram, labels_of, thumbnail
from spritedex.metrics.calibration import decide_all
from spritedex.metrics.multilabel import top1_in_set
from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import TYPES

COLORS = {"fire": (220, 60, 30), "water": (40, 110, 220), "grass": (60, 170, 60)}


def painted(number: int, types: tuple[str, ...]) -> Record:
    """A disc in the color of its first type, a little off, on a clear ground; size and place vary."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:48, :48]
    centre, radius = rng.integers(18, 30, 2), rng.integers(8, 16)
    disc = (y - centre[0]) ** 2 + (x - centre[1]) ** 2 < radius**2
    rgba = np.zeros((48, 48, 4), np.uint8)
    rgba[disc, :3] = np.clip(np.array(COLORS[types[0]]) + rng.integers(-20, 21, 3), 0, 255)
    rgba[disc, 3] = 255
    return Record(str(number), number, f"n{number}", png_bytes(rgba), types, "", number // 2)


def kind(number: int) -> tuple[str, ...]:
    first = ("fire", "water", "water", "grass")[number % 4]
    return (first, "flying") if number % 8 == 0 else (first,)


TRAIN = Examples.of([painted(n, kind(n)) for n in range(80)])
TEST = Examples.of([painted(n, kind(n)) for n in range(80, 120)])


def test_prior_is_the_training_frequencies():
    fitted = fit_baseline(PRIOR, TRAIN, TEST)
    assert fitted.scores.shape == (40, 18)
    assert fitted.scores[0, TYPES.index("water")] == pytest.approx(0.5)
    assert fitted.scores[0, TYPES.index("flying")] == pytest.approx(10 / 80)
    assert (fitted.scores == fitted.scores[0]).all()
    assert fitted.setting == ""


def test_always_water_predicts_water_and_nothing_else():
    decided = decide_all(fit_baseline(ALWAYS_WATER, TRAIN, TEST).scores, [0.5] * 18)
    assert decided[:, TYPES.index("water")].all()
    assert decided.sum() == len(TEST)


@pytest.mark.parametrize("baseline", [BOOSTING, REGRESSION, NEIGHBOURS], ids=lambda baseline: baseline.name)
def test_baselines_learn_colors(baseline: Baseline):
    fitted = fit_baseline(baseline, TRAIN, TEST)
    assert top1_in_set(TEST.labels, fitted.scores) > 0.9
    assert top1_in_set(TRAIN.labels, fitted.out_of_fold) > 0.9
    assert (fitted.scores[:, TYPES.index("dragon")] == 0).all(), "a type never seen in training"
    assert all(word in fitted.setting for word in baseline.grid[0])


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda baseline: baseline.name)
def test_baselines_predict_probabilities_and_always_the_same(baseline: Baseline):
    first, second = fit_baseline(baseline, TRAIN, TEST), fit_baseline(baseline, TRAIN, TEST)
    np.testing.assert_array_equal(first.scores, second.scores)
    assert first.setting == second.setting
    for scores, examples in ((first.scores, TEST), (first.out_of_fold, TRAIN)):
        assert scores.shape == (len(examples), len(TYPES))
        assert 0 <= scores.min() <= scores.max() <= 1


def test_out_of_fold_scores_come_from_fits_without_the_family():
    met: list[tuple[set[int], set[int]]] = []

    def predict(train, test, settings):
        met.append((set(train.families.tolist()), set(test.families.tolist())))
        return [np.full((len(test), 18), len(met) / 10) for _ in settings]

    fitted = fit_baseline(Baseline("spy", ({},), predict), TRAIN, TEST)
    assert len(met) == 4, "three inner folds, then all"
    assert all(not seen & held for seen, held in met)
    assert set().union(*(held for _, held in met[:3])) == set(TRAIN.families.tolist()) == met[3][0]
    assert set(np.unique(fitted.out_of_fold)) == {0.1, 0.2, 0.3}
    assert (fitted.scores == 0.4).all()


def test_the_setting_with_the_best_ranking_is_chosen():
    def predict(train, test, settings):
        return [test.labels * setting["sign"] / 2 + 0.5 for setting in settings]

    fitted = fit_baseline(Baseline("signs", ({"sign": -1}, {"sign": 1}, {"sign": 0}), predict), TRAIN, TEST)
    assert fitted.setting == "sign 1"


def test_a_single_family_is_no_obstacle():
    alone = TRAIN.take(np.flatnonzero(TRAIN.families == 1))
    for baseline in (PRIOR, REGRESSION, NEIGHBOURS):
        assert fit_baseline(baseline, alone, TEST).scores.shape == (40, 18)


def test_examples_of_a_broken_picture_cannot_be_had():
    with pytest.raises(PictureError):
        Examples.of([Record("b", 999, "b", b"not a picture", ("fire",), "", 999)])


def test_histogram_sees_color_and_neither_place_nor_background():
    left = np.zeros((64, 64, 4), np.uint8)
    left[10:20, 5:15] = (250, 10, 10, 255)
    right = np.full((64, 64, 4), 77, np.uint8)
    right[..., 3] = 0
    right[40:50, 45:55] = (250, 10, 10, 255)
    np.testing.assert_allclose(color_histogram(left, 6), color_histogram(right, 6))
    assert (color_histogram(left, 6) ** 2).sum() == pytest.approx(1)
    assert color_histogram(left, 6).argmax() == 5 * 36, "all red, no green, no blue"
    assert color_histogram(left, 4).argmax() == 3 * 16


def test_thumbnail_sees_the_place_and_no_hidden_color():
    left = np.zeros((64, 64, 4), np.uint8)
    left[16:48, 0:32] = (250, 10, 10, 255)
    hidden = left.copy()
    hidden[..., :3][hidden[..., 3] == 0] = 200
    assert thumbnail(left).shape == (16 * 16 * 4,)
    np.testing.assert_allclose(thumbnail(left), thumbnail(hidden))
    assert np.abs(thumbnail(left) - thumbnail(left[:, ::-1])).max() > 1


def test_labels_are_zeros_and_ones_in_order():
    labels = labels_of([painted(0, ("fire", "flying")), painted(1, ("water",))])
    assert labels.sum(axis=1).tolist() == [2, 1]
    assert labels[0, TYPES.index("flying")] == 1
    assert labels_of([]).shape == (0, 18)
