"""The features of the baselines: a color histogram and a thumbnail of each picture. Knows records, no classifier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.data.records import Record
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import TYPES, multi_hot

Features = NDArray[np.float64]

HISTOGRAM_SIDE: Final = 64
LEVELS: Final = (4, 6)
THUMBNAIL_SIDE: Final = 16


@dataclass(frozen=True)
class Examples:
    """Pictures as numbers: `labels` [N, 18] of zeros and ones, `families` [N], `thumbnails` [N, 1024] in [-1, 1], and
    `colors` [N, levels ** 3] in [0, 1] for each of `LEVELS`."""

    labels: NDArray[np.float32]
    families: NDArray[np.int64]
    thumbnails: Features
    colors: dict[int, Features]

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Examples":
        """Measure the pictures of records, at least one. Raises PictureError if one cannot be read."""
        pictures = [_features_of(open_picture(record.image).rgba) for record in records]
        return cls(
            labels_of(records),
            np.array([record.family for record in records], np.int64),
            np.stack([thumbnail for thumbnail, _ in pictures]),
            {levels: np.stack([colors[levels] for _, colors in pictures]) for levels in LEVELS},
        )

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.intp]) -> "Examples":
        """The examples of these rows, in their order."""
        colors = {levels: values[rows] for levels, values in self.colors.items()}
        return Examples(self.labels[rows], self.families[rows], self.thumbnails[rows], colors)


def labels_of(records: Iterable[Record]) -> NDArray[np.float32]:
    """The types of records as zeros and ones, [N, 18]."""
    rows = [multi_hot(record.types) for record in records]
    return np.array(rows, np.float32).reshape(len(rows), len(TYPES))


def color_histogram(rgba: RGBA, levels: int) -> Features:
    """uint8 [H, W, 4] -> float64 [levels ** 3] in [0, 1]: a histogram over levels x levels x levels cells of RGB.

    A value is the square root of the share of visible pixels in the cell, so that small spots of color count too.
    The picture is first fitted into 64x64; a pixel is visible from half opacity on. All zeros if no pixel is.
    """
    fitted = fit_square(rgba, HISTOGRAM_SIDE)
    level = fitted[..., :3][fitted[..., 3] >= 128].astype(np.intp) * levels // 256
    cell = (level[:, 0] * levels + level[:, 1]) * levels + level[:, 2]
    return np.sqrt(np.bincount(cell, minlength=levels**3) / max(len(cell), 1))


def thumbnail(rgba: RGBA) -> Features:
    """uint8 [H, W, 4] -> float64 [1024]: 16x16 pixels of premultiplied RGB and alpha, in [-1, 1]."""
    return premultiply(fit_square(rgba, THUMBNAIL_SIDE)).astype(np.float64).ravel()


def _features_of(rgba: RGBA) -> tuple[Features, dict[int, Features]]:
    return thumbnail(rgba), {levels: color_histogram(rgba, levels) for levels in LEVELS}
