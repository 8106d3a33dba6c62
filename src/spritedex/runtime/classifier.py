"""The classifier: pictures in, types with probabilities out. Knows nothing of folders, truth or printing."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.bundle.format import ClassifierBundle
from spritedex.bundle.gallery import ENTRIES, VECTORS, Gallery, Neighbour
from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.errors import PictureError, UsageError
from spritedex.runtime.session import Session
from spritedex.sprites.canvas import composite, fit_square
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import TYPES, decide_types

_PNG_MODES: Final = ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA")


@dataclass(frozen=True)
class Reading:
    """What a picture was read as: the probability of each of the 18 types, in the order of `TYPES`, and the
    one or two types decided on, most probable first.

    `nearest` are the known species it looks like, likest first; none where the bundle has no gallery. `embedding` is
    the unit vector float32 [E] they were found by, None where the network gives none.
    """

    probabilities: dict[str, float]
    types: tuple[str, ...]
    nearest: tuple[Neighbour, ...] = ()
    embedding: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)


class Classifier:
    """Reads a creature's types from its picture.

    reading = Classifier.load().classify_one("lizard.png")
    """

    def __init__(self, bundle: ClassifierBundle, threads: int | None = None) -> None:
        """A classifier on a checked bundle; `threads` None runs its network on all cores.

        Raises BundleError if its network or its gallery cannot be opened.
        """
        self.bundle = bundle
        self.config = bundle.config
        width = self.config.embedding
        outputs = ("logits", "embedding") if width else ("logits",)
        self._session = Session(bundle.path / "classifier.onnx", ("pixels",), outputs, threads)
        has_gallery = width and {VECTORS, ENTRIES} & bundle.manifest.files.keys()
        self._gallery = Gallery.load(bundle.path, width) if has_gallery else None

    @classmethod
    def load(cls, bundle: str | Path | None = None, threads: int | None = None) -> "Classifier":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        return cls(load_bundle(find_bundle(bundle, "classifier"), "classifier"), threads)

    def classify(
        self, pictures: Iterable[RGBA], batch_size: int = 8, threshold: float | None = None, nearest: int = 1
    ) -> Iterator[Reading]:
        """Pictures, each uint8 [H, W, 4] of any size -> their readings, in order, lazily and in constant
        memory.

        `threshold` in [0, 1] stands in for the bundle's own, for the second type; the first guess is always
        given. `nearest` known species are named where the bundle has a gallery. Raises UsageError if one of them
        lies outside its range.
        """
        if batch_size < 1:
            raise UsageError(f"batch size {batch_size} is below 1")
        if nearest < 0:
            raise UsageError(f"{nearest} nearest species is below 0")
        return self._classify(iter(pictures), batch_size, self._thresholds(threshold), nearest)

    def classify_one(
        self, picture: Path | str | bytes | RGBA | Image.Image, threshold: float | None = None, nearest: int = 1
    ) -> Reading:
        """A file, the bytes of one, an array uint8 [H, W, 4] or a Pillow image -> its reading.

        Raises PictureError if it cannot be read or is outside the limits of `open_picture`.
        """
        return next(self.classify([_pixels(picture)], threshold=threshold, nearest=nearest))

    def logits(self, pictures: Iterable[RGBA], batch_size: int = 8) -> Iterator[NDArray[np.float64]]:
        """Pictures, each uint8 [H, W, 4] of any size -> float64 [18] each, before the temperature, in order, lazily.

        Raises UsageError if `batch_size` is below 1.
        """
        if batch_size < 1:
            raise UsageError(f"batch size {batch_size} is below 1")
        return (logits for logits, _ in self._answers(iter(pictures), batch_size))

    def _classify(
        self, pictures: Iterator[RGBA], batch_size: int, thresholds: Sequence[float], nearest: int
    ) -> Iterator[Reading]:
        for logits, embedding in self._answers(pictures, batch_size):
            # The sigmoid, written so that a large negative logit does not overflow.
            row = (0.5 * (1 + np.tanh(logits / (2 * self.config.temperature)))).tolist()
            like = () if self._gallery is None or embedding is None else self._gallery.nearest(embedding, nearest)
            yield Reading(dict(zip(TYPES, row, strict=True)), decide_types(row, thresholds), tuple(like), embedding)

    def _answers(
        self, pictures: Iterator[RGBA], batch_size: int
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float32] | None]]:
        """The logits [18] of each picture, and its embedding [E] where the network has one."""
        config = self.config
        inputs = (prepare(picture, config.image_size, config.mean, config.std) for picture in pictures)
        while batch := list(islice(inputs, batch_size)):
            logits, *embedding = self._session.run({"pixels": np.stack(batch)})
            yield from zip(logits.astype(np.float64), embedding[0] if embedding else repeat(None), strict=False)

    def _thresholds(self, threshold: float | None) -> Sequence[float]:
        if threshold is None:
            return self.config.thresholds
        if not 0 <= threshold <= 1:
            raise UsageError(f"threshold {threshold} is outside 0..1")
        return [threshold] * len(TYPES)


def prepare(rgba: RGBA, size: int, mean: Sequence[float], std: Sequence[float]) -> NDArray[np.float32]:
    """uint8 [H, W, 4] -> float32 [3, size, size]: fitted to a square, composited on white, normalized."""
    color = composite(fit_square(rgba, size)).astype(np.float32) / 255
    normalized = (color - np.asarray(mean, np.float32)) / np.asarray(std, np.float32)
    return np.ascontiguousarray(normalized.transpose(2, 0, 1))


def _pixels(picture: Path | str | bytes | RGBA | Image.Image) -> RGBA:
    if isinstance(picture, str):
        picture = Path(picture)
    if isinstance(picture, np.ndarray):
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 4:
            raise PictureError(
                f"an array of {picture.dtype} {list(picture.shape)} is no picture; it must be uint8 [H, W, 4]"
            )
        picture = Image.fromarray(picture)
    if isinstance(picture, Image.Image):
        # Through the codec, so that a Pillow image meets the limits and conversions of a file.
        buffer = io.BytesIO()
        plain = picture if picture.mode in _PNG_MODES else picture.convert("RGB")
        plain.save(buffer, format="PNG", compress_level=1)
        picture = buffer.getvalue()
    return open_picture(picture).rgba
