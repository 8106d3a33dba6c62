"""Sheets for a blind rating, and the table of its marks: sprites of several models among real ones.

The key lies apart from the sheets: a rater sees neither sentences nor sources.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from PIL import Image

from spritedex.data.loaders import read_bestiary
from spritedex.data.prompt_lines import prompt_lines
from spritedex.data.records import portraits
from spritedex.errors import DataError, OptionError, unread
from spritedex.evaluation.blind_rating import (
    REAL,
    Entry,
    SourceScore,
    rating_sheets,
    read_matches,
    read_ratings,
    score_sources,
    shuffled,
)
from spritedex.runtime.options import PIXEL, SIDE
from spritedex.runtime.pipeline import Pipeline
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.fit import fit_sprite
from spritedex.vocabulary import Style
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.samples import Track, names_of, options_for, styles_of, untracked
from spritedex.workflows.evaluate.splits import bundle_split
from spritedex.workflows.files import check_folder, check_free, plot_png, write_outputs

_REAL_STYLES: Final[tuple[Style, ...]] = ("pixel",)
MOST_PROMPTS: Final = 1000
"""Sentences of one file."""


@dataclass(frozen=True, slots=True)
class SheetsRequest:
    """Draw each sentence of the file `prompts` `count` times with each of `models`, mix in `real` pictures of families
    that the first model never saw, from `data` if that is given, and number all in an order that follows from `seed`.

    Sheets go into the folder `out`, the key to the file `key`.
    """

    prompts: Path
    models: tuple[str | None, ...]
    out: Path
    key: Path
    count: int = 3
    seed: int = 0
    data: str | None = None
    real: int = 20
    force: bool = False


def make_sheets(request: SheetsRequest, track: Track = untracked) -> list[Path]:
    """Write the sheets and the key; the paths of the sheets.

    Raises OptionError, DataError or BundleError for a wrong request; nothing is drawn before all is checked.
    """
    at_least_one(count=request.count)
    check_key(request.key, request.out)
    old = check_sheets(request.out, "sheet", request.key, request.force)
    sentences = read_prompts(request.prompts)
    models = [Pipeline.load(model) for model in request.models]
    entries, sprites = _real(request, models[0])
    named = zip(names_of(models, request.models), models, strict=True)
    jobs = [(name, model, sentence) for name, model in named for sentence in sentences]
    for name, model, sentence in track(jobs, len(jobs), "Drawing"):
        style = PIXEL if PIXEL in styles_of(model) else styles_of(model)[0]
        for sample in model.generate(sentence, request.count, request.seed, options_for(model, style)):
            entries.append(Entry(name, sentence, sample.seed))
            sprites.append(sample.rgba)
    order = shuffled(len(entries), request.seed)
    sheets = rating_sheets([sprites[index] for index in order])
    key = {"entries": [asdict(entries[index]) for index in order]}
    return write_sheets(sheets, request.out, "sheet", key, request.key, old)


def write_sheets(
    sheets: Iterable[Image.Image], out: Path, name: str, key: Mapping[str, Any], place: Path, old: Iterable[Path]
) -> list[Path]:
    """Write the sheets NAME-01.png and so on into the folder `out`, and their key to the file `place`: all or none.

    Then the sheets of an earlier rating that had more of them go: the new key does not know their numbers. The paths of
    the sheets. Raises WriteError.
    """
    files = {out / f"{name}-{number:02}.png": plot_png(sheet) for number, sheet in enumerate(sheets, 1)}
    write_outputs({**files, place: (json.dumps(key, indent=1) + "\n").encode()})
    for path in set(old) - set(files):
        path.unlink()
    return list(files)


def check_sheets(out: Path, name: str, key: Path, force: bool) -> list[Path]:
    """The sheets of an earlier rating in the folder `out`.

    Raises OptionError if there are such, or the key, without `force`; UsageError if they cannot be written.
    """
    check_folder(out)
    old = sorted(path for path in out.glob(f"{name}-*.png") if path.stem.removeprefix(f"{name}-").isdigit())
    check_free("key", key, force=force)
    check_free("out", *old, force=force)
    return old


def check_key(key: Path, out: Path) -> None:
    """Raises OptionError if the key would lie among the sheets."""
    if key.is_relative_to(out):
        raise OptionError("key", "must lie outside {out}: who rates the sheets must not see it", str(key))


def score_ratings(key: Path, ratings: Path, matches: Path | None = None) -> list[SourceScore]:
    """The means of each source. Raises DataError, naming file and line, if a file is wrong."""
    entries = read_key(key)
    try:
        marks = read_ratings(text_of(ratings), len(entries))
    except DataError as error:
        raise DataError(f"{ratings}: {error}") from None
    if matches:
        try:
            found = read_matches(text_of(matches), len(entries))
        except DataError as error:
            raise DataError(f"{matches}: {error}") from None
        marks = {number: replace(mark, match=found[number]) for number, mark in marks.items()}
    return score_sources(entries, marks)


def read_key(path: Path) -> list[Entry]:
    """The entries of a key in the order of their numbers. Raises DataError if the file is no key."""
    try:
        values: Any = json.loads(text_of(path))
        return [Entry(str(each["source"]), str(each["sentence"]), each["seed"]) for each in values["entries"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DataError(f"{path}: not a key that `spritedex evaluate sheets` wrote") from None


def read_prompts(path: Path) -> list[str]:
    """The sentences of a file.

    Raises DataError if the file cannot be read or has none, or more than `MOST_PROMPTS`.
    """
    sentences = [line.sentence for line in prompt_lines(text_of(path))]
    if not 0 < len(sentences) <= MOST_PROMPTS:
        raise DataError(f"{path}: {len(sentences)} sentences; write 1 to {MOST_PROMPTS}, one a line")
    return sentences


def _real(request: SheetsRequest, model: Pipeline) -> tuple[list[Entry], list[RGBA]]:
    if not request.real or not request.data:
        return [], []
    split = bundle_split(model.bundle)
    records = portraits(read_bestiary(request.data, styles=_REAL_STYLES).records)
    held_out = [record for record in records if split is None or split.part_of(record) == "test"]
    every = max(len(held_out) // request.real, 1)
    chosen = held_out[::every][: request.real]
    sprites = [fit_sprite(open_picture(record.image).rgba, SIDE) for record in chosen]
    return [Entry(REAL, record.name) for record in chosen], sprites


def text_of(path: Path) -> str:
    """The text of a file. Raises DataError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unread(path, error) from None
