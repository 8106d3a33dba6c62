"""Pictures in, descriptions out, one at a time. Knows nothing of printing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spritedex.errors import PictureError, Problem
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.description import Description
from spritedex.workflows.classify.find import STDIN, find_pictures
from spritedex.workflows.sprites.pictures import open_source, settled


@dataclass(frozen=True, slots=True)
class Described:
    """A picture and its description; `picture` is "-" for standard input, `notes` list conversions."""

    picture: str
    description: Description
    notes: tuple[str, ...] = ()


def describe(sources: Sequence[str], stdin: bytes = b"", model: str | None = None) -> Iterator[Described | Problem]:
    """A description or a problem for each picture of `sources`, as in `ClassifyRequest`, in order.

    `model` None is the packaged classifier. Raises BundleError for the model and UsageError if it has no words, both
    before the first picture.
    """
    classifier = Classifier.load(model)
    classifier.describe(())  # raises now if it cannot
    return (_describe(found, stdin, classifier) for found in find_pictures(sources))


def _describe(found: str | Problem, stdin: bytes, classifier: Classifier) -> Described | Problem:
    if isinstance(found, Problem):
        return found
    try:
        picture = settled(open_source(stdin if found == STDIN else Path(found)))
    except PictureError as error:
        return Problem("standard input" if found == STDIN else found, str(error))
    (description,) = classifier.describe(picture.frames[:1])
    return Described(found, description, picture.changes)


def plain(description: Description) -> dict[str, Any]:
    """A description as JSON has it, on the command line and in the API."""
    reading = description.reading
    return {
        "text": description.text,
        "subject": description.subject,
        "subjects": description.subjects,
        "colors": description.colors,
        "size": description.size,
        "build": description.build,
        "features": description.features,
        "types": list(reading.types),
        "unsure": reading.unsure,
        "probabilities": reading.probabilities,
    }
