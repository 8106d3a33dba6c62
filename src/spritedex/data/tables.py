"""Tables in text files: CSV of any usual encoding and delimiter, and JSON lines. Know no creature."""

import codecs
import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from spritedex.errors import DataError, Problem, UsageError, unread

_DELIMITERS: Final = (",", "\t", ";")
_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place (`metadata.csv, line 7`) and its cells by lower-case column name."""

    where: str
    cells: Mapping[str, Any]

    def text(self, *columns: str) -> str:
        """The first non-empty cell among `columns`, stripped, a list as "a, b"; empty if all are empty."""
        for column in columns:
            value = self.cells.get(column)
            if isinstance(value, dict):
                continue
            if isinstance(value, list | tuple):
                value = ", ".join(str(part) for part in value if not isinstance(part, list | tuple | dict))
            elif isinstance(value, float) and value.is_integer():
                value = int(value)
            if value is not None and (text := str(value).strip()) and text.lower() != "nan":
                return text
        return ""

    def number(self, column: str) -> float | None:
        """The finite number in a cell, None if it is empty. Raises UsageError if it holds anything else."""
        if not (text := self.text(column)):
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise UsageError(f"{column} {text!r} is not a number; correct it or leave it empty")
        return value

    def flag(self, column: str) -> bool:
        """Whether a cell holds 1, true or yes."""
        return self.text(column).lower() in {"1", "true", "yes"}


@dataclass(frozen=True, slots=True)
class Table:
    """The columns (lower case), the rows, and the rows that could not be read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = field(default=())


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or UTF-16 with or without a byte order mark.

    Raises DataError that names the cure for any other encoding, or if the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unread(path, error, "check the path and permissions") from None
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: not {_NAMES[encoding]} (byte {data[error.start]:#04x} at {error.start}); "
            f"save it again as UTF-8, or convert it: iconv -f CP1252 -t UTF-8 {path.name}"
        ) from None


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith(_UTF16_MARKS):
        return "utf-16"
    head = data[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8"


def read_csv(path: Path) -> Table:
    """A CSV, TSV or semicolon table with a header.

    A row with more cells than the header becomes a problem. Raises DataError if the file cannot be read or is
    empty.
    """
    text = read_text(path)
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        columns = tuple(column.strip().lower() for column in next(reader, ()))
        rows, problems = [], []
        for cells in reader:
            where = f"{path.name}, line {reader.line_num}"
            if len(cells) > len(columns):
                what = f"{len(cells)} cells under {len(columns)} columns; put texts with {delimiter!r} in quotes"
                problems.append(Problem(where, what))
            elif any(cells):
                rows.append(Row(where, dict(zip(columns, cells, strict=False))))
    except csv.Error as error:
        raise DataError(f"{path}: not a readable CSV ({error}); save it again as CSV UTF-8") from None
    if not rows and not problems:
        raise DataError(f"{path}: empty; it needs a header and at least one row")
    return Table(columns, tuple(rows), tuple(problems))


def read_json_lines(path: Path) -> Table:
    """A file with one JSON object per line; other lines become problems.

    Raises DataError if the file cannot be read or holds no object."""
    rows, problems, columns = [], [], {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            value = json.loads(line)
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            problems.append(Problem(where, "half a character, such as \\ud83d alone; write the text again"))
            continue
        except ValueError as error:
            problems.append(Problem(where, f"not JSON ({error}); write one object per line"))
            continue
        except RecursionError:
            problems.append(Problem(where, "nested too deeply; write one flat object per line"))
            continue
        if not isinstance(value, dict):
            problems.append(Problem(where, 'not a JSON object; write {"file_name": ...}'))
            continue
        cells = {str(key).strip().lower(): cell for key, cell in value.items()}
        columns.update(dict.fromkeys(cells))
        rows.append(Row(where, cells))
    if not rows:
        raise DataError(f"{path}: no row; write one JSON object per line")
    return Table(tuple(columns), tuple(rows), tuple(problems))
