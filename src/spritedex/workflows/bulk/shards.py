"""What a bulk run reads, in shards: files, rows of a Parquet file or members of a tar file. Knows no model.

A shard says where its pictures are and what they looked like when they were listed, so that any worker can open it, and
a rerun can tell whether it has been done.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from spritedex.errors import DataError, Problem
from spritedex.sprites.codec import MAX_BYTES

Picture = tuple[str, Path | bytes]
"""The name of a picture, and where it is or its bytes."""


class Shard(Protocol):
    """Pictures that are read together, into one file of rows."""

    @property
    def where(self) -> str:
        """What messages call it."""

    @property
    def has_pictures(self) -> bool:
        """Whether there is any picture in it, beside problems."""

    def pictures(self, base: Path) -> Iterator[Picture | Problem]:
        """Its pictures in order, whose paths begin at the folder `base`. Raises DataError, OSError or what the format's
        library raises if it is damaged.
        """


@dataclass(frozen=True, slots=True)
class Listed:
    """A file, and what tells whether it has changed."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class FileShard:
    """Files, and problems that were met where they were listed."""

    files: tuple[Listed | Problem, ...]

    @property
    def where(self) -> str:
        names = [file.name for file in self.files if isinstance(file, Listed)]
        return f"{names[0]} to {names[-1]}" if names else str(self.files[0])

    @property
    def has_pictures(self) -> bool:
        return any(isinstance(file, Listed) for file in self.files)

    def pictures(self, base: Path) -> Iterator[Picture | Problem]:
        for file in self.files:
            if isinstance(file, Problem):
                yield file
            elif is_url(file.name):
                content = _url_content(file.name)
                yield content if isinstance(content, Problem) else (file.name, content)
            else:
                yield file.name, base / file.name


@dataclass(frozen=True, slots=True)
class RowShard:
    """Rows `start` to `stop` of a Parquet file, whose `column` has the bytes of pictures."""

    path: str
    state: str
    column: str
    start: int
    stop: int

    @property
    def where(self) -> str:
        return f"{self.path}, rows {self.start} to {self.stop - 1}"

    @property
    def has_pictures(self) -> bool:
        return True

    def pictures(self, base: Path) -> Iterator[Picture | Problem]:
        from pyarrow import parquet

        with open_any(self.path, base) as file:
            table = parquet.ParquetFile(file)
            first = 0
            for group in range(table.num_row_groups):
                count = table.metadata.row_group(group).num_rows
                if first < self.stop and first + count > self.start:
                    values = table.read_row_group(group, columns=[self.column]).column(0)
                    low, high = max(self.start, first), min(self.stop, first + count)
                    for row, value in enumerate(values.slice(low - first, high - low), low):
                        yield _cell(f"{self.path}#{row}", value.as_py())
                first += count


@dataclass(frozen=True, slots=True)
class Member:
    """A picture in a tar file: its name, and where its bytes begin and how many there are."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class TarShard:
    """Members of a tar file, and problems that were met where they were listed."""

    path: str
    state: str
    members: tuple[Member | Problem, ...]

    @property
    def where(self) -> str:
        names = [member.name for member in self.members if isinstance(member, Member)]
        return f"{self.path}, {names[0]} to {names[-1]}" if names else self.path

    @property
    def has_pictures(self) -> bool:
        return any(isinstance(member, Member) for member in self.members)

    def pictures(self, base: Path) -> Iterator[Picture | Problem]:
        with open_any(self.path, base) as file:
            for member in self.members:
                if isinstance(member, Problem):
                    yield member
                    continue
                name = f"{self.path}#{member.name}"
                if member.size > MAX_BYTES:
                    yield _too_large(name)
                    continue
                file.seek(member.offset)
                data = file.read(member.size)
                cut = len(data) < member.size
                yield Problem(name, "cut off, as its tar file is; copy the file again") if cut else (name, data)


def key_of(shard: object, about: str) -> str:
    """A hash of all that decides the rows of a shard: itself, and `about`, what is asked of its pictures."""
    text = repr((type(shard).__name__, astuple(shard), about))  # type: ignore[call-overload]
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def is_url(name: str) -> bool:
    """Whether a source is an address that fsspec opens, such as s3://bucket/folder."""
    return "://" in name


def open_any(name: str, base: Path = Path()) -> AbstractContextManager[IO[bytes]]:
    """A file, whose path begins at `base`, or an address, opened to be read from anywhere in it. Raises DataError,
    OSError.
    """
    if not is_url(name):
        return (base / name).open("rb")
    filesystem, path = filesystem_of(name)
    with reached(name):
        opened: AbstractContextManager[IO[bytes]] = filesystem.open(path, "rb")
    return opened


@contextmanager
def reached(url: str) -> Iterator[None]:
    """Inside, what an address answers: each file system has errors of its own, as for missing credentials.

    Raises DataError that names the address.
    """
    try:
        yield
    except DataError:
        raise
    except FileNotFoundError:
        raise DataError(f"{url}: nothing is there; check the address") from None
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise DataError(f"{url}: cannot be read ({reason}); check the address, and the credentials for it") from None


def filesystem_of(url: str) -> tuple[Any, str]:
    """fsspec's file system for an address, and the path on it. Raises DataError if there is none."""
    import fsspec

    with reached(url):
        try:
            found: tuple[Any, str] = fsspec.url_to_fs(url)
        except ImportError as error:
            cure = "install what it needs on every machine"
            raise DataError(f"{url}: cannot be opened ({str(error)[:200]}); {cure}") from None
    return found


def _url_content(url: str) -> bytes | Problem:
    try:
        filesystem, path = filesystem_of(url)
        with reached(url), filesystem.open(path, "rb") as file:
            data: bytes = file.read(MAX_BYTES + 1)
    except DataError as error:
        return Problem(url, str(error).removeprefix(f"{url}: "))
    return data


def _cell(name: str, value: Any) -> Picture | Problem:
    data = value.get("bytes") if isinstance(value, dict) else value
    if not data:
        return Problem(name, "no picture in this row")
    return _too_large(name) if len(data) > MAX_BYTES else (name, data)


def _too_large(name: str) -> Problem:
    return Problem(name, f"larger than {MAX_BYTES // 2**20} MiB; give a smaller picture")
