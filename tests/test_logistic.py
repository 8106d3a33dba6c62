"""The logistic curve is the one that scikit-learn finds, and is found where answers are far from probabilities."""

import numpy as np
import pytest

from spritedex.logistic import fit_curve


def test_it_is_the_curve_of_scikit_learn() -> None:
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


def test_it_is_found_where_answers_are_far_from_probabilities() -> None:
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(200, 3)) * 60 - 90  # a whole step of Newton's method leads ever farther away
    right = (rng.random((200, 3)) < 1 / (1 + np.exp(-(answers + 90) / 30))).astype(np.float64)
    loss, slope, offset = fit_curve(answers, right, np.full(200, 1 / 200))
    assert (slope, offset) == pytest.approx((1 / 30, 3), rel=0.25)
    assert loss < 3 * np.log(2)
