"""Uncertainty by resampling whole families. Knows nothing of types, models or metrics: only a statistic.

Members of one family look alike, so they are drawn together; drawing single pictures would make the
intervals too narrow (the cluster bootstrap: Field & Welsh 2007).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Statistic = Callable[[NDArray[np.intp]], ArrayLike]
"""Row indices [M] (a row may come several times) -> one metric, or K metrics."""


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Means of K metrics, NaN where none is known: `whole` [K], and of every draw of families `draws` [R, K]; `unseen`
    [K] is the `unseen_share` of the families that a metric is known of."""

    whole: NDArray[np.float64]
    draws: NDArray[np.float64]
    unseen: NDArray[np.float64]


def family_resamples(
    statistic: Statistic, families: ArrayLike, *, resamples: int = 1000, seed: int = 0
) -> NDArray[np.float64]:
    """`statistic` on `resamples` draws of as many families as there are, with replacement: [resamples, K].

    `families` [N] are integers, one a row. The draws depend on the seed and the families only, so two
    statistics on the same families meet the same draws and may be subtracted, draw by draw.

    Raises ValueError if there is no row or `resamples` is below 1.
    """
    groups = np.asarray(families)
    if not groups.size:
        raise ValueError("no rows: nothing to resample")
    if resamples < 1:
        raise ValueError(f"resamples {resamples}: at least 1")
    members = [np.flatnonzero(groups == family) for family in np.unique(groups)]
    generator = np.random.default_rng(seed)
    draws = generator.integers(len(members), size=(resamples, len(members)))
    return np.stack(
        [np.atleast_1d(np.asarray(statistic(np.concatenate([members[i] for i in draw])), float)) for draw in draws]
    )


def family_means(
    values: NDArray[np.float64], families: NDArray[np.int64], *, resamples: int = 1000, seed: int = 0
) -> Means:
    """Of values [K, N, M] over all that is not NaN; `families` [N]. The M values of a row come and go together."""
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0).sum(axis=2), known.sum(axis=2)

    def means(index: NDArray[np.intp]) -> NDArray[np.float64]:
        total, count = sums[:, index].sum(axis=1), counts[:, index].sum(axis=1)
        return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))

    unseen = [unseen_share(len(np.unique(families[row > 0]))) for row in counts]
    draws = family_resamples(means, families, resamples=resamples, seed=seed)
    return Means(means(np.arange(len(families))), draws, np.array(unseen))


def unseen_share(families: int) -> float:
    """The upper end of the 95 % interval of a share that was 0 in all families: 3 over their number, at most 1.

    Draws of families that all lack a thing lack it too, and cannot tell (Hanley & Lippman-Hand 1983).

    >>> unseen_share(60), unseen_share(2)
    (0.05, 1.0)
    """
    return min(1.0, 3 / max(families, 1))


def percentile_interval(
    samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Samples [R, K] -> the lower and the upper ends [K] of the central `level` in (0, 1) of each column.

    A draw in which a metric is not defined (NaN) does not count; a column without any gives NaN.
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}: between 0 and 1, such as 0.95")
    ends = np.full((2, samples.shape[1]), np.nan)
    for k, column in enumerate(samples.T):
        known = column[~np.isnan(column)]
        if known.size:
            ends[:, k] = np.percentile(known, [50 * (1 - level), 50 * (1 + level)])
    return ends[0], ends[1]


def centred_interval(
    values: NDArray[np.float64], samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The percentile interval of `samples` [R, K], moved so that the mean of the draws falls on `values` [K].

    For a mean it is the percentile interval. A draw repeats pictures, repeated pictures rank together, and so the
    average precision of a draw leans upwards; left as it is, the interval may miss the value it belongs to.
    """
    low, high = percentile_interval(samples, level)
    known = ~np.isnan(samples)
    total = np.where(known, samples, 0.0).sum(axis=0)
    lean = np.divide(total, known.sum(axis=0), out=np.array(values), where=known.any(axis=0)) - values
    return low - lean, high - lean


def basic_interval(
    values: NDArray[np.float64], samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The percentile interval of `samples` [R, K] turned round `values` [K]: what to test a difference with.

    It takes off twice the lean that `centred_interval` speaks of, once for the draws and once for the value itself:
    random scores are then found better than constant ones as seldom as they should be, where the percentile interval
    finds them better every time (Davison & Hinkley 1997, section 5.2).
    """
    low, high = percentile_interval(samples, level)
    return 2 * values - high, 2 * values - low
