"""The plain ground behind a creature: found, and made clear. Knows no file, grid or palette.

A ground is one color along most of the canvas's border. It is flooded from there; what it encloses, as between an arm
and a body, goes too if nothing speaks for a white eye or a white belly.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import OptionError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.soft_edges import beside, without_soft_edges

Ground = Literal["auto", "clear", "keep"]
GROUNDS: Final[tuple[Ground, ...]] = ("auto", "clear", "keep")

NOTHING_CLEARED: Final = "all of the picture has the ground's color: nothing cleared"

_FAINT: Final = 32  # alpha: less is nothing that anybody drew
_BORDER: Final = {"auto": 0.7, "clear": 0.4}  # the share of the border that one color must have
_INDEX_0: Final = {"auto": 0.55, "clear": 0.4}  # the same for index 0, which is clear in games
_PLAIN: Final = 28  # of 255: farther from the ground's color than this is no noise
_LEAST_TOLERANCE: Final = 3
_LEAST_NOISE: Final = 10
_SOFT: Final = 64  # a picture with more colors than this has noise or soft edges
_VIVID: Final = 96  # of 255, highest less lowest channel: a key color that no creature has by chance
_LARGEST_HOLE: Final = 0.12  # of the figure: more is a body as white as the ground
_SMALLEST_HOLE: Final = 0.006
_LINE_ART: Final = 0.5  # of the figure: more in the ground's color makes it a drawing in lines
_PUPIL: Final = 0.05  # of a hole: less of it is a speck
_DARK: Final = 0.9  # the share of a hole's rim that must be as far from the ground as the outline is

Mask = NDArray[np.bool_]
_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Cleared:
    """A picture uint8 [H, W, 4] whose ground is clear, with zeros in clear pixels; `note` says what was done."""

    rgba: RGBA
    note: str | None = None


def checked_ground(name: str) -> Ground:
    """The name as one of `GROUNDS`. Raises OptionError if it is none."""
    for ground in GROUNDS:
        if name == ground:
            return ground
    raise OptionError("ground", f"unknown; choose from {', '.join(GROUNDS)}", name)


def visible(rgba: RGBA) -> RGBA:
    """uint8 [H, W, 4] -> the same; pixels too faint to be seen (alpha below 32) are zero, their color too."""
    return np.where(rgba[..., 3:] < _FAINT, 0, rgba).astype(np.uint8)


def clear_ground(
    rgba: RGBA, ground: Ground = "auto", indices: NDArray[np.uint8] | None = None, pixel_art: bool = False
) -> Cleared:
    """uint8 [H, W, 4] -> the picture without its plain ground.

    `auto` clears a ground that is plain along the border of a picture without a clear one; `clear` asks for less: 40
    percent of the border; `keep` leaves the picture as it is. `indices` uint8 [H, W] are those of an indexed picture
    that names no clear index: if index 0 fills its border, all of index 0 is ground, as in the pictures of games.
    The soft edges of a picture with more than 64 colors take their share of the ground out of color and alpha, unless
    it is `pixel_art`, which has none.

    Raises OptionError if `ground` is none of these.
    """
    ground = checked_ground(ground)
    picture = visible(rgba)
    if ground == "keep" or not picture[..., 3].any():
        return Cleared(picture)
    if indices is not None and float(_along_border(indices == 0).mean()) >= _INDEX_0[ground]:
        return _without(picture, indices == 0, "index 0 fills the border: cleared as the ground")
    border = _along_border(picture)
    opaque = border[border[:, 3] >= 128]
    if len(opaque) < _BORDER[ground] * len(border):
        return Cleared(picture)
    color, share = _commonest(opaque[:, :3])
    if share * len(opaque) < _BORDER[ground] * len(border):
        return Cleared(picture)
    soft = _is_soft(picture)
    apart = np.abs(picture[..., :3].astype(np.int16) - color).max(axis=-1)
    like = (apart <= _tolerance(opaque[:, :3], color, not soft)) & (picture[..., 3] >= 128)
    outer = flooded(like)
    holes = _holes(picture, like & ~outer, outer, color)
    name = "#{:02x}{:02x}{:02x}".format(*color.tolist())
    text = f"plain ground {name} cleared" + (", with the holes that show it" if holes.any() else "")
    if soft and not pixel_art and (picture[..., 3] > 0)[~(outer | holes)].any():
        return Cleared(without_soft_edges(picture, outer | holes, color), text)
    return _without(picture, outer | holes, text)


def flooded(passable: Mask) -> Mask:
    """bool [H, W] -> those that are connected to the border, by sides, through passable pixels."""
    labels = pieces(passable)
    touching = np.zeros(int(labels.max(initial=0)) + 1, np.bool_)
    touching[_along_border(labels)] = True
    return np.asarray(touching[labels] & passable)


def pieces(mask: Mask) -> NDArray[np.int32]:
    """bool [H, W] -> int32 [H, W]: 0 outside, and 1, 2, … for the pieces that are connected by sides, in reading order.

    Each run of pixels in a row points to the first run of its piece: runs that touch pass on the lower of their two
    until nothing changes (hooking and shortcutting; Shiloach and Vishkin 1982), so the time does not depend on shapes.
    """
    starts = _run_starts(mask)
    run = (np.cumsum(starts, dtype=np.int32) - 1).reshape(mask.shape)
    touch = _run_starts(mask[1:] & mask[:-1])
    one, two = run[:-1][touch], run[1:][touch]
    first = np.arange(int(starts.sum()), dtype=np.int32)
    while len(one):
        ends = first[one], first[two]
        np.minimum.at(first, np.maximum(*ends), np.minimum(*ends))
        while not np.array_equal(first, shortcut := first[first]):
            first = shortcut
        apart = first[one] != first[two]
        one, two = one[apart], two[apart]
    number = np.cumsum(first == np.arange(len(first)), dtype=np.int32)[first]
    labels = np.zeros(mask.shape, np.int32)
    labels[mask] = number[run[mask]]
    return labels


def _run_starts(mask: Mask) -> Mask:
    """The first pixel of each run in a row."""
    starts = mask.copy()
    starts[:, 1:] &= ~mask[:, :-1]
    return starts


def _without(picture: RGBA, mask: Mask, note: str) -> Cleared:
    if not (~mask & (picture[..., 3] >= 128)).any():
        return Cleared(picture, NOTHING_CLEARED)
    return Cleared(np.where(mask[..., None], 0, picture).astype(np.uint8), note)


def _along_border(values: NDArray[_Kind]) -> NDArray[_Kind]:
    """[H, W, …] -> [N, …]: the values of the canvas's outermost ring."""
    return np.concatenate([values[0], values[-1], values[1:-1, 0], values[1:-1, -1]])


def _commonest(colors: NDArray[np.uint8]) -> tuple[NDArray[np.int16], float]:
    """uint8 [N, 3] -> the color that most of them are, noise or not, int16 [3], and their share."""
    wide = colors.astype(np.int16)
    found, counts = np.unique(wide // 16, axis=0, return_counts=True)
    middle = found[counts.argmax()] * 16 + 8
    for _ in range(3):
        near = np.abs(wide - middle).max(axis=-1) <= _PLAIN
        middle = np.median(wide[near], axis=0).astype(np.int16)
    return middle, float(near.mean())


def _tolerance(border: NDArray[np.uint8], color: NDArray[np.int16], exact: bool) -> int:
    """How far from its color the ground may be: what its noise along the border asks for. Noise of JPEG is stronger at
    the figure than at the border.
    """
    apart = np.abs(border.astype(np.int16) - color).max(axis=-1)
    noise = np.quantile(apart[apart <= _PLAIN], 0.98)
    least = _LEAST_TOLERANCE if exact else _LEAST_NOISE
    return int(min(max(least, 2 * noise + 2), _PLAIN))


def _holes(picture: RGBA, enclosed: Mask, outer: Mask, color: NDArray[np.int16]) -> Mask:
    """Which of the enclosed pieces in the ground's color are ground.

    In a vivid color all are. In white, grey or black, one is if it is neither as small as the light in an eye nor as
    large as a body, its rim is as dark as the figure's outline, and nothing lies in it, as a pupil does in an eye. In
    line art, whose body is all in that color, none.
    """
    found = np.zeros_like(enclosed)
    if not enclosed.any():
        return found
    if int(color.max() - color.min()) >= _VIVID:
        return enclosed
    figure = int((~outer).sum())
    if enclosed.sum() > _LINE_ART * figure:
        return found
    lightness = picture[..., :3].mean(axis=-1)
    outline = np.abs(lightness - color.mean())
    edge = beside(outer) & ~outer
    typical = float(np.median(outline[edge])) if edge.any() else 0.0
    labels = pieces(enclosed)
    shares = np.bincount(labels.ravel()) / figure
    shares[0] = 0
    for number in np.flatnonzero((shares >= _SMALLEST_HOLE) & (shares <= _LARGEST_HOLE)):
        piece = labels == number
        rim = beside(piece) & ~piece
        if (outline[rim] >= 0.6 * typical).mean() >= _DARK and not _has_pupil(piece):
            found |= piece
    return found


def _has_pupil(piece: Mask) -> bool:
    return int((~piece & ~flooded(~piece)).sum()) > _PUPIL * int(piece.sum())


def _is_soft(picture: RGBA) -> bool:
    colors = np.unique(np.ascontiguousarray(picture).view(np.uint32))
    return len(colors) > _SOFT
