"""The pixel grid of enlarged pixel art: its period, its phase, and the small picture. Knows no file and no palette.

Where colors change, rows and columns of cells begin: such places stand as far apart as the teeth of a comb, and the
comb's period is a peak of their spectrum. A period counts if cuts there leave far less variance inside the cells than
cuts half a period away. Where a comb is bent, as in pictures by image generators, the cuts follow its teeth. The color
of a cell is a vote of its middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.comb import (
    FEWEST_CELLS,
    Cuts,
    Values,
    followed,
    mean_step,
    periods,
    profile_of,
    snapped,
    straight_cuts,
    strength,
    teeth,
)

_SMALL: Final = 96  # a picture with soft edges that is no larger than this is an icon of its own size
_LINES: Final = 320  # so many rows are enough to find the columns, and the other way round
_PROBE: Final = 48  # so many are enough to see that there is no grid
_STRENGTH: Final = 0.25  # of a comb: less is no grid
_TEETH: Final = 0.6  # of the cuts between the first and the last change, so many must show one
_LOCKED: Final = 0.35  # variance inside the cells against that of cells half a period away
_HAND_DRAWN: Final = 64  # a picture with no more colors than this is not blurred and has no noise
_EXACT: Final = 0.9  # so much of its edges must come out the same when it is enlarged again
_HELD: Final = 0.6  # the same for a picture without noise, which is then enlarged again and compared
_ALIKE: Final = 0.05  # of a period: grids whose cells differ less are the same grid, fitted better or worse
_BENT: Final = 0.25  # looser than this, a comb may be bent
_MIDDLE: Final = 0.25  # of a cell: the part at each side that has no vote
_BALLOTS: Final = 5  # samples along each side of a cell


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Where the cells of enlarged pixel art begin and end: `rows` and `columns` are ascending cuts in pixels of the
    large picture, one more than there are cells.
    """

    rows: Cuts
    columns: Cuts

    @property
    def period(self) -> tuple[float, float]:
        """Height and width of a cell, in pixels, on average; cells at the canvas's edge, which may be cut, left out."""
        return mean_step(self.rows)[0], mean_step(self.columns)[0]

    @property
    def phase(self) -> tuple[float, float]:
        """Where the first row and column of cells begin, in pixels; below 0 where they are cut."""
        return mean_step(self.rows)[1], mean_step(self.columns)[1]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the small picture."""
        return len(self.rows) - 1, len(self.columns) - 1

    @property
    def note(self) -> str:
        """What was found, as `grid 6.38 px found, 47x52` (columns x rows)."""
        tall, wide = self.period
        size = f"{wide:.3g}" if abs(tall - wide) < 0.01 * wide else f"{wide:.3g}x{tall:.3g}"
        return f"grid {size} px found, {self.shape[1]}x{self.shape[0]}"


def native_pixels(rgba: RGBA) -> tuple[RGBA, str | None]:
    """uint8 [H, W, 4] -> enlarged pixel art at its own size, with a note; any other picture as it is, with None."""
    grid = find_grid(rgba)
    return (rgba, None) if grid is None else (at_grid(rgba, grid), grid.note)


def find_grid(rgba: RGBA) -> Grid | None:
    """uint8 [H, W, 4] (or [H, W, 4 k]: pictures of one shape) -> the grid of enlarged pixel art.

    None if there is none: a picture at its own size, a painting, a photo. What lies under alpha 0 has no part in it.
    """
    if min(rgba.shape[:2]) < 2 * FEWEST_CELLS:
        return None
    if not (exact := _is_hand_drawn(rgba)) and max(rgba.shape[:2]) <= _SMALL:
        return None
    probe = [profile_of(_some(lines, _PROBE)) for lines in (rgba.swapaxes(0, 1), rgba)]
    if strength(probe) < _STRENGTH:
        return None
    limit = _HELD if exact else _LOCKED
    lines = [_some(rgba.swapaxes(0, 1)), _some(rgba)]
    profiles = [profile_of(some) for some in lines]
    if not all(profile.any() for profile in profiles):
        return None
    totals = [_Totals.of(some) for some in lines]
    found = _locked(totals, [straight_cuts(profiles, period) for period in periods(profiles, windows=1)], limit)
    if exact and (grid := _exact_grid(rgba, profiles, found)):
        return grid
    if exact or not found or min(loose for loose, _ in found) > _BENT:
        bent = [[followed(profile, period) for profile in profiles] for period in periods(profiles, windows=4)[:3]]
        found += _locked(totals, bent, limit)
    if exact or not found:
        return _exact_grid(rgba, profiles, found)
    best = min(loose for loose, _ in found)
    chosen = _largest([((-loose,), grid) for loose, grid in found if loose <= 1.5 * best + 0.03])
    return chosen if min(map(teeth, profiles, (chosen.rows, chosen.columns))) >= _TEETH else None


def _exact_grid(
    rgba: RGBA, profiles: Sequence[NDArray[np.float64]], found: Sequence[tuple[float, Grid]]
) -> Grid | None:
    """Of the grids, each with its looseness, that give back a picture without noise, cuts at whole pixels, the one with
    the largest cells.
    """
    whole = [Grid(*map(snapped, profiles, (grid.rows, grid.columns))) for _, grid in found]
    same = [_redrawn(rgba, grid) for grid in whole]
    least = max(_EXACT, max(same, default=0) - 0.01)
    close = [
        ((share, -loose), grid) for share, (loose, _), grid in zip(same, found, whole, strict=True) if share >= least
    ]
    return _largest(close) if close else None


def _largest(rated: Sequence[tuple[tuple[float, ...], Grid]]) -> Grid:
    """Of grids that all fit, each with how well: the one with the largest cells; of those whose cells are about as
    large, the one that fits best.
    """
    widest = max(grid.period for _, grid in rated)
    alike = [(fit, grid) for fit, grid in rated if np.allclose(grid.period, widest, rtol=_ALIKE)]
    return max(alike, key=lambda one: one[0])[1]


def at_grid(rgba: RGBA, grid: Grid) -> RGBA:
    """uint8 [H, W, 4] -> the small picture uint8 [rows, columns, 4]: each cell in the color that its middle votes for.

    Half-clear cells keep their alpha; clear ones are zero.
    """
    rows, columns = (_samples(cuts, side) for cuts, side in zip((grid.rows, grid.columns), rgba.shape, strict=False))
    pixels = _packed(rgba)
    lines = [_elected(pixels[places][:, columns].swapaxes(0, 1).reshape(len(columns), -1)) for places in rows]
    return np.stack(lines)


def _packed(rgba: RGBA) -> NDArray[np.uint32]:
    """uint8 [H, W, 4] -> uint32 [H, W], a number for each color; 0 where it is clear."""
    pixels = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
    return np.where(rgba[..., 3] > 0, pixels, np.uint32(0))


def _every(count: int, enough: int = _LINES) -> int:
    """The step at which so many lines are left as are enough."""
    return max(1, -(-count // enough))


def _some(rgba: RGBA, enough: int = _LINES) -> Values:
    """Lines enough to find the cuts across them, float32 [N, side, C], premultiplied."""
    values = rgba[:: _every(len(rgba), enough)].astype(np.float32)
    for start in range(0, rgba.shape[2], 4):
        values[..., start : start + 3] *= values[..., start + 3 : start + 4] / np.float32(255)
    return values


@dataclass(frozen=True, slots=True, eq=False)
class _Totals:
    """Running totals along lines, from which those of any cells follow: of values, float64 [side + 1, N C], and of
    squares, float64 [side + 1].
    """

    values: NDArray[np.float64]
    squares: NDArray[np.float64]

    @classmethod
    def of(cls, lines: Values) -> "_Totals":
        """float32 [N, side, C] -> their totals."""
        side = lines.shape[1]
        values = np.zeros((side + 1, lines.shape[0] * lines.shape[2]))
        values[1:] = lines.swapaxes(0, 1).reshape(side, -1)
        squares = np.einsum("ij,ij->i", values, values).cumsum()
        return cls(np.cumsum(values, axis=0, out=values), squares)

    def inside(self, cuts: Cuts) -> float:
        """The sum of squared differences to the mean of each cell along the lines."""
        places = np.unique(np.round(cuts).astype(int))
        sums = np.diff(self.values[places], axis=0)
        squares = self.squares[places[-1]] - self.squares[places[0]]
        return float(squares - (np.einsum("ij,ij->i", sums, sums) / np.diff(places)).sum())


def _locked(lines: Sequence[_Totals], candidates: Sequence[Sequence[Cuts]], limit: float) -> list[tuple[float, Grid]]:
    """The grids that are less loose than the limit, with their looseness."""
    grids = [Grid(*cuts) for cuts in candidates if min(len(axis) for axis in cuts) > FEWEST_CELLS]
    measured = [(_looseness(lines, grid), grid) for grid in grids]
    return [(loose, grid) for loose, grid in measured if loose < limit]


def _looseness(lines: Sequence[_Totals], grid: Grid) -> float:
    """The variance inside the cells along each axis, divided by that inside cells half a period away."""
    cuts = (grid.rows, grid.columns)
    away = [np.clip(axis - period / 2, 0, None) for axis, period in zip(cuts, grid.period, strict=True)]
    inside = sum(some.inside(axis) for some, axis in zip(lines, cuts, strict=True))
    return inside / max(sum(some.inside(axis) for some, axis in zip(lines, away, strict=True)), 1e-9)


def _is_hand_drawn(rgba: RGBA) -> bool:
    """Few colors, no half-clear pixel: every pixel is where somebody put it."""
    rgba = rgba[:: _every(len(rgba))]
    alpha = rgba[..., 3::4]
    if not ((alpha == 0) | (alpha == 255)).all():
        return False
    shown = rgba[..., :4][rgba[..., 3] > 0]
    return len(np.unique(np.ascontiguousarray(shown).view(np.uint32))) <= _HAND_DRAWN


def _redrawn(rgba: RGBA, grid: Grid) -> float:
    """The share of the pixels beside a change of color that the small picture, enlarged again, has the same."""
    middles = [((cuts[1:] + cuts[:-1]) / 2).astype(int) for cuts in (grid.rows, grid.columns)]
    lines = np.arange(0, len(rgba), _every(len(rgba)))
    first = _packed(rgba[lines, :, :4])
    rows, columns = (
        (np.searchsorted(np.ceil(cuts - 0.5), np.arange(side), side="right") - 1).clip(0, len(cuts) - 2)
        for cuts, side in zip((grid.rows, grid.columns), rgba.shape, strict=False)
    )
    large = _packed(rgba[middles[0][rows[lines]], :, :4])[:, middles[1][columns]]
    change = first[:, 1:] != first[:, :-1]
    beside = np.pad(change, ((0, 0), (1, 0))) | np.pad(change, ((0, 0), (0, 1)))
    return float((first == large)[beside].mean())


def _samples(cuts: Cuts, side: int) -> NDArray[np.intp]:
    """[cells + 1] -> [cells, ballots]: pixels in the middle of each cell."""
    shares = np.linspace(_MIDDLE, 1 - _MIDDLE, _BALLOTS)
    places = cuts[:-1, None] + np.diff(cuts)[:, None] * shares
    return np.asarray(np.floor(places).astype(np.intp).clip(0, side - 1))


def _elected(ballots: NDArray[np.uint32]) -> RGBA:
    """Packed colors uint32 [N, ballots] -> uint8 [N, 4]: the ballot that is nearest to all others."""
    chosen = ballots[:, 0].copy()
    split = np.flatnonzero((ballots[:, 1:] != ballots[:, :1]).any(axis=1))
    if len(split):
        # Cells last, so that each step is one loop along memory.
        channels = ballots[split, :, None].view(np.uint8).transpose(1, 2, 0).astype(np.int16)
        apart = [np.abs(channels - one).sum(axis=(0, 1), dtype=np.int16) for one in channels]
        chosen[split] = ballots[split, np.argmin(apart, axis=0)]
    return chosen[:, None].view(np.uint8)
