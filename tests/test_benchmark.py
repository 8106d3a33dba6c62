"""`spritedex benchmark classifier` from pictures to report, on a tiny painted bestiary of three styles."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from spritedex.bundle import locate as catalogue
from spritedex.bundle.write import write_manifest
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import portraits
from spritedex.data.splits import Split, make_split
from spritedex.errors import ConfigError, DataError, OptionError
from spritedex.evaluation.benchmark_report import render_markdown
from spritedex.evaluation.benchmark_results import summary
from spritedex.evaluation.features import labels_of
from spritedex.evaluation.predictions import read_predictions
from spritedex.evaluation.report_parts import percent
from spritedex.metrics import multilabel
from spritedex.sprites.codec import png_bytes, write_whole
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.benchmark import BenchmarkRequest, benchmark_classifier
from spritedex.workflows.evaluate.benchmark_shipped import measure_shipped
from spritedex.workflows.evaluate.folds import make_plan, predict_folds, read_model_config
from tests.toy_bundles import toy_classifier

pytestmark = pytest.mark.slow

KEPT = Path("report/folds/tiny.csv")
COLORS = {"fire": (220, 60, 30), "water": (40, 110, 220), "grass": (60, 170, 60)}
CONFIG = """\
model: {name: cnn6, channels: [4, 4, 4, 4, 4, 4], hidden: 8}
training: {num_epochs: 1, batch_size: 8}
data: {image_size: 64}
"""


def paint(kind: str, number: int, side: int, shiny: bool = False) -> bytes:
    rng = np.random.default_rng([number, side])
    rgba = np.zeros((side, side, 4), np.uint8)
    top, left = rng.integers(2, side // 4, 2)
    color = np.clip(np.array(COLORS[kind]) + rng.integers(-20, 21, 3), 0, 255)
    rgba[top : top + side // 2, left : left + side // 2] = (*(color[::-1] if shiny else color), 255)
    return png_bytes(rgba)


@pytest.fixture(scope="module")
def painted(tmp_path_factory) -> Path:
    """24 species in families of two: an artwork and a menu sprite each; two pixel sprites, one shiny, of 16 of them."""
    folder = tmp_path_factory.mktemp("painted")
    rows = []
    for number in range(1, 25):
        kind = list(COLORS)[(number - 1) // 2 % 3]
        pictures = [("artwork", 48, False), ("menu", 40, False)]
        pictures += [("pixel", 32, False), ("pixel", 32, True)] if number <= 16 else []
        for style, side, shiny in pictures:
            file = f"{style}/{number}{'_shiny' * shiny}.png"
            write_whole(folder / file, paint(kind, number, side, shiny))
            types = f"{kind}/flying" if number % 4 == 0 else kind
            family = (number + 1) // 2
            rows.append((file, number, f"n{number}", types, family, style, int(shiny)))
    with (folder / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file_name", "national_number", "name", "types", "family", "style", "shiny"))
        writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory, painted, spritedex):
    """The command run once, in a folder with tiny.yaml; its folder and what it printed."""
    folder = tmp_path_factory.mktemp("benchmark")
    (folder / "tiny.yaml").write_text(CONFIG)
    run = spritedex(
        "benchmark", "classifier", "--data", painted, "--model-config", "tiny=tiny.yaml", "--folds", 2,
        "--out", "report", "--runs", "runs", "--resamples", 20, "--pictures", "sheet.png", cwd=folder,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return folder, run


@pytest.fixture
def copied(done, tmp_path, monkeypatch) -> Path:
    """A copy of that folder, to work in."""
    folder = tmp_path / "copy"
    shutil.copytree(done[0], folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def predict(copied, painted, records):
    """Makes the out-of-fold predictions again, in that copy. Returns them, whether they are new, and the messages."""

    def run(retrain=False):
        messages: list[str] = []
        plan = make_plan(str(painted), records, 2, 0, Path("runs"))
        model = read_model_config("tiny", Path("tiny.yaml"))
        found, new = predict_folds(plan, model, KEPT, retrain=retrain, progress=messages.append)
        return found, new, messages

    return run


@pytest.fixture(scope="module")
def records(painted):
    return read_bestiary(painted, need={"types"}, styles=STYLES).records


def test_command_writes_the_report_and_says_what_it_found(done, painted):
    folder, run = done
    names = {path.relative_to(folder / "report").as_posix() for path in (folder / "report").rglob("*.*")}
    assert names == {
        "classifier.md", "classifier.json", "classifier-rows.png", "classifier-types.png",
        "classifier-reliability.png", "classifier-confusion.png", "folds/tiny.csv",
    }  # fmt: skip
    assert (folder / "sheet.png").read_bytes().startswith(b"\x89PNG")
    report = (folder / "report" / "classifier.md").read_text()
    rows = ("tiny", "color boosting", "color histogram", "nearest neighbours", "always water", "prior", "people")
    assert "| metric | " + " | ".join(rows) + " |" in report
    for word in ("mean of folds", "pixel sprites", "menu sprites", "k 5", "24 artworks of 24 species in 12 families"):
        assert word in report
    assert 'spritedex benchmark classifier --data "$SPRITEDEX_DATA" --model-config tiny=tiny.yaml --folds 2' in report
    assert "tiny, fold 2 of 2: training, without 6 families" in run.stderr
    for text in (report, (folder / "report" / "classifier.json").read_text()):
        assert str(painted) not in text
        assert str(folder) not in text
        assert "NaN" not in text


def test_every_picture_is_classified_by_a_model_trained_without_its_family(done, records):
    folder, _ = done
    kept = read_predictions(folder / "report" / "folds" / "tiny.csv")
    assert set(kept.keys) == {record.key for record in records}
    assert len(kept.keys) == len(records) == 80
    family_of = {record.key: record.family for record in records}
    (runs,) = (folder / "runs").iterdir()
    for number in (1, 2):
        split = Split.from_json((runs / f"tiny-fold{number}" / "split.json").read_text())
        held = {family_of[key] for key, fold in zip(kept.keys, kept.folds, strict=True) if fold == number}
        assert held == set(split.parts["test"])
        assert not held & set(split.parts["train"])
        assert not split.parts["val"], "no epoch is chosen on the families held out"


def test_metrics_are_those_of_the_kept_logits(done, records):
    folder, _ = done
    kept = read_predictions(folder / "report" / "folds" / "tiny.csv")
    artworks = [record for record in portraits(records) if record.style == "artwork"]
    rows = kept.rows([record.key for record in artworks])
    labels, logits, folds = labels_of(artworks), kept.logits[rows], kept.folds[rows]
    result = json.loads((folder / "report" / "classifier.json").read_text())
    section = result["folds"]
    by_fold = [multilabel.top1_in_set(labels[folds == fold], logits[folds == fold]) for fold in (1, 2)]
    assert section["means"][0]["metrics"]["top1_in_set"]["value"] == pytest.approx(np.mean(by_fold))
    assert section["scorecard"]["rows"][0]["metrics"]["top1_in_set"]["value"] == pytest.approx(
        multilabel.top1_in_set(labels, logits)
    )
    color = next(row for row in section["means"] if row["name"] == "color histogram")
    assert color["metrics"]["top1_in_set"]["value"] > 0.9
    drops = {(drop["metrics"]["name"], drop["style"]): drop for drop in section["drops"]}
    assert drops.keys() == {("tiny", "menu"), ("tiny", "pixel")}
    assert drops["tiny", "pixel"]["species"] == drops["tiny", "pixel"]["pictures"] == 16


def test_without_the_test_families_the_folds_are_of_the_others(copied, painted):
    messages: list[str] = []
    request = BenchmarkRequest(
        str(painted),
        (("tiny", Path("tiny.yaml")),),
        2,
        Path("report"),
        Path("runs"),
        without_test=True,
        resamples=20,
        force=True,
    )
    result = benchmark_classifier(request, messages.append)
    assert any("pictures of the test families" in line for line in messages)
    assert result.trained[0].trained_now
    assert len(Path("report/folds/tiny.csv").read_text().splitlines()) < 81
    assert result.tests is None
    assert "Left out on request" in render_markdown(result)

    words = list(summary(result))
    assert f"right for {percent(result.folds.means[0].metrics['top1_in_set'])}" in words[0]
    assert not any("target" in word for word in words), "the targets are for other data"
    assert any("pixel sprites of the same" in word for word in words)
    assert not any("nan" in word.lower() for word in words)


def test_a_stopped_benchmark_goes_on_where_it_stopped(predict):
    before = read_predictions(KEPT)
    KEPT.unlink()
    (runs,) = Path("runs").iterdir()
    (runs / "fold2.csv").unlink()
    shutil.rmtree(runs / "fold2-bundle")
    after, new, messages = predict()
    assert messages[0].startswith("tiny, fold 1 of 2: read from")
    assert messages[1].startswith("tiny, fold 2 of 2: training")
    assert new
    assert after.keys == before.keys
    np.testing.assert_allclose(after.logits, before.logits, atol=2e-3)


def test_another_configuration_trains_again_and_a_comment_does_not(predict):
    Path("tiny.yaml").write_text("# the same\n" + CONFIG)
    assert predict()[1] is False
    Path("tiny.yaml").write_text(CONFIG.replace("batch_size: 8", "batch_size: 6"))
    _, new, messages = predict()
    assert new
    assert "was made with other settings (config); training again" in messages[0]
    assert sum("training, without" in line for line in messages) == 2
    assert len(list(Path("runs").iterdir())) == 2, "the runs of the first configuration stay"


def test_retrain_deletes_what_is_kept(predict):
    (runs,) = Path("runs").iterdir()
    (runs / "fold1-bundle" / "README.md").write_text("old")
    _, new, messages = predict(retrain=True)
    assert new
    assert sum("training, without" in line for line in messages) == 2
    assert (runs / "fold1-bundle" / "README.md").read_text() != "old"


def test_damaged_kept_predictions_are_named(predict):
    KEPT.write_text("nothing")
    with pytest.raises(DataError, match=r"tiny\.csv: not a file of predictions"):
        predict()


@pytest.mark.parametrize(
    ("name", "text", "error", "says"),
    [
        ("tiny", None, OptionError, r"^model_config '.*: no such file; write tiny=FILE"),
        ("tiny", "model: {name: decoder}", OptionError, "decoder is not a classifier"),
        ("odd", "training: {num_epochs: 1}", ConfigError, r"odd\.yaml: unknown architecture 'odd'; set model\.name"),
        ("cnn6", "training: {epochs: 1}", ConfigError, r"training\.epochs: unknown key"),
        ("prior", CONFIG, OptionError, "another row has this name"),
        ("../x", CONFIG, OptionError, "a name consists of letters"),
    ],
)
def test_wrong_models_say_what_to_do(name, text, error, says, painted, tmp_path):
    file = tmp_path / f"{Path(name).name}.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(error, match=says):
        benchmark_classifier(BenchmarkRequest(str(painted), ((name, file),), out=tmp_path / "out"))


def test_wrong_commands_are_one_line(painted, spritedex):
    done = spritedex("benchmark", "classifier", "--data", painted, "--model-config", "tiny")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("error: --model-config 'tiny': write NAME=FILE")


def test_shipped_bundles_are_measured_style_by_style(records, painted, tmp_path, monkeypatch):
    split = make_split(records, seed=1, train=0.5, val=0.1)
    for name, own in (("reader", split), ("cnn6", make_split(records, seed=2, train=0.5, val=0.1))):
        folder = toy_classifier(tmp_path / name)
        (folder / "split.json").write_text(own.to_json())
        write_manifest(
            folder, kind="classifier", name=name, architecture="cnn6", trained_on={"source": "painted"}, metrics={}
        )
    monkeypatch.setattr(catalogue, "PACKAGED", tmp_path)
    plain = portraits(records)
    by_style = {style: [record for record in plain if record.style == style] for style in STYLES}
    found = measure_shipped(by_style, resamples=10, seed=0, progress=lambda text: None)
    assert [str(problem) for problem in found.missing] == ["shipped cnn6: it was trained with other test families"]
    assert {test.style for test in found.tests} == set(STYLES)
    families = set(split.parts["test"])
    for test in found.tests:
        held = [record for record in by_style[test.style] if record.family in families]
        assert test.pictures == len(held)
        assert [row.name for row in test.scorecard.rows][:2] == ["reader", "color boosting"]
        assert test.scorecard.rows[0].metrics["top1_in_set"].value == 1, "it reads these very colors"
    assert {drop.style for drop in found.drops} == {"menu", "pixel"}
    assert all(drop.drop.metrics["top1_in_set"].value == 0 for drop in found.drops)


def test_without_shipped_bundles_a_reason_stands_in_their_place(records, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "PACKAGED", tmp_path)
    found = measure_shipped({"artwork": list(records)}, resamples=10, seed=0, progress=print)
    assert found.tests == ()
    assert [problem.where for problem in found.missing] == ["shipped reader", "shipped cnn6"]
