"""The classifier: pictures in, types with probabilities out. Knows nothing of folders, truth or printing."""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.bundle.format import AGAIN, ClassifierBundle
from spritedex.bundle.gallery import ENTRIES, VECTORS, Gallery, Neighbour
from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.errors import BundleError, OptionError, PictureError, check_kind
from spritedex.runtime.probe import try_out
from spritedex.runtime.session import Session
from spritedex.sprites.canvas import composite, fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sources import PictureSource, is_rgba, read_source
from spritedex.vocabulary import TYPE_COLORS, TYPES, decide_types

_SHOWN: Final = 5


@dataclass(frozen=True)
class Reading:
    """What a picture was read as: the probability of each of the 18 types, in the order of `TYPES`, and the one or two
    types that were decided, most probable first. In notebooks it shows itself.

    `nearest` are the known species that it looks like, most similar first; empty where the bundle has no gallery.
    `embedding` is the unit vector float32 [E] that they were found by, None where the network has none.
    """

    probabilities: dict[str, float]
    types: tuple[str, ...]
    nearest: tuple[Neighbour, ...] = ()
    embedding: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)

    @property
    def row(self) -> dict[str, float | str]:
        """A row of a table, as `pandas.DataFrame([each.row for each in readings])`: the decided types, the nearest
        known species with its similarity where there is one, and the probability of each type."""
        row: dict[str, float | str] = {"types": ", ".join(self.types)}
        if self.nearest:
            row |= {"nearest": self.nearest[0].name, "similarity": self.nearest[0].similarity}
        return row | self.probabilities

    def _repr_html_(self) -> str:
        """The most probable types with bars, the decided ones in bold, and the nearest known species."""
        ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])[:_SHOWN]
        rows = "".join(
            f'<tr><td>{f"<b>{name}</b>" if name in self.types else name}</td><td><div style="width:{100 * value:.0f}px;'
            f'height:0.8em;background:{TYPE_COLORS[name]}"></div></td><td>{value:.0%}</td></tr>'
            for name, value in ranked
        )
        nearest = ", ".join(f"{html.escape(known.name)} {known.similarity:.2f}" for known in self.nearest)
        return f"<table>{rows}</table>{f'<p>nearest known: {nearest}</p>' if nearest else ''}"


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
        self._session = Session(bundle.file("classifier.onnx"), ("pixels",), outputs, threads)
        has_gallery = width and {VECTORS, ENTRIES} & bundle.manifest.files.keys()
        self._gallery = Gallery.load(bundle.contents, width) if has_gallery else None

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
        one = isinstance(pictures, str | bytes | Path | Image.Image) or hasattr(pictures, "read")
        if one or not isinstance(pictures, Iterable) or getattr(pictures, "ndim", 4) != 4:
            raise OptionError("pictures", "must be a list of pictures; use classify_one for one")
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

    def logits(self, pictures: Iterable[RGBA], batch_size: int = 8) -> Iterator[NDArray[np.float64]]:
        """Pictures, each uint8 [H, W, 4] of any size -> float64 [18] each, before the temperature, in order, lazily.

        Raises OptionError if `batch_size` is below 1.
        """
        if batch_size < 1:
            raise OptionError("batch_size", "must be at least 1", batch_size)
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
        raise PictureError(f"{picture if isinstance(picture, str | Path) else name}: {error}") from None
