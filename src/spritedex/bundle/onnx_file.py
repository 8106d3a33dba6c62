"""What an ONNX file says of itself, read without running it: its operators, and which bytes of other files it uses.

Reads the protocol buffers of onnx.proto3 by hand, so that the runtime needs no further library. Knows no network.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

Fields = Iterator[tuple[int, Any]]

_FIXED: Final = {1: 8, 5: 4}
"""The bytes of a value, by its kind, where they are always as many."""
_MOST_MESSAGES: Final = 200_000
_DEEPEST: Final = 8
_GRAPH, _FUNCTIONS = 7, 25
_NODE, _INITIALIZER, _SPARSE = 1, 5, 15
_OP_TYPE, _ATTRIBUTE, _DOMAIN = 4, 5, 7
_TENSOR, _SUBGRAPH, _TENSORS, _SUBGRAPHS = 5, 6, 10, 11
_DIMS, _DATA_TYPE, _NAME, _EXTERNAL, _LOCATION = 1, 2, 8, 13, 14


@dataclass(frozen=True, slots=True)
class External:
    """An initializer whose values lie in another file: `length` bytes from `offset` on; `length` None is to its end.

    `data_type` is the number of its type in ONNX.
    """

    name: str
    dims: tuple[int, ...]
    data_type: int
    location: str
    offset: int
    length: int | None


@dataclass(slots=True)
class OnnxFile:
    """The operators of a model, those in its subgraphs too, by domain and name, and its external initializers."""

    operators: set[tuple[str, str]] = field(default_factory=set)
    external: list[External] = field(default_factory=list)
    messages: int = 0


def read_onnx(data: bytes) -> OnnxFile:
    """The bytes of an ONNX file -> what it says.

    Raises ValueError if they are no such file, are too large to look through, have functions of their own, or refer to
    other files from anywhere but the initializers of the main graph.
    """
    found = OnnxFile()
    graphs = 0
    for number, value in _fields(memoryview(data), found):
        if number == _GRAPH:
            graphs += 1
            _read_graph(value, found, 0)
        elif number == _FUNCTIONS:
            raise ValueError("it has functions of its own")
    if graphs != 1:
        raise ValueError("it has no graph")
    return found


def _read_graph(data: memoryview, found: OnnxFile, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("its graphs are nested too deep")
    for number, value in _fields(data, found):
        if number == _NODE:
            _read_node(value, found, depth)
        elif number == _INITIALIZER and (tensor := _external(value, found)):
            if depth:
                raise ValueError("a graph within its graph refers to another file")
            found.external.append(tensor)
        elif number == _SPARSE:
            raise ValueError("it has sparse initializers")


def _read_node(data: memoryview, found: OnnxFile, depth: int) -> None:
    operator = domain = ""
    for number, value in _fields(data, found):
        if number == _OP_TYPE:
            operator = _text(value)
        elif number == _DOMAIN:
            domain = _text(value)
        elif number == _ATTRIBUTE:
            for kind, part in _fields(value, found):
                if kind in (_SUBGRAPH, _SUBGRAPHS):
                    _read_graph(part, found, depth + 1)
                elif kind in (_TENSOR, _TENSORS) and _external(part, found):
                    raise ValueError("an attribute refers to another file")
    found.operators.add((domain, operator))


def _external(data: memoryview, found: OnnxFile) -> External | None:
    """A tensor, if its values lie in another file."""
    dims: list[int] = []
    data_type, name, is_external, entries = 0, "", False, {}
    for number, value in _fields(data, found):
        if number == _DIMS:
            dims += [value] if isinstance(value, int) else _packed(value)
        elif number == _DATA_TYPE and isinstance(value, int):
            data_type = value
        elif number == _NAME:
            name = _text(value)
        elif number == _LOCATION:
            is_external = value == 1
        elif number == _EXTERNAL:
            pair = {key: _text(text) for key, text in _fields(value, found)}
            entries[pair.get(1, "")] = pair.get(2, "")
    if not is_external:
        return None
    length = int(entries["length"]) if "length" in entries else None
    return External(name, tuple(dims), data_type, entries.get("location", ""), int(entries.get("offset", 0)), length)


def _fields(data: memoryview, found: OnnxFile) -> Fields:
    """The fields of a message: their numbers, and values, an int or the bytes. Raises ValueError if it is damaged."""
    if not isinstance(data, memoryview):
        raise ValueError("a number where a message is needed")
    found.messages += 1
    if found.messages > _MOST_MESSAGES:
        raise ValueError("it has too many parts")
    place, end = 0, len(data)
    while place < end:
        key, place = data[place], place + 1
        if key > 127:  # nearly all numbers take a single byte
            key, place = _varint(data, place - 1)
        kind = key & 7
        if kind == 2 and place < end:
            length, place = data[place], place + 1
            if length > 127:
                length, place = _varint(data, place - 1)
        elif kind == 0:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        else:
            length = _FIXED.get(kind, end)
        if place + length > end:
            raise ValueError("it is damaged or cut short")
        yield key >> 3, data[place : place + length]
        place += length


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(data) or shift > 63:
            raise ValueError("it is damaged or cut short")
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _packed(data: memoryview) -> list[int]:
    values, place = [], 0
    while place < len(data):
        value, place = _varint(data, place)
        values.append(value)
    return values


def _text(value: Any) -> str:
    if not isinstance(value, memoryview):
        raise ValueError("a number where a text is needed")
    return bytes(value).decode(errors="replace")
