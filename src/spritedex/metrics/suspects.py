"""Signs that a label or a picture is wrong. Pure functions on arrays: know no record, no file and no model.

A sign is no proof. Labels are compared with predictions of models that were trained without the creature's family
(cleanlab: Northcutt et al. 2021; for several labels a picture Thyagarajan et al. 2022); pictures with the others of
their group, such as all artworks in front pose. `groups` are ints [N], the same for pictures to be compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics.multilabel import Matrix
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import RGBA

SIDES: Final = ("top", "right", "bottom", "left")
LEAST_GROUP: Final = 20
"""A group of fewer pictures is too small to say what is usual."""

_THUMB: Final = 16
_LEVELS: Final = 4
_VISIBLE: Final = 128
_SAME_COLOR: Final = 24
_LONG_CONTACT: Final = 0.18
_HABIT: Final = 0.05
_BLOCK: Final = 256
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelSigns:
    """`quality` float [N] in [0, 1], low where the labels are doubtful; `doubtful` bool [N, 18] marks the types to look
    at: given but improbable, or probable but not given."""

    quality: Floats
    doubtful: Bools


@dataclass(frozen=True, slots=True)
class PixelFeatures:
    """A few numbers and a thumbnail of one picture.

    `visible` is the share of the canvas with visible pixels, `contact` float [4] the longest run of them along the top,
    right, bottom and left border as a share of that side, `opaque` whether no pixel is clear, `color` float [3] their
    mean and `contrast` the standard deviation of their lightness, both in [0, 1]; `histogram` float32 [64] has the
    shares of their colors, `thumbnail` is uint8 [16, 16, 4].
    """

    visible: float
    contact: Floats
    opaque: bool
    color: Floats
    contrast: float
    histogram: NDArray[np.float32]
    thumbnail: RGBA


def check_labels(labels: Matrix, probabilities: Matrix) -> LabelSigns:
    """Compare `labels` [N, 18] of zeros and ones with out-of-fold `probabilities` [N, 18] in [0, 1].

    Quality is cleanlab's, by confidence-weighted entropy: with weak models it ranked artificial errors higher than
    self-confidence did. The doubtful labels are found by confident learning, type by type, which allows for types that
    the models are never sure of; a type that no picture has, or all, is never doubtful.

    Raises ValueError if the shapes differ or there is no row, ModuleNotFoundError without cleanlab.
    """
    from cleanlab.multilabel_classification import get_label_quality_scores
    from cleanlab.multilabel_classification.filter import find_multilabel_issues_per_class

    if labels.shape != probabilities.shape or labels.ndim != 2 or not len(labels):
        raise ValueError(f"labels {labels.shape} and probabilities {probabilities.shape} must be alike, with a row")
    doubtful = np.zeros(labels.shape, np.bool_)
    varied = np.flatnonzero(labels.any(axis=0) & ~labels.all(axis=0))
    if varied.size:
        some, predicted = labels[:, varied], np.ascontiguousarray(probabilities[:, varied], np.float64)
        indices = [np.flatnonzero(row).tolist() for row in some]
        doubtful[:, varied] = find_multilabel_issues_per_class(
            indices, predicted, filter_by="confident_learning", min_examples_per_class=0, n_jobs=1
        )
    indices = [np.flatnonzero(row).tolist() for row in labels]
    quality = get_label_quality_scores(
        indices, np.asarray(probabilities, np.float64), method="confidence_weighted_entropy"
    )
    return LabelSigns(np.asarray(quality, np.float64), doubtful)


def pixel_features(rgba: RGBA) -> PixelFeatures:
    """Measure one picture, uint8 [H, W, 4]. If no pixel is clear, a plain background is removed first."""
    opaque = bool(rgba[..., 3].min() >= _VISIBLE)
    visible = _unlike_corners(rgba) if opaque else rgba[..., 3] >= _VISIBLE
    if opaque:
        rgba = np.where(visible[..., None], rgba, 0).astype(np.uint8)
    pixels = rgba[visible][:, :3]
    code = (pixels // (256 // _LEVELS)).astype(np.intp) @ np.array([_LEVELS**2, _LEVELS, 1])
    counts = np.bincount(code, minlength=_LEVELS**3) / max(1, len(pixels))
    lightness = pixels @ _LUMA / 255
    borders = (visible[0], visible[:, -1], visible[-1], visible[:, 0])
    return PixelFeatures(
        visible=float(visible.mean()),
        contact=np.array([_longest_run(border) / len(border) for border in borders]),
        opaque=opaque,
        color=pixels.mean(axis=0) / 255 if len(pixels) else np.zeros(3),
        contrast=float(lightness.std()) if len(pixels) else 0.0,
        histogram=counts.astype(np.float32),
        thumbnail=fit_square(rgba, _THUMB),
    )


def long_contacts(contacts: Floats, groups: Ints) -> Floats:
    """`contacts` [N, 4] where the picture looks cut off at that side, else 0.

    It looks cut off if the creature touches a long stretch of the side, and most of its group do not touch that side:
    sprites in back pose often end at the bottom.
    """
    long = contacts >= _LONG_CONTACT
    for group in np.unique(groups):
        members = groups == group
        habit = long[members].sum(axis=0) > max(3, _HABIT * members.sum())
        long[np.ix_(members, habit)] = False
    return np.where(long, contacts, 0.0)


def share_of_group(flags: Bools, groups: Ints) -> Floats:
    """For each picture the share of its group, in [0, 1], that has the flag."""
    sizes, flagged = np.bincount(groups), np.bincount(groups, weights=flags)
    return np.asarray((flagged / np.maximum(sizes, 1))[groups], np.float64)


def robust_z(values: Floats, groups: Ints) -> Floats:
    """How many robust standard deviations (1.4826 MAD) each of `values` [N] lies from the median of its group, [N].

    Zero in groups of fewer than `LEAST_GROUP`.

    >>> z = robust_z(np.r_[np.arange(30.0), 300], np.zeros(31, int))
    >>> [round(value) for value in z[[0, 15, 30]].tolist()]
    [-1, 0, 24]
    """
    z = np.zeros(len(values))
    for members in _large_groups(groups):
        inner = values[members]
        centred = inner - np.median(inner)
        z[members] = centred / max(1.4826 * float(np.median(np.abs(centred))), 1e-6)
    return z


def color_distance(colors: Floats, groups: Ints) -> Floats:
    """Mahalanobis distance [N] of each mean color, `colors` [N, 3] in [0, 1], from those of its group.

    Zero in groups of fewer than `LEAST_GROUP`.
    """
    distance = np.zeros(len(colors))
    for members in _large_groups(groups):
        centred = colors[members] - np.median(colors[members], axis=0)
        spread = np.cov(centred.T) + 1e-4 * np.eye(3)
        distance[members] = np.sqrt(np.einsum("ni,ij,nj->n", centred, np.linalg.inv(spread), centred))
    return distance


def unit_rows(thumbnails: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Thumbnails [N, H, W, 4] -> unit rows [N, D] of premultiplied color, and of the silhouette alone.

    The mean of all rows is subtracted first: what all pictures share does not make two of them similar.
    """
    values = premultiply(thumbnails)
    return _units(values.reshape(len(values), -1)), _units(values[..., 3].reshape(len(values), -1))


def near_pairs(units: NDArray[np.float32], apart: Sequence[Ints], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs i < j of `units` [N, D] whose cosine is at least `least` and that differ in all ints [N] of `apart`.

    Yields (i, j, cosine). Compares a block of rows with all others at a time.

    >>> units = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    >>> list(near_pairs(units, [np.array([1, 2, 3])], 0.9))
    [(0, 1, 1.0)]
    """
    for start in range(0, len(units), _BLOCK):
        cosines = units[start : start + _BLOCK] @ units[start:].T
        for row, column in np.argwhere(np.triu(cosines >= least, 1)).tolist():
            i, j = start + row, start + column
            if all(kind[i] != kind[j] for kind in apart):
                yield i, j, float(cosines[row, column])


def likeness(
    units: NDArray[np.float32],
    silhouettes: NDArray[np.float32],
    histograms: NDArray[np.float32],
    groups: Ints,
    variants: Ints,
) -> Floats:
    """The similarity of each picture to the most similar one of its group (the pictures of one species and style), [N].

    The largest of three cosines: of the rows of `unit_rows`, of the silhouettes, and of the square roots of the
    color `histograms` [N, 64] (Bhattacharyya), since another pose keeps the colors. A picture is compared with others
    of its variant (shiny or not) if there are any, else with all. NaN if it is the only picture of its group.
    """
    roots = np.sqrt(histograms)
    best = np.full(len(units), np.nan)
    order = np.argsort(groups, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        for i in members:
            others = members[members != i]
            alike = others[variants[others] == variants[i]]
            others = alike if len(alike) else others
            if len(others):
                best[i] = max(float((rows[others] @ rows[i]).max()) for rows in (units, silhouettes, roots))
    return best


def _unlike_corners(rgba: RGBA) -> Bools:
    """What differs from the color that at least three corners share; everything if the corners differ."""
    color = rgba[..., :3].astype(np.int16)
    corners = color[[0, 0, -1, -1], [0, -1, 0, -1]]
    background = np.median(corners, axis=0)
    if (np.abs(corners - background).max(axis=1) <= _SAME_COLOR).sum() < 3:
        return np.ones(rgba.shape[:2], np.bool_)
    return np.asarray(np.abs(color - background).max(axis=-1) > _SAME_COLOR)


def _longest_run(line: Bools) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _units(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = rows - rows.mean(axis=0)
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6), np.float32)


def _large_groups(groups: Ints) -> Iterable[Bools]:
    masks = (groups == group for group in np.unique(groups))
    return (mask for mask in masks if mask.sum() >= LEAST_GROUP)
