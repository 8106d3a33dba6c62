"""The folder of a bulk run: whole files of rows, tables of problems, what was asked, and at last a manifest."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from spritedex.errors import OptionError, Problem
from spritedex.workflows.bulk.tables import described, problems_of
from spritedex.workflows.files import check_folder, write_output, write_outputs

ASKED: Final = "asked.json"
MANIFEST: Final = "manifest.json"
PROBLEMS: Final = "problems"
SCHEMA: Final = 1
NAMED: Final = 10
"""So many problems of a shard are given at most; all are in its table."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker makes of a shard: a Parquet file of rows, and one of problems if there are any."""

    rows: bytes
    problems: bytes | None


@dataclass(frozen=True, slots=True)
class Part:
    """A file of rows in the folder, with how many rows it has, and how many problems its shard had."""

    file: str
    rows: int
    problems: int
    bytes: int
    sha256: str


@dataclass
class OutFolder:
    """`kind` is what the rows are, readings or sprites; `asked` is all that decides them beside the pictures."""

    path: Path
    kind: str
    asked: Mapping[str, Any]
    _parts: dict[int, Part] = field(default_factory=dict)

    def begin(self) -> None:
        """Write what is asked, before the first shard.

        Raises UsageError if the folder cannot be written, OptionError if it has the rows of another run.
        """
        check_folder(self.path)
        place, text = self.path / ASKED, json.dumps(self.asked, indent=2, sort_keys=True)
        if place.exists() and place.read_bytes() != text.encode() and self._has_rows():
            reason = f"{self.path} has rows of other sources, options or models; choose another folder"
            raise OptionError("out", reason)
        write_output(place, text.encode())

    def _has_rows(self) -> bool:
        """Whether any file there has a row, or cannot be read; a run of a wrong path leaves none."""
        for place in (self.path / self.kind).glob("part-*.parquet"):
            try:
                if described(place)[1]:
                    return True
            except (OSError, ValueError):
                return True
        return False

    def has(self, number: int, key: str) -> Part | None:
        """The part of a shard, if it is there and was made of the same pictures."""
        try:
            known, rows, problems = described(self._rows(number))
        except (OSError, ValueError):
            return None
        return self._count(number, rows, problems) if known == key else None

    def write(self, number: int, made: Made) -> Part:
        """Write a shard, whole or not at all: its problems first, so that rows are never without them."""
        table = self._problems(number)
        if made.problems is None:
            table.unlink(missing_ok=True)
        else:
            write_outputs({table: made.problems})
        write_outputs({self._rows(number): made.rows})
        _, rows, problems = described(self._rows(number))
        return self._count(number, rows, problems)

    def first_problems(self, number: int) -> tuple[Problem, ...]:
        """The first problems of a shard that `has` or `write` has counted."""
        if not self._parts[number].problems:
            return ()
        try:
            return problems_of(self._problems(number), NAMED)
        except (OSError, ValueError):  # another command has removed the table
            return ()

    def finish(self, shards: int, failed: Mapping[int, Problem]) -> dict[str, Any]:
        """Remove parts that no shard has, and write the manifest."""
        names = {self._rows(number) for number in self._parts}
        for place in (self.path / self.kind).glob("part-*.parquet"):
            if place not in names:
                place.unlink()
        tables = {self._problems(number) for number, part in self._parts.items() if part.problems}
        for place in (self.path / PROBLEMS).glob("part-*.parquet"):
            if place not in tables:
                place.unlink()
        parts = [self._parts[number] for number in sorted(self._parts)]
        manifest = {
            "schema": SCHEMA,
            "kind": self.kind,
            "asked": dict(self.asked),
            "shards": shards,
            "rows": sum(part.rows for part in parts),
            "problems": sum(part.problems for part in parts),
            "parts": [asdict(part) for part in parts],
            "failed": [
                {"shard": number, "where": each.where, "what": each.what} for number, each in sorted(failed.items())
            ],
        }
        write_output(self.path / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=True).encode())
        return manifest

    def _rows(self, number: int) -> Path:
        return self.path / self.kind / f"part-{number:06d}.parquet"

    def _problems(self, number: int) -> Path:
        return self.path / PROBLEMS / f"part-{number:06d}.parquet"

    def _count(self, number: int, rows: int, problems: int) -> Part:
        data = self._rows(number).read_bytes()
        name = f"{self.kind}/{self._rows(number).name}"
        part = self._parts[number] = Part(name, rows, problems, len(data), hashlib.sha256(data).hexdigest())
        return part
