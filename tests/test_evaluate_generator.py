"""`spritedex evaluate generator` from sentences to report, with toys that draw squares."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from spritedex.bundle.write import write_manifest
from spritedex.data.loaders import read_bestiary
from spritedex.data.splits import make_split
from spritedex.errors import DataError, OptionError
from spritedex.evaluation.blind_pairs import PairScore
from spritedex.evaluation.blind_rating import REAL, SourceScore
from spritedex.evaluation.exam import METRICS
from spritedex.evaluation.exam_report import bars_table, render_markdown
from spritedex.evaluation.exam_results import read_exam
from spritedex.evaluation.scorecard import Estimate
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import open_picture
from spritedex.sprites.colors import turn_hue
from spritedex.workflows.evaluate.generator import EvaluateGeneratorRequest, evaluate_generator, to_json
from tests.toy_bundles import WIDTH, toy_generator

SENTENCES = """# subject | sentence
fox | a small orange fox with a burning tail
turtle | a green turtle
fish | a blue fish with a yellow fin
a creature
"""
SUBJECTS = ("fox", "turtle", "fish", "bird")


def toy_painter(folder, split, styles=("artwork", "pixel"), picture=None):
    """A painter's bundle: plain squares, whose colors follow from the words, with noise; or always this picture."""
    toy_generator(folder)
    random = np.random.default_rng(0)
    constants = {
        "paint": random.standard_normal((WIDTH, 64)).astype(np.float32),
        "coarse": np.array([0, 4, 4, 4]),
        "scales": np.array([1, 1, 16, 16], np.float32),
        "little": np.array(0.3, np.float32),
    }
    nodes = [
        helper.make_node("ReduceMean", ["token_states"], ["pooled"], axes=[1], keepdims=0),
        helper.make_node("MatMul", ["pooled", "paint"], ["mixed"]),
        helper.make_node("Tanh", ["mixed"], ["flat"]),
        helper.make_node("Reshape", ["flat", "coarse"], ["blocks"]),
        helper.make_node("Resize", ["blocks", "", "scales"], ["plain"], mode="nearest"),
        helper.make_node("Mul", ["noisy", "little"], ["faint"]),
        helper.make_node("Add", ["plain", "faint"], ["clean"]),
    ]
    if picture is not None:
        constants = {"plain": premultiply(picture).transpose(2, 0, 1)[None], "little": np.array(0, np.float32)}
        nodes = nodes[-2:]
    sprite = TensorProto.FLOAT, ["B", 4, 64, 64]
    inputs = {
        "noisy": sprite, "time": (TensorProto.FLOAT, ["B"]), "token_states": (TensorProto.FLOAT, ["B", "T", WIDTH]),
        "mask": (TensorProto.INT64, ["B", "T"]), "class_ids": (TensorProto.INT64, ["B", 13]),
        "subject": (TensorProto.FLOAT, ["B", WIDTH]), "known": sprite,
    }  # fmt: skip
    outputs = {"clean": sprite}
    values = [
        [helper.make_tensor_value_info(name, *what) for name, what in group.items()] for group in (inputs, outputs)
    ]
    weights = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph(nodes, "painter", *values, initializer=weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / "generator.onnx").write_bytes(model.SerializeToString())
    config = {
        "architecture": "painter", "image_size": 64, "max_tokens": 16, "model": {},
        "styles": {style: style for style in styles},
        "num_steps": 2, "guidance_scale": 2.0, "guided_from": 0.1,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    return signed(folder, "generator", "toy-painter", split)


def signed(folder, kind, name, split):
    """The bundle with a split, and its manifest written again."""
    (folder / "split.json").write_text(split.to_json())
    architecture = json.loads((folder / "config.json").read_text())["architecture"]
    write_manifest(folder, kind=kind, name=name, architecture=architecture, trained_on={"source": "toys"}, metrics={})
    return folder


@pytest.fixture(scope="module")
def data(drawn_bestiary, tmp_path_factory):
    """The drawn bestiary as pixel sprites, some from behind too, with words for all and sentences beside them."""
    folder = tmp_path_factory.mktemp("data") / "worded"
    shutil.copytree(drawn_bestiary, folder)
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = [{**row, "style": "pixel", "pose": "front"} for row in csv.DictReader(file)]
    for row in rows[::3]:
        name = row["file_name"].replace(".png", "-back.png")
        shutil.copy(folder / row["file_name"], folder / name)
        rows.append({**row, "file_name": name, "pose": "back"})
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    words = []
    for row in {row["name"]: row for row in rows}.values():
        subject = SUBJECTS[int(row["family"]) % len(SUBJECTS)]
        words.append({"name": row["name"], "subject": subject, "also": ["dragon"], "captions": [f"a red {subject}"]})
    (folder / "words.jsonl").write_text("".join(json.dumps(each) + "\n" for each in words), encoding="utf-8")
    (folder / "prompts.txt").write_text(SENTENCES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def split(data):
    return make_split(read_bestiary(data, styles=["pixel"]).records, seed=1, train=0.5, val=0.3)


@pytest.fixture(scope="module")
def painter(split, tmp_path_factory):
    return toy_painter(tmp_path_factory.mktemp("bundles") / "painter", split)


@pytest.fixture(scope="module")
def ask(data, painter):
    def run(**changes):
        request: dict[str, Any] = {"model": str(painter), "seeds": 2, "resamples": 30}
        return evaluate_generator(EvaluateGeneratorRequest(str(data), **(request | changes)))

    return run


@pytest.fixture(scope="module")
def report(ask, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    return ask(out=out / "report", pictures=out / "private.png"), out


def test_the_report_has_every_mark_of_painter_and_real_pictures(report):
    exam, out = report
    assert {path.name for path in (out / "report").iterdir()} == {
        "generator.md", "generator.json", "generator-marks.png", "generator-subjects.png", "generator-sheet.png",
    }  # fmt: skip
    assert (out / "private.png").is_file()
    assert list(exam.rows) == ["toy-painter", REAL]
    drawn, real = exam.rows.values()
    assert set(drawn) == set(METRICS) - {"known_first", "known_five"}
    assert set(real) == set(METRICS) - {"told_apart", "valid"}
    for name, mark in [*drawn.items(), *real.items()]:
        if mark.value is not None and mark.low is not None:
            assert mark.low - 1e-9 <= mark.value <= mark.high + 1e-9, name
    assert exam.setup.sentences == len(exam.sentences) == 4
    assert [each.subject_five is None for each in exam.sentences] == [False, False, False, True]
    assert drawn["two_colors"].value is None
    assert drawn["valid"].value == real["whole"].value == 1
    assert real["own_front"].value == 1  # its backs are copies of its fronts
    assert not exam.warnings()
    assert not exam.left_out


def test_squares_are_no_creatures(report):
    drawn, real = report[0].rows.values()
    assert drawn["told_apart"].value > 0.9
    assert drawn["kernel"].value > real["kernel"].value
    assert drawn["copies"].value == 0
    assert drawn["copies"].high > 0.1  # few groups prove little


def test_the_report_says_what_it_is_and_shows_no_paths(report, data, painter):
    exam, out = report
    text, document = ((out / "report" / name).read_text() for name in ("generator.md", "generator.json"))
    assert text == render_markdown(exam)
    for bar in exam.bars():
        assert bar.what in text
    for words in (text, document):
        assert str(data.parent) not in words
        assert str(painter.parent) not in words
        assert "NaN" not in words
    assert json.loads(document) == json.loads(json.dumps(to_json(exam)))
    assert read_exam(document) == exam


def test_the_command_prints_the_same_marks(spritedex, data, painter, report):
    done = spritedex("evaluate", "generator", "--data", data, "--model", painter, "-n", 2, "--resamples", 30, "--json")
    assert done.returncode == 0, done.stderr
    printed, expected = json.loads(done.stdout), json.loads(json.dumps(to_json(report[0])))
    assert printed.pop("command").startswith('spritedex evaluate generator --data "$SPRITEDEX_DATA" --model painter')
    assert expected.pop("command") == ""
    assert printed == expected


def test_a_copyist_beside_the_first_release_is_found_out(ask, data, split, report, tmp_path):
    bestiary = read_bestiary(data, styles=["pixel"])
    known = split.select(bestiary.records, "train")[0]
    picture = turn_hue(fit_square(open_picture(known.image).rgba, 64)[:, ::-1], 120)
    copyist = toy_painter(tmp_path / "copyist", split, picture=picture)
    exam = ask(model=str(copyist), beside=(report[1] / "report" / "generator.json",))
    assert list(exam.rows) == ["toy-painter", f"toy-painter {exam.beside[0].weights_sha256[:6]}", REAL]
    drawn = exam.painter.metrics
    assert (drawn["copies"].value, drawn["copies_recolored"].value) == (1, 1)
    assert drawn["diversity"].value < 1e-6
    states = {bar.what: bar.state for bar in exam.bars()}
    assert states["copies, minus those among real pictures"] == "missed"
    assert "open" not in [state for what, state in states.items() if "first release" in what and "pairs" not in what]
    with pytest.raises(DataError, match=r"generator.json: another exam: seeds 2, and here 1; measure"):
        ask(seeds=1, beside=(report[1] / "report" / "generator.json",))


def test_a_bar_says_whether_the_whole_interval_is_on_its_side(report):
    exam = report[0]
    marks = {
        **exam.painter.metrics, "color": Estimate(0.9, 0.86, 0.95), "own_front": Estimate(0.7, 0.5, 0.8),
    }  # fmt: skip
    ratios = {
        "whole": Estimate(0.9, 0.8, 0.96), "copies": Estimate(0.1, 0.05, 0.2), "diversity": Estimate(None, None, None),
    }  # fmt: skip
    first = replace(exam.painter, metrics={**marks, "told_apart": Estimate(0.9, 0.8, 1.0)})
    marks["told_apart"] = Estimate(0.7, 0.65, 0.72)
    rated = replace(
        exam,
        painter=replace(exam.painter, metrics=marks, against_real=ratios),
        beside=(first,),
        ratings=(SourceScore("toy-painter", 3, 0.4, 0.95, 1, 3.1, float("nan")),),
        pairs=(PairScore("toy-painter", 3, 0.95, 0.6, 1, float("nan")),),
    )
    found = {line[0]: (line[1], line[3]) for line in bars_table(rated)[1]}
    assert list(found.values()) == [
        ("≥ 0.7", "open"), ("≥ 0.7", "open"), ("≥ 0.85", "held, certain"), ("≥ 0.95", "missed, uncertain"),
        ("≤ 0.7", "held, uncertain"),
        found[next(what for what in found if what.startswith("kernel"))], ("≥ 0.7", "open"),
        ("≤ 0.02", "missed, certain"), ("≥ 0.6", "held, uncertain"),
        ("≥ 0.5", "missed"), ("≥ 0.92", "held"), ("≥ 0.92", "held"), ("≥ 3", "held"), ("≥ 0.6", "open"),
        ("≥ 0.9", "held"), ("≥ 0.9", "missed"), ("≥ 0.75", "open"), ("≤ 60", "held"),
    ]  # fmt: skip


def test_without_words_and_backs_the_rest_is_measured(drawn_bestiary, data, tmp_path):
    records = read_bestiary(drawn_bestiary).records
    decoder = signed(
        toy_generator(tmp_path / "decoder"), "generator", "toy-decoder", make_split(records, seed=1, train=0.5, val=0.3)
    )
    request = EvaluateGeneratorRequest(
        str(drawn_bestiary), str(decoder), data / "prompts.txt", seeds=1, limit=3, resamples=30
    )
    exam = evaluate_generator(request)
    assert exam.setup.style == "pixel"
    assert exam.painter.metrics["diversity"].value is None
    assert [text.partition(":")[0] for text in exam.left_out] == ["subjects", "own front found from the back"]
    assert any("no words" in text for text in exam.warnings())
    assert "Left out" in render_markdown(exam)


def test_wrong_requests_say_what_to_do(ask, data, tmp_path, spritedex, monkeypatch):
    with pytest.raises(OptionError, match="seeds 0: must be at least 1"):
        ask(seeds=0)
    (tmp_path / "empty.txt").write_text("# nothing\n")
    with pytest.raises(DataError, match=r"empty.txt: 0 sentences; write 1 to"):
        ask(prompts=tmp_path / "empty.txt")
    with pytest.raises(DataError, match=r"prompts.txt: not an exam"):
        ask(beside=(data / "prompts.txt",))
    with pytest.raises(DataError, match=r"neither key\.json"):
        ask(rating=tmp_path)
    other = toy_painter(tmp_path / "other", make_split(_strangers(), seed=1))
    with pytest.raises(DataError, match="evaluate on the data that the bundle was trained on"):
        ask(model=str(other))
    monkeypatch.delenv("SPRITEDEX_DATA", raising=False)
    done = spritedex("evaluate", "generator")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: --data: give a pack or a data folder, or set SPRITEDEX_DATA"
    done = spritedex("evaluate", "generator", "--data", tmp_path)
    assert done.stderr.startswith("error: --prompts: give a file of sentences, one a line: subject | sentence")


def _strangers():
    """Records of families that no data set of these tests has."""
    from spritedex.data.records import Record

    return [Record(str(n), n, str(n), Path("x.png"), ("fire",), "", 10**9 + n) for n in range(20)]
