"""A sprite turned round: the back of a front, made of its outline and its colors alone. Knows no model."""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import RGBA
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.oklab import Lab, to_lab
from spritedex.sprites.pieces import OPAQUE

_RIM: Final = 3
"""Pixels from the outline: surfaces there are seen from behind, too."""
_LEAST_RIM: Final = 0.1
"""The share of a surface in the rim below which it faces the viewer."""
_LINE: Final = 0.25  # in OKLab, the lightness below which a pixel is of a line
_ALIKE: Final = 0.09  # in OKLab, neighbours of one surface
_PALE: Final = 0.2  # in OKLab, how much lighter than its body a muzzle or the white of an eye is
_SMOOTHINGS: Final = 48
_COMMON: Final = 0.02
"""The share of a color in what is left from which it fills what is gone."""
_SIDES: Final = ((-1, 0), (1, 0), (0, -1), (0, 1))

Mask = NDArray[np.bool_]
_Value = TypeVar("_Value", bound=np.generic)


def turned(front: RGBA) -> RGBA:
    """Mirrored, and without what faces the viewer: eyes, what is pale in the middle, and each surface that does not
    reach the outline, such as a mouth or a belly, are filled with the colors around them.

    uint8 [H, W, 4] to the same; in pixel art no color is new.
    """
    shown = front[..., 3] >= OPAQUE
    lab = to_lab(front[..., :3])
    lines = lab[..., 0] < _LINE
    if not (shown & ~lines).any():
        return np.ascontiguousarray(front[:, ::-1])
    inner = _filtered(shown, ImageFilter.MinFilter(2 * _RIM + 1))
    pale = lab[..., 0] > np.median(lab[shown & ~lines, 0]) + _PALE
    facing = _without_rim(lab, shown & ~lines, inner) | (pale & inner) | find_eyes(front)
    facing = _filtered(facing & shown, ImageFilter.MaxFilter(3)) & (inner | facing) | (inner & lines)
    return np.ascontiguousarray(_filled(front, facing & shown, shown & ~facing & ~lines)[:, ::-1])


def _without_rim(lab: Lab, surface: Mask, inner: Mask) -> Mask:
    """Where surfaces are that hardly reach the rim: neighbours that look alike are of one."""
    labels = np.where(surface, np.arange(1, surface.size + 1).reshape(surface.shape), 0)
    joined = [surface & _beside(surface, side) & (_apart(lab, side) < _ALIKE) for side in _SIDES]
    before = np.zeros_like(labels)
    while (labels != before).any():
        before = labels
        for side, join in zip(_SIDES, joined, strict=True):
            labels = np.where(join, np.maximum(labels, _beside(labels, side)), labels)
    sizes, in_rim = (np.bincount(labels[where], minlength=surface.size + 1) for where in (surface, surface & ~inner))
    return surface & (in_rim < _LEAST_RIM * sizes)[labels]


def _filled(picture: RGBA, gone: Mask, source: Mask) -> RGBA:
    """With what is `gone` in colors that run from one side of it to the other; in pixel art each is one of `source`."""
    values, have = picture[..., :3].astype(np.float64), source.copy()
    for _ in range(max(picture.shape)):
        around = sum(_beside(have, side).astype(np.float64) for side in _SIDES)
        new = gone & ~have & (around > 0)
        if not new.any():
            break
        values[new] = _around(values, have)[new]
        have |= new
    smooth = gone & have
    for _ in range(_SMOOTHINGS):
        values[smooth] = _around(values, have)[smooth]
    filled = picture.copy()
    filled[smooth, :3] = values[smooth]
    colors, counts = np.unique(picture[source][:, :3], axis=0, return_counts=True)
    common = counts >= _COMMON * counts.sum()
    if counts[common].sum() > counts.sum() / 2:  # else it is painted in more colors than pixel art has
        apart = to_lab(filled[smooth, :3])[:, None] - to_lab(colors[common])
        filled[smooth, :3] = colors[common][np.square(apart).sum(-1).argmin(1)]
    return filled


def _around(values: NDArray[np.float64], have: Mask) -> NDArray[np.float64]:
    """The mean of the four neighbours that are there."""
    total = sum(_beside(values * have[..., None], side) for side in _SIDES)
    count = sum(_beside(have, side).astype(np.float64) for side in _SIDES)
    return np.asarray(total / np.maximum(count, 1)[..., None])


def _apart(lab: Lab, side: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(lab - _beside(lab, side), axis=-1))


def _beside(values: NDArray[_Value], side: tuple[int, int]) -> NDArray[_Value]:
    """The value of the neighbour at one side of each pixel, zero beyond the edge."""
    height, width = values.shape[:2]
    padded = np.pad(values, ((1, 1), (1, 1)) + ((0, 0),) * (values.ndim - 2))
    return padded[1 + side[0] : 1 + side[0] + height, 1 + side[1] : 1 + side[1] + width]


def _filtered(mask: Mask, filter: ImageFilter.Filter) -> Mask:
    return np.asarray(Image.fromarray(mask).convert("L").filter(filter)) > 0
