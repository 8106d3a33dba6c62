"""Pictures in, readings out, one at a time; and the comparison with known types. Knows nothing of printing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import Final

from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.counted import counted
from spritedex.data.collect import Collector
from spritedex.data.folder import read_folder
from spritedex.data.hub import is_hub_name
from spritedex.data.loaders import read_bestiary
from spritedex.data.pack import is_pack
from spritedex.data.records import Record
from spritedex.data.splits import Split
from spritedex.errors import DataError, Problem, UsageError, missing, problem_of, unread
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.session import cores
from spritedex.sprites.sheets import TruthRow, truth_sheet
from spritedex.vocabulary import STYLES
from spritedex.workflows.ahead import in_order
from spritedex.workflows.classify.explain import Explainer
from spritedex.workflows.classify.find import STDIN, find_pictures
from spritedex.workflows.classify.read import Read, read_types
from spritedex.workflows.evaluate.splits import bundle_split
from spritedex.workflows.files import check_folder, plot_png
from spritedex.workflows.sprites.pictures import bring_in

PLOT_ROWS: Final = 24

_WORKERS: Final = 4
_AHEAD: Final = 4


@dataclass(frozen=True, slots=True)
class ClassifyRequest:
    """Read the pictures of `sources`: files, folders, glob patterns, and "-" for the bytes in `stdin`.

    `threshold` None is the bundle's own; `model` None is the packaged classifier. `nearest` known species are named
    where the bundle has a gallery. `explain` is the folder for a plot of each picture, None for no plots; `force`
    replaces others of the same names. Sources that are keys of `truth` are pictures of that data set.
    """

    sources: tuple[str, ...]
    stdin: bytes = b""
    threshold: float | None = None
    model: str | None = None
    nearest: int = 1
    explain: Path | None = None
    force: bool = False
    truth: "Truth | None" = None


@dataclass(frozen=True, slots=True)
class Truth:
    """Pictures whose types are known: by their resolved path, or by their key where the data set holds the picture."""

    records: Mapping[str, Record]

    def of(self, picture: str) -> Record | None:
        """The record of a picture that was read."""
        return self.records.get(picture) or self.records.get(str(Path(picture).resolve()))

    def content(self, picture: str) -> bytes | None:
        """The picture itself, where it is in the data set."""
        record = self.records.get(picture)
        return record.image if record and isinstance(record.image, bytes) else None


def read_truth(source: str) -> Truth:
    """The pictures of a data source, or of a CSV or JSON lines file with the columns `file` (or file_name; relative to
    the file) and `types`.

    Raises DataError if it cannot be read or has no usable record.
    """
    path = Path(source)
    try:
        if path.is_file() and not is_pack(path):
            bestiary = read_folder(path, Collector(source, {"types"}, STYLES), strict=False)
        elif path.exists() or is_hub_name(source):
            bestiary = read_bestiary(source, need={"types"}, styles=STYLES)
        else:
            raise missing(
                DataError(f"{source}: no such file or folder; give a data folder, or a CSV of files and types")
            )
    except OSError as error:
        raise unread(source, error, "check the path and its permissions") from None
    return Truth({
        str(record.image.resolve()) if isinstance(record.image, Path) else record.key: record
        for record in bestiary.records
    })  # fmt: skip


def model_split(model: str | None) -> Split | None:
    """The split that a classifier was trained with; None if its bundle has no readable one."""
    try:
        return bundle_split(load_bundle(find_bundle(model, "classifier"), "classifier"))
    except DataError:
        return None


@dataclass
class Counts:
    """How many pictures, and of how many the first guess and all types are right."""

    known: int = 0
    first_right: int = 0
    all_right: int = 0

    def add(self, guessed: Sequence[str], types: Sequence[str]) -> None:
        """Count a reading."""
        self.known += 1
        self.first_right += guessed[0] in types
        self.all_right += set(guessed) == set(types)

    def __str__(self) -> str:
        return (
            f"first guess right in {self.first_right} of {self.known} ({self.first_right / max(self.known, 1):.0%}), "
            f"all types right in {self.all_right} ({self.all_right / max(self.known, 1):.0%})"
        )


_SEEN: Final = {"test": "of unseen families", "val": "of validation families", "train": "of training families"}


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings and problems in the order of the pictures, each once; with `has_gallery` they name known species."""

    items: Iterator[Read | Problem]
    has_gallery: bool

    def __iter__(self) -> Iterator[Read | Problem]:
        return self.items


def classify(request: ClassifyRequest) -> Readings:
    """A reading or a problem for each picture, in order, lazily; keeps a few pictures in memory.

    A single picture uses all cores for its network. Of many pictures, as many as there are cores (at most 4) are read
    at once, each from file to plot on one core: at 512x512, batches would take 50 MB for each picture.

    A picture whose plot has a name that is taken is a problem. Raises BundleError for the model and UsageError for the
    threshold or the number of nearest species, both before the first picture; later WriteError for a plot that cannot
    be written.
    """
    check_folder(request.explain)
    found = find_pictures(request.sources)
    first = list(islice(found, 2))
    classifier = Classifier.load(request.model, threads=1 if len(first) > 1 else None)
    classifier.classify((), threshold=request.threshold, nearest=request.nearest)  # raises now if they are wrong
    reader = _Reader(request, classifier)
    workers = min(cores(), _WORKERS)
    items = in_order((reader.task(item) for item in chain(first, found)), workers, workers * _AHEAD)
    return Readings(items, classifier.has_gallery)


class _Reader:
    """Reads the pictures of a request; used by several threads at once."""

    def __init__(self, request: ClassifyRequest, classifier: Classifier) -> None:
        self._request = request
        self._classifier = classifier
        self._explainer = Explainer(classifier, request.explain, request.force) if request.explain else None
        # Opening a picture turns off warnings for the whole process, so only one thread may open at a time.
        self._opening = Lock()

    def task(self, found: str | Problem) -> Callable[[], Read | Problem]:
        """The task for a picture; must be called in the order of the pictures."""
        if isinstance(found, Problem):
            return lambda: found
        place = None
        if self._explainer:
            place = self._explainer.place("stdin" if found == STDIN else found)
        return lambda: self._read(found, place)

    def _read(self, name: str, place: Path | None) -> Read | Problem:
        request = self._request
        held = request.truth.content(name) if request.truth else None
        source = request.stdin if name == STDIN else held or Path(name)
        found = read_types(name, source, self._classifier, request.threshold, request.nearest, self._opening)
        if isinstance(found, Problem):
            return Problem(_title(name), found.what)
        read, rgba = found
        if self._explainer and place:
            try:
                self._explainer.draw(place, Path(_title(name)).name, rgba, read.reading)
            except UsageError as error:
                return problem_of(_title(name), error)
        return replace(read, explained=place)


def _title(name: str) -> str:
    return "standard input" if name == STDIN else name


@dataclass
class Comparison:
    """Readings compared with the true types: counts of all, and of each part of the model's split where they are of the
    data that it was trained with; and the first rows for the plot."""

    truth: Truth
    split: Split | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    _all: Counts = field(default_factory=Counts)
    _rows: list[tuple[Read, tuple[str, ...]]] = field(default_factory=list)

    def add(self, read: Read) -> tuple[str, ...]:
        """Count a reading; returns its true types, empty if they are unknown."""
        record = self.truth.of(read.picture)
        if record is None or not record.types:
            return ()
        part = self._part(record)
        for counts in (self._all, *([self.counts.setdefault(part, Counts())] if part else [])):
            counts.add(read.reading.types, record.types)
        if len(self._rows) < PLOT_ROWS:
            self._rows.append((read, record.types))
        return record.types

    @property
    def known(self) -> int:
        """The number of pictures with known types."""
        return self._all.known

    @property
    def first_right(self) -> int:
        """How many first guesses are right."""
        return self._all.first_right

    @property
    def all_right(self) -> int:
        """How many sets of types are exactly right."""
        return self._all.all_right

    def summary(self) -> str:
        """The counts in one line: of what the model has not seen first, where that is known."""
        parts = [f"{_SEEN[part]}: {self.counts[part]}" for part in _SEEN if part in self.counts]
        return f"{counted(self.known, 'picture')} with known types: {'; '.join(parts) or self._all}"

    def plot(self) -> bytes:
        """The plot of true and predicted types side by side, for the first 24 pictures with known types, as a PNG.

        Raises DataError if there is no such picture.
        """
        if not self._rows:
            raise DataError("no picture has known types, so there is no plot; check the paths in the truth")
        rows = [
            TruthRow(
                bring_in(self.truth.content(read.picture) or Path(read.picture), read.picture).frames[0],
                Path(read.picture).name,
                types,
                [(name, read.reading.probabilities[name]) for name in read.reading.types],
            )
            for read, types in self._rows
        ]
        shown = f"; the first {len(rows)} are shown" if self.known > len(rows) else ""
        return plot_png(truth_sheet(rows, self.summary() + shown))

    def _part(self, record: Record) -> str:
        """The record's part of the model's split; empty if there is none, or it is of other data."""
        try:
            return self.split.part_of(record) if self.split else ""
        except DataError:
            return ""
