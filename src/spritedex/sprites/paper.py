"""Lines of one ink on paper: found, and as if drawn on white paper. Knows no model and no sentence."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.ground import flooded
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.relief import reach
from spritedex.sprites.soft_edges import beside

PAPER: Final = (0.9, 0.04)  # OKLab lightness and chroma
_PAPER_SHARE: Final = 0.05  # of a drawing, at least
_RARE: Final = 0.01  # of a drawing: what has less counts for nothing
_SHADE: Final = (0.06, 0.85)
_SHADED: Final = 0.056
"""Between which shares of ink a color is a shade, and the share of a drawing that is at most inside of shades: soft
edges are narrow, and shaded sprites have more."""
_ALIKE: Final = 0.12  # OKLab: how far a color is from a mix of ink and paper at most
PEN: Final = 5.0  # pixels: how wide a line is at most
_PENCIL: Final = 0.5  # OKLab lightness
_GAP: Final = 1
"""How far all that is drawn grows to close gaps, in pixels."""
_CHALK: Final = (0.5, 0.3, 0.4)
"""OKLab lightness of chalk at the outside at least, of a board at most, and the share that this has at least."""

Bools = NDArray[np.bool_]


def on_paper(picture: RGBA) -> RGBA:
    """A drawing uint8 [64, 64, 4] of lines as in black ink on white paper, which lies in all that they enclose but for
    small gaps: chalk on a board, lines on nothing, pencil. All else as it is."""
    mask, lab = picture[..., 3] >= 128, to_lab(picture[..., :3])
    is_grey = np.hypot(lab[mask][:, 1], lab[mask][:, 2]).max() <= PAPER[1]
    rim = mask & ~shrunk(mask)
    is_board = (lab[mask][:, 0] <= _CHALK[1]).mean() >= _CHALK[2]
    if is_grey and is_board and np.median(lab[rim][:, 0]) >= _CHALK[0]:
        picture = np.concatenate([255 - picture[..., :3], picture[..., 3:]], axis=-1)
        lab = to_lab(picture[..., :3])
    drawn = mask & (lab[..., 0] < PAPER[0])
    if not drawn.any() or reach(drawn) >= PEN:
        return picture
    ink = np.median(lab[drawn], axis=0)
    if np.linalg.norm((lab[drawn] - ink)[:, 1:], axis=1).mean() > _ALIKE:
        return picture
    if is_grey and (mask & ~drawn).any():
        darkest = float(np.quantile(picture[drawn][:, :3], 0.1)) if ink[0] > _PENCIL else 0.0
        white = float(np.median(picture[mask & ~drawn][:, :3]))
        stretched = (picture[..., :3] - darkest) * (255 / max(1.0, white - darkest))
        picture = np.concatenate([stretched.clip(0, 255).astype(np.uint8), picture[..., 3:]], axis=-1)
    return np.where(_enclosed(mask)[..., None], np.uint8(255), picture)


def shrunk(mask: Bools) -> Bools:
    """bool [H, W] without the pixels at its edge, which is at the border of the canvas, too."""
    padded = np.pad(mask, 1)
    return mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def _enclosed(mask: Bools) -> Bools:
    """What is clear, and is no more reached from outside when all that is drawn grows by some pixels."""
    free = np.pad(~mask, _GAP, constant_values=True)
    core = ~_grown(~free)
    core &= ~flooded(core)
    return ((_grown(core) | ~flooded(free)) & free)[_GAP:-_GAP, _GAP:-_GAP]


def _grown(mask: Bools) -> Bools:
    for _ in range(_GAP):
        mask = mask | beside(mask)
    return mask


def ink_on_paper(labels: NDArray[np.int16], lab: NDArray[np.float32]) -> float | None:
    """The lightness of the ink in which lines are drawn on white paper, in a picture whose pixels have these colors,
    [64, 64], -1 where it is clear, of [N, 3] in OKLab; None if it is no such drawing."""
    mask = labels >= 0
    shares = np.bincount(labels[mask], minlength=len(lab)) / mask.sum()
    is_paper = (lab[:, 0] >= PAPER[0]) & (np.hypot(lab[:, 1], lab[:, 2]) <= PAPER[1])
    if shares[is_paper].sum() < _PAPER_SHARE or is_paper.all():
        return None
    commonest = shares[~is_paper].max()
    ink, white = lab[np.argmin(np.where(shares >= commonest / 2, lab[:, 0], 1))], np.array([1, 0, 0], np.float32)
    way = ink - white
    along = ((lab - white) @ way / (way @ way)).clip(0, None)
    if (np.linalg.norm(lab - white - along[:, None] * way, axis=1) > _ALIKE)[shares > _RARE].any():
        return None
    shades = (along > _SHADE[0]) & (along < _SHADE[1])
    is_shaded = shrunk(mask & shades[labels.clip(0)]).sum() > _SHADED * mask.sum()
    return None if is_shaded else float(ink[0])
