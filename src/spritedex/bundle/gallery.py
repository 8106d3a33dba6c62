"""The gallery: embeddings of known creatures, and which of them are nearest. Knows no network and no picture.

Two files of a bundle, row by row: `gallery.safetensors` with the tensor "embedding", float16 [N, E] of unit rows, and
`gallery.json` with the picture of each row. Read and written with NumPy alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from spritedex.bundle.contents import Folder
from spritedex.bundle.tensor_file import load_rows, matrix_bytes, read_matrix
from spritedex.sprites.codec import write_whole
from spritedex.vocabulary import MAX_TYPES, TYPES

VECTORS: Final = "gallery.safetensors"
_MANTISSA_BITS: Final = 6
ENTRIES: Final = "gallery.json"

LIKENESS: Final = ((0.8, "very like"), (0.7, "like"))
"""The least similarity for these words; below all of them, a similarity means nothing."""

_TENSOR: Final = "embedding"


class Known(BaseModel):
    """A picture of a known creature: the number and name of its species, the style of the picture, its types."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=0, lt=2**63)]
    name: Annotated[str, Field(min_length=1)]
    style: str
    types: Annotated[tuple[str, ...], Field(min_length=1, max_length=MAX_TYPES)]

    @field_validator("types")
    @classmethod
    def _our_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in types if name not in TYPES]:
            raise ValueError(f"unknown type {unknown[0]!r}")
        return types


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known species and how similar its most similar picture is: a cosine in [-1, 1].

    `likeness` says it in words, "very like" or "like"; it is empty where the similarity means nothing.
    """

    number: int
    name: str
    similarity: float
    types: tuple[str, ...]
    likeness: str = ""


class Gallery:
    """Pictures of known species in the space of a classifier's embeddings."""

    def __init__(self, entries: Sequence[Known], embeddings: NDArray[np.floating]) -> None:
        """N entries and the N rows [N, E] of their pictures, none of them zero."""
        numbers = np.array([entry.number for entry in entries])
        order = np.argsort(numbers, kind="stable")
        _, self._starts = np.unique(numbers[order], return_index=True)
        self._species = [entries[order[start]] for start in self._starts]
        rows = np.asarray(embeddings, np.float32)[order]
        self._rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)

    @classmethod
    def load(cls, folder: Folder, width: int) -> "Gallery":
        """The gallery of the bundle in `folder`, whose embeddings have `width` values.

        Raises BundleError if one of its files is missing or not valid.
        """
        parse = TypeAdapter(tuple[Known, ...]).validate_json
        entries, rows = load_rows(folder, ENTRIES, parse, VECTORS, _read_rows, lambda known: (len(known), width))
        return cls(entries, rows)

    def nearest(self, embedding: NDArray[np.floating], k: int) -> list[Neighbour]:
        """The `k` species most similar to an embedding [E], most similar first; all where there are fewer.

        Each species counts by its most similar picture.
        """
        vector = np.asarray(embedding, np.float32)
        likeness = self._rows @ (vector / max(float(np.linalg.norm(vector)), 1e-12))
        best = np.maximum.reduceat(likeness, self._starts).clip(-1, 1)
        found = np.argsort(-best, kind="stable")[:k]
        return [_neighbour(self._species[index], float(best[index])) for index in found]


def write_gallery(folder: Path, entries: Sequence[Known], embeddings: NDArray[np.floating]) -> None:
    """Write both files of a gallery: N entries and the unit rows [N, E] of their pictures.

    Write it before the bundle's manifest, which holds the hash of each file.
    Raises ValueError if the counts differ, there is none, or a row is not a unit vector; OSError if a file cannot be
    written.
    """
    rows = _coarse(np.asarray(embeddings, np.float32))
    if rows.ndim != 2 or len(rows) != len(entries):
        raise ValueError(f"{len(entries)} entries and embeddings {list(rows.shape)}: one row for each entry is needed")
    _check_rows(rows)
    write_whole(folder / VECTORS, matrix_bytes(_TENSOR, rows))
    lines = ",\n".join(json.dumps(entry.model_dump(mode="json"), ensure_ascii=False) for entry in entries)
    write_whole(folder / ENTRIES, f"[\n{lines}\n]\n".encode())


def _coarse(rows: NDArray[np.float32]) -> NDArray[np.float16]:
    """Rounded to `_MANTISSA_BITS`, which compresses by a quarter and moves a likeness by a few thousandths at most."""
    fraction, exponent = np.frexp(rows)
    steps = 2.0 ** (_MANTISSA_BITS + 1)
    return np.ldexp(np.round(fraction * steps) / steps, exponent).astype(np.float16)


def _neighbour(entry: Known, similarity: float) -> Neighbour:
    likeness = next((words for least, words in LIKENESS if similarity >= least), "")
    return Neighbour(entry.number, entry.name, similarity, entry.types, likeness)


def _read_rows(data: bytes) -> NDArray[np.float16]:
    """The rows of the file. Raises ValueError, which says what is wrong with it."""
    rows = read_matrix(data, _TENSOR)
    _check_rows(rows)
    return rows


def _check_rows(rows: NDArray[np.float16]) -> None:
    lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
    if not len(rows) or not (np.abs(lengths - 1) < 0.05).all():
        raise ValueError("its rows are not unit vectors")
