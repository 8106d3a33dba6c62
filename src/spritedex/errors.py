"""The error tree. Every error that a user can cause names the thing, what is wrong with it, and the cure.

SpritedexError           exit code 1
├── UsageError           exit code 2: an option, argument or configuration value is wrong
│   ├── OptionError      one option has a value that it cannot take; each front end names it in its own words
│   └── ConfigError      a configuration has a wrong key, type or value
├── PictureError         a picture cannot be read or is outside the limits
├── PromptError          a prompt is empty, too long or says nothing the text encoder knows
├── DataError            a data source cannot be read, or strict mode met a problem
├── BundleError          a bundle is missing, damaged or of the wrong kind
├── TrainingError        training cannot start or cannot go on
└── MissingExtraError    an optional part is not installed
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Final

_LONGEST_VALUE: Final = 80
_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


class SpritedexError(Exception):
    """Base of all errors that the command line prints as one line."""

    exit_code = 1


class UsageError(SpritedexError):
    """An option, argument or configuration value is wrong."""

    exit_code = 2


class OptionError(UsageError):
    """An option has a value that it cannot take.

    `field` is its name in Python and JSON. `reason` says what is wrong and the cure; it may name other options as
    `{field}`. `value` is what was given, None if nothing was. The command line prints `--best-of`, the API `best_of`.

    >>> error = OptionError("best_of", "must be at least {count} (3)", 2)
    >>> str(error)
    'best_of 2: must be at least count (3)'
    >>> error.worded(lambda field: "--" + field.replace("_", "-"))
    '--best-of 2: must be at least --count (3)'
    """

    def __init__(self, field: str, reason: str, value: object = None) -> None:
        super().__init__(field, reason, value)
        self.field, self.reason, self.value = field, reason, value

    def __str__(self) -> str:
        return self.worded(str)

    def worded(self, name: Callable[[str], str]) -> str:
        """The message with every option called what `name` makes of its field."""
        given = "" if self.value is None else f" {_shortened(self.value)}"
        return f"{name(self.field)}{given}: {_FIELD.sub(lambda match: name(match[1]), self.reason)}"


_KINDS: Final[dict[type, tuple[type, str]]] = {
    int: (Integral, "a whole number"),
    float: (Real, "a number"),
    str: (str, "a text"),
    bool: (bool, "True or False"),
}


def check_kind(kind: type, optional: bool = False, /, **arguments: object) -> None:
    """Raises OptionError that names an argument of a public function which is no `kind`: int, float, str or bool.

    Numbers of NumPy are numbers. An `optional` argument may be None.
    """
    wanted, words = _KINDS[kind]
    for name, value in arguments.items():
        if not isinstance(value, wanted) and not (optional and value is None):
            raise OptionError(name, f"must be {words}, not {type(value).__name__}")


def _shortened(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


class ConfigError(UsageError):
    """A configuration has a wrong key, type or value."""


class PictureError(SpritedexError):
    """A picture cannot be read or is outside the limits."""


class PromptError(SpritedexError):
    """A prompt is empty, too long or says nothing that the text encoder knows."""


class DataError(SpritedexError):
    """A data source cannot be read, or strict mode met a problem."""


class BundleError(SpritedexError):
    """A bundle is missing, damaged or of the wrong kind."""


class TrainingError(SpritedexError):
    """Training cannot start or cannot go on."""


class MissingExtraError(SpritedexError):
    """An optional part of Spritedex is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs the extra "{extra}": pip install "spritedex[{extra}]"')


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a batch that was skipped: where it is, what is wrong, and the cure."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
