"""Temperatures and thresholds against brute force, and the file of out-of-fold predictions."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from spritedex.errors import DataError
from spritedex.evaluation.predictions import Predictions, read_predictions, write_predictions
from spritedex.metrics import calibration as decoding
from spritedex.metrics.calibration import TEMPERATURES, THRESHOLDS, decide_all, fit_decoding, sigmoid
from spritedex.metrics.multilabel import f1_micro
from spritedex.vocabulary import TYPES, decide_types, multi_hot


def example(rows: int, seed: int = 0, sharpness: float = 1.0):
    """Logits that are honest once divided by `sharpness`, and labels drawn from them."""
    rng = np.random.default_rng(seed)
    honest = rng.normal(-2.3, 1.2, (rows, len(TYPES)))
    labels = (rng.random(honest.shape) < sigmoid(honest)).astype(np.float32)
    return honest * sharpness, labels


def test_temperature_undoes_what_sharpened_the_logits():
    logits, labels = example(1500, sharpness=3.0)
    assert fit_decoding(logits, labels).temperature == pytest.approx(3, rel=0.12)


def test_temperature_has_the_least_cross_entropy_of_all():
    logits, labels = example(40, sharpness=2.0)
    fitted = fit_decoding(logits, labels).temperature

    def loss(temperature):
        chances = np.clip(sigmoid(logits / temperature), 1e-12, 1 - 1e-12)
        return -(labels * np.log(chances) + (1 - labels) * np.log1p(-chances)).mean()

    assert fitted == min(TEMPERATURES, key=loss)


def test_common_threshold_is_that_of_brute_force(monkeypatch):
    monkeypatch.setattr(decoding, "ROUNDS", 0)
    logits, labels = example(60, seed=3)
    fitted = fit_decoding(logits, labels)
    chances = fitted.probabilities(logits)

    def score(threshold):
        return f1_micro(labels, np.stack([multi_hot(decide_types(row, [threshold] * 18)) for row in chances]))

    assert set(fitted.thresholds) == {round(float(max(THRESHOLDS, key=score)), 4)}


def test_thresholds_by_type_reach_the_best_of_all_combinations(monkeypatch):
    monkeypatch.setattr(decoding, "SHRINKAGE", 1e-9)
    monkeypatch.setattr(decoding, "THRESHOLDS", np.array([0.1, 0.3, 0.5]))
    labels = np.zeros((40, 18), np.float32)
    rng = np.random.default_rng(0)
    logits = np.full((40, 18), -9.0)
    labels[:, 0], logits[:, 0] = 1, 4.0
    for kind, cut in ((1, 0.3), (2, 0.5)):
        rows = slice(0, 20) if kind == 1 else slice(20, 40)
        chances = rng.uniform(0.12, 0.48 if kind == 1 else 0.7, 20)
        logits[rows, kind] = np.log(chances / (1 - chances))
        labels[rows, kind] = chances >= cut
    fitted = fit_decoding(logits, labels)
    chances = fitted.probabilities(logits)

    def score(pair):
        thresholds = np.full(18, 0.5)
        thresholds[[1, 2]] = pair
        return f1_micro(labels, decide_all(chances, thresholds))

    best = max(score(pair) for pair in itertools.product([0.1, 0.3, 0.5], repeat=2))
    assert f1_micro(labels, fitted.decide(logits)) == pytest.approx(best)


def test_few_examples_of_a_type_stay_near_the_common_threshold():
    logits, labels = example(80, seed=5)
    labels[:, TYPES.index("ghost")] = 0
    fitted = fit_decoding(logits, labels)
    common = [t for kind, t in zip(TYPES, fitted.thresholds, strict=True) if kind == "ghost"]
    assert min(THRESHOLDS) <= common[0] <= max(THRESHOLDS)
    assert np.ptp(fitted.thresholds) < np.ptp(THRESHOLDS) / 2


def test_all_rows_are_decided_as_single_ones_are():
    rng = np.random.default_rng(1)
    chances = rng.random((200, 18)).round(1)
    thresholds = rng.uniform(0.2, 0.95, 18)
    expected = np.stack([multi_hot(decide_types(row, thresholds)) for row in chances])
    np.testing.assert_array_equal(decide_all(chances, thresholds), expected)


def test_decoding_refuses_what_does_not_fit():
    logits, labels = example(4)
    with pytest.raises(ValueError, match="one shape"):
        fit_decoding(logits, labels[:3])
    with pytest.raises(ValueError, match="at least one row"):
        fit_decoding(logits[:0], labels[:0])


def predictions() -> Predictions:
    logits = np.random.default_rng(0).normal(0, 3, (5, 18))
    keys = ("a/1.png", "b, with comma.png", "Nidoran♀.png", "d.png", "e.png")
    return Predictions({"config": "é", "folds": 2}, keys, np.array([1, 2, 1, 2, 1]), logits)


def test_predictions_come_back_as_they_were_written(tmp_path: Path):
    wrote = predictions()
    write_predictions(wrote, tmp_path / "folds" / "m.csv")
    read = read_predictions(tmp_path / "folds" / "m.csv")
    assert (read.settings, read.keys) == (wrote.settings, wrote.keys)
    np.testing.assert_array_equal(read.folds, wrote.folds)
    np.testing.assert_allclose(read.logits, wrote.logits, atol=5e-4)
    write_predictions(read, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "folds" / "m.csv").read_bytes()


def test_predictions_are_found_by_key():
    assert predictions().rows(["d.png", "a/1.png"]).tolist() == [3, 0]
    with pytest.raises(DataError, match=r"no prediction for x\.png and 1 more; .*spritedex benchmark classifier"):
        predictions().rows(["d.png", "x.png", "y.png"])


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text.split("\n", 1)[1],
        lambda text: text.replace("# {", "# [", 1),
        lambda text: text.replace("normal,fire", "fire,normal"),
        lambda text: text[: len(text) // 2],
        lambda text: "\n".join(text.splitlines()[:2]) + "\n",
        lambda text: text.replace("d.png,2", "d.png,two"),
        lambda text: text.replace("d.png,2,", "d.png,2,nan,"),
        lambda text: text.splitlines()[0].replace("{", "[").replace("}", "]") + text.partition("\n")[2],
    ],
)
def test_damaged_predictions_are_named_with_the_cure(tmp_path: Path, damage):
    path = tmp_path / "m.csv"
    write_predictions(predictions(), path)
    path.write_text(damage(path.read_text()))
    with pytest.raises(DataError, match=r"m\.csv: not a file of predictions .* spritedex benchmark classifier"):
        read_predictions(path)


def test_missing_predictions_are_named_with_the_cure(tmp_path: Path):
    with pytest.raises(DataError, match=r"nowhere\.csv: cannot be read .* spritedex benchmark classifier"):
        read_predictions(tmp_path / "nowhere.csv")
