"""`spritedex evaluate generator` from prompts to report, with toys that draw squares and read three colors."""

import csv
import json
import shutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from spritedex.bundle.write import write_manifest
from spritedex.data.loaders import read_bestiary
from spritedex.data.splits import make_split
from spritedex.errors import DataError, OptionError
from spritedex.evaluation.generation import METRICS, REAL, TRAINING
from spritedex.evaluation.generator_report import render_markdown, targets_table
from spritedex.evaluation.scorecard import Estimate
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import open_picture
from spritedex.sprites.colors import turn_hue
from spritedex.workflows.evaluate.evaluation_set import EvaluateGeneratorRequest
from spritedex.workflows.evaluate.generator import evaluate_generator, to_json
from tests.toy_bundles import WIDTH, toy_classifier, toy_generator, toy_reader


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
    """The drawn bestiary, with every artwork as a pixel sprite too."""
    folder = tmp_path_factory.mktemp("data") / "two-styles"
    shutil.copytree(drawn_bestiary, folder)
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pixels = []
    for row in rows:
        name = row["file_name"].replace(".png", "-pixel.png")
        shutil.copy(folder / row["file_name"], folder / name)
        pixels.append({**row, "file_name": name, "style": "pixel"})
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *({"style"} - set(rows[0]))], restval="")
        writer.writeheader()
        writer.writerows([*rows, *pixels])
    return folder


@pytest.fixture(scope="module")
def bundles(data, tmp_path_factory):
    """Name -> folder of a painter, a decoder and a reader with one split."""
    split = make_split(read_bestiary(data, need={"types"}).records, seed=1, train=0.5, val=0.1)
    folder = tmp_path_factory.mktemp("bundles")
    return {
        "painter": toy_painter(folder / "painter", split),
        "decoder": signed(toy_generator(folder / "decoder"), "generator", "toy-decoder", split),
        "reader": signed(toy_reader(folder / "reader", gallery=False), "classifier", "toy-seer", split),
    }


@pytest.fixture(scope="module")
def ask(data, bundles):
    def run(model="painter", **changes):
        request: dict[str, Any] = {
            "model": str(bundles.get(model, model)),
            "classifier": str(bundles["reader"]), "baseline": str(bundles["decoder"]),
            "count": 2, "limit": 12, "resamples": 30,
        }  # fmt: skip
        return evaluate_generator(EvaluateGeneratorRequest(str(data), **(request | changes)))

    return run


@pytest.fixture(scope="module")
def report(ask, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    return ask(out=out / "report", pictures=out / "private.png"), out


def test_the_report_has_all_metrics_of_all_rows(report):
    result, out = report
    assert {path.name for path in (out / "report").iterdir()} == {
        "generator.md", "generator.json", "generator-rows.png", "generator-colors.png", "generator-sheet.png",
    }  # fmt: skip
    assert (out / "private.png").is_file()
    assert [style.style for style in result.styles] == ["artwork", "pixel"]
    artwork, pixel = ([row.name for row in style.rows] for style in result.styles)
    assert artwork == ["toy-painter", "toy-decoder", REAL, TRAINING]
    assert pixel == ["toy-painter", REAL, TRAINING]
    assert set(result.styles[1].rows[0].metrics) == set(METRICS)
    for style in result.styles:
        for row in style.rows:
            for name, estimate in row.metrics.items():
                if estimate.value is not None and estimate.low is not None:
                    assert estimate.low - 1e-9 <= estimate.value <= estimate.high + 1e-9, name
    assert result.styles[1].rows[0].metrics["valid"].value == 1
    assert result.styles[0].rows[0].metrics["valid"].value is None
    assert any("toy-decoder` in style pixel" in text for text in result.left_out)
    assert any("style menu" in text for text in result.left_out)
    assert [(row.name, row.style) for row in result.grid] == [
        ("toy-painter", "artwork"), ("toy-painter", "pixel"), ("toy-decoder", "artwork"),
    ]  # fmt: skip
    assert all(sum(map(sum, row.confusion)) == row.prompts == 12 for row in result.grid)


def test_squares_are_farther_from_creatures_than_creatures_are(report):
    for style in report[0].styles:
        rows = {row.name: row.metrics for row in style.rows}
        for name in ("kernel", "frechet"):
            assert rows["toy-painter"][name].value > rows[REAL][name].value
        assert rows["toy-painter"]["copies_pixels"].value == 0


def test_no_copy_among_few_families_proves_little(report):
    result, out = report
    for style in result.styles:
        most = 3 / style.families
        copies = style.rows[0].metrics["copies_pixels"]
        assert (copies.value, copies.low, copies.high) == (0, 0, pytest.approx(most))
        assert style.rows[-2].metrics["diversity"].high is None
    valid = result.styles[1].rows[0].metrics["valid"]
    assert (valid.low, valid.high) == (pytest.approx(1 - 3 / result.styles[1].families), 1)
    for row in result.grid:
        if row.metrics["copies"].value == 0:
            assert row.metrics["copies"].high == 3 / row.prompts
    text = (out / "report" / "generator.md").read_text()
    assert f"| copies by pixels ↓ | 0.000 (0.000–{3 / result.styles[0].families:.3f}) |" in text


def test_a_target_says_whether_the_whole_interval_is_on_its_side(report):
    result = report[0]
    artwork = replace(
        result.styles[0],
        ratios={
            "color": Estimate(0.9, 0.85, 1.1), "type_first": Estimate(0.9, 0.7, 1.1),
            "copies": Estimate(0.1, 0.03, 0.2),
        },
    )  # fmt: skip
    pixel = replace(
        result.styles[1],
        ratios={
            "color": Estimate(0.5, 0.3, 0.7), "type_first": Estimate(0.7, 0.6, 0.9),
            "copies": Estimate(0, -0.043, 0.043),
        },
    )  # fmt: skip
    columns, lines = targets_table(replace(result, styles=(artwork, pixel)))
    assert columns[-1] == "met"
    verdicts = {line[0]: line[-1] for line in lines if "real pictures" in line[0]}
    assert list(verdicts.values()) == [
        "yes, certain", "yes, uncertain", "no, certain", "no, certain", "no, uncertain", "yes, uncertain",
    ]  # fmt: skip
    assert {line[-1] for line in lines if "closer" in line[0]} <= {"yes", "no"}
    unknown = replace(artwork, ratios=dict.fromkeys(artwork.ratios, Estimate(None, None, None)))
    assert [line[2:] for line in targets_table(replace(result, styles=(unknown,)))[1][2:5]] == [["–", "–"]] * 3


def test_a_painter_of_artwork_alone_that_copies_in_the_mirror_is_found_out(ask, bundles, data, tmp_path):
    bestiary = read_bestiary(data, need={"types"})
    split = make_split(bestiary.records, seed=1, train=0.5, val=0.1)
    known = split.select(bestiary.records, "train")[0]
    picture = turn_hue(fit_square(open_picture(known.image).rgba, 64)[:, ::-1], 120)
    painter = toy_painter(tmp_path / "copyist", split, styles=["artwork"], picture=picture)
    result = ask(model=painter, count=1, limit=8, out=tmp_path / "report")
    assert (tmp_path / "report" / "generator-sheet.png").is_file()
    assert any("style pixel" in text for text in result.left_out)
    first = result.styles[0].rows[0].metrics
    assert (first["copies"].value, first["copies_features"].value, first["copies_recolored"].value) == (1, 0, 1)
    copyist, decoder = result.grid
    assert copyist.metrics["copies"].value == 1
    assert decoder.metrics["copies"].value < 1
    assert "copies, by any sign ↓ |" in (tmp_path / "report" / "generator.md").read_text().split("## The grid")[1]


def test_the_report_says_what_it_is_and_shows_no_paths(report, data, bundles):
    result, out = report
    text = (out / "report" / "generator.md").read_text()
    assert text == render_markdown(result)
    assert "they cannot be compared with any published FID" in text
    assert "**Color agreement favors a painter**" in text
    assert "`toy-decoder` has no style pixel, so there is no target for distances there." in text
    for target in result.targets():
        assert target.what in text
    assert any("closer to the floor than `toy-decoder`" in target.what for target in result.targets())
    document = (out / "report" / "generator.json").read_text()
    for words in (text, document):
        assert str(data.parent) not in words
        assert str(bundles["reader"].parent) not in words
        assert "NaN" not in words
    assert json.loads(document) == json.loads(json.dumps(to_json(result)))
    assert result.warnings() == ["a quick look: at most 12 prompts of each kind."]


def test_the_command_prints_the_same_metrics(spritedex, data, bundles, report):
    done = spritedex(
        "evaluate", "generator", "--data", data, "--model", bundles["painter"], "--classifier", bundles["reader"],
        "--baseline", bundles["decoder"], "--count", 2, "--limit", 12, "--resamples", 30, "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    printed, expected = json.loads(done.stdout), json.loads(json.dumps(to_json(report[0])))
    assert printed.pop("command").startswith(
        'spritedex evaluate generator --data "$SPRITEDEX_DATA" --model painter --classifier reader --baseline decoder'
    )
    assert expected.pop("command") == ""
    assert printed == expected


def test_a_decoder_is_measured_alone_where_it_is_the_baseline(ask):
    result = ask(model="decoder", count=1, limit=8)
    assert [[row.name for row in style.rows] for style in result.styles] == [["toy-decoder", REAL, TRAINING]]
    assert result.baseline is None
    assert result.styles[0].rows[0].metrics["diversity"].value is None
    assert not any("closer" in target.what for target in result.targets())
    assert "no target for distances" not in render_markdown(result)


def test_a_classifier_trained_on_the_creatures_is_called_out(ask, bundles, data, tmp_path):
    split = make_split(read_bestiary(data, need={"types"}).records, seed=2, train=0.8, val=0.1)
    reader = signed(toy_reader(tmp_path / "seen", gallery=False), "classifier", "toy-seer", split)
    result = ask(classifier=str(reader), count=1, limit=8)
    assert any("was trained on" in text and "on the same split" in text for text in result.warnings())


def test_wrong_requests_say_what_to_do(ask, tmp_path, spritedex, bundles, data, monkeypatch):
    with pytest.raises(OptionError, match="count 0: must be at least 1"):
        ask(count=0)
    with pytest.raises(OptionError, match="has no embedding to measure distances in"):
        ask(classifier=str(toy_classifier(tmp_path / "plain")))
    few = make_split(read_bestiary(data, need={"types"}).records[:12], seed=1)
    shutil.copytree(bundles["painter"], tmp_path / "other")
    other = signed(tmp_path / "other", "generator", "other", few)
    request = EvaluateGeneratorRequest(str(data), str(other), str(bundles["reader"]), str(bundles["decoder"]))
    with pytest.raises(DataError, match=r"is in no part of the split.*evaluate on the data"):
        evaluate_generator(request)
    monkeypatch.delenv("SPRITEDEX_DATA", raising=False)
    done = spritedex("evaluate", "generator")
    assert done.returncode == 2
    assert done.stderr.strip() == "error: --data: give a data folder, or set SPRITEDEX_DATA"
