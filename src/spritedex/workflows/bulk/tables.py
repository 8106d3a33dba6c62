"""Rows as Parquet files in memory. Knows no model and no disk."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from spritedex.errors import Problem
from spritedex.vocabulary import TYPES

_KNOWN: Final = pa.struct([
    ("number", pa.int64()),
    ("name", pa.string()),
    ("similarity", pa.float64()),
    ("types", pa.list_(pa.string())),
    ("likeness", pa.string()),
])  # fmt: skip

READINGS: Final = pa.schema([
    ("file", pa.string()),
    ("types", pa.list_(pa.string())),
    ("unsure", pa.bool_()),
    *((name, pa.float64()) for name in TYPES),
    ("nearest", pa.list_(_KNOWN)),
    ("notes", pa.list_(pa.string())),
])  # fmt: skip
"""A picture, its decided types, whether the first is unsure, the probability of each type, the nearest known species,
and what was converted."""

SPRITES: Final = pa.schema([
    ("file", pa.string()),
    ("prompt", pa.string()),
    ("seed", pa.int64()),
    ("png", pa.binary()),
    ("types", pa.list_(pa.string())),
    ("recipe", pa.string()),
])  # fmt: skip
"""A sprite: the name and bytes of its PNG, what it was drawn from, how it was read, and its recipe as JSON."""

PROBLEMS: Final = pa.schema([("where", pa.string()), ("what", pa.string())])

_KEY: Final = b"spritedex.shard"
_SKIPPED: Final = b"spritedex.problems"


def to_parquet(rows: Sequence[Mapping[str, Any]], schema: pa.Schema, key: str, problems: int = 0) -> bytes:
    """Rows as a Parquet file that says which shard it is, and how many problems that shard has."""
    table = pa.Table.from_pylist(list(rows), schema).replace_schema_metadata({_KEY: key, _SKIPPED: str(problems)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def problems_to_parquet(problems: Sequence[Problem], key: str) -> bytes:
    """A table of problems."""
    return to_parquet([{"where": text(each.where), "what": text(each.what)} for each in problems], PROBLEMS, key)


def problems_of(path: Any, most: int) -> tuple[Problem, ...]:
    """The first of a table of problems. Raises what pyarrow does."""
    return tuple(Problem(**row) for row in parquet.read_table(path).slice(0, most).to_pylist())


def described(path: Any) -> tuple[str, int, int]:
    """Of a file that `to_parquet` made: the key of its shard, its rows, its problems. Raises what pyarrow does."""
    found = parquet.read_metadata(path)
    metadata = found.metadata or {}
    return metadata.get(_KEY, b"").decode(), found.num_rows, int(metadata.get(_SKIPPED, b"0"))


def text(name: str) -> str:
    """A name of a file, which need not be text, as one that a table can hold."""
    return name.encode(errors="backslashreplace").decode()
