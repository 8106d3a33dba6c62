"""The soft edge of a figure whose ground is known: its color taken apart into the figure's own and the alpha.

An edge is soft in paintings, by blur, and where JPEG keeps colors at half the size. How wide it is, is measured along
the whole outline. Knows no file, and not how the ground was found.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA

Mask = NDArray[np.bool_]

_NARROWEST: Final = 2  # pixels
_WIDEST: Final = 12
_SIDES: Final = 32  # of the canvas's side: no edge is wider than one part
_REACH: Final = 2
_RISEN: Final = 0.9  # of the distance from the ground's color that the next two pixels have: an edge ends here
_WHOLE: Final = 0.9  # of the figure's color: a pixel with as much is not mixed
_OFF: Final = 32  # of 255: so far may a mixed color lie from the line between ground and figure
_NO_MIX: Final = 64  # farther than this, it is none, whatever JPEG did to it
_SPECK: Final = 0.35  # of the figure's distance: a thin spot that is nearer to the ground is noise
_SMALL: Final = 96  # pixels of a side up to which a picture may be pixel art at its own size
_MIXED: Final = 0.6  # of such a picture's edges: fewer mixed ones are chance (noisy sprites 0.1, emoji 0.8)


def beside(mask: Mask) -> Mask:
    """Those that have a set pixel above, below, left or right of them."""
    padded = np.pad(mask, 1)
    return np.asarray(padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:])


def without_soft_edges(picture: RGBA, ground: Mask, color: NDArray[np.int16]) -> RGBA:
    """uint8 [H, W, 4], where its ground bool [H, W] of a color int16 [3] is -> uint8 [H, W, 4], the ground clear.

    From the ground inwards, a pixel of the edge takes the color of the figure behind it, and as its alpha the share
    that its own has of it, seen from the ground's. A darker outline on the way is the figure's color for all before it.
    A small picture, few of whose edges are mixed, is pixel art with noise: it has none.
    """
    values = picture[..., :3].astype(np.float32) - color
    apart = np.where(picture[..., 3] > 0, np.abs(values).max(axis=-1), 0)
    ground = ground | (picture[..., 3] == 0)
    side = max(ground.shape)
    widest = min(max(_NARROWEST, side // _SIDES), _WIDEST)
    levels = _levels(apart, _rings(ground, widest + 2), widest + 2)
    if side > _SMALL:
        ground = ground | (_thin(~ground) & (apart <= _SPECK * levels.max()))
    rings = _rings(ground, widest + 2)
    levels = _levels(apart, rings, widest + 2)
    risen = np.flatnonzero(levels[:-2] >= _RISEN * np.maximum(levels[1:-1], levels[2:]))
    width = max(_NARROWEST, 1 + int(risen[0])) if len(risen) else widest
    rows, columns = np.nonzero((rings > 0) & (rings <= width))
    here, behind = values[rows, columns], _figure(values, rings, width)[rows, columns]
    outer = np.pad(np.where(rings == 1, apart, np.inf), 1, constant_values=np.inf)
    nearest = np.minimum.reduce([outer[:-2, 1:-1], outer[2:, 1:-1], outer[1:-1, :-2], outer[1:-1, 2:]])
    thin = (rings == 1) | ((rings == 2) & (nearest < apart))
    chosen = thin[rows, columns]
    behind[chosen] = _explained(values * (rings > 0)[..., None], rows[chosen], columns[chosen], behind[chosen])
    share = _shares(here, behind)
    mixed = share < _WHOLE
    first = rings[rows, columns] == 1
    if side <= _SMALL and mixed[first].sum() < _MIXED * first.sum():
        return _cleared(picture, ground)
    place = rows[mixed], columns[mixed]
    result = picture.copy()
    result[place] = np.column_stack([behind[mixed] + color, share[mixed] * picture[..., 3][place]]) + 0.5
    return _cleared(result, ground)


def _cleared(picture: RGBA, ground: Mask) -> RGBA:
    return np.where(ground[..., None], 0, picture).astype(np.uint8)


def _rings(ground: Mask, count: int) -> NDArray[np.uint8]:
    """bool [H, W] -> uint8 [H, W]: 0 in the ground, 1 beside it, and so on; `count` + 1 for all that is deeper."""
    rings = np.full(ground.shape, count + 1, np.uint8)
    rings[ground] = 0
    reached = ground
    for number in range(1, count + 1):
        # Sides and corners in turn: a ring comes near to a circle.
        wider = reached | (beside(reached) if number % 2 else _around(reached))
        rings[wider & ~reached] = number
        reached = wider
    return rings


def _levels(apart: NDArray[np.float32], rings: NDArray[np.uint8], count: int) -> NDArray[np.float64]:
    """How far from the ground's color each ring is, float64 [count]; 0 for one that is not there."""
    found = [apart[rings == number] for number in range(1, count + 1)]
    return np.array([float(np.median(ring)) if len(ring) else 0.0 for ring in found])


def _figure(values: NDArray[np.float32], rings: NDArray[np.uint8], width: int) -> NDArray[np.float32]:
    """float32 [H, W, 3], as distances from the ground's color -> the same with that of the figure behind it in each
    pixel of the edge: the mean of the next ring's, or its own if that is farther from the ground.
    """
    figure = np.pad(values, ((1, 1), (1, 1), (0, 0)))
    depths = np.pad(rings, 1)
    for number in range(width, 0, -1):
        rows, columns = np.nonzero(depths == number)
        total, count = np.zeros((len(rows), 3), np.float32), np.zeros((len(rows), 1), np.float32)
        for y in (-1, 0, 1):
            for x in (-1, 0, 1):
                place = rows + y, columns + x
                deeper = (depths[place] > number)[:, None]
                total += np.where(deeper, figure[place], 0)
                count += deeper
        behind, own = total / np.maximum(count, 1), figure[rows, columns]
        nearer = np.abs(own).max(axis=-1) < np.abs(behind).max(axis=-1)
        figure[rows[nearer], columns[nearer]] = behind[nearer]
    return figure[1:-1, 1:-1]


def _explained(
    values: NDArray[np.float32], rows: NDArray[np.intp], columns: NDArray[np.intp], behind: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The colors behind some pixels of the edge, float32 [N, 3] -> the same, or where a neighbour explains a pixel as a
    mix of it and the ground, its color, if farther from the ground: of thin parts, which have no inside.
    """
    here, behind = values[rows, columns], behind.copy()
    best = np.abs(behind).max(axis=-1)
    for y in range(-_REACH, _REACH + 1):
        for x in range(-_REACH, _REACH + 1):
            there = values[(rows + y).clip(0, len(values) - 1), (columns + x).clip(0, values.shape[1] - 1)]
            apart = np.abs(there).max(axis=-1)
            part = (here * there).sum(axis=-1) / np.maximum((there**2).sum(axis=-1), 1)
            off = np.abs(here - there * part[:, None]).max(axis=-1)
            better = (apart > best) & (off <= _OFF) & (part < _WHOLE)
            best[better], behind[better] = apart[better], there[better]
    return behind


def _shares(here: NDArray[np.float32], behind: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 [N, 3] twice -> how much of the color behind is in each, float32 [N] in [0, 1]: by its place between
    ground and figure; where it lies beside this line, as in JPEG, by its distance; far beside it, all.
    """
    part = (here * behind).sum(axis=-1) / np.maximum((behind**2).sum(axis=-1), 1)
    off = np.abs(here - behind * part[:, None]).max(axis=-1)
    distance = np.abs(here).max(axis=-1) / np.maximum(np.abs(behind).max(axis=-1), 1)
    part = np.where(off <= _OFF, part, np.where(off <= _NO_MIX, np.maximum(part, distance), 1))
    return np.asarray(part.clip(0, 1), np.float32)


def _around(mask: Mask) -> Mask:
    """Those that have a set pixel beside them or at a corner, or are set themselves."""
    padded = np.pad(mask, 1)
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])


def _thin(mask: Mask) -> Mask:
    """The set pixels in no square of 5 set pixels a side."""
    inner = ~_around(_around(~mask))
    return mask & ~_around(_around(inner))
