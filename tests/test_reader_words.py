"""The reader's first stage, in which pictures meet their words, on a small root folder of our own pictures."""

import csv
import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from spritedex.data.gather import beside  # noqa: E402
from spritedex.models.losses import words_loss  # noqa: E402
from tests.commands import spritedex  # noqa: E402
from tests.packing import root_folder  # noqa: E402

SMALL = (
    "model.backbone=residual", "data.image_size=32", "data.split=random", "data.train_split=0.6", "words.num_epochs=2",
    "words.batch_size=3", "words.warmup_steps=1", "training.batch_size=8", "training.num_epochs=1",
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return root_folder(tmp_path_factory.mktemp("root"))


def test_pictures_beside_the_data_are_those_with_words_or_types_that_show_no_species(root: Path) -> None:
    found = {record.key: record for record in beside(str(root))}
    assert sorted(found) == [
        "crawl/bat-60.png", "crawl/bat-61.png", "crawl/bat-62.png", "crawl/blank.png",
        "crawl/mark-60.png", "crawl/mark-61.png", "crawl/mark-62.png",
        "emoji/cow.png", "emoji/fox.png", "emoji/moth.png", "tuxemon/sparkit-front.png",
    ]  # fmt: skip
    assert found["tuxemon/sparkit-front.png"].types == ("electric",)
    words = found["crawl/bat-62.png"].words
    assert words
    assert words.subject == "drake"
    assert beside(str(root / "more" / "tuxemon")) == ()


def test_the_loss_is_least_where_each_picture_lies_at_its_words_and_counts_words_of_one_meaning_as_right() -> None:
    texts, scale = torch.eye(3)[[0, 1, 1]], torch.tensor(20.0)
    at_their_words = words_loss(texts, texts, scale)
    assert words_loss(texts[[1, 0, 0]], texts, scale) > 10 > at_their_words
    # Rows 1 and 2 have the same words: half of each share is the best that there is.
    assert at_their_words.item() == pytest.approx(2 / 3 * torch.tensor(2.0).log().item(), abs=1e-4)


def test_a_run_learns_words_first_then_types_and_goes_on_in_the_right_stage(root: Path, tmp_path: Path) -> None:
    given = ("train", "reader", "--data", root, "--experiment-name", "words", "--accelerator", "cpu", "--json")
    first = spritedex(*given, *SMALL, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    run = tmp_path / "runs" / "words"
    with (run / "words" / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert all(float(row["train/loss"]) > 0 <= float(row["train/nearest"]) <= 1 for row in rows)
    information = json.loads((run / "run.json").read_text())
    assert information["pictures"]["more"] == 10  # one is blank
    assert "and 10 pictures of crawl, noto, tuxemon, twemoji" in information["source"]
    assert (run / "checkpoints" / "last.ckpt").is_file()

    again = spritedex(*given, "--resume", "auto", "training.num_epochs=2", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["epochs"] == 2
    with (run / "words" / "metrics.csv").open() as file:
        assert list(csv.DictReader(file)) == rows

    exported = spritedex("export", run, "--out", "bundle", cwd=tmp_path)
    assert exported.returncode == 0, exported.stderr
    read = spritedex("classify", root / "more" / "crawl" / "bat-60.png", "--model", "bundle", cwd=tmp_path)
    assert read.returncode == 0, read.stderr


def test_without_pictures_beside_the_data_only_types_are_learnt(drawn_bestiary: Path, tmp_path: Path) -> None:
    given = ("train", "reader", "--data", drawn_bestiary, "--experiment-name", "plain", "--accelerator", "cpu")
    done = spritedex(*given, *SMALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "runs" / "plain" / "words").exists()
