"""A finished sprite bent and stretched a little, pixel by pixel: no color is mixed, and its outline is as thin as it
was. Knows no model and no sketch."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.canvas import premultiply, unpremultiply
from spritedex.sprites.codec import RGBA
from spritedex.sprites.paper import shrunk
from spritedex.sprites.pieces import label_pieces

_OPAQUE: Final = 128
_DOUBLINGS: Final = 3
_TURNS: Final = 6
"""How often a place is looked for again that a bend moves to another one."""
_REACH: Final = 3  # pixels around one, in which the color is found of an outline or of what it holds
_CRUMB: Final = 3  # pixels
_MARGIN: Final = 1.5  # pixels, around the middles of others

Bools = NDArray[np.bool_]
Points = NDArray[np.float64]
Numbers = NDArray[np.int64]


def bent(picture: RGBA, move: Callable[[Points], Points]) -> RGBA:
    """uint8 [H, W, 4] with `move` applied to its pixels, which takes points [N, 2] in x and y; then moved and shrunk as
    far as it has to be to lie on the canvas. One with soft edges keeps these."""
    shown = picture[..., 3] >= _OPAQUE
    if not shown.any():
        return picture
    high, wide = shown.shape
    places = np.stack(np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5), axis=-1).reshape(-1, 2)
    source = _source(places, _on_canvas(move, places[shown.ravel()], (wide, high)))
    if ((picture[..., 3] > 0) & (picture[..., 3] < 255)).any():
        return _smooth(picture, source)
    numbers = np.where(shown, np.arange(1, high * wide + 1).reshape(high, wide), 0)
    colors = np.unique(picture.reshape(-1, 4), axis=0, return_inverse=True)[1].reshape(high, wide)
    for _ in range(_DOUBLINGS):
        numbers, colors = _doubled(numbers, colors)
    x, y = (source * 2**_DOUBLINGS).astype(np.int64).T
    inside = (x >= 0) & (y >= 0) & (x < numbers.shape[1]) & (y < numbers.shape[0])
    found = np.where(inside, numbers[y.clip(0, numbers.shape[0] - 1), x.clip(0, numbers.shape[1] - 1)], 0)
    mask = _clean(found.reshape(high, wide) > 0)
    found = np.where(mask, _nearest(found.reshape(high, wide), 1), 0)
    pixels = np.concatenate([np.zeros((1, 4), np.uint8), picture.reshape(-1, 4)])
    return np.asarray(pixels[_with_rim(found, shown & ~shrunk(shown))])


def _on_canvas(move: Callable[[Points], Points], shown: Points, size: tuple[int, int]) -> Callable[[Points], Points]:
    """A move that also brings points that are shown back onto a canvas of that width and height."""
    ends = np.array(size, np.float64)
    low, high = (end(move(shown), axis=0) for end in (np.min, np.max))
    scale = min(1.0, float(((ends - 2 * _MARGIN) / (high - low)).min()))
    middle, half = (low + high) / 2, scale * (high - low) / 2
    to = np.minimum(np.maximum(middle, half + _MARGIN), ends - half - _MARGIN)
    return lambda points: (move(points) - middle) * scale + to


def _source(places: Points, move: Callable[[Points], Points]) -> Points:
    """Where points were that a move brings to places."""
    source = places.copy()
    for _ in range(_TURNS):
        source += places - move(source)
    return source


def _smooth(picture: RGBA, source: Points) -> RGBA:
    """The picture with each pixel mixed of the four around its source."""
    clean = np.pad(premultiply(picture), ((1, 1), (1, 1), (0, 0)))
    at = (source + 0.5).clip(0, np.array(clean.shape[1::-1]) - 1.001)
    corner, share = at.astype(np.int64), (at % 1)[:, ::-1, None]
    x, y = corner.T
    rows = (clean[row, x] * (1 - share[:, 1]) + clean[row, x + 1] * share[:, 1] for row in (y, y + 1))
    above, below = rows
    mixed = above * (1 - share[:, 0]) + below * share[:, 0]
    return unpremultiply(mixed.reshape(picture.shape).astype(np.float32))


def _with_rim(found: Numbers, rim: Bools) -> Numbers:
    """Numbers of pixels, 0 where it is clear, so that what was at the `rim` is there, and nowhere else."""
    origin, mask = np.concatenate([[False], rim.ravel()])[found], found > 0
    edge = mask & ~shrunk(mask)
    right = np.where(origin == edge, found, 0)
    on_edge, off_edge = (_nearest(np.where(which, right, 0), _REACH) for which in (edge, ~edge))
    mended = np.where(edge, on_edge, off_edge)
    return np.where((origin != edge) & (mended > 0), mended, found) * mask


def _doubled(numbers: Numbers, colors: Numbers) -> tuple[Numbers, Numbers]:
    """Twice as large with smooth edges (EPX): a quarter of a pixel is that of a neighbour where two are alike."""
    near, hues = (
        [padded[:-2, 1:-1], padded[1:-1, 2:], padded[2:, 1:-1], padded[1:-1, :-2]]
        for padded in (np.pad(each, 1, mode="edge") for each in (numbers, colors))
    )
    large = tuple(np.repeat(np.repeat(each, 2, axis=0), 2, axis=1) for each in (numbers, colors))
    for turn, corner in enumerate([(0, 1), (1, 1), (1, 0), (0, 0)]):
        one, other, far, opposite = (hues[(turn + step) % 4] for step in range(4))
        alike = (one == other) & (one != opposite) & (other != far)
        quarter = (slice(corner[0], None, 2), slice(corner[1], None, 2))
        for whole, beside in zip(large, (near, hues), strict=True):
            whole[quarter] = np.where(alike, beside[turn], whole[quarter])
    return large[0], large[1]


def _clean(mask: Bools) -> Bools:
    """Without crumbs, and without pixels that one other holds; a gap of a pixel is closed."""
    numbers, sizes = label_pieces(mask)
    mask = mask & ~np.concatenate([[False], sizes <= _CRUMB])[numbers]
    padded = np.pad(mask, 1).astype(np.uint8)
    beside = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    return np.asarray(np.where(mask, beside >= 2, beside >= 4))


def _nearest(numbers: Numbers, reach: int) -> Numbers:
    """With those that are 0 as one that is at most so many pixels away."""
    for _ in range(reach):
        padded = np.pad(numbers, 1)
        around = np.stack([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
        numbers = np.where(numbers == 0, around.max(0), numbers)
    return numbers
