"""Requests to read pictures, and to export them in a game's format. Know no route and no worker."""

from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.explain import explain
from spritedex.server.requests import ExportRequest
from spritedex.server.schemas import ExportAnswer, Known, PictureReading
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import check_picture, packed, read_upload, zipped
from spritedex.sprites.dye import read_colors
from spritedex.sprites.formats import TYPED
from spritedex.workflows.generate.models import Models
from spritedex.workflows.sprites import export as workflow
from spritedex.workflows.sprites.pictures import open_source, settled

HEATMAP_SIDE: Final = 16
"""The rows and columns of a heatmap in an answer."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that was sent; `name` is only shown."""

    name: str
    data: bytes


def read_types(
    uploads: Sequence[Upload], classifier: Classifier, settings: ServeSettings, nearest: int, heatmaps: bool
) -> Generator[PictureReading, None, None]:
    """A reading, or the problem, of each picture."""
    for upload in uploads:
        try:
            check_picture(upload.data, settings)
            picture = settled(open_source(upload.data))
        except PictureError as error:
            yield PictureReading(name=upload.name, problem=str(error))
            continue
        rgba = picture.frames[0]
        (reading,) = classifier.classify([rgba], 1, nearest=nearest)
        maps = explain(classifier, rgba, reading.types) if heatmaps else {}
        known = [Known(**{**asdict(each), "types": list(each.types)}) for each in reading.nearest]
        yield PictureReading(
            name=upload.name,
            types=list(reading.types),
            probabilities=reading.probabilities,
            nearest=known,
            notes=list(picture.notes + picture.first_note),
            problem=None,
            **({"heatmaps": {name: _small(values) for name, values in maps.items()}} if heatmaps else {}),
        )


def _small(values: NDArray[np.float32]) -> list[list[float]]:
    """float32 [S, S] -> [HEATMAP_SIDE, HEATMAP_SIDE], the mean of the values under each place."""
    image = Image.fromarray(values).resize((HEATMAP_SIDE, HEATMAP_SIDE), Image.Resampling.BOX)
    rows: list[list[float]] = np.asarray(image, np.float64).round(4).tolist()
    return rows


def export(
    asked: ExportRequest, models: Models, settings: ServeSettings
) -> Generator[tuple[ExportAnswer, bytes], None, None]:
    """The files of a format, as JSON has them and zipped.

    Raises PictureError, which names the field, for a picture that cannot be read or does not fit the others.
    """
    exported = workflow.export_pictures(
        workflow.ExportRequest(
            front=read_upload("front", asked.front, settings),
            format=asked.format,
            back=read_upload("back", asked.back, settings),
            shiny=read_upload("shiny", asked.shiny, settings),
            second=read_upload("second", asked.second, settings),
            name=asked.name.strip() or "creature",
            ground=asked.ground,
            palette=read_colors(asked.palette) if asked.palette else None,
            scale=asked.scale,
            read=None if asked.format not in TYPED else lambda rgba: models.read(rgba).types,
        )
    )
    answer = ExportAnswer(
        files=[packed(name, data) for name, data in exported.files.items()],
        palette=list(exported.palette),
        shiny_palette=list(exported.shiny_palette),
        notes=list(exported.notes),
        entry=exported.entry,
        snippet=exported.snippet,
    )
    yield answer, zipped(exported.files)
