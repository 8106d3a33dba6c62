"""Reading the types of pictures in bulk: sources in, shards of readings out."""

from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spritedex._version import __version__
from spritedex.errors import Problem
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.session import use_hardware
from spritedex.workflows.bulk.run import Job, Task, check_extra, whole_name
from spritedex.workflows.classify.read import Read, read_types

if TYPE_CHECKING:
    from spritedex.workflows.bulk.folder import Made

SHARD: Final = 256


@dataclass(frozen=True, slots=True)
class ReadMany:
    """Read the pictures of `sources`: files, folders, patterns, Parquet and tar files, here or at addresses that fsspec
    opens; `shard` of them at most go into a file. The others are those of `ClassifyRequest`.
    """

    sources: tuple[str, ...]
    threshold: float | None = None
    model: str | None = None
    nearest: int = 1
    device: str = "auto"
    shard: int = SHARD


def read_job(request: ReadMany) -> Job:
    """The job of a request. Raises BundleError for the model, OptionError for the threshold, MissingExtraError."""
    check_extra()
    from spritedex.workflows.bulk.listing import find_shards

    classifier = Classifier.load(request.model, threads=1)
    classifier.classify((), threshold=request.threshold, nearest=request.nearest)  # raises now if they are wrong
    asked = {
        "sources": list(request.sources),
        "shard": request.shard,
        "threshold": request.threshold,
        "nearest": request.nearest,
        "bundle": dict(classifier.bundle.identity),
        "version": __version__,
    }
    arguments = Path.cwd(), whole_name(request.model), request.threshold, request.nearest, request.device
    return Job("readings", asked, find_shards(request.sources, request.shard), ReadWorker, arguments)


class ReadWorker:
    """One process: a classifier, opened once. Paths begin at the folder `base`: a cluster stands elsewhere."""

    def __init__(self, base: Path, model: str | None, threshold: float | None, nearest: int, device: str) -> None:
        self._base = base
        self._model, self._threshold, self._nearest, self._device = model, threshold, nearest, device

    @cached_property
    def _classifier(self) -> Classifier:
        use_hardware(self._device, 1)
        return Classifier.load(self._model, threads=1)

    def work(self, task: Task) -> "Made":
        """The readings of a shard, in order."""
        from spritedex.workflows.bulk.folder import Made
        from spritedex.workflows.bulk.tables import READINGS, problems_to_parquet, to_parquet

        rows: list[dict[str, Any]] = []
        problems: list[Problem] = []
        for picture in task.shard.pictures(self._base):
            if isinstance(picture, Problem):
                problems.append(picture)
                continue
            name, source = picture
            found = read_types(name, source, self._classifier, self._threshold, self._nearest)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                rows.append(_row(found[0]))
        return Made(
            to_parquet(rows, READINGS, task.key, len(problems)),
            problems_to_parquet(problems, task.key) if problems else None,
        )


def _row(read: Read) -> dict[str, Any]:
    from spritedex.workflows.bulk.tables import text

    reading = read.reading
    return {
        "file": text(read.picture),
        "types": list(reading.types),
        "unsure": reading.unsure,
        **reading.probabilities,
        "nearest": [asdict(known) for known in reading.nearest],
        "notes": list(read.notes),
    }
