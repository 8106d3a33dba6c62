"""The files of a bundle in memory, as they were when they were checked: what is used later is what was checked.

Knows no manifest and no network.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.onnx_file import External, OnnxFile, read_onnx

_TYPES: Final = {
    1: "<f4", 2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8", 12: "<u4",
    13: "<u8",
}  # fmt: skip
_DOMAINS: Final = ("", "ai.onnx")
_REPEATING: Final = ("Loop", "Scan", "SequenceMap")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a bundle: where it lay, its bytes, and those of the files beside it, by name.

    `digest` is the SHA-256 of it and of all weights beside it, to which its graph may refer.
    """

    path: Path
    data: bytes
    beside: Mapping[str, bytes]
    digest: tuple[str, ...]

    def read_bytes(self) -> bytes:
        """Its bytes, as `Path.read_bytes` gives those of a file on the disk."""
        return self.data

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a bundle, by name; `paths` say where each lay, `sha256` what each was found to have.

    `contents / name` is one of them.
    """

    folder: Path
    files: Mapping[str, bytes]
    paths: Mapping[str, Path]
    sha256: Mapping[str, str]

    def __truediv__(self, name: str) -> StoredFile:
        if name not in self.files:
            raise FileNotFoundError(2, "no such file in the bundle", str(self.folder / name))
        weights = sorted(each for each in self.files if each.endswith(".safetensors"))
        digest = tuple(self.sha256[each] for each in (name, *weights))
        return StoredFile(self.paths[name], self.files[name], self.files, digest)


Folder = Path | Contents
"""A folder on the disk, or in memory."""


def checked_graph(data: bytes) -> OnnxFile:
    """What an ONNX file says of itself.

    Raises ValueError if it is damaged, or has operators that no bundle of ours has: of other domains than ONNX's own,
    or such as repeat a part of the network without a bound.
    """
    graph = read_onnx(data)
    for domain, operator in sorted(graph.operators):
        if domain not in _DOMAINS:
            raise ValueError(f"it has the operator {operator[:40]!r} of {domain[:40]!r}, which is none of ONNX")
        if operator in _REPEATING:
            raise ValueError(f"it has the operator {operator!r}, which may never end")
    return graph


def external_values(file: Path | StoredFile, graph: OnnxFile) -> dict[str, NDArray[np.generic]]:
    """The values that lie in files beside an ONNX file, by the initializer's name.

    Raises ValueError if they lie elsewhere or do not fit what the graph says of them, OSError if a file cannot be read.
    """
    found: dict[str, bytes] = {}
    values = {}
    for tensor in graph.external:
        if tensor.location not in found:
            found[tensor.location] = _beside(file, tensor.location)
        values[tensor.name] = _values(tensor, found[tensor.location])
    return values


def _beside(file: Path | StoredFile, name: str) -> bytes:
    if isinstance(file, StoredFile):
        if name not in file.beside:
            raise ValueError(f"it reads {name[:80]!r}, which is no file of the bundle")
        return file.beside[name]
    if Path(name).name != name:
        raise ValueError(f"it reads {name[:80]!r}, which does not lie beside it")
    return (file.parent / name).read_bytes()


def _values(tensor: External, data: bytes) -> NDArray[np.generic]:
    if tensor.data_type not in _TYPES:
        raise ValueError(f"{tensor.name[:80]!r} has values of an unknown type ({tensor.data_type})")
    kind = np.dtype(_TYPES[tensor.data_type])
    length = kind.itemsize * math.prod(tensor.dims)
    if tensor.length not in (length, None) or not 0 <= tensor.offset <= len(data) - length:
        raise ValueError(f"{tensor.name[:80]!r} does not fit the file {tensor.location[:80]!r}")
    return np.frombuffer(data, kind, math.prod(tensor.dims), tensor.offset).reshape(tensor.dims)
