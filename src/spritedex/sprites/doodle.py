"""A doodle: a drawing of few flat colors, or of lines, of which the form is worked out as if it were a sketch. Knows no
model and no sentence."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.ground import pieces
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import quantize
from spritedex.sprites.paper import PEN, ink_on_paper, on_paper, shrunk
from spritedex.sprites.pieces import label_pieces
from spritedex.sprites.relief import Relief, reach, relief_of_regions
from spritedex.sprites.sketch import Color
from spritedex.sprites.soft_edges import beside

_COLORS: Final = 10
_FLAT: Final = (0.5, 0.3)
"""The share of its pixels whose four neighbours have their color at least, and that of a picture with soft edges; pixel
art has 0.1 to 0.45, emoji have 0.25 to 0.7."""
_SOFT: Final = 64  # colors
_NEAR: Final = 0.03  # OKLab: how far from so few colors a doodle is in the mean, at most
_LEAST: Final = 100  # pixels
_FAINT: Final = 0.82  # OKLab lightness of a thin line of ink at most
_BETWEEN: Final = 0.3  # OKLab: so near to what is beside it, a pixel on an edge is of that
_DARK: Final = 0.45  # OKLab lightness of a line
_LINE: Final = (2.7, 8)  # its reach at most, and how long it is at least
_PAPER: Final = (0.8, 0.04)  # OKLab lightness and chroma
_MOSTLY: Final = 0.6
"""The share of what is no line that is paper where a drawing is of lines."""
_OUTLINE: Final = 3
"""How wide a line at the outside is at most, in pixels."""
_LIMB: Final = 4
"""How long a stroke outside of a drawing is at least, in pixels."""
_ROUND: Final = 2.0
_EYE: Final = 0.08
"""How many times as long as wide the white of an eye is at most, and its share of the drawing."""
_ABOVE_FEET: Final = 0.7
"""How far down the drawing they are at most, as a share of its height."""
_SMALL: Final = 0.15
"""The share of the drawing that its eyes have at most."""

Labels = NDArray[np.int16]
Bools = NDArray[np.bool_]


class Doodle(NamedTuple):
    """Which color each pixel has, int16 [64, 64], -1 where it is clear; the colors, uint8 [N, 3]; where it has lines on
    it, and eyes, bool [64, 64]."""

    labels: Labels
    fills: NDArray[np.uint8]
    lines: Bools
    eyes: Bools
    parts: tuple[str, ...] = ()
    """What it shows of a sentence, which is not known."""

    def render(self) -> tuple[RGBA, Bools]:
        """uint8 [64, 64, 4] without its lines, and where it stays as it is drawn, bool [64, 64]."""
        rgba = np.zeros((*self.labels.shape, 4), np.uint8)
        shown = self.labels >= 0
        rgba[shown, :3] = self.fills[self.labels[shown]]
        rgba[shown, 3] = 255
        return rgba, self.eyes

    def relief(self) -> Relief:
        """What it says of form, to finish what is painted over it."""
        return relief_of_regions(self.labels, self.fills, self.lines, self.eyes)


def doodle_of(picture: RGBA, paper: Callable[[], Color]) -> Doodle | None:
    """A picture uint8 [64, 64, 4] as a doodle; None if it is none. What is white in a drawing of lines takes
    the color that `paper` gives, all but the whites of eyes; and so does a silhouette in one dark color."""
    if not (picture[..., 3] >= 128).any():
        return None
    picture = on_paper(picture)
    if int((picture[..., 3] >= 128).sum()) < _LEAST:
        return None
    indexed = quantize(picture, _COLORS)
    labels = indexed.indices.astype(np.int16) - 1
    mask = labels >= 0
    lab = to_lab(indexed.palette)
    apart = np.linalg.norm(to_lab(picture[..., :3])[mask] - lab[labels[mask]], axis=1).mean()
    colors = len(np.unique(picture[mask][:, :3], axis=0))
    ink = ink_on_paper(labels, lab)
    is_flat = (_beside(labels) == labels).all(0)[mask].mean() >= _FLAT[colors > _SOFT]
    if not (ink is not None or is_flat) or apart > _NEAR:
        return None
    labels = _without_soft_edges(labels, lab) if colors > _COLORS else labels
    dark = _DARK if ink is None else (1 + ink) / 2
    light = np.where(mask, lab[labels.clip(0), 0], 1)
    lines = _lines(light < dark, _LINE[0], mask) if ink is None else _lines(_inked(light, dark), PEN, mask)
    whites = np.flatnonzero((lab[:, 0] >= _PAPER[0]) & (np.hypot(lab[:, 1], lab[:, 2]) <= _PAPER[1]))
    fills, is_paper = indexed.palette, mask & ~lines & np.isin(labels, whites)
    if ink is not None:
        fills = np.where(lab[:, :1] < dark, fills[lab[:, 0].argmin()], fills)
    if len(fills) == 1 and lab[0, 0] < _DARK:
        fills = np.array([paper()], np.uint8)
    if lines.any() and is_paper.sum() > _MOSTLY * (mask & ~lines).sum():
        fills = np.concatenate([fills, np.array([paper()], np.uint8)])
        soft = mask & ~is_paper & (light >= dark) & _grown(lines, 1)
        walls = lines | soft
        parts = pieces(is_paper & ~walls)
        left = [each for each in range(parts.max() + 1) if not each or _is_of_eye(parts == each, mask)]
        labels = np.where(np.isin(parts, left), labels, np.int16(len(fills) - 1))
        labels = _filled(labels, walls)
        labels = _with_limbs(labels, lines & ~_grown(is_paper, _OUTLINE), np.int16(len(fills) - 1))
        mask = labels >= 0
    labels = _filled(labels, lines)
    lines &= ~_grown(~mask, _OUTLINE)
    shown = np.concatenate([fills[labels.clip(0)], np.where(mask, 255, 0).astype(np.uint8)[..., None]], axis=-1)
    numbers, sizes = label_pieces(find_eyes(shown) & ~lines & mask)
    eyes = np.concatenate([[False], sizes <= _EYE * mask.sum()])[numbers]
    if eyes.sum() > _SMALL * mask.sum():
        eyes[:] = False
    return Doodle(labels, fills, lines, eyes)


def _is_of_eye(piece: Bools, mask: Bools) -> bool:
    """Whether a piece is small and round, and lies inside of the drawing, not at its feet."""
    rows, top = np.nonzero(piece)[0], int(np.nonzero(mask)[0].min())
    if rows.mean() > top + _ABOVE_FEET * (np.nonzero(mask)[0].max() - top):
        return False
    wide, high = (int(np.ptp(each)) + 1 for each in np.nonzero(piece))
    is_round = max(wide, high) <= _ROUND * min(wide, high)
    return is_round and piece.sum() < _EYE * mask.sum() and not (_grown(~mask, _OUTLINE + 1) & piece).any()


def _beside(labels: Labels) -> Labels:
    """The labels of the four neighbours of each pixel, int16 [4, H, W], -1 beyond the canvas."""
    padded = np.pad(labels, 1, constant_values=-1)
    return np.stack([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])


def _grown(mask: Bools, by: int) -> Bools:
    """With so many pixels around it; beyond the canvas all is of it."""
    for _ in range(by):
        mask = ~shrunk(~mask)
    return mask


def _without_soft_edges(labels: Labels, lab: NDArray[np.float32]) -> Labels:
    """Pixels between two colors, as scaled pictures have them, take the nearer one of those beside them."""
    beside = _beside(labels)
    alone = (labels >= 0) & ((beside == labels).sum(0) <= 1)
    apart = np.linalg.norm(lab[beside.clip(0)] - lab[labels.clip(0)], axis=-1)
    apart[(beside < 0) | (beside == labels)] = np.inf
    nearest = np.take_along_axis(beside, apart.argmin(0)[None], 0)[0]
    return np.where(alone & (apart.min(0) < _BETWEEN), nearest, labels)


def _inked(light: NDArray[np.float32], dark: float) -> Bools:
    """What is dark, and of what is a little darker than paper, as thin lines are, what is not its soft edge."""
    return (light < dark) | ((light < _FAINT) & ~_grown(light < dark, 1))


def _lines(dark: Bools, pen: float, mask: Bools) -> Bools:
    """What is dark, not wider than a pen, and long, and no eye."""
    numbers, sizes = label_pieces(dark)
    lines = np.zeros(dark.shape, np.bool_)
    for piece in range(1, len(sizes) + 1):
        own = numbers == piece
        across = max(int(np.ptp(each)) for each in np.nonzero(own)) + 1
        if reach(own) < pen and across >= _LINE[1] and not _is_of_eye(own, mask):
            lines |= own
    return lines


def _with_limbs(labels: Labels, strokes: Bools, color: np.int16) -> Labels:
    """With strokes that enclose nothing, such as a tail, in a color, and so wide that they are no outline."""
    numbers, sizes = label_pieces(strokes)
    limbs = np.concatenate([[False], sizes >= _LIMB])[numbers]
    return np.where(limbs | (beside(limbs) & (labels < 0)), color, labels)


def _filled(labels: Labels, lines: Bools) -> Labels:
    """With lines in the color that is nearest to them."""
    labels = np.where(lines, np.int16(-2), labels)
    while (labels == -2).any():
        nearest = _beside(labels).max(0)
        if not (found := (labels == -2) & (nearest >= 0)).any():
            return np.where(labels == -2, np.int16(0), labels)
        labels = np.where(found, nearest, labels)
    return labels
