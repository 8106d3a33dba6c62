"""Words of pictures: heads that are fitted say what they learnt, and a damaged file is named in one line."""

from pathlib import Path

import numpy as np
import pytest

from spritedex.bundle.word_heads import HEAD_WORDS, HEADS, WordHeads, write_word_heads
from spritedex.data.loaders import read_bestiary
from spritedex.data.word_labels import labels_of, learnt_words, noun_in
from spritedex.data.words import Words
from spritedex.errors import BundleError
from spritedex.evaluation.word_fit import fit_heads
from spritedex.metrics.calibration import SURE, sure_from
from spritedex.runtime.classifier import Classifier
from spritedex.workflows.evaluate.splits import bundle_split
from tests.toy_bundles import WORD_HEADS

HELD_OUT = 40
BAT = Words("bat", ("mouse",), ("black",), "small flying", ("two wide wings", "pointed ears"))


def test_heads_that_were_written_are_read_again(tmp_path: Path) -> None:
    write_word_heads(tmp_path, WORD_HEADS)
    read = WordHeads.load(tmp_path, 3)
    assert read.said == WORD_HEADS.said
    found = read.probabilities(np.array([1.0, 0, 0]))
    assert list(found) == ["subject", "size", "feature"]
    assert next(iter(found["subject"])) == "ember"
    assert found["subject"]["ember"] == pytest.approx(1 / (1 + np.exp(-6)), abs=1e-3)


@pytest.mark.parametrize(("file", "content"), [(HEADS, b"{}"), (HEAD_WORDS, b'{"words": {"color": ["red"]}}')])
def test_a_damaged_file_is_named(tmp_path: Path, file: str, content: bytes) -> None:
    write_word_heads(tmp_path, WORD_HEADS)
    with pytest.raises(BundleError, match="need"):
        WordHeads.load(tmp_path, 4)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(BundleError, match=file):
        WordHeads.load(tmp_path, 3)


def test_fitted_heads_find_what_the_embedding_says_and_shrug_at_noise() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 6))
    y = np.column_stack([x[:, 0] > 0.8, rng.random(400) < 0.1]).astype(float)
    heads = fit_heads(x, y, y, (np.arange(400) // 2).tolist(), [1.0] * 400)
    chances = 1 / (1 + np.exp(-(x @ heads[:, :-1].T + heads[:, -1])))
    assert chances[y[:, 0] == 1, 0].mean() > 3 * chances[y[:, 0] == 0, 0].mean()
    assert chances[:, 1].std() < chances[:, 0].std() / 3
    assert chances.mean() == pytest.approx(y.mean(), abs=0.02)


def test_sure_guesses_are_right_as_often_as_promised() -> None:
    rng = np.random.default_rng(1)
    chances = rng.random(500)
    right = (rng.random(500) < chances).astype(float)
    least = sure_from(chances, right)
    assert right[chances >= least].mean() >= SURE
    assert right[chances < least].mean() < SURE
    assert sure_from(chances, np.zeros(500)) == 1


def test_words_become_labels_and_rare_ones_are_not_learnt() -> None:
    labels = labels_of(BAT)
    assert labels == {
        "subject": {"bat", "mouse"},
        "size": {"small"},
        "build": {"flying"},
        "feature": {"wings", "pointed ears"},
    }
    learnt = learnt_words([BAT] * 4)
    assert (learnt["subject"], learnt["build"]) == (("bat", "mouse"), ())
    assert noun_in("polar bear", ("bear", "ear")) == "bear"


def test_the_packaged_reader_often_finds_a_noun_for_families_it_never_saw(real_data: Path) -> None:
    classifier = Classifier.load()
    split = bundle_split(classifier.bundle)
    assert split is not None
    held = split.select(read_bestiary(real_data, need={"types"}).records, "val")[:HELD_OUT]
    found = 0
    for record, description in zip(held, classifier.describe(record.image for record in held), strict=True):
        assert record.words is not None
        found += any(noun in labels_of(record.words)["subject"] for noun in description.subjects)
        assert description.subject in ("", next(iter(description.subjects)))
    assert found >= 0.35 * HELD_OUT
