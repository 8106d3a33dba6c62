"""Requests to read pictures, and to write them in a game's format. Know no route and no worker."""

import shutil
import tempfile
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError, SpritedexError
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.explain import explain
from spritedex.server.problems import from_error, in_api_words
from spritedex.server.schemas import ExportAnswer, ExportRequest, Known, PictureReading
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import read_files, read_picture, write_picture, zipped
from spritedex.workflows.sprites import export as workflow

HEATMAP_SIDE: Final = 16
"""Heatmaps are brought to so many rows and columns."""

_PICTURES: Final = ("front", "back", "shiny", "second")


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that was sent; `name` is no more than text."""

    name: str
    data: bytes


def read_types(
    uploads: Sequence[Upload], classifier: Classifier, settings: ServeSettings, nearest: int, heatmaps: bool
) -> Generator[PictureReading, None, None]:
    """A reading, or what is wrong, for each picture."""
    for upload in uploads:
        try:
            picture = read_picture(upload.data, settings)
        except PictureError as error:
            yield PictureReading(name=upload.name, problem=str(error))
            continue
        (reading,) = classifier.classify([picture.rgba], 1, nearest=nearest)
        maps = explain(classifier, picture.rgba, reading.types) if heatmaps else {}
        known = [Known(**{**asdict(each), "types": list(each.types)}) for each in reading.nearest]
        yield PictureReading(
            name=upload.name,
            types=list(reading.types),
            probabilities=reading.probabilities,
            nearest=known,
            notes=list(picture.notes),
            problem=None,
            **({"heatmaps": {name: _small(values) for name, values in maps.items()}} if heatmaps else {}),
        )


def _small(values: NDArray[np.float32]) -> list[list[float]]:
    """float32 [S, S] -> [HEATMAP_SIDE, HEATMAP_SIDE], the mean of what lies under each place."""
    image = Image.fromarray(values).resize((HEATMAP_SIDE, HEATMAP_SIDE), Image.Resampling.BOX)
    rows: list[list[float]] = np.asarray(image, np.float64).round(4).tolist()
    return rows


def export(asked: ExportRequest, settings: ServeSettings) -> Generator[tuple[ExportAnswer, bytes], None, None]:
    """The files of a format, as JSON has them and zipped.

    Raises Refusal for a picture that cannot be read or does not belong to the others.
    """
    folder = Path(tempfile.mkdtemp(prefix="spritedex-"))
    sent = {name: text for name in _PICTURES if (text := getattr(asked, name)) is not None}
    paths = {name: folder / f"{name}.png" for name in sent}
    places = {str(path): name for name, path in paths.items()}
    try:
        for name, path in paths.items():
            write_picture(path, sent[name], settings)
        out = folder / "out"
        written = workflow.export_sprite(
            workflow.ExportRequest(
                paths["front"],
                out,
                asked.format,
                paths.get("back"),
                paths.get("shiny"),
                paths.get("second"),
                asked.name.strip() or "creature",
            )
        )
        yield (
            ExportAnswer(
                files=read_files(out, written.files),
                palette=list(written.palette),
                shiny_palette=list(written.shiny_palette),
                notes=[in_api_words(text, places) for text in written.notes],
            ),
            zipped(out),
        )
    except SpritedexError as error:
        raise from_error(error, places) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
