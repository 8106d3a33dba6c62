"""Samplers of rectified flows, on arrays of numpy or torch alike. Know no network, prompt or picture.

A flow leads from noise (time 0) to a sprite (time 1) along x = time * sprite + (1 - time) * noise.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

A = TypeVar("A", bound=Any)
"""An array of numpy or torch."""


class Step(NamedTuple):
    """After `done` of `steps`: `clean` is the sprite as the network now sees it, `noisy` what stands at `time`."""

    done: int
    steps: int
    time: float
    noisy: Any
    clean: Any


def even_times(steps: int, start: float = 0.0) -> list[float]:
    """`steps` + 1 times from `start` to 1, evenly spaced."""
    return [*(start + (1 - start) * index / steps for index in range(steps)), 1.0]


def solve(
    denoise: Callable[[A, float], A],
    noisy: A,
    times: Sequence[float],
    settle: Callable[[A, float], A] = lambda noisy, time: noisy,
) -> Iterator[Step]:
    """Go from `noisy` at `times[0]` to the sprite at `times[-1]` = 1, one call of `denoise(noisy, time)` a step.

    DPM-Solver++(2M) (Lu et al. 2022, algorithm 2) with alpha = time and sigma = 1 - time: second order by the clean
    sprite of the step before; first order at both ends, where the log signal-to-noise ratio is infinite. `settle` may
    change what stands after a step, for instance outside a mask.
    """
    before: A | None = None
    for index, (time, after) in enumerate(itertools.pairwise(times)):
        clean = denoise(noisy, time)
        aim = clean
        if before is not None and times[index - 1] > 0 and after < 1:
            last, ahead = _log_snr(time) - _log_snr(times[index - 1]), _log_snr(after) - _log_snr(time)
            aim = clean + (clean - before) * (ahead / (2 * last))
        kept = (1 - after) / (1 - time)
        noisy = settle(noisy * kept + aim * (after - time * kept), after)
        before = clean
        yield Step(index + 1, len(times) - 1, after, noisy, clean)


def _log_snr(time: float) -> float:
    return math.log(time / (1 - time))
