"""Distances between sets of pictures, each with its error, by halving the families. Knows arrays only.

The real pictures of one half of the families are compared with three sets: what was generated for the other half, the
real pictures of the other half, and as many training pictures. So all sets have one size, no picture is compared with
its own family, and the distance between the two real halves is the floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.metrics.distances import NEIGHBOURS, frechet_distance, halves, kernel_distance, overlap

ROUNDS: Final = 60

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats, Floats]
"""Values with the lower and the upper ends of their intervals, [6] each: Fréchet, kernel, precision, recall, density,
coverage. NaN where the sets are too small."""

_NORMAL: Final = 1.96
_LEAST: Final = np.array([0, -np.inf, 0, 0, 0, 0])
_MOST: Final = np.array([np.inf, np.inf, 1, 1, np.inf, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """`features` [N, F] of pictures of `families` [N]."""

    features: Floats
    families: NDArray[np.int64]


def compare_halves(real: Sample, generated: Sequence[Floats], training: Sample, seed: int) -> list[Ends]:
    """The distances of each generated set, of the real pictures, and of training pictures, in this order.

    A generated set has features [N * count, F]: `count` rows for each of the N real pictures, one of which is used in
    each round, in turn. The interval is 1.96 standard errors on both sides.
    Raises ValueError if there are fewer than two families.
    """
    rounds: list[list[Floats]] = []
    generator = np.random.default_rng(seed)
    for number, (one, other) in enumerate(halves(real.families, rounds=ROUNDS, seed=seed)):
        counts = [len(features) // len(real.features) for features in generated]
        sets = [features[other * count + number % count] for features, count in zip(generated, counts, strict=True)]
        sets += [real.features[other], training.features[_some(training, len(other), generator)]]
        rounds.append([_apart(real.features[one], features) for features in sets])
    return [_replicated(np.array(values)) for values in zip(*rounds, strict=True)]


def _some(sample: Sample, count: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """`count` rows of randomly ordered families; of the last family perhaps only some rows."""
    place = {family: index for index, family in enumerate(generator.permutation(np.unique(sample.families)))}
    return np.argsort([place[family] for family in sample.families], kind="stable")[:count]


def _apart(reference: Floats, features: Floats) -> Floats:
    values = np.full(6, np.nan)
    least = min(len(reference), len(features))
    if least >= 2:
        values[:2] = frechet_distance(reference, features), kernel_distance(reference, features)
    if least > NEIGHBOURS:
        found = overlap(reference, features)
        values[2:] = found.precision, found.recall, found.density, found.coverage
    return values


def _replicated(values: Floats) -> Ends:
    """Values of every round [R, 6] -> their means and intervals."""
    means, errors = values.mean(axis=0), values.std(axis=0, ddof=1)
    return means, np.maximum(means - _NORMAL * errors, _LEAST), np.minimum(means + _NORMAL * errors, _MOST)
