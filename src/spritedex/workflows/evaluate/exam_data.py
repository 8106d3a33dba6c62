"""The real pictures of a generator's exam: which were known to the painter, which are held out. Measures nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.format import Bundle
from spritedex.data.captions import compose_caption
from spritedex.data.fitting import fit_drawing
from spritedex.data.gather import gather
from spritedex.data.loaders import read_bestiary
from spritedex.data.pokedex import find_layout
from spritedex.data.records import Bestiary, Record
from spritedex.data.splits import Part, Split, make_split
from spritedex.errors import DataError, PictureError, Problem
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.samples import Track
from spritedex.workflows.evaluate.splits import bundle_split

PAIRS: Final = 100
"""Creatures among which a front is searched."""


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Records with their sprites as a painter is trained on them, uint8 [64, 64, 4]."""

    records: tuple[Record, ...]
    sprites: tuple[RGBA, ...]

    def __len__(self) -> int:
        return len(self.records)

    def take(self, rows: Iterable[int]) -> "Pictures":
        """These rows, in their order."""
        chosen = list(rows)
        return Pictures(tuple(self.records[row] for row in chosen), tuple(self.sprites[row] for row in chosen))

    @property
    def families(self) -> NDArray[np.int64]:
        """The family of each picture, [N]."""
        return np.array([record.family for record in self.records], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class ExamData:
    """`plain` are fronts in usual colors of every style and source, of all parts but the unused one; `parts` [N] says
    whether training used a picture ("train"), and which are held out. `held_out` are rows of `plain` in the style of
    the exam, with a caption each. `pairs` are fronts and backs of creatures that training used.

    `split_origin` is "bundle", "data", or "new" where neither has a split.
    """

    source: str
    style: str
    plain: Pictures
    parts: NDArray[np.str_]
    held_out: NDArray[np.intp]
    captions: tuple[str, ...]
    pairs: tuple[Pictures, Pictures]
    split_by: str
    split_origin: str
    problems: tuple[Problem, ...]

    def with_held_out(self, rows: Iterable[int]) -> "ExamData":
        """With these of the held-out pictures alone."""
        kept = list(rows)
        return replace(self, held_out=self.held_out[kept], captions=tuple(self.captions[row] for row in kept))


def read_exam_data(source: str, bundle: Bundle, part: Part, styles: Sequence[str], seed: int, track: Track) -> ExamData:
    """Read a pack, a root folder with what is in its `more/`, or any other data source.

    The style is the first of `styles` in which the part has two families.
    Families of the test part are left out unless `part` is "test". Raises DataError if the source cannot be read, or
    has no picture of the style in the part or in training.
    """
    bestiary = _read(source)
    fronts = [record for record in bestiary.records if _is_plain(record) and record.pose == "front"]
    if not fronts:
        raise DataError(f"{source}: no front in usual colors; the exam needs some")
    splits, origin = _splits(bundle, bestiary, fronts, seed)
    part_of = {record.key: _part_of(record, splits) for record in bestiary.records if _is_plain(record)}
    used = [record for record in fronts if part_of[record.key] in {"train", "val", part}]
    problems = list(bestiary.problems)
    plain = _open(track(used, len(used), "Opening pictures"), problems)
    parts = np.array([part_of[record.key] for record in plain.records])
    held_out = np.zeros(0, np.intp)
    for style in styles:
        rows = [row for row, record in enumerate(plain.records) if parts[row] == part and _in_style(record, style)]
        if len({plain.records[row].family for row in rows}) >= 2:
            held_out = np.array(rows, np.intp)
            break
    if not held_out.size or not (parts == "train").any():
        raise DataError(
            f"{source}: fewer than two families of style {' or '.join(styles)} in the part {part}, or none in "
            "training; evaluate on the data that the bundle was trained on"
        )
    backs = [record for record in bestiary.records if _is_plain(record) and record.pose == "back"]
    return ExamData(
        source=source,
        style=style,
        plain=plain,
        parts=parts,
        held_out=held_out,
        captions=tuple(_captions([plain.records[row] for row in held_out])),
        pairs=_pairs(plain, parts, [record for record in backs if _in_style(record, style)], style, problems),
        split_by=splits[0].by,
        split_origin=origin,
        problems=tuple(problems),
    )


def _read(source: str) -> Bestiary:
    path = Path(source).expanduser()
    if path.is_dir() and find_layout(path):
        found = gather((source,))
        return Bestiary(source, tuple(found.records), tuple(found.problems))
    return read_bestiary(source, styles=STYLES)


def _is_plain(record: Record) -> bool:
    return not record.shiny and record.frame == 0 and record.sex != "female"


def _in_style(record: Record, style: str) -> bool:
    return record.style == style and not record.medium


def _splits(bundle: Bundle, bestiary: Bestiary, fronts: Sequence[Record], seed: int) -> tuple[list[Split], str]:
    """The bundle's own split first, then the data's."""
    own = bundle_split(bundle)
    found = [split for split in (own, bestiary.split) if split is not None]
    if found:
        return found, "bundle" if own else "data"
    return [make_split(fronts, seed=seed)], "new"


def _part_of(record: Record, splits: Iterable[Split]) -> Part:
    """The part in the first split that knows the record; what none knows counts as training."""
    for split in splits:
        try:
            return split.part_of(record)
        except DataError:
            continue
    return "train"


def _open(records: Iterable[Record], problems: list[Problem]) -> Pictures:
    """The pictures that can be read; the others are added to `problems`."""
    kept, sprites = [], []
    for record in records:
        try:
            sprites.append(fit_drawing(open_picture(record.image).rgba, record.style, record.medium))
        except (PictureError, ValueError) as error:
            problems.append(Problem(record.key, str(error)))
        else:
            kept.append(record)
    return Pictures(tuple(kept), tuple(sprites))


def _captions(records: Sequence[Record]) -> list[str]:
    """A sentence for each picture: what people wrote of the creature, another for each of its pictures."""
    seen: dict[int, int] = defaultdict(int)
    captions = []
    for record in records:
        number, seen[record.number] = seen[record.number], seen[record.number] + 1
        written = record.words.captions if record.words else ()
        captions.append(
            written[number % len(written)]
            if written
            else compose_caption(record, np.random.default_rng([record.number, number]))
        )
    return captions


def _pairs(
    plain: Pictures, parts: NDArray[np.str_], backs: Sequence[Record], style: str, problems: list[Problem]
) -> tuple[Pictures, Pictures]:
    """One front and its back of each of at most `PAIRS` creatures of training, spread evenly over them."""
    back_of = {(record.number, record.source): record for record in backs}
    rows: dict[int, int] = {}
    for row, record in enumerate(plain.records):
        if parts[row] == "train" and _in_style(record, style) and (record.number, record.source) in back_of:
            rows.setdefault(record.number, row)
    every = max(1, len(rows) // PAIRS)
    chosen = plain.take(list(rows.values())[::every][:PAIRS])
    behind = _open([back_of[record.number, record.source] for record in chosen.records], problems)
    opened = {record.number: row for row, record in enumerate(behind.records)}
    kept = [row for row, record in enumerate(chosen.records) if record.number in opened]
    fronts = chosen.take(kept)
    return fronts, behind.take(opened[record.number] for record in fronts.records)
