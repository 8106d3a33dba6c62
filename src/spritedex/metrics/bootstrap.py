"""Confidence intervals by resampling whole families. Know no type, model or metric: only a statistic.

Members of one family look alike, so they are drawn together: drawing single pictures would make the intervals too
narrow (the cluster bootstrap: Field & Welsh 2007).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Statistic = Callable[[NDArray[np.intp]], ArrayLike]
"""Row indices [M] (a row may come several times) -> one metric, or K metrics."""


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Means of K metrics, NaN where no value is known.

    `values` [K] are over all rows, `samples` [R, K] over each resample, and `unseen` [K] is the `unseen_share` of the
    families for which the metric is known.
    """

    values: NDArray[np.float64]
    samples: NDArray[np.float64]
    unseen: NDArray[np.float64]


def family_resamples(
    statistic: Statistic, families: ArrayLike, *, resamples: int = 1000, seed: int = 0
) -> NDArray[np.float64]:
    """`statistic` on `resamples` draws of as many families as there are, with replacement: [resamples, K].

    `families` [N] are integers, one for each row. The draws depend on the seed and the families only, so two
    statistics on the same families get the same draws and may be subtracted, draw by draw.

    Raises ValueError if there is no row or `resamples` is below 1.

    >>> rows = family_resamples(lambda rows: len(rows), [1, 1, 2, 2], resamples=3)
    >>> rows.tolist()
    [[4.0], [4.0], [4.0]]
    """
    groups = np.asarray(families)
    if not groups.size:
        raise ValueError("no rows: nothing to resample")
    if resamples < 1:
        raise ValueError(f"resamples {resamples}: must be at least 1")
    members = [np.flatnonzero(groups == family) for family in np.unique(groups)]
    generator = np.random.default_rng(seed)
    draws = generator.integers(len(members), size=(resamples, len(members)))
    return np.stack(
        [np.atleast_1d(np.asarray(statistic(np.concatenate([members[i] for i in draw])), float)) for draw in draws]
    )


def family_means(
    values: NDArray[np.float64], families: NDArray[np.int64], *, resamples: int = 1000, seed: int = 0
) -> Means:
    """Means of `values` [K, N, M] over rows and columns, NaN left out; `families` [N] belong to the rows.

    The M values of a row are always drawn together. Raises ValueError if there is no row or `resamples` is below 1.
    """
    known = ~np.isnan(values)
    sums, counts = np.where(known, values, 0).sum(axis=2), known.sum(axis=2)

    def means(index: NDArray[np.intp]) -> NDArray[np.float64]:
        total, count = sums[:, index].sum(axis=1), counts[:, index].sum(axis=1)
        return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))

    unseen = [unseen_share(len(np.unique(families[row > 0]))) for row in counts]
    samples = family_resamples(means, families, resamples=resamples, seed=seed)
    return Means(means(np.arange(len(families))), samples, np.array(unseen))


def unseen_share(families: int) -> float:
    """The upper end of the 95 % interval of a share that was 0 in all families: 3 over their number, at most 1.

    If no family shows something, no resample shows it either, so the bootstrap cannot give this end (the rule of three:
    Hanley & Lippman-Hand 1983).

    >>> unseen_share(60), unseen_share(2)
    (0.05, 1.0)
    """
    return min(1.0, 3 / max(families, 1))


def percentile_interval(
    samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Samples [R, K] -> the lower and the upper ends [K] of the central `level` in (0, 1) of each column.

    A NaN, where a metric is not defined in a resample, does not count; a column of NaN only gives NaN.
    Raises ValueError if `level` lies outside (0, 1).

    >>> low, high = percentile_interval(np.arange(101.0)[:, None], level=0.9)
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([5.0], [95.0])
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}: must be between 0 and 1, such as 0.95")
    ends = np.full((2, samples.shape[1]), np.nan)
    for k, column in enumerate(samples.T):
        known = column[~np.isnan(column)]
        if known.size:
            ends[:, k] = np.percentile(known, [50 * (1 - level), 50 * (1 + level)])
    return ends[0], ends[1]


def centered_interval(
    values: NDArray[np.float64], samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The percentile interval of `samples` [R, K], moved so that the mean of the samples falls on `values` [K].

    For a mean this is the percentile interval. A resample repeats pictures, repeated pictures rank together, and so its
    average precision is biased upwards; without the move the interval may miss its own value.
    Raises ValueError if `level` lies outside (0, 1).
    """
    low, high = percentile_interval(samples, level)
    known = ~np.isnan(samples)
    total = np.where(known, samples, 0.0).sum(axis=0)
    bias = np.divide(total, known.sum(axis=0), out=np.array(values), where=known.any(axis=0)) - values
    return low - bias, high - bias


def basic_interval(
    values: NDArray[np.float64], samples: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The percentile interval of `samples` [R, K] reflected about `values` [K]: use it to test a difference.

    It subtracts the bias that `centered_interval` describes twice, once for the samples and once for the value itself.
    With it, random scores are found better than constant ones as seldom as they should be; the percentile interval
    finds them better every time (Davison & Hinkley 1997, section 5.2).
    Raises ValueError if `level` lies outside (0, 1).
    """
    low, high = percentile_interval(samples, level)
    return 2 * values - high, 2 * values - low
