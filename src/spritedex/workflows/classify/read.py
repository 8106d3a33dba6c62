"""One picture in, its reading out. Knows no list of pictures and no printing."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from spritedex.errors import PictureError, Problem
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.workflows.sprites.pictures import open_source, settled


@dataclass(frozen=True, slots=True)
class Read:
    """A picture and its reading; `picture` is "-" for standard input, `notes` list conversions, and `explained` is the
    file with the plot of the evidence for its types.
    """

    picture: str
    reading: Reading
    notes: tuple[str, ...] = ()
    explained: Path | None = None


def read_types(
    picture: str,
    source: Path | bytes,
    classifier: Classifier,
    threshold: float | None,
    nearest: int,
    opening: AbstractContextManager[object] | None = None,
) -> tuple[Read, RGBA] | Problem:
    """The reading of a picture and the pixels that were read, uint8 [H, W, 4]; or why it has none.

    `source` is where the picture is, or its bytes.
    Opening turns off warnings for the whole process: where several threads read, they share the lock `opening`.
    """
    try:
        with opening or nullcontext():
            opened = open_source(source)
        brought = settled(opened)
    except PictureError as error:
        return Problem(picture, str(error))
    rgba = brought.frames[0]
    (reading,) = classifier.classify([rgba], 1, threshold, nearest)
    return Read(picture, reading, brought.changes), rgba
