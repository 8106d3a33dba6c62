"""Bundles from strangers: each is refused in one line, and what was checked when it was loaded is what is used."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from spritedex import Classifier, Generator
from spritedex.architectures.record import Kind
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import write_manifest
from spritedex.errors import BundleError
from spritedex.runtime.probe import probe
from spritedex.workflows.generate.choice import identity
from tests.toy_bundles import toy_generator, toy_reader

RED = np.full((32, 32, 4), (255, 0, 0, 255), np.uint8)


def sign(folder: Path, kind: Kind) -> None:
    write_manifest(folder, kind=kind, name="stranger", architecture="any", trained_on={}, metrics={})


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Path, Kind], Path]:
    """Signs a bundle as its author would, where nothing is known of it."""

    def made(folder: Path, kind: Kind) -> Path:
        sign(folder, kind)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))
        return folder

    return made


def graph(folder: Path, change: Callable[[onnx.ModelProto], object], name: str = "classifier.onnx") -> None:
    """Change an ONNX file, its external data left where they are."""
    model = onnx.load(folder / name, load_external_data=False)
    change(model)
    (folder / name).write_bytes(model.SerializeToString())


def output(model: onnx.ModelProto, name: str, *nodes: onnx.NodeProto) -> None:
    """Let the output of that name come from further nodes, which take it as `was`."""
    for node in model.graph.node:
        for place, each in enumerate(node.output):
            if each == name:
                node.output[place] = "was"
    model.graph.node.extend(nodes)


def constant(model: onnx.ModelProto, name: str, kind: int, values: list[Any]) -> None:
    model.graph.initializer.append(helper.make_tensor(name, kind, [len(values)], values))


def no_numbers(folder: Path) -> None:
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-2:] = np.array([np.nan], np.float16).tobytes()
    (folder / "model.safetensors").write_bytes(data)


def too_few_logits(folder: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        constant(model, "from", TensorProto.INT64, [0])
        constant(model, "to", TensorProto.INT64, [17])
        constant(model, "axis", TensorProto.INT64, [1])
        output(model, "logits", helper.make_node("Slice", ["was", "from", "to", "axis"], ["logits"]))
        model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 17

    graph(folder, change)


def huge(folder: Path) -> None:
    """The logits, plus the sum of 2**38 zeros."""

    def change(model: onnx.ModelProto) -> None:
        constant(model, "size", TensorProto.INT64, [2**19, 2**19])
        output(
            model,
            "logits",
            helper.make_node("ConstantOfShape", ["size"], ["zeros"]),
            helper.make_node("ReduceSum", ["zeros"], ["zero"], keepdims=0),
            helper.make_node("Add", ["was", "zero"], ["logits"]),
        )

    graph(folder, change)


def endless(folder: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        value, flag, floats = helper.make_tensor_value_info, TensorProto.BOOL, TensorProto.FLOAT
        body = helper.make_graph(
            [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Identity", ["in"], ["out"])],
            "body",
            [value("number", TensorProto.INT64, []), value("go", flag, []), value("in", floats, None)],
            [value("on", flag, []), value("out", floats, None)],
        )
        output(model, "logits", helper.make_node("Loop", ["", "", "was"], ["logits"], body=body))

    graph(folder, change)


def reads(location: str) -> Callable[[Path], None]:
    """Its weights lie elsewhere on the disk of whoever opens it."""

    def change(model: onnx.ModelProto) -> None:
        for tensor in model.graph.initializer:
            for entry in tensor.external_data:
                if entry.key == "location":
                    entry.value = location

    return lambda folder: graph(folder, change)


def beyond_the_file(folder: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        for tensor in model.graph.initializer:
            for entry in tensor.external_data:
                if entry.key == "offset":
                    entry.value = str(2**40)

    graph(folder, change)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_numbers, "gave values that are no numbers"),
        (too_few_logits, r"its network gives \[\d, 17\], \[\d, 3\] where"),
        (huge, "does not work"),
        (endless, "'Loop', which may never end"),
        (reads("../model.safetensors"), "which is no file of the bundle"),
        (reads("/etc/passwd"), "which is no file of the bundle"),
        (beyond_the_file, "does not fit the file"),
    ],
)
def test_a_strange_classifier_is_refused(
    strange: Callable[[Path, Kind], Path], tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    folder = toy_reader(tmp_path / "reader")
    spoil(folder)
    with pytest.raises(BundleError, match=message) as error:
        Classifier.load(strange(folder, "classifier"))
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 700
    with pytest.raises(BundleError, match=message):
        probe(load_bundle(folder))  # what `models --verify` does, though it may be known


PADDING = {"direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "x"}
WORD_PIECE = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "vocab": {}}
TEMPLATE = {"type": "TemplateProcessing", "pair": [], "special_tokens": {}}
TOKENIZERS: dict[str, dict[str, Any]] = {
    "padding": {"padding": PADDING | {"strategy": {"Fixed": 2**62}}},
    "regex": {"normalizer": {"type": "Replace", "pattern": {"Regex": "(a?){40}a{40}b"}, "content": "x" * 100_000}},
    "template": {"post_processor": TEMPLATE | {"single": [{"SpecialToken": {"id": "?", "type_id": 0}}]}},
    "vocabulary": {"model": WORD_PIECE | {"max_input_chars_per_word": 2**63}},
    "stride": {"truncation": {"direction": "Left", "max_length": 2, "strategy": "LongestFirst", "stride": 2}},
}


@pytest.mark.parametrize("kind", TOKENIZERS)
def test_a_strange_tokenizer_ends_in_one_line_or_does_no_harm(
    strange: Callable[[Path, Kind], Path], tmp_path: Path, kind: str
) -> None:
    folder = toy_generator(tmp_path / "painter")
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer | TOKENIZERS[kind]))
    strange(folder, "generator")
    said = "drawn"
    try:
        list(Generator.load(folder).generate("a small fox"))
    except BundleError as error:
        said = str(error)
    assert "\n" not in said
    assert len(said) < 700


def test_a_bundle_from_elsewhere_is_tried_out_once(
    strange: Callable[[Path, Kind], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = strange(toy_reader(tmp_path / "reader"), "classifier")
    Classifier.load(folder)
    monkeypatch.setattr("sys.executable", "/nowhere")  # no further process can be started
    Classifier.load(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    with pytest.raises(BundleError, match="no process can be started"):
        Classifier.load(folder)


def test_what_happens_to_the_folder_later_changes_nothing(tmp_path: Path) -> None:
    folder = toy_reader(tmp_path / "reader")
    classifier = Classifier.load(folder)
    before, named = classifier.classify_one(RED, nearest=2), identity(classifier.bundle)
    for path in folder.iterdir():
        with path.open("r+b") as file:  # the same file, as an editor or a download writes over it
            file.write(bytes(path.stat().st_size))
    after = classifier.classify_one(RED, nearest=2)
    assert (after, identity(classifier.bundle)) == (before, named)
    shutil.rmtree(folder)
    assert classifier.classify_one(RED, nearest=2) == before
