"""Samplers of rectified flows, on arrays of numpy or torch alike. Know no network, prompt or picture.

A flow leads from noise (time 0) to a sprite (time 1) along x = time * sprite + (1 - time) * noise.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

RHO: Final = 1.5
"""The power that evenly spaced times are raised to (Karras et al. 2022 call it rho)."""

A = TypeVar("A", bound=Any)
"""An array of numpy or torch."""


class Step(NamedTuple):
    """After `step` of `num_steps`: `clean` is the network's prediction of the sprite, `noisy` the state at `time`."""

    step: int
    num_steps: int
    time: float
    noisy: Any
    clean: Any


def step_times(num_steps: int, start: float = 0.0) -> list[float]:
    """`num_steps` + 1 times from `start` to 1, closer together early, where the body takes shape."""
    first = start ** (1 / RHO)
    return [*((first + (1 - first) * index / num_steps) ** RHO for index in range(num_steps)), 1.0]


def solve(
    denoise: Callable[[A, float], A],
    noisy: A,
    times: Sequence[float],
    noise_sampler: Callable[[], A],
    callback: Callable[[A, float], A] = lambda noisy, time: noisy,
) -> Iterator[Step]:
    """Go from `noisy` at `times[0]` to the sprite at `times[-1]` = 1, one call of `denoise(noisy, time)` a step.

    SDE-DPM-Solver++(2M) (Lu et al. 2022, "DPM-Solver++") with alpha = time and sigma = 1 - time: after each step, a
    part of the noise is replaced by that of `noise_sampler`, standard normal like `noisy`, which corrects errors of
    earlier steps. Second order by the clean sprite of the step before; first order at both ends, where the log
    signal-to-noise ratio is infinite. `callback(noisy, time)` may change the result of a step, for instance outside a
    mask.
    """
    before: A | None = None
    for index, (time, after) in enumerate(itertools.pairwise(times)):
        clean = denoise(noisy, time)
        if after == 1:
            noisy = clean
        elif time == 0:
            noisy = clean * after + noisy * (1 - after)
        else:
            ahead, aim = _log_snr(after) - _log_snr(time), clean
            if before is not None and times[index - 1] > 0:
                aim = clean + (clean - before) * (ahead / (2 * (_log_snr(time) - _log_snr(times[index - 1]))))
            decay = math.exp(-ahead)
            noisy = (
                noisy * ((1 - after) / (1 - time) * decay)
                + aim * (after * (1 - decay**2))
                + noise_sampler() * ((1 - after) * math.sqrt(1 - decay**2))
            )
        noisy, before = callback(noisy, after), clean
        yield Step(index + 1, len(times) - 1, after, noisy, clean)


def _log_snr(time: float) -> float:
    return math.log(time / (1 - time))
