"""The classifier in Python: colors that the toy knows, batches, the nearest species, all kinds of pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import OptionError, PictureError
from spritedex.runtime.classifier import Classifier, prepare
from spritedex.sprites.codec import RGBA, png_bytes
from spritedex.vocabulary import TYPES
from tests.pictures import TYPE_COLORS, plain
from tests.toy_bundles import toy_reader


@pytest.mark.parametrize("name", TYPE_COLORS)
def test_a_color_is_read_as_its_type(classifier: Classifier, name: str) -> None:
    reading = classifier.classify_one(plain(name))
    assert reading.types == (name,)
    assert tuple(reading.probabilities) == TYPES
    assert all(0 <= value <= 1 for value in reading.probabilities.values())


def test_probabilities_are_the_sigmoid_of_the_logits_over_the_temperature(classifier: Classifier) -> None:
    # Red after (x - 0.5) / 0.5 is (1, -1, -1); fire's column is (3, -1, -1), so its logit is 3 + 1 + 1 - 1 = 4.
    expected = 1 / (1 + np.exp(-4 / classifier.config.temperature))
    found = classifier.classify_one(plain("fire")).probabilities["fire"]
    assert found == pytest.approx(expected, abs=1e-6)


def test_threshold_decides_on_the_second_type_only(classifier: Classifier) -> None:
    assert len(classifier.classify_one(plain("fire"), threshold=0).types) == 2
    assert classifier.classify_one(plain("fire"), threshold=1).types == ("fire",)
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(OptionError, match="must be between 0 and 1"):
            classifier.classify_one(plain("fire"), threshold=wrong)


def test_logits_are_those_behind_the_probabilities(classifier: Classifier) -> None:
    pictures = [plain(name) for name in TYPE_COLORS] * 3
    rows = list(classifier.logits(iter(pictures), batch_size=4))
    assert [row.shape for row in rows] == [(len(TYPES),)] * 9
    assert {row.dtype for row in rows} == {np.dtype(np.float64)}
    for row, reading in zip(rows, classifier.classify(pictures), strict=True):
        probabilities = 1 / (1 + np.exp(-row / classifier.config.temperature))
        assert probabilities.tolist() == pytest.approx(list(reading.probabilities.values()), abs=1e-9)
    with pytest.raises(OptionError, match="batch_size 0: must be at least 1"):
        classifier.logits([], batch_size=0)


def test_a_gallery_names_the_nearest_known_species(reader: Path) -> None:
    classifier = Classifier.load(reader)
    reading = classifier.classify_one(plain("fire"))
    assert [(like.name, like.number, like.types) for like in reading.nearest] == [("Ember", 1, ("fire",))]
    assert reading.nearest[0].similarity == pytest.approx(1, abs=1e-3)
    assert reading.embedding is not None
    assert np.linalg.norm(reading.embedding) == pytest.approx(1)
    assert "embedding" not in repr(reading)
    three = classifier.classify_one(plain("water"), nearest=3).nearest
    assert three[0].name == "Drop"
    assert {like.name for like in three} == {"Drop", "Ember", "Sprout"}, "a species once, by its likest picture"
    assert classifier.classify_one(plain("water"), nearest=0).nearest == ()
    with pytest.raises(OptionError, match="nearest -1: must be at least 0"):
        classifier.classify_one(plain("water"), nearest=-1)


def test_without_a_gallery_there_is_an_embedding_but_nothing_near(classifier: Classifier, tmp_path: Path) -> None:
    bare = Classifier.load(toy_reader(tmp_path / "bare", gallery=False)).classify_one(plain("fire"))
    assert bare.embedding is not None
    assert bare.nearest == ()
    plainest = classifier.classify_one(plain("fire"))
    assert (plainest.embedding, plainest.nearest) == (None, ())
    assert plainest == bare, "the embedding is no part of what was read"


def test_batches_give_what_single_pictures_give(classifier: Classifier) -> None:
    pictures = [plain(name, 10 + size, 20) for size in range(4) for name in TYPE_COLORS]
    alone = [classifier.classify_one(picture).probabilities for picture in pictures]
    for size in (1, 5, 100):
        together = [reading.probabilities for reading in classifier.classify(pictures, batch_size=size)]
        for one, other in zip(alone, together, strict=True):
            assert one == pytest.approx(other, abs=1e-6)


def test_pictures_are_drawn_from_the_source_as_they_are_needed(classifier: Classifier) -> None:
    taken = 0

    def endless() -> Iterator[RGBA]:
        nonlocal taken
        while True:
            taken += 1
            yield plain("water")

    readings = classifier.classify(endless(), batch_size=4)
    assert next(readings).types == ("water",)
    assert taken == 4


def test_every_way_to_hand_a_picture_over(classifier: Classifier, tmp_path: Path) -> None:
    rgba = plain("grass")
    path = tmp_path / "green.png"
    path.write_bytes(png_bytes(rgba))
    image = Image.fromarray(rgba)
    for source in (path, str(path), path.read_bytes(), rgba, image, image.convert("P"), image.convert("CMYK")):
        assert classifier.classify_one(source).types == ("grass",)
    sixteen_bit = Image.fromarray(np.full((16, 16), 65535, np.uint16))
    white = np.full((16, 16, 4), 255, np.uint8)
    assert classifier.classify_one(sixteen_bit) == classifier.classify_one(white)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((16, 16, 2), np.uint8), r"an array of uint8 \[16, 16, 2\]; use uint8 \[H, W, 4\]"),
        (np.ones((16, 16, 4), np.float32), "float32"),
        (np.zeros((16, 16, 4), np.uint8), "fully transparent"),
        (np.full((2, 16, 4), 255, np.uint8), "too small"),
    ],
)
def test_an_array_that_is_no_picture_is_refused(classifier: Classifier, array: Any, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        classifier.classify_one(array)


def test_prepared_pixels_are_padded_clear_on_white_and_normalized() -> None:
    pixels = prepare(plain("fire", 8, 16), 16, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    assert pixels.shape == (3, 16, 16)
    assert pixels.dtype == np.float32
    assert pixels[:, 0, 0].tolist() == [2, 2, 2]
    assert pixels[:, 8, 8].tolist() == [2, -2, -2]
