"""Tiny real bundles, made in milliseconds: ONNX files whose weights lie in model.safetensors as float16.

The classifier knows three colors: a red picture is fire, a green one grass, a blue one water. The reader knows three
creatures of those colors besides, and a few words for them. The generator draws colored noise that depends on the
words and on the seed; it knows the letters a..z and a few words. The painter draws a disc, step by step, in colors that
depend on the words, the seed, the style, the pose and the coloring.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from spritedex.architectures.record import Kind
from spritedex.bundle.gallery import Known, write_gallery
from spritedex.bundle.word_heads import HeadWords, WordHeads, write_word_heads
from spritedex.bundle.write import write_manifest
from spritedex.vocabulary import TYPES
from tests.toy_files import CELLS, Weights, write_onnx, write_safetensors, write_tokenizer

SIZE = 32
WIDTH, NOISE, MAX_TOKENS = 8, 6, 16
PAINTER_TOKENS, PAINTER_STEPS = 80, 4

KNOWN = (
    Known(number=3, name="Drop", style="artwork", types=("water",)),
    Known(number=1, name="Ember", style="artwork", types=("fire",)),
    Known(number=3, name="Drop", style="pixel", types=("water",)),
    Known(number=2, name="Sprout", style="artwork", types=("grass", "poison")),
)
"""The gallery of the toy reader; Drop has a blue and a violet picture."""

KNOWN_COLORS = ((-1, -1, 1), (1, -1, -1), (0, -1, 1), (-1, 1, -1))

WORD_HEADS = WordHeads(
    HeadWords(
        words={"subject": ("ember", "frog", "fish"), "size": ("small",), "feature": ("fins", "leaves")},
        least={"subject": 0.6, "size": 0.5, "feature": 0.7},
    ),
    np.array([[8, 0, 0, -2], [0, 8, 0, -2], [0, 0, 8, -2], [0, 0, 0, 1], [0, 0, 8, -2], [0, 8, 0, -2]], np.float32),
)
"""What the toy reader calls a red, a green and a blue picture; every picture is small."""


def toy_classifier(folder: Path, name: str = "toy-reader") -> Path:
    """Write a classifier's bundle; its probabilities follow from the mean color."""
    _write_classifier(folder, embedding=False)
    return _finish(folder, "classifier", name, _classifier_config())


def toy_reader(folder: Path, name: str = "toy-seer", gallery: bool = True) -> Path:
    """Write a bundle of a classifier that gives the direction of the mean color as its embedding as well."""
    _write_classifier(folder, embedding=True)
    if gallery:
        colors = np.array(KNOWN_COLORS, np.float32)
        write_gallery(folder, KNOWN, colors / np.linalg.norm(colors, axis=1, keepdims=True))
        write_word_heads(folder, WORD_HEADS)
    return _finish(folder, "classifier", name, {**_classifier_config(), "embedding": 3})


def _write_classifier(folder: Path, embedding: bool) -> None:
    folder.mkdir(parents=True)
    weight = np.zeros((3, len(TYPES)), np.float16)
    for channel, kind in enumerate(("fire", "grass", "water")):
        weight[channel, TYPES.index(kind)] = 4
        weight[:, TYPES.index(kind)] -= 1
    weights: Weights = {"weight": weight, "bias": np.full(len(TYPES), -1, np.float16)}
    nodes = [
        helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["mean", "weight"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logits"]),
    ]
    outputs = {"logits": (TensorProto.FLOAT, ["B", len(TYPES)])}
    if embedding:
        nodes.append(helper.make_node("LpNormalization", ["mean"], ["embedding"], axis=-1, p=2))
        outputs["embedding"] = (TensorProto.FLOAT, ["B", 3])
    spans = write_safetensors(folder, weights)
    pixels = {"pixels": (TensorProto.FLOAT, ["B", 3, SIZE, SIZE])}
    write_onnx(folder / "classifier.onnx", nodes, weights, spans, pixels, outputs)


def _classifier_config() -> dict[str, object]:
    return {
        "architecture": "cnn6", "types": list(TYPES), "image_size": SIZE, "mean": [0.5] * 3, "std": [0.5] * 3,
        "thresholds": [0.5] * len(TYPES), "temperature": 1.0, "model": {},
    }  # fmt: skip


def toy_generator(folder: Path, name: str = "toy-painter") -> Path:
    """Write a generator's bundle."""
    folder.mkdir(parents=True)
    vocabulary = write_tokenizer(folder)
    random = np.random.default_rng(0)

    def draw(*shape: int) -> NDArray[np.float16]:
        return random.standard_normal(shape).astype(np.float16)

    weights: Weights = {
        "embedding": draw(vocabulary, WIDTH),
        "places": draw(WIDTH, CELLS * CELLS),
        "paint": draw(WIDTH + NOISE, 4 * CELLS * CELLS),
    }
    spans = write_safetensors(folder, weights)
    states = _write_text_encoder(folder, weights, spans)
    drawn = [
        helper.make_node("MatMul", ["token_states", "places"], ["scores"]),
        helper.make_node("Cast", ["mask"], ["kept"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["kept", "last"], ["column"]),
        helper.make_node("Log", ["column"], ["barred"]),
        helper.make_node("Add", ["scores", "barred"], ["allowed"]),
        helper.make_node("Softmax", ["allowed"], ["looked"], axis=1),
        helper.make_node("Reshape", ["looked", "grid"], ["attention"]),
        helper.make_node("ReduceMean", ["token_states"], ["pooled"], axes=[1], keepdims=0),
        helper.make_node("Concat", ["pooled", "noise"], ["seeded"], axis=1),
        helper.make_node("MatMul", ["seeded", "paint"], ["mixed"]),
        helper.make_node("Tanh", ["mixed"], ["flat"]),
        helper.make_node("Reshape", ["flat", "coarse"], ["blocks"]),
        helper.make_node("Resize", ["blocks", "", "scales"], ["sprite"], mode="nearest"),
    ]
    write_onnx(
        folder / "generator.onnx", drawn, {k: weights[k] for k in ("places", "paint")}, spans,
        {**states, "mask": (TensorProto.INT64, ["B", "T"]), "noise": (TensorProto.FLOAT, ["B", NOISE])},
        {
            "sprite": (TensorProto.FLOAT, ["B", 4, 64, 64]),
            "attention": (TensorProto.FLOAT, ["B", "T", CELLS, CELLS]),
        },
    )  # fmt: skip
    config = {
        "architecture": "decoder", "image_size": 64, "noise_dim": NOISE, "max_tokens": MAX_TOKENS,
        "model": {},
    }  # fmt: skip
    return _finish(folder, "generator", name, config)


def toy_painter(
    folder: Path,
    name: str = "toy-flow",
    styles: int = 8,
    draws: Sequence[str] = ("artwork", "menu", "pixel"),
    **config: object,
) -> Path:
    """Write a painter's bundle that draws the styles `draws`; `config` stands in for what its `config.json` would say.

    Its network fails for a style whose number is not below `styles`.
    """
    folder.mkdir(parents=True)
    vocabulary = write_tokenizer(folder)
    random = np.random.default_rng(1)

    def draw(*shape: int) -> NDArray[np.float16]:
        return random.standard_normal(shape).astype(np.float16)

    rows, columns = np.mgrid[:64, :64]
    body = np.zeros((1, 4, 64, 64), np.float16)
    body[0, 3] = np.where(np.hypot(rows - 34, columns - 32) < 22, 6, -9)
    body[0, :3] = np.where(body[0, 3] > 0, 0, -9)
    paint = draw(WIDTH, 4 * CELLS * CELLS) * np.float16(0.1)
    weights: Weights = {
        "embedding": draw(vocabulary, WIDTH), "paint": paint,
        "looks": np.pad(draw(4, 4 * CELLS * CELLS) * np.float16(0.5), ((0, 9), (0, 0))),
        "body": body, "gain": np.array([4], np.float16),
        "grain": np.array([0.2], np.float16), "style_shift": np.zeros(styles, np.float16),
    }  # fmt: skip
    spans = write_safetensors(folder, weights)
    states = _write_text_encoder(folder, weights, spans)
    node = helper.make_node
    nodes = [
        node("Cast", ["mask"], ["kept"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["kept", "last"], ["column"]),
        node("Mul", ["token_states", "column"], ["weighted"]),
        node("ReduceSum", ["weighted", "words_axis"], ["pooled"], keepdims=0),
        node("MatMul", ["pooled", "paint"], ["from_text"]),
        node("Cast", ["class_ids"], ["numbers"], to=TensorProto.FLOAT),
        node("MatMul", ["numbers", "looks"], ["dressed_in_any"]),
        node("Gather", ["class_ids", "first"], ["style"], axis=1),
        node("Gather", ["style_shift", "style"], ["shift"]),
        node("Add", ["dressed_in_any", "shift"], ["dressed"]),
        node("Add", ["from_text", "dressed"], ["flat"]),
        node("Reshape", ["flat", "coarse"], ["asked"]),
        node("AveragePool", ["noisy"], ["seeded"], kernel_shape=[16, 16], strides=[16, 16]),
        node("Mul", ["seeded", "gain"], ["loud"]),
        node("Add", ["asked", "loud"], ["blocks"]),
        node("Resize", ["blocks", "", "scales"], ["large"], mode="nearest"),
        node("Unsqueeze", ["time", "picture_axes"], ["clock"]),
        node("Mul", ["noisy", "clock"], ["begun"]),
        node("Mul", ["begun", "grain"], ["grained"]),
        node("Sum", ["large", "grained", "body"], ["loose"]),
        node("Tanh", ["loose"], ["clean"]),
    ]
    inputs = {
        "noisy": (TensorProto.FLOAT, ["B", 4, 64, 64]), "time": (TensorProto.FLOAT, ["B"]), **states,
        "mask": (TensorProto.INT64, ["B", "T"]), "class_ids": (TensorProto.INT64, ["B", 13]),
        "subject": (TensorProto.FLOAT, ["B", WIDTH]), "known": (TensorProto.FLOAT, ["B", 4, 64, 64]),
    }  # fmt: skip
    outputs = {"clean": (TensorProto.FLOAT, ["B", 4, 64, 64])}
    used = {name: array for name, array in weights.items() if name != "embedding"}
    write_onnx(folder / "generator.onnx", nodes, used, spans, inputs, outputs)
    said = {
        "architecture": "painter", "image_size": 64, "max_tokens": PAINTER_TOKENS, "model": {},
        "styles": {style: style for style in draws},
        "num_steps": PAINTER_STEPS, "guidance_scale": 3.0, "guided_from": 0.1,
    }  # fmt: skip
    return _finish(folder, "generator", name, said | config)


def _write_text_encoder(folder: Path, weights: Weights, spans: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Each word piece by itself; returns the states as ONNX declares them."""
    shape = (TensorProto.FLOAT, ["B", "T", WIDTH])
    encode = [
        helper.make_node("Gather", ["embedding", "input_ids"], ["embedded"]),
        helper.make_node("Cast", ["attention_mask"], ["kept"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["kept", "last"], ["column"]),
        helper.make_node("Mul", ["embedded", "column"], ["states"]),
    ]
    tokens = {name: (TensorProto.INT64, ["B", "T"]) for name in ("input_ids", "attention_mask")}
    write_onnx(
        folder / "text_encoder.onnx", encode, {"embedding": weights["embedding"]}, spans, tokens, {"states": shape}
    )
    return {"token_states": shape}


def _finish(folder: Path, kind: Kind, name: str, config: dict[str, object]) -> Path:
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "split.json").write_text("{}")
    (folder / "README.md").write_text(f"# {name}\n")
    write_manifest(
        folder, kind=kind, name=name, architecture=str(config["architecture"]),
        trained_on={"source": "nothing: made by hand"}, metrics={"parameters": 1.0},
    )  # fmt: skip
    return folder
