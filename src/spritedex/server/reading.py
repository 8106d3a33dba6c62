"""Requests to read pictures, and to export them in a game's format. Know no route; pictures are opened elsewhere."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.explain import explaining
from spritedex.server.forms import Part
from spritedex.server.requests import ExportRequest
from spritedex.server.schemas import ExportAnswer, Known, PictureDescription, PictureReading
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import shown_name
from spritedex.workflows.classify.describe import plain

HEATMAP_SIDE: Final = 16
"""The rows and columns of a heatmap in an answer."""

Opened = Callable[..., Any]
"""Does a task of `tasks.TASKS` in a process of its own. Raises PictureError if it cannot be done, or takes too long."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export as JSON has it, and as a zip."""

    document: bytes
    archive: bytes


def read_types(
    uploads: Sequence[Part], classifier: Classifier, settings: ServeSettings, nearest: int, heatmaps: bool, open: Opened
) -> Generator[PictureReading | None, None, None]:
    """A reading, or the problem, of each picture; None between the many readings that heatmaps take."""
    for number, upload in enumerate(uploads, 1):
        name = shown_name(upload.file_name, number)
        try:
            rgba, notes = open("fit", upload.data, classifier.config.image_size, settings)
        except PictureError as error:
            yield PictureReading(name=name, problem=str(error))
            continue
        (reading,) = classifier.classify([rgba], 1, nearest=nearest)
        maps = (yield from explaining(classifier, rgba, reading.types)) if heatmaps else {}
        known = [Known(**{**asdict(each), "types": list(each.types)}) for each in reading.nearest]
        yield PictureReading(
            name=name,
            types=list(reading.types),
            unsure=reading.unsure,
            probabilities=reading.probabilities,
            nearest=known,
            notes=list(notes),
            problem=None,
            **({"heatmaps": {name: _small(values) for name, values in maps.items()}} if heatmaps else {}),
        )


def describe(
    uploads: Sequence[Part], classifier: Classifier, settings: ServeSettings, open: Opened
) -> Generator[PictureDescription, None, None]:
    """A description, or the problem, of each picture."""
    for number, upload in enumerate(uploads, 1):
        name = shown_name(upload.file_name, number)
        try:
            rgba, notes = open("fit", upload.data, classifier.config.image_size, settings)
        except PictureError as error:
            yield PictureDescription(name=name, problem=str(error))
            continue
        yield PictureDescription(name=name, notes=list(notes), problem=None, **plain(classifier.describe_one(rgba)))


def _small(values: NDArray[np.float32]) -> list[list[float]]:
    """float32 [S, S] -> [HEATMAP_SIDE, HEATMAP_SIDE], the mean of the values under each place."""
    image = Image.fromarray(values).resize((HEATMAP_SIDE, HEATMAP_SIDE), Image.Resampling.BOX)
    rows: list[list[float]] = np.asarray(image, np.float64).round(4).tolist()
    return rows


def export(asked: ExportRequest, settings: ServeSettings, open: Opened) -> Generator[Exported, None, None]:
    """The files of a format.

    Raises PictureError, which names the field, for a picture that cannot be read or does not fit the others.
    """
    answer: ExportAnswer
    answer, archive = open("export", asked, settings)
    yield Exported(answer.model_dump_json().encode(), archive)
