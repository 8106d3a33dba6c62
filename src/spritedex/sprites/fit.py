"""Fitting pictures drawn elsewhere into a sprite's square. Knows no file, palette or model.

Pixel art keeps its pixels: a zoomed one larger than the square is taken back to its grid, a large canvas cropped, a
small one padded. Only a creature that is too large is shrunk: pixel art that is little too large by the vote of its
pixels, all else by a smooth filter, with its rim darkened into the outline that small sprites have. No line gets
thinner than a pixel.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab, to_rgb

_OPAQUE: Final = 128
_VISIBLE: Final = 32  # a painting's soft rim counts as part of it
_VOTING: Final = 32  # so many colors vote at most; more make a painting
_LEAST_VOTE: Final = 0.7  # below this scale, votes tear thin lines
_FILLED: Final = 0.9  # of the canvas's edges: more is no creature but a picture with its ground
_THINNEST: Final = 0.25  # of a pixel: a line that would be thinner than this is lost


def fit_sprite(rgba: RGBA, size: int) -> RGBA:
    """uint8 [H, W, 4] -> uint8 [size, size, 4]. Raises ValueError if no pixel is at least half opaque."""
    return fit_alike([rgba], size)[0]


def fit_alike(pictures: Sequence[RGBA], size: int, room: int | None = None) -> list[RGBA]:
    """Pictures of one shape, as a creature in two colorings, fitted by the same crop and scale.

    What fits keeps its place on the canvas as far as it can, seen from the middle of the lower edge. What is shrunk
    comes out clear where its lines are thinner than a quarter of a pixel. With `room`, which is not less than `size`,
    the squares have this side, and only what is larger is shrunk to `size`.
    Raises ValueError if no pixel is at least half opaque, or if the shapes differ.
    """
    stack = np.concatenate(pictures, axis=-1)
    if max(stack.shape[:2]) > size:
        stack = stack[:: (zoom := _zoom(stack)), ::zoom]
    alpha = stack[..., 3::4].max(axis=-1)
    if alpha.max() < _OPAQUE:
        raise ValueError("no pixel is at least half opaque")
    top, bottom, left, right = _box(alpha >= _OPAQUE)
    height, width = alpha.shape
    side = room or size
    if max(bottom - top, right - left) <= side:
        y = min(max(height - side, bottom - side), top)
        x = min(max((width - side) // 2, right - side), left)
        fitted = _window(stack, y, x, side)
    else:
        top, bottom, left, right = _box(alpha >= _VISIBLE)
        fitted = _shrink(stack[top:bottom, left:right], size)
        fitted = _window(fitted, size - side, (size - side) // 2, side)
    return np.split(fitted, len(pictures), axis=-1)


def outlined(rgba: RGBA) -> RGBA:
    """uint8 [H, W, 4] -> the same with no half-clear pixel and with the rim in a dark shade of its own color."""
    mask = rgba[..., 3] >= _OPAQUE
    # A picture that fills its canvas has no outline there: nothing ends at the canvas's edge.
    edges = (mask[[0, -1]], mask[:, [0, -1]])
    padded = np.pad(mask, 1, constant_values=min(float(edge.mean()) for edge in edges) > _FILLED)
    rim = mask & ~(padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:])
    lab = to_lab(rgba[..., :3][rim])
    lab[:, 0] = np.minimum(lab[:, 0], 0.25 + 0.35 * lab[:, 0])
    result = np.where(mask[..., None], rgba, 0).astype(np.uint8)
    result[..., 3] = np.where(mask, 255, 0)
    result[..., :3][rim] = to_rgb(lab)
    return result


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of what is set, bottom and right one beyond it."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _zoom(stack: NDArray[np.uint8]) -> int:
    """The largest whole number of times by which every pixel was enlarged; 1 where none was."""
    pixels = np.ascontiguousarray(stack).view(np.uint32)
    rows = np.flatnonzero((pixels[1:] != pixels[:-1]).any(axis=(1, 2))) + 1
    columns = np.flatnonzero((pixels[:, 1:] != pixels[:, :-1]).any(axis=(0, 2))) + 1
    common = int(np.gcd.reduce([*stack.shape[:2], *rows, *columns]))
    most = min(stack.shape[:2]) // 8
    return max((factor for factor in range(1, min(common, most) + 1) if common % factor == 0), default=1)


def _window(stack: NDArray[np.uint8], y: int, x: int, size: int) -> NDArray[np.uint8]:
    """The square whose corner is at y, x; clear where it leaves the canvas."""
    fitted = np.zeros((size, size, stack.shape[-1]), np.uint8)
    part = stack[max(y, 0) : y + size, max(x, 0) : x + size]
    fitted[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]] = part
    return fitted


def _shrink(stack: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    scale = size / max(stack.shape[:2])
    height, width = (max(1, round(side * scale)) for side in stack.shape[:2])
    pictures = np.split(stack, stack.shape[-1] // 4, axis=-1)
    binary = scale >= _LEAST_VOTE and bool(np.isin(stack[..., 3::4], (0, 255)).all())
    if binary and len(colors := _colors(stack)) <= _VOTING:
        small = _vote(stack, colors, height, width)
    elif binary and max(len(_colors(picture)) for picture in pictures) <= _VOTING:
        small = np.concatenate([_vote(one, _colors(one), height, width) for one in pictures], axis=-1)
    else:
        small = np.concatenate([_smooth(picture, height, width) for picture in pictures], axis=-1)
    return _window(small, height - size, (width - size) // 2, size)


def _colors(stack: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The colors of a stack of pictures, each with what stands at its place in the others: uint8 [N, channels]."""
    names = np.zeros(stack.shape[:2], np.int64)
    for pixels in np.moveaxis(np.ascontiguousarray(stack).view(np.uint32), -1, 0):
        found, place = np.unique(pixels, return_inverse=True)
        names = names * len(found) + place.reshape(names.shape)
    _, first = np.unique(names, return_index=True)
    return np.asarray(stack.reshape(-1, stack.shape[-1])[first])


def _smooth(rgba: RGBA, height: int, width: int) -> RGBA:
    picture = Image.fromarray(np.ascontiguousarray(rgba)).convert("RGBa")
    small = np.array(picture.resize((width, height), Image.Resampling.LANCZOS).convert("RGBA"))
    small[..., 3][_lines(rgba[..., 3], height, width)] = 255
    return outlined(small)


def _vote(stack: NDArray[np.uint8], colors: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Each pixel takes the color that covers most of it; clear is none where a line runs."""
    votes = []
    for color in colors:
        share = Image.fromarray((stack == color).all(axis=-1).astype(np.float32))
        votes.append(np.asarray(share.resize((width, height), Image.Resampling.BOX)))
    clear = colors[:, 3::4].max(axis=-1) == 0
    lines = _lines(stack[..., 3::4].max(axis=-1), height, width)
    return np.asarray(colors[np.argmax(np.where(clear[:, None, None] & lines, 0, votes), axis=0)])


def _lines(alpha: NDArray[np.uint8], height: int, width: int) -> NDArray[np.bool_]:
    """uint8 [H, W] -> bool [height, width]: the pixels of a smaller picture along which a line runs, however thin.

    Such a pixel is covered as much as its two neighbours together, in its row or in its column. The rim of a body is
    not, for the body lies on one side of it.
    """
    opaque = Image.fromarray((alpha >= _OPAQUE).astype(np.float32))
    share = np.asarray(opaque.resize((width, height), Image.Resampling.BOX))
    padded = np.pad(share, 1)
    beside = np.stack([padded[:-2, 1:-1] + padded[2:, 1:-1], padded[1:-1, :-2] + padded[1:-1, 2:]])
    return np.asarray(((share >= beside) & (share + beside >= _THINNEST)).any(axis=0))
