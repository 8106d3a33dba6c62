"""Intervals: whole families are drawn, seeds fix them, and they cover what they promise."""

from dataclasses import replace

import numpy as np
import pytest

from spritedex.evaluation.classifier_report import verdicts
from spritedex.evaluation.scorecard import Estimate, Output, make_scorecard
from spritedex.metrics.bootstrap import (
    basic_interval,
    centered_interval,
    family_means,
    family_resamples,
    percentile_interval,
)
from spritedex.metrics.multilabel import mean_average_precision


def interval(statistic, families, level=0.95, **draws):
    low, high = percentile_interval(family_resamples(statistic, families, **draws), level)
    return float(low[0]), float(high[0])


def test_families_are_drawn_whole():
    families = np.array([7, 7, 7, 2, 2, 9])
    sizes = {7: 3, 2: 2, 9: 1}
    draws = []

    def keep(rows):
        draws.append(rows)
        return 0.0

    family_resamples(keep, families, resamples=50)
    for rows in draws:
        counts = {f: int((families[rows] == f).sum()) for f in sizes}
        assert all(counts[f] % sizes[f] == 0 for f in sizes), "a family came in part"
        assert sum(counts[f] // sizes[f] for f in sizes) == 3
        for row in range(6):
            assert (rows == row).sum() * sizes[families[row]] == counts[families[row]]


def test_same_seed_same_interval_other_seed_other():
    values = np.random.default_rng(0).random(60)
    families = np.arange(60) // 3
    first = interval(lambda rows: values[rows].mean(), families, seed=1)
    assert first == interval(lambda rows: values[rows].mean(), families, seed=1)
    assert first != interval(lambda rows: values[rows].mean(), families, seed=2)


def test_with_families_of_one_it_is_the_plain_percentile_bootstrap():
    from scipy.stats import bootstrap

    values = np.random.default_rng(5).normal(size=200)
    low, high = interval(lambda rows: values[rows].mean(), np.arange(200), resamples=4000)
    plain = bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=0).confidence_interval
    assert low == pytest.approx(plain.low, abs=0.01)
    assert high == pytest.approx(plain.high, abs=0.01)


def test_alike_members_widen_the_interval():
    values = np.repeat(np.random.default_rng(5).random(30), 8)
    families = np.repeat(np.arange(30), 8)

    def width(groups):
        low, high = interval(lambda rows: values[rows].mean(), groups)
        return high - low

    assert width(families) > 2 * width(np.arange(240))


def test_it_covers_the_truth_about_as_often_as_it_says():
    """200 worlds of 40 families, three alike in each: 95 % intervals should hold the mean, 0."""
    rng = np.random.default_rng(11)
    families = np.repeat(np.arange(40), 3)
    worlds = np.repeat(rng.normal(size=(200, 40)), 3, axis=1) + 0.1 * rng.normal(size=(200, 120))
    samples = family_resamples(lambda rows: worlds[:, rows].mean(axis=1), families, resamples=400)
    low, high = percentile_interval(samples)
    held = ((low <= 0) & (high >= 0)).mean()
    assert 0.88 <= held <= 0.99


def test_several_metrics_share_their_resamples():
    a, b = np.random.default_rng(0).random((2, 40))
    families = np.arange(40) // 2
    both = family_resamples(lambda rows: [a[rows].mean(), b[rows].mean()], families, resamples=20)
    alone = family_resamples(lambda rows: b[rows].mean(), families, resamples=20)
    assert both.shape == (20, 2)
    np.testing.assert_array_equal(both[:, 1], alone[:, 0])


def test_means_of_families_skip_what_is_not_known():
    nan = np.nan
    values = np.array([[[1, 0], [1, 1], [0, 0]], [[nan, nan], [nan, 1], [1, 1]], [[nan, nan]] * 3])
    means = family_means(values, np.array([4, 4, 9]), resamples=40)
    np.testing.assert_array_equal(means.values, [0.5, 1, nan])
    assert set(means.samples[:, 0]) == {0, 0.5, 0.75}
    assert (means.samples[:, 1] == 1).all()
    np.testing.assert_array_equal(means.unseen, [1, 1, 1])
    many = family_means(np.where(np.arange(100) < 40, 0, nan)[None, :, None], np.arange(100) // 2, resamples=5)
    assert many.unseen == pytest.approx([3 / 20])  # of the 20 families that are known


def test_resamples_without_a_metric_do_not_count():
    low, high = percentile_interval(np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]]), level=0.5)
    assert (low[0], high[0]) == (1.5, 2.5)
    assert np.isnan(low[1])
    assert np.isnan(high[1])


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        interval(np.mean, [])
    with pytest.raises(ValueError, match="at least 1"):
        interval(np.mean, [1, 2], resamples=0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval(lambda rows: 0.0, [1, 2], level=95)


def test_for_a_mean_the_centered_interval_is_the_percentile_interval():
    values = np.random.default_rng(0).random(90)
    families = np.arange(90) // 3
    samples = family_resamples(lambda rows: values[rows].mean(), families, resamples=2000)
    np.testing.assert_allclose(
        centered_interval(np.array([values.mean()]), samples), percentile_interval(samples), atol=0.005
    )


def test_a_bias_of_the_samples_is_corrected():
    samples = np.array([[3.0], [4.0], [5.0], [np.nan]])
    low, high = centered_interval(np.array([2.0]), samples, level=0.5)
    assert (low[0], high[0]) == (1.5, 2.5)
    low, high = basic_interval(np.array([2.0]), samples, level=0.5)
    assert (low[0], high[0]) == (-0.5, 0.5)


def test_random_scores_are_seldom_found_better_than_constant_ones():
    """The percentile interval finds them better almost every time, for repeated pictures rank together."""
    rng = np.random.default_rng(4)
    labels = (rng.random((120, 18)) < 0.09).astype(float)
    families = np.arange(120) // 2
    constant = np.zeros((120, 18))
    trials, by_percentile, by_basic = 12, 0, 0
    for _ in range(trials):
        random = rng.random((120, 18))

        def gain(rows, scores=random):
            return mean_average_precision(labels[rows], scores[rows]) - mean_average_precision(
                labels[rows], constant[rows]
            )

        samples = family_resamples(gain, families, resamples=150)
        by_percentile += percentile_interval(samples)[0][0] > 0
        by_basic += basic_interval(np.array([gain(np.arange(120))]), samples)[0][0] > 0
    assert by_percentile >= trials - 2
    assert by_basic <= 2


def test_few_families_prove_nothing_and_a_model_with_nothing_right_is_better_in_nothing():
    labels = np.zeros((8, 18))
    labels[:, 0] = 1
    scores = np.tile(np.linspace(0.1, 0.9, 18), (8, 1))
    outputs = [Output("wrong", scores, scores > 0.5), Output("right", labels, labels), Output("also", scores, labels)]
    card = make_scorecard(labels, [1, 1, 2, 2, 3, 3, 4, 4], outputs, resamples=50, seed=0)
    never, always = (row.metrics["top1_in_set"] for row in card.rows[:2])
    assert (never.value, never.low, never.high) == (0, 0, 0.75)  # the rule of three: 3 of 4 families
    assert (always.value, always.low, always.high) == (1, 0.25, 1)
    assert all(words.startswith("no clear difference in") for words in verdicts(card.differences))
    many = make_scorecard(np.tile(labels, (50, 1)), list(range(400)), [
        Output(each.name, np.tile(each.scores, (50, 1)), np.tile(each.predictions, (50, 1))) for each in outputs
    ], resamples=50, seed=0)  # fmt: skip
    assert "clearly worse in first guess in set" in next(iter(verdicts(many.differences)))
    mirrored = [replace(each, metrics={k: Estimate(0.5, 0.4, 0.6) for k in each.metrics}) for each in many.differences]
    assert "clearly better" in next(iter(verdicts(mirrored)))
    assert "clearly better" not in next(iter(verdicts(mirrored, never_right=True)))
