"""Sources into shards, one after the other: folders, patterns, Parquet and tar files, here or at an address.

Lists names and directories only, and no more of them than shards are asked for.
"""

import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from spritedex.counted import counted
from spritedex.errors import DataError, Problem, UsageError
from spritedex.sprites.codec import SUFFIXES
from spritedex.workflows.bulk.shards import (
    FileShard,
    Listed,
    Member,
    RowShard,
    Shard,
    TarShard,
    filesystem_of,
    is_url,
    open_any,
    reached,
)
from spritedex.workflows.classify.find import STDIN, find_pictures

PARQUET: Final = (".parquet",)
TAR: Final = (".tar",)
_PACKED_TAR: Final = (".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz")
COLUMNS: Final = ("image", "picture", "img", "png", "bytes", "content")
"""The columns of a Parquet file that may have pictures, where more than one has bytes."""

T = TypeVar("T")


def find_shards(sources: Sequence[str], size: int) -> Iterator[Shard]:
    """The shards of sources, in their order: at most `size` pictures each, and never of two Parquet or tar files.

    Rows of a Parquet file stay together as they are stored, where these groups are smaller than `size`. What cannot be
    listed is a problem in a shard. Raises UsageError for standard input and for packed tar files.
    """
    loose: list[Listed | Problem] = []
    for found in _found(sources):
        name = found.name if isinstance(found, Listed) else ""
        if name.lower().endswith(_PACKED_TAR):
            raise UsageError(f"{name}: a packed tar file can only be read from its beginning; unpack it to .tar")
        if name.lower().endswith((*PARQUET, *TAR)):
            if loose:
                yield FileShard(tuple(loose))
                loose = []
            yield from _contained(name, found.state if isinstance(found, Listed) else "", size)
            continue
        loose.append(found)
        if len(loose) == size:
            yield FileShard(tuple(loose))
            loose = []
    if loose:
        yield FileShard(tuple(loose))


def _found(sources: Sequence[str]) -> Iterator[Listed | Problem]:
    for source in sources:
        if source == STDIN:
            raise UsageError("standard input cannot be read in bulk; give files, folders, patterns or addresses")
        if is_url(source):
            yield from _at_address(source)
            continue
        for found in find_pictures([source], (*SUFFIXES, *PARQUET, *TAR)):
            yield found if isinstance(found, Problem) else _listed(found)


def _listed(path: str) -> Listed | Problem:
    try:
        known = os.stat(path)  # noqa: PTH116 (a path as it was found, which may not be text)
    except FileNotFoundError:
        return Problem(path, "no such file; check the path")
    except OSError:
        return Listed(path, "")
    return Listed(path, f"{known.st_size} {known.st_mtime_ns}")


def _at_address(url: str) -> Iterator[Listed | Problem]:
    """The files of an address: a file, a folder with its subfolders, or a pattern."""
    filesystem, path = filesystem_of(url)
    try:
        with reached(url):
            if any(sign in path for sign in "*?["):
                names = filesystem.glob(path)
            elif filesystem.isdir(path):
                names = [name for name in filesystem.find(path) if name.lower().endswith((*SUFFIXES, *PARQUET, *TAR))]
            else:
                names = [path]
        if not names:
            yield Problem(url, "no picture, Parquet or tar file there; check the address")
        for name in sorted(names):
            with reached(url):
                listed = Listed(filesystem.unstrip_protocol(name), str(filesystem.ukey(name)))
            yield listed
    except DataError as error:
        yield Problem(url, str(error).removeprefix(f"{url}: "))


def _contained(path: str, state: str, size: int) -> Iterator[Shard]:
    """The shards of one Parquet or tar file."""
    try:
        if path.lower().endswith(TAR):
            for members in _chunks(_members(path), size):
                yield TarShard(path, state, members)
        else:
            yield from _row_shards(path, state, size)
    except Exception as error:  # each format and each file system has errors of its own
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        own = isinstance(error, DataError)  # it has the cure in it
        what = reason.removeprefix(f"{path}: ") if own else f"cannot be read ({reason}); make the file again"
        yield FileShard((Problem(path, what),))


def _members(path: str) -> Iterator[Member | Problem]:
    """The pictures of a tar file; where it is damaged, a problem is the last of them."""
    found = 0
    try:
        with open_any(path) as file, tarfile.open(fileobj=file, mode="r:") as archive:
            for entry in archive:
                archive.members = []  # type: ignore[attr-defined] # it would keep every header
                base = entry.name.rpartition("/")[2]
                if entry.isfile() and base.lower().endswith(SUFFIXES) and not base.startswith("."):
                    found += 1
                    yield Member(entry.name, entry.offset_data, entry.size)
            file.seek(archive.offset)  # tarfile takes a header that is damaged or cut off for the end
            if file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise tarfile.ReadError("it does not end as a tar file does")
    except tarfile.TarError as error:
        yield Problem(path, f"damaged after {counted(found, 'picture')} ({error}); make the file again")
        return
    if not found:
        yield Problem(path, f"no picture in this tar file ({', '.join(SUFFIXES)})")


def _row_shards(path: str, state: str, size: int) -> Iterator[Shard]:
    from pyarrow import parquet

    with open_any(path) as file:
        table = parquet.ParquetFile(file)
        column = _picture_column(path, table.schema_arrow)
        groups = [table.metadata.row_group(group).num_rows for group in range(table.num_row_groups)]
    start = stop = 0
    for count in groups:
        if stop > start and stop + count - start > size:
            yield RowShard(path, state, column, start, stop)
            start = stop
        stop += count
        while stop - start >= size:
            yield RowShard(path, state, column, start, start + size)
            start += size
    if stop > start:
        yield RowShard(path, state, column, start, stop)


def _picture_column(path: str, schema: Any) -> str:
    """The column with the bytes of pictures: binary, or a struct with `bytes`, as Hub data sets have them."""
    import pyarrow.types as kinds

    def holds_bytes(kind: Any) -> bool:
        if kinds.is_struct(kind):
            return any(field.name == "bytes" and holds_bytes(field.type) for field in kind)
        return bool(kinds.is_binary(kind) or kinds.is_large_binary(kind))

    found = [field.name for field in schema if holds_bytes(field.type)]
    named = [name for name in COLUMNS if name in found]
    if len(found) == 1 or named:
        return str((named or found)[0])
    if not found:
        raise DataError(f"no column has the bytes of pictures, only {', '.join(schema.names)[:150]}; add one")
    raise DataError(f"{', '.join(found)[:200]} all have bytes; call the one with pictures image")


def _chunks(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    found: list[T] = []
    for item in items:
        found.append(item)
        if len(found) == size:
            yield tuple(found)
            found = []
    if found:
        yield tuple(found)
