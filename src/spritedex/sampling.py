"""Samplers of rectified flows, on arrays of numpy or torch alike. Know no network, prompt or picture.

A flow leads from noise (time 0) to a sprite (time 1) along x = time * sprite + (1 - time) * noise.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeVar

RHO: Final = 1.5
"""The power that evenly spaced times are raised to (Karras et al. 2022 call it rho)."""

_EVEN: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_KNOTS: Final = (0.0, 0.12, 0.35, 0.65, 1.0)
"""The times of four steps of `multistep`; those of more or fewer lie between them."""

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


def multistep_times(num_steps: int, start: float = 0.0) -> list[float]:
    """Times from `start` in [0, 1) to 1 for `multistep`: as many of `num_steps` steps as lie after it, at least one.

    >>> multistep_times(4), [round(time, 2) for time in multistep_times(4, 0.2)]
    ([0.0, 0.12, 0.35, 0.65, 1.0], [0.2, 0.42, 0.69, 1.0])
    """
    first = _piecewise(start, _KNOTS, _EVEN)
    steps = max(1, round(num_steps * (1 - first)))
    between = (first + (1 - first) * step / steps for step in range(1, steps))
    return [start, *(_piecewise(at, _EVEN, _KNOTS) for at in between), 1.0]


def multistep(
    denoise: Callable[[A, float], A],
    noisy: A,
    times: Sequence[float],
    noise_sampler: Callable[[], A],
    callback: Callable[[A, float], A] = lambda noisy, time: noisy,
) -> Iterator[Step]:
    """Each step predicts the clean sprite and adds new noise to it, up to the last, which adds none.

    For a network that paints sharp sprites in one pass (Song et al. 2023, "Consistency models", algorithm 1).
    """
    for index, (time, after) in enumerate(itertools.pairwise(times)):
        clean = denoise(noisy, time)
        noisy = callback(clean if after == 1 else clean * after + noise_sampler() * (1 - after), after)
        yield Step(index + 1, len(times) - 1, after, noisy, clean)


def redraw(
    denoise: Callable[[A, float], A],
    given: A,
    time: float,
    num_steps: int,
    noise_sampler: Callable[[], A],
    callback: Callable[[A, float], A] = lambda noisy, time: noisy,
) -> Iterator[Step]:
    """The mean of what the network makes of a picture with `num_steps` different noises at one `time`.

    For a network that paints sharp sprites in one pass: what it adds by chance averages out, what it sees stays.
    """
    mean: A = given * 0
    for index in range(num_steps):
        clean = denoise(given * time + noise_sampler() * (1 - time), time)
        mean = mean + (clean - mean) * (1 / (index + 1))
        yield Step(index + 1, num_steps, 1.0, callback(mean, 1.0), callback(mean, 1.0))


def _piecewise(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Linear between the points (xs, ys), which rise."""
    at = max(i for i in range(len(xs) - 1) if xs[i] <= x)
    return ys[at] + (ys[at + 1] - ys[at]) * (x - xs[at]) / (xs[at + 1] - xs[at])


def _log_snr(time: float) -> float:
    return math.log(time / (1 - time))
