"""Sprites and real pictures as numbers, and what they are scored with. Know arrays only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics.retrieval import TextMap

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PictureFeatures:
    """Pictures as numbers: the classifier's `embedding` [N, E], `color` [N, 1024] and `form` [N, 512] of `copying`."""

    embedding: Floats
    color: Floats
    form: Floats

    def take(self, rows: NDArray[np.intp]) -> "PictureFeatures":
        """These rows, in their order."""
        return PictureFeatures(self.embedding[rows], self.color[rows], self.form[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """N pictures as numbers: features of the pictures and their mirror images, type probabilities, color words.

    `probabilities` [N, 18] are in [0, 1]; `colors` [N] are the words of the dominant colors. `families` [N] and
    `numbers` [N] are those of the species that they show or were generated for; `valid` [N] is 1 if the file of a
    generated sprite is a valid pixel sprite, 0 if not, NaN where that is not measured.
    """

    families: NDArray[np.int64]
    numbers: NDArray[np.int64]
    plain: PictureFeatures
    mirrored: PictureFeatures
    probabilities: Floats
    colors: NDArray[np.str_]
    valid: Floats

    def __len__(self) -> int:
        return len(self.families)

    def take(self, rows: NDArray[np.intp]) -> "Pictures":
        """These rows, in their order."""
        return Pictures(
            self.families[rows], self.numbers[rows], self.plain.take(rows), self.mirrored.take(rows),
            self.probabilities[rows], self.colors[rows], self.valid[rows],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SpriteScorer:
    """What sprites are scored with: the `known` training pictures, and captions.

    `texts` [C, D] are the captions' features, `numbers` and `families` [C] those of their species; `text_map` predicts
    such features from a picture.
    """

    known: Pictures
    text_map: TextMap
    texts: Floats
    numbers: NDArray[np.int64]
    families: NDArray[np.int64]
