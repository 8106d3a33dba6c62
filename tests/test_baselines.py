"""The baselines learn what they should from pictures painted here, and nothing else."""

import numpy as np
import pytest

from spritedex.bestiary import TYPES
from spritedex.data.records import Record
from spritedex.errors import DataError, PictureError
from spritedex.evaluation.baselines import (
    AlwaysWater,
    ColourHistogram,
    Prior,
    baselines,
    colour_histogram,
    decide,
    labels_of,
)
from spritedex.evaluation.multilabel import top1_in_set
from spritedex.sprites.codec import png_bytes

COLOURS = {"fire": (220, 60, 30), "water": (40, 110, 220), "grass": (60, 170, 60)}


def painted(number: int, types: tuple[str, ...]) -> Record:
    """A disc in the colour of its first type, a little off, on a clear ground; size and place vary."""
    rng = np.random.default_rng(number)
    y, x = np.mgrid[:48, :48]
    centre, radius = rng.integers(18, 30, 2), rng.integers(8, 16)
    disc = (y - centre[0]) ** 2 + (x - centre[1]) ** 2 < radius**2
    rgba = np.zeros((48, 48, 4), np.uint8)
    rgba[disc, :3] = np.clip(np.array(COLOURS[types[0]]) + rng.integers(-20, 21, 3), 0, 255)
    rgba[disc, 3] = 255
    return Record(str(number), number, f"n{number}", png_bytes(rgba), types, "", number)


def kind(number: int) -> tuple[str, ...]:
    first = ("fire", "water", "water", "grass")[number % 4]
    return (first, "flying") if number % 8 == 0 else (first,)


TRAIN = [painted(n, kind(n)) for n in range(60)]
VALIDATION = [painted(n, kind(n)) for n in range(60, 80)]
TEST = [painted(n, kind(n)) for n in range(80, 120)]


def test_prior_is_the_training_frequencies():
    prior = Prior()
    prior.fit(TRAIN, VALIDATION)
    scores = prior.predict(TEST)
    assert scores.shape == (40, 18)
    assert scores[0, TYPES.index("water")] == pytest.approx(0.5)
    assert scores[0, TYPES.index("flying")] == pytest.approx(8 / 60)
    assert (scores == scores[0]).all()


def test_always_water_says_water_and_nothing_else():
    water = AlwaysWater()
    water.fit(TRAIN, VALIDATION)
    decided = decide(water.predict(TEST))
    assert decided[:, TYPES.index("water")].all()
    assert decided.sum() == len(TEST)


def test_colour_baseline_learns_colours():
    colour = ColourHistogram()
    colour.fit(TRAIN, VALIDATION)
    scores = colour.predict(TEST)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert top1_in_set(labels_of(TEST), scores) > 0.9
    assert (scores[:, TYPES.index("dragon")] == 0).all(), "a type never seen in training"


def test_colour_baseline_is_the_same_each_time():
    first, second = ColourHistogram(), ColourHistogram()
    first.fit(TRAIN, VALIDATION)
    second.fit(TRAIN, VALIDATION)
    np.testing.assert_array_equal(first.predict(TEST), second.predict(TEST))
    assert (first.inverse_penalty, first.class_weight) == (second.inverse_penalty, second.class_weight)


def test_colour_baseline_passes_over_broken_training_pictures_and_says_if_all_are():
    broken = Record("b", 999, "b", b"not a picture", ("fire",), "", 999)
    colour = ColourHistogram()
    colour.fit([broken, *TRAIN], VALIDATION)
    with pytest.raises(PictureError):
        colour.predict([broken])
    with pytest.raises(DataError, match="no readable picture in the train part"):
        ColourHistogram().fit([broken], VALIDATION)


def test_colour_baseline_does_without_a_validation_part():
    colour = ColourHistogram()
    colour.fit(TRAIN, [])
    assert (colour.inverse_penalty, colour.class_weight) == (1.0, None)
    assert top1_in_set(labels_of(TEST), colour.predict(TEST)) > 0.9


def test_histogram_sees_colour_and_neither_place_nor_background():
    left = np.zeros((64, 64, 4), np.uint8)
    left[10:20, 5:15] = (250, 10, 10, 255)
    right = np.full((64, 64, 4), 77, np.uint8)
    right[..., 3] = 0
    right[40:50, 45:55] = (250, 10, 10, 255)
    np.testing.assert_allclose(colour_histogram(left), colour_histogram(right))
    assert (colour_histogram(left) ** 2).sum() == pytest.approx(1)
    assert colour_histogram(left).argmax() == 5 * 36, "all red, no green, no blue"


def test_decide_gives_one_or_two_types():
    scores = np.full((3, 18), 0.1)
    scores[0, 3] = 0.2
    scores[1, [2, 5]] = 0.9, 0.5
    scores[2, [1, 2, 3]] = 0.9, 0.8, 0.7
    assert decide(scores).sum(axis=1).tolist() == [1, 2, 2]
    assert decide(scores)[2, [1, 2]].all()


def test_all_baselines_answer_with_probabilities():
    for baseline in baselines():
        baseline.fit(TRAIN, VALIDATION)
        scores = baseline.predict(TEST)
        assert scores.shape == (len(TEST), len(TYPES))
        assert scores.min() >= 0
        assert scores.max() <= 1
