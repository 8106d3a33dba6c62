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

_FEWEST_CELLS: Final = 8
_LARGEST_PERIOD: Final = 128
_SMALL: Final = 96  # a picture with soft edges that is no larger than this is an icon of its own size
_LINES: Final = 320  # so many rows are enough to find the columns, and the other way round
_OVERSAMPLED: Final = 8  # steps of the spectrum for each that the picture's side resolves
_CANDIDATES: Final = 8
_OVERTONE: Final = 0.7
_TEETH: Final = 0.6  # of the cuts between the first and the last change, so many must show one
_LOCKED: Final = 0.35  # variance inside the cells against that of cells half a period away
_HAND_DRAWN: Final = 64  # a picture with no more colors than this is not blurred and has no noise
_EXACT: Final = 0.9  # so much of its edges must come out the same when it is enlarged again
_HELD: Final = 0.6  # the same for a picture without noise, which is then enlarged again and compared
_BENT: Final = 0.25  # looser than this, a comb may be bent
_BEND: Final = 0.3  # of a period: so much may a cell of a bent grid be too narrow or too wide
_STIFFNESS: Final = 8.0  # what a bend costs, in strong edges
_FAINT_EDGE: Final = 10  # of 255: smaller steps are noise
_PARTIAL: Final = 0.4  # of a period: a cell at the canvas's edge that is cut narrower than this is left out
_MIDDLE: Final = 0.25  # of a cell: the part at each side that has no vote
_BALLOTS: Final = 5  # samples along each side of a cell

Values = NDArray[np.float32]
Cuts = NDArray[np.float64]


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
        return _mean_step(self.rows)[0], _mean_step(self.columns)[0]

    @property
    def phase(self) -> tuple[float, float]:
        """Where the first row and column of cells begin, in pixels; below 0 where they are cut."""
        return _mean_step(self.rows)[1], _mean_step(self.columns)[1]

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
    if min(rgba.shape[:2]) < 2 * _FEWEST_CELLS:
        return None
    if not (exact := _is_hand_drawn(rgba)) and max(rgba.shape[:2]) <= _SMALL:
        return None
    limit = _HELD if exact else _LOCKED
    lines = [_some(rgba.swapaxes(0, 1)), _some(rgba)]
    profiles = [_profile(some) for some in lines]
    if not all(profile.any() for profile in profiles):
        return None
    found = _locked(lines, [_straight_cuts(profiles, period) for period in _periods(profiles, windows=1)], limit)
    if exact and (grid := _exact_grid(rgba, profiles, [grid for _, grid in found])):
        return grid
    if exact or not found or min(loose for loose, _ in found) > _BENT:
        bent = [[_followed(profile, period) for profile in profiles] for period in _periods(profiles, windows=4)[:3]]
        found += _locked(lines, bent, limit)
    if exact or not found:
        return _exact_grid(rgba, profiles, [grid for _, grid in found])
    best = min(loose for loose, _ in found)
    chosen = max((grid for loose, grid in found if loose <= 1.5 * best + 0.03), key=lambda grid: grid.period)
    return chosen if min(map(_teeth, profiles, (chosen.rows, chosen.columns))) >= _TEETH else None


def _exact_grid(rgba: RGBA, profiles: Sequence[NDArray[np.float64]], grids: Sequence[Grid]) -> Grid | None:
    """Of the grids that give back a picture without noise, cuts at whole pixels, the one with the largest cells."""
    snapped = [Grid(*map(_snapped, profiles, (grid.rows, grid.columns))) for grid in grids]
    same = [_redrawn(rgba, grid) for grid in snapped]
    least = max(_EXACT, max(same, default=0) - 0.01)
    return max(
        (grid for grid, share in zip(snapped, same, strict=True) if share >= least),
        key=lambda grid: grid.period,
        default=None,
    )


def at_grid(rgba: RGBA, grid: Grid) -> RGBA:
    """uint8 [H, W, 4] -> the small picture uint8 [rows, columns, 4]: each cell in the color that its middle votes for.

    Half-clear cells keep their alpha; clear ones are zero.
    """
    rows, columns = (_samples(cuts, side) for cuts, side in zip((grid.rows, grid.columns), rgba.shape, strict=False))
    ballots = rgba[rows[:, None, :, None], columns[None, :, None, :]]
    height, width = grid.shape
    ballots = ballots.reshape(height, width, _BALLOTS * _BALLOTS, 4)
    ballots[ballots[..., 3] == 0] = 0
    return np.stack([_elected(line) for line in ballots])


def _every(count: int) -> int:
    """The step at which so many lines are left as are enough."""
    return max(1, -(-count // _LINES))


def _some(rgba: RGBA) -> Values:
    """Lines enough to find the cuts across them, float32 [N, side, C], premultiplied."""
    values = rgba[:: _every(len(rgba))].astype(np.float32)
    for start in range(0, rgba.shape[2], 4):
        values[..., start : start + 3] *= values[..., start + 3 : start + 4] / np.float32(255)
    return values


def _profile(lines: Values) -> NDArray[np.float64]:
    """float32 [N, side, C] -> float64 [side]: how much speaks for a cut left of each column.

    In each row only the steepest place of a transition speaks, so a soft edge counts as one at its middle.
    """
    step = np.abs(np.diff(lines, axis=1)).max(axis=-1)
    padded = np.pad(step, ((0, 0), (1, 1)))
    peak = (step >= padded[:, :-2]) & (step > padded[:, 2:]) & (step > _FAINT_EDGE)
    if not peak.any():
        return np.zeros(lines.shape[1])
    ceiling = np.quantile(step[peak], 0.9)
    total = np.where(peak, np.minimum(step, ceiling) / ceiling, 0).sum(axis=0, dtype=np.float64)
    return np.asarray(np.sqrt(np.pad(total, (1, 0))))


def _periods(profiles: Sequence[NDArray[np.float64]], windows: int) -> list[float]:
    """Candidate periods: the peaks of the common spectrum, averaged over so many parts of each side
    (Welch 1967), which a bent comb does not blur as much.
    """
    count = 2 ** int(np.ceil(np.log2(max(len(profile) for profile in profiles) * _OVERSAMPLED)))
    parts = [part for profile in profiles for part in np.array_split(profile, windows)]
    spectrum = np.sum([np.abs(np.fft.rfft(part, count)) / max(part.sum(), 1e-9) for part in parts], axis=0)
    shortest = min(len(profile) for profile in profiles)
    lowest = int(np.ceil(count / min(shortest / _FEWEST_CELLS, _LARGEST_PERIOD)))
    padded = np.pad(spectrum, (1, 1))
    peaks = np.flatnonzero((padded[1:-1] >= padded[:-2]) & (padded[1:-1] >= padded[2:]))
    peaks = peaks[peaks >= lowest]
    strongest = peaks[np.argsort(-spectrum[peaks])[:_CANDIDATES]]
    # The overtones of a long period may all be as strong as itself.
    longest_ones = peaks[spectrum[peaks] >= _OVERTONE * spectrum[peaks].max(initial=0)][:_CANDIDATES]
    strongest = np.unique([*strongest, *longest_ones])
    return [count / float(peak) for peak in strongest]


def _straight_cuts(profiles: Sequence[NDArray[np.float64]], period: float) -> list[Cuts]:
    return [_straight(*_fitted(profile, period), len(profile)) for profile in profiles]


def _locked(lines: Sequence[Values], candidates: Sequence[Sequence[Cuts]], limit: float) -> list[tuple[float, Grid]]:
    """The grids that are less loose than the limit, with their looseness."""
    grids = [Grid(*cuts) for cuts in candidates if min(len(axis) for axis in cuts) > _FEWEST_CELLS]
    measured = [(_looseness(lines, grid), grid) for grid in grids]
    return [(loose, grid) for loose, grid in measured if loose < limit]


def _fitted(profile: NDArray[np.float64], period: float) -> tuple[float, float]:
    """The period and phase near `period` that fit the places of change best: two rounds of weighted least squares."""
    places = np.arange(len(profile), dtype=np.float64)
    total = profile.sum()
    if total == 0:
        return period, 0.0
    phase = float(np.angle((profile * np.exp(2j * np.pi * places / period)).sum())) * period / (2 * np.pi)
    for reach in (0.35, 0.25):
        number = np.round((places - phase) / period)
        weight = np.where(np.abs(places - phase - number * period) <= reach * period, profile, 0)
        if (weight > 0).sum() < 3:
            break
        slope, intercept = _line(number, places, weight)
        if not 0.97 * period < slope < 1.03 * period:
            break
        period, phase = slope, intercept
    return period, phase % period


def _line(x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[float, float]:
    total = weight.sum()
    middle_x, middle_y = (weight * x).sum() / total, (weight * y).sum() / total
    spread = (weight * (x - middle_x) ** 2).sum()
    slope = float((weight * (x - middle_x) * (y - middle_y)).sum() / max(spread, 1e-9))
    return slope, float(middle_y - slope * middle_x)


def _mean_step(cuts: Cuts) -> tuple[float, float]:
    places = np.arange(1, len(cuts) - 1, dtype=np.float64)
    return _line(places, cuts[1:-1], np.ones(len(places)))


def _straight(period: float, phase: float, side: int) -> Cuts:
    """The cuts of a grid that does not drift, over a whole side; a cell of which too little is left is left out.

    Where the side is a whole number of periods, the grid is that of the whole canvas.
    """
    count = round(side / period)
    off = (phase + period / 2) % period - period / 2
    if abs(off) < 0.25 * period and abs(off + count * period - side) < 0.25 * period:
        return np.linspace(0, side, count + 1)
    first = int(np.floor(-phase / period))
    cuts = phase + period * np.arange(first, first + int(np.ceil(side / period)) + 3)
    whole = np.minimum(cuts[1:], side) - np.maximum(cuts[:-1], 0) >= _PARTIAL * period
    kept = np.flatnonzero(whole)
    return np.asarray(cuts[kept[0] : kept[-1] + 2].clip(0, side))


def _followed(profile: NDArray[np.float64], period: float) -> Cuts:
    """The cuts that a bent comb asks for: of all ways from edge to edge in steps of about a period, the one with the
    most change at its cuts and the least change of step (dynamic programming).
    """
    side = len(profile)
    steps = np.arange(max(2, int(period * (1 - _BEND))), int(np.ceil(period * (1 + _BEND))) + 1)
    price = _STIFFNESS * ((steps - period) / period) ** 2
    gain = profile / max(float(np.quantile(profile, 0.9)), 1e-9)
    total, back = np.zeros(side + 1), np.zeros(side + 1, np.intp)
    first = int(steps[-1])
    for place in range(first, side + 1):
        ways = total[place - steps] - price
        best = int(ways.argmax())
        total[place] = ways[best] + (gain[place] if place < side else 0)
        back[place] = steps[best]
    place = side - int(total[: side - first - 1 : -1].argmax()) if side > first else side
    cuts = [place]
    while back[place]:
        place -= int(back[place])
        cuts.append(place)
    ends = [0] if cuts[-1] >= _PARTIAL * period else []
    return np.array(ends + cuts[::-1] + ([side] if side - cuts[0] >= _PARTIAL * period else []), np.float64)


def _snapped(profile: NDArray[np.float64], cuts: Cuts) -> Cuts:
    """The cuts at whole pixels, each at the strongest change beside it."""
    padded = np.concatenate([profile, [np.inf]])  # the canvas's end is a cut
    padded[0] = np.inf
    places = np.round(cuts).astype(int)[:, None] + np.arange(-1, 2)
    near = 1.5 * (1 - np.abs(places - cuts[:, None]))
    best = (padded[places.clip(0, len(profile))] + near).argmax(axis=1)
    return np.unique(places[np.arange(len(cuts)), best].clip(0, len(profile))).astype(np.float64)


def _looseness(lines: Sequence[Values], grid: Grid) -> float:
    """The variance inside the cells along each axis, divided by that inside cells half a period away."""
    cuts = (grid.rows, grid.columns)
    away = [np.clip(axis - period / 2, 0, None) for axis, period in zip(cuts, grid.period, strict=True)]
    inside = sum(_inside(some, axis) for some, axis in zip(lines, cuts, strict=True))
    return inside / max(sum(_inside(some, axis) for some, axis in zip(lines, away, strict=True)), 1e-9)


def _inside(lines: Values, cuts: Cuts) -> float:
    """float32 [N, side, C] -> the sum of squared differences to the mean of each cell along the lines."""
    places = np.unique(np.round(cuts).astype(int))
    part = lines[:, places[0] : places[-1]]
    starts = places[:-1] - places[0]
    sums = np.add.reduceat(part, starts, axis=1)
    squares = np.add.reduceat(part * part, starts, axis=1)
    return float((squares - sums**2 / np.diff(places)[None, :, None].astype(np.float32)).sum(dtype=np.float64))


def _teeth(profile: NDArray[np.float64], cuts: Cuts) -> float:
    """The share of the cuts, between the first and the last change, that show one: few do in a flat icon or a plan."""
    changes = np.flatnonzero(profile)
    within = cuts[(cuts >= changes[0] - 1) & (cuts <= changes[-1] + 1)]
    places = np.round(within).astype(int)[:, None] + np.arange(-1, 2)
    return float((profile[places.clip(0, len(profile) - 1)] > 0).any(axis=1).mean())


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
    small = rgba[middles[0][:, None], middles[1], :4]
    small[small[..., 3] == 0] = 0
    lines = np.arange(0, len(rgba), _every(len(rgba)))
    first = rgba[lines, :, :4]
    first[first[..., 3] == 0] = 0
    rows, columns = (
        (np.searchsorted(np.ceil(cuts - 0.5), np.arange(side), side="right") - 1).clip(0, len(cuts) - 2)
        for cuts, side in zip((grid.rows, grid.columns), rgba.shape, strict=False)
    )
    large = small[rows[lines, None], columns]
    change = (first[:, 1:] != first[:, :-1]).any(axis=-1)
    beside = np.pad(change, ((0, 0), (1, 0))) | np.pad(change, ((0, 0), (0, 1)))
    same = (first == large).all(axis=-1)
    return float(same[beside].mean())


def _samples(cuts: Cuts, side: int) -> NDArray[np.intp]:
    """[cells + 1] -> [cells, ballots]: pixels in the middle of each cell."""
    shares = np.linspace(_MIDDLE, 1 - _MIDDLE, _BALLOTS)
    places = cuts[:-1, None] + np.diff(cuts)[:, None] * shares
    return np.asarray(np.floor(places).astype(np.intp).clip(0, side - 1))


def _elected(ballots: RGBA) -> RGBA:
    """uint8 [N, ballots, 4] -> uint8 [N, 4]: the ballot that is nearest to all others."""
    wide = ballots.astype(np.int32)
    apart = np.abs(wide[:, :, None] - wide[:, None]).sum(axis=(-1, -2))
    return np.asarray(ballots[np.arange(len(ballots)), apart.argmin(axis=1)])
