"""Every metric against scikit-learn on random data with ties and gaps, and against cases worked by hand."""

import numpy as np
import pytest
from sklearn import metrics

from spritedex.metrics import multilabel
from spritedex.vocabulary import TYPES


@pytest.fixture(scope="module")
def case():
    """240 rows: scores rounded so that many are equal; one type never occurs, another is never predicted."""
    rng = np.random.default_rng(3)
    labels = (rng.random((240, 18)) < rng.uniform(0.03, 0.3, 18)).astype(np.float32)
    labels[:, 4] = 0
    labels[np.arange(240), rng.integers(5, 18, 240)] = 1
    scores = np.clip(0.3 * labels + rng.random((240, 18)) * 0.7, 0, 1).round(1)
    predictions = (scores > 0.6).astype(np.float32)
    predictions[:, 7] = 0
    return labels, scores, predictions


def test_average_precision_equals_sklearn_with_ties(case):
    labels, scores, _ = case
    ours = multilabel.average_precision(labels, scores)
    assert np.isnan(ours[4])
    for k in range(18):
        if k != 4:
            assert ours[k] == pytest.approx(metrics.average_precision_score(labels[:, k], scores[:, k]))


def test_mean_average_precision_is_sklearn_macro_over_types_that_occur(case):
    labels, scores, _ = case
    occur = labels.any(axis=0)
    expected = metrics.average_precision_score(labels[:, occur], scores[:, occur], average="macro")
    assert multilabel.mean_average_precision(labels, scores) == pytest.approx(expected)


def test_average_precision_by_hand():
    labels = np.array([[1], [0], [1], [0]])
    assert multilabel.average_precision(labels, np.array([[0.9], [0.8], [0.7], [0.1]]))[0] == pytest.approx(
        (1 / 1 + 2 / 3) / 2
    )
    assert multilabel.average_precision(labels, np.zeros((4, 1)))[0] == pytest.approx(0.5), "no skill: the share"


def test_f1_equals_sklearn(case):
    labels, _, predictions = case
    assert multilabel.f1_micro(labels, predictions) == pytest.approx(
        metrics.f1_score(labels, predictions, average="micro")
    )
    assert multilabel.f1_macro(labels, predictions) == pytest.approx(
        metrics.f1_score(labels, predictions, average="macro", zero_division=np.nan)
    )


def test_f1_macro_leaves_out_types_that_neither_occur_nor_are_predicted():
    labels = np.array([[1, 0, 0], [1, 0, 0]])
    predictions = np.array([[1, 0, 0], [1, 1, 0]])
    assert multilabel.f1_macro(labels, predictions) == pytest.approx((1 + 0) / 2)


def test_exact_match_hamming_and_jaccard_equal_sklearn(case):
    labels, _, predictions = case
    assert multilabel.exact_match(labels, predictions) == pytest.approx(metrics.accuracy_score(labels, predictions))
    assert multilabel.hamming_loss(labels, predictions) == pytest.approx(metrics.hamming_loss(labels, predictions))
    assert multilabel.jaccard(labels, predictions) == pytest.approx(
        metrics.jaccard_score(labels, predictions, average="samples", zero_division=1)
    )


def test_sets_by_hand():
    labels = np.array([[1, 1, 0, 0], [0, 0, 1, 0]])
    predictions = np.array([[1, 0, 0, 1], [0, 0, 1, 0]])
    assert multilabel.exact_match(labels, predictions) == 0.5
    assert multilabel.hamming_loss(labels, predictions) == 0.25
    assert multilabel.jaccard(labels, predictions) == pytest.approx((1 / 3 + 1) / 2)
    assert multilabel.f1_micro(labels, predictions) == pytest.approx(2 * 2 / (3 + 3))


def test_lrap_equals_sklearn(case):
    labels, scores, _ = case
    labels = labels.copy()
    labels[0], labels[1] = 0, 1
    expected = metrics.label_ranking_average_precision_score(labels, scores)
    assert multilabel.lrap(labels, scores) == pytest.approx(expected)


def test_top1_in_set_by_hand():
    labels = np.array([[1, 1, 0], [0, 0, 1], [1, 0, 0]])
    scores = np.array([[0.2, 0.7, 0.9], [0.0, 0.1, 0.2], [0.5, 0.5, 0.1]])
    assert multilabel.top1_in_set(labels, scores) == pytest.approx(2 / 3), "equal scores: the first counts"


def test_top1_in_set_is_sklearn_accuracy_where_each_row_has_one_type():
    rng = np.random.default_rng(0)
    truth, scores = rng.integers(18, size=100), rng.random((100, 18))
    expected = metrics.accuracy_score(truth, scores.argmax(axis=1))
    assert multilabel.top1_in_set(np.eye(18)[truth], scores) == pytest.approx(expected)


def test_calibration_by_hand():
    labels = np.array([[1, 0], [0, 0]])
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05]])
    assert multilabel.expected_calibration_error(labels, probabilities, bins=10) == pytest.approx(
        0.5 * abs(0.95 - 0.5) + 0.5 * abs(0.05 - 0.0)
    )
    assert multilabel.expected_calibration_error(labels, labels.astype(float)) == 0


def test_calibration_of_a_calibrated_forecaster_is_small_and_of_a_boaster_large():
    rng = np.random.default_rng(1)
    probabilities = rng.random((4000, 18))
    labels = rng.random((4000, 18)) < probabilities
    assert multilabel.expected_calibration_error(labels, probabilities) < 0.01
    assert multilabel.expected_calibration_error(labels, (probabilities > 0.5).astype(float)) > 0.2


def test_per_type_table_equals_sklearn(case):
    labels, scores, predictions = case
    table = multilabel.per_type_table(labels, scores, predictions)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predictions, zero_division=np.nan)
    assert [row.type for row in table] == list(TYPES)
    assert [row.support for row in table] == support.tolist()
    assert [row.predicted for row in table] == predictions.sum(axis=0).astype(int).tolist()
    np.testing.assert_allclose([row.precision for row in table], precision)
    np.testing.assert_allclose([row.recall for row in table], recall)
    np.testing.assert_allclose([row.f1 for row in table], f1)
    assert np.isnan(table[7].precision), "never predicted"
    assert np.isnan(table[4].recall), "never occurs"


@pytest.mark.parametrize(
    "metric",
    [
        multilabel.top1_in_set, multilabel.average_precision, multilabel.f1_micro, multilabel.exact_match,
        multilabel.hamming_loss, multilabel.jaccard, multilabel.lrap, multilabel.expected_calibration_error,
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit_and_empty_input_are_errors(metric):
    with pytest.raises(ValueError, match=r"both must be \[N, C\]"):
        metric(np.zeros((3, 18)), np.zeros((3, 17)))
    with pytest.raises(ValueError, match="no rows"):
        metric(np.zeros((0, 18)), np.zeros((0, 18)))


def test_calibration_refuses_logits():
    with pytest.raises(ValueError, match=r"in \[0, 1\]"):
        multilabel.expected_calibration_error(np.zeros((1, 2)), np.array([[-3.0, 2.0]]))
