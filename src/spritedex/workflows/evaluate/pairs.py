"""Blind pairs of two painters: sheets with a key apart from them, and the table of the marks."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spritedex.errors import DataError, OptionError
from spritedex.evaluation.blind_pairs import Pair, PairScore, pair_sheets, read_pair_marks, score_pairs
from spritedex.evaluation.blind_rating import SourceScore
from spritedex.runtime.options import PIXEL
from spritedex.runtime.pipeline import Pipeline
from spritedex.workflows.evaluate.checks import at_least_one
from spritedex.workflows.evaluate.rating import (
    check_key,
    check_sheets,
    read_prompts,
    score_ratings,
    text_of,
    write_sheets,
)
from spritedex.workflows.evaluate.samples import Track, names_of, options_for, styles_of, untracked


@dataclass(frozen=True, slots=True)
class PairsRequest:
    """Draw each sentence of the file `prompts` with two `models`, `count` pairs of it with the same seeds, in an order
    and on sides that follow from `seed`. Sheets go into the folder `out`, the key to the file `key`.
    """

    prompts: Path
    models: tuple[str, ...]
    out: Path
    key: Path
    count: int = 1
    seed: int = 0
    force: bool = False


def make_pairs(request: PairsRequest, track: Track = untracked) -> list[Path]:
    """Write the sheets and the key; the paths of the sheets.

    Raises OptionError, DataError or BundleError for a wrong request; nothing is drawn before all is checked.
    """
    at_least_one(count=request.count)
    check_key(request.key, request.out)
    if len(request.models) != 2:
        raise OptionError("model", "give two generators to compare", len(request.models))
    old = check_sheets(request.out, "pairs", request.key, request.force)
    sentences = read_prompts(request.prompts)
    models = [Pipeline.load(model) for model in request.models]
    names = names_of(models, request.models)
    random = np.random.default_rng(request.seed)
    jobs = [(sentence, request.seed + number) for sentence in sentences for number in range(request.count)]
    found = []
    for sentence, seed in track(jobs, len(jobs), "Drawing pairs"):
        drawn = []
        for model in models:
            style = PIXEL if PIXEL in styles_of(model) else styles_of(model)[0]
            drawn.append(next(iter(model.generate(sentence, 1, seed, options_for(model, style)))).rgba)
        left, right = random.permutation(2)
        found.append((Pair(sentence, seed, names[left], names[right]), (drawn[left], drawn[right])))
    found = [found[place] for place in random.permutation(len(found))]
    sheets = pair_sheets([pair for pair, _ in found], [sprites for _, sprites in found])
    key = {"pairs": [asdict(pair) for pair, _ in found]}
    return write_sheets(sheets, request.out, "pairs", key, request.key, old)


def score_pair_marks(key: Path, marks: Path) -> list[PairScore]:
    """The shares of both painters. Raises DataError, naming file and line, if a file is wrong."""
    pairs = read_pairs_key(key)
    try:
        return score_pairs(pairs, read_pair_marks(text_of(marks), len(pairs)))
    except DataError as error:
        raise DataError(f"{marks}: {error}") from None


def is_pairs_key(path: Path) -> bool:
    """Whether a file is a key of pairs. Raises DataError if it cannot be read."""
    try:
        return isinstance(values := json.loads(text_of(path)), dict) and "pairs" in values
    except (ValueError, RecursionError):
        return False


def read_pairs_key(path: Path) -> list[Pair]:
    """The pairs of a key in the order of their numbers. Raises DataError if the file is no such key."""
    try:
        values: Any = json.loads(text_of(path))
        return [
            Pair(str(each["sentence"]), int(each["seed"]), str(each["a"]), str(each["b"])) for each in values["pairs"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DataError(f"{path}: not a key that `spritedex evaluate pairs` wrote") from None


def read_rating(folder: Path) -> tuple[list[SourceScore], list[PairScore]]:
    """The scores of a folder with `key.json`, `marks.csv` and perhaps `matches.csv`, or `pairs-key.json` and
    `pairs.csv`, or all of them. Raises DataError if it has neither, or if a file is wrong.
    """
    key, pairs_key, matches = (folder / name for name in ("key.json", "pairs-key.json", "matches.csv"))
    if not key.is_file() and not pairs_key.is_file():
        raise DataError(f"{folder}: neither key.json with marks.csv nor pairs-key.json with pairs.csv in this folder")
    scores = score_ratings(key, folder / "marks.csv", matches if matches.is_file() else None) if key.is_file() else []
    return scores, score_pair_marks(pairs_key, folder / "pairs.csv") if pairs_key.is_file() else []
