"""Sources -> a pack: every picture fitted to 64x64, copies found, families kept in one part, credits beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.bundle.locate import DEFAULTS, PACKAGED
from spritedex.data.credits import credits_of
from spritedex.data.fitting import fit_drawing
from spritedex.data.gather import Gathered, gather
from spritedex.data.near import Looks, looks_of, near_pairs
from spritedex.data.pack import MOST_PICTURES, Pack, compact_png, pack_bytes
from spritedex.data.pack_parts import divide
from spritedex.data.records import Record
from spritedex.data.splits import PARTS, Part, Split
from spritedex.errors import DataError, PictureError, Problem
from spritedex.sprites.codec import open_picture
from spritedex.workflows.files import check_free, write_outputs

BLANK: Final = "nearly blank"
BETWEEN: Final = "like creatures of another part"
PLACEHOLDER: Final = "the same picture for three creatures or more"
CREDITS: Final = ".credits.md"
"""The end of the name of the credits, beside the pack."""

_SEVERAL: Final = 3

Track = Callable[[Sequence[Record]], Iterable[Record]]


@dataclass(frozen=True, slots=True)
class PackRequest:
    """What to pack and where to. `only_open` leaves out what has no open license; `force` replaces an earlier pack."""

    sources: tuple[str, ...]
    out: Path
    only_open: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """How many pictures of one source and style each part has."""

    source: str
    style: str
    train: int
    val: int
    test: int


@dataclass(frozen=True, slots=True)
class PackResult:
    """What was written: counts of pictures by group and license. `left_out` names pictures by the reason, `near` counts
    the pairs of pictures of two families that look alike."""

    file: str
    credits: str
    bytes: int
    pictures: int
    creatures: int
    families: int
    with_words: int
    groups: tuple[GroupCounts, ...]
    licenses: dict[str, int]
    near: int
    left_out: dict[str, list[str]]
    problems: tuple[Problem, ...]


def run(request: PackRequest, track: Track = list) -> PackResult:
    """Read, fit, divide and write; the pack and its credits appear whole.

    Raises OptionError if one of the files is there already, UsageError if it is a folder, DataError if a source cannot
    be used or nothing is left of it, WriteError if the files cannot be written.
    """
    beside = request.out.with_name(request.out.name + CREDITS)
    check_free("out", request.out, beside, force=request.force)
    found = gather(request.sources, request.only_open)
    records, looks = _fitted(found, track)
    if not records:
        raise DataError(f"{', '.join(request.sources)}: no picture is left to pack{_first(found)}")
    if len(records) > MOST_PICTURES:
        raise DataError(f"{len(records):,} pictures; a pack holds at most {MOST_PICTURES:,}: pack fewer sources")
    records, looks = _without_placeholders(found, records, looks)
    given = {family: part for family, part in _packaged_parts().items() if family in found.anchored}
    free = [place for place, record in enumerate(records) if record.family not in given]
    pairs = [pair for pair in near_pairs(looks, free) if len({records[place].family for place in pair}) > 1]
    parts = divide(records, pairs, given, found.names)
    for place in sorted(parts.left_out):
        found.leave_out(BETWEEN, records[place].key)
    kept = [record for place, record in enumerate(records) if place not in parts.left_out]
    pack = Pack(tuple(kept), parts.split, credits_of(kept))
    data = pack_bytes(pack)
    write_outputs({request.out: data, beside: pack.credits.encode()})
    return PackResult(
        file=str(request.out),
        credits=str(beside),
        bytes=len(data),
        pictures=len(kept),
        creatures=len({record.number for record in kept}),
        families=len({record.family for record in kept}),
        with_words=sum(record.words is not None for record in kept),
        groups=tuple(_groups(kept, parts.split)),
        licenses=dict(Counter(record.license for record in kept).most_common()),
        near=len(pairs),
        left_out=found.left_out,
        problems=tuple(found.problems),
    )


def _fitted(found: Gathered, track: Track) -> tuple[list[Record], Looks]:
    """The records with their fitted pictures as PNG, and how each looks, float32 [N, 576]."""
    records, looks = [], []
    for record in track(found.records):
        try:
            fitted = fit_drawing(open_picture(record.image).rgba, record.style, record.medium)
        except ValueError:
            found.leave_out(BLANK, record.key)
        except PictureError as error:
            if str(error).startswith("fully transparent"):
                found.leave_out(BLANK, record.key)
            else:
                found.problems.append(Problem(record.key, str(error)))
        else:
            text = "" if record.words else record.text
            records.append(replace(record, image=compact_png(fitted), text=text))
            looks.append(looks_of(fitted))
    return records, np.stack(looks) if looks else np.zeros((0, 1), np.float32)


def _without_placeholders(found: Gathered, records: list[Record], looks: Looks) -> tuple[list[Record], Looks]:
    """Without pictures that stand for creatures which have none of their own, such as a question mark."""
    shown: dict[Path | bytes, set[int]] = {}
    for record in records:
        shown.setdefault(record.image, set()).add(record.number)
    places = [place for place, record in enumerate(records) if len(shown[record.image]) < _SEVERAL]
    for record in records:
        if len(shown[record.image]) >= _SEVERAL:
            found.leave_out(PLACEHOLDER, record.key)
    return [records[place] for place in places], looks[places]


def _packaged_parts() -> dict[int, Part]:
    """The part of each family of the split that the packaged generator was trained with."""
    split = Split.from_json((PACKAGED / DEFAULTS["generator"] / "split.json").read_text(encoding="utf-8"))
    return {family: part for part in PARTS for family in split.parts[part] if isinstance(family, int)}


def _groups(records: Sequence[Record], split: Split) -> list[GroupCounts]:
    counts = Counter((record.source, record.medium or record.style, split.part_of(record)) for record in records)
    groups = sorted({(source, style) for source, style, _ in counts})
    return [GroupCounts(source, style, *(counts[source, style, part] for part in PARTS)) for source, style in groups]


def _first(found: Gathered) -> str:
    reasons = [f"{len(keys):,} left out: {reason}" for reason, keys in found.left_out.items()]
    first = [*reasons, *map(str, found.problems)]
    return f"; first: {first[0]}" if first else ""
