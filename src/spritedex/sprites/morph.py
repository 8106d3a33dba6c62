"""A sprite between two others: its shape lies between theirs, the face is that of the nearer one. Knows no model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import box_of
from spritedex.sprites.pieces import without_crumbs

_OPAQUE: Final = 128
_BROAD: Final = 6  # pixels over which colors are even enough to be carried from one sprite to the other
_DARK: Final = 8  # percent of the pixels, of which the outline has the color

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


def morphed(one: RGBA, other: RGBA, mix: float) -> RGBA:
    """Of two sprites, uint8 [64, 64, 4], the one that is `mix` of the way from the first to the second; at 0 and 1, and
    where nothing shows of one, one of them as it is.

    Both are moved into one box. The silhouette is where the mean of their signed distances is above 0 (Cohen-Or et al.
    1998), and the broad colors of the nearer sprite move towards those of the other.
    """
    shown = [picture[..., 3] >= _OPAQUE for picture in (one, other)]
    if mix in (0, 1) or not all(mask.any() for mask in shown):
        return other if mix > 0.5 else one
    boxes = [np.array(box_of(mask), np.float32) for mask in shown]
    box = (1 - mix) * boxes[0] + mix * boxes[1]
    moved = [_moved(picture, was, box) for picture, was in zip((one, other), boxes, strict=True)]
    masks = [picture[..., 3] >= _OPAQUE for picture in moved]
    shape = (1 - mix) * _depth(masks[0]) + mix * _depth(masks[1]) > 0
    colors = [_spread(picture, mask) for picture, mask in zip(moved, masks, strict=True)]
    near, far = colors if mix <= 0.5 else colors[::-1]
    mixed = near + min(mix, 1 - mix) * (_blurred(far) - _blurred(near))
    mixed[_edge(shape)] = (1 - mix) * _darkest(one) + mix * _darkest(other)
    return without_crumbs(np.dstack([mixed.clip(0, 255).astype(np.uint8), np.where(shape, 255, 0).astype(np.uint8)]))


def _moved(picture: RGBA, was: Floats, box: Floats) -> RGBA:
    """A picture whose box `was` this one is moved and stretched into another; boxes are top, bottom, left, right."""
    places = []
    for first, last in ((0, 1), (2, 3)):
        at = (np.arange(len(picture)) + 0.5 - box[first]) / (box[last] - box[first])
        places.append(np.floor(was[first] + at * (was[last] - was[first])).astype(np.intp))
    rows, columns = np.meshgrid(*places, indexing="ij")
    there = (rows >= 0) & (rows < len(picture)) & (columns >= 0) & (columns < len(picture))
    moved = np.zeros_like(picture)
    moved[there] = picture[rows[there], columns[there]]
    return moved


def _depth(mask: Bools) -> Floats:
    """How far each pixel is inside a mask, below 0 outside."""
    return np.where(mask, _distances(~np.pad(mask, 1))[1:-1, 1:-1], -_distances(np.pad(mask, 1))[1:-1, 1:-1])


def _distances(mask: Bools) -> Floats:
    """From each pixel to the nearest one of a mask."""
    return np.asarray(np.sqrt(_apart(mask).min(1)).reshape(mask.shape))


def _apart(mask: Bools) -> Floats:
    """Squared distances of all pixels from those of a mask [N], float32 [H * W, N]."""
    points = np.argwhere(np.ones_like(mask)).astype(np.float32)
    return np.asarray(np.square(points[:, None] - np.argwhere(mask).astype(np.float32)).sum(-1))


def _spread(picture: RGBA, mask: Bools) -> Floats:
    """The colors of a picture, and outside of a mask those of the nearest pixel within its outline, [H, W, 3]."""
    within = mask & ~_edge(mask)
    within = within if within.any() else mask
    near = np.argwhere(within)[_apart(within).argmin(1)]
    spread = picture[near[:, 0], near[:, 1], :3].reshape(*mask.shape, 3)
    return np.where(mask[..., None], picture[..., :3], spread).astype(np.float32)


def _edge(mask: Bools) -> Bools:
    """The pixels of a mask with one beside them that is not in it."""
    inside = np.pad(mask, 1)
    return mask & ~(inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:])


def _blurred(colors: Floats) -> Floats:
    image = Image.fromarray(colors.astype(np.uint8)).filter(ImageFilter.GaussianBlur(_BROAD))
    return np.asarray(image, np.float32)


def _darkest(picture: RGBA) -> Floats:
    """The mean color of the darkest pixels, as of an outline."""
    colors = picture[picture[..., 3] >= _OPAQUE][:, :3].astype(np.float32)
    light = colors.sum(1)
    return np.asarray(colors[light <= np.percentile(light, _DARK)].mean(0))
