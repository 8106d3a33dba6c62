"""The files of toy bundles: safetensors, ONNX that refers to them, and a tokenizer of letters and a few words."""

import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper

Weights = dict[str, NDArray[np.float16]]

CELLS = 4
WORDS = (
    "a",
    "small",
    "orange",
    "green",
    "blue",
    "with",
    "burning",
    "tail",
    "creature",
    "fox",
    ",",
    ".",
    ":",
    "[",
    "]",
)


def write_safetensors(folder: Path, weights: Weights) -> dict[str, tuple[int, int]]:
    """Write the weights; returns the offset and length in bytes of each within the file."""
    entries, spans, end = {}, {}, 0
    for name, array in weights.items():
        entries[name] = {"dtype": "F16", "shape": array.shape, "data_offsets": [end, end + array.nbytes]}
        spans[name] = (end, array.nbytes)
        end += array.nbytes
    header = json.dumps(entries).encode()
    header += b" " * (-len(header) % 8)
    body = b"".join(array.tobytes() for array in weights.values())
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + body)
    return {name: (8 + len(header) + start, length) for name, (start, length) in spans.items()}


def write_onnx(path, nodes, weights, spans, inputs, outputs) -> None:
    constants = [
        helper.make_tensor("last", TensorProto.INT64, [1], [2]),
        helper.make_tensor("grid", TensorProto.INT64, [4], [0, 0, CELLS, CELLS]),
        helper.make_tensor("coarse", TensorProto.INT64, [4], [0, 4, CELLS, CELLS]),
        helper.make_tensor("scales", TensorProto.FLOAT, [4], [1, 1, 64 / CELLS, 64 / CELLS]),
        helper.make_tensor("first", TensorProto.INT64, [1], [0]),
        helper.make_tensor("words_axis", TensorProto.INT64, [1], [1]),
        helper.make_tensor("picture_axes", TensorProto.INT64, [3], [1, 2, 3]),
    ]
    used = {name for node in nodes for name in node.input}
    casts, initializers = [], [value for value in constants if value.name in used]
    for name, array in weights.items():
        tensor = TensorProto(name=f"{name}.half", data_type=TensorProto.FLOAT16, dims=array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        offset, length = spans[name]
        for key, value in (("location", "model.safetensors"), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        initializers.append(tensor)
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    values = [
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in group.items()]
        for group in (inputs, outputs)
    ]
    graph = helper.make_graph([*casts, *nodes], path.stem, *values, initializer=initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    checker.check_model(str(path))


def write_tokenizer(folder: Path) -> int:
    """Write a WordPiece tokenizer with BERT's habits; returns the size of its vocabulary."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    markers = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    names = dict.fromkeys([*markers, *letters, *(f"##{letter}" for letter in letters), *WORDS])
    vocabulary = {name: index for index, name in enumerate(names)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.add_special_tokens(markers)
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_padding(length=12)
    tokenizer.save(str(folder / "tokenizer.json"))
    return len(vocabulary)
