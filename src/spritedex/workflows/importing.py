"""A checkout -> a folder of pictures with metadata.csv, license and source per file. Knows no game by name."""

import contextlib
import csv
import fnmatch
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from spritedex.data.folder import METADATA
from spritedex.data.importers import IMPORTERS
from spritedex.data.importers.base import Drawing, ImportOptions, Item
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError, OptionError, PictureError, Problem, SpritedexError, unwritten
from spritedex.sprites.codec import MIN_SIDE, picture_bytes, png_bytes, portable, write_whole
from spritedex.sprites.palette import Indexed, indexed_png
from spritedex.workflows.files import check_file, check_folder
from spritedex.workflows.partial import partial_folder

IMAGES: Final = "images"
COLUMNS: Final = (
    "file_name", "national_number", "name", "slug", "form", "types", "elements", "text", "family", "genus", "group",
    "color", "shape", "egg_groups", "height_m", "weight_kg", "style", "pose", "sex", "frame", "shiny",
    "source", "source_file", "license", "author", "text_license",
)  # fmt: skip
"""Columns of metadata.csv. Those beside docs/data.md's say where a picture comes from and what its source says."""

_RANGE: Final = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")
_LONGEST_STEM: Final = 80
_HIDDEN: Final = frozenset({".ds_store", "thumbs.db"})

Track = Callable[[Sequence[Item]], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import: the kind of checkout, where it lies, where the pictures go.

    `only` is a file of names and numbers, one or a range a line; `match` are patterns of which one must fit the path
    of a picture or the slug of its creature. `source` overrides the source's name. `force` writes into a folder that
    is not empty. `svg_size` is the side of rendered drawings in pixels.
    """

    kind: str
    checkout: Path
    out: Path
    only: Path | None = None
    match: tuple[str, ...] = ()
    source: str = ""
    force: bool = False
    svg_size: int = 64


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written: counts of pictures by pose, style, license; `blank` source files held nothing."""

    kind: str
    source: str
    out: str
    metadata: str
    files_read: int
    pictures: int
    creatures: int
    families: int
    shiny: int
    blank: int
    poses: dict[str, int]
    styles: dict[str, int]
    licenses: dict[str, int]
    reminder: str
    problems: list[Problem] = field(default_factory=list)


def run(request: ImportRequest, track: Track = lambda items: items) -> ImportResult:
    """Import a checkout: pictures take their places when all are read and written, and metadata.csv last. Where that
    fails, what was there stays.

    A picture that cannot be used becomes a problem. Raises OptionError for an unknown kind, a list that cannot be read
    or a folder that is not empty; DataError if the checkout is of another kind or nothing is left to import;
    MissingExtraError if an optional library is missing; WriteError if a file cannot be written.
    """
    if request.kind not in IMPORTERS:
        raise OptionError("kind", f"unknown; choose from {', '.join(IMPORTERS)}", request.kind)
    _check_out(request)
    check_folder(request.out)
    importer, checkout = IMPORTERS[request.kind], Checkout(request.checkout)
    chosen = read_selection(request.only) if request.only else None
    items = importer.items(checkout, ImportOptions(request.svg_size))
    items = [item for item in items if (chosen is None or chosen.has(item)) and _matches(item, request.match)]
    if not items:
        raise DataError(f"{request.checkout}: nothing left to import; check the list and the patterns")
    source = request.source or importer.source or checkout.name
    metadata = request.out / METADATA[0]
    with _kept_clean(request.out), partial_folder(request.out / IMAGES) as beside:
        rows, blank = _read(request, checkout, items, source, track, beside)
        if not rows:
            first = f"; first: {checkout.problems[0]}" if checkout.problems else ""
            raise DataError(f"{request.checkout}: no usable picture ({len(items)} files{first})")
        _write(beside / METADATA[0], metadata, _table(rows))
        _put(beside, request.out, [*(row["file_name"] for row in rows), METADATA[0]])
    return ImportResult(
        kind=request.kind,
        source=source,
        out=str(request.out),
        metadata=str(metadata),
        files_read=len(items),
        pictures=len(rows),
        creatures=len({row["national_number"] or row["name"].casefold() for row in rows}),
        families=len({row["family"] for row in rows} - {""}),
        shiny=sum(row["shiny"] == "1" for row in rows),
        blank=blank,
        poses=_counts(rows, "pose"),
        styles=_counts(rows, "style"),
        licenses=_counts(rows, "license"),
        reminder=importer.reminder,
        problems=checkout.problems,
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Names (in lower case, words joined by `_`) and ranges of national numbers, both ends included."""

    names: frozenset[str]
    ranges: tuple[tuple[int, int], ...]

    def has(self, item: Item) -> bool:
        """Whether the creature of an item is on the list, by its number, name or slug."""
        number = item.creature.number
        if number is not None and any(first <= number <= last for first, last in self.ranges):
            return True
        return not self.names.isdisjoint({_name(item.creature.name), _name(item.creature.slug)})


def read_selection(path: Path) -> Selection:
    """A text file with a name, a number or a range such as 1-151 per line; `#` starts a comment.

    Raises OptionError if it cannot be read or names nothing."""
    try:
        text = picture_bytes(path).decode("utf-8-sig")
    except (PictureError, UnicodeDecodeError) as error:
        reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise OptionError(
            "only", f"cannot be read ({reason}); give a text file, a name or number per line", path
        ) from None
    lines = [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]
    if not lines:
        raise OptionError("only", "names nothing; write a name, a number or a range such as 1-151 per line", path)
    ranges = [(int(match[1]), int(match[2] or match[1])) for line in lines if (match := _RANGE.fullmatch(line))]
    return Selection(frozenset(_name(line) for line in lines if not _RANGE.fullmatch(line)), tuple(ranges))


def _name(text: str) -> str:
    return "_".join(re.findall(r"[^\W_]+", text.casefold()))


def _matches(item: Item, patterns: Sequence[str]) -> bool:
    return not patterns or any(
        fnmatch.fnmatchcase(text, pattern) for pattern in patterns for text in (item.file, item.creature.slug)
    )


def _check_out(request: ImportRequest) -> None:
    if request.out.is_file():
        raise OptionError("out", "is a file; choose a folder", request.out)
    if not request.out.is_dir():
        return
    there = [path for path in request.out.iterdir() if path.name.lower() not in _HIDDEN]
    if there and not request.force:
        reason = "not empty; choose another folder, or give {force} to replace the files of an earlier import"
        raise OptionError("out", reason, request.out)
    if request.checkout.is_dir() and request.out.resolve() == request.checkout.resolve():
        raise OptionError("out", "is the checkout itself; choose another folder", request.out)


@contextlib.contextmanager
def _kept_clean(out: Path) -> Iterator[None]:
    """Inside, a folder `out` that was not there goes again where the work fails, if nothing is in it."""
    there = out.exists()
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            if not there:
                out.rmdir()
        raise


def _put(beside: Path, out: Path, names: Sequence[str]) -> None:
    """Move files from the folder `beside` to `out`, in their order. Raises UsageError if one has no place there."""
    check_file(*(out / name for name in names))
    for name in names:
        (out / name).parent.mkdir(exist_ok=True)
        (beside / name).replace(out / name)


def _write(place: Path, path: Path, data: bytes) -> None:
    """Write to `place` what is to be `path`. Raises WriteError that names this."""
    try:
        write_whole(place, data)
    except OSError as error:
        raise unwritten(path, error) from None


def _read(
    request: ImportRequest, checkout: Checkout, items: Sequence[Item], source: str, track: Track, beside: Path
) -> tuple[list[dict[str, str]], int]:
    """Write all pictures below the folder `beside`; the rows of metadata.csv, and how many files were blank."""
    rows: list[dict[str, str]] = []
    taken: set[str] = set()
    blank = 0
    for item in track(items):
        try:
            drawings = item.read()
            for drawing in drawings:
                _check_size(drawing)
        except SpritedexError as error:
            checkout.skip(item.file, str(error))
            continue
        blank += not drawings
        frames = len({drawing.frame for drawing in drawings}) > 1
        for drawing in drawings:
            name = _file_name(item, drawing, frames, taken)
            _write(beside / name, request.out / name, _encoded(drawing))
            rows.append(_row(item, drawing, name, source))
    return rows, blank


def _check_size(drawing: Drawing) -> None:
    image = drawing.image.indices if isinstance(drawing.image, Indexed) else drawing.image
    height, width = image.shape[:2]
    if min(height, width) < MIN_SIDE:
        raise DataError(f"{width}x{height} is too small; at least {MIN_SIDE}x{MIN_SIDE} pixels are needed")


def _encoded(drawing: Drawing) -> bytes:
    return indexed_png(drawing.image) if isinstance(drawing.image, Indexed) else png_bytes(drawing.image)


def _file_name(item: Item, drawing: Drawing, frames: bool, taken: set[str]) -> str:
    """A name that no other picture of the import has, in small letters, the same for the same checkout."""
    parts = [item.stem, drawing.form, str(drawing.frame) if frames else "", "shiny" if drawing.shiny else ""]
    stem = _UNSAFE.sub("-", "-".join(part for part in parts if part).lower()).strip("-")[:_LONGEST_STEM] or "picture"
    name, count = (stem := portable(stem)), 1
    while name in taken:
        count += 1
        name = f"{stem}-again{count}"
    taken.add(name)
    return f"{IMAGES}/{name}.png"


def _row(item: Item, drawing: Drawing, name: str, source: str) -> dict[str, str]:
    creature, rights = item.creature, item.rights
    number, height, weight = creature.number, creature.height_m, creature.weight_kg
    return {
        "file_name": name,
        "national_number": "" if number is None else str(number),
        "name": creature.name,
        "slug": creature.slug,
        "form": "-".join(part for part in (item.form, drawing.form) if part),
        "types": "/".join(creature.types),
        "elements": creature.elements,
        "text": " ".join(creature.text.split()),
        "family": creature.family,
        "genus": creature.genus,
        "group": creature.group,
        "color": creature.color,
        "shape": creature.shape,
        "egg_groups": creature.egg_groups,
        "height_m": "" if height is None else f"{height:g}",
        "weight_kg": "" if weight is None else f"{weight:g}",
        "style": item.style,
        "pose": item.pose,
        "sex": item.sex,
        "frame": str(drawing.frame),
        "shiny": "1" if drawing.shiny else "0",
        "source": source,
        "source_file": item.file,
        "license": rights.license,
        "author": rights.author,
        "text_license": rights.text_license if creature.text else "",
    }


def _table(rows: Sequence[dict[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8", errors="replace")


def _counts(rows: Sequence[dict[str, str]], column: str) -> dict[str, int]:
    return dict(sorted(Counter(row[column] for row in rows).items()))
