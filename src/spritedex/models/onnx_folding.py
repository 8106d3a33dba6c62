"""What in a traced graph follows from constants alone, worked out once at export instead of at every opening.

A traced painter has some 2,000 nodes, of which 900 compute shapes: ONNX Runtime takes longer to fold them than to read
the weights.
"""

from collections.abc import Collection, Iterable
from typing import Any

import onnx
from onnx import helper
from onnxscript import optimizer


def replace_all(repeated: Any, items: Iterable[Any]) -> None:
    """Put `items` in the place of all that a repeated field of a graph has."""
    items = list(items)
    del repeated[:]
    repeated.extend(items)


def folded(graph: onnx.ModelProto, weights: Collection[str]) -> onnx.ModelProto:
    """`graph` with its constants folded. The initializers named in `weights` keep their names and values."""
    held = [each for each in graph.graph.initializer if each.name in weights]
    free = [each for each in graph.graph.initializer if each.name not in weights]
    inputs = list(graph.graph.input)
    bare = onnx.ModelProto()
    bare.CopyFrom(graph)
    replace_all(bare.graph.initializer, free)
    # An input has no value that could be folded.
    replace_all(
        bare.graph.input, [*inputs, *(helper.make_tensor_value_info(w.name, w.data_type, w.dims) for w in held)]
    )
    answer: onnx.ModelProto = optimizer.optimize(bare, num_iterations=1)
    used = {name for node in answer.graph.node for name in node.input}
    replace_all(answer.graph.input, inputs)
    answer.graph.initializer.extend(each for each in held if each.name in used)
    return answer
