"""Torch modules to ONNX files. Knows no architecture, no run and no bundle layout.

Weights are stored once: `model.safetensors` holds them in half precision, and the ONNX file refers to the same
bytes as external data, widening them when it loads. A frozen text encoder is stored inside its ONNX file with
8-bit weights: one scale per row, float arithmetic, so that a result never depends on the batch.
"""

import hashlib
import io
import json
import logging
import pickle
import struct
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from torch import Tensor, nn

from spritedex.models.onnx_folding import folded, replace_all

Array = NDArray[Any]
_SHARE_FROM: Final = 64
_QUANTIZE_FROM: Final = 2**15


def to_graph(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: list[str],
    dynamic: Mapping[str, Mapping[int, str]],
) -> onnx.ModelProto:
    """Trace `module` on example `inputs` (name -> tensor, in call order) with named dynamic axes per input.

    The dynamic axes of the examples must be at least 2 long: the tracer treats 1 as a constant.

    A module that differs from one that this process has traced by its weights alone is not traced again: the models of
    five folds, each of which would take some ten seconds.
    """
    weights = module.named_parameters(remove_duplicate=False), module.named_buffers(remove_duplicate=False)
    state = {name: tensor for named in weights for name, tensor in named}
    shapes = [(name, tuple(tensor.shape), str(tensor.dtype)) for name, tensor in inputs.items()]
    key = _structure(module.eval(), state, shapes, outputs, dynamic)
    bare = _TRACED.get(key) if key else None
    if bare is None:
        bare = _without(state, _trace(module, state, inputs, outputs, dynamic))
        if key:
            _TRACED[key] = bare
    return _filled(bare, state)


_TRACED: Final[dict[bytes, onnx.ModelProto]] = {}
"""What this process has traced, without its weights, by structure."""


class _Pickler(pickle.Pickler):
    """Writes of weights only shape and kind."""

    def __init__(self, file: io.BytesIO, state: Mapping[str, Tensor]) -> None:
        super().__init__(file)
        self._names = {id(tensor): name for name, tensor in state.items()}

    def persistent_id(self, value: Any) -> Any:
        if name := self._names.get(id(value)):
            return name, tuple(value.shape), str(value.dtype)
        return None


def _structure(module: nn.Module, state: Mapping[str, Tensor], *more: object) -> bytes | None:
    """A digest of all that a module is but the values of its weights; None where it cannot be had."""
    written = io.BytesIO()
    try:
        _Pickler(written, state).dump((module, more))
    except (pickle.PicklingError, AttributeError, TypeError):  # a function without a name
        return None
    return hashlib.sha256(written.getbuffer()).digest()


def _without(state: Mapping[str, Tensor], graph: onnx.ModelProto) -> onnx.ModelProto:
    for initializer in graph.graph.initializer:
        if initializer.name in state:
            initializer.ClearField("raw_data")
    return graph


def _filled(bare: onnx.ModelProto, state: Mapping[str, Tensor]) -> onnx.ModelProto:
    graph = onnx.ModelProto()
    graph.CopyFrom(bare)
    for initializer in graph.graph.initializer:
        if initializer.name in state:
            initializer.raw_data = state[initializer.name].detach().cpu().contiguous().numpy().tobytes()
    return graph


def _trace(
    module: nn.Module,
    state: Mapping[str, Tensor],
    inputs: Mapping[str, Tensor],
    outputs: list[str],
    dynamic: Mapping[str, Mapping[int, str]],
) -> onnx.ModelProto:
    names = {name for axes in dynamic.values() for name in axes.values()}
    dims = {name: torch.export.Dim(name, min=1, max=4096) for name in names}
    shapes = tuple({axis: dims[name] for axis, name in dynamic[key].items()} for key in inputs)
    for logger in ("torch.onnx", "torch.onnx._internal.exporter._registration"):
        logging.getLogger(logger).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            tuple(inputs.values()),
            dynamo=True,
            optimize=False,  # it would fold weights too, which then differ from the stored ones
            verbose=False,
            input_names=list(inputs),
            output_names=outputs,
            dynamic_shapes=shapes,
        )
    assert program is not None
    graph: onnx.ModelProto = program.model_proto
    _strip_traces(graph)
    _spell_out_casts(graph)
    graph = folded(graph, state.keys())
    _strip_traces(graph)
    return graph


def save_half(state: Mapping[str, Tensor], path: Path) -> None:
    """Write weights as safetensors: floats in half precision, contiguous; integers as they are."""
    half = {k: (v.half() if v.is_floating_point() else v).contiguous().cpu() for k, v in state.items()}
    save_file(half, str(path))
    path.chmod(0o644)


def save_sharing_weights(graph: onnx.ModelProto, weights: Path, path: Path) -> None:
    """Write `graph` beside `weights`, each initializer that equals a stored tensor as a reference to it.

    The graph must have been traced from a module whose weights are exactly representable in half precision.
    """
    stored = {_digest(tensor.array): tensor for tensor in _tensors(weights)}
    widen: list[onnx.NodeProto] = []
    initializers: list[TensorProto] = []
    referred: set[str] = set()
    for initializer in graph.graph.initializer:
        array = numpy_helper.to_array(initializer)
        tensor = stored.get(_digest(array)) if array.dtype == np.float32 and array.size >= _SHARE_FROM else None
        if tensor is None:
            initializers.append(initializer)
            continue
        if tensor.name not in referred:
            referred.add(tensor.name)
            initializers.append(_reference(tensor, weights.name))
        widen.append(helper.make_node("Cast", [_half_name(tensor)], [initializer.name], to=TensorProto.FLOAT))
    replace_all(graph.graph.initializer, initializers)
    replace_all(graph.graph.node, [*widen, *graph.graph.node])
    path.write_bytes(graph.SerializeToString())


def save_quantized(graph: onnx.ModelProto, path: Path) -> None:
    """Write `graph` whole, its large matrices as int8 with one float scale a row.

    A row is a word of a table, or an output channel of a linear layer, whose weight is [out, in].
    """
    tables = {node.input[0] for node in graph.graph.node if node.op_type == "Gather"}
    initializers: list[TensorProto] = []
    widen: list[onnx.NodeProto] = []
    quantized_tables: set[str] = set()
    for initializer in graph.graph.initializer:
        array = numpy_helper.to_array(initializer)
        name = initializer.name
        if array.dtype != np.float32 or array.ndim != 2 or array.size < _QUANTIZE_FROM:
            initializers.append(initializer)
            continue
        scale = np.abs(array).max(axis=1, keepdims=True) / 127
        levels = np.round(array / np.maximum(scale, 1e-12)).astype(np.int8)
        initializers += [
            numpy_helper.from_array(levels, f"{name}.int8"),
            numpy_helper.from_array(scale, f"{name}.scale"),
        ]
        if name in tables:
            quantized_tables.add(name)
        else:
            widen.append(helper.make_node("Cast", [f"{name}.int8"], [f"{name}.wide"], to=TensorProto.FLOAT))
            widen.append(helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]))
    nodes = [new for node in graph.graph.node for new in _dequantize_rows(node, quantized_tables)]
    replace_all(graph.graph.initializer, initializers)
    replace_all(graph.graph.node, [*widen, *nodes])
    path.write_bytes(graph.SerializeToString())


def _dequantize_rows(node: onnx.NodeProto, tables: set[str]) -> Iterator[onnx.NodeProto]:
    """A look-up in a quantized table: look up levels and scales, then multiply the few rows found."""
    if node.op_type != "Gather" or node.input[0] not in tables:
        yield node
        return
    (table, index), out = node.input, node.output[0]
    yield helper.make_node("Gather", [f"{table}.int8", index], [f"{out}.int8"])
    yield helper.make_node("Gather", [f"{table}.scale", index], [f"{out}.scale"])
    yield helper.make_node("Cast", [f"{out}.int8"], [f"{out}.wide"], to=TensorProto.FLOAT)
    yield helper.make_node("Mul", [f"{out}.wide", f"{out}.scale"], [out])


class _Tensor(NamedTuple):
    """A half-precision tensor of a safetensors file, with its place in the file in bytes."""

    name: str
    array: Array
    offset: int
    length: int


def _tensors(path: Path) -> Iterator[_Tensor]:
    raw = path.read_bytes()
    (header_length,) = struct.unpack("<Q", raw[:8])
    for name, entry in json.loads(raw[8 : 8 + header_length]).items():
        if name == "__metadata__" or entry["dtype"] != "F16":
            continue
        start, end = (8 + header_length + offset for offset in entry["data_offsets"])
        yield _Tensor(name, np.frombuffer(raw[start:end], np.float16).reshape(entry["shape"]), start, end - start)


def _digest(array: Array) -> tuple[tuple[int, ...], bytes]:
    return array.shape, np.ascontiguousarray(array, dtype=np.float16).tobytes()


def _half_name(tensor: _Tensor) -> str:
    return f"{tensor.name}.half"


def _reference(tensor: _Tensor, file: str) -> TensorProto:
    """An initializer whose bytes lie in `file`."""
    proto = TensorProto(name=_half_name(tensor), data_type=TensorProto.FLOAT16, dims=tensor.array.shape)
    proto.data_location = TensorProto.EXTERNAL
    for key, value in (("location", file), ("offset", str(tensor.offset)), ("length", str(tensor.length))):
        proto.external_data.add(key=key, value=value)
    return proto


def _spell_out_casts(graph: onnx.ModelProto) -> None:
    """`CastLike` becomes `Cast`: ONNX Runtime takes the former for a function and expands it after it has folded
    constants, so batch norm and activations would not be merged with their convolutions (three times as slow)."""
    inferred = onnx.shape_inference.infer_shapes(graph).graph
    kinds = {
        value.name: value.type.tensor_type.elem_type
        for value in (*inferred.value_info, *inferred.input, *inferred.output)
    }
    kinds |= {initializer.name: initializer.data_type for initializer in inferred.initializer}
    for node in graph.graph.node:
        if node.op_type == "CastLike":
            kind = kinds[node.input.pop()]
            node.op_type = "Cast"
            node.attribute.append(helper.make_attribute("to", kind))


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
