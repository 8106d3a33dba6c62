"""A sweep: a space of settings, as the file of a Weights & Biases sweep describes it, and trials drawn from it.

Knows no architecture. The keys and their meaning are those of https://docs.wandb.ai/models/sweeps/sweep-config-keys.
"""

import itertools
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import Field, ValidationError, model_validator

from spritedex.config.base import Positive, Section
from spritedex.errors import ConfigError, first_fault

TRIALS: Final = 16
"""How many trials a sweep has that does not say so in `run_cap`."""

_DIGITS: Final = 4
_MOST: Final = 10_000
_RANGES: Final = ("int_uniform", "uniform", "q_uniform", "log_uniform_values")
Distribution = Literal["constant", "categorical", "int_uniform", "uniform", "q_uniform", "log_uniform_values", "normal"]


class Metric(Section):
    """`metric`: what an epoch logs, such as val/map, and whether more of it is better."""

    name: str
    goal: Literal["minimize", "maximize"] = "minimize"


class EarlyStop(Section):
    """`early_terminate`: after `min_iter` epochs, and each time `eta` times as many, only the best 1/`eta` go on."""

    type: Literal["hyperband"]
    min_iter: Positive
    eta: Annotated[float, Field(gt=1)] = 3.0


class Parameter(Section):
    """The values of one setting. Without `distribution`: constant for `value`, categorical for `values`, int_uniform
    for whole numbers `min` and `max`, uniform for others."""

    distribution: Distribution | None = None
    value: Any = None
    values: tuple[Any, ...] | None = None
    probabilities: tuple[float, ...] | None = None
    min: int | float | None = None
    max: int | float | None = None
    q: Annotated[float, Field(gt=0)] = 1.0
    mu: float = 0.0
    sigma: Annotated[float, Field(gt=0)] = 1.0

    @property
    def kind(self) -> Distribution:
        """The distribution, chosen as Weights & Biases does where none is named."""
        if self.distribution:
            return self.distribution
        if self.values is not None:
            return "categorical"
        if self.min is not None or self.max is not None:
            return "int_uniform" if isinstance(self.min, int) and isinstance(self.max, int) else "uniform"
        return "constant"

    @model_validator(mode="after")
    def _fits(self) -> "Parameter":
        if self.kind == "constant" and "value" not in self.model_fields_set:
            raise ValueError("give value, values, or min and max")
        if self.kind == "categorical" and not self.values:
            raise ValueError("values: give at least one")
        if self.probabilities and (len(self.probabilities) != len(self.values or ()) or min(self.probabilities) < 0):
            raise ValueError("probabilities: give one of each value, none below 0")
        if self.probabilities and not sum(self.probabilities):
            raise ValueError("probabilities: at least one must be above 0")
        if self.kind in _RANGES:
            if self.min is None or self.max is None or self.min > self.max:
                raise ValueError("give min and max, min not above max")
            if self.kind == "log_uniform_values" and self.min <= 0:
                raise ValueError("min: must be above 0 for log_uniform_values")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """`min` and `max`, which a range has."""
        return float(self.min or 0), float(self.max or 0)

    def sample(self, random: np.random.Generator) -> Any:
        """A value; fractions have four digits."""
        return _SAMPLERS[self.kind](self, random)

    def choices(self) -> tuple[Any, ...] | None:
        """All values, None where they cannot be counted."""
        return {"constant": (self.value,), "categorical": self.values}.get(self.kind)


class Sweep(Section):
    """The whole file. What only Weights & Biases reads is taken and left alone."""

    method: Literal["grid", "random", "bayes"]
    metric: Metric
    parameters: Annotated[dict[str, Parameter], Field(min_length=1)]
    run_cap: Annotated[int, Field(ge=1, le=_MOST)] | None = None
    early_terminate: EarlyStop | None = None
    program: Any = None
    command: Any = None
    project: Any = None
    entity: Any = None
    name: Any = None
    description: Any = None

    @model_validator(mode="after")
    def _can_be_counted(self) -> "Sweep":
        endless = [name for name, each in self.parameters.items() if each.choices() is None]
        if self.method == "grid" and endless:
            raise ValueError(f"parameters.{endless[0]}: a grid needs values; list them, or write method: random")
        return self

    def trials(self) -> list[dict[str, Any]]:
        """The settings of each trial by their names: all combinations of a grid, or drawn at random.

        The same file gives the same trials, and a higher `run_cap` adds some.
        """
        names = list(self.parameters)
        if self.method == "grid":
            grid = itertools.product(*(each.choices() or () for each in self.parameters.values()))
            return [dict(zip(names, values, strict=True)) for values in itertools.islice(grid, self.run_cap or _MOST)]
        return [
            {name: each.sample(np.random.default_rng((number, place))) for place, (name, each) in self._places()}
            for number in range(self.run_cap or TRIALS)
        ]

    def _places(self) -> enumerate[tuple[str, Parameter]]:
        return enumerate(self.parameters.items())


def parse_sweep(values: Mapping[str, Any]) -> Sweep:
    """A sweep from the mapping of its file. Raises ConfigError that names the first key that is wrong."""
    try:
        return Sweep.model_validate(values)
    except ValidationError as error:
        where, reason = first_fault(error)
        raise ConfigError(f"{where}: {reason}" if where else reason) from None


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _within(parameter: Parameter, value: float) -> float:
    low, high = parameter.ends
    return min(max(_rounded(value), low), high)


def _categorical(parameter: Parameter, random: np.random.Generator) -> Any:
    values, weights = parameter.values or (), parameter.probabilities
    shares = np.asarray(weights) / sum(weights) if weights else None
    return values[int(random.choice(len(values), p=shares))]


def _whole(parameter: Parameter, random: np.random.Generator) -> int:
    low, high = parameter.ends
    return int(random.integers(int(low), int(high), endpoint=True))


def _stepped(parameter: Parameter, random: np.random.Generator) -> float:
    value = round(random.uniform(*parameter.ends) / parameter.q) * parameter.q
    return int(value) if parameter.q == int(parameter.q) else _rounded(value)


_SAMPLERS: Final[dict[str, Callable[[Parameter, np.random.Generator], Any]]] = {
    "constant": lambda parameter, random: parameter.value,
    "categorical": _categorical,
    "int_uniform": _whole,
    "uniform": lambda parameter, random: _within(parameter, random.uniform(*parameter.ends)),
    "q_uniform": _stepped,
    "log_uniform_values": lambda parameter, random: _within(
        parameter, float(np.exp(random.uniform(*np.log(parameter.ends))))
    ),
    "normal": lambda parameter, random: _rounded(random.normal(parameter.mu, parameter.sigma)),
}
