"""Torch modules to ONNX files. Knows no architecture, no run and no bundle layout.

Weights are stored once: `model.safetensors` holds them in half precision, and the ONNX file refers to the same
bytes as external data, widening them when it loads. A frozen text encoder is stored inside its ONNX file with
8-bit weights: one scale per output channel, float arithmetic, so a result never depends on the batch.
"""

import json
import logging
import struct
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from torch import Tensor, nn

Array = NDArray[Any]
_SHARE_FROM: Final = 64
_QUANTISE_FROM: Final = 2**15


def to_graph(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: list[str],
    dynamic: Mapping[str, Mapping[int, str]],
) -> onnx.ModelProto:
    """Trace `module` on example `inputs` (name -> tensor, in call order) with named dynamic axes per input.

    An example's dynamic axes must be at least 2 long: the tracer takes 1 for a constant.
    """
    names = {name for axes in dynamic.values() for name in axes.values()}
    dims = {name: torch.export.Dim(name, min=1, max=4096) for name in names}
    shapes = tuple({axis: dims[name] for axis, name in dynamic[key].items()} for key in inputs)
    for logger in ("torch.onnx", "torch.onnx._internal.exporter._registration"):
        logging.getLogger(logger).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            dynamo=True,
            verbose=False,
            input_names=list(inputs),
            output_names=outputs,
            dynamic_shapes=shapes,
        )
    assert program is not None
    graph: onnx.ModelProto = program.model_proto
    _strip_traces(graph)
    return graph


def save_half(state: Mapping[str, Tensor], path: Path) -> None:
    """Write weights as safetensors: floats in half precision, contiguous; integers as they are."""
    half = {k: (v.half() if v.is_floating_point() else v).contiguous().cpu() for k, v in state.items()}
    save_file(half, str(path))
    path.chmod(0o644)


def save_sharing_weights(graph: onnx.ModelProto, weights: Path, path: Path) -> None:
    """Write `graph` beside `weights`, each initializer that equals a stored tensor (or its transpose) as a reference.

    The graph must have been traced from a module whose weights are exactly representable in half precision.
    """
    stored = {_digest(array): (name, False) for name, array, _, _ in _tensors(weights)}
    stored |= {_digest(array.T): (name, True) for name, array, _, _ in _tensors(weights) if array.ndim == 2}
    places = {name: (array, offset, length) for name, array, offset, length in _tensors(weights)}
    widen: list[onnx.NodeProto] = []
    kept: list[TensorProto] = []
    references: dict[str, TensorProto] = {}
    for initializer in graph.graph.initializer:
        array = numpy_helper.to_array(initializer)
        found = stored.get(_digest(array)) if array.dtype == np.float32 and array.size >= _SHARE_FROM else None
        if found is None:
            kept.append(initializer)
            continue
        name, transposed = found
        half, offset, length = places[name]
        references[name] = _external(f"{name}.half", half.shape, weights.name, offset, length)
        wide = f"{initializer.name}.wide" if transposed else initializer.name
        widen.append(helper.make_node("Cast", [f"{name}.half"], [wide], to=TensorProto.FLOAT))
        if transposed:
            widen.append(helper.make_node("Transpose", [wide], [initializer.name], perm=[1, 0]))
    _replace(graph.graph.initializer, [*kept, *references.values()])
    _replace(graph.graph.node, [*widen, *graph.graph.node])
    path.write_bytes(graph.SerializeToString())


def save_quantised(graph: onnx.ModelProto, path: Path) -> None:
    """Write `graph` whole, its large matrices as int8 with one float scale a row (tables) or a column (products)."""
    tables = {node.input[0] for node in graph.graph.node if node.op_type == "Gather"}
    initializers: list[TensorProto] = []
    before: list[onnx.NodeProto] = []
    quantised_tables: set[str] = set()
    for initializer in graph.graph.initializer:
        array = numpy_helper.to_array(initializer)
        name = initializer.name
        if array.dtype != np.float32 or array.ndim != 2 or array.size < _QUANTISE_FROM:
            initializers.append(initializer)
            continue
        scale = np.abs(array).max(axis=1 if name in tables else 0, keepdims=True) / 127
        levels = np.round(array / np.maximum(scale, 1e-12)).astype(np.int8)
        initializers += [
            numpy_helper.from_array(levels, f"{name}.int8"),
            numpy_helper.from_array(scale, f"{name}.scale"),
        ]
        if name in tables:
            quantised_tables.add(name)
        else:
            before.append(helper.make_node("Cast", [f"{name}.int8"], [f"{name}.wide"], to=TensorProto.FLOAT))
            before.append(helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]))
    nodes = [new for node in graph.graph.node for new in _dequantise_rows(node, quantised_tables)]
    _replace(graph.graph.initializer, initializers)
    _replace(graph.graph.node, [*before, *nodes])
    path.write_bytes(graph.SerializeToString())


def _dequantise_rows(node: onnx.NodeProto, tables: set[str]) -> Iterator[onnx.NodeProto]:
    """A look-up in a quantised table: look up levels and scales, then multiply the few rows found."""
    if node.op_type != "Gather" or node.input[0] not in tables:
        yield node
        return
    (table, index), out = node.input, node.output[0]
    yield helper.make_node("Gather", [f"{table}.int8", index], [f"{out}.int8"])
    yield helper.make_node("Gather", [f"{table}.scale", index], [f"{out}.scale"])
    yield helper.make_node("Cast", [f"{out}.int8"], [f"{out}.wide"], to=TensorProto.FLOAT)
    yield helper.make_node("Mul", [f"{out}.wide", f"{out}.scale"], [out])


def _tensors(path: Path) -> Iterator[tuple[str, Array, int, int]]:
    """Half-precision tensors of a safetensors file: name, array, byte offset in the file, length in bytes."""
    raw = path.read_bytes()
    (header_length,) = struct.unpack("<Q", raw[:8])
    for name, entry in json.loads(raw[8 : 8 + header_length]).items():
        if name == "__metadata__" or entry["dtype"] != "F16":
            continue
        start, end = (8 + header_length + offset for offset in entry["data_offsets"])
        array = np.frombuffer(raw[start:end], np.float16).reshape(entry["shape"])
        yield name, array, start, end - start


def _digest(array: Array) -> tuple[tuple[int, ...], bytes]:
    return array.shape, np.ascontiguousarray(array, dtype=np.float16).tobytes()


def _external(name: str, shape: tuple[int, ...], file: str, offset: int, length: int) -> TensorProto:
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT16, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
    return tensor


def _replace(repeated: Any, items: list[Any]) -> None:
    items = list(items)
    del repeated[:]
    repeated.extend(items)


def _strip_traces(graph: onnx.ModelProto) -> None:
    """Remove stack traces and source paths, which name the machine that exported."""
    for node in graph.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*graph.graph.value_info, *graph.graph.input, *graph.graph.output, *graph.graph.initializer):
        del value.metadata_props[:]
    del graph.graph.metadata_props[:]
    del graph.metadata_props[:]
    del graph.graph.value_info[:]
