"""Labels are softened as by hand; the logistic curve is that of scikit-learn, and found where answers are far off."""

import numpy as np
import pytest

from spritedex.regression import fit_curve, soften


def test_a_teacher_softens_labels_by_two_thirds_of_its_prediction() -> None:
    feature = np.array([[1.0], [1.0], [-1.0], [-1.0]])
    labels = np.array([[1.0], [0.0], [0.0], [0.0]])
    assert np.array_equal(soften(labels, np.zeros((4, 0))), labels)
    # By hand: the feature's slope is 1 / (4 + 2), on labels whose mean is 0.25.
    assert soften(labels, feature) == pytest.approx(0.25 + (labels - 0.25) / 3 + feature / 6 * 2 / 3)


def test_the_curve_is_that_of_scikit_learn() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model", reason="needs the extra [train]")
    rng = np.random.default_rng(0)
    answers, share = rng.normal(0.2, 0.3, (300, 4)), rng.random(300)
    share /= share.sum()
    right = (rng.random((300, 4)) < 1 / (1 + np.exp(3 - 4 * answers))).astype(np.float64)
    other = linear_model.LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10)
    other.fit(answers.reshape(-1, 1), right.ravel(), sample_weight=np.repeat(share, 4))
    logits = answers * other.coef_[0, 0] + other.intercept_[0]
    loss = ((np.logaddexp(0, logits) - right * logits) * share[:, None]).sum()
    expected = (loss, other.coef_[0, 0], other.intercept_[0])
    assert fit_curve(answers, right, share) == pytest.approx(expected, rel=1e-6)


def test_the_curve_is_found_where_answers_are_far_from_probabilities() -> None:
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(200, 3)) * 60 - 90  # a whole step of Newton's method leads ever farther away
    right = (rng.random((200, 3)) < 1 / (1 + np.exp(-(answers + 90) / 30))).astype(np.float64)
    loss, slope, offset = fit_curve(answers, right, np.full(200, 1 / 200))
    assert (slope, offset) == pytest.approx((1 / 30, 3), rel=0.25)
    assert loss < 3 * np.log(2)
