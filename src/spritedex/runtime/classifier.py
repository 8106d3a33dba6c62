"""The classifier: pictures in, types with probabilities out. Knows nothing of folders, truth or printing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.bundle.format import AGAIN, ClassifierBundle
from spritedex.bundle.gallery import ENTRIES, VECTORS, Gallery
from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.word_heads import HEAD_WORDS, HEADS, WordHeads
from spritedex.errors import BundleError, OptionError, PictureError, UsageError, check_kind
from spritedex.runtime.description import Description, describe
from spritedex.runtime.probe import try_out
from spritedex.runtime.reading import Reading
from spritedex.runtime.session import Session
from spritedex.sprites.canvas import composite, fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sources import PictureSource, is_rgba, read_source
from spritedex.vocabulary import TYPES, decide_types


class Classifier:
    """Reads a creature's types from its picture.

    reading = Classifier.load().classify_one("lizard.png")
    """

    def __init__(self, bundle: ClassifierBundle, threads: int | None = None) -> None:
        """A classifier on a checked bundle; `threads` None runs its network on all cores.

        Raises BundleError if its network, its gallery or its word heads cannot be opened.
        """
        self.bundle = bundle
        self.config = bundle.config
        width = self.config.embedding
        outputs = ("logits", "embedding") if width else ("logits",)
        self._session = Session(bundle.file("classifier.onnx"), ("pixels",), outputs, threads)
        has_gallery = width and {VECTORS, ENTRIES} & bundle.manifest.files.keys()
        self._gallery = Gallery.load(bundle.contents, width) if has_gallery else None
        has_words = width and {HEADS, HEAD_WORDS} & bundle.manifest.files.keys()
        self._heads = WordHeads.load(bundle.contents, width) if has_words else None

    @classmethod
    def load(cls, bundle: str | Path | None = None, threads: int | None = None) -> "Classifier":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        check_kind(int, True, threads=threads)
        loaded = load_bundle(find_bundle(bundle, "classifier"), "classifier")
        try_out(loaded)
        return cls(loaded, threads)

    def classify(
        self, pictures: Iterable[PictureSource], batch_size: int = 8, threshold: float | None = None, nearest: int = 1
    ) -> Iterator[Reading]:
        """Pictures -> their readings, in order, lazily and in constant memory.

        A picture is a path, the bytes of a file, an open file, a Pillow image or an array uint8 [H, W, 4]; such an
        array may have any size. `threshold` in [0, 1] replaces the bundle's own, for the second type; the first type is
        always given. So many of the `nearest` known species are named where the bundle has a gallery.

        Raises OptionError if one of them is outside its range; PictureError, when its turn comes, for a picture that
        cannot be read.
        """
        _check_pictures(pictures, "classify_one")
        check_kind(int, batch_size=batch_size, nearest=nearest)
        if batch_size < 1:
            raise OptionError("batch_size", "must be at least 1", batch_size)
        if nearest < 0:
            raise OptionError("nearest", "must be at least 0", nearest)
        named = (_pixels(picture, f"pictures[{number}]") for number, picture in enumerate(pictures))
        return self._classify(named, batch_size, self._thresholds(threshold), nearest)

    def classify_one(self, picture: PictureSource, threshold: float | None = None, nearest: int = 1) -> Reading:
        """One picture -> its reading; see `classify`.

        Raises PictureError if it cannot be read or is outside the limits of `open_picture`.
        """
        return next(self.classify([_read(picture, "picture")], threshold=threshold, nearest=nearest))

    @property
    def has_gallery(self) -> bool:
        """Whether its bundle has known species, of which readings name the nearest."""
        return self._gallery is not None

    @property
    def can_describe(self) -> bool:
        """Whether its bundle has words for pictures."""
        return self._heads is not None

    def describe(self, pictures: Iterable[PictureSource]) -> Iterator[Description]:
        """Pictures -> their descriptions, in order, lazily and in constant memory; a picture is as in `classify`.

        Raises UsageError if the bundle has no words; OptionError and PictureError as `classify` does.
        """
        _check_pictures(pictures, "describe_one")
        if self._heads is None:
            raise UsageError(
                f"bundle {self.bundle.manifest.name}: it has no words to describe pictures with; take the packaged "
                "reader, or export a reader with data that has words"
            )
        return self._describe(pictures, self._heads)

    def describe_one(self, picture: PictureSource) -> Description:
        """One picture -> its description; see `describe`.

        Raises PictureError if it cannot be read or is outside the limits of `open_picture`.
        """
        return next(self.describe([_read(picture, "picture")]))

    def logits(self, pictures: Iterable[RGBA], batch_size: int = 8) -> Iterator[NDArray[np.float64]]:
        """Pictures, each uint8 [H, W, 4] of any size -> float64 [18] each, before the temperature, in order, lazily.

        Raises OptionError if `batch_size` is below 1.
        """
        if batch_size < 1:
            raise OptionError("batch_size", "must be at least 1", batch_size)
        return (logits for logits, _ in self._answers(iter(pictures), batch_size))

    def embeddings(self, pictures: Iterable[RGBA], batch_size: int = 8) -> Iterator[NDArray[np.float32]]:
        """Pictures, each uint8 [H, W, 4] of any size -> their unit vectors float32 [E], in order, lazily.

        Raises BundleError if the network has no embedding.
        """
        for _, embedding in self._answers(iter(pictures), batch_size):
            if embedding is None:
                raise BundleError(f"bundle {self.bundle.path}: its network has no embedding; take a reader")
            yield embedding

    def _classify(
        self, pictures: Iterator[RGBA], batch_size: int, thresholds: Sequence[float], nearest: int
    ) -> Iterator[Reading]:
        for logits, embedding in self._answers(pictures, batch_size):
            # The sigmoid, written so that a large negative logit does not overflow.
            row = (0.5 * (1 + np.tanh(logits / (2 * self.config.temperature)))).tolist()
            like = () if self._gallery is None or embedding is None else self._gallery.nearest(embedding, nearest)
            unsure = max(row) < self.config.sure_from
            decided = decide_types(row, thresholds)
            yield Reading(dict(zip(TYPES, row, strict=True)), decided, tuple(like), embedding, unsure)

    def _describe(self, pictures: Iterable[PictureSource], heads: WordHeads) -> Iterator[Description]:
        for number, picture in enumerate(pictures):
            rgba = _pixels(picture, f"pictures[{number}]")
            (reading,) = self._classify(iter([rgba]), 1, self.config.thresholds, nearest=1)
            yield describe(rgba, reading, heads)

    def _answers(
        self, pictures: Iterator[RGBA], batch_size: int
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float32] | None]]:
        """The logits [18] of each picture, and its embedding [E] where the network has one."""
        config = self.config
        inputs = (prepare(picture, config.image_size, config.mean, config.std) for picture in pictures)
        while batch := list(islice(inputs, batch_size)):
            logits, *embedding = self._session.run({"pixels": np.stack(batch)})
            shapes = [(len(batch), width) for width in (len(TYPES), config.embedding) if width]
            if [answer.shape for answer in (logits, *embedding)] != shapes:
                found = ", ".join(str(list(answer.shape)) for answer in (logits, *embedding))
                needed = ", ".join(str(list(shape)) for shape in shapes)
                raise BundleError(
                    f"bundle {self.bundle.path}: its network gives {found} where {needed} is needed; {AGAIN}"
                )
            yield from zip(logits.astype(np.float64), embedding[0] if embedding else repeat(None), strict=False)

    def _thresholds(self, threshold: float | None) -> Sequence[float]:
        if threshold is None:
            return self.config.thresholds
        check_kind(float, threshold=threshold)
        if not 0 <= threshold <= 1:
            raise OptionError("threshold", "must be between 0 and 1", threshold)
        return [threshold] * len(TYPES)


def _check_pictures(pictures: Iterable[PictureSource], for_one: str) -> None:
    """Raises OptionError if it is one picture, for which there is the method `for_one`, or not a list of pictures."""
    one = isinstance(pictures, str | bytes | Path | Image.Image) or hasattr(pictures, "read")
    if one or not isinstance(pictures, Iterable) or getattr(pictures, "ndim", 4) != 4:
        raise OptionError("pictures", f"must be a list of pictures; use {for_one} for one")


def prepare(rgba: RGBA, size: int, mean: Sequence[float], std: Sequence[float]) -> NDArray[np.float32]:
    """uint8 [H, W, 4] -> float32 [3, size, size]: fitted to a square, composited on white, normalized."""
    color = composite(fit_square(rgba, size)).astype(np.float32) / 255
    normalized = (color - np.asarray(mean, np.float32)) / np.asarray(std, np.float32)
    return np.ascontiguousarray(normalized.transpose(2, 0, 1))


def _pixels(picture: PictureSource, name: str) -> RGBA:
    return picture if is_rgba(picture) and picture.size else _read(picture, name)


def _read(picture: PictureSource, name: str) -> RGBA:
    """Raises PictureError that names a picture that cannot be read: its path, or else the argument `name`."""
    try:
        return read_source(picture).rgba
    except PictureError as error:
        raise error.at(picture if isinstance(picture, str | Path) else name) from None
