"""One float16 matrix in a safetensors file, read and written with NumPy alone. Knows nothing of what it means."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from spritedex.bundle.contents import Folder
from spritedex.bundle.format import AGAIN
from spritedex.errors import BundleError, first_fault

D = TypeVar("D")
R = TypeVar("R", bound=NDArray[Any])

_HEADER_LIMIT: Final = 1 << 20
_ROWS_LIMIT: Final = 1_000_000
_WIDTH_LIMIT: Final = 4097


def matrix_bytes(name: str, rows: NDArray[np.float16]) -> bytes:
    """The bytes of a safetensors file that holds `rows` [N, D] as the tensor `name` and nothing else."""
    tensor = {"dtype": "F16", "shape": rows.shape, "data_offsets": [0, rows.nbytes]}
    header = json.dumps({name: tensor}).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + rows.astype("<f2").tobytes()


def read_matrix(data: bytes, name: str) -> NDArray[np.float16]:
    """The tensor `name` [N, D] of a safetensors file that holds nothing else.

    Raises ValueError, which says what is wrong with the file.
    """
    (length,) = struct.unpack("<Q", data[:8].ljust(8, b"\xff"))
    if length > _HEADER_LIMIT:
        raise ValueError(f"a header of {length:,} bytes")
    header = json.loads(data[8 : 8 + length])
    shape = _shape(header, name)
    nbytes = 2 * shape[0] * shape[1]
    if len(data) != 8 + length + nbytes or header[name].get("data_offsets") != [0, nbytes]:
        raise ValueError(f"{len(data):,} bytes do not fit a tensor of {list(shape)}")
    return np.frombuffer(data, "<f2", offset=8 + length).reshape(shape)


def _shape(header: Any, name: str) -> tuple[int, int]:
    tensor = header.get(name) if isinstance(header, dict) else None
    if not isinstance(tensor, dict) or tensor.get("dtype") != "F16" or set(header) - {name, "__metadata__"}:
        raise ValueError(f'no single float16 tensor "{name}"')
    match tensor.get("shape"):
        case [int(rows), int(width)] if 0 < rows <= _ROWS_LIMIT and 0 < width <= _WIDTH_LIMIT:
            return rows, width
    raise ValueError(f"the shape {tensor.get('shape')}")


def load_rows(
    folder: Folder,
    document: str,
    parse: Callable[[bytes], D],
    tensors: str,
    read: Callable[[bytes], R],
    shape_of: Callable[[D], tuple[int, int]],
) -> tuple[D, R]:
    """Two files of a bundle, row by row: what the rows mean, and the rows [N, D] as `read` gives them.

    Raises BundleError if one of the files is missing or not valid, or the rows do not have the shape that is needed.
    """
    where = folder if isinstance(folder, Path) else folder.folder
    try:
        meaning = parse((folder / document).read_bytes())
        rows = read((folder / tensors).read_bytes())
    except OSError as error:
        raise BundleError(f"{error.filename}: cannot be read ({error.strerror}); {AGAIN}") from None
    except ValidationError as error:
        place, reason = first_fault(error)
        raise BundleError(f"{where / document}: not valid ({place}: {reason}); {AGAIN}") from None
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{where / tensors}: not valid ({error}); {AGAIN}") from None
    if rows.shape != shape_of(meaning):
        raise BundleError(
            f"{where / tensors}: its shape is {list(rows.shape)}, and {document} and the network need "
            f"{list(shape_of(meaning))}; {AGAIN}"
        )
    return meaning, rows
