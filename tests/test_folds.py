"""Numbers of folds: means, cross-fitted decodings, drops between styles, a confusion of two types a picture."""

import numpy as np
import pytest

from spritedex.evaluation.folds import clearly_above, cross_fit, decode, fold_means, logits_of, style_drop
from spritedex.evaluation.scorecard import HEADLINES, Estimate, Output, Row
from spritedex.metrics import multilabel
from spritedex.metrics.multilabel import confusion
from spritedex.vocabulary import TYPES


def hot(*rows: tuple[str, ...]):
    return np.array([[float(name in row) for name in TYPES] for row in rows], np.float32)


def test_confusion_counts_no_second_true_type():
    labels = hot(("fire", "flying"), ("fire",), ("water",), ("water",))
    predictions = hot(("fire", "flying"), ("flying", "water"), ("water",), ("water", "fire"))
    shares = confusion(labels, predictions)
    fire, water, flying = (TYPES.index(name) for name in ("fire", "water", "flying"))
    assert shares[fire, fire] == 0.5
    assert shares[fire, flying] == 0.5, "once true, once not"
    assert shares[fire, water] == 0.5
    assert shares[water, water] == 1
    assert shares[water, fire] == 0.5
    assert np.isnan(shares[TYPES.index("ghost")]).all()


def scores(seed: int, rows: int = 60):
    rng = np.random.default_rng(seed)
    labels = (rng.random((rows, 18)) < 0.2).astype(np.float32)
    labels[:, 0] = ~labels.any(axis=1)
    chances = np.clip(labels * 0.3 + rng.random(labels.shape) * 0.6, 0.01, 0.99)
    return labels, chances, np.arange(rows) // 2, np.arange(rows) % 3 + 1


def known(estimate: Estimate) -> tuple[float, float, float]:
    """Value, low and high of a metric that is defined."""
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.value, estimate.low, estimate.high


def test_fold_means_are_means_of_the_metrics_of_folds():
    labels, chances, families, folds = scores(0)
    output = Output("x", chances, (chances > 0.5).astype(np.float32))
    row = fold_means(labels, families.tolist(), folds, output, resamples=30, seed=0)
    for name in HEADLINES:
        other = output.predictions if name == "f1_micro" else chances
        by_fold = [getattr(multilabel, name)(labels[folds == fold], other[folds == fold]) for fold in (1, 2, 3)]
        value, low, high = known(row.metrics[name])
        assert value == pytest.approx(np.mean(by_fold))
        assert low < value < high


def test_a_fold_is_decoded_by_what_was_fitted_on_the_others():
    labels, chances, _, folds = scores(1)
    logits = logits_of(chances)
    decodings = cross_fit(logits, labels, folds)
    changed = labels.copy()
    changed[folds == 2] = 1 - changed[folds == 2]
    assert cross_fit(logits, changed, folds)[2] == decodings[2]
    assert cross_fit(logits, changed, folds)[1] != decodings[1]
    output = decode("x", logits, folds, decodings)
    np.testing.assert_array_equal(output.scores[folds == 3], decodings[3].probabilities(logits[folds == 3]))
    np.testing.assert_array_equal(output.predictions[folds == 3], decodings[3].decide(logits[folds == 3]))
    with pytest.raises(ValueError, match="only one fold"):
        cross_fit(logits, labels, np.ones(len(labels), np.intp))


def test_drop_is_the_first_style_minus_the_second_family_by_family():
    labels, chances, families, _ = scores(2)
    good = Output("x", labels * 0.9 + 0.05, labels)
    bad = Output("x", chances, (chances > 0.5).astype(np.float32))
    both = (labels, labels), (families.tolist(), families.tolist())
    metrics, drop = style_drop(*both, (good, bad), resamples=30, seed=0)
    value, low, _ = known(drop.metrics["f1_micro"])
    assert value == pytest.approx(1 - known(metrics.metrics["f1_micro"])[0])
    assert low > 0
    same = style_drop(*both, (bad, bad), resamples=30, seed=0)[1].metrics
    assert all(estimate == Estimate(0.0, 0.0, 0.0) for estimate in same.values())


def test_intervals_lie_apart_or_not():
    def row(low, high):
        return Row("x", {name: Estimate((low + high) / 2, low, high) for name in HEADLINES})

    assert all(clearly_above(row(0.5, 0.6), row(0.3, 0.4)).values())
    assert not any(clearly_above(row(0.5, 0.6), row(0.4, 0.55)).values())
    assert not any(clearly_above(row(0.1, 0.2), row(0.4, 0.55)).values())
