"""`spritedex evaluate classifier` from pictures to report, with a tiny bundle that reads three colors."""

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import average_precision_score, f1_score

from spritedex.bundle.write import write_manifest
from spritedex.data.loaders import read_bestiary
from spritedex.data.splits import make_split
from spritedex.errors import BundleError, DataError, OptionError
from spritedex.evaluation.classifier_report import render_markdown, summary
from spritedex.evaluation.scorecard import METRICS
from spritedex.runtime.classifier import Classifier
from spritedex.vocabulary import STYLES, TYPES, multi_hot
from spritedex.workflows.evaluate.classifier import EvaluateClassifierRequest, evaluate_classifier, to_json
from tests.toy_bundles import toy_classifier


def with_split(folder, split):
    """A toy bundle whose split.json is `split`; None leaves the file out."""
    toy_classifier(folder)
    (folder / "split.json").unlink()
    if split is not None:
        (folder / "split.json").write_text(split.to_json())
    write_manifest(
        folder, kind="classifier", name="toy", architecture="cnn6", trained_on={"source": "drawn"}, metrics={}
    )
    return folder


@pytest.fixture(scope="module")
def records(drawn_bestiary):
    return read_bestiary(drawn_bestiary, need={"types"}).records


@pytest.fixture(scope="module")
def bundle(tmp_path_factory, records):
    split = make_split(records, seed=1, train=0.5, val=0.2)
    return with_split(tmp_path_factory.mktemp("bundles") / "toy", split)


@pytest.fixture(scope="module")
def ask(drawn_bestiary, bundle):
    """Evaluates with few draws; keywords change the request."""

    def run(**changes):
        request: dict[str, Any] = {"data": str(drawn_bestiary), "model": str(bundle), "resamples": 40}
        return evaluate_classifier(EvaluateClassifierRequest(**(request | changes)))

    return run


@pytest.fixture(scope="module")
def evaluation(ask):
    return ask()


def test_command_prints_a_table_and_writes_a_report(spritedex, drawn_bestiary, bundle, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "classifier.md").write_text("of another model")
    command = ("evaluate", "classifier", "--data", drawn_bestiary, "--model", bundle, "--resamples", 40)
    refused = spritedex(*command, "--out", "report", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"--out: {Path('report') / 'classifier.md'} is there already; choose another place, or" in refused.stderr
    done = spritedex(*command, "--out", "report", "--force", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for word in (*METRICS.values(), "color histogram", "always water", "prior", "people", "0.585"):
        assert word in done.stdout
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names == {"classifier.md", "classifier.json", "classifier-rows.png", "classifier-types.png"}
    report = (tmp_path / "report" / "classifier.md").read_text()
    assert f'spritedex evaluate classifier --data "$SPRITEDEX_DATA" --model {bundle.name} --part test' in report
    assert "--resamples 40 --seed 0 --out report --force" in report
    for text in (report, (tmp_path / "report" / "classifier.json").read_text()):
        assert str(drawn_bestiary) not in text
        assert str(bundle.parent) not in text
        assert "NaN" not in text


def test_json_is_one_document_with_the_same_metrics(spritedex, drawn_bestiary, bundle, evaluation):
    done = spritedex("evaluate", "classifier", "--data", drawn_bestiary, "--model", bundle, "--resamples", 40, "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed.pop("command").startswith(
        'spritedex evaluate classifier --data "$SPRITEDEX_DATA" --model toy --part'
    )
    assert printed == {k: v for k, v in json.loads(json.dumps(to_json(evaluation))).items() if k != "command"}
    assert evaluation.command == ""
    assert "```" not in render_markdown(evaluation), "a request without a command has none in its report"


def test_metrics_of_the_model_are_those_of_its_own_readings(evaluation, bundle, records):
    split = make_split(records, seed=1, train=0.5, val=0.2)
    setup = split.select(records, "test")
    classifier = Classifier.load(bundle)
    readings = [classifier.classify_one(record.image) for record in setup]
    labels = np.stack([multi_hot(record.types) for record in setup])
    decided = np.stack([multi_hot(reading.types) for reading in readings])
    scores = np.array([[reading.probabilities[name] for name in TYPES] for reading in readings])
    occur = labels.any(axis=0)
    row = evaluation.scorecard.rows[0]
    assert row.name == "toy"
    assert row.metrics["f1_micro"].value == pytest.approx(f1_score(labels, decided, average="micro"))
    assert row.metrics["mean_average_precision"].value == pytest.approx(
        average_precision_score(labels[:, occur], scores[:, occur], average="macro")
    )
    first = [reading.types[0] in record.types for reading, record in zip(readings, setup, strict=True)]
    assert row.metrics["top1_in_set"].value == pytest.approx(np.mean(first))
    assert evaluation.setup.pictures == len(setup)
    assert evaluation.setup.families == len({record.family for record in setup})
    assert evaluation.setup.seen == 0
    assert evaluation.warnings() == []


def test_every_metric_lies_within_its_interval(evaluation):
    estimates = [e for row in evaluation.scorecard.rows for e in row.metrics.values()]
    estimates += [e for row in evaluation.scorecard.types for e in (row.f1, row.average_precision)]
    for estimate in estimates:
        if estimate.value is None:
            assert estimate.low is None
        else:
            assert 0 <= estimate.low <= estimate.value + 1e-9
            assert estimate.value - 1e-9 <= estimate.high <= 1


def test_differences_are_the_first_row_minus_the_others(evaluation):
    first, *others = evaluation.scorecard.rows
    for row, difference in zip(others, evaluation.scorecard.differences, strict=True):
        assert difference.against == row.name
        for name, estimate in difference.metrics.items():
            assert estimate.value == pytest.approx(first.metrics[name].value - row.metrics[name].value)


def test_the_same_request_writes_the_same_bytes(ask, tmp_path):
    ask(out=tmp_path / "a" / "report")
    ask(out=tmp_path / "b" / "report")
    for path in sorted((tmp_path / "a" / "report").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / "report" / path.name).read_bytes(), path.name


def test_a_random_split_is_called_out(ask, records, tmp_path):
    (tmp_path / "random.json").write_text(make_split(records, by="random").to_json())
    result = ask(split=tmp_path / "random.json")
    assert result.setup.split_by == "random"
    assert any("random split" in warning and "too good" in warning for warning in result.warnings())
    assert render_markdown(result).splitlines()[2].startswith("> **Warning: this is a random split")


def test_pictures_that_training_used_are_called_out(ask, records, tmp_path):
    own = make_split(records, seed=1, train=0.5, val=0.2)
    parts = {"train": own.parts["test"], "val": own.parts["val"], "test": own.parts["train"]}
    (tmp_path / "swapped.json").write_text(own.model_copy(update={"parts": parts}).to_json())
    result = ask(split=tmp_path / "swapped.json")
    used = len(own.select(records, "train"))
    assert result.setup.seen == result.setup.pictures == used
    assert f"training used {used} of these {result.setup.pictures} pictures" in result.warnings()[0]
    assert any("which training used" in warning for warning in ask(part="train").warnings())


def test_a_bundle_without_a_split_is_called_out(ask, tmp_path):
    result = ask(model=str(with_split(tmp_path / "bare", None)))
    assert result.setup.split_origin == "new"
    assert result.setup.seen is None
    assert any("may have been trained on some of these pictures" in warning for warning in result.warnings())


def test_a_broken_picture_is_skipped_and_named(records, ask, drawn_bestiary, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(drawn_bestiary, folder)
    setup = make_split(records, seed=1, train=0.5, val=0.2).select(records, "test")
    assert isinstance(setup[0].image, Path)
    broken = folder / setup[0].image.relative_to(drawn_bestiary)
    broken.write_bytes(broken.read_bytes()[:100])
    result = ask(data=str(folder))
    assert result.setup.pictures == len(setup) - 1
    assert len(result.skipped) == 1
    assert broken.name in result.skipped[0].where
    assert str(tmp_path) not in str(result.skipped[0])


def test_one_type_with_no_picture_has_no_average_precision(evaluation):
    absent = [row for row in evaluation.scorecard.types if row.support == 0]
    for row in absent:
        assert row.average_precision.value is None
        assert row.recall is None
    json.dumps(to_json(evaluation), allow_nan=False)


def test_the_summary_has_the_first_metric(evaluation):
    first = evaluation.scorecard.rows[0].metrics["top1_in_set"].value
    words = list(summary(evaluation))
    assert f"types for {100 * first:.0f} %" in words[0]
    assert not any("nan" in sentence for sentence in words)


def test_wrong_requests_say_what_to_do(ask, tmp_path, spritedex, monkeypatch):
    with pytest.raises(BundleError, match="no bundle 'nowhere'"):
        ask(model="nowhere")
    with pytest.raises(DataError, match="no such folder"):
        ask(data=str(tmp_path / "nothing"))
    (tmp_path / "split.json").write_text("[1, 2]")
    with pytest.raises(DataError, match="make one with: spritedex data split"):
        ask(split=tmp_path / "split.json")
    with pytest.raises(DataError, match="cannot be read"):
        ask(split=tmp_path / "missing.json")
    with pytest.raises(OptionError, match="resamples 0: must be at least 1"):
        ask(resamples=0)
    monkeypatch.delenv("SPRITEDEX_DATA", raising=False)
    done = spritedex("evaluate", "classifier")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: --data: give a data folder, or set SPRITEDEX_DATA"
    done = spritedex("evaluate", "classifier", "--data", tmp_path, "--style", "oil")
    assert done.returncode == 2
    assert done.stderr.strip() == f"error: --style 'oil': unknown; choose from {', '.join(STYLES)}"


def test_without_scikit_learn_it_says_what_to_install(drawn_bestiary, bundle):
    code = (
        "import sys; sys.modules['sklearn'] = None; from spritedex.cli.app import main; "
        f"sys.argv = ['spritedex', 'evaluate', 'classifier', '--data', {str(drawn_bestiary)!r}, "
        f"'--model', {str(bundle)!r}]; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert 'pip install -c constraints.txt ".[train]"' in done.stderr


def test_a_split_of_other_data_says_what_to_do(ask, records, tmp_path):
    families = sorted({record.family for record in records})[:4]
    few = [record for record in records if record.family in families]
    (tmp_path / "few.json").write_text(make_split(few).to_json())
    with pytest.raises(OptionError, match=r"^split: .* is in no part of the split; make .* with: spritedex data split"):
        ask(split=tmp_path / "few.json")


def test_the_whole_of_other_data_can_be_measured(ask, tmp_path):
    shipped = with_split(tmp_path / "other", make_split(read_bestiary(other_data(tmp_path)).records))
    whole = ask(model=str(shipped), part="all")
    assert [row.name for row in whole.scorecard.rows] == ["toy"]
    assert whole.setup.pictures == ask(part="test").setup.pictures + sum(
        ask(part=part).setup.pictures for part in ("train", "val")
    )
    assert "no baseline is fitted" in " ".join(whole.warnings())
    held_out = ask(model=str(shipped))
    assert held_out.setup.split_origin == "new"
    assert "may have been trained on some" in " ".join(held_out.warnings())
    assert "# How well" in render_markdown(whole)


def other_data(folder):
    """A bestiary whose families are called otherwise."""
    (folder / "data").mkdir()
    for index, name in enumerate(("a", "b", "c")):
        Image.fromarray(np.full((16, 16, 4), 90 + index, np.uint8)).save(folder / "data" / f"{name}.png")
    rows = "".join(f"{name}.png,{name},fire,family of {name}\n" for name in "abc")
    (folder / "data" / "metadata.csv").write_text(f"file_name,name,types,family\n{rows}")
    return folder / "data"


@pytest.mark.realdata
def test_on_the_real_data_color_beats_the_prior_and_the_prior_is_what_it_should_be(real_data, tmp_path):
    records = read_bestiary(real_data, need={"types"}).records
    model = with_split(tmp_path / "toy", make_split(records))
    result = evaluate_classifier(EvaluateClassifierRequest(str(real_data), str(model), resamples=100))
    rows = {row.name: row.metrics for row in result.scorecard.rows}
    setup = make_split(records).select(records, "test")
    shares = np.stack([multi_hot(record.types) for record in setup]).mean(axis=0)
    assert rows["prior"]["mean_average_precision"].value == pytest.approx(shares[shares > 0].mean())
    assert rows["always water"]["top1_in_set"].value == pytest.approx(shares[TYPES.index("water")])
    colors, prior = rows["color histogram"]["mean_average_precision"], rows["prior"]["mean_average_precision"]
    assert colors.low is not None
    assert prior.high is not None
    assert colors.value is not None
    assert colors.low > prior.high
    assert result.scorecard.chance_map < colors.value
    assert not any(math.isnan(e.value) for row in rows.values() for e in row.values() if e.value is not None)
