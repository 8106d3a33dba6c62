"""Files of prompts and lists of seeds: what a person writes down to draw later. Know no model."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from spritedex.data.prompt_lines import PromptLine, prompt_lines
from spritedex.errors import OptionError, UsageError
from spritedex.runtime.pipeline import MAX_SEED
from spritedex.workflows.generate.request import MOST_SPRITES, GenerateRequest, Origin

Row = Mapping[str, Any] | str
"""The values of a line by their keys, or what is wrong with it."""
MOST_NAMED: Final = 8
"""So many wrong lines of a file are named."""
MOST_BYTES: Final = 4 * 2**20
MOST_PROMPTS: Final = 10_000
MANY_TIMES: Final = 100
"""So many times as much may be in a file of prompts to draw in bulk."""
COLUMNS: Final = ("prompt", "seed", "count", "style", "name")
_SEEDS: Final = re.compile(r"\d{1,19}(-\d{1,19})?(,\d{1,19}(-\d{1,19})?)*")
_JSON_LINES: Final = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A prompt of a file, and what its line says beside it; None and "" where it says nothing. `where` is the file and
    the line."""

    prompt: str
    seeds: tuple[int, ...] = ()
    count: int | None = None
    style: str | None = None
    name: str = ""
    where: str = field(default="", compare=False)

    @property
    def origin(self) -> Origin:
        """Where its requests come from, and which of their fields its line gives."""
        said = {"seed": self.seeds, "count": self.count, "style": self.style, "name": self.name}
        return Origin(self.where, frozenset({"prompt", *(name for name, value in said.items() if value)}))


def parse_seeds(text: str) -> tuple[int, ...]:
    """The seeds of a text: a number, a list, or ranges, both ends included. Raises OptionError with the text, also
    where a seed comes twice.

    >>> parse_seeds("7"), parse_seeds("3, 9-11")
    ((7,), (3, 9, 10, 11))
    """
    plain = text.replace(" ", "")
    found: list[int] = []
    if _SEEDS.fullmatch(plain):
        for part in plain.split(","):
            first, _, last = part.partition("-")
            if int(last or first) - int(first) >= MOST_SPRITES:
                raise OptionError("seed", f"a range has at most {MOST_SPRITES:,} seeds; give it in parts", text)
            found.extend(range(int(first), int(last or first) + 1))
    if not found or max(found) > MAX_SEED:
        raise OptionError("seed", f"write a number from 0 to {MAX_SEED}, a list as 3,7 or a range as 5-9", text)
    if len(found) > len(set(found)):
        twice = next(seed for seed in found if found.count(seed) > 1)
        raise OptionError("seed", f"{twice} comes twice and would give one sprite; leave it out once", text)
    return tuple(found)


def with_seeds(request: GenerateRequest, seeds: Sequence[int]) -> list[GenerateRequest]:
    """The request with each seed: of one, `count` sprites from it up; of several, one sprite each.

    Raises OptionError where the request counts seeds itself.
    """
    if len(seeds) > 1:
        for field in ("count", "best_of", "novel", "variation_of"):
            if getattr(request, field):
                raise OptionError("seed", f"a list of seeds says what to draw; leave out {{{field}}}")
    return [replace(request, seed=seed, numbered=len(seeds) > 1) for seed in seeds]


def requests_of(base: GenerateRequest, wanted: Sequence[Wanted], seeds: Sequence[int]) -> list[GenerateRequest]:
    """A request for each line of a file: `base` with what the line says; `seeds` where it says none."""
    if base.name and sum(not line.name for line in wanted) > 1:
        raise OptionError("name", "is that of one prompt; give the lines of the file names of their own")
    made = []
    for line in wanted:
        options = base.options if line.style is None else replace(base.options, style=line.style)
        request = replace(
            base, prompts=(line.prompt,), options=options, name=line.name or base.name,
            count=base.count if line.count is None else line.count, origin=line.origin,
        )  # fmt: skip
        with request.origin.named():
            made += with_seeds(request, line.seeds or seeds)
    return made


def read_prompts(path: Path, many: bool = False) -> list[Wanted]:
    """The prompts of a file: .csv with the column prompt, .jsonl with an object a line, any other as `prompt_lines`.

    Columns and keys are those of `COLUMNS`; `many` allows `MANY_TIMES` as much. Raises UsageError that names the file,
    and the wrong lines where there are any.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES * (MANY_TIMES if many else 1) + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if path.suffix.lower() == ".json":
        raise UsageError(f"{path}: is not read; write an object a line and call it .jsonl")
    times = MANY_TIMES if many else 1
    if path.suffix.lower() not in (".csv", *_JSON_LINES):
        return [
            Wanted(line.sentence, where=f"{path}, line {line.number}") for line in read_lines(data, str(path), times)
        ]
    numbered = [line if line.strip() else "" for line in _text(data, str(path), times).splitlines()]
    if path.suffix.lower() == ".csv":
        rows: Iterator[tuple[int, Row]] = _csv_rows(numbered, path)
    else:
        rows = _json_rows(numbered, path)
    found = []
    wrong = []
    named: dict[str, int] = {}
    for number, values in rows:
        try:
            line = _wanted(values, f"{path}, line {number}")
            alone = line.name and line.count in (None, 1) and len(line.seeds) < 2
            if alone and (before := named.setdefault(line.name.lower(), number)) != number:
                raise UsageError(f"{path}, line {number}: name {line.name!r} is that of line {before}; choose another")
        except UsageError as error:
            wrong.append(str(error).removeprefix(f"{path}, "))
        else:
            found.append(line)
    if wrong:
        more = f" | and {len(wrong) - MOST_NAMED:,} more lines" if len(wrong) > MOST_NAMED else ""
        raise UsageError(f"{path}, {' | '.join(wrong[:MOST_NAMED])}{more}")
    _check_count(len(found), str(path), times)
    return found


def read_lines(data: bytes, where: str, times: int = 1) -> list[PromptLine]:
    """The lines with prompts of a file or of standard input, which messages call `where`: so many times the usual
    number at most. Raises UsageError.
    """
    lines = list(prompt_lines(_text(data, where, times)))
    _check_count(len(lines), where, times)
    return lines


def _text(data: bytes, where: str, times: int) -> str:
    if len(data) > MOST_BYTES * times:
        raise UsageError(f"{where} has more than {MOST_BYTES * times // 2**20} MiB of prompts; give it in parts")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{where}: not UTF-8; save it as UTF-8") from None


def _check_count(count: int, where: str, times: int) -> None:
    if count > MOST_PROMPTS * times:
        most = f"{MOST_PROMPTS * times:,}"
        raise UsageError(f"{where} has {count:,} prompts, and at most {most} go; give it in parts")
    if not count:
        raise UsageError(f"{where}: no prompt in it; write one a line")


def _csv_rows(lines: Sequence[str], path: Path) -> Iterator[tuple[int, Row]]:
    try:
        rows = csv.DictReader(lines, strict=True)
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if "prompt" not in names:
            raise UsageError(f"{path}: no column prompt; its first line must name the columns: {', '.join(COLUMNS)}")
        for row in rows:
            number = rows.line_num
            if None in row:
                yield number, "more cells than columns; quote a prompt with commas"
                continue
            yield number, {name: (value or "").strip() for name, value in zip(names, row.values(), strict=False)}
    except csv.Error as error:
        raise UsageError(f"{path}: not CSV ({error}); save it as CSV with commas") from None


def _json_rows(lines: Sequence[str], path: Path) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        wrong = 'no JSON object; write {"prompt": "a small red fox", "seed": 3}'
        yield number, value if isinstance(value, dict) else wrong


def _wanted(values: Row, where: str) -> Wanted:
    """Raises UsageError that names the line, the key, its value and the cure."""
    if isinstance(values, str):
        raise UsageError(f"{where}: {values}")
    if unknown := [name for name in values if name not in COLUMNS]:
        raise UsageError(f"{where}: unknown key {unknown[0][:80]!r}; choose from {', '.join(COLUMNS)}")
    prompt, seed, count = values.get("prompt", ""), values.get("seed", ""), values.get("count", "")
    style, name = values.get("style", ""), values.get("name", "")
    for key, value in (("prompt", prompt), ("style", style), ("name", name)):
        if not isinstance(value, str):
            raise UsageError(f"{where}: {key} {str(value)[:80]!r} must be a text")
    if not prompt.strip():
        raise UsageError(f"{where}: prompt is empty; write one, or remove the line")
    texts = seed if isinstance(seed, list) else [seed]
    seeds: tuple[int, ...] = ()
    if seed not in ("", [], None):
        try:
            seeds = parse_seeds(",".join(map(str, texts)))
        except OptionError as error:
            raise UsageError(f"{where}: {error}") from None
    wanted = None
    if count not in ("", None):
        if not str(count).isascii() or not str(count).isdigit() or not 1 <= int(str(count)[:9]) <= MOST_SPRITES:
            raise UsageError(f"{where}: count {str(count)[:80]!r} must be between 1 and {MOST_SPRITES:,}")
        wanted = int(count)
    return Wanted(prompt, seeds, wanted, style or None, name.strip(), where)
